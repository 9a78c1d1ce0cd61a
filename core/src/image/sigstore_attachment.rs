//! Sigstore attachments: what cosign stores beside an image. Source: reference.md §6.7.
//!
//! They come as a registry has them (the manifest under the tag `sha256-….sig`, and the blobs that it names), or as `cosign download signature` prints
//! them, one JSON object a line. Which is which is told by content.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::manifest::media_type::{OCI_MANIFEST, guess_media_type};
use super::oci_manifest::{self, OciManifestError};
use crate::crypto::CryptoProvider;
use crate::json;
use crate::reference::digest::{DigestError, validate};
use crate::source::SourceId;

pub mod download;

pub use download::DownloadError;

/// The longest blob that the reference fetches as an attachment, in bytes.
pub const BLOB_LIMIT: usize = 4 << 20;

/// What the media types of Sigstore bundles begin with, of every version.
pub const BUNDLE_TYPE: &str = "application/vnd.dev.sigstore.bundle";

/// What the caller gives, sorted.
#[derive(Clone, Debug, Default)]
pub struct Given<'a> {
    /// The first manifest.
    pub manifest: Option<&'a [u8]>,
    /// Everything that is a manifest or a blob.
    pub blobs: Vec<&'a [u8]>,
    /// What `cosign download signature` printed.
    pub downloads: Vec<&'a [u8]>,
    /// How many are Sigstore bundles, as cosign 3 prints them: the reference has no use for any.
    pub bundles: usize,
}

/// One attachment: a layer of the manifest, or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// The layer's media type.
    pub media_type: String,
    /// The layer.
    pub payload: Vec<u8>,
    /// The layer's annotations.
    pub annotations: BTreeMap<String, String>,
}

/// What reading the manifest came to: the digests of the layers that were asked for, and the attachments, or what was in the way.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// How many layers the manifest has, once it has been read.
    pub layers: Option<usize>,
    /// The digests of the layers that were asked for, as written.
    pub asked: Vec<String>,
    /// The attachments.
    pub attachments: Vec<Attachment>,
    /// What was in the way; then the reference has no signature at all.
    pub failure: Option<AttachmentError>,
}

/// Why attachments cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentError {
    /// A layer that is not among the blobs.
    BlobMissing(String),
    /// A layer of more than [`BLOB_LIMIT`] bytes.
    BlobTooLong(String),
    /// A layer with a digest that is none.
    Digest {
        /// As written.
        digest: String,
        /// Why.
        error: DigestError,
    },
    /// A line of `cosign download signature` that is none.
    Download {
        /// Its number, from 1.
        line: usize,
        /// Why.
        error: DownloadError,
    },
    /// The manifest is none.
    Manifest(OciManifestError),
    /// A manifest of this type: only OCI's is read.
    MediaType(String),
    /// A digest of an algorithm that pullgate does not compute here; the reference does.
    NotSupported(String),
}

/// Tells manifests, blobs and lines apart.
#[must_use]
pub fn sort<'a>(given: impl IntoIterator<Item = &'a [u8]>) -> Given<'a> {
    let mut sorted = Given::default();
    for item in given {
        if download::is_download(item) {
            sorted.downloads.push(item);
            continue;
        }
        sorted.bundles += usize::from(is_bundle(item));
        if sorted.manifest.is_none() && !guess_media_type(item).is_empty() {
            sorted.manifest = Some(item);
        }
        sorted.blobs.push(item);
    }
    sorted
}

/// Whether a text is a Sigstore bundle, or begins with a line that is one.
fn is_bundle(text: &[u8]) -> bool {
    download::lines(text).next().is_some_and(|(_, line)| {
        [line, text].into_iter().any(|text| {
            json::parse(SourceId::default(), text).is_ok_and(|document| {
                document.root().members().any(|member| {
                    member.key == "mediaType" && member.value.string().is_some_and(|name| name.starts_with(BUNDLE_TYPE))
                })
            })
        })
    })
}

/// Reads the manifest and its layers: all of them, whatever their type.
#[must_use]
pub fn read_manifest(manifest: &[u8], blobs: &[&[u8]], crypto: &dyn CryptoProvider) -> Read {
    let mut read = Read::default();
    if let Err(error) = read_layers(manifest, blobs, crypto, &mut read) {
        read.failure = Some(error);
        read.attachments.clear();
    }
    read
}

fn read_layers(
    manifest: &[u8],
    blobs: &[&[u8]],
    crypto: &dyn CryptoProvider,
    read: &mut Read,
) -> Result<(), AttachmentError> {
    let media_type = guess_media_type(manifest);
    if media_type != OCI_MANIFEST {
        return Err(AttachmentError::MediaType(media_type));
    }
    let layers = oci_manifest::layers(manifest).map_err(AttachmentError::Manifest)?;
    read.layers = Some(layers.len());
    let mut by_digest: BTreeMap<String, &[u8]> = BTreeMap::new();
    for blob in blobs {
        by_digest.insert(sha256(blob, crypto), blob);
    }
    for layer in layers {
        read.asked.push(layer.digest.clone());
        validate(&layer.digest).map_err(|error| AttachmentError::Digest {
            digest: layer.digest.clone(),
            error,
        })?;
        if !layer.digest.starts_with("sha256:") {
            return Err(AttachmentError::NotSupported(layer.digest));
        }
        let Some(blob) = by_digest.get(&layer.digest) else {
            return Err(AttachmentError::BlobMissing(layer.digest));
        };
        if blob.len() > BLOB_LIMIT {
            return Err(AttachmentError::BlobTooLong(layer.digest));
        }
        read.attachments.push(Attachment {
            media_type: layer.media_type,
            payload: blob.to_vec(),
            annotations: layer.annotations,
        });
    }
    Ok(())
}

pub(super) fn sha256(bytes: &[u8], crypto: &dyn CryptoProvider) -> String {
    let mut text = String::from("sha256:");
    for byte in crypto.sha256(bytes) {
        text.push_str(&alloc::format!("{byte:02x}"));
    }
    text
}

impl Attachment {
    /// As a `signature-N` file has it: a NUL, `sigstore-json`, a line feed, and JSON (reference.md §6.1).
    #[must_use]
    pub fn to_signature_file(&self) -> Vec<u8> {
        let mut file = b"\0sigstore-json\n".to_vec();
        let text = |text: &str| serde_json::Value::from(text);
        let annotations: serde_json::Map<_, _> = self
            .annotations
            .iter()
            .map(|(key, value)| (key.clone(), text(value)))
            .collect();
        let mut fields = serde_json::Map::new();
        fields.insert("mimeType".into(), text(&self.media_type));
        fields.insert("payload".into(), text(&crate::base64::encode(&self.payload)));
        fields.insert("annotations".into(), annotations.into());
        file.extend(serde_json::Value::Object(fields).to_string().bytes());
        file
    }
}
