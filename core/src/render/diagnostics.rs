//! Findings with their words: what is wrong or worth knowing, where, and what to do about it.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::containers_image::files::file_error;
#[cfg(feature = "yaml")]
use super::containers_image::registries_d;
use super::containers_image::signature_sources::source_error;
use super::containers_image::{Refusal, image, image_name_error as image_name_refusal, trust};
use crate::diagnostic::{Code, Diagnostic, Label, Severity};
use crate::image::SignatureBlobError;
use crate::image::manifest::ManifestList;
use crate::reference::docker::DockerNameError;
use crate::reference::docker_daemon::DockerDaemonError;
use crate::reference::storage::StorageNameError;
use crate::reference::{ImageNameError, ImageReference};
#[cfg(feature = "yaml")]
use crate::registries_d::ConfigurationError;
#[cfg(feature = "yaml")]
use crate::signature_sources::Unrecognised;
use crate::source::{Edit, Span};
use crate::trace::{Evaluation, Reason, RequirementDetail, SigningTrace, Unreadable};
use crate::trust::TrustError;

mod policy;

pub use policy::{policy_error, syntax_error_behind, too_deep};

pub(super) fn diagnostic(code: Code, severity: Severity, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        code,
        severity,
        message: message.into(),
        labels: Vec::new(),
        help: Vec::new(),
        edits: Vec::new(),
        is_safe: false,
    }
}

impl Diagnostic {
    pub(super) fn at(mut self, span: Span) -> Self {
        self.labels.push(Label { span, message: None });
        self
    }

    pub(super) fn beside(mut self, span: Span, message: impl Into<String>) -> Self {
        let message = Some(message.into());
        self.labels.push(Label { span, message });
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    pub(super) fn safe(self) -> Self {
        Self { is_safe: true, ..self }
    }
}

/// Why the image name cannot be used.
#[must_use]
pub fn image_name_error(error: &ImageNameError) -> Diagnostic {
    let found = diagnostic(Code::ImageName, Severity::Error, image_name_refusal(error).text);
    match image_name_help(error) {
        Some(help) => found.help(help),
        None => found,
    }
}

fn image_name_help(error: &ImageNameError) -> Option<String> {
    let help = match error {
        ImageNameError::ContainersStorage(StorageNameError::NotAnId(_)) => {
            "write all 64 digits of the image ID: a shorter one would have to be looked up in the store"
        }
        ImageNameError::ContainersStorage(StorageNameError::PerhapsShortId(name)) => {
            return Some(format!(
                "for the name, write {name}:latest; for the image ID, write @ and all its 64 digits"
            ));
        }
        ImageNameError::Docker(DockerNameError::Slashes(rest)) => {
            return Some(format!("write docker://{}", rest.trim_start_matches('/')));
        }
        ImageNameError::Docker(DockerNameError::TagAndDigest)
        | ImageNameError::DockerDaemon(DockerDaemonError::TagAndDigest) => "name the image either by tag or by digest",
        ImageNameError::DockerDaemon(DockerDaemonError::NameOnly(named)) => {
            return Some(format!("write docker-daemon:{}:latest", named.familiar()));
        }
        ImageNameError::NoTransport(name) => {
            return Some(format!("for an image in a registry, write docker://{name}"));
        }
        _ => return None,
    };
    Some(help.to_string())
}

/// What the name of an image left open, and what was taken for it.
#[must_use]
pub fn assumptions(reference: &ImageReference, has_disk: bool) -> Option<Diagnostic> {
    let (code, message) = match reference {
        ImageReference::ContainersStorage(image) if image.store.is_spelled_out => (
            Code::StoreIsAssumed,
            format!(
                "the store [{}] was not opened: it is taken to be usable",
                image.store.whole()
            ),
        ),
        ImageReference::ContainersStorage(image) => (
            Code::StoreIsAssumed,
            format!(
                "the store was not opened: it is taken to be [{}], the usual one of a node as far as the name does not say otherwise",
                image.store.whole()
            ),
        ),
        ImageReference::Directory(_)
        | ImageReference::Oci(_)
        | ImageReference::OciArchive(_)
        | ImageReference::Sif(_)
            if !has_disk =>
        {
            (
                Code::PathsAreVirtual,
                "no disk was asked about this path: its parents are taken to be folders, none of them a symbolic link; a path that does not begin with / counts from /".into(),
            )
        }
        ImageReference::Tarball(_) if !has_disk => (
            Code::PathsAreVirtual,
            "no disk was asked about these files: they are taken to be there".into(),
        ),
        _ => return None,
    };
    Some(diagnostic(code, Severity::Information, message))
}

/// No image of a list is evaluated; with the images that it has, where it could be read.
#[must_use]
pub fn not_chosen(refusal: &Refusal, list: Option<&ManifestList>) -> Diagnostic {
    let found = diagnostic(Code::InstanceNotChosen, Severity::Error, &*refusal.text);
    match list {
        Some(list) => found.help(format!("the list has {}", choices(list))),
        None => found,
    }
}

/// The manifest that is evaluated is a list, of which a pull evaluates an image.
#[must_use]
pub fn manifest_is_a_list(list: &ManifestList) -> Diagnostic {
    diagnostic(
        Code::ManifestIsAList,
        Severity::Warning,
        "the manifest is a list: what is evaluated here is the list itself, whereas a pull chooses an image of it and evaluates that one",
    )
    .help(format!("give it as manifestList, and the manifest of one of its images: {}", choices(list)))
}

/// `linux/amd64 (sha256:…), linux/arm64/v8 (sha256:…)`, up to so many.
fn choices(list: &ManifestList) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = list
        .entries
        .iter()
        .take(SHOWN)
        .map(|entry| match &entry.platform {
            Some(platform) => format!("{platform} ({})", entry.digest),
            None => entry.digest.clone(),
        })
        .collect();
    match list.entries.len() {
        0 => return "no images".to_string(),
        more if more > SHOWN => shown.push(format!("… and {} more", more - SHOWN)),
        _ => {}
    }
    shown.join(", ")
}

