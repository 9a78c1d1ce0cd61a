//! What libtrust says of the signatures in a schema 1 manifest (reference.md §8), line ends included.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::go;
use crate::base64::UrlDecodeError;
use crate::image::manifest::JwsError;
use crate::trust::jwk::{JwkError, Part};

/// Why it cannot be said what is signed. Where Go ends with a panic, the words are ours.
#[must_use]
pub fn jws_error(error: &JwsError) -> String {
    match error {
        JwsError::Base64(error) => format!("base64 decode error: {}", url_error(*error)),
        JwsError::ConflictingLength => "conflicting format length".into(),
        JwsError::ConflictingTail => "conflicting format tail".into(),
        JwsError::Header(error) => format!("error unmarshalling protected header: {}", go::field_error_kind(error)),
        JwsError::HeaderSyntax(error) => format!(
            "error unmarshalling protected header: {}",
            go::syntax_error_kind(*error)
        ),
        JwsError::InvalidLength => "invalid format length".into(),
        JwsError::Key(error) => format!("error unmarshalling public key: {}", jwk_error(error)),
        JwsError::MissingLength => "missing formatted length".into(),
        JwsError::MissingSignatures => "missing signature key".into(),
        JwsError::MissingTail => "missing formatted tail".into(),
        JwsError::NegativeLength => "invalid format length: it is negative".into(),
        JwsError::Signatures(error) => format!("error unmarshalling signatures: {}", go::field_error_kind(error)),
        JwsError::TailBase64(error) => format!("base64 decode error on tail: {}", url_error(*error)),
        JwsError::TooMany => "too many signatures".into(),
    }
}

fn url_error(error: UrlDecodeError) -> String {
    match error {
        UrlDecodeError::Byte(error) => go::base64_error(error),
        UrlDecodeError::Length => "illegal base64url string".into(),
    }
}

fn jwk_error(error: &JwkError) -> String {
    match error {
        JwkError::Curve(name) => format!(
            "JWK EC Public Key curve identifier not supported: {}\n",
            go::quote(name)
        ),
        JwkError::Encoding { part, error } => {
            in_part(*part, &format!("invalid base64 URL encoding: {}", url_error(*error)))
        }
        JwkError::ExponentTooLong { length } => {
            in_part(Part::Exponent, &format!("it is {length} bytes long, more than 4"))
        }
        JwkError::KeyId { rsa, written } => {
            let kind = if *rsa { "RSA" } else { "EC" };
            format!("JWK {kind} Public Key ID does not match: {written}")
        }
        JwkError::Length { part, got, wanted } => in_part(
            *part,
            &format!("invalid number of octets: got {got}, should be {wanted}"),
        ),
        JwkError::Missing(part) => in_part(*part, &format!("{} value not specified", go::quote(part.key()))),
        JwkError::NotAnObject(error) => {
            format!("decoding JWK Public Key JSON data: {}\n", go::field_error_kind(error))
        }
        JwkError::NotAString(part) => in_part(*part, &format!("{} value must be a string", go::quote(part.key()))),
        JwkError::PrivateExponent => "JWK RSA Public Key cannot contain private exponent".to_string(),
        JwkError::Type(name) => format!("JWK Public Key type not supported: {}\n", go::quote(name)),
    }
}

fn in_part(part: Part, why: &str) -> String {
    let name = match part {
        Part::Curve => "JWK EC Public Key curve identifier",
        Part::EcKeyId => "JWK EC Public Key ID",
        Part::Exponent => "JWK RSA Public Key exponent",
        Part::Modulus => "JWK RSA Public Key modulus",
        Part::RsaKeyId => "JWK RSA Public Key ID",
        Part::Type => "JWK Public Key type",
        Part::X => "JWK EC Public Key x-coordinate",
        Part::Y => "JWK EC Public Key y-coordinate",
    };
    format!("{name}: {why}")
}
