//! One question, asked with arguments and files.

use std::time::{SystemTime, UNIX_EPOCH};

use pullgate_core::exchange::{Answer, Request, World, answer as ask};
use pullgate_core::verify::UnixTime;

use crate::files::{MappedFiles, read};
use crate::image_folder::{ImageFolder, Wanted};
use crate::{Evaluate, Format, Problem, Status, print};

/// Asks, prints the answer, and says with which status to end.
pub(crate) fn answer(arguments: &Evaluate) -> Result<Status, Problem> {
    let files = MappedFiles::read(&arguments.files)?;
    let request = request(arguments)?;
    let answer = ask(
        &request,
        World {
            files: Some(&files),
            now: now(),
        },
    );
    for path in files.unused() {
        print::note(&format!("nothing asked for the file that --file maps: {path}"));
    }
    for path in files.unreadable() {
        print::tip(&format!("--file {path}=LOCAL takes the file LOCAL instead"));
    }
    match arguments.format {
        Format::Text => print::text(&answer),
        Format::Log => print::log(&answer),
        Format::Json => print::json(&answer),
    }?;
    Ok(status(&answer))
}

fn request(arguments: &Evaluate) -> Result<Request, Problem> {
    let policy = arguments
        .policy
        .as_deref()
        .ok_or_else(|| Problem::new("--policy is missing"))?;
    let folder = match &arguments.dir {
        Some(path) => ImageFolder::read(
            path,
            Wanted {
                instance: arguments.instance.as_deref(),
                platform: arguments.platform.as_ref(),
            },
        )?,
        None => ImageFolder::default(),
    };
    for (index, _) in folder
        .signatures
        .iter()
        .enumerate()
        .filter(|(_, signature)| is_armoured(signature))
    {
        print::note(&format!(
            "signature-{} is ASCII-armoured, and a node refuses it like this; `gpg --dearmor` unwraps it",
            index + 1
        ));
    }
    Ok(Request {
        policy: read(policy, "the policy")?,
        image: arguments.image.clone(),
        manifest: folder.manifest,
        manifest_list: folder.manifest_list,
        instance: folder.instance,
        signatures: folder.signatures,
        require_signed: arguments.require_signed,
        now: arguments.now,
        ..Request::default()
    })
}

fn is_armoured(signature: &[u8]) -> bool {
    signature.starts_with(b"-----BEGIN PGP ")
}

/// A policy that does not parse comes first: whatever the image is called, it is of no use.
fn status(answer: &Answer) -> Status {
    match answer {
        Answer::NotARequest(_) => Status::Usage,
        Answer::Evaluated(evaluated) if evaluated.policy_error.is_some() => Status::InvalidPolicy,
        Answer::Evaluated(evaluated) if evaluated.image_error.is_some() => Status::Usage,
        Answer::Evaluated(evaluated) if evaluated.allowed => Status::Allowed,
        Answer::Evaluated(_) => Status::Refused,
    }
}

/// The clock of this machine.
pub(crate) fn now() -> UnixTime {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, i64::saturating_neg),
    };
    UnixTime(seconds)
}
