//! The facts of OpenPGP messages and keys (RFC 4880), and no judgement: no clock, no policy, nobody is trusted here.
//!
//! Bytes → [`packet`] (headers and bodies) → [`message::read`] (what a signed message is made of) and [`keyring::read`] (what a file of keys
//! is made of, and which of the keys' own signatures hold). Whether these facts suffice is `verify::simple_signing`'s to say, with the time.
//!
//! The judge is GnuPG (reference.md §3.3), so packets are read with its leniencies and its strictness: comments that say "GnuPG" describe what
//! `gpg` 2.2.40 does, by the name of its source file. Where it would read more than these limits allow, we refuse.

use alloc::vec::Vec;

pub mod algorithm;
pub mod armor;
pub mod compression;
pub mod key;
pub mod keyring;
pub mod message;
pub mod packet;
pub mod passed_over;
pub mod signature;
mod verification;

#[cfg(test)]
pub(crate) mod samples;

pub use key::{Fingerprint, Key, KeyId};
pub use signature::Signature;

/// The most bytes that the compressed parts of one message may have, all taken together. A simple-signing payload has a few hundred.
pub const DECOMPRESSED_LIMIT: usize = 4 << 20;
/// The most packets in one message. A signed message has three, or four with the compressed one around them.
pub const MESSAGE_PACKET_LIMIT: usize = 1_000;
/// The most packets in the key files of one requirement: a well-connected key has some thousand signatures of others.
pub const KEY_PACKET_LIMIT: usize = 100_000;
/// The most keys, subkeys and user IDs in the key files of one requirement, with revocations that stand alone: a ring of some
/// six hundred people.
pub const KEY_PART_LIMIT: usize = 2_000;
/// The most signatures of keys about themselves, and revocations, in the key files of one requirement. Each takes an operation with a public key.
pub const KEY_OPERATION_LIMIT: usize = 2_000;

/// The most bytes that GnuPG may need to store a key and all that belongs to it ([`keyring::KeyBlock::stored`]). Its keybox takes no more
/// (`IMAGELEN_LIMIT`): of a larger key it imports less, or nothing.
pub const KEY_BLOCK_LIMIT: usize = 5 << 20;

/// A limit of ours was passed; GnuPG has none, or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`DECOMPRESSED_LIMIT`]
    Decompressed,
    /// [`KEY_BLOCK_LIMIT`]
    KeyBlock,
    /// More bytes to hash than the evaluation may.
    KeyBytes,
    /// [`KEY_OPERATION_LIMIT`]
    KeyOperations,
    /// [`KEY_PACKET_LIMIT`]
    KeyPackets,
    /// [`KEY_PART_LIMIT`]
    KeyParts,
    /// [`MESSAGE_PACKET_LIMIT`]
    MessagePackets,
}

/// A multi-precision integer, big-endian, without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer(Vec<u8>);

impl Integer {
    /// The integer that these bytes are.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.iter().copied().skip_while(|&byte| byte == 0).collect())
    }

    /// Big-endian, without leading zeros.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.0.first().map_or(0, |first| {
            self.0.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0)
        })
    }
}
