//! Which signed names are good for an image: rules that can never hold, and rules that let more through than one might think. Source: reference.md §3.6.

use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};

use super::{FindingKind, Findings, Rule};
use crate::diagnostic::{Code, Severity};
use crate::policy::{ReferenceMatch, Requirement, RequirementKind, SignedIdentity};
use crate::reference::{Named, Transport};

/// Something about a `signedIdentity`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityFinding {
    /// Plain `cosign sign` signs a name without tag and digest, which the rule asks for.
    CosignSignsNoTag {
        /// The rule.
        rule: &'static str,
        /// The name that it asks for, where it says one.
        name: Option<String>,
    },
    /// Images of the transport have no name that a rule could compare.
    NoName {
        /// The transport.
        transport: Transport,
        /// The rule.
        rule: &'static str,
    },
    /// Images of the transport never have signatures.
    NoSignatures {
        /// The transport.
        transport: Transport,
    },
    /// The prefix covers no image of the scope: the rule then compares the names as they are.
    PrefixElsewhere {
        /// The scope.
        scope: String,
        /// The prefix.
        prefix: String,
    },
    /// Any signature of the repository is good, whatever tag it was made for.
    Repository {
        /// The rule.
        rule: &'static str,
        /// The repository that it names, for images of any name.
        named: Option<String>,
    },
    /// A tag or digest that the rule does not look at.
    TagIgnored {
        /// As written.
        name: String,
    },
    /// A tag and a digest: no tool signs such a name.
    TagAndDigest {
        /// As written.
        name: String,
    },
}

impl IdentityFinding {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::CosignSignsNoTag { .. } | Self::TagAndDigest { .. } => Code::ReferenceNeverSigned,
            Self::NoName { .. } | Self::NoSignatures { .. } => Code::TransportCannotMatch,
            Self::PrefixElsewhere { .. } => Code::PrefixElsewhere,
            Self::Repository { .. } => Code::AnyTagOfRepository,
            Self::TagIgnored { .. } => Code::TagIgnored,
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::NoName { .. } | Self::NoSignatures { .. } => Severity::Error,
            Self::CosignSignsNoTag { .. } | Self::PrefixElsewhere { .. } | Self::TagAndDigest { .. } => {
                Severity::Warning
            }
            Self::Repository { .. } | Self::TagIgnored { .. } => Severity::Information,
        }
    }
}

pub(super) fn check(rule: &Rule<'_>, findings: &mut Findings) {
    for requirement in rule.requirements.items() {
        let (identity, is_sigstore) = match &requirement.kind {
            RequirementKind::SignedBy(signed) => (&signed.signed_identity, false),
            RequirementKind::SigstoreSigned(signed) => (&signed.signed_identity, true),
            _ => continue,
        };
        if let Some(found) = transport_finding(rule, identity) {
            let span = match found {
                IdentityFinding::NoSignatures { .. } => requirement.span,
                _ => identity.span.unwrap_or(requirement.span),
            };
            findings.push(span, FindingKind::Identity(found));
            continue;
        }
        check_rule(rule, requirement, identity, is_sigstore, findings);
    }
}

/// Only registries, folders of `dir:` and stores hold signatures: the sources of the other transports have none to give (`NoSignatures` in the
/// reference's `oci/layout`, `docker/internal/tarfile`, `sif` and `tarball`).
fn transport_finding(rule: &Rule<'_>, identity: &SignedIdentity) -> Option<IdentityFinding> {
    let transport = rule.transport?;
    match transport {
        Transport::Oci
        | Transport::OciArchive
        | Transport::DockerArchive
        | Transport::DockerDaemon
        | Transport::Sif
        | Transport::Tarball => Some(IdentityFinding::NoSignatures { transport }),
        Transport::Directory => match &identity.matcher {
            ReferenceMatch::ExactReference(_) | ReferenceMatch::ExactRepository(_) => None,
            matcher => Some(IdentityFinding::NoName {
                transport,
                rule: matcher.name(),
            }),
        },
        _ => None,
    }
}

fn check_rule(
    rule: &Rule<'_>,
    requirement: &Requirement,
    identity: &SignedIdentity,
    is_sigstore: bool,
    findings: &mut Findings,
) {
    let span = identity.span.unwrap_or(requirement.span);
    let name = identity.matcher.name();
    let mut push = |span, finding| findings.push(span, FindingKind::Identity(finding));
    match &identity.matcher {
        ReferenceMatch::ExactReference(named) => {
            let text = named.value.to_string();
            if named.value.tag().is_some() && named.value.digest().is_some() {
                push(named.span, IdentityFinding::TagAndDigest { name: text });
            } else if is_sigstore {
                let name = Some(text);
                push(
                    named.span,
                    IdentityFinding::CosignSignsNoTag {
                        rule: "exactReference",
                        name,
                    },
                );
            }
        }
        ReferenceMatch::ExactRepository(named) => {
            let repository = named.value.name();
            if !named.value.is_name_only() {
                let name = named.value.to_string();
                push(named.span, IdentityFinding::TagIgnored { name });
            }
            let named = Some(repository);
            push(span, IdentityFinding::Repository { rule: name, named });
        }
        ReferenceMatch::MatchRepository => push(
            span,
            IdentityFinding::Repository {
                rule: name,
                named: None,
            },
        ),
        ReferenceMatch::MatchExact if is_sigstore => {
            push(span, IdentityFinding::CosignSignsNoTag { rule: name, name: None });
        }
        ReferenceMatch::RemapIdentity { prefix, .. } => {
            let is_name = matches!(rule.transport, Some(Transport::Docker | Transport::Atomic));
            if is_name && !may_cover(&prefix.value, rule.scope) {
                let finding = IdentityFinding::PrefixElsewhere {
                    scope: rule.scope.to_owned(),
                    prefix: prefix.value.clone(),
                };
                push(prefix.span, finding);
            }
        }
        ReferenceMatch::MatchExact | ReferenceMatch::MatchRepoDigestOrExact => {}
    }
}

/// Whether some image of the scope has a name with this prefix.
fn may_cover(prefix: &str, scope: &str) -> bool {
    if scope.is_empty() {
        return true;
    }
    if let Some(parent) = scope.strip_prefix('*') {
        let host = prefix.split('/').next().unwrap_or_default();
        return host.split(':').next().unwrap_or_default().ends_with(parent);
    }
    let name = match Named::parse_canonical(scope) {
        Ok(named) if scope.contains('/') => named.name(),
        _ => scope.to_owned(),
    };
    is_within(&name, prefix) || is_within(prefix, &name)
}

/// Whether a name is another or lies beneath it.
fn is_within(name: &str, outer: &str) -> bool {
    name.strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_names_component_by_component() {
        for (prefix, scope, covers) in [
            ("quay.io/acme", "quay.io/acme", true),
            ("quay.io", "quay.io/acme/app:v1", true),
            ("quay.io/acme/app", "quay.io", true),
            ("quay.io/acm", "quay.io/acme", false),
            ("quay.io", "quay.io:5000/acme", false),
            ("mirror.example/acme", "quay.io/acme", false),
            ("a.example.com/acme", "*.example.com", true),
            ("example.com", "*.example.com", false),
            ("quay.io", "", true),
        ] {
            assert_eq!(may_cover(prefix, scope), covers, "{prefix} {scope}");
        }
    }
}
