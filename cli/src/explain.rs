//! `pullgate explain`: why an image is refused, what would make it pass, what if, and until when.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pullgate_core::exchange::request::parse_platform;
use pullgate_core::exchange::what_if::{Change, Turn, WhatIf, parse_date, timeline, what_if};
use pullgate_core::exchange::{Answer, Request, World, answer as ask};
use pullgate_core::render::text::explanation::{self, Changed};
use pullgate_core::verify::UnixTime;
use serde::Serialize;

use crate::evaluate::status;
use crate::files::{MappedFiles, read};
use crate::question::{self, Question, note_other_store, now};
use crate::{Problem, Status, codes, print};

/// Says why an image is refused, and what would make it pass
///
/// Each remedy marked `ok` was evaluated: with it, the image is allowed. None trusts a key that only the image brings, and none lets an image pass without a
/// signature. Exit status: as of `evaluate`.
#[derive(Args)]
#[command(override_usage = USAGE, after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Explain {
    /// A code such as PG0602, to read what it means; then nothing is asked about an image
    #[arg(value_name = "CODE")]
    code: Option<String>,

    #[command(flatten)]
    question: Question,

    /// Asks again with one thing changed; may be repeated
    ///
    /// tag=v2, digest, image=NAME, platform=linux/arm64, scope=SCOPE (the requirements of another scope; empty for the transport's default), key=FILE (a key
    /// that might be trusted), namespace=NS (another one of --policy-dir; empty for none), at=TIME.
    #[arg(long = "what-if", value_name = "CHANGE", value_parser = change)]
    changes: Vec<Wish>,

    /// Until when to look ahead for times at which the verdict changes, such as 2027-01-01
    #[arg(long, value_name = "TIME", value_parser = date)]
    at: Option<UnixTime>,

    /// A key that might be trusted: as --what-if key=FILE, and it is tried in the remedies, too
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,

    /// The requirements of another scope: as --what-if scope=SCOPE
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How to answer.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// The answer with its explanation (docs/exchange.md), and `whatIf` and `timeline`
    Json,
}

const USAGE: &str = "\
pullgate explain --policy FILE --image NAME [--dir IMAGE_DIR] [--file POLICYPATH=LOCAL]… [--what-if CHANGE]… [OPTIONS]
       pullgate explain CODE";

const EXAMPLES: &str = "\
Examples:
  Why is it refused, and what would help?
    pullgate explain --policy policy.json --image docker://registry.example/acme/app:v2 --dir image

  Was it this key that signed?
    pullgate explain --policy policy.json --image docker://registry.example/acme/app:v2 --dir image --key other.pub

  Would another tag, or the digest, do?
    pullgate explain --policy policy.json --image docker://registry.example/acme/app:v2 --dir image --what-if tag=v1 --what-if digest

  Does the policy of another namespace let it pass?
    pullgate explain --policy policy.json --policy-dir /etc/crio/policies --namespace payments --what-if namespace=web \\
      --image docker://registry.example/acme/app:v1 --dir image

  What is PG0602?
    pullgate explain PG0602

  Until when does it pass?
    pullgate explain --policy policy.json --image docker://registry.example/acme/app:v1 --dir image --at 2030-01-01";

/// A change as it was asked for.
#[derive(Clone)]
enum Wish {
    Change(Change),
    Key(PathBuf),
    Namespace(Option<String>),
    Platform(String),
}

