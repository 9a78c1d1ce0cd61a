//! Key files in ASCII armour (RFC 4880 §6.2), read as GnuPG's `armor.c` reads them: text around and between the blocks is skipped, a block
//! may lack its blank line and its checksum, and characters that are no base64 are passed over.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::packet::tag;

/// GnuPG cuts longer lines.
const LINE_LIMIT: usize = 19_998;

/// A key file out of its armour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwrapped<'a> {
    /// The packets.
    pub packets: Cow<'a, [u8]>,
    /// Whether a damaged block follows, of which nothing can be read.
    pub damaged: bool,
}

/// The packets of a key file, out of their armour where they are in one.
#[must_use]
pub fn unwrap_keys(bytes: &[u8]) -> Unwrapped<'_> {
    if !is_armored(bytes) {
        let packets = Cow::Borrowed(bytes);
        return Unwrapped {
            packets,
            damaged: false,
        };
    }
    let mut packets = Vec::new();
    let damaged = read_blocks(Lines { rest: bytes }, &mut packets).is_err();
    let packets = Cow::Owned(packets);
    Unwrapped { packets, damaged }
}

/// The packets of one block of any kind, from what follows the line that begins it; whether it is damaged.
#[must_use]
pub fn unwrap_block(after_head: &[u8]) -> (Vec<u8>, bool) {
    let mut lines = Lines { rest: after_head };
    skip_headers(&mut lines);
    let mut packets = Vec::new();
    let damaged = read_block(&mut lines, &mut packets).is_err();
    (packets, damaged)
}

fn read_blocks(mut lines: Lines<'_>, packets: &mut Vec<u8>) -> Result<(), Damaged> {
    let mut first = true;
    loop {
        if !is_armored(lines.rest) {
            // Packets as they are, behind an armoured block.
            packets.extend_from_slice(lines.rest);
            return Ok(());
        }
        if !lines.by_ref().any(|line| !line.cut && is_head_of_keys(line.bytes)) {
            return Ok(());
        }
        if !skip_headers(&mut lines) && !first {
            // GnuPG then begins somewhere within the first line.
            return Err(Damaged);
        }
        let start = packets.len();
        if read_block(&mut lines, packets).is_err() {
            packets.truncate(start);
            return Err(Damaged);
        }
        first = false;
    }
}

/// Whether what begins so is taken for text (`check_input`, `is_armored`).
#[must_use]
pub fn is_armored(bytes: &[u8]) -> bool {
    match *bytes {
        [b'\n', ..] | [b'\r', b'\n', ..] | [] | [_] => true,
        [first, second, ..] => is_armored_start(first, second),
    }
}

/// Whether GnuPG looks for armour rather than packets, from the first two bytes.
#[must_use]
pub fn is_armored_start(first: u8, second: u8) -> bool {
    if first & 0x80 == 0 {
        return true;
    }
    let new_format = first & 0x40 != 0;
    let kind = if new_format { first & 0x3f } else { (first >> 2) & 0x0f };
    match kind {
        tag::COMPRESSED
        | tag::ENCRYPTED
        | tag::ENCRYPTED_WITH_MDC
        | tag::LITERAL
        | tag::OLD_COMMENT
        | tag::COMMENT
        | tag::GNUPG_CONTROL => false,
        tag::PUBLIC_KEY_ENCRYPTED_SESSION_KEY
        | tag::SIGNATURE
        | tag::SYMMETRIC_KEY_ENCRYPTED_SESSION_KEY
        | tag::ONE_PASS_SIGNATURE
        | tag::SECRET_KEY
        | tag::PUBLIC_KEY
        | tag::SECRET_SUBKEY
        | tag::MARKER
        | tag::TRUST
        | tag::USER_ID
        | tag::PUBLIC_SUBKEY
        | tag::USER_ATTRIBUTE
        | tag::MDC => {
            // These have no indeterminate length.
            if new_format {
                (224..255).contains(&second)
            } else {
                first & 3 == 3
            }
        }
        _ => true,
    }
}

struct Lines<'a> {
    rest: &'a [u8],
}

struct Line<'a> {
    /// With its end.
    bytes: &'a [u8],
    /// Whether it was longer.
    cut: bool,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let length = self
            .rest
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        let cut = line.strip_suffix(b"\n").unwrap_or(line).len() > LINE_LIMIT;
        let bytes = if cut { line.get(..LINE_LIMIT)? } else { line };
        (!line.is_empty()).then_some(Line { bytes, cut })
    }
}

fn is_head_of_keys(line: &[u8]) -> bool {
    let Some(text) = line
        .trim_ascii_end()
        .strip_prefix(b"-----")
        .and_then(|line| line.strip_suffix(b"-----"))
    else {
        return false;
    };
    [
        &b"BEGIN PGP PUBLIC KEY BLOCK"[..],
        b"BEGIN PGP PRIVATE KEY BLOCK",
        b"BEGIN PGP SECRET KEY BLOCK",
    ]
    .contains(&text)
}

