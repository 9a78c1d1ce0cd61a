//! The tour of the page.

pub(crate) const LABEL: &str = "Tour";
pub(crate) const BACK: &str = "Back";
pub(crate) const NEXT: &str = "Next";
pub(crate) const LEAVE: &str = "Leave";
pub(crate) const DONE: &str = "Done";

/// A title, and what is said.
pub(crate) type Step = (&'static str, &'static str);

pub(crate) const IMAGE: Step = (
    "The question",
    "Would this image be pulled? Its name stands here, as a pod or a command names it. Change it, and everything follows at once.",
);
pub(crate) const POLICY: Step = (
    "The policy",
    "policy.json as a node has it. What was decisive is lit up, what is wrong is underlined, and F8 goes from finding to finding.",
);
pub(crate) const BELONGINGS: Step = (
    "What belongs to it",
    "Signatures, keys, the manifest, registries.d. Drop files, folders or archives anywhere: each goes where it belongs. Paste the error that a node gave: it becomes the question.",
);
pub(crate) const VERDICT: Step = (
    "The verdict",
    "Allowed or refused, as CRI-O, Podman and Skopeo decide it. Below it the first way to make it pass, evaluated before it is offered.",
);
pub(crate) const DECISION: Step = (
    "Why",
    "How the decision was made, step by step; what was expected and what was found stand one under the other. Select a step to see where it is written.",
);
pub(crate) const INSPECTOR: Step = (
    "What is this?",
    "Signatures, certificates, keys and manifests, part by part, with their bytes. Nothing of all this leaves the page.",
);

pub(crate) fn which_step(number: usize, count: usize) -> String {
    format!("{number} of {count}")
}
