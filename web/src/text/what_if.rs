//! The same question with one thing changed, and the timeline.

use super::common::{verdict, verdict_within};

pub(crate) const TITLE: &str = "What if";
pub(crate) const OTHER_TAG: &str = "another tag";
pub(crate) const ASK: &str = "Ask this instead";

/// A change: the image of the list for another platform.
pub(crate) fn for_platform(platform: &str) -> String {
    format!("for {platform}")
}

/// Between the verdict and why it is so.
pub(crate) fn with(change: &str) -> String {
    format!("{change}:")
}

pub(crate) fn asked(change: &str) -> String {
    format!("Asked instead: {change}.")
}

/// The verdict at a day, and those from other days on.
pub(crate) fn timeline(is_allowed: bool, day: &str, turns: &[(bool, String)]) -> String {
    let turns: Vec<String> = turns
        .iter()
        .map(|(is_allowed, day)| format!("{} from {day}", verdict_within(*is_allowed)))
        .collect();
    format!("{} on {day}, {}.", verdict(is_allowed), turns.join(", "))
}
