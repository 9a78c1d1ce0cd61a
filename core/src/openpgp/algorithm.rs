//! The algorithms of GnuPG 2.2: their numbers, what their keys and signatures are made of, and their hashes.
//!
//! What GnuPG verifies and pullgate does not is [`Unsupported`].

use alloc::vec::Vec;

use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::Key;
use super::key::{Material, Value};
use crate::crypto::RSA_BITS;

/// The numbers of the public-key algorithms (RFC 4880 §9.1, RFC 6637 §5; 22 is GnuPG's).
pub(super) mod number {
    pub(in crate::openpgp) const RSA: u8 = 1;
    pub(in crate::openpgp) const RSA_ENCRYPT_ONLY: u8 = 2;
    pub(in crate::openpgp) const RSA_SIGN_ONLY: u8 = 3;
    pub(in crate::openpgp) const ELGAMAL_ENCRYPT_ONLY: u8 = 16;
    pub(in crate::openpgp) const DSA: u8 = 17;
    pub(in crate::openpgp) const ECDH: u8 = 18;
    pub(in crate::openpgp) const ECDSA: u8 = 19;
    pub(in crate::openpgp) const ELGAMAL: u8 = 20;
    pub(in crate::openpgp) const EDDSA: u8 = 22;
}

/// What a part of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A multi-precision integer.
    Integer,
    /// A length in one octet, and so many octets.
    Octets,
}

/// What a public key of an algorithm is made of; `None` for an unknown algorithm (`pubkey_get_npkey`).
#[must_use]
pub fn key_parts(algorithm: u8) -> Option<&'static [Part]> {
    use Part::{Integer, Octets};
    match algorithm {
        number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY => Some(&[Integer, Integer]),
        number::ELGAMAL_ENCRYPT_ONLY | number::ELGAMAL => Some(&[Integer, Integer, Integer]),
        number::DSA => Some(&[Integer, Integer, Integer, Integer]),
        number::ECDH => Some(&[Octets, Integer, Octets]),
        number::ECDSA | number::EDDSA => Some(&[Octets, Integer]),
        _ => None,
    }
}

/// How many integers the secret of a key has (`pubkey_get_nskey`).
#[must_use]
pub fn secret_integers(algorithm: u8) -> Option<usize> {
    match algorithm {
        number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY => Some(4),
        _ => key_parts(algorithm).map(|_| 1),
    }
}

/// What an encrypted session key is made of; `None` for an algorithm that does not encrypt (`pubkey_get_nenc`).
#[must_use]
pub fn session_key_parts(algorithm: u8) -> Option<&'static [Part]> {
    match algorithm {
        number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY => Some(&[Part::Integer]),
        number::ELGAMAL_ENCRYPT_ONLY | number::ELGAMAL => Some(&[Part::Integer, Part::Integer]),
        number::ECDH => Some(&[Part::Integer, Part::Octets]),
        _ => None,
    }
}

/// How many integers a signature has; `None` for an algorithm that does not sign (`pubkey_get_nsig`).
#[must_use]
pub fn signature_integers(algorithm: u8) -> Option<usize> {
    match algorithm {
        number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY => Some(1),
        number::DSA | number::ECDSA | number::ELGAMAL | number::EDDSA => Some(2),
        _ => None,
    }
}

/// Whether GnuPG knows an algorithm well enough to look at signatures that name it (`openpgp_pk_test_algo`).
#[must_use]
pub fn is_known(algorithm: u8) -> bool {
    algorithm != number::ELGAMAL && key_parts(algorithm).is_some()
}

/// Whether keys of an algorithm can be for signing (`openpgp_pk_algo_usage`).
#[must_use]
pub fn can_sign(algorithm: u8) -> bool {
    matches!(
        algorithm,
        number::RSA | number::RSA_SIGN_ONLY | number::DSA | number::ECDSA | number::EDDSA
    )
}

/// The hash algorithms that GnuPG computes (RFC 4880 §9.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// Known, and taken for broken: nothing that was made with it holds.
    Md5,
    /// RIPEMD-160
    Ripemd160,
    /// SHA-1
    Sha1,
    /// SHA-224
    Sha224,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl HashAlgorithm {
    /// How many bytes its digests have.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Ripemd160 | Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The algorithm with a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Md5),
            2 => Some(Self::Sha1),
            3 => Some(Self::Ripemd160),
            8 => Some(Self::Sha256),
            9 => Some(Self::Sha384),
            10 => Some(Self::Sha512),
            11 => Some(Self::Sha224),
            _ => None,
        }
    }

    /// Its usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Ripemd160 => "RIPEMD-160",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The digest of several parts, one after the other; empty for MD5.
    #[must_use]
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn with<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hasher = D::new();
            parts.iter().for_each(|part| hasher.update(part));
            hasher.finalize().to_vec()
        }
        match self {
            Self::Md5 => Vec::new(),
            Self::Ripemd160 => with::<ripemd::Ripemd160>(parts),
            Self::Sha1 => with::<Sha1>(parts),
            Self::Sha224 => with::<Sha224>(parts),
            Self::Sha256 => with::<Sha256>(parts),
            Self::Sha384 => with::<Sha384>(parts),
            Self::Sha512 => with::<Sha512>(parts),
        }
    }
}

