//! Whether a key made a signature.
//!
//! What is usual is put to the seam ([`CryptoProvider`]), whole: RSA with the hashes of SHA-2, ECDSA on NIST's curves, and Ed25519, which native
//! providers and WebCrypto have, too. What only old or rare keys have is verified here: RSA with other hashes, DSA, Brainpool's curves and
//! secp256k1. Nothing else under `openpgp` names a library of public-key cryptography.

use alloc::boxed::Box;
use alloc::vec::Vec;

use dsa::signature::hazmat::PrehashVerifier as _;
use rsa::BoxedUint;

use super::algorithm::{
    self, BRAINPOOL_P256, BRAINPOOL_P384, ED25519, HashAlgorithm, NIST_P256, NIST_P384, NIST_P521, SECP256K1, number,
};
use super::key::{Material, Value};
use super::{Integer, Key};
use crate::crypto::{Algorithm, CryptoProvider, Curve, Hash, PublicKey, RSA_BITS};

/// Whether the holder of a key made a signature over `signed`, one part after the other.
pub(super) fn verify(
    key: &Key,
    hash: HashAlgorithm,
    signed: &[&[u8]],
    signature: &[Integer],
    crypto: &dyn CryptoProvider,
) -> bool {
    let Material::Known(material) = key.material() else {
        return false;
    };
    if algorithm::unsupported(key).is_some() {
        return false;
    }
    let verified = match (key.algorithm, material.as_slice(), signature) {
        (number::RSA | number::RSA_SIGN_ONLY, [Value::Integer(modulus), Value::Integer(exponent)], [signature, ..]) => {
            verify_rsa(modulus, exponent, hash, signed, signature, crypto)
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
        ) => verify_dsa([p, q, g, y], &hash.digest(signed), r, s),
        (number::ECDSA, [Value::Octets(curve), Value::Integer(point)], [r, s]) => match nist_curve(curve) {
            Some(curve) => verify_nist(curve, point.bytes(), hash, signed, r, s, crypto),
            None => verify_ecdsa(curve, point.bytes(), &hash.digest(signed), r.bytes(), s.bytes()),
        },
        (number::EDDSA, [Value::Octets(curve), Value::Integer(point)], [r, s]) if curve == ED25519 => {
            verify_ed25519(point.bytes(), &hash.digest(signed), r.bytes(), s.bytes(), crypto)
        }
        _ => None,
    };
    verified.is_some()
}

/// Whether GnuPG does not even try: the digest is shorter than what the key signs (`encode_md_value`).
pub(super) fn hash_is_too_short(key: &Key, hash: HashAlgorithm) -> bool {
    let Material::Known(material) = key.material() else {
        return false;
    };
    let needed = match (key.algorithm, material.as_slice()) {
        (number::DSA, [_, Value::Integer(q), ..]) => q.bits().div_ceil(8),
        (number::ECDSA, [Value::Octets(curve), ..]) => match curve.as_slice() {
            NIST_P256 | BRAINPOOL_P256 | SECP256K1 => 32,
            NIST_P384 | BRAINPOOL_P384 => 48,
            // 521 bits are rounded down.
            NIST_P521 => 64,
            _ => 0,
        },
        _ => 0,
    };
    hash.size() < needed
}

fn verify_rsa(
    modulus: &Integer,
    exponent: &Integer,
    hash: HashAlgorithm,
    signed: &[&[u8]],
    signature: &Integer,
    crypto: &dyn CryptoProvider,
) -> Option<()> {
    // OpenPGP drops leading zeros, PKCS #1 wants them.
    let signature = left_padded(signature.bytes(), modulus.bytes().len())?;
    if let Some(hash) = hash_of_seam(hash) {
        let key = PublicKey::Rsa {
            modulus: modulus.bytes(),
            exponent: exponent.bytes(),
        };
        let verified = crypto.verify(key, &signed.concat(), Algorithm::RsaPkcs1(hash), &signature);
        return verified.ok();
    }
    let number =
        |integer: &Integer| BoxedUint::from_be_slice(integer.bytes(), u32::try_from(integer.bits()).ok()?).ok();
    let key = rsa::RsaPublicKey::new_with_size_limits(number(modulus)?, number(exponent)?, RSA_BITS).ok()?;
    let digest = hash.digest(signed);
    let padding = rsa::Pkcs1v15Sign {
        hash_len: Some(digest.len()),
        prefix: Box::from(digest_info(hash)?),
    };
    key.verify(padding, &digest, &signature).ok()
}

