//! `pullgate lint`: what is wrong with a policy, or probably not meant so.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pullgate_core::exchange::World;
use pullgate_core::exchange::lint::{LintRequest, Linted, Release, fix, lint, parse_release};
use pullgate_core::render::json::Diagnostic;
use pullgate_core::verify::UnixTime;

use crate::diagnostics::Texts;
use crate::files::{MappedFiles, read};
use crate::question::{mapping, now, time};
use crate::{Problem, Status, diagnostics, print, sources};

/// Finds what is wrong with a policy, or probably not meant so
///
/// Rules that no image has, requirements that nothing can fulfil, keys that are about to expire or of the wrong kind, signatures that no node looks for.
/// `pullgate explain PG0602` says more about a code. A finding never changes what the policy decides.
///
/// Exit status: 0 nothing at the level of --fail-on; 1 findings, or more than is looked at in one go; 2 usage, or an argument that cannot be read; 3 the policy does not parse.
#[derive(Args)]
#[command(after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Lint {
    /// The policy, such as /etc/containers/policy.json; `-` reads standard input
    #[arg(value_name = "POLICY")]
    policy: PathBuf,

    /// A folder such as /etc/containers/registries.d: whether nodes look for the signatures that the policy asks for
    #[arg(long, value_name = "DIR")]
    registries_d: Option<PathBuf>,

    /// Takes LOCAL where the policy names POLICYPATH, such as /etc/pki/k.gpg=./k.gpg; may be repeated
    ///
    /// Paths that are not mapped are read as they stand, on this machine.
    #[arg(long = "file", value_name = "POLICYPATH=LOCAL", value_parser = mapping)]
    files: Vec<(String, PathBuf)>,

    /// Does not look at the files that the policy names, only at the keys in it
    #[arg(long, conflicts_with = "files")]
    no_files: bool,

    /// The time of the question, such as 2026-06-01T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<UnixTime>,

    /// The release of containers/image that the nodes run, such as 5.29: what it does not know yet is an error
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    library: Option<Release>,

    /// Which findings make the exit status 1: those of this level and the worse ones
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    fail_on: FailOn,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Makes the changes that are safe, in the file, and says which: those after which nodes decide as before, and those that only let the text parse
    #[arg(long, conflicts_with = "format")]
    fix: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum FailOn {
    /// What can never do what it is there for
    #[default]
    Error,
    /// What probably does not do what was meant, too
    Warning,
    /// Everything
    Information,
    /// Nothing: the findings are shown, and the exit status is 0
    Never,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each finding with the text that it is about
    #[default]
    Text,
    /// Everything, as data (docs/exchange.md)
    Json,
}

const EXAMPLES: &str = "\
Examples:
  This machine's policy, with the keys that it names and with its registries.d:
    pullgate lint /etc/containers/policy.json --registries-d /etc/containers/registries.d

  A policy in a repository, with the keys that will be installed:
    pullgate lint policy.json --file /etc/pki/containers/acme.gpg=./acme.gpg --fail-on warning

  The same for nodes with an older library (its own number: Podman and Skopeo have others):
    pullgate lint policy.json --no-files --library 5.29

  A policy with comments, out of a manual:
    pullgate lint policy.json --fix";

pub(crate) fn run(arguments: &Lint) -> Result<Status, Problem> {
    let files = MappedFiles::read(&arguments.files)?;
    let registries_d = arguments
        .registries_d
        .as_deref()
        .map(sources::registries_d)
        .transpose()?;
    let mut request = LintRequest {
        policy: read(&arguments.policy, "the policy")?,
        registries_d,
        files: None,
        now: arguments.now,
        library: arguments.library,
    };
    let world = World {
        files: if arguments.no_files { None } else { Some(&files) },
        now: now(),
    };
    if arguments.fix {
        apply_fixes(arguments, &mut request, world)?;
    }
    let linted = lint(&request, world);
    for path in files.unused() {
        print::note(&format!("nothing asked for the file that --file maps: {path}"));
    }
    match arguments.format {
        Format::Json => print::json(&linted)?,
        Format::Text => {
            let mut texts = Texts::default();
            texts.add("policy.json", shown(&arguments.policy), &request.policy);
            texts.add_registries_d(arguments.registries_d.as_deref(), request.registries_d.as_ref());
            texts.hide_private_keys(&linted.diagnostics);
            // What matters most comes first.
            let mut shown = linted.diagnostics.clone();
            shown.sort_by_key(|found| match found.severity {
                "error" => 0,
                "warning" => 1,
                _ => 2,
            });
            print::to_stdout(|out| {
                diagnostics::write(out, &shown, &texts)?;
                writeln!(out, "{}", summary(&linted.diagnostics))
            })?;
            if linted.policy_error.is_none() && !linted.complete {
                print::note("there may be more: this is as much as is looked at in one go; mend these, and ask again");
            }
        }
    }
    Ok(status(&linted, arguments.fail_on))
}

fn apply_fixes(arguments: &Lint, request: &mut LintRequest, world: World<'_>) -> Result<(), Problem> {
    if arguments.policy.as_os_str() == "-" {
        return Err(Problem::new("--fix changes a file, and standard input is none").help("name the file"));
    }
    let fixed = fix(request, world);
    if fixed.policy != request.policy {
        std::fs::write(&arguments.policy, &fixed.policy)
            .map_err(|error| Problem::new(format!("cannot write {}: {error}", arguments.policy.display())))?;
        request.policy = fixed.policy;
    }
    for made in &fixed.made {
        let line = made.labels.first().map_or(1, |label| label.span.line);
        let help = made.help.first().map_or("", String::as_str);
        print::note(&format!("line {line}, {}: {}; done: {help}", made.code, made.message));
    }
    Ok(())
}

/// What a file is called for people.
pub(crate) fn shown(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".into()
    } else {
        path.display().to_string()
    }
}

fn summary(found: &[Diagnostic]) -> String {
    let count = |severity: &str| found.iter().filter(|one| one.severity == severity).count();
    let plural = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {more}"),
    };
    match (count("error"), count("warning"), count("information")) {
        (0, 0, 0) => "nothing found".into(),
        (errors, warnings, more) => format!(
            "{}, {}, {} to know",
            plural(errors, "error", "errors"),
            plural(warnings, "warning", "warnings"),
            more
        ),
    }
}

fn status(linted: &Linted, fail_on: FailOn) -> Status {
    if linted.policy_error.is_some() {
        return Status::InvalidPolicy;
    }
    let fails = |found: &Diagnostic| match found.severity {
        "error" => fail_on != FailOn::Never,
        "warning" => matches!(fail_on, FailOn::Warning | FailOn::Information),
        _ => fail_on == FailOn::Information,
    };
    // Of what was not looked at, nobody knows.
    let is_unknown = !linted.complete && fail_on != FailOn::Never;
    if is_unknown || linted.diagnostics.iter().any(fails) {
        Status::Refused
    } else {
        Status::Allowed
    }
}

fn release(text: &str) -> Result<Release, String> {
    parse_release(text).ok_or_else(|| "write a release of containers/image, such as 5.29".into())
}
