//! From the events of `saphyr-parser` to the flat tree.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::strict::{self, Refusal, grammar};
use super::{Content, DEPTH_LIMIT, Document, NodeData, SyntaxError, SyntaxErrorKind, TEXT_LIMIT};
use crate::source::{SourceId, Span};

/// The prefix of the tags that YAML itself defines; `!!` is short for it.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

pub(super) fn parse(source: SourceId, text: &str) -> Result<Document<'_>, SyntaxError> {
    let builder = Builder::new(source, text);
    if text.len() > TEXT_LIMIT {
        let kind = SyntaxErrorKind::TooLong { length: text.len() };
        return Err(builder.error(Refusal { start: 0, end: 0, kind }));
    }
    if let Err(refusal) = strict::check_before(text) {
        return Err(builder.error(refusal));
    }
    builder.build()
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
    has_brackets: bool,
    has_tags: bool,
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
            has_brackets: false,
            has_tags: false,
        }
    }

    /// Reads all documents, since the reference looks some words beyond the first, and refuses what it sees there; only the first is kept.
    fn build(mut self) -> Result<Document<'a>, SyntaxError> {
        let mut first_length = None;
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
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
                Event::DocumentEnd => {
                    first_length.get_or_insert(self.nodes.len());
                }
                Event::Alias(anchor) => {
                    let target = self.anchors.get(&anchor).copied().unwrap_or(u32::MAX);
                    self.add(Content::Alias(target), None, 0, (start, end, line));
                }
                Event::Scalar(mut text, style, anchor, tag) => {
                    let is_plain = style == ScalarStyle::Plain;
                    self.check_scalar(&text, style, (start, end, line))?;
                    let line = match style {
                        ScalarStyle::Literal | ScalarStyle::Folded => self.line_of_indicator(start, line),
                        _ => line,
                    };
                    if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) && self.is_cut_off(end) {
                        text = self.without_last_break(text, (start, end, line))?;
                    }
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
        if let Err(refusal) = strict::check_after(self.text, !self.anchors.is_empty(), self.has_brackets, self.has_tags)
        {
            return Err(self.error(refusal));
        }
        let mut document = Document {
            source: self.source,
            text: self.text,
            nodes: self.nodes,
        };
        strict::check_keys(&document)?;
        document.nodes.truncate(first_length.unwrap_or_default());
        Ok(document)
    }

    fn error(&self, refusal: Refusal) -> SyntaxError {
        let (start, end) = (offset(refusal.start), offset(refusal.end));
        let breaks = self.slice(0, start).bytes().filter(|&byte| byte == b'\n').count();
        SyntaxError {
            span: Span::new(self.source, start, end),
            line: offset(breaks).saturating_add(1),
            kind: refusal.kind,
        }
    }

    fn add(&mut self, content: Content<'a>, tag: Option<&Tag>, anchor: usize, place: (u32, u32, u32)) -> u32 {
        let index = offset(self.nodes.len());
        let (start, end, line) = place;
        self.has_tags |= tag.is_some();
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
        // The beginning of a flow collection is its bracket, after a tag or an anchor and before white space.
        let begins = self.slice(place.0, place.1).contains(['[', '{']);
        if begins || self.flow_depth > 0 {
            self.flow_depth += 1;
            self.has_brackets = true;
        }
        let index = self.add(content, tag, anchor, place);
        self.open.push(index);
        Ok(())
    }

    fn check_scalar(&self, text: &str, style: ScalarStyle, place: (u32, u32, u32)) -> Result<(), SyntaxError> {
        let written = self.slice(place.0, place.1);
        let words = match style {
            ScalarStyle::Plain if self.flow_depth > 0 && strict::is_odd_in_flow(text) => {
                "did not find expected ',' or '}'"
            }
            ScalarStyle::Literal | ScalarStyle::Folded
                if self.open.is_empty() && strict::is_at_margin(self.lines_of(place)) =>
            {
                "did not find expected <document start>"
            }
            ScalarStyle::DoubleQuoted if strict::has_escaped_slash(written) => "found unknown escape character",
            _ => return Ok(()),
        };
        Err(SyntaxError {
            span: Span::new(self.source, place.0, place.1),
            line: place.2,
            kind: grammar(words),
        })
    }

    /// The lines of a block scalar, from the beginning of the first.
    fn lines_of(&self, (start, end, _): (u32, u32, u32)) -> &'a str {
        let before = self.slice(0, start);
        let line = before.rfind(['\n', '\r']).map_or(0, |last| last + 1);
        self.slice(offset(line), end)
    }

    /// Whether a block scalar ends with the text, whose last line has no end.
    fn is_cut_off(&self, end: u32) -> bool {
        self.slice(end, offset(self.text.len())).is_empty() && !self.text.ends_with(['\n', '\r'])
    }

    /// The parser gives a block scalar a line break that is not there; not always, where the last line is blank.
    fn without_last_break(&self, text: Cow<'a, str>, place: (u32, u32, u32)) -> Result<Cow<'a, str>, SyntaxError> {
        if self.text.ends_with([' ', '\t']) && self.text.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) {
            return Err(SyntaxError {
                span: Span::new(self.source, place.0, place.1),
                line: place.2,
                kind: SyntaxErrorKind::BlankEnd,
            });
        }
        Ok(match text.strip_suffix('\n') {
            Some(text) => Cow::Owned(text.into()),
            None => text,
        })
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
        let before = usize::try_from(end).ok().and_then(|end| self.text.get(..end));
        let bracket = before.map(str::trim_end).filter(|text| text.ends_with([']', '}']));
        node.end = bracket.map_or(last.max(node.end), |text| offset(text.len()));
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
pub(super) fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
