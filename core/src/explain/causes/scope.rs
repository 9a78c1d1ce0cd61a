//! Causes that lie in which scope was chosen.

use alloc::string::{String, ToString as _};

use super::super::cause::{Cause, CauseKind, Fact, Wanted};
use super::super::draft::Judged;
use crate::lookup::{CandidateKind, CandidateOutcome};
use crate::policy::{Scope, TransportScopes};
use crate::reference::Named;
use crate::trace::RequirementTrace;

/// A `reject`.
pub(super) fn rejected(judged: &Judged<'_>, trace: &RequirementTrace) -> Cause {
    let lookup = &judged.evaluation.lookup;
    let tried = || {
        lookup
            .candidates
            .iter()
            .filter(|candidate| candidate.kind != CandidateKind::GlobalDefault)
    };
    let is_default = is_default(judged);
    if let Some(cause) = misspelt(judged).filter(|_| is_default) {
        return cause;
    }
    let (kind, found) = match lookup.chosen() {
        Some(chosen) if !is_default => (CauseKind::RejectedByScope, Fact::Candidate(chosen.clone())),
        _ if lookup.transport_span.is_none() => (CauseKind::TransportNotCovered, Fact::Rule("reject")),
        _ => (CauseKind::NoScopeCovers, Fact::Rule("reject")),
    };
    let missed = tried().filter(|candidate| candidate.outcome != CandidateOutcome::Chosen);
    let near = wildcard_of_host(judged).filter(|_| kind == CauseKind::NoScopeCovers);
    Cause::new(kind)
        .expected([Fact::Wanted(Wanted::Scope)])
        .expected(missed.cloned().map(Fact::Candidate))
        .found([found])
        .found(near.map(|scope| Fact::Scope(judged.reference.transport().name().to_string(), scope)))
        .at(trace.span)
}

/// The scope `*.HOST` where the image is of HOST itself: it covers the hosts below only (reference.md §1.10).
fn wildcard_of_host(judged: &Judged<'_>) -> Option<String> {
    let transport = judged.policy.transport(judged.reference.transport().name())?;
    let candidates = judged.evaluation.lookup.candidates.iter();
    candidates
        .filter(|candidate| !candidate.scope.is_empty())
        .map(|candidate| ["*.", &candidate.scope].concat())
        .find(|wildcard| transport.scope(wildcard).is_some())
}

/// The policy's default decides, or that of the transport.
pub(in super::super) fn is_default(judged: &Judged<'_>) -> bool {
    judged.evaluation.lookup.chosen().is_none_or(|chosen| {
        matches!(
            chosen.kind,
            CandidateKind::GlobalDefault | CandidateKind::TransportDefault
        )
    })
}

/// A scope that would cover the image, were it written as scopes are.
pub(super) fn misspelt(judged: &Judged<'_>) -> Option<Cause> {
    if !is_default(judged) {
        return None;
    }
    let (transport, scope, meant) = nearly_covers(judged)?;
    Some(
        Cause::new(CauseKind::ScopeMisspelt)
            .expected([Fact::Scope(judged.reference.transport().name().to_string(), meant)])
            .found([Fact::Scope(transport.name.value.clone(), scope.text.value.clone())])
            .at(scope.text.span),
    )
}

