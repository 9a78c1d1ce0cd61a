//! Causes that lie in what a signature speaks of: the image's bytes and its name.

use alloc::string::ToString;

use super::super::cause::{Cause, CauseKind, DigestOf, Fact, Wanted};
use super::super::draft::Judged;
use crate::image::ManifestError;
use crate::policy::{Requirement, RequirementKind, SignedIdentity};
use crate::reference::Named;
use crate::trace::evidence::IdentityComparison;

/// The signed digest is not the manifest's; it may be known otherwise.
pub(super) fn other_digest(judged: &Judged<'_>, signed: &str, computed: &str) -> Cause {
    let (kind, of) = match judged.list {
        Some((_, digest)) if digest == signed => (CauseKind::SignatureOfList, DigestOf::List),
        Some((list, _)) => match list.entries.iter().find(|entry| entry.digest == signed) {
            Some(entry) => {
                let platform = entry.platform.as_ref().map(ToString::to_string).unwrap_or_default();
                (CauseKind::SignatureOfOtherPlatform, DigestOf::Platform(platform))
            }
            None => (CauseKind::OtherDigest, DigestOf::Signed),
        },
        None => (CauseKind::OtherDigest, DigestOf::Signed),
    };
    Cause::new(kind)
        .expected([Fact::Digest(computed.into(), DigestOf::Manifest)])
        .found([Fact::Digest(signed.into(), of)])
}

/// What is wrong with the manifest.
pub(super) fn manifest(error: &ManifestError, words: Fact) -> Cause {
    match error {
        ManifestError::Unreadable => Cause::new(CauseKind::ManifestMissing)
            .expected([Fact::Wanted(Wanted::Manifest)])
            .found([Fact::Nothing]),
        ManifestError::NotTheExpectedDigest { expected, computed } => Cause::new(CauseKind::ManifestDiffers)
            .expected([Fact::Digest(expected.clone(), DigestOf::Asked)])
            .found([Fact::Digest(computed.clone(), DigestOf::Manifest)]),
        ManifestError::Jws { .. } => Cause::new(CauseKind::ManifestMalformed)
            .expected([Fact::Wanted(Wanted::Schema1Manifest)])
            .found([words]),
        ManifestError::TooLong { .. } => Cause::new(CauseKind::LimitExceeded)
            .expected([Fact::Wanted(Wanted::WithinLimits)])
            .found([words]),
    }
}

/// The signed name is none that the rule accepts.
pub(super) fn mismatch(requirement: &Requirement, comparison: &IdentityComparison) -> Cause {
    let kind = match (&comparison.expected, super::parse_signed(&comparison.signed)) {
        (_, None) => CauseKind::SignedNameInvalid,
        (None, _) => CauseKind::ImageHasNoName,
        (Some(expected), Some(signed)) => kind_of_other_name(expected, &signed),
    };
    Cause::new(kind)
        .expected([Fact::Accepted(comparison.accepted.clone()), Fact::Rule(comparison.rule)])
        .found([Fact::Name(comparison.signed.clone())])
        .at(comparison.rule_span.unwrap_or(requirement.span))
}

/// In which way the signed name is another than the expected one.
#[must_use]
pub fn kind_of_other_name(expected: &Named, signed: &Named) -> CauseKind {
    if expected.name() == signed.name() {
        return if signed.is_name_only() {
            CauseKind::SignedNameHasNoTag
        } else {
            CauseKind::OtherTag
        };
    }
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
    let is_mirror = expected.domain() != signed.domain()
        && (expected.path().ends_with(signed.path())
            || signed.path().ends_with(expected.path())
            || last(expected.path()) == last(signed.path()));
    if is_mirror {
        CauseKind::OtherRegistry
    } else {
        CauseKind::OtherRepository
    }
}

/// The identity rule of a requirement that has one.
pub(in super::super) fn signed_identity(requirement: &Requirement) -> Option<&SignedIdentity> {
    match &requirement.kind {
        RequirementKind::SignedBy(signed_by) => Some(&signed_by.signed_identity),
        RequirementKind::SigstoreSigned(sigstore) => Some(&sigstore.signed_identity),
        _ => None,
    }
}
