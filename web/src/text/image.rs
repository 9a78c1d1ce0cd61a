//! The image's manifest, and the list that it is chosen from.

use super::common::{bytes, counted};

pub(crate) const NO_MANIFEST: &str = "No manifest is given: what needs one fails, as on a node that cannot read it. `skopeo copy IMAGE dir:FOLDER` writes it and the signatures: drop the folder here.";
pub(crate) const DIGEST: &str = "digest";
pub(crate) const PLACEHOLDER: &str = "Paste manifest.json, or drop it";
pub(crate) const OPEN: &str = "Open manifest.json…";
pub(crate) const PLATFORM: &str = "The image of the list for";
pub(crate) const ANY_PLATFORM: &str = "whichever has this manifest";
pub(crate) const REMOVE_LIST: &str = "Remove the list";
pub(crate) const OTHER_PLATFORMS: &str = "Another platform's image has another manifest and other signatures: give them as well, or drop the whole folder that `skopeo copy --all` wrote.";

pub(crate) fn manifest(size: usize) -> String {
    format!(
        "manifest.json, {}. Signatures speak of these very bytes: one blank more is another image.",
        bytes(size)
    )
}

pub(crate) fn list(images: usize, size: usize) -> String {
    format!("list of {}, {}", counted(images, "image", "images"), bytes(size))
}
