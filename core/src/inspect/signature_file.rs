//! `signature-N` files (reference.md §6.1): what stands after the mark, and what the reference finds wrong.

use alloc::string::String;

use super::{Input, Inspector, Node, Problem, Remark, What, json, recognise};
use crate::image::signature_blob;
use crate::source::SourceId;

/// The longest name of a format: longer than the two that there are, and shorter than any key.
const NAME_LIMIT: usize = 16;

/// Whether a file begins with a NUL, a name and a line feed.
pub(super) fn names_a_format(bytes: &[u8]) -> bool {
    format(bytes).is_some()
}

fn format(bytes: &[u8]) -> Option<&[u8]> {
    let after = bytes.strip_prefix(b"\0")?;
    let head = after.get(..NAME_LIMIT).unwrap_or(after);
    let name = head.get(..head.iter().position(|&byte| byte == b'\n')?)?;
    (!name.is_empty() && name.iter().all(|byte| matches!(byte, 0x20..0x7F))).then_some(name)
}

/// A file that names its format.
pub(super) fn signature_file(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let name = format(input.bytes).unwrap_or_default();
    let what = What::SignatureFile {
        format: String::from_utf8_lossy(name).into_owned(),
    };
    let mut node = inspector.node(what, input.place());
    check(&mut node, input.bytes);
    let content = input.from(name.len() + 2);
    let mut child = match name {
        b"sigstore-json" => json::json(inspector, content),
        _ => recognise::recognise(inspector, content),
    };
    // What would be said of it if it stood alone.
    child
        .remarks
        .retain(|remark| matches!(remark, Remark::HoldsPrivateKey(_)));
    node.children.push(child);
    node
}

/// What the reference finds wrong with a file.
pub(super) fn check(node: &mut Node, bytes: &[u8]) {
    if let Err(error) = signature_blob::parse(SourceId::default(), bytes) {
        node.problems.push(Problem::SignatureBlob(error));
    }
}
