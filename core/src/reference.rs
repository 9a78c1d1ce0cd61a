//! Image names: which image is meant, and under which names a policy may speak of it. Source: reference.md §5.3, §1.10.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::files::{FileError, FileSource};

pub mod digest;
pub(crate) mod directory;
pub mod named;
pub mod transport;

pub use named::{Named, NamedError};
pub use transport::Transport;

/// The longest image name that is looked at, in bytes: twice Linux's `PATH_MAX`, so that resolving a path stays cheap.
pub const NAME_LIMIT: usize = 8192;
/// The suffix of a `docker:` name whose digest the caller does not know.
const UNKNOWN_DIGEST: &str = "@@unknown-digest@@";

/// An image as `TRANSPORT:REST` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageReference {
    /// `atomic:`, an OpenShift image stream.
    Atomic(Named),
    /// `dir:`, a folder with a manifest, layers and signatures.
    Directory {
        /// As written.
        path: String,
        /// Absolute, without symbolic links.
        resolved: String,
    },
    /// `docker:`, a registry.
    Docker {
        /// With a tag or a digest, unless `unknown_digest`.
        named: Named,
        /// Written with `@@unknown-digest@@`.
        unknown_digest: bool,
    },
}

/// Why a text is not the name of an image that can be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageNameError {
    /// `atomic:` with something that is not a name.
    AtomicName {
        /// What follows `atomic:`.
        rest: String,
        /// Why.
        error: NamedError,
    },
    /// `atomic:` with a path that is not `namespace/stream`.
    AtomicPath(String),
    /// `atomic:` without a tag.
    AtomicTag(String),
    /// `atomic:` with both a tag and a digest: the reference takes it and panics when the policy is looked up (reference.md §5.3).
    AtomicTagAndDigest(String),
    /// `dir:` with a path that cannot be resolved.
    Directory(FileError),
    /// `docker:` with both a tag and a digest.
    DockerTagAndDigest,
    /// `docker:` without `//`.
    DockerSlashes(String),
    /// `docker:` with something that is not a name.
    DockerName(NamedError),
    /// `@@unknown-digest@@` after a tag or a digest.
    DockerUnknownDigest(String),
    /// No colon.
    NoTransport(String),
    /// A path that leads nowhere sensible: `..` that is no folder, a loop of links.
    DirectoryPath(String),
    /// The reference knows the transport; pullgate does not evaluate it yet.
    NotSupportedYet(Transport),
    /// The stubbed transport `ostree:`.
    Stubbed(Transport),
    /// More than [`NAME_LIMIT`] bytes.
    TooLong {
        /// The bytes that it has.
        length: usize,
        /// The bytes that it may have.
        limit: usize,
    },
    /// No such transport.
    UnknownTransport {
        /// The whole name.
        name: String,
        /// The text before the first colon.
        transport: String,
    },
}

impl ImageReference {
    /// Parses `TRANSPORT:REST`. `files` is asked only where the reference asks the file system (`dir:`).
    ///
    /// # Errors
    /// What the reference finds first.
    pub fn parse(name: &str, files: &dyn FileSource) -> Result<Self, ImageNameError> {
        if name.len() > NAME_LIMIT {
            return Err(ImageNameError::TooLong {
                length: name.len(),
                limit: NAME_LIMIT,
            });
        }
        let Some((transport, rest)) = name.split_once(':') else {
            return Err(ImageNameError::NoTransport(name.into()));
        };
        match Transport::from_name(transport) {
            None => Err(ImageNameError::UnknownTransport {
                name: name.into(),
                transport: transport.into(),
            }),
            Some(Transport::Atomic) => parse_atomic(rest),
            Some(Transport::Directory) => directory::resolve(rest, files).map(|resolved| Self::Directory {
                path: rest.into(),
                resolved,
            }),
            Some(Transport::Docker) => parse_docker(rest),
            Some(Transport::Ostree) => Err(ImageNameError::Stubbed(Transport::Ostree)),
            Some(other) => Err(ImageNameError::NotSupportedYet(other)),
        }
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> Transport {
        match self {
            Self::Atomic(_) => Transport::Atomic,
            Self::Directory { .. } => Transport::Directory,
            Self::Docker { .. } => Transport::Docker,
        }
    }

    /// What follows `TRANSPORT:` when the reference prints the name.
    #[must_use]
    pub fn string_within_transport(&self) -> String {
        match self {
            Self::Atomic(named) => named.familiar(),
            Self::Directory { path, .. } => path.clone(),
            Self::Docker {
                named,
                unknown_digest: false,
            } => format!("//{}", named.familiar()),
            Self::Docker {
                named,
                unknown_digest: true,
            } => format!("//{}{UNKNOWN_DIGEST}", named.familiar()),
        }
    }

    /// The name under which the most specific scope of a policy would speak of the image.
    #[must_use]
    pub fn policy_identity(&self) -> String {
        match self {
            Self::Atomic(named) | Self::Docker { named, .. } => named.to_string(),
            Self::Directory { resolved, .. } => resolved.clone(),
        }
    }

    /// The less specific scopes that cover the image, nearest first.
    #[must_use]
    pub fn policy_namespaces(&self) -> Vec<String> {
        match self {
            Self::Atomic(named)
            | Self::Docker {
                named,
                unknown_digest: false,
            } => named.policy_namespaces(),
            Self::Docker {
                named,
                unknown_digest: true,
            } => named.policy_namespaces().into_iter().skip(1).collect(),
            Self::Directory { resolved, .. } => directory::parents(resolved),
        }
    }

    /// The name that signatures are compared with; `None` where the image has none (`dir:`).
    #[must_use]
    pub fn docker_reference(&self) -> Option<&Named> {
        match self {
            Self::Atomic(named) | Self::Docker { named, .. } => Some(named),
            Self::Directory { .. } => None,
        }
    }
}

/// reference.md §5.3, row `docker`.
fn parse_docker(rest: &str) -> Result<ImageReference, ImageNameError> {
    let Some(text) = rest.strip_prefix("//") else {
        return Err(ImageNameError::DockerSlashes(rest.into()));
    };
    let (text, unknown_digest) = match text.strip_suffix(UNKNOWN_DIGEST) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let named = Named::parse_normalized(text).map_err(ImageNameError::DockerName)?;
    if unknown_digest {
        if !named.is_name_only() {
            return Err(ImageNameError::DockerUnknownDigest(format!("{named}{UNKNOWN_DIGEST}")));
        }
        return Ok(ImageReference::Docker { named, unknown_digest });
    }
    let named = named.with_default_tag();
    if named.tag().is_some() && named.digest().is_some() {
        return Err(ImageNameError::DockerTagAndDigest);
    }
    Ok(ImageReference::Docker { named, unknown_digest })
}

/// reference.md §5.3, row `atomic`.
fn parse_atomic(rest: &str) -> Result<ImageReference, ImageNameError> {
    let named = Named::parse_normalized(rest).map_err(|error| ImageNameError::AtomicName {
        rest: rest.into(),
        error,
    })?;
    if named.tag().is_none() {
        return Err(ImageNameError::AtomicTag(named.familiar()));
    }
    if named.path().split('/').count() != 2 {
        return Err(ImageNameError::AtomicPath(named.familiar()));
    }
    if named.digest().is_some() {
        return Err(ImageNameError::AtomicTagAndDigest(named.familiar()));
    }
    Ok(ImageReference::Atomic(named))
}
