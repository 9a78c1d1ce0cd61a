//! Findings, and their fixes.

pub(crate) const LABEL: &str = "Findings";
pub(crate) const LABEL_REGISTRIES: &str = "Findings in registries.d";
/// Before what is said.
pub(crate) const ERROR: &str = "Error:";
pub(crate) const WARNING: &str = "Warning:";
pub(crate) const FIX: &str = "Fix";

pub(crate) fn fix(finding: &str) -> String {
    format!("Fix: {finding}")
}

pub(crate) fn fixed(finding: &str) -> String {
    format!("Fixed: {finding}")
}

/// Beside a fix that only takes something out.
pub(crate) fn takes_out(is_safe: bool) -> String {
    what_a_fix_does("takes it out", is_safe)
}

/// Beside a fix that writes something short.
pub(crate) fn writes(written: &str, is_safe: bool) -> String {
    what_a_fix_does(&format!("writes {written}"), is_safe)
}

/// Beside any other fix.
pub(crate) fn changes_text(is_safe: bool) -> String {
    what_a_fix_does("changes the text", is_safe)
}

fn what_a_fix_does(what: &str, is_safe: bool) -> String {
    if is_safe {
        what.into()
    } else {
        format!("{what}; it changes what is decided")
    }
}

pub(crate) fn go_to(line: u32, column: u32) -> String {
    format!("{line}:{column}, go to this line and column")
}
