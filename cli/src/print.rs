//! Answers on standard output, everything else on standard error; with colours where a terminal shows them and NO_COLOR does not forbid them.

use std::io::{ErrorKind, Write};

use anstyle::{AnsiColor, Effects, Style};
use pullgate_core::exchange::Answer;
use pullgate_core::render::containers_image::go::quote;
use pullgate_core::render::text::{self, StyledText};
use serde::Serialize;

use crate::Problem;
use crate::diagnostics::{self, Texts};

/// The verdict, what there is to know beside it, and the tree.
pub(crate) fn text(answer: &Answer, texts: &Texts) -> Result<(), Problem> {
    to_stdout(|out| {
        write_styled(out, &text::verdict(answer))?;
        if let Answer::Evaluated(evaluated) = answer {
            if !evaluated.diagnostics.is_empty() {
                writeln!(out)?;
                diagnostics::write(out, &evaluated.diagnostics, texts)?;
            } else if evaluated.trace.is_some() {
                writeln!(out)?;
            }
        }
        write_styled(out, &text::decision(answer))
    })
}

/// Text with styles.
pub(crate) fn styled(styled: &StyledText) -> Result<(), Problem> {
    to_stdout(|out| write_styled(out, styled))
}

fn write_styled(out: &mut dyn Write, styled: &StyledText) -> std::io::Result<()> {
    styled.runs.iter().try_for_each(|(style, run)| {
        let style = look(*style);
        write!(out, "{style}{run}{style:#}")
    })
}

/// The debug log in the form in which nodes print it, without the time.
pub(crate) fn log(answer: &Answer) -> Result<(), Problem> {
    let Answer::Evaluated(evaluated) = answer else {
        return text(answer, &Texts::default());
    };
    let mut out = std::io::stdout().lock();
    // A node looks up its sources when it opens the image, before it evaluates.
    let opening = evaluated.signature_sources.iter().flat_map(|sources| &sources.log);
    let written = opening
        .chain(&evaluated.log)
        .try_for_each(|line| writeln!(out, "level={} msg={}", line.level, quote(&line.message)));
    finished(written.and_then(|()| out.flush()))?;
    let errors = [
        ("the policy", &evaluated.policy_error),
        ("the image name", &evaluated.image_error),
        ("refused", &evaluated.error),
    ];
    for (what, error) in errors
        .into_iter()
        .filter_map(|(what, error)| Some((what, error.as_ref()?)))
    {
        complain(&format!("{what}: {error}"), AnsiColor::Red, "error");
    }
    Ok(())
}

/// Whatever is to be written, with its colours.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Problem> {
    let mut out = anstream::stdout().lock();
    let written = write(&mut out);
    finished(written.and_then(|()| out.flush()))
}

/// Bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    finished(out.write_all(bytes).and_then(|()| out.flush()))
}

/// What [`to_stdout`] does, to standard error. There is nowhere left to say that it cannot be written.
pub(crate) fn to_stderr(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
    _ = write(&mut anstream::stderr().lock());
}

/// The whole answer.
pub(crate) fn json(answer: &impl Serialize) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    let written = serde_json::to_writer_pretty(&mut out, answer)
        .map_err(Into::into)
        .and_then(|()| writeln!(out));
    finished(written.and_then(|()| out.flush()))
}

/// Why the question could not be asked.
pub(crate) fn problem(problem: &Problem) {
    complain(&problem.text, AnsiColor::Red, "error");
    if let Some(help) = &problem.help {
        tip(help);
    }
}

/// What to do.
pub(crate) fn tip(text: &str) {
    complain(text, AnsiColor::Green, "tip");
}

/// Something to know beside the answer.
pub(crate) fn note(text: &str) {
    complain(text, AnsiColor::Yellow, "note");
}

fn complain(text: &str, color: AnsiColor, word: &str) {
    let style = Style::new().fg_color(Some(color.into())).effects(Effects::BOLD);
    // There is nowhere left to say that standard error cannot be written.
    _ = writeln!(
        anstream::stderr().lock(),
        "{style}{word}:{style:#} {}",
        text::visible(text)
    );
}

/// Whoever reads may stop when the verdict is clear; the status says it, too.
fn finished(written: std::io::Result<()>) -> Result<(), Problem> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Problem::new(format!("cannot write the answer: {error}")))
        }
        _ => Ok(()),
    }
}

fn look(style: text::Style) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    match style {
        text::Style::Good => color(AnsiColor::Green).effects(Effects::BOLD),
        text::Style::Bad => color(AnsiColor::Red).effects(Effects::BOLD),
        text::Style::Open => color(AnsiColor::Yellow).effects(Effects::BOLD),
        text::Style::Faint => Style::new().effects(Effects::DIMMED),
        text::Style::Plain => Style::new(),
        text::Style::Strong => Style::new().effects(Effects::BOLD),
    }
}
