//! `sigstoreSigned`: one signature as cosign attaches it, against the keys of one requirement (reference.md §4).
//!
//! Public keys are evaluated. Fulcio, PKI and Rekor keys refuse when the trust is loaded, before any signature is looked at.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::payload::{self, PayloadKind};
use super::{Environment, Verified};
use crate::asn1::Fields;
use crate::base64::{self, DecodeError};
use crate::crypto::{self, CryptoProvider, Signature};
use crate::files::FileSource;
use crate::image::{Image, SigstoreSignature};
use crate::policy::{KeyMaterial, SigstoreKeys, SigstoreSigned};
use crate::source::{SourceId, Span};
use crate::trace::evidence::KeyEvidence;
use crate::trace::{CheckKind, Checks, Evidence, Reason};
use crate::trust::load::{KeyFile, KeyOrigin};
use crate::trust::public_key::{NoVerifier, RsaKeyError};
use crate::trust::{PublicKey, TrustError, UnsupportedTrust, load};

/// The media type of signatures; attachments of another are none.
pub const SIGNATURE_MIME_TYPE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The annotation that holds the signature, in base64.
pub const SIGNATURE_ANNOTATION: &str = "dev.cosignproject.cosign/signature";
/// The longest ECDSA signature of two integers one after the other: P-521's.
const FIXED_LIMIT: usize = 132;

/// The keys of one requirement; loaded once, used for each signature.
#[derive(Clone, Debug)]
pub struct SigstoreTrust {
    keys: Vec<TrustedKey>,
}

#[derive(Clone, Debug)]
struct TrustedKey {
    key: PublicKey,
    evidence: KeyEvidence,
}

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
    /// An annotation that has to be there.
    MissingAnnotation(&'static str),
    /// None of the keys made it.
    NoKeyVerifies(Vec<KeyFailure>),
    /// A key that cannot check any signature; no other is tried (reference.md §4.7, step 2).
    UnsupportedKey {
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

impl SigstoreTrust {
    /// The keys that were loaded, in the order of the policy.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::TrustRoot(self.keys.iter().map(|trusted| trusted.evidence.clone()).collect())
    }
}

/// Loads the keys of a requirement.
///
/// # Errors
/// What the reference finds first: unreadable files come before bad keys (reference.md §4.2). Then what pullgate does not evaluate yet.
pub fn load(
    requirement: &SigstoreSigned,
    files: &dyn FileSource,
    crypto: &dyn CryptoProvider,
) -> Result<SigstoreTrust, Reason> {
    let unsupported = |span, feature| Err(TrustError::NotSupportedYet { span, feature }.into());
    let keys = match &requirement.keys {
        SigstoreKeys::Fulcio(fulcio) => return unsupported(fulcio.span, UnsupportedTrust::Fulcio),
        SigstoreKeys::Pki(pki) => return unsupported(pki.span, UnsupportedTrust::Pki),
        SigstoreKeys::PublicKeys(material) => load_keys(material, files, crypto)?,
    };
    match &requirement.rekor {
        Some(rekor) => unsupported(rekor.field.span, UnsupportedTrust::Rekor),
        None => Ok(SigstoreTrust { keys }),
    }
}

fn load_keys(
    material: &KeyMaterial,
    files: &dyn FileSource,
    crypto: &dyn CryptoProvider,
) -> Result<Vec<TrustedKey>, TrustError> {
    let mut keys = Vec::new();
    for (index, KeyFile { origin, bytes }) in load::read_all(material, files)?.into_iter().enumerate() {
        let key = PublicKey::from_pem(&bytes, crypto).map_err(|error| TrustError::PublicKey {
            span: origin.span,
            number: index + 1,
            error,
        })?;
        let evidence = key_evidence(&key, origin, crypto);
        keys.push(TrustedKey { key, evidence });
    }
    if keys.is_empty() {
        return Err(TrustError::NoPublicKeys {
            span: material.field.span,
        });
    }
    Ok(keys)
}

fn key_evidence(key: &PublicKey, origin: KeyOrigin, crypto: &dyn CryptoProvider) -> KeyEvidence {
    let mut fingerprint = String::from("SHA256:");
    for byte in crypto.sha256(key.spki()) {
        fingerprint.push_str(&format!("{byte:02x}"));
    }
    KeyEvidence {
        origin,
        algorithm: key.algorithm_name(),
        fingerprint,
        subkey: None,
        user_id: None,
    }
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

    let bytes = match signature_bytes(signature) {
        Ok(bytes) => bytes,
        Err(error) => return checks.fail(CheckKind::SignatureFormat, error),
    };
    checks.pass(CheckKind::SignatureFormat, Evidence::Format);

    let (content, key) = match verify(&trust.keys, &signature.payload, &bytes, environment.crypto) {
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

fn signature_bytes(signature: &SigstoreSignature) -> Result<Vec<u8>, SigstoreError> {
    let annotation = signature
        .annotations
        .get(SIGNATURE_ANNOTATION)
        .ok_or(SigstoreError::MissingAnnotation(SIGNATURE_ANNOTATION))?;
    base64::decode(annotation.value.as_bytes()).map_err(|error| SigstoreError::Base64 {
        span: annotation.span,
        error,
    })
}

/// The content, if one of the keys made the signature.
fn verify<'a>(
    keys: &[TrustedKey],
    content: &'a [u8],
    signature: &[u8],
    crypto: &dyn CryptoProvider,
) -> Result<(Verified<&'a [u8]>, KeyEvidence), SigstoreError> {
    let mut failures = Vec::new();
    for (trusted, verifier) in verifiers(keys)? {
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
    let (signature, failure) = match key {
        crypto::PublicKey::Ecdsa { .. } if is_two_integers(signature) => {
            (Signature::Standard(signature), KeyFailureKind::EcdsaDer)
        }
        crypto::PublicKey::Ecdsa { .. } => {
            if signature.is_empty() || signature.len() > FIXED_LIMIT || !signature.len().is_multiple_of(2) {
                return Err(KeyFailureKind::EcdsaForm);
            }
            (Signature::EcdsaFixed(signature), KeyFailureKind::EcdsaFixed)
        }
        crypto::PublicKey::Ed25519(_) => (Signature::Standard(signature), KeyFailureKind::Ed25519),
        crypto::PublicKey::Rsa { .. } => (Signature::Standard(signature), KeyFailureKind::Rsa),
    };
    crypto.verify(key, content, signature).map_err(|_| failure)
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