/// Asks, prints the explanation, and says with which status to end.
pub(crate) fn answer(arguments: &Explain) -> Result<Status, Problem> {
    if let Some(code) = &arguments.code {
        let page = codes::page(code).ok_or_else(|| {
            let first_and_last = [codes::PAGES.first(), codes::PAGES.last()];
            let known: Vec<&str> = first_and_last.into_iter().flatten().map(|(code, _)| *code).collect();
            Problem::new(format!("there is no code {code}"))
                .help(format!("codes are those that lint prints, {}", known.join(" to ")))
        })?;
        print::bytes(page.as_bytes())?;
        return Ok(Status::Allowed);
    }
    let files = MappedFiles::read(&arguments.question.files)?;
    let mut request = question::request(&arguments.question)?;
    request.explain = true;
    // What is mapped is at hand: a remedy may put it elsewhere.
    request.files.extend(files.mapped());
    for path in &arguments.key {
        request.files.insert(shown(path), read(path, "the key")?);
    }
    let world = World {
        files: Some(&files),
        now: now(),
    };
    let answer = ask(&request, world);
    note_other_store(&arguments.question, &answer);
    let changes = what_if(&request, &wishes(arguments, &request)?, world);
    let turns = timeline(&request, arguments.at, world);
    match arguments.format {
        Format::Text => text(&answer, &changes, &turns),
        Format::Json => print::json(&Explained {
            answer: &answer,
            what_if: &changes,
            timeline: &turns,
        }),
    }?;
    Ok(status(&answer))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Explained<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    what_if: &'a [WhatIf],
    timeline: &'a [Turn],
}

fn text(answer: &Answer, changes: &[WhatIf], turns: &[Turn]) -> Result<(), Problem> {
    let Answer::Evaluated(evaluated) = answer else {
        return print::text(answer, &crate::diagnostics::Texts::default());
    };
    let changes: Vec<Changed<'_>> = changes
        .iter()
        .map(|change| Changed {
            what: &change.change,
            allowed: change.allowed,
            summary: &change.summary,
        })
        .collect();
    let turns: Vec<Changed<'_>> = turns
        .iter()
        .map(|turn| Changed {
            what: &turn.at,
            allowed: turn.allowed,
            summary: &turn.summary,
        })
        .collect();
    print::styled(&explanation::text(evaluated, &changes, &turns))
}

/// Every change that was asked for.
fn wishes(arguments: &Explain, request: &Request) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::new();
    let key = |path: &Path| -> Result<Change, Problem> {
        Ok(Change::Key {
            path: shown(path),
            bytes: read(path, "the key")?,
        })
    };
    let asked_again = |what: String, other: &Question| -> Result<Change, Problem> {
        let other = Request {
            files: request.files.clone(),
            ..question::request(other)?
        };
        Ok(Change::Request(what, Box::new(other)))
    };
    for wish in &arguments.changes {
        changes.push(match wish {
            Wish::Change(change) => change.clone(),
            Wish::Key(path) => key(path)?,
            // Of the other one the file was not read yet.
            Wish::Namespace(namespace) => {
                let other = Question {
                    namespace: namespace.clone(),
                    ..arguments.question.clone()
                };
                let what = match namespace {
                    Some(namespace) => format!("in the namespace {namespace}"),
                    None => "without a namespace".into(),
                };
                asked_again(what, &other)?
            }
            Wish::Platform(platform) => {
                let other = Question {
                    platform: parse_platform(platform),
                    instance: None,
                    ..arguments.question.clone()
                };
                asked_again(format!("for {platform}"), &other)?
            }
        });
    }
    for path in &arguments.key {
        changes.push(key(path)?);
    }
    changes.extend(arguments.scope.iter().cloned().map(Change::Scope));
    if let Some(at) = arguments.at {
        changes.push(Change::At(at));
    }
    Ok(changes)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn change(text: &str) -> Result<Wish, String> {
    match Change::parse(text) {
        Some(Change::Namespace(namespace)) => return Ok(Wish::Namespace(namespace)),
        Some(change) => return Ok(Wish::Change(change)),
        None => {}
    }
    match text.split_once('=') {
        Some(("key", path)) if !path.is_empty() => Ok(Wish::Key(path.into())),
        Some(("platform", platform)) if parse_platform(platform).is_some() => Ok(Wish::Platform(platform.into())),
        _ => Err(
            "write tag=v2, digest, image=docker://…, platform=linux/arm64, namespace=payments, scope=registry.example/acme, key=FILE or at=2027-01-01"
                .into(),
        ),
    }
}

fn date(text: &str) -> Result<UnixTime, String> {
    parse_date(text)
        .ok_or_else(|| "write a day such as 2027-01-01, or a time as RFC 3339 does: 2027-01-01T12:00:00Z".into())
}
