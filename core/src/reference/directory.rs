//! Paths of `dir:` images, without symbolic links. Source: reference.md §1.10 ("resolved path").

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::ImageNameError;
use crate::files::{FileError, FileErrorKind, FileOperation, FileSource, NUL_IN_PATH, PathKind};

/// As many links as Go's `filepath.EvalSymlinks` follows.
const LINK_LIMIT: usize = 255;

/// The absolute path without links. The last component may be missing, every parent must exist.
pub(super) fn resolve(path: &str, files: &dyn FileSource) -> Result<String, ImageNameError> {
    // The reference takes the process's folder for a relative path; the engine knows none, so that `/` stands for it
    // (docs/divergences.md, `dir-relative`). The command makes the path absolute before it asks.
    if path.contains('\0') {
        // The path as it is written goes to the system, which has none with a NUL.
        return Err(ImageNameError::Directory(FileError {
            operation: FileOperation::Access,
            path: format!("/{}", path.trim_start_matches('/')),
            kind: FileErrorKind::Other(NUL_IN_PATH.into()),
        }));
    }
    let absolute = clean(&format!("/{path}"));
    match eval_symlinks(&absolute, files) {
        Ok(resolved) => Ok(resolved),
        Err(ResolveError::File(error)) if error.kind == FileErrorKind::NotFound => {
            let (parent, last) = absolute.rsplit_once('/').unwrap_or_default();
            if files.inspect(&absolute).is_ok() || matches!(last, "" | "." | "..") {
                // The last component is there: a link that leads nowhere.
                return Err(ImageNameError::Directory(error));
            }
            let parent = if parent.is_empty() { "/" } else { parent };
            let resolved = eval_symlinks(parent, files).map_err(|error| error.into_name_error(path))?;
            Ok(clean(&format!("{resolved}/{last}")))
        }
        Err(error) => Err(error.into_name_error(path)),
    }
}

/// The strict parents, nearest first, without `/`.
pub(super) fn parents(path: &str) -> Vec<String> {
    let mut parents = Vec::new();
    let mut rest = path;
    while let Some((parent, _)) = rest.rsplit_once('/') {
        if parent.is_empty() {
            break;
        }
        parents.push(parent.to_string());
        rest = parent;
    }
    parents
}

/// The lexical normal form of an absolute path: no `.`, no `..`, no double slash (Go's `path.Clean`).
pub(crate) fn clean(path: &str) -> String {
    let mut components: Vec<&str> = Vec::new();
    for component in path.split('/') {
        match component {
            "" | "." => {}
            ".." => {
                components.pop();
            }
            other => components.push(other),
        }
    }
    format!("/{}", components.join("/"))
}

enum ResolveError {
    File(FileError),
    TooManyLinks,
}

impl ResolveError {
    fn into_name_error(self, path: &str) -> ImageNameError {
        match self {
            Self::File(error) => ImageNameError::Directory(error),
            Self::TooManyLinks => ImageNameError::DirectoryPath(path.into()),
        }
    }
}

fn eval_symlinks(path: &str, files: &dyn FileSource) -> Result<String, ResolveError> {
    let mut links = 0;
    let mut pending: Vec<String> = components_reversed(path);
    let mut resolved: Vec<String> = Vec::new();
    while let Some(component) = pending.pop() {
        if component == ".." {
            resolved.pop();
            continue;
        }
        resolved.push(component);
        let here = format!("/{}", resolved.join("/"));
        match files.inspect(&here).map_err(ResolveError::File)? {
            PathKind::Directory => {}
            PathKind::File if pending.is_empty() => {}
            PathKind::File => {
                return Err(ResolveError::File(FileError {
                    operation: FileOperation::Inspect,
                    path: here,
                    kind: FileErrorKind::NotADirectory,
                }));
            }
            PathKind::SymbolicLink(target) => {
                links += 1;
                if links > LINK_LIMIT {
                    return Err(ResolveError::TooManyLinks);
                }
                if target.starts_with('/') {
                    resolved.clear();
                } else {
                    resolved.pop();
                }
                pending.extend(components_reversed(&target));
            }
        }
    }
    Ok(format!("/{}", resolved.join("/")))
}

fn components_reversed(path: &str) -> Vec<String> {
    path.split('/')
        .rev()
        .filter(|component| !matches!(*component, "" | "."))
        .map(Into::into)
        .collect()
}
