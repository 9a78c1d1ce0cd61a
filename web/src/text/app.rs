//! What stands around everything, and while files are read.

pub(crate) const SKIP: &str = "Skip to the decision";
pub(crate) const CANCEL_READING: &str = "Cancel";
pub(crate) const PRIVACY: &str = "Nothing leaves this page.";
pub(crate) const PRIVACY_LINK: &str = "How to check";
pub(crate) const VERSION: &str = concat!("pullgate ", env!("CARGO_PKG_VERSION"), ", as containers/image decides.");
pub(crate) const FINDINGS_LINK: &str = "All findings";

pub(crate) fn reading(count: usize) -> String {
    format!("Reading: {} files so far…", crate::components::grouped(count))
}
