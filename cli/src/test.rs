//! `pullgate test`: whether the images of a suite fall out under its policy as their author expects.

mod brought;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pullgate_core::exchange::World;
use pullgate_core::exchange::memory::Memory;
use pullgate_core::exchange::suite::{self, NAME, SuiteErrorAnswer, SuiteRequest, Tested};
use pullgate_core::render::json::{Diagnostic, Label};
use pullgate_core::render::text::{Style, StyledText};
use pullgate_core::verify::UnixTime;
use serde::Serialize;

use crate::diagnostics::Texts;
use crate::files::read;
use crate::lint::shown;
use crate::question::{now, time};
use crate::{Problem, Status, diagnostics, print};

/// Tests a policy: images that shall pass under it, and images that shall not
///
/// A suite (docs/suites.md) names a policy, keys and images as files beside it, and says what it expects of each image. A refusal because the policy does
/// not parse or a key is missing is no test passed, but a broken one. No registry is asked.
///
/// Exit status: 0 every test passed; 1 some failed or are broken; 2 usage, a file that cannot be read, or a suite with an error in it.
#[derive(Args)]
#[command(override_usage = USAGE, after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Test {
    /// The suites, or folders with a `suite.yaml` in them; `-` reads standard input
    ///
    /// Paths in a suite count from its folder; in one from standard input, from the working directory.
    #[arg(value_name = "SUITE", default_value = SUITE)]
    suites: Vec<PathBuf>,

    /// A policy in the place of the suites': would this one keep to them, too? `-` reads standard input
    ///
    /// Tests that name a policy of their own keep that one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// The time of the question, such as 2026-06-01T12:00:00Z, for tests that do not say one, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<UnixTime>,

    /// Shows only what did not pass
    #[arg(long, conflicts_with = "format")]
    hide_passed: bool,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How to answer.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each test, and more for those that did not pass
    #[default]
    Text,
    /// One object for each suite (docs/exchange.md), with its path as `suite`
    Json,
}

/// What a suite is called where nobody says.
const SUITE: &str = "suite.yaml";

const USAGE: &str = "pullgate test [SUITE]… [--policy FILE] [OPTIONS]";

