//! Texts that positions point into: the policy, signatures, payloads, files.
//!
//! A [`Span`] is bytes only. Lines and columns exist where something is shown to a person: [`Source::position`].

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

pub mod edit;
mod line_index;
pub use edit::Edit;
use line_index::LineIndex;

/// One of the [`Sources`] of an evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in a source: `start` is the first byte, `end` is one past the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`.
    #[must_use]
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The smallest span that covers both; `other` lies in the same source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// The texts of one evaluation. Ids are given in the order in which texts are added.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    list: Vec<Source<'a>>,
}

/// One text with its name in answers: `policy.json`, `signature-1`, `signature-1!payload`, a path.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    name: String,
    bytes: Cow<'a, [u8]>,
    lines: OnceCell<LineIndex>,
}

/// A place for people: both count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

impl<'a> Sources<'a> {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Cow<'a, [u8]>>) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source {
            name: name.into(),
            bytes: bytes.into(),
            lines: OnceCell::new(),
        });
        id
    }

    /// Replaces the bytes of a source: a payload is known only once its signature has been read.
    pub fn fill(&mut self, id: SourceId, bytes: impl Into<Cow<'a, [u8]>>) {
        if let Some(source) = usize::try_from(id.0).ok().and_then(|index| self.list.get_mut(index)) {
            source.bytes = bytes.into();
            source.lines = OnceCell::new();
        }
    }

    /// The text behind an id.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source<'a>> {
        self.list.get(usize::try_from(id.0).ok()?)
    }
}

impl Source<'_> {
    /// The name in answers.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of a span, empty if it lies outside.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        let range = usize::try_from(span.start).unwrap_or(usize::MAX)..usize::try_from(span.end).unwrap_or(usize::MAX);
        self.bytes.get(range).unwrap_or_default()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let index = self.lines.get_or_init(|| LineIndex::new(&self.bytes));
        index.position(&self.bytes, usize::try_from(offset).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_scalar_values_not_bytes() {
        let mut sources = Sources::default();
        let id = sources.add("policy.json", "a\n\u{e9}\u{1f600}x".as_bytes());
        let source = sources.get(id).unwrap();
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(8), Position { line: 2, column: 3 });
        assert_eq!(
            source.position(999),
            Position { line: 2, column: 4 },
            "an offset past the end is the end"
        );
    }
}
