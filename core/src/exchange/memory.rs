//! What was verified stays verified, across the questions of somebody who edits one.

use crate::crypto::CryptoProvider;
use crate::crypto::memo::{Memo, Unknown};
use crate::crypto::rustcrypto::RustCrypto;

/// Past so many answers it begins anew: a page may stay open for days.
const REMEMBERED: usize = 1_000;

/// The default cryptography, with its answers kept.
#[derive(Debug)]
pub struct Memory(Memo<'static>);

impl Default for Memory {
    fn default() -> Self {
        Self(Memo::new(Unknown::Ask(&RustCrypto)))
    }
}

impl Memory {
    /// Forgets everything once it is much; to be called between questions.
    pub fn tidy(&mut self) {
        if self.0.len() > REMEMBERED {
            *self = Self::default();
        }
    }

    /// How many answers are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn crypto(&self) -> &dyn CryptoProvider {
        &self.0
    }
}