/// Skips the lines with headers and the blank one behind them; whether there was a blank one.
fn skip_headers(lines: &mut Lines<'_>) -> bool {
    loop {
        let at = lines.rest;
        let Some(line) = lines.next() else { return true };
        if line.cut {
            continue;
        }
        if line.bytes.trim_ascii_end().is_empty() {
            return true;
        }
        let colon = line.bytes.iter().position(|&byte| byte == b':');
        let behind = colon.and_then(|colon| line.bytes.get(colon + 1));
        if !matches!(behind, Some(b' ' | b'\n' | b'\r')) {
            // No header: the data begins with this line.
            lines.rest = at;
            return false;
        }
    }
}

/// A block is damaged. GnuPG reads nothing behind it, and of a long one what it had read before it noticed, which we do not.
struct Damaged;

fn read_block(lines: &mut Lines<'_>, packets: &mut Vec<u8>) -> Result<(), Damaged> {
    let start = packets.len();
    let mut data = Some(Bits::default());
    for line in lines.by_ref() {
        let mut characters = line.bytes.iter().copied();
        if let Some(bits) = &mut data {
            let in_data = characters.by_ref().take_while(|&character| character != b'=');
            packets.extend(in_data.filter_map(base64_value).filter_map(|value| bits.push(value)));
            if !line.bytes.contains(&b'=') {
                continue;
            }
            data = None;
        }
        // Behind the data: padding, perhaps the checksum. Whatever else stands in its line is dropped.
        let mut behind = characters
            .skip_while(|byte| matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'='))
            .peekable();
        if behind.peek().is_none() {
            continue;
        }
        let mut bits = Bits::default();
        let values: Vec<u8> = behind.map_while(base64_value).take(4).collect();
        let stated: Vec<u8> = values.iter().filter_map(|&value| bits.push(value)).collect();
        let [_, computed @ ..] = crc24(packets.get(start..).unwrap_or_default()).to_be_bytes();
        return if values.is_empty() || stated == computed {
            Ok(())
        } else {
            Err(Damaged)
        };
    }
    Ok(())
}

fn base64_value(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Sixes of bits on their way to eights.
#[derive(Default)]
struct Bits {
    kept: u16,
    count: u8,
}

impl Bits {
    fn push(&mut self, six: u8) -> Option<u8> {
        self.kept = (self.kept << 6) | u16::from(six);
        self.count += 6;
        if self.count < 8 {
            return None;
        }
        self.count -= 8;
        let [_, byte] = (self.kept >> self.count).to_be_bytes();
        Some(byte)
    }
}

/// RFC 4880 §6.1.
fn crc24(bytes: &[u8]) -> u32 {
    let mut crc: u32 = 0x00b7_04ce;
    for &byte in bytes {
        crc ^= u32::from(byte) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4cfb;
            }
        }
    }
    crc & 0x00ff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    fn armor(base64: &str, checksum: &str) -> String {
        format!(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: x\n\n{base64}\n{checksum}-----END PGP PUBLIC KEY BLOCK-----\n"
        )
    }

    fn unwrapped(text: &str) -> Vec<u8> {
        unwrap_keys(text.as_bytes()).packets.into_owned()
    }

    #[test]
    fn packets_are_left_as_they_are() {
        let packets = [0x99, 0, 1, 4];
        assert_eq!(unwrap_keys(&packets).packets.as_ref(), packets);
    }

    #[test]
    fn every_block_of_keys_is_read_and_the_text_around_them_is_not() {
        // The checksums were made by `gpg --enarmor`.
        let abc = armor("YWJj", "=uhx7\n");
        let def_without = armor("ZGU=", "");
        assert_eq!(
            unwrapped(&format!("some words\n{abc}between\n{def_without}behind\n")),
            b"abcde"
        );
    }

    #[test]
    fn a_wrong_checksum_loses_its_block_and_all_behind_it() {
        let (abc, def) = (armor("YWJj", "=uhx7\n"), armor("ZGVm", "=Ha3l\n"));
        let unwrapped = |text: &str| {
            let Unwrapped { packets, damaged } = unwrap_keys(text.as_bytes());
            (packets.into_owned(), damaged)
        };
        assert_eq!(unwrapped(&format!("{abc}{def}{abc}")), (b"abc".to_vec(), true));
        assert_eq!(unwrapped(&format!("{abc}{abc}")), (b"abcabc".to_vec(), false));
    }

    #[test]
    fn a_block_needs_neither_headers_nor_a_blank_line() {
        assert_eq!(
            unwrapped("-----BEGIN PGP PUBLIC KEY BLOCK-----\nYWI=\n-----END PGP PUBLIC KEY BLOCK-----\n"),
            b"ab"
        );
    }

    #[test]
    fn other_blocks_are_not_looked_at() {
        assert_eq!(
            unwrapped(&armor("YWJj", "=uhx7\n").replace("PUBLIC KEY BLOCK", "MESSAGE")),
            b""
        );
    }

    #[test]
    fn packets_may_follow_a_block() {
        let mut bytes = armor("YWJj", "=uhx7\n").into_bytes();
        bytes.extend([0x99, 0, 1, 4]);
        assert_eq!(
            unwrap_keys(&bytes).packets.as_ref(),
            b"abc",
            "not behind the line that ends the block"
        );
        let without_end: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != b'-').collect();
        assert_eq!(
            unwrap_keys(&without_end).packets.as_ref(),
            b"",
            "the line that begins it is needed, too"
        );
    }
}
