//! The files of this machine. The only place in the engine that names `std::fs`.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use std::io::Read as _;

use super::{FILE_LIMIT, FileError, FileErrorKind, FileOperation, FileSource, PathKind};

/// Reads the files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostFiles;

impl FileSource for HostFiles {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        #[expect(clippy::disallowed_methods, reason = "this is the file source of the host")]
        let file = std::fs::File::open(path).map_err(|error| failure(FileOperation::Open, path, &error))?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(FILE_LIMIT).unwrap_or(u64::MAX);
        file.take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| failure(FileOperation::Read, path, &error))?;
        if bytes.len() > FILE_LIMIT {
            return Err(FileError {
                operation: FileOperation::Read,
                path: path.into(),
                kind: FileErrorKind::TooLarge,
            });
        }
        Ok(Cow::Owned(bytes))
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        let fail = |error: &std::io::Error| failure(FileOperation::Inspect, path, error);
        let metadata = std::fs::symlink_metadata(path).map_err(|error| fail(&error))?;
        if metadata.is_symlink() {
            let target = std::fs::read_link(path).map_err(|error| fail(&error))?;
            Ok(PathKind::SymbolicLink(target.to_string_lossy().into_owned()))
        } else if metadata.is_dir() {
            Ok(PathKind::Directory)
        } else {
            Ok(PathKind::File)
        }
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        let fail = |error: &std::io::Error| failure(FileOperation::Open, path, error);
        let metadata = std::fs::metadata(path).map_err(|error| fail(&error))?;
        if !metadata.is_file() && !metadata.is_dir() {
            // Opening a pipe would wait for whoever writes into it.
            return Ok(());
        }
        #[expect(clippy::disallowed_methods, reason = "this is the file source of the host")]
        let opened = std::fs::File::open(path);
        opened.map(drop).map_err(|error| fail(&error))
    }

    fn working_directory(&self) -> String {
        let current = std::fs::canonicalize(".").unwrap_or_else(|_| "/".into());
        current.to_string_lossy().into_owned()
    }
}

fn failure(operation: FileOperation, path: &str, error: &std::io::Error) -> FileError {
    use std::io::ErrorKind;
    let kind = match error.kind() {
        // Before the system is asked: a path with a NUL is none.
        ErrorKind::InvalidInput => FileErrorKind::Other(super::NUL_IN_PATH.into()),
        ErrorKind::IsADirectory => FileErrorKind::IsADirectory,
        ErrorKind::NotADirectory => FileErrorKind::NotADirectory,
        ErrorKind::NotFound => FileErrorKind::NotFound,
        ErrorKind::PermissionDenied => FileErrorKind::PermissionDenied,
        _ => FileErrorKind::Other(error.to_string()),
    };
    FileError {
        operation,
        path: String::from(path),
        kind,
    }
}
