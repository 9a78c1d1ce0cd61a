//! What unknown bytes resemble. None of them are shown, but the keys of JSON: they may be anything, a key among others.

use alloc::string::String;
use alloc::vec::Vec;

use super::der::Walk;
use super::{Input, Inspector, Name, Node, Value, What, text};

/// What unknown bytes resemble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resemblance {
    /// An element of ASN.1 in DER.
    Asn1 {
        /// Its first byte.
        identifier: u8,
        /// How many elements are in it.
        elements: usize,
        /// What stands first in it: the content of an object identifier, if that.
        identified: Option<Vec<u8>>,
    },
    /// Bytes without a form that is known.
    Binary,
    /// A text that begins like JSON and is none.
    BrokenJson,
    /// There is nothing.
    Empty,
    /// A format of its own, by its first bytes.
    Format(Format),
    /// JSON.
    Json {
        /// The keys of the outermost object that are short.
        keys: Vec<String>,
        /// How many there are besides.
        more: usize,
    },
    /// A list in JSON, of so many.
    JsonList(usize),
    /// A text, a number or a word in JSON.
    JsonScalar,
    /// Text.
    Text,
    /// Nothing but zeros.
    Zeros,
}

/// Formats that are known by their first bytes.
#[expect(missing_docs, reason = "the names are those of the formats")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Bzip2,
    Elf,
    Gzip,
    Pdf,
    Png,
    Sqlite,
    Tar,
    Utf16,
    WebAssembly,
    Xz,
    Zip,
    Zstandard,
}

const FORMATS: [(&[u8], Format); 12] = [
    (b"BZh", Format::Bzip2),
    (b"\x7FELF", Format::Elf),
    (b"\x1F\x8B", Format::Gzip),
    (b"%PDF-", Format::Pdf),
    (b"\x89PNG\r\n", Format::Png),
    (b"SQLite format 3\0", Format::Sqlite),
    (b"\xFF\xFE", Format::Utf16),
    (b"\xFE\xFF", Format::Utf16),
    (b"\0asm", Format::WebAssembly),
    (b"\xFD7zXZ\0", Format::Xz),
    (b"PK\x03\x04", Format::Zip),
    (b"\x28\xB5\x2F\xFD", Format::Zstandard),
];

/// Where a tar archive has its mark (POSIX.1-1988), and the mark.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// Nothing that is known.
pub(super) fn unknown(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let resemblance = resemblance(input);
    let mut node = inspector.node(What::Unknown(resemblance.clone()), input.place());
    if resemblance == Resemblance::Text {
        let lines = input.bytes.split(|&byte| byte == b'\n').count();
        let lines = lines - usize::from(input.bytes.ends_with(b"\n"));
        node.fact(Name::Lines, Value::Number(u64::try_from(lines).unwrap_or(u64::MAX)));
    }
    node
}

fn resemblance(input: Input<'_>) -> Resemblance {
    let bytes = input.bytes;
    if bytes.is_empty() {
        return Resemblance::Empty;
    }
    if bytes.iter().all(|&byte| byte == 0) {
        return Resemblance::Zeros;
    }
    if text::is_text(bytes) {
        return Resemblance::Text;
    }
    if let Some((_, format)) = FORMATS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Resemblance::Format(*format);
    }
    if bytes.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1)) {
        return Resemblance::Format(Format::Tar);
    }
    asn1(input).unwrap_or(Resemblance::Binary)
}

/// One element that is all of the bytes: made of elements, or an object identifier.
fn asn1(input: Input<'_>) -> Option<Resemblance> {
    let mut outer = Walk::new(input);
    let whole = outer.next()?;
    if !outer.rest().bytes.is_empty() || !matches!(whole.identifier, 0x06 | 0x30 | 0x31) {
        return None;
    }
    if whole.identifier == 0x06 {
        return Some(Resemblance::Asn1 {
            identifier: whole.identifier,
            elements: 0,
            identified: Some(whole.content.bytes.into()),
        });
    }
    let mut inner = Walk::new(whole.content);
    let mut elements = 0;
    let mut identified = None;
    while let Some(element) = inner.next() {
        if elements == 0 && element.identifier == 6 {
            identified = Some(element.content.bytes.into());
        }
        elements += 1;
    }
    inner.rest().bytes.is_empty().then_some(Resemblance::Asn1 {
        identifier: whole.identifier,
        elements,
        identified,
    })
}
