//! Texts with blocks between `-----BEGIN …-----` and `-----END …-----`: PEM (RFC 7468) and OpenPGP's armour (RFC 9580 §6.2).

use alloc::string::String;

use super::{Input, Inspector, Node, Problem, Remark, What, certificate, der, openpgp, private_key};
use crate::trust::pem;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// A longer label is cut.
const LABEL_LENGTH: usize = 40;
/// What stands between the dashes of a cleartext signature's head.
const CLEARTEXT: &[u8] = b"PGP SIGNED MESSAGE";

/// Whether a text has a line that begins a block.
pub(super) fn has_blocks(text: &[u8]) -> bool {
    text.starts_with(BEGIN) || text.windows(BEGIN.len() + 1).any(|window| window == b"\n-----BEGIN ")
}

/// A text with blocks.
pub(super) fn blocks(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let mut node = inspector.node(What::PemText, input.place());
    let mut heads = heads(input.bytes).peekable();
    while let Some(start) = heads.next() {
        if inspector.is_full(&mut node) {
            break;
        }
        let end = heads.peek().copied().unwrap_or(input.bytes.len());
        node.children.push(block(inspector, input.part(start, end)));
    }
    // One block and nothing around it needs no list.
    let [only] = node.children.as_slice() else { return node };
    let is_blank = |bytes: Option<&[u8]>| bytes.is_some_and(|bytes| bytes.trim_ascii().is_empty());
    let within = |offset: usize| offset.saturating_sub(input.start);
    let (start, end) = (within(only.place.start), within(only.place.end));
    if !is_blank(input.bytes.get(..start)) || !is_blank(input.bytes.get(end..)) {
        return node;
    }
    match node.children.pop() {
        Some(mut only) => {
            only.place = input.place();
            only
        }
        None => node,
    }
}

/// Where lines that begin a block begin.
fn heads(text: &[u8]) -> impl Iterator<Item = usize> {
    text.windows(BEGIN.len())
        .enumerate()
        .filter(|(_, window)| *window == BEGIN)
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || text.get(at - 1) == Some(&b'\n'))
}

/// A block, from its first line to the next block's.
fn block(inspector: &mut Inspector<'_>, region: Input<'_>) -> Node {
    let first_line = line_end(region.bytes, 0);
    let head = region
        .bytes
        .get(BEGIN.len()..first_line)
        .unwrap_or_default()
        .trim_ascii_end();
    let label = head.strip_suffix(DASHES).unwrap_or(head);
    let label = label.get(..LABEL_LENGTH).unwrap_or(label);
    let last_line = region
        .bytes
        .windows(END.len() + 1)
        .position(|window| window.starts_with(b"\n") && window.ends_with(END))
        .map(|at| at + 1);
    let body = region.part(
        (first_line + 1).min(region.bytes.len()),
        last_line.unwrap_or(region.bytes.len()),
    );
    let end = last_line.map_or(region.bytes.len(), |at| line_end(region.bytes, at));
    let whole = region.part(0, end);

    if let Some(form) = private_key::form_of_label(label) {
        return private(inspector, whole, body, form);
    }
    let mut node = if label == CLEARTEXT {
        openpgp::cleartext(inspector, whole)
    } else if label.starts_with(b"PGP ") {
        openpgp::armored(inspector, whole, body, label)
    } else {
        plain(inspector, whole, label)
    };
    if last_line.is_none() && label != CLEARTEXT {
        node.problems.push(Problem::BlockWithoutEnd);
    }
    node
}

/// Of a private key, only that it is one; of OpenPGP's, the public halves as well.
fn private(
    inspector: &mut Inspector<'_>,
    whole: Input<'_>,
    body: Input<'_>,
    form: private_key::PrivateKeyForm,
) -> Node {
    let mut node = inspector.private_key(form, whole.place());
    if form == private_key::PrivateKeyForm::OpenPgp {
        let inner = openpgp::armored(inspector, whole, body, b"PGP PRIVATE KEY BLOCK");
        node.children = inner.children;
    }
    node
}

fn plain(inspector: &mut Inspector<'_>, whole: Input<'_>, label: &[u8]) -> Node {
    let shown_label = String::from_utf8_lossy(label).into_owned();
    let Some((block, _)) = pem::decode(whole.bytes) else {
        let mut node = inspector.node(What::Pem { label: shown_label }, whole.place());
        node.problems.push(Problem::NoPem);
        return node;
    };
    let has_headers = block.has_headers;
    // PEM around what the user brought is a wrapping, too.
    let is_wrapping = inspector.is_outermost();
    inspector.wrapping += usize::from(is_wrapping);
    let mut inner = inspector.decoded(whole.place(), "der", &block.bytes, |inspector, input| match label {
        b"CERTIFICATE" | b"TRUSTED CERTIFICATE" | b"X509 CERTIFICATE" => certificate::certificate(inspector, input),
        b"PUBLIC KEY" | b"RSA PUBLIC KEY" => der::public_key(inspector, input, label),
        _ => der::recognise(inspector, input),
    });
    inspector.wrapping -= usize::from(is_wrapping);
    if matches!(inner.what, What::PrivateKey(_)) {
        // Under a label that does not say so.
        inner.place = whole.place();
        return inner;
    }
    if matches!(inner.what, What::Certificate | What::PublicKey(_)) {
        match inner.what {
            What::Certificate if has_headers => inner.remark(Remark::PemHeaders),
            What::Certificate if label != b"CERTIFICATE" => inner.remark(Remark::PemLabel(shown_label)),
            What::PublicKey(_) if inspector.is_outermost() && inner.problems.is_empty() => {
                inner.remark(Remark::KeyForSigstore);
            }
            _ => {}
        }
        // Its parts stand in what was decoded.
        inner.place = whole.place();
        return inner;
    }
    let mut node = inspector.node(What::Pem { label: shown_label }, whole.place());
    node.children.push(inner);
    node
}

/// Where the line that begins at `start` ends: at its line feed or at the end of the text.
fn line_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
}
