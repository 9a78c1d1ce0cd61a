//! What is this? Parts of a file, and its bytes.

use super::common::bytes;
use crate::components::grouped;

pub(crate) const LABEL: &str = "Inspector";
pub(crate) const CHOICE: &str = "Look into";
pub(crate) const MANIFEST: &str = "Manifest";
pub(crate) const MANIFEST_LIST: &str = "List of images";
pub(crate) const POLICY: &str = "Policy";
pub(crate) const SECRET: &str = "It holds a secret, of which nothing is shown.";
pub(crate) const PARTS: &str = "Parts";
pub(crate) const COPY: &str = "Copy";
pub(crate) const BYTES: &str = "Bytes";

pub(crate) fn attachment(number: usize) -> String {
    format!("Attachment {number}")
}

pub(crate) fn signature(number: usize) -> String {
    format!("Signature {number}")
}

pub(crate) fn more_parts(count: usize) -> String {
    format!("And {} parts more: `pullgate inspect` shows all.", grouped(count))
}

/// Where a part is, in which file.
pub(crate) fn place(source: &str, start: usize, end: usize) -> String {
    format!(
        "{source}, bytes {start} to {end} ({}).",
        bytes(end.saturating_sub(start))
    )
}

/// Where the bytes that are shown begin.
pub(crate) fn from_byte(start: usize) -> String {
    format!("… from byte {start}")
}

pub(crate) fn show_more(size: usize) -> String {
    format!("Show more of {} bytes", grouped(size))
}
