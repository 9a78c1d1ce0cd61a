//! Lists of manifests: which of the images in one is meant (reference.md §2.6, §8). A pull holds the list against the digest in the image's name,
//! chooses an entry by the platform, and holds the image's own manifest against the entry.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::media_type::{self, guess_media_type};
use super::{ManifestError, digest};
use crate::crypto::CryptoProvider;
use crate::json;
use crate::json::Value;
use crate::json::fields::{self, FieldError, Record};
use crate::reference::digest::{DigestError, validate};
use crate::source::{SourceId, Spanned};

/// A list of manifests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestList {
    /// The type of the list.
    pub media_type: String,
    /// What it lists, in order.
    pub entries: Vec<ListEntry>,
}

/// One image of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEntry {
    /// The digest of its manifest, as written.
    pub digest: String,
    /// The type of its manifest, as written.
    pub media_type: String,
    /// What it runs on; `None` where an OCI index does not say.
    pub platform: Option<Platform>,
    /// Whether the entry says that its layers are compressed with zstd, which a pull prefers among images of one platform.
    zstd: bool,
}

/// What an image runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// `linux`
    pub os: String,
    /// `amd64`
    pub architecture: String,
    /// `v8`; empty where there are no variants.
    pub variant: String,
}

/// Which image of a list is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice<'a> {
    /// The one with this digest.
    Digest(&'a str),
    /// The one of which the manifest was given.
    Manifest(&'a [u8]),
    /// The one that a pull chooses for a platform.
    Platform(&'a Platform),
}

/// Why no image of a list is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListError {
    /// The list has members of other kinds of manifests as well.
    Ambiguous {
        /// Which.
        members: Vec<&'static str>,
        /// The type of the list.
        media_type: String,
    },
    /// The manifest that says which image is meant has no digest.
    Manifest(ManifestError),
    /// It is no list, but something of this type; empty where that cannot be told.
    NotAList(String),
    /// None of its images is for the platform.
    NoImageFor {
        /// The platform.
        platform: Platform,
        /// The type of the list.
        media_type: String,
    },
    /// None of its images has this digest.
    NoImageWith {
        /// The digest.
        digest: String,
        /// The type of the list.
        media_type: String,
    },
    /// The image has a digest that is none.
    Digest {
        /// As written.
        digest: String,
        /// Why.
        error: DigestError,
    },
    /// It has a member of a wrong type, or twice what must be there once.
    Unreadable,
}

impl ManifestList {
    /// Reads a list.
    ///
    /// # Errors
    /// It is none, or not well formed.
    pub fn parse(bytes: &[u8]) -> Result<Self, ListError> {
        let media_type = guess_media_type(bytes);
        if !media_type::is_list(&media_type) {
            return Err(ListError::NotAList(media_type));
        }
        let document = json::parse(SourceId::default(), bytes).map_err(|_| ListError::Unreadable)?;
        let root = document.root();
        let entries = read_entries(root, &media_type).map_err(|_| ListError::Unreadable)?;
        let entries = entries.ok_or(ListError::Unreadable)?;
        check_unambiguous(root, &media_type)?;
        Ok(Self { media_type, entries })
    }

    /// The image that is meant.
    ///
    /// # Errors
    /// There is none, or its digest is none.
    pub fn choose(&self, choice: Choice<'_>, crypto: &dyn CryptoProvider) -> Result<&ListEntry, ListError> {
        let entry = match choice {
            Choice::Digest(digest) => self.with_digest(digest),
            Choice::Manifest(bytes) => self.with_digest(&digest(bytes, crypto).map_err(ListError::Manifest)?),
            Choice::Platform(platform) => self.for_platform(platform),
        }?;
        match validate(&entry.digest) {
            Ok(()) => Ok(entry),
            Err(error) => Err(ListError::Digest {
                digest: entry.digest.clone(),
                error,
            }),
        }
    }

    fn with_digest(&self, digest: &str) -> Result<&ListEntry, ListError> {
        let entry = self.entries.iter().find(|entry| entry.digest == digest);
        entry.ok_or_else(|| ListError::NoImageWith {
            digest: digest.into(),
            media_type: self.media_type.clone(),
        })
    }

    /// Of the platforms that will do, the first in order; of its images the first, but for OCI those with zstd before the others. An entry of an OCI
    /// index that does not say what it is for comes last.
    fn for_platform(&self, platform: &Platform) -> Result<&ListEntry, ListError> {
        let wanted = platform.and_compatible();
        let is_index = self.media_type == media_type::OCI_INDEX;
        let rank = |entry: &ListEntry| {
            let place = match &entry.platform {
                Some(platform) => wanted.iter().position(|wanted| wanted == platform)?,
                None => usize::MAX,
            };
            Some((place, !(is_index && entry.zstd)))
        };
        let ranked = self.entries.iter().filter_map(|entry| Some((rank(entry)?, entry)));
        let best = ranked.min_by_key(|(rank, _)| *rank);
        best.map(|(_, entry)| entry).ok_or_else(|| ListError::NoImageFor {
            platform: platform.clone(),
            media_type: self.media_type.clone(),
        })
    }
}

impl Platform {
    /// Reads `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (os, architecture) = (parts.next()?, parts.next()?);
        let variant = parts.next();
        let whole = parts.next().is_none() && !os.is_empty() && !architecture.is_empty() && variant != Some("");
        whole.then(|| Self {
            os: os.into(),
            architecture: architecture.into(),
            variant: variant.unwrap_or_default().into(),
        })
    }

    /// The platforms whose images run here too, the best first: lesser variants, and images that name none.
    fn and_compatible(&self) -> Vec<Self> {
        let known: &[&str] = match &*self.architecture {
            "arm" => &["v8", "v7", "v6", "v5"],
            "arm64" => &["v8"],
            _ => &[],
        };
        let variants = match known.iter().position(|variant| *variant == self.variant) {
            Some(place) => [known.get(place..).unwrap_or_default(), &[""]].concat(),
            None if self.variant.is_empty() => [&[""], known].concat(),
            None => vec![&*self.variant, ""],
        };
        variants
            .into_iter()
            .map(|variant| Self {
                variant: variant.into(),
                ..self.clone()
            })
            .collect()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() {
            Ok(())
        } else {
            write!(formatter, "/{}", self.variant)
        }
    }
}

