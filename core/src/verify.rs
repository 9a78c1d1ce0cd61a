//! One signature against one trust root. Only this module can construct a [`Verified`].

use crate::budget::Budget;
use crate::crypto::CryptoProvider;
use crate::files::FileSource;

pub mod certificate;
pub mod fulcio;
pub mod payload;
mod pki;
pub mod reference_match;
pub mod rekor_set;
pub mod sigstore;
#[cfg(feature = "openpgp")]
pub mod simple_signing;

/// The world around an evaluation. Nothing else reaches the engine.
#[derive(Clone, Copy)]
pub struct Environment<'a> {
    /// The files that the policy names.
    pub files: &'a dyn FileSource,
    /// The cryptography.
    pub crypto: &'a dyn CryptoProvider,
    /// The time at which the question is asked.
    pub now: UnixTime,
    /// What the evaluation may still cost: each needs one of its own.
    pub budget: &'a Budget,
}

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(pub i64);

/// A value that a verified signature vouches for. Holding one is the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// What was vouched for.
    pub fn get(&self) -> &T {
        &self.0
    }
}
