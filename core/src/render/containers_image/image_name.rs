//! What the reference says of image names. Source: reference.md §5.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::files::file_error;
use super::go::quote;
use super::{ErrorClass, Refusal};
use crate::reference::digest::DigestError;
use crate::reference::{ImageNameError, NamedError};

/// Why a text is not the name of an image.
#[must_use]
pub fn image_name_error(error: &ImageNameError) -> Refusal {
    let text = match error {
        ImageNameError::AtomicName { rest, error } => {
            format!(
                "failed to parse image reference {}: {}",
                quote(rest),
                named_error(error)
            )
        }
        ImageNameError::AtomicPath(name) => {
            format!("invalid image reference: {name}, expected format: 'hostname/namespace/stream:tag'")
        }
        ImageNameError::AtomicTag(name) => {
            format!("invalid image reference {name}, expected format: 'hostname/namespace/stream:tag'")
        }
        ImageNameError::AtomicTagAndDigest(name) => {
            return Refusal::new(
                ErrorClass::Unsupported,
                format!(
                    "{name} has both a tag and a digest: containers/image accepts such a name for atomic: and then panics"
                ),
            );
        }
        ImageNameError::Directory(error) => file_error(error),
        ImageNameError::DirectoryPath(path) => format!("EvalSymlinks: too many links in {path}"),
        ImageNameError::DockerName(error) => named_error(error),
        ImageNameError::DockerSlashes(rest) => format!("docker: image reference {rest} does not start with //"),
        ImageNameError::DockerTagAndDigest => {
            "Docker references with both a tag and digest are currently not supported".to_string()
        }
        ImageNameError::DockerUnknownDigest(name) => {
            format!(
                "docker: image reference {} has unknown digest set but it contains either a tag or digest",
                quote(name)
            )
        }
        ImageNameError::NoTransport(name) => {
            format!(
                "Invalid image name {}, expected colon-separated transport:reference",
                quote(name)
            )
        }
        ImageNameError::NotSupportedYet(transport) => {
            return Refusal::new(
                ErrorClass::Unsupported,
                format!(
                    "pullgate does not evaluate {}: images yet, and refuses them",
                    transport.name()
                ),
            );
        }
        ImageNameError::Stubbed(transport) => {
            format!("The transport \"{}:\" is not supported in this build", transport.name())
        }
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
    Refusal::new(ErrorClass::InvalidReference, text)
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