/// `None` where `manifests` stands there twice: Go would mix the two.
fn read_entries(root: Value<'_>, media_type: &str) -> Result<Option<Vec<ListEntry>>, FieldError> {
    let mut found = None;
    for (name, value) in fields::lenient(
        root,
        Record::Manifest,
        &[
            "schemaVersion",
            "mediaType",
            "artifactType",
            "manifests",
            "subject",
            "annotations",
        ],
    )? {
        match name {
            "manifests" if found.is_some() => return Ok(None),
            "manifests" => {
                let entries = fields::list(value)?.into_iter().flatten();
                let read = |entry| {
                    if media_type == media_type::OCI_INDEX {
                        read_descriptor(entry)
                    } else {
                        read_docker_descriptor(entry)
                    }
                };
                found = Some(entries.map(read).collect::<Result<Vec<_>, _>>()?);
            }
            "schemaVersion" => drop(fields::integer(value)?),
            "mediaType" => drop(fields::text(value)?),
            _ if media_type == media_type::DOCKER_LIST => {}
            "artifactType" => drop(fields::text(value)?),
            "subject" => drop(read_descriptor(value)?),
            _ => fields::text_map(value, &mut BTreeMap::new())?,
        }
    }
    Ok(Some(found.unwrap_or_default()))
}

/// Members of single images, which no list has (`ValidateUnambiguousManifestFormat`).
fn check_unambiguous(root: Value<'_>, media_type: &str) -> Result<(), ListError> {
    const OTHERS: [&str; 4] = ["config", "fsLayers", "history", "layers"];
    let members = fields::lenient(root, Record::Manifest, &OTHERS).map_err(|_| ListError::Unreadable)?;
    let mut present: BTreeMap<&'static str, bool> = BTreeMap::new();
    for (name, value) in members {
        fields::any(value).map_err(|_| ListError::Unreadable)?;
        present.insert(name, !value.is_null());
    }
    let members: Vec<&'static str> = OTHERS
        .into_iter()
        .filter(|name| present.get(name) == Some(&true))
        .collect();
    if members.is_empty() {
        Ok(())
    } else {
        Err(ListError::Ambiguous {
            members,
            media_type: media_type.into(),
        })
    }
}

/// An entry of an OCI index, as Go fills `Descriptor`.
pub(super) fn read_descriptor(value: Value<'_>) -> Result<ListEntry, FieldError> {
    const ZSTD: &str = "io.github.containers.compression.zstd";
    let mut entry = ListEntry::default();
    let mut annotations: BTreeMap<String, Spanned<String>> = BTreeMap::new();
    for (name, value) in fields::lenient(
        value,
        Record::Manifest,
        &[
            "mediaType",
            "digest",
            "size",
            "urls",
            "annotations",
            "data",
            "platform",
            "artifactType",
        ],
    )? {
        match name {
            "mediaType" => read_text(value, &mut entry.media_type)?,
            "digest" => read_text(value, &mut entry.digest)?,
            "size" => drop(fields::integer(value)?),
            "urls" => drop(fields::text_list(value)?),
            "annotations" => fields::text_map(value, &mut annotations)?,
            "data" => drop(fields::bytes(value)?),
            "platform" if value.is_null() => entry.platform = None,
            "platform" => read_platform(value, entry.platform.get_or_insert_default())?,
            _ => drop(fields::text(value)?),
        }
    }
    entry.zstd = annotations
        .get(ZSTD)
        .is_some_and(|annotation| annotation.value == "true");
    Ok(entry)
}

/// An entry of a Docker list; one that does not say what it is for is for nothing.
fn read_docker_descriptor(value: Value<'_>) -> Result<ListEntry, FieldError> {
    let mut entry = ListEntry::default();
    let mut platform = Platform::default();
    for (name, value) in fields::lenient(
        value,
        Record::Manifest,
        &["mediaType", "size", "digest", "urls", "platform"],
    )? {
        match name {
            "mediaType" => read_text(value, &mut entry.media_type)?,
            "digest" => read_text(value, &mut entry.digest)?,
            "size" => drop(fields::integer(value)?),
            "urls" => drop(fields::text_list(value)?),
            _ => read_platform(value, &mut platform)?,
        }
    }
    entry.platform = Some(platform);
    Ok(entry)
}

fn read_platform(value: Value<'_>, platform: &mut Platform) -> Result<(), FieldError> {
    for (name, value) in fields::lenient(
        value,
        Record::Manifest,
        &["architecture", "os", "os.version", "os.features", "variant"],
    )? {
        match name {
            "architecture" => read_text(value, &mut platform.architecture)?,
            "os" => read_text(value, &mut platform.os)?,
            "variant" => read_text(value, &mut platform.variant)?,
            "os.features" => drop(fields::text_list(value)?),
            _ => drop(fields::text(value)?),
        }
    }
    Ok(())
}

/// `null` leaves a text as it is.
fn read_text(value: Value<'_>, text: &mut String) -> Result<(), FieldError> {
    if let Some(found) = fields::text(value)? {
        *text = found.into_owned();
    }
    Ok(())
}
