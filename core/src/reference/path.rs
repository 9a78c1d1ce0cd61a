//! Paths of images, without symbolic links. Source: reference.md §1.10 ("resolved path"), path_resolution(7).

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::files::{FileError, FileErrorKind, FileOperation, FileSource, NUL_IN_PATH, PathKind};

/// As many links as Go's `filepath.EvalSymlinks` follows.
const GO_LINK_LIMIT: usize = 255;
/// As many links as Linux follows (path_resolution(7)).
const LINK_LIMIT: usize = 40;
/// The longest path that Linux takes, in bytes: `PATH_MAX`, less the NUL that is counted there.
const PATH_LIMIT: usize = 4095;
/// The longest name within a path: `NAME_MAX` of Linux.
const COMPONENT_LIMIT: usize = 255;
/// What Linux says of more than that.
const NAME_TOO_LONG: &str = "file name too long";
/// What Linux says of more than [`LINK_LIMIT`].
const TOO_MANY_LINKS: &str = "too many levels of symbolic links";

/// A path of which the folder is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedPath {
    /// As written.
    pub written: String,
    /// Absolute, without symbolic links, in its shortest form.
    pub resolved: String,
}

/// Why a path leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// What the system said.
    File(FileError),
    /// A link leads through something that is no folder.
    NotADirectory,
    /// `.` or `..` ends a path of which a part is missing.
    SpecialComponent(String),
    /// More links than Go follows.
    TooManyLinks,
}

/// The absolute path without links. Its end may be missing, every parent must exist.
pub(super) fn resolve(path: &str, files: &dyn FileSource) -> Result<ResolvedPath, PathError> {
    let there = walk(path, LastLink::Keep, files);
    let resolved = match there {
        Ok(_) => resolve_existing(path, files)?,
        Err(FileErrorKind::NotFound) => {
            let (parent, last) = path.rsplit_once('/').map_or(("", path), |(parent, last)| {
                (if parent.is_empty() { "/" } else { parent }, last)
            });
            let parent = resolve_existing(parent, files)?;
            if matches!(last, "." | "..") {
                return Err(PathError::SpecialComponent(path.into()));
            }
            clean(&format!("{parent}/{last}"))
        }
        Err(kind) => {
            return Err(PathError::File(FileError {
                operation: FileOperation::Access,
                path: path.into(),
                kind,
            }));
        }
    };
    Ok(ResolvedPath {
        written: path.into(),
        resolved,
    })
}

/// Opens a file, or a folder, and closes it again.
pub(super) fn open(path: &str, files: &dyn FileSource) -> Result<(), FileError> {
    let opened =
        walk(path, LastLink::Follow, files).and_then(|resolved| files.open(&resolved).map_err(|error| error.kind));
    opened.map_err(|kind| FileError {
        operation: FileOperation::Open,
        path: path.into(),
        kind,
    })
}

impl ResolvedPath {
    /// The strict parents, nearest first, without `/`.
    pub(super) fn parents(&self) -> Vec<String> {
        let mut parents = Vec::new();
        let mut rest = self.resolved.as_str();
        while let Some((parent, _)) = rest.rsplit_once('/')
            && !parent.is_empty()
        {
            parents.push(parent.to_owned());
            rest = parent;
        }
        parents
    }

    /// The path and its parents, nearest first, without `/`.
    pub(super) fn with_parents(&self) -> Vec<String> {
        let mut paths = self.parents();
        if self.resolved != "/" {
            paths.insert(0, self.resolved.clone());
        }
        paths
    }
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

/// Why Linux refuses a path without looking for it.
pub(super) fn check_form(path: &str) -> Result<(), FileErrorKind> {
    if path.contains('\0') {
        return Err(FileErrorKind::Other(NUL_IN_PATH.into()));
    }
    if path.len() > PATH_LIMIT {
        return Err(FileErrorKind::Other(NAME_TOO_LONG.into()));
    }
    Ok(())
}

/// Why Linux refuses a name within a path.
pub(super) fn check_component(component: &str) -> Result<(), FileErrorKind> {
    if component.len() > COMPONENT_LIMIT {
        return Err(FileErrorKind::Other(NAME_TOO_LONG.into()));
    }
    Ok(())
}

/// Whether a link at the end of a path is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LastLink {
    Follow,
    Keep,
}

