//! Private keys are recognised wherever they come in, and never kept.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::find;

/// Base64 of `-----BEGIN `, the beginning of PEM in a policy's `keyData`.
const PEM_IN_BASE64: &[u8] = b"LS0tLS1CRUdJTi";

/// The longest label of PEM is shorter.
const HEAD: usize = 96;

/// The text that shows that the bytes hold a private key; `None` if nothing does.
pub(crate) fn private_key(bytes: &[u8]) -> Option<String> {
    pem_label(bytes)
        .or_else(|| in_base64(bytes))
        .or_else(|| openpgp_secret_key(bytes))
}

/// `-----BEGIN EC PRIVATE KEY-----` and all others, `PGP PRIVATE KEY BLOCK` among them.
fn pem_label(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes;
    while let Some(at) = find(rest, b"-----BEGIN ") {
        rest = rest.get(at + 11..)?;
        let label = rest.get(..HEAD.min(rest.len()))?;
        let label = label.get(..find(label, b"-----").unwrap_or(0))?;
        if find(label, b"PRIVATE KEY").is_some() {
            return Some(String::from_utf8_lossy(label).into_owned());
        }
    }
    None
}

fn in_base64(bytes: &[u8]) -> Option<String> {
    let decoder = GeneralPurpose::new(
        &ALPHABET,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut rest = bytes;
    while let Some(at) = find(rest, PEM_IN_BASE64) {
        rest = rest.get(at..)?;
        let length = rest
            .iter()
            .take(HEAD)
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .count();
        let whole = rest.get(..length - length % 4)?;
        if let Some(label) = decoder.decode(whole).ok().and_then(|head| pem_label(&head)) {
            return Some(label);
        }
        rest = rest.get(1..)?;
    }
    None
}

/// A secret-key or secret-subkey packet at the beginning (RFC 9580 §5.5), which names its version as a public one does.
fn openpgp_secret_key(bytes: &[u8]) -> Option<String> {
    let (first, rest) = bytes.split_first()?;
    let (tag, version) = match first {
        0x80..0xc0 => ((first >> 2) & 0x0f, rest.get(1_usize << (first & 3))),
        0xc0.. => (
            first & 0x3f,
            rest.get(match rest.first()? {
                0..192 => 1,
                192..224 => 2,
                _ => 5,
            }),
        ),
        _ => return None,
    };
    (matches!(tag, 5 | 7) && matches!(version, Some(3..=6))).then(|| "OpenPGP secret key".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_recognised() {
        let in_policy = r#"{"keyData":"LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSU"}"#;
        for (text, label) in [
            ("-----BEGIN PRIVATE KEY-----\nMIG", "PRIVATE KEY"),
            (
                "some words\n-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----",
                "ENCRYPTED SIGSTORE PRIVATE KEY",
            ),
            (
                "-----BEGIN CERTIFICATE-----\n-----BEGIN OPENSSH PRIVATE KEY-----",
                "OPENSSH PRIVATE KEY",
            ),
            ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "PGP PRIVATE KEY BLOCK"),
            (in_policy, "EC PRIVATE KEY"),
        ] {
            assert_eq!(private_key(text.as_bytes()).as_deref(), Some(label));
        }
        for packet in [
            &[0x95, 0x01, 0x00, 0x04, 0, 0][..],
            &[0xc5, 0x20, 0x04],
            &[0xc7, 0xc1, 0x00, 0x06],
        ] {
            assert!(private_key(packet).is_some(), "{packet:x?}");
        }
    }

    #[test]
    fn other_things_are_not() {
        for path in [
            "gpg-skopeo-rsa/acme.gpg",
            "gpg-skopeo-rsa/signature-1",
            "cosign-p256-tag/acme.pub",
            "cosign-pki/root.pem",
            "README.md",
        ] {
            let bytes = std::fs::read(format!("../fixtures/signed/{path}")).unwrap();
            assert_eq!(private_key(&bytes), None, "{path}");
        }
        for text in [
            "",
            "-----BEGIN ",
            "PRIVATE KEY",
            "LS0tLS1CRUdJTi",
            "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K",
            "\u{95}",
            "LS0tLS1CRUdJTiA=",
        ] {
            assert_eq!(private_key(text.as_bytes()), None, "{text}");
        }
    }
}
