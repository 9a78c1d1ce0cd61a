//! What dropped or pasted bytes are, by their content, so that they go where they belong; and what is done to a signature *before* the request,
//! which the page says. None of it decides about trust: the engine looks at the bytes again.

mod armor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pullgate_core::exchange::inspect as engine;
use pullgate_core::exchange::manifest::read_list;

use crate::text;

/// Begins a sigstore signature in a `signature-N` file (reference.md §6.1).
const SIGSTORE_PREFIX: &[u8] = b"\0sigstore-json\n";

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A manifest of Sigstore attachments, or what `cosign download signature` printed.
    Attachments,
    KeyFile(KeyKind),
    Manifest,
    ManifestList,
    /// A policy that CRI-O puts in the place of the node's.
    NamespacePolicy,
    Policy,
    RegistriesD,
    /// A question for pullgate.
    Request,
    Signature,
    /// What it is instead, in words; empty where that is not known.
    Unknown(String),
}

/// What a key file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    ArmoredOpenPgp,
    OpenPgp,
    PemCertificate,
    PemPublicKey,
    Unknown,
}

impl KeyKind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::ArmoredOpenPgp => text::recognise::KEY_ARMORED_OPENPGP,
            Self::OpenPgp => text::recognise::KEY_OPENPGP,
            Self::PemCertificate => text::recognise::KEY_PEM_CERTIFICATE,
            Self::PemPublicKey => text::recognise::KEY_PEM_PUBLIC_KEY,
            Self::Unknown => text::recognise::KEY_UNKNOWN,
        }
    }
}

/// What a signature file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureKind {
    Cleartext,
    DetachedOpenPgp,
    OpenPgp,
    Sigstore,
    Unknown,
}

impl SignatureKind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Cleartext => text::recognise::SIGNATURE_CLEARTEXT,
            Self::DetachedOpenPgp => text::recognise::SIGNATURE_DETACHED,
            Self::OpenPgp => text::recognise::SIGNATURE_OPENPGP,
            Self::Sigstore => text::recognise::SIGNATURE_SIGSTORE,
            Self::Unknown => text::recognise::SIGNATURE_UNKNOWN,
        }
    }
}

/// What the page did to get a signature file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    DecodedBase64,
    RemovedArmor,
    WrappedSigstore,
}

impl Step {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::DecodedBase64 => text::recognise::DECODED_BASE64,
            Self::RemovedArmor => text::recognise::REMOVED_ARMOR,
            Self::WrappedSigstore => text::recognise::WRAPPED_SIGSTORE,
        }
    }
}

/// The bytes of a signature file, and how they came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: SignatureKind,
    pub(crate) steps: Vec<Step>,
}

/// What is longer is told by its name, or by the person who opens it.
const READ_AT_MOST: usize = 1 << 20;
/// How far around a change a private key is looked for that the change may have completed.
const AROUND: usize = 16 << 10;

/// The form of the private key that bytes hold, in words; `None` for none.
pub(crate) fn private_key(bytes: &[u8]) -> Option<&'static str> {
    engine::private_key(bytes)
}

/// As [`private_key`], of a text.
pub(crate) fn private_key_in_text(text: &str) -> Option<&'static str> {
    private_key(text.as_bytes())
}

/// As [`private_key`], of a text that was `before`: what did not change was looked through then.
pub(crate) fn private_key_in_change(before: &str, after: &str) -> Option<&'static str> {
    let (before, after) = (before.as_bytes(), after.as_bytes());
    let same = |(one, other): &(&u8, &u8)| one == other;
    let head = before.iter().zip(after).take_while(same).count();
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    let tail = tail.min(after.len() - head);
    let start = head.saturating_sub(AROUND);
    let end = (after.len() - tail).saturating_add(AROUND).min(after.len());
    private_key(after.get(start..end).unwrap_or(after))
}

/// What a file is that may be anything: by its content, else by the name that the `dir:` transport and the nodes give it.
pub(crate) fn file_kind(name: &str, bytes: &[u8]) -> FileKind {
    let told = if bytes.len() <= READ_AT_MOST {
        by_content(name, bytes)
    } else {
        FileKind::Unknown(String::new())
    };
    match (told, name) {
        (FileKind::Unknown(_), "policy.json") => FileKind::Policy,
        (FileKind::Unknown(_), "manifest.json") => FileKind::Manifest,
        (FileKind::Unknown(_), _) if name.starts_with("signature-") => FileKind::Signature,
        (FileKind::Unknown(_), _) if bytes.len() <= READ_AT_MOST && is_registries_d(name, bytes) => {
            FileKind::RegistriesD
        }
        (told, _) => told,
    }
}

