//! What the reference says of signed content (reference.md §3.5).

use alloc::format;

use super::{ErrorClass, Refusal, go, image_name};
use crate::verify::payload::PayloadError;

/// Why signed content is not what it should be.
#[must_use]
pub fn payload_error(error: &PayloadError) -> Refusal {
    let text = match error {
        PayloadError::Digest { value, error, .. } => {
            format!(
                "invalid docker-manifest-digest value {}: {}",
                go::quote(value),
                image_name::digest_error(*error)
            )
        }
        PayloadError::Field(error) => go::field_error(error),
        PayloadError::Syntax(error) => go::syntax_error(error),
        PayloadError::Timestamp { .. } => "Field optional.timestamp is not an integer".into(),
        PayloadError::Type { value, .. } => format!("Unrecognized signature type {value}"),
    };
    Refusal::new(ErrorClass::InvalidSignature, text)
}
