//! What the reference, and Go's `crypto/x509` and `encoding/asn1` under it, say of keys (reference.md §4.2).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::{ErrorClass, Refusal, certificate, files, go};
use crate::asn1::{Asn1Error, Header};
use crate::crypto::Curve;
use crate::files::FileErrorKind;
use crate::trust::load::KEY_LIMIT;
use crate::trust::{PublicKeyError, TrustError};

/// Why the keys that a policy names cannot be used.
#[must_use]
pub fn trust_error(error: &TrustError) -> Refusal {
    match error {
        TrustError::File { error, .. } => {
            let class = if error.kind == FileErrorKind::TooLarge {
                ErrorClass::Limit
            } else {
                ErrorClass::Other
            };
            Refusal::new(class, files::file_error(error))
        }
        TrustError::NoPublicKeys { .. } => Refusal::new(
            ErrorClass::Other,
            r#"Internal inconsistency: "keyPath", "keyPaths", "keyData" and "keyDatas" produced no public keys"#,
        ),
        TrustError::NoFulcioCertificates { .. } => {
            Refusal::new(ErrorClass::Other, "error loading Fulcio CA certificates")
        }
        TrustError::NoPkiRoots { .. } => Refusal::new(ErrorClass::Other, "error loading PKI CA Roots certificates"),
        TrustError::NoRekorKeys { .. } => Refusal::new(
            ErrorClass::Other,
            r#"Internal inconsistency: "rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData" and "rekorPublicKeyDatas" produced no public keys"#,
        ),
        // A matter of the policy, and yet of this class.
        TrustError::PkiIntermediates { error, .. } => Refusal::new(
            ErrorClass::InvalidSignature,
            format!(
                "loading trusted intermediate certificates: {}",
                certificate::list_error(error)
            ),
        ),
        TrustError::TooManyBytes { .. } => Refusal::new(ErrorClass::Limit, super::limit(crate::budget::Cost::Bytes)),
        TrustError::TooManyCertificates { limit, .. } => {
            Refusal::new(ErrorClass::Limit, certificate::list_limit(*limit))
        }
        TrustError::TooManyKeys { count, .. } => Refusal::new(
            ErrorClass::Limit,
            format!("the requirement names {count} keys, more than pullgate's limit of {KEY_LIMIT}"),
        ),
        TrustError::PublicKey { number, error, .. } => Refusal::new(
            ErrorClass::Other,
            format!("parsing public key {number}: {}", public_key_error(error)),
        ),
        TrustError::RekorKey { number, error, .. } => Refusal::new(
            ErrorClass::Other,
            format!("parsing Rekor public key {number}: {}", public_key_error(error)),
        ),
        TrustError::RekorKeyNotEcdsa { number, .. } => Refusal::new(
            ErrorClass::Other,
            format!("Rekor public key {number} is not using ECDSA"),
        ),
    }
}

