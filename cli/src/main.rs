//! The `pullgate` command: arguments, files, exit statuses. What it prints was decided and worded by the engine.

mod archive;
mod codes;
mod diagnostics;
mod evaluate;
mod explain;
mod files;
mod format;
mod image_folder;
mod inspect;
mod layout;
mod lines;
mod lint;
mod print;
mod question;
mod sources;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Would this container image be pulled under this policy, and why?
///
/// Answers as containers/image does, the library that CRI-O, Podman, Skopeo and OpenShift nodes ask.
#[derive(Parser)]
#[command(
    name = "pullgate",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Evaluate(Box<evaluate::Evaluate>),
    Explain(Box<explain::Explain>),
    #[command(name = "fmt")]
    Format(format::Format),
    Inspect(inspect::Inspect),
    Lint(lint::Lint),
    Test(test::Test),
}

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Allowed = 0,
    Refused = 1,
    Usage = 2,
    InvalidPolicy = 3,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Evaluate(arguments) => evaluate::answer(&arguments),
        Command::Explain(arguments) => explain::answer(&arguments),
        Command::Format(arguments) => format::run(&arguments),
        Command::Inspect(arguments) => inspect::answer(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
    };
    let status = outcome.unwrap_or_else(|problem| {
        print::problem(&problem);
        Status::Usage
    });
    ExitCode::from(status as u8)
}

/// Why the question cannot be asked: what, and what to do about it.
#[derive(Debug)]
struct Problem {
    text: String,
    help: Option<String>,
}

impl Problem {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: None,
        }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}
