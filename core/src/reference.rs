//! Image names: which image is meant, and under which names a policy may speak of it. Source: reference.md §5.3, §1.10.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::files::{FileError, FileSource};

pub mod digest;
pub mod docker;
pub mod docker_archive;
pub mod docker_daemon;
pub mod named;
pub mod oci;
pub mod path;
pub mod source_index;
pub mod storage;
mod store;
pub mod tarball;
pub mod transport;

use docker::{AtomicNameError, DockerNameError, UNKNOWN_DIGEST};
use docker_archive::{ArchivedImage, DockerArchive, DockerArchiveError};
use docker_daemon::{DaemonImage, DockerDaemonError};
pub use named::{Named, NamedError};
use oci::{OciImage, OciNameError};
use path::{PathError, ResolvedPath};
use storage::{StorageNameError, StoredImage};
use tarball::Tarball;
pub use transport::Transport;

/// The longest image name that is looked at, in bytes: Linux's `PATH_MAX`, and a hundred for what stands around a path. Each parent of a path is a
/// namespace, which makes the square of it.
pub const NAME_LIMIT: usize = 4096 + 100;

/// An image as `TRANSPORT:REST` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageReference {
    /// `atomic:`, an OpenShift image stream.
    Atomic(Named),
    /// `containers-storage:`, an image in the store of Podman or CRI-O.
    ContainersStorage(StoredImage),
    /// `dir:`, a folder with a manifest, layers and signatures.
    Directory(ResolvedPath),
    /// `docker:`, a registry.
    Docker {
        /// With a tag or a digest, unless `unknown_digest`.
        named: Named,
        /// Written with `@@unknown-digest@@`.
        unknown_digest: bool,
    },
    /// `docker-archive:`, a file of `docker save`.
    DockerArchive(DockerArchive),
    /// `docker-daemon:`, an image of the Docker daemon.
    DockerDaemon(DaemonImage),
    /// `oci:`, a folder in the OCI layout.
    Oci(OciImage),
    /// `oci-archive:`, such a folder in a tar file.
    OciArchive(OciImage),
    /// `sif:`, a file of Singularity.
    Sif(ResolvedPath),
    /// `tarball:`, an image made up of tar files.
    Tarball(Tarball),
}

