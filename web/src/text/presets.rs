//! Trust material to begin with.

pub(crate) const TITLE: &str = "To begin with";
pub(crate) const BEGIN: &str = "Begin with it";
pub(crate) const ADD: &str = "Add to the policy";

/// What has become of the question.
pub(crate) fn taken(title: &str, note: &str) -> String {
    format!("{title} is the policy now, with what belongs to it. {note}")
}

/// What was put into the policy.
pub(crate) fn added(title: &str, scope: &str, note: &str) -> String {
    format!("{title}: the policy has the scope {scope} now, and what belongs to it is there. {note}")
}

/// A policy decides already about what was to be added.
pub(crate) fn scope_is_there(scope: &str) -> String {
    format!("Nothing was added: the policy has the scope {scope} already, and what it asks for there stays as it is.")
}

/// Nothing can be put into a policy that cannot be used.
pub(crate) fn no_policy(error: &str) -> String {
    match error {
        "" => "Nothing was added: this is no policy that can be used.".into(),
        error => format!("Nothing was added: the policy cannot be used as it is ({error})."),
    }
}

pub(crate) fn source(package: &str, version: &str, registry: &str, licence: &str) -> String {
    format!("Out of {package} {version} from {registry} ({licence}).")
}

pub(crate) fn fingerprint(digest: &str) -> String {
    format!("SHA256:{digest}")
}
