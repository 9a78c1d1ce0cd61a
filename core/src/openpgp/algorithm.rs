//! The algorithms of GnuPG 2.2, and the libraries behind them. Nothing else under `openpgp` names one of these.
//!
//! What GnuPG verifies and these libraries do not is [`Unsupported`].

use alloc::boxed::Box;
use alloc::vec::Vec;

use dsa::signature::hazmat::PrehashVerifier as _;
use rsa::BoxedUint;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::key::{Material, Value};
use super::{Integer, Key};

/// The numbers of the public-key algorithms (RFC 4880 §9.1, RFC 6637 §5; 22 is GnuPG's).
mod number {
    pub(super) const RSA: u8 = 1;
    pub(super) const RSA_ENCRYPT_ONLY: u8 = 2;
    pub(super) const RSA_SIGN_ONLY: u8 = 3;
    pub(super) const ELGAMAL_ENCRYPT_ONLY: u8 = 16;
    pub(super) const DSA: u8 = 17;
    pub(super) const ECDH: u8 = 18;
    pub(super) const ECDSA: u8 = 19;
    pub(super) const ELGAMAL: u8 = 20;
    pub(super) const EDDSA: u8 = 22;
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

/// What a key of an algorithm can be used for, as a set of [`usage`] (`openpgp_pk_algo_usage`).
#[must_use]
pub fn possible_usage(algorithm: u8) -> u8 {
    match algorithm {
        number::RSA => usage::CERTIFY | usage::SIGN | usage::ENCRYPT | usage::AUTHENTICATE,
        number::RSA_SIGN_ONLY => usage::CERTIFY | usage::SIGN,
        number::DSA | number::ECDSA | number::EDDSA => usage::CERTIFY | usage::SIGN | usage::AUTHENTICATE,
        number::RSA_ENCRYPT_ONLY | number::ELGAMAL_ENCRYPT_ONLY | number::ECDH => usage::ENCRYPT,
        _ => 0,
    }
}

/// What keys are for.
pub mod usage {
    #![allow(missing_docs, reason = "the names say it")]
    pub const CERTIFY: u8 = 1;
    pub const SIGN: u8 = 2;
    pub const ENCRYPT: u8 = 4;
    pub const AUTHENTICATE: u8 = 8;
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

