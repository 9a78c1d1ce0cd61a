//! Images in an OCI layout: `oci:PATH[:IMAGE]`, `oci:PATH:@INDEX`, and `oci-archive:PATH[:IMAGE]`. Source: reference.md §5.3.

use alloc::format;
use alloc::string::String;

use super::path::{self, PathError, ResolvedPath};
use super::source_index::{self, SourceIndexError};
use crate::files::FileSource;

/// An image in an OCI layout. What is in the layout is not looked at, and the image's name is no part of its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OciImage {
    /// The folder of the layout, or the file of an archive.
    pub path: ResolvedPath,
    /// Which image.
    pub image: LayoutImage,
}

/// Which image of an OCI layout is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutImage {
    /// The one at this place, from 0.
    Index(u64),
    /// The one with this `org.opencontainers.image.ref.name`; the only one if empty.
    Named(String),
}

/// Why a text is not the name of an image in an OCI layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OciNameError {
    /// The image's name has another form.
    Image(String),
    /// What follows `@` is no place in the layout.
    Index(SourceIndexError),
    /// The path leads nowhere.
    Path(PathError),
}

impl OciImage {
    pub(super) fn parse(rest: &str, files: &dyn FileSource) -> Result<Self, OciNameError> {
        let (path, image) = rest.split_once(':').unwrap_or((rest, ""));
        let image = match image.strip_prefix('@') {
            Some(index) => LayoutImage::Index(source_index::parse(index).map_err(OciNameError::Index)?),
            None => LayoutImage::Named(image.into()),
        };
        Self::at(path, image, files)
    }

    /// In an archive, where images have no index.
    pub(super) fn parse_archive(rest: &str, files: &dyn FileSource) -> Result<Self, OciNameError> {
        let (path, image) = rest.split_once(':').unwrap_or((rest, ""));
        Self::at(path, LayoutImage::Named(image.into()), files)
    }

    fn at(path: &str, image: LayoutImage, files: &dyn FileSource) -> Result<Self, OciNameError> {
        let path = path::resolve(path, files).map_err(OciNameError::Path)?;
        match &image {
            LayoutImage::Named(name) if !name.is_empty() && !is_image_name(name) => {
                Err(OciNameError::Image(name.clone()))
            }
            _ => Ok(Self { path, image }),
        }
    }

    /// With a colon even where there is no name.
    pub(super) fn string_within_transport(&self) -> String {
        let path = &self.path.written;
        match &self.image {
            LayoutImage::Index(index) => format!("{path}:@{index}"),
            LayoutImage::Named(name) => format!("{path}:{name}"),
        }
    }
}

/// `^C(?:/C)*$`, where C is `[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*`.
fn is_image_name(text: &str) -> bool {
    text.split('/').all(|component| {
        let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = component.as_bytes();
        ends_well(bytes.first())
            && ends_well(bytes.last())
            && bytes
                .split(u8::is_ascii_alphanumeric)
                .all(|separator| matches!(separator, b"" | b"-" | b"." | b"_" | b":" | b"@" | b"+" | b"--"))
    })
}
