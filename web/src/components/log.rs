//! The debug log of a runtime.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::copy::Copy;
use crate::answer::LogLine;
use crate::state::Answered;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Rc<Answered>,
}

#[component]
pub(crate) fn Log(props: &Props) -> Html {
    let lines = &props.answered.answer.log;
    if lines.is_empty() {
        return html! { <p class="pad about">{ "Nothing was evaluated, so nothing is logged." }</p> };
    }
    let text: String = lines.iter().map(|line| written(line) + "\n").collect();
    html! {
        <div class="pad stack">
            <p class="about">
                { "What CRI-O writes at " }<code>{ "log_level = \"debug\"" }</code>{ ", each line after its time; Podman, Skopeo and Buildah with " }
                <code>{ "--log-level=debug" }</code>{ "." }
            </p>
            <pre class="log">{ for lines.iter().map(line) }</pre>
            <p class="actions"><Copy text={Rc::<str>::from(text)} words="Copy the log" /></p>
        </div>
    }
}

fn line(line: &LogLine) -> Html {
    html! { <><span class="level">{ format!("level={} msg=", line.level) }</span><b>{ quoted(&line.message) }</b>{ "\n" }</> }
}

fn written(line: &LogLine) -> String {
    format!("level={} msg={}", line.level, quoted(&line.message))
}

/// As logrus writes a message that holds a blank, which all of these do.
fn quoted(message: &str) -> String {
    let mut out = String::from("\"");
    for character in message.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            other if other.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(other))),
            other => out.push(other),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_as_logrus_writes_it() {
        let line = LogLine {
            level: "debug".into(),
            message: " Using transport \"docker\" policy section \"\"".into(),
        };
        assert_eq!(
            written(&line),
            r#"level=debug msg=" Using transport \"docker\" policy section \"\"""#
        );
    }
}
