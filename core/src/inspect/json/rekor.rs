//! Entries of Rekor: cosign's annotation with the SET, what it signs, the record in it, and entries as bundles have them.

use super::super::{Input, Inspector, Name, Node, Problem, Remark, Value, What, pem, recognise};
use super::{base64_child, base64_fact, json, member, number, number_fact, place, text, text_fact};
use crate::json::Value as Json;
use crate::verify::rekor_set;

/// `SignedEntryTimestamp` and `Payload` (reference.md §4.4).
pub(super) fn bundle(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::RekorBundle, input.place());
    let text = core::str::from_utf8(input.bytes).unwrap_or_default();
    if let Err(error) = rekor_set::check_form(text) {
        node.problems.push(Problem::Rekor(error));
    }
    base64_fact(&mut node, input, root, "SignedEntryTimestamp", Name::SignedTimestamp);
    node.remark(Remark::SignedTimestamp);
    if let Some(payload) = member(root, "Payload") {
        let at = place(input, payload.span());
        let part = input.part(at.start - input.start, at.end - input.start);
        // Its values stand in this document.
        let mut child = inspector.node(What::RekorSigned, part.place());
        describe(inspector, &mut child, input, payload);
        node.children.push(child);
    }
    node
}

/// What a SET signs, alone, or an entry as the API of a log gives it.
pub(super) fn signed(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::RekorSigned, input.place());
    describe(inspector, &mut node, input, root);
    node
}

fn describe(inspector: &mut Inspector<'_>, node: &mut Node, input: Input<'_>, entry: Json<'_>) {
    number_fact(node, input, entry, "integratedTime", Name::IntegratedTime);
    number_fact(node, input, entry, "logIndex", Name::LogIndex);
    text_fact(node, input, entry, "logID", Name::LogId);
    if let Some(verification) = member(entry, "verification") {
        base64_fact(node, input, verification, "signedEntryTimestamp", Name::SignedTimestamp);
    }
    base64_child(inspector, node, input, (entry, "body"), "body", recognise::recognise);
}

/// An answer of a log: one entry under its identifier.
pub(super) fn api_entry(root: Json<'_>) -> Option<Json<'_>> {
    let mut members = root.members();
    let only = members.next()?;
    let is_one = member(only.value, "body").is_some() && member(only.value, "integratedTime").is_some();
    (is_one && members.next().is_none()).then_some(only.value)
}

/// An entry as bundles have it (`TransparencyLogEntry`), of Rekor v1 or v2.
pub(super) fn entry(inspector: &mut Inspector<'_>, input: Input<'_>, entry: Json<'_>) -> Node {
    let mut node = inspector.node(What::RekorEntry, place(input, entry.span()));
    if let Some(kind) = member(entry, "kindVersion") {
        text_fact(&mut node, input, kind, "kind", Name::Kind);
        text_fact(&mut node, input, kind, "version", Name::Version);
    }
    number_fact(&mut node, input, entry, "logIndex", Name::LogIndex);
    if let Some(log) = member(entry, "logId") {
        text_fact(&mut node, input, log, "keyId", Name::LogId);
    }
    if number(entry, "integratedTime").is_some_and(|time| time != 0) {
        number_fact(&mut node, input, entry, "integratedTime", Name::IntegratedTime);
    }
    match member(entry, "inclusionPromise").filter(|promise| member(*promise, "signedEntryTimestamp").is_some()) {
        Some(promise) => base64_fact(&mut node, input, promise, "signedEntryTimestamp", Name::SignedTimestamp),
        None => node.remark(Remark::NoSignedTimestamp),
    }
    let body = (entry, "canonicalizedBody");
    base64_child(inspector, &mut node, input, body, "body", recognise::recognise);
    node
}

/// The canonical body of an entry.
pub(super) fn record(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = inspector.node(What::RekorRecord, input.place());
    if let Err(error) = rekor_set::check_record(input.bytes) {
        node.problems.push(Problem::Rekor(error));
    }
    text_fact(&mut node, input, root, "kind", Name::Kind);
    text_fact(&mut node, input, root, "apiVersion", Name::Version);
    let spec = member(root, "spec").unwrap_or(root);
    if let Some(version_2) = member(spec, "hashedRekordV002") {
        record_2(inspector, &mut node, input, version_2);
        return node;
    }
    if let Some(hash) = member(spec, "data").and_then(|data| member(data, "hash")) {
        hash_fact(&mut node, input, hash);
    }
    if let Some(signature) = member(spec, "signature") {
        base64_fact(&mut node, input, signature, "content", Name::Signature);
        if let Some(key) = member(signature, "publicKey") {
            base64_child(
                inspector,
                &mut node,
                input,
                (key, "content"),
                "key",
                |inspector, key| {
                    if pem::has_blocks(key.bytes) {
                        pem::blocks(inspector, key)
                    } else {
                        recognise::recognise(inspector, key)
                    }
                },
            );
        }
    }
    node
}

fn hash_fact(node: &mut Node, input: Input<'_>, hash: Json<'_>) {
    if let Some(value) = member(hash, "value") {
        let (algorithm, digits) = (
            text(hash, "algorithm").unwrap_or_default(),
            value.string().unwrap_or_default(),
        );
        node.fact_at(
            Name::SignedHash,
            Value::Text(alloc::format!("{algorithm}:{digits}")),
            place(input, value.span()),
        );
    }
}

/// `hashedrekord` 0.0.2, which logs of Rekor v2 keep.
fn record_2(inspector: &mut Inspector<'_>, node: &mut Node, input: Input<'_>, spec: Json<'_>) {
    if let Some(data) = member(spec, "data") {
        text_fact(node, input, data, "algorithm", Name::Hash);
        base64_hex(node, input, data, "digest");
    }
    let Some(signature) = member(spec, "signature") else {
        return;
    };
    base64_fact(node, input, signature, "content", Name::Signature);
    let Some(verifier) = member(signature, "verifier") else {
        return;
    };
    for (name, source) in [("x509Certificate", "certificate"), ("publicKey", "key")] {
        if let Some(found) = member(verifier, name) {
            base64_child(
                inspector,
                node,
                input,
                (found, "rawBytes"),
                source,
                recognise::recognise,
            );
        }
    }
}

/// A digest in base64, shown as digests are.
pub(super) fn base64_hex(node: &mut Node, input: Input<'_>, object: Json<'_>, name: &str) {
    let Some((text, at)) = super::text_and_place(object, input, name) else {
        return;
    };
    match crate::base64::decode(text.as_bytes()) {
        Ok(bytes) => node.fact_at(Name::SignedHash, Value::Hex(bytes), at),
        Err(error) => node.problems.push(Problem::Base64(error)),
    }
}

/// A text with a log's promise.
pub(super) fn promise(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    json(inspector, input)
}
