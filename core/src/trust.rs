//! Keys and certificates, from the paths and bytes that a policy names. The only place where they are made; it never sees a signature.

use crate::files::FileError;
use crate::source::Span;

pub mod load;
pub mod pem;
pub mod public_key;
mod spki;

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
    /// Pullgate does not build such trust yet.
    NotSupportedYet {
        /// What asks for it in the policy.
        span: Span,
        /// What it would be.
        feature: UnsupportedTrust,
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
}

/// Trust that pullgate does not build yet: it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsupportedTrust {
    /// `fulcio`
    Fulcio,
    /// `pki`
    Pki,
    /// `rekorPublicKey…`
    Rekor,
}
