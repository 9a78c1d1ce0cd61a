//! The lines of a pasted text, without what terminals, web pages and mails put into it.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

/// Of more lines, the last are read; as many bytes of a real log have a third of them.
const LINE_LIMIT: usize = 20_000;

/// How many lines one line may go on over.
const CONTINUATION_LIMIT: usize = 6;

/// What of a line is put together with others.
const JOINED_LIMIT: usize = 16 << 10;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without marks of lists and quotes; blanks at its end are kept.
    pub(super) text: String,
    /// How many blanks stood before it.
    pub(super) indent: usize,
}

/// The last bytes of a text, in whole characters.
pub(super) fn end(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

/// The lines. Keys and certificates are left out: nothing of them is an error, and nothing of a private key may come back.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let clean = without_control_sequences(text);
    let mut lines: Vec<Line> = Vec::new();
    let mut in_pem = false;
    for raw in clean.split('\n') {
        if raw.contains("-----BEGIN ") {
            in_pem = true;
        }
        if !in_pem {
            push(&mut lines, raw);
        }
        if raw.contains("-----END ") {
            in_pem = false;
        }
    }
    lines.split_off(lines.len().saturating_sub(LINE_LIMIT))
}

fn push(lines: &mut Vec<Line>, raw: &str) {
    let line = line(raw);
    // A quoted message of a log that was broken by the width of a window.
    if let Some(last) = lines.last_mut()
        && last.text.len() < JOINED_LIMIT
        && has_open_message(&last.text)
        && !is_start(&line)
        && !line.text.trim().is_empty()
    {
        if line.indent > 1 {
            last.text.push(' ');
        }
        last.text.push_str(&line.text);
        return;
    }
    // One blank line divides as well as many.
    let is_blank = |line: &Line| line.text.trim().is_empty();
    if !is_blank(&line) || lines.last().is_some_and(|last| !is_blank(last)) {
        lines.push(line);
    }
}

fn line(raw: &str) -> Line {
    let mut text = raw.trim_start();
    let indent = raw.len() - text.len();
    // `> `, `│ `, `- `: of mails, boxes and lists.
    for _ in 0..4 {
        let quoted = text.trim_start_matches(['>', '│', '┃', '|', '•', '`']);
        let listed = quoted.strip_prefix("- ").or_else(|| quoted.strip_prefix("* "));
        let rest = listed.unwrap_or(quoted).trim_start();
        if rest.len() == text.len() {
            break;
        }
        text = rest;
    }
    Line {
        text: text.to_string(),
        indent,
    }
}

/// Colours, hyperlinks and other orders to a terminal; carriage returns; characters of no width; the quotes of word processors.
fn without_control_sequences(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => match characters.next() {
                Some('[') => {
                    while characters.next_if(|next| !('@'..='~').contains(next)).is_some() {}
                    characters.next();
                }
                Some(']') => {
                    while characters
                        .next_if(|next| !matches!(next, '\u{7}' | '\u{1b}' | '\n'))
                        .is_some()
                    {}
                    if characters.next_if_eq(&'\u{1b}').is_some() {
                        characters.next_if_eq(&'\\');
                    } else {
                        characters.next_if_eq(&'\u{7}');
                    }
                }
                _ => {}
            },
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\u{a0}' => clean.push(' '),
            '“' | '”' => clean.push('"'),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\n' | '\t' => clean.push(character),
            _ if character.is_control() => {}
            _ => clean.push(character),
        }
    }
    clean
}

/// A record of logrus or klog whose quoted text does not end.
fn has_open_message(text: &str) -> bool {
    let is_record = text.contains(" msg=\"") || text.contains(" err=\"");
    is_record && quotes(text).0 % 2 == 1
}

