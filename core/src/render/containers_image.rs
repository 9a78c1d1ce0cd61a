//! The reference's words, exactly, its spelling mistakes included. Nothing else in the engine holds any of them.
//!
//! [`refusal`] folds a trace into the one text that the reference gives; the modules below have the texts of the single layers.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::budget::{BYTES_LIMIT, COMPARISON_LIMIT, Cost, EXPLANATION_LIMIT, POLICY_LIMIT, VERIFICATION_LIMIT};
use crate::evaluate::context::InvalidState;
use crate::image::SignatureBlobError;
use crate::trace::author::{AuthorEvaluation, Rejection};
use crate::trace::{
    Evaluation, Reach, Reason, RequirementDetail, RequirementTrace, SignatureOutcome, SigningTrace, SkipReason,
    Unreadable,
};

pub mod certificate;
pub mod files;
pub mod go;
pub mod image;
pub mod image_name;
pub mod jws;
#[cfg(feature = "openpgp")]
pub mod openpgp;
pub mod payload;
pub mod policy;
pub mod read;
#[cfg(feature = "yaml")]
pub mod registries_d;
pub mod rekor;
pub mod signature_sources;
pub mod sigstore;
#[cfg(feature = "openpgp")]
pub mod stand_alone;
pub mod trust;

pub use image_name::{image_name_error, named_error};
pub use policy::policy_error;

/// The kinds of errors that callers of the reference tell apart, and two of our own. CRI-O turns the first two into `SignatureValidationFailed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// `PolicyRequirementError`: the evaluation finished, the answer is no.
    PolicyRequirement,
    /// `InvalidSignatureError`: a signature is malformed or does not verify.
    InvalidSignature,
    /// `InvalidPolicyFormatError`: the policy does not parse.
    InvalidPolicy,
    /// The image name does not parse.
    InvalidReference,
    /// pullgate does not evaluate this yet, and refuses.
    Unsupported,
    /// A limit of pullgate was passed.
    Limit,
    /// Anything else: an unreadable file, a bad key.
    Other,
}

impl ErrorClass {
    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PolicyRequirement => "policyRequirement",
            Self::InvalidSignature => "invalidSignature",
            Self::InvalidPolicy => "invalidPolicy",
            Self::InvalidReference => "invalidReference",
            Self::Unsupported => "unsupported",
            Self::Limit => "limit",
            Self::Other => "other",
        }
    }
}

/// An error as the reference returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its text.
    pub text: String,
    /// Its class.
    pub class: ErrorClass,
}

impl Refusal {
    /// An error of a class.
    pub fn new(class: ErrorClass, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            class,
        }
    }

    fn policy_requirement(text: impl Into<String>) -> Self {
        Self::new(ErrorClass::PolicyRequirement, text)
    }
}

/// What the reference returns for an image that it refuses; `None` for one that it allows (reference.md §2.3).
#[must_use]
pub fn refusal(evaluation: &Evaluation) -> Option<Refusal> {
    if let Some((_, requirement)) = evaluation.refusal() {
        return Some(requirement_refusal(evaluation, requirement));
    }
    let demand = evaluation.require_signed?;
    (!demand.satisfied).then(|| {
        Refusal::policy_requirement(format!(
            "No signature verification policy found for image {}",
            evaluation.image_identity
        ))
    })
}

/// What one requirement that does not allow says (reference.md §2.4).
#[must_use]
pub fn requirement_refusal(evaluation: &Evaluation, requirement: &RequirementTrace) -> Refusal {
    match &requirement.detail {
        RequirementDetail::InsecureAcceptAnything | RequirementDetail::Reject => Refusal::policy_requirement(format!(
            "Running image {} is rejected by policy.",
            evaluation.image_name
        )),
        RequirementDetail::SignedBaseLayer => Refusal::policy_requirement(SIGNED_BASE_LAYER),
        RequirementDetail::SignedBy(signing) => summary(signing, |_| NO_SIGNATURE.into()),
        RequirementDetail::SigstoreSigned(signing) => summary(signing, no_sigstore_signature),
    }
}

/// Logged at error level, too.
pub(crate) const SIGNED_BASE_LAYER: &str = "signedBaseLayer not implemented yet!";
const NO_SIGNATURE: &str = "A signature was required, but no signature exists";

/// The fold over the signatures: one rejection stands for itself, several become one error of another class.
fn summary(signing: &SigningTrace, none: impl Fn(&SigningTrace) -> String) -> Refusal {
    let signatures = match &signing.signatures {
        Ok(signatures) => signatures,
        Err(unreadable) => return unreadable_signatures(unreadable),
    };
    let effective = signatures
        .iter()
        .filter(|signature| signature.reach == Reach::Effective || !signing.accepts());
    let rejections: Vec<Refusal> = effective
        .filter_map(|signature| signature.rejection().map(reason))
        .collect();
    match rejections.as_slice() {
        [] => Refusal::policy_requirement(none(signing)),
        [only] => only.clone(),
        several => {
            // Not errors of the reference's: what pullgate cannot judge must stay visible as such.
            let class = [ErrorClass::Limit, ErrorClass::Unsupported]
                .into_iter()
                .find(|class| several.iter().any(|refusal| refusal.class == *class))
                .unwrap_or(ErrorClass::PolicyRequirement);
            let texts: Vec<&str> = several.iter().map(|refusal| refusal.text.as_str()).collect();
            Refusal::new(
                class,
                format!("None of the signatures were accepted, reasons: {}", texts.join("; ")),
            )
        }
    }
}

