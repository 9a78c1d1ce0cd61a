//! What the reference says of OpenPGP signatures (reference.md §3.1–3.3).
//!
//! After `Invalid GPG signature: ` it prints a structure of the Go library for GPGME, with pointers in it. We go on with plain words.

use alloc::format;
use alloc::string::String;

use super::{ErrorClass, Refusal};
use crate::crypto::RSA_BITS;
use crate::openpgp::algorithm::Unsupported;
use crate::openpgp::{
    DECOMPRESSED_LIMIT, KEY_BLOCK_LIMIT, KEY_OPERATION_LIMIT, KEY_PACKET_LIMIT, KEY_PART_LIMIT, Limit,
    MESSAGE_PACKET_LIMIT,
};
use crate::verify::simple_signing::{InvalidSignature, Signer, SimpleSigningError, Unreadable};

/// Why a signature is not good.
#[must_use]
pub fn simple_signing_error(error: &SimpleSigningError) -> Refusal {
    let (class, text) = match error {
        SimpleSigningError::AmbiguousSubkey(_) => (ErrorClass::Other, "Ambiguous name".into()),
        SimpleSigningError::Encrypted => (
            ErrorClass::Unsupported,
            "the signature is encrypted, and a key file has a secret key: pullgate does not decrypt".into(),
        ),
        SimpleSigningError::InvalidSignature {
            signer: Signer::Key(fingerprint),
            reason: InvalidSignature::Unsupported(why),
        }
        | SimpleSigningError::UnsupportedKey(fingerprint, why) => (
            ErrorClass::Unsupported,
            format!(
                "pullgate does not verify signatures by key {fingerprint}: {}",
                unsupported(*why)
            ),
        ),
        SimpleSigningError::InvalidSignature { signer, reason } => invalid(&invalid_signature(*signer, *reason)),
        SimpleSigningError::Limit(limit) => (ErrorClass::Limit, limit_text(*limit)),
        SimpleSigningError::NoPublicKeys { .. } => (ErrorClass::PolicyRequirement, "No public keys imported".into()),
        SimpleSigningError::SignatureCount(count) => (
            ErrorClass::InvalidSignature,
            format!("Unexpected GPG signature count {count}"),
        ),
        SimpleSigningError::Unanswered => (
            ErrorClass::Unsupported,
            "whether the signatures of the keys hold is asked elsewhere, and not all is answered yet".into(),
        ),
        SimpleSigningError::Unreadable(unreadable) => (ErrorClass::Other, unreadable_text(*unreadable).into()),
    };
    Refusal::new(class, text)
}

fn invalid(words: &str) -> (ErrorClass, String) {
    (ErrorClass::InvalidSignature, format!("Invalid GPG signature: {words}"))
}

/// The texts of libgpg-error.
fn unreadable_text(unreadable: Unreadable) -> &'static str {
    match unreadable {
        Unreadable::BadData => "Bad data",
        Unreadable::General => "General error",
        Unreadable::NoData => "No data",
        Unreadable::UnknownCompression => "Unknown compression algorithm",
    }
}

fn invalid_signature(signer: Signer, reason: InvalidSignature) -> String {
    let key = match signer {
        Signer::Claimed(id) => format!("key {id}"),
        Signer::Key(fingerprint) => format!("key {fingerprint}"),
    };
    match reason {
        InvalidSignature::DoesNotHold => format!("it was not made by {key} over this content"),
        InvalidSignature::Expired { at } => format!("it expired at {}", time(at)),
        InvalidSignature::FollowedByOtherData => "something else follows the signed message".into(),
        InvalidSignature::HashConflict => "its hash algorithm is not the announced one".into(),
        InvalidSignature::HashTooShort(hash) => format!("its hash algorithm {} is too short for {key}", hash.name()),
        InvalidSignature::KeyExpired { at } => format!("{key} expired at {}", time(at)),
        InvalidSignature::KeyFromFuture { created } => format!("{key} was created later, at {}", time(created)),
        InvalidSignature::KeyNewerThanSignature {
            key_created,
            signature_created,
        } => format!(
            "it was made at {}, before {key} was created at {}",
            time(signature_created),
            time(key_created)
        ),
        InvalidSignature::KeyNotBound => format!("{key} has no valid signature of its owner"),
        InvalidSignature::KeyRevoked => format!("{key} was revoked"),
        InvalidSignature::NotCrossCertified => format!("{key} does not confirm that it belongs to its primary key"),
        InvalidSignature::NotForSigning => format!("{key} is not for signing"),
        InvalidSignature::OtherClass(class) => format!("it is of type {class:#04x}, not one of a document"),
        InvalidSignature::UnknownCritical => "it says something critical that GnuPG does not know".into(),
        InvalidSignature::UnknownHash(number) => format!("its hash algorithm {number} is unknown"),
        InvalidSignature::UnknownKey => format!("made by {key} that is not among the trusted keys"),
        InvalidSignature::UnknownKeyAlgorithm(number) => format!("its public-key algorithm {number} is unknown"),
        InvalidSignature::Unsupported(why) => unsupported(why),
        InvalidSignature::WeakHash(hash) => format!("its hash algorithm {} is broken", hash.name()),
    }
}

fn unsupported(why: Unsupported) -> String {
    match why {
        Unsupported::BrainpoolP512 => "it is of the curve brainpoolP512r1".into(),
        Unsupported::DsaSize { p, q } => format!("it is a DSA key with {p} and {q} bits"),
        Unsupported::RsaExponent { bits } => format!("it is an RSA key with an exponent of {bits} bits"),
        Unsupported::RsaSize { bits } => format!(
            "it is an RSA key of {bits} bits; those of {} to {} are verified",
            RSA_BITS.start(),
            RSA_BITS.end()
        ),
    }
}

fn limit_text(limit: Limit) -> String {
    match limit {
        Limit::Decompressed => {
            format!("the signed message has more than {DECOMPRESSED_LIMIT} bytes when decompressed, pullgate's limit")
        }
        Limit::KeyBlock => {
            format!("a key has more than {KEY_BLOCK_LIMIT} bytes with its signatures, pullgate's limit")
        }
        Limit::KeyOperations => {
            format!("the keys have more than {KEY_OPERATION_LIMIT} signatures about themselves, pullgate's limit")
        }
        Limit::KeyBytes => super::limit(crate::budget::Cost::Bytes),
        Limit::KeyParts => {
            format!("the keys have more than {KEY_PART_LIMIT} keys, subkeys and user IDs, pullgate's limit")
        }
        Limit::KeyPackets => format!("the keys have more than {KEY_PACKET_LIMIT} packets, pullgate's limit"),
        Limit::MessagePackets => {
            format!("the signed message has more than {MESSAGE_PACKET_LIMIT} packets, pullgate's limit")
        }
    }
}

/// RFC 3339, in UTC.
fn time(seconds: u32) -> String {
    jiff::Timestamp::from_second(i64::from(seconds)).map_or_else(|_| format!("{seconds}"), |time| format!("{time}"))
}
