//! What bytes look like that should be a key or a certificate: told from how they begin, before anything is parsed.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64;
use crate::trust::pem;

/// What bytes look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// The base64 of something else.
    Base64(Vec<u8>, Box<Material>),
    /// A certificate in PEM.
    Certificate,
    /// ASN.1 without PEM around it.
    Der,
    /// Nothing, or blanks.
    Empty,
    /// Something in JSON.
    Json,
    /// OpenPGP keys, armoured or not.
    OpenPgpKeys,
    /// An OpenPGP message or signature.
    OpenPgpOther,
    /// A PEM block with another label.
    OtherPem(String),
    /// Something secret: never to be shown.
    Private,
    /// A public key in PEM.
    PublicKey,
    /// A public key of OpenSSH.
    Ssh,
    /// None of these.
    Unknown,
}

/// How deep base64 is looked into.
const LAYERS: usize = 3;
/// Texts behind which a private key begins, wherever they stand (RFC 7468 §10 and 11, RFC 5915, OpenSSH, cosign, RFC 4880 §6.2).
const PRIVATE: [&[u8]; 2] = [b" PRIVATE KEY-----", b" PRIVATE KEY BLOCK-----"];

/// Looks at bytes.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Material {
    recognise_within(bytes, LAYERS)
}

fn recognise_within(bytes: &[u8], layers: usize) -> Material {
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return Material::Empty;
    }
    if PRIVATE
        .iter()
        .any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
        || bytes.starts_with(b"AGE-SECRET-KEY-")
    {
        return Material::Private;
    }
    if let Some(found) = openpgp_packet(bytes) {
        return found;
    }
    if contains(bytes, b"-----BEGIN PGP PUBLIC KEY BLOCK-----") {
        return Material::OpenPgpKeys;
    }
    if contains(bytes, b"-----BEGIN PGP ") {
        return Material::OpenPgpOther;
    }
    if let Some((block, _)) = pem::decode(bytes) {
        return match block.label {
            b"PUBLIC KEY" | b"RSA PUBLIC KEY" => Material::PublicKey,
            b"CERTIFICATE" => Material::Certificate,
            label => Material::OtherPem(String::from_utf8_lossy(label).into_owned()),
        };
    }
    if text.starts_with(b"ssh-") || text.starts_with(b"ecdsa-sha2-") {
        return Material::Ssh;
    }
    if text.starts_with(b"{") {
        return Material::Json;
    }
    if matches!(bytes, [0x30, length, ..] if *length >= 0x80) {
        return Material::Der;
    }
    if layers > 0 {
        let joined: Vec<u8> = text
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        if let Ok(inner) = base64::decode(&joined).map_err(drop) {
            match recognise_within(&inner, layers - 1) {
                Material::Unknown | Material::Empty => {}
                Material::Private => return Material::Private,
                found => return Material::Base64(inner, Box::new(found)),
            }
        }
    }
    Material::Unknown
}

/// The first packet of a binary file (RFC 4880 §4.2): a plausible length, and a version that a key may have.
fn openpgp_packet(bytes: &[u8]) -> Option<Material> {
    let first = *bytes.first()?;
    if first & 0x80 == 0 {
        return None;
    }
    let is_new = first & 0x40 != 0;
    let tag = if is_new { first & 0x3F } else { (first >> 2) & 0x0F };
    let length_bytes = match (is_new, first & 3, bytes.get(1)?) {
        (true, _, 0..192) | (false, 0, _) => 1,
        (true, _, 192..224) | (false, 1, _) => 2,
        (true, _, 255) => 5,
        (false, 2, _) => 4,
        _ => return None,
    };
    let version = *bytes.get(1 + length_bytes)?;
    match (tag, version) {
        // Secret key, secret subkey.
        (5 | 7, 3..=6) => Some(Material::Private),
        // Public key, public subkey.
        (6 | 14, 2..=6) => Some(Material::OpenPgpKeys),
        // Signature, one-pass signature, compressed data, literal data.
        (2 | 4, 2..=6) => Some(Material::OpenPgpOther),
        _ => None,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &[u8] = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn what_bytes_look_like() {
        for (bytes, expected) in [
            (&b" \n"[..], Material::Empty),
            (PEM, Material::PublicKey),
            (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME", Material::OpenPgpKeys),
            (b"\x98\x33\x04\x00", Material::OpenPgpKeys),
            (b"\x94\x33\x04\x00", Material::Private),
            (
                b"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
                Material::Private,
            ),
            (b"junk -----BEGIN EC PRIVATE KEY----- cut off", Material::Private),
            (b"ssh-ed25519 AAAA", Material::Ssh),
            (b"{\"mediaType\": 1}", Material::Json),
            (b"\x30\x82\x01\x00", Material::Der),
            (b"hello", Material::Unknown),
            (b"\xff", Material::Unknown),
        ] {
            assert_eq!(recognise(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn base64_is_looked_through() {
        use ::base64::Engine as _;
        let encode = |bytes: &[u8]| ::base64::engine::general_purpose::STANDARD.encode(bytes).into_bytes();
        let once = encode(PEM);
        assert_eq!(
            recognise(&once),
            Material::Base64(PEM.to_vec(), Box::new(Material::PublicKey))
        );
        let secret = encode(&encode(
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ));
        assert_eq!(
            recognise(&secret),
            Material::Private,
            "a secret is one however it is wrapped"
        );
    }
}
