//! The decision as Markdown, to be pasted into an issue or a chat.

use std::fmt::Write as _;

use crate::answer::{Answer, Cause, Emphasis, Node, Outcome, Remedy};
use crate::details::Details;
use crate::inputs::{Inputs, Time};
use crate::text;

/// What is longer is cut: reports go where people read.
const VALUE_LIMIT: usize = 300;
/// A larger policy is named by its size.
const POLICY_LIMIT: usize = 16 << 10;

/// The whole report.
pub(crate) fn markdown(inputs: &Inputs, answer: &Answer, details: Option<&Details>) -> String {
    let mut report = String::new();
    let verdict = match (answer.allowed, answer.is_without_any_check()) {
        (true, true) => text::report::ALLOWED_UNCHECKED,
        (true, false) => text::report::ALLOWED,
        (false, _) => text::report::REFUSED,
    };
    _ = writeln!(report, "## {}\n", text::report::title(verdict, &code(&inputs.image)));
    if let Some(summary) = &answer.summary {
        _ = writeln!(report, "{}\n", plain(&super::components::sentence(summary)));
    }
    for error in [&answer.error, &answer.policy_error, &answer.image_error]
        .into_iter()
        .flatten()
    {
        _ = writeln!(report, "{}\n\n{}\n", text::report::ERROR, fenced("text", error));
    }
    if let Some(explanation) = details.and_then(|details| details.explanation.as_ref()) {
        causes(&mut report, &explanation.causes);
        remedies(&mut report, &explanation.remedies);
    }
    if let Some(nodes) = &answer.trace {
        _ = writeln!(report, "### {}\n", text::report::DECISION);
        tree(&mut report, nodes, 0);
        report.push('\n');
    }
    _ = writeln!(report, "### {}\n", text::report::QUESTION);
    _ = writeln!(report, "- {}", text::report::image(&code(&inputs.image)));
    if let Some(manifest) = &answer.manifest {
        let digest = manifest.digest.as_deref();
        let digest = digest.map_or_else(|| text::report::WITHOUT_DIGEST.into(), code);
        _ = writeln!(report, "- {}", text::report::manifest(&digest));
    }
    if !inputs.platform.is_empty() {
        _ = writeln!(report, "- {}", text::report::platform(&code(&inputs.platform)));
    }
    let signatures = inputs.signatures.len() + inputs.attachments.len() + inputs.lookaside.len();
    _ = writeln!(report, "- {}", text::report::signatures(signatures));
    for file in &inputs.files {
        _ = writeln!(
            report,
            "- {}",
            text::report::key_file(&code(&file.path), file.kind.words())
        );
    }
    if let Time::Fixed(time) = &inputs.time {
        _ = writeln!(report, "- {}", text::report::time(&code(time)));
    }
    if inputs.require_signed {
        _ = writeln!(report, "- {}", text::report::REQUIRE_SIGNED);
    }
    if let Some(in_force) = &answer.policy_in_force {
        _ = writeln!(report, "- {}", text::report::policy_in_force(&plain(&in_force.text)));
    }
    if let Some(note) = details.and_then(|details| details.node_policy.as_ref()?.note.as_ref()) {
        _ = writeln!(report, "- {}", plain(&super::components::sentence(note)));
    }
    let name = inputs.in_force().name();
    let policy = inputs.policy_in_force();
    match policy.text.as_deref().filter(|policy| policy.len() <= POLICY_LIMIT) {
        Some(policy) => {
            _ = writeln!(
                report,
                "\n<details><summary>{}</summary>\n\n{}\n\n</details>",
                plain(&name),
                fenced("json", policy)
            )
        }
        None => _ = writeln!(report, "- {}", text::report::policy(policy.bytes.len())),
    }
    _ = writeln!(report, "\n{}", text::report::VERSION);
    report
}

fn causes(report: &mut String, causes: &[Cause]) {
    if causes.is_empty() {
        return;
    }
    _ = writeln!(report, "### {}\n", text::report::CAUSES);
    for cause in causes {
        _ = writeln!(
            report,
            "1. {} (`{}`)",
            plain(&super::components::sentence(&cause.text)),
            cause.kind
        );
    }
    report.push('\n');
}

