//! Private keys, by what they begin with or are marked by. They are told early and by little, so that one that is cut off or wrapped is told as well;
//! none of their bytes is kept.

use alloc::vec::Vec;

use crate::base64;

/// In which form a private key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKeyForm {
    /// age's identity, `AGE-SECRET-KEY-1…`
    Age,
    /// Cosign's or Sigstore's: encrypted JSON, in PEM or alone.
    Cosign,
    /// DSA numbers alone, as OpenSSL wrote them.
    Dsa,
    /// EncryptedPrivateKeyInfo (RFC 5958 §3).
    EncryptedPkcs8,
    /// A JSON Web Key with its private or secret part (RFC 7518 §6).
    Jwk,
    /// minisign's or signify's.
    Minisign,
    /// A packet of OpenPGP, armoured or not.
    OpenPgp,
    /// OpenSSH's own.
    OpenSsh,
    /// PEM with another label that says so.
    OtherPem,
    /// RSAPrivateKey (RFC 8017 A.1.2).
    Pkcs1,
    /// A key store of PKCS #12, which may hold keys.
    Pkcs12,
    /// PrivateKeyInfo (RFC 5958 §2).
    Pkcs8,
    /// PuTTY's.
    Putty,
    /// ECPrivateKey (RFC 5915).
    Sec1,
}

/// How many wrappings of base64 are looked through.
const WRAPPING_LIMIT: u8 = 3;
/// The shortest run of base64 that is looked into: the least that a key of 32 bytes needs has 43 characters, and its PEM more.
const RUN_LENGTH: usize = 40;
/// The most characters of base64 that are decoded for the search, in all: several of the longest signature files. Nothing longer is shown in any case.
const SCAN_LIMIT: usize = 32 << 20;
/// The longest label of PEM that is looked at.
const LABEL_LENGTH: usize = 64;

/// What shows that there is a private key anywhere in bytes, as it stands or in base64; `None` if nothing does.
#[must_use]
pub fn found_in(bytes: &[u8]) -> Option<PrivateKeyForm> {
    found(bytes, WRAPPING_LIMIT, &mut { SCAN_LIMIT })
}

fn found(bytes: &[u8], wrappings: u8, scan_left: &mut usize) -> Option<PrivateKeyForm> {
    in_text(bytes)
        .or_else(|| der(bytes))
        .or_else(|| openpgp(bytes))
        .or_else(|| in_base64(bytes, wrappings.checked_sub(1)?, scan_left))
        .or_else(|| found(&unescaped(bytes)?, wrappings.checked_sub(1)?, scan_left))
}

/// Without the escapes of JSON's and Go's strings, which stand between the lines of a key; `None` where there are none.
fn unescaped(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'\\') {
        return None;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let (character, behind) = match (byte, after) {
            (b'\\', [b'n' | b'r' | b't', behind @ ..]) => (b'\n', behind),
            (b'\\', [b'u', b'0', b'0', high, low, behind @ ..]) => (digits(*high, *low).unwrap_or(b'?'), behind),
            (b'\\', [b'x', high, low, behind @ ..]) => (digits(*high, *low).unwrap_or(b'?'), behind),
            (b'\\', [other, behind @ ..]) => (*other, behind),
            _ => (byte, after),
        };
        plain.push(character);
        rest = behind;
    }
    Some(plain)
}

fn digits(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// By the marks of text formats, in one pass.
#[must_use]
pub fn in_text(bytes: &[u8]) -> Option<PrivateKeyForm> {
    // Of a JSON Web Key: that it is one, and that it has its private part.
    let (mut is_key, mut has_secret) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        let form = match byte {
            b'B' => label_at(bytes, at).and_then(form_of_label),
            b'A' | b'M' | b'P' | b'S' | b'a' | b'm' | b'n' | b'o' | b'p' | b's' => mark_at(bytes, at),
            b'k' => {
                is_key |= tail(bytes, at).starts_with(b"kty");
                None
            }
            b'"' => {
                has_secret |= is_secret_member(tail(bytes, at + 1));
                None
            }
            _ => None,
        };
        if form.is_some() {
            return form;
        }
    }
    (is_key && has_secret).then_some(PrivateKeyForm::Jwk)
}

/// Words that only files with private keys have.
const MARKS: [(&[u8], PrivateKeyForm); 7] = [
    (b"age-secret-key-", PrivateKeyForm::Age),
    (b"age-plugin-", PrivateKeyForm::Age),
    (b"minisign encrypted secret key", PrivateKeyForm::Minisign),
    (b"nacl/secretbox", PrivateKeyForm::Cosign),
    (b"openssh-key-v1\0", PrivateKeyForm::OpenSsh),
    (b"putty-user-key-file-", PrivateKeyForm::Putty),
    (b"signify secret key", PrivateKeyForm::Minisign),
];

