//! Signature packets of versions 2 to 4 (RFC 4880 §5.2).

use alloc::vec::Vec;

use self::subpacket::{Area, kind};
use super::algorithm::HashAlgorithm;
use super::packet::Reader;
use super::{Integer, Key, KeyId, algorithm, verification};
use crate::crypto::CryptoProvider;

pub mod subpacket;

/// GnuPG reads no area of subpackets that is longer.
const AREA_LIMIT: usize = 10_000;
/// GnuPG reads no unknown signature that is longer: five integers of the greatest length.
const OPAQUE_LIMIT: usize = 5 * 16_384 / 8;

/// What a signature is about (RFC 4880 §5.2.1).
pub mod class {
    #![allow(missing_docs, reason = "the names are those of RFC 4880 §5.2.1")]
    pub const BINARY: u8 = 0x00;
    pub const TEXT: u8 = 0x01;
    pub const GENERIC_CERTIFICATION: u8 = 0x10;
    pub const POSITIVE_CERTIFICATION: u8 = 0x13;
    pub const SUBKEY_BINDING: u8 = 0x18;
    pub const PRIMARY_KEY_BINDING: u8 = 0x19;
    pub const DIRECT_KEY: u8 = 0x1f;
    pub const KEY_REVOCATION: u8 = 0x20;
    pub const SUBKEY_REVOCATION: u8 = 0x28;
    pub const CERTIFICATION_REVOCATION: u8 = 0x30;
}

/// A signature, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// 2, 3 or 4; 0 for a packet that is too short to be one, which GnuPG keeps as a signature that no key made.
    pub version: u8,
    /// See [`class`].
    pub class: u8,
    /// The number of the public-key algorithm (RFC 4880 §9.1).
    pub key_algorithm: u8,
    /// The number of the hash algorithm (RFC 4880 §9.4).
    pub hash_algorithm: u8,
    /// When it says that it was made; seconds since 1970.
    pub created: u32,
    /// When it stops to count; seconds since 1970, wrapped around as GnuPG's are. `None`: never.
    pub expires: Option<u32>,
    /// Which key it says that made it; 0 where it does not.
    pub issuer: KeyId,
    /// The fingerprint of that key, where it is there and protected by the signature.
    pub issuer_fingerprint: Option<super::Fingerprint>,
    /// Whether it asks to be rejected by whoever does not know a subpacket, and GnuPG does not.
    pub unknown_critical: bool,
    hashed: Vec<u8>,
    unhashed: Vec<u8>,
    integers: Vec<Integer>,
}

/// A signature packet that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// The data ends within its subpackets: GnuPG takes that for the end of everything.
    EndOfData,
    /// It is malformed: GnuPG reads nothing behind it.
    Invalid,
}

impl Signature {
    /// Reads the body of a signature packet that announced `length` bytes, of which `available` are there (`parse_signature`).
    ///
    /// # Errors
    /// The packet could not be read.
    pub fn parse(length: usize, available: &[u8]) -> Result<Self, SignatureError> {
        use SignatureError::{EndOfData, Invalid};
        let mut signature = Self::default();
        if length < 16 {
            return Ok(signature);
        }
        let mut reader = Reader::new(available);
        signature.version = reader.byte().ok_or(Invalid)?;
        match signature.version {
            2 | 3 => {
                let _length_of_hashed_part = reader.byte().ok_or(Invalid)?;
                signature.class = reader.byte().ok_or(Invalid)?;
                signature.created = reader.u32().ok_or(Invalid)?;
                signature.issuer = KeyId(reader.array().map(u64::from_be_bytes).ok_or(Invalid)?);
            }
            4 => signature.class = reader.byte().ok_or(Invalid)?,
            _ => return Err(Invalid),
        }
        signature.key_algorithm = reader.byte().ok_or(Invalid)?;
        signature.hash_algorithm = reader.byte().ok_or(Invalid)?;
        if signature.version == 4 {
            for area in [&mut signature.hashed, &mut signature.unhashed] {
                let area_length = usize::from(reader.u16().ok_or(Invalid)?);
                let read = available.len() - reader.rest().len();
                if area_length > AREA_LIMIT || area_length > length.saturating_sub(read) {
                    return Err(Invalid);
                }
                let bytes = reader.take(area_length);
                if bytes.len() < area_length {
                    return Err(EndOfData);
                }
                area.extend_from_slice(bytes);
            }
        }
        let _start_of_digest: [u8; 2] = reader.array().ok_or(Invalid)?;
        if signature.version == 4 && signature.key_algorithm != 0 {
            signature.read_subpackets();
        }
        match algorithm::signature_integers(signature.key_algorithm) {
            Some(count) => {
                for _ in 0..count {
                    signature.integers.push(reader.integer().ok_or(Invalid)?);
                }
            }
            None if length - (available.len() - reader.rest().len()) > OPAQUE_LIMIT => return Err(Invalid),
            None => {}
        }
        Ok(signature)
    }

