//! Trust material to begin with.

pub(crate) const TITLE: &str = "To begin with";
pub(crate) const BEGIN: &str = "Begin with it";

/// What has become of the question.
pub(crate) fn taken(title: &str, note: &str) -> String {
    format!("{title} is the policy now, with what belongs to it. {note}")
}

pub(crate) fn source(package: &str, version: &str, registry: &str, licence: &str) -> String {
    format!("Out of {package} {version} from {registry} ({licence}).")
}

pub(crate) fn fingerprint(digest: &str) -> String {
    format!("SHA256:{digest}")
}
