//! Which release of the reference began to know a part of the language: one that does not know it refuses the whole policy.
//!
//! Known from the releases' own sources: the first tag of `github.com/containers/image/v5` whose `signature/policy_types.go` and `policy_config*.go`
//! read the member (every minor release from v5.0.0 to v5.36.0 but v5.4.0, which the module proxy does not have, was looked at on 2026-11-26).

use core::fmt;

use super::{Policy, ReferenceMatch, Requirement, RequirementKind, SigstoreKeys};
use crate::source::Span;

/// A minor release, `5.N`, of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub u16);

impl Release {
    /// Reads `5.33`, `v5.33` or `5.33.1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let (major, minor) = (parts.next()?, parts.next()?);
        let is_release = major == "5" && parts.all(|part| part.parse::<u16>().is_ok());
        is_release.then(|| minor.parse().ok().map(Self))?
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "5.{}", self.0)
    }
}

/// An object whose members have a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// `signedIdentity`, by its `type`.
    ReferenceMatch,
    /// A requirement, by its `type`.
    Requirement,
    /// A member of `signedBy`.
    SignedBy,
    /// A member of `sigstoreSigned`.
    SigstoreSigned,
}

/// The first release that knew a word, if that was not the first of all.
#[must_use]
pub fn since(owner: Owner, word: &str) -> Option<Release> {
    let minor = match (owner, word) {
        (Owner::Requirement, "sigstoreSigned") | (Owner::SignedBy, "keyPaths") => 22,
        (Owner::ReferenceMatch, "remapIdentity") => 9,
        (Owner::SigstoreSigned, "fulcio" | "rekorPublicKeyPath" | "rekorPublicKeyData") => 24,
        (Owner::SigstoreSigned, "keyPaths" | "keyDatas" | "rekorPublicKeyPaths" | "rekorPublicKeyDatas") => 33,
        (Owner::SigstoreSigned, "pki") => 35,
        _ => return None,
    };
    Some(Release(minor))
}

/// Scopes `*.example.com` were literal names before, which no image has.
const WILDCARDS: Release = Release(10);
/// How a scope begins that covers hosts beneath another.
pub const WILDCARD: &str = "*.";

/// A part of a policy that an older release does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Where it is.
    pub span: Span,
    /// Its word.
    pub word: &'static str,
    /// The first release that knew it.
    pub since: Release,
}

/// Everything in a policy that not every release knows, in the order of the text but for the default.
pub fn demands(policy: &Policy) -> impl Iterator<Item = Demand> {
    let scopes = policy.transports.iter().flat_map(|transport| transport.scopes());
    let lists = scopes.map(|scope| &scope.requirements).chain([&policy.default]);
    let wildcards = policy.transports.iter().flat_map(|transport| transport.scopes());
    let wildcards = wildcards.filter(|scope| scope.text.value.starts_with(WILDCARD));
    let wildcards = wildcards.map(|scope| Demand {
        span: scope.text.span,
        word: WILDCARD,
        since: WILDCARDS,
    });
    let requirements = lists.flat_map(|list| list.items()).flat_map(of_requirement);
    requirements.chain(wildcards)
}

fn of_requirement(requirement: &Requirement) -> impl Iterator<Item = Demand> {
    let of = |owner, word, span| since(owner, word).map(|since| Demand { span, word, since });
    let (own, members) = match &requirement.kind {
        RequirementKind::SignedBy(signed) => {
            let keys = of(Owner::SignedBy, signed.keys.field.value, signed.keys.field.span);
            (None, [keys, None, identity(&signed.signed_identity)])
        }
        RequirementKind::SigstoreSigned(signed) => {
            let member = |word, span| of(Owner::SigstoreSigned, word, span);
            let keys = match &signed.keys {
                SigstoreKeys::Fulcio(fulcio) => member("fulcio", fulcio.span),
                SigstoreKeys::Pki(pki) => member("pki", pki.span),
                SigstoreKeys::PublicKeys(keys) => member(keys.field.value, keys.field.span),
            };
            let rekor = signed
                .rekor
                .as_ref()
                .and_then(|rekor| member(rekor.field.value, rekor.field.span));
            let own = of(Owner::Requirement, "sigstoreSigned", requirement.span);
            (own, [keys, rekor, identity(&signed.signed_identity)])
        }
        RequirementKind::SignedBaseLayer(base) => (None, [None, None, identity(base)]),
        RequirementKind::InsecureAcceptAnything | RequirementKind::Reject => (None, [None; 3]),
    };
    own.into_iter().chain(members.into_iter().flatten())
}

fn identity(identity: &super::SignedIdentity) -> Option<Demand> {
    let span = identity.span?;
    match &identity.matcher {
        ReferenceMatch::RemapIdentity { .. } => Some(Demand {
            span,
            word: "remapIdentity",
            since: since(Owner::ReferenceMatch, "remapIdentity")?,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_as_people_write_it() {
        assert_eq!(Release::parse("v5.33.1"), Some(Release(33)));
        assert_eq!(Release::parse("5.9"), Some(Release(9)));
        for other in ["", "5", "6.1", "5.x", "5.9.y", "05.9"] {
            assert_eq!(Release::parse(other), None, "{other}");
        }
    }
}
