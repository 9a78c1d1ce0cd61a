//! CRI-O's policies for each namespace.

pub(crate) const TITLE: &str = "Namespaces of CRI-O";
pub(crate) const NAMESPACE: &str = "Namespace of the pod";
pub(crate) const NAMESPACE_PLACEHOLDER: &str = "none, or such as payments";
pub(crate) const NAMESPACE_IS_WRONG: &str = "Not the name of a namespace: lower-case letters, digits and hyphens between them. Nothing is evaluated until it is one.";
pub(crate) const ABOUT: &str = "If there is a policy `NAMESPACE.json` in `/etc/crio/policies`, CRI-O puts it in the place of `policy.json`, whole: nothing is merged. Else `policy.json` decides.";
pub(crate) const ADD: &str = "Add a policy";
pub(crate) const OPEN: &str = "Open policies…";
pub(crate) const NAME: &str = "Name of the policy's file";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const IN_FORCE: &str = "in force";
pub(crate) const SWITCH: &str = "Which policy is shown";

pub(crate) fn edit(name: &str) -> String {
    format!("Edit {name}")
}

/// Beside a policy that does not decide; which one does.
pub(crate) fn not_in_force(in_force: &str) -> String {
    format!("This policy does not decide now: {in_force} does, and the decision and all findings are about that one.")
}
