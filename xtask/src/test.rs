//! Every check, one after the other, each with its name, its result and its time.

pub(crate) mod larger;
mod steps;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::command::{line, shown, work_folder};
use crate::tools;
use steps::Step;

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

/// Runs the checks; an error if any failed.
pub(crate) fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let logs = work_folder("test-logs")?;
    tools::install(false)?;
    let mut table = Vec::new();
    for step in steps::all(options.quick) {
        if !options.steps.is_empty() && !options.steps.iter().any(|name| name == step.name) {
            continue;
        }
        print!("{}: {} … ", step.name, step.what);
        std::io::stdout().flush()?;
        let begin = Instant::now();
        let log = logs.join(format!("{}.log", step.name));
        let name = step.name;
        let outcome = perform(step, &log)?;
        let time = begin.elapsed();
        match outcome {
            Outcome::Passed => println!("passed, {}", in_words(time)),
            Outcome::LeftOut(why) => println!("left out: {why}"),
            Outcome::Failed => {
                println!("FAILED after {}", in_words(time));
                println!(
                    "{}\n(this is {})\n",
                    std::fs::read_to_string(&log).unwrap_or_default().trim_end(),
                    shown(&log)
                );
            }
        }
        table.push((name, outcome, time));
    }
    summarize(&table, start.elapsed())
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

fn summarize(table: &[(&str, Outcome, Duration)], total: Duration) -> Result<()> {
    println!();
    let mut failed = Vec::new();
    for (name, outcome, time) in table {
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
        let second = Duration::from_secs(1);
        assert!(
            summarize(
                &[
                    ("a", Outcome::Passed, second),
                    ("b", Outcome::LeftOut("--quick"), second)
                ],
                second
            )
            .is_ok()
        );
        let error = summarize(
            &[("a", Outcome::Failed, second), ("b", Outcome::Passed, second)],
            second,
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "failed: a");
    }
}
