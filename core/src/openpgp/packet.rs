//! Packet headers and bodies (RFC 4880 §4.2), read from a slice as GnuPG's `parse-packet.c` reads them from a stream.

use alloc::vec::Vec;

use super::Integer;

/// The packet types that are told apart (RFC 4880 §4.3, and GnuPG's own).
pub mod tag {
    #![allow(missing_docs, reason = "the names are those of RFC 4880 §4.3")]
    pub const PUBLIC_KEY_ENCRYPTED_SESSION_KEY: u8 = 1;
    pub const SIGNATURE: u8 = 2;
    pub const SYMMETRIC_KEY_ENCRYPTED_SESSION_KEY: u8 = 3;
    pub const ONE_PASS_SIGNATURE: u8 = 4;
    pub const SECRET_KEY: u8 = 5;
    pub const PUBLIC_KEY: u8 = 6;
    pub const SECRET_SUBKEY: u8 = 7;
    pub const COMPRESSED: u8 = 8;
    pub const ENCRYPTED: u8 = 9;
    pub const MARKER: u8 = 10;
    pub const LITERAL: u8 = 11;
    pub const TRUST: u8 = 12;
    pub const USER_ID: u8 = 13;
    pub const PUBLIC_SUBKEY: u8 = 14;
    pub const OLD_COMMENT: u8 = 16;
    pub const USER_ATTRIBUTE: u8 = 17;
    pub const ENCRYPTED_WITH_MDC: u8 = 18;
    pub const MDC: u8 = 19;
    pub const ENCRYPTED_AEAD: u8 = 20;
    pub const COMMENT: u8 = 61;
    pub const GNUPG_CONTROL: u8 = 63;
}

/// The most bits of an integer that GnuPG reads.
const INTEGER_BITS_LIMIT: usize = 16_384;

/// A packet that ends what can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPacket;

/// The head of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its type; see [`tag`].
    pub tag: u8,
    /// Whether it is in the format that RFC 2440 introduced.
    pub new_format: bool,
    /// How its length is given.
    pub length: Length,
}

/// How the length of a body is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Up front.
    Fixed(usize),
    /// It goes to the end of what there is.
    Indeterminate,
    /// In chunks; the first one has this many bytes.
    Partial(usize),
}

/// A position in bytes. Every read says what there was; none fails.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next byte, if there is one.
    pub fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// The next `count` bytes, or as many as there are.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// The body of a packet. Of a key packet that announces no byte GnuPG reads the version nevertheless, counts one byte less than none, and passes over
    /// as many: everything (`parse_key`).
    pub fn body(&mut self, tag: u8, length: usize) -> &'a [u8] {
        let is_key = matches!(
            tag,
            tag::PUBLIC_KEY | tag::SECRET_KEY | tag::PUBLIC_SUBKEY | tag::SECRET_SUBKEY
        );
        if length > 0 || !is_key {
            return self.take(length);
        }
        let version = self.take(1);
        self.take(usize::MAX);
        version
    }

    /// The next `N` bytes; `None`, and nothing is read, where there are fewer.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    /// A number of 16 bits.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// A number of 32 bits.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// A multi-precision integer (RFC 4880 §3.2). Bits above the announced ones are kept, as GnuPG keeps them.
    pub fn integer(&mut self) -> Option<Integer> {
        let bits = usize::from(self.u16()?);
        let length = bits.div_ceil(8);
        let fits = bits <= INTEGER_BITS_LIMIT && length <= self.rest.len();
        fits.then(|| Integer::from_bytes(self.take(length)))
    }

    /// The head of the next packet; `None` at the end.
    ///
    /// # Errors
    /// What follows is no packet; nothing after it can be read.
    pub fn header(&mut self) -> Result<Option<Header>, InvalidPacket> {
        let Some(first) = self.byte() else { return Ok(None) };
        if first & 0x80 == 0 {
            return Err(InvalidPacket);
        }
        let new_format = first & 0x40 != 0;
        let (tag, length) = if new_format {
            (first & 0x3f, self.new_length()?)
        } else {
            ((first >> 2) & 0x0f, self.old_length(first & 3)?)
        };
        let streams = matches!(
            tag,
            tag::COMPRESSED | tag::LITERAL | tag::ENCRYPTED | tag::ENCRYPTED_WITH_MDC | tag::ENCRYPTED_AEAD
        );
        if !streams && !matches!(length, Length::Fixed(_)) {
            return Err(InvalidPacket);
        }
        Ok(Some(Header {
            tag,
            new_format,
            length,
        }))
    }

    fn old_length(&mut self, kind: u8) -> Result<Length, InvalidPacket> {
        let length = match kind {
            0 => self.byte().map(usize::from),
            1 => self.u16().map(usize::from),
            2 => self.u32().and_then(|length| usize::try_from(length).ok()),
            _ => return Ok(Length::Indeterminate),
        };
        length.map(Length::Fixed).ok_or(InvalidPacket)
    }

    fn new_length(&mut self) -> Result<Length, InvalidPacket> {
        let first = self.byte().ok_or(InvalidPacket)?;
        let length = match first {
            0..=191 => usize::from(first),
            192..=223 => (usize::from(first) - 192) * 256 + usize::from(self.byte().ok_or(InvalidPacket)?) + 192,
            224..=254 => return Ok(Length::Partial(1 << (first & 0x1f))),
            255 => self
                .u32()
                .and_then(|length| usize::try_from(length).ok())
                .ok_or(InvalidPacket)?,
        };
        Ok(Length::Fixed(length))
    }

    /// A body in chunks, put together.
    pub fn chunks(&mut self, first: usize) -> Chunks {
        let mut bytes = Vec::new();
        let mut length = Length::Partial(first);
        loop {
            let (count, last) = match length {
                Length::Partial(count) => (count, false),
                Length::Fixed(count) => (count, true),
                Length::Indeterminate => return Chunks { bytes, complete: false },
            };
            let chunk = self.take(count);
            bytes.extend_from_slice(chunk);
            if chunk.len() < count {
                return Chunks { bytes, complete: false };
            }
            if last {
                return Chunks { bytes, complete: true };
            }
            match self.new_length() {
                Ok(next) => length = next,
                Err(InvalidPacket) => return Chunks { bytes, complete: false },
            }
        }
    }
}

