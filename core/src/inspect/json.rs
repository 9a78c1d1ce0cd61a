//! JSON: which of the documents that matter here it is, by its keys.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    Input, Inspector, JsonKind, Name, Node, Place, PrivateKeyForm, Problem, Remark, Resemblance, Value, What,
    private_key,
};
use crate::base64;
use crate::image::sigstore_attachment::{BUNDLE_TYPE, download};
use crate::json::{self, Kind, Value as Json};
use crate::source::{SourceId, Span};

mod bundle;
mod manifest;
mod payload;
mod rekor;
mod signature;

/// Keys that are longer are counted and not shown: a key of cryptography has 43 characters and more.
const KEY_LENGTH: usize = 32;
/// So many keys are shown.
const KEY_COUNT: usize = 12;

/// A text that begins like JSON.
pub(super) fn json(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    match json::parse(SourceId::default(), input.bytes) {
        Ok(document) => {
            let mut node = document_of_kind(inspector, input, document.root());
            // Which of its texts is the key cannot be told: a member of a JSON Web Key is a text like others.
            if !matches!(node.what, What::PrivateKey(_))
                && let Some(form) = private_key::found_in(input.bytes)
            {
                node.withhold(form);
            }
            node
        }
        Err(_) if download::is_download(input.bytes) || is_lines(input.bytes) => lines(inspector, input),
        Err(error) => {
            if let Some(form) = private_key::in_text(input.bytes) {
                return inspector.private_key(form, input.place());
            }
            let mut node = inspector.node(What::Unknown(Resemblance::BrokenJson), input.place());
            node.problems.push(Problem::Json {
                place: place(input, error.span),
                kind: error.kind,
            });
            node
        }
    }
}

/// Whether every line is JSON, and there are several.
fn is_lines(text: &[u8]) -> bool {
    download::lines(text).count() > 1
        && download::lines(text).all(|(_, line)| {
            line.first() == Some(&b'{') && line.last() == Some(&b'}') && json::parse(SourceId::default(), line).is_ok()
        })
}

/// Several documents, one a line, as `cosign download signature` prints them.
fn lines(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let mut node = inspector.node(What::JsonLines, input.place());
    let mut start = 0;
    for line in input.bytes.split(|&byte| byte == b'\n') {
        let end = start + line.len();
        if !line.trim_ascii().is_empty() {
            if inspector.is_full(&mut node) {
                break;
            }
            let mut child = json(inspector, input.part(start, end));
            // Once for all lines.
            if child.remarks.contains(&Remark::Attachment) {
                child.remarks.retain(|remark| *remark != Remark::Attachment);
                node.remark(Remark::Attachment);
            }
            node.children.push(child);
        }
        start = end + 1;
    }
    node
}

fn document_of_kind(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    // Whatever else it may be, this is not shown.
    if let Some(form) = private_key_in(root) {
        return inspector.private_key(form, input.place());
    }
    if let Some(count) = credentials(root) {
        let mut node = inspector.node(What::Json(JsonKind::Credentials), input.place());
        node.fact(Name::Registries, Value::Number(count));
        node.remark(Remark::CredentialsNotShown);
        return node;
    }
    let has = |name: &str| member(root, name).is_some();
    let media_type = text(root, "mediaType").unwrap_or_default();
    let is_list = |name| member(root, name).is_some_and(|value| value.kind() == Kind::Array);
    let is_object = |name| member(root, name).is_some_and(|value| value.kind() == Kind::Object);

    if media_type.starts_with(BUNDLE_TYPE) || is_object("verificationMaterial") {
        bundle::bundle(inspector, input, root)
    } else if has("certificateAuthorities") && has("tlogs") {
        bundle::trusted_root(inspector, input, root)
    } else if (has("policy") || has("policyBase64")) && !is_object("policy") {
        told(inspector, input, JsonKind::Request, Remark::EvaluateRequest)
    } else if is_list("default") || is_object("transports") {
        told(inspector, input, JsonKind::Policy, Remark::EvaluatePolicy)
    } else if has("mimeType") && has("payload") {
        signature::sigstore(inspector, input, root)
    } else if is_object("critical") {
        payload::payload(inspector, input, root)
    } else if has("SignedEntryTimestamp") {
        rekor::bundle(inspector, input, root)
    } else if has("Base64Signature") || has("base64Signature") {
        signature::download(inspector, input, root)
    } else if has("canonicalizedBody") || has("kindVersion") {
        rekor::entry(inspector, input, root)
    } else if has("body") && has("logIndex") {
        rekor::signed(inspector, input, root)
    } else if let Some(entry) = rekor::api_entry(root) {
        rekor::signed(inspector, input, entry)
    } else if has("apiVersion") && has("kind") && has("spec") {
        rekor::record(inspector, input, root)
    } else if has("payloadType") && has("payload") && has("signatures") {
        bundle::envelope(inspector, input, root)
    } else if has("_type") && has("subject") {
        statement(inspector, input, root)
    } else if has("schemaVersion") || manifest::is_manifest(input.bytes) {
        manifest::manifest(inspector, input, root)
    } else if has("imageLayoutVersion") {
        simple(inspector, input, JsonKind::OciLayout)
    } else if has("rootfs") && has("config") {
        image_configuration(inspector, input, root)
    } else if has("formatVersion") && (has("allowed") || has("requestError")) {
        simple(inspector, input, JsonKind::Answer)
    } else if member(root, "signed").is_some_and(|signed| member(signed, "_type").is_some()) {
        simple(inspector, input, JsonKind::TufMetadata)
    } else if has("kty") || is_list("keys") {
        web_key(inspector, input, root)
    } else {
        inspector.node(What::Unknown(resemblance(root)), input.place())
    }
}