fn by_content(name: &str, bytes: &[u8]) -> FileKind {
    let inspected = engine::inspect(bytes, name);
    let unknown = |title: &str| {
        FileKind::Unknown(if inspected.recognised {
            title.into()
        } else {
            String::new()
        })
    };
    match inspected.root.kind {
        "policy" => FileKind::Policy,
        "manifest" if read_list(bytes).is_some() => FileKind::ManifestList,
        "manifest" => FileKind::Manifest,
        "registriesD" => FileKind::RegistriesD,
        "pullgate.request" => FileKind::Request,
        "cosign.signatures" | "cosign.download" => FileKind::Attachments,
        "json.lines"
            if inspected
                .root
                .children
                .iter()
                .any(|line| line.kind == "cosign.download") =>
        {
            FileKind::Attachments
        }
        "signatureFile" | "sigstore.signature" => FileKind::Signature,
        _ => match key_kind(bytes) {
            KeyKind::Unknown => {
                // Bare JSON is a signature only where it says so, which was asked above.
                let is_json = bytes.trim_ascii_start().first() == Some(&b'{');
                match signature_from_bytes(bytes).kind {
                    SignatureKind::Unknown => by_base64(bytes).unwrap_or_else(|| unknown(&inspected.root.title)),
                    _ if is_json => unknown(&inspected.root.title),
                    _ => FileKind::Signature,
                }
            }
            known => FileKind::KeyFile(known),
        },
    }
}

/// Base64 of a key or of a signature, as texts carry them.
fn by_base64(bytes: &[u8]) -> Option<FileKind> {
    let decoded = decode_base64(std::str::from_utf8(bytes).ok()?)?;
    match key_kind(&decoded) {
        KeyKind::Unknown => {
            (signature_from_bytes(&decoded).kind != SignatureKind::Unknown).then_some(FileKind::Signature)
        }
        known => Some(FileKind::KeyFile(known)),
    }
}

fn is_registries_d(name: &str, bytes: &[u8]) -> bool {
    let has = |text: &[u8]| find(bytes, text).is_some();
    (name.ends_with(".yaml") || name.ends_with(".yml"))
        && [
            &b"lookaside:"[..],
            b"sigstore:",
            b"use-sigstore-attachments:",
            b"default-docker:",
        ]
        .into_iter()
        .any(has)
}

/// What a key file holds.
pub(crate) fn key_kind(bytes: &[u8]) -> KeyKind {
    let has = |text: &[u8]| find(bytes, text).is_some();
    match openpgp_packet(bytes) {
        Some(6) => return KeyKind::OpenPgp,
        Some(_) => return KeyKind::Unknown,
        None => {}
    }
    if has(b"-----BEGIN PGP PUBLIC KEY BLOCK-----") {
        KeyKind::ArmoredOpenPgp
    } else if has(b"-----BEGIN CERTIFICATE-----") {
        KeyKind::PemCertificate
    } else if has(b"PUBLIC KEY-----") {
        KeyKind::PemPublicKey
    } else {
        KeyKind::Unknown
    }
}

/// The bytes of a key file that was pasted as text: what is not PEM or armour may be base64 of a keyring.
pub(crate) fn key_from_text(text: &str) -> (Vec<u8>, Option<Step>) {
    match decode_base64(text) {
        Some(bytes) if !text.contains("-----") && key_kind(&bytes) != KeyKind::Unknown => {
            (bytes, Some(Step::DecodedBase64))
        }
        _ => (text.as_bytes().to_vec(), None),
    }
}

/// The signature file that text stands for.
pub(crate) fn signature_from_text(text: &str) -> Taken {
    if let Some(bytes) = decode_base64(text) {
        let mut taken = signature_from_bytes(&bytes);
        taken.steps.insert(0, Step::DecodedBase64);
        return taken;
    }
    signature_from_bytes(text.as_bytes())
}

