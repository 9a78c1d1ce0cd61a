//! `pullgate fmt`: policies in one layout.

use std::path::{Path, PathBuf};

use clap::Args;
use pullgate_core::exchange::format::format;

use crate::diagnostics::{self, Texts};
use crate::files::read;
use crate::lint::shown;
use crate::{Problem, Status, print};

/// Formats policies: one layout, and nothing else changes
///
/// The order, the strings and the numbers stay as they are written, and so does the indentation. Comments are an error rather than dropped:
/// policy.json cannot have any (`pullgate lint --fix` takes them out).
///
/// Exit status: 0 formatted, or nothing to do; 1 with --check, a file is not formatted; 2 usage, or a file that cannot be read or written; 3 a file is
/// not JSON.
#[derive(Args)]
#[command(after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Format {
    /// The files, which are changed in place; `-` or nothing reads standard input and writes standard output
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Changes nothing, and names the files that are not formatted
    #[arg(long)]
    check: bool,
}

const EXAMPLES: &str = "\
Examples:
  In place:
    pullgate fmt policy.json

  In a pipeline that keeps policies tidy:
    pullgate fmt --check policies/*.json

  One policy out of another program:
    jq -c . policy.json | pullgate fmt";

pub(crate) fn run(arguments: &Format) -> Result<Status, Problem> {
    let stdin = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() {
        &stdin[..]
    } else {
        &arguments.files
    };
    let mut worst = Status::Allowed;
    for file in files {
        let status = one(file, arguments.check)?;
        if status as u8 > worst as u8 {
            worst = status;
        }
    }
    Ok(worst)
}

fn one(file: &Path, is_check: bool) -> Result<Status, Problem> {
    let bytes = read(file, "the policy")?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::new(format!("{} is not UTF-8", file.display())).help("save the file as UTF-8"))?;
    let is_stdin = file == Path::new("-");
    let formatted = format(&text);
    let Some(new) = formatted.text else {
        let mut texts = Texts::default();
        texts.add("policy.json", shown(file), text.as_bytes());
        print::to_stderr(|out| diagnostics::write(out, &formatted.diagnostics, &texts));
        return Ok(Status::InvalidPolicy);
    };
    if is_check {
        if new == text {
            return Ok(Status::Allowed);
        }
        print::to_stdout(|out| writeln!(out, "{}", file.display()))?;
        return Ok(Status::Refused);
    }
    if is_stdin {
        print::bytes(new.as_bytes())?;
    } else if new != text {
        std::fs::write(file, new).map_err(|error| Problem::new(format!("cannot write {}: {error}", file.display())))?;
    }
    Ok(Status::Allowed)
}
