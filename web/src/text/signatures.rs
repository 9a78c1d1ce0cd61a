//! The image's signatures.

use super::common::bytes;

pub(crate) const NONE_GIVEN: &str = "No signature is given. `skopeo copy IMAGE dir:FOLDER` writes the signature files that a node would find; `cosign download signature IMAGE` prints those of cosign. Drop or paste either.";
pub(crate) const GATHERED: &str = "The signatures are gathered from these as a node gathers them from a registry:";
pub(crate) const REMOVE_GATHERED: &str = "Remove all";
pub(crate) const PLACEHOLDER: &str =
    "Paste a signature: sigstore JSON, an armoured OpenPGP message, or base64 of a signature file";
pub(crate) const OPEN: &str = "Open signature files…";
pub(crate) const ADD_TYPED: &str = "Add what is typed";

pub(crate) fn title(number: usize) -> String {
    format!("Signature {number}")
}

pub(crate) fn attachment(number: usize, size: usize) -> String {
    format!("Attachment {number}, {}", bytes(size))
}

pub(crate) fn inspect(number: usize) -> String {
    format!("Look into signature {number}")
}

pub(crate) fn remove(number: usize) -> String {
    format!("Remove signature {number}")
}
