//! Standard base64 as Go's `base64.StdEncoding` reads it: padded; line ends anywhere are skipped; bits behind the last byte are not looked at.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// A text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The byte of the text that Go blames: not always the one that is wrong.
    pub offset: usize,
}

/// Decodes a text.
///
/// # Errors
/// The text is not base64.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let plain = if text.iter().any(is_line_end) {
        Cow::Owned(
            text.iter()
                .copied()
                .filter(|byte| !is_line_end(byte))
                .collect::<Vec<_>>(),
        )
    } else {
        Cow::Borrowed(text)
    };
    ENGINE.decode(plain.as_ref()).map_err(|_| DecodeError {
        offset: error_offset(text),
    })
}

/// A text is not base64 in its URL form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlDecodeError {
    /// A byte that has no place where it stands.
    Byte(DecodeError),
    /// A number of characters that no padding makes right.
    Length,
}

/// Decodes base64 in its URL form without padding, as libtrust reads it: blanks and line feeds are taken out first.
///
/// # Errors
/// The text is not that.
pub fn decode_url(text: &str) -> Result<Vec<u8>, UrlDecodeError> {
    let mut standard: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'\n' | b' '))
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            // They have no place here.
            b'+' | b'/' => b'?',
            other => other,
        })
        .collect();
    match standard.len() % 4 {
        0 => {}
        1 => return Err(UrlDecodeError::Length),
        rest => standard.resize(standard.len() + 4 - rest, b'='),
    }
    decode(&standard).map_err(UrlDecodeError::Byte)
}

/// Encodes bytes, with padding and without line ends.
#[must_use]
pub fn encode(bytes: &[u8]) -> alloc::string::String {
    ENGINE.encode(bytes)
}

/// The offset in Go's `CorruptInputError` for a text that is not base64.
fn error_offset(text: &[u8]) -> usize {
    // Characters of the group of four that is being read.
    let mut group = 0;
    for (offset, byte) in text.iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => group = (group + 1) % 4,
            b'\n' | b'\r' => {}
            b'=' if group >= 2 => return padding_error_offset(text, offset, group),
            _ => return offset,
        }
    }
    // Too few characters. Go goes back by as many as it has read of the group, line ends not counted.
    text.len().saturating_sub(group)
}

/// The padding that begins at `padding` is incomplete, or something follows it.
fn padding_error_offset(text: &[u8], padding: usize, group: usize) -> usize {
    let skip_line_ends = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
    };
    let mut next = skip_line_ends(padding + 1);
    if group == 2 && next < text.len() {
        if text.get(next) != Some(&b'=') {
            return next - 1;
        }
        next = skip_line_ends(next + 1);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_reads() {
        let cases: [(&str, &[u8]); 7] = [
            ("", b""),
            ("YWJj", b"abc"),
            ("YQ==", b"a"),
            ("YR==", b"a"), // bits behind the last byte
            ("YW\nJj\r\n", b"abc"),
            ("YQ=\n=\n", b"a"),
            ("+/+/", b"\xfb\xff\xbf"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text.as_bytes()).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn blames_the_byte_that_go_blames() {
        // Offsets: recorded from Go 1.26.
        let cases = [
            ("YWJ", 0),
            ("YW\nJ", 1),
            ("Y", 0),
            ("YWJjZ", 4),
            ("YW\\nJj", 2),
            ("-_--", 0),
            ("=", 0),
            ("Y===", 1),
            ("YQ=", 3),
            ("YQ=\n", 4),
            ("YQ=x", 2),
            ("YQ=\nx", 3),
            ("YQ==\nYQ==", 5),
            ("YWI==", 4),
            ("YWJj=", 4),
            ("YW Jj", 2),
        ];
        for (text, offset) in cases {
            assert_eq!(decode(text.as_bytes()), Err(DecodeError { offset }), "{text:?}");
        }
    }
}
