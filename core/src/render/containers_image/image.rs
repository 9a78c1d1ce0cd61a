//! What the reference says of signature files and manifests.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::jws::jws_error;
use super::{ErrorClass, Refusal, go, image_name};
use crate::image::manifest::media_type::DOCKER_LIST;
use crate::image::manifest::signed_schema_1::SIGNATURE_LIMIT;
use crate::image::manifest::{JwsError, LENGTH_LIMIT as MANIFEST_LIMIT, ListError};
use crate::image::signature_blob::{COUNT_LIMIT, LENGTH_LIMIT, TOTAL_LIMIT};
use crate::image::{ManifestError, SignatureBlobError};

/// Why a file is no signature (reference.md §6.1).
#[must_use]
pub fn signature_blob_error(error: &SignatureBlobError) -> String {
    match error {
        SignatureBlobError::Empty => "empty signature blob".into(),
        SignatureBlobError::FormatByte(byte) => format!("invalid signature format, non-ASCII byte {byte:#x}"),
        SignatureBlobError::Json(error) => go::field_error(error),
        SignatureBlobError::MissingNewline => "invalid signature format, missing newline".into(),
        SignatureBlobError::Syntax(error) => go::syntax_error(error),
        SignatureBlobError::TooLong { length } => {
            format!("the signature is {length} bytes long, longer than pullgate's limit of {LENGTH_LIMIT}")
        }
        SignatureBlobError::TooMany { count } => {
            format!("the image has {count} signatures, more than pullgate's limit of {COUNT_LIMIT}")
        }
        SignatureBlobError::TooManyBytes { total } => {
            format!("the image's signatures have {total} bytes, more than pullgate's limit of {TOTAL_LIMIT}")
        }
        SignatureBlobError::UnknownFirstByte(byte) => {
            format!("unrecognized signature format, starting with binary {byte:#x}")
        }
        SignatureBlobError::UnknownFormat(format) => format!("unrecognized signature format {}", go::quote(format)),
    }
}

/// Why a manifest cannot be compared (reference.md §2.6, §8).
#[must_use]
pub fn manifest_error(error: &ManifestError) -> Refusal {
    let (class, text) = match error {
        ManifestError::Jws {
            error: JwsError::TooMany,
            ..
        } => (
            ErrorClass::Limit,
            format!("the manifest has more signatures in it than pullgate's limit of {SIGNATURE_LIMIT}"),
        ),
        ManifestError::Jws { error, expected: true } => (
            ErrorClass::Other,
            format!("computing manifest digest: {}", jws_error(error)),
        ),
        ManifestError::Jws { error, .. } => (ErrorClass::Other, jws_error(error)),
        ManifestError::NotTheExpectedDigest { expected, .. } => (
            ErrorClass::Other,
            format!("Manifest does not match provided manifest digest {expected}"),
        ),
        ManifestError::TooLong { length } => (
            ErrorClass::Limit,
            format!("the manifest is {length} bytes long, longer than pullgate's limit of {MANIFEST_LIMIT}"),
        ),
        ManifestError::Unreadable => (
            ErrorClass::Other,
            "open manifest.json: no such file or directory".into(),
        ),
    };
    Refusal::new(class, text)
}

/// Why no image of a list is chosen. What the reference says of lists that are not well formed quotes the whole list; we do not.
#[must_use]
pub fn list_error(error: &ListError) -> Refusal {
    let text = match error {
        ListError::Ambiguous { members, media_type } => {
            let members: Vec<String> = members.iter().map(|member| go::quote(member)).collect();
            format!(
                "rejecting ambiguous manifest, unexpected fields []string{{{}}} in supposedly {media_type}",
                members.join(", ")
            )
        }
        // Which digest that is, the diagnostic shows, which lists the images.
        ListError::Digest { error, .. } => image_name::digest_error(*error).into(),
        ListError::Manifest(error) => return manifest_error(error),
        ListError::NoImageFor { platform, media_type } => {
            let list = if media_type == DOCKER_LIST {
                "manifest list"
            } else {
                "image index"
            };
            format!(
                "no image found in {list} for architecture {}, variant {}, OS {}",
                go::quote(&platform.architecture),
                go::quote(&platform.variant),
                go::quote(&platform.os)
            )
        }
        ListError::NoImageWith { digest, media_type } if media_type == DOCKER_LIST => {
            format!("unable to find instance {digest} passed to Schema2List.Instances")
        }
        ListError::NoImageWith { digest, .. } => format!("unable to find instance {digest} in OCI1Index"),
        ListError::NotAList(_) => "Treating single images as manifest lists is not implemented".into(),
        ListError::Unreadable => "the manifest list has members of wrong types, or some of them twice".into(),
    };
    Refusal::new(ErrorClass::Other, text)
}
