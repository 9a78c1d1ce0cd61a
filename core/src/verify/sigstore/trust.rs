//! What a `sigstoreSigned` requirement trusts (reference.md §4.2).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::CERTIFICATE_ANNOTATION;
use crate::crypto::CryptoProvider;
use crate::image::SigstoreSignature;
use crate::policy::{ByteSource, Fulcio, KeyMaterial, Pki, SigstoreKeys, SigstoreSigned};
use crate::source::Span;
use crate::trace::evidence::{AuthorityEvidence, CertificateEvidence, KeyEvidence, TrustEvidence};
use crate::trace::{CheckPlan, Evidence, Reason};
use crate::trust::certificate::fulcio::extensions;
use crate::trust::certificate::{Certificate, CertificateListError, Name, list};
use crate::trust::load::{KeyFile, KeyOrigin};
use crate::trust::pool::CertificatePool;
use crate::trust::{PublicKey, PublicKeyError, TrustError, load};
use crate::verify::fulcio::{self, FulcioTrust};
use crate::verify::pki::PkiTrust;
use crate::verify::{Environment, certificate};

/// The trust of one requirement; loaded once, used for each signature.
#[derive(Clone, Debug)]
pub struct SigstoreTrust {
    pub(super) signers: Signers,
    /// Keys of logs; without any, no log is asked.
    pub(super) log_keys: Vec<TrustedKey>,
    evidence: Arc<TrustEvidence>,
}

#[derive(Clone, Debug)]
pub(super) enum Signers {
    Fulcio(FulcioTrust),
    Keys(Vec<TrustedKey>),
    Pki(PkiTrust),
}

#[derive(Clone, Debug)]
pub(super) struct TrustedKey {
    pub(super) key: PublicKey,
    pub(super) evidence: KeyEvidence,
}

impl SigstoreTrust {
    /// What was loaded, in the order of the policy.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::TrustRoot(self.evidence.clone())
    }

    /// Which checks a signature goes through.
    #[must_use]
    pub fn plan(&self) -> CheckPlan {
        CheckPlan {
            has_log: !self.log_keys.is_empty(),
            has_certificate: !matches!(self.signers, Signers::Keys(_)),
        }
    }
}

impl TrustedKey {
    pub(super) fn new(key: PublicKey, origin: KeyOrigin, crypto: &dyn CryptoProvider) -> Self {
        let mut fingerprint = String::from("SHA256:");
        for byte in crypto.sha256(key.spki()) {
            fingerprint.push_str(&format!("{byte:02x}"));
        }
        let evidence = KeyEvidence {
            origin,
            algorithm: key.algorithm_name(),
            fingerprint,
            subkey: None,
            user_id: None,
        };
        Self { key, evidence }
    }
}

/// Loads what a requirement trusts.
///
/// # Errors
/// What the reference finds first: keys, Fulcio, keys of logs, PKI; of a list of keys, unreadable files come before bad keys.
pub fn load(requirement: &SigstoreSigned, environment: &Environment<'_>) -> Result<SigstoreTrust, Reason> {
    let mut evidence = TrustEvidence::default();
    // A policy has no keys of logs beside `pki`, so that their order does not matter.
    let signers = match &requirement.keys {
        SigstoreKeys::PublicKeys(material) => {
            let keys = load_keys(material, environment)?;
            evidence.keys = keys.iter().map(|trusted| trusted.evidence.clone()).collect();
            Signers::Keys(keys)
        }
        SigstoreKeys::Fulcio(fulcio) => {
            let trust = load_fulcio(fulcio, environment)?;
            evidence.authorities = authorities(&trust.authorities, &fulcio.ca);
            Signers::Fulcio(trust)
        }
        SigstoreKeys::Pki(pki) => {
            let trust = load_pki(pki, environment)?;
            evidence.authorities = authorities(&trust.roots, &pki.roots);
            Signers::Pki(trust)
        }
    };
    let log_keys = match &requirement.rekor {
        Some(material) => load_log_keys(material, environment)?,
        None => Vec::new(),
    };
    evidence.log_keys = log_keys.iter().map(|trusted| trusted.evidence.clone()).collect();
    Ok(SigstoreTrust {
        signers,
        log_keys,
        evidence: Arc::new(evidence),
    })
}

fn load_keys(material: &KeyMaterial, environment: &Environment<'_>) -> Result<Vec<TrustedKey>, TrustError> {
    let mut keys = Vec::new();
    for (index, file) in load::read_all(material, environment.files, environment.budget)?
        .into_iter()
        .enumerate()
    {
        let (span, number) = (file.origin.span, index + 1);
        keys.push(read_key(file, environment.crypto).map_err(|error| TrustError::PublicKey { span, number, error })?);
    }
    if keys.is_empty() {
        return Err(TrustError::NoPublicKeys {
            span: material.field.span,
        });
    }
    Ok(keys)
}

