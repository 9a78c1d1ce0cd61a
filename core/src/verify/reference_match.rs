//! Whether a signed name is good for an image (reference.md §3.6).

use alloc::string::{String, ToString as _};

use crate::policy::ReferenceMatch;
use crate::reference::Named;

/// The comparison of a signed name with the one that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether the rule is fulfilled.
    pub matches: bool,
    /// The name that the rule compared with; `None` where it has none: the image has no name, or none can be made of it.
    pub expected: Option<Named>,
}

/// Which signed names a rule accepts (reference.md §3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcceptedName {
    /// This one alone.
    Exactly(String),
    /// Any tag or digest of this repository.
    AnyOf(String),
    /// This repository with any tag or digest, and none without.
    TaggedOf(String),
    /// None.
    None,
}

/// All forms that a rule accepts (reference.md §3.6).
#[must_use]
pub fn accepted(rule: &ReferenceMatch, expected: Option<&Named>) -> AcceptedName {
    let Some(expected) = expected else {
        return AcceptedName::None;
    };
    match rule {
        ReferenceMatch::ExactRepository(_) | ReferenceMatch::MatchRepository => AcceptedName::AnyOf(expected.name()),
        ReferenceMatch::MatchRepoDigestOrExact | ReferenceMatch::RemapIdentity { .. }
            if expected.tag().is_none() && expected.digest().is_some() =>
        {
            AcceptedName::TaggedOf(expected.name())
        }
        _ if expected.is_name_only() => AcceptedName::None,
        _ => AcceptedName::Exactly(expected.to_string()),
    }
}

/// Compares the name that was signed with the name of the image (`None` for images without one), or with the rule's own.
#[must_use]
pub fn compare(rule: &ReferenceMatch, image: Option<&Named>, signed: &str) -> Comparison {
    let expected = match rule {
        ReferenceMatch::ExactReference(named) | ReferenceMatch::ExactRepository(named) => Some(named.value.clone()),
        ReferenceMatch::MatchExact | ReferenceMatch::MatchRepoDigestOrExact | ReferenceMatch::MatchRepository => {
            image.cloned()
        }
        ReferenceMatch::RemapIdentity { prefix, signed_prefix } => {
            image.and_then(|image| remap(image, &prefix.value, &signed_prefix.value))
        }
    };
    let matches = match (&expected, Named::parse_normalized(signed)) {
        (Some(expected), Ok(signed)) => match rule {
            ReferenceMatch::ExactReference(_) | ReferenceMatch::MatchExact => is_exact(expected, &signed),
            ReferenceMatch::ExactRepository(_) | ReferenceMatch::MatchRepository => {
                is_same_repository(expected, &signed)
            }
            ReferenceMatch::MatchRepoDigestOrExact | ReferenceMatch::RemapIdentity { .. } => {
                is_same_repository_by_digest_or_exact(expected, &signed)
            }
        },
        _ => false,
    };
    Comparison { matches, expected }
}

/// Both name an image, not only a repository, and are the same in all parts.
fn is_exact(expected: &Named, signed: &Named) -> bool {
    !expected.is_name_only() && !signed.is_name_only() && expected == signed
}

fn is_same_repository(expected: &Named, signed: &Named) -> bool {
    expected.name() == signed.name()
}

/// An image that is named by its digest alone was held against that digest already ([`crate::image::Image::match_digest`]): of the signed name,
/// only the repository counts.
fn is_same_repository_by_digest_or_exact(expected: &Named, signed: &Named) -> bool {
    if expected.tag().is_none() && expected.digest().is_some() {
        !signed.is_name_only() && is_same_repository(expected, signed)
    } else {
        is_exact(expected, signed)
    }
}

/// The image's name with `signed_prefix` in the place of `prefix`, if that ends where a component of the name does; else as it is. `None` if the
/// result is no name in its normal form.
fn remap(image: &Named, prefix: &str, signed_prefix: &str) -> Option<Named> {
    let name = image.name();
    match name.strip_prefix(prefix) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            let image = image.to_string();
            Named::parse_canonical(&image.replacen(prefix, signed_prefix, 1)).ok()
        }
        _ => Some(image.clone()),
    }
}
