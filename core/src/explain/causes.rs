//! From the trace to the causes: which check failed, what it expected and what it found.

use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::cause::{Cause, CauseKind, Fact, Wanted};
use super::draft::{Case, Judged, Outcome};
use crate::image::sigstore_attachment::BUNDLE_TYPE;
use crate::lookup::CandidateKind;
use crate::policy::{Requirement, RequirementKind};
use crate::reference::Named;
use crate::trace::{
    CheckKind, Checks, Reach, Reason, RequirementDetail, RequirementTrace, SignatureOutcome, SignatureTrace,
    SigningTrace, SkipReason, Unreadable,
};

pub use identity::kind_of_other_name;
pub(super) use identity::signed_identity;
pub(super) use scope::nearly_covers;

mod certificate;
mod identity;
mod key;
mod scope;

/// Why an image is refused: the likeliest first. Nothing for one that is allowed.
#[must_use]
pub fn causes(case: &Case<'_>) -> Vec<Cause> {
    let judged = match &case.outcome {
        Outcome::Stopped(stopped) => return vec![stopped.cause.clone()],
        Outcome::Judged(_) if case.allows() => return Vec::new(),
        Outcome::Judged(judged) => judged,
    };
    let mut causes = Vec::new();
    let required = judged.requirements();
    for (index, (trace, requirement)) in judged.evaluation.requirements.iter().zip(required).enumerate() {
        if trace.allows() {
            continue;
        }
        for mut cause in of_requirement(judged, trace, requirement) {
            cause.requirement = Some(index);
            cause.reach = trace.reach;
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
    }
    if let Some(demand) = judged.evaluation.require_signed
        && !demand.satisfied
    {
        causes.push(Cause {
            reach: demand.reach,
            ..Cause::new(CauseKind::SignatureDemanded)
                .expected([Fact::Rule("signedBy"), Fact::Rule("sigstoreSigned")])
                .found(required.iter().map(|requirement| Fact::Rule(type_name(requirement))))
                .at(required.first().map(|requirement| requirement.span))
        });
    }
    // A scope that nearly covers the image may be the reason why something else judges it.
    if !causes.iter().any(|cause| cause.kind == CauseKind::ScopeMisspelt) {
        causes.extend(scope::misspelt(judged));
    }
    // What the reference got to comes first; within that, the order above.
    causes.sort_by_key(|cause| core::cmp::Reverse(cause.reach == Reach::Effective));
    causes
}

/// The `type` of a requirement.
pub(super) fn type_name(requirement: &Requirement) -> &'static str {
    match requirement.kind {
        RequirementKind::InsecureAcceptAnything => "insecureAcceptAnything",
        RequirementKind::Reject => "reject",
        RequirementKind::SignedBaseLayer(_) => "signedBaseLayer",
        RequirementKind::SignedBy(_) => "signedBy",
        RequirementKind::SigstoreSigned(_) => "sigstoreSigned",
    }
}

fn of_requirement(judged: &Judged<'_>, trace: &RequirementTrace, requirement: &Requirement) -> Vec<Cause> {
    match &trace.detail {
        RequirementDetail::InsecureAcceptAnything => Vec::new(),
        RequirementDetail::Reject => vec![scope::rejected(judged, trace)],
        RequirementDetail::SignedBaseLayer => vec![
            Cause::new(CauseKind::NeverFulfilled)
                .expected([Fact::Rule("signedBy"), Fact::Rule("sigstoreSigned")])
                .found([Fact::Rule("signedBaseLayer")])
                .at(trace.span),
        ],
        RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) => {
            of_signing(judged, signing, trace, requirement)
        }
    }
}

