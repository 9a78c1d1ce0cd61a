//! The type of a manifest, told from its bytes alone (reference.md §8): the reference decides by it what the digest is computed of.

use alloc::string::String;

use super::list::read_descriptor;
use crate::json;
use crate::json::fields::{self, FieldError, Record};
use crate::json::{Document, Value};
use crate::source::SourceId;

/// A Docker schema 1 manifest.
pub const SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+json";
/// A Docker schema 1 manifest that carries signatures.
pub const SIGNED_SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
/// A Docker schema 2 manifest.
pub const SCHEMA_2: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// A list of Docker manifests.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// An OCI manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// A list of OCI manifests.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// The type of the configuration that a Docker schema 2 manifest points to.
const SCHEMA_2_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// The type of the configuration that an OCI manifest points to.
const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// The type of a manifest; empty where it cannot be told. Members are read as Go reads them: whatever the case of their names, and a wrong type in
/// any of those that count means that there is no telling.
#[must_use]
pub fn guess_media_type(manifest: &[u8]) -> String {
    let Ok(document) = json::parse(SourceId::default(), manifest) else {
        return String::new();
    };
    guess(&document).unwrap_or_default()
}

/// What a registry's answer is taken for: everything that is no type of manifest for a signed schema 1 manifest.
#[must_use]
pub fn normalized(media_type: &str) -> &str {
    match media_type {
        SCHEMA_1 | SIGNED_SCHEMA_1 | SCHEMA_2 | DOCKER_LIST | OCI_MANIFEST | OCI_INDEX => media_type,
        _ => SIGNED_SCHEMA_1,
    }
}

/// Whether manifests of this type list others.
#[must_use]
pub fn is_list(media_type: &str) -> bool {
    matches!(media_type, DOCKER_LIST | OCI_INDEX)
}

fn guess(document: &Document<'_>) -> Result<String, FieldError> {
    let root = document.root();
    let head = Head::read(root)?;
    if matches!(&*head.media_type, SCHEMA_2 | DOCKER_LIST | OCI_MANIFEST | OCI_INDEX) {
        return Ok(head.media_type);
    }
    Ok(match head.schema_version {
        1 if head.has_signatures => SIGNED_SCHEMA_1.into(),
        1 => SCHEMA_1.into(),
        2 => {
            let config = config_media_type(root)?;
            match config.as_str() {
                OCI_CONFIG => OCI_MANIFEST.into(),
                SCHEMA_2_CONFIG => SCHEMA_2.into(),
                _ if !has_entries(root)? => OCI_MANIFEST.into(),
                "" => OCI_INDEX.into(),
                // The reference mixes the two types up.
                _ => config,
            }
        }
        _ => String::new(),
    })
}

/// What is looked at first.
#[derive(Default)]
struct Head {
    media_type: String,
    schema_version: i64,
    has_signatures: bool,
}

impl Head {
    fn read(root: Value<'_>) -> Result<Self, FieldError> {
        let mut head = Self::default();
        for (name, value) in fields::lenient(root, Record::Manifest, &["mediaType", "schemaVersion", "signatures"])? {
            match name {
                "mediaType" => {
                    if let Some(media_type) = fields::text(value)? {
                        head.media_type = media_type.into_owned();
                    }
                }
                "schemaVersion" => head.schema_version = fields::integer(value)?.unwrap_or(head.schema_version),
                _ => {
                    fields::any(value)?;
                    head.has_signatures = !value.is_null();
                }
            }
        }
        Ok(head)
    }
}

fn config_media_type(root: Value<'_>) -> Result<String, FieldError> {
    let mut media_type = String::new();
    for (_, config) in fields::lenient(root, Record::Manifest, &["config"])? {
        for (_, value) in fields::lenient(config, Record::Manifest, &["mediaType"])? {
            if let Some(text) = fields::text(value)? {
                media_type = text.into_owned();
            }
        }
    }
    Ok(media_type)
}

fn has_entries(root: Value<'_>) -> Result<bool, FieldError> {
    let mut has_entries = false;
    for (_, manifests) in fields::lenient(root, Record::Manifest, &["manifests"])? {
        has_entries = false;
        for entry in fields::list(manifests)?.into_iter().flatten() {
            read_descriptor(entry)?;
            has_entries = true;
        }
    }
    Ok(has_entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asked of the reference (reference.md §8); fixtures/cases/manifests.jsonl has many more.
    #[test]
    fn the_type_is_told_as_the_reference_does() {
        let cases = [
            ("", ""),
            ("{}", ""),
            (r#"{"schemaVersion":1}"#, SCHEMA_1),
            (r#"{"schemaVersion":1,"signatures":null}"#, SCHEMA_1),
            (r#"{"schemaVersion":1,"signatures":[],"signatures":null}"#, SCHEMA_1),
            (r#"{"schemaVersion":1,"signatures":[]}"#, SIGNED_SCHEMA_1),
            (r#"{"SCHEMAVERSION":1,"\u017fignatures":{}}"#, SIGNED_SCHEMA_1),
            (r#"{"schemaVersion":1,"signatures":[],"schemaVersion":2}"#, OCI_MANIFEST),
            (r#"{"schemaVersion":1.0,"signatures":[]}"#, ""),
            (r#"{"schemaVersion":1,"signatures":[{"a":1e400}]}"#, ""),
            (r#"{"schemaVersion":2,"manifests":[{}]}"#, OCI_INDEX),
            (r#"{"schemaVersion":2,"manifests":[{"size":"1"}]}"#, ""),
            (
                r#"{"schemaVersion":2,"config":{"mediaType":"x"},"manifests":[{}]}"#,
                "x",
            ),
            (r#"{"schemaVersion":1,"signatures":[]} x"#, ""),
        ];
        for (manifest, media_type) in cases {
            assert_eq!(guess_media_type(manifest.as_bytes()), media_type, "{manifest}");
        }
    }
}