fn simple(inspector: &mut Inspector<'_>, input: Input<'_>, kind: JsonKind) -> Node {
    inspector.node(What::Json(kind), input.place())
}

fn told(inspector: &mut Inspector<'_>, input: Input<'_>, kind: JsonKind, remark: Remark) -> Node {
    let mut node = simple(inspector, input, kind);
    node.remark(remark);
    node
}

fn image_configuration(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = simple(inspector, input, JsonKind::ImageConfiguration);
    let part = |name| text(root, name).unwrap_or_default();
    if !part("os").is_empty() {
        let platform = alloc::format!("{}/{}", part("os"), part("architecture"));
        node.fact(Name::Platform, Value::Text(platform));
    }
    text_fact(&mut node, input, root, "created", Name::Created);
    node
}

fn web_key(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = simple(inspector, input, JsonKind::JsonWebKey);
    for name in ["kty", "crv", "kid"] {
        text_fact(&mut node, input, root, name, Name::Key(name.into()));
    }
    node
}

/// Cosign's encrypted key, and JSON Web Keys with their secret part (RFC 7518 §6), alone or in a set.
fn private_key_in(root: Json<'_>) -> Option<PrivateKeyForm> {
    let has = |name| member(root, name).is_some();
    if has("kdf") && has("ciphertext") {
        return Some(PrivateKeyForm::Cosign);
    }
    let is_secret =
        |key: Json<'_>| member(key, "kty").is_some() && (member(key, "d").is_some() || member(key, "k").is_some());
    let keys = member(root, "keys").into_iter().flat_map(Json::elements);
    core::iter::once(root)
        .chain(keys)
        .any(is_secret)
        .then_some(PrivateKeyForm::Jwk)
}

/// How many registries there are credentials for: Docker's and Podman's files, Docker's old one, and Kubernetes' Secrets.
fn credentials(root: Json<'_>) -> Option<u64> {
    const SECRETS: [&str; 4] = ["auth", "identitytoken", "registrytoken", "password"];
    let holds_secret = |value: Json<'_>| SECRETS.into_iter().any(|name| member(value, name).is_some());
    let is_file = ["auths", "credHelpers", "credsStore"]
        .into_iter()
        .any(|name| member(root, name).is_some());
    let is_kubernetes = text(root, "kind").as_deref() == Some("Secret");
    let is_old = root.members().any(|member| holds_secret(member.value));
    if !is_file && !is_kubernetes && !is_old {
        return None;
    }
    let listed = if is_file { member(root, "auths") } else { Some(root) };
    let count = listed
        .into_iter()
        .flat_map(Json::members)
        .filter(|member| is_file || holds_secret(member.value))
        .count();
    u64::try_from(count).ok()
}

