//! Images in a registry: `docker:`, and `atomic:` for those of OpenShift. Source: reference.md §5.3.

use alloc::format;
use alloc::string::String;

use super::{ImageReference, Named, NamedError};

/// The suffix of a `docker:` name whose digest the caller does not know.
pub(super) const UNKNOWN_DIGEST: &str = "@@unknown-digest@@";

/// Why a text is not the name of a `docker:` image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DockerNameError {
    /// It is no name at all.
    Name(NamedError),
    /// It does not begin with `//`.
    Slashes(String),
    /// Both a tag and a digest.
    TagAndDigest,
    /// `@@unknown-digest@@` after a tag or a digest.
    UnknownDigest(String),
}

/// Why a text is not the name of an `atomic:` image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtomicNameError {
    /// It is no name at all.
    Name {
        /// What follows `atomic:`.
        rest: String,
        /// Why.
        error: NamedError,
    },
    /// Its path is not `namespace/stream`.
    Path(String),
    /// It has no tag.
    Tag(String),
    /// Both a tag and a digest: the reference takes it and panics when the policy is looked up (reference.md §5.3).
    TagAndDigest(String),
}

pub(super) fn parse(rest: &str) -> Result<ImageReference, DockerNameError> {
    let Some(text) = rest.strip_prefix("//") else {
        return Err(DockerNameError::Slashes(rest.into()));
    };
    let (text, unknown_digest) = match text.strip_suffix(UNKNOWN_DIGEST) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let named = Named::parse_normalized(text).map_err(DockerNameError::Name)?;
    if unknown_digest {
        if !named.is_name_only() {
            return Err(DockerNameError::UnknownDigest(format!("{named}{UNKNOWN_DIGEST}")));
        }
        return Ok(ImageReference::Docker { named, unknown_digest });
    }
    let named = named.with_default_tag();
    if named.tag().is_some() && named.digest().is_some() {
        return Err(DockerNameError::TagAndDigest);
    }
    Ok(ImageReference::Docker { named, unknown_digest })
}

pub(super) fn parse_atomic(rest: &str) -> Result<Named, AtomicNameError> {
    let named = Named::parse_normalized(rest).map_err(|error| AtomicNameError::Name {
        rest: rest.into(),
        error,
    })?;
    if named.tag().is_none() {
        return Err(AtomicNameError::Tag(rest.into()));
    }
    if named.path().split('/').count() != 2 {
        return Err(AtomicNameError::Path(named.familiar()));
    }
    if named.digest().is_some() {
        return Err(AtomicNameError::TagAndDigest(named.familiar()));
    }
    Ok(named)
}