fn mark_at(bytes: &[u8], at: usize) -> Option<PrivateKeyForm> {
    let here = tail(bytes, at);
    let is_here = |mark: &[u8]| {
        here.get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    MARKS.iter().find(|(mark, _)| is_here(mark)).map(|(_, form)| *form)
}

/// Whether a key of JSON, perhaps within a string of JSON, goes on so: `d": ` or `d\": `, or `k`.
fn is_secret_member(after_quote: &[u8]) -> bool {
    let [b'd' | b'k', behind @ ..] = after_quote else {
        return false;
    };
    let behind = behind.strip_prefix(b"\\").unwrap_or(behind);
    behind
        .strip_prefix(b"\"")
        .is_some_and(|behind| behind.trim_ascii_start().starts_with(b":"))
}

fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

/// The form that a label of PEM stands for.
#[must_use]
pub fn form_of_label(label: &[u8]) -> Option<PrivateKeyForm> {
    let has = |word: &[u8]| contains(label, word);
    if !has(b"PRIVATE KEY") && !has(b"SECRET KEY") {
        return None;
    }
    Some(if has(b"PGP") {
        PrivateKeyForm::OpenPgp
    } else if has(b"SIGSTORE") || has(b"COSIGN") {
        PrivateKeyForm::Cosign
    } else if has(b"SSH") {
        PrivateKeyForm::OpenSsh
    } else if has(b"ENCRYPTED") {
        PrivateKeyForm::EncryptedPkcs8
    } else {
        match label {
            b"RSA PRIVATE KEY" => PrivateKeyForm::Pkcs1,
            b"EC PRIVATE KEY" => PrivateKeyForm::Sec1,
            b"DSA PRIVATE KEY" => PrivateKeyForm::Dsa,
            b"PRIVATE KEY" => PrivateKeyForm::Pkcs8,
            _ => PrivateKeyForm::OtherPem,
        }
    })
}

/// The label of PEM, or of SSH's own form of it, behind `BEGIN` at a place.
fn label_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = tail(bytes, at).strip_prefix(b"BEGIN ")?;
    let before = bytes.get(..at)?;
    let rest = rest.get(..LABEL_LENGTH).unwrap_or(rest);
    let length = rest
        .iter()
        .position(|byte| matches!(byte, b'-' | b'\n' | b'\\'))
        .unwrap_or(rest.len());
    let has_dashes = before.ends_with(b"--") || before.ends_with(b"---- ");
    rest.get(..length).filter(|_| has_dashes).map(<[u8]>::trim_ascii_end)
}

/// DER, from its first elements: what follows may be cut off.
#[must_use]
pub fn der(bytes: &[u8]) -> Option<PrivateKeyForm> {
    let content = content_of(bytes, 0x30)?;
    if let Some(algorithm) = content_of(content, 0x30) {
        // PBES1 and PBES2 (RFC 8018), and those of PKCS #12 (RFC 7292 C): nothing else is encrypted with a pass phrase.
        let schemes: [&[u8]; 2] = [
            b"\x2A\x86\x48\x86\xF7\x0D\x01\x05",
            b"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01",
        ];
        let identifier = algorithm.strip_prefix(b"\x06").and_then(|rest| rest.get(1..))?;
        let is_encrypted = schemes.iter().any(|scheme| identifier.starts_with(scheme));
        return is_encrypted.then_some(PrivateKeyForm::EncryptedPkcs8);
    }
    match *content {
        // PrivateKeyInfo: a version, an algorithm, an octet string. A version 1 certificate's inside begins alike, and goes on with a sequence.
        [2, 1, 0 | 1, ref after @ ..] if after.first() == Some(&0x30) => {
            let algorithm = content_of(after, 0x30)?;
            let behind = after.get(after.len().min(whole_length(after)?)..)?;
            let is_key =
                algorithm.first().is_none_or(|&first| first == 6) && behind.first().is_none_or(|&first| first == 4);
            is_key.then_some(PrivateKeyForm::Pkcs8)
        }
        [2, 1, 3, 0x30, ..] => Some(PrivateKeyForm::Pkcs12),
        [2, 1, 1, 4, ..] => Some(PrivateKeyForm::Sec1),
        [2, 1, 0 | 1, 2, ref length @ ..] => {
            // RSA goes on with a modulus and an exponent, DSA with p and the much shorter q.
            let behind = whole_length([&[2], length].concat().as_slice())
                .and_then(|whole| length.get(whole.saturating_sub(1)..))
                .unwrap_or_default();
            let is_dsa = matches!(behind, [2, 16..=64, ..]);
            Some(if is_dsa {
                PrivateKeyForm::Dsa
            } else {
                PrivateKeyForm::Pkcs1
            })
        }
        _ => None,
    }
}

