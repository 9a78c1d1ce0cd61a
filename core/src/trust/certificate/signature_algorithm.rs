//! Which algorithm an AlgorithmIdentifier stands for. Parameters matter to Go only for Ed25519 and RSA-PSS.

use super::{SignatureAlgorithm, tag};
use crate::asn1::Elements;
use crate::crypto::Hash;

/// 1.3.101.112 (RFC 8410 §3)
const ED25519: &[u8] = b"\x2B\x65\x70";
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 8017 A.2.3)
const RSA_PSS: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A";
/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 8017 A.2.3)
const MGF1: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08";
/// The element NULL.
const NULL: &[u8] = b"\x05\x00";

const ALGORITHMS: [(&[u8], SignatureAlgorithm); 13] = [
    // 1.2.840.113549.1.1.4 (RFC 3279 §2.2.1)
    (b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x04", SignatureAlgorithm::Md5WithRsa),
    // 1.2.840.113549.1.1.5
    (b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05", SignatureAlgorithm::Sha1WithRsa),
    // 1.3.14.3.2.29, the same by ISO
    (b"\x2B\x0E\x03\x02\x1D", SignatureAlgorithm::Sha1WithRsa),
    // 1.2.840.113549.1.1.11 (RFC 4055 §5)
    (
        b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B",
        SignatureAlgorithm::Rsa(Hash::Sha256),
    ),
    // 1.2.840.113549.1.1.12
    (
        b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0C",
        SignatureAlgorithm::Rsa(Hash::Sha384),
    ),
    // 1.2.840.113549.1.1.13
    (
        b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0D",
        SignatureAlgorithm::Rsa(Hash::Sha512),
    ),
    // 1.2.840.10040.4.3 (RFC 3279 §2.2.2)
    (b"\x2A\x86\x48\xCE\x38\x04\x03", SignatureAlgorithm::DsaWithSha1),
    // 2.16.840.1.101.3.4.3.2 (RFC 5758 §3.1)
    (
        b"\x60\x86\x48\x01\x65\x03\x04\x03\x02",
        SignatureAlgorithm::DsaWithSha256,
    ),
    // 1.2.840.10045.4.1 (RFC 3279 §2.2.3)
    (b"\x2A\x86\x48\xCE\x3D\x04\x01", SignatureAlgorithm::EcdsaWithSha1),
    // 1.2.840.10045.4.3.2 (RFC 5758 §3.2)
    (
        b"\x2A\x86\x48\xCE\x3D\x04\x03\x02",
        SignatureAlgorithm::Ecdsa(Hash::Sha256),
    ),
    // 1.2.840.10045.4.3.3
    (
        b"\x2A\x86\x48\xCE\x3D\x04\x03\x03",
        SignatureAlgorithm::Ecdsa(Hash::Sha384),
    ),
    // 1.2.840.10045.4.3.4
    (
        b"\x2A\x86\x48\xCE\x3D\x04\x03\x04",
        SignatureAlgorithm::Ecdsa(Hash::Sha512),
    ),
    (ED25519, SignatureAlgorithm::Ed25519),
];

/// The hashes of RSA-PSS with their identifiers (RFC 8017 B.1) and their lengths in bytes.
const HASHES: [(&[u8], Hash, i64); 3] = [
    // 2.16.840.1.101.3.4.2.1
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", Hash::Sha256, 32),
    // 2.16.840.1.101.3.4.2.2
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x02", Hash::Sha384, 48),
    // 2.16.840.1.101.3.4.2.3
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x03", Hash::Sha512, 64),
];

/// `None` for what Go does not know.
pub(super) fn from_identifier(identifier: &[u8], parameters: &[u8]) -> Option<SignatureAlgorithm> {
    if identifier == RSA_PSS {
        return pss(parameters).map(SignatureAlgorithm::RsaPss);
    }
    if identifier == ED25519 && !parameters.is_empty() {
        return None;
    }
    ALGORITHMS
        .iter()
        .find(|(listed, _)| *listed == identifier)
        .map(|(_, algorithm)| *algorithm)
}

/// RSASSA-PSS-params: hash, MGF1 with the same hash, as much salt as the hash is long. None of the three may be missing.
fn pss(parameters: &[u8]) -> Option<Hash> {
    let mut fields = Elements(parameters).sequence()?;
    let hash = algorithm(Elements(fields.element(0xA0)?).element(tag::SEQUENCE)?)?;
    let mask = algorithm(Elements(fields.element(0xA1)?).element(tag::SEQUENCE)?)?;
    let salt = Elements(fields.element(0xA2)?).small_integer()?;
    let trailer = match fields.optional(0xA3)? {
        None => 1,
        Some(explicit) => Elements(explicit).small_integer()?,
    };
    let mask_hash = algorithm(Elements(mask.1).element(tag::SEQUENCE)?)?;
    let is_plain = |parameters: &[u8]| parameters.is_empty() || parameters == NULL;
    if mask.0 != MGF1 || mask_hash.0 != hash.0 || !is_plain(hash.1) || !is_plain(mask_hash.1) || trailer != 1 {
        return None;
    }
    HASHES
        .iter()
        .find(|(identifier, _, length)| *identifier == hash.0 && *length == salt)
        .map(|(_, hash, _)| *hash)
}

/// The identifier and the parameters.
fn algorithm(sequence: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut elements = Elements(sequence);
    let identifier = elements.object_identifier()?;
    let parameters = if elements.is_empty() {
        &[]
    } else {
        elements.any()?.whole
    };
    Some((identifier, parameters))
}
