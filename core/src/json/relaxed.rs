//! What people paste that is nearly JSON: comments, commas before a closing bracket, a byte order mark, the blanks of web pages. Each is found with its place, and can be
//! blanked out, so that what is left is read at its old places.

use alloc::vec::Vec;

use super::{to_index, to_offset};
use crate::source::{Edit, SourceId, Span};

/// The most of them that are looked for: each becomes an edit.
const FLAW_LIMIT: usize = 1_000;

/// Something that JSON does not have, and that can go without a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: FlawKind,
}

/// What JSON does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// U+00A0 or U+200B, as web pages have them, between tokens.
    Blank,
    /// U+FEFF, with which some editors begin a file.
    ByteOrderMark,
    /// `// …`, `# …` or `/* … */`
    Comment,
    /// A comma with nothing behind it.
    TrailingComma,
}

/// Finds them, in the order of the text.
#[must_use]
pub fn flaws(source: SourceId, text: &[u8]) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = Vec::new();
    let mut note = |start: usize, end: usize, kind| {
        let span = Span::new(source, to_offset(start), to_offset(end));
        flaws.push(Flaw { span, kind });
        flaws.len() >= FLAW_LIMIT
    };
    let mut position = 0;
    if text.starts_with(b"\xEF\xBB\xBF") {
        note(0, 3, FlawKind::ByteOrderMark);
        position = 3;
    }
    // The last comma, as long as nothing but blanks and comments follows it.
    let mut comma = None;
    while let Some(&byte) = text.get(position) {
        let rest = text.get(position..).unwrap_or_default();
        let mut length = 1;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b',' => comma = Some(position),
            b'"' => {
                length = string_length(rest);
                comma = None;
            }
            b'#' | b'/' if comment_length(rest) > 0 => {
                length = comment_length(rest);
                if note(position, position + length, FlawKind::Comment) {
                    break;
                }
            }
            0xC2 | 0xE2 if blank_length(rest) > 0 => {
                length = blank_length(rest);
                if note(position, position + length, FlawKind::Blank) {
                    break;
                }
            }
            b'}' | b']' => {
                if let Some(comma) = comma.take()
                    && note(comma, comma + 1, FlawKind::TrailingComma)
                {
                    break;
                }
            }
            _ => comma = None,
        }
        position += length;
    }
    flaws.sort_by_key(|flaw| flaw.span);
    flaws
}

/// The text with blanks in their places; line ends stay.
#[must_use]
pub fn without(text: &[u8], flaws: &[Flaw]) -> Vec<u8> {
    let mut blanked = text.to_vec();
    for flaw in flaws {
        let range = to_index(flaw.span.start)..to_index(flaw.span.end);
        for byte in blanked.get_mut(range).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    blanked
}

/// With a comment goes the line that it has for itself, or the blanks in front of it; for a blank comes a plain one.
#[must_use]
pub fn removal(text: &[u8], flaw: &Flaw) -> Edit {
    match flaw.kind {
        FlawKind::Blank => Edit::replace(flaw.span, " "),
        FlawKind::ByteOrderMark | FlawKind::TrailingComma => Edit::replace(flaw.span, ""),
        FlawKind::Comment => Edit::replace(with_its_blanks(text, flaw), ""),
    }
}

fn with_its_blanks(text: &[u8], flaw: &Flaw) -> Span {
    let (start, end) = (to_index(flaw.span.start), to_index(flaw.span.end));
    let before = text.get(..start).unwrap_or_default();
    let blanks = before
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let begin = start - blanks;
    let after = text.get(end..).unwrap_or_default();
    let begins_line = begin == 0 || before.get(begin - 1) == Some(&b'\n');
    let line_end = match after {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    };
    let end = if begins_line { end + line_end } else { end };
    Span::new(flaw.span.source, to_offset(begin), to_offset(end))
}

/// No-break space and zero width space; 0 for anything else.
fn blank_length(rest: &[u8]) -> usize {
    match rest {
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0x8B, ..] => 3,
        _ => 0,
    }
}

fn string_length(rest: &[u8]) -> usize {
    let mut position = 1;
    while let Some(byte) = rest.get(position) {
        position += match byte {
            b'\\' => 2,
            b'"' => return position + 1,
            _ => 1,
        };
    }
    rest.len()
}

/// 0 where there is no comment.
fn comment_length(rest: &[u8]) -> usize {
    match rest {
        [b'#', ..] | [b'/', b'/', ..] => rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len()),
        [b'/', b'*', body @ ..] => match body.windows(2).position(|window| window == b"*/") {
            Some(end) => end + 4,
            None => rest.len(),
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(FlawKind, &str)> {
        let slice = |span: Span| text.get(to_index(span.start)..to_index(span.end)).unwrap();
        flaws(SourceId::default(), text.as_bytes())
            .iter()
            .map(|flaw| (flaw.kind, slice(flaw.span)))
            .collect()
    }

    #[test]
    fn comments_commas_and_marks_are_found_and_strings_are_not_looked_into() {
        use FlawKind::{ByteOrderMark, Comment, TrailingComma};
        let text = "\u{feff}{ // one\n \"a // b\": [1, /* two */ ], # three\n}";
        assert_eq!(
            found(text),
            [
                (ByteOrderMark, "\u{feff}"),
                (Comment, "// one"),
                (TrailingComma, ","),
                (Comment, "/* two */"),
                (TrailingComma, ","),
                (Comment, "# three")
            ]
        );
        assert_eq!(
            found("{\u{a0}\"a\u{a0}\": 1\u{200b}}"),
            [(FlawKind::Blank, "\u{a0}"), (FlawKind::Blank, "\u{200b}")]
        );
        assert_eq!(found("{\"a\\\"//\": 1}"), []);
        assert_eq!(
            found("[1,,2]"),
            [],
            "a comma too many between values was not put there by habit"
        );
        assert_eq!(found("{\"a\" / 1}"), []);
    }

    #[test]
    fn what_is_left_stands_at_its_old_places() {
        let text = b"{\n  // one\n  \"a\": 1, /* two\n  lines */\n}";
        let flaws = flaws(SourceId::default(), text);
        let left = without(text, &flaws);
        assert_eq!(left.len(), text.len());
        assert!(crate::json::parse(SourceId::default(), &left).is_ok());
        let removed: Vec<_> = flaws
            .iter()
            .map(|flaw| removal(text, flaw).span)
            .map(|span| (span.start, span.end))
            .collect();
        assert_eq!(
            removed,
            [(2, 11), (19, 20), (20, 38)],
            "a line of its own goes with its end"
        );
    }

    #[test]
    fn a_text_of_nothing_but_slashes_ends() {
        assert_eq!(flaws(SourceId::default(), &[b'/'; 100_000]).len(), 1);
        assert_eq!(flaws(SourceId::default(), &b"#\n".repeat(50_000)).len(), FLAW_LIMIT);
        assert_eq!(found("\"open"), []);
    }
}