/// What stands before the digest in a PKCS #1 v1.5 signature (RFC 4880 §5.2.2).
fn digest_info(hash: HashAlgorithm) -> Option<&'static [u8]> {
    match hash {
        HashAlgorithm::Ripemd160 => Some(b"\x30\x21\x30\x09\x06\x05\x2b\x24\x03\x02\x01\x05\x00\x04\x14"),
        HashAlgorithm::Sha1 => Some(b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"),
        HashAlgorithm::Sha224 => Some(b"\x30\x2d\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04\x05\x00\x04\x1c"),
        HashAlgorithm::Md5 | HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512 => None,
    }
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

fn nist_curve(curve: &[u8]) -> Option<Curve> {
    match curve {
        NIST_P256 => Some(Curve::P256),
        NIST_P384 => Some(Curve::P384),
        NIST_P521 => Some(Curve::P521),
        _ => None,
    }
}

fn verify_nist(
    curve: Curve,
    point: &[u8],
    hash: HashAlgorithm,
    signed: &[&[u8]],
    r: &Integer,
    s: &Integer,
    crypto: &dyn CryptoProvider,
) -> Option<()> {
    // A digest that is too short for the curve is no signature (`encode_md_value`); those of the hashes that are not the seam's are, for all curves.
    let hash = hash_of_seam(hash)?;
    let size = match (curve, hash) {
        (Curve::P256, _) => 32,
        (Curve::P384, Hash::Sha384 | Hash::Sha512) => 48,
        (Curve::P521, Hash::Sha512) => 66,
        _ => return None,
    };
    // GnuPG knows no compressed points.
    point.first().filter(|first| **first == 4)?;
    let signature = [left_padded(r.bytes(), size)?, left_padded(s.bytes(), size)?].concat();
    let key = PublicKey::Ecdsa { curve, point };
    crypto
        .verify(key, &signed.concat(), Algorithm::EcdsaFixed(hash), &signature)
        .ok()
}

fn verify_ecdsa(curve: &[u8], point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Option<()> {
    macro_rules! verify {
        ($curve:ty, $size:literal) => {{
            // A digest that is too short for the curve is no signature (`encode_md_value`); one that is too long is cut by the library.
            if digest.len() < $size {
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
        (BRAINPOOL_P256, Some(4)) => verify!(bp256::BrainpoolP256r1, 32),
        (BRAINPOOL_P384, Some(4)) => verify!(bp384::BrainpoolP384r1, 48),
        (SECP256K1, Some(4)) => verify!(k256::Secp256k1, 32),
        _ => None,
    }
}

/// The message that Ed25519 signs is the digest here (`pk_verify`).
fn verify_ed25519(point: &[u8], digest: &[u8], r: &[u8], s: &[u8], crypto: &dyn CryptoProvider) -> Option<()> {
    let [0x40, point @ ..] = point else { return None };
    let (r, s) = (left_padded(r, 32)?, left_padded(s, 32)?);
    // Points of small order, with which anybody could sign, are not good here, as under dalek's `verify_strict`; providers differ in that.
    if has_small_order(point) || has_small_order(&r) {
        return None;
    }
    let signature = [r, s].concat();
    crypto
        .verify(PublicKey::Ed25519(point), digest, Algorithm::Ed25519, &signature)
        .ok()
}

/// The y of the eight points whose order divides the cofactor, as RFC 8032 §5.1.2 encodes it, without the bit for x.
const SMALL_ORDER: [[u8; 32]; 7] = [
    // Order 4.
    [
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    // Order 1.
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    // Order 8, and its opposite.
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    // Order 2.
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    // The first two again, written beyond the modulus.
    [
        0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [
        0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
];

fn has_small_order(point: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(point) else {
        return false;
    };
    if let Some(last) = y.last_mut() {
        *last &= 0x7F;
    }
    SMALL_ORDER.contains(&y)
}

/// The hashes that providers verify with.
fn hash_of_seam(hash: HashAlgorithm) -> Option<Hash> {
    match hash {
        HashAlgorithm::Sha256 => Some(Hash::Sha256),
        HashAlgorithm::Sha384 => Some(Hash::Sha384),
        HashAlgorithm::Sha512 => Some(Hash::Sha512),
        HashAlgorithm::Md5 | HashAlgorithm::Ripemd160 | HashAlgorithm::Sha1 | HashAlgorithm::Sha224 => None,
    }
}

/// `None` where there are more bytes than that.
fn left_padded(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut padded = alloc::vec![0; length.checked_sub(bytes.len())?];
    padded.extend_from_slice(bytes);
    Some(padded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rustcrypto::RustCrypto;
    use crate::openpgp::algorithm::BRAINPOOL_P512;

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
                for hash in [HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha512] {
                    assert!(
                        !verify(key, hash, &[b"x"], &signature, &RustCrypto),
                        "{key:x?} {r:x?} {s:x?} {hash:?}"
                    );
                }
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
    fn the_points_of_small_order_are_all_listed() {
        let mut points = 0;
        for (index, small) in SMALL_ORDER.iter().enumerate() {
            for bit in [0, 0x80] {
                let mut bytes = *small;
                bytes[31] |= bit;
                assert!(has_small_order(&bytes));
                assert!(ed25519_dalek::VerifyingKey::from_bytes(&bytes).unwrap().is_weak());
                // With x = 0, the bit makes no other point; the last two are the first two again.
                let is_zero = matches!(index, 1 | 4);
                points += usize::from(index < 5 && (bit == 0 || !is_zero));
            }
        }
        assert_eq!(points, 8, "as many as there are");
        let base = [&[0x58][..], &[0x66; 31]].concat();
        assert!(!has_small_order(&base));
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
