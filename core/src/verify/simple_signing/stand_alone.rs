//! Verification without a policy: `VerifyImageManifestSignatureUsingKeyIdentityList`, which `skopeo standalone-verify` calls (reference.md §3.7).
//!
//! The keys are the caller's, and so is the list of those that may have signed. The signature goes through the same code as under `signedBy`; texts
//! differ. An armoured or clear-signed message is refused here as well, though GPGME would take it: fixtures/divergences.toml.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::keyring::Keyring;
use super::{SimpleSigningError, gnupg_time, message};
use crate::image::{ManifestError, manifest};
use crate::openpgp::{self, Fingerprint, Limit};
use crate::reference::named::{Named, NamedError};
use crate::source::{SourceId, Span};
use crate::trace::author::SignedContent;
use crate::trust::load::{KeyFile, KeyOrigin};
use crate::verify::Environment;
use crate::verify::payload::{self, PayloadError, PayloadKind};

/// Keys to verify with: `NewEphemeralGPGSigningMechanism`.
#[derive(Clone, Debug)]
pub struct Mechanism {
    keyring: Keyring,
    now: u32,
}

impl Mechanism {
    /// Imports a file of keys, binary or armoured, as they are at the time of `environment`. One without keys is no error here.
    ///
    /// # Errors
    /// A limit of ours was passed.
    pub fn import(keys: &[u8], environment: &Environment<'_>) -> Result<Self, Limit> {
        let now = gnupg_time(environment.now);
        let file = KeyFile {
            origin: KeyOrigin {
                span: Span::default(),
                path: None,
            },
            bytes: keys.into(),
        };
        let keyring = super::import(&[file], environment)?;
        Ok(Self { keyring, now })
    }

    /// The fingerprints of the imported primary keys, upper-case hexadecimal.
    #[must_use]
    pub fn identities(&self) -> Vec<String> {
        let keys = self.keyring.keys().iter();
        keys.map(|key| key.evidence(None).fingerprint).collect()
    }
}

/// What a signature must be of, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The exact bytes of the manifest.
    pub manifest: &'a [u8],
    /// The name, with tag or digest as signed; normalized before it is compared.
    pub docker_reference: &'a str,
    /// The fingerprints of those who may have signed, upper-case hexadecimal: of primary keys, or of single subkeys.
    pub key_identities: &'a [String],
}

/// A signature that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandAloneSignature {
    /// What it says.
    pub content: SignedContent,
    /// Which of the expected keys made it.
    pub key_identity: String,
}

/// Why a signature is not verified, in the reference's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandAloneError {
    /// It is of other bytes.
    DigestMismatch {
        /// As signed.
        signed: String,
        /// The manifest's.
        computed: String,
    },
    /// The expected name is none.
    ExpectedReference(NamedError),
    /// It was made by another key.
    KeyNotAccepted {
        /// The key.
        key: Fingerprint,
        /// The primary key that it belongs to.
        primary: Fingerprint,
    },
    /// The manifest has no digest.
    Manifest(ManifestError),
    /// It is well made, and its content is not well formed.
    Payload(PayloadError),
    /// It is of another name.
    ReferenceMismatch {
        /// As signed.
        signed: String,
        /// As expected.
        expected: String,
    },
    /// It is not well made.
    Signature(SimpleSigningError),
    /// The name that was signed is none.
    SignedReference(String),
}

/// Verifies one signature.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(
    signature: &[u8],
    mechanism: &Mechanism,
    expected: &Expected<'_>,
    environment: &Environment<'_>,
) -> Result<StandAloneSignature, StandAloneError> {
    let expected_reference =
        Named::parse_normalized(expected.docker_reference).map_err(StandAloneError::ExpectedReference)?;

    let stream = openpgp::message::read(signature).map_err(|limit| StandAloneError::Signature(limit.into()))?;
    let good = message::verify(
        &stream,
        &mechanism.keyring,
        mechanism.now,
        environment.budget,
        environment.crypto,
    )
    .map_err(StandAloneError::Signature)?;
    let key_identity = accepted_identity(good.key, mechanism, expected)?;

    let payload = payload::parse(PayloadKind::SimpleSigning, &good.content, SourceId::default())
        .map_err(StandAloneError::Payload)?;
    let computed = manifest::digest(expected.manifest, environment.crypto).map_err(StandAloneError::Manifest)?;
    if payload.digest != computed {
        return Err(StandAloneError::DigestMismatch {
            signed: payload.digest,
            computed,
        });
    }
    match Named::parse_normalized(&payload.reference) {
        Err(_) => Err(StandAloneError::SignedReference(payload.reference)),
        Ok(signed) if signed != expected_reference => Err(StandAloneError::ReferenceMismatch {
            signed: payload.reference,
            expected: expected.docker_reference.to_string(),
        }),
        Ok(_) => Ok(StandAloneSignature {
            content: SignedContent {
                digest: payload.digest,
                reference: payload.reference,
            },
            key_identity,
        }),
    }
}

/// The key itself, or the primary key that it belongs to (reference.md §3.2, step 2).
fn accepted_identity(
    key: Fingerprint,
    mechanism: &Mechanism,
    expected: &Expected<'_>,
) -> Result<String, StandAloneError> {
    let is_accepted = |key: &Fingerprint| expected.key_identities.contains(&key.hexadecimal());
    if is_accepted(&key) {
        return Ok(key.hexadecimal());
    }
    let primary = mechanism.keyring.primary_of(key).map_err(StandAloneError::Signature)?;
    if is_accepted(&primary) {
        Ok(primary.hexadecimal())
    } else {
        Err(StandAloneError::KeyNotAccepted { key, primary })
    }
}
