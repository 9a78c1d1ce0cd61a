//! An evaluation for the terminal: the verdict, then the tree.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::json::{Answer, Evaluated, TraceNode};
use super::policy_in_force::is_policy;

pub mod explanation;

/// What a run of text is, for whoever adds colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Allowed, or fits.
    Good,
    /// Refused, or does not fit.
    Bad,
    /// Let through unverified.
    Open,
    /// Of less interest.
    Faint,
    /// Ordinary text.
    Plain,
    /// A heading.
    Strong,
}

/// Text with styles; put one after the other the runs are the whole output.
#[derive(Clone, Debug, Default)]
pub struct StyledText {
    /// The runs.
    pub runs: Vec<(Style, String)>,
}

impl StyledText {
    /// Policies, names and signatures hold what their makers like: neither a terminal's control codes nor a line of its own.
    pub(crate) fn push(&mut self, style: Style, text: impl AsRef<str>) {
        self.runs.push((style, visible(text.as_ref())));
    }

    pub(crate) fn end_line(&mut self) {
        self.runs.push((Style::Plain, String::from("\n")));
    }

    /// The text without styles.
    #[must_use]
    pub fn plain(&self) -> String {
        self.runs.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// Shows what would steer a terminal or turn the direction of text (Unicode's bidirectional controls), instead of sending it.
#[must_use]
pub fn visible(text: &str) -> String {
    let steers = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The verdict, for a terminal; its diagnostics and [`decision`] follow it.
#[must_use]
pub fn verdict(answer: &Answer) -> StyledText {
    let mut out = StyledText::default();
    match answer {
        Answer::NotARequest(broken) => {
            out.push(Style::Bad, "not a request");
            out.push(Style::Plain, alloc::format!(": {}", broken.request_error));
            out.end_line();
        }
        Answer::Evaluated(evaluated) => verdict_text(evaluated, &mut out),
    }
    out
}

/// The decision as a tree, for a terminal; nothing where nothing was evaluated.
#[must_use]
pub fn decision(answer: &Answer) -> StyledText {
    let mut out = StyledText::default();
    if let Answer::Evaluated(evaluated) = answer {
        for node in evaluated.trace.iter().flatten() {
            node_text(node, 0, &mut out);
        }
    }
    out
}

fn verdict_text(answer: &Evaluated, out: &mut StyledText) {
    let (style, word) = if answer.allowed {
        (Style::Good, "ALLOWED")
    } else {
        (Style::Bad, "REFUSED")
    };
    if answer.trace.is_none() && answer.policy_error.is_none() && answer.image_error.is_none() && answer.error.is_none()
    {
        out.push(Style::Good, "the policy parses");
        out.push(Style::Plain, "; no image was given");
        out.end_line();
    } else {
        out.push(style, word);
        if let Some(summary) = &answer.summary {
            out.push(Style::Plain, alloc::format!("  {summary}"));
        }
        out.end_line();
    }
    let errors = [
        ("policy", &answer.policy_error),
        ("image", &answer.image_error),
        ("error", &answer.error),
    ];
    for (label, error) in errors {
        if let Some(error) = error {
            out.push(Style::Faint, alloc::format!("  {label}: "));
            out.push(Style::Plain, error);
            out.end_line();
        }
    }
}

fn node_text(node: &TraceNode, depth: usize, out: &mut StyledText) {
    let indent = "  ".repeat(depth);
    let (style, mark) = match node.outcome {
        "pass" => (Style::Good, "ok"),
        "fail" => (Style::Bad, "NO"),
        "open" => (Style::Open, "!!"),
        _ => (Style::Faint, "--"),
    };
    out.push(style, alloc::format!("{indent}{mark} "));
    let title_style = if style == Style::Faint {
        Style::Faint
    } else {
        Style::Strong
    };
    out.push(title_style, &*node.title);
    let mut rest = String::new();
    if !node.note.is_empty() {
        let _ = write!(rest, ": {}", node.note);
    }
    if node.reach == "counterfactual" && node.outcome != "notReached" {
        rest.push_str(" (the runtime stops before this)");
    }
    out.push(
        if style == Style::Faint {
            Style::Faint
        } else {
            Style::Plain
        },
        rest,
    );
    if let Some(span) = node.span.as_ref().filter(|span| is_policy(&span.file)) {
        out.push(
            Style::Faint,
            alloc::format!("  {}:{}:{}", span.file, span.line, span.column),
        );
    }
    out.end_line();
    for fact in &node.facts {
        let style = match fact.emphasis {
            "good" => Style::Good,
            "bad" => Style::Bad,
            _ => Style::Plain,
        };
        out.push(Style::Faint, alloc::format!("{indent}     {}: ", fact.label));
        out.push(style, &fact.value);
        out.end_line();
    }
    for child in &node.children {
        node_text(child, depth + 1, out);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_shown() {
        assert_eq!(
            visible("a\u{1b}[2J\u{9b}\u{202e}b\t\u{e9}"),
            "a\\u{1b}[2J\\u{9b}\\u{202e}b\\u{9}\u{e9}"
        );
    }

    #[test]
    fn a_value_cannot_make_a_line_of_its_own() {
        let node = TraceNode {
            kind: "check.identity",
            outcome: "fail",
            reach: "effective",
            title: "Identity".into(),
            note: "no\nALLOWED".into(),
            facts: vec![super::super::json::FactAnswer {
                label: "signed",
                value: "a\nALLOWED".into(),
                emphasis: "bad",
                span: None,
            }],
            span: None,
            children: Vec::new(),
        };
        let mut out = StyledText::default();
        node_text(&node, 0, &mut out);
        assert_eq!(
            out.plain(),
            "NO Identity: no\\u{a}ALLOWED\n     signed: a\\u{a}ALLOWED\n"
        );
    }
}
