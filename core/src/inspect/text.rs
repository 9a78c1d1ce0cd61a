//! Texts: JSON, PEM, base64, and the rest by their first words.

use alloc::vec::Vec;

use super::{
    Input, Inspector, JsonKind, Name, Node, Remark, Value, What, json, pem, private_key, recognise, resemblance,
};
use crate::base64;

/// Shorter words are not taken for base64, unless they are that of something known.
const BASE64_LENGTH: usize = 40;
/// Nothing that is known is shorter in base64.
const BASE64_LEAST: usize = 16;

/// Whether bytes are text: UTF-8 without control characters but blanks and line ends.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| !byte.is_ascii_control() || matches!(byte, b'\t' | b'\n' | b'\r');
    !bytes.is_empty() && bytes.iter().all(plain) && core::str::from_utf8(bytes).is_ok()
}

/// Looks into a text.
pub(super) fn recognise(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let trimmed = input.bytes.trim_ascii_start();
    if matches!(trimmed.first(), Some(b'{' | b'[' | b'"')) {
        return json::json(inspector, input);
    }
    if pem::has_blocks(input.bytes) {
        return pem::blocks(inspector, input);
    }
    if let Some(form) = private_key::in_text(input.bytes) {
        return inspector.private_key(form, input.place());
    }
    if has_line(input.bytes, |line| line == b"kind: Secret") {
        let mut node = inspector.node(What::Json(JsonKind::Credentials), input.place());
        node.remark(Remark::CredentialsNotShown);
        return node;
    }
    ssh_public_key(inspector, input)
        .or_else(|| in_base64(inspector, input))
        .or_else(|| registries_d(inspector, input))
        .unwrap_or_else(|| resemblance::unknown(inspector, input))
}

fn has_line(text: &[u8], is_it: impl Fn(&[u8]) -> bool) -> bool {
    text.split(|&byte| byte == b'\n')
        .any(|line| is_it(line.trim_ascii_end()))
}

/// `ssh-ed25519 AAAA… comment`
fn ssh_public_key(inspector: &mut Inspector<'_>, input: Input<'_>) -> Option<Node> {
    let mut words = input.bytes.trim_ascii().split(u8::is_ascii_whitespace);
    let (kind, key) = (words.next()?, words.next()?);
    let is_kind = [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"]
        .iter()
        .any(|start| kind.starts_with(start));
    let key = base64::decode(key).ok().filter(|_| is_kind)?;
    let mut node = inspector.node(What::SshPublicKey, input.place());
    node.fact(Name::Algorithm, Value::text_of(kind));
    // As ssh-keygen writes it.
    let fingerprint = base64::encode(&inspector.crypto.sha256(&key));
    let fingerprint = alloc::format!("SHA256:{}", fingerprint.trim_end_matches('='));
    node.fact(Name::Fingerprint, Value::Text(fingerprint));
    Some(node)
}

/// Base64 in either alphabet, padded or not, on one line or several.
fn in_base64(inspector: &mut Inspector<'_>, input: Input<'_>) -> Option<Node> {
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    if !input.bytes.iter().all(|byte| is_space(byte) || is_base64(byte)) {
        return None;
    }
    let mut plain: Vec<u8> = input.bytes.iter().copied().filter(|byte| !is_space(byte)).collect();
    if plain.len() < BASE64_LEAST {
        return None;
    }
    let url = plain.iter().any(|byte| matches!(byte, b'-' | b'_'));
    for byte in &mut plain {
        match *byte {
            b'-' => *byte = b'+',
            b'_' => *byte = b'/',
            _ => {}
        }
    }
    let padding = match plain.len() % 4 {
        2 => "==",
        3 => "=",
        _ => "",
    };
    plain.extend(padding.bytes());
    let bytes = base64::decode(&plain).ok()?;
    let is_wrapping = inspector.is_outermost();
    inspector.wrapping += usize::from(is_wrapping);
    let inner = inspector.decoded(input.place(), "base64", &bytes, recognise::recognise);
    inspector.wrapping -= usize::from(is_wrapping);
    if plain.len() < BASE64_LENGTH && !inner.is_recognised() {
        return None;
    }
    let mut node = inspector.node(What::Base64, input.place());
    node.fact(Name::Is, Value::Bytes(bytes.len()));
    if url {
        node.remark(Remark::Base64ForUrls);
    }
    node.children.push(inner);
    Some(node)
}

/// A file of registries.d: YAML with one of its two keys at the beginning of a line.
#[cfg(feature = "yaml")]
fn registries_d(inspector: &mut Inspector<'_>, input: Input<'_>) -> Option<Node> {
    use super::Problem;
    use crate::registries_d::{File, load};
    use crate::source::SourceId;

    if !has_line(input.bytes, |line| {
        line.starts_with(b"docker:") || line.starts_with(b"default-docker:")
    }) {
        return None;
    }
    let text = core::str::from_utf8(input.bytes).ok()?;
    let mut node = inspector.node(What::RegistriesD, input.place());
    node.remark(Remark::EvaluateRegistriesD);
    let file = File {
        name: "file.yaml",
        source: SourceId::default(),
        text,
    };
    match load([file]).configuration {
        Err(error) => node.problems.push(Problem::RegistriesD(error)),
        Ok(configuration) => {
            for (namespace, section) in configuration.all_sections() {
                if inspector.is_full(&mut node) {
                    break;
                }
                let place = json::place(input, section.span);
                let mut child = inspector.node(
                    What::RegistriesDSection(namespace.map(alloc::string::String::from)),
                    place,
                );
                let texts = [
                    ("lookaside", &section.lookaside),
                    ("lookaside-staging", &section.lookaside_staging),
                    ("sigstore", &section.sigstore),
                    ("sigstore-staging", &section.sigstore_staging),
                ];
                for (name, value) in texts {
                    if let Some(value) = value {
                        let place = json::place(input, value.span);
                        child.fact_at(Name::Key(name.into()), Value::Text(value.value.clone()), place);
                    }
                }
                if let Some(value) = &section.use_sigstore_attachments {
                    let place = json::place(input, value.span);
                    let name = Name::Key("use-sigstore-attachments".into());
                    child.fact_at(name, Value::Boolean(value.value), place);
                }
                node.children.push(child);
            }
        }
    }
    Some(node)
}

#[cfg(not(feature = "yaml"))]
fn registries_d(_: &mut Inspector<'_>, _: Input<'_>) -> Option<Node> {
    None
}
