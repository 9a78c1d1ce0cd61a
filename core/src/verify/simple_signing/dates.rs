//! The times at which a verdict about OpenPGP signatures may change: what keys and signatures say of when they begin and end to count.

use alloc::vec::Vec;

use super::super::{Environment, UnixTime};
use crate::image::{Image, UntrustedSignature, signature_blob};
use crate::openpgp::keyring::{self, Budget, Entry, KeyBlock, Subject};
use crate::openpgp::message::{self, Packet, Stream};
use crate::openpgp::signature::{Signature, subpacket::kind};
use crate::policy::SignedBy;
use crate::trust::load;

/// The times in the key files of a requirement and in the image's signatures; some may change nothing. Files that cannot be read have none.
#[must_use]
pub fn dates(requirement: &SignedBy, image: &Image<'_>, environment: &Environment<'_>) -> Vec<UnixTime> {
    let mut dates = Vec::new();
    for file in load::read_all(&requirement.keys, environment.files, environment.budget).unwrap_or_default() {
        let mut budget = Budget::within(environment.budget.verifications_left(), environment.budget.bytes_left());
        let entries = keyring::read(&file.bytes, &mut budget, environment.crypto);
        environment.budget.verifications(budget.operations_spent());
        for entry in entries.unwrap_or_default() {
            match entry {
                Entry::Keys(block) => of_block(&block, &mut dates),
                Entry::Revocation(signature) => of_signature(&signature, &mut dates),
            }
        }
    }
    for file in &image.signatures {
        let Ok(UntrustedSignature::SimpleSigning(message)) = signature_blob::parse(file.source, file.bytes) else {
            continue;
        };
        if let Ok(stream) = message::read(&message) {
            of_stream(&stream, &mut dates);
        }
    }
    dates
}

/// Compressed packets have no more levels than were read.
fn of_stream(stream: &Stream, dates: &mut Vec<UnixTime>) {
    for packet in &stream.packets {
        match packet {
            Packet::Compressed(inner) => of_stream(inner, dates),
            Packet::Signature(signature) => of_signature(signature, dates),
            _ => {}
        }
    }
}

fn of_block(block: &KeyBlock, dates: &mut Vec<UnixTime>) {
    let mut add = |seconds: u32| dates.push(UnixTime(i64::from(seconds)));
    add(block.primary.created);
    for component in &block.components {
        let created = match &component.subject {
            Subject::Subkey(key) => key.created,
            _ => block.primary.created,
        };
        add(created);
        for found in &component.signatures {
            if let Some(after) = found
                .signature
                .hashed()
                .time(kind::KEY_EXPIRATION_TIME)
                .filter(|after| *after > 0)
            {
                add(created.saturating_add(after));
            }
        }
    }
    for found in block.components.iter().flat_map(|component| &component.signatures) {
        of_signature(&found.signature, dates);
    }
}

fn of_signature(signature: &Signature, dates: &mut Vec<UnixTime>) {
    let times = [Some(signature.created), signature.expires];
    dates.extend(times.into_iter().flatten().map(|seconds| UnixTime(i64::from(seconds))));
}