fn statement(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let mut node = told(inspector, input, JsonKind::InTotoStatement, Remark::Attestation);
    text_fact(&mut node, input, root, "predicateType", Name::PredicateType);
    for subject in member(root, "subject").into_iter().flat_map(Json::elements) {
        if node.facts.len() >= KEY_COUNT {
            break;
        }
        let digest = member(subject, "digest").and_then(|digest| text_and_place(digest, input, "sha256"));
        if let Some((digest, place)) = digest {
            node.fact_at(Name::Digest, Value::Text(alloc::format!("sha256:{digest}")), place);
        }
    }
    node
}

fn resemblance(root: Json<'_>) -> Resemblance {
    match root.kind() {
        Kind::Object => {}
        Kind::Array => return Resemblance::JsonList(root.elements().count()),
        _ => return Resemblance::JsonScalar,
    }
    let mut keys: Vec<String> = Vec::new();
    let mut more = 0;
    for member in root.members() {
        let is_name = member.key.len() <= KEY_LENGTH
            && member
                .key
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "_-.$@/".contains(letter));
        if is_name && keys.len() < KEY_COUNT {
            keys.push(member.key.into_owned());
        } else {
            more += 1;
        }
    }
    Resemblance::Json { keys, more }
}

/// The member that counts for Go: the last of this name.
fn member<'a>(object: Json<'a>, name: &str) -> Option<Json<'a>> {
    object
        .members()
        .filter(|member| member.key == name)
        .last()
        .map(|member| member.value)
        .filter(|value| !value.is_null())
}

fn text<'a>(object: Json<'a>, name: &str) -> Option<Cow<'a, str>> {
    member(object, name)?.string()
}

fn text_and_place(object: Json<'_>, input: Input<'_>, name: &str) -> Option<(String, Place)> {
    let value = member(object, name)?;
    Some((value.string()?.into_owned(), place(input, value.span())))
}

/// A whole number, or the text of one, as Protobuf writes those of 64 bits.
fn number(object: Json<'_>, name: &str) -> Option<i64> {
    let value = member(object, name)?;
    match value.number() {
        Some(number) => number.parse().ok(),
        None => value.string()?.parse().ok(),
    }
}

fn text_fact(node: &mut Node, input: Input<'_>, object: Json<'_>, name: &str, fact: Name) {
    if let Some((text, place)) = text_and_place(object, input, name) {
        node.fact_at(fact, Value::Text(text), place);
    }
}

fn number_fact(node: &mut Node, input: Input<'_>, object: Json<'_>, name: &str, fact: Name) {
    if let (Some(value), Some(number)) = (member(object, name), number(object, name)) {
        let value_of = |number: i64| match fact {
            Name::IntegratedTime => Value::Time(number),
            Name::Size => usize::try_from(number).map_or(Value::Text(alloc::format!("{number}")), Value::Bytes),
            _ => u64::try_from(number).map_or(Value::Text(alloc::format!("{number}")), Value::Number),
        };
        node.fact_at(fact.clone(), value_of(number), place(input, value.span()));
    }
}

/// A member that is base64: how long what it stands for is.
fn base64_fact(node: &mut Node, input: Input<'_>, object: Json<'_>, name: &str, fact: Name) {
    let Some((text, place)) = text_and_place(object, input, name) else {
        return;
    };
    match base64::decode(text.as_bytes()) {
        Ok(bytes) => node.fact_at(fact, Value::Bytes(bytes.len()), place),
        Err(error) => node.problems.push(Problem::Base64(error)),
    }
}

/// A member that is base64 of something to look into.
fn base64_child(
    inspector: &mut Inspector<'_>,
    node: &mut Node,
    input: Input<'_>,
    (object, name): (Json<'_>, &str),
    source: &str,
    look: impl FnOnce(&mut Inspector<'_>, Input<'_>) -> Node,
) {
    let Some((text, place)) = text_and_place(object, input, name) else {
        return;
    };
    match base64::decode(text.as_bytes()) {
        Ok(bytes) => {
            let child = inspector.decoded(place, source, &bytes, look);
            node.children.push(child);
        }
        Err(error) => node.problems.push(Problem::Base64(error)),
    }
}

/// Where a span of a document stands.
pub(super) fn place(input: Input<'_>, span: Span) -> Place {
    let index = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    input.at(index(span.start), index(span.end))
}
