//! The offer of a new version of the page.

pub(crate) const READY: &str = "A new version of this page is ready. What was given stays.";
pub(crate) const LOAD: &str = "Load it";
