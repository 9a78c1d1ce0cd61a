//! DER as two readers of Go's standard library take it: `encoding/asn1` ([`Fields`]), which says what is wrong, and `x/crypto/cryptobyte`
//! ([`Elements`]), which does not. Neither is as strict as X.690: which keys are read, and with which words others are refused, depends on both.

use alloc::string::String;

/// Tag numbers of the universal class.
pub(crate) mod tag {
    pub(crate) const INTEGER: u32 = 2;
    pub(crate) const BIT_STRING: u32 = 3;
    pub(crate) const OBJECT_IDENTIFIER: u32 = 6;
    pub(crate) const UTF8_STRING: u32 = 12;
    pub(crate) const SEQUENCE: u32 = 16;
    pub(crate) const NUMERIC_STRING: u32 = 18;
    pub(crate) const PRINTABLE_STRING: u32 = 19;
    pub(crate) const T61_STRING: u32 = 20;
    pub(crate) const IA5_STRING: u32 = 22;
    pub(crate) const GENERAL_STRING: u32 = 27;
    pub(crate) const BMP_STRING: u32 = 30;
}

/// An identifier and a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// 0 for the universal class.
    pub class: u8,
    /// The number of the tag.
    pub tag: u32,
    /// Whether the content is made of elements.
    pub is_compound: bool,
    /// The length of the content in bytes.
    pub length: u32,
}

/// What `encoding/asn1` finds wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asn1Error {
    /// A part of an object identifier, or a tag, that is too large.
    Base128TooLarge,
    /// The content ends before its length.
    DataTruncated,
    /// An integer without a byte.
    EmptyInteger,
    /// A length that is not given.
    IndefiniteLength,
    /// A part of an object identifier that begins with a zero digit.
    IntegerNotMinimal,
    /// An integer with more bytes than it needs.
    IntegerNotMinimallyEncoded,
    /// An integer that does not fit into 64 bits.
    IntegerTooLarge,
    /// A string of two bytes a character that is none.
    InvalidBmpString,
    /// A character that a string of this type cannot have.
    InvalidCharacter(&'static str),
    /// A UTF8String that is not UTF-8.
    InvalidUtf8,
    /// Bits behind the last one of a bit string are set, or more than seven of them.
    InvalidPadding,
    /// A length with zeros before it.
    LengthLeadingZeros,
    /// A long form for a length below 128.
    LengthNotMinimal,
    /// A length beyond 2³¹.
    LengthTooLarge,
    /// An element is missing.
    SequenceTruncated,
    /// A long form for a tag below 31.
    TagNotMinimal,
    /// An element of another kind.
    TagsDoNotMatch {
        /// The universal tag that was expected.
        expected: u32,
        /// What is there.
        found: Header,
        /// Go's name of the type that the element is read into; empty where it has none.
        into: &'static str,
        /// Where its content begins, in the content of the element around it.
        offset: usize,
    },
    /// Something follows the value.
    TrailingData,
    /// The bytes end within a part of an object identifier or of a tag.
    TruncatedBase128,
    /// The bytes end within a tag or a length.
    TruncatedHeader,
    /// A bit string without a byte.
    ZeroLengthBitString,
    /// An object identifier without a byte.
    ZeroLengthObjectIdentifier,
}