/// The signature file that bytes stand for.
pub(crate) fn signature_from_bytes(bytes: &[u8]) -> Taken {
    let as_it_stands = |kind| Taken {
        bytes: bytes.to_vec(),
        kind,
        steps: Vec::new(),
    };
    if bytes.starts_with(SIGSTORE_PREFIX) {
        return as_it_stands(SignatureKind::Sigstore);
    }
    if let Some(tag) = openpgp_packet(bytes) {
        return as_it_stands(openpgp_kind(tag, bytes));
    }
    let text = bytes.trim_ascii_start();
    if text.first() == Some(&b'{') {
        let bytes = [SIGSTORE_PREFIX, bytes].concat();
        return Taken {
            bytes,
            kind: SignatureKind::Sigstore,
            steps: vec![Step::WrappedSigstore],
        };
    }
    if text.starts_with(b"-----BEGIN PGP SIGNED MESSAGE-----") {
        return as_it_stands(SignatureKind::Cleartext);
    }
    match armor::message(text) {
        Some(message) => {
            let kind = openpgp_packet(&message).map_or(SignatureKind::Unknown, |tag| openpgp_kind(tag, &message));
            Taken {
                bytes: message,
                kind,
                steps: vec![Step::RemovedArmor],
            }
        }
        None => as_it_stands(SignatureKind::Unknown),
    }
}

/// The text in which a signature file is shown and edited: a sigstore signature's JSON, else base64. [`signature_from_text`] gives the bytes back.
pub(crate) fn signature_text(bytes: &[u8]) -> String {
    let json = bytes
        .strip_prefix(SIGSTORE_PREFIX)
        .and_then(|json| std::str::from_utf8(json).ok());
    match json {
        Some(json) if json.trim_start().starts_with('{') => json.into(),
        _ => STANDARD.encode(bytes),
    }
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let is_base64 =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace();
    if !text.as_bytes().iter().all(is_base64) {
        return None;
    }
    let compact: String = text.split_ascii_whitespace().collect();
    if compact.is_empty() {
        None
    } else {
        STANDARD.decode(compact).ok()
    }
}

/// The tag of the first packet, if the bytes begin like one of OpenPGP (RFC 9580 §4.2).
fn openpgp_packet(bytes: &[u8]) -> Option<u8> {
    let first = *bytes.first()?;
    let tag = if first & 0x40 == 0 {
        (first >> 2) & 0x0f
    } else {
        first & 0x3f
    };
    (first & 0x80 != 0 && bytes.len() > 2 && matches!(tag, 2 | 4..=8 | 10)).then_some(tag)
}

/// A message begins with a one-pass signature, a compressed packet or a marker; an old one with the signature, and then goes on with the text.
fn openpgp_kind(tag: u8, bytes: &[u8]) -> SignatureKind {
    match tag {
        4 | 8 | 10 => SignatureKind::OpenPgp,
        2 if ends_after_first_packet(bytes) => SignatureKind::DetachedOpenPgp,
        2 => SignatureKind::OpenPgp,
        _ => SignatureKind::Unknown,
    }
}

fn ends_after_first_packet(bytes: &[u8]) -> bool {
    let length = |from: usize, count: usize| {
        let octets = bytes.get(from..from + count)?;
        Some(octets.iter().fold(0_usize, |sum, octet| {
            sum.saturating_mul(256).saturating_add(usize::from(*octet))
        }))
    };
    let first = bytes.first().copied().unwrap_or_default();
    let (header, body) = if first & 0x40 == 0 {
        let count = 1_usize << (first & 3);
        (1 + count, length(1, count))
    } else {
        match bytes.get(1).copied().unwrap_or_default() {
            octet @ 0..192 => (2, Some(usize::from(octet))),
            octet @ 192..224 => (3, length(2, 1).map(|low| (usize::from(octet) - 192) * 256 + low + 192)),
            255 => (6, length(2, 4)),
            _ => return false,
        }
    };
    body.is_some_and(|body| header.saturating_add(body) >= bytes.len())
}

