//! Sharing: the dialog, why something is not shared, and the README.md of the ZIP.

use super::common::bytes;
use crate::components::grouped;

pub(crate) const TITLE: &str = "Share";
pub(crate) const LINK: &str = "A link";
pub(crate) const LINK_ABOUT: &str = "Everything that was given is in the part behind #, which browsers send to no one: who opens the link evaluates it anew. Whoever has the link has the policy, the names, the public keys and the signatures.";
pub(crate) const LINK_FIELD: &str = "The link";
pub(crate) const LINK_LENGTH: &str = "Length of the link";
pub(crate) const COPY_LINK: &str = "Copy the link";
pub(crate) const ZIP: &str = "A ZIP";
pub(crate) const ZIP_ABOUT: &str =
    "The files, and the commands that ask the same again: pullgate's, and skopeo's where there is one.";
pub(crate) const SAVE_ZIP: &str = "Save pullgate.zip";
pub(crate) const REPORT: &str = "A report";
pub(crate) const REPORT_ABOUT: &str = "Markdown with the verdict, the reasons, the ways, and the policy.";
pub(crate) const DATA: &str = "As data";

pub(crate) fn data_about(policy_size: usize) -> String {
    format!("One line for pullgate evaluate --jsonl, of {}.", bytes(policy_size))
}

/// A link that goes through everywhere.
pub(crate) fn short(length: usize) -> String {
    characters(length, "short enough for any program")
}

/// A link that goes through most programs.
pub(crate) fn middling(length: usize) -> String {
    characters(length, "short enough for most chats and issues")
}

/// A link that goes through browsers.
pub(crate) fn long(length: usize) -> String {
    characters(length, "longer than many chats take: the ZIP goes anywhere")
}

fn characters(length: usize, what: &str) -> String {
    format!("{} characters: {what}.", grouped(length))
}

pub(crate) const TOO_LONG: &str = "It is too long for a link. The ZIP has no such limit.";
pub(crate) const UNKNOWN_VERSION: &str = "The link was made by a later version of this page: load the page anew.";

pub(crate) fn damaged(why: &str) -> String {
    format!("The link is damaged: {why}.")
}

// Why a link is damaged.
pub(crate) const NO_QUESTION: &str = "there is no question yet";
pub(crate) const CHANGED_ON_THE_WAY: &str = "a part of it is missing, or was changed on the way";
pub(crate) const WRONG_PERCENT: &str = "a % in it is not followed by two digits";

pub(crate) fn private_key(place: &str, form: &str) -> String {
    format!("{place} holds a private key ({form}). It is not shared, not stored, and not taken from a link.")
}

// The places where a private key may be found.
pub(crate) const PLACE_POLICY: &str = "The policy";
pub(crate) const PLACE_IMAGE: &str = "The image's name";
pub(crate) const PLACE_ID: &str = "The id";
pub(crate) const PLACE_MANIFEST: &str = "The manifest";
pub(crate) const PLACE_MANIFEST_LIST: &str = "The list";
pub(crate) const PLACE_PATH: &str = "The path of a file";
pub(crate) const PLACE_POLICY_NAME: &str = "The name of a namespace's policy";
pub(crate) const PLACE_REGISTRIES_NAME: &str = "The name of a file of registries.d";

pub(crate) fn place_signature(number: usize) -> String {
    format!("Signature {number}")
}

pub(crate) const README_TITLE: &str = "A question for pullgate";
pub(crate) const README_REQUEST: &str = "The very bytes that were asked about; the answer, with its reasons:";
pub(crate) const README_FILES: &str = "The same from the files beside, to be edited:";
pub(crate) const README_NODE: &str =
    "On a node, where the registry and the key files are, the reference itself is asked with a pull:";
pub(crate) const README_KEYS: &str =
    "The policy names key files by paths of the node; those given here are in `keys/`.";
