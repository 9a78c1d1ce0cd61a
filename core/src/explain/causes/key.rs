//! Causes that lie in keys, and in how a signature was made.

#[cfg(feature = "openpgp")]
use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::super::cause::{Cause, CauseKind, Fact, Wanted};
use super::super::draft::Judged;
use super::certificate;
use crate::files::FileErrorKind;
use crate::policy::{ByteSource, KeyMaterial, Requirement, RequirementKind, SigstoreKeys};
use crate::source::Span;
use crate::trace::evidence::{KeyEvidence, TrustEvidence};
use crate::trace::{Checks, Evidence, SignatureTrace};
use crate::trust::TrustError;
use crate::trust::material::recognise;
#[cfg(feature = "openpgp")]
use crate::verify::UnixTime;
use crate::verify::rekor_set::RekorError;
use crate::verify::sigstore::{BUNDLE_ANNOTATION, CERTIFICATE_ANNOTATION, KeyFailureKind, SigstoreError};
#[cfg(feature = "openpgp")]
use crate::verify::simple_signing::{InvalidSignature, Signer, SimpleSigningError};

/// What a requirement trusts, as far as it could be loaded.
pub(super) fn trusted(checks: &Checks) -> Option<&TrustEvidence> {
    checks.made.iter().find_map(|check| match &check.result {
        Ok(Evidence::TrustRoot(trust)) => Some(&**trust),
        _ => None,
    })
}

fn key_facts(keys: &[KeyEvidence]) -> Vec<Fact> {
    keys.iter().cloned().map(Fact::Key).collect()
}

/// Where a requirement names its keys.
pub(super) fn keys_span(requirement: &Requirement) -> Span {
    match &requirement.kind {
        RequirementKind::SignedBy(signed_by) => signed_by.keys.field.span,
        RequirementKind::SigstoreSigned(sigstore) => match &sigstore.keys {
            SigstoreKeys::PublicKeys(material) => material.field.span,
            SigstoreKeys::Fulcio(fulcio) => fulcio.span,
            SigstoreKeys::Pki(pki) => pki.span,
        },
        _ => requirement.span,
    }
}

#[cfg(feature = "openpgp")]
pub(super) fn simple_signing(
    requirement: &Requirement,
    checks: &Checks,
    error: &SimpleSigningError,
    words: Fact,
) -> Cause {
    let trusted = || trusted(checks).map(|trust| key_facts(&trust.keys)).unwrap_or_default();
    let cause = match error {
        SimpleSigningError::InvalidSignature { signer, reason } => {
            let signer = match signer {
                Signer::Claimed(id) => Fact::KeyId(id.to_string()),
                Signer::Key(fingerprint) => Fact::Fingerprint(fingerprint.hexadecimal()),
            };
            invalid_signature(*reason, signer, words).expected(trusted())
        }
        SimpleSigningError::AmbiguousSubkey(fingerprint) => Cause::new(CauseKind::SignedBySubkey)
            .expected(trusted())
            .found([Fact::Fingerprint(fingerprint.hexadecimal()), words]),
        SimpleSigningError::NoPublicKeys { span } => {
            return Cause::new(CauseKind::KeyUnusable)
                .expected([Fact::Wanted(Wanted::Keyring)])
                .found([words])
                .at(*span);
        }
        SimpleSigningError::Limit(_) => Cause::new(CauseKind::LimitExceeded)
            .expected([Fact::Wanted(Wanted::WithinLimits)])
            .found([words]),
        SimpleSigningError::UnsupportedKey(fingerprint, _) => Cause::new(CauseKind::NotBuilt)
            .expected([Fact::Wanted(Wanted::FitKey)])
            .found([Fact::Fingerprint(fingerprint.hexadecimal()), words]),
        SimpleSigningError::Unanswered => Cause::new(CauseKind::NotBuilt)
            .expected([Fact::Wanted(Wanted::FitKey)])
            .found([words]),
        SimpleSigningError::Encrypted => Cause::new(CauseKind::NotBuilt)
            .expected([Fact::Wanted(Wanted::OpenPgpMessage)])
            .found([words]),
        SimpleSigningError::SignatureCount(_) | SimpleSigningError::Unreadable(_) => {
            Cause::new(CauseKind::SignatureMalformed)
                .expected([Fact::Wanted(Wanted::OpenPgpMessage)])
                .found([words])
        }
    };
    cause.at(keys_span(requirement))
}

