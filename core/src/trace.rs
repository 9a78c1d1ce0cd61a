//! The decision as a tree: plain data, no prose, and no stored decision that could disagree with its evidence.
//!
//! Every node says whether the reference would have reached it ([`Reach`]). [`Evaluation::decision`] is a fold over what it would have.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::image::{Place, SignatureBlobError, SourceError};
use crate::lookup::ScopeLookup;
use crate::source::{SourceId, Span};

pub mod author;
pub mod evidence;
pub mod reason;

pub use evidence::Evidence;
pub use reason::Reason;

/// How one image fared under one policy.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The image in log lines: `docker:docker.io/library/busybox:latest`.
    pub image_identity: String,
    /// The image in refusals: `docker://busybox:latest`.
    pub image_name: String,
    /// Which scopes were tried, which was chosen.
    pub lookup: ScopeLookup,
    /// Every requirement of the chosen scope, in order. All must allow.
    pub requirements: Vec<RequirementTrace>,
    /// The caller's demand that some signature be verified; `None` without it.
    pub require_signed: Option<RequireSigned>,
}

/// Whether the reference would have reached a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// We looked further than the reference, to explain. It never changes the decision.
    Counterfactual,
    /// The reference gets here.
    Effective,
}

/// One requirement.
#[derive(Clone, Debug)]
pub struct RequirementTrace {
    /// The object in the policy.
    pub span: Span,
    /// Whether the reference got here.
    pub reach: Reach,
    /// What it asked for and found.
    pub detail: RequirementDetail,
}

/// What a requirement asked for and found.
#[derive(Clone, Debug)]
pub enum RequirementDetail {
    /// Nothing was asked for.
    InsecureAcceptAnything,
    /// Nothing could do.
    Reject,
    /// The reference does not implement it, and refuses.
    SignedBaseLayer,
    /// `signedBy`.
    SignedBy(SigningTrace),
    /// `sigstoreSigned`.
    SigstoreSigned(SigningTrace),
}

/// The signatures of an image under one signing requirement. One accepted suffices.
#[derive(Clone, Debug)]
pub struct SigningTrace {
    /// Each signature in order, or why they could not be read: one bad file is enough to refuse (reference.md §2.4).
    pub signatures: Result<Vec<SignatureTrace>, Unreadable>,
}

/// Why the signatures of an image could not be read.
#[derive(Clone, Debug)]
pub enum Unreadable {
    /// The first file that is no signature.
    File(UnreadableSignature),
    /// What was in the way of reading them all.
    Source(SourceError),
}

/// A `signature-N` file that is none.
#[derive(Clone, Debug)]
pub struct UnreadableSignature {
    /// Its index, from 0.
    pub index: usize,
    /// Where its bytes are shown.
    pub source: SourceId,
    /// Where it comes from.
    pub place: Place,
    /// Why it could not be read; every requirement that reads signatures has the same.
    pub error: Arc<SignatureBlobError>,
}

/// One signature under one requirement.
#[derive(Clone, Debug)]
pub struct SignatureTrace {
    /// Its index in the image, from 0.
    pub index: usize,
    /// Where its bytes are shown.
    pub source: SourceId,
    /// Where its payload is shown.
    pub payload_source: SourceId,
    /// Whether the reference got here.
    pub reach: Reach,
    /// How it fared.
    pub outcome: SignatureOutcome,
}

/// How a signature fared.
#[derive(Clone, Debug)]
pub enum SignatureOutcome {
    /// The checks that were made, in the reference's order. It is accepted if each passed; the last one is the first that failed.
    Checked(Checks),
    /// The requirement does not look at signatures of this kind.
    Skipped(SkipReason),
}

/// Why a requirement does not look at a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// `sigstoreSigned` and a simple-signing signature.
    NotSigstore,
    /// `signedBy` and a sigstore signature.
    NotSimpleSigning,
    /// A sigstore attachment that is no signature, with its MIME type.
    NotASignature(String),
}

/// The checks of one signature, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// The checks that were made.
    pub made: Vec<Check>,
    /// The checks that there are, made or not.
    pub plan: CheckPlan,
    /// What the signature contains, where that is known; shown to people, never trusted because of this field.
    pub payload: Option<Vec<u8>>,
}

impl Checks {
    /// Notes a passed check.
    pub fn pass(&mut self, kind: CheckKind, evidence: Evidence) {
        self.made.push(Check {
            kind,
            result: Ok(evidence),
        });
    }

    /// Notes the failed check, the last one.
    pub fn fail(&mut self, kind: CheckKind, reason: impl Into<Reason>) {
        self.made.push(Check {
            kind,
            result: Err(reason.into()),
        });
    }

