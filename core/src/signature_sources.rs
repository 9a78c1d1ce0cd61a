//! From what the caller gives to the ordered list of an image's signatures, as a node would gather them for a `docker:` image: the lookaside store,
//! then Sigstore attachments if registries.d switches them on. Source: reference.md §6.3, §6.4, §6.7.
//!
//! Nothing is fetched. A store or attachments that are not given are taken to be empty.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::crypto::CryptoProvider;
use crate::image::lookaside::{self, BLOB_LIMIT, End};
use crate::image::sigstore_attachment::{self, Attachment, AttachmentError, download};
use crate::image::{ManifestError, Place, SourceError, manifest, signature_blob};
use crate::reference::{ImageReference, Named};
use crate::registries_d::{
    AttachmentsLookup, Configuration, Purpose, StoreLookup, Url, UrlError, attachment_tag, signature_url,
};
use crate::source::SourceId;

/// What the caller gives beside the image.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The files of the lookaside store, named from its top folder.
    pub lookaside: Option<&'a BTreeMap<String, Vec<u8>>>,
    /// A manifest of attachments with its blobs, and what `cosign download signature` printed.
    pub attachments: &'a [Vec<u8>],
    /// Attachments are read even if registries.d does not switch them on.
    pub always: bool,
}

/// Where the signatures of an image are looked for.
#[derive(Clone, Debug)]
pub struct Plan<'c> {
    /// The store's section.
    pub store: StoreLookup<'c>,
    /// The section that says whether there are attachments.
    pub attachments: AttachmentsLookup<'c>,
    /// Where the signatures of the repository lie.
    pub repository: Url,
    /// The repository.
    pub name: Named,
    /// The image's digest, as `algorithm:hex`.
    pub digest: Result<String, ManifestError>,
}

/// Why nothing is looked for at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadStore {
    /// What is configured.
    pub configured: String,
    /// Why it is no URL.
    pub error: UrlError,
}

/// The signatures, in order, and how they were found.
#[derive(Clone, Debug, Default)]
pub struct Gathered<'a> {
    /// Signature files; nothing in them is trusted.
    pub signatures: Vec<GatheredSignature<'a>>,
    /// What kept the rest from being read: then the reference has no signatures at all.
    pub failure: Option<SourceError>,
    /// What was asked for, in order.
    pub steps: Vec<Step>,
    /// Attachments were given, and none of them is a manifest or lines of `cosign download signature`.
    pub unrecognised: Option<Unrecognised>,
}

/// What attachments are that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecognised {
    /// Sigstore bundles, as cosign 3 attaches and downloads them.
    Bundles,
    /// Something else.
    Unknown,
}

/// A signature file with where it comes from.
#[derive(Clone, Debug)]
pub struct GatheredSignature<'a> {
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
    /// Where it comes from.
    pub place: Place,
}

/// Something that was asked for; the reference logs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// registries.d does not switch attachments on.
    AttachmentsOff,
    /// A layer of the manifest of attachments.
    FetchLayer {
        /// From 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// As written.
        digest: String,
    },
    /// The manifest of attachments was read.
    FoundManifest {
        /// How many layers it has.
        layers: usize,
    },
    /// A URL of a store on a server.
    Get(String),
    /// The manifest of attachments, by its name.
    LookForManifest(String),
    /// There is no manifest of attachments.
    NoManifest {
        /// Its tag.
        tag: String,
        /// The repository.
        repository: String,
    },
    /// There was nothing at the URL: the end of the list.
    NotThere,
    /// A file of a store on disk.
    ReadFile(String),
}

impl<'c> Plan<'c> {
    /// Where a `docker:` image's signatures are looked for; `None` for images of other transports. Of an image of a list, `instance` is the digest
    /// that the list has for it.
    ///
    /// # Errors
    /// The configured store is no URL: then the reference does not open the image.
    pub fn new(
        configuration: &'c Configuration,
        image: &ImageReference,
        instance: Option<&str>,
        manifest: Option<&[u8]>,
        crypto: &dyn CryptoProvider,
    ) -> Option<Result<Self, (BadStore, StoreLookup<'c>)>> {
        let ImageReference::Docker { named, .. } = image else {
            return None;
        };
        let store = configuration.store(image, Purpose::Reading);
        Some(match store.repository_url(named) {
            Err(error) => {
                let configured = store.found.map_or_else(String::new, |(_, text)| text.value.clone());
                Err((BadStore { configured, error }, store))
            }
            Ok(repository) => Ok(Self {
                attachments: configuration.attachments(image),
                store,
                repository,
                name: named.clone(),
                digest: match instance {
                    Some(instance) => Ok(instance.into()),
                    None => digest(named, manifest, crypto),
                },
            }),
        })
    }

    /// The URL of the `number`th signature, from 1; `None` without a digest.
    #[must_use]
    pub fn signature_url(&self, number: usize) -> Option<Url> {
        let digest = self.digest.as_ref().ok()?;
        Some(signature_url(&self.repository, digest, number))
    }

    /// Whether attachments are looked for.
    #[must_use]
    pub fn uses_attachments(&self) -> bool {
        self.attachments.found.is_some_and(|found| found.value)
    }

    /// `example.com/ns/app:sha256-….sig`; `None` without a digest.
    #[must_use]
    pub fn attachment_name(&self) -> Option<String> {
        let digest = self.digest.as_ref().ok()?;
        Some(self.name.name() + ":" + &attachment_tag(digest))
    }