/// How many quotes a text has, and how many escaped ones.
pub(super) fn quotes(text: &str) -> (usize, usize) {
    let (mut bare, mut escaped) = (0, 0);
    let mut is_escaped = false;
    for character in text.chars() {
        match character {
            '"' if is_escaped => escaped += 1,
            '"' => bare += 1,
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    (bare, escaped)
}

/// The line from which a line goes on.
pub(super) fn head(lines: &[Line], index: usize) -> Option<usize> {
    if is_start(lines.get(index)?) {
        return None;
    }
    for head in (index.saturating_sub(CONTINUATION_LIMIT)..index).rev() {
        let line = lines.get(head)?;
        if line.text.trim().is_empty() {
            return None;
        }
        if is_start(line) {
            return Some(head);
        }
    }
    None
}

/// The texts that a line may be: itself, and with the lines that may go on from it, put together with blanks between or without.
pub(super) fn readings(lines: &[Line], index: usize) -> Vec<String> {
    let Some(first) = lines.get(index) else {
        return Vec::new();
    };
    let following = lines.get(index + 1..).unwrap_or_default();
    let whole = first.text.trim_end();
    // `yaml: unmarshal errors:` lists them on lines of their own.
    if whole.ends_with("errors:") {
        let listed = following.iter().take_while(|line| line.text.starts_with("line "));
        let listed = listed
            .take(CONTINUATION_LIMIT)
            .map(|line| format!("\n  {}", line.text.trim_end()));
        return vec![format!("{whole}{}", listed.collect::<String>())];
    }
    let mut readings = vec![whole.to_string()];
    let mut joined = vec![cut(&first.text).to_string()];
    let following = following
        .iter()
        .take_while(|line| !is_start(line) && !line.text.trim().is_empty())
        .take(CONTINUATION_LIMIT);
    for (number, line) in following.enumerate() {
        let next = cut(&line.text);
        let mut longer = Vec::new();
        for before in &joined {
            longer.push(format!("{} {next}", before.trim_end()));
            // After some lines, all were broken alike.
            if number < 3 {
                longer.push(format!("{before}{next}"));
            }
        }
        joined = longer;
        readings.extend(joined.iter().map(|text| text.trim_end().to_string()));
    }
    readings
}

fn cut(text: &str) -> &str {
    text.get(..JOINED_LIMIT.min(text.len())).unwrap_or_default()
}

/// With what a line begins that does not go on from the one before it.
const STARTS: &[&str] = &[
    "Error",
    "error",
    "ERROR",
    "Warning",
    "WARN",
    "Normal",
    "FATA",
    "ERRO",
    "DEBU",
    "INFO",
    "time=",
    "level=",
    "Trying to ",
    "Getting image",
    "Copying ",
    "Writing manifest",
    "Storing ",
    "Pulling ",
    "STEP ",
    "Failed to ",
    "Events:",
    "Type ",
    "----",
    "Back-off ",
    "Verification for ",
    "main.go",
    "note:",
    "message:",
    "reason:",
    "type:",
    "metadata:",
    "source:",
    "count:",
    "kind:",
    "firstTimestamp:",
    "lastTimestamp:",
    "eventTime:",
    "involvedObject:",
    "reportingComponent:",
    "reportingInstance:",
    "{",
    "}",
    "$ ",
    "# ",
    "% ",
    "❯",
    "#",
    "[",
    "(",
];

/// Whether a line begins something.
fn is_start(line: &Line) -> bool {
    let text = line.text.as_str();
    let is_key = || text.starts_with('"') && text.contains("\": ");
    STARTS.iter().any(|start| text.starts_with(start)) || is_key() || super::record::has_prefix(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_to_terminals_are_gone() {
        let text = "\u{1b}[1;31mError:\u{1b}[0m \u{1b}]8;;https://a.example\u{1b}\\a\u{1b}]8;;\u{7}b\u{200b}\r\n> \u{2502} - c\u{a0}d\re";
        let found: Vec<String> = lines(text).into_iter().map(|line| line.text).collect();
        assert_eq!(found, ["Error: ab", "c d", "e"]);
    }

    #[test]
    fn the_end_of_a_text_is_whole() {
        assert_eq!(end("aé", 2), "é");
        assert_eq!(end("aé", 1), "");
        assert_eq!(end("ab", 9), "ab");
    }

    #[test]
    fn nothing_of_a_key_is_a_line() {
        let found = lines("a\n-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\nb");
        assert_eq!(found.len(), 2);
    }
}