    fn read_subpackets(&mut self) {
        let (hashed, unhashed) = (Area(&self.hashed), Area(&self.unhashed));
        self.unknown_critical = hashed.has_unknown_critical() || unhashed.has_unknown_critical();
        let issuer = hashed.find(kind::ISSUER).or_else(|| unhashed.find(kind::ISSUER));
        self.issuer = KeyId(
            issuer
                .and_then(|data| data.first_chunk())
                .map_or(0, |id| u64::from_be_bytes(*id)),
        );
        // Only a version 4 key has a fingerprint of 20 bytes; GnuPG takes no other here, and none from the unprotected area (`issuer_fpr_raw`).
        self.issuer_fingerprint = match hashed.find(kind::ISSUER_FINGERPRINT) {
            Some([4, fingerprint @ ..]) => fingerprint.try_into().ok().map(super::Fingerprint),
            _ => None,
        };
        self.created = hashed.time(kind::SIGNATURE_CREATION_TIME).unwrap_or(0);
        let lifetime = hashed
            .time(kind::SIGNATURE_EXPIRATION_TIME)
            .filter(|&lifetime| lifetime != 0);
        self.expires = lifetime
            .map(|lifetime| self.created.wrapping_add(lifetime))
            .filter(|&expires| expires != 0);
    }

