//! The tree for a terminal of 80 columns.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Inspected, InspectedNode};
use crate::render::text::{Style, StyledText, visible};

/// So wide is a terminal.
const WIDTH: usize = 80;
/// Labels up to this width stand in one column.
const LABEL_WIDTH: usize = 24;
/// A longer command is broken between its words.
const COMMAND_WIDTH: usize = 64;
/// A value that has less room stands on the lines below its label.
const VALUE_WIDTH: usize = 24;

/// The whole tree.
#[must_use]
pub fn text(inspected: &Inspected) -> StyledText {
    let mut out = StyledText::default();
    let root = &inspected.root;
    let around = Around {
        parent: &root.source,
        last: &root.source,
    };
    node(root, around, 0, &mut out);
    out
}

fn node(found: &InspectedNode, outer: Around<'_>, depth: usize, out: &mut StyledText) {
    let indent = depth * 2;
    let mut line = Line::new(out, indent, indent + 4);
    if depth == 0 {
        line.word(Style::Strong, &format!("{}:", visible(&found.source)));
    }
    let style = match found.kind {
        "privateKey" | "credentials" => Style::Bad,
        "unknown" | "notFollowed" => Style::Open,
        _ => Style::Strong,
    };
    if depth == 0 {
        let width = visible(&found.title).chars().count() + visible(&found.note).chars().count() + 2;
        // Behind a long path, the rest goes together to the next line.
        if line.column + 1 + width > WIDTH && line.hanging + width <= WIDTH {
            line.break_line();
        } else {
            line.word(Style::Strong, " ");
        }
    }
    line.words(style, &found.title);
    if !found.note.is_empty() {
        line.words(Style::Plain, &format!(": {}", found.note));
    }
    let is_whole = depth == 0 || found.kind == "archive.member";
    let range = if is_whole {
        format!("[{} bytes]", found.end)
    } else {
        format!("[{}..{}]", found.start, found.end)
    };
    let place = match outer.strip(&found.source) {
        "" => range,
        _ if is_whole => range,
        source => format!("[{source} {}..{}]", found.start, found.end),
    };
    // Of an archive it is known only what was read of it.
    if !matches!(found.kind, "archive" | "gzip") {
        line.tail(Style::Faint, &place);
    }
    line.end();
    for problem in &found.problems {
        let mut line = Line::new(out, indent + 2, indent + 4);
        line.words(Style::Bad, "problem:");
        line.words(Style::Plain, &format!(" {problem}"));
        line.end();
    }
    let width = found
        .facts
        .iter()
        .map(|fact| visible(&fact.label).chars().count())
        .filter(|&width| width <= LABEL_WIDTH)
        .max()
        .unwrap_or_default();
    for fact in &found.facts {
        let label = visible(&fact.label);
        let value_start = indent + 2 + width + 2;
        let mut line = Line::new(out, indent + 2, value_start.min(WIDTH - VALUE_WIDTH));
        line.word(Style::Faint, &label);
        let longest = visible(&fact.value)
            .split(' ')
            .map(|word| word.chars().count())
            .max()
            .unwrap_or_default();
        if label.chars().count() > width || value_start + longest > WIDTH {
            // Below, where there is more room.
            line.end();
            line = Line::new(out, indent + 4, indent + 4);
        } else {
            line.word(Style::Plain, &" ".repeat(value_start.saturating_sub(line.column)));
        }
        line.words(Style::Plain, &fact.value);
        line.end();
    }
    for remark in &found.remarks {
        let mut line = Line::new(out, indent + 2, indent + 4);
        line.words(Style::Open, "note:");
        line.words(Style::Plain, &format!(" {remark}"));
        line.end();
    }
    let mut around = Around {
        parent: &found.source,
        last: &found.source,
    };
    for child in &found.children {
        node(child, around, depth + 1, out);
        around.last = &child.source;
    }
}

/// Which sources were named last, so that none is named twice.
#[derive(Clone, Copy)]
struct Around<'a> {
    parent: &'a str,
    /// Of the part before, which hangs under the same parent.
    last: &'a str,
}

impl Around<'_> {
    /// What has to be said of a source: nothing, `!payload`, or all.
    fn strip<'s>(&self, source: &'s str) -> &'s str {
        if source == self.last {
            return "";
        }
        match source.strip_prefix(self.parent) {
            Some(decoded) if decoded.starts_with('!') => decoded,
            _ => source,
        }
    }
}

/// A line that is broken between words before the edge.
struct Line<'o> {
    out: &'o mut StyledText,
    column: usize,
    /// Where the lines after the first begin.
    hanging: usize,
    is_empty: bool,
}

impl<'o> Line<'o> {
    fn new(out: &'o mut StyledText, indent: usize, hanging: usize) -> Self {
        out.push(Style::Plain, " ".repeat(indent));
        Self {
            out,
            column: indent,
            hanging,
            is_empty: true,
        }
    }

    /// What is not broken.
    fn word(&mut self, style: Style, word: &str) {
        self.column += word.chars().count();
        self.is_empty &= word.is_empty();
        match self.out.runs.last_mut() {
            Some((last, run)) if *last == style && !run.ends_with('\n') => run.push_str(&visible(word)),
            _ => self.out.push(style, word),
        }
    }

    /// Words with single blanks between them, which are where lines may end.
    fn words(&mut self, style: Style, text: &str) {
        let text = visible(text);
        for (index, word) in words(&text).into_iter().enumerate() {
            let blank = usize::from(index > 0);
            if !self.is_empty && blank > 0 && self.column + blank + word.chars().count() > WIDTH {
                self.break_line();
                self.word(style, &word);
            } else {
                let blanks = " ".repeat(blank);
                self.word(style, &format!("{blanks}{word}"));
            }
        }
    }

    /// What stands behind two blanks, on this line or the next.
    fn tail(&mut self, style: Style, text: &str) {
        let width = 2 + visible(text).chars().count();
        if self.column + width > WIDTH && !self.is_empty {
            self.break_line();
        } else {
            self.word(Style::Plain, "  ");
        }
        self.word(style, text);
    }

    fn break_line(&mut self) {
        self.out.end_line();
        self.out.push(Style::Plain, " ".repeat(self.hanging));
        self.column = self.hanging;
        self.is_empty = true;
    }

    fn end(self) {
        self.out.end_line();
    }
}

/// What is between blanks; commands between backticks stay whole, to be copied, unless they are long.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in text.split(' ') {
        match words.last_mut() {
            Some(last) if is_open && last.len() + word.len() < COMMAND_WIDTH => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.into()),
        }
        is_open ^= word.matches('`').count() % 2 == 1;
    }
    words
}

/// For tests and for whoever has no colours.
#[must_use]
pub fn plain(inspected: &Inspected) -> String {
    text(inspected).plain()
}
