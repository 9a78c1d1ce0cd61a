//! Which scopes a transport takes. Source: reference.md §1.10.

use alloc::string::String;

use crate::reference::digest::{self, DigestError};
use crate::reference::{Transport, path};

/// Why a transport does not take a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeError {
    /// A digest, where only names can be scopes.
    Digest,
    /// The scope says too much: it is not of the form `host/namespace/stream:tag`, cut off anywhere.
    ImageStream,
    /// A path that has to be absolute.
    NotAbsolute,
    /// A path that is not in its shortest form.
    NotCanonical {
        /// The shortest form.
        canonical: String,
    },
    /// The transport takes no scope but `""`.
    NotSupported,
    /// `/`, which would mean the same as `""`.
    Root,
    /// What names the image in a store is neither a digest nor an ID.
    StoredImage(DigestError),
    /// The scope does not begin with `[driver@root]` or `[root]`.
    StoreLocation,
}

/// Checks a scope. Every transport takes the empty one, its default.
///
/// # Errors
/// The rule that the scope breaks. The reference only says that it does not know the key.
pub fn validate(transport: Transport, scope: &str) -> Result<(), ScopeError> {
    if scope.is_empty() {
        return Ok(());
    }
    match transport {
        Transport::Docker | Transport::Ostree => Ok(()),
        Transport::DockerDaemon if digest::validate(scope).is_ok() => Err(ScopeError::Digest),
        Transport::DockerDaemon => Ok(()),
        Transport::DockerArchive | Transport::Tarball => Err(ScopeError::NotSupported),
        Transport::Directory | Transport::Oci | Transport::OciArchive | Transport::Sif => absolute_path(scope),
        Transport::Atomic => image_stream(scope),
        Transport::ContainersStorage => stored_image(scope),
    }
}

fn absolute_path(scope: &str) -> Result<(), ScopeError> {
    if !scope.starts_with('/') {
        return Err(ScopeError::NotAbsolute);
    }
    if scope == "/" {
        return Err(ScopeError::Root);
    }
    let canonical = path::clean(scope);
    if canonical == scope {
        Ok(())
    } else {
        Err(ScopeError::NotCanonical { canonical })
    }
}

/// `^[^/]*(/[^:/]*(/[^:/]*(:[^:/]*)?)?)?$`
fn image_stream(scope: &str) -> Result<(), ScopeError> {
    let mut components = scope.split('/');
    let _host = components.next();
    let namespace = components.next().unwrap_or_default();
    let stream = components.next().unwrap_or_default();
    let fits = !namespace.contains(':') && stream.split(':').count() <= 2 && components.next().is_none();
    if fits { Ok(()) } else { Err(ScopeError::ImageStream) }
}

fn stored_image(scope: &str) -> Result<(), ScopeError> {
    let (location, image) = scope
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .ok_or(ScopeError::StoreLocation)?;
    let root = match location.split_once('@') {
        Some((driver, root)) if !driver.is_empty() => root,
        Some(_) => "",
        None => location,
    };
    if root.is_empty() {
        return Err(ScopeError::StoreLocation);
    }
    if !root.starts_with('/') {
        return Err(ScopeError::NotAbsolute);
    }
    let mut parts = image.splitn(3, '@').skip(1);
    match (parts.next(), parts.next()) {
        (None, _) => Ok(()),
        (Some(either), None) => digest::validate_image_id(either).or_else(|_| digest::validate(either)),
        (Some(digest), Some(id)) => digest::validate(digest).and_then(|()| digest::validate_image_id(id)),
    }
    .map_err(ScopeError::StoredImage)
}