/// The elements of a content, one after the other, as `encoding/asn1` fills the fields of a structure: what follows the last one that is asked for is not looked at.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.offset..).unwrap_or_default()
    }

    /// A SEQUENCE, into the structure that Go calls `into`.
    pub(crate) fn sequence(&mut self, into: &'static str) -> Result<Self, Asn1Error> {
        self.element(tag::SEQUENCE, true, into).map(Self::new)
    }

    /// An INTEGER of any size: its bytes in two's complement.
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], Asn1Error> {
        check_integer(self.element(tag::INTEGER, false, "")?)
    }

    /// An INTEGER that fits into 64 bits.
    pub(crate) fn small_integer(&mut self) -> Result<i64, Asn1Error> {
        let bytes = check_integer(self.element(tag::INTEGER, false, "int")?)?;
        to_i64(bytes).ok_or(Asn1Error::IntegerTooLarge)
    }

    /// An OBJECT IDENTIFIER: its content.
    pub(crate) fn object_identifier(&mut self) -> Result<&'a [u8], Asn1Error> {
        let bytes = self.element(tag::OBJECT_IDENTIFIER, false, "ObjectIdentifier")?;
        if bytes.is_empty() {
            return Err(Asn1Error::ZeroLengthObjectIdentifier);
        }
        let mut offset = 0;
        while offset < bytes.len() {
            base_128(bytes, &mut offset)?;
        }
        Ok(bytes)
    }

    /// A BIT STRING: how many bits are missing in its last byte, and its bytes.
    pub(crate) fn bit_string(&mut self) -> Result<(u8, &'a [u8]), Asn1Error> {
        let content = self.element(tag::BIT_STRING, false, "BitString")?;
        let (&padding, bytes) = content.split_first().ok_or(Asn1Error::ZeroLengthBitString)?;
        if is_padding(padding, bytes) {
            Ok((padding, bytes))
        } else {
            Err(Asn1Error::InvalidPadding)
        }
    }

    /// A string of any of the kinds that Go reads into a `string`.
    pub(crate) fn string(&mut self) -> Result<String, Asn1Error> {
        if self.offset == self.bytes.len() {
            return Err(Asn1Error::SequenceTruncated);
        }
        let start = self.offset;
        let header = self.header()?;
        let is_string = matches!(
            header.tag,
            tag::UTF8_STRING
                | tag::NUMERIC_STRING
                | tag::T61_STRING
                | tag::IA5_STRING
                | tag::GENERAL_STRING
                | tag::BMP_STRING
        );
        let tag = if header.class == 0 && is_string {
            header.tag
        } else {
            tag::PRINTABLE_STRING
        };
        self.offset = start;
        let bytes = self.element(tag, false, "string")?;
        let ascii = |kind| Asn1Error::InvalidCharacter(kind);
        match tag {
            tag::BMP_STRING => bmp(bytes).ok_or(Asn1Error::InvalidBmpString),
            tag::IA5_STRING => text(bytes, u8::is_ascii).ok_or(ascii("IA5String")),
            tag::NUMERIC_STRING => text(bytes, is_numeric).ok_or(ascii("NumericString")),
            tag::UTF8_STRING => utf8(bytes).ok_or(Asn1Error::InvalidUtf8),
            tag::PRINTABLE_STRING => text(bytes, is_printable).ok_or(ascii("PrintableString")),
            _ => Ok(latin1(bytes)),
        }
    }

    /// An element of any kind, header included; `None` where there is none.
    pub(crate) fn optional_any(&mut self) -> Result<Option<&'a [u8]>, Asn1Error> {
        let start = self.offset;
        if start == self.bytes.len() {
            return Ok(None);
        }
        let header = self.header()?;
        self.content(header)?;
        Ok(self.bytes.get(start..self.offset))
    }

    fn element(&mut self, expected: u32, is_compound: bool, into: &'static str) -> Result<&'a [u8], Asn1Error> {
        if self.offset == self.bytes.len() {
            return Err(Asn1Error::SequenceTruncated);
        }
        let found = self.header()?;
        if found.class != 0 || found.tag != expected || found.is_compound != is_compound {
            return Err(Asn1Error::TagsDoNotMatch {
                expected,
                found,
                into,
                offset: self.offset,
            });
        }
        self.content(found)
    }

    fn content(&mut self, header: Header) -> Result<&'a [u8], Asn1Error> {
        let end = usize::try_from(header.length)
            .ok()
            .and_then(|length| self.offset.checked_add(length));
        let content = end
            .and_then(|end| self.bytes.get(self.offset..end))
            .ok_or(Asn1Error::DataTruncated)?;
        self.offset += content.len();
        Ok(content)
    }

    fn header(&mut self) -> Result<Header, Asn1Error> {
        let identifier = self.header_byte()?;
        let mut tag = u32::from(identifier & 0x1F);
        if tag == 0x1F {
            tag = base_128(self.bytes, &mut self.offset)?;
            if tag < 0x1F {
                return Err(Asn1Error::TagNotMinimal);
            }
        }
        let length = self.length()?;
        Ok(Header {
            class: identifier >> 6,
            tag,
            is_compound: identifier & 0x20 != 0,
            length,
        })
    }

    fn length(&mut self) -> Result<u32, Asn1Error> {
        let first = self.header_byte()?;
        if first & 0x80 == 0 {
            return Ok(u32::from(first));
        }
        let count = first & 0x7F;
        if count == 0 {
            return Err(Asn1Error::IndefiniteLength);
        }
        let mut length = 0_u32;
        for _ in 0..count {
            let byte = self.header_byte()?;
            if length >= 1 << 23 {
                return Err(Asn1Error::LengthTooLarge);
            }
            length = length << 8 | u32::from(byte);
            if length == 0 {
                return Err(Asn1Error::LengthLeadingZeros);
            }
        }
        if length < 0x80 {
            Err(Asn1Error::LengthNotMinimal)
        } else {
            Ok(length)
        }
    }

    fn header_byte(&mut self) -> Result<u8, Asn1Error> {
        let byte = *self.bytes.get(self.offset).ok_or(Asn1Error::TruncatedHeader)?;
        self.offset += 1;
        Ok(byte)
    }
}

