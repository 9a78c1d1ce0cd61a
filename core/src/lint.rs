//! What is wrong with a policy that parses, or probably not meant so: rules that no image has, requirements that nothing can fulfil, keys that are about
//! to expire, files that do not go together. Nothing here decides about an image, and nothing that decides looks at it.
//!
//! A [`Finding`] is facts and places; words are in `render::lint`. Each subject has a file: [`scopes`], [`requirements`], [`identity`], [`keys`], and
//! [`sources`] for registries.d.

use alloc::vec::Vec;

use crate::crypto::CryptoProvider;
use crate::diagnostic::{Code, Severity};
use crate::files::FileSource;
use crate::policy::history::{self, Demand, Release};
use crate::policy::{Policy, RequirementList};
use crate::reference::Transport;
#[cfg(feature = "yaml")]
use crate::registries_d::Configuration;
use crate::source::{Edit, Span};
use crate::verify::UnixTime;

pub mod identity;
pub mod keys;
pub mod requirements;
pub mod scopes;
#[cfg(feature = "yaml")]
pub mod sources;
mod tree;

pub use tree::Tree;

/// As many findings as are worth showing.
pub const FINDING_LIMIT: usize = 500;

/// What is looked at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its text, as a tree.
    pub tree: Tree<'a>,
    /// registries.d, where it is known.
    #[cfg(feature = "yaml")]
    pub registries_d: Option<&'a Configuration>,
    /// The files that the policy names, where they are known; else only the keys in the policy itself are looked at.
    pub files: Option<&'a dyn FileSource>,
    /// The cryptography, for what keys say of themselves.
    pub crypto: &'a dyn CryptoProvider,
    /// The time of the question.
    pub now: UnixTime,
    /// The release of the reference that the nodes run, where it is known.
    pub library: Option<Release>,
}

/// Something to say about a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place in question.
    pub span: Span,
    /// What it is.
    pub kind: FindingKind,
    /// What could be written instead.
    pub edits: Vec<Edit>,
}

/// What there is to say, by its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// A part that the nodes' library does not know yet.
    Demand {
        /// What it is, and since when it is known.
        demand: Demand,
        /// The library of the nodes.
        library: Release,
    },
    /// Which signed names are good.
    Identity(identity::IdentityFinding),
    /// Keys and certificates.
    Key(keys::KeyFinding),
    /// What is required.
    Requirement(requirements::RequirementFinding),
    /// Which images are meant.
    Scope(scopes::ScopeFinding),
    /// Where signatures are looked for.
    #[cfg(feature = "yaml")]
    Source(sources::SourceFinding),
}

impl FindingKind {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Demand { .. } => Code::NotKnownYet,
            Self::Identity(finding) => finding.code(),
            Self::Key(finding) => finding.code(),
            Self::Requirement(finding) => finding.code(),
            Self::Scope(finding) => finding.code(),
            #[cfg(feature = "yaml")]
            Self::Source(finding) => finding.code(),
        }
    }

    /// How much it matters: an error where something that was written can never do what it is there for, a warning where it probably does not do what
    /// was meant, an information where it does, and somebody might be surprised.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Demand { .. } => Severity::Error,
            Self::Identity(finding) => finding.severity(),
            Self::Key(finding) => finding.severity(),
            Self::Requirement(finding) => finding.severity(),
            Self::Scope(finding) => finding.severity(),
            #[cfg(feature = "yaml")]
            Self::Source(finding) => finding.severity(),
        }
    }

    /// Whether nodes decide as before once the edits are made.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(
            self,
            Self::Requirement(requirements::RequirementFinding::Duplicate { .. })
        )
    }
}

/// Findings as they are made.
#[derive(Debug, Default)]
pub struct Findings {
    /// As many as are shown.
    pub found: Vec<Finding>,
    /// Whether looking stopped at a limit: there may be more to find.
    pub is_cut: bool,
}

impl Findings {
    fn push(&mut self, span: Span, kind: FindingKind) {
        self.push_with(span, kind, Vec::new());
    }

    fn push_with(&mut self, span: Span, kind: FindingKind, edits: Vec<Edit>) {
        if !self.is_full() {
            self.found.push(Finding { span, kind, edits });
        }
    }

    fn is_full(&self) -> bool {
        self.found.len() >= FINDING_LIMIT
    }
}

/// A requirement list with the images that it is for.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'p> {
    /// The name of the transport; `None` for the default of all.
    pub transport_name: Option<&'p str>,
    /// The transport, if there is one of this name.
    pub transport: Option<Transport>,
    /// The scope; empty for the defaults.
    pub scope: &'p str,
    /// Where the scope is written; for the default of all, its list.
    pub span: Span,
    /// What is required.
    pub requirements: &'p RequirementList,
}

/// Every requirement list: the scopes in the order of the text, then the default.
pub fn rules(policy: &Policy) -> impl Iterator<Item = Rule<'_>> {
    let scopes = policy.transports.iter().flat_map(|transport| {
        let name = transport.name.value.as_str();
        transport.scopes().iter().map(move |scope| Rule {
            transport_name: Some(name),
            transport: Transport::from_name(name),
            scope: &scope.text.value,
            span: scope.text.span,
            requirements: &scope.requirements,
        })
    });
    let default = Rule {
        transport_name: None,
        transport: None,
        scope: "",
        span: policy.default.span,
        requirements: &policy.default,
    };
    scopes.chain([default])
}

/// Everything that there is to say, in the order of the text; of one place, what matters most first.
#[must_use]
pub fn lint(subject: &Subject<'_>) -> Findings {
    let mut findings = Findings::default();
    scopes::check(subject, &mut findings);
    let mut examined = keys::Examined::default();
    for rule in rules(subject.policy) {
        if findings.is_full() {
            break;
        }
        requirements::check(subject, &rule, &mut findings);
        identity::check(&rule, &mut findings);
        keys::check(subject, &rule, &mut examined, &mut findings);
        #[cfg(feature = "yaml")]
        sources::check(subject, &rule, &mut findings);
    }
    #[cfg(feature = "yaml")]
    sources::check_namespaces(subject, &mut findings);
    if let Some(library) = subject.library {
        for demand in history::demands(subject.policy).filter(|demand| demand.since > library) {
            findings.push(demand.span, FindingKind::Demand { demand, library });
        }
    }
    // Where it is full, it was not asked for more.
    findings.is_cut |= findings.is_full() || examined.is_cut;
    let order = |finding: &Finding| (finding.span, finding.kind.severity(), finding.kind.code());
    findings.found.sort_by_key(order);
    findings
}
