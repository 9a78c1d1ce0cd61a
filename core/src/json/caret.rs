//! What stands at a place of a text that is JSON, or is about to become it: somebody is typing. The scan is one pass, takes any bytes, and decides
//! nothing; [`super::parse`] says what is JSON.
//!
//! A string that is not closed ends where it was probably meant to: at a bracket, a comma or a blank. It counts as not closed if its line ends first, or if
//! what follows its closing quote cannot follow a string, since the quote then opens the next one: in `{"type": "sig, "keyPath": "/k"}`, `"sig` is a string.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Kind, text};

/// The longest text that is looked at, in bytes: nobody edits more by hand, and each member of the objects around the place takes 40 bytes of memory.
const TEXT_LIMIT: usize = 16 << 20;
/// How many brackets that lie in each other are told apart; a policy has seven levels.
const DEPTH_LIMIT: usize = 64;

/// A place in a text and what surrounds it.
#[derive(Clone, Debug)]
pub struct Caret<'t> {
    text: &'t [u8],
    /// The place: never beyond the end, nor inside of a character.
    pub at: usize,
    /// What belongs there.
    pub place: Place,
    /// The string, number or word that the place touches, quotes included.
    pub token: Option<Range<usize>>,
    /// The objects and arrays that the place lies in, from the outermost.
    pub around: Vec<Container>,
    /// What stands before it needs a comma, if something is put there.
    pub comma_before: bool,
    /// What follows needs a comma before it, if something is put here.
    pub comma_after: bool,
    /// A colon follows.
    pub colon_after: bool,
}

/// What belongs to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The value that the text is.
    Document,
    /// An element of the innermost array.
    Element,
    /// A key of the innermost object.
    Key {
        /// Which of its members the key belongs to, if it stands there.
        member: Option<usize>,
    },
    /// Nothing, or a comma, a colon, a comment.
    Nothing,
    /// The value of a member of the innermost object.
    Value {
        /// Which of its members.
        member: usize,
    },
}

/// An object or an array, as far as its text goes.
#[derive(Clone, Debug)]
pub struct Container {
    /// [`Kind::Object`] or [`Kind::Array`].
    pub kind: Kind,
    /// Which member of the object around it is this container; `None` in an array, and where no key is.
    pub member: Option<usize>,
    /// Of an object, in the order of the text.
    pub members: Vec<Member>,
    expected: Expected,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, as far as it is written.
    pub key: Range<usize>,
    /// The value, if it is no container.
    pub value: Option<Range<usize>>,
}

/// What a container waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Colon,
    Comma,
    /// A key, or an element.
    Item,
    Value,
}

/// Looks at a place of a text. Beyond the end is the end.
#[must_use]
pub fn caret(text: &[u8], offset: usize) -> Caret<'_> {
    let mut at = offset.min(text.len());
    // A character has at most three continuation bytes.
    for _ in 0..3 {
        if text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
            at = at.saturating_sub(1);
        }
    }
    let mut scan = Scan {
        text,
        at,
        open: Vec::new(),
        too_deep: 0,
        is_begun: false,
        last_end: 0,
        found: None,
        holding: 0,
        held: Vec::new(),
    };
    if text.len() <= TEXT_LIMIT {
        for token in (Lexer { text, at: 0 }) {
            scan.take(&token);
        }
    }
    scan.finish()
}

