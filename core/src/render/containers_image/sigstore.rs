//! What the reference, and the sigstore library under it, say of sigstore signatures (reference.md §4.3, §4.7).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ErrorClass, Refusal, certificate, go, rekor};
use crate::crypto::RSA_BITS;
use crate::trust::public_key::RsaKeyError;
use crate::verify::sigstore::{KeyFailureKind, SigstoreError};

/// Why a sigstore signature is not good.
#[must_use]
pub fn sigstore_error(error: &SigstoreError) -> Refusal {
    let (class, text) = match error {
        SigstoreError::Base64 { error, .. } => (
            ErrorClass::InvalidSignature,
            format!("base64 decoding: {}", go::base64_error(*error)),
        ),
        SigstoreError::Certificate { fault, .. } => return certificate::fault(fault),
        SigstoreError::Log { error, .. } => return rekor::refusal(error),
        SigstoreError::MissingAnnotation(key) => (ErrorClass::Other, format!("missing {key} annotation")),
        SigstoreError::NoKeyVerifies(failures) => {
            let texts: Vec<String> = failures.iter().map(|failure| key_failure(failure.kind)).collect();
            // Not an error of the reference's, which has no limit.
            let is_limit = |kind| matches!(kind, KeyFailureKind::RsaKey(RsaKeyError::LargeModulus { .. }));
            let class = if failures.iter().any(|failure| is_limit(failure.kind)) {
                ErrorClass::Limit
            } else {
                ErrorClass::InvalidSignature
            };
            (
                class,
                format!("cryptographic signature verification failed: {}", texts.join(", ")),
            )
        }
        SigstoreError::NoKeyLogged { errors, .. } => {
            let texts: Vec<String> = errors.iter().map(rekor::rekor_error).collect();
            let class = rekor::class(errors);
            (
                class,
                format!("No public key verified against the RekorSET: {}", texts.join(", ")),
            )
        }
        SigstoreError::UnsupportedKey { .. } => (ErrorClass::Other, "unsupported public key type".into()),
        SigstoreError::UnwritableKey { .. } => (
            ErrorClass::Other,
            "re-marshaling public key to PEM: x509: unsupported public key type: *dsa.PublicKey".into(),
        ),
    };
    Refusal::new(class, text)
}

fn key_failure(kind: KeyFailureKind) -> String {
    match kind {
        KeyFailureKind::EcdsaDer => "invalid signature when validating ASN.1 encoded signature".into(),
        KeyFailureKind::EcdsaFixed => "invalid signature when validating IEEE_P1363 encoded signature".into(),
        KeyFailureKind::EcdsaForm => "ecdsa: Invalid IEEE_P1363 encoded bytes".into(),
        KeyFailureKind::Ed25519 => "failed to verify signature".into(),
        KeyFailureKind::Rsa => "crypto/rsa: verification error".into(),
        KeyFailureKind::RsaKey(error) => rsa_key_error(error),
    }
}

/// What Go says of an RSA key that it does not compute with.
#[must_use]
pub fn rsa_key_error(error: RsaKeyError) -> String {
    match error {
        RsaKeyError::EvenExponent => "crypto/rsa: public exponent is even".into(),
        RsaKeyError::EvenModulus => "crypto/rsa: public modulus is even".into(),
        RsaKeyError::LargeExponent => "crypto/rsa: public exponent too large".into(),
        RsaKeyError::LargeModulus { bits } => {
            format!(
                "an RSA key of {bits} bits is longer than pullgate's limit of {}",
                RSA_BITS.end()
            )
        }
        RsaKeyError::SmallExponent => "crypto/rsa: public exponent too small or negative".into(),
        RsaKeyError::SmallModulus { bits } => {
            format!("crypto/rsa: {bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)")
        }
    }
}
