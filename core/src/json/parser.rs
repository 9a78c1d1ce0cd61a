//! Text to tree: one pass, a stack of open containers, no recursion.

use alloc::vec::Vec;

use super::{DEPTH_LIMIT, Document, Node, Place, SyntaxError, SyntaxErrorKind, TEXT_LIMIT, to_offset};
use crate::source::{SourceId, Span};

pub(super) fn parse(source: SourceId, text: &[u8]) -> Result<Document<'_>, SyntaxError> {
    if text.len() > TEXT_LIMIT {
        let kind = SyntaxErrorKind::TooLong { length: text.len() };
        return Err(SyntaxError {
            span: Span::new(source, 0, 0),
            kind,
        });
    }
    let mut parser = Parser {
        source,
        text,
        position: 0,
        nodes: Vec::new(),
        open: Vec::new(),
    };
    parser.parse()?;
    Ok(Document {
        source,
        text,
        nodes: parser.nodes,
    })
}

struct Parser<'a> {
    source: SourceId,
    text: &'a [u8],
    position: usize,
    nodes: Vec<Node>,
    /// The nodes of the containers around `position`, outermost first.
    open: Vec<Container>,
}

#[derive(Clone, Copy)]
struct Container {
    node: usize,
    is_object: bool,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, or the end of an array without elements.
    ElementOrEnd,
    Key,
    /// A key, or the end of an object without members.
    KeyOrEnd,
    /// A comma or a closing bracket; the end of the text if nothing is open.
    Separator,
    Value,
}

impl Parser<'_> {
    fn parse(&mut self) -> Result<(), SyntaxError> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            expect = match (expect, self.peek()) {
                (Expect::Value | Expect::ElementOrEnd, Some(b'{')) => {
                    self.open_container(true)?;
                    Expect::KeyOrEnd
                }
                (Expect::Value | Expect::ElementOrEnd, Some(b'[')) => {
                    self.open_container(false)?;
                    Expect::ElementOrEnd
                }
                (Expect::ElementOrEnd, Some(b']')) | (Expect::KeyOrEnd, Some(b'}')) => self.close_container(),
                (Expect::Value | Expect::ElementOrEnd, byte) => {
                    self.scalar(byte)?;
                    Expect::Separator
                }
                (Expect::Key | Expect::KeyOrEnd, Some(b'"')) => {
                    self.string()?;
                    self.skip_space();
                    if self.peek() != Some(b':') {
                        return Err(self.refuse(Place::AfterKey));
                    }
                    self.position += 1;
                    Expect::Value
                }
                (Expect::Key | Expect::KeyOrEnd, _) => return Err(self.refuse(Place::BeginningOfKey)),
                (Expect::Separator, byte) => match (self.open.last().map(|container| container.is_object), byte) {
                    (None, None) => return Ok(()),
                    (None, Some(_)) => return Err(self.refuse(Place::AfterTopLevelValue)),
                    (Some(true), Some(b'}')) | (Some(false), Some(b']')) => self.close_container(),
                    (Some(true), Some(b',')) => self.step_to(Expect::Key),
                    (Some(false), Some(b',')) => self.step_to(Expect::Value),
                    (Some(true), _) => return Err(self.refuse(Place::AfterMember)),
                    (Some(false), _) => return Err(self.refuse(Place::AfterArrayElement)),
                },
            };
        }
    }

    fn scalar(&mut self, first: Option<u8>) -> Result<(), SyntaxError> {
        match first {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => Err(self.refuse(Place::BeginningOfValue)),
        }
    }

    fn string(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        self.position += 1;
        loop {
            let rest = self.text.get(self.position..).unwrap_or_default();
            let plain = rest
                .iter()
                .position(|&byte| matches!(byte, b'"' | b'\\' | 0..0x20))
                .unwrap_or(rest.len());
            self.position += plain;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                _ => return Err(self.refuse(Place::String)),
            }
        }
        self.position += 1;
        self.push_leaf(start);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), SyntaxError> {
        self.position += 1;
        match self.peek() {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.position += 1,
            Some(b'u') => {
                self.position += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.refuse_inside(Place::UnicodeEscape));
                    }
                    self.position += 1;
                }
            }
            _ => return Err(self.refuse_inside(Place::StringEscape)),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        if self.peek() == Some(b'0') {
            // No digit may follow; if one does, it is the next token that is wrong.
            self.position += 1;
        } else {
            self.digits(Place::Number)?;
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.digits(Place::AfterDecimalPoint)?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.digits(Place::Exponent)?;
        }
        self.push_leaf(start);
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self, place: Place) -> Result<(), SyntaxError> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let count = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        if count == 0 {
            return Err(self.refuse_inside(place));
        }
        self.position += count;
        Ok(())
    }

    fn literal(&mut self, literal: &'static str) -> Result<(), SyntaxError> {
        let start = self.position;
        for expected in literal.chars() {
            if self.peek().map(char::from) != Some(expected) {
                return Err(self.refuse_inside(Place::Literal { literal, expected }));
            }
            self.position += 1;
        }
        self.push_leaf(start);
        Ok(())
    }

    fn open_container(&mut self, is_object: bool) -> Result<(), SyntaxError> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(self.refuse(Place::TooDeep));
        }
        self.open.push(Container {
            node: self.nodes.len(),
            is_object,
        });
        let start = to_offset(self.position);
        self.nodes.push(Node {
            start,
            end: start,
            after: 0,
        });
        self.position += 1;
        Ok(())
    }

    fn close_container(&mut self) -> Expect {
        self.position += 1;
        let (end, after) = (to_offset(self.position), to_offset(self.nodes.len()));
        if let Some(node) = self.open.pop().and_then(|container| self.nodes.get_mut(container.node)) {
            node.end = end;
            node.after = after;
        }
        Expect::Separator
    }

    fn push_leaf(&mut self, start: usize) {
        let after = to_offset(self.nodes.len() + 1);
        self.nodes.push(Node {
            start: to_offset(start),
            end: to_offset(self.position),
            after,
        });
    }

    fn step_to(&mut self, expect: Expect) -> Expect {
        self.position += 1;
        expect
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.position += 1;
        }
    }

    /// The byte at `position` is in the way, or the text ends where more has to come.
    fn refuse(&self, place: Place) -> SyntaxError {
        match self.peek() {
            Some(byte) => self.error(SyntaxErrorKind::InvalidCharacter { byte, place }),
            None => self.error(SyntaxErrorKind::UnexpectedEnd),
        }
    }

    /// As [`Self::refuse`], inside a word, a number or an escape. Go feeds its scanner a blank at the end of the text, to end a number,
    /// and reports that blank where it does not fit.
    fn refuse_inside(&self, place: Place) -> SyntaxError {
        self.error(SyntaxErrorKind::InvalidCharacter {
            byte: self.peek().unwrap_or(b' '),
            place,
        })
    }

    fn error(&self, kind: SyntaxErrorKind) -> SyntaxError {
        let rest = self.text.get(self.position..).unwrap_or_default();
        // The whole character: its first byte and the continuation bytes 10xxxxxx, three at most.
        let continuation = rest
            .iter()
            .skip(1)
            .take(3)
            .take_while(|&&byte| byte & 0xC0 == 0x80)
            .count();
        let length = if rest.is_empty() { 0 } else { 1 + continuation };
        let (start, end) = (to_offset(self.position), to_offset(self.position + length));
        SyntaxError {
            span: Span::new(self.source, start, end),
            kind,
        }
    }
}
