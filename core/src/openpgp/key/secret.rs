//! Secret key packets (RFC 4880 §5.5.3). Only their public half is used, and what GnuPG checks before it would import them.

use super::{Key, KeyError};
use crate::openpgp::algorithm;
use crate::openpgp::packet::Reader;

/// A secret key, of which the secret is not kept.
#[derive(Clone, Debug)]
pub struct SecretKey {
    /// Its public half.
    pub public: Key,
    /// Whether the secret is enciphered with something that does not exist; GnuPG skips such a primary key (`import_secret_one`).
    pub unknown_cipher: bool,
}

impl SecretKey {
    /// Reads the body of a secret key or subkey packet that announced `length` bytes, of which `available` are there (`parse_key`).
    ///
    /// # Errors
    /// The packet could not be read.
    pub fn parse(length: usize, available: &[u8]) -> Result<Self, KeyError> {
        let mut reader = Reader::new(available.get(..length).unwrap_or(available));
        let public = Key::parse_public(length, &mut reader)?;
        let unknown_cipher = check_secret(public.algorithm, &mut reader).ok_or(KeyError::Invalid)?;
        Ok(Self { public, unknown_cipher })
    }
}

/// Whether the cipher is unknown; `None` where GnuPG takes the packet for malformed.
fn check_secret(algorithm: u8, reader: &mut Reader<'_>) -> Option<bool> {
    let Some(secret_integers) = algorithm::secret_integers(algorithm) else {
        return Some(false);
    };
    let usage = reader.byte()?;
    if usage == 0 {
        for _ in 0..secret_integers {
            reader.integer()?;
        }
        return reader.u16().map(|_checksum| false);
    }
    let (cipher, derivation) = if usage >= 254 {
        read_derivation(reader)?
    } else {
        (usage, Derivation::Simple)
    };
    match derivation {
        Derivation::NoSecret => {}
        Derivation::OnCard(serial_number_length) => {
            let length = serial_number_length.min(16);
            (reader.take(length).len() == length).then_some(())?;
        }
        Derivation::Simple => {
            let block = if (7..=13).contains(&cipher) { 16 } else { 8 };
            (reader.take(block).len() == block && reader.rest().len() >= 2).then_some(())?;
        }
    }
    Some(cipher > 110)
}

/// How a key is made from a pass phrase.
enum Derivation {
    /// GnuPG's extension: there is no secret.
    NoSecret,
    /// GnuPG's extension: the secret is on a card with a serial number of this length.
    OnCard(usize),
    /// From the pass phrase.
    Simple,
}

fn read_derivation(reader: &mut Reader<'_>) -> Option<(u8, Derivation)> {
    let [cipher, specifier, _hash] = reader.array()?;
    let derivation = match specifier {
        0 => Derivation::Simple,
        1 | 3 => {
            let _salt: [u8; 8] = reader.array()?;
            if specifier == 3 {
                let _count = reader.byte()?;
            }
            Derivation::Simple
        }
        101 => match reader.array()? {
            [b'G', b'N', b'U', 1] => Derivation::NoSecret,
            [b'G', b'N', b'U', 2] => {
                let length = usize::from(reader.byte()?);
                (reader.rest().len() >= length).then_some(Derivation::OnCard(length))?
            }
            _ => return None,
        },
        _ => return None,
    };
    Some((cipher, derivation))
}
