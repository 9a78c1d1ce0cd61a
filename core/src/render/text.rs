//! An evaluation for the terminal: the verdict, then the tree.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::json::{Answer, Evaluated, TraceNode};

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
    fn push(&mut self, style: Style, text: impl Into<String>) {
        self.runs.push((style, text.into()));
    }

    /// The text without styles.
    #[must_use]
    pub fn plain(&self) -> String {
        self.runs.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// The whole answer for a terminal.
#[must_use]
pub fn text(answer: &Answer) -> StyledText {
    let mut out = StyledText::default();
    match answer {
        Answer::NotARequest(broken) => {
            out.push(Style::Bad, "not a request");
            out.push(Style::Plain, alloc::format!(": {}\n", broken.request_error));
        }
        Answer::Evaluated(evaluated) => evaluated_text(evaluated, &mut out),
    }
    out
}

fn evaluated_text(answer: &Evaluated, out: &mut StyledText) {
    let (style, word) = if answer.allowed {
        (Style::Good, "ALLOWED")
    } else {
        (Style::Bad, "REFUSED")
    };
    if answer.trace.is_none() && answer.policy_error.is_none() && answer.image_error.is_none() && answer.error.is_none()
    {
        out.push(Style::Good, "the policy parses");
        out.push(Style::Plain, "; no image was given\n");
    } else {
        out.push(style, word);
        if let Some(summary) = &answer.summary {
            out.push(Style::Plain, alloc::format!("  {summary}"));
        }
        out.push(Style::Plain, "\n");
    }
    let errors = [
        ("policy", &answer.policy_error),
        ("image", &answer.image_error),
        ("error", &answer.error),
    ];
    for (label, error) in errors {
        if let Some(error) = error {
            out.push(Style::Faint, alloc::format!("  {label}: "));
            out.push(Style::Plain, alloc::format!("{error}\n"));
        }
    }
    for diagnostic in &answer.diagnostics {
        out.push(
            Style::Strong,
            alloc::format!("\n{} {}", diagnostic.severity, diagnostic.code),
        );
        out.push(Style::Plain, alloc::format!(": {}\n", diagnostic.message));
        for label in &diagnostic.labels {
            let span = &label.span;
            out.push(
                Style::Faint,
                alloc::format!("  at {}:{}:{}\n", span.file, span.line, span.column),
            );
        }
        for help in &diagnostic.help {
            out.push(Style::Plain, alloc::format!("  help: {help}\n"));
        }
    }
    if let Some(trace) = &answer.trace {
        out.push(Style::Plain, "\n");
        for node in trace {
            node_text(node, 0, out);
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
    if let Some(span) = node.span.as_ref().filter(|span| span.file == "policy.json") {
        out.push(
            Style::Faint,
            alloc::format!("  {}:{}:{}", span.file, span.line, span.column),
        );
    }
    out.push(Style::Plain, "\n");
    for fact in &node.facts {
        let style = match fact.emphasis {
            "good" => Style::Good,
            "bad" => Style::Bad,
            _ => Style::Plain,
        };
        out.push(Style::Faint, alloc::format!("{indent}     {}: ", fact.label));
        out.push(style, alloc::format!("{}\n", fact.value));
    }
    for child in &node.children {
        node_text(child, depth + 1, out);
    }
}
