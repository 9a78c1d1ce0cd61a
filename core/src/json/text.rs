//! Strings: escapes and what is no Unicode.

use alloc::borrow::Cow;
use alloc::string::String;

/// Decodes a string literal, quotes included, whose syntax the parser has checked.
pub(super) fn decode(literal: &[u8]) -> Cow<'_, str> {
    decode_inner(literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default())
}

/// Decodes what stands between the quotes; of escapes that are none, something.
pub(super) fn decode_inner(inner: &[u8]) -> Cow<'_, str> {
    match core::str::from_utf8(inner) {
        Ok(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
        _ => Cow::Owned(decode_slowly(inner)),
    }
}

fn decode_slowly(inner: &[u8]) -> String {
    let mut decoded = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(backslash) = rest.iter().position(|&byte| byte == b'\\') {
        let (plain, escape) = rest.split_at_checked(backslash).unwrap_or_default();
        push_bytes(&mut decoded, plain);
        rest = push_escape(&mut decoded, escape);
    }
    push_bytes(&mut decoded, rest);
    decoded
}

/// Each byte that is not UTF-8 becomes one U+FFFD, as in Go; Rust's `from_utf8_lossy` would make fewer of them.
fn push_bytes(decoded: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        decoded.push_str(chunk.valid());
        decoded.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
}

/// `text` begins with a backslash; returns what follows the escape.
fn push_escape<'a>(decoded: &mut String, text: &'a [u8]) -> &'a [u8] {
    if let Some((unit, rest)) = unicode_escape(text) {
        // A pair of surrogates makes one character; a lone one makes U+FFFD, and what follows it stands for itself.
        let pair = unicode_escape(rest)
            .and_then(|(low, after)| Some((char::decode_utf16([unit, low]).next()?.ok()?, after)))
            .filter(|(character, _)| u32::from(*character) > 0xFFFF);
        let (character, rest) = pair.unwrap_or_else(|| {
            (
                char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER),
                rest,
            )
        });
        decoded.push(character);
        return rest;
    }
    decoded.push(match text.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        other => other.copied().map_or(char::REPLACEMENT_CHARACTER, char::from),
    });
    text.get(2..).unwrap_or_default()
}

fn unicode_escape(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = text.strip_prefix(b"\\u")?.split_at_checked(4)?;
    let unit = u16::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((unit, rest))
}
