//! Findings with the text that they point at, as compilers show them: drawn by annotate-snippets, 80 columns wide, with colours where a terminal shows
//! them and NO_COLOR does not forbid them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use pullgate_core::render::json::{Diagnostic, Edit, SpanAnswer};
use pullgate_core::render::text::visible;

/// As wide as the oldest terminals: logs and mails are read in no wider ones.
const WIDTH: usize = 80;
/// A longer text is not shown, only named: it would be gone through for each finding.
const TEXT_LIMIT: usize = 1 << 20;
/// Longer lines, such as those with keys in base64, are not shown as changed: they would fill the screen.
const LINE_LIMIT: usize = 160;

/// The texts that findings point at, by the names that spans give them.
#[derive(Debug, Default)]
pub(crate) struct Texts(BTreeMap<String, Text>);

#[derive(Debug)]
struct Text {
    content: String,
    /// What it is called for people: the path that was given.
    shown: String,
}

impl Texts {
    /// Adds a text; what is not UTF-8 is replaced byte by byte, so that places stay.
    pub(crate) fn add(&mut self, name: impl Into<String>, shown: impl Into<String>, bytes: &[u8]) {
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes
                .iter()
                .map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' })
                .collect(),
        };
        let shown = shown.into();
        let content = without_secrets(content);
        self.0.insert(name.into(), Text { content, shown });
    }

    /// Adds the files of registries.d, read from a folder.
    pub(crate) fn add_registries_d(&mut self, folder: Option<&Path>, files: Option<&BTreeMap<String, String>>) {
        for (name, text) in files.into_iter().flatten() {
            let path = folder.unwrap_or_else(|| "registries.d".as_ref()).join(name);
            self.add(
                format!("registries.d/{name}"),
                path.display().to_string(),
                text.as_bytes(),
            );
        }
    }

    /// Private keys are never shown, whatever else is wrong on their line.
    pub(crate) fn hide_private_keys(&mut self, diagnostics: &[Diagnostic]) {
        for label in diagnostics
            .iter()
            .filter(|found| found.code == PRIVATE_KEY)
            .flat_map(|found| &found.labels)
        {
            if let Some(text) = self.0.get_mut(&label.span.file)
                && let Some(range) = range(&label.span, &text.content)
            {
                hide(&mut text.content, range);
            }
        }
    }
}

/// The code of private keys.
const PRIVATE_KEY: &str = "PG0805";

/// Private keys that stand there as they are, up to the end of their string.
fn without_secrets(mut content: String) -> String {
    const MARK: &str = " PRIVATE KEY";
    let mut from = 0;
    while let Some(mark) = content.get(from..).and_then(|rest| rest.find(MARK)) {
        let start = from + mark + MARK.len();
        let rest = content.get(start..).unwrap_or_default();
        let end = start + rest.find(['"', '}']).unwrap_or(rest.len());
        hide(&mut content, start..end);
        from = start;
    }
    content
}

/// Stars in the place of everything but blanks and quotes, byte for byte.
fn hide(content: &mut String, range: std::ops::Range<usize>) {
    let Some(secret) = content.get(range.clone()) else {
        return;
    };
    let stars: String = secret
        .bytes()
        .map(|byte| match byte {
            b'"' | b'[' | b']' | b',' | b' ' | b'\n' | b'\r' => char::from(byte),
            _ => '*',
        })
        .collect();
    content.replace_range(range, &stars);
}

/// Writes findings, one after the other with an empty line between them.
pub(crate) fn write(out: &mut dyn Write, diagnostics: &[Diagnostic], texts: &Texts) -> std::io::Result<()> {
    // Colours are dropped later, by `anstream`, where nobody would see them.
    let renderer = Renderer::styled().term_width(WIDTH);
    for diagnostic in diagnostics {
        writeln!(out, "{}\n", renderer.render(&report(diagnostic, texts)))?;
    }
    Ok(())
}

fn report<'t>(diagnostic: &'t Diagnostic, texts: &'t Texts) -> Vec<Group<'t>> {
    let level = match diagnostic.severity {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        _ => Level::INFO.with_name("information"),
    };
    let code = Some(diagnostic.code.as_str()).filter(|code| !code.is_empty());
    let prefix = diagnostic.severity.len() + code.map_or(0, |code| code.len() + "[]".len()) + ": ".len();
    let mut title = level.primary_title(wrapped(&diagnostic.message, prefix));
    if let Some(code) = code {
        title = title.id(code);
    }
    let mut group = title.elements(snippets(diagnostic, texts));
    group = group.elements(origins(diagnostic, texts));
    if diagnostic.labels.is_empty() {
        // With nothing to point at, there is no picture to hang the help on.
        let helps = diagnostic.help.iter();
        let helps = helps.map(|help| Group::with_title(Level::HELP.secondary_title(wrapped(help, "help: ".len()))));
        return std::iter::once(group).chain(helps).collect();
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(wrapped(help, "    = help: ".len())));
    }
    let mut report = vec![group];
    report.extend(change(diagnostic, texts));
    report
}

