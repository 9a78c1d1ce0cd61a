//! Signatures in a lookaside store: `REPOSITORY@sha256=HEX/signature-N`, N from 1 to the first that is missing. Source: reference.md §6.3.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// So many signatures in one place are an error to the reference: "unreasonable and a server error".
pub const SIGNATURE_LIMIT: usize = 128;
/// The longest signature that the reference fetches from a server, in bytes; of a file it reads all.
pub const BLOB_LIMIT: usize = 4 << 20;

/// The signatures of one image, in order, and why there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSignatures<'a> {
    /// Their bytes, unread.
    pub blobs: Vec<&'a [u8]>,
    /// Why the list ends.
    pub end: End,
}

/// Why a list of signatures ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The next one is not there.
    Missing,
    /// There are [`SIGNATURE_LIMIT`].
    TooMany,
}

/// The signatures of `digest` (`algorithm:hex`) in a store whose files are named from its top folder.
#[must_use]
pub fn read<'a>(store: Option<&'a BTreeMap<String, Vec<u8>>>, repository: &str, digest: &str) -> StoredSignatures<'a> {
    let (algorithm, encoded) = digest.split_once(':').unwrap_or(("", digest));
    let mut blobs: Vec<&[u8]> = Vec::new();
    while blobs.len() < SIGNATURE_LIMIT {
        let path = format!("{repository}@{algorithm}={encoded}/signature-{}", blobs.len() + 1);
        let Some(blob) = store.and_then(|files| files.get(&path)) else {
            return StoredSignatures {
                blobs,
                end: End::Missing,
            };
        };
        blobs.push(blob);
    }
    StoredSignatures {
        blobs,
        end: End::TooMany,
    }
}