/// Where a text begins.
fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    let (first, _) = text.split_first()?;
    let mut from = 0;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| byte == first) {
        from += step;
        if bytes.get(from..)?.starts_with(text) {
            return Some(from);
        }
        from += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: &str = "../fixtures/signed";

    fn fixture(path: &str) -> Vec<u8> {
        std::fs::read(format!("{SIGNED}/{path}")).unwrap()
    }

    #[test]
    fn files_go_where_they_belong() {
        for (path, kind) in [
            ("gpg-skopeo-rsa/policy.json", FileKind::Policy),
            ("gpg-skopeo-rsa/manifest.json", FileKind::Manifest),
            ("gpg-skopeo-rsa/signature-1", FileKind::Signature),
            ("cosign-p256-tag/signature-1", FileKind::Signature),
            ("gpg-skopeo-rsa/acme.gpg", FileKind::KeyFile(KeyKind::OpenPgp)),
            ("cosign-p256-tag/acme.pub", FileKind::KeyFile(KeyKind::PemPublicKey)),
            ("cosign-pki/root.pem", FileKind::KeyFile(KeyKind::PemCertificate)),
            ("../cosign-files/downloaded.jsonl", FileKind::Attachments),
            ("README.md", FileKind::Unknown(String::new())),
        ] {
            assert_eq!(file_kind("any", &fixture(path)), kind, "{path}");
        }
    }

    #[test]
    fn a_name_says_what_the_content_does_not() {
        assert_eq!(file_kind("policy.json", b"{\"default\": ["), FileKind::Policy);
        assert_eq!(file_kind("signature-2", b"garbage"), FileKind::Signature);
        assert_eq!(file_kind("notes.txt", b"garbage"), FileKind::Unknown(String::new()));
        assert_eq!(
            file_kind("acme.yaml", b"docker:\n  example.com:\n    lookaside: file:///a\n"),
            FileKind::RegistriesD
        );
    }

    #[test]
    fn a_signature_file_is_taken_as_it_stands() {
        for (path, kind) in [
            ("gpg-skopeo-rsa/signature-1", SignatureKind::OpenPgp),
            ("cosign-p256-tag/signature-1", SignatureKind::Sigstore),
        ] {
            let bytes = fixture(path);
            assert_eq!(
                signature_from_bytes(&bytes),
                Taken {
                    bytes,
                    kind,
                    steps: Vec::new()
                },
                "{path}"
            );
        }
    }

    #[test]
    fn the_text_shown_stands_for_the_same_bytes() {
        for path in ["gpg-skopeo-rsa/signature-1", "cosign-p256-tag/signature-1", "README.md"] {
            let bytes = fixture(path);
            assert_eq!(signature_from_text(&signature_text(&bytes)).bytes, bytes, "{path}");
        }
    }

    #[test]
    fn bare_sigstore_json_is_wrapped_and_said_so() {
        let bytes = fixture("cosign-p256-tag/signature-1");
        let json = signature_text(&bytes);
        let taken = signature_from_text(&json);
        assert_eq!(
            taken,
            Taken {
                bytes,
                kind: SignatureKind::Sigstore,
                steps: vec![Step::WrappedSigstore]
            }
        );
    }

    #[test]
    fn a_private_key_is_found_in_what_changed() {
        let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA";
        for (before, after) in [
            ("", key.to_owned()),
            ("{}", format!("{{{key}}}")),
            ("-----BEGIN EC PRIVATE KEY----", key.to_owned()),
            ("{ }", format!("{{ {} }}", STANDARD.encode(format!("{key}{key}")))),
        ] {
            assert!(private_key_in_change(before, &after).is_some(), "{after}");
        }
        assert_eq!(private_key_in_change("registry.example", "registry.example/acme"), None);
        assert_eq!(private_key_in_change("aaa", "aa"), None);
    }

    #[test]
    fn a_detached_signature_is_told_from_a_message() {
        // A version 4 signature packet of three octets, alone and followed by a literal packet.
        assert_eq!(
            signature_from_bytes(b"\xc2\x03abc").kind,
            SignatureKind::DetachedOpenPgp
        );
        assert_eq!(
            signature_from_bytes(b"\x88\x03abc").kind,
            SignatureKind::DetachedOpenPgp
        );
        assert_eq!(
            signature_from_bytes(b"\x88\x03abc\xcb\x01b").kind,
            SignatureKind::OpenPgp
        );
    }

    #[test]
    fn any_bytes_are_taken() {
        for bytes in [
            &b""[..],
            b"\xff",
            b"\x88",
            b"\xc2\xff\xff",
            b"hello",
            b"-----BEGIN PGP MESSAGE-----",
            b"\0sigstore-json\n",
        ] {
            assert_eq!(signature_from_bytes(bytes).bytes, bytes);
        }
    }
}
