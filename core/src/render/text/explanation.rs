//! An explanation for the terminal: the verdict, why, what would make the image pass, what if, and when. At most 80 columns, but for what has no blanks.

use alloc::format;
use alloc::string::String;

use super::super::explanation::{CauseAnswer, ExplanationAnswer, RemedyAnswer};
use super::super::json::Evaluated;
use super::{Style, StyledText};

/// Columns of a line.
const WIDTH: usize = 80;

/// How a changed question ends, for [`text`].
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// What is changed, or when.
    pub what: &'a str,
    /// The verdict.
    pub allowed: bool,
    /// In a sentence.
    pub summary: &'a str,
}

/// The whole explanation.
#[must_use]
pub fn text(answer: &Evaluated, changes: &[Changed<'_>], turns: &[Changed<'_>]) -> StyledText {
    let mut out = StyledText::default();
    verdict(answer, &mut out);
    if let Some(explanation) = &answer.explanation {
        explained(explanation, &mut out);
    }
    in_force(answer, &mut out);
    section("What if", changes, &mut out);
    section("When it changes", turns, &mut out);
    out
}

fn verdict(answer: &Evaluated, out: &mut StyledText) {
    let (style, word) = if answer.allowed {
        (Style::Good, "ALLOWED")
    } else {
        (Style::Bad, "REFUSED")
    };
    out.push(style, word);
    out.push(Style::Plain, "  ");
    wrapped(answer.summary.as_deref().unwrap_or_default(), 0, 9, Style::Plain, out);
    let errors = [&answer.policy_error, &answer.image_error, &answer.error];
    for error in errors.into_iter().flatten() {
        out.push(Style::Faint, "  error  ");
        wrapped(error, 0, 9, Style::Plain, out);
    }
}

/// Which policy it was, and whether the node's own would say the same.
fn in_force(answer: &Evaluated, out: &mut StyledText) {
    let Some(in_force) = &answer.policy_in_force else {
        return;
    };
    heading("Under which policy", out);
    out.push(Style::Plain, "  ");
    wrapped(&in_force.text, 0, 2, Style::Plain, out);
    if let Some(note) = in_force.node_policy.as_ref().and_then(|node| node.note.as_ref()) {
        wrapped(note, 2, 2, Style::Plain, out);
    }
}

fn explained(explanation: &ExplanationAnswer, out: &mut StyledText) {
    heading(
        if explanation.causes.len() == 1 {
            "Why"
        } else {
            "Why, the likeliest first"
        },
        out,
    );
    for cause in &explanation.causes {
        cause_text(cause, out);
    }
    heading("What would make it pass", out);
    if explanation.none_within_policy {
        out.push(
            Style::Plain,
            "  Nothing at hand does, while the policy still asks for a signature.",
        );
        out.end_line();
    }
    for remedy in &explanation.remedies {
        remedy_text(remedy, out);
    }
}

fn heading(words: &str, out: &mut StyledText) {
    out.end_line();
    out.push(Style::Strong, words);
    out.end_line();
}

fn cause_text(cause: &CauseAnswer, out: &mut StyledText) {
    let reach = if cause.reach == "counterfactual" {
        " (the runtime stops before this)"
    } else {
        ""
    };
    let which = match (cause.requirement, cause.signature) {
        (Some(requirement), Some(signature)) => format!(" · requirement {requirement}, signature {signature}"),
        (Some(requirement), None) => format!(" · requirement {requirement}"),
        _ => String::new(),
    };
    out.push(Style::Bad, format!("  {}", cause.kind));
    out.push(Style::Faint, format!("{which}{reach}"));
    out.end_line();
    wrapped(&cause.text, 4, 4, Style::Plain, out);
    if let Some(span) = &cause.span {
        out.push(
            Style::Faint,
            format!("    at {}:{}:{}", span.file, span.line, span.column),
        );
        out.end_line();
    }
    for (label, values, style) in [
        ("expected", &cause.expected, Style::Plain),
        ("found   ", &cause.found, Style::Bad),
    ] {
        for value in values {
            out.push(Style::Faint, format!("    {label}  "));
            wrapped(value, 0, 14, style, out);
        }
    }
    if let Some(key) = &cause.fits {
        out.push(Style::Faint, "    fits      ");
        wrapped(key, 0, 14, Style::Good, out);
    }
}

fn remedy_text(remedy: &RemedyAnswer, out: &mut StyledText) {
    let (style, mark) = if remedy.verified {
        (Style::Good, "ok")
    } else {
        (Style::Faint, "--")
    };
    out.push(style, format!("  {mark} "));
    wrapped(&remedy.text, 0, 5, Style::Plain, out);
    if let Some(opens) = &remedy.opens {
        out.push(Style::Open, "     opens: ");
        wrapped(opens, 0, 12, Style::Plain, out);
    }
    for edit in &remedy.edits {
        let span = &edit.span;
        out.push(
            Style::Faint,
            format!("     {}:{}:{}", span.file, span.line, span.column),
        );
        let doing = if span.start == span.end { "put in" } else { "write" };
        out.push(Style::Faint, format!(" {doing} "));
        let inserted: String = edit.insert.split_whitespace().collect::<alloc::vec::Vec<_>>().join(" ");
        wrapped(&inserted, 0, 7, Style::Good, out);
    }
    if let Some(command) = &remedy.command {
        out.push(Style::Strong, format!("     $ {command}"));
        out.end_line();
    }
}

fn section(title: &str, changes: &[Changed<'_>], out: &mut StyledText) {
    if changes.is_empty() {
        return;
    }
    heading(title, out);
    for change in changes {
        let (style, mark) = if change.allowed {
            (Style::Good, "ok")
        } else {
            (Style::Bad, "NO")
        };
        out.push(style, format!("  {mark} "));
        let verdict = if change.allowed { "allowed" } else { "refused" };
        wrapped(
            &format!("{}: {verdict}: {}", change.what, change.summary),
            0,
            5,
            Style::Plain,
            out,
        );
    }
}

/// Words on lines of [`WIDTH`]; the first line goes on where the text before it ended.
fn wrapped(text: &str, first: usize, indentation: usize, style: Style, out: &mut StyledText) {
    let used = out
        .runs
        .iter()
        .rev()
        .map_while(|(_, run)| (!run.contains('\n')).then(|| run.chars().count()))
        .sum::<usize>();
    let mut line = " ".repeat(first);
    let mut column = used + first;
    let mut is_empty = true;
    for word in text.split(' ') {
        let length = word.chars().count();
        if !is_empty && column + 1 + length > WIDTH {
            out.push(style, &line);
            out.end_line();
            line = " ".repeat(indentation);
            column = indentation;
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
            column += 1;
        }
        line.push_str(word);
        column += length;
        is_empty = false;
    }
    out.push(style, &line);
    out.end_line();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_margin() {
        let mut out = StyledText::default();
        out.push(Style::Faint, "     opens: ");
        wrapped(&"word ".repeat(40), 0, 12, Style::Plain, &mut out);
        let shown = out.plain();
        assert!(shown.lines().count() > 2);
        assert!(shown.lines().all(|line| line.chars().count() <= WIDTH), "{shown}");
    }
}
