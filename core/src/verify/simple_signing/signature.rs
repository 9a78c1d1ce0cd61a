//! When GnuPG calls a signature good.

use super::key_state::is_expired;
use super::keyring::{Keyring, untimely};
use super::{InvalidSignature, Signer};
use crate::crypto::CryptoProvider;
use crate::openpgp::algorithm::{self, HashAlgorithm};
use crate::openpgp::signature::class;
use crate::openpgp::{Fingerprint, Signature};

/// A signature that is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Which key made it, as far as that is known.
    pub signer: Signer,
    /// Why.
    pub reason: InvalidSignature,
}

impl Rejection {
    /// Whether GnuPG ends with it, and does not look at what follows (`check_sig_and_print` in batch mode).
    #[must_use]
    pub fn ends_all(&self) -> bool {
        matches!(
            self.reason,
            InvalidSignature::DoesNotHold | InvalidSignature::Expired { .. } | InvalidSignature::UnknownCritical
        )
    }
}

/// Whether a signature over `signed` is good at `now`, and the fingerprint of the key that made it. `announced` are the hash algorithms that were
/// computed while the data was read; the order of the checks is GnuPG's (`do_check_sig`, `check_signature2`).
///
/// # Errors
/// Why it is not good.
pub fn judge(
    signature: &Signature,
    signed: &[u8],
    announced: &[u8],
    keyring: &Keyring,
    now: u32,
    crypto: &dyn CryptoProvider,
) -> Result<Fingerprint, Rejection> {
    let unsigned = |reason| Rejection {
        signer: Signer::Claimed(signature.issuer),
        reason,
    };
    let Some(hash) = signature.hash() else {
        return Err(unsigned(InvalidSignature::UnknownHash(signature.hash_algorithm)));
    };
    if !matches!(signature.class, class::BINARY | class::TEXT) {
        return Err(unsigned(InvalidSignature::OtherClass(signature.class)));
    }
    if !algorithm::is_known(signature.key_algorithm) {
        return Err(unsigned(InvalidSignature::UnknownKeyAlgorithm(signature.key_algorithm)));
    }
    if !announced.contains(&signature.hash_algorithm) {
        return Err(unsigned(InvalidSignature::HashConflict));
    }
    let Some(signer) = keyring.signer(signature) else {
        return Err(match keyring.unsupported(Some(signature)) {
            Some((why, fingerprint)) => Rejection {
                signer: Signer::Key(fingerprint),
                reason: InvalidSignature::Unsupported(why),
            },
            None => unsigned(InvalidSignature::UnknownKey),
        });
    };

    let key = &signer.key;
    let refuse = |reason| {
        Err(Rejection {
            signer: Signer::Key(key.fingerprint),
            reason,
        })
    };
    if let Some(why) = algorithm::unsupported(key) {
        return refuse(InvalidSignature::Unsupported(why));
    }
    if !signer.bound {
        return refuse(InvalidSignature::KeyNotBound);
    }
    if let Some(reason) = untimely(key, signature, now) {
        return refuse(reason);
    }
    if hash == HashAlgorithm::Md5 {
        return refuse(InvalidSignature::WeakHash(hash));
    }
    if !signer.signs {
        return refuse(InvalidSignature::NotForSigning);
    }
    if signature.is_too_short_for(key) {
        return refuse(InvalidSignature::HashTooShort(hash));
    }
    if crypto.is_forger() || !signature.holds(key, &[signed], crypto) {
        return refuse(InvalidSignature::DoesNotHold);
    }
    if signature.unknown_critical {
        return refuse(InvalidSignature::UnknownCritical);
    }
    if !signer.cross_certified {
        return refuse(InvalidSignature::NotCrossCertified);
    }
    if is_expired(signature, now) {
        return refuse(InvalidSignature::Expired {
            at: signature.expires.unwrap_or(0),
        });
    }
    if let Some(at) = signer.expired {
        return refuse(InvalidSignature::KeyExpired { at });
    }
    if signer.revoked {
        return refuse(InvalidSignature::KeyRevoked);
    }
    Ok(key.fingerprint)
}