#[cfg(feature = "openpgp")]
fn invalid_signature(reason: InvalidSignature, signer: Fact, words: Fact) -> Cause {
    let time = |seconds: u32| Fact::Time(UnixTime(i64::from(seconds)));
    match reason {
        InvalidSignature::UnknownKey => Cause::new(CauseKind::WrongKey).found([signer]),
        InvalidSignature::DoesNotHold => Cause::new(CauseKind::SignatureDoesNotHold).found([signer, words]),
        InvalidSignature::Expired { at } => Cause::new(CauseKind::SignatureExpired).found([signer, time(at)]),
        InvalidSignature::KeyExpired { at } => Cause::new(CauseKind::KeyExpired).found([signer, time(at)]),
        InvalidSignature::KeyRevoked => Cause::new(CauseKind::KeyRevoked).found([signer]),
        InvalidSignature::KeyFromFuture { created } => {
            Cause::new(CauseKind::TimesDisagree).found([signer, time(created)])
        }
        InvalidSignature::KeyNewerThanSignature {
            key_created,
            signature_created,
        } => Cause::new(CauseKind::TimesDisagree)
            .expected([time(key_created)])
            .found([signer, time(signature_created)]),
        InvalidSignature::KeyNotBound | InvalidSignature::NotCrossCertified => {
            Cause::new(CauseKind::SignedBySubkey).found([signer, words])
        }
        InvalidSignature::NotForSigning => Cause::new(CauseKind::KeyNotForSigning).found([signer, words]),
        InvalidSignature::HashTooShort(_) | InvalidSignature::WeakHash(_) => {
            Cause::new(CauseKind::WeakHash).found([signer, words])
        }
        InvalidSignature::Unsupported(_) => Cause::new(CauseKind::NotBuilt).found([signer, words]),
        InvalidSignature::FollowedByOtherData
        | InvalidSignature::HashConflict
        | InvalidSignature::OtherClass(_)
        | InvalidSignature::UnknownCritical
        | InvalidSignature::UnknownHash(_)
        | InvalidSignature::UnknownKeyAlgorithm(_) => Cause::new(CauseKind::SignatureMalformed).found([signer, words]),
    }
}

pub(super) fn sigstore(
    judged: &Judged<'_>,
    requirement: &Requirement,
    signature: &SignatureTrace,
    checks: &Checks,
    error: &SigstoreError,
    words: Fact,
) -> Cause {
    let trust = trusted(checks);
    let keys = || trust.map(|trust| key_facts(&trust.keys)).unwrap_or_default();
    let log_keys = || trust.map(|trust| key_facts(&trust.log_keys)).unwrap_or_default();
    match error {
        SigstoreError::Certificate { span, fault } => {
            certificate::fault(judged, signature, trust, fault, words).at(certificate::span(fault).unwrap_or(*span))
        }
        SigstoreError::Log { span, error } => log(error, log_keys(), Vec::new(), words).at(*span),
        SigstoreError::NoKeyLogged { span, errors } => match errors.last() {
            Some(error) => {
                let cause = log(error, log_keys(), keys(), words);
                let is_key = cause.kind == CauseKind::WrongKey;
                cause.at(if is_key { keys_span(requirement) } else { *span })
            }
            None => Cause::new(CauseKind::LogPromiseMalformed)
                .expected(log_keys())
                .found([words])
                .at(*span),
        },
        SigstoreError::MissingAnnotation(name) if *name == BUNDLE_ANNOTATION => Cause::new(CauseKind::NoLogPromise)
            .expected(log_keys())
            .found([Fact::Nothing])
            .at(rekor_span(requirement)),
        SigstoreError::MissingAnnotation(name) if *name == CERTIFICATE_ANNOTATION => {
            Cause::new(CauseKind::NoCertificate)
                .expected(certificate::authorities(trust))
                .found([Fact::Nothing])
                .at(keys_span(requirement))
        }
        SigstoreError::MissingAnnotation(_) => Cause::new(CauseKind::SignatureMalformed)
            .expected([Fact::Wanted(Wanted::SignatureAnnotation)])
            .found([words])
            .at(Span::new(signature.source, 0, 0)),
        SigstoreError::Base64 { span, .. } => Cause::new(CauseKind::SignatureMalformed)
            .expected([Fact::Wanted(Wanted::SignatureBase64)])
            .found([words])
            .at(*span),
        SigstoreError::NoKeyVerifies(failures) => {
            let unfit = failures
                .iter()
                .find(|failure| matches!(failure.kind, KeyFailureKind::RsaKey(_)));
            if let Some(failure) = unfit {
                return Cause::new(CauseKind::KeyUnusable)
                    .expected([Fact::Wanted(Wanted::FitKey)])
                    .found([words])
                    .at(failure.span);
            }
            // The forms of signatures say little: one of RSA is no ECDSA signature, whether or not it is a good one.
            let certified = checks.made.iter().find_map(|check| match &check.result {
                Ok(Evidence::Certificate(certificate)) => Some(Fact::Certificate(certificate.clone())),
                _ => None,
            });
            // Its own certificate says which key made it.
            if let Some(certificate) = certified {
                return Cause::new(CauseKind::SignatureDoesNotHold)
                    .expected([certificate])
                    .found([words])
                    .at(keys_span(requirement));
            }
            let kind = if super::speaks_of_image(judged, signature, checks) {
                CauseKind::WrongKey
            } else {
                CauseKind::SignatureDoesNotHold
            };
            Cause::new(kind)
                .expected(keys())
                .found([words])
                .at(keys_span(requirement))
        }
        SigstoreError::UnsupportedKey { span } | SigstoreError::UnwritableKey { span } => {
            Cause::new(CauseKind::KeyUnusable)
                .expected([Fact::Wanted(Wanted::FitKey)])
                .found([words])
                .at(*span)
        }
    }
}

