//! `cargo xtask …`: set-up, build, test, serve, regenerate. One place, no shell scripts beside it.

mod command;
mod documents;
mod npm;
mod oracle;
mod page;
mod sizes;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Builds, serves and tests pullgate.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Sets up what is missing, builds the playground, serves it on this machine and rebuilds it at each edit
    Play {
        /// The port to serve on; without it, 8080 or the next free one
        #[arg(long)]
        port: Option<u16>,
    },
    /// Builds everything: the page in dist/, the npm package, the command
    Build,
    /// Packs the npm package into target/npm/
    Npm,
    /// Builds the page into dist/, for any static host under any path
    Page,
    /// Runs every check; `.ci/run` calls this and nothing else
    Test(test::Options),
    /// Asks the engine and the reference library about random cases and compares the answers (needs Go)
    Differential {
        /// Arguments for the driver, such as `--cases 20000 --seed 1`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measures the engine beside the reference library, natively and as WebAssembly, and prints a table (needs Go)
    Bench {
        /// Arguments for the measurement, such as `--rounds 31`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Asks the reference library again about the recorded cases and writes down its answers (needs Go)
    Record {
        /// Arguments for the oracle's `record`: `--check` writes nothing and fails where an answer has changed
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Makes the cases of fixtures/cases and the images of fixtures/gallery again, which gives the same bytes (needs Go, gpg, and Python with fixtures/record/requirements.txt)
    Cases {
        /// Writes nothing, and fails where a byte differs
        #[arg(long)]
        check: bool,
    },
    /// Prints the sizes of the WebAssembly files: raw, gzip, brotli
    Sizes,
    /// Installs what building needs and is missing, into PULLGATE_TOOLS or the user's cache, for all checkouts
    Tools {
        /// Also a Chromium for the browser tests
        #[arg(long)]
        chromium: bool,
    },
    /// Holds the documents to the code
    Documents {
        /// First writes the pages that are made from data
        #[arg(long)]
        write: bool,
    },
    /// Does the work of a step of `test` that is more than a command
    #[command(hide = true)]
    Step {
        /// Which step
        step: test::larger::Larger,
    },
    /// Prints the address of the served page once it answers (`play` starts this)
    #[command(hide = true)]
    Announce {
        /// The port
        port: u16,
        /// The process that serves
        server: u32,
    },
    /// Writes the hashes of a built page's inline scripts into its content security policy (a hook of Trunk's)
    #[command(hide = true)]
    Seal,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Play { port } => page::play(port),
        Task::Build => build(),
        Task::Npm => npm::pack().map(drop),
        Task::Page => page::build(),
        Task::Test(options) => test::run(&options),
        Task::Bench { arguments } => oracle::bench(&arguments),
        Task::Differential { arguments } => oracle::differential(&arguments),
        Task::Record { arguments } => oracle::record(&arguments),
        Task::Cases { check } => oracle::cases(check),
        Task::Sizes => sizes::print(),
        Task::Tools { chromium } => tools::install(chromium),
        Task::Documents { write } => {
            let written = if write { documents::write() } else { Ok(()) };
            written.and_then(|()| documents::check())
        }
        Task::Step { step } => test::larger::perform(step),
        Task::Announce { port, server } => page::announce(port, server),
        Task::Seal => page::seal_staged(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<()> {
    page::build()?;
    npm::pack()?;
    command::cargo(["build", "--locked", "--release", "--package", "pullgate-cli"]).step("the `pullgate` command")?;
    println!(
        "the command: {}",
        command::shown(&command::target_folder()?.join("release/pullgate"))
    );
    Ok(())
}
