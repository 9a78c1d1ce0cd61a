//! Manifests and lists of manifests (reference.md §8), and those of what cosign attached (§6.7).

use alloc::string::String;

use super::super::what::Role;
use super::super::{Input, Inspector, Name, Node, Problem, Remark, Value, What};
use super::{member, number_fact, place, signature, text, text_fact};
use crate::image::manifest::media_type::{self, OCI_MANIFEST, SCHEMA_1, SIGNED_SCHEMA_1, guess_media_type};
use crate::image::manifest::{ManifestError, ManifestList, identify};
use crate::image::oci_manifest;
use crate::image::sigstore_attachment::BUNDLE_TYPE;
use crate::json::Value as Json;

/// The media type of the payload that cosign signs.
const SIGNATURE_LAYER: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The media type of attestations.
const ATTESTATION_LAYER: &str = "application/vnd.dsse.envelope.v1+json";

/// What the member of a list is there for, by its number.
type RoleOf = fn(usize) -> Role;

/// The lists of a manifest, and what is in them.
const LISTS: [(&str, RoleOf); 2] = [("layers", Role::Layer), ("manifests", Role::Entry)];

/// Whether the reference can tell the type.
pub(super) fn is_manifest(bytes: &[u8]) -> bool {
    !guess_media_type(bytes).is_empty()
}

/// A manifest, a list, or something that says it has a schema.
pub(super) fn manifest(inspector: &mut Inspector<'_>, input: Input<'_>, root: Json<'_>) -> Node {
    let (media_type, digest) = identify(input.bytes, inspector.crypto);
    let layers = || member(root, "layers").into_iter().flat_map(Json::elements);
    let has_layer = |wanted: &str| {
        layers().any(|layer| text(layer, "mediaType").is_some_and(|media_type| media_type.starts_with(wanted)))
    };
    let is_attachment = media_type == OCI_MANIFEST && has_layer(SIGNATURE_LAYER);
    let what = if is_attachment {
        What::CosignSignatures
    } else {
        What::Manifest(media_type.clone())
    };
    let mut node = inspector.node(what, input.place());
    text_fact(&mut node, input, root, "mediaType", Name::MediaType);
    number_fact(&mut node, input, root, "schemaVersion", Name::Schema);
    text_fact(&mut node, input, root, "artifactType", Name::ArtifactType);
    match digest {
        Ok(digest) => node.fact(Name::Digest, Value::Text(digest)),
        Err(ManifestError::Jws { error, .. }) => node.problems.push(Problem::Jws(error)),
        Err(_) => {}
    }
    if media_type::is_list(&media_type) {
        if let Err(error) = ManifestList::parse(input.bytes) {
            node.problems.push(Problem::List(error));
        }
        node.remark(Remark::ListSignature);
    } else if media_type == OCI_MANIFEST
        && let Err(error) = oci_manifest::layers(input.bytes)
    {
        node.problems.push(Problem::OciManifest(error));
    }
    if matches!(media_type.as_str(), SCHEMA_1 | SIGNED_SCHEMA_1) {
        schema_1(&mut node, input, root);
    }

    if let Some(subject) = member(root, "subject") {
        let child = descriptor(inspector, input, subject, Role::Subject);
        node.children.push(child);
    }
    if let Some(configuration) = member(root, "config") {
        let child = descriptor(inspector, input, configuration, Role::Configuration);
        node.children.push(child);
    }
    for (name, role) in LISTS {
        for (index, found) in member(root, name).into_iter().flat_map(Json::elements).enumerate() {
            if inspector.is_full(&mut node) {
                return node;
            }
            let child = descriptor(inspector, input, found, role(index + 1));
            node.children.push(child);
        }
    }
    signature::annotations(inspector, &mut node, input, member(root, "annotations"), "");

    let names_bundle = |name| text(root, name).is_some_and(|found| found.starts_with(BUNDLE_TYPE));
    if is_attachment {
        node.remark(Remark::Attachment);
    } else if names_bundle("artifactType") || has_layer(BUNDLE_TYPE) {
        node.remark(Remark::BundleNotLookedAt);
    } else if has_layer(ATTESTATION_LAYER) {
        node.remark(Remark::Attestation);
    } else if !media_type.is_empty() && !media_type::is_list(&media_type) {
        node.remark(Remark::EvaluateManifest);
    }
    node
}

fn schema_1(node: &mut Node, input: Input<'_>, root: Json<'_>) {
    text_fact(node, input, root, "name", Name::Key("name".into()));
    text_fact(node, input, root, "tag", Name::Key("tag".into()));
    text_fact(node, input, root, "architecture", Name::Platform);
    for (name, fact) in [
        ("fsLayers", Name::Key("layers".into())),
        ("signatures", Name::Signatures),
    ] {
        if let Some(list) = member(root, name) {
            let count = u64::try_from(list.elements().count()).unwrap_or(u64::MAX);
            node.fact_at(fact, Value::Number(count), place(input, list.span()));
        }
    }
}

fn descriptor(inspector: &mut Inspector<'_>, input: Input<'_>, value: Json<'_>, role: Role) -> Node {
    let mut node = inspector.node(What::Descriptor(role), place(input, value.span()));
    text_fact(&mut node, input, value, "mediaType", Name::MediaType);
    text_fact(&mut node, input, value, "artifactType", Name::ArtifactType);
    text_fact(&mut node, input, value, "digest", Name::Digest);
    number_fact(&mut node, input, value, "size", Name::Size);
    if let Some(platform) = member(value, "platform") {
        let part = |name| text(platform, name).unwrap_or_default();
        let mut shown: String = part("os").into_owned();
        for name in ["architecture", "variant"] {
            if !part(name).is_empty() {
                shown.push('/');
                shown.push_str(&part(name));
            }
        }
        node.fact_at(Name::Platform, Value::Text(shown), place(input, platform.span()));
    }
    let prefix = match role {
        Role::Layer(number) => alloc::format!("layer-{number}-"),
        Role::Entry(number) => alloc::format!("manifest-{number}-"),
        Role::Configuration => "config-".into(),
        Role::Subject => "subject-".into(),
    };
    signature::annotations(inspector, &mut node, input, member(value, "annotations"), &prefix);
    node
}
