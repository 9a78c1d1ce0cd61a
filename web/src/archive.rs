//! Archives: tar, tar compressed by gzip, and ZIP, opened in the page; and the ZIP that reproduces what the page shows.

use std::io::{Cursor, Read, Write as _};
use std::path::{Component, Path};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::files::{FILES_AT_MOST, OpenedFile};
use crate::text;

/// The first bytes of a gzip file (RFC 1952 §2.3.1).
const GZIP: &[u8] = &[0x1f, 0x8b];
/// The first bytes of a ZIP archive with a member.
const ZIP: &[u8] = b"PK\x03\x04";
/// Where the header of a tar archive's first member says so (POSIX.1-1988).
const TAR: (usize, &[u8]) = (257, b"ustar");
/// A longer member is passed over: signatures and manifests are shorter (the reference reads 4 MiB of either), layers are not needed.
const MEMBER_LIMIT: u64 = 4 << 20;
/// All that is kept of an archive, in bytes.
const KEPT_LIMIT: usize = 64 << 20;
/// How much of an archive is read, once decompressed, in bytes: so that a bomb ends.
const READ_LIMIT: u64 = 1 << 30;

/// The members of an archive, by their paths under its own name; `None` for what is no archive.
pub(crate) fn unpacked(name: &str, bytes: &[u8]) -> Option<Result<Vec<OpenedFile>, String>> {
    if bytes.starts_with(ZIP) {
        return Some(zip_members(name, bytes));
    }
    if bytes.starts_with(GZIP) {
        return Some(tar_members(name, MultiGzDecoder::new(bytes)));
    }
    let mark = bytes.get(TAR.0..)?;
    mark.starts_with(TAR.1).then(|| tar_members(name, bytes))
}

fn tar_members(name: &str, from: impl Read) -> Result<Vec<OpenedFile>, String> {
    let words = |error: std::io::Error| text::files::no_tar(&error.to_string());
    let mut archive = tar::Archive::new(from.take(READ_LIMIT));
    let mut kept = Kept::new(name);
    for entry in archive.entries().map_err(words)? {
        let mut entry = entry.map_err(words)?;
        let path = entry.path().ok().and_then(|path| inside(&path));
        if entry.header().entry_type().is_file() && entry.size() <= MEMBER_LIMIT {
            kept.add(path, &mut entry).map_err(words)?;
        }
        if kept.is_full() {
            break;
        }
    }
    Ok(kept.files)
}

fn zip_members(name: &str, bytes: &[u8]) -> Result<Vec<OpenedFile>, String> {
    let words = |error: &dyn std::fmt::Display| text::files::no_zip(&error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| words(&error))?;
    let mut kept = Kept::new(name);
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).map_err(|error| words(&error))?;
        let path = member.enclosed_name().and_then(|path| inside(&path));
        if member.is_file() && member.size() <= MEMBER_LIMIT {
            kept.add(path, &mut member).map_err(|error| words(&error))?;
        }
        if kept.is_full() {
            break;
        }
    }
    Ok(kept.files)
}

struct Kept<'a> {
    archive: &'a str,
    files: Vec<OpenedFile>,
    size: usize,
}

impl<'a> Kept<'a> {
    fn new(archive: &'a str) -> Self {
        Self {
            archive,
            files: Vec::new(),
            size: 0,
        }
    }

    fn is_full(&self) -> bool {
        self.size > KEPT_LIMIT || self.files.len() >= FILES_AT_MOST
    }

    fn add(&mut self, path: Option<String>, member: &mut impl Read) -> std::io::Result<()> {
        let Some(path) = path else { return Ok(()) };
        let mut content = Vec::new();
        member.take(MEMBER_LIMIT).read_to_end(&mut content)?;
        self.size += content.len();
        self.files.push(OpenedFile {
            name: format!("{}/{path}", self.archive).into(),
            content: Ok(Rc::new(content)),
        });
        Ok(())
    }
}

/// `a/b` of `./a/b`; nothing for a path that leaves the archive.
fn inside(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::ParentDir | Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A ZIP archive of these files. Its bytes depend on nothing else.
pub(crate) fn packed(files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, content) in files {
        archive.start_file(path.as_str(), options).ok()?;
        archive.write_all(content).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[OpenedFile]) -> Vec<(&str, usize)> {
        let size = |file: &OpenedFile| file.content.as_ref().map_or(0, |bytes| bytes.len());
        files.iter().map(|file| (&*file.name, size(file))).collect()
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let files = [
            ("policy.json".to_owned(), b"{}".to_vec()),
            ("image/signature-1".to_owned(), vec![7; 9]),
        ];
        let zip = packed(&files).unwrap();
        let found = unpacked("all.zip", &zip).unwrap().unwrap();
        assert_eq!(
            names(&found),
            [("all.zip/policy.json", 2), ("all.zip/image/signature-1", 9)]
        );
    }

    #[test]
    fn a_tar_archive_is_unpacked_and_stays_in_its_place() {
        let mut tar = tar::Builder::new(Vec::new());
        for path in ["./image/manifest.json", "image/blobs/a"] {
            let mut header = tar::Header::new_ustar();
            header.set_size(3);
            tar.append_data(&mut header, path, &b"abc"[..]).unwrap();
        }
        let tar = tar.into_inner().unwrap();
        let found = unpacked("a.tar", &tar).unwrap().unwrap();
        assert_eq!(
            names(&found),
            [("a.tar/image/manifest.json", 3), ("a.tar/image/blobs/a", 3)]
        );
        assert_eq!(inside(Path::new("../etc/passwd")), None);
    }

    #[test]
    fn what_is_no_archive_is_none_and_a_broken_one_says_so() {
        assert!(unpacked("a", b"{}").is_none());
        assert!(unpacked("a.zip", b"PK\x03\x04broken").unwrap().is_err());
        assert!(unpacked("a.gz", b"\x1f\x8bbroken").unwrap().is_err());
    }
}
