//! What GnuPG makes of a key at a given time, from what its owner says about it (`merge_selfsigs`).

use alloc::vec::Vec;

use super::keyring::{good_self_signatures, good_signatures, is_certification, is_user_id, untimely};
use crate::openpgp::Key;
use crate::openpgp::algorithm;
use crate::openpgp::keyring::{Component, KeyBlock, SelfSignature, Subject};
use crate::openpgp::signature::subpacket::kind;
use crate::openpgp::signature::{Signature, class};

/// A key at a given time.
#[derive(Clone, Debug)]
pub struct KeyState {
    /// The key.
    pub key: Key,
    /// Whether its owner says that it is theirs.
    pub bound: bool,
    /// A subkey says that it belongs to its primary key; a primary key need not.
    pub cross_certified: bool,
    /// When it, or its primary key, expired, if that is past.
    pub expired: Option<u32>,
    /// Whether it, or its primary key, was revoked.
    pub revoked: bool,
    /// Whether it is for signing.
    pub signs: bool,
}

/// The primary key, then its subkeys.
#[must_use]
pub fn key_states(block: &KeyBlock, now: u32) -> Vec<KeyState> {
    let primary = primary_state(block, now);
    let mut states: Vec<KeyState> = block
        .components
        .iter()
        .filter_map(|component| subkey_state(&block.primary, component, now))
        .collect();
    for state in &mut states {
        state.bound &= primary.bound;
        state.revoked |= primary.revoked;
        state.expired = primary.expired.or(state.expired);
    }
    states.insert(0, primary);
    states
}

/// `merge_selfsigs_main`.
fn primary_state(block: &KeyBlock, now: u32) -> KeyState {
    let key = &block.primary;
    let mut state = KeyState {
        key: key.clone(),
        bound: false,
        cross_certified: true,
        expired: None,
        revoked: false,
        signs: false,
    };
    // What the key says of itself comes before what it says of its user IDs.
    let mut direct = None;
    if let Some(about_key) = block.components.first() {
        state.revoked = good_signatures(about_key, key, now).any(|signature| signature.class == class::KEY_REVOCATION);
        direct = latest(
            good_signatures(about_key, key, now)
                .filter(|signature| signature.class == class::DIRECT_KEY && !is_expired(signature, now)),
        );
    }
    // GnuPG does not look for user IDs behind a subkey.
    let user_ids: Vec<UserId> = block
        .components
        .iter()
        .take_while(|component| !matches!(component.subject, Subject::Subkey(_)))
        .filter(|component| is_user_id(component))
        .filter_map(|component| user_id(component, key, now))
        .collect();
    state.bound = direct.is_some() || !user_ids.is_empty();

    let stated = direct
        .and_then(stated_signing)
        .or_else(|| newest(&user_ids, |user_id| user_id.signs));
    state.signs = may_sign(stated, key);

    let expires = direct
        .and_then(|signature| key_expiry(signature, key))
        .or_else(|| newest(&user_ids, |user_id| user_id.key_expires));
    state.expired = expires.filter(|&expires| expires < now);
    state
}

/// What the latest signature about a user ID says (`fixup_uidnode`).
struct UserId {
    /// 0 where it was revoked or expired: then the rest says nothing.
    created: u32,
    signs: Option<bool>,
    key_expires: Option<u32>,
}

fn user_id(component: &Component, key: &Key, now: u32) -> Option<UserId> {
    let certifications = good_signatures(component, key, now).filter(|signature| is_certification(signature.class));
    let signature = latest(certifications)?;
    if signature.class == class::CERTIFICATION_REVOCATION || is_expired(signature, now) {
        return Some(UserId {
            created: 0,
            signs: None,
            key_expires: None,
        });
    }
    Some(UserId {
        created: signature.created,
        signs: stated_signing(signature),
        key_expires: key_expiry(signature, key),
    })
}

/// The value of the newest user ID that has one.
fn newest<T>(user_ids: &[UserId], value: fn(&UserId) -> Option<T>) -> Option<T> {
    let (mut newest, mut date) = (None, 0);
    for user_id in user_ids {
        let newer = user_id.created > date || user_id.created == 0 && date == 0;
        if let Some(value) = value(user_id).filter(|_| newer) {
            newest = Some(value);
            date = user_id.created;
        }
    }
    newest
}

/// `merge_selfsigs_subkey`; `None` for what is no subkey.
fn subkey_state(primary: &Key, component: &Component, now: u32) -> Option<KeyState> {
    let Subject::Subkey(key) = &component.subject else {
        return None;
    };
    let mut state = KeyState {
        key: key.clone(),
        bound: false,
        cross_certified: false,
        expired: None,
        revoked: good_signatures(component, primary, now).any(|signature| signature.class == class::SUBKEY_REVOCATION),
        signs: false,
    };
    let bindings = good_self_signatures(component, primary, now)
        .filter(|found| found.signature.class == class::SUBKEY_BINDING && !is_expired(&found.signature, now));
    let Some(binding) = bindings
        .enumerate()
        .max_by_key(|(index, found)| (found.signature.created, *index))
    else {
        return Some(state);
    };
    let (_, SelfSignature { signature, back, .. }) = binding;
    state.bound = algorithm::is_known(key.algorithm);
    state.signs = may_sign(stated_signing(signature), key);
    state.expired = key_expiry(signature, key).filter(|&expires| expires < now);
    state.cross_certified = back
        .as_ref()
        .is_some_and(|(back, holds)| *holds && untimely(key, back, now).is_none());
    Some(state)
}

/// Of several of one date, the last.
fn latest<'a>(signatures: impl Iterator<Item = &'a Signature>) -> Option<&'a Signature> {
    signatures
        .enumerate()
        .max_by_key(|(index, signature)| (signature.created, *index))
        .map(|(_, signature)| signature)
}

/// Whether a signature has stopped to count.
#[must_use]
pub fn is_expired(signature: &Signature, now: u32) -> bool {
    signature.expires.is_some_and(|expires| expires <= now)
}

/// When the key stops to count, seconds wrapped around as GnuPG's are.
fn key_expiry(signature: &Signature, key: &Key) -> Option<u32> {
    let lifetime = signature
        .hashed()
        .time(kind::KEY_EXPIRATION_TIME)
        .filter(|&lifetime| lifetime != 0)?;
    Some(key.created.wrapping_add(lifetime)).filter(|&expires| expires != 0)
}

/// Whether a signature says that the key signs; `None` where it does not say what the key is for (`parse_key_usage`; RFC 4880 §5.2.3.21).
fn stated_signing(signature: &Signature) -> Option<bool> {
    let flags = signature.hashed().find(kind::KEY_FLAGS)?;
    Some(flags.first().is_some_and(|flags| flags & 0x02 != 0))
}

/// Whether a key signs: as was stated, if its algorithm can; where nothing was stated, if its algorithm can.
fn may_sign(stated: Option<bool>, key: &Key) -> bool {
    stated.unwrap_or(true) && algorithm::can_sign(key.algorithm)
}
