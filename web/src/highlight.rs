//! Cuts a policy's text into pieces to be coloured: keys, strings, and the ranges that something points at.

use std::ops::Range;

/// Texts up to this size are coloured.
pub(crate) const COLOURED_AT_MOST: usize = 64 << 10;

/// What a range is marked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// The scope that was chosen.
    Used,
    /// A warning points here.
    Warning,
    /// An error points here.
    Error,
    /// What the selected node of the tree was read from.
    Selected,
}

impl Mark {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Warning => "warned",
            Self::Error => "bad",
            Self::Selected => "selected",
        }
    }
}

impl Mark {
    /// As the editor for long texts knows it (web/editor/editor.js).
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Used => 0,
            Self::Warning => 1,
            Self::Error => 2,
            Self::Selected => 3,
        }
    }
}

/// A range of bytes that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) range: Range<usize>,
    pub(crate) mark: Mark,
}

/// Text that looks alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    /// `k` for a key, `s` for a string.
    pub(crate) token: Option<&'static str>,
    /// In the order of [`Mark`], each at most once.
    pub(crate) marks: Vec<Mark>,
}

/// The pieces of a text, in order; put together they are the text.
pub(crate) fn pieces<'a>(text: &'a str, marked: &[Marked]) -> Vec<Piece<'a>> {
    let tokens = tokens(text);
    let mut cuts: Vec<usize> = vec![0, text.len()];
    let ranges = tokens
        .iter()
        .map(|(range, _)| range)
        .chain(marked.iter().map(|marked| &marked.range));
    cuts.extend(
        ranges
            .flat_map(|range| [range.start, range.end])
            .filter(|&cut| text.is_char_boundary(cut)),
    );
    cuts.sort_unstable();
    cuts.dedup();

    let mut tokens = tokens.into_iter().peekable();
    let mut pieces = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        while tokens.next_if(|(range, _)| range.end <= start).is_some() {}
        let token = tokens
            .peek()
            .filter(|(range, _)| range.start <= start)
            .map(|(_, token)| *token);
        let mut marks: Vec<Mark> = marked
            .iter()
            .filter(|marked| marked.range.contains(&start))
            .map(|marked| marked.mark)
            .collect();
        marks.sort_unstable();
        marks.dedup();
        pieces.extend(text.get(start..end).map(|text| Piece { text, token, marks }));
    }
    pieces
}

/// The strings of a JSON text: `k` where a colon follows, else `s`.
fn tokens(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|&byte| byte == b'"'))
        .map(|step| at + step)
    {
        let end = string_end(bytes, start + 1);
        let next = bytes
            .get(end..)
            .and_then(|rest| rest.iter().find(|byte| !byte.is_ascii_whitespace()));
        tokens.push((start..end, if next == Some(&b':') { "k" } else { "s" }));
        at = end;
    }
    tokens
}

/// One past the closing quotation mark; a string that does not end stops with its line.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marked: &[Marked]) -> String {
        let piece = |piece: Piece<'_>| {
            let marks: String = piece.marks.iter().map(|mark| mark.class()).collect();
            format!("[{}|{}|{}]", piece.text, piece.token.unwrap_or_default(), marks)
        };
        pieces(text, marked).into_iter().map(piece).collect()
    }

    #[test]
    fn keys_and_strings_are_told_apart() {
        assert_eq!(
            shown(r#"{"a" : "b\"c"}"#, &[]),
            r#"[{||]["a"|k|][ : ||]["b\"c"|s|][}||]"#
        );
    }

    #[test]
    fn marks_cut_tokens_and_lie_over_each_other() {
        let marked = [
            Marked {
                range: 0..6,
                mark: Mark::Error,
            },
            Marked {
                range: 3..6,
                mark: Mark::Used,
            },
        ];
        assert_eq!(
            shown(r#"["abc"]"#, &marked),
            r#"[[||bad]["a|s|bad][bc"|s|usedbad][]||]"#
        );
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", "\"", "\"\\", "é\"é\n\"é", "{\"a\":\"b"] {
            let marked = [
                Marked {
                    range: 1..3,
                    mark: Mark::Selected,
                },
                Marked {
                    range: 0..99,
                    mark: Mark::Used,
                },
            ];
            let whole: String = pieces(text, &marked).iter().map(|piece| piece.text).collect();
            assert_eq!(whole, text);
        }
    }
}
