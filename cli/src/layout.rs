//! `--oci-layout`: an image, and what cosign saved beside it.

use std::path::Path;

use pullgate_core::exchange::layout::Layout;

use crate::archive;
use crate::files::read;
use crate::image_folder::{ImageFolder, Wanted};
use crate::{Problem, print};

/// The image of a layout, and its attachments.
#[derive(Debug, Default)]
pub(crate) struct SavedImage {
    pub(crate) folder: ImageFolder,
    pub(crate) attachments: Vec<Vec<u8>>,
}

impl SavedImage {
    /// Reads the image that is meant; of a list, one of its images must be wanted.
    pub(crate) fn read(folder: &Path, image: &str, wanted: Wanted<'_>) -> Result<Self, Problem> {
        let archived = folder
            .is_file()
            .then(|| archive::files(folder, "the layout", |_| true))
            .transpose()?;
        let reader = |path: &str| match &archived {
            Some(files) => files.get(path).cloned(),
            None => {
                let path = folder.join(path);
                path.is_file()
                    .then(|| read(&path, "the file of the layout").ok())
                    .flatten()
            }
        };
        let problem = |words: String| {
            Problem::new(format!("{}: {words}", folder.display()))
                .help("--oci-layout takes what `skopeo copy IMAGE oci:FOLDER`, `skopeo copy IMAGE oci-archive:FILE` or `cosign save --dir FOLDER IMAGE` wrote")
        };
        let layout = Layout::open(image, &reader).map_err(problem)?;
        let manifest = layout.manifest(&reader).map_err(problem)?;
        let Some(digest) = wanted.of(&manifest)? else {
            return Ok(Self {
                attachments: layout.attachments(None, &reader).map_err(problem)?,
                folder: ImageFolder {
                    manifest: Some(manifest),
                    ..ImageFolder::default()
                },
            });
        };
        let attachments = layout.attachments(Some(&digest), &reader).map_err(problem)?;
        if attachments.is_empty() && !layout.attachments(None, &reader).map_err(problem)?.is_empty() {
            print::note("the signatures in the layout are those of the list; a node looks for those of the one image");
        }
        Ok(Self {
            attachments,
            folder: ImageFolder {
                manifest: Some(layout.image(&digest, &reader).map_err(problem)?),
                manifest_list: Some(manifest),
                instance: Some(digest),
                signatures: Vec::new(),
            },
        })
    }
}
