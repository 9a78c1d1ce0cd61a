//! Who made an OpenPGP signature, and when what it relies on ended.

use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use super::{Emphasis, Fact, fact};
use crate::render::containers_image::go::rfc3339;
use crate::verify::simple_signing::{InvalidSignature, Signer, SimpleSigningError};

/// The signer, as far as it is known, and the time that counts.
pub(super) fn failure_facts(error: &SimpleSigningError) -> Vec<Fact> {
    let SimpleSigningError::InvalidSignature { signer, reason } = error else {
        return Vec::new();
    };
    let signer = match signer {
        Signer::Claimed(id) => id.to_string(),
        Signer::Key(fingerprint) => fingerprint.hexadecimal(),
    };
    let mut facts = vec![fact("signed by", signer, Emphasis::Bad)];
    let mut time = |label, seconds: u32| facts.push(fact(label, rfc3339(i64::from(seconds), 0), Emphasis::Bad));
    match reason {
        InvalidSignature::Expired { at } => time("signature expired", *at),
        InvalidSignature::KeyExpired { at } => time("key expired", *at),
        InvalidSignature::KeyFromFuture { created } => time("key created", *created),
        InvalidSignature::KeyNewerThanSignature {
            key_created,
            signature_created,
        } => {
            time("signature made", *signature_created);
            time("key created", *key_created);
        }
        _ => {}
    }
    facts
}
