//! An image that came whole: the folder that the `dir:` transport writes, or an OCI layout, dropped or in an archive. It is kept, so that another image of
//! its list can be asked about.

use std::collections::BTreeMap;
use std::rc::Rc;

use pullgate_core::exchange::layout::Layout;
use pullgate_core::exchange::manifest::{choose_image, read_list};
use pullgate_core::exchange::request::{Platform, parse_platform};
use pullgate_core::exchange::saved_image::{SavedImage, Wanted};

use crate::text;

/// What is pulled where nobody says otherwise.
const USUAL: &str = "linux/amd64";

/// The files by their paths from the top folder.
pub(crate) type Files = BTreeMap<String, Rc<Vec<u8>>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImageStore {
    files: Rc<Files>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dir,
    OciLayout,
}

/// One image of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) manifest: Vec<u8>,
    pub(crate) manifest_list: Option<Vec<u8>>,
    /// Which image of the list.
    pub(crate) platform: String,
    pub(crate) signatures: Vec<Vec<u8>>,
    pub(crate) attachments: Vec<Vec<u8>>,
}

impl ImageStore {
    /// A store, if these files are one.
    pub(crate) fn of(files: Rc<Files>) -> Option<Self> {
        let kind = if files.contains_key("index.json") && files.keys().any(|path| path.starts_with("blobs/")) {
            Kind::OciLayout
        } else if files.contains_key("manifest.json") {
            Kind::Dir
        } else {
            return None;
        };
        Some(Self { files, kind })
    }

    pub(crate) fn words(&self) -> &'static str {
        match self.kind {
            Kind::Dir => text::files::DIR,
            Kind::OciLayout => text::files::OCI_LAYOUT,
        }
    }

    /// The image for a platform (empty: the usual one, or the first), and what belongs to it.
    pub(crate) fn choose(&self, image: &str, platform: &str) -> Result<Chosen, String> {
        let read = |path: &str| self.files.get(path).map(|bytes| bytes.to_vec());
        let manifest = match self.kind {
            Kind::Dir => read("manifest.json").unwrap_or_default(),
            Kind::OciLayout => Layout::open(image, &read)?.manifest(&read)?,
        };
        let (digest, platform) = of_list(&manifest, platform)?.unzip();
        let wanted = Wanted {
            instance: digest.as_deref(),
            platform: None,
        };
        let saved = match self.kind {
            Kind::Dir => SavedImage::of_dir(&read, wanted)?,
            Kind::OciLayout => SavedImage::of_layout(image, &read, wanted)?,
        };
        Ok(Chosen {
            manifest: saved.manifest,
            manifest_list: saved.manifest_list,
            platform: platform.unwrap_or_default(),
            signatures: saved.signatures,
            attachments: saved.attachments,
        })
    }
}

/// The digest and the platform of the image that is meant; `None` where the manifest is no list.
fn of_list(manifest: &[u8], platform: &str) -> Result<Option<(String, String)>, String> {
    let Some(list) = read_list(manifest) else {
        return Ok(None);
    };
    let list = list?;
    let known = |text: &str| {
        parse_platform(text).and_then(|wanted| Some((choose_image(&list, Err(&wanted)).ok()?, text.to_owned())))
    };
    if !platform.is_empty() {
        let wanted = parse_platform(platform).ok_or_else(|| text::files::no_platform(platform))?;
        return choose_image(&list, Err(&wanted)).map(|digest| Some((digest, platform.to_owned())));
    }
    let first = list
        .entries
        .iter()
        .find_map(|entry| Some((entry.digest.clone(), entry.platform.as_ref()?.to_string())));
    let chosen = known(USUAL).or(first);
    chosen.map(Some).ok_or_else(|| text::files::EMPTY_LIST.into())
}

/// The platforms of a list, each once; none for what is no list.
pub(crate) fn platforms(manifest: &[u8]) -> Vec<String> {
    let Some(Ok(list)) = read_list(manifest) else {
        return Vec::new();
    };
    let mut platforms: Vec<String> = Vec::new();
    for platform in list
        .entries
        .iter()
        .filter_map(|entry| entry.platform.as_ref())
        .map(Platform::to_string)
    {
        if !platforms.contains(&platform) && !platform.starts_with("unknown/") {
            platforms.push(platform);
        }
    }
    platforms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &str) -> Rc<Files> {
        fn add(top: &std::path::Path, folder: &std::path::Path, files: &mut Files) {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    add(top, &entry, files);
                } else {
                    let name = entry.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, Rc::new(std::fs::read(&entry).unwrap()));
                }
            }
        }
        let (top, mut files) = (std::path::Path::new("../fixtures").join(path), Files::new());
        add(&top, &top, &mut files);
        Rc::new(files)
    }

    #[test]
    fn the_signatures_of_a_dir_image_come_with_it() {
        let store = ImageStore::of(folder("signed/gpg-two-signatures")).unwrap();
        let chosen = store.choose("docker://registry.example/acme/app:v1", "").unwrap();
        assert_eq!((chosen.signatures.len(), chosen.manifest_list), (2, None));
    }

    #[test]
    fn what_cosign_saved_beside_an_image_comes_with_it() {
        let store = ImageStore::of(folder("cosign-files/saved")).unwrap();
        let chosen = store.choose("docker://registry.example/acme/app:v1", "").unwrap();
        assert!(!chosen.attachments.is_empty() && !chosen.manifest.is_empty());
    }
}
