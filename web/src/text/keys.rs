//! The files that the policy names.

use crate::components::grouped;

pub(crate) const PATH: &str = "Path";
pub(crate) const NOT_NAMED: &str = "not named by the policy";
pub(crate) const NOT_GIVEN: &str = "not given: it counts as missing";
pub(crate) const PLACEHOLDER: &str = "Paste PEM, armoured OpenPGP keys, or base64 of a keyring";
pub(crate) const OPEN: &str = "Open a file…";
pub(crate) const ADD: &str = "Add a file under another path";

pub(crate) fn about(named: usize) -> String {
    match named {
        0 => "The policy names no key file.".into(),
        1 => "The file that the policy names. A node reads it from its own disk; here it is what you give.".into(),
        count => format!(
            "The {} files that the policy names. A node reads them from its own disk; here they are what you give.",
            grouped(count)
        ),
    }
}

/// The file that was opened.
pub(crate) fn opened_from(name: &str) -> String {
    format!("from {name}")
}

/// The path of a file that the user adds.
pub(crate) fn new_path(number: usize) -> String {
    format!("/path/of/key-{number}")
}
