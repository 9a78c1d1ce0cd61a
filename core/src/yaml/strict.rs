//! What the reference's parser refuses, although `saphyr-parser` reads it. The reference has libyaml's grammar, of YAML 1.1; the crate's is of YAML 1.2.
//!
//! Each rule was found by asking the reference. Where a rule cannot tell without reading as libyaml does, it refuses more than the reference, never less.

use super::parser::offset;
use super::{DirectiveError, Document, Kind, Node, SyntaxError, SyntaxErrorKind};

/// Bytes of the text, and what is wrong with them.
pub(super) struct Refusal {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: SyntaxErrorKind,
}

/// Asked before the text is parsed: characters, line breaks, and what stands before the document.
pub(super) fn check_before(text: &str) -> Result<(), Refusal> {
    if let Some((start, character)) = text.char_indices().find(|(_, character)| !is_allowed(*character)) {
        return refuse(start, character.len_utf8(), SyntaxErrorKind::ControlCharacter);
    }
    let later = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((start, character)) = later.char_indices().find(|(_, character)| is_old_break(*character)) {
        let start = text.len() - later.len() + start;
        return refuse(start, character.len_utf8(), SyntaxErrorKind::OldLineBreak);
    }
    check_directives(text)
}

/// Asked of a text that was parsed. The rules for tags, anchors and brackets may take a part of a text or a comment for one, and are asked only where there are some.
pub(super) fn check_after(text: &str, has_anchors: bool, has_brackets: bool, has_tags: bool) -> Result<(), Refusal> {
    if let Some(tab) = tab_in_indentation(text) {
        return refuse(tab, 1, grammar("found a tab character that violates indentation"));
    }
    let anchor = has_anchors.then(|| odd_word(text, &['&', '*'], is_anchor)).flatten();
    if let Some((start, length)) = anchor {
        let said = grammar("did not find expected alphabetic or numeric character");
        return refuse(start, length, said);
    }
    if let Some(colon) = colon_before_bracket(text).filter(|_| has_brackets) {
        return refuse(colon, 2, grammar("found unexpected ':'"));
    }
    let tag = has_tags.then(|| odd_word(text, &['!'], is_tag)).flatten();
    match tag {
        Some((start, length)) => refuse(start, length, grammar("did not find expected whitespace or line break")),
        None => Ok(()),
    }
}

/// For libyaml a colon before a comma or a bracket is a letter of the text that it follows, for YAML 1.2 the end of a key. Behind a quote or a bracket it is that
/// for both.
fn colon_before_bracket(text: &str) -> Option<usize> {
    let pairs = text.as_bytes().windows(3).position(|bytes| {
        matches!(bytes, [before, b':', b',' | b'[' | b']' | b'{' | b'}'] if !matches!(before, b'"' | b'\'' | b']' | b'}'))
    });
    pairs.map(|before| before + 1)
}

fn refuse(start: usize, length: usize, kind: SyntaxErrorKind) -> Result<(), Refusal> {
    Err(Refusal {
        start,
        end: start + length,
        kind,
    })
}

pub(super) fn grammar(words: &str) -> SyntaxErrorKind {
    SyntaxErrorKind::Grammar(words.into())
}

/// c-printable of YAML 1.1, §5.1.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// Where YAML 1.1 and 1.2 read a text differently, it is not read.
fn is_old_break(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// `saphyr-parser` takes every version, and passes over directives that it does not know. The reference knows
/// version 1.1 alone, and looks for directives in what follows the first document, too.
fn check_directives(text: &str) -> Result<(), Refusal> {
    let (mut start, mut is_before) = (0, true);
    for line in text.split_inclusive(['\n', '\r']) {
        let refuse = |error| refuse(start, line.trim_end().len(), SyntaxErrorKind::Directive(error));
        let content = line.trim_start_matches('\u{feff}').trim();
        let mut words = content.split_ascii_whitespace();
        match words.next() {
            Some(_) if !is_before && line.starts_with('%') => return refuse(DirectiveError::BehindDocument),
            Some("%TAG") if is_before && !is_tag_directive(words.clone()) => {
                return refuse(DirectiveError::Tag);
            }
            None | Some("%TAG") => {}
            Some(word) if word.starts_with('#') => {}
            Some("%YAML") if words.next() == Some("1.1") => {}
            Some("%YAML") if is_before => return refuse(DirectiveError::Version),
            Some("...") if is_before => return refuse(DirectiveError::EndBeforeDocument),
            Some(word) if is_before && word.starts_with('%') && line.starts_with(['%', '\u{feff}']) => {
                return refuse(DirectiveError::UnknownName);
            }
            Some(_) => is_before = false,
        }
        start += line.len();
    }
    Ok(())
}

/// `!name! prefix`, with a prefix that has fewer characters than libyaml takes.
fn is_tag_directive<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    let (Some(handle), Some(prefix)) = (words.next(), words.next()) else {
        return false;
    };
    let name = handle.strip_prefix('!').and_then(|handle| handle.strip_suffix('!'));
    let is_in_prefix =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'-' | b'_' | b'.' | b'/' | b':' | b',');
    (handle == "!" || name.is_some_and(|name| name.is_empty() || is_name(name)))
        && prefix.bytes().all(is_in_prefix)
        && words.next().is_none_or(|word| word.starts_with('#'))
}

