//! The report in Markdown, and what is said of it.

use super::common::bytes;
use crate::components::grouped;

pub(crate) const ABOUT: &str = "Markdown, for an issue or a chat. It has the policy and the names in it, and no key.";
pub(crate) const COPY: &str = "Copy the report";

pub(crate) const ALLOWED: &str = "✅ Allowed";
pub(crate) const ALLOWED_UNCHECKED: &str = "⚠️ Allowed, without any check";
pub(crate) const REFUSED: &str = "⛔ Refused";
pub(crate) const ERROR: &str = "What a runtime reports:";
pub(crate) const CAUSES: &str = "Why";
pub(crate) const REMEDIES: &str = "What would make it pass";
pub(crate) const VERIFIED: &str = "evaluated, and allowed";
pub(crate) const ELSEWHERE: &str = "to be done elsewhere";
pub(crate) const DECISION: &str = "How the decision was made";
pub(crate) const QUESTION: &str = "What was asked";
pub(crate) const WITHOUT_DIGEST: &str = "without a digest";
pub(crate) const REQUIRE_SIGNED: &str = "the caller demands a verified signature";
pub(crate) const VERSION: &str = concat!(
    "Evaluated by pullgate ",
    env!("CARGO_PKG_VERSION"),
    ", as containers/image decides."
);

/// The title, of the verdict and the image.
pub(crate) fn title(verdict: &str, image: &str) -> String {
    format!("{verdict}: {image}")
}

pub(crate) fn opens(what: &str) -> String {
    format!("it opens {what}")
}

pub(crate) fn image(name: &str) -> String {
    format!("image: {name}")
}

pub(crate) fn manifest(digest: &str) -> String {
    format!("manifest: {digest}")
}

pub(crate) fn platform(name: &str) -> String {
    format!("platform: {name}")
}

pub(crate) fn signatures(count: usize) -> String {
    format!("signatures: {}", grouped(count))
}

pub(crate) fn key_file(path: &str, kind: &str) -> String {
    format!("key file {path}: {kind}")
}

pub(crate) fn policy_in_force(text: &str) -> String {
    format!("policy in force: {text}")
}

pub(crate) fn time(time: &str) -> String {
    format!("time: {time}")
}

/// In the place of a policy that is too large.
pub(crate) fn policy(size: usize) -> String {
    format!("policy: {}", bytes(size))
}
