//! What is asked about: the arguments that `evaluate` and `explain` share, and the request that they make.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use pullgate_core::exchange::request::{Platform, is_namespace, parse_platform, parse_time};
use pullgate_core::exchange::{Answer, Request};
use pullgate_core::verify::UnixTime;

use crate::files::read;
use crate::image_folder::{ImageFolder, Wanted};
use crate::layout::SavedImage;
use crate::{Problem, print, sources};

/// A policy, an image, and what lies around them.
#[derive(Args, Clone)]
pub(crate) struct Question {
    /// The policy, such as /etc/containers/policy.json; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    /// The namespace of the pod, as CRI-O knows it: with --policy-dir, its policy replaces --policy whole, if it has one
    #[arg(long, value_name = "NS", value_parser = namespace)]
    pub(crate) namespace: Option<String>,

    /// CRI-O's folder of policies for each namespace, such as /etc/crio/policies: DIR/NS.json, and no other file, is looked at
    ///
    /// Where there is no such file, --policy applies, as on a node (signature_policy_dir of crio.conf).
    #[arg(long, value_name = "DIR")]
    pub(crate) policy_dir: Option<PathBuf>,

    /// The image's name as it would be pulled, such as docker://registry.example/acme/app:v1
    #[arg(long, value_name = "NAME")]
    pub(crate) image: Option<String>,

    /// The image itself: a folder that `skopeo copy NAME dir:IMAGE_DIR` wrote (manifest.json, signature-1, …)
    ///
    /// Without it the image has no manifest that could be read and no signatures.
    #[arg(long, value_name = "IMAGE_DIR", group = "image_files")]
    pub(crate) dir: Option<PathBuf>,

    /// A folder such as /etc/containers/registries.d: which signatures a node would look for, and where
    ///
    /// The log then begins with what the node looks up, and --format json answers with `signatureSources`. Alone it changes no verdict, unless a file
    /// in it does not parse: then a node opens no image of a registry.
    #[arg(long, value_name = "DIR")]
    pub(crate) registries_d: Option<PathBuf>,

    /// A lookaside store, such as /var/lib/containers/sigstore, with folders such as acme/app@sha256=…/signature-1
    ///
    /// Its content is taken for what lies where --registries-d says, or in the built-in place. A tar archive (.tar, .tar.gz) of the content does as well.
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) lookaside: Option<PathBuf>,

    /// What cosign attached to the image: the manifest sha256-….sig with its blobs, or what `cosign download signature` printed
    ///
    /// Told apart by content. With --registries-d they are looked at only if that says use-sigstore-attachments.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) attachments: Vec<PathBuf>,
    /// The image itself as an OCI layout: a folder that `skopeo copy NAME oci:DIR` or `cosign save --dir DIR NAME` wrote
    ///
    /// The signatures that cosign saved beside it are taken for those that a registry would have. A tar archive of it, such as oci-archive: writes, does as well.
    #[arg(long, value_name = "DIR|FILE", group = "image_files")]
    pub(crate) oci_layout: Option<PathBuf>,

    /// Of a list of images, the one that a node of this platform pulls, such as linux/arm64/v8
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", value_parser = platform, requires = "image_files")]
    pub(crate) platform: Option<Platform>,

    /// Of a list of images, the one with this digest
    #[arg(long, value_name = "DIGEST", requires = "image_files", conflicts_with = "platform")]
    pub(crate) instance: Option<String>,

    /// Takes LOCAL where the policy names POLICYPATH, such as /etc/pki/k.gpg=./k.gpg; may be repeated
    ///
    /// Paths that are not mapped are read as they stand, on this machine.
    #[arg(long = "file", value_name = "POLICYPATH=LOCAL", value_parser = mapping)]
    pub(crate) files: Vec<(String, PathBuf)>,

    /// The time of the question, such as 2026-06-01T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<UnixTime>,

    /// Refuses unless the policy verifies a signature
    #[arg(long)]
    pub(crate) require_signed: bool,
}

/// The request that the arguments make.
pub(crate) fn request(arguments: &Question) -> Result<Request, Problem> {
    let policy = arguments.policy.as_deref().ok_or_else(|| {
        Problem::new("--policy is missing").help("name the policy, such as --policy /etc/containers/policy.json")
    })?;
    if arguments.image.is_none() {
        return Err(Problem::new("--image is missing")
            .help("name the image as it would be pulled, such as --image docker://registry.example/acme/app:v1"));
    }
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
        namespace: arguments.namespace.clone(),
        policy_dir: arguments
            .policy_dir
            .as_deref()
            .map(|folder| sources::policy_dir(folder, arguments.namespace.as_deref()))
            .transpose()?,
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
pub(crate) fn note_other_store(arguments: &Question, answer: &Answer) {
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

/// The clock of this machine.
pub(crate) fn now() -> UnixTime {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, i64::saturating_neg),
    };
    UnixTime(seconds)
}

pub(crate) fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((path, local)) if !path.is_empty() && !local.is_empty() => Ok((path.into(), local.into())),
        _ => Err("write the policy's path, `=`, and the file to read instead: /etc/pki/k.gpg=./k.gpg".into()),
    }
}

fn namespace(text: &str) -> Result<String, String> {
    if is_namespace(text) {
        Ok(text.into())
    } else {
        Err(
            "write a namespace as Kubernetes does: lower-case letters, digits and hyphens between them, at most 63"
                .into(),
        )
    }
}

fn platform(text: &str) -> Result<Platform, String> {
    parse_platform(text).ok_or_else(|| "write a platform as linux/amd64 or linux/arm64/v8".into())
}

pub(crate) fn time(text: &str) -> Result<UnixTime, String> {
    parse_time(text).ok_or_else(|| "write a time as RFC 3339 does: 2026-06-01T12:00:00Z".into())
}
