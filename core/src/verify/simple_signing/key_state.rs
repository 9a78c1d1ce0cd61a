//! What GnuPG makes of a key at a given time, from what its owner says about it (`merge_selfsigs`).

use alloc::vec::Vec;

use super::keyring::{good_signatures, is_certification, is_timely, is_user_id};
use crate::openpgp::Key;
use crate::openpgp::algorithm::{self, usage};
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
    /// What it is for: a set of [`usage`].
    pub usage: u8,
}

/// A bit beside those of [`usage`]: the owner said what the key is for, and it is something else.
const OTHER_USAGE: u8 = 0x80;

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
        usage: 0,
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

    let from_user_ids = |value: fn(&UserId) -> Option<u32>| newest(&user_ids, value);
    let stated_usage = direct.map(stated_usage).filter(|&usage| usage != 0).or_else(|| {
        from_user_ids(|user_id| Some(u32::from(user_id.usage)).filter(|&usage| usage != 0))
            .and_then(|usage| u8::try_from(usage).ok())
    });
    state.usage = usage::CERTIFY | possible(stated_usage, key);

    let expires = direct
        .and_then(|signature| key_expiry(signature, key))
        .or_else(|| from_user_ids(|user_id| user_id.key_expires));
    state.expired = expires.filter(|&expires| expires < now);
    state
}

/// What the latest signature about a user ID says (`fixup_uidnode`).
struct UserId {
    /// 0 where it was revoked or expired: then the rest says nothing.
    created: u32,
    usage: u8,
    key_expires: Option<u32>,
}

fn user_id(component: &Component, key: &Key, now: u32) -> Option<UserId> {
    let certifications = good_signatures(component, key, now).filter(|signature| is_certification(signature.class));
    let signature = latest(certifications)?;
    if signature.class == class::CERTIFICATION_REVOCATION || is_expired(signature, now) {
        return Some(UserId {
            created: 0,
            usage: 0,
            key_expires: None,
        });
    }
    Some(UserId {
        created: signature.created,
        usage: stated_usage(signature),
        key_expires: key_expiry(signature, key),
    })
}

/// The value of the newest user ID that has one.
fn newest(user_ids: &[UserId], value: fn(&UserId) -> Option<u32>) -> Option<u32> {
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
        usage: 0,
    };
    let bindings = component.signatures.iter().filter(|found| {
        let signature = &found.signature;
        let good = found.holds && is_timely(primary, signature, now);
        good && signature.class == class::SUBKEY_BINDING && !is_expired(signature, now)
    });
    let Some(binding) = bindings
        .enumerate()
        .max_by_key(|(index, found)| (found.signature.created, *index))
    else {
        return Some(state);
    };
    let (_, SelfSignature { signature, back, .. }) = binding;
    state.bound = algorithm::is_known(key.algorithm);
    state.usage = possible(Some(stated_usage(signature)).filter(|&usage| usage != 0), key);
    state.expired = key_expiry(signature, key).filter(|&expires| expires < now);
    state.cross_certified = back
        .as_ref()
        .is_some_and(|(back, holds)| *holds && is_timely(key, back, now));
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

/// What a signature says that the key is for; 0 where it says nothing (`parse_key_usage`).
fn stated_usage(signature: &Signature) -> u8 {
    let Some(flags) = signature.hashed().find(kind::KEY_FLAGS) else {
        return 0;
    };
    // RFC 4880 §5.2.3.21
    let bits = [
        (0x01, usage::CERTIFY),
        (0x02, usage::SIGN),
        (0x04, usage::ENCRYPT),
        (0x08, usage::ENCRYPT),
        (0x20, usage::AUTHENTICATE),
    ];
    let flags = flags.first().copied().unwrap_or(0);
    let stated = bits
        .iter()
        .filter(|(flag, _)| flags & flag != 0)
        .fold(0, |usage, (_, bit)| usage | bit);
    let other = flags & !(0x01 | 0x02 | 0x04 | 0x08 | 0x20) != 0 || stated == 0;
    if other { stated | OTHER_USAGE } else { stated }
}

/// What the key is for: what was stated, as far as its algorithm can do it; all that it can do where nothing was.
fn possible(stated: Option<u8>, key: &Key) -> u8 {
    let possible = algorithm::possible_usage(key.algorithm);
    stated.map_or(possible, |stated| stated & possible)
}
