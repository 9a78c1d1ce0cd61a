//! The image as the caller gives it: a manifest and signatures, none of which is trusted. Source: reference.md §2.6, §6.1, §8.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::crypto::CryptoProvider;
use crate::reference::ImageReference;
use crate::source::SourceId;

pub mod lookaside;
pub mod manifest;
pub mod oci_layout;
pub mod oci_manifest;
pub mod signature_blob;
pub mod sigstore_attachment;
pub mod source_error;

pub use manifest::{ManifestDigest, ManifestError};
pub use signature_blob::{SignatureBlobError, SigstoreSignature, UntrustedSignature};
pub use source_error::{Place, SourceError};

/// An image under evaluation.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// Its name, as the user wrote it: the policy and the signatures are asked about this one.
    pub reference: &'a ImageReference,
    /// The exact bytes of the manifest; `None` where it cannot be read.
    pub manifest: Option<&'a [u8]>,
    /// Where the image was chosen from a list, the digest that the list has for it. The digest in the name is then the list's.
    pub instance: Option<&'a str>,
    /// Its signatures, in order.
    pub signatures: Vec<SignatureFile<'a>>,
    /// What kept further signatures from being read; whoever asks for signatures then gets this, and none.
    pub failure: Option<&'a SourceError>,
    /// The manifest's digest, once a signature asked for it: the reference computes it for each, and a manifest may be long.
    pub digest: OnceCell<Result<String, ManifestError>>,
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
    /// Where it comes from.
    pub place: &'a Place,
}

impl Image<'_> {
    /// Compares the digest that a signature speaks of with the manifest's, as the reference does: the manifest is read only now, and is first
    /// held against the digest in the list or in the image's own name (reference.md §2.6).
    ///
    /// # Errors
    /// What kept the manifest from being read or its digest from being computed, or that it is not the image that was asked for.
    pub fn match_digest(&self, signed: &str, crypto: &dyn CryptoProvider) -> Result<ManifestDigest, ManifestError> {
        let computed = self.digest.get_or_init(|| self.checked_digest(crypto)).clone()?;
        Ok(ManifestDigest {
            matches: signed == computed,
            computed,
        })
    }

    /// The manifest's digest, which is the expected one where one is expected.
    ///
    /// # Errors
    /// As [`Self::match_digest`].
    pub fn checked_digest(&self, crypto: &dyn CryptoProvider) -> Result<String, ManifestError> {
        let bytes = self.manifest.ok_or(ManifestError::Unreadable)?;
        let named = || self.reference.docker_reference().and_then(|named| named.digest());
        let expected = self.instance.or_else(named);
        let computed = match (manifest::digest(bytes, crypto), expected) {
            (Err(ManifestError::Jws { error, .. }), Some(_)) => {
                return Err(ManifestError::Jws { error, expected: true });
            }
            (computed, _) => computed?,
        };
        match expected {
            Some(expected) if expected != computed => Err(ManifestError::NotTheExpectedDigest {
                expected: expected.into(),
                computed,
            }),
            _ => Ok(computed),
        }
    }
}
