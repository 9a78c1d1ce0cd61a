//! Bytes from the places that a policy names.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::budget::Budget;
use crate::files::FileSource;
use crate::policy::{ByteSource, KeyMaterial};
use crate::source::Span;

use super::TrustError;

/// The most key files, or keys, that one requirement may name.
pub const KEY_LIMIT: usize = 1_000;

/// The bytes of one place.
///
/// # Errors
/// [`TrustError::File`], with the place in the policy that asked for the file, or a limit of ours.
pub fn read(source: &ByteSource, files: &dyn FileSource, budget: &Budget) -> Result<Vec<u8>, TrustError> {
    let bytes = match source {
        ByteSource::Data(data) => Cow::Borrowed(data.value.as_slice()),
        ByteSource::Path(path) => files
            .read(&path.value)
            .map_err(|error| TrustError::File { span: path.span, error })?,
    };
    if budget.bytes(bytes.len()) {
        Ok(bytes.into_owned())
    } else {
        Err(TrustError::TooManyBytes { span: source.span() })
    }
}

/// The bytes of every place, with where the policy names it. As in the reference, all are read before any is looked at (reference.md §3.1, §4.2).
///
/// # Errors
/// As [`read`], for the first place that cannot be read.
pub fn read_all(material: &KeyMaterial, files: &dyn FileSource, budget: &Budget) -> Result<Vec<KeyFile>, TrustError> {
    if material.items.len() > KEY_LIMIT {
        return Err(TrustError::TooManyKeys {
            span: material.field.span,
            count: material.items.len(),
        });
    }
    material
        .items
        .iter()
        .map(|source| {
            Ok(KeyFile {
                origin: KeyOrigin::of(source),
                bytes: read(source, files, budget)?,
            })
        })
        .collect()
}

/// The bytes of one place, and the place.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// Where the policy names it.
    pub origin: KeyOrigin,
    /// What lies there.
    pub bytes: Vec<u8>,
}

/// Where the policy names keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOrigin {
    /// The path or the bytes in the policy.
    pub span: Span,
    /// The path; `None` for bytes.
    pub path: Option<String>,
}

impl KeyOrigin {
    fn of(source: &ByteSource) -> Self {
        let path = match source {
            ByteSource::Data(_) => None,
            ByteSource::Path(path) => Some(path.value.clone()),
        };
        Self {
            span: source.span(),
            path,
        }
    }
}
