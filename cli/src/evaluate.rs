//! One question, asked with arguments and files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pullgate_core::exchange::policy_in_force::{InForce, PolicyInForce};
use pullgate_core::exchange::{Answer, Request, World, answer as ask};

use crate::diagnostics::Texts;
use crate::files::MappedFiles;
use crate::lint::shown;
use crate::question::{self, Question, note_other_store, now};
use crate::{Problem, Status, lines, print};

/// Evaluates an image under a policy
///
/// Exit status: 0 allowed; 1 refused; 2 usage, an argument that cannot be read, or an image name that does not parse; 3 the policy does not parse.
#[derive(Args)]
#[command(override_usage = USAGE, after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    question: Question,

    /// Explains a refusal as well, and what would make the image pass: in the answers of --format json and --jsonl
    #[arg(long)]
    explain: bool,

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
            "policy", "namespace", "policy_dir", "image", "dir", "oci_layout", "platform", "instance", "registries_d", "lookaside", "attachments", "files", "now", "require_signed", "format"
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

  What CRI-O says to a pod of the namespace payments, which may have a policy of its own:
    pullgate evaluate --policy /etc/containers/policy.json --policy-dir /etc/crio/policies --namespace payments \\
      --image docker://registry.example/acme/app:v1 --dir image

  Many questions at once:
    pullgate evaluate --jsonl requests.jsonl > answers.jsonl";

/// Asks, prints the answer, and says with which status to end.
pub(crate) fn answer(arguments: &Evaluate) -> Result<Status, Problem> {
    if let Some(path) = &arguments.jsonl {
        return lines::answer(path, arguments.explain);
    }
    let files = MappedFiles::read(&arguments.question.files)?;
    let request = Request {
        explain: arguments.explain,
        ..question::request(&arguments.question)?
    };
    let answer = ask(
        &request,
        World {
            files: Some(&files),
            now: now(),
        },
    );
    note_other_store(&arguments.question, &answer);
    for path in files.unused() {
        print::note(&format!("nothing asked for the file that --file maps: {path}"));
    }
    for path in files.unreadable() {
        print::tip(&format!("--file {path}=LOCAL takes the file LOCAL instead"));
    }
    match arguments.format {
        Format::Text => print::text(&answer, &texts(arguments, &request)),
        Format::Log => print::log(&answer),
        Format::Json => print::json(&answer),
    }?;
    Ok(status(&answer))
}

/// The texts that diagnostics point at.
fn texts(arguments: &Evaluate, request: &Request) -> Texts {
    let mut texts = Texts::default();
    let in_force = PolicyInForce::of(request);
    let path = match (in_force.whose, &arguments.question.policy_dir) {
        (InForce::Namespace { file, .. }, Some(folder)) => Some(folder.join(file)),
        _ => arguments.question.policy.clone(),
    };
    if let Some(path) = path {
        texts.add(in_force.name(), shown(&path), in_force.text);
    }
    texts.add_registries_d(
        arguments.question.registries_d.as_deref(),
        request.registries_d.as_ref(),
    );
    texts
}

/// A policy that does not parse comes first: whatever the image is called, it is of no use.
pub(crate) fn status(answer: &Answer) -> Status {
    match answer {
        Answer::NotARequest(_) => Status::Usage,
        Answer::Evaluated(evaluated) if evaluated.policy_error.is_some() => Status::InvalidPolicy,
        Answer::Evaluated(evaluated) if evaluated.image_error.is_some() => Status::Usage,
        Answer::Evaluated(evaluated) if evaluated.allowed => Status::Allowed,
        Answer::Evaluated(_) => Status::Refused,
    }
}
