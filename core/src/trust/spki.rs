//! SubjectPublicKeyInfo (RFC 5280 §4.1.2.7): identifiers, and the form in which Go writes keys.

use alloc::vec::Vec;

use crate::crypto::Curve;

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 A.1)
pub(super) const RSA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01";
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 §2.1.1)
pub(super) const EC: &[u8] = b"\x2A\x86\x48\xCE\x3D\x02\x01";
/// id-dsa, 1.2.840.10040.4.1 (RFC 3279 §2.3.2)
pub(super) const DSA: &[u8] = b"\x2A\x86\x48\xCE\x38\x04\x01";
/// id-Ed25519, 1.3.101.112 (RFC 8410 §3)
pub(super) const ED25519: &[u8] = b"\x2B\x65\x70";
/// id-X25519, 1.3.101.110 (RFC 8410 §3)
pub(super) const X25519: &[u8] = b"\x2B\x65\x6E";
/// The element NULL.
pub(super) const NULL: &[u8] = b"\x05\x00";

/// The curves with the contents of their identifiers (RFC 5480 §2.1.1.1).
const CURVES: [(Curve, &[u8]); 4] = [
    // secp224r1, 1.3.132.0.33
    (Curve::P224, b"\x2B\x81\x04\x00\x21"),
    // secp256r1, 1.2.840.10045.3.1.7
    (Curve::P256, b"\x2A\x86\x48\xCE\x3D\x03\x01\x07"),
    // secp384r1, 1.3.132.0.34
    (Curve::P384, b"\x2B\x81\x04\x00\x22"),
    // secp521r1, 1.3.132.0.35
    (Curve::P521, b"\x2B\x81\x04\x00\x23"),
];

/// The curve with an identifier.
pub(super) fn curve(identifier: &[u8]) -> Option<Curve> {
    CURVES
        .iter()
        .find(|(_, content)| *content == identifier)
        .map(|(curve, _)| *curve)
}

/// The prime that a curve's coordinates lie below (FIPS 186-4 D.1.2), big-endian.
pub(super) fn prime(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P224 => b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01",
        Curve::P256 => b"\xFF\xFF\xFF\xFF\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        Curve::P384 => b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF",
        Curve::P521 => b"\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
    }
}

/// An RSA key.
pub(super) fn rsa(modulus: &[u8], exponent: i64) -> Vec<u8> {
    let key = sequence(&[&positive(modulus), &positive(&exponent.to_be_bytes())]);
    info(&[&element(tag::OBJECT_IDENTIFIER, &[RSA]), NULL], &key)
}

/// An ECDSA key, `point` in the form that it shall have.
pub(super) fn ecdsa(curve: Curve, point: &[u8]) -> Vec<u8> {
    let identifier = CURVES
        .iter()
        .find(|(listed, _)| *listed == curve)
        .map(|(_, content)| *content)
        .unwrap_or_default();
    info(
        &[
            &element(tag::OBJECT_IDENTIFIER, &[EC]),
            &element(tag::OBJECT_IDENTIFIER, &[identifier]),
        ],
        point,
    )
}

/// The key of an algorithm without parameters.
pub(super) fn without_parameters(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    info(&[&element(tag::OBJECT_IDENTIFIER, &[algorithm])], key)
}

fn info(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    sequence(&[&sequence(algorithm), &element(tag::BIT_STRING, &[&[0], key])])
}

/// Tags as they are written.
mod tag {
    pub(super) const INTEGER: u8 = 0x02;
    pub(super) const BIT_STRING: u8 = 0x03;
    pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(super) const SEQUENCE: u8 = 0x30;
}

fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, elements)
}

/// A positive integer from its magnitude, which may begin with zeros.
fn positive(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
    let magnitude = magnitude.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if magnitude.first().is_none_or(|first| first & 0x80 != 0) {
        &[0]
    } else {
        &[]
    };
    element(tag::INTEGER, &[sign, magnitude])
}

fn element(tag: u8, content: &[&[u8]]) -> Vec<u8> {
    let length = content.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = alloc::vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..0x80) => bytes.push(short),
        _ => {
            let length = length.to_be_bytes();
            let zeros = length.iter().take_while(|&&byte| byte == 0).count();
            let length = length.get(zeros..).unwrap_or_default();
            bytes.push(0x80 | u8::try_from(length.len()).unwrap_or_default());
            bytes.extend_from_slice(length);
        }
    }
    for part in content {
        bytes.extend_from_slice(part);
    }
    bytes
}

/// Moves the bits of a bit string to the end of its last byte.
pub(super) fn right_align(padding: u8, bytes: &[u8]) -> Vec<u8> {
    if padding == 0 {
        return bytes.into();
    }
    let shift =
        |(&before, &byte): (&u8, &u8)| before.checked_shl(u32::from(8 - padding)).unwrap_or(0) | byte >> padding;
    let before = core::iter::once(&0).chain(bytes);
    before.zip(bytes).map(shift).collect()
}