/// Follows a path as Linux does: `..` is the parent of where a link led to. Gives the path without links.
fn walk(path: &str, last_link: LastLink, files: &dyn FileSource) -> Result<String, FileErrorKind> {
    if path.is_empty() {
        return Err(FileErrorKind::NotFound);
    }
    check_form(path)?;
    let mut pending = components_reversed(path);
    if !path.starts_with('/') {
        pending.extend(components_reversed(&files.working_directory()));
    }
    let mut resolved: Vec<String> = Vec::new();
    let mut in_folder = true;
    let mut links = 0_usize;
    while let Some(component) = pending.pop() {
        if !in_folder {
            return Err(FileErrorKind::NotADirectory);
        }
        match component.as_str() {
            "." => continue,
            ".." => {
                resolved.pop();
                continue;
            }
            _ => check_component(&component)?,
        }
        resolved.push(component);
        match files.inspect(&joined(&resolved)).map_err(|error| error.kind)? {
            PathKind::Directory => {}
            PathKind::File => in_folder = false,
            PathKind::SymbolicLink(_) if pending.is_empty() && last_link == LastLink::Keep => {}
            PathKind::SymbolicLink(target) => {
                links += 1;
                if links > LINK_LIMIT {
                    return Err(FileErrorKind::Other(TOO_MANY_LINKS.into()));
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
    Ok(joined(&resolved))
}

/// The components, the first of them last. A slash at the end asks for a folder, as `/.` does.
fn components_reversed(path: &str) -> Vec<String> {
    let end = path.ends_with('/').then(|| String::from("."));
    let components = path.rsplit('/').filter(|component| !component.is_empty());
    end.into_iter().chain(components.map(Into::into)).collect()
}

fn joined(components: &[String]) -> String {
    format!("/{}", components.join("/"))
}

/// The absolute form of a path all of which is there, without links.
fn resolve_existing(path: &str, files: &dyn FileSource) -> Result<String, PathError> {
    let absolute = if path.starts_with('/') {
        clean(path)
    } else {
        clean(&format!("{}/{path}", files.working_directory()))
    };
    eval_symlinks(&absolute, files)
}

/// What Go's `filepath.EvalSymlinks` makes of an absolute path.
fn eval_symlinks(path: &str, files: &dyn FileSource) -> Result<String, PathError> {
    let mut links = 0_usize;
    let mut rest = path.to_owned();
    let mut resolved: Vec<String> = Vec::new();
    loop {
        let unread = rest.trim_start_matches('/');
        let (component, after) = match unread.split_once('/') {
            Some((component, after)) => (component, Some(after)),
            None => (unread, None),
        };
        match component {
            "" => break,
            "." => {}
            // Go takes a component away only where another is left, and keeps `..` else: errors name such paths.
            ".." if resolved.len() > 1 && resolved.last().is_none_or(|last| last != "..") => {
                resolved.pop();
            }
            ".." => resolved.push("..".into()),
            _ => {
                resolved.push(component.into());
                match look_at(&joined(&resolved), component, files)? {
                    PathKind::File if after.is_some() => return Err(PathError::NotADirectory),
                    PathKind::Directory | PathKind::File => {}
                    PathKind::SymbolicLink(target) => {
                        links += 1;
                        if links > GO_LINK_LIMIT {
                            return Err(PathError::TooManyLinks);
                        }
                        if target.starts_with('/') {
                            resolved.clear();
                        } else {
                            resolved.pop();
                        }
                        rest = match after {
                            Some(after) => format!("{target}/{after}"),
                            None => target,
                        };
                        continue;
                    }
                }
            }
        }
        rest = after.unwrap_or_default().to_owned();
    }
    Ok(clean(&joined(&resolved)))
}

fn look_at(path: &str, component: &str, files: &dyn FileSource) -> Result<PathKind, PathError> {
    let looked = check_form(path).and_then(|()| check_component(component));
    // What stands before a `..` is a folder and no link, so that the path may be shortened.
    looked
        .and_then(|()| files.inspect(&clean(path)).map_err(|error| error.kind))
        .map_err(|kind| {
            PathError::File(FileError {
                operation: FileOperation::Inspect,
                path: path.into(),
                kind,
            })
        })
}

#[cfg(test)]
mod tests {
    use alloc::borrow::Cow;

    use super::*;

    /// One link, beside a file `/srv/images/app`.
    struct OneLink(&'static str, &'static str);

    impl FileSource for OneLink {
        fn read(&self, _: &str) -> Result<Cow<'_, [u8]>, FileError> {
            Ok(Cow::default())
        }

        fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
            let there = ["/", "/srv", "/srv/images", "/srv/images/app"];
            if path == self.0 {
                Ok(PathKind::SymbolicLink(self.1.into()))
            } else if there.contains(&path) {
                Ok(PathKind::Directory)
            } else {
                Err(FileError {
                    operation: FileOperation::Inspect,
                    path: path.into(),
                    kind: FileErrorKind::NotFound,
                })
            }
        }

        fn open(&self, path: &str) -> Result<(), FileError> {
            self.inspect(path).map(drop)
        }
    }

    /// Works in `/srv`, where the oracle works in `/`.
    struct InSrv;

    impl FileSource for InSrv {
        fn read(&self, _: &str) -> Result<Cow<'_, [u8]>, FileError> {
            Ok(Cow::default())
        }

        fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
            OneLink("", "").inspect(path)
        }

        fn open(&self, path: &str) -> Result<(), FileError> {
            self.inspect(path).map(drop)
        }

        fn working_directory(&self) -> String {
            "/srv".into()
        }
    }

    #[test]
    fn only_relative_paths_count_from_the_working_directory() {
        assert_eq!(resolve("images/app", &InSrv).unwrap().resolved, "/srv/images/app");
        assert_eq!(resolve("/srv/images/new", &InSrv).unwrap().resolved, "/srv/images/new");
        assert!(resolve("srv/images/new", &InSrv).is_err());
    }

    #[test]
    fn a_path_may_have_as_many_bytes_as_linux_takes() {
        let path = |length: usize| "/".repeat(length);
        assert!(check_form(&path(PATH_LIMIT)).is_ok());
        assert!(check_form(&path(PATH_LIMIT + 1)).is_err());
    }

    // The oracle's root is not the machine's, so that these three were asked of the library behind chroot(2).
    #[test]
    fn links_above_the_root_are_followed_and_named_as_go_does() {
        let error_path = |link, path: &str| match resolve(path, &link) {
            Err(PathError::File(error)) => error.path,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            error_path(OneLink("/missing-up", "../missing"), "/missing-up"),
            "/../missing"
        );
        assert_eq!(
            error_path(OneLink("/srv/lost", "../missing/x"), "/srv/lost"),
            "/srv/../missing"
        );
        let deep = resolve("/srv/deep/app", &OneLink("/srv/deep", "../../../srv/images")).unwrap();
        assert_eq!(deep.resolved, "/srv/images/app");
    }
}