fn of_signing(
    judged: &Judged<'_>,
    signing: &SigningTrace,
    trace: &RequirementTrace,
    requirement: &Requirement,
) -> Vec<Cause> {
    let signatures = match &signing.signatures {
        Ok(signatures) => signatures,
        Err(unreadable) => return vec![unreadable_signatures(unreadable, trace)],
    };
    let mut checked: Vec<(usize, Cause)> = Vec::new();
    for signature in signatures {
        if let SignatureOutcome::Checked(checks) = &signature.outcome
            && let Some((kind, reason)) = failure(checks)
        {
            let mut cause = of_reason(judged, requirement, signature, checks, reason);
            cause.signature = Some(signature.index);
            let progress = checks
                .plan
                .kinds()
                .position(|planned| planned == kind)
                .unwrap_or_default();
            checked.push((progress, cause));
        }
    }
    if checked.is_empty() {
        return no_signature(judged, signatures, trace, requirement);
    }
    // The one that came nearest says most.
    checked.sort_by_key(|(progress, _)| core::cmp::Reverse(*progress));
    let mut causes: Vec<Cause> = Vec::new();
    for (_, cause) in checked {
        // All signatures meet the same unusable key.
        let is_same =
            |known: &Cause| known.kind == cause.kind && known.found == cause.found && known.span == cause.span;
        if !causes.iter().any(is_same) {
            causes.push(cause);
        }
    }
    causes
}

fn failure(checks: &Checks) -> Option<(CheckKind, &Reason)> {
    checks
        .made
        .iter()
        .find_map(|check| Some((check.kind, check.result.as_ref().err()?)))
}

fn unreadable_signatures(unreadable: &Unreadable, trace: &RequirementTrace) -> Cause {
    match unreadable {
        Unreadable::File(file) => Cause {
            signature: Some(file.index),
            ..Cause::new(CauseKind::SignatureUnreadable)
                .expected([Fact::Wanted(Wanted::SignatureFile)])
                .found([Fact::SignatureFile(alloc::sync::Arc::clone(&file.error))])
                .at(crate::source::Span::new(file.source, 0, 0))
        },
        Unreadable::Source(error) => Cause::new(CauseKind::SourceUnreadable)
            .expected([Fact::Wanted(Wanted::ReadableSignatures)])
            .found([Fact::Source(alloc::boxed::Box::new(error.clone()))])
            .at(trace.span),
    }
}

/// Nothing that the requirement looks at: what there is instead.
fn no_signature(
    judged: &Judged<'_>,
    signatures: &[SignatureTrace],
    trace: &RequirementTrace,
    requirement: &Requirement,
) -> Vec<Cause> {
    let wanted = Fact::Rule(type_name(requirement));
    let sources = judged.sources;
    let is_sigstore = matches!(requirement.kind, RequirementKind::SigstoreSigned(_));
    let mut causes = Vec::new();
    let mut add = |cause: Cause| {
        if !causes.iter().any(|known: &Cause| known.kind == cause.kind) {
            causes.push(cause.expected([wanted.clone()]));
        }
    };
    let switch = sources
        .attachments
        .as_ref()
        .filter(|switch| is_sigstore && !switch.enabled);
    if let Some(switch) = switch.filter(|_| sources.has_attachments) {
        add(Cause::new(CauseKind::AttachmentsOff)
            .found([Fact::Attachments(false)])
            .at(switch.span.unwrap_or(trace.span)));
    }
    if sources.has_only_bundles {
        add(Cause::new(CauseKind::BundleNotLookedAt).found([Fact::MediaType(BUNDLE_TYPE.into())]));
    }
    for signature in signatures {
        let SignatureOutcome::Skipped(skip) = &signature.outcome else {
            continue;
        };
        let (kind, found) = match skip {
            SkipReason::NotASignature(mime_type) if mime_type.starts_with(BUNDLE_TYPE) => {
                (CauseKind::BundleNotLookedAt, Fact::MediaType(mime_type.clone()))
            }
            SkipReason::NotASignature(mime_type) => (CauseKind::NotASignature, Fact::MediaType(mime_type.clone())),
            SkipReason::NotSigstore => (CauseKind::OtherKindOfSignature, Fact::Rule("signedBy")),
            SkipReason::NotSimpleSigning => (CauseKind::OtherKindOfSignature, Fact::Rule("sigstoreSigned")),
        };
        add(Cause {
            signature: Some(signature.index),
            ..Cause::new(kind).found([found]).at(trace.span)
        });
    }
    if !sources.elsewhere.is_empty() {
        let expected = sources.store_folder.clone().map(Fact::Path);
        add(Cause::new(CauseKind::SignatureElsewhere)
            .expected(expected)
            .found(sources.elsewhere.iter().cloned().map(Fact::Path))
            .at(trace.span));
    }
    if let Some(switch) = switch.filter(|_| !sources.has_attachments) {
        add(Cause::new(CauseKind::AttachmentsOff)
            .found([Fact::Attachments(false)])
            .at(switch.span.unwrap_or(trace.span)));
    }
    if causes.is_empty() || signatures.is_empty() && causes.iter().all(|cause| cause.kind == CauseKind::AttachmentsOff)
    {
        causes.push(
            Cause::new(CauseKind::NoSignature)
                .expected([wanted])
                .found([Fact::Nothing])
                .at(trace.span),
        );
    }
    causes
}

