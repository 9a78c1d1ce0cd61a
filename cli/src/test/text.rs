//! How a suite fell out, for people and for the logs of a pipeline: 80 columns wide, but for what has no blanks.

use pullgate_core::exchange::suite::{TestAnswer, Tested, UntestedScope};
use pullgate_core::render::json::SpanAnswer;
use pullgate_core::render::text::{Style, StyledText, visible};

use super::Total;
use crate::diagnostics::wrapped;

/// Where names of tests stand, and what is said of them.
const INDENT: usize = 8;
/// Where the words behind a label stand.
const BEHIND_LABEL: usize = INDENT + 10;
/// More scopes are only counted: a policy may have thousands.
const SCOPES: usize = 20;
/// Places of scopes stand one below the other, except behind longer ones.
const LONG_SCOPE: usize = 40;

/// What is shown of a suite.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Its path.
    pub(super) suite: &'a str,
    /// That of its policy.
    pub(super) policy: &'a str,
    /// Whether tests that passed are left out.
    pub(super) hides_passed: bool,
}

/// Which suite it is, where there are several.
pub(super) fn heading(suite: &str, out: &mut StyledText) {
    push(out, Style::Strong, &visible(suite));
    push(out, Style::Plain, "\n");
}

/// All tests, the scopes that none of them reaches, and how many passed.
pub(super) fn tested(tested: &Tested, shown: Shown<'_>, out: &mut StyledText) {
    for test in &tested.tests {
        if !(shown.hides_passed && test.outcome == "passed") {
            one(test, shown.suite, out);
        }
    }
    if !tested.untested.is_empty() {
        untested(&tested.untested, shown.policy, out);
    }
    count(tested.passed, tested.failed, tested.broken, out);
    push(out, Style::Plain, "\n");
}

/// What all suites come to.
pub(super) fn total(total: &Total) -> StyledText {
    let mut out = StyledText::default();
    push(&mut out, Style::Plain, "in all: ");
    count(total.passed, total.failed, total.broken, &mut out);
    if total.unread > 0 {
        let plural = if total.unread == 1 { "" } else { "s" };
        push(&mut out, Style::Plain, "; ");
        let words = format!("{} suite{plural} could not be run", total.unread);
        push(&mut out, Style::Bad, &words);
    }
    push(&mut out, Style::Plain, "\n");
    out
}

fn count(passed: usize, failed: usize, broken: usize, out: &mut StyledText) {
    let style = |count, style| if count > 0 { style } else { Style::Plain };
    push(out, style(passed, Style::Good), &format!("{passed} passed"));
    push(out, Style::Plain, ", ");
    push(out, style(failed, Style::Bad), &format!("{failed} failed"));
    push(out, Style::Plain, ", ");
    push(out, style(broken, Style::Bad), &format!("{broken} broken"));
}

fn one(test: &TestAnswer, suite: &str, out: &mut StyledText) {
    let (style, word) = match test.outcome {
        "passed" => (Style::Good, "passed"),
        "failed" => (Style::Bad, "FAILED"),
        _ => (Style::Bad, "BROKEN"),
    };
    push(out, style, word);
    push(out, Style::Plain, "  ");
    fitted(&test.name, INDENT, Style::Plain, out);
    if test.outcome == "passed" {
        return;
    }
    if let Some(span) = &test.span {
        let place = format!("{}{}\n", " ".repeat(INDENT), place(suite, span));
        push(out, Style::Faint, &place);
    }
    if test.name != test.image {
        labelled("image", &test.image, Style::Plain, out);
    }
    if let Some(problem) = &test.problem {
        // What was found instead says nothing of the image.
        labelled("problem", problem, Style::Bad, out);
        return;
    }
    let mut is_error_shown = false;
    for unmet in &test.unmet {
        is_error_shown |= unmet.field == "error";
        let (expected, found) = match unmet.field {
            "expect" => (unmet.expected.clone(), found_verdict(test, &unmet.found)),
            "error" => (format!("an error with {:?}", unmet.expected), or_none(&unmet.found)),
            field => {
                let of_field = |words: &str| format!("{field} {words}");
                (of_field(&unmet.expected), of_field(&or_none(&unmet.found)))
            }
        };
        labelled("expected", &expected, Style::Plain, out);
        labelled("found", &found, Style::Bad, out);
    }
    let error = test.error.as_deref().filter(|_| !is_error_shown);
    for (label, words) in [
        ("error", error),
        ("why", test.why.as_deref()),
        ("remedy", test.remedy.as_deref()),
    ] {
        if let Some(words) = words {
            labelled(label, words, Style::Plain, out);
        }
    }
}

fn found_verdict(test: &TestAnswer, found: &str) -> String {
    let verdict = match test.verdict {
        Some("open") => "allow, unchecked",
        _ => found,
    };
    match &test.summary {
        Some(summary) => format!("{verdict}: {summary}"),
        None => verdict.to_owned(),
    }
}

fn or_none(found: &str) -> String {
    if found.is_empty() { "none" } else { found }.to_owned()
}

/// Nobody would notice if these were changed.
fn untested(scopes: &[UntestedScope], policy: &str, out: &mut StyledText) {
    push(out, Style::Open, "note");
    push(out, Style::Plain, "    ");
    let words = match scopes.len() {
        1 => "no test is decided by this scope of the policy:".to_owned(),
        several => format!("no test is decided by these {several} scopes of the policy:"),
    };
    fitted(&words, INDENT, Style::Plain, out);
    let names = scopes.iter().take(SCOPES).map(scope_name);
    let names: Vec<String> = names.map(|name| visible(&name)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let width = width.min(LONG_SCOPE);
    for (name, scope) in names.iter().zip(scopes) {
        push(out, Style::Plain, &" ".repeat(INDENT));
        push(out, Style::Strong, name);
        if let Some(span) = &scope.span {
            let blanks = width.saturating_sub(name.chars().count()) + 2;
            push(
                out,
                Style::Faint,
                &format!("{}{}", " ".repeat(blanks), place(policy, span)),
            );
        }
        push(out, Style::Plain, "\n");
    }
    if let Some(more) = scopes.len().checked_sub(SCOPES).filter(|more| *more > 0) {
        let words = format!("{}and {more} more\n", " ".repeat(INDENT));
        push(out, Style::Plain, &words);
    }
}

fn scope_name(scope: &UntestedScope) -> String {
    match (scope.transport.as_str(), scope.scope.as_str()) {
        ("", _) => "default".to_owned(),
        (transport, "") => format!("every {transport} image"),
        ("docker", scope) => scope.to_owned(),
        (transport, scope) => format!("{transport}: {scope}"),
    }
}

fn place(path: &str, span: &SpanAnswer) -> String {
    format!("{}:{}:{}", visible(path), span.line, span.column)
}

fn labelled(label: &str, words: &str, style: Style, out: &mut StyledText) {
    let column = BEHIND_LABEL - INDENT;
    let label = format!("{}{label:<column$}", " ".repeat(INDENT));
    push(out, Style::Faint, &label);
    fitted(words, BEHIND_LABEL, style, out);
}

/// Words in lines that all begin where the first one does.
fn fitted(words: &str, indent: usize, style: Style, out: &mut StyledText) {
    // Of a text out of a suite or a signature, no line begins where it likes.
    let lines = wrapped(&visible(words), indent);
    let lines = lines.replace('\n', &format!("\n{}", " ".repeat(indent)));
    push(out, style, &lines);
    push(out, Style::Plain, "\n");
}

fn push(out: &mut StyledText, style: Style, text: &str) {
    out.runs.push((style, text.to_owned()));
}