/// What an evaluation ran into that its place in the policy should show.
#[must_use]
pub fn evaluation(evaluation: &Evaluation) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for requirement in &evaluation.requirements {
        let (RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing)) = &requirement.detail
        else {
            continue;
        };
        for diagnostic in signing_diagnostics(signing) {
            // Every signature meets the same unusable key.
            if !found.contains(&diagnostic) {
                found.push(diagnostic);
            }
        }
    }
    found
}

fn signing_diagnostics(signing: &SigningTrace) -> Vec<Diagnostic> {
    match &signing.signatures {
        Err(Unreadable::Source(error)) => {
            vec![diagnostic(
                Code::SignatureUnreadable,
                Severity::Error,
                source_error(error).text,
            )]
        }
        Err(Unreadable::File(unreadable)) => {
            let message = format!(
                "signature-{} cannot be read: {}",
                unreadable.index + 1,
                image::signature_blob_error(&unreadable.error)
            );
            let found =
                diagnostic(Code::SignatureUnreadable, Severity::Error, message).at(Span::new(unreadable.source, 0, 0));
            vec![match signature_blob_help(&unreadable.error) {
                Some(help) => found.help(help),
                None => found,
            }]
        }
        Ok(signatures) => {
            let trust_errors = signatures.iter().filter_map(|signature| match signature.rejection() {
                Some(Reason::Trust(error)) => Some(error),
                _ => None,
            });
            // One is enough: they all come from the one trust root of the requirement.
            trust_errors.take(1).map(trust_error).collect()
        }
    }
}