/// Why signatures of a key are not verified here, though GnuPG verifies them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// The curve brainpoolP512r1.
    BrainpoolP512,
    /// DSA with other sizes than those of FIPS 186-4 §4.2.
    DsaSize {
        /// Bits of p.
        p: usize,
        /// Bits of q.
        q: usize,
    },
    /// RSA with an exponent of more than 33 bits.
    RsaExponent {
        /// Its bits.
        bits: usize,
    },
    /// RSA outside of [`RSA_BITS`]. GnuPG has no lower limit; its upper one is the same.
    RsaSize {
        /// Bits of the modulus.
        bits: usize,
    },
}

/// Why signatures of this key are not verified here, if GnuPG would verify them.
#[must_use]
pub fn unsupported(key: &Key) -> Option<Unsupported> {
    let Material::Known(material) = key.material() else {
        return None;
    };
    match (key.algorithm, material.as_slice()) {
        (number::RSA | number::RSA_SIGN_ONLY, [Value::Integer(modulus), Value::Integer(exponent)]) => {
            let bits = modulus.bits();
            if !RSA_BITS.contains(&bits) {
                return Some(Unsupported::RsaSize { bits });
            }
            let bits = exponent.bits();
            (bits > 33).then_some(Unsupported::RsaExponent { bits })
        }
        (number::DSA, [Value::Integer(p), Value::Integer(q), ..]) => {
            let (p, q) = (p.bits(), q.bits());
            let usual = matches!((p, q), (1_024, 160) | (2_048, 224 | 256) | (3_072, 256));
            (!usual).then_some(Unsupported::DsaSize { p, q })
        }
        (number::ECDSA, [Value::Octets(curve), ..]) if curve == BRAINPOOL_P512 => Some(Unsupported::BrainpoolP512),
        _ => None,
    }
}

/// How many bits the modulus of an RSA key has; `None` for other keys.
#[must_use]
pub fn rsa_bits(key: &Key) -> Option<usize> {
    match (key.algorithm, key.material()) {
        (number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY, Material::Known(parts)) => match parts.first()
        {
            Some(Value::Integer(modulus)) => Some(modulus.bits()),
            _ => None,
        },
        _ => None,
    }
}

/// The object identifiers of the curves, as RFC 6637 §11 writes them.
pub(super) const ED25519: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];
pub(super) const NIST_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
pub(super) const NIST_P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
pub(super) const NIST_P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
pub(super) const BRAINPOOL_P512: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d];
pub(super) const SECP256K1: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x0a];
pub(super) const BRAINPOOL_P256: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07];
pub(super) const BRAINPOOL_P384: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b];

/// What a key is called: `RSA 2048`, `Ed25519`.
#[must_use]
pub fn describe(key: &Key) -> alloc::string::String {
    use alloc::format;
    let parts = match key.material() {
        Material::Known(parts) => parts.as_slice(),
        Material::Unknown => &[],
    };
    match (key.algorithm, parts) {
        (number::RSA | number::RSA_ENCRYPT_ONLY | number::RSA_SIGN_ONLY, [Value::Integer(modulus), ..]) => {
            format!("RSA {}", modulus.bits())
        }
        (number::DSA, [Value::Integer(p), ..]) => format!("DSA {}", p.bits()),
        (number::ECDSA, [Value::Octets(curve), ..]) => match curve.as_slice() {
            BRAINPOOL_P256 => "ECDSA brainpoolP256r1".into(),
            BRAINPOOL_P384 => "ECDSA brainpoolP384r1".into(),
            SECP256K1 => "ECDSA secp256k1".into(),
            NIST_P256 => "ECDSA P-256".into(),
            NIST_P384 => "ECDSA P-384".into(),
            NIST_P521 => "ECDSA P-521".into(),
            BRAINPOOL_P512 => "ECDSA brainpoolP512r1".into(),
            _ => "ECDSA over a curve that GnuPG does not know".into(),
        },
        (number::EDDSA, [Value::Octets(curve), ..]) if curve == ED25519 => "Ed25519".into(),
        (number::EDDSA, _) => "EdDSA over a curve that GnuPG does not verify".into(),
        (number::ELGAMAL | number::ELGAMAL_ENCRYPT_ONLY, _) => "Elgamal".into(),
        (number::ECDH, _) => "ECDH".into(),
        (other, _) => format!("algorithm {other}"),
    }
}