/// Why a text is not the name of an image that can be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageNameError {
    /// Wrong for `atomic:`.
    Atomic(AtomicNameError),
    /// Wrong for `containers-storage:`.
    ContainersStorage(StorageNameError),
    /// Wrong for `docker:`.
    Docker(DockerNameError),
    /// Wrong for `docker-archive:`.
    DockerArchive(DockerArchiveError),
    /// Wrong for `docker-daemon:`.
    DockerDaemon(DockerDaemonError),
    /// No colon.
    NoTransport(String),
    /// Wrong for `oci:` or `oci-archive:`.
    Oci(OciNameError),
    /// The path of a `dir:` or `sif:` image leads nowhere.
    Path(PathError),
    /// The stubbed transport `ostree:`.
    Stubbed(Transport),
    /// A file of a `tarball:` image cannot be opened.
    Tarball(FileError),
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
    /// Parses `TRANSPORT:REST`. `files` is asked only where the reference asks the file system: `dir:`, `oci:`, `oci-archive:`, `sif:`, `tarball:`.
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
        let Some(transport) = Transport::from_name(transport) else {
            return Err(ImageNameError::UnknownTransport {
                name: name.into(),
                transport: transport.into(),
            });
        };
        Ok(match transport {
            Transport::Atomic => Self::Atomic(docker::parse_atomic(rest).map_err(ImageNameError::Atomic)?),
            Transport::ContainersStorage => {
                Self::ContainersStorage(StoredImage::parse(rest).map_err(ImageNameError::ContainersStorage)?)
            }
            Transport::Directory => Self::Directory(path::resolve(rest, files).map_err(ImageNameError::Path)?),
            Transport::Docker => docker::parse(rest).map_err(ImageNameError::Docker)?,
            Transport::DockerArchive => {
                Self::DockerArchive(DockerArchive::parse(rest).map_err(ImageNameError::DockerArchive)?)
            }
            Transport::DockerDaemon => {
                Self::DockerDaemon(DaemonImage::parse(rest).map_err(ImageNameError::DockerDaemon)?)
            }
            Transport::Oci => Self::Oci(OciImage::parse(rest, files).map_err(ImageNameError::Oci)?),
            Transport::OciArchive => {
                Self::OciArchive(OciImage::parse_archive(rest, files).map_err(ImageNameError::Oci)?)
            }
            Transport::Ostree => return Err(ImageNameError::Stubbed(transport)),
            Transport::Sif => Self::Sif(path::resolve(rest, files).map_err(ImageNameError::Path)?),
            Transport::Tarball => Self::Tarball(Tarball::parse(rest, files).map_err(ImageNameError::Tarball)?),
        })
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> Transport {
        match self {
            Self::Atomic(_) => Transport::Atomic,
            Self::ContainersStorage(_) => Transport::ContainersStorage,
            Self::Directory(_) => Transport::Directory,
            Self::Docker { .. } => Transport::Docker,
            Self::DockerArchive(_) => Transport::DockerArchive,
            Self::DockerDaemon(_) => Transport::DockerDaemon,
            Self::Oci(_) => Transport::Oci,
            Self::OciArchive(_) => Transport::OciArchive,
            Self::Sif(_) => Transport::Sif,
            Self::Tarball(_) => Transport::Tarball,
        }
    }

    /// What follows `TRANSPORT:` when the reference prints the name.
    #[must_use]
    pub fn string_within_transport(&self) -> String {
        match self {
            Self::Atomic(named) | Self::DockerDaemon(DaemonImage::Named(named)) => named.familiar(),
            Self::ContainersStorage(image) => image.string_within_transport(),
            Self::Directory(path) | Self::Sif(path) => path.written.clone(),
            Self::Docker {
                named,
                unknown_digest: false,
            } => format!("//{}", named.familiar()),
            Self::Docker {
                named,
                unknown_digest: true,
            } => format!("//{}{UNKNOWN_DIGEST}", named.familiar()),
            Self::DockerArchive(archive) => archive.string_within_transport(),
            Self::DockerDaemon(DaemonImage::Id(id)) => id.clone(),
            Self::Oci(image) | Self::OciArchive(image) => image.string_within_transport(),
            Self::Tarball(tarball) => tarball.files.clone(),
        }
    }

    /// The name under which the most specific scope of a policy would speak of the image; empty where only `""` does.
    #[must_use]
    pub fn policy_identity(&self) -> String {
        match self {
            Self::Atomic(named) | Self::Docker { named, .. } | Self::DockerDaemon(DaemonImage::Named(named)) => {
                named.to_string()
            }
            Self::ContainersStorage(image) => image.policy_identity(),
            Self::Directory(path) | Self::Sif(path) => path.resolved.clone(),
            Self::Oci(image) | Self::OciArchive(image) => image.path.resolved.clone(),
            Self::DockerArchive(_) | Self::DockerDaemon(DaemonImage::Id(_)) | Self::Tarball(_) => String::new(),
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
            }
            | Self::DockerDaemon(DaemonImage::Named(named)) => named.policy_namespaces(),
            Self::Docker {
                named,
                unknown_digest: true,
            } => named.policy_namespaces().into_iter().skip(1).collect(),
            Self::ContainersStorage(image) => image.policy_namespaces(),
            Self::Directory(path) | Self::Sif(path) => path.parents(),
            // The path is the identity, too (reference.md §1.10).
            Self::Oci(image) | Self::OciArchive(image) => image.path.with_parents(),
            Self::DockerArchive(_) | Self::DockerDaemon(DaemonImage::Id(_)) | Self::Tarball(_) => Vec::new(),
        }
    }

    /// The name that signatures are compared with, where the image has one.
    #[must_use]
    pub fn docker_reference(&self) -> Option<&Named> {
        match self {
            Self::Atomic(named) | Self::Docker { named, .. } => Some(named),
            Self::ContainersStorage(image) => image.name.named(),
            Self::DockerArchive(DockerArchive {
                image: ArchivedImage::Named(named),
                ..
            }) => Some(named),
            Self::DockerDaemon(image) => image.named(),
            Self::Directory(_)
            | Self::DockerArchive(_)
            | Self::Oci(_)
            | Self::OciArchive(_)
            | Self::Sif(_)
            | Self::Tarball(_) => None,
        }
    }
}
