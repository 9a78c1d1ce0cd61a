//! Why it is refused, and the ways to make it pass.

pub(crate) const TITLE: &str = "What would make it pass";
pub(crate) const NOTHING_AT_HAND: &str = "Nothing that is at hand here.";
pub(crate) const NOTHING_WITHIN_POLICY: &str =
    "Nothing at hand makes it pass under a policy that still asks for signatures. What has to be done elsewhere:";
pub(crate) const VERIFIED: &str = "verified";
pub(crate) const ELSEWHERE: &str = "elsewhere";
pub(crate) const APPLY: &str = "Apply";
pub(crate) const NOT_APPLIED: &str = "Not offered to be applied: a forged image would pass as well.";
/// Before the place of what goes.
pub(crate) const TAKES_OUT: &str = "Takes out what stands at";
pub(crate) const COPY_COMMAND: &str = "Copy the command";

pub(crate) fn causes(count: usize) -> &'static str {
    if count == 1 {
        "What is in the way"
    } else {
        "What is in the way, the likeliest first"
    }
}

/// The key that made a signature, where it is among the files.
pub(crate) fn fits(file: &str) -> String {
    format!("Among your files is the key that made it: {file}.")
}

pub(crate) fn opens(what: &str) -> String {
    format!("It opens {what}.")
}

pub(crate) fn apply(remedy: &str) -> String {
    format!("Apply: {remedy}")
}

pub(crate) fn applied(remedy: &str) -> String {
    format!("Applied: {remedy}")
}

pub(crate) fn go_to(line: u32, column: u32) -> String {
    format!("{line}:{column}, go to this line and column of the policy")
}
