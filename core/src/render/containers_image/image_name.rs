//! What the reference says of image names. Source: reference.md §5.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::files::file_error;
use super::go::quote;
use super::{ErrorClass, Refusal};
use crate::reference::digest::DigestError;
use crate::reference::docker::{AtomicNameError, DockerNameError};
use crate::reference::docker_archive::DockerArchiveError;
use crate::reference::docker_daemon::DockerDaemonError;
use crate::reference::oci::OciNameError;
use crate::reference::path::PathError;
use crate::reference::source_index::{IntegerError, SourceIndexError};
use crate::reference::{ImageNameError, NamedError};

mod storage;

/// Why a text is not the name of an image.
#[must_use]
pub fn image_name_error(error: &ImageNameError) -> Refusal {
    let text = match error {
        ImageNameError::Atomic(error) => return atomic_error(error),
        ImageNameError::ContainersStorage(error) => return storage::storage_name_error(error),
        ImageNameError::Docker(error) => docker_error(error),
        ImageNameError::DockerArchive(error) => docker_archive_error(error),
        ImageNameError::DockerDaemon(error) => docker_daemon_error(error),
        ImageNameError::NoTransport(name) => {
            format!(
                "Invalid image name {}, expected colon-separated transport:reference",
                quote(name)
            )
        }
        ImageNameError::Oci(error) => oci_error(error),
        ImageNameError::Path(error) => path_error(error),
        ImageNameError::Stubbed(transport) => {
            format!("The transport \"{}:\" is not supported in this build", transport.name())
        }
        ImageNameError::Tarball(error) => format!("error opening {}: {}", quote(&error.path), file_error(error)),
        ImageNameError::TooLong { length, limit } => {
            return Refusal::new(
                ErrorClass::Limit,
                format!("the image name has {length} bytes, more than pullgate's limit of {limit}"),
            );
        }
        ImageNameError::UnknownTransport { name, transport } => {
            format!(
                "Invalid image name {}, unknown transport {}",
                quote(name),
                quote(transport)
            )
        }
    };
    invalid(text)
}

fn invalid(text: impl Into<String>) -> Refusal {
    Refusal::new(ErrorClass::InvalidReference, text.into())
}

fn atomic_error(error: &AtomicNameError) -> Refusal {
    match error {
        AtomicNameError::Name { rest, error } => invalid(format!(
            "failed to parse image reference {}: {}",
            quote(rest),
            named_error(error)
        )),
        // The colon is the reference's: only one of the two texts has it.
        AtomicNameError::Path(name) => invalid(format!(
            "invalid image reference: {name}, expected format: 'hostname/namespace/stream:tag'"
        )),
        AtomicNameError::Tag(name) => invalid(format!(
            "invalid image reference {name}, expected format: 'hostname/namespace/stream:tag'"
        )),
        AtomicNameError::TagAndDigest(name) => Refusal::new(
            ErrorClass::Unsupported,
            format!(
                "{name} has both a tag and a digest: containers/image accepts such a name for atomic: and then panics"
            ),
        ),
    }
}

fn docker_error(error: &DockerNameError) -> String {
    match error {
        DockerNameError::Name(error) => named_error(error),
        DockerNameError::Slashes(rest) => format!("docker: image reference {rest} does not start with //"),
        DockerNameError::TagAndDigest => {
            "Docker references with both a tag and digest are currently not supported".into()
        }
        DockerNameError::UnknownDigest(name) => format!(
            "docker: image reference {} has unknown digest set but it contains either a tag or digest",
            quote(name)
        ),
    }
}

fn docker_archive_error(error: &DockerArchiveError) -> String {
    match error {
        DockerArchiveError::Digest(named) => format!("docker-archive doesn't support digest references: {named}"),
        DockerArchiveError::Empty => "docker-archive reference  isn't of the form <path>[:<reference>]".into(),
        DockerArchiveError::Index(error) => source_index_error(error, ""),
        DockerArchiveError::Name(error) => format!("docker-archive parsing reference: {}", named_error(error)),
        DockerArchiveError::NoTag(named) => format!("reference does not include a tag: {named}"),
    }
}

fn docker_daemon_error(error: &DockerDaemonError) -> String {
    match error {
        DockerDaemonError::IdAlgorithm(id) => {
            format!("Invalid docker-daemon: reference {id}: only digest algorithm sha256 accepted")
        }
        DockerDaemonError::Name(error) => named_error(error),
        DockerDaemonError::NameOnly(named) => format!(
            "docker-daemon: reference {} has neither a tag nor a digest",
            named.familiar()
        ),
        DockerDaemonError::ReservedName(name) => format!(
            "Invalid docker-daemon: reference {name}: The sha256 repository name is reserved for (non-shortened) digest references"
        ),
        DockerDaemonError::TagAndDigest => {
            "docker-daemon: references with both a tag and digest are currently not supported".into()
        }
    }
}

fn oci_error(error: &OciNameError) -> String {
    match error {
        OciNameError::Image(image) => format!("Invalid image {image}"),
        OciNameError::Index(error) => source_index_error(error, "not an integer: "),
        OciNameError::Path(error) => path_error(error),
    }
}

fn source_index_error(error: &SourceIndexError, before_reason: &str) -> String {
    match error {
        SourceIndexError::Negative(number) => format!("Invalid source index @-{number}: must not be negative"),
        SourceIndexError::NotAnInteger { text, reason } => {
            let reason = match reason {
                IntegerError::Range => "value out of range",
                IntegerError::Syntax => "invalid syntax",
            };
            format!(
                "Invalid source index @{text}: {before_reason}strconv.Atoi: parsing {}: {reason}",
                quote(text)
            )
        }
    }
}

fn path_error(error: &PathError) -> String {
    match error {
        PathError::File(error) => file_error(error),
        PathError::NotADirectory => "not a directory".into(),
        PathError::SpecialComponent(path) => format!("Unexpectedly missing special filename component in {path}"),
        PathError::TooManyLinks => "EvalSymlinks: too many links".into(),
    }
}

/// Why a text is not a docker-style name.
#[must_use]
pub fn named_error(error: &NamedError) -> String {
    match error {
        NamedError::Digest(error) => digest_error(*error).to_string(),
        NamedError::Hexadecimal(name) => {
            format!("invalid repository name ({name}), cannot specify 64-byte hexadecimal strings")
        }
        NamedError::InvalidFormat => "invalid reference format".to_string(),
        NamedError::NameTooLong => "repository name must not be more than 255 characters".to_string(),
        NamedError::NotCanonical => "repository name must be canonical".to_string(),
        NamedError::NotLowercase => "repository name must be lowercase".to_string(),
        NamedError::RepositoryNotLowercase => "invalid reference format: repository name must be lowercase".to_string(),
    }
}

/// Why a text is not a digest.
#[must_use]
pub fn digest_error(error: DigestError) -> &'static str {
    match error {
        DigestError::InvalidFormat => "invalid checksum digest format",
        DigestError::InvalidLength => "invalid checksum digest length",
        DigestError::UnsupportedAlgorithm => "unsupported digest algorithm",
    }
}
