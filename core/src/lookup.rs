//! Which scope of a policy speaks of an image. Source: reference.md §2.2.

use alloc::string::String;
use alloc::vec::Vec;

use crate::policy::{Policy, RequirementList, TransportScopes};
use crate::reference::{ImageReference, Transport};
use crate::source::Span;

/// Every scope that could have spoken of the image, and the one that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeLookup {
    /// The image's transport.
    pub transport: Transport,
    /// Where the policy speaks of the transport at all: the span of its name.
    pub transport_span: Option<Span>,
    /// From the most to the least specific. Exactly one is [`CandidateOutcome::Chosen`].
    pub candidates: Vec<Candidate>,
}

/// A scope that could have spoken of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What kind of scope it is.
    pub kind: CandidateKind,
    /// The scope that would be looked up; empty for the two defaults.
    pub scope: String,
    /// Where the policy has it.
    pub span: Option<Span>,
    /// Whether the policy has it, and whether it decides.
    pub outcome: CandidateOutcome,
}

/// What kind of scope a candidate is, from the most to the least specific.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// The image's own identity.
    Identity,
    /// A namespace of the image.
    Namespace,
    /// The scope `""` of the transport.
    TransportDefault,
    /// The policy's `default`.
    GlobalDefault,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateOutcome {
    /// It decides.
    Chosen,
    /// The policy has it, and a more specific one decides.
    Hidden,
    /// The policy does not have it.
    Miss,
    /// The policy does not speak of the transport at all.
    NoTransport,
}

impl ScopeLookup {
    /// The candidate that decides.
    #[must_use]
    pub fn chosen(&self) -> Option<&Candidate> {
        self.candidates
            .iter()
            .find(|candidate| candidate.outcome == CandidateOutcome::Chosen)
    }
}

/// Finds the requirements that apply to an image, and keeps every candidate. Nothing is merged: the first that exists decides alone.
#[must_use]
pub fn lookup<'p>(policy: &'p Policy, image: &ImageReference) -> (ScopeLookup, &'p RequirementList) {
    let scopes = policy.transport(image.transport().name());
    let mut search = Search {
        scopes,
        candidates: Vec::new(),
        found: None,
    };
    // An image without an identity (`tarball:`) is covered by the transport's default alone, and `oci:` has its identity among its
    // namespaces: neither is a candidate of its own.
    let identity = image.policy_identity();
    let namespaces = image.policy_namespaces();
    let namespaces = namespaces.into_iter().filter(|namespace| *namespace != identity);
    if !identity.is_empty() {
        search.try_scope(CandidateKind::Identity, identity.clone());
    }
    for namespace in namespaces {
        search.try_scope(CandidateKind::Namespace, namespace);
    }
    search.try_scope(CandidateKind::TransportDefault, String::new());
    let outcome = if search.found.is_some() {
        CandidateOutcome::Hidden
    } else {
        CandidateOutcome::Chosen
    };
    search.candidates.push(Candidate {
        kind: CandidateKind::GlobalDefault,
        scope: String::new(),
        span: Some(policy.default.span),
        outcome,
    });
    let lookup = ScopeLookup {
        transport: image.transport(),
        transport_span: scopes.map(|scopes| scopes.name.span),
        candidates: search.candidates,
    };
    (lookup, search.found.unwrap_or(&policy.default))
}

struct Search<'p> {
    scopes: Option<&'p TransportScopes>,
    candidates: Vec<Candidate>,
    found: Option<&'p RequirementList>,
}

impl Search<'_> {
    fn try_scope(&mut self, kind: CandidateKind, text: String) {
        let scope = self.scopes.and_then(|scopes| scopes.scope(&text));
        let outcome = match (self.scopes, scope) {
            (None, _) => CandidateOutcome::NoTransport,
            (Some(_), None) => CandidateOutcome::Miss,
            (Some(_), Some(_)) if self.found.is_some() => CandidateOutcome::Hidden,
            (Some(_), Some(scope)) => {
                self.found = Some(&scope.requirements);
                CandidateOutcome::Chosen
            }
        };
        self.candidates.push(Candidate {
            kind,
            scope: text,
            span: scope.map(|scope| scope.text.span),
            outcome,
        });
    }
}