impl Caret<'_> {
    /// A key or another string, decoded as far as it is written; other words as they are.
    #[must_use]
    pub fn content(&self, token: &Range<usize>) -> Cow<'_, str> {
        let raw = self.text.get(token.clone()).unwrap_or_default();
        let Some(inner) = raw.strip_prefix(b"\"") else {
            return alloc::string::String::from_utf8_lossy(raw);
        };
        text::decode_inner(match inner.strip_suffix(b"\"") {
            Some(closed) if trailing_backslashes(closed).is_multiple_of(2) => closed,
            _ => inner,
        })
    }

    /// What is written of the token before the place.
    #[must_use]
    pub fn typed(&self) -> Cow<'_, str> {
        match &self.token {
            Some(token) if token.start < self.at => self.content(&(token.start..self.at.min(token.end))),
            _ => Cow::Borrowed(""),
        }
    }

    /// The key of a member of a container around the place.
    #[must_use]
    pub fn key(&self, container: &Container, member: usize) -> Option<Cow<'_, str>> {
        Some(self.content(&container.members.get(member)?.key))
    }

    /// The value of the last member with this key, if it is no container.
    #[must_use]
    pub fn value(&self, container: &Container, key: &str) -> Option<Cow<'_, str>> {
        let named = container
            .members
            .iter()
            .rev()
            .find(|member| self.content(&member.key) == key)?;
        Some(self.content(named.value.as_ref()?))
    }

    /// The byte at an offset.
    #[must_use]
    pub fn byte(&self, offset: usize) -> Option<u8> {
        self.text.get(offset).copied()
    }
}

fn trailing_backslashes(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&byte| byte == b'\\').count()
}

/// What was found at the place, before what follows is known.
#[derive(Clone, Debug)]
struct Found {
    place: Place,
    token: Option<Range<usize>>,
    comma_before: bool,
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    open: Vec<Container>,
    /// Brackets beyond [`DEPTH_LIMIT`].
    too_deep: usize,
    /// Some value stands at the top.
    is_begun: bool,
    /// Where the last token ended.
    last_end: usize,
    found: Option<Found>,
    /// So many of `open`, from the outermost, hold the place.
    holding: usize,
    /// Those of them that are closed, from the innermost.
    held: Vec<Container>,
}

impl<'t> Scan<'t> {
    fn take(&mut self, token: &Token) {
        if self.found.is_none() {
            self.look_for_the_place(token);
        }
        if token.kind != TokenKind::Comment {
            self.last_end = token.range.end;
        }
        if self.too_deep > 0 {
            match token.kind {
                TokenKind::Close(_) => self.too_deep -= 1,
                TokenKind::Open(_) => self.too_deep += 1,
                _ => {}
            }
            return;
        }
        match token.kind {
            TokenKind::Close(kind) => self.close(kind),
            TokenKind::Colon => self.colon(),
            TokenKind::Comma => {
                if let Some(container) = self.open.last_mut() {
                    container.expected = Expected::Item;
                }
            }
            TokenKind::Comment => {}
            TokenKind::Open(kind) => self.open(kind),
            TokenKind::Text { .. } => self.text(token.range.clone()),
        }
    }

    fn look_for_the_place(&mut self, token: &Token) {
        let Range { start, end } = token.range;
        let is_touched = match token.kind {
            TokenKind::Text { is_closed } => start <= self.at && (self.at < end || (self.at == end && !is_closed)),
            TokenKind::Comment => start < self.at && self.at <= end,
            _ => false,
        };
        if is_touched && token.kind == TokenKind::Comment {
            self.find(Place::Nothing, None, false);
        } else if is_touched {
            self.find_here(Some(token.range.clone()));
        } else if self.at <= start {
            self.find_here(None);
        }
    }

    /// The place is here, at a token or between two.
    fn find_here(&mut self, token: Option<Range<usize>>) {
        let is_token = token.is_some();
        let Some(container) = self.open.last().filter(|_| self.too_deep == 0) else {
            let is_document = self.too_deep == 0 && !self.is_begun;
            let place = if is_document { Place::Document } else { Place::Nothing };
            return self.find(place, token, false);
        };
        // Between `"reject"` and what follows it at once, nothing begins.
        let is_apart = is_token || self.at > self.last_end;
        let here = container.members.len();
        let (place, comma_before) = match (container.kind, container.expected) {
            (_, Expected::Comma) if !is_apart => (Place::Nothing, false),
            (Kind::Object, Expected::Value) => (
                Place::Value {
                    member: here.saturating_sub(1),
                },
                false,
            ),
            (Kind::Object, Expected::Colon) if !is_token => (Place::Nothing, false),
            (Kind::Object, expected) => {
                let member = is_token.then_some(here);
                (Place::Key { member }, expected == Expected::Comma)
            }
            (_, expected) => (Place::Element, expected == Expected::Comma),
        };
        self.find(place, token, comma_before);
    }