/// A signature file that is none refuses the image, and so does what is in the way of reading them.
#[must_use]
pub fn unreadable_signatures(unreadable: &Unreadable) -> Refusal {
    match unreadable {
        Unreadable::File(unreadable) => {
            let name = signature_sources::quoted_name(unreadable);
            let error = image::signature_blob_error(&unreadable.error);
            match unreadable.error.as_ref() {
                SignatureBlobError::TooLong { .. }
                | SignatureBlobError::TooMany { .. }
                | SignatureBlobError::TooManyBytes { .. } => Refusal::new(ErrorClass::Limit, error),
                _ => Refusal::new(ErrorClass::Other, format!("parsing signature {name}: {error}")),
            }
        }
        Unreadable::Source(error) => signature_sources::source_error(error),
    }
}

/// Why a requirement rejects the author of a signature (reference.md §2.5); `None` where the reference has no error.
#[must_use]
pub fn author_rejection(evaluation: &AuthorEvaluation, rejection: &Rejection) -> Option<Refusal> {
    match rejection {
        Rejection::Always => Some(Refusal::policy_requirement(format!(
            "Any signatures for image {} are rejected by policy.",
            evaluation.image_name
        ))),
        Rejection::Check(checks) => checks.failure().map(reason),
        Rejection::OtherContent(_) => None,
        Rejection::Sigstore => Some(Refusal::new(
            ErrorClass::Other,
            "isSignatureAuthorAccepted is not implemented for sigstore",
        )),
    }
}

/// What the reference says of a context in the wrong state (reference.md §2.1).
#[must_use]
pub fn context_error(error: &InvalidState) -> Refusal {
    let (expected, found) = (go::quote(error.expected.name()), go::quote(error.found.name()));
    Refusal::new(
        ErrorClass::Other,
        format!("Invalid PolicyContext state, expected {expected}, found {found}"),
    )
}

fn no_sigstore_signature(signing: &SigningTrace) -> String {
    let count = |wanted: fn(&SkipReason) -> bool| {
        let skipped = signing.signatures.iter().flatten();
        skipped
            .filter(|signature| matches!(&signature.outcome, SignatureOutcome::Skipped(reason) if wanted(reason)))
            .count()
    };
    let others = count(|reason| matches!(reason, SkipReason::NotSigstore));
    let attachments = count(|reason| matches!(reason, SkipReason::NotASignature(_)));
    if others == 0 && attachments == 0 {
        return NO_SIGNATURE.to_string();
    }
    format!("{NO_SIGNATURE} ({others} non-sigstore signatures, {attachments} sigstore non-signature attachments)")
}

/// What one rejected signature says.
#[must_use]
pub fn reason(reason: &Reason) -> Refusal {
    match reason {
        Reason::DigestMismatch { signed, .. } => {
            Refusal::policy_requirement(format!("Signature for digest {signed} does not match"))
        }
        Reason::IdentityMismatch(comparison) => {
            let signed = go::quote(&comparison.signed);
            Refusal::policy_requirement(format!("Signature for identity {signed} is not accepted"))
        }
        Reason::Limit(cost) => Refusal::new(ErrorClass::Limit, limit(*cost)),
        Reason::Manifest(error) => image::manifest_error(error),
        Reason::OpenPgpNotBuilt => Refusal::new(
            ErrorClass::Unsupported,
            "this build of pullgate does not read OpenPGP signatures",
        ),
        Reason::Payload(error) => payload::payload_error(error),
        #[cfg(feature = "openpgp")]
        Reason::SimpleSigning(error) => openpgp::simple_signing_error(error),
        Reason::Sigstore(error) => sigstore::sigstore_error(error),
        Reason::Trust(error) => trust::trust_error(error),
        Reason::UnimplementedKeyType(key_type) => Refusal::new(
            ErrorClass::Other,
            format!("Unimplemented \"keyType\" value {}", go::quote(key_type.name())),
        ),
    }
}

/// What the evaluation would have cost more of.
fn limit(cost: Cost) -> String {
    match cost {
        Cost::Bytes => format!(
            "the keys and signatures of this evaluation have more than pullgate's limit of {BYTES_LIMIT} bytes to read and hash"
        ),
        Cost::Comparisons => {
            format!("more names of certificates have to be compared than pullgate's limit of {COMPARISON_LIMIT}")
        }
        Cost::Explanations => {
            format!("not looked at: beyond the decision, pullgate makes no more than {EXPLANATION_LIMIT} verifications")
        }
        Cost::Policies => {
            format!("more policies of certificates have to be evaluated than pullgate's limit of {POLICY_LIMIT}")
        }
        Cost::Verifications => {
            format!("the evaluation takes more than pullgate's limit of {VERIFICATION_LIMIT} verifications")
        }
    }
}