/// Why a text or its bytes are no public key.
#[must_use]
pub fn public_key_error(error: &PublicKeyError) -> Cow<'static, str> {
    match error {
        PublicKeyError::Asn1(error) => asn1_error(error).into(),
        PublicKeyError::DsaNotPositive => "x509: zero or negative DSA parameter".into(),
        PublicKeyError::DsaParameters => "x509: invalid DSA parameters".into(),
        PublicKeyError::DsaPublicKey => "x509: invalid DSA public key".into(),
        // Go's assembler code has other words than its generated code.
        PublicKeyError::EcdsaCoordinate(Curve::P256) => "invalid P256 element encoding".into(),
        PublicKeyError::EcdsaCoordinate(curve) => format!("invalid {}Element encoding", curve_name(*curve)).into(),
        PublicKeyError::EcdsaParameters => "x509: invalid ECDSA parameters".into(),
        PublicKeyError::EcdsaPointLength(curve) => format!("invalid {} point encoding", curve_name(*curve)).into(),
        PublicKeyError::EcdsaPointNotOnCurve(curve) => format!("{} point not on curve", curve_name(*curve)).into(),
        PublicKeyError::EcdsaPointNotUncompressed => "ecdsa: invalid uncompressed public key".into(),
        PublicKeyError::EcdsaUnsupportedCurve => "x509: unsupported elliptic curve".into(),
        PublicKeyError::Ed25519Parameters => "x509: Ed25519 key encoded with illegal parameters".into(),
        PublicKeyError::Ed25519Size => "x509: wrong Ed25519 public key size".into(),
        PublicKeyError::NoPem => "PEM decoding failed".into(),
        PublicKeyError::Pkcs1InPkix => {
            "x509: failed to parse public key (use ParsePKCS1PublicKey instead for this key format)".into()
        }
        PublicKeyError::Pkcs1LargeExponent => "x509: public key contains large public exponent".into(),
        PublicKeyError::Pkcs1NotPositive => "x509: public key contains zero or negative value".into(),
        PublicKeyError::PkixInPkcs1 => {
            "x509: failed to parse public key (use ParsePKIXPublicKey instead for this key format)".into()
        }
        PublicKeyError::RsaExponent => "x509: invalid RSA public exponent".into(),
        PublicKeyError::RsaExponentNotPositive => "x509: RSA public exponent is not a positive number".into(),
        PublicKeyError::RsaModulus => "x509: invalid RSA modulus".into(),
        PublicKeyError::RsaModulusNotPositive => "x509: RSA modulus is not a positive number".into(),
        PublicKeyError::RsaParameters => "x509: RSA key missing NULL parameters".into(),
        PublicKeyError::RsaPublicKey => "x509: invalid RSA public key".into(),
        PublicKeyError::TrailingData => "x509: trailing data after ASN.1 of public-key".into(),
        PublicKeyError::UnknownAlgorithm => "x509: unknown public key algorithm".into(),
        PublicKeyError::UnknownPemLabel(label) => format!(
            "unknown Public key PEM file type: {}. Are you passing the correct public key?",
            go::bytes(label)
        )
        .into(),
        PublicKeyError::X25519Parameters => "x509: X25519 key encoded with illegal parameters".into(),
        PublicKeyError::X25519Size => "crypto/ecdh: invalid public key".into(),
    }
}

fn curve_name(curve: Curve) -> &'static str {
    match curve {
        Curve::P224 => "P224",
        Curve::P256 => "P256",
        Curve::P384 => "P384",
        Curve::P521 => "P521",
    }
}

/// What `encoding/asn1` finds wrong.
#[must_use]
pub fn asn1_error(error: &Asn1Error) -> String {
    let structure = |text: &str| format!("asn1: structure error: {text}");
    let syntax = |text: &str| format!("asn1: syntax error: {text}");
    match error {
        Asn1Error::Base128TooLarge => structure("base 128 integer too large"),
        Asn1Error::DataTruncated => syntax("data truncated"),
        Asn1Error::EmptyInteger => structure("empty integer"),
        Asn1Error::IndefiniteLength => syntax("indefinite length found (not DER)"),
        Asn1Error::IntegerNotMinimal => syntax("integer is not minimally encoded"),
        Asn1Error::IntegerNotMinimallyEncoded => structure("integer not minimally-encoded"),
        Asn1Error::IntegerTooLarge => structure("integer too large"),
        Asn1Error::InvalidBmpString => "invalid BMPString".into(),
        Asn1Error::InvalidCharacter(kind) => syntax(&format!("{kind} contains invalid character")),
        Asn1Error::InvalidUtf8 => "asn1: invalid UTF-8 string".into(),
        Asn1Error::InvalidPadding => syntax("invalid padding bits in BIT STRING"),
        Asn1Error::LengthLeadingZeros => structure("superfluous leading zeros in length"),
        Asn1Error::LengthNotMinimal => structure("non-minimal length"),
        Asn1Error::LengthTooLarge => structure("length too large"),
        Asn1Error::SequenceTruncated => syntax("sequence truncated"),
        Asn1Error::TagNotMinimal => syntax("non-minimal tag"),
        Asn1Error::TagsDoNotMatch {
            expected,
            found,
            into,
            offset,
        } => {
            let Header {
                class,
                tag,
                is_compound,
                length,
            } = found;
            structure(&format!(
                "tags don't match ({expected} vs {{class:{class} tag:{tag} length:{length} isCompound:{is_compound}}}) \
                 {{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 \
                 timeType:0 set:false omitEmpty:false}} {into} @{offset}"
            ))
        }
        Asn1Error::TrailingData => syntax("trailing data"),
        Asn1Error::TruncatedBase128 => syntax("truncated base 128 integer"),
        Asn1Error::TruncatedHeader => syntax("truncated tag or length"),
        Asn1Error::ZeroLengthBitString => syntax("zero length BIT STRING"),
        Asn1Error::ZeroLengthObjectIdentifier => syntax("zero length OBJECT IDENTIFIER"),
    }
}
