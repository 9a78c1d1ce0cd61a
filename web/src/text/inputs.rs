//! What is given: the tabs, and why it is no question yet.

use super::common::bytes;
use crate::components::grouped;

pub(crate) const LABEL: &str = "Inputs";
pub(crate) const POLICY: &str = "Policy";
pub(crate) const IMAGE: &str = "Image";
pub(crate) const NO_MANIFEST: &str = "none";
pub(crate) const OF_LIST: &str = "of a list";
pub(crate) const SIGNATURES: &str = "Signatures";
pub(crate) const GATHERED: &str = "gathered";
pub(crate) const KEYS: &str = "Keys";
pub(crate) const REGISTRIES: &str = "registries.d";
pub(crate) const SETTINGS: &str = "Settings";
/// A signature is demanded.
pub(crate) const SIGNED: &str = "signed";

/// What follows is added: a full stop.
pub(crate) const NOTHING: &str = "Nothing is asked yet: paste policy.json and the image's name, or the error that a node gave, or drop the folder of an image anywhere";
pub(crate) const NO_POLICY: &str = "There is no policy yet: paste the node's policy.json, or drop it anywhere";
pub(crate) const WHICH_IMAGE: &str =
    "Which image of the list is meant? Choose a platform, or give the image's own manifest (Image)";

/// So many of the files that the policy names.
pub(crate) fn given(count: usize, named: usize) -> String {
    format!("{} of {}", grouped(count), grouped(named))
}

pub(crate) fn too_large_to_show(size: usize) -> String {
    format!(
        "{}, too many to be shown and edited here. They are evaluated as they are.",
        bytes(size)
    )
}

pub(crate) fn no_text_to_show(size: usize) -> String {
    format!("{}, which are no text. They are evaluated as they are.", bytes(size))
}

pub(crate) fn no_time(text: &str) -> String {
    format!("The time “{text}” is not one such as 2026-06-01T12:00:00Z (Settings)")
}

pub(crate) fn no_platform(text: &str) -> String {
    format!("“{text}” is not a platform such as linux/arm64 (Image)")
}

pub(crate) fn two_key_files(path: &str) -> String {
    format!("Two key files have the path {path} (Keys)")
}

/// The tab where it was given stands behind.
pub(crate) fn no_file_name(name: &str, tab: &str) -> String {
    format!("“{name}” is not the name of a file in a folder ({tab})")
}

pub(crate) fn two_files(name: &str, tab: &str) -> String {
    format!("Two files have the name {name} ({tab})")
}

pub(crate) fn no_namespace(text: &str) -> String {
    format!("“{text}” is not the name of a namespace, such as payments ({SETTINGS})")
}

pub(crate) fn not_utf8(name: &str) -> String {
    format!("{name} is not UTF-8 ({SETTINGS})")
}
