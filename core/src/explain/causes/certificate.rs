//! Causes that lie in a signer's certificate.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::cause::{Cause, CauseKind, Fact, Wanted};
use super::super::draft::Judged;
use crate::source::Span;
use crate::trace::SignatureTrace;
use crate::trace::evidence::{CertificateEvidence, TrustEvidence};
use crate::verify::certificate::{CertificateFault, PathError};
use crate::verify::sigstore::{signer_certificate, signer_extensions};

/// Why the signer's certificate does not do.
pub(super) fn fault(
    judged: &Judged<'_>,
    signature: &SignatureTrace,
    trust: Option<&TrustEvidence>,
    fault: &CertificateFault,
    words: Fact,
) -> Cause {
    let certificate = certificate(judged, signature).map(|certificate| Fact::Certificate(Box::new(certificate)));
    match fault {
        CertificateFault::Email { expected, found, uris } => {
            let kind = if found.is_empty() && !uris.is_empty() {
                CauseKind::IdentityNotExpressible
            } else {
                CauseKind::WrongEmail
            };
            let found = found.iter().cloned().map(Fact::Email);
            let uris = uris.iter().cloned().map(Fact::Uri);
            Cause::new(kind)
                .expected([Fact::Email(expected.value.clone())])
                .found(found.chain(uris).chain(certificate))
                .found(extensions(judged, signature))
        }
        CertificateFault::Hostname { expected, .. } => Cause::new(CauseKind::WrongHostname)
            .expected([Fact::Host(expected.value.clone())])
            .found([words].into_iter().chain(certificate)),
        CertificateFault::UnexpectedIssuer { expected, found } => Cause::new(CauseKind::WrongIssuer)
            .expected([Fact::Issuer(expected.value.clone().into_bytes())])
            .found([Fact::Issuer(found.clone())].into_iter().chain(certificate)),
        CertificateFault::Path(error) => path(error, trust, certificate, words),
        CertificateFault::Chain(_)
        | CertificateFault::Issuer(_)
        | CertificateFault::Leaf(_)
        | CertificateFault::MultipleCertificates
        | CertificateFault::NoCertificate => Cause::new(CauseKind::CertificateMalformed)
            .expected([Fact::Wanted(Wanted::Certificate)])
            .found([words].into_iter().chain(certificate)),
    }
}

fn path(error: &PathError, trust: Option<&TrustEvidence>, certificate: Option<Fact>, words: Fact) -> Cause {
    match error {
        PathError::Expired {
            time,
            not_before,
            not_after,
            ..
        } => Cause::new(CauseKind::CertificateExpired)
            .expected([Fact::Time(*time)])
            .found([Fact::Validity(*not_before, *not_after)].into_iter().chain(certificate)),
        PathError::UnknownAuthority(_) => Cause::new(CauseKind::UnknownAuthority)
            .expected(authorities(trust))
            .found(certificate.into_iter().chain([words])),
        PathError::SignatureLimit => Cause::new(CauseKind::LimitExceeded)
            .expected([Fact::Wanted(Wanted::WithinLimits)])
            .found([words]),
        PathError::NameConstraints(_)
        | PathError::IncompatibleKeyUsage
        | PathError::NoValidChains { .. }
        | PathError::NotAuthorizedToSign
        | PathError::Signature(_)
        | PathError::TooManyIntermediates
        | PathError::UnhandledCriticalExtension => Cause::new(CauseKind::CertificateNotForThis)
            .expected([Fact::Wanted(Wanted::CodeSigningChain)])
            .found([words].into_iter().chain(certificate)),
    }
}

/// Where the policy asked for what was not found.
pub(super) fn span(fault: &CertificateFault) -> Option<Span> {
    match fault {
        CertificateFault::Email { expected, .. }
        | CertificateFault::Hostname { expected, .. }
        | CertificateFault::UnexpectedIssuer { expected, .. } => Some(expected.span),
        _ => None,
    }
}

/// The authorities that are trusted.
pub(super) fn authorities(trust: Option<&TrustEvidence>) -> Vec<Fact> {
    trust
        .map(|trust| trust.authorities.iter().cloned().map(Fact::Authority).collect())
        .unwrap_or_default()
}

/// What Fulcio wrote into the signer's certificate, by name.
fn extensions(judged: &Judged<'_>, signature: &SignatureTrace) -> Vec<Fact> {
    let Some(sigstore) = judged.sigstore_signature(signature.index) else {
        return Vec::new();
    };
    signer_extensions(&sigstore, judged.environment.crypto)
        .into_iter()
        .map(|(name, text)| Fact::Extension(name, text))
        .collect()
}

/// The signer's certificate, where it can be read.
pub(super) fn certificate(judged: &Judged<'_>, signature: &SignatureTrace) -> Option<CertificateEvidence> {
    let sigstore = judged.sigstore_signature(signature.index)?;
    signer_certificate(&sigstore, judged.environment.crypto)
}
