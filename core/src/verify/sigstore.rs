//! `sigstoreSigned`: one signature as cosign attaches it, against the trust of one requirement (reference.md §4).
//!
//! Keys may be the policy's own, or those of certificates that Fulcio or another authority vouches for; a log may have to promise that it has the
//! signature.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::certificate::CertificateFault;
use super::payload::{self, PayloadKind};
use super::rekor_set::{LogEntry, Promise, RekorError, Signer};
use super::{Environment, Verified};
use crate::asn1::Fields;
use crate::base64::{self, DecodeError};
use crate::crypto::{self, Algorithm, CryptoProvider, Hash};
use crate::image::{Image, SigstoreSignature};
use crate::policy::SigstoreSigned;
use crate::source::{SourceId, Span, Spanned};
use crate::trace::evidence::{KeyEvidence, RekorEvidence};
use crate::trace::{CheckKind, Checks, Evidence};
use crate::trust::PublicKey;
use crate::trust::certificate::Certificate;
use crate::trust::load::KeyOrigin;
use crate::trust::public_key::{NoVerifier, RsaKeyError};

mod trust;

use trust::{Signers, TrustedKey};
pub use trust::{SigstoreTrust, load, signer_certificate, signer_extensions};

/// The media type of signatures; attachments of another are none.
pub const SIGNATURE_MIME_TYPE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The annotation that holds the signature, in base64.
pub const SIGNATURE_ANNOTATION: &str = "dev.cosignproject.cosign/signature";
/// The annotation that holds the log's promise, in JSON.
pub const BUNDLE_ANNOTATION: &str = "dev.sigstore.cosign/bundle";
/// The annotation that holds the signer's certificate, in PEM.
pub const CERTIFICATE_ANNOTATION: &str = "dev.sigstore.cosign/certificate";
/// The annotation that holds certificates of authorities, in PEM.
pub const CHAIN_ANNOTATION: &str = "dev.sigstore.cosign/chain";
/// The longest ECDSA signature of two integers one after the other: P-521's.
const FIXED_LIMIT: usize = 132;

/// Why a sigstore signature is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigstoreError {
    /// The signature is not base64.
    Base64 {
        /// The annotation.
        span: Span,
        /// Why.
        error: DecodeError,
    },
    /// The signer's certificate is not good.
    Certificate {
        /// The annotation.
        span: Span,
        /// Why.
        fault: Box<CertificateFault>,
    },
    /// The log's promise is not good.
    Log {
        /// The annotation.
        span: Span,
        /// Why.
        error: RekorError,
    },
    /// An annotation that has to be there.
    MissingAnnotation(&'static str),
    /// The log's promise is good for none of the keys.
    NoKeyLogged {
        /// The annotation.
        span: Span,
        /// Why, key by key.
        errors: Vec<RekorError>,
    },
    /// None of the keys made it.
    NoKeyVerifies(Vec<KeyFailure>),
    /// A key that cannot check any signature; no other is tried (reference.md §4.7, step 2).
    UnsupportedKey {
        /// Where the policy or the signature names it.
        span: Span,
    },
    /// A key that Go cannot write, so that it cannot be compared with the log's.
    UnwritableKey {
        /// Where the policy names it.
        span: Span,
    },
}

/// Why one key did not make a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFailure {
    /// Where the policy names the key.
    pub span: Span,
    /// Why.
    pub kind: KeyFailureKind,
}

/// Why one key did not make a signature: which form the signature was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFailureKind {
    /// Two integers in DER.
    EcdsaDer,
    /// Two integers one after the other.
    EcdsaFixed,
    /// Neither of the two forms.
    EcdsaForm,
    /// Ed25519's 64 bytes.
    Ed25519,
    /// RSA's bytes.
    Rsa,
    /// The RSA key itself is not fit.
    RsaKey(RsaKeyError),
}

