//! An image that came whole, in a folder of the `dir:` transport or an OCI layout: what of a request it is. Source: reference.md §6.2.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::layout::{Layout, Reader};
use super::manifest::{choose_image, read_list};
use crate::image::manifest::Platform;

/// The parts of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedImage {
    /// Of the image.
    pub manifest: Vec<u8>,
    /// What it is chosen from.
    pub manifest_list: Option<Vec<u8>>,
    /// Its digest in the list.
    pub instance: Option<String>,
    /// `signature-1`, `signature-2`, … up to the first that is missing.
    pub signatures: Vec<Vec<u8>>,
    /// What cosign saved beside it.
    pub attachments: Vec<Vec<u8>>,
}

/// Which image of a list is meant: by its digest, or by the platform that a pull would choose it for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Its digest.
    pub instance: Option<&'a str>,
    /// Its platform; of no meaning where there is no list.
    pub platform: Option<&'a Platform>,
}

impl SavedImage {
    /// Reads what the `dir:` transport wrote.
    ///
    /// # Errors
    /// The words for what is missing, or is no such folder.
    pub fn of_dir(read: Reader<'_>, wanted: Wanted<'_>) -> Result<Self, String> {
        let manifest = read("manifest.json").ok_or("the folder has no manifest.json")?;
        let Some(digest) = wanted.of(&manifest)? else {
            return Ok(Self {
                manifest,
                signatures: signatures(read, ""),
                ..Self::default()
            });
        };
        let prefix = prefix(&digest);
        let own = read(&format!("{prefix}manifest.json"));
        Ok(Self {
            manifest: own.ok_or_else(|| {
                format!("the folder does not have the image {digest} of its list; `skopeo copy --all` copies all images of a list")
            })?,
            manifest_list: Some(manifest),
            signatures: signatures(read, &prefix),
            instance: Some(digest),
            attachments: Vec::new(),
        })
    }

    /// Reads an OCI layout; `image` tells which image is meant if there are several.
    ///
    /// # Errors
    /// As [`Self::of_dir`].
    pub fn of_layout(image: &str, read: Reader<'_>, wanted: Wanted<'_>) -> Result<Self, String> {
        let layout = Layout::open(image, read)?;
        let manifest = layout.manifest(read)?;
        let Some(digest) = wanted.of(&manifest)? else {
            return Ok(Self {
                manifest,
                attachments: layout.attachments(None, read)?,
                ..Self::default()
            });
        };
        Ok(Self {
            manifest: layout.image(&digest, read)?,
            manifest_list: Some(manifest),
            attachments: layout.attachments(Some(&digest), read)?,
            instance: Some(digest),
            signatures: Vec::new(),
        })
    }
}

impl Wanted<'_> {
    /// The digest of the wanted image; `None` where the manifest is no list.
    fn of(self, manifest: &[u8]) -> Result<Option<String>, String> {
        let Some(list) = read_list(manifest) else {
            return Ok(None);
        };
        let list = list?;
        let wanted = match (self.instance, self.platform) {
            (Some(digest), _) => Ok(digest),
            (None, Some(platform)) => Err(platform),
            (None, None) => {
                let entries = list.entries.iter();
                let named = entries.map(|entry| match &entry.platform {
                    Some(platform) => platform.to_string(),
                    None => entry.digest.clone(),
                });
                let named: Vec<String> = named.collect();
                return Err(format!(
                    "its manifest is a list, of which a node pulls one image: say which, by `platform` or `instance` ({})",
                    named.join(", ")
                ));
            }
        };
        choose_image(&list, wanted).map(Some)
    }
}

fn signatures(read: Reader<'_>, prefix: &str) -> Vec<Vec<u8>> {
    (1..)
        .map_while(|number: usize| read(&format!("{prefix}signature-{number}")))
        .collect()
}

/// What the names of an image's own files begin with.
fn prefix(digest: &str) -> String {
    match digest.split_once(':') {
        Some(("sha256", digits)) => format!("{digits}."),
        Some((algorithm, digits)) => format!("{algorithm}-{digits}."),
        None => String::new(),
    }
}
