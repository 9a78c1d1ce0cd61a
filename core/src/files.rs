//! Files that the policy names: given with the request, or read from the host by [`host`].

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;

#[cfg(feature = "std")]
pub mod host;

/// No key or certificate file is larger than this; a larger one is refused unread (the reference has no limit here).
pub const FILE_LIMIT: usize = 16 << 20;

/// Where the engine reads the files that a policy names.
pub trait FileSource {
    /// The whole content of `path`.
    ///
    /// # Errors
    /// What kept it from being read, with the path as it was asked for.
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError>;

    /// What lies at `path`, without following a symbolic link.
    ///
    /// # Errors
    /// `NotFound` when there is nothing, else what kept it from being looked at.
    fn inspect(&self, path: &str) -> Result<PathKind, FileError>;

    /// Whether `path`, absolute and without links, can be opened: a file or a folder.
    ///
    /// # Errors
    /// What keeps it from being opened.
    fn open(&self, path: &str) -> Result<(), FileError>;

    /// The folder that relative paths count from, absolute; `/` where there is no disk.
    fn working_directory(&self) -> String {
        "/".into()
    }
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A folder.
    Directory,
    /// A file.
    File,
    /// A symbolic link, with the text of its target.
    SymbolicLink(String),
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// What was being done.
    pub operation: FileOperation,
    /// The path as it was asked for.
    pub path: String,
    /// Why it failed.
    pub kind: FileErrorKind,
}

/// What was being done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOperation {
    /// Asking whether it is there.
    Access,
    /// Looking at it without following links.
    Inspect,
    /// Making it, as a folder.
    MakeDirectory,
    /// Opening it.
    Open,
    /// Reading from it.
    Read,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileErrorKind {
    /// It is a folder.
    IsADirectory,
    /// A parent of it is a file.
    NotADirectory,
    /// There is nothing at the path.
    NotFound,
    /// Whoever runs the engine may not read it.
    PermissionDenied,
    /// It has more than [`FILE_LIMIT`] bytes.
    TooLarge,
    /// Any other answer of the system, in the system's words.
    Other(String),
}

/// What a system says to a path with a NUL.
pub(crate) const NUL_IN_PATH: &str = "invalid argument";

/// Files that came with the request. Every parent of a path exists as a folder.
#[derive(Clone, Debug, Default)]
pub struct VirtualFiles<'a> {
    files: BTreeMap<&'a str, &'a [u8]>,
}

impl<'a> VirtualFiles<'a> {
    /// The given files; of two with one path, the last is kept.
    pub fn new(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }

    fn has_folder(&self, path: &str) -> bool {
        let mut prefix = String::from(path.trim_end_matches('/'));
        prefix.push('/');
        // Nothing lies at the empty path, though every absolute path would begin with it and a slash.
        path == "/"
            || !path.is_empty()
                && self
                    .files
                    .range(prefix.as_str()..)
                    .next()
                    .is_some_and(|(file, _)| file.starts_with(&prefix))
    }
}

impl FileSource for VirtualFiles<'_> {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        let error = |operation, kind| FileError {
            operation,
            path: path.into(),
            kind,
        };
        match self.files.get(path) {
            _ if path.contains('\0') => Err(error(FileOperation::Open, FileErrorKind::Other(NUL_IN_PATH.into()))),
            Some(bytes) if bytes.len() > FILE_LIMIT => Err(error(FileOperation::Read, FileErrorKind::TooLarge)),
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None if self.has_folder(path) => Err(error(FileOperation::Read, FileErrorKind::IsADirectory)),
            None => Err(error(FileOperation::Open, FileErrorKind::NotFound)),
        }
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        if self.files.contains_key(path) {
            Ok(PathKind::File)
        } else if self.has_folder(path) {
            Ok(PathKind::Directory)
        } else {
            let kind = if path.contains('\0') {
                FileErrorKind::Other(NUL_IN_PATH.into())
            } else {
                FileErrorKind::NotFound
            };
            Err(FileError {
                operation: FileOperation::Inspect,
                path: path.into(),
                kind,
            })
        }
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        self.inspect(path).map(|_| ()).map_err(|error| FileError {
            operation: FileOperation::Open,
            ..error
        })
    }
}

/// Looks into `first`, and into `second` for what `first` does not have.
#[derive(Debug)]
pub struct Overlay<A, B> {
    /// Asked first.
    pub first: A,
    /// Asked for what `first` does not have.
    pub second: B,
}

impl<A: FileSource, B: FileSource> FileSource for Overlay<A, B> {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        match self.first.read(path) {
            Err(FileError {
                kind: FileErrorKind::NotFound | FileErrorKind::IsADirectory,
                ..
            }) => self.second.read(path),
            other => other,
        }
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        match self.first.inspect(path) {
            Err(FileError {
                kind: FileErrorKind::NotFound,
                ..
            }) => self.second.inspect(path),
            other => other,
        }
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        match self.first.open(path) {
            Err(FileError {
                kind: FileErrorKind::NotFound,
                ..
            }) => self.second.open(path),
            other => other,
        }
    }

    fn working_directory(&self) -> String {
        self.second.working_directory()
    }
}

/// Takes every path that `files` does not have for a folder: where there is no disk, a path in a request is taken to exist.
#[derive(Debug)]
pub struct AssumeFolders<F>(pub F);

impl<F: FileSource> FileSource for AssumeFolders<F> {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        self.0.read(path)
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        match self.0.inspect(path) {
            Err(FileError {
                kind: FileErrorKind::NotFound,
                ..
            }) => Ok(PathKind::Directory),
            other => other,
        }
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        match self.0.open(path) {
            Err(FileError {
                kind: FileErrorKind::NotFound,
                ..
            }) => Ok(()),
            other => other,
        }
    }

    fn working_directory(&self) -> String {
        self.0.working_directory()
    }
}

impl<F: FileSource + ?Sized> FileSource for &F {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        (**self).read(path)
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        (**self).inspect(path)
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        (**self).open(path)
    }

    fn working_directory(&self) -> String {
        (**self).working_directory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parent_of_a_given_file_is_a_folder() {
        let files = VirtualFiles::new([("/etc/pki/k.gpg", b"k".as_slice())]);
        for folder in ["/", "/etc", "/etc/pki"] {
            assert_eq!(files.inspect(folder), Ok(PathKind::Directory), "{folder}");
        }
        assert_eq!(files.inspect("/etc/pki/k.gpg"), Ok(PathKind::File));
        assert_eq!(
            files.inspect("/etc/pk").unwrap_err().kind,
            FileErrorKind::NotFound,
            "a prefix that ends within a name is no parent"
        );
        assert_eq!(files.read("/etc/pki").unwrap_err().kind, FileErrorKind::IsADirectory);
        assert_eq!(files.read("/etc/other").unwrap_err().kind, FileErrorKind::NotFound);
        assert_eq!(
            files.read("").unwrap_err().kind,
            FileErrorKind::NotFound,
            "the empty path is no folder"
        );
    }
}