fn remedies(report: &mut String, remedies: &[Remedy]) {
    if remedies.is_empty() {
        return;
    }
    _ = writeln!(report, "### {}\n", text::report::REMEDIES);
    for remedy in remedies {
        let verified = if remedy.verified {
            text::report::VERIFIED
        } else {
            text::report::ELSEWHERE
        };
        _ = writeln!(
            report,
            "- {} ({verified})",
            plain(&super::components::sentence(&remedy.text))
        );
        if let Some(opens) = &remedy.opens {
            _ = writeln!(report, "  - {}", text::report::opens(&plain(opens)));
        }
        if let Some(command) = &remedy.command {
            _ = writeln!(report, "  - {}", code(command));
        }
    }
    report.push('\n');
}

fn tree(report: &mut String, nodes: &[Node], depth: usize) {
    for node in nodes {
        let sign = match node.outcome {
            Outcome::Fail => "⛔",
            Outcome::NotReached | Outcome::Skipped => "◌",
            Outcome::Open => "⚠️",
            Outcome::Pass => "✅",
        };
        let note = if node.note.is_empty() {
            String::new()
        } else {
            format!(": {}", plain(&node.note))
        };
        let place = node
            .span
            .as_ref()
            .filter(|span| span.is_in_policy())
            .map(|span| plain(&format!(" ({}:{}:{})", span.file, span.line, span.column)));
        _ = writeln!(
            report,
            "{}- {sign} {}{note}{}",
            "  ".repeat(depth),
            plain(&node.title),
            place.unwrap_or_default()
        );
        for fact in node
            .facts
            .iter()
            .filter(|fact| fact.emphasis != Emphasis::Plain || node.outcome == Outcome::Fail)
        {
            _ = writeln!(
                report,
                "{}- {}: {}",
                "  ".repeat(depth + 1),
                plain(&fact.label),
                code(&fact.value)
            );
        }
        // The scopes that were tried are many and say little in a report.
        if node.kind != "scope" {
            tree(report, &node.children, depth + 1);
        }
    }
}

/// A text of the user's in a line of code, whatever is in it.
fn code(value: &str) -> String {
    let value = cut(value).replace(['\n', '\r'], " ");
    let longest = value
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if value.starts_with('`') || value.ends_with('`') || value.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{blank}{value}{blank}{fence}")
}

fn fenced(language: &str, value: &str) -> String {
    let longest = value
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", value.trim_end())
}

/// A sentence in which nothing is Markdown or HTML: names in it are the user's.
fn plain(value: &str) -> String {
    let mut text = String::new();
    for character in cut(value).chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => text.extend(['\\', character]),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '@' => text.push_str("&#64;"),
            '\n' | '\r' => text.push(' '),
            other => text.push(other),
        }
    }
    text
}

fn cut(value: &str) -> String {
    let end = value.floor_char_boundary(VALUE_LIMIT);
    let mut text = value.get(..end).unwrap_or_default().to_owned();
    if end < value.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use pullgate_core::exchange::{World, answer};
    use pullgate_core::verify::UnixTime;

    use super::*;

    #[test]
    fn the_first_scene_is_told() {
        let inputs = crate::scenes::carried()[0].states[0].inputs().unwrap();
        let world = World {
            files: None,
            now: UnixTime(0),
        };
        let request = inputs.request().unwrap();
        let answered: Answer = serde_json::from_value(serde_json::to_value(answer(&request, world)).unwrap()).unwrap();
        let written =
            pullgate_core::exchange::details::details(&request, &Default::default(), world, &Default::default());
        let details: Details = serde_json::from_value(serde_json::to_value(written).unwrap()).unwrap();
        let text = markdown(&inputs, &answered, Some(&details));
        assert!(
            text.starts_with("## ⛔ Refused: `docker://registry.example/acme/app:v1`\n"),
            "{text}"
        );
        for part in [
            "### Why",
            "`signedNameHasNoTag`",
            "### What would make it pass",
            "evaluated, and allowed",
            "```json\n{",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn what_the_user_gave_stays_text() {
        assert_eq!(plain("a <b> @me [x](y)"), "a &lt;b&gt; &#64;me \\[x\\](y)");
        assert_eq!(code("a `` b"), "```a `` b```");
        assert_eq!(fenced("text", "```\n"), "````text\n```\n````");
    }
}