/// Checks one signature, up to the first check that fails.
pub fn check(
    trust: &SigstoreTrust,
    requirement: &SigstoreSigned,
    image: &Image<'_>,
    payload_source: SourceId,
    signature: &SigstoreSignature,
    environment: &Environment<'_>,
    checks: &mut Checks,
) {
    checks.payload = Some(signature.payload.clone());

    let annotations = match Annotations::of(signature, trust) {
        Ok(annotations) => annotations,
        Err(error) => return checks.fail(CheckKind::SignatureFormat, error),
    };
    checks.pass(CheckKind::SignatureFormat, Evidence::Format);

    let subject = Subject {
        annotations: &annotations,
        payload: &signature.payload,
        environment,
    };
    let candidates = match subject.candidates(trust, checks) {
        Ok(candidates) => candidates,
        Err(Failed { kind, error }) => return checks.fail(kind, error),
    };
    let verified = annotations
        .bytes()
        .and_then(|bytes| verify(&candidates, &signature.payload, &bytes, environment));
    let (content, key) = match verified {
        Ok(verified) => verified,
        Err(error) => return checks.fail(CheckKind::Key, error),
    };
    checks.pass(CheckKind::Key, Evidence::Key(key));

    let identity = &requirement.signed_identity;
    payload::check_content(
        checks,
        PayloadKind::Sigstore,
        content,
        payload_source,
        identity,
        image,
        environment.crypto,
    );
}

/// What a signature comes with, as far as the requirement looks at it.
struct Annotations<'a> {
    signature: &'a Spanned<String>,
    bundle: Option<&'a Spanned<String>>,
    certificate: Option<&'a Spanned<String>>,
    chain: Option<&'a str>,
}

impl<'a> Annotations<'a> {
    /// Those that have to be there are: in the reference's order, before any is read.
    fn of(signature: &'a SigstoreSignature, trust: &SigstoreTrust) -> Result<Self, SigstoreError> {
        let get = |name| {
            let annotation = signature.annotations.get(name);
            annotation.ok_or(SigstoreError::MissingAnnotation(name))
        };
        let text = get(SIGNATURE_ANNOTATION)?;
        let plan = trust.plan();
        let annotations = Self {
            signature: text,
            bundle: plan.has_log.then(|| get(BUNDLE_ANNOTATION)).transpose()?,
            certificate: plan.has_certificate.then(|| get(CERTIFICATE_ANNOTATION)).transpose()?,
            chain: signature
                .annotations
                .get(CHAIN_ANNOTATION)
                .map(|chain| chain.value.as_str()),
        };
        // Where nothing else is looked at, the signature is what is read next.
        if !plan.has_log && !plan.has_certificate {
            annotations.bytes()?;
        }
        Ok(annotations)
    }

    /// The signature.
    fn bytes(&self) -> Result<Vec<u8>, SigstoreError> {
        base64::decode(self.signature.value.as_bytes()).map_err(|error| SigstoreError::Base64 {
            span: self.signature.span,
            error,
        })
    }
}

/// A signature on its way to the keys that may have made it.
struct Subject<'a> {
    annotations: &'a Annotations<'a>,
    payload: &'a [u8],
    environment: &'a Environment<'a>,
}

/// A check that failed.
struct Failed {
    kind: CheckKind,
    error: SigstoreError,
}

