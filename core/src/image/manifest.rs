//! Digests of manifests. Source: reference.md §8.

use alloc::format;
use alloc::string::String;

use crate::crypto::CryptoProvider;

pub mod list;
pub mod media_type;
pub mod signed_schema_1;

pub use list::{ListError, ManifestList, Platform};
pub use media_type::guess_media_type;
pub use signed_schema_1::JwsError;

/// The longest manifest that is read, in bytes: four times what the reference takes from a registry. From a folder it takes any.
pub const LENGTH_LIMIT: usize = 16 << 20;

/// The comparison of a manifest's digest with a signed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestDigest {
    /// Whether they are equal, as text: only sha256 ever is.
    pub matches: bool,
    /// The manifest's: `sha256:` and hexadecimal digits.
    pub computed: String,
}

/// Why a manifest has no digest that a signature could speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// The signatures in a signed schema 1 manifest, which its digest leaves out, are not what they should be.
    Jws {
        /// Why.
        error: JwsError,
        /// Whether a digest was known to hold the manifest against. The reference's text then says more.
        expected: bool,
    },
    /// It is not the one that the image's name asks for by digest, or not the one in the list.
    NotTheExpectedDigest {
        /// In the image's name, or in the list.
        expected: String,
        /// The manifest's.
        computed: String,
    },
    /// It is longer than [`LENGTH_LIMIT`].
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// There is none to read.
    Unreadable,
}

/// `sha256:` and hexadecimal digits: of the exact bytes, or, of a signed schema 1 manifest, of what its own signatures sign.
///
/// # Errors
/// [`ManifestError::Jws`] with `expected: false`, or [`ManifestError::TooLong`].
pub fn digest(bytes: &[u8], crypto: &dyn CryptoProvider) -> Result<String, ManifestError> {
    identify(bytes, crypto).1
}

/// The type of a manifest, as [`guess_media_type`] has it, and its digest, as [`digest`] has it.
pub fn identify(bytes: &[u8], crypto: &dyn CryptoProvider) -> (String, Result<String, ManifestError>) {
    if bytes.len() > LENGTH_LIMIT {
        return (String::new(), Err(ManifestError::TooLong { length: bytes.len() }));
    }
    let media_type = guess_media_type(bytes);
    let digest = if media_type == media_type::SIGNED_SCHEMA_1 {
        signed_schema_1::payload(bytes, crypto)
            .map(|payload| sha256(&payload, crypto))
            .map_err(|error| ManifestError::Jws { error, expected: false })
    } else {
        Ok(sha256(bytes, crypto))
    };
    (media_type, digest)
}

fn sha256(bytes: &[u8], crypto: &dyn CryptoProvider) -> String {
    let mut text = String::from("sha256:");
    for byte in crypto.sha256(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
