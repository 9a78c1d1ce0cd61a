//! Keys and certificates, from the paths and bytes that a policy names. The only place where they are made; it never sees a signature.

use crate::files::FileError;
use crate::source::Span;

pub mod certificate;
pub mod jwk;
pub mod load;
pub mod material;
pub mod pem;
pub mod pool;
pub mod public_key;
mod spki;

pub use certificate::list::{CertificateListError, ListLimit};
pub use public_key::{PublicKey, PublicKeyError};

/// Why the keys that a policy names cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustError {
    /// A file cannot be read.
    File {
        /// The path in the policy.
        span: Span,
        /// Why.
        error: FileError,
    },
    /// The policy names no key at all.
    NoPublicKeys {
        /// The empty list.
        span: Span,
    },
    /// A file or datum without certificates of Fulcio.
    NoFulcioCertificates {
        /// The path or bytes in the policy.
        span: Span,
    },
    /// A file or datum without root certificates.
    NoPkiRoots {
        /// The path or bytes in the policy.
        span: Span,
    },
    /// The policy names no key of a log at all.
    NoRekorKeys {
        /// The empty list.
        span: Span,
    },
    /// Intermediate certificates that cannot be read.
    PkiIntermediates {
        /// The path or bytes in the policy.
        span: Span,
        /// Why.
        error: CertificateListError,
    },
    /// Something that is no public key.
    PublicKey {
        /// The path or bytes in the policy.
        span: Span,
        /// Which of the keys it is, from 1.
        number: usize,
        /// Why.
        error: PublicKeyError,
    },
    /// Something that is no public key of a log.
    RekorKey {
        /// The path or bytes in the policy.
        span: Span,
        /// Which of the keys it is, from 1.
        number: usize,
        /// Why.
        error: PublicKeyError,
    },
    /// More certificates than are read.
    TooManyCertificates {
        /// The path or bytes in the policy.
        span: Span,
        /// More of what.
        limit: ListLimit,
    },
    /// More bytes than an evaluation reads.
    TooManyBytes {
        /// The path or bytes in the policy.
        span: Span,
    },
    /// More than [`load::KEY_LIMIT`].
    TooManyKeys {
        /// The list.
        span: Span,
        /// How many.
        count: usize,
    },
    /// A key of a log for another algorithm than ECDSA.
    RekorKeyNotEcdsa {
        /// The path or bytes in the policy.
        span: Span,
        /// Which of the keys it is, from 1.
        number: usize,
    },
}