    /// The subpackets that the signature protects.
    #[must_use]
    pub fn hashed(&self) -> Area<'_> {
        Area(&self.hashed)
    }

    /// The subpackets that anybody may have changed.
    #[must_use]
    pub fn unhashed(&self) -> Area<'_> {
        Area(&self.unhashed)
    }

    /// The hash algorithm, where it is one that GnuPG computes.
    #[must_use]
    pub fn hash(&self) -> Option<HashAlgorithm> {
        HashAlgorithm::from_number(self.hash_algorithm)
    }

    /// Whether it may leave the key ring of whoever made it; GnuPG imports no other (RFC 4880 §5.2.3.11).
    #[must_use]
    pub fn is_exportable(&self) -> bool {
        let area = self
            .hashed()
            .find(kind::EXPORTABLE)
            .or_else(|| self.unhashed().find(kind::EXPORTABLE));
        area.and_then(|data| data.first()) != Some(&0)
    }

    /// Signatures within this one that bind a subkey to its primary key from the subkey's side; the latest one (`merge_selfsigs_subkey`).
    #[must_use]
    pub fn back_signature(&self) -> Option<Self> {
        let mut latest: Option<Self> = None;
        for data in self
            .hashed()
            .all(kind::EMBEDDED_SIGNATURE)
            .chain(self.unhashed().all(kind::EMBEDDED_SIGNATURE))
        {
            let binds = matches!(
                data,
                [3, _, class::PRIMARY_KEY_BINDING, _, ..] | [4, class::PRIMARY_KEY_BINDING, _, _, ..]
            );
            if let Some(signature) = binds.then(|| Self::parse(data.len(), data).ok()).flatten()
                && signature.created > latest.as_ref().map_or(0, |latest| latest.created)
            {
                latest = Some(signature);
            }
        }
        latest
    }

    /// Whether `key` made this signature over `signed`, one part after the other. Neither time nor what the key is for is looked at.
    #[must_use]
    pub fn holds(&self, key: &Key, signed: &[&[u8]], crypto: &dyn CryptoProvider) -> bool {
        // GnuPG takes nothing that was made with MD5 (`--weak-digest`).
        let Some(hash) = self.hash().filter(|&hash| hash != HashAlgorithm::Md5) else {
            return false;
        };
        let trailer = self.trailer();
        let parts: Vec<&[u8]> = signed.iter().copied().chain([trailer.as_slice()]).collect();
        verification::verify(key, hash, &parts, &self.integers, crypto)
    }

    /// Whether its digest is shorter than what the key signs: then GnuPG does not try whether it holds.
    #[must_use]
    pub fn is_too_short_for(&self, key: &Key) -> bool {
        self.hash()
            .is_some_and(|hash| verification::hash_is_too_short(key, hash))
    }

    /// What is hashed after the signed data (RFC 4880 §5.2.4).
    fn trailer(&self) -> Vec<u8> {
        let mut trailer = Vec::new();
        if self.version < 4 {
            trailer.push(self.class);
            trailer.extend(self.created.to_be_bytes());
            return trailer;
        }
        trailer.extend([self.version, self.class, self.key_algorithm, self.hash_algorithm]);
        trailer.extend(u16::try_from(self.hashed.len()).unwrap_or(u16::MAX).to_be_bytes());
        trailer.extend_from_slice(&self.hashed);
        let length = u32::try_from(trailer.len()).unwrap_or(u32::MAX);
        trailer.extend([self.version, 0xff]);
        trailer.extend(length.to_be_bytes());
        trailer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version 4, binary, RSA, SHA-256, and one integer of one bit.
    fn packet(hashed: &[u8], unhashed: &[u8]) -> Vec<u8> {
        let mut bytes = alloc::vec![4, class::BINARY, 1, 8];
        for area in [hashed, unhashed] {
            bytes.extend(u16::try_from(area.len()).unwrap().to_be_bytes());
            bytes.extend_from_slice(area);
        }
        bytes.extend([0, 0, 0, 1, 1]);
        bytes
    }

    fn parse(hashed: &[u8], unhashed: &[u8]) -> Signature {
        let bytes = packet(hashed, unhashed);
        Signature::parse(bytes.len().max(16), &bytes).unwrap()
    }

    #[test]
    fn times_are_read_from_the_protected_area_only() {
        let created = [5, kind::SIGNATURE_CREATION_TIME, 0, 0, 1, 0];
        let expires = [5, kind::SIGNATURE_EXPIRATION_TIME, 0, 0, 0, 9];
        assert_eq!(parse(&created, &expires).created, 256);
        assert_eq!(parse(&created, &expires).expires, None);
        assert_eq!(parse(&[created, expires].concat(), &[]).expires, Some(265));
        assert_eq!(parse(&[], &created).created, 0);
    }

    #[test]
    fn a_lifetime_wraps_around_as_it_does_for_gnupg() {
        let created = [5, kind::SIGNATURE_CREATION_TIME, 0, 0, 1, 0];
        let expires = [5, kind::SIGNATURE_EXPIRATION_TIME, 255, 255, 255, 255];
        assert_eq!(parse(&[created, expires].concat(), &[]).expires, Some(255));
    }

    #[test]
    fn the_issuer_may_stand_anywhere_but_its_fingerprint_must_be_protected() {
        let issuer = [9, kind::ISSUER, 0, 0, 0, 0, 0, 0, 1, 2];
        assert_eq!(parse(&[], &issuer).issuer, KeyId(258));
        let mut fingerprint = alloc::vec![22, kind::ISSUER_FINGERPRINT, 4];
        fingerprint.extend([7; 20]);
        assert_eq!(
            parse(&fingerprint, &[]).issuer_fingerprint,
            Some(super::super::Fingerprint([7; 20]))
        );
        assert_eq!(parse(&[], &fingerprint).issuer_fingerprint, None);
    }

    #[test]
    fn a_short_packet_is_a_signature_that_nobody_made() {
        assert_eq!(Signature::parse(15, &[4; 15]), Ok(Signature::default()));
    }

    #[test]
    fn a_packet_that_is_cut_off_is_no_signature() {
        let bytes = packet(&[5, kind::SIGNATURE_CREATION_TIME, 0, 0, 1, 0], &[]);
        for available in 0..bytes.len() {
            let expected = if (6..12).contains(&available) {
                SignatureError::EndOfData
            } else {
                SignatureError::Invalid
            };
            assert_eq!(
                Signature::parse(bytes.len(), &bytes[..available]),
                Err(expected),
                "{available} bytes"
            );
        }
    }
}