/// A number in digits of seven bits, below 2³¹.
fn base_128(bytes: &[u8], offset: &mut usize) -> Result<u32, Asn1Error> {
    let mut value = 0_u64;
    for (digits, &byte) in bytes.get(*offset..).unwrap_or_default().iter().enumerate() {
        if digits == 5 {
            return Err(Asn1Error::Base128TooLarge);
        }
        if digits == 0 && byte == 0x80 {
            return Err(Asn1Error::IntegerNotMinimal);
        }
        value = value << 7 | u64::from(byte & 0x7F);
        *offset += 1;
        if byte & 0x80 == 0 {
            return u32::try_from(value)
                .ok()
                .filter(|&value| value < 1 << 31)
                .ok_or(Asn1Error::Base128TooLarge);
        }
    }
    Err(Asn1Error::TruncatedBase128)
}

fn check_integer(bytes: &[u8]) -> Result<&[u8], Asn1Error> {
    match bytes {
        [] => Err(Asn1Error::EmptyInteger),
        [0, next, ..] if next & 0x80 == 0 => Err(Asn1Error::IntegerNotMinimallyEncoded),
        [0xFF, next, ..] if next & 0x80 != 0 => Err(Asn1Error::IntegerNotMinimallyEncoded),
        _ => Ok(bytes),
    }
}

/// Whether the last `padding` bits of a bit string are none of its own.
fn is_padding(padding: u8, bytes: &[u8]) -> bool {
    match bytes.last() {
        None => padding == 0,
        Some(last) => padding <= 7 && last.trailing_zeros() >= u32::from(padding),
    }
}

/// Two's complement of 64 bits or fewer.
fn to_i64(bytes: &[u8]) -> Option<i64> {
    let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xFF };
    let mut padded = [sign; 8];
    let start = padded.len().checked_sub(bytes.len())?;
    padded.get_mut(start..)?.copy_from_slice(bytes);
    Some(i64::from_be_bytes(padded))
}

/// Characters of a PrintableString, and `*` and `&`, which certificates have nevertheless.
pub(crate) fn is_printable(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?*&".contains(byte)
}

/// Characters of a NumericString.
pub(crate) fn is_numeric(byte: &u8) -> bool {
    byte.is_ascii_digit() || *byte == b' '
}

/// Text of characters that are all allowed.
pub(crate) fn text(bytes: &[u8], is_allowed: fn(&u8) -> bool) -> Option<String> {
    if bytes.iter().all(is_allowed) {
        utf8(bytes)
    } else {
        None
    }
}

pub(crate) fn utf8(bytes: &[u8]) -> Option<String> {
    core::str::from_utf8(bytes).ok().map(String::from)
}

/// T61String and GeneralString, which Go takes for ISO 8859-1.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// BMPString: two bytes a character; no surrogates and none of the code points that are no characters. A NUL at the end is dropped.
pub(crate) fn bmp(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_suffix(b"\0\0").unwrap_or(bytes);
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    units
        .iter()
        .map(|unit| match u16::from_be_bytes(*unit) {
            0xFFFE | 0xFFFF | 0xFDD0..=0xFDEF => None,
            unit => char::from_u32(unit.into()),
        })
        .collect()
}