    /// What stands before the digest in a PKCS #1 v1.5 signature (RFC 4880 §5.2.2).
    fn digest_info(self) -> Option<&'static [u8]> {
        match self {
            Self::Md5 => None,
            Self::Ripemd160 => Some(b"\x30\x21\x30\x09\x06\x05\x2b\x24\x03\x02\x01\x05\x00\x04\x14"),
            Self::Sha1 => Some(b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"),
            Self::Sha224 => Some(b"\x30\x2d\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04\x05\x00\x04\x1c"),
            Self::Sha256 => Some(b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"),
            Self::Sha384 => Some(b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"),
            Self::Sha512 => Some(b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"),
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
    /// RSA outside of [`RSA_BITS`].
    RsaSize {
        /// Bits of the modulus.
        bits: usize,
    },
}

/// The sizes of RSA keys that are verified. GnuPG has no lower limit; its upper one is the same.
pub const RSA_BITS: core::ops::RangeInclusive<usize> = 1_024..=16_384;

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

/// Whether the holder of a key made a signature over a digest.
#[must_use]
pub fn verify(key: &Key, hash: HashAlgorithm, digest: &[u8], signature: &[Integer]) -> bool {
    let Material::Known(material) = key.material() else {
        return false;
    };
    let verified = match (key.algorithm, material.as_slice(), signature) {
        (number::RSA | number::RSA_SIGN_ONLY, [Value::Integer(modulus), Value::Integer(exponent)], [signature, ..]) => {
            verify_rsa(modulus, exponent, hash, digest, signature)
        }
        (
            number::DSA,
            [
                Value::Integer(p),
                Value::Integer(q),
                Value::Integer(g),
                Value::Integer(y),
            ],
            [r, s],
        ) => verify_dsa([p, q, g, y], digest, r, s),
        (number::ECDSA, [Value::Octets(curve), Value::Integer(point)], [r, s]) => {
            verify_ecdsa(curve, point.bytes(), digest, r.bytes(), s.bytes())
        }
        (number::EDDSA, [Value::Octets(curve), Value::Integer(point)], [r, s]) if curve == ED25519 => {
            verify_ed25519(point.bytes(), digest, r.bytes(), s.bytes())
        }
        _ => None,
    };
    verified.is_some()
}

fn verify_rsa(
    modulus: &Integer,
    exponent: &Integer,
    hash: HashAlgorithm,
    digest: &[u8],
    signature: &Integer,
) -> Option<()> {
    let number =
        |integer: &Integer| BoxedUint::from_be_slice(integer.bytes(), u32::try_from(integer.bits()).ok()?).ok();
    let key = rsa::RsaPublicKey::new_with_size_limits(number(modulus)?, number(exponent)?, RSA_BITS).ok()?;
    let padding = rsa::Pkcs1v15Sign {
        hash_len: Some(digest.len()),
        prefix: Box::from(hash.digest_info()?),
    };
    // OpenPGP drops leading zeros, PKCS #1 wants them.
    let signature = left_padded(signature.bytes(), modulus.bytes().len())?;
    key.verify(padding, digest, &signature).ok()
}

fn verify_dsa([p, q, g, y]: [&Integer; 4], digest: &[u8], r: &Integer, s: &Integer) -> Option<()> {
    // GnuPG asks for a digest that is not shorter than q; the library checks the usual sizes of p and q (FIPS 186-4 §4.2), and takes both for
    // prime. Under an even q, anybody could sign for some keys.
    let q_is_even = q.bytes().last().is_none_or(|last| last & 1 == 0);
    if q_is_even
        || digest.len() * 8 < q.bits()
        || g.bits() > p.bits()
        || y.bits() > p.bits()
        || r.bits() > q.bits()
        || s.bits() > q.bits()
    {
        return None;
    }
    let number = |integer: &Integer, like: &Integer| {
        BoxedUint::from_be_slice(integer.bytes(), u32::try_from(like.bits()).ok()?).ok()
    };
    let components = dsa::Components::from_components(number(p, p)?, number(q, q)?, number(g, p)?).ok()?;
    let y = number(y, p)?;
    if y >= **components.p() {
        return None;
    }
    let key = dsa::VerifyingKey::from_components(components, y).ok()?;
    let signature = dsa::Signature::from_components(number(r, q)?, number(s, q)?)?;
    key.verify_prehash(digest, &signature).ok()
}

/// The object identifiers of the curves, as RFC 6637 §11 writes them.
const ED25519: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];
const NIST_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const NIST_P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const NIST_P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
const BRAINPOOL_P512: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d];
const SECP256K1: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x0a];
const BRAINPOOL_P256: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07];
const BRAINPOOL_P384: &[u8] = &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b];

fn verify_ecdsa(curve: &[u8], point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Option<()> {
    macro_rules! verify {
        ($curve:ty, $size:literal, $digest:literal) => {{
            // A digest that is too short for the curve is no signature (`encode_md_value`); one that is too long is cut by the library.
            if digest.len() < $digest {
                return None;
            }
            let key = ecdsa::VerifyingKey::<$curve>::from_sec1_bytes(point).ok()?;
            let signature = [left_padded(r, $size)?, left_padded(s, $size)?].concat();
            let signature = ecdsa::Signature::<$curve>::from_slice(&signature).ok()?;
            // The library of secp256k1 wants the smaller of the two possible s, as Bitcoin does.
            key.verify_prehash(digest, &signature.normalize_s()).ok()
        }};
    }
    // GnuPG knows no compressed points.
    match (curve, point.first()) {
        (BRAINPOOL_P256, Some(4)) => verify!(bp256::BrainpoolP256r1, 32, 32),
        (BRAINPOOL_P384, Some(4)) => verify!(bp384::BrainpoolP384r1, 48, 48),
        (NIST_P256, Some(4)) => verify!(p256::NistP256, 32, 32),
        (NIST_P384, Some(4)) => verify!(p384::NistP384, 48, 48),
        (NIST_P521, Some(4)) => verify!(p521::NistP521, 66, 64),
        (SECP256K1, Some(4)) => verify!(k256::Secp256k1, 32, 32),
        _ => None,
    }
}

/// The message that Ed25519 signs is the digest here (`pk_verify`).
fn verify_ed25519(point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Option<()> {
    let [0x40, point @ ..] = point else { return None };
    let key = ed25519_dalek::VerifyingKey::from_bytes(point.try_into().ok()?).ok()?;
    let signature = [left_padded(r, 32)?, left_padded(s, 32)?].concat();
    let signature = ed25519_dalek::Signature::from_slice(&signature).ok()?;
    key.verify_strict(digest, &signature).ok()
}

/// `None` where there are more bytes than that.
fn left_padded(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut padded = alloc::vec![0; length.checked_sub(bytes.len())?];
    padded.extend_from_slice(bytes);
    Some(padded)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// A few numbers of `bits` bits each, and some that are special for modular arithmetic.
    fn numbers(bits: usize, seed: u8) -> [Vec<u8>; 5] {
        let length = bits.div_ceil(8);
        let mut byte = seed;
        let mut odd: Vec<u8> = (0..length)
            .map(|_| {
                byte = byte.wrapping_mul(29).wrapping_add(7);
                byte
            })
            .collect();
        if let Some(first) = odd.first_mut() {
            *first = 0x80 >> ((8 - bits % 8) % 8) | (*first & 1);
        }
        if let Some(last) = odd.last_mut() {
            *last |= 1;
        }
        let mut even = odd.clone();
        if let Some(last) = even.last_mut() {
            *last &= 0xfe;
        }
        [Vec::new(), alloc::vec![1], alloc::vec![2], odd, even]
    }

    fn integer(bytes: &[u8]) -> Vec<u8> {
        let integer = Integer::from_bytes(bytes);
        [&u16::try_from(integer.bits()).unwrap().to_be_bytes(), integer.bytes()].concat()
    }

    fn key(algorithm: u8, material: &[u8]) -> Key {
        let body = [&[4, 0, 0, 0, 0, algorithm], material].concat();
        Key::parse(body.len().max(12), &body).unwrap()
    }

    fn no_signature_holds(key: &Key, integers: &[Vec<u8>]) {
        for r in integers {
            for s in integers {
                let signature = [Integer::from_bytes(r), Integer::from_bytes(s)];
                let digest = HashAlgorithm::Sha256.digest(&[b"x"]);
                assert!(
                    !verify(key, HashAlgorithm::Sha256, &digest, &signature),
                    "{key:x?} {r:x?} {s:x?}"
                );
            }
        }
    }

    #[test]
    fn malformed_rsa_keys_verify_nothing() {
        for bits in [1, 512, 1_024, 1_031] {
            for modulus in numbers(bits, 1) {
                for exponent in [&[][..], &[1], &[2], &[3], &[1, 0, 1], &[255; 5]] {
                    let key = key(1, &[integer(&modulus), integer(exponent)].concat());
                    no_signature_holds(&key, &numbers(bits, 2));
                }
            }
        }
    }

    #[test]
    fn malformed_dsa_keys_verify_nothing() {
        for (p_bits, q_bits) in [(1_024, 160), (1_024, 159), (512, 160)] {
            for p in numbers(p_bits, 1) {
                for q in numbers(q_bits, 2) {
                    // p − 1, whose square is 1
                    let mut minus_one = p.clone();
                    if let Some(last) = minus_one.last_mut() {
                        *last &= 0xfe;
                    }
                    for g in [&[][..], &[1], &[2], &minus_one, &p] {
                        for y in [&[][..], &[2], &minus_one, &p] {
                            let key = key(17, &[integer(&p), integer(&q), integer(g), integer(y)].concat());
                            no_signature_holds(&key, &[Vec::new(), alloc::vec![1], q.clone(), alloc::vec![0xff; 19]]);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn malformed_points_verify_nothing() {
        let curves = [
            ED25519,
            NIST_P256,
            NIST_P384,
            NIST_P521,
            SECP256K1,
            BRAINPOOL_P256,
            BRAINPOOL_P384,
            BRAINPOOL_P512,
            &[1, 2],
        ];
        for curve in curves {
            for algorithm in [19, 22] {
                for length in [0, 1, 32, 33, 65, 97, 133] {
                    for first in [0x00, 0x02, 0x04, 0x40] {
                        for byte in [0x00, 0x01, 0xff] {
                            let mut point = alloc::vec![byte; length];
                            if let Some(start) = point.first_mut() {
                                *start = first;
                            }
                            let material = [&[u8::try_from(curve.len()).unwrap()], curve, &integer(&point)].concat();
                            no_signature_holds(&key(algorithm, &material), &numbers(255, 3));
                        }
                    }
                }
            }
        }
    }
}