/// One snippet a file; the first label of all is what the finding is about.
fn snippets<'t>(diagnostic: &'t Diagnostic, texts: &'t Texts) -> Vec<Snippet<'t, annotate_snippets::Annotation<'t>>> {
    let mut files: Vec<&str> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file.as_str()) {
            files.push(&label.span.file);
        }
    }
    let shown = files.into_iter().filter_map(|file| {
        let text = texts.0.get(file).filter(|text| text.content.len() <= TEXT_LIMIT)?;
        let labels = diagnostic
            .labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.span.file == file);
        let annotations = labels.filter_map(|(index, label)| {
            let kind = if index == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            Some(
                kind.span(range(&label.span, &text.content)?)
                    .label(label.message.as_deref()),
            )
        });
        let snippet = Snippet::source(text.content.as_str()).path(text.shown.as_str());
        Some(snippet.annotations(annotations))
    });
    shown.collect()
}

/// Where a finding points into a text that is too long to be shown, or that is not at hand: a signature's payload, a file.
fn origins<'t>(diagnostic: &'t Diagnostic, texts: &'t Texts) -> impl Iterator<Item = Origin<'t>> {
    let labels = diagnostic.labels.iter().take(1);
    labels.filter_map(|label| {
        let span = &label.span;
        let path = match texts.0.get(&span.file) {
            Some(text) if text.content.len() <= TEXT_LIMIT => return None,
            Some(text) => text.shown.as_str(),
            None => span.file.as_str(),
        };
        let (line, column) = (usize::try_from(span.line).ok()?, usize::try_from(span.column).ok()?);
        Some(Origin::path(path).line(line).char_column(column))
    })
}

/// The edits as a difference, where they are short enough to be read.
fn change<'t>(diagnostic: &'t Diagnostic, texts: &'t Texts) -> Option<Group<'t>> {
    let first = diagnostic.edits.first()?;
    let text = texts
        .0
        .get(&first.span.file)
        .filter(|text| text.content.len() <= TEXT_LIMIT)?;
    let title = if diagnostic.is_safe {
        "`pullgate lint --fix` changes this"
    } else {
        "a change that would do, if it is what you mean"
    };
    let is_shown = |edit: &&Edit| {
        edit.span.file == first.span.file
            && edit.insert.len() <= LINE_LIMIT
            && range(&edit.span, &text.content).is_some_and(|range| is_short(&text.content, &range))
    };
    let shown: Vec<&Edit> = diagnostic.edits.iter().filter(is_shown).take(8).collect();
    let group = Group::with_title(Level::HELP.secondary_title(title));
    if shown.is_empty() || shown.len() < diagnostic.edits.len().min(8) {
        // Half a change would be worse than none.
        return diagnostic.is_safe.then_some(group);
    }
    let patches = shown
        .into_iter()
        .filter_map(|edit| Some(Patch::new(range(&edit.span, &text.content)?, edit.insert.as_str())));
    Some(
        group.element(
            Snippet::source(text.content.as_str())
                .path(text.shown.as_str())
                .patches(patches),
        ),
    )
}

/// Whether the lines that a range touches are short.
fn is_short(text: &str, range: &std::ops::Range<usize>) -> bool {
    let start = text
        .get(..range.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |feed| feed + 1);
    let end = text
        .get(range.end..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |feed| range.end + feed);
    text.get(start..end)
        .is_some_and(|lines| lines.lines().all(|line| line.len() <= LINE_LIMIT))
}

/// A place in the text, whole characters.
fn range(span: &SpanAnswer, text: &str) -> Option<std::ops::Range<usize>> {
    let (start, end) = (usize::try_from(span.start).ok()?, usize::try_from(span.end).ok()?);
    (text.is_char_boundary(start) && text.is_char_boundary(end) && start <= end).then_some(start..end)
}

/// Text in lines that fit, the first of which stands behind so many columns; lines that are there already stay, and commands stay whole, so that they can
/// be copied.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let width = WIDTH - indent;
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = visible(paragraph);
        // Blanks at the beginning of a line are part of an example.
        let rest = paragraph.trim_start_matches(' ');
        let blanks = " ".repeat(paragraph.len() - rest.len());
        let mut line = blanks.clone();
        for word in words(rest) {
            let is_first = line.len() == blanks.len();
            if !is_first && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, blanks.clone()));
            } else if !is_first {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// The words of a line; what stands between backticks is one.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in line.split(' ') {
        match words.last_mut() {
            Some(last) if is_open => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        is_open ^= word.matches('`').count() % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_not_broken() {
        let command = "`cosign sign --new-bundle-format=false --use-signing-config=false`";
        let text = format!("sign the image again with {command}: that writes sha256-….sig, where nodes look");
        let lines = wrapped(&text, 10);
        assert_eq!(
            lines,
            format!("sign the image again with\n{command}:\nthat writes sha256-….sig, where nodes look")
        );
    }

    #[test]
    fn lines_and_their_indentation_stay() {
        assert_eq!(wrapped("write:\ndocker:\n    host:", 10), "write:\ndocker:\n    host:");
    }
}
