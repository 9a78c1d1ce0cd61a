//! One question, asked with arguments and files.

use std::time::{SystemTime, UNIX_EPOCH};

use pullgate_core::exchange::{Answer, Request, World, answer as ask};
use pullgate_core::verify::UnixTime;

use crate::files::{MappedFiles, read};
use crate::image_folder::{ImageFolder, Wanted};
use crate::layout::SavedImage;
use crate::{Evaluate, Format, Problem, Status, print, sources};

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
    note_other_store(arguments, &answer);
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
    let wanted = Wanted {
        instance: arguments.instance.as_deref(),
        platform: arguments.platform.as_ref(),
    };
    let SavedImage { folder, attachments } = match (&arguments.dir, &arguments.oci_layout) {
        (Some(path), _) => SavedImage {
            folder: ImageFolder::read(path, wanted)?,
            attachments: Vec::new(),
        },
        (None, Some(path)) => SavedImage::read(path, arguments.image.as_deref().unwrap_or_default(), wanted)?,
        (None, None) => SavedImage::default(),
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
    let attachments = [attachments, sources::attachments(&arguments.attachments)?].concat();
    let gives_sources = arguments.lookaside.is_some() || !attachments.is_empty();
    if gives_sources && !folder.signatures.is_empty() {
        print::note("the signatures in --dir are not looked at: --lookaside and --attachments take their place");
    }
    Ok(Request {
        registries_d: arguments
            .registries_d
            .as_deref()
            .map(sources::registries_d)
            .transpose()?,
        lookaside: arguments.lookaside.as_deref().map(sources::lookaside).transpose()?,
        attachments: (!attachments.is_empty()).then_some(attachments),
        policy: read(policy, "the policy")?,
        image: arguments.image.clone(),
        manifest: folder.manifest,
        manifest_list: folder.manifest_list,
        instance: folder.instance,
        signatures: if gives_sources { Vec::new() } else { folder.signatures },
        require_signed: arguments.require_signed,
        now: arguments.now,
        ..Request::default()
    })
}

/// What lies in --lookaside stands for another place: whoever asks should know which.
fn note_other_store(arguments: &Evaluate, answer: &Answer) {
    if let (Some(folder), Answer::Evaluated(evaluated)) = (&arguments.lookaside, answer)
        && let Some(found) = &evaluated.signature_sources
        && let Some(store) = &found.lookaside
        && !sources::is_store(&store.url, folder)
    {
        print::note(&format!(
            "a node would ask {}; what lies in {} is taken for it",
            store.url,
            folder.display()
        ));
    }
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
