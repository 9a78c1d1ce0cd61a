//! What holds whatever the bytes are. What GPGME says of single cases is held in `fixtures/cases/openpgp`.

use alloc::vec::Vec;

use super::keyring::Keyring;
use super::message::{self, GoodSignature};
use super::*;
use crate::budget;
use crate::crypto::rustcrypto::RustCrypto;
use crate::openpgp::samples;
use crate::source::Span;
use crate::trust::load::{KeyFile, KeyOrigin};

fn import(files: &[&[u8]], now: u32) -> Result<Keyring, Limit> {
    let span = Span::default();
    let files: Vec<KeyFile> = files
        .iter()
        .map(|bytes| KeyFile {
            origin: KeyOrigin { span, path: None },
            bytes: bytes.to_vec(),
        })
        .collect();
    Keyring::import(&files, now, &mut Budget::default(), &RustCrypto)
}

fn verify(message: &[u8], key: &[u8], now: u32) -> Result<GoodSignature, SimpleSigningError> {
    let keyring = import(&[key], now)?;
    message::verify(
        &openpgp::message::read(message)?,
        &keyring,
        now,
        &budget::Budget::default(),
        &RustCrypto,
    )
}

#[test]
fn a_good_message_says_who_signed_what() {
    for (message, signer) in [
        (samples::message(), samples::PRIMARY),
        (samples::message_by_subkey(), samples::SUBKEY),
    ] {
        let good = verify(&message, &samples::key(), samples::NOW).unwrap();
        assert_eq!(good.key.hexadecimal(), signer);
        assert_eq!(good.content, samples::CONTENT);
        let owner = import(&[&samples::key()], samples::NOW)
            .unwrap()
            .owner_of(good.key)
            .unwrap();
        assert_eq!(owner.fingerprint, samples::PRIMARY);
        assert_eq!(
            owner.subkey.as_deref(),
            (signer == samples::SUBKEY).then_some(samples::SUBKEY)
        );
        assert_eq!(owner.user_id.as_deref(), Some("Test <test@example.com>"));
    }
}

#[test]
fn a_key_that_is_not_there_is_named_by_what_the_signature_claims() {
    let claimed = match verify(&samples::message(), b"", samples::NOW) {
        Err(SimpleSigningError::InvalidSignature {
            signer: Signer::Claimed(claimed),
            reason: InvalidSignature::UnknownKey,
        }) => claimed,
        other => panic!("{other:?}"),
    };
    assert_eq!(alloc::format!("{claimed}"), "0x95AEEA11681D3ED2");
}

#[test]
fn what_a_message_says_is_shown() {
    let shown = |message: &[u8]| message::content(&openpgp::message::read(message).unwrap());
    assert_eq!(shown(&samples::message()).as_deref(), Some(samples::CONTENT));
    assert_eq!(
        shown(&samples::message_by_subkey()).as_deref(),
        Some(samples::CONTENT),
        "compressed"
    );
    assert_eq!(shown(b""), None);
}

#[test]
fn a_verification_that_the_budget_does_not_pay_is_not_made() {
    let keyring = import(&[&samples::key()], samples::NOW).unwrap();
    let stream = openpgp::message::read(&samples::message()).unwrap();
    let verify = |budget: &budget::Budget| message::verify(&stream, &keyring, samples::NOW, budget, &RustCrypto);
    let limit = Err(SimpleSigningError::Limit(Limit::KeyBytes));

    let budget = budget::Budget::default();
    assert!(
        budget.verifications(budget::VERIFICATION_LIMIT - 1)
            && budget.bytes(budget::BYTES_LIMIT - samples::CONTENT.len())
    );
    assert!(verify(&budget).is_ok(), "it pays for this one");
    assert_eq!(verify(&budget), limit);

    let budget = budget::Budget::default();
    assert!(budget.verifications(budget::VERIFICATION_LIMIT));
    assert_eq!(verify(&budget), limit, "bytes are left");

    let budget = budget::Budget::default();
    assert!(budget.bytes(budget::BYTES_LIMIT - samples::CONTENT.len() + 1));
    assert_eq!(verify(&budget), limit, "verifications are left");
}

/// A generator of numbers, the same each time (PCG, O'Neill 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mixed = (((self.0 >> 18) ^ self.0) >> 27) & 0xffff_ffff;
        usize::try_from(mixed).unwrap() % bound.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }

    /// Changes a few bytes: flips, replaces, removes, inserts, repeats, cuts off.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let count = self.below(12).min(bytes.len() - at);
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[at] = self.byte(),
                2 => drop(bytes.drain(at..at + count)),
                3 => bytes.insert(at, self.byte()),
                4 => {
                    let copy = bytes[at..at + count].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, copy);
                }
                _ => bytes.truncate(bytes.len() - count),
            }
        }
    }
}

#[test]
fn a_damaged_message_never_says_something_else() {
    let mut random = Random(1);
    let mut accepted = 0;
    let keyring = import(&[&samples::key()], samples::NOW).unwrap();
    for _ in 0..20_000 {
        let mut bytes = [samples::message(), samples::message_by_subkey()][random.below(2)].clone();
        random.damage(&mut bytes);
        let read = openpgp::message::read(&bytes).map_err(SimpleSigningError::from);
        if let Ok(good) = read.and_then(|stream| {
            message::verify(&stream, &keyring, samples::NOW, &budget::Budget::default(), &RustCrypto)
        }) {
            assert_eq!(good.content, samples::CONTENT, "{bytes:x?}");
            accepted += 1;
        }
    }
    assert!(
        (100..5_000).contains(&accepted),
        "{accepted} were accepted: is there any damage?"
    );
}

#[test]
fn a_damaged_key_file_gives_an_answer() {
    let mut random = Random(2);
    let mut accepted = 0;
    for _ in 0..2_000 {
        let mut bytes = samples::key();
        random.damage(&mut bytes);
        if let Ok(good) = verify(&samples::message(), &bytes, samples::NOW) {
            assert_eq!(good.key.hexadecimal(), samples::PRIMARY, "{bytes:x?}");
            accepted += 1;
        }
    }
    assert!(
        (50..1_500).contains(&accepted),
        "{accepted} were accepted: is there any damage?"
    );
}

#[test]
fn noise_gives_an_answer() {
    let mut random = Random(3);
    for length in 0..2_000 {
        let mut noise: Vec<u8> = (0..length % 300).map(|_| random.byte()).collect();
        // A packet of each type first, so that more than the first byte is looked at.
        if let Some(first) = noise.first_mut() {
            *first |= 0x80;
        }
        assert!(verify(&noise, &noise, samples::NOW).is_err(), "{noise:x?}");
        assert!(verify(&noise, &samples::key(), samples::NOW).is_err(), "{noise:x?}");
    }
}