impl Subject<'_> {
    /// The keys that may have made the signature. Passed checks of the log and of the certificate are noted.
    fn candidates(&self, trust: &SigstoreTrust, checks: &mut Checks) -> Result<Vec<TrustedKey>, Failed> {
        let Annotations {
            bundle,
            certificate,
            chain,
            ..
        } = *self.annotations;
        match (&trust.signers, bundle, certificate) {
            (Signers::Keys(keys), None, _) if !trust.plan().has_log => Ok(keys.clone()),
            (Signers::Keys(keys), Some(bundle), _) => Ok(vec![self.logged_key(keys, trust, bundle, checks)?]),
            (Signers::Fulcio(fulcio), Some(bundle), Some(leaf)) => {
                let entry = self
                    .open_promise(trust, bundle)
                    .and_then(|promise| self.find_in(&promise, Signer::Certificate(&leaf.value)))
                    .map_err(|error| Failed {
                        kind: CheckKind::RekorEntry,
                        error: SigstoreError::Log {
                            span: bundle.span,
                            error,
                        },
                    })?;
                let time = entry.integrated_time;
                note_entry(trust, entry, checks);
                let verified = fulcio.verify(time, &leaf.value, chain, self.environment);
                self.certified_key(leaf, verified, checks)
            }
            (Signers::Pki(pki), _, Some(leaf)) => {
                let verified = pki.verify(&leaf.value, chain, self.environment);
                self.certified_key(leaf, verified, checks)
            }
            // Found out before.
            (Signers::Keys(_) | Signers::Fulcio(_), None, _) => Err(missing(BUNDLE_ANNOTATION)),
            (Signers::Fulcio(_) | Signers::Pki(_), _, None) => Err(missing(CERTIFICATE_ANNOTATION)),
        }
    }

    fn open_promise(&self, trust: &SigstoreTrust, bundle: &Spanned<String>) -> Result<Promise, RekorError> {
        let keys: Vec<&PublicKey> = trust.log_keys.iter().map(|trusted| &trusted.key).collect();
        Promise::open(&keys, &bundle.value, self.environment)
    }

    fn find_in(&self, promise: &Promise, signer: Signer<'_>) -> Result<LogEntry, RekorError> {
        let signature = &self.annotations.signature.value;
        promise.about(signer, signature, self.payload, self.environment.crypto)
    }

    /// The first key that the log has; the others are not tried. The time does not matter.
    fn logged_key(
        &self,
        keys: &[TrustedKey],
        trust: &SigstoreTrust,
        bundle: &Spanned<String>,
        checks: &mut Checks,
    ) -> Result<TrustedKey, Failed> {
        let fail = |error| Failed {
            kind: CheckKind::RekorEntry,
            error,
        };
        // The same for each key; the reference reads it anew.
        let promise = self.open_promise(trust, bundle);
        let mut errors = Vec::new();
        for trusted in keys {
            if !trusted.key.is_writable() {
                let span = trusted.evidence.origin.span;
                return Err(fail(SigstoreError::UnwritableKey { span }));
            }
            let budget = self.environment.budget;
            if !budget.verification() || !budget.bytes(bundle.value.len() + self.payload.len()) {
                break;
            }
            let signer = Signer::Key(trusted.key.spki());
            match promise
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|promise| self.find_in(promise, signer))
            {
                Ok(entry) => {
                    note_entry(trust, entry, checks);
                    return Ok(trusted.clone());
                }
                Err(error) => errors.push(error),
            }
        }
        Err(fail(SigstoreError::NoKeyLogged {
            span: bundle.span,
            errors,
        }))
    }

    fn certified_key(
        &self,
        leaf: &Spanned<String>,
        verified: Result<Certificate, CertificateFault>,
        checks: &mut Checks,
    ) -> Result<Vec<TrustedKey>, Failed> {
        let span = leaf.span;
        let certificate = verified.map_err(|fault| Failed {
            kind: CheckKind::Certificate,
            error: SigstoreError::Certificate {
                span,
                fault: fault.into(),
            },
        })?;
        let evidence = trust::certificate_evidence(&certificate, span);
        checks.pass(CheckKind::Certificate, Evidence::Certificate(evidence.into()));
        let fail = |error| Failed {
            kind: CheckKind::Key,
            error,
        };
        let Some(key) = certificate.public_key else {
            // The signature is read first.
            self.annotations.bytes().map_err(fail)?;
            return Err(fail(SigstoreError::UnsupportedKey { span }));
        };
        let origin = KeyOrigin { span, path: None };
        Ok(vec![TrustedKey::new(key, origin, self.environment.crypto)])
    }
}

fn missing(annotation: &'static str) -> Failed {
    Failed {
        kind: CheckKind::SignatureFormat,
        error: SigstoreError::MissingAnnotation(annotation),
    }
}