/// The first tab in the indentation of a line, or behind a `-`, `?` or `:` that is part of it. The reference's parser refuses most of them: none is read.
fn tab_in_indentation(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches('\u{feff}');
        let before = line.len() - content.len();
        let indentation = content.len() - content.trim_start_matches([' ', '\t', '-', '?', ':']).len();
        if !content.starts_with("---")
            && let Some(tab) = content
                .get(..indentation)
                .and_then(|indentation| indentation.find('\t'))
        {
            return Some(start + before + tab);
        }
        start += line.len();
    }
    None
}

/// The first of what looks like a tag, an anchor or an alias, up to white space, that has not the form that it should; its length, too.
fn odd_word(text: &str, signs: &[char], is_right: fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut before = ' ';
    for (start, character) in text.char_indices() {
        let is_within = before.is_alphanumeric() || matches!(before, '"' | '\'') || signs.contains(&before);
        let begins = signs.contains(&character) && !is_within;
        before = character;
        if !begins {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        if !is_right(word) {
            return Some((start, word.len()));
        }
    }
    None
}

/// YAML 1.1 wants letters of ASCII, digits, `-` and `_`.
fn is_anchor(word: &str) -> bool {
    let name = word.get(1..).unwrap_or_default().trim_end_matches([',', ']', '}']);
    is_name(name)
}

/// `!`, `!name`, `!!name`, `!handle!name`, `!<name>`; fewer characters than libyaml takes, for which a comma is part of the name.
fn is_tag(word: &str) -> bool {
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let word = word.strip_prefix('!').unwrap_or(word);
    if let Some(name) = word.strip_prefix('<') {
        let name = name.strip_suffix('>').unwrap_or_default();
        return !name.is_empty()
            && name
                .bytes()
                .all(|byte| is_in_name(byte) || matches!(byte, b'!' | b':' | b','));
    }
    match word.split_once('!') {
        Some((handle, name)) => {
            (handle.is_empty() || is_name(handle)) && !name.is_empty() && name.bytes().all(is_in_name)
        }
        None => word.bytes().all(is_in_name),
    }
}

fn is_name(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(is_word)
}

/// In `[…]` and `{…}`, a question mark ends a plain scalar of YAML 1.1, and nothing can follow it there; nor can one begin with a colon, nor with
/// the sign of a block scalar.
pub(super) fn is_odd_in_flow(text: &str) -> bool {
    text.contains('?') || text.starts_with([':', '|', '>'])
}

/// YAML 1.2 took the escaped slash over from JSON; the reference's parser does not know it.
pub(super) fn has_escaped_slash(written: &str) -> bool {
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.next() == Some('/') {
            return true;
        }
    }
    false
}

/// The longest key without `?`, in bytes; libyaml counts characters.
const KEY_LIMIT: usize = 1024;

/// Of a scalar of `|` or `>`, outside of any collection: whether it has a line that is not indented. libyaml ends it there.
pub(super) fn is_at_margin(written: &str) -> bool {
    let mut lines = written.split(['\n', '\r']);
    lines.any(|line| !line.is_empty() && !line.starts_with(' '))
}

/// Libyaml wants a key without `?`, and the colon behind it, on one line, and does not know a mapping without a key.
pub(super) fn check_keys(document: &Document<'_>) -> Result<(), SyntaxError> {
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
        // Where a collection in brackets is a key, the reference stumbles over question marks in it.
        let is_long = || {
            (key.kind() != Kind::Scalar && written.contains('?'))
                || written.len() > KEY_LIMIT
                || written.contains(['\n', '\r'])
                || colon_is_on_another_line(after)
        };
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
        // A collection in brackets may be given without the last.
        let trimmed =
            rest.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, ']' | '}'));
        if trimmed.len() == rest.len() {
            return line_ended && rest.starts_with(':');
        }
        line_ended |= rest.starts_with(['\n', '\r']) || rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        rest = trimmed;
    }
}
