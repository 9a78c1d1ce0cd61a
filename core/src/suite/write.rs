//! A test more in the text of a suite, which stays as its author wrote it.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};

use crate::source::SourceId;
use crate::yaml;

/// What a suite ends with that has no tests yet.
pub const BEGUN: &str = "tests:\n";

/// Puts a test, line by line, behind the last one. `None` where the tests do not stand one below the other, each behind a dash.
#[must_use]
pub fn with_test(suite: &str, lines: &[String]) -> Option<String> {
    let (place, indent) = end_of_tests(suite)?;
    let (before, after) = suite.split_at_checked(place)?;
    let mut text = before.to_owned();
    if !before.ends_with('\n') {
        text.push('\n');
    }
    for (index, line) in lines.iter().enumerate() {
        let lead = if index == 0 { "- " } else { "  " };
        text.push_str(&format!("{}{lead}{line}\n", " ".repeat(indent)));
    }
    Some(text + after)
}

/// Where the list of tests ends, and how far its dashes stand in.
fn end_of_tests(suite: &str) -> Option<(usize, usize)> {
    let offset = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    if suite.ends_with(BEGUN) {
        return Some((suite.len(), 2));
    }
    let document = yaml::parse(SourceId::default(), suite).ok()?;
    let mut fields = document.root()?.entries();
    let (_, tests) = fields.find(|(key, _)| key.text() == "tests")?;
    let next = fields.next().map(|(key, _)| offset(key.span().start));
    let first = tests.resolved().items().next()?;
    let before = suite.get(..offset(first.span().start))?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    (line.trim() == "-").then_some((next.unwrap_or(suite.len()), indent))
}

/// As YAML reads it back: in quotes, but for names.
#[must_use]
pub fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/' | ':' | '@');
    let is_name = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text
            .split(' ')
            .all(|word| !word.is_empty() && word.chars().all(is_plain) && !word.ends_with(':'));
    if is_name && !matches!(text, "true" | "false" | "null") {
        return text.to_owned();
    }
    let json = serde_json::to_string(text).unwrap_or_default();
    // JSON lets stand there what YAML does not.
    let is_written = |letter: char| matches!(letter, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..);
    json.chars()
        .map(|letter| {
            if is_written(letter) {
                letter.to_string()
            } else {
                format!("\\u{:04x}", u32::from(letter))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "docker://registry.example/acme/app:v1",
            "/etc/pki/a key.pub",
            "yes: no",
            "- a",
            "# a",
            "a: ",
            "\"quoted\" \\ and \u{7f}\u{85}\u{2028}\u{feff} odd",
            "true",
            "12",
            "",
            " ",
            "\u{1f600}",
        ] {
            let written = format!("a: {}\n", quoted(text));
            let document = yaml::parse(SourceId::default(), &written).unwrap();
            let (_, value) = document.root().unwrap().entries().next().unwrap();
            assert_eq!(value.text(), text, "{written}");
        }
    }
}
