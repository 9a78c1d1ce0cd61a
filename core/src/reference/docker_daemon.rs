//! An image of the Docker daemon: `docker-daemon:NAME:TAG`, `…:NAME@DIGEST`, `…:sha256:ID`. Source: reference.md §5.3.

use alloc::string::String;

use super::{Named, NamedError, digest};

/// The only algorithm of image IDs, and the one name that no repository may have.
const ID_ALGORITHM: &str = "sha256";

/// An image of the Docker daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DaemonImage {
    /// By its ID, `sha256:…`. Such an image has no name that a policy could speak of.
    Id(String),
    /// By name, with a tag or a digest.
    Named(Named),
}

/// Why a text is not the name of a `docker-daemon:` image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DockerDaemonError {
    /// An image ID of another algorithm than SHA-256.
    IdAlgorithm(String),
    /// It is no name.
    Name(NamedError),
    /// Neither a tag nor a digest.
    NameOnly(Named),
    /// The repository `sha256`, which is kept for image IDs.
    ReservedName(String),
    /// Both a tag and a digest.
    TagAndDigest,
}

impl DaemonImage {
    pub(super) fn parse(rest: &str) -> Result<Self, DockerDaemonError> {
        if digest::validate(rest).is_ok() {
            return match rest.split_once(':') {
                Some((ID_ALGORITHM, _)) => Ok(Self::Id(rest.into())),
                _ => Err(DockerDaemonError::IdAlgorithm(rest.into())),
            };
        }
        let named = Named::parse_normalized(rest).map_err(DockerDaemonError::Name)?;
        if named.familiar_name() == ID_ALGORITHM {
            return Err(DockerDaemonError::ReservedName(rest.into()));
        }
        match (named.tag(), named.digest()) {
            (None, None) => Err(DockerDaemonError::NameOnly(named)),
            (Some(_), Some(_)) => Err(DockerDaemonError::TagAndDigest),
            _ => Ok(Self::Named(named)),
        }
    }

    pub(super) fn named(&self) -> Option<&Named> {
        match self {
            Self::Id(_) => None,
            Self::Named(named) => Some(named),
        }
    }
}
