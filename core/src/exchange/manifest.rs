//! The manifest of a request: which image of a list is meant, and what the answer says of it.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::Request;
use crate::crypto::CryptoProvider;
use crate::crypto::rustcrypto::RustCrypto;
use crate::image::manifest::list::{Choice, ListEntry};
use crate::image::manifest::media_type::is_list;
use crate::image::manifest::{ListError, ManifestList, Platform};
use crate::image::{Image, ManifestError, manifest};
use crate::reference::ImageReference;
use crate::render::containers_image::image::list_error;
use crate::render::json::{ListAnswer, ManifestAnswer};

/// Reads a manifest as a list of images; `None` for one that is no list. For callers that must know which files to read.
///
/// # Errors
/// The words for a list that cannot be read.
pub fn read_list(manifest: &[u8]) -> Option<Result<ManifestList, String>> {
    match ManifestList::parse(manifest) {
        Err(ListError::NotAList(_)) => None,
        list => Some(list.map_err(|error| list_error(&error).text)),
    }
}

/// The digest of the image of a list that is meant: the one with this digest, or the one that a pull chooses for this platform.
///
/// # Errors
/// The words for a list without such an image.
pub fn choose_image(list: &ManifestList, instance: Result<&str, &Platform>) -> Result<String, String> {
    let choice = match instance {
        Ok(digest) => Choice::Digest(digest),
        Err(platform) => Choice::Platform(platform),
    };
    match list.choose(choice, &RustCrypto) {
        Ok(entry) => Ok(entry.digest.clone()),
        Err(error) => Err(list_error(&error).text),
    }
}

/// Why no image of a list is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotChosen {
    /// The list is not the one that the image's name asks for, or has no digest.
    List(ManifestError),
    /// The image is not in it.
    Choice(ListError),
}

/// The entry of the request's list that is meant; `None` without a list.
///
/// As a pull does before it asks the policy: the list is held against the digest in the name, and read; then an image is chosen (reference.md §2.3,
/// the usual caller).
pub(super) fn choose(
    request: &Request,
    reference: &ImageReference,
    crypto: &dyn CryptoProvider,
) -> Result<Option<ListEntry>, NotChosen> {
    let Some(bytes) = &request.manifest_list else {
        return Ok(None);
    };
    if reference
        .docker_reference()
        .is_some_and(|named| named.digest().is_some())
    {
        let list = Image {
            reference,
            manifest: Some(bytes),
            instance: None,
            signatures: Vec::new(),
            failure: None,
            digest: OnceCell::new(),
        };
        list.checked_digest(crypto).map_err(NotChosen::List)?;
    }
    let list = ManifestList::parse(bytes).map_err(NotChosen::Choice)?;
    let choice = match (&request.instance, &request.platform) {
        (Some(digest), _) => Choice::Digest(digest),
        (None, Some(platform)) => Choice::Platform(platform),
        (None, None) => Choice::Manifest(request.manifest.as_deref().unwrap_or_default()),
    };
    let entry = list.choose(choice, crypto).map_err(NotChosen::Choice)?;
    Ok(Some(entry.clone()))
}

/// What the answer says of the manifest; `None` where there is none.
pub(super) fn answer(
    request: &Request,
    chosen: Option<&ListEntry>,
    crypto: &dyn CryptoProvider,
) -> Option<ManifestAnswer> {
    let bytes = request.manifest.as_deref();
    if bytes.is_none() && request.manifest_list.is_none() {
        return None;
    }
    let platform = chosen.and_then(|entry| entry.platform.as_ref());
    let (media_type, digest) = identify(bytes, crypto);
    Some(ManifestAnswer {
        of: if request.manifest_list.is_some() {
            "instance"
        } else {
            "manifest"
        },
        digest,
        media_type,
        platform: platform.map(|platform| platform.to_string()),
        list: request.manifest_list.as_deref().map(|list| {
            let (media_type, digest) = identify(Some(list), crypto);
            ListAnswer {
                digest,
                media_type,
                instance: chosen.map(|entry| entry.digest.clone()),
            }
        }),
    })
}

/// The list that is evaluated as if it were an image.
pub(super) fn evaluated_list(request: &Request, answer: Option<&ManifestAnswer>) -> Option<ManifestList> {
    let media_type = answer?.media_type.as_deref()?;
    let bytes = request.manifest.as_deref().filter(|_| is_list(media_type))?;
    ManifestList::parse(bytes).ok()
}

/// Type and digest, where it has them.
fn identify(bytes: Option<&[u8]>, crypto: &dyn CryptoProvider) -> (Option<String>, Option<String>) {
    let Some(bytes) = bytes else { return (None, None) };
    let (media_type, digest) = manifest::identify(bytes, crypto);
    (
        Some(media_type).filter(|media_type| !media_type.is_empty()),
        digest.ok(),
    )
}
