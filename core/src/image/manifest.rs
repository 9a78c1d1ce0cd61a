//! Digests of manifests. Source: reference.md §8.

use alloc::format;
use alloc::string::String;

use crate::crypto::CryptoProvider;

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
    /// It is not the one that the image's name asks for by digest.
    NotTheNamedDigest {
        /// In the image's name.
        named: String,
        /// The manifest's.
        computed: String,
    },
    /// A signed schema 1 manifest, whose digest leaves its signatures out: not supported yet.
    SignedSchema1,
    /// There is none to read.
    Unreadable,
}

/// `sha256:` and the hexadecimal digest of the exact bytes.
///
/// # Errors
/// [`ManifestError::SignedSchema1`] where the reference would leave the manifest's own signatures out.
pub fn digest(bytes: &[u8], crypto: &dyn CryptoProvider) -> Result<String, ManifestError> {
    if is_signed_schema_1(bytes) {
        return Err(ManifestError::SignedSchema1);
    }
    let mut text = String::from("sha256:");
    for byte in crypto.sha256(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}
