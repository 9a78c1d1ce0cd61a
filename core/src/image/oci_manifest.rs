//! OCI manifests as the reference's Go structures take them. Sources: reference.md §6.7; image-spec v1.1, `manifest.md`.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64;
use crate::json::fields;
use crate::json::{self, Kind, SyntaxError, Value};
use crate::source::SourceId;

/// What a manifest says of a blob.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The type of the content.
    pub media_type: String,
    /// Its digest, unchecked.
    pub digest: String,
    /// More about it.
    pub annotations: BTreeMap<String, String>,
}

/// Why a text is no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OciManifestError {
    /// It has members of other types of manifests, too.
    Ambiguous(Vec<&'static str>),
    /// `data` that is not base64.
    Base64(base64::DecodeError),
    /// A value of a wrong type.
    Misfit(Misfit),
    /// No JSON.
    Syntax(SyntaxError),
}

/// A value that does not fit its place in the structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What the value is.
    pub got: Kind,
    /// The text of a number that is out of range.
    pub number: Option<String>,
    /// The structure that the member belongs to, and the names that lead to it; none for the whole text.
    pub place: Option<(Structure, Vec<&'static str>)>,
    /// What should stand there.
    pub expected: Shape,
}

/// The reference's structures; its messages name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// What is said of a blob.
    Descriptor,
    /// A manifest.
    Manifest,
    /// What an image runs on.
    Platform,
}

/// Types of members; messages name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Base64.
    Bytes,
    /// A digest, unchecked.
    Digest,
    /// A list of structures.
    List(Structure),
    /// A number.
    Number,
    /// The number that is the version of the schema.
    SchemaVersion,
    /// A structure.
    Structure(Structure),
    /// A text.
    Text,
    /// A list of texts.
    TextList,
    /// Names with texts.
    TextMap,
}

type Members = &'static [(&'static str, Shape)];

const MANIFEST: Members = &[
    ("schemaVersion", Shape::SchemaVersion),
    ("mediaType", Shape::Text),
    ("artifactType", Shape::Text),
    ("config", Shape::Structure(Structure::Descriptor)),
    ("layers", Shape::List(Structure::Descriptor)),
    ("subject", Shape::Structure(Structure::Descriptor)),
    ("annotations", Shape::TextMap),
];
const DESCRIPTOR: Members = &[
    ("mediaType", Shape::Text),
    ("digest", Shape::Digest),
    ("size", Shape::Number),
    ("urls", Shape::TextList),
    ("annotations", Shape::TextMap),
    ("data", Shape::Bytes),
    ("platform", Shape::Structure(Structure::Platform)),
    ("artifactType", Shape::Text),
];
const PLATFORM: Members = &[
    ("architecture", Shape::Text),
    ("os", Shape::Text),
    ("os.version", Shape::Text),
    ("os.features", Shape::TextList),
    ("variant", Shape::Text),
];

/// The entries of an index, in order, as far as they can be read.
///
/// # Errors
/// It is no JSON.
pub fn entries(text: &[u8]) -> Result<Vec<Descriptor>, OciManifestError> {
    let document = json::parse(SourceId::default(), text).map_err(OciManifestError::Syntax)?;
    let items = last(document.root(), "manifests").map(|list| list.elements());
    Ok(items.into_iter().flatten().map(descriptor).collect())
}

/// The layers of a manifest, in order.
///
/// # Errors
/// What the reference finds first.
pub fn layers(text: &[u8]) -> Result<Vec<Descriptor>, OciManifestError> {
    let document = json::parse(SourceId::default(), text).map_err(OciManifestError::Syntax)?;
    let root = document.root();
    check(root, Shape::Structure(Structure::Manifest), None, &mut Vec::new())?;
    let unexpected: Vec<&'static str> = ["fsLayers", "history", "manifests"]
        .into_iter()
        .filter(|other| last(root, other).is_some_and(|value| !value.is_null()))
        .collect();
    if !unexpected.is_empty() {
        return Err(OciManifestError::Ambiguous(unexpected));
    }
    let items = last(root, "layers").map(|list| list.elements());
    Ok(items.into_iter().flatten().map(descriptor).collect())
}

fn members(structure: Structure) -> Members {
    match structure {
        Structure::Descriptor => DESCRIPTOR,
        Structure::Manifest => MANIFEST,
        Structure::Platform => PLATFORM,
    }
}

/// Whether a value fits, with everything in it. Go keeps the first misfit and goes on, so that what comes first in the text counts.
fn check(
    value: Value<'_>,
    shape: Shape,
    owner: Option<Structure>,
    path: &mut Vec<&'static str>,
) -> Result<(), OciManifestError> {
    let misfit = |got: Value<'_>, number: Option<&str>, expected: Shape, path: &[&'static str]| {
        Err(OciManifestError::Misfit(Misfit {
            got: got.kind(),
            number: number.map(Into::into),
            place: owner.map(|owner| (owner, path.into())),
            expected,
        }))
    };
    match (shape, value.kind()) {
        (_, Kind::Null) | (Shape::Text | Shape::Digest, Kind::String) => Ok(()),
        (Shape::Structure(structure), Kind::Object) => {
            for member in value.members() {
                let known = members(structure)
                    .iter()
                    .find(|(name, _)| fields::is_same_name(name, &member.key));
                if let Some(&(name, shape)) = known {
                    path.push(name);
                    check(member.value, shape, Some(structure), path)?;
                    path.pop();
                }
            }
            Ok(())
        }
        (Shape::List(structure), Kind::Array) => {
            for element in value.elements() {
                check(element, Shape::Structure(structure), owner, path)?;
            }
            Ok(())
        }
        (Shape::TextList, Kind::Array) => {
            for element in value.elements() {
                check(element, Shape::Text, owner, path)?;
            }
            Ok(())
        }
        (Shape::TextMap, Kind::Object) => {
            for member in value.members() {
                check(member.value, Shape::Text, owner, path)?;
            }
            Ok(())
        }
        (Shape::Number | Shape::SchemaVersion, Kind::Number) => match fields::integer(value) {
            Ok(_) => Ok(()),
            Err(_) => misfit(value, value.number(), shape, path),
        },
        (Shape::Bytes, Kind::String) => base64::decode(value.string().unwrap_or_default().as_bytes())
            .map(drop)
            .map_err(OciManifestError::Base64),
        _ => misfit(value, None, shape, path),
    }
}

/// The member that counts: the last of this name.
fn last<'a>(object: Value<'a>, name: &'static str) -> Option<Value<'a>> {
    object
        .members()
        .filter(|member| fields::is_same_name(name, &member.key))
        .last()
        .map(|member| member.value)
}

/// The value was checked before.
fn descriptor(value: Value<'_>) -> Descriptor {
    let text = |object: Value<'_>, name| {
        last(object, name)
            .and_then(|value| value.string())
            .unwrap_or_default()
            .into_owned()
    };
    let mut annotations = BTreeMap::new();
    for member in last(value, "annotations").into_iter().flat_map(|map| map.members()) {
        let annotation = member.value.string().unwrap_or_default().into_owned();
        annotations.insert(member.key.into_owned(), annotation);
    }
    Descriptor {
        media_type: text(value, "mediaType"),
        digest: text(value, "digest"),
        annotations,
    }
}
