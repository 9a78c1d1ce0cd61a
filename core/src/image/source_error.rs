//! What can be in the way of an image's signatures, wherever they are looked for. Source: reference.md §6.3, §6.7.

use alloc::string::String;

use super::ManifestError;
use super::sigstore_attachment::AttachmentError;

/// Why an image's signatures cannot be read: then the reference has none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// Attachments.
    Attachment {
        /// The name of their manifest.
        manifest: String,
        /// The repository.
        repository: String,
        /// Why.
        error: AttachmentError,
    },
    /// The image has no digest to look for.
    Digest(ManifestError),
    /// A store on a server without a name; its URL without the password.
    NoHost(String),
    /// A store of a kind that nothing reads; its URL without the password.
    Scheme(String),
    /// A signature of a server has more than [`super::lookaside::BLOB_LIMIT`] bytes.
    TooLong,
    /// As many signatures as the reference does not believe.
    TooMany,
}

/// Where a signature file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A Sigstore attachment, which was made into a file here.
    Attachment,
    /// The image's own folder, by its number.
    Folder,
    /// A file of a store on disk, by its path.
    StoreFile(String),
    /// A file of a store on a server, by its URL without the password.
    StoreUrl(String),
}
