//! The decision: all requirements must allow, any signature suffices. Source: reference.md §2.3, §2.4.
//!
//! Nothing else in the engine knows these two rules and where the reference stops looking. Evaluation cannot fail: it returns a tree.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::budget::{Budget, Cost, Purpose};
use crate::image::signature_blob::{self, COUNT_LIMIT, TOTAL_LIMIT};
use crate::image::{Image, SignatureBlobError, SignatureFile, SigstoreSignature, UntrustedSignature};
use crate::lookup::lookup;
use crate::policy::{Policy, Requirement, RequirementKind, SignedBy, SigstoreSigned};
use crate::trace::{
    CheckKind, Checks, Evaluation, Reach, Reason, RequireSigned, RequirementDetail, RequirementTrace, SignatureOutcome,
    SignatureTrace, SigningTrace, SkipReason, Unreadable, UnreadableSignature,
};
#[cfg(feature = "openpgp")]
use crate::verify::simple_signing;
use crate::verify::{Environment, sigstore};

pub mod accepted_author;
pub mod context;

pub use accepted_author::signatures_with_accepted_author;
pub use context::PolicyContext;

/// What the caller demands beside the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// Refuse an image that no requirement verified a signature of (`skopeo --require-signed`).
    pub signed: bool,
}

/// Evaluates one image under one policy.
#[must_use]
pub fn evaluate(policy: &Policy, image: &Image<'_>, demands: Demands, environment: &Environment<'_>) -> Evaluation {
    let (lookup, required) = lookup(policy, image.reference);
    let signatures = OnceCell::new();
    let mut reach = Reach::Effective;
    let mut requirements = Vec::new();
    for requirement in required.items() {
        let trace = RequirementTrace {
            span: requirement.span,
            reach,
            detail: evaluate_requirement(requirement, image, &signatures, reach, environment),
        };
        // The reference stops at the first requirement that refuses; we go on, to say all that is wrong.
        if !trace.allows() {
            reach = Reach::Counterfactual;
        }
        requirements.push(trace);
        if reach == Reach::Counterfactual && !environment.budget.explains() {
            break;
        }
    }
    let require_signed = demands.signed.then(|| RequireSigned {
        satisfied: required.items().iter().any(verifies_signatures),
        reach,
    });
    let (image_identity, image_name) = names(image);
    Evaluation {
        image_identity,
        image_name,
        lookup,
        requirements,
        require_signed,
    }
}

/// The image as log lines and as refusals name it.
fn names(image: &Image<'_>) -> (String, String) {
    let transport = image.reference.transport().name();
    (
        format!("{transport}:{}", image.reference.policy_identity()),
        format!("{transport}:{}", image.reference.string_within_transport()),
    )
}

/// The requirement types that `requireSigned` counts (reference.md §2.3, step 4).
fn verifies_signatures(requirement: &Requirement) -> bool {
    match requirement.kind {
        RequirementKind::SignedBy(_) | RequirementKind::SigstoreSigned(_) => true,
        RequirementKind::InsecureAcceptAnything | RequirementKind::Reject | RequirementKind::SignedBaseLayer(_) => {
            false
        }
    }
}

fn evaluate_requirement<'a>(
    requirement: &Requirement,
    image: &Image<'a>,
    signatures: &OnceCell<Result<Vec<ReadSignature<'a>>, Unreadable>>,
    reach: Reach,
    environment: &Environment<'_>,
) -> RequirementDetail {
    match &requirement.kind {
        RequirementKind::InsecureAcceptAnything => RequirementDetail::InsecureAcceptAnything,
        RequirementKind::Reject => RequirementDetail::Reject,
        RequirementKind::SignedBaseLayer(_) => RequirementDetail::SignedBaseLayer,
        RequirementKind::SignedBy(signed_by) => {
            let mut judge = SignedByJudge::new(signed_by, image, environment);
            let signatures = signatures.get_or_init(|| read_signatures(image));
            RequirementDetail::SignedBy(evaluate_signatures(
                signatures,
                reach,
                environment.budget,
                |signature| judge.judge(signature),
            ))
        }
        RequirementKind::SigstoreSigned(sigstore_signed) => {
            let mut judge = SigstoreJudge::new(sigstore_signed, image, environment);
            let signatures = signatures.get_or_init(|| read_signatures(image));
            RequirementDetail::SigstoreSigned(evaluate_signatures(
                signatures,
                reach,
                environment.budget,
                |signature| judge.judge(signature),
            ))
        }
    }
}