fn signature_blob_help(error: &SignatureBlobError) -> Option<&'static str> {
    match error {
        // `-`, with which ASCII armour begins.
        SignatureBlobError::UnknownFirstByte(b'-') => {
            Some("this looks like ASCII armour, which no runtime reads: unwrap it with `gpg --dearmor`")
        }
        SignatureBlobError::UnknownFirstByte(b'{') => Some(
            "this looks like JSON: a sigstore signature file is a NUL byte, the word sigstore-json, a line feed, then the JSON",
        ),
        _ => None,
    }
}

fn trust_error(error: &TrustError) -> Diagnostic {
    match error {
        TrustError::File { span, error } => {
            let message = format!(
                "this file, which the policy asks for, cannot be read: {}",
                file_error(error)
            );
            diagnostic(Code::FileUnreadable, Severity::Error, message)
                .at(*span)
                .help(format!("give the file that lies at {} on the node", error.path))
        }
        TrustError::NoFulcioCertificates { span }
        | TrustError::NoPkiRoots { span }
        | TrustError::NoPublicKeys { span }
        | TrustError::NoRekorKeys { span }
        | TrustError::PkiIntermediates { span, .. }
        | TrustError::PublicKey { span, .. }
        | TrustError::RekorKey { span, .. }
        | TrustError::RekorKeyNotEcdsa { span, .. }
        | TrustError::TooManyBytes { span }
        | TrustError::TooManyCertificates { span, .. }
        | TrustError::TooManyKeys { span, .. } => {
            diagnostic(Code::KeyUnusable, Severity::Error, trust::trust_error(error).text).at(*span)
        }
    }
}

/// registries.d cannot be used. The message is the reference's.
#[cfg(feature = "yaml")]
#[must_use]
pub fn registries_d_error(error: &ConfigurationError) -> Diagnostic {
    let message = registries_d::configuration_error(error).text;
    let span = match error {
        ConfigurationError::DefaultTwice { span, .. }
        | ConfigurationError::NamespaceTwice { span, .. }
        | ConfigurationError::Stopped { span, .. } => Some(*span),
        ConfigurationError::Misfits { misfits, .. } => misfits.first().map(|misfit| misfit.span),
        ConfigurationError::Syntax { error, .. } => Some(error.span),
    };
    let found = diagnostic(Code::RegistriesDInvalid, Severity::Error, message);
    match span {
        Some(span) => found.at(span),
        None => found,
    }
}

/// The store that registries.d names is no URL. The message is the reference's.
#[must_use]
pub fn bad_store(message: &str, span: Span) -> Diagnostic {
    diagnostic(Code::RegistriesDInvalid, Severity::Error, message).at(span)
}

/// A file of registries.d whose name has another ending.
#[must_use]
pub fn registries_d_file_not_read(name: &str) -> Diagnostic {
    let message = format!("{name} in registries.d is not read: its name does not end in .yaml");
    diagnostic(Code::RegistriesDFileNotRead, Severity::Warning, message)
}

/// A store or attachments, and an image that has neither.
#[must_use]
pub fn sources_not_read(note: &str) -> Diagnostic {
    let message = format!("lookaside and attachments are not looked at: {note}");
    diagnostic(Code::SourcesNotRead, Severity::Warning, message)
}

/// Attachments were given, and nothing in them is one.
#[cfg(feature = "yaml")]
#[must_use]
pub fn attachments_not_recognised(what: Unrecognised) -> Diagnostic {
    let (message, help) = match what {
        Unrecognised::Bundles => (
            "the attachments are Sigstore bundles, which cosign 3 writes and no node looks into",
            "sign the image again with `cosign sign --new-bundle-format=false --use-signing-config=false`: that writes sha256-….sig, where nodes look",
        ),
        Unrecognised::Unknown => (
            "none of the attachments is the manifest sha256-….sig or what `cosign download signature` printed",
            "give the manifest with the blobs that it names: the signatures are in its annotations",
        ),
    };
    diagnostic(Code::SourcesNotRead, Severity::Warning, message).help(help)
}