/// The scope, its transport, and how it has to be written.
pub(in super::super) fn nearly_covers<'p>(judged: &Judged<'p>) -> Option<(&'p TransportScopes, &'p Scope, String)> {
    /// A policy may have a hundred thousand scopes; comparing one letter by letter takes longer than reading it.
    const COMPARED: usize = 10_000;
    let name = judged.reference.transport().name();
    let wanted: alloc::vec::Vec<&str> = judged
        .evaluation
        .lookup
        .candidates
        .iter()
        .filter(|candidate| !candidate.scope.is_empty())
        .map(|candidate| candidate.scope.as_str())
        .collect();
    let own = judged
        .policy
        .transports
        .iter()
        .filter(|transport| transport.name.value == name);
    let others = judged
        .policy
        .transports
        .iter()
        .filter(|transport| transport.name.value != name && is_mistyped(&transport.name.value, name));
    let scopes = own
        .chain(others)
        .flat_map(|transport| transport.scopes().iter().map(move |scope| (transport, scope)))
        .filter(|(_, scope)| !scope.text.value.is_empty());
    // Another way to write one of them is likelier than a wrong letter.
    let exact = scopes.clone().take(COMPARED).find_map(|(transport, scope)| {
        let meant = canonical(&scope.text.value)?;
        let meant = wanted.iter().find(|candidate| ***candidate == *meant)?;
        let is_same = transport.name.value == name && scope.text.value == **meant;
        (!is_same).then(|| (transport, scope, (*meant).to_string()))
    });
    exact.or_else(|| {
        scopes.take(COMPARED).find_map(|(transport, scope)| {
            // Not the last candidates, a host's parents: `example.org` is not a slip for `example.com`.
            let meant = wanted
                .iter()
                .filter(|candidate| candidate.contains('/'))
                .find(|candidate| is_one_slip(&scope.text.value, candidate))?;
            Some((transport, scope, (*meant).to_string()))
        })
    })
}

/// The name of a transport with the letters of another case, or without its colon.
fn is_mistyped(written: &str, name: &str) -> bool {
    written.trim_end_matches([':', '/']).eq_ignore_ascii_case(name)
}

/// What a scope would be if it were written as scopes are: without a scheme, a slash or a star at its end, with `docker.io/library/` where it belongs.
fn canonical(written: &str) -> Option<String> {
    let lower = written.to_lowercase();
    let bare = ["docker://", "https://", "http://", "docker:"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme))
        .unwrap_or(&lower);
    let bare = bare.trim_end_matches(['*', '/']).trim();
    if bare.is_empty() {
        return None;
    }
    // A host has no repository, and is no name.
    if !bare.contains('/') && bare.contains('.') {
        return Some(bare.to_string());
    }
    match Named::parse_normalized(bare) {
        Ok(named) => Some(named.to_string()),
        Err(_) => Some(bare.to_string()),
    }
}

/// One letter too many, too few or wrong, or two exchanged, in a text of some length.
fn is_one_slip(written: &str, meant: &str) -> bool {
    const SHORTEST: usize = 6;
    let (written, meant) = (written.as_bytes(), meant.as_bytes());
    if meant.len() < SHORTEST || written == meant || written.len().abs_diff(meant.len()) > 1 {
        return false;
    }
    let before = written
        .iter()
        .zip(meant)
        .take_while(|(one, other)| one == other)
        .count();
    let behind = |skip_written: usize, skip_meant: usize| {
        written.get(before + skip_written..) == meant.get(before + skip_meant..)
            && before + skip_written <= written.len()
            && before + skip_meant <= meant.len()
    };
    let swapped = written.get(before) == meant.get(before + 1) && written.get(before + 1) == meant.get(before);
    behind(1, 1) || behind(1, 0) || behind(0, 1) || swapped && behind(2, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one() {
        for (written, meant, is_slip) in [
            ("registry.example/acne", "registry.example/acme", true),
            ("registry.example/acm", "registry.example/acme", true),
            ("registry.example/accme", "registry.example/acme", true),
            ("registry.example/amce", "registry.example/acme", true),
            ("registry.example/acme", "registry.example/acme", false),
            ("registry.example/abcd", "registry.example/acme", false),
            ("a/b", "a/c", false),
        ] {
            assert_eq!(is_one_slip(written, meant), is_slip, "{written}");
        }
    }

    #[test]
    fn scopes_in_other_writing() {
        for (written, meant) in [
            ("busybox", "docker.io/library/busybox"),
            ("docker.io/busybox", "docker.io/library/busybox"),
            ("https://registry.example/acme/", "registry.example/acme"),
            ("docker://registry.example", "registry.example"),
            ("registry.example/Acme/*", "registry.example/acme"),
        ] {
            assert_eq!(canonical(written).as_deref(), Some(meant), "{written}");
        }
    }
}