const EXAMPLES: &str = "\
Examples:
  A first suite: one image that shall pass, and everything else that shall not:
    skopeo copy docker://registry.example/acme/app:v1 dir:images/app-v1
    cat > suite.yaml <<END
    policy: policy.json
    files:
      /etc/pki/containers/acme.pub: keys/acme.pub
    now: 2026-06-01T12:00:00Z
    tests:
      - name: a release is pulled
        image: docker://registry.example/acme/app:v1
        dir: images/app-v1
        expect: allow
      - name: images from elsewhere are refused
        image: docker://docker.io/library/alpine
        expect: refuse
    END
    pullgate test suite.yaml

  Would the policy that somebody proposes keep to it?
    pullgate test suite.yaml --policy proposed.json

  In a pipeline, over all suites of a repository:
    pullgate test --hide-passed suites/*/suite.yaml

  What will have expired by then?
    pullgate test suite.yaml --now 2027-01-01T00:00:00Z";

/// Runs all suites. The status counts as [`Test`] says: allowed where every test passed, refused where one did not.
pub(crate) fn run(arguments: &Test) -> Result<Status, Problem> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    let readers = arguments.suites.iter().chain(&arguments.policy);
    if readers.filter(|path| is_stdin(path)).count() > 1 {
        return Err(Problem::new("standard input can be read once only").help("name a file instead of the second `-`"));
    }
    let policy = arguments.policy.as_deref().map(|path| read(path, "the policy"));
    let policy = policy.transpose()?;
    let mut worst = Status::Allowed;
    let mut total = Total::default();
    for path in &arguments.suites {
        let path = &suite_file(path);
        let status = match one(path, arguments, policy.as_ref()) {
            Ok(answered) => {
                answered.print(arguments)?;
                total.add(&answered.tested);
                answered.status()
            }
            Err(problem) => {
                print::problem(&problem);
                total.unread += 1;
                Status::Usage
            }
        };
        if status as u8 > worst as u8 {
            worst = status;
        }
    }
    if let (Format::Text, true) = (arguments.format, arguments.suites.len() > 1) {
        print::styled(&text::total(&total))?;
    }
    Ok(worst)
}

/// A folder stands for the suite in it.
fn suite_file(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join(SUITE)
    } else {
        path.to_path_buf()
    }
}

fn one<'a>(path: &'a Path, arguments: &'a Test, policy: Option<&Vec<u8>>) -> Result<Answered<'a>, Problem> {
    let suite = read(path, "the suite").map_err(|problem| match problem.help {
        None => problem.help("name a suite; docs/suites.md shows one, and so does `pullgate test --help`"),
        Some(_) => problem,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let request = SuiteRequest {
        files: brought::files(folder, &suite::needed(&suite))?,
        suite,
        policy: policy.cloned(),
        now: arguments.now,
    };
    // The policy names its files by paths of a node: only what the suite brings for them counts, so that it falls out alike on every machine.
    let world = World {
        files: None,
        now: now(),
    };
    let tested = suite::test(&request, world, &Memory::default());
    Ok(Answered {
        path,
        policy: arguments.policy.as_deref(),
        request,
        tested,
    })
}

/// A suite, and how it fell out.
struct Answered<'a> {
    path: &'a Path,
    /// What takes the place of the suite's own.
    policy: Option<&'a Path>,
    request: SuiteRequest,
    tested: Tested,
}

/// What all suites come to.
#[derive(Default)]
struct Total {
    passed: usize,
    failed: usize,
    broken: usize,
    /// Suites that were not run.
    unread: usize,
}

impl Total {
    fn add(&mut self, tested: &Tested) {
        self.passed += tested.passed;
        self.failed += tested.failed;
        self.broken += tested.broken;
        self.unread += usize::from(!tested.suite_errors.is_empty());
    }
}

#[derive(Serialize)]
struct Named<'a> {
    suite: String,
    #[serde(flatten)]
    tested: &'a Tested,
}

impl Answered<'_> {
    fn print(&self, arguments: &Test) -> Result<(), Problem> {
        let suite = shown(self.path);
        if let Format::Json = arguments.format {
            let tested = &self.tested;
            return print::json(&Named { suite, tested });
        }
        if !self.tested.suite_errors.is_empty() {
            let mut texts = Texts::default();
            texts.add(NAME, suite, &self.request.suite);
            let errors: Vec<Diagnostic> = self.tested.suite_errors.iter().map(diagnostic).collect();
            return print::to_stdout(|out| diagnostics::write(out, &errors, &texts));
        }
        let mut out = StyledText::default();
        let is_one_of_several = arguments.suites.len() > 1;
        if is_one_of_several {
            text::heading(&suite, &mut out);
        }
        let policy = self.policy.map(shown).or_else(|| self.policy_of_suite());
        text::tested(
            &self.tested,
            text::Shown {
                suite: &suite,
                policy: policy.as_deref().unwrap_or_default(),
                hides_passed: arguments.hide_passed,
            },
            &mut out,
        );
        if is_one_of_several {
            out.runs.push((Style::Plain, "\n".into()));
        }
        print::styled(&out)
    }

    /// Where the policy lies that the suite names for all of its tests.
    fn policy_of_suite(&self) -> Option<String> {
        let policy = suite::policy_path(&self.request.suite)?;
        Some(shown(&self.path.with_file_name(policy)))
    }

    fn status(&self) -> Status {
        if !self.tested.suite_errors.is_empty() {
            Status::Usage
        } else if self.tested.failed + self.tested.broken > 0 {
            Status::Refused
        } else {
            Status::Allowed
        }
    }
}

/// What is wrong with a suite has no code: the words say all.
fn diagnostic(error: &SuiteErrorAnswer) -> Diagnostic {
    let label = |span| Label { span, message: None };
    Diagnostic {
        code: String::new(),
        severity: "error",
        message: error.message.clone(),
        labels: error.span.clone().map(label).into_iter().collect(),
        help: error.help.clone().into_iter().collect(),
        edits: Vec::new(),
        is_safe: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suite_in_the_help_is_one() {
        let (_, suite) = EXAMPLES.split_once("<<END\n").unwrap();
        let (suite, _) = suite.split_once("    END\n").unwrap();
        let needed: Vec<String> = suite::needed(suite.as_bytes()).into_keys().collect();
        assert_eq!(needed, ["images/app-v1", "keys/acme.pub", "policy.json"]);
    }
}