/// Why a log's promise does not do. `keys` are those of the signer, where the policy names them.
fn log(error: &RekorError, log_keys: Vec<Fact>, keys: Vec<Fact>, words: Fact) -> Cause {
    match error {
        RekorError::NotSigned => Cause::new(CauseKind::WrongLogKey).expected(log_keys).found([words]),
        // The log has the key with which the signature was made: the policy trusts another.
        RekorError::KeyDiffers if !keys.is_empty() => Cause::new(CauseKind::WrongKey).expected(keys).found([words]),
        RekorError::KeyDiffers | RekorError::PayloadDiffers | RekorError::SignatureDiffers { .. } => {
            Cause::new(CauseKind::LogEntryDiffers)
                .expected([Fact::Wanted(Wanted::LogEntryAboutThis)])
                .found([words])
        }
        RekorError::CertificateNotPem | RekorError::CertificateTrailingData => {
            Cause::new(CauseKind::CertificateMalformed)
                .expected([Fact::Wanted(Wanted::Certificate)])
                .found([words])
        }
        _ => Cause::new(CauseKind::LogPromiseMalformed)
            .expected([Fact::Wanted(Wanted::LogPromise)])
            .found([words]),
    }
}

fn rekor_span(requirement: &Requirement) -> Span {
    match &requirement.kind {
        RequirementKind::SigstoreSigned(sigstore) => sigstore
            .rekor
            .as_ref()
            .map_or(requirement.span, |material| material.field.span),
        _ => requirement.span,
    }
}

/// Why the keys could not be loaded.
pub(super) fn trust(judged: &Judged<'_>, requirement: &Requirement, error: &TrustError, words: Fact) -> Cause {
    let wanted = match &requirement.kind {
        RequirementKind::SignedBy(_) => Wanted::Keyring,
        _ => Wanted::Pem,
    };
    match error {
        TrustError::File { span, error } => Cause::new(CauseKind::KeyFileUnreadable)
            .expected([Fact::Path(error.path.clone())])
            .found([match error.kind {
                FileErrorKind::NotFound => Fact::Nothing,
                _ => words,
            }])
            .at(*span),
        TrustError::TooManyBytes { span }
        | TrustError::TooManyCertificates { span, .. }
        | TrustError::TooManyKeys { span, .. } => Cause::new(CauseKind::LimitExceeded)
            .expected([Fact::Wanted(Wanted::WithinLimits)])
            .found([words])
            .at(*span),
        TrustError::NoFulcioCertificates { span }
        | TrustError::NoPkiRoots { span }
        | TrustError::NoPublicKeys { span }
        | TrustError::NoRekorKeys { span }
        | TrustError::PkiIntermediates { span, .. }
        | TrustError::PublicKey { span, .. }
        | TrustError::RekorKey { span, .. }
        | TrustError::RekorKeyNotEcdsa { span, .. } => Cause::new(CauseKind::KeyUnusable)
            .expected([Fact::Wanted(wanted)])
            .found(looks_like(judged, requirement, *span).into_iter().chain([words]))
            .at(*span),
    }
}

/// What lies at a place of the policy that should hold keys.
pub(super) fn looks_like(judged: &Judged<'_>, requirement: &Requirement, span: Span) -> Option<Fact> {
    let source = key_sources(requirement)
        .into_iter()
        .find(|source| source.span() == span)?;
    match source {
        ByteSource::Data(data) => Some(Fact::File(None, recognise(&data.value))),
        ByteSource::Path(path) => {
            let bytes = judged.environment.files.read(&path.value).ok()?;
            Some(Fact::File(Some(path.value.clone()), recognise(&bytes)))
        }
    }
}

/// Every place of a requirement that holds keys or certificates.
pub(in super::super) fn key_sources(requirement: &Requirement) -> Vec<&ByteSource> {
    fn of(material: &KeyMaterial) -> impl Iterator<Item = &ByteSource> {
        material.items.iter()
    }
    match &requirement.kind {
        RequirementKind::SignedBy(signed_by) => of(&signed_by.keys).collect(),
        RequirementKind::SigstoreSigned(sigstore) => {
            let mut sources: Vec<&ByteSource> = match &sigstore.keys {
                SigstoreKeys::PublicKeys(material) => of(material).collect(),
                SigstoreKeys::Fulcio(fulcio) => Vec::from([&fulcio.ca]),
                SigstoreKeys::Pki(pki) => [Some(&pki.roots), pki.intermediates.as_ref()]
                    .into_iter()
                    .flatten()
                    .collect(),
            };
            sources.extend(sigstore.rekor.iter().flat_map(of));
            sources
        }
        _ => Vec::new(),
    }
}
