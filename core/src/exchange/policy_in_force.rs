//! Which policy a request is judged by: decided here, once. All behind this door works on that one: its text, under its own name.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Evaluated, Request, World, evaluate_request};
use crate::crypto::CryptoProvider;
use crate::diagnostic::Diagnostic;
pub use crate::policy::in_force::{InForce, choose, namespace_of};
use crate::render::policy_in_force as words;
pub use crate::render::policy_in_force::{FOLDER, NODE, NodePolicyAnswer, PolicyInForceAnswer, is_policy, name};

/// A larger policy of the node is not evaluated beside that of a namespace.
const EVALUATED_BESIDE: usize = 2 << 20;

/// The policy that a request is judged by.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInForce<'r> {
    /// Its text.
    pub text: &'r [u8],
    /// Whose it is.
    pub whose: InForce<'r>,
}

impl<'r> PolicyInForce<'r> {
    /// That of a request.
    #[must_use]
    pub fn of(request: &'r Request) -> Self {
        let files = request.policy_dir.iter().flatten();
        let whose = choose(request.namespace.as_deref(), files.map(|(name, _)| name.as_str()));
        let own = match whose {
            InForce::Namespace { file, .. } => request.policy_dir.as_ref().and_then(|files| files.get(file)),
            InForce::WithoutNamespace | InForce::WithoutFile { .. } => None,
        };
        Self {
            text: own.map_or(request.policy.as_slice(), |text| text.as_bytes()),
            whose,
        }
    }

    /// What places call it: `policy.json`, or `policies/NAMESPACE.json`.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.whose)
    }
}

/// The fields of a request that hold its policies, with another text for the one in force.
pub(super) fn replaced(request: &Request, text: &[u8]) -> (Vec<u8>, Option<BTreeMap<String, String>>) {
    match PolicyInForce::of(request).whose {
        InForce::Namespace { file, .. } => {
            let mut files = request.policy_dir.clone().unwrap_or_default();
            // What comes in as text is changed into text.
            files.insert(file.to_owned(), String::from_utf8_lossy(text).into_owned());
            (request.policy.clone(), Some(files))
        }
        InForce::WithoutNamespace | InForce::WithoutFile { .. } => (text.to_owned(), request.policy_dir.clone()),
    }
}

/// The same request under this policy alone, whatever its namespace has.
pub(super) fn under(request: &Request, policy: &[u8]) -> Request {
    Request {
        policy: policy.to_owned(),
        namespace: None,
        policy_dir: None,
        ..request.clone()
    }
}

/// What the answer says of it; nothing where the request knows of no namespaces.
pub(super) fn answer(request: &Request) -> Option<PolicyInForceAnswer> {
    if request.namespace.is_none() && request.policy_dir.is_none() {
        return None;
    }
    Some(words::answer(PolicyInForce::of(request).whose))
}

/// What there is to know of it.
pub(super) fn findings(request: &Request, answer: Option<&PolicyInForceAnswer>) -> Vec<Diagnostic> {
    let files = || request.policy_dir.iter().flatten().map(|(name, _)| name.as_str());
    let in_force = answer.map(|answer| words::finding(answer, files()));
    in_force.into_iter().chain(words::never_read(files())).collect()
}

/// What the node's own policy says of an image that is judged by its namespace's; `None` for any other.
pub(super) fn of_node(
    request: &Request,
    answer: &Evaluated,
    world: World<'_>,
    crypto: &dyn CryptoProvider,
) -> Option<NodePolicyAnswer> {
    let InForce::Namespace { .. } = PolicyInForce::of(request).whose else {
        return None;
    };
    if request.policy.len() > EVALUATED_BESIDE {
        return None;
    }
    answer.identity.as_ref()?;
    let asked = Request {
        explain: false,
        ..under(request, &request.policy)
    };
    let other = evaluate_request(&asked, world, crypto);
    Some(words::of_node(
        answer.allowed,
        other.allowed,
        other.summary.unwrap_or_default(),
    ))
}
