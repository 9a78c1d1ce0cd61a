//! What the reference says while it gathers an image's signatures. Source: reference.md §6.3, §6.7.

use alloc::format;
use alloc::string::String;

use super::go::{self, quote};
use super::image::manifest_error;
use super::image_name::digest_error;
use super::{ErrorClass, Refusal};
use crate::image::lookaside::SIGNATURE_LIMIT;
use crate::image::oci_manifest::{Misfit, OciManifestError, Shape, Structure};
use crate::image::sigstore_attachment::{AttachmentError, BLOB_LIMIT, DownloadError};
use crate::image::{Place, SourceError};
use crate::json::Kind;
#[cfg(feature = "yaml")]
use crate::signature_sources::Step;
use crate::trace::UnreadableSignature;

/// What the reference calls a file that is no signature: a URL without quotes, a path with them.
#[must_use]
pub fn quoted_name(unreadable: &UnreadableSignature) -> String {
    match &unreadable.place {
        Place::StoreUrl(url) => url.clone(),
        Place::StoreFile(path) => quote(path),
        Place::Attachment | Place::Folder => quote(&format!("signature-{}", unreadable.index + 1)),
    }
}

/// Why an image's signatures cannot be read.
#[must_use]
pub fn source_error(error: &SourceError) -> Refusal {
    let other = |text| Refusal::new(ErrorClass::Other, text);
    match error {
        SourceError::Attachment {
            manifest,
            repository,
            error,
        } => attachment_error(error, manifest, repository),
        SourceError::Digest(error) => manifest_error(error),
        SourceError::NoHost(url) => other(format!("Get {}: http: no Host in request URL", quote(url))),
        SourceError::Scheme(url) => other(format!("Unsupported scheme when reading signature from {url}")),
        SourceError::TooLong => other(format!("exceeded maximum allowed size of {BLOB_LIMIT} bytes")),
        SourceError::TooMany => other(format!(
            "server provided {SIGNATURE_LIMIT} signatures, assuming that's unreasonable and a server error"
        )),
    }
}

fn attachment_error(error: &AttachmentError, manifest: &str, repository: &str) -> Refusal {
    let text = match error {
        AttachmentError::BlobMissing(_) => "fetching blob: blob unknown".into(),
        AttachmentError::BlobTooLong(digest) => {
            format!("reading blob {digest} in {repository}: exceeded maximum allowed size of {BLOB_LIMIT} bytes")
        }
        AttachmentError::Digest { digest, error } => {
            format!("invalid digest {}: {}", quote(digest), digest_error(*error))
        }
        AttachmentError::Download { line, error } => {
            format!(
                "line {line} of what was given as `cosign download signature` output: {}",
                download_error(*error)
            )
        }
        AttachmentError::Manifest(error) => format!("parsing manifest {manifest}: {}", oci_manifest_error(error)),
        AttachmentError::MediaType(media_type) => {
            format!(
                "unexpected MIME type for sigstore attachment manifest {manifest}: {}",
                quote(media_type)
            )
        }
        AttachmentError::NotSupported(digest) => {
            return Refusal::new(
                ErrorClass::Unsupported,
                format!("pullgate reads attachments with sha256 digests only, not {digest}"),
            );
        }
    };
    Refusal::new(ErrorClass::Other, text)
}

fn download_error(error: DownloadError) -> String {
    match error {
        DownloadError::Base64(member) => format!("{member} is not base64"),
        DownloadError::Member(member) => format!("{member} is missing, or not what it should be"),
        DownloadError::NotAnObject => "it is not a JSON object".into(),
    }
}

/// Why a text is no OCI manifest.
#[must_use]
pub fn oci_manifest_error(error: &OciManifestError) -> String {
    match error {
        OciManifestError::Ambiguous(members) => {
            let members: alloc::vec::Vec<String> = members.iter().map(|member| quote(member)).collect();
            format!(
                "rejecting ambiguous manifest, unexpected fields []string{{{}}} in supposedly application/vnd.oci.image.manifest.v1+json",
                members.join(", ")
            )
        }
        OciManifestError::Base64(error) => go::base64_error(*error),
        OciManifestError::Misfit(misfit) => misfit_text(misfit),
        OciManifestError::Syntax(error) => go::syntax_error(error),
    }
}

fn misfit_text(misfit: &Misfit) -> String {
    let got = match (misfit.got, &misfit.number) {
        (Kind::Array, _) => "array",
        (Kind::Boolean, _) => "bool",
        (Kind::Null, _) => "null",
        (Kind::Number, None) => "number",
        (Kind::Number, Some(number)) => &format!("number {number}"),
        (Kind::Object, _) => "object",
        (Kind::String, _) => "string",
    };
    let expected = shape(misfit.expected);
    match &misfit.place {
        None => format!("json: cannot unmarshal {got} into Go value of type {expected}"),
        Some((owner, path)) => {
            let embedded = match (path.first(), path.len()) {
                (Some(&"schemaVersion"), 1) => "Versioned.",
                _ => "",
            };
            format!(
                "json: cannot unmarshal {got} into Go struct field {}.Manifest.{embedded}{} of type {expected}",
                structure(*owner),
                path.join(".")
            )
        }
    }
}

fn structure(structure: Structure) -> &'static str {
    match structure {
        Structure::Descriptor => "Descriptor",
        Structure::Manifest => "OCI1",
        Structure::Platform => "Platform",
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Bytes => "[]uint8",
        Shape::Digest => "digest.Digest",
        Shape::List(_) => "[]v1.Descriptor",
        Shape::Number => "int64",
        Shape::SchemaVersion => "int",
        Shape::Structure(Structure::Manifest) => "manifest.OCI1",
        Shape::Structure(Structure::Descriptor) => "v1.Descriptor",
        Shape::Structure(Structure::Platform) => "v1.Platform",
        Shape::Text => "string",
        Shape::TextList => "[]string",
        Shape::TextMap => "map[string]string",
    }
}

/// The line that the reference logs for a step.
#[cfg(feature = "yaml")]
#[must_use]
pub fn step_line(step: &Step) -> String {
    match step {
        Step::AttachmentsOff => "Not looking for sigstore attachments: disabled by configuration".into(),
        Step::FetchLayer { number, of, digest } => format!("Fetching sigstore attachment {number}/{of}: {digest}"),
        Step::FoundManifest { layers } => format!("Found a sigstore attachment manifest with {layers} layers"),
        Step::Get(url) => format!("GET {url}"),
        Step::LookForManifest(name) => format!("Looking for sigstore attachments in {name}"),
        Step::NoManifest { tag, repository } => format!(
            "Fetching sigstore attachment manifest failed, assuming it does not exist: reading manifest {tag} in {repository}: manifest unknown"
        ),
        Step::NotThere => "... got status 404, as expected = end of signatures".into(),
        Step::ReadFile(path) => format!("Reading {path}"),
    }
}
