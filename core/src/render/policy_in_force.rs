//! Which policy an image is judged by, and why, in words.

use alloc::format;
use alloc::string::String;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::near::nearest;
use crate::policy::in_force::{InForce, namespace_of};

use super::diagnostics::diagnostic;
use super::outline::{Emphasis, Fact, fact};

/// What places call the node's policy.
pub const NODE: &str = "policy.json";
/// What places call the folder of the namespaces' policies, before the name of a file.
pub const FOLDER: &str = "policies/";
/// So many names of files are written out.
const NAMES: usize = 5;

/// Which policy an image is judged by.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct PolicyInForceAnswer {
    /// As places name it: `policy.json`, or `policies/NAMESPACE.json`.
    pub file: String,
    /// The request's namespace.
    pub namespace: Option<String>,
    /// `namespaceFile`, `noNamespaceFile` or `noNamespace`.
    pub reason: &'static str,
    /// The same in a sentence.
    pub text: String,
    /// What the node's policy would say of an image that is judged by its namespace's; only with `explain`.
    pub node_policy: Option<NodePolicyAnswer>,
}

/// What the node's policy would say.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct NodePolicyAnswer {
    /// Its verdict.
    pub allowed: bool,
    /// In a sentence.
    pub summary: String,
    /// What it means that the two differ; `null` where they do not.
    pub note: Option<String>,
}

/// What places call a policy: `policy.json`, or `policies/NAMESPACE.json`.
#[must_use]
pub fn name(whose: InForce<'_>) -> String {
    match whose {
        InForce::Namespace { file, .. } => format!("{FOLDER}{file}"),
        InForce::WithoutNamespace | InForce::WithoutFile { .. } => NODE.into(),
    }
}

/// Whether places of this name lie in a policy.
#[must_use]
pub fn is_policy(name: &str) -> bool {
    name == NODE || name.strip_prefix(FOLDER).and_then(namespace_of).is_some()
}

/// Whose policy is in force.
#[must_use]
pub fn answer(whose: InForce<'_>) -> PolicyInForceAnswer {
    let file = name(whose);
    let (namespace, reason) = match whose {
        InForce::WithoutNamespace => (None, "noNamespace"),
        InForce::WithoutFile { namespace } => (Some(namespace), "noNamespaceFile"),
        InForce::Namespace { namespace, .. } => (Some(namespace), "namespaceFile"),
    };
    PolicyInForceAnswer {
        text: sentence(whose, &file),
        file,
        namespace: namespace.map(Into::into),
        reason,
        node_policy: None,
    }
}

fn sentence(whose: InForce<'_>, file: &str) -> String {
    match whose {
        InForce::WithoutNamespace => {
            "no namespace is given: policy.json applies, and no policy of a namespace is looked at (CRI-O)".into()
        }
        InForce::WithoutFile { namespace } => {
            format!("namespace {namespace}: there is no policies/{namespace}.json, and policy.json applies (CRI-O)")
        }
        InForce::Namespace { namespace, .. } => {
            format!("namespace {namespace}: {file} replaces policy.json whole (CRI-O)")
        }
    }
}

/// The verdict of the node's policy, beside that of the namespace's.
#[must_use]
pub fn of_node(allowed: bool, by_node: bool, summary: String) -> NodePolicyAnswer {
    let note = match (allowed, by_node) {
        (false, true) => "the node's policy.json would allow this image: the policy of the namespace alone refuses it",
        (true, false) => {
            "the node's policy.json would refuse this image: the policy of the namespace alone allows it. CRI-O takes such a policy to be no looser than the node's: once the image is on the node, other namespaces are asked again only if they have a policy of their own, or signature_policy is set"
        }
        _ => {
            return NodePolicyAnswer {
                allowed: by_node,
                summary,
                note: None,
            };
        }
    };
    NodePolicyAnswer {
        allowed: by_node,
        summary,
        note: Some(note.into()),
    }
}

/// The policy that is in force, at the image.
#[must_use]
pub fn policy_fact(answer: &PolicyInForceAnswer) -> Fact {
    fact("policy in force", &*answer.text, Emphasis::Plain)
}

/// Which policy is in force.
#[must_use]
pub fn finding<'f>(answer: &PolicyInForceAnswer, files: impl IntoIterator<Item = &'f str>) -> Diagnostic {
    let found = diagnostic(Code::PolicyInForce, Severity::Information, &*answer.text);
    let Some(namespace) = answer
        .namespace
        .as_deref()
        .filter(|_| answer.reason == "noNamespaceFile")
    else {
        return found;
    };
    let near = nearest(namespace, files.into_iter().filter_map(namespace_of));
    match near {
        Some(near) => found.help(format!("there is a policy of the namespace {near}: is that the one?")),
        None => found,
    }
}

/// Files of the folder that are never looked for.
#[must_use]
pub fn never_read<'f>(files: impl IntoIterator<Item = &'f str>) -> Option<Diagnostic> {
    let mut others = files.into_iter().filter(|file| namespace_of(file).is_none());
    let names: alloc::vec::Vec<&str> = others.by_ref().take(NAMES).collect();
    let more = others.count();
    let (first, rest) = names.split_first()?;
    let listed = rest
        .iter()
        .fold(String::from(*first), |list, name| format!("{list}, {name}"));
    let listed = match more {
        0 => listed,
        more => format!("{listed} and {more} more"),
    };
    let message = match (rest.is_empty(), more) {
        (true, 0) => format!("{listed} is the policy of no namespace: CRI-O looks for NAMESPACE.json"),
        _ => format!("{listed} are policies of no namespace: CRI-O looks for NAMESPACE.json"),
    };
    let found = diagnostic(Code::PolicyDirFileNotRead, Severity::Warning, message);
    Some(
        found.help(
            "name a policy after the namespace that it is for: lower-case letters, digits and hyphens, and .json",
        ),
    )
}
