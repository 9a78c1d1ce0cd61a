//! What the reference says of a log's promise (reference.md §4.4).

use alloc::format;
use alloc::string::String;

use super::{ErrorClass, Refusal, go};
use crate::json::canonical::{CanonicalError, DEPTH_LIMIT};
use crate::verify::rekor_set::{HexError, JsonFault, Member, RekorError};

/// Why a promise is none, or is one about something else.
#[must_use]
pub fn refusal(error: &RekorError) -> Refusal {
    Refusal::new(class(core::slice::from_ref(error)), rekor_error(error))
}

/// A limit of pullgate's must stay visible as such.
#[must_use]
pub fn class(errors: &[RekorError]) -> ErrorClass {
    if errors.contains(&RekorError::Canonical(CanonicalError::TooDeep)) {
        ErrorClass::Limit
    } else {
        ErrorClass::InvalidSignature
    }
}

/// The text.
#[must_use]
pub fn rekor_error(error: &RekorError) -> String {
    match error {
        RekorError::Algorithm(found) => format!("Unexpected \"data.hash.algorithm\" value {}", go::quote(found)),
        // The reference has a number in place of the version: where it lay in memory.
        RekorError::ApiVersion(version) => {
            format!(
                "unsupported Rekor SET Payload hashedrekord version {}",
                go::quote(version)
            )
        }
        RekorError::Body(fault) => format!("decoding the body of a Rekor SET payload: {}", json_fault(fault)),
        RekorError::Bundle(fault) => json_fault(fault),
        RekorError::Canonical(error) => format!("canonicalizing Rekor SET JSON: {}", canonical_error(error)),
        RekorError::CertificateNotPem => {
            "public key or cert to be matched against publicKey in Rekor SET is not in PEM format".into()
        }
        RekorError::CertificateTrailingData => {
            "public key or cert to be matched against publicKey in Rekor SET has trailing data".into()
        }
        RekorError::Hex(error) => format!(
            "Invalid \"data.hash.value\" field in hashedrekord: {}",
            hex_error(*error)
        ),
        RekorError::KeyDiffers => "publicKey in Rekor SET does not match".into(),
        RekorError::Kind(kind) => format!(
            "decoding the body of a Rekor SET payload: invalid kind value: {}",
            go::quote(kind)
        ),
        RekorError::LoggedKeyNotPem => "publicKey in Rekor SET is not in PEM format".into(),
        RekorError::LoggedKeyTrailingData => "publicKey in Rekor SET has trailing data".into(),
        RekorError::Missing(Member::ApiVersion) => "missing Rekor SET Payload API version".into(),
        RekorError::Missing(member) => format!("Missing \"{}\" field in hashedrekord", member_name(*member)),
        RekorError::NotSigned => "cryptographic signature verification of Rekor SET failed".into(),
        RekorError::Payload(fault) => format!("parsing Rekor SET payload: {}", json_fault(fault)),
        RekorError::PayloadDiffers => "payload in Rekor SET does not match".into(),
        RekorError::SignatureBase64(error) => format!("decoding signature base64: {}", go::base64_error(*error)),
        RekorError::SignatureDiffers { logged, found } => format!(
            "signature in Rekor SET does not match: {} vs. {}",
            go::quote_bytes(logged),
            go::quote_bytes(found)
        ),
        RekorError::Spec(fault) => format!("decoding hashedrekod spec: {}", json_fault(fault)),
    }
}

fn member_name(member: Member) -> &'static str {
    match member {
        Member::ApiVersion => "apiVersion",
        Member::Data => "data",
        Member::DataHash => "data.hash",
        Member::DataHashAlgorithm => "data.hash.algorithm",
        Member::DataHashValue => "data.hash.value",
        Member::Signature => "signature",
        Member::SignaturePublicKey => "signature.publicKey",
    }
}

fn json_fault(fault: &JsonFault) -> String {
    match fault {
        JsonFault::Field(kind) => go::field_error_kind(kind),
        JsonFault::Syntax(kind) => go::syntax_error_kind(*kind),
    }
}

fn canonical_error(error: &CanonicalError) -> String {
    match error {
        CanonicalError::DuplicateKey(key) => format!("Duplicate key: {}", go::bytes(key)),
        CanonicalError::MissingSurrogate => "Missing surrogate".into(),
        CanonicalError::NonAscii => "Unexpected non-ASCII character".into(),
        CanonicalError::NotAContainer(byte) => format!("Expected '{{' but got '{}'", char::from(*byte)),
        CanonicalError::NumberTooLarge(number) => {
            format!("strconv.ParseFloat: parsing {}: value out of range", go::quote(number))
        }
        CanonicalError::TooDeep => {
            format!("arrays and objects lie in each other more than pullgate's limit of {DEPTH_LIMIT} levels deep")
        }
    }
}

fn hex_error(error: HexError) -> String {
    match error {
        HexError::InvalidByte(byte) => format!("encoding/hex: invalid byte: {}", go::code_point(char::from(byte))),
        HexError::OddLength => "encoding/hex: odd length hex string".into(),
    }
}