    fn find(&mut self, place: Place, token: Option<Range<usize>>, comma_before: bool) {
        self.holding = self.open.len();
        self.found = Some(Found {
            place,
            token,
            comma_before,
        });
    }

    fn open(&mut self, kind: Kind) {
        self.is_begun = true;
        if self.open.len() >= DEPTH_LIMIT {
            self.too_deep = 1;
            return;
        }
        let mut member = None;
        if let Some(around) = self.open.last_mut() {
            if around.kind == Kind::Object && around.expected == Expected::Value {
                member = around.members.len().checked_sub(1);
            }
            around.expected = Expected::Comma;
        }
        self.open.push(Container {
            kind,
            member,
            members: Vec::new(),
            expected: Expected::Item,
        });
    }

    /// Closes the innermost container of this kind, and those in it that nobody closed.
    fn close(&mut self, kind: Kind) {
        let Some(index) = self.open.iter().rposition(|container| container.kind == kind) else {
            return;
        };
        while self.open.len() > index {
            let Some(container) = self.open.pop() else { break };
            if self.open.len() < self.holding {
                self.holding = self.open.len();
                self.held.push(container);
            }
        }
    }

    /// Behind a value there is none, except where the value was left out, and what was taken for it is the next key.
    fn colon(&mut self) {
        let is_innermost = self.open.len() == self.holding && self.held.is_empty();
        let Some(container) = self.open.last_mut().filter(|container| container.kind == Kind::Object) else {
            return;
        };
        if container.expected == Expected::Comma {
            let count = container.members.len();
            let Some(key) = container.members.last_mut().and_then(|member| member.value.take()) else {
                return;
            };
            if let Some(found) = self
                .found
                .as_mut()
                .filter(|found| is_innermost && found.token.as_ref() == Some(&key))
            {
                found.place = Place::Key { member: Some(count) };
            }
            container.members.push(Member { key, value: None });
        }
        if !container.members.is_empty() {
            container.expected = Expected::Value;
        }
    }

    fn text(&mut self, token: Range<usize>) {
        self.is_begun = true;
        let Some(container) = self.open.last_mut() else { return };
        if container.kind == Kind::Array {
            container.expected = Expected::Comma;
        } else if container.expected == Expected::Value {
            container.expected = Expected::Comma;
            if let Some(member) = container.members.last_mut() {
                member.value = Some(token);
            }
        } else {
            container.expected = Expected::Colon;
            container.members.push(Member {
                key: token,
                value: None,
            });
        }
    }

    fn finish(mut self) -> Caret<'t> {
        if self.found.is_none() && self.text.len() <= TEXT_LIMIT {
            self.find_here(None);
        }
        let found = self.found.unwrap_or(Found {
            place: Place::Nothing,
            token: None,
            comma_before: false,
        });
        self.open.truncate(self.holding);
        self.open.extend(self.held.into_iter().rev());
        let mut caret = Caret {
            text: self.text,
            at: self.at,
            place: found.place,
            comma_before: found.comma_before,
            comma_after: false,
            colon_after: false,
            around: self.open,
            token: found.token,
        };
        caret.look_behind();
        caret
    }
}

