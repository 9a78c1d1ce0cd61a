//! Key packets of version 4 (RFC 4880 §5.5), the only ones that GnuPG still reads.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Integer;
use super::algorithm::{self, HashAlgorithm, Part};
use super::packet::Reader;

pub mod secret;

/// GnuPG reads no key packet that is longer.
const KEY_PACKET_LENGTH_LIMIT: usize = 256 * 1024;

/// A public key, or the public half of a secret one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// When it says that it was made; seconds since 1970.
    pub created: u32,
    /// The number of its algorithm (RFC 4880 §9.1).
    pub algorithm: u8,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    material: Material,
    /// What is hashed for its fingerprint and for signatures about it (RFC 4880 §5.2.4).
    hashed: Vec<u8>,
}

/// What the algorithm works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// Numbers and octet strings, in the order of RFC 4880 §5.5.2 and RFC 6637 §9.
    Known(Vec<Value>),
    /// The algorithm is unknown.
    Unknown,
}

/// One part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Integer(Integer),
    /// An object identifier, or parameters for deriving keys.
    Octets(Vec<u8>),
}

/// A version 4 fingerprint (RFC 4880 §12.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 20]);

/// The last eight bytes of a fingerprint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub u64);

/// What a comment in a subkey packet begins with.
pub(super) const COMMENT: u8 = b'#';

/// Whether a key packet announces no byte and goes on with the version of those that are read: GnuPG then takes it for longer than there is memory
/// (`parse_key`). `available` is as [`super::packet::Reader::body`] gives it.
pub(super) fn is_endless(length: usize, available: &[u8]) -> bool {
    length == 0 && available == [4]
}

/// A key packet that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is malformed: GnuPG reads nothing behind it.
    Invalid,
    /// Another version: GnuPG skips it, and what belongs to it.
    OtherVersion,
}

impl Key {
    /// Reads the body of a public key or subkey packet that announced `length` bytes, of which `available` are there (`parse_key`).
    ///
    /// # Errors
    /// The packet could not be read.
    pub fn parse(length: usize, available: &[u8]) -> Result<Self, KeyError> {
        Self::parse_public(length, &mut Reader::new(available))
    }

    fn parse_public(length: usize, reader: &mut Reader<'_>) -> Result<Self, KeyError> {
        use KeyError::Invalid;
        match reader.byte() {
            Some(4) => {}
            _ => return Err(KeyError::OtherVersion),
        }
        if !(12..=KEY_PACKET_LENGTH_LIMIT).contains(&length) {
            return Err(Invalid);
        }
        let created = reader.u32().ok_or(Invalid)?;
        let algorithm = reader.byte().ok_or(Invalid)?;
        let mut encoded = Vec::new();
        encoded.push(4);
        encoded.extend(created.to_be_bytes());
        encoded.push(algorithm);
        let material = match algorithm::key_parts(algorithm) {
            None => {
                encoded.extend_from_slice(reader.take(length - 6));
                Material::Unknown
            }
            Some(parts) => Material::Known(
                parts
                    .iter()
                    .map(|&part| Value::parse(part, reader, &mut encoded))
                    .collect::<Option<_>>()
                    .ok_or(Invalid)?,
            ),
        };
        let mut hashed = Vec::new();
        hashed.push(0x99);
        hashed.extend(u16::try_from(encoded.len()).map_err(|_| Invalid)?.to_be_bytes());
        hashed.append(&mut encoded);
        let digest = HashAlgorithm::Sha1.digest(&[&hashed]);
        let fingerprint = Fingerprint(digest.try_into().map_err(|_| Invalid)?);
        Ok(Self {
            created,
            algorithm,
            fingerprint,
            material,
            hashed,
        })
    }

    /// Its key ID.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.fingerprint.key_id()
    }

    /// What the algorithm works with.
    #[must_use]
    pub fn material(&self) -> &Material {
        &self.material
    }

    /// What is hashed for signatures about the key.
    #[must_use]
    pub fn hashed(&self) -> &[u8] {
        &self.hashed
    }
}

impl Value {
    /// Reads a part and writes it as GnuPG would: integers without leading zeros, whatever was read.
    fn parse(part: Part, reader: &mut Reader<'_>, encoded: &mut Vec<u8>) -> Option<Self> {
        match part {
            Part::Integer => {
                let integer = reader.integer()?;
                encoded.extend(u16::try_from(integer.bits()).ok()?.to_be_bytes());
                encoded.extend_from_slice(integer.bytes());
                Some(Self::Integer(integer))
            }
            Part::Octets => {
                let length = reader.byte()?;
                let octets = reader.take(usize::from(length));
                // 0 and 255 are reserved (RFC 6637 §9); GnuPG also wants more than one octet (`read_size_body`).
                if !(2..=254).contains(&length) || octets.len() < usize::from(length) {
                    return None;
                }
                encoded.push(length);
                encoded.extend_from_slice(octets);
                Some(Self::Octets(octets.to_vec()))
            }
        }
    }
}

impl Fingerprint {
    /// The key ID that is part of it.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId(self.0.last_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes)))
    }

    /// Upper-case hexadecimal, as containers/image compares it (reference.md §3.3).
    #[must_use]
    pub fn hexadecimal(&self) -> String {
        alloc::format!("{self}")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02X}"))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "0x{:016X}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::secret::SecretKey;
    use super::*;
    use crate::openpgp::packet::Length;
    use crate::openpgp::samples;

    fn first_body(file: &[u8]) -> &[u8] {
        let mut reader = Reader::new(file);
        match reader.header().unwrap().unwrap().length {
            Length::Fixed(length) => reader.take(length),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_has_the_fingerprint_that_gpg_lists() {
        let file = samples::key();
        let body = first_body(&file);
        let key = Key::parse(body.len(), body).unwrap();
        assert_eq!(key.fingerprint.hexadecimal(), samples::PRIMARY);
        assert_eq!(alloc::format!("{}", key.id()), "0x95AEEA11681D3ED2");
        assert_eq!(
            (key.created, algorithm::describe(&key).as_str()),
            (1_700_000_000, "Ed25519")
        );
    }

    #[test]
    fn a_secret_key_is_its_public_half() {
        let (public, secret) = (samples::key(), samples::secret_key_packet());
        let (public, secret) = (first_body(&public), first_body(&secret));
        let read = SecretKey::parse(secret.len(), secret).unwrap();
        assert_eq!(read.public, Key::parse(public.len(), public).unwrap());
        assert!(!read.unknown_cipher);
        for length in public.len()..secret.len() {
            let cut = SecretKey::parse(length, &secret[..length]);
            assert_eq!(
                cut.unwrap_err(),
                KeyError::Invalid,
                "{length} of {} bytes",
                secret.len()
            );
        }
    }

    #[test]
    fn only_version_4_is_read() {
        let file = samples::key();
        let mut body = first_body(&file).to_vec();
        for version in [2, 3, 5, 6] {
            body[0] = version;
            assert_eq!(Key::parse(body.len(), &body), Err(KeyError::OtherVersion));
        }
    }
}
