//! An image in an OCI layout, as `skopeo copy … oci:DIR` and `cosign save --dir DIR` write it. Sources: image-spec v1.1, `image-layout.md`; cosign 2,
//! `pkg/oci/layout/write.go`.
//!
//! The reference finds no signatures in a layout (reference.md §6.8). Those that cosign puts beside an image are taken for what a registry would have
//! under `sha256-….sig`: the layout stands for the registry.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::oci_manifest::{self, Descriptor, OciManifestError};
use crate::crypto::CryptoProvider;
use crate::reference::digest::{DigestError, validate};

/// The annotation with which cosign tells what an entry is.
const KIND: &str = "kind";
/// What cosign's own kinds begin with.
const COSIGN: &str = "dev.cosignproject.cosign/";
const IMAGE_KINDS: [&str; 2] = ["dev.cosignproject.cosign/image", "dev.cosignproject.cosign/imageIndex"];
const SIGNATURES_KIND: &str = "dev.cosignproject.cosign/sigs";
/// The annotation with an entry's name: a tag, or what cosign was asked to save.
const NAME: &str = "org.opencontainers.image.ref.name";
/// What the tags end with under which cosign stores what belongs to an image.
const ATTACHED_SUFFIXES: [&str; 3] = [".sig", ".att", ".sbom"];

/// Reads a file of the layout by its path from the top folder; `None` for one that is not there.
pub type Reader<'r> = &'r dyn Fn(&str) -> Option<Vec<u8>>;

/// A layout, and the image in it that is meant.
#[derive(Clone, Debug)]
pub struct Layout {
    entries: Vec<Descriptor>,
    chosen: Descriptor,
}

/// Why a folder is no layout, or what is meant is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// A file with other bytes than its name says.
    BlobDiffers(String),
    /// A file that is not there, by its digest.
    BlobMissing(String),
    /// A digest that is none.
    Digest {
        /// As written.
        digest: String,
        /// Why.
        error: DigestError,
    },
    /// `index.json` is none.
    Index(OciManifestError),
    /// There is no image.
    NoImage,
    /// There is no `index.json`.
    NotALayout,
    /// A digest of another algorithm than sha256, which pullgate does not compute here.
    NotSupported(String),
    /// There are several, none or several of this name; their names.
    SeveralImages(Vec<String>),
}

impl Layout {
    /// Opens a layout. Of several images, the one is meant whose name is one of `names`.
    ///
    /// # Errors
    /// It is no layout, or it is not clear which image is meant.
    pub fn open(read: Reader<'_>, names: &[&str]) -> Result<Self, LayoutError> {
        let index = read("index.json").ok_or(LayoutError::NotALayout)?;
        let entries = oci_manifest::entries(&index).map_err(LayoutError::Index)?;
        let kind = |entry: &Descriptor| entry.annotations.get(KIND).cloned().unwrap_or_default();
        let saved: Vec<&Descriptor> = entries
            .iter()
            .filter(|entry| IMAGE_KINDS.contains(&kind(entry).as_str()))
            .collect();
        let images = if saved.is_empty() {
            let is_image = |entry: &&Descriptor| {
                !kind(entry).starts_with(COSIGN)
                    && !ATTACHED_SUFFIXES.iter().any(|suffix| name(entry).ends_with(suffix))
            };
            entries.iter().filter(is_image).collect()
        } else {
            saved
        };
        let chosen = match images.as_slice() {
            [] => return Err(LayoutError::NoImage),
            [only] => (*only).clone(),
            several => {
                let mut named = several.iter().filter(|entry| names.contains(&name(entry)));
                match (named.next(), named.next()) {
                    (Some(entry), None) => (*entry).clone(),
                    _ => {
                        return Err(LayoutError::SeveralImages(
                            several.iter().map(|entry| name(entry).to_owned()).collect(),
                        ));
                    }
                }
            }
        };
        Ok(Self { entries, chosen })
    }

    /// The digest of the image's manifest, or of its list.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.chosen.digest
    }

    /// The attachments of an image, by the digest of its manifest: the manifest of the signatures, and the blobs that are there. Nothing where
    /// there are none.
    ///
    /// # Errors
    /// The manifest is not there, or is another.
    pub fn attachments(
        &self,
        digest: &str,
        read: Reader<'_>,
        crypto: &dyn CryptoProvider,
    ) -> Result<Vec<Vec<u8>>, LayoutError> {
        let tag = digest.replacen(':', "-", 1) + ".sig";
        let is_saved_with = |entry: &&Descriptor| {
            entry.annotations.get(KIND).is_some_and(|kind| kind == SIGNATURES_KIND)
                && (name(entry).is_empty() || name(entry) == name(&self.chosen))
        };
        let is_tagged = |entry: &&Descriptor| name(entry) == tag;
        let mut found = self.entries.iter().find(is_tagged);
        // What cosign saves beside an image belongs to what it saved: for a list, to the list.
        if found.is_none() && digest == self.chosen.digest {
            found = self.entries.iter().find(is_saved_with);
        }
        let Some(entry) = found else { return Ok(Vec::new()) };
        let manifest = blob(&entry.digest, read, crypto)?;
        let layers = oci_manifest::layers(&manifest).unwrap_or_default();
        let mut attachments = Vec::from([manifest]);
        // One that is missing is for whoever reads the attachments to say.
        attachments.extend(layers.iter().filter_map(|layer| blob(&layer.digest, read, crypto).ok()));
        Ok(attachments)
    }
}

fn name(entry: &Descriptor) -> &str {
    entry.annotations.get(NAME).map_or("", String::as_str)
}

/// A file by its digest, with the bytes that it must have.
///
/// # Errors
/// It is not there, or has others.
pub fn blob(digest: &str, read: Reader<'_>, crypto: &dyn CryptoProvider) -> Result<Vec<u8>, LayoutError> {
    validate(digest).map_err(|error| LayoutError::Digest {
        digest: digest.into(),
        error,
    })?;
    let Some(hex) = digest.strip_prefix("sha256:") else {
        return Err(LayoutError::NotSupported(digest.into()));
    };
    let content = read(&format!("blobs/sha256/{hex}")).ok_or_else(|| LayoutError::BlobMissing(digest.into()))?;
    if super::sigstore_attachment::sha256(&content, crypto) != digest {
        return Err(LayoutError::BlobDiffers(digest.into()));
    }
    Ok(content)
}
