//! From the events of `saphyr-parser` to the flat tree.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{
    Content, DEPTH_LIMIT, DirectiveError, Document, Kind, Node, NodeData, SyntaxError, SyntaxErrorKind, TEXT_LIMIT,
};
use crate::source::{SourceId, Span};

/// The prefix of the tags that YAML itself defines; `!!` is short for it.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

pub(super) fn parse(source: SourceId, text: &str) -> Result<Document<'_>, SyntaxError> {
    let refuse = |start: usize, end: usize, kind| {
        let line = text.bytes().take(start).filter(|&byte| byte == b'\n').count() + 1;
        Err(SyntaxError {
            span: Span::new(source, offset(start), offset(end)),
            line: offset(line),
            kind,
        })
    };
    if text.len() > TEXT_LIMIT {
        return refuse(0, 0, SyntaxErrorKind::TooLong { length: text.len() });
    }
    if let Some((start, character)) = text.char_indices().find(|(_, character)| !is_allowed(*character)) {
        return refuse(start, start + character.len_utf8(), SyntaxErrorKind::ControlCharacter);
    }
    let later = text.trim_start_matches('\u{feff}');
    if let Some((start, character)) = later.char_indices().find(|(_, character)| is_old_break(*character)) {
        let start = text.len() - later.len() + start;
        return refuse(start, start + character.len_utf8(), SyntaxErrorKind::OldLineBreak);
    }
    if let Err((start, end, error)) = check_directives(text) {
        return refuse(start, end, SyntaxErrorKind::Directive(error));
    }
    let document = Builder::new(source, text).build()?;
    match tab_in_indentation(text) {
        Some(tab) => {
            let said = SyntaxErrorKind::Grammar("found a tab character that violates indentation".into());
            refuse(tab, tab + 1, said)
        }
        None => Ok(document),
    }
}

/// What looks like an anchor or an alias and has a name that YAML 1.1 does not allow: it wants letters of ASCII, digits, `-` and `_`. Asked only where there are
/// anchors; it may then take a part of a text or a comment for one.
fn odd_anchor(text: &str) -> Option<(usize, usize)> {
    let mut before = ' ';
    for (start, character) in text.char_indices() {
        let begins = before.is_whitespace() || matches!(before, '[' | '{' | ',');
        before = character;
        if !matches!(character, '&' | '*') || !begins {
            continue;
        }
        let name = text.get(start + 1..).unwrap_or_default();
        let ends = |character: char| character.is_whitespace() || matches!(character, ',' | ']' | '}');
        let name = name.split(ends).next().unwrap_or_default();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if name.is_empty() || !name.bytes().all(is_word) {
            return Some((start, start + 1 + name.len()));
        }
    }
    None
}

/// The first tab in the indentation of a line. The reference's parser refuses most of them, `saphyr-parser` few: none is read.
fn tab_in_indentation(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indentation).and_then(|indentation| indentation.find('\t')) {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// c-printable of YAML 1.1, §5.1.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// Where YAML 1.1 and 1.2 read a text differently, it is not read.
fn is_old_break(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// `saphyr-parser` takes every version, and passes over directives that it does not know; libyaml refuses both.
fn check_directives(text: &str) -> Result<(), (usize, usize, DirectiveError)> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let end = start + line.trim_end().len();
        let content = line.trim_start_matches('\u{feff}').trim();
        let mut words = content.split_ascii_whitespace();
        match words.next() {
            None => {}
            Some(word) if word.starts_with('#') => {}
            Some("%TAG") => {}
            Some("%YAML") if matches!(words.next(), Some("1.1" | "1.2")) => {}
            Some("%YAML") => return Err((start, end, DirectiveError::Version)),
            Some("...") => return Err((start, end, DirectiveError::EndBeforeDocument)),
            Some(word) if word.starts_with('%') && line.starts_with(['%', '\u{feff}']) => {
                return Err((start, end, DirectiveError::UnknownName));
            }
            Some(_) => break,
        }
        start += line.len();
    }
    Ok(())
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
    /// Byte offsets by character; empty where each character is one byte.
    offsets: Vec<u32>,
    nodes: Vec<NodeData<'a>>,
    /// Collections that are not at their end.
    open: Vec<u32>,
    /// How many of them lie in `[…]` or `{…}`, those included.
    flow_depth: u32,
    /// What the parser's numbers of anchors stand for.
    anchors: BTreeMap<usize, u32>,
}

