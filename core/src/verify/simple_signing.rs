//! `signedBy`: one OpenPGP message against the keys of one requirement (reference.md §3).
//!
//! The facts come from `openpgp`; here they are judged as containers/image does with GPGME, that is, with GnuPG 2.2 (reference.md §3.3):
//! [`keyring`] has what GnuPG imports and what it makes of a key at a given time, [`message`] which signatures it looks at, [`signature`]
//! when it calls one good. Comments name the function of GnuPG whose answer is given.

use alloc::sync::Arc;

use self::keyring::Keyring;
use super::payload::{self, PayloadKind};
use super::{Environment, UnixTime, Verified};
use crate::image::Image;
use crate::openpgp::algorithm::{HashAlgorithm, Unsupported};
use crate::openpgp::keyring::Budget;
use crate::openpgp::{self, Fingerprint, KeyId, Limit};
use crate::policy::{KeyType, SignedBy};
use crate::source::{SourceId, Span};
use crate::trace::evidence::TrustEvidence;
use crate::trace::{CheckKind, Checks, Evidence, Reason};
use crate::trust::load::{self, KeyFile};

pub mod dates;
mod import;
pub mod inspect;
pub mod key_state;
pub mod keyring;
pub mod message;
pub mod signature;
pub mod stand_alone;

#[cfg(test)]
mod tests;

/// The keys of one requirement; loaded once, used for each signature.
#[derive(Clone, Debug)]
pub struct KeyringTrust {
    keyring: Keyring,
    evidence: Arc<TrustEvidence>,
}

/// Why a signature is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimpleSigningError {
    /// Several of the policy's keys have the subkey that signed: containers/image cannot tell whose it is.
    AmbiguousSubkey(Fingerprint),
    /// The message is encrypted, at least in part, and among the policy's keys is a secret one, with which GnuPG might decrypt it.
    Encrypted,
    /// The one signature is not good.
    InvalidSignature {
        /// Which key made it, as far as that is known.
        signer: Signer,
        /// Why.
        reason: InvalidSignature,
    },
    /// It is larger than pullgate reads.
    Limit(Limit),
    /// None of the policy's keys could be imported.
    NoPublicKeys {
        /// Where the policy names them.
        span: Span,
    },
    /// There must be exactly one signature.
    SignatureCount(usize),
    /// Whether the signatures of keys hold, revocations among them, is not all known yet ([`crate::crypto::CryptoProvider::is_waiting`]).
    Unanswered,
    /// It is no message that can be read.
    Unreadable(Unreadable),
    /// GnuPG might import a key of the policy's; pullgate does not verify its signatures.
    UnsupportedKey(Fingerprint, Unsupported),
}

/// Why a message cannot be read; each has a text of GPGME's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// More than one literal data packet.
    BadData,
    /// Compressed packets in compressed packets, too deep.
    General,
    /// What follows is no packet, or there is nothing at all.
    NoData,
    /// Compressed in an unknown way.
    UnknownCompression,
}

/// Who made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// None of the policy's keys; the message says it was this one.
    Claimed(KeyId),
    /// A key of the policy's.
    Key(Fingerprint),
}

/// Why GnuPG does not call a signature good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidSignature {
    /// It was not made by that key over that data.
    DoesNotHold,
    /// It was good until then.
    Expired {
        /// Seconds since 1970.
        at: u32,
    },
    /// Something that is no packet follows.
    FollowedByOtherData,
    /// The hash algorithm is not the one that was announced.
    HashConflict,
    /// The digests of the hash algorithm are shorter than what the key signs.
    HashTooShort(HashAlgorithm),
    /// The key was good until then.
    KeyExpired {
        /// Seconds since 1970.
        at: u32,
    },
    /// The key was made after the time of the evaluation.
    KeyFromFuture {
        /// Seconds since 1970.
        created: u32,
    },
    /// The key was made after the signature.
    KeyNewerThanSignature {
        /// Seconds since 1970.
        key_created: u32,
        /// Seconds since 1970.
        signature_created: u32,
    },
    /// The owner of the primary key does not confirm that the key is theirs, or no longer.
    KeyNotBound,
    /// The key was revoked.
    KeyRevoked,
    /// The subkey does not confirm that it belongs to its primary key.
    NotCrossCertified,
    /// The key is not for signing data.
    NotForSigning,
    /// It says that it is not about data.
    OtherClass(u8),
    /// It asks to be rejected by whoever does not know all that it says.
    UnknownCritical,
    /// The hash algorithm is unknown.
    UnknownHash(u8),
    /// None of the policy's keys made it.
    UnknownKey,
    /// The public-key algorithm is unknown.
    UnknownKeyAlgorithm(u8),
    /// GnuPG might call it good; pullgate does not verify signatures of that key.
    Unsupported(Unsupported),
    /// The hash algorithm is broken.
    WeakHash(HashAlgorithm),
}

