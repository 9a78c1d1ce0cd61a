//! The word that was meant where one that does not exist was written.

use super::error::PolicyErrorKind;
use super::grammar::{ReferenceMatchType, RequirementType};
use super::history::{self, Owner, Release};
use super::{KeyType, PolicyError};
use crate::json::fields::FieldErrorKind;
use crate::near::nearest;

/// A word that is there in place of one that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word.
    pub word: &'static str,
    /// The first release of the reference that knew it, if not the first of all.
    pub since: Option<Release>,
}

/// The word that was probably meant at the place of the error.
#[must_use]
pub fn suggest(error: &PolicyError) -> Option<Suggestion> {
    let (word, owner) = match &error.kind {
        PolicyErrorKind::Field(FieldErrorKind::UnknownKey { key, known }) => {
            (nearest(key, known.iter().copied())?, owner(known))
        }
        PolicyErrorKind::UnknownKeyType(written) => (nearest(written, KeyType::ALL.map(KeyType::name))?, None),
        PolicyErrorKind::UnknownReferenceMatch(written) => {
            let names = ReferenceMatchType::ALL.map(ReferenceMatchType::name);
            (nearest(written, names)?, Some(Owner::ReferenceMatch))
        }
        PolicyErrorKind::UnknownRequirement(written) => {
            let names = RequirementType::ALL.map(RequirementType::name);
            (nearest(written, names)?, Some(Owner::Requirement))
        }
        _ => return None,
    };
    let since = owner.and_then(|owner| history::since(owner, word));
    Some(Suggestion { word, since })
}

/// Whose members these are.
fn owner(known: &[&str]) -> Option<Owner> {
    if known.contains(&"rekorPublicKeyPath") {
        Some(Owner::SigstoreSigned)
    } else if known.contains(&"keyType") {
        Some(Owner::SignedBy)
    } else {
        None
    }
}