/// The content of an element, as much of it as there is.
fn content_of(bytes: &[u8], identifier: u8) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(&[identifier])?;
    let (&first, after) = rest.split_first()?;
    let header = if first & 0x80 == 0 {
        0
    } else {
        usize::from(first & 0x7F)
    };
    let content = after.get(header..)?;
    let length = whole_length(bytes)?.saturating_sub(bytes.len() - content.len());
    Some(content.get(..length).unwrap_or(content))
}

/// The length of an element with its header, as it says.
fn whole_length(bytes: &[u8]) -> Option<usize> {
    let (&first, after) = bytes.get(1..)?.split_first()?;
    if first & 0x80 == 0 {
        return Some(usize::from(first) + 2);
    }
    let count = usize::from(first & 0x7F);
    let length = after.get(..count).filter(|bytes| bytes.len() <= 4)?;
    let length = length.iter().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
    length.checked_add(2 + count)
}

/// A secret-key or secret-subkey packet among the packets that bytes begin with (RFC 9580 §5.5).
#[must_use]
pub fn openpgp(bytes: &[u8]) -> Option<PrivateKeyForm> {
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let (tag, head, length) = match first {
            0x80..0xC0 => {
                let count = 1_usize << (first & 3);
                let octets = after.get(..count).filter(|_| count < 8)?;
                let length = octets.iter().fold(0_usize, |sum, &octet| sum << 8 | usize::from(octet));
                ((first >> 2) & 0x0F, count, length)
            }
            0xC0.. => {
                let (head, length) = match *after {
                    [length @ 0..192, ..] => (1, usize::from(length)),
                    [high @ 192..224, low, ..] => (2, (usize::from(high) - 192) * 256 + usize::from(low) + 192),
                    [255, a, b, c, d, ..] => (5, usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?),
                    _ => return None,
                };
                (first & 0x3F, head, length)
            }
            _ => return None,
        };
        let body = after.get(head..)?;
        match tag {
            5 | 7 if is_key(length, body) => return Some(PrivateKeyForm::OpenPgp),
            6 | 14 if is_key(length, body) => {}
            // Signatures, markers, trust, user IDs and attributes, behind a key.
            2 | 10 | 12 | 13 | 17 if rest.len() < bytes.len() => {}
            _ => return None,
        }
        rest = body.get(length..)?;
    }
    None
}

/// Whether the body of a packet begins as a key's: version, time, an algorithm that there is. One in a hundred thousand random texts does.
fn is_key(length: usize, body: &[u8]) -> bool {
    const LENGTHS: core::ops::RangeInclusive<usize> = 12..=16_384;
    let [version, time, _, _, _, algorithm, ..] = *body else {
        return false;
    };
    // From 1990 to 2050.
    LENGTHS.contains(&length)
        && matches!(version, 2..=6)
        && (0x26..=0x97).contains(&time)
        && matches!(algorithm, 1..=3 | 16..=20 | 22 | 25..=28)
}

/// A run of base64 may go over several lines; or what stands on the lines before is a word, so that each line is looked at alone as well.
fn in_base64(bytes: &[u8], wrappings: u8, scan_left: &mut usize) -> Option<PrivateKeyForm> {
    let standard = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let over_lines = bytes.split(|byte| !standard(byte) && !is_line_end(byte));
    let runs = over_lines
        .chain(bytes.split(|byte| !standard(byte)))
        .chain(bytes.split(|byte| !url(byte)));
    for run in runs.filter(|run| run.len() >= RUN_LENGTH) {
        *scan_left = scan_left.checked_sub(run.len())?;
        if let Some(decoded) = decode(run)
            && let Some(form) = found(&decoded, wrappings, scan_left)
        {
            return Some(form);
        }
    }
    None
}

/// Base64 in either alphabet; what is left over at the end is dropped.
fn decode(run: &[u8]) -> Option<Vec<u8>> {
    let mut plain: Vec<u8> = run
        .iter()
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
        .map(|&byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    plain.truncate(plain.len() - plain.len() % 4);
    base64::decode(&plain).ok()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
