//! Every check, each with its name, its result and its time: those of the page beside the others, since each lane leaves a processor idle for long.

pub(crate) mod larger;
mod steps;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;

use crate::command::{line, shown, work_folder};
use crate::tools;
use steps::{Lane, Step};

/// What to check.
#[derive(Args)]
pub(crate) struct Options {
    /// Answers within two minutes once things are built; says what it left out
    #[arg(long)]
    quick: bool,
    /// Runs only these steps
    #[arg(value_name = "STEP", value_parser = clap::builder::PossibleValuesParser::new(steps::names()))]
    steps: Vec<String>,
}

/// How a step ended.
enum Outcome {
    Passed,
    Failed,
    LeftOut(&'static str),
}

/// A step that has ended.
struct Ended {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
}

/// Runs the checks; an error if any failed.
pub(crate) fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let logs = work_folder("test-logs")?;
    if options.steps.is_empty() {
        // The tools of the page are a step of their own: what needs none of them does not wait for minutes.
        tools::targets()?;
    } else {
        tools::install(false)?;
    }
    let steps = steps::all(options.quick, &own_copy(&logs)?).into_iter();
    let asked_for = |step: &Step| options.steps.is_empty() || options.steps.iter().any(|name| name == step.name);
    let (page, others): (Vec<_>, Vec<_>) = steps.filter(asked_for).partition(|step| step.lane == Lane::Page);
    let table = std::thread::scope(|scope| {
        let page = scope.spawn(|| in_turn(page, &logs));
        let mut table = in_turn(others, &logs)?;
        table.extend(page.join().map_err(|_| anyhow!("the steps of the page panicked"))??);
        anyhow::Ok(table)
    })?;
    summarize(&table, start.elapsed())
}

/// This program, where nothing that is built meanwhile replaces it, and without Cargo, which would wait for what the other lane builds.
fn own_copy(folder: &Path) -> Result<PathBuf> {
    let copy = folder.join(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    // A copy that still runs cannot be written to, but its name can be given to another.
    _ = std::fs::remove_file(&copy);
    std::fs::copy(std::env::current_exe()?, &copy).with_context(|| format!("cannot write {}", shown(&copy)))?;
    Ok(copy)
}

fn in_turn(steps: Vec<Step>, logs: &Path) -> Result<Vec<Ended>> {
    let mut table = Vec::new();
    for step in steps {
        if step.left_out.is_none() {
            println!("{}: {} …", step.name, step.what);
        }
        let begin = Instant::now();
        let log = logs.join(format!("{}.log", step.name));
        let name = step.name;
        let outcome = perform(step, &log)?;
        let time = begin.elapsed();
        // In one piece: the other lane prints, too.
        match outcome {
            Outcome::Passed => println!("{name} passed, {}", in_words(time)),
            Outcome::LeftOut(why) => println!("{name} is left out: {why}"),
            Outcome::Failed => {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                println!(
                    "{name} FAILED after {}\n{}\n(this is {})\n",
                    in_words(time),
                    said.trim_end(),
                    shown(&log)
                );
            }
        }
        table.push(Ended { name, outcome, time });
    }
    Ok(table)
}

fn perform(step: Step, log: &Path) -> Result<Outcome> {
    if let Some(why) = step.left_out {
        return Ok(Outcome::LeftOut(why));
    }
    // Appending, so that what the commands write and what is written here keep their order.
    std::fs::write(log, "").with_context(|| format!("cannot write {}", shown(log)))?;
    let mut log = File::options().append(true).open(log)?;
    for command in step.commands {
        let mut command = command.into_command();
        writeln!(log, "$ {}", line(&command))?;
        match command.stdout(log.try_clone()?).stderr(log.try_clone()?).status() {
            Ok(status) if status.success() => {}
            Ok(status) => {
                writeln!(log, "({status})")?;
                return Ok(Outcome::Failed);
            }
            Err(error) => {
                writeln!(log, "(cannot be run: {error})")?;
                return Ok(Outcome::Failed);
            }
        }
    }
    Ok(Outcome::Passed)
}

fn summarize(table: &[Ended], total: Duration) -> Result<()> {
    println!();
    let mut failed = Vec::new();
    for Ended { name, outcome, time } in table {
        let result = match outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::LeftOut(why) => &format!("left out ({why})"),
        };
        println!("{name:<14} {:>8}  {result}", in_words(*time));
        if matches!(outcome, Outcome::Failed) {
            failed.push(*name);
        }
    }
    println!("{:<14} {:>8}", "all", in_words(total));
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("failed: {}", failed.join(", "))
    }
}

fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::program;

    fn outcome(name: &str, left_out: Option<&'static str>, commands: &[&[&str]]) -> (Outcome, String) {
        let log = std::env::temp_dir().join(format!("xtask-{}-{name}.log", std::process::id()));
        let commands = commands.iter().map(|words| program(words[0], &words[1..])).collect();
        let outcome = perform(
            Step {
                name: "step",
                what: "",
                lane: Lane::Engine,
                left_out,
                commands,
            },
            &log,
        )
        .unwrap();
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        _ = std::fs::remove_file(&log);
        (outcome, text)
    }

    #[test]
    fn a_step_fails_with_its_first_failing_command() {
        let (outcome, log) = outcome(
            "first",
            None,
            &[
                &["sh", "-c", "echo one"],
                &["sh", "-c", "echo two >&2; exit 3"],
                &["sh", "-c", "echo three"],
            ],
        );
        assert!(matches!(outcome, Outcome::Failed));
        assert!(
            log.contains("one\n")
                && log.contains("two\n")
                && log.contains("(exit status: 3)")
                && !log.contains("\nthree"),
            "{log}"
        );
    }

    #[test]
    fn a_program_that_is_not_there_fails_the_step() {
        let (outcome, log) = outcome("absent", None, &[&["no-such-program-here"]]);
        assert!(
            matches!(outcome, Outcome::Failed) && log.contains("cannot be run"),
            "{log}"
        );
    }

    #[test]
    fn any_failure_fails_the_run_and_a_step_left_out_does_not() {
        let ended = |name, outcome| Ended {
            name,
            outcome,
            time: Duration::from_secs(1),
        };
        let second = Duration::from_secs(1);
        let passed = [ended("a", Outcome::Passed), ended("b", Outcome::LeftOut("--quick"))];
        assert!(summarize(&passed, second).is_ok());
        let failed = [ended("a", Outcome::Failed), ended("b", Outcome::Passed)];
        let error = summarize(&failed, second).unwrap_err();
        assert_eq!(error.to_string(), "failed: a");
    }
}
