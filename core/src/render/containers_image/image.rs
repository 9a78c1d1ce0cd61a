//! What the reference says of signature files and manifests.

use alloc::format;
use alloc::string::String;

use super::{ErrorClass, Refusal, go};
use crate::image::{ManifestError, SignatureBlobError};
use crate::json::TEXT_LIMIT;

/// Why a file is no signature (reference.md §6.1).
#[must_use]
pub fn signature_blob_error(error: &SignatureBlobError) -> String {
    match error {
        SignatureBlobError::Empty => "empty signature blob".into(),
        SignatureBlobError::FormatByte(byte) => format!("invalid signature format, non-ASCII byte {byte:#x}"),
        SignatureBlobError::Json(error) => go::field_error(error),
        SignatureBlobError::MissingNewline => "invalid signature format, missing newline".into(),
        SignatureBlobError::Syntax(error) => go::syntax_error(error),
        SignatureBlobError::UnknownFirstByte(byte) => {
            format!("unrecognized signature format, starting with binary {byte:#x}")
        }
        SignatureBlobError::UnknownFormat(format) => format!("unrecognized signature format {}", go::quote(format)),
    }
}

/// Why a manifest cannot be compared (reference.md §2.6, §8).
#[must_use]
pub fn manifest_error(error: &ManifestError) -> Refusal {
    let (class, text) = match error {
        ManifestError::NotTheNamedDigest { named, .. } => (
            ErrorClass::Other,
            format!("Manifest does not match provided manifest digest {named}"),
        ),
        ManifestError::SignedSchema1 => (
            ErrorClass::Unsupported,
            "pullgate does not compute digests of signed schema 1 manifests yet".into(),
        ),
        ManifestError::TooLong { length } => (
            ErrorClass::Limit,
            format!("the manifest is {length} bytes long, longer than pullgate's limit of {TEXT_LIMIT}"),
        ),
        ManifestError::Unreadable => (
            ErrorClass::Other,
            "open manifest.json: no such file or directory".into(),
        ),
    };
    Refusal::new(class, text)
}
