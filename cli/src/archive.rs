//! A folder as one file: a tar archive, compressed by gzip or not.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Component, Path};

use flate2::read::MultiGzDecoder;
use tar::Archive;

use crate::Problem;
use crate::files::unreadable;

/// The first bytes of a gzip file (RFC 1952 §2.3.1).
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];
/// A longer file of an archive is passed over: signatures and manifests are shorter (the reference reads 4 MiB of either), layers are not needed.
const MEMBER_LIMIT: u64 = 4 << 20;
/// All that is kept of an archive, in bytes.
const KEPT_LIMIT: usize = 256 << 20;
/// How much of an archive is read, once decompressed, in bytes: an image with its layers fits, and a bomb ends.
const READ_LIMIT: u64 = 16 << 30;

/// The regular files by their paths in the archive, those that are wanted and not longer than 4 MiB; of two with one name, the later.
pub(crate) fn files(
    path: &Path,
    what: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let problem = |error: &std::io::Error| {
        unreadable(path, what, error).help("name a folder, or a tar archive of one (.tar, .tar.gz)")
    };
    let mut files = BTreeMap::new();
    let mut kept = 0;
    let mut archive = Archive::new(open(path).map_err(|error| problem(&error))?.take(READ_LIMIT));
    for entry in archive.entries().map_err(|error| problem(&error))? {
        let mut entry = entry.map_err(|error| problem(&error))?;
        let Some(name) = entry.path().ok().and_then(|path| inside(&path)) else {
            continue;
        };
        if !entry.header().entry_type().is_file() || entry.size() > MEMBER_LIMIT || !wanted(&name) {
            continue;
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|error| problem(&error))?;
        kept += content.len();
        if kept > KEPT_LIMIT {
            return Err(Problem::new(format!(
                "{what} {} has more than {} MiB of files",
                path.display(),
                KEPT_LIMIT >> 20
            )));
        }
        files.insert(name, content);
    }
    Ok(files)
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let mut file = BufReader::new(File::open(path)?);
    Ok(if file.fill_buf()?.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}

/// `a/b` of `./a/b`; nothing for a path that leaves the archive.
pub(crate) fn inside(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::ParentDir | Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    Some(parts.join("/"))
}