impl<'a> Builder<'a> {
    fn new(source: SourceId, text: &'a str) -> Self {
        let offsets = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(index, _)| offset(index)).collect()
        };
        Self {
            source,
            text,
            offsets,
            nodes: Vec::new(),
            open: Vec::new(),
            flow_depth: 0,
            anchors: BTreeMap::new(),
        }
    }

    fn build(mut self) -> Result<Document<'a>, SyntaxError> {
        for event in Parser::new_from_str(self.text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => return Err(self.refusal(&error)),
            };
            let (start, end, line) = (
                self.byte(span.start.index()),
                self.byte(span.end.index()),
                offset(span.start.line()),
            );
            match event {
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => {}
                Event::DocumentEnd | Event::StreamEnd => break,
                Event::Alias(anchor) => {
                    let target = self.anchors.get(&anchor).copied().unwrap_or(u32::MAX);
                    self.add(Content::Alias(target), None, 0, (start, end, line));
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let is_plain = style == ScalarStyle::Plain;
                    self.check_flow_scalar(is_plain, (start, end, line))?;
                    if style == ScalarStyle::DoubleQuoted {
                        self.check_escapes((start, end, line))?;
                    }
                    let line = match style {
                        ScalarStyle::Literal | ScalarStyle::Folded => self.line_of_indicator(start, line),
                        _ => line,
                    };
                    let content = Content::Scalar { text, is_plain };
                    self.add(content, tag.as_deref(), anchor, (start, end, line));
                }
                Event::SequenceStart(anchor, tag) => {
                    self.open(Content::Sequence, tag.as_deref(), anchor, (start, end, line))?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.open(Content::Mapping, tag.as_deref(), anchor, (start, end, line))?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(end),
            }
        }
        if !self.anchors.is_empty()
            && let Some((start, end)) = odd_anchor(self.text)
        {
            let (start, end) = (offset(start), offset(end));
            let breaks = self.slice(0, start).bytes().filter(|&byte| byte == b'\n').count();
            return Err(SyntaxError {
                span: Span::new(self.source, start, end),
                line: offset(breaks).saturating_add(1),
                kind: SyntaxErrorKind::Grammar("did not find expected alphabetic or numeric character".into()),
            });
        }
        let document = Document {
            source: self.source,
            text: self.text,
            nodes: self.nodes,
        };
        check_keys(&document)?;
        Ok(document)
    }

    fn add(&mut self, content: Content<'a>, tag: Option<&Tag>, anchor: usize, place: (u32, u32, u32)) -> u32 {
        let index = offset(self.nodes.len());
        let (start, end, line) = place;
        self.nodes.push(NodeData {
            content,
            tag: tag.and_then(short_tag),
            start,
            end,
            line,
            after: index.saturating_add(1),
        });
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
        index
    }

    fn open(
        &mut self,
        content: Content<'a>,
        tag: Option<&Tag>,
        anchor: usize,
        place: (u32, u32, u32),
    ) -> Result<(), SyntaxError> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(SyntaxError {
                span: Span::new(self.source, place.0, place.1),
                line: place.2,
                kind: SyntaxErrorKind::TooDeep,
            });
        }
        // A flow collection begins with its bracket, and has no other in it.
        let begins = self.slice(place.0, place.1).ends_with(['[', '{']);
        if begins || self.flow_depth > 0 {
            self.flow_depth += 1;
        }
        let index = self.add(content, tag, anchor, place);
        self.open.push(index);
        Ok(())
    }

    /// In `[…]` and `{…}`, a question mark ends a plain scalar of YAML 1.1, and nothing can follow it there; nor can one begin with a colon.
    fn check_flow_scalar(&self, is_plain: bool, place: (u32, u32, u32)) -> Result<(), SyntaxError> {
        let text = self.slice(place.0, place.1);
        if is_plain && self.flow_depth > 0 && (text.contains('?') || text.starts_with(':')) {
            return Err(SyntaxError {
                span: Span::new(self.source, place.0, place.1),
                line: place.2,
                kind: SyntaxErrorKind::Grammar("did not find expected ',' or '}'".into()),
            });
        }
        Ok(())
    }

    /// YAML 1.2 took the escaped slash over from JSON; the reference's parser does not know it.
    fn check_escapes(&self, place: (u32, u32, u32)) -> Result<(), SyntaxError> {
        let mut characters = self.slice(place.0, place.1).chars();
        while let Some(character) = characters.next() {
            if character == '\\' && characters.next() == Some('/') {
                return Err(SyntaxError {
                    span: Span::new(self.source, place.0, place.1),
                    line: place.2,
                    kind: SyntaxErrorKind::Grammar("found unknown escape character".into()),
                });
            }
        }
        Ok(())
    }

    /// A block scalar stands, for the reference, where its `|` or `>` is; the parser gives the beginning of its text.
    fn line_of_indicator(&self, start: u32, line: u32) -> u32 {
        let before = self.slice(0, start);
        let behind = before.rfind(['|', '>']).and_then(|indicator| before.get(indicator..));
        let breaks = behind.map_or(0, |behind| behind.bytes().filter(|&byte| byte == b'\n').count());
        line.saturating_sub(offset(breaks))
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        let range = usize::try_from(start).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX);
        self.text.get(range).unwrap_or_default()
    }

    /// A flow collection ends with its bracket, a block collection with what is in it.
    fn close(&mut self, end: u32) {
        self.flow_depth = self.flow_depth.saturating_sub(1);
        let after = offset(self.nodes.len());
        let last = self.nodes.last().map_or(0, |node| node.end);
        let Some(node) = self
            .open
            .pop()
            .and_then(|index| self.nodes.get_mut(usize::try_from(index).ok()?))
        else {
            return;
        };
        node.after = after;
        let is_flow = usize::try_from(end)
            .ok()
            .and_then(|end| self.text.get(..end))
            .is_some_and(|text| text.ends_with([']', '}']));
        node.end = if is_flow { end } else { last.max(node.end) };
    }

    fn byte(&self, character: usize) -> u32 {
        if self.offsets.is_empty() {
            offset(character.min(self.text.len()))
        } else {
            let end = offset(self.text.len());
            self.offsets.get(character).copied().unwrap_or(end)
        }
    }

    fn refusal(&self, error: &ScanError) -> SyntaxError {
        let marker: &Marker = error.marker();
        let start = self.byte(marker.index());
        let rest = usize::try_from(start).ok().and_then(|start| self.text.get(start..));
        let kind = match (error.info(), rest) {
            // The parser does not say which.
            (info, Some(rest)) if info.ends_with("unknown anchor") => {
                let name = rest.strip_prefix('*').unwrap_or(rest);
                let end = name.find([' ', '\t', '\n', '\r', ',', ']', '}', '[', '{']);
                SyntaxErrorKind::UnknownAnchor(name.get(..end.unwrap_or(name.len())).unwrap_or_default().into())
            }
            ("recursion limit exceeded", _) => SyntaxErrorKind::TooDeep,
            (info, _) => SyntaxErrorKind::Grammar(info.into()),
        };
        SyntaxError {
            span: Span::new(self.source, start, start),
            line: offset(marker.line()),
            kind,
        }
    }
}

