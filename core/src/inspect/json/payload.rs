//! What a signature vouches for (reference.md §3.5, §4.7).

use alloc::string::String;

use super::super::what::PayloadForm;
use super::super::{Input, Inspector, Name, Node, Problem, Value, What};
use super::{member, place, text, text_fact};
use crate::json::Value as Json;
use crate::source::SourceId;
use crate::verify::payload::{PayloadKind, parse};

/// `critical` and `optional`.
pub(super) fn payload(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let critical = member(root, "critical").unwrap_or(root);
    let (form, kind) = match text(critical, "type").unwrap_or_default().as_ref() {
        "atomic container signature" => (PayloadForm::SimpleSigning, Some(PayloadKind::SimpleSigning)),
        "cosign container image signature" => (PayloadForm::Sigstore, Some(PayloadKind::Sigstore)),
        _ => (PayloadForm::Other, None),
    };
    let mut node = inspector.node(What::Payload(form), input.place());
    // Of neither kind, simple signing says what is wrong.
    let read = parse(
        kind.unwrap_or(PayloadKind::SimpleSigning),
        input.bytes,
        SourceId::default(),
    );
    if let Err(error) = read {
        node.problems.push(Problem::Payload(error));
    }
    text_fact(&mut node, input, critical, "type", Name::Type);
    if let Some(image) = member(critical, "image") {
        text_fact(
            &mut node,
            input,
            image,
            "docker-manifest-digest",
            Name::DockerManifestDigest,
        );
    }
    if let Some(identity) = member(critical, "identity") {
        text_fact(&mut node, input, identity, "docker-reference", Name::DockerReference);
    }
    let optional = member(root, "optional").into_iter().flat_map(Json::members);
    for found in optional {
        if inspector.is_full(&mut node) {
            break;
        }
        inspector.nodes_left -= 1;
        let at = place(input, found.value.span());
        match found.key.as_ref() {
            "creator" => {
                if let Some(creator) = found.value.string() {
                    node.fact_at(Name::Creator, Value::Text(creator.into_owned()), at);
                }
            }
            "timestamp" => {
                if let Some(seconds) = found.value.number().and_then(|number| number.parse().ok()) {
                    node.fact_at(Name::Made, Value::Time(seconds), at);
                }
            }
            key => {
                let value = match found.value.string() {
                    Some(text) => text.into_owned(),
                    None => String::from_utf8_lossy(found.value.raw()).into_owned(),
                };
                node.fact_at(Name::Key(key.into()), Value::Text(value), at);
            }
        }
    }
    node
}
