//! What the reference says of a signature that it verifies without a policy (reference.md §3.7).

use alloc::format;

use super::openpgp::simple_signing_error;
use super::payload::payload_error;
use super::{ErrorClass, Refusal, go, image, named_error};
use crate::verify::simple_signing::inspect::InspectError;
use crate::verify::simple_signing::stand_alone::StandAloneError;

/// Why a signature is not verified.
#[must_use]
pub fn stand_alone_error(error: &StandAloneError) -> Refusal {
    let text = match error {
        StandAloneError::DigestMismatch { signed, .. } => {
            format!("Signature for docker digest {} does not match", go::quote(signed))
        }
        StandAloneError::ExpectedReference(error) => return Refusal::new(ErrorClass::Other, named_error(error)),
        StandAloneError::KeyNotAccepted { key, primary } => {
            format!("signature by key {key} of {primary} is not accepted")
        }
        StandAloneError::Manifest(error) => return image::manifest_error(error),
        StandAloneError::Payload(error) => return payload_error(error),
        StandAloneError::ReferenceMismatch { signed, expected } => format!(
            "Docker reference {} does not match {}",
            go::quote(signed),
            go::quote(expected)
        ),
        StandAloneError::Signature(error) => return simple_signing_error(error),
        StandAloneError::SignedReference(signed) => {
            format!("Invalid docker reference {} in signature", go::quote(signed))
        }
    };
    Refusal::new(ErrorClass::InvalidSignature, text)
}

/// Why nothing can be said of a signature that nobody verified (reference.md §3.4).
#[must_use]
pub fn inspect_error(error: &InspectError) -> Refusal {
    match error {
        InspectError::Limit(limit) => simple_signing_error(&(*limit).into()),
        InspectError::NoContent => Refusal::new(ErrorClass::Other, "EOF"),
        InspectError::NotASignature => Refusal::new(ErrorClass::Other, "The input is not a signature"),
        InspectError::Payload(error) => payload_error(error),
    }
}
