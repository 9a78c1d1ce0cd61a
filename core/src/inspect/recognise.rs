//! Which format bytes have, by their content.

use super::{
    Input, Inspector, LENGTH_LIMIT, Node, Problem, Remark, What, der, openpgp, private_key, resemblance,
    signature_file, text,
};

/// Tells the formats apart, and looks into the one it is.
pub(super) fn recognise(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let mut node = tell(inspector, input);
    if !node.has_private_key()
        && let Some(form) = private_key::found_in(input.part(0, LENGTH_LIMIT).bytes)
    {
        node.withhold(form);
    }
    node
}

fn tell(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let bytes = input.bytes;
    if bytes.len() > LENGTH_LIMIT {
        let mut node = resemblance::unknown(inspector, input.part(0, LENGTH_LIMIT));
        node.place = input.place();
        node.problems.push(Problem::TooLong);
        return node;
    }
    if signature_file::names_a_format(bytes) {
        return signature_file::signature_file(inspector, input);
    }
    if text::is_text(bytes) {
        return text::recognise(inspector, input);
    }
    if openpgp::is_packets(bytes) {
        let mut node = openpgp::packets(inspector, input);
        if openpgp::is_message(bytes) {
            signature_file::check(&mut node, bytes);
        }
        return node;
    }
    if bytes.first() == Some(&0x30) {
        let mut node = der::recognise(inspector, input);
        if matches!(node.what, What::Certificate | What::PublicKey(_)) && inspector.is_outermost() {
            node.remarks.retain(|remark| *remark != Remark::Authority);
            node.remark(Remark::PemWanted);
        }
        return node;
    }
    resemblance::unknown(inspector, input)
}
