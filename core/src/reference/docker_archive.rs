//! An image in a file of `docker save`: `docker-archive:PATH`, `…:NAME:TAG`, `…:@INDEX`. Source: reference.md §5.3.

use alloc::format;
use alloc::string::String;

use super::source_index::{self, SourceIndexError};
use super::{Named, NamedError};

/// An image in a file of `docker save`. The file is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerArchive {
    /// As written; may be empty.
    pub path: String,
    /// Which image.
    pub image: ArchivedImage,
}

/// Which image of a file of `docker save` is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchivedImage {
    /// The one at this place, from 0.
    Index(u64),
    /// The one with this name, which has a tag and no digest.
    Named(Named),
    /// The only one.
    Only,
}

/// Why a text is not the name of a `docker-archive:` image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DockerArchiveError {
    /// A name with a tag and a digest.
    Digest(Named),
    /// Nothing follows `docker-archive:`.
    Empty,
    /// What follows `@` is no place in the file.
    Index(SourceIndexError),
    /// What follows the colon is no name.
    Name(NamedError),
    /// A name with a digest and no tag.
    NoTag(Named),
}

impl DockerArchive {
    pub(super) fn parse(rest: &str) -> Result<Self, DockerArchiveError> {
        if rest.is_empty() {
            return Err(DockerArchiveError::Empty);
        }
        let (path, image) = match rest.split_once(':') {
            None => (rest, ArchivedImage::Only),
            Some((path, image)) => (path, ArchivedImage::parse(image)?),
        };
        Ok(Self {
            path: path.into(),
            image,
        })
    }

    pub(super) fn string_within_transport(&self) -> String {
        let path = &self.path;
        match &self.image {
            ArchivedImage::Index(index) => format!("{path}:@{index}"),
            ArchivedImage::Named(named) => format!("{path}:{named}"),
            ArchivedImage::Only => path.clone(),
        }
    }
}

impl ArchivedImage {
    fn parse(text: &str) -> Result<Self, DockerArchiveError> {
        if let Some(index) = text.strip_prefix('@') {
            let index = source_index::parse(index).map_err(DockerArchiveError::Index)?;
            return Ok(Self::Index(index));
        }
        let named = Named::parse_normalized(text)
            .map_err(DockerArchiveError::Name)?
            .with_default_tag();
        match (named.tag(), named.digest()) {
            (None, _) => Err(DockerArchiveError::NoTag(named)),
            (Some(_), Some(_)) => Err(DockerArchiveError::Digest(named)),
            (Some(_), None) => Ok(Self::Named(named)),
        }
    }
}
