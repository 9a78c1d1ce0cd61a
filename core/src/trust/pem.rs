//! PEM as Go's `pem.Decode` finds it (RFC 1421, loosely): wherever a block is, whatever lies around it.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::base64;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"\n-----END ";
const DASHES: &[u8] = b"-----";

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The text after `BEGIN`.
    pub label: &'a [u8],
    /// Whether lines `Key: value` stand before the base64.
    pub has_headers: bool,
    /// What the base64 stands for.
    pub bytes: Vec<u8>,
}

/// The first block, and what follows the line on which it ends. What is no whole block is passed over.
#[must_use]
pub fn decode(text: &[u8]) -> Option<(Block<'_>, &[u8])> {
    let mut rest = text;
    loop {
        match next(rest) {
            Next::Block(block, after) => return Some((block, after)),
            Next::Nothing => return None,
            Next::Skip(after) => rest = after,
        }
    }
}

enum Next<'a> {
    /// A block, and what follows it.
    Block(Block<'a>, &'a [u8]),
    /// There is none.
    Nothing,
    /// No block up to here.
    Skip(&'a [u8]),
}

/// Looks at the first END line and at the last BEGIN line before it.
fn next(text: &[u8]) -> Next<'_> {
    let Some(end) = find(text, END) else {
        return Next::Nothing;
    };
    // Where the label of the END line has to stand, and where the search goes on if it does not.
    let end_label = end + END.len();
    let skip = Next::Skip(tail(text, end_label));

    let Some(begin) = head(text, end).windows(BEGIN.len()).rposition(|window| window == BEGIN) else {
        return skip;
    };
    if begin > 0 && text.get(begin - 1) != Some(&b'\n') {
        return skip;
    }
    let label_line = line(text, begin + BEGIN.len());
    let Some(label) = label_line.text.strip_suffix(DASHES) else {
        return skip;
    };

    // A line with a colon is a header, wherever it stands: even an END line, or one behind it.
    let mut body = label_line.next;
    let mut has_headers = false;
    loop {
        if body >= text.len() {
            return Next::Nothing;
        }
        let header = line(text, body);
        if !header.text.contains(&b':') {
            break;
        }
        has_headers = true;
        body = header.next;
    }
    // The line end before END is that of the label's line if the block is empty.
    if has_headers && end < body {
        return if end_label < body { Next::Nothing } else { skip };
    }

    let ends_well = tail(text, end_label)
        .strip_prefix(label)
        .and_then(|trailer| trailer.strip_prefix(DASHES))
        .is_some_and(|trailer| line(trailer, 0).text.is_empty());
    if !ends_well {
        return skip;
    }
    let Ok(bytes) = base64::decode(&without_blanks(text.get(body..end).unwrap_or_default())) else {
        return skip;
    };
    let after = tail(text, line(text, end + END.len() - 1).next);
    Next::Block(
        Block {
            label,
            has_headers,
            bytes,
        },
        after,
    )
}

struct Line<'a> {
    /// Without line end and blanks at its end.
    text: &'a [u8],
    /// Where the next line begins.
    next: usize,
}

/// The line that begins at `start`; it ends at a line feed or at the end of the text.
fn line(text: &[u8], start: usize) -> Line<'_> {
    let rest = tail(text, start);
    let (content, length) = match rest.iter().position(|&byte| byte == b'\n') {
        Some(feed) => {
            let content = head(rest, feed);
            (content.strip_suffix(b"\r").unwrap_or(content), feed + 1)
        }
        None => (rest, rest.len()),
    };
    let blanks = content.iter().rev().take_while(|&&byte| is_blank(byte)).count();
    Line {
        text: head(content, content.len() - blanks),
        next: start + length,
    }
}

fn without_blanks(text: &[u8]) -> Cow<'_, [u8]> {
    if text.iter().any(|&byte| is_blank(byte)) {
        Cow::Owned(text.iter().copied().filter(|&byte| !is_blank(byte)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn head(text: &[u8], end: usize) -> &[u8] {
    text.get(..end).unwrap_or_default()
}

fn tail(text: &[u8], start: usize) -> &[u8] {
    text.get(start..).unwrap_or_default()
}
