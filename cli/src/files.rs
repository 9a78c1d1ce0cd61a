//! Files of this machine: the arguments', and those that the policy names.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, metadata};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use pullgate_core::files::host::HostFiles;
use pullgate_core::files::{FileError, FileSource, PathKind};

use crate::Problem;

/// No file that an argument names is larger. What the engine takes is less, and it says so itself; this keeps `/dev/zero` out of memory.
const SIZE_LIMIT: u64 = 256 << 20;

/// The whole content of a file that an argument names; `-` is standard input.
pub(crate) fn read(path: &Path, what: &str) -> Result<Vec<u8>, Problem> {
    let read = if path == Path::new("-") {
        content(std::io::stdin().lock())
    } else {
        File::open(path).and_then(content)
    };
    let content = read.map_err(|error| unreadable(path, what, &error))?;
    content.ok_or_else(|| too_large(path, what))
}

/// What an argument leads to, or nothing; a symbolic link to nothing counts as missing, too.
pub(crate) fn read_if_present(path: &Path, what: &str) -> Result<Option<Vec<u8>>, Problem> {
    match metadata(path) {
        Ok(_) => read(path, what).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, what, &error)),
    }
}

/// A file that is larger than any that is read.
pub(crate) fn too_large(path: &Path, what: &str) -> Problem {
    Problem::new(format!(
        "{what} {} is larger than {} MiB",
        path.display(),
        SIZE_LIMIT >> 20
    ))
}

/// Everything, unless it is larger than the limit.
pub(crate) fn content(source: impl std::io::Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= SIZE_LIMIT);
    Ok(fits.then_some(bytes))
}

/// A file that an argument names and that cannot be read.
pub(crate) fn unreadable(path: &Path, what: &str, error: &std::io::Error) -> Problem {
    Problem::new(format!("cannot read {what} {}: {error}", path.display()))
}

/// The files that the policy names: those that `--file` maps, and the others as they stand.
#[derive(Debug)]
pub(crate) struct MappedFiles {
    mapped: BTreeMap<String, Vec<u8>>,
    asked: RefCell<BTreeSet<String>>,
    unreadable: RefCell<BTreeSet<String>>,
}

impl MappedFiles {
    /// Reads the files of `--file`.
    pub(crate) fn read(mappings: &[(String, PathBuf)]) -> Result<Self, Problem> {
        let mut mapped = BTreeMap::new();
        for (path, local) in mappings {
            let content = read(local, "the file")?;
            if mapped.insert(path.clone(), content).is_some() {
                return Err(Problem::new(format!("--file maps {path} twice")));
            }
        }
        Ok(Self {
            mapped,
            asked: RefCell::default(),
            unreadable: RefCell::default(),
        })
    }

    /// The mapped files, by the policy's paths.
    pub(crate) fn mapped(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.mapped
            .iter()
            .map(|(path, content)| (path.clone(), content.clone()))
    }

    /// The paths that the policy asked for and that could not be read.
    pub(crate) fn unreadable(&self) -> Vec<String> {
        self.unreadable.borrow().iter().cloned().collect()
    }

    /// The mapped paths that nothing asked for: perhaps the policy writes them in another way, and this machine's own file was read.
    pub(crate) fn unused(&self) -> Vec<&str> {
        let asked = self.asked.borrow();
        self.mapped
            .keys()
            .filter(|path| !asked.contains(*path))
            .map(String::as_str)
            .collect()
    }
}

impl FileSource for MappedFiles {
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, FileError> {
        self.asked.borrow_mut().insert(path.into());
        match self.mapped.get(path) {
            Some(content) => Ok(Cow::Borrowed(content)),
            None => match HostFiles.read(path) {
                Ok(content) => Ok(Cow::Owned(content.into_owned())),
                Err(error) => {
                    self.unreadable.borrow_mut().insert(path.into());
                    Err(error)
                }
            },
        }
    }

    fn inspect(&self, path: &str) -> Result<PathKind, FileError> {
        if self.mapped.contains_key(path) {
            Ok(PathKind::File)
        } else {
            HostFiles.inspect(path)
        }
    }

    fn open(&self, path: &str) -> Result<(), FileError> {
        if self.mapped.contains_key(path) {
            Ok(())
        } else {
            HostFiles.open(path)
        }
    }

    fn working_directory(&self) -> String {
        HostFiles.working_directory()
    }
}
