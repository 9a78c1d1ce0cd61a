//! The `pullgate` command: arguments, files, exit statuses. What it prints was decided and worded by the engine.

mod archive;
mod evaluate;
mod files;
mod image_folder;
mod layout;
mod lines;
mod print;
mod sources;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pullgate_core::exchange::request::{Platform, parse_platform, parse_time};
use pullgate_core::verify::UnixTime;

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
    Evaluate(Evaluate),
}

/// Evaluates an image under a policy
///
/// Exit status: 0 allowed; 1 refused; 2 usage, an argument that cannot be read, or an image name that does not parse; 3 the policy does not parse.
#[derive(Args)]
#[command(override_usage = USAGE, after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
struct Evaluate {
    /// The policy, such as /etc/containers/policy.json; `-` reads standard input
    #[arg(long, value_name = "FILE", required_unless_present = "jsonl")]
    policy: Option<PathBuf>,

    /// The image's name as it would be pulled, such as docker://registry.example/acme/app:v1
    #[arg(long, value_name = "NAME", required_unless_present = "jsonl")]
    image: Option<String>,

    /// The image itself: a folder that `skopeo copy NAME dir:IMAGE_DIR` wrote (manifest.json, signature-1, …)
    ///
    /// Without it the image has no manifest that could be read and no signatures.
    #[arg(long, value_name = "IMAGE_DIR", group = "image_files")]
    dir: Option<PathBuf>,

    /// A folder such as /etc/containers/registries.d: which signatures a node would look for, and where
    ///
    /// The log then begins with what the node looks up, and --format json answers with `signatureSources`. Alone it changes no verdict, unless a file
    /// in it does not parse: then a node opens no image of a registry.
    #[arg(long, value_name = "DIR")]
    registries_d: Option<PathBuf>,

    /// A lookaside store, such as /var/lib/containers/sigstore, with folders such as acme/app@sha256=…/signature-1
    ///
    /// Its content is taken for what lies where --registries-d says, or in the built-in place. A tar archive (.tar, .tar.gz) of the content does as well.
    #[arg(long, value_name = "DIR|FILE")]
    lookaside: Option<PathBuf>,

    /// What cosign attached to the image: the manifest sha256-….sig with its blobs, or what `cosign download signature` printed
    ///
    /// Told apart by content. With --registries-d they are looked at only if that says use-sigstore-attachments.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    attachments: Vec<PathBuf>,
    /// The image itself as an OCI layout: a folder that `skopeo copy NAME oci:DIR` or `cosign save --dir DIR NAME` wrote
    ///
    /// The signatures that cosign saved beside it are taken for those that a registry would have. A tar archive of it, such as oci-archive: writes, does as well.
    #[arg(long, value_name = "DIR|FILE", group = "image_files")]
    oci_layout: Option<PathBuf>,

    /// Of a list of images, the one that a node of this platform pulls, such as linux/arm64/v8
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", value_parser = platform, requires = "image_files")]
    platform: Option<Platform>,

    /// Of a list of images, the one with this digest
    #[arg(long, value_name = "DIGEST", requires = "image_files", conflicts_with = "platform")]
    instance: Option<String>,

    /// Takes LOCAL where the policy names POLICYPATH, such as /etc/pki/k.gpg=./k.gpg; may be repeated
    ///
    /// Paths that are not mapped are read as they stand, on this machine.
    #[arg(long = "file", value_name = "POLICYPATH=LOCAL", value_parser = mapping)]
    files: Vec<(String, PathBuf)>,

    /// The time of the question, such as 2026-06-01T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<UnixTime>,

    /// Refuses unless the policy verifies a signature
    #[arg(long)]
    require_signed: bool,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Reads one request a line (docs/exchange.md) and writes one answer a line, in the same order; `-` or nothing is standard input
    ///
    /// Nothing on this machine is looked at: a request carries its files. A line that is no request gets an answer with `requestError`. Exit status 0
    /// if every line was a request, else 2.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "-",
        conflicts_with_all = [
            "policy", "image", "dir", "oci_layout", "platform", "instance", "registries_d", "lookaside", "attachments", "files", "now", "require_signed", "format"
        ]
    )]
    jsonl: Option<PathBuf>,
}

/// How to answer.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// The verdict, and the decision as a tree
    #[default]
    Text,
    /// The debug log of a node, CRI-O's say; the error of a refusal goes to standard error
    Log,
    /// The whole answer (docs/exchange.md)
    Json,
}

const USAGE: &str = "\
pullgate evaluate --policy FILE --image NAME [--dir IMAGE_DIR] [--registries-d DIR] [--file POLICYPATH=LOCAL]… [OPTIONS]
       pullgate evaluate --jsonl [FILE]";

const EXAMPLES: &str = "\
Examples:
  An image and its signatures, and the keys of another machine's policy:
    skopeo copy docker://registry.example/acme/app:v1 dir:image
    pullgate evaluate --policy policy.json --image docker://registry.example/acme/app:v1 --dir image \\
      --file /etc/pki/containers/acme.gpg=./acme.gpg

  What this machine says of an image without looking at its signatures, as its log would:
    pullgate evaluate --policy /etc/containers/policy.json --image docker://quay.io/acme/app --format log

  Where a node would look for the signatures, and what it finds in a copy of the store:
    pullgate evaluate --policy policy.json --image docker://registry.example/acme/app:v1 --dir image --format log \\
      --registries-d /etc/containers/registries.d --lookaside ./sigstore

  What cosign attached, without a registry:
    cosign download signature registry.example/acme/app:v1 > signatures.json
    pullgate evaluate --policy policy.json --image docker://registry.example/acme/app:v1 --dir image --attachments signatures.json

  What `cosign save` wrote:
    cosign save --dir saved registry.example/acme/app:v1
    pullgate evaluate --policy policy.json --image docker://registry.example/acme/app:v1 --oci-layout saved

  Many questions at once:
    pullgate evaluate --jsonl requests.jsonl > answers.jsonl";

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Allowed = 0,
    Refused = 1,
    Usage = 2,
    InvalidPolicy = 3,
}

fn main() -> ExitCode {
    let Command::Evaluate(arguments) = Arguments::parse().command;
    let outcome = match &arguments.jsonl {
        Some(path) => lines::answer(path),
        None => evaluate::answer(&arguments),
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

fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((path, local)) if !path.is_empty() && !local.is_empty() => Ok((path.into(), local.into())),
        _ => Err("write the policy's path, `=`, and the file to read instead: /etc/pki/k.gpg=./k.gpg".into()),
    }
}

fn platform(text: &str) -> Result<Platform, String> {
    parse_platform(text).ok_or_else(|| "write a platform as linux/amd64 or linux/arm64/v8".into())
}

fn time(text: &str) -> Result<UnixTime, String> {
    parse_time(text).ok_or_else(|| "write a time as RFC 3339 does: 2026-06-01T12:00:00Z".into())
}
