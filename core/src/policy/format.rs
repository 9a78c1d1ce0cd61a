//! A policy's text in one layout. Order, strings and numbers stay as they are written, byte for byte; only blanks between them change.
//!
//! What stands on one line and fits stays there, as do lists of short requirements in policies that distributions ship; everything else has a line for
//! each member. The indentation is the text's own.

use alloc::vec::Vec;

use crate::json::{self, Kind, SyntaxError, Value};
use crate::source::{SourceId, Span};

/// The longest line that is kept on one line, in characters.
const WIDTH: usize = 100;
/// How deep brackets may lie in each other: a policy has seven levels.
const DEPTH_LIMIT: usize = 64;
/// The indentation of texts that have none, as Fedora's and Debian's policies have it.
const DEFAULT_INDENT: &[u8] = b"    ";

/// Why a text is not formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// It is not JSON. Comments are not dropped silently: somebody wrote them to be read.
    Syntax(SyntaxError),
    /// More brackets lie in each other than [`DEPTH_LIMIT`].
    TooDeep {
        /// The first that is too deep.
        span: Span,
    },
}

/// The text in its layout, with a line end behind it.
///
/// # Errors
/// It is not JSON, or too deep.
pub fn format(source: SourceId, text: &[u8]) -> Result<Vec<u8>, FormatError> {
    let document = json::parse(source, text).map_err(FormatError::Syntax)?;
    let line_end: &[u8] = if first_line_end(text) == Some(b"\r\n") {
        b"\r\n"
    } else {
        b"\n"
    };
    let mut layout = Layout {
        out: Vec::new(),
        indent: indentation(text),
        line_end,
    };
    layout.value(document.root(), 0, 0)?;
    layout.out.extend_from_slice(line_end);
    Ok(layout.out)
}

struct Layout<'a> {
    out: Vec<u8>,
    indent: &'a [u8],
    line_end: &'a [u8],
}

impl Layout<'_> {
    /// `column` is where the value begins.
    fn value(&mut self, value: Value<'_>, depth: usize, column: usize) -> Result<(), FormatError> {
        if depth > DEPTH_LIMIT {
            return Err(FormatError::TooDeep { span: value.opening() });
        }
        let (open, close) = match value.kind() {
            Kind::Object => (b'{', b'}'),
            Kind::Array => (b'[', b']'),
            _ => {
                self.out.extend_from_slice(value.raw());
                return Ok(());
            }
        };
        let mut line = Vec::new();
        // A comma may follow it.
        if on_one_line(value, 0, &mut line) && column + characters(&line) < WIDTH {
            self.out.append(&mut line);
            return Ok(());
        }
        self.out.push(open);
        let mut is_first = true;
        for (key, value) in parts(value) {
            if !is_first {
                self.out.push(b',');
            }
            is_first = false;
            self.new_line(depth + 1);
            let mut column = (depth + 1) * self.indent.len();
            if let Some(key) = key {
                self.out.extend_from_slice(key.raw());
                self.out.extend_from_slice(b": ");
                column += characters(key.raw()) + 2;
            }
            self.value(value, depth + 1, column)?;
        }
        self.new_line(depth);
        self.out.push(close);
        Ok(())
    }

    fn new_line(&mut self, depth: usize) {
        self.out.extend_from_slice(self.line_end);
        for _ in 0..depth {
            self.out.extend_from_slice(self.indent);
        }
    }
}

