//! `pullgate inspect`: files of any kind, and archives of them.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use flate2::read::MultiGzDecoder;
use pullgate_core::exchange::inspect::{self, Inspected, Member};
use pullgate_core::render::text::Style;
use tar::Archive;

use crate::archive::{GZIP, inside};
use crate::files::{content, too_large, unreadable};
use crate::{Problem, Status, print};

/// Says what a file is, part by part: keys, signatures, certificates, manifests, bundles
///
/// Told by content, whatever the name: OpenPGP, X.509, PEM, DER, the JSON of Sigstore and of registries, base64 of these, and tar archives of them.
/// Private keys and credentials are recognised, and nothing of them is shown.
///
/// Exit status: 0 every file was recognised; 1 some file was not; 2 usage, or a file that cannot be read.
#[derive(Args)]
#[command(after_help = "`--help` has examples.", after_long_help = EXAMPLES)]
pub(crate) struct Inspect {
    /// The files; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How to answer.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A tree, with the places of the parts as [FIRST BYTE..ONE PAST THE LAST]
    #[default]
    Text,
    /// One object for each file (docs/exchange.md)
    Json,
}

const EXAMPLES: &str = "\
Examples:
  Whose key is this, and when does it expire?
    pullgate inspect /etc/pki/containers/acme.gpg

  Who signed, what exactly, and when?
    skopeo copy docker://registry.example/acme/app:v1 dir:image
    pullgate inspect image/signature-1

  The identity in a keyless signature's certificate:
    cosign download signature registry.example/acme/app:v1 | pullgate inspect -

  What is in a policy's keyData?
    jq -r '.default[0].keyData' policy.json | pullgate inspect -

  What lies in a copy of a signature store?
    tar c -C /var/lib/containers/sigstore . | pullgate inspect -";

/// The longest member of an archive that is looked into, in bytes: signatures and manifests are shorter (the reference reads 4 MiB of either).
const MEMBER_LIMIT: u64 = 4 << 20;
/// The most members of an archive that are listed: a store of some hundred images.
const MEMBER_COUNT: usize = 2_000;
/// All members that are looked into, in bytes.
const TOTAL_LIMIT: u64 = 64 << 20;
/// How much of an archive is read, once decompressed, in bytes: an image with its layers fits, and a bomb ends.
const READ_LIMIT: u64 = 16 << 30;
/// How much of what gzip compressed is looked at, in bytes: more than the engine looks into, so that it is the engine that says so.
const UNPACKED_LIMIT: u64 = 17 << 20;
/// So much shows whether a file is an archive.
const HEAD: u64 = 512;

/// Inspects all files. The status counts as `Inspect` says: allowed where every file was recognised, refused where one was not.
pub(crate) fn answer(arguments: &Inspect) -> Result<Status, Problem> {
    let mut status = Status::Allowed;
    for (index, path) in arguments.files.iter().enumerate() {
        let inspected = match look(path) {
            Ok(inspected) => inspected,
            Err(problem) => {
                print::problem(&problem);
                status = Status::Usage;
                continue;
            }
        };
        if !inspected.recognised && status == Status::Allowed {
            status = Status::Refused;
        }
        match arguments.format {
            Format::Text => {
                let mut text = inspect::text(&inspected);
                if index > 0 {
                    text.runs.insert(0, (Style::Plain, "\n".into()));
                }
                print::styled(&text)?;
            }
            Format::Json => print::json(&inspected)?,
        }
    }
    Ok(status)
}

fn look(path: &Path) -> Result<Inspected, Problem> {
    let problem = |error: std::io::Error| unreadable(path, "the file", &error);
    let (name, file): (String, Box<dyn Read>) = if path == Path::new("-") {
        ("stdin".into(), Box::new(std::io::stdin().lock()))
    } else {
        if path.is_dir() {
            let folder = path.display();
            let problem = Problem::new(format!("{folder} is a folder"));
            return Err(problem.help(format!(
                "name its files, or pack them: `tar c -C {folder} . | pullgate inspect -`"
            )));
        }
        let file = File::open(path).map_err(problem)?;
        (path.display().to_string(), Box::new(file))
    };
    let (head, file) = peek(file).map_err(problem)?;
    if head.starts_with(GZIP) {
        // What is no gzip after all is looked at as it stands.
        let (inner, unpacked) = match peek(Box::new(MultiGzDecoder::new(file))) {
            Ok(peeked) => peeked,
            Err(_) => return Ok(inspect::inspect(&head, &name)),
        };
        if is_tar(&inner) {
            return Ok(members(unpacked, &name, true));
        }
        let mut bytes = Vec::new();
        // Cut off or damaged: what came out is looked at.
        _ = unpacked.take(UNPACKED_LIMIT).read_to_end(&mut bytes);
        let inspected = inspect::inspect(&bytes, &format!("{name}!gunzip"));
        return Ok(inspect::decompressed(&name, inspected));
    }
    if is_tar(&head) {
        return Ok(members(file, &name, false));
    }
    let bytes = content(file).map_err(problem)?;
    let bytes = bytes.ok_or_else(|| too_large(path, "the file"))?;
    Ok(inspect::inspect(&bytes, &name))
}

/// The first bytes, and all of them again.
fn peek(mut file: Box<dyn Read>) -> std::io::Result<(Vec<u8>, Box<dyn Read>)> {
    let mut head = Vec::new();
    file.as_mut().take(HEAD).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(file))))
}

/// The mark of POSIX.1-1988 and of GNU tar.
fn is_tar(head: &[u8]) -> bool {
    head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar"))
}

/// The regular files of an archive, as many as are listed.
fn members(file: Box<dyn Read>, name: &str, compressed: bool) -> Inspected {
    let mut members = Vec::new();
    let mut total = 0;
    let mut is_whole = true;
    let mut archive = Archive::new(file.take(READ_LIMIT));
    for entry in archive.entries().into_iter().flatten() {
        let Ok(mut entry) = entry else {
            is_whole = false;
            break;
        };
        let Some(path) = entry.path().ok().and_then(|path| inside(&path)) else {
            continue;
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        if members.len() == MEMBER_COUNT {
            is_whole = false;
            break;
        }
        let length = entry.size();
        if length > MEMBER_LIMIT || total + length > TOTAL_LIMIT {
            members.push((path, Member::Long(length)));
            continue;
        }
        total += length;
        let mut bytes = Vec::new();
        is_whole = entry.read_to_end(&mut bytes).is_ok();
        let inspected = inspect::inspect(&bytes, &format!("{name}!{path}"));
        members.push((path, Member::File(Box::new(inspected))));
        if !is_whole {
            break;
        }
    }
    inspect::archive(name, compressed, members, is_whole)
}
