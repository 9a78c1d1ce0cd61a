//! The debug log.

pub(crate) const NOTHING: &str = "Nothing was evaluated, so nothing is logged.";
pub(crate) const ABOUT: &str = "What CRI-O writes at `log_level = \"debug\"`; Podman, Skopeo and Buildah with `--log-level=debug`. Leading blanks are part of it. Versions before 5.3 write scopes without quotation marks.";
pub(crate) const FORM: &str = "Form of the log";
pub(crate) const MESSAGES: &str = "Messages";
pub(crate) const AS_WRITTEN: &str = "As CRI-O writes them";
pub(crate) const COPY: &str = "Copy the log";
