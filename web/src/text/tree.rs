//! The decision as a tree.

pub(crate) const TITLE: &str = "How the decision was made";
pub(crate) const NOTHING: &str = "Nothing was evaluated, so there is no tree.";
pub(crate) const SHOW_IN_POLICY: &str = "Show it in the policy";

// Each stands before the title of a node, for those who hear it.
pub(crate) const FAIL: &str = "refuses:";
pub(crate) const NOT_REACHED: &str = "not reached:";
pub(crate) const OPEN: &str = "without any check:";
pub(crate) const PASS: &str = "passes:";
pub(crate) const SKIPPED: &str = "does not count:";
