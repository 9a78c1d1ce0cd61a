//! The files that a suite names, and no others, by the suite's own text of their paths.

use std::collections::BTreeMap;
use std::fs::metadata;
use std::io::ErrorKind;
use std::path::Path;

use pullgate_core::exchange::suite::Kind;

use crate::files::{read_if_present, unreadable};
use crate::sources::entries;
use crate::{Problem, archive, print, sources};

type Files = BTreeMap<String, Vec<u8>>;

/// A longer blob of a layout is a layer: of manifests and signatures the reference reads 4 MiB.
const BLOB_LIMIT: u64 = 4 << 20;
/// All that is read of one folder, in bytes.
const FOLDER_LIMIT: usize = 256 << 20;

/// Reads what is there. What is not is left to the engine: only the tests that need it are broken.
pub(super) fn files(folder: &Path, needed: &BTreeMap<String, Kind>) -> Result<Files, Problem> {
    let mut files = Files::new();
    // With a folder before it, not even `-` is standard input.
    let folder = Some(folder).filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    for (path, kind) in needed {
        let local = folder.join(path);
        // Without a path, it would be the suite's own folder.
        if path.is_empty() || !is_there(&local)? {
            continue;
        }
        if *kind == Kind::File {
            files.extend(read_if_present(&local, FILE)?.map(|bytes| (path.clone(), bytes)));
            continue;
        }
        let inner = of_folder(&local, *kind)?;
        if inner.is_empty() {
            print::note(&format!("{} has nothing that is read for the suite", local.display()));
        }
        let inner = inner.into_iter();
        files.extend(inner.map(|(name, bytes)| (format!("{path}/{name}"), bytes)));
    }
    Ok(files)
}

const FILE: &str = "the suite's file";
const FOLDER: &str = "the suite's folder";

fn is_there(path: &Path) -> Result<bool, Problem> {
    match metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(unreadable(path, FILE, &error)),
    }
}

fn of_folder(path: &Path, kind: Kind) -> Result<Files, Problem> {
    match kind {
        Kind::OciLayout if path.is_file() => archive::files(path, "the layout", |_| true),
        Kind::Store => sources::lookaside(path),
        _ if path.is_file() => Err(Problem::new(format!("{} is not a folder", path.display()))
            .help("name the folder; of an OCI layout and of a lookaside store, a tar archive does as well")),
        Kind::RegistriesD => {
            let texts = sources::registries_d(path)?.into_iter();
            Ok(texts.map(|(name, text)| (name, text.into_bytes())).collect())
        }
        Kind::Dir => right_in(path, |name| {
            let is_signature = name
                .rsplit('.')
                .next()
                .is_some_and(|last| last.starts_with("signature-"));
            name == "manifest.json" || name.ends_with(".manifest.json") || is_signature
        }),
        Kind::Policies => right_in(path, |name| name.ends_with(".json")),
        Kind::OciLayout => layout(path),
        Kind::File => Ok(Files::new()),
    }
}

/// The wanted files right in a folder. What has such a name and cannot be read is not passed over: a policy of a namespace would be missed.
fn right_in(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Files, Problem> {
    let mut read = Reading::of(folder);
    for entry in entries(folder, FOLDER)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if wanted(&name) {
            read.take(&entry.path(), name)?;
        }
    }
    Ok(read.files)
}

/// `index.json`, `oci-layout`, and the blobs that are no layers.
fn layout(folder: &Path) -> Result<Files, Problem> {
    let mut read = Reading::of(folder);
    for name in ["index.json", "oci-layout"] {
        read.take(&folder.join(name), name.to_owned())?;
    }
    let blobs = folder.join("blobs");
    if !blobs.is_dir() {
        return Ok(read.files);
    }
    for algorithm in entries(&blobs, FOLDER)? {
        if !algorithm.path().is_dir() {
            continue;
        }
        let prefix = format!("blobs/{}", algorithm.file_name().to_string_lossy());
        for blob in entries(&algorithm.path(), FOLDER)? {
            let is_short = metadata(blob.path()).is_ok_and(|found| found.is_file() && found.len() <= BLOB_LIMIT);
            if is_short {
                let name = format!("{prefix}/{}", blob.file_name().to_string_lossy());
                read.take(&blob.path(), name)?;
            }
        }
    }
    Ok(read.files)
}

/// What was read of a folder up to now.
struct Reading<'a> {
    folder: &'a Path,
    files: Files,
    size: usize,
}

impl<'a> Reading<'a> {
    fn of(folder: &'a Path) -> Self {
        Self {
            folder,
            files: Files::new(),
            size: 0,
        }
    }

    fn take(&mut self, path: &Path, name: String) -> Result<(), Problem> {
        let Some(bytes) = read_if_present(path, FILE)? else {
            return Ok(());
        };
        self.size += bytes.len();
        if self.size > FOLDER_LIMIT {
            return Err(Problem::new(format!(
                "what the suite needs of {} has more than {} MiB",
                self.folder.display(),
                FOLDER_LIMIT >> 20
            ))
            .help("copy what belongs to this one image, and name that folder"));
        }
        self.files.insert(name, bytes);
        Ok(())
    }
}