fn load_log_keys(material: &KeyMaterial, environment: &Environment<'_>) -> Result<Vec<TrustedKey>, TrustError> {
    let mut keys = Vec::new();
    for (index, file) in load::read_all(material, environment.files, environment.budget)?
        .into_iter()
        .enumerate()
    {
        let (span, number) = (file.origin.span, index + 1);
        let trusted =
            read_key(file, environment.crypto).map_err(|error| TrustError::RekorKey { span, number, error })?;
        if !trusted.key.is_ecdsa() {
            return Err(TrustError::RekorKeyNotEcdsa { span, number });
        }
        keys.push(trusted);
    }
    if keys.is_empty() {
        return Err(TrustError::NoRekorKeys {
            span: material.field.span,
        });
    }
    Ok(keys)
}

fn read_key(file: KeyFile, crypto: &dyn CryptoProvider) -> Result<TrustedKey, PublicKeyError> {
    let key = PublicKey::from_pem(&file.bytes, crypto)?;
    Ok(TrustedKey::new(key, file.origin, crypto))
}

fn load_fulcio(fulcio: &Fulcio, environment: &Environment<'_>) -> Result<FulcioTrust, TrustError> {
    let span = fulcio.ca.span();
    let authorities = read_authorities(&fulcio.ca, environment)?;
    Ok(FulcioTrust {
        authorities: authorities.ok_or(TrustError::NoFulcioCertificates { span })?,
        oidc_issuer: fulcio.oidc_issuer.clone(),
        subject_email: fulcio.subject_email.clone(),
    })
}

fn load_pki(pki: &Pki, environment: &Environment<'_>) -> Result<PkiTrust, TrustError> {
    let span = pki.roots.span();
    let roots = read_authorities(&pki.roots, environment)?.ok_or(TrustError::NoPkiRoots { span })?;
    let mut intermediates = CertificatePool::default();
    if let Some(source) = &pki.intermediates {
        let span = source.span();
        let bytes = load::read(source, environment.files, environment.budget)?;
        let certificates = list::read(&bytes, environment.crypto).map_err(|error| match error {
            CertificateListError::Limit(limit) => TrustError::TooManyCertificates { span, limit },
            error => TrustError::PkiIntermediates { span, error },
        })?;
        intermediates.extend(certificates, environment.crypto);
    }
    Ok(PkiTrust {
        roots,
        intermediates,
        subject_email: pki.subject_email.clone(),
        subject_hostname: pki.subject_hostname.clone(),
    })
}

/// The certificates of a file; `None` if there are none.
fn read_authorities(source: &ByteSource, environment: &Environment<'_>) -> Result<Option<CertificatePool>, TrustError> {
    let span = source.span();
    let bytes = load::read(source, environment.files, environment.budget)?;
    let certificates = list::read_leniently(&bytes, environment.crypto)
        .map_err(|limit| TrustError::TooManyCertificates { span, limit })?;
    let mut pool = CertificatePool::default();
    pool.extend(certificates, environment.crypto);
    Ok((!pool.is_empty()).then_some(pool))
}

fn authorities(pool: &CertificatePool, source: &ByteSource) -> Vec<AuthorityEvidence> {
    pool.certificates()
        .map(|certificate| AuthorityEvidence {
            span: source.span(),
            subject: short_name(&certificate.subject),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
        })
        .collect()
}

/// Whose certificate a signature comes with, for people to compare; nothing about it has been verified. `None` where it cannot be read.
#[must_use]
pub fn signer_certificate(signature: &SigstoreSignature, crypto: &dyn CryptoProvider) -> Option<CertificateEvidence> {
    let annotation = signature.annotations.get(CERTIFICATE_ANNOTATION)?;
    let certificate = certificate::read_leaf(&annotation.value, crypto).ok()?;
    Some(certificate_evidence(&certificate, annotation.span))
}

/// What Fulcio wrote into the certificate that a signature comes with, by the names of Fulcio's list; nothing about it has been verified.
#[must_use]
pub fn signer_extensions(signature: &SigstoreSignature, crypto: &dyn CryptoProvider) -> Vec<(&'static str, String)> {
    let annotation = signature.annotations.get(CERTIFICATE_ANNOTATION);
    let certificate = annotation.and_then(|annotation| certificate::read_leaf(&annotation.value, crypto).ok());
    certificate.as_ref().map(extensions).unwrap_or_default()
}

/// What people compare.
pub(super) fn certificate_evidence(certificate: &Certificate, span: Span) -> CertificateEvidence {
    let names = &certificate.extensions.names;
    let issuer = fulcio::oidc_issuer(certificate).ok();
    CertificateEvidence {
        span,
        subject: short_name(&certificate.subject),
        issuer: short_name(&certificate.issuer),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        emails: names.emails.clone(),
        hosts: names
            .dns
            .iter()
            .cloned()
            .chain(names.addresses.iter().map(|address| address.to_string()))
            .collect(),
        uris: names.uris.iter().map(|uri| uri.text.clone()).collect(),
        oidc_issuer: issuer.map(|issuer| String::from_utf8_lossy(&issuer).into_owned()),
    }
}

fn short_name(name: &Name) -> String {
    if name.common_name.is_empty() {
        name.organization.clone()
    } else {
        name.common_name.clone()
    }
}
