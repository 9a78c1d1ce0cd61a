//! What Go's `os` package says of files.

use alloc::format;
use alloc::string::String;

use crate::files::{FILE_LIMIT, FileError, FileErrorKind, FileOperation};

/// `open /x: no such file or directory`
#[must_use]
pub fn file_error(error: &FileError) -> String {
    let operation = match error.operation {
        FileOperation::Access => "faccessat",
        FileOperation::Inspect => "lstat",
        FileOperation::MakeDirectory => "mkdir",
        FileOperation::Open => "open",
        FileOperation::Read => "read",
    };
    let reason = match &error.kind {
        FileErrorKind::IsADirectory => "is a directory".into(),
        FileErrorKind::NotADirectory => "not a directory".into(),
        FileErrorKind::NotFound => "no such file or directory".into(),
        FileErrorKind::PermissionDenied => "permission denied".into(),
        FileErrorKind::TooLarge => format!("larger than pullgate's limit of {FILE_LIMIT} bytes"),
        FileErrorKind::Other(text) => text.clone(),
    };
    format!("{operation} {}: {reason}", error.path)
}
