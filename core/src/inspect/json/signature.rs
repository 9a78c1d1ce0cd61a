//! Cosign's signatures: the JSON of a `signature-N` file, a line of `cosign download signature`, and the annotations of a layer.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::{Input, Inspector, Name, Node, Place, Problem, Remark, Value, What, pem, recognise};
use super::{base64_child, json, member, place, text_and_place, text_fact};
use crate::base64;
use crate::image::sigstore_attachment::download::{self as line, BUNDLE, CERTIFICATE, CHAIN, SIGNATURE, TIMESTAMP};
use crate::json::Value as Json;

/// `mimeType`, `payload`, `annotations` (reference.md §6.1).
pub(super) fn sigstore(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::SigstoreSignature, input.place());
    text_fact(&mut node, input, root, "mimeType", Name::MediaType);
    let payload = (root, "payload");
    base64_child(inspector, &mut node, input, payload, "payload", recognise::recognise);
    let annotations = member(root, "annotations");
    self::annotations(inspector, &mut node, input, annotations, "");
    node.remark(Remark::BareSigstoreJson);
    node
}

/// The annotations of a signature or of another layer; `prefix` comes before the names of what is in them.
pub(super) fn annotations(
    inspector: &mut Inspector<'_>,
    node: &mut Node,
    input: Input<'_>,
    annotations: Option<Json<'_>>,
    prefix: &str,
) {
    let mut members: Vec<_> = annotations.into_iter().flat_map(Json::members).collect();
    // Whoever signed comes before what the log says of it.
    members.sort_by_key(|member| {
        let place = [SIGNATURE, CERTIFICATE, CHAIN, BUNDLE]
            .iter()
            .position(|name| *name == member.key);
        place.unwrap_or(usize::MAX)
    });
    for found in members {
        if inspector.is_full(node) {
            return;
        }
        inspector.nodes_left -= 1;
        let at = place(input, found.value.span());
        let Some(text) = found.value.string() else { continue };
        annotation(inspector, node, (&found.key, &text), at, prefix);
    }
}

fn annotation(inspector: &mut Inspector<'_>, node: &mut Node, (key, text): (&str, &str), at: Place, prefix: &str) {
    let source = |name: &str| alloc::format!("{prefix}{name}");
    match key {
        SIGNATURE => match base64::decode(text.as_bytes()) {
            Ok(bytes) => node.fact_at(Name::Signature, Value::Bytes(bytes.len()), at),
            Err(error) => node.problems.push(Problem::Base64(error)),
        },
        CERTIFICATE => {
            let child = inspector.decoded(at, &source("certificate"), text.as_bytes(), |inspector, input| {
                wrapped(inspector, input, CERTIFICATE)
            });
            node.children.push(child);
        }
        CHAIN => {
            let child = inspector.decoded(at, &source("chain"), text.as_bytes(), |inspector, input| {
                wrapped(inspector, input, CHAIN)
            });
            node.children.push(child);
        }
        BUNDLE => {
            let child = inspector.decoded(at, &source("bundle"), text.as_bytes(), |inspector, input| {
                let mut node = inspector.node(What::Annotation(BUNDLE), input.place());
                node.children.push(json(inspector, input));
                node
            });
            node.children.push(child);
        }
        TIMESTAMP => node.remark(Remark::TimestampNotLookedAt),
        key => node.fact_at(Name::Key(key.into()), Value::Text(text.into()), at),
    }
}

/// A text that is one certificate or several.
fn wrapped(inspector: &mut Inspector<'_>, input: Input<'_>, name: &'static str) -> Node {
    let mut node = inspector.node(What::Annotation(name), input.place());
    let inner = if pem::has_blocks(input.bytes) {
        pem::blocks(inspector, input)
    } else {
        recognise::recognise(inspector, input)
    };
    if matches!(inner.what, What::PemText) {
        node.children = inner.children;
    } else {
        node.children.push(inner);
    }
    node
}

/// A line of `cosign download signature`, or what `cosign sign-blob --bundle` of cosign 2 wrote.
pub(super) fn download(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::CosignDownload, input.place());
    if member(root, "Base64Signature").is_none() {
        return local_bundle(inspector, node, input, root);
    }
    match line::read(input.bytes) {
        Err(error) => node.problems.push(match error {
            line::DownloadError::Base64(_) => Problem::Base64(base64::DecodeError { offset: 0 }),
            line::DownloadError::NotAnObject => Problem::Missing("Base64Signature"),
            line::DownloadError::Member(name) => Problem::Missing(name),
        }),
        Ok(attachment) => {
            let at = |name| member(root, name).map_or_else(|| input.place(), |value| place(input, value.span()));
            let payload = inspector.decoded(at("Payload"), "payload", &attachment.payload, recognise::recognise);
            node.children.push(payload);
            for (name, member) in [
                (SIGNATURE, "Base64Signature"),
                (CERTIFICATE, "Cert"),
                (CHAIN, "Chain"),
                (BUNDLE, "Bundle"),
                (TIMESTAMP, "RFC3161Timestamp"),
            ] {
                if let Some(text) = attachment.annotations.get(name) {
                    annotation(inspector, &mut node, (name, text), at(member), "");
                }
            }
            node.remark(Remark::Attachment);
        }
    }
    node
}

/// `base64Signature`, `cert` and `rekorBundle`.
fn local_bundle(inspector: &mut Inspector<'_>, mut node: Node, input: Input<'_>, root: Json<'_>) -> Node {
    super::base64_fact(&mut node, input, root, "base64Signature", Name::Signature);
    if let Some((certificate, at)) = text_and_place(root, input, "cert") {
        let bytes: Vec<u8> = base64::decode(certificate.as_bytes()).unwrap_or_else(|_| certificate.into());
        let child = inspector.decoded(at, "certificate", &bytes, recognise::recognise);
        node.children.push(child);
    }
    if let Some(bundle) = member(root, "rekorBundle") {
        let at = place(input, bundle.span());
        let text = String::from_utf8_lossy(bundle.raw()).into_owned();
        let child = inspector.decoded(at, "rekorBundle", text.as_bytes(), super::rekor::promise);
        node.children.push(child);
    }
    node.remark(Remark::BundleNotLookedAt);
    node
}
