//! The image as the caller gives it: a manifest and signatures, none of which is trusted. Source: reference.md §2.6, §6.1, §8.

use alloc::vec::Vec;

use crate::crypto::CryptoProvider;
use crate::reference::ImageReference;
use crate::source::SourceId;

pub mod manifest;
pub mod signature_blob;

pub use manifest::{ManifestDigest, ManifestError};
pub use signature_blob::{SignatureBlobError, SigstoreSignature, UntrustedSignature};

/// An image under evaluation.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// Its name, as the user wrote it: the policy and the signatures are asked about this one.
    pub reference: &'a ImageReference,
    /// The exact bytes of the manifest; `None` where it cannot be read.
    pub manifest: Option<&'a [u8]>,
    /// Its signatures, in order.
    pub signatures: Vec<SignatureFile<'a>>,
}

/// One `signature-N` file, unread.
#[derive(Clone, Copy, Debug)]
pub struct SignatureFile<'a> {
    /// Where its bytes are shown.
    pub source: SourceId,
    /// Where its decoded payload is shown.
    pub payload_source: SourceId,
    /// The whole file.
    pub bytes: &'a [u8],
}

impl Image<'_> {
    /// Compares the digest that a signature speaks of with the manifest's, as the reference does: the manifest is read only now, and is first
    /// held against the digest in the image's own name (reference.md §2.6).
    ///
    /// # Errors
    /// What kept the manifest from being read or its digest from being computed, or that it is not the image that the name asks for.
    pub fn match_digest(&self, signed: &str, crypto: &dyn CryptoProvider) -> Result<ManifestDigest, ManifestError> {
        let bytes = self.manifest.ok_or(ManifestError::Unreadable)?;
        let computed = manifest::digest(bytes, crypto)?;
        if let Some(named) = self.reference.docker_reference().and_then(|named| named.digest())
            && named != computed
        {
            return Err(ManifestError::NotTheNamedDigest {
                named: named.into(),
                computed,
            });
        }
        Ok(ManifestDigest {
            matches: signed == computed,
            computed,
        })
    }
}