    /// Gathers the signatures. The list is whole, or ends with what was in the way.
    #[must_use]
    pub fn gather<'a>(&self, given: Given<'a>, crypto: &dyn CryptoProvider) -> Gathered<'a> {
        let mut gathered = Gathered::default();
        let read = self.gather_from_store(given.lookaside, &mut gathered);
        gathered.failure = match read {
            Ok(true) => self.gather_attachments(given, crypto, &mut gathered).err(),
            Ok(false) => None,
            Err(error) => Some(error),
        };
        gathered
    }

    /// Whether every file is a signature; one that is none is the last that is read.
    fn gather_from_store<'a>(
        &self,
        store: Option<&'a BTreeMap<String, Vec<u8>>>,
        gathered: &mut Gathered<'a>,
    ) -> Result<bool, SourceError> {
        let digest = self
            .digest
            .as_ref()
            .map_err(|error| SourceError::Digest(error.clone()))?;
        let is_file = match self.repository.scheme.as_str() {
            "file" => true,
            "http" | "https" => false,
            _ => {
                let url = signature_url(&self.repository, digest, 1);
                return Err(SourceError::Scheme(url.redacted()));
            }
        };
        if !is_file && !self.repository.has_host() {
            let url = signature_url(&self.repository, digest, 1).redacted();
            gathered.steps.push(Step::Get(url.clone()));
            return Err(SourceError::NoHost(url));
        }
        let found = lookaside::read(store, self.name.path(), digest);
        let place = |number| {
            let url = signature_url(&self.repository, digest, number);
            if is_file {
                let path = String::from_utf8_lossy(&url.path).into_owned();
                (Step::ReadFile(path.clone()), Place::StoreFile(path))
            } else {
                (Step::Get(url.redacted()), Place::StoreUrl(url.redacted()))
            }
        };
        for (index, blob) in found.blobs.iter().copied().enumerate() {
            let (step, place) = place(index + 1);
            gathered.steps.push(step);
            if !is_file && blob.len() > BLOB_LIMIT {
                return Err(SourceError::TooLong);
            }
            gathered.signatures.push(GatheredSignature {
                bytes: Cow::Borrowed(blob),
                place,
            });
            if signature_blob::parse(SourceId::default(), blob).is_err() {
                return Ok(false);
            }
        }
        match found.end {
            End::TooMany => return Err(SourceError::TooMany),
            End::Missing => gathered.steps.push(place(found.blobs.len() + 1).0),
        }
        if !is_file {
            gathered.steps.push(Step::NotThere);
        }
        Ok(true)
    }

    fn gather_attachments(
        &self,
        given: Given<'_>,
        crypto: &dyn CryptoProvider,
        gathered: &mut Gathered<'_>,
    ) -> Result<(), SourceError> {
        if !given.always && !self.uses_attachments() {
            gathered.steps.push(Step::AttachmentsOff);
            return Ok(());
        }
        let digest = self
            .digest
            .as_ref()
            .map_err(|error| SourceError::Digest(error.clone()))?;
        let tag = attachment_tag(digest);
        let repository = self.name.name();
        let manifest = repository.clone() + ":" + &tag;
        gathered.steps.push(Step::LookForManifest(manifest.clone()));
        let fail = |error| SourceError::Attachment {
            manifest: manifest.clone(),
            repository: repository.clone(),
            error,
        };
        let sorted = sigstore_attachment::sort(given.attachments.iter().map(Vec::as_slice));
        let nothing = !given.attachments.is_empty() && sorted.manifest.is_none() && sorted.downloads.is_empty();
        gathered.unrecognised = nothing.then_some(match sorted.bundles {
            0 => Unrecognised::Unknown,
            _ => Unrecognised::Bundles,
        });
        let mut attachments: Vec<Attachment> = Vec::new();
        match sorted.manifest {
            Some(manifest) => {
                let read = sigstore_attachment::read_manifest(manifest, &sorted.blobs, crypto);
                if let Some(layers) = read.layers {
                    gathered.steps.push(Step::FoundManifest { layers });
                    gathered.steps.extend(
                        read.asked
                            .into_iter()
                            .enumerate()
                            .map(|(index, digest)| Step::FetchLayer {
                                number: index + 1,
                                of: layers,
                                digest,
                            }),
                    );
                }
                if let Some(error) = read.failure {
                    return Err(fail(error));
                }
                attachments.extend(read.attachments);
            }
            None if sorted.downloads.is_empty() => gathered.steps.push(Step::NoManifest {
                tag,
                repository: repository.clone(),
            }),
            None => {}
        }
        for (line, text) in sorted.downloads.iter().flat_map(|text| download::lines(text)) {
            let attachment = download::read(text).map_err(|error| fail(AttachmentError::Download { line, error }))?;
            attachments.push(attachment);
        }
        gathered
            .signatures
            .extend(attachments.iter().map(|attachment| GatheredSignature {
                bytes: Cow::Owned(attachment.to_signature_file()),
                place: Place::Attachment,
            }));
        Ok(())
    }
}

/// The digest in the name, where it is sha256, else the manifest's.
fn digest(name: &Named, manifest: Option<&[u8]>, crypto: &dyn CryptoProvider) -> Result<String, ManifestError> {
    match name.digest().filter(|digest| digest.starts_with("sha256:")) {
        Some(digest) => Ok(digest.to_string()),
        None => manifest::digest(manifest.ok_or(ManifestError::Unreadable)?, crypto),
    }
}