/// Elements as `cryptobyte.String` reads them: tags in one byte; `None` for whatever is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'a>(pub(crate) &'a [u8]);

impl<'a> Elements<'a> {
    /// The content of a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Option<Self> {
        self.element(0x30).map(Self)
    }

    /// An INTEGER: its bytes in two's complement.
    pub(crate) fn integer(&mut self) -> Option<&'a [u8]> {
        check_integer(self.element(0x02)?).ok()
    }

    /// An INTEGER that fits into 64 bits.
    pub(crate) fn small_integer(&mut self) -> Option<i64> {
        to_i64(self.integer()?)
    }

    /// An integer of 64 bits with another identifier.
    pub(crate) fn small_integer_as(&mut self, identifier: u8) -> Option<i64> {
        to_i64(check_integer(self.element(identifier)?).ok()?)
    }

    /// An OBJECT IDENTIFIER: its content.
    pub(crate) fn object_identifier(&mut self) -> Option<&'a [u8]> {
        let bytes = self.element(0x06).filter(|bytes| !bytes.is_empty())?;
        let mut offset = 0;
        while offset < bytes.len() {
            base_128(bytes, &mut offset).ok()?;
        }
        Some(bytes)
    }

    /// A BOOLEAN.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.element(0x01)? {
            [0] => Some(false),
            [0xFF] => Some(true),
            _ => None,
        }
    }

    /// A BIT STRING: how many bits are missing in its last byte, and its bytes.
    pub(crate) fn bit_string(&mut self) -> Option<(u8, &'a [u8])> {
        let (&padding, bytes) = self.element(0x03)?.split_first()?;
        is_padding(padding, bytes).then_some((padding, bytes))
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the next element begins with this identifier.
    pub(crate) fn is_next(&self, identifier: u8) -> bool {
        self.0.first() == Some(&identifier)
    }

    /// The content of the element with this identifier.
    pub(crate) fn element(&mut self, identifier: u8) -> Option<&'a [u8]> {
        let element = self.any()?;
        (element.identifier == identifier).then_some(element.content)
    }

    /// The element with this identifier, header included.
    pub(crate) fn whole(&mut self, identifier: u8) -> Option<&'a [u8]> {
        let element = self.any()?;
        (element.identifier == identifier).then_some(element.whole)
    }

    /// The content of an element that may be missing.
    pub(crate) fn optional(&mut self, identifier: u8) -> Option<Option<&'a [u8]>> {
        if self.is_next(identifier) {
            self.element(identifier).map(Some)
        } else {
            Some(None)
        }
    }

    /// The next element.
    pub(crate) fn any(&mut self) -> Option<Element<'a>> {
        let all = self.0;
        let (&identifier, after) = all.split_first()?;
        let (&first, after) = after.split_first()?;
        // Tags of more than one byte are not read.
        if identifier & 0x1F == 0x1F {
            return None;
        }
        let (length, after) = if first & 0x80 == 0 {
            (u32::from(first), after)
        } else {
            let count = usize::from(first & 0x7F);
            let (bytes, after) = after.split_at_checked(count).filter(|_| (1..=4).contains(&count))?;
            let length = bytes.iter().fold(0_u32, |length, &byte| length << 8 | u32::from(byte));
            // The shortest form only.
            let shortest = length >= 0x80 && bytes.first() != Some(&0);
            (shortest.then_some(length)?, after)
        };
        let (content, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = after;
        Some(Element {
            identifier,
            content,
            whole: all.get(..all.len() - after.len())?,
        })
    }
}

/// An element with a tag of one byte.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// Class, form and tag.
    pub(crate) identifier: u8,
    pub(crate) content: &'a [u8],
    /// The header and the content.
    pub(crate) whole: &'a [u8],
}

/// The bytes of an integer that is not negative, without the zeros before them; `None` for a negative one.
pub(crate) fn magnitude(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [first, ..] if first & 0x80 != 0 => None,
        _ => {
            let first = integer.iter().position(|&byte| byte != 0).unwrap_or(integer.len());
            integer.get(first..)
        }
    }
}
