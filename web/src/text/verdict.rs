//! The verdict.

use crate::components::grouped;

pub(crate) const LABEL: &str = "Verdict";
pub(crate) const NO_VERDICT: &str = "No verdict";
pub(crate) const NO_IMAGE: &str = "No image";
pub(crate) const NO_IMAGE_WHY: &str = "The policy can be used. Give an image to see what becomes of it.";
pub(crate) const FIRST_EVALUATION: &str = "Evaluating";
pub(crate) const UNDER_WAY: &str = "Evaluating…";
pub(crate) const VERIFIED_WHY: &str = "It was evaluated, and the image is allowed";
/// Leads to what has to be done elsewhere.
pub(crate) const SHOW_COMMAND: &str = "How";

pub(crate) fn other_ways(count: usize) -> String {
    match count {
        1 => "1 more way".into(),
        count => format!("{} more ways", grouped(count)),
    }
}

/// Why nothing is asked.
pub(crate) fn not_asked(why: &str) -> String {
    format!("{why}.")
}

pub(crate) fn engine_stopped(why: &str) -> String {
    format!("The engine stopped: {why}. The next change starts it again.")
}

/// For those who hear it.
pub(crate) fn announced(verdict: &str, why: &str) -> String {
    format!("{verdict}. {why}")
}
