//! The decision as Markdown, to be pasted into an issue or a chat.

use std::fmt::Write as _;

use crate::answer::{Answer, Cause, Emphasis, Node, Outcome, Remedy};
use crate::details::Details;
use crate::inputs::{Inputs, Time};

/// What is longer is cut: reports go where people read.
const VALUE_LIMIT: usize = 300;
/// A larger policy is named by its size.
const POLICY_LIMIT: usize = 16 << 10;

/// The whole report.
pub(crate) fn markdown(inputs: &Inputs, answer: &Answer, details: Option<&Details>) -> String {
    let mut text = String::new();
    let verdict = match (answer.allowed, answer.is_without_any_check()) {
        (true, true) => "⚠️ Allowed, without any check",
        (true, false) => "✅ Allowed",
        (false, _) => "⛔ Refused",
    };
    _ = writeln!(text, "## {verdict}: {}\n", code(&inputs.image));
    if let Some(summary) = &answer.summary {
        _ = writeln!(text, "{}\n", plain(&super::components::sentence(summary)));
    }
    for error in [&answer.error, &answer.policy_error, &answer.image_error]
        .into_iter()
        .flatten()
    {
        _ = writeln!(text, "What a runtime reports:\n\n{}\n", fenced("text", error));
    }
    if let Some(explanation) = details.and_then(|details| details.explanation.as_ref()) {
        causes(&mut text, &explanation.causes);
        remedies(&mut text, &explanation.remedies);
    }
    if let Some(nodes) = &answer.trace {
        text.push_str("### How the decision was made\n\n");
        tree(&mut text, nodes, 0);
        text.push('\n');
    }
    text.push_str("### What was asked\n\n");
    _ = writeln!(text, "- image: {}", code(&inputs.image));
    if let Some(manifest) = &answer.manifest {
        _ = writeln!(
            text,
            "- manifest: {}",
            manifest
                .digest
                .as_deref()
                .map_or_else(|| "without a digest".into(), code)
        );
    }
    if !inputs.platform.is_empty() {
        _ = writeln!(text, "- platform: {}", code(&inputs.platform));
    }
    _ = writeln!(
        text,
        "- signatures: {}",
        inputs.signatures.len() + inputs.attachments.len() + inputs.lookaside.len()
    );
    for file in &inputs.files {
        _ = writeln!(text, "- key file {}: {}", code(&file.path), file.kind.words());
    }
    if let Time::Fixed(time) = &inputs.time {
        _ = writeln!(text, "- time: {}", code(time));
    }
    if inputs.require_signed {
        text.push_str("- the caller demands a verified signature\n");
    }
    match inputs
        .policy
        .text
        .as_deref()
        .filter(|policy| policy.len() <= POLICY_LIMIT)
    {
        Some(policy) => {
            _ = writeln!(
                text,
                "\n<details><summary>policy.json</summary>\n\n{}\n\n</details>",
                fenced("json", policy)
            )
        }
        None => _ = writeln!(text, "- policy: {} bytes", inputs.policy.bytes.len()),
    }
    _ = writeln!(
        text,
        "\nEvaluated by pullgate {}, as containers/image decides.",
        env!("CARGO_PKG_VERSION")
    );
    text
}

fn causes(text: &mut String, causes: &[Cause]) {
    if causes.is_empty() {
        return;
    }
    text.push_str("### Why\n\n");
    for cause in causes {
        _ = writeln!(
            text,
            "1. {} (`{}`)",
            plain(&super::components::sentence(&cause.text)),
            cause.kind
        );
    }
    text.push('\n');
}

fn remedies(text: &mut String, remedies: &[Remedy]) {
    if remedies.is_empty() {
        return;
    }
    text.push_str("### What would make it pass\n\n");
    for remedy in remedies {
        let verified = if remedy.verified {
            "evaluated, and allowed"
        } else {
            "to be done elsewhere"
        };
        _ = writeln!(
            text,
            "- {} ({verified})",
            plain(&super::components::sentence(&remedy.text))
        );
        if let Some(opens) = &remedy.opens {
            _ = writeln!(text, "  - it opens {}", plain(opens));
        }
        if let Some(command) = &remedy.command {
            _ = writeln!(text, "  - {}", code(command));
        }
    }
    text.push('\n');
}

fn tree(text: &mut String, nodes: &[Node], depth: usize) {
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
            .map(|span| format!(" (policy.json:{}:{})", span.line, span.column));
        _ = writeln!(
            text,
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
                text,
                "{}- {}: {}",
                "  ".repeat(depth + 1),
                plain(&fact.label),
                code(&fact.value)
            );
        }
        // The scopes that were tried are many and say little in a report.
        if node.kind != "scope" {
            tree(text, &node.children, depth + 1);
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
