//! What came of it: the tabs, and what a runtime says.

pub(crate) const LABEL: &str = "Decision";
pub(crate) const DECISION: &str = "Decision";
pub(crate) const LOG: &str = "Log";
pub(crate) const REPORT: &str = "Report";
pub(crate) const JSON: &str = "JSON";

pub(crate) const ERROR: &str = "What a runtime reports";
pub(crate) const POLICY_ERROR: &str = "What a runtime reports of the policy";
pub(crate) const IMAGE_ERROR: &str = "What a runtime reports of the image name";
pub(crate) const REQUEST_ERROR: &str = "Not a question";

pub(crate) fn took(microseconds: u32) -> String {
    let milliseconds = f64::from(microseconds) / 1000.0;
    if milliseconds < 10.0 {
        format!("Evaluated in {milliseconds:.1} ms.")
    } else {
        format!("Evaluated in {milliseconds:.0} ms.")
    }
}

/// In the place of a decision.
pub(crate) const NOTHING_ASKED: &str = "Here stands how a node would decide, step by step, once there is a question.";