impl From<Limit> for SimpleSigningError {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl KeyringTrust {
    /// The keys that were imported, in the order of the policy.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::TrustRoot(Arc::clone(&self.evidence))
    }
}

/// Loads the keys of a requirement (reference.md §3.1).
///
/// # Errors
/// A key type that was never implemented, a file that cannot be read, a limit of ours, or no key that GnuPG would import.
pub fn load(requirement: &SignedBy, environment: &Environment<'_>) -> Result<KeyringTrust, Reason> {
    match requirement.key_type.value {
        KeyType::GpgKeys => {}
        other => return Err(Reason::UnimplementedKeyType(other)),
    }
    let files = load::read_all(&requirement.keys, environment.files, environment.budget)?;
    let keyring = import(&files, environment).map_err(SimpleSigningError::Limit)?;
    if keyring.keys().is_empty() {
        if let Some((why, fingerprint)) = keyring.unsupported(None) {
            return Err(SimpleSigningError::UnsupportedKey(fingerprint, why).into());
        }
        let span = requirement.keys.field.span;
        return Err(SimpleSigningError::NoPublicKeys { span }.into());
    }
    let evidence = Arc::new(TrustEvidence {
        keys: keyring.keys().iter().map(|key| key.evidence(None)).collect(),
        ..TrustEvidence::default()
    });
    Ok(KeyringTrust { keyring, evidence })
}

/// Each operation for the keys is a verification of the evaluation.
fn import(files: &[KeyFile], environment: &Environment<'_>) -> Result<Keyring, Limit> {
    let budget = environment.budget;
    let mut keys = Budget::within(budget.verifications_left(), budget.bytes_left());
    let imported = Keyring::import(files, gnupg_time(environment.now), &mut keys, environment.crypto);
    budget.verifications(keys.operations_spent());
    budget.bytes(keys.bytes_spent());
    imported
}

/// Checks one signature, up to the first check that fails (reference.md §3.2).
pub fn check(
    trust: &KeyringTrust,
    requirement: &SignedBy,
    image: &Image<'_>,
    payload_source: SourceId,
    signature: &[u8],
    environment: &Environment<'_>,
    checks: &mut Checks,
) {
    let stream = match openpgp::message::read(signature) {
        Ok(stream) => stream,
        Err(limit) => return checks.fail(CheckKind::SignatureFormat, SimpleSigningError::Limit(limit)),
    };
    checks.payload = message::content(&stream);

    let now = gnupg_time(environment.now);
    let signature = match message::verify(&stream, &trust.keyring, now, environment.budget, environment.crypto) {
        Ok(signature) => signature,
        Err(error @ SimpleSigningError::InvalidSignature { .. }) => {
            checks.pass(CheckKind::SignatureFormat, Evidence::Format);
            return checks.fail(CheckKind::Key, error);
        }
        Err(error) => return checks.fail(CheckKind::SignatureFormat, error),
    };
    checks.pass(CheckKind::SignatureFormat, Evidence::Format);

    let key = match trust.keyring.owner_of(signature.key) {
        Ok(key) => key,
        Err(error) => return checks.fail(CheckKind::Key, error),
    };
    checks.pass(CheckKind::Key, Evidence::Key(key));

    payload::check_content(
        checks,
        PayloadKind::SimpleSigning,
        Verified(&signature.content),
        payload_source,
        &requirement.signed_identity,
        image,
        environment.crypto,
    );
}

/// GnuPG counts seconds in 32 bits.
fn gnupg_time(now: UnixTime) -> u32 {
    u32::try_from(now.0.rem_euclid(1 << 32)).unwrap_or(u32::MAX)
}