/// Reads every signature, whatever its kind: one that cannot be read refuses the image (reference.md §2.4). The reference does so for each requirement
/// that looks at signatures.
fn read_signatures<'a>(image: &Image<'a>) -> Result<Vec<ReadSignature<'a>>, Unreadable> {
    let count = image.signatures.len();
    let total = image.signatures.iter().map(|file| file.bytes.len()).sum();
    let (mut read, mut bytes) = (Vec::new(), 0);
    for (index, file) in image.signatures.iter().enumerate() {
        bytes += file.bytes.len();
        let parsed = if index >= COUNT_LIMIT {
            Err(SignatureBlobError::TooMany { count })
        } else if bytes > TOTAL_LIMIT {
            Err(SignatureBlobError::TooManyBytes { total })
        } else {
            signature_blob::parse(file.source, file.bytes)
        };
        match parsed {
            Ok(signature) => read.push(ReadSignature { file: *file, signature }),
            Err(error) => {
                return Err(Unreadable::File(UnreadableSignature {
                    index,
                    source: file.source,
                    place: file.place.clone(),
                    error: Arc::new(error),
                }));
            }
        }
    }
    match image.failure {
        Some(failure) => Err(Unreadable::Source(failure.clone())),
        None => Ok(read),
    }
}

/// Judges each signature in turn, as long as the budget lasts: then comes a refusal, and nothing more is looked at.
fn evaluate_signatures<'a>(
    read: &Result<Vec<ReadSignature<'a>>, Unreadable>,
    mut reach: Reach,
    budget: &Budget,
    mut judge: impl FnMut(&ReadSignature<'a>) -> SignatureOutcome,
) -> SigningTrace {
    let purpose = |reach| match reach {
        Reach::Effective => Purpose::Decide,
        Reach::Counterfactual => Purpose::Explain,
    };
    let read = match read {
        Ok(read) => read,
        Err(unreadable) => {
            budget.begin_signature(purpose(reach), 0);
            return SigningTrace {
                signatures: Err(unreadable.clone()),
            };
        }
    };
    let mut signatures = Vec::new();
    for (index, signature) in read.iter().enumerate() {
        budget.begin_signature(purpose(reach), signature.file.bytes.len());
        let judged = match budget.exceeded() {
            None => judge(signature),
            Some(cost) => SignatureOutcome::Checked(beyond_budget(cost)),
        };
        // Whatever came out: with more to spend, it might have been something else.
        let outcome = budget
            .exceeded()
            .map_or(judged, |cost| SignatureOutcome::Checked(beyond_budget(cost)));
        let trace = SignatureTrace {
            index,
            source: signature.file.source,
            payload_source: signature.file.payload_source,
            reach,
            outcome,
        };
        // The reference stops at the first accepted signature.
        if trace.is_accepted() {
            reach = Reach::Counterfactual;
        }
        signatures.push(trace);
        if budget.exceeded().is_some() {
            break;
        }
    }
    SigningTrace {
        signatures: Ok(signatures),
    }
}

fn beyond_budget(cost: Cost) -> Checks {
    let mut checks = Checks::default();
    checks.fail(CheckKind::SignatureFormat, cost);
    checks
}

struct ReadSignature<'a> {
    file: SignatureFile<'a>,
    signature: UntrustedSignature,
}