fn note_entry(trust: &SigstoreTrust, entry: LogEntry, checks: &mut Checks) {
    if let Some(key) = trust.log_keys.get(entry.key) {
        let evidence = RekorEvidence {
            integrated_time: entry.integrated_time,
            log_index: entry.log_index,
            log_key: key.evidence.clone(),
        };
        checks.pass(CheckKind::RekorEntry, Evidence::RekorEntry(evidence));
    }
}

/// The content, if one of the keys made the signature.
fn verify<'a>(
    keys: &[TrustedKey],
    content: &'a [u8],
    signature: &[u8],
    environment: &Environment<'_>,
) -> Result<(Verified<&'a [u8]>, KeyEvidence), SigstoreError> {
    let Environment { crypto, budget, .. } = *environment;
    let mut failures = Vec::new();
    for (trusted, verifier) in verifiers(keys)? {
        if !budget.verification() || !budget.bytes(content.len()) {
            break;
        }
        match verifier.and_then(|key| verify_with(key, content, signature, crypto)) {
            Ok(()) => return Ok((Verified(content), trusted.evidence.clone())),
            Err(kind) => failures.push(KeyFailure {
                span: trusted.evidence.origin.span,
                kind,
            }),
        }
    }
    Err(SigstoreError::NoKeyVerifies(failures))
}

type Verifier<'k> = (&'k TrustedKey, Result<crypto::PublicKey<'k>, KeyFailureKind>);

/// Each key must be of an algorithm that signs, also those that are not needed; unfit numbers in one matter only when it is tried.
fn verifiers(keys: &[TrustedKey]) -> Result<Vec<Verifier<'_>>, SigstoreError> {
    let mut verifiers = Vec::new();
    for trusted in keys {
        verifiers.push(match trusted.key.verifier() {
            Ok(key) => (trusted, Ok(key)),
            Err(NoVerifier::Rsa(error)) => (trusted, Err(KeyFailureKind::RsaKey(error))),
            Err(NoVerifier::UnsupportedAlgorithm) => {
                return Err(SigstoreError::UnsupportedKey {
                    span: trusted.evidence.origin.span,
                });
            }
        });
    }
    Ok(verifiers)
}

fn verify_with(
    key: crypto::PublicKey<'_>,
    content: &[u8],
    signature: &[u8],
    crypto: &dyn CryptoProvider,
) -> Result<(), KeyFailureKind> {
    // The hash is SHA-256 on every curve and for every length of an RSA key (reference.md §4.7).
    let (algorithm, failure) = match key {
        crypto::PublicKey::Ecdsa { .. } if is_two_integers(signature) => {
            (Algorithm::EcdsaDer(Hash::Sha256), KeyFailureKind::EcdsaDer)
        }
        crypto::PublicKey::Ecdsa { .. } => {
            if signature.is_empty() || signature.len() > FIXED_LIMIT || !signature.len().is_multiple_of(2) {
                return Err(KeyFailureKind::EcdsaForm);
            }
            (Algorithm::EcdsaFixed(Hash::Sha256), KeyFailureKind::EcdsaFixed)
        }
        crypto::PublicKey::Ed25519(_) => (Algorithm::Ed25519, KeyFailureKind::Ed25519),
        crypto::PublicKey::Rsa { .. } => (Algorithm::RsaPkcs1(Hash::Sha256), KeyFailureKind::Rsa),
    };
    crypto.verify(key, content, algorithm, signature).map_err(|_| failure)
}

/// Whether a signature is taken for DER: it begins with a SEQUENCE that begins with two INTEGERs. More may follow in and after it; then the
/// verification fails (reference.md §4.7, step 3).
fn is_two_integers(signature: &[u8]) -> bool {
    let two_integers = || {
        let mut sequence = Fields::new(signature).sequence("")?;
        sequence.integer()?;
        sequence.integer()
    };
    two_integers().is_ok()
}