/// Writes a value on one line, if it stands on one in the text, or has nothing in it.
fn on_one_line(value: Value<'_>, depth: usize, line: &mut Vec<u8>) -> bool {
    let (open, close) = match value.kind() {
        Kind::Object => (b'{', b'}'),
        Kind::Array => (b'[', b']'),
        _ => {
            line.extend_from_slice(value.raw());
            return true;
        }
    };
    let is_broken = value.raw().contains(&b'\n') && parts(value).next().is_some();
    // What does not fit need not be written to its end.
    if is_broken || depth > DEPTH_LIMIT || line.len() > WIDTH * 4 {
        return false;
    }
    line.push(open);
    let mut is_first = true;
    for (key, value) in parts(value) {
        if !is_first {
            line.extend_from_slice(b", ");
        }
        is_first = false;
        if let Some(key) = key {
            line.extend_from_slice(key.raw());
            line.extend_from_slice(b": ");
        }
        if !on_one_line(value, depth + 1, line) {
            return false;
        }
    }
    line.push(close);
    true
}

/// The keys and values of an object, or the elements of an array.
fn parts<'v>(value: Value<'v>) -> impl Iterator<Item = (Option<Value<'v>>, Value<'v>)> {
    value
        .member_values()
        .map(|(key, value)| (Some(key), value))
        .chain(value.elements().map(|element| (None, element)))
}

/// UTF-8's continuation bytes begin no character.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// What the first indented line begins with, up to eight blanks or a tab.
fn indentation(text: &[u8]) -> &[u8] {
    let mut lines = text.split(|&byte| byte == b'\n').skip(1);
    let blanks = |line: &[u8]| line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let indented = lines.find(|line| blanks(line) > 0 && !line.trim_ascii().is_empty());
    let found = indented.map(|line| line.get(..blanks(line)).unwrap_or_default());
    match found {
        Some([b'\t', ..]) => b"\t",
        Some(blanks) if blanks.len() <= 8 && !blanks.contains(&b'\t') => blanks,
        _ => DEFAULT_INDENT,
    }
}

fn first_line_end(text: &[u8]) -> Option<&[u8]> {
    let feed = text.iter().position(|&byte| byte == b'\n')?;
    let start = feed.saturating_sub(1);
    text.get(start..=feed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> alloc::string::String {
        let formatted = format(SourceId::default(), text.as_bytes()).unwrap();
        let again = format(SourceId::default(), &formatted).unwrap();
        assert_eq!(formatted, again, "once more, nothing changes");
        alloc::string::String::from_utf8(formatted).unwrap()
    }

    #[test]
    fn only_blanks_change() {
        assert_eq!(
            formatted("{\"b\":[ ],\n  \"a\"  : 1e05,\"\\u0061\":{\"x\" :[1,2 ]}}"),
            "{\n  \"b\": [],\n  \"a\": 1e05,\n  \"\\u0061\": {\"x\": [1, 2]}\n}\n"
        );
        assert_eq!(formatted(" \"\u{e9}\" "), "\"\u{e9}\"\n");
        assert_eq!(formatted("{\n}"), "{}\n");
    }

    #[test]
    fn the_indentation_and_the_line_ends_are_the_text_s_own() {
        assert_eq!(formatted("[\n\t1,\n\t[2\n]]"), "[\n\t1,\n\t[\n\t\t2\n\t]\n]\n");
        assert_eq!(formatted("{\r\n \"a\": 1}"), "{\r\n \"a\": 1\r\n}\r\n");
        assert_eq!(formatted("{\n\"a\": 1}"), "{\n    \"a\": 1\n}\n");
    }

    #[test]
    fn a_line_that_is_too_long_is_broken() {
        let long = "x".repeat(90);
        assert_eq!(
            formatted(&alloc::format!("[[\"{long}\"], [\"{long}\"]]")),
            alloc::format!("[\n    [\"{long}\"],\n    [\"{long}\"]\n]\n")
        );
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        let deep = alloc::format!("{}{}", "[\n".repeat(DEPTH_LIMIT + 2), "]".repeat(DEPTH_LIMIT + 2));
        assert!(matches!(
            format(SourceId::default(), deep.as_bytes()),
            Err(FormatError::TooDeep { .. })
        ));
        let flat = alloc::format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
        assert!(matches!(
            format(SourceId::default(), flat.as_bytes()),
            Err(FormatError::TooDeep { .. })
        ));
    }
}
