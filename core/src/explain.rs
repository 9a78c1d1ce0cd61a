//! Why an image is refused, and what would make it pass.
//!
//! [`causes()`] reads the trace: what was expected, what was found, where. [`explain`] then changes what the user has in hand, a step at a time, and asks
//! the engine again through a [`Laboratory`]: a [`Remedy`] is verified because it was evaluated. Nothing here decides; nothing here is ever part of a decision.
//!
//! What a remedy may not do: trust a key or an identity that only the image itself brings, drop or weaken a requirement or the default, change the time
//! of the question or `requireSigned`.

use alloc::vec::Vec;

mod at_hand;
pub mod cause;
mod causes;
mod dates;
pub mod draft;
pub mod forger;
pub(crate) mod policy_text;
mod remedies;
pub mod remedy;
mod search;
mod what_if;

pub use cause::{Cause, CauseKind, Fact};
pub use causes::{causes, kind_of_other_name};
pub use dates::dates;
pub use draft::{AttachmentsSwitch, Case, Draft, Judged, Laboratory, Making, Outcome, SourceFacts, Stopped};
pub use remedy::{Opens, Remedy, RemedyKind};
pub use search::explain;
pub use what_if::under_scope;

/// What a refusal comes from and what would undo it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The likeliest first; those of what the reference would not have reached come last.
    pub causes: Vec<Cause>,
    /// The narrowest first; those that were verified come before commands, which cannot be.
    pub remedies: Vec<Remedy>,
}

impl Explanation {
    /// Nothing that the user has in hand makes the image pass under a policy that still asks for signatures.
    #[must_use]
    pub fn none_within_policy(&self) -> bool {
        !self.remedies.iter().any(|remedy| remedy.verified)
    }
}