/// Why one check failed.
fn of_reason(
    judged: &Judged<'_>,
    requirement: &Requirement,
    signature: &SignatureTrace,
    checks: &Checks,
    reason: &Reason,
) -> Cause {
    let words = || Fact::Reason(alloc::boxed::Box::new(reason.clone()));
    match reason {
        Reason::DigestMismatch { signed, computed } => identity::other_digest(judged, signed, computed)
            .at(signature.find_in_payload(signed).unwrap_or(requirement.span)),
        Reason::IdentityMismatch(comparison) => identity::mismatch(requirement, comparison),
        Reason::Limit(_) => Cause::new(CauseKind::LimitExceeded)
            .expected([Fact::Wanted(Wanted::WithinLimits)])
            .found([words()])
            .at(requirement.span),
        Reason::Manifest(error) => identity::manifest(error, words()).at(requirement.span),
        Reason::OpenPgpNotBuilt => Cause::new(CauseKind::NotBuilt)
            .expected([Fact::Rule("signedBy")])
            .found([words()])
            .at(requirement.span),
        Reason::Payload(error) => Cause::new(CauseKind::PayloadMalformed)
            .expected([Fact::Wanted(Wanted::SignedContent)])
            .found([words()])
            .at(error.span()),
        #[cfg(feature = "openpgp")]
        Reason::SimpleSigning(error) => key::simple_signing(requirement, checks, error, words()),
        Reason::Sigstore(error) => key::sigstore(judged, requirement, signature, checks, error, words()),
        Reason::Trust(error) => key::trust(judged, requirement, error, words()),
        Reason::UnimplementedKeyType(key_type) => Cause::new(CauseKind::KeyTypeUnimplemented)
            .expected([Fact::Rule("GPGKeys")])
            .found([Fact::Rule(key_type.name())])
            .at(match &requirement.kind {
                RequirementKind::SignedBy(signed_by) => signed_by.key_type.span,
                _ => requirement.span,
            }),
    }
}

/// Whether what a signature speaks of is this image: then it is likelier that the key is the wrong one than that the content was changed.
pub(super) fn speaks_of_image(judged: &Judged<'_>, signature: &SignatureTrace, checks: &Checks) -> bool {
    use crate::verify::payload::{PayloadKind, parse};
    let Some(content) = &checks.payload else { return false };
    let kinds = [PayloadKind::Sigstore, PayloadKind::SimpleSigning];
    let Some(payload) = kinds
        .into_iter()
        .find_map(|kind| parse(kind, content, signature.payload_source).ok())
    else {
        return false;
    };
    judged
        .image
        .match_digest(&payload.digest, judged.environment.crypto)
        .is_ok_and(|digest| digest.matches)
}

/// The name that is kept for a default or a scope of the policy: transport and scope; both empty for the policy's default.
pub(super) fn chosen_scope(judged: &Judged<'_>) -> (String, String) {
    let lookup = &judged.evaluation.lookup;
    match lookup.chosen() {
        Some(candidate) if candidate.kind != CandidateKind::GlobalDefault => {
            (lookup.transport.name().to_string(), candidate.scope.clone())
        }
        _ => (String::new(), String::new()),
    }
}

/// A signed name, if it is one.
pub(super) fn parse_signed(text: &str) -> Option<Named> {
    Named::parse_normalized(text).ok()
}