/// Judges signatures under one `signedBy`. Its keys are loaded for the first signature that needs them: without one, the reference never
/// notices that they are bad (reference.md §2.4).
struct SignedByJudge<'e> {
    requirement: &'e SignedBy,
    image: &'e Image<'e>,
    environment: &'e Environment<'e>,
    #[cfg(feature = "openpgp")]
    trust: Option<Result<simple_signing::KeyringTrust, Reason>>,
}

impl<'e> SignedByJudge<'e> {
    fn new(requirement: &'e SignedBy, image: &'e Image<'e>, environment: &'e Environment<'e>) -> Self {
        Self {
            requirement,
            image,
            environment,
            #[cfg(feature = "openpgp")]
            trust: None,
        }
    }

    fn judge(&mut self, signature: &ReadSignature<'_>) -> SignatureOutcome {
        match &signature.signature {
            UntrustedSignature::SimpleSigning(message) => {
                SignatureOutcome::Checked(self.check(signature.file, message))
            }
            UntrustedSignature::Sigstore(_) => SignatureOutcome::Skipped(SkipReason::NotSimpleSigning),
        }
    }

    #[cfg(feature = "openpgp")]
    fn check(&mut self, file: SignatureFile<'_>, message: &[u8]) -> Checks {
        let trust = self
            .trust
            .get_or_insert_with(|| simple_signing::load(self.requirement, self.environment));
        let mut checks = Checks::default();
        match trust {
            Err(reason) => checks.fail(CheckKind::TrustRoot, reason.clone()),
            Ok(trust) => {
                checks.pass(CheckKind::TrustRoot, trust.evidence());
                simple_signing::check(
                    trust,
                    self.requirement,
                    self.image,
                    file.payload_source,
                    message,
                    self.environment,
                    &mut checks,
                );
            }
        }
        checks
    }

    #[cfg(not(feature = "openpgp"))]
    fn check(&mut self, _file: SignatureFile<'_>, _message: &[u8]) -> Checks {
        let _ = (self.requirement, self.image, self.environment);
        let mut checks = Checks::default();
        checks.fail(CheckKind::TrustRoot, Reason::OpenPgpNotBuilt);
        checks
    }
}

/// Judges signatures under one `sigstoreSigned`; its keys, too, are loaded for the first signature that needs them.
struct SigstoreJudge<'e> {
    requirement: &'e SigstoreSigned,
    image: &'e Image<'e>,
    environment: &'e Environment<'e>,
    trust: Option<Result<sigstore::SigstoreTrust, Reason>>,
}

impl<'e> SigstoreJudge<'e> {
    fn new(requirement: &'e SigstoreSigned, image: &'e Image<'e>, environment: &'e Environment<'e>) -> Self {
        Self {
            requirement,
            image,
            environment,
            trust: None,
        }
    }

    fn judge(&mut self, signature: &ReadSignature<'_>) -> SignatureOutcome {
        match &signature.signature {
            UntrustedSignature::SimpleSigning(_) => SignatureOutcome::Skipped(SkipReason::NotSigstore),
            UntrustedSignature::Sigstore(sigstore) if sigstore.mime_type != sigstore::SIGNATURE_MIME_TYPE => {
                SignatureOutcome::Skipped(SkipReason::NotASignature(sigstore.mime_type.clone()))
            }
            UntrustedSignature::Sigstore(sigstore) => SignatureOutcome::Checked(self.check(signature.file, sigstore)),
        }
    }

    fn check(&mut self, file: SignatureFile<'_>, signature: &SigstoreSignature) -> Checks {
        let trust = self
            .trust
            .get_or_insert_with(|| sigstore::load(self.requirement, self.environment));
        let mut checks = Checks::default();
        match trust {
            Err(reason) => checks.fail(CheckKind::TrustRoot, reason.clone()),
            Ok(trust) => {
                checks.plan = trust.plan();
                checks.pass(CheckKind::TrustRoot, trust.evidence());
                sigstore::check(
                    trust,
                    self.requirement,
                    self.image,
                    file.payload_source,
                    signature,
                    self.environment,
                    &mut checks,
                );
            }
        }
        checks
    }
}