/// The longest key without `?`, in bytes; libyaml counts characters.
const KEY_LIMIT: usize = 1024;

/// Libyaml wants a key without `?`, and the colon behind it, on one line, and does not know a mapping without a key.
fn check_keys(document: &Document<'_>) -> Result<(), SyntaxError> {
    let indexes = 0..offset(document.nodes.len());
    let nodes = indexes.filter_map(|index| document.node(index));
    for (key, _) in nodes
        .filter(|node| node.kind() == Kind::Mapping)
        .flat_map(Node::entries)
    {
        let range =
            usize::try_from(key.data.start).unwrap_or(usize::MAX)..usize::try_from(key.data.end).unwrap_or(usize::MAX);
        let (written, after) = (
            document.text.get(range.clone()).unwrap_or_default(),
            document.text.get(range.end..).unwrap_or_default(),
        );
        let from = document.text.get(range.start..).unwrap_or_default();
        let is_missing = key.kind() == Kind::Scalar && key.text().is_empty() && from.starts_with(':');
        let is_long = || written.len() > KEY_LIMIT || written.contains(['\n', '\r']) || colon_is_on_another_line(after);
        let before = document.text.get(..range.start).unwrap_or_default();
        if is_missing || (!has_question_mark(before) && is_long()) {
            return Err(SyntaxError {
                span: key.span(),
                line: key.line(),
                kind: SyntaxErrorKind::Grammar("did not find expected key".into()),
            });
        }
    }
    Ok(())
}

/// Whether a key has a `?` before it on its line.
fn has_question_mark(before: &str) -> bool {
    let marked = before.trim_end_matches([' ', '\t']).strip_suffix('?');
    marked.is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t', '\n', '\r', '{', '[', ',']))
}

fn colon_is_on_another_line(after: &str) -> bool {
    let mut rest = after.trim_start_matches([' ', '\t']);
    let mut line_ended = false;
    loop {
        if let Some(comment) = rest.strip_prefix('#') {
            let end = comment.find(['\n', '\r']).unwrap_or(comment.len());
            rest = comment.get(end..).unwrap_or_default();
        }
        let trimmed = rest.trim_start();
        if trimmed.len() == rest.len() {
            return line_ended && rest.starts_with(':');
        }
        line_ended |= rest.starts_with(['\n', '\r']) || rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        rest = trimmed;
    }
}

/// `!!str`, `!local`, or the whole tag; `None` for `!`, which says nothing.
fn short_tag(tag: &Tag) -> Option<Box<str>> {
    let whole = String::from(tag.handle.as_str()) + &tag.suffix;
    match whole.strip_prefix(YAML_TAGS) {
        Some(name) => Some((String::from("!!") + name).into()),
        None if whole == "!" || whole.is_empty() => None,
        None => Some(whole.into()),
    }
}

/// Texts are shorter than 4 GiB.
fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
