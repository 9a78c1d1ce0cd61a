//! YAML as a tree that remembers where everything was written, and keeps duplicates. Only the first document of a text is read.
//!
//! The grammar is the `saphyr-parser` crate's, YAML 1.2; the reference's is that of libyaml, YAML 1.1 (go.yaml.in/yaml/v3). What a scalar means
//! ([`resolve`]) and how a tree is read into values ([`decode`]) follows the reference. Nothing here knows a field's name.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::source::{SourceId, Span};

pub mod decode;
mod parser;
pub mod resolve;
mod strict;

/// The longest text that is read, in bytes: such files are written by people and operators, and have a few hundred lines. The reference has no limit.
pub const TEXT_LIMIT: usize = 1 << 20;
/// How deep sequences and mappings may lie in each other; the reference allows 10,000, a file for it needs 3.
pub const DEPTH_LIMIT: usize = 200;

/// Reads the first document of a text.
///
/// # Errors
/// Where and why the text stops to be YAML.
pub fn parse(source: SourceId, text: &str) -> Result<Document<'_>, SyntaxError> {
    parser::parse(source, text)
}

/// The tree of a document.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    source: SourceId,
    text: &'a str,
    /// In the order of the text: a collection comes before what is in it, a key before its value. Empty for a text without a document.
    nodes: Vec<NodeData<'a>>,
}

#[derive(Clone, Debug)]
struct NodeData<'a> {
    content: Content<'a>,
    /// As it was given, in its short form; `None` where the value decides.
    tag: Option<alloc::boxed::Box<str>>,
    start: u32,
    end: u32,
    line: u32,
    /// Index of the first node that does not lie in this one.
    after: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content<'a> {
    /// The index of the node that is meant.
    Alias(u32),
    Mapping,
    Scalar {
        text: Cow<'a, str>,
        is_plain: bool,
    },
    Sequence,
}

/// A value of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
    data: &'d NodeData<'d>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `*name`
    Alias,
    /// `key: value`
    Mapping,
    /// A text, a number, …
    Scalar,
    /// `- item`
    Sequence,
}

/// A text that is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where the parser stopped.
    pub span: Span,
    /// The line of it, from 1.
    pub line: u32,
    /// Why.
    pub kind: SyntaxErrorKind,
}

/// Why a text is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A text of `|` or `>` that ends with blanks and without an end of line, at the end of the file: not supported.
    BlankEnd,
    /// A character that YAML does not allow anywhere.
    ControlCharacter,
    /// A `%` line of an unknown name or behind the beginning of the first document, a version other than 1.1, or `...` before the document.
    Directive(DirectiveError),
    /// A line break of YAML 1.1 that YAML 1.2 takes for a letter, or a byte order mark in the middle: not supported.
    OldLineBreak,
    /// It follows no rule of the grammar; the words of `saphyr-parser`.
    Grammar(String),
    /// More than [`DEPTH_LIMIT`] collections in each other.
    TooDeep,
    /// The text is longer than [`TEXT_LIMIT`].
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// An alias whose anchor was not seen.
    UnknownAnchor(String),
}

/// What is wrong before the document; libyaml is stricter here than YAML 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectiveError {
    /// A line behind the first document that begins with `%`: not supported.
    BehindDocument,
    /// `...` before there is a document.
    EndBeforeDocument,
    /// `%TAG` without a handle and a prefix.
    Tag,
    /// Neither `%YAML` nor `%TAG`.
    UnknownName,
    /// `%YAML` with another version.
    Version,
}

impl<'a> Document<'a> {
    /// The outermost value; `None` for a text without a document.
    #[must_use]
    pub fn root<'d>(&'d self) -> Option<Node<'d>>
    where
        'a: 'd,
    {
        self.node(0)
    }

    fn node(&self, index: u32) -> Option<Node<'_>> {
        let data = self.nodes.get(usize::try_from(index).ok()?)?;
        Some(Node {
            document: self,
            index,
            data,
        })
    }
}

impl<'d> Node<'d> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.data.content {
            Content::Alias(_) => Kind::Alias,
            Content::Mapping => Kind::Mapping,
            Content::Scalar { .. } => Kind::Scalar,
            Content::Sequence => Kind::Sequence,
        }
    }

    /// Where it is written.
    #[must_use]
    pub fn span(self) -> Span {
        Span::new(self.document.source, self.data.start, self.data.end)
    }

    /// The line on which it begins, from 1.
    #[must_use]
    pub fn line(self) -> u32 {
        self.data.line
    }

    /// The text of a scalar, the anchor's name of an alias, nothing for a collection.
    #[must_use]
    pub fn text(self) -> &'d str {
        match &self.data.content {
            Content::Scalar { text, .. } => text,
            Content::Alias(_) => {
                let range = usize::try_from(self.data.start).unwrap_or(usize::MAX)
                    ..usize::try_from(self.data.end).unwrap_or(usize::MAX);
                let written = self.document.text.get(range).unwrap_or_default();
                written.strip_prefix('*').unwrap_or(written)
            }
            Content::Mapping | Content::Sequence => "",
        }
    }

    /// The keys and values of a mapping, in order, duplicates included.
    pub fn entries(self) -> impl Iterator<Item = (Self, Self)> {
        let mut items = self.children();
        core::iter::from_fn(move || Some((items.next()?, items.next()?)))
    }

    /// The items of a sequence.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.children()
    }

    fn children(self) -> impl Iterator<Item = Self> {
        let after = self.data.after;
        let mut next = self.index.saturating_add(1);
        core::iter::from_fn(move || {
            let child = (next < after).then(|| self.document.node(next)).flatten()?;
            next = child.data.after;
            Some(child)
        })
    }

    /// The value itself, or the one that an alias stands for.
    #[must_use]
    pub fn resolved(self) -> Self {
        self.target().unwrap_or(self)
    }

    /// The value that an alias stands for.
    fn target(self) -> Option<Self> {
        match self.data.content {
            Content::Alias(index) => self.document.node(index),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