impl Caret<'_> {
    /// What follows the place, or the token at it.
    fn look_behind(&mut self) {
        let mut lexer = Lexer {
            text: self.text,
            at: self.token.as_ref().map_or(self.at, |token| token.end),
        };
        if self.place == Place::Nothing {
            return;
        }
        let mut next = || {
            lexer
                .find(|token| token.kind != TokenKind::Comment)
                .map(|token| token.kind)
        };
        let first = next();
        let is_item = matches!(first, Some(TokenKind::Open(_) | TokenKind::Text { .. }));
        self.colon_after = first == Some(TokenKind::Colon);
        self.comma_after = is_item;
        if !is_item || self.token.is_some() {
            return;
        }
        match self.place {
            // Its value is there.
            Place::Document => self.place = Place::Nothing,
            Place::Value { .. } if next() != Some(TokenKind::Colon) => self.place = Place::Nothing,
            _ => {}
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Close(Kind),
    Colon,
    Comma,
    /// No JSON, but written all the same.
    Comment,
    Open(Kind),
    /// A string, a number, `true`, or whatever else.
    Text {
        /// It is a string with both quotes.
        is_closed: bool,
    },
}

struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let blanks = self.rest().iter().take_while(|byte| is_blank(**byte)).count();
        self.at += blanks;
        let rest = self.rest();
        let (kind, length) = match rest {
            [] => return None,
            [b'{', ..] => (TokenKind::Open(Kind::Object), 1),
            [b'[', ..] => (TokenKind::Open(Kind::Array), 1),
            [b'}', ..] => (TokenKind::Close(Kind::Object), 1),
            [b']', ..] => (TokenKind::Close(Kind::Array), 1),
            [b',', ..] => (TokenKind::Comma, 1),
            [b':', ..] => (TokenKind::Colon, 1),
            [b'/', b'/', ..] => (
                TokenKind::Comment,
                rest.iter().take_while(|byte| **byte != b'\n').count(),
            ),
            [b'/', b'*', inner @ ..] => {
                let end = inner.windows(2).position(|pair| pair == b"*/");
                (TokenKind::Comment, end.map_or(rest.len(), |end| end + 4))
            }
            [b'"', inner @ ..] => match closed_string(inner) {
                Some(length) => (TokenKind::Text { is_closed: true }, length + 1),
                None => (TokenKind::Text { is_closed: false }, open_string(inner) + 1),
            },
            _ => (TokenKind::Text { is_closed: false }, open_length(rest).max(1)),
        };
        let start = self.at;
        self.at += length;
        Some(Token {
            kind,
            range: start..self.at,
        })
    }
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// How long a string is behind its opening quote, closing quote included. What stands behind a backslash is passed over here and in [`open_length`]
/// alike, so that no quote opens a string for one of them and not for the other, and each byte is looked at a few times at most.
fn closed_string(inner: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match inner.get(at..).unwrap_or_default() {
            [] | [b'\n' | b'\r', ..] => return None,
            [b'"', after @ ..] => {
                let next = after.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
                let can_follow = matches!(next, None | Some(b',' | b':' | b']' | b'}' | b'\r' | b'\n' | b'/'));
                // Where the comma or the colon was left out, a blank stands.
                let is_apart = matches!(after, [b' ' | b'\t', ..]) && matches!(next, Some(b'"' | b'{' | b'['));
                return (can_follow || is_apart).then_some(at + 1);
            }
            [b'\\', escaped, ..] if !matches!(escaped, b'\n' | b'\r') => at += 2,
            _ => at += 1,
        }
    }
}

/// How long a string is that is not closed, behind its quote. Where a bracket comes first, it is a scope of a store: `[overlay@/var/lib/…]`.
fn open_string(inner: &[u8]) -> usize {
    let location = match inner {
        [b'[', location @ ..] => {
            let is_end = |byte: &u8| matches!(byte, b'"' | b'\\' | b',' | b']' | b' ' | b'\t' | b'\r' | b'\n');
            let end = location.iter().position(is_end).unwrap_or(location.len());
            end + 1 + usize::from(location.get(end) == Some(&b']'))
        }
        _ => 0,
    };
    location + open_length(inner.get(location..).unwrap_or_default())
}

/// How long a word is, or the rest of a string that is not closed.
fn open_length(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match text.get(at..).unwrap_or_default() {
            []
            | [
                b'"' | b',' | b'{' | b'}' | b'[' | b']' | b' ' | b'\t' | b'\r' | b'\n',
                ..,
            ] => return at,
            // In `registry.example:5000/acme` it belongs to the name.
            [b':'] | [b':', b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'{' | b'[', ..] => return at,
            [b'\\', escaped, ..] if !matches!(escaped, b'\n' | b'\r') => at += 2,
            _ => at += 1,
        }
    }
}
