//! OpenPGP is recognised, and looked into only with the feature `openpgp`.

use alloc::string::String;

use super::{Input, Inspector, Node, OpenPgpForm, Problem, What};

/// Whether bytes begin like a packet: the tags and versions of keys and signatures (RFC 4880 §4.2).
pub(super) fn is_packets(bytes: &[u8]) -> bool {
    let Some(&first) = bytes.first() else { return false };
    let tag = if first & 0x40 == 0 {
        (first >> 2) & 0x0F
    } else {
        first & 0x3F
    };
    first & 0x80 != 0 && matches!(tag, 1..=8 | 10 | 11 | 13)
}

pub(super) fn is_message(bytes: &[u8]) -> bool {
    is_packets(bytes)
}

pub(super) fn packets(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    not_built(inspector, input, What::OpenPgp(OpenPgpForm::Other))
}

pub(super) fn armored(inspector: &mut Inspector<'_>, block: Input<'_>, _body: Input<'_>, label: &[u8]) -> Node {
    let label = String::from_utf8_lossy(label).into_owned();
    not_built(inspector, block, What::OpenPgpArmor { label })
}

pub(super) fn cleartext(inspector: &mut Inspector<'_>, block: Input<'_>) -> Node {
    not_built(inspector, block, What::OpenPgpCleartext)
}

fn not_built(inspector: &mut Inspector<'_>, input: Input<'_>, what: What) -> Node {
    let mut node = inspector.node(what, input.place());
    node.problems.push(Problem::NotBuilt);
    node
}
