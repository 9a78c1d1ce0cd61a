//! An image made up of tar files: `tarball:FILE[:FILE…]`, where `-` is standard input. Source: reference.md §5.3.

use alloc::string::String;

use super::path;
use crate::files::{FileError, FileSource};

/// An image made up of tar files, each of which could be opened. It has no name that a policy could speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tarball {
    /// As written: paths with colons between them.
    pub files: String,
}

impl Tarball {
    pub(super) fn parse(rest: &str, files: &dyn FileSource) -> Result<Self, FileError> {
        for file in rest.split(':').filter(|file| *file != "-") {
            path::open(file, files)?;
        }
        Ok(Self { files: rest.into() })
    }
}
