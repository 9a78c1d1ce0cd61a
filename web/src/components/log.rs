//! The debug log of a runtime, as its messages alone or as CRI-O writes them.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::copy::Copy;
use super::words::with_code;
use crate::answer::LogLine;
use crate::state::Answered;
use crate::text;

/// What logrus leaves bare.
const BARE: &str = "-._/@^+";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Rc<Answered>,
    /// The time of the question, as RFC 3339 writes it.
    pub(crate) time: Rc<str>,
}

#[component]
pub(crate) fn Log(props: &Props) -> Html {
    let is_logrus = use_state_eq(|| false);
    let lines = &props.answered.answer.log;
    if lines.is_empty() {
        return html! { <p class="pad about">{ text::log::NOTHING }</p> };
    }
    let written = |line: &LogLine| {
        if *is_logrus {
            format!(
                "time={} level={} msg={}",
                value(&props.time),
                line.level,
                value(&line.message)
            )
        } else {
            line.message.clone()
        }
    };
    let text: String = lines.iter().map(|line| written(line) + "\n").collect();
    let form = |logrus: bool, words: &'static str| {
        let is_logrus = is_logrus.clone();
        let pressed = *is_logrus == logrus;
        html! {
            <button type="button" class="chip" aria-pressed={pressed.to_string()} onclick={Callback::from(move |_| is_logrus.set(logrus))}>{ words }</button>
        }
    };
    html! {
        <div class="pad stack">
            <p class="about">{ with_code(text::log::ABOUT) }</p>
            <div class="chips" role="group" aria-label={text::log::FORM}>{ form(false, text::log::MESSAGES) }{ form(true, text::log::AS_WRITTEN) }</div>
            <pre class="log" tabindex="0">{ for lines.iter().map(|line| html! { <><span>{ written(line) }</span>{ "\n" }</> }) }</pre>
            <p class="actions"><Copy text={Rc::<str>::from(text)} words={text::log::COPY} /></p>
        </div>
    }
}

/// A value as logrus' text form has it: bare only if every character is harmless.
fn value(text: &str) -> String {
    let is_bare = |character: char| character.is_ascii_alphanumeric() || BARE.contains(character);
    if !text.is_empty() && text.chars().all(is_bare) {
        return text.into();
    }
    let mut out = String::from("\"");
    for character in text.chars() {
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
    fn a_value_is_written_as_logrus_writes_it() {
        assert_eq!(
            value(" Using transport \"docker\" policy section \"\""),
            r#"" Using transport \"docker\" policy section \"\"""#
        );
        assert_eq!(value("a/b-1"), "a/b-1");
        assert_eq!(value("2026-06-01T12:00:00Z"), "\"2026-06-01T12:00:00Z\"");
    }
}
