//! JSON as a tree that remembers where every key and value was written, and keeps duplicates.
//!
//! [`parse`] takes exactly the texts that Go's `encoding/json` takes (Go 1.26, reference.md §1.2). Nothing here knows a field's name;
//! [`fields`] reads objects as the reference's two readers do, the strict one and Go's lenient one.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::source::{SourceId, Span};

pub mod canonical;
pub mod caret;
pub mod fields;
mod parser;
pub mod relaxed;
mod text;

/// The longest text that is read, in bytes: far above any policy, and small enough for 32-bit offsets.
pub const TEXT_LIMIT: usize = 64 << 20;
/// How deep arrays and objects may lie in each other, as in Go's `encoding/json`.
pub const DEPTH_LIMIT: usize = 10_000;

/// Parses a text that is one JSON value.
///
/// # Errors
/// Where and why the text stops to be JSON; Go finds the same.
pub fn parse(source: SourceId, text: &[u8]) -> Result<Document<'_>, SyntaxError> {
    parser::parse(source, text)
}

/// A text as a JSON string, quotes included.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text and the tree in it.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    source: SourceId,
    text: &'a [u8],
    /// In the order of the text: a container comes before what is in it, a key before its value.
    nodes: Vec<Node>,
}

/// A key or a value. Its kind is its first byte's to say.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    start: u32,
    end: u32,
    /// Index of the first node that does not lie in this one.
    after: u32,
}

/// A value of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    document: &'a Document<'a>,
    index: usize,
    node: Node,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The key, decoded.
    pub key: Cow<'a, str>,
    /// The key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Value<'a>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `[…]`
    Array,
    /// `true`, `false`
    Boolean,
    /// `null`
    Null,
    /// `-1.5e3`
    Number,
    /// `{…}`
    Object,
    /// `"…"`
    String,
}

/// A text that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The character in the way; empty at the end of the text.
    pub span: Span,
    /// Why.
    pub kind: SyntaxErrorKind,
}

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A byte that cannot stand there. A text that ends inside a word or a number is refused as if a blank stood there.
    InvalidCharacter {
        /// The byte.
        byte: u8,
        /// Where it stands.
        place: Place,
    },
    /// The text is longer than [`TEXT_LIMIT`].
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The text ends too early.
    UnexpectedEnd,
}

/// What the parser was about when a byte was in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// After an element of an array, where `,` or `]` has to follow.
    AfterArrayElement,
    /// After `.` of a number, where a digit has to follow.
    AfterDecimalPoint,
    /// After a key, where `:` has to follow.
    AfterKey,
    /// After a member of an object, where `,` or `}` has to follow.
    AfterMember,
    /// After the whole value.
    AfterTopLevelValue,
    /// Where a key has to begin.
    BeginningOfKey,
    /// Where a value has to begin.
    BeginningOfValue,
    /// In the exponent of a number.
    Exponent,
    /// In `true`, `false` or `null`.
    Literal {
        /// The word.
        literal: &'static str,
        /// Its next letter.
        expected: char,
    },
    /// After the `-` of a number.
    Number,
    /// In a string: a control character.
    String,
    /// After `\` in a string.
    StringEscape,
    /// At a bracket that opens more than [`DEPTH_LIMIT`] levels.
    TooDeep,
    /// After `\u` in a string.
    UnicodeEscape,
}

impl<'a> Document<'a> {
    /// The value that the text is.
    #[must_use]
    pub fn root(&'a self) -> Value<'a> {
        self.value(0)
    }

    /// The key or value that stands at a place.
    #[must_use]
    pub fn value_at(&'a self, span: Span) -> Option<Value<'a>> {
        // No two begin at one byte, and they are in the order of the text.
        let index = self.nodes.partition_point(|node| node.start < span.start);
        let found = self.nodes.get(index)?;
        (self.span(*found) == span).then(|| self.value(index))
    }

    /// The parser leaves a node at every index that is asked for.
    fn value(&'a self, index: usize) -> Value<'a> {
        Value {
            document: self,
            index,
            node: self.nodes.get(index).copied().unwrap_or_default(),
        }
    }

    fn span(&self, node: Node) -> Span {
        Span::new(self.source, node.start, node.end)
    }

    fn slice(&self, node: Node) -> &'a [u8] {
        self.text
            .get(to_index(node.start)..to_index(node.end))
            .unwrap_or_default()
    }
}

impl<'a> Value<'a> {
    /// What the value is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.raw().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// Where it was written.
    #[must_use]
    pub fn span(self) -> Span {
        self.document.span(self.node)
    }

    /// Where to point when something is missing in the value: its bracket; the whole of a value without one.
    #[must_use]
    pub fn opening(self) -> Span {
        let span = self.span();
        match self.kind() {
            Kind::Array | Kind::Object => Span::new(span.source, span.start, span.start + 1),
            _ => span,
        }
    }

    /// The text of the value.
    #[must_use]
    pub fn raw(self) -> &'a [u8] {
        self.document.slice(self.node)
    }

    /// It is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw().starts_with(b"t"))
    }

    /// The text of a number.
    #[must_use]
    pub fn number(self) -> Option<&'a str> {
        if self.kind() == Kind::Number {
            core::str::from_utf8(self.raw()).ok()
        } else {
            None
        }
    }

    /// A string, decoded. What is no Unicode (bytes that are not UTF-8, lone surrogates) reads as U+FFFD.
    #[must_use]
    pub fn string(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| text::decode(self.raw()))
    }

    /// The members of an object, in the order of the text; nothing for other kinds.
    #[must_use]
    pub fn members(self) -> Members<'a> {
        Members(self.children(Kind::Object))
    }

    /// The keys of an object, as they are written, with their values; nothing for other kinds.
    pub fn member_values(self) -> impl Iterator<Item = (Self, Self)> {
        let mut children = self.children(Kind::Object);
        core::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The elements of an array; nothing for other kinds.
    #[must_use]
    pub fn elements(self) -> Elements<'a> {
        Elements(self.children(Kind::Array))
    }

    /// The value and everything in it, keys included, in the order of the text.
    pub fn walk(self) -> impl Iterator<Item = Self> {
        let end = to_index(self.node.after).max(self.index + 1);
        (self.index..end).map(move |index| self.document.value(index))
    }

    fn children(self, kind: Kind) -> Children<'a> {
        let end = if self.kind() == kind {
            to_index(self.node.after)
        } else {
            0
        };
        Children {
            document: self.document,
            next: self.index + 1,
            end,
        }
    }
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Members<'a>(Children<'a>);

/// The elements of an array.
#[derive(Clone, Debug)]
pub struct Elements<'a>(Children<'a>);

#[derive(Clone, Debug)]
struct Children<'a> {
    document: &'a Document<'a>,
    next: usize,
    end: usize,
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.next >= self.end {
            return None;
        }
        let value = self.document.value(self.next);
        self.next = to_index(value.node.after);
        Some(value)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        Some(Member {
            key: text::decode(key.raw()),
            key_span: key.span(),
            value,
        })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}

/// Offsets and indices fit: [`TEXT_LIMIT`].
fn to_index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn to_offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
