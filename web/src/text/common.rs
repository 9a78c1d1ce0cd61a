//! What several parts of the page say.

use crate::components::grouped;

pub(crate) const CLOSE: &str = "Close";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const COPY_REFUSED: &str = "The browser does not let this page copy";
pub(crate) const DROP_HINT: &str = "or drop files anywhere";
pub(crate) const HAS_ERROR: &str = "has an error";
pub(crate) const INSPECT: &str = "Look into it";
pub(crate) const LINE_ENDS: &str = "The lines end in CRLF; editing makes them end in LF.";
pub(crate) const REMOVE: &str = "Remove";
/// Beside what the reference does not get to.
pub(crate) const STOPS_BEFORE: &str = "a node stops before this";
pub(crate) const UNDO: &str = "Undo";

pub(crate) fn bytes(count: usize) -> String {
    counted(count, "byte", "bytes")
}

/// A number and what is counted.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { several })
}

pub(crate) fn content_of(name: &str) -> String {
    format!("Content of {name}")
}

pub(crate) fn inspect(name: &str) -> String {
    format!("Look into {name}")
}

/// Where a list is cut.
pub(crate) fn more(count: usize) -> String {
    format!("And {} more.", grouped(count))
}

pub(crate) fn remove(name: &str) -> String {
    format!("Remove {name}")
}

/// Alone, or where a line begins.
pub(crate) fn verdict(is_allowed: bool) -> &'static str {
    if is_allowed { "Allowed" } else { "Refused" }
}

/// Within a line.
pub(crate) fn verdict_within(is_allowed: bool) -> &'static str {
    if is_allowed { "allowed" } else { "refused" }
}
