//! Sigstore bundles (protobuf-specs, `sigstore_bundle.proto`) of versions 0.1 to 0.3, DSSE envelopes, and trusted roots.

use super::super::certificate::certificate;
use super::super::{Input, Inspector, Name, Node, Problem, Remark, Value, What, recognise};
use super::{base64_child, base64_fact, member, place, rekor, text, text_fact};
use crate::image::sigstore_attachment::BUNDLE_TYPE;
use crate::json::Value as Json;

/// A bundle, which the reference does not look into.
pub(super) fn bundle(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::SigstoreBundle, input.place());
    let media_type = text(root, "mediaType").unwrap_or_default();
    // `…bundle+json;version=0.1`, or `…bundle.v0.3+json`.
    let version: alloc::string::String = media_type
        .strip_prefix(BUNDLE_TYPE)
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_ascii_digit() || *letter == '.')
        .collect();
    let version = version.trim_matches('.');
    if version.is_empty() {
        node.problems.push(Problem::Missing("mediaType"));
    } else {
        node.fact(Name::Version, Value::Text(version.into()));
    }
    node.remark(Remark::BundleNotLookedAt);

    let material = member(root, "verificationMaterial").unwrap_or(root);
    if let Some(key) = member(material, "publicKey") {
        text_fact(&mut node, input, key, "hint", Name::KeyHint);
    }
    if let Some(found) = member(material, "certificate") {
        base64_child(
            inspector,
            &mut node,
            input,
            (found, "rawBytes"),
            "certificate",
            certificate,
        );
    }
    let chain = member(material, "x509CertificateChain").and_then(|chain| member(chain, "certificates"));
    for (index, found) in chain.into_iter().flat_map(Json::elements).enumerate() {
        if inspector.is_full(&mut node) {
            return node;
        }
        let source = alloc::format!("certificate-{}", index + 1);
        base64_child(inspector, &mut node, input, (found, "rawBytes"), &source, certificate);
    }
    for entry in member(material, "tlogEntries").into_iter().flat_map(Json::elements) {
        if inspector.is_full(&mut node) {
            return node;
        }
        let child = rekor::entry(inspector, input, entry);
        node.children.push(child);
    }
    let stamps = member(material, "timestampVerificationData").and_then(|data| member(data, "rfc3161Timestamps"));
    if stamps.is_some_and(|stamps| stamps.elements().next().is_some()) {
        node.remark(Remark::TimestampNotLookedAt);
    }
    if let Some(signature) = member(root, "messageSignature") {
        if let Some(digest) = member(signature, "messageDigest") {
            text_fact(&mut node, input, digest, "algorithm", Name::Hash);
            rekor::base64_hex(&mut node, input, digest, "digest");
        }
        base64_fact(&mut node, input, signature, "signature", Name::Signature);
    }
    if let Some(found) = member(root, "dsseEnvelope") {
        let mut child = envelope(inspector, input, found);
        // What is said of the bundle is more.
        child.remarks.clear();
        node.children.push(child);
    }
    node
}

/// A DSSE envelope: a typed payload and signatures on both.
pub(super) fn envelope(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::DsseEnvelope, place(input, root.span()));
    text_fact(&mut node, input, root, "payloadType", Name::PayloadType);
    let signatures = member(root, "signatures").into_iter().flat_map(Json::elements).count();
    node.fact(
        Name::Signatures,
        Value::Number(u64::try_from(signatures).unwrap_or(u64::MAX)),
    );
    node.remark(Remark::Attestation);
    let payload = (root, "payload");
    base64_child(inspector, &mut node, input, payload, "payload", recognise::recognise);
    // It was said.
    for child in &mut node.children {
        child.remarks.retain(|remark| *remark != Remark::Attestation);
    }
    node
}

/// `trusted_root.json`: the keys and authorities that a policy has to name one by one.
pub(super) fn trusted_root(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::SigstoreTrustedRoot, input.place());
    text_fact(&mut node, input, root, "mediaType", Name::MediaType);
    for (list, source) in [("tlogs", "rekor-key"), ("ctlogs", "ct-key")] {
        for log in member(root, list).into_iter().flat_map(Json::elements) {
            if inspector.is_full(&mut node) {
                return node;
            }
            text_fact(&mut node, input, log, "baseUrl", Name::Uri);
            if let Some(key) = member(log, "publicKey") {
                base64_child(
                    inspector,
                    &mut node,
                    input,
                    (key, "rawBytes"),
                    source,
                    recognise::recognise,
                );
            }
        }
    }
    for authority in ["certificateAuthorities", "timestampAuthorities"] {
        for authority in member(root, authority).into_iter().flat_map(Json::elements) {
            let chain = member(authority, "certChain").and_then(|chain| member(chain, "certificates"));
            for found in chain.into_iter().flat_map(Json::elements) {
                if inspector.is_full(&mut node) {
                    return node;
                }
                let found = (found, "rawBytes");
                base64_child(inspector, &mut node, input, found, "certificate", certificate);
            }
        }
    }
    node
}