/// A body that came in chunks.
#[derive(Clone, Debug)]
pub struct Chunks {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Whether the last one was there, whole. If not, GnuPG reads nothing behind it.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_each_of_their_forms() {
        let fixed = |length| Some(Length::Fixed(length));
        for (bytes, tag, length, shows) in [
            (&[0x88, 3][..], 2, fixed(3), "old format, one byte"),
            (&[0x89, 1, 0], 2, fixed(256), "old format, two bytes"),
            (&[0x8a, 0, 1, 0, 0], 2, fixed(65_536), "old format, four bytes"),
            (&[0xa3], 8, Some(Length::Indeterminate), "old format, to the end"),
            (&[0x8b], 2, None, "a signature has no indeterminate length"),
            (&[0xc2, 191], 2, fixed(191), "new format, one byte"),
            (&[0xc2, 192, 0], 2, fixed(192), "new format, two bytes"),
            (&[0xc2, 223, 255], 2, fixed(8_383), "new format, two bytes, most"),
            (&[0xc2, 255, 0, 1, 0, 0], 2, fixed(65_536), "new format, five bytes"),
            (&[0xcb, 0xe9], 11, Some(Length::Partial(512)), "new format, in chunks"),
            (&[0xc2, 0xe9], 2, None, "a signature does not come in chunks"),
            (&[0xc2], 2, None, "the length is missing"),
            (&[0x68], 0, None, "no packet: the highest bit is not set"),
        ] {
            let header = Reader::new(bytes).header();
            let expected = length.map(|length| Some((tag, length))).ok_or(InvalidPacket);
            assert_eq!(
                header.map(|header| header.map(|header| (header.tag, header.length))),
                expected,
                "{shows}"
            );
        }
        assert_eq!(Reader::new(&[]).header(), Ok(None), "the end");
    }

    #[test]
    fn a_body_in_chunks_ends_with_the_first_chunk_that_is_not_partial() {
        let mut reader = Reader::new(b"ab\xe0c\x02def");
        let chunks = reader.chunks(2);
        assert_eq!((chunks.bytes.as_slice(), chunks.complete), (b"abcde".as_slice(), true));
        assert_eq!(reader.rest(), b"f");

        let chunks = Reader::new(b"ab\xe1c").chunks(2);
        assert_eq!(
            (chunks.bytes.as_slice(), chunks.complete),
            (b"abc".as_slice(), false),
            "the second chunk is cut off"
        );
    }

    #[test]
    fn an_integer_is_no_longer_than_what_there_is() {
        assert_eq!(
            Reader::new(&[0, 9, 1, 2]).integer().map(|integer| integer.bits()),
            Some(9)
        );
        assert_eq!(
            Reader::new(&[0, 16, 0, 2]).integer().map(|integer| integer.bits()),
            Some(2),
            "leading zeros are dropped"
        );
        assert_eq!(Reader::new(&[0, 0]).integer().map(|integer| integer.bits()), Some(0));
        assert_eq!(Reader::new(&[0, 17, 1, 2]).integer(), None, "cut off");
        assert_eq!(Reader::new(&[255, 255]).integer(), None, "longer than GnuPG reads");
    }
}