    /// Whether each of the checks that there are was made, once and in order, and passed.
    #[must_use]
    pub fn all_passed(&self) -> bool {
        self.plan.kinds().eq(self.made.iter().map(|check| check.kind))
            && self.made.iter().all(|check| check.result.is_ok())
    }
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// What was found.
    pub result: Result<Evidence, Reason>,
}

/// What a check is about, in the order in which a signature goes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// The keys and certificates that the policy names were loaded.
    TrustRoot,
    /// The signature is there and well formed.
    SignatureFormat,
    /// A log promised that it has the signature.
    RekorEntry,
    /// An authority vouches for the signer.
    Certificate,
    /// One of the keys made the signature.
    Key,
    /// The signed content is well formed.
    Payload,
    /// The signature speaks of this image's bytes.
    Digest,
    /// The signature speaks of this image's name.
    Identity,
}

/// The checks that a signature goes through, in order: which they are depends on what the requirement trusts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckPlan {
    /// A log is asked.
    pub has_log: bool,
    /// An authority vouches for the signer.
    pub has_certificate: bool,
}

impl CheckPlan {
    /// The checks, in order.
    pub fn kinds(self) -> impl Iterator<Item = CheckKind> {
        const ALL: [CheckKind; 8] = [
            CheckKind::TrustRoot,
            CheckKind::SignatureFormat,
            CheckKind::RekorEntry,
            CheckKind::Certificate,
            CheckKind::Key,
            CheckKind::Payload,
            CheckKind::Digest,
            CheckKind::Identity,
        ];
        ALL.into_iter().filter(move |kind| match kind {
            CheckKind::RekorEntry => self.has_log,
            CheckKind::Certificate => self.has_certificate,
            _ => true,
        })
    }
}

/// The caller's demand that at least one requirement verify a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequireSigned {
    /// Whether one of the requirements does.
    pub satisfied: bool,
    /// Whether the reference got here: it asks only after every requirement allowed.
    pub reach: Reach,
}

/// What happens to the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be pulled and run.
    Allow,
    /// It may not.
    Deny,
}

impl Evaluation {
    /// The decision: every requirement allows, and a demanded verification is there.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let all = !self.requirements.is_empty() && self.requirements.iter().all(RequirementTrace::allows);
        let signed = self.require_signed.is_none_or(|demand| demand.satisfied);
        if all && signed { Decision::Allow } else { Decision::Deny }
    }

    /// The requirement that refused, as the reference names it: the first that does not allow, with its index.
    #[must_use]
    pub fn refusal(&self) -> Option<(usize, &RequirementTrace)> {
        self.requirements
            .iter()
            .enumerate()
            .find(|(_, requirement)| !requirement.allows())
    }
}

impl RequirementTrace {
    /// Whether the requirement is fulfilled.
    #[must_use]
    pub fn allows(&self) -> bool {
        match &self.detail {
            RequirementDetail::InsecureAcceptAnything => true,
            RequirementDetail::Reject | RequirementDetail::SignedBaseLayer => false,
            RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) => signing.accepts(),
        }
    }
}

impl SigningTrace {
    /// The signature that was accepted: the first that is good.
    #[must_use]
    pub fn accepted(&self) -> Option<&SignatureTrace> {
        self.signatures
            .as_ref()
            .ok()?
            .iter()
            .find(|signature| signature.is_accepted())
    }

    /// Whether a signature was accepted.
    #[must_use]
    pub fn accepts(&self) -> bool {
        self.accepted().is_some()
    }
}

impl SignatureTrace {
    /// Whether the signature was accepted: every check was made, and every check passed.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        match &self.outcome {
            SignatureOutcome::Checked(checks) => checks.all_passed(),
            SignatureOutcome::Skipped(_) => false,
        }
    }

    /// Where a text stands in what was signed, for people.
    #[must_use]
    pub fn find_in_payload(&self, text: &str) -> Option<Span> {
        let SignatureOutcome::Checked(checks) = &self.outcome else {
            return None;
        };
        let payload = checks.payload.as_deref()?;
        let start = payload
            .windows(text.len().max(1))
            .position(|window| window == text.as_bytes())?;
        Some(Span::new(
            self.payload_source,
            u32::try_from(start).ok()?,
            u32::try_from(start + text.len()).ok()?,
        ))
    }

    /// Why the signature was rejected; `None` if it was accepted or not looked at.
    #[must_use]
    pub fn rejection(&self) -> Option<&Reason> {
        match &self.outcome {
            SignatureOutcome::Checked(checks) => checks.failure(),
            SignatureOutcome::Skipped(_) => None,
        }
    }
}
