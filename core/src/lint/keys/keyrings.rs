//! OpenPGP keys, as GnuPG takes them now and some time from now.

use alloc::string::String;
use alloc::vec::Vec;

use super::{BYTES_LIMIT, Examination, Flaw, OPERATION_LIMIT, RSA_BITS, Subject, Weakness, WrongKind, soon};
use crate::openpgp::algorithm::{self, HashAlgorithm};
use crate::openpgp::keyring::{Budget, Component, Subject as Part};
use crate::openpgp::signature::class;
use crate::trust::load::{KeyFile, KeyOrigin};
use crate::verify::UnixTime;
use crate::verify::simple_signing::key_state::KeyState;
use crate::verify::simple_signing::keyring::{Keyring, TrustedKey};

pub(super) fn examine(subject: &Subject<'_>, bytes: &[u8], operations: &mut usize) -> Examination {
    let mut examination = Examination::default();
    let Some(keys) = keys_at(subject, bytes, subject.now, operations) else {
        // More than is read: then nothing is said.
        return examination;
    };
    if keys.is_empty() {
        examination.flaws = Vec::from([Flaw::WrongKind(WrongKind::NothingToImport)]);
        return examination;
    }
    let later = keys_at(subject, bytes, soon(subject.now), operations).unwrap_or_default();
    for key in &keys {
        match state_of(key) {
            State::Alive => {
                examination.good += 1;
                let fingerprint = fingerprint(key);
                let then = later
                    .iter()
                    .find(|other| self::fingerprint(other) == fingerprint)
                    .map(state_of);
                if let Some(State::Expired(at)) = then {
                    examination.flaws.push(Flaw::ExpiresSoon { key: name(key), at });
                }
                examination.flaws.extend(weakness(key));
            }
            State::Expired(at) => examination.flaws.push(Flaw::Expired { key: name(key), at }),
            State::Revoked => examination.flaws.push(Flaw::Revoked { key: name(key) }),
            State::CannotSign => examination.flaws.push(Flaw::CannotSign { key: name(key) }),
        }
    }
    examination
}

fn keys_at(subject: &Subject<'_>, bytes: &[u8], time: UnixTime, operations: &mut usize) -> Option<Vec<TrustedKey>> {
    let file = KeyFile {
        origin: KeyOrigin {
            span: crate::source::Span::default(),
            path: None,
        },
        bytes: bytes.to_vec(),
    };
    let now = u32::try_from(time.0).unwrap_or(if time.0 < 0 { 0 } else { u32::MAX });
    let mut budget = Budget::within(OPERATION_LIMIT.saturating_sub(*operations), BYTES_LIMIT);
    let keyring = Keyring::import(&[file], now, &mut budget, subject.crypto);
    *operations += budget.operations_spent();
    let keyring = keyring.ok()?;
    Some(keyring.keys().to_vec())
}

enum State {
    Alive,
    CannotSign,
    Expired(UnixTime),
    Revoked,
}

/// Whether the primary key or a subkey may sign at the time.
fn state_of(key: &TrustedKey) -> State {
    let states = key.states();
    let may_sign = |state: &&KeyState| state.signs && state.bound && state.cross_certified;
    let is_alive = |state: &KeyState| !state.revoked && state.expired.is_none();
    if states.iter().filter(may_sign).any(is_alive) {
        return State::Alive;
    }
    // The last that expired; a key that is both is rather revoked.
    let mut signers = states.iter().filter(may_sign).peekable();
    if signers.peek().is_none() {
        return State::CannotSign;
    }
    let expired = signers
        .filter(|state| !state.revoked)
        .filter_map(|state| state.expired)
        .max();
    match expired {
        Some(at) => State::Expired(UnixTime(i64::from(at))),
        None => State::Revoked,
    }
}

fn weakness(key: &TrustedKey) -> Option<Flaw> {
    let signers = key.states().iter().filter(|state| state.signs);
    let weak = signers.filter_map(|state| {
        let bits = algorithm::rsa_bits(&state.key)?;
        (bits < RSA_BITS).then_some(Weakness::Rsa {
            bits,
            is_refused: false,
        })
    });
    let is_dsa = algorithm::describe(&key.block().primary).starts_with("DSA");
    let why = weak
        .min_by_key(|why| match why {
            Weakness::Rsa { bits, .. } => *bits,
            _ => usize::MAX,
        })
        .or(is_dsa.then_some(Weakness::Dsa))
        .or_else(|| uses_sha1(key).then_some(Weakness::Sha1SelfSignature))?;
    Some(Flaw::Weak { key: name(key), why })
}

/// Whether all that the owner says of the key and its names is signed with SHA-1 (or MD5, which GnuPG does not take either).
fn uses_sha1(key: &TrustedKey) -> bool {
    let is_about_owner = |component: &&Component| !matches!(component.subject, Part::Subkey(_));
    let signatures = key
        .block()
        .components
        .iter()
        .filter(is_about_owner)
        .flat_map(|component| &component.signatures);
    let mut hashes = signatures
        .filter(|found| found.holds && found.signature.class != class::KEY_REVOCATION)
        .map(|found| HashAlgorithm::from_number(found.signature.hash_algorithm))
        .peekable();
    hashes.peek().is_some() && hashes.all(|hash| hash == Some(HashAlgorithm::Sha1))
}

fn fingerprint(key: &TrustedKey) -> String {
    key.block().primary.fingerprint.hexadecimal()
}

/// The owner and the fingerprint.
fn name(key: &TrustedKey) -> String {
    let evidence = key.evidence(None);
    match evidence.user_id {
        Some(user_id) => alloc::format!("{user_id} ({})", evidence.fingerprint),
        None => evidence.fingerprint,
    }
}
