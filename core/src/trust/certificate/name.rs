//! Distinguished names (RFC 5280 §4.1.2.4): compared by their bytes, shown by two of their attributes.

use alloc::string::String;
use alloc::vec::Vec;

use super::tag;
use crate::asn1::{self, Elements};

/// Who issued a certificate, or whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The whole.
    pub der: Vec<u8>,
    /// The last `CN`; empty if there is none.
    pub common_name: String,
    /// The first `O`; empty if there is none.
    pub organization: String,
    /// Whether there is an `O`.
    pub has_organization: bool,
}

/// Why bytes are no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// An attribute is no sequence.
    Attribute,
    /// The identifier of an attribute.
    AttributeType,
    /// The value of an attribute is no element.
    AttributeValue,
    /// A text with characters that its type does not have.
    Characters(StringKind),
    /// The sequence of sets.
    Sequence,
    /// A type of text that Go does not read, by its tag.
    UnsupportedString(u8),
}

/// Types of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringKind {
    /// BMPString
    Bmp,
    /// IA5String
    Ia5,
    /// NumericString
    Numeric,
    /// PrintableString
    Printable,
    /// UTF8String
    Utf8,
}

/// id-at-commonName, 2.5.4.3
const COMMON_NAME: &[u8] = b"\x55\x04\x03";
/// id-at-organizationName, 2.5.4.10
const ORGANIZATION: &[u8] = b"\x55\x04\x0A";

impl Name {
    /// Reads a name that is all of `der`.
    pub(super) fn from_der(der: &[u8]) -> Result<Self, NameError> {
        let mut name = Self {
            der: der.into(),
            ..Self::default()
        };
        let mut sets = Elements(der).sequence().ok_or(NameError::Sequence)?;
        while !sets.is_empty() {
            let mut set = Elements(sets.element(tag::SET).ok_or(NameError::Sequence)?);
            while !set.is_empty() {
                let mut attribute = set.sequence().ok_or(NameError::Attribute)?;
                let identifier = attribute.object_identifier().ok_or(NameError::AttributeType)?;
                let value = attribute.any().ok_or(NameError::AttributeValue)?;
                let value = string(value.identifier, value.content)?;
                match identifier {
                    COMMON_NAME => name.common_name = value,
                    ORGANIZATION if !name.has_organization => {
                        name.has_organization = true;
                        name.organization = value;
                    }
                    _ => {}
                }
            }
        }
        Ok(name)
    }
}

/// Texts as Go reads them in names.
pub(crate) fn string(identifier: u8, content: &[u8]) -> Result<String, NameError> {
    let (text, kind) = match identifier {
        0x0C => (asn1::utf8(content), StringKind::Utf8),
        0x12 => (asn1::text(content, asn1::is_numeric), StringKind::Numeric),
        0x13 => (asn1::text(content, asn1::is_printable), StringKind::Printable),
        // T61String
        0x14 => return Ok(asn1::latin1(content)),
        0x16 => (asn1::text(content, u8::is_ascii), StringKind::Ia5),
        0x1E => (asn1::bmp(content), StringKind::Bmp),
        other => return Err(NameError::UnsupportedString(other)),
    };
    text.ok_or(NameError::Characters(kind))
}
