//! An archive that somebody else has unpacked: its members and what each is.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{Inspected, InspectedNode, shown};
use crate::render::json::FORMAT_VERSION;

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// What it is.
    File(Box<Inspected>),
    /// So many bytes that were not looked into.
    Long(u64),
}

/// The members in their order; `is_whole` where none were left out.
#[must_use]
pub fn archive(name: &str, compressed: bool, members: Vec<(String, Member)>, is_whole: bool) -> Inspected {
    let files = match members.len() {
        1 => "1 file".to_string(),
        count => format!("{count} files"),
    };
    let title = if compressed {
        "tar archive, compressed by gzip"
    } else {
        "tar archive"
    };
    let mut root = node(name, "archive", title.into(), files);
    if !is_whole {
        root.problems
            .push("it has more, or breaks off: the rest was not read".into());
    }
    let mut secret = false;
    for (path, member) in members {
        let source = format!("{name}!{path}");
        let mut child = node(&source, "archive.member", shown(&path), String::new());
        match member {
            Member::File(inspected) => {
                secret |= inspected.secret;
                child.end = inspected.root.end;
                child.children.push(inspected.root);
            }
            Member::Long(length) => {
                child.end = usize::try_from(length).unwrap_or(usize::MAX);
                child.note = "too long to be looked into".into();
            }
        }
        root.children.push(child);
    }
    Inspected {
        format_version: FORMAT_VERSION,
        name: name.into(),
        recognised: true,
        secret,
        root,
    }
}

/// What was compressed by gzip.
#[must_use]
pub fn decompressed(name: &str, content: Inspected) -> Inspected {
    let mut root = node(name, "gzip", "Compressed by gzip".into(), String::new());
    let (recognised, secret) = (content.recognised, content.secret);
    root.children.push(content.root);
    Inspected {
        format_version: FORMAT_VERSION,
        name: name.into(),
        recognised,
        secret,
        root,
    }
}

fn node(source: &str, kind: &'static str, title: String, note: String) -> InspectedNode {
    InspectedNode {
        kind,
        title,
        note,
        facts: Vec::new(),
        problems: Vec::new(),
        remarks: Vec::new(),
        source: source.into(),
        start: 0,
        end: 0,
        children: Vec::new(),
    }
}
