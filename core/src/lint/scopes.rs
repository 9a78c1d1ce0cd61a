//! Which images a policy speaks of: scopes that no image has, scopes that open what another closes, and what is left to the defaults.
//! Source: reference.md §1.4, §1.10, §2.2.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{FindingKind, Findings, Subject};
use crate::diagnostic::{Code, Severity};
use crate::json::quoted;
use crate::near::nearest;
use crate::policy::{RequirementKind, RequirementList, Scope, TransportScopes};
use crate::reference::{Named, Transport};
use crate::source::{Edit, Span};

mod reach;

pub use reach::{Unreachable, unreachable};
use reach::{is_host, parents};

/// Something about scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeFinding {
    /// Images that no other scope covers are not checked.
    AcceptsAnything {
        /// The transport whose `""` says so; `None` for the policy's default.
        transport: Option<String>,
        /// How many scopes demand a signature.
        strict: usize,
    },
    /// The default refuses, and says nothing of images that come from no registry.
    DefaultRejectsLocal {
        /// The transports of images that do not come from a registry, as far as the policy has no scope for them.
        missing: Vec<&'static str>,
    },
    /// The host has upper-case letters: it is another one than that in lower case.
    HostCase {
        /// As written.
        scope: String,
        /// In lower case.
        lower: String,
    },
    /// `docker.io/NAME` where Docker's own image `NAME` lies at `docker.io/library/NAME`.
    OfficialImage {
        /// As written.
        scope: String,
        /// Where the image lies.
        image: String,
    },
    /// A scope that covers one tag or digest alone.
    OneImage {
        /// As written.
        scope: String,
        /// The same without the tag or digest.
        repository: String,
    },
    /// A scope that checks nothing beneath one that does.
    OpensBeneath {
        /// The open scope.
        scope: String,
        /// The scope around it.
        around: String,
        /// Where that one is.
        around_span: Span,
        /// Whether the scope around it refuses everything, rather than to ask for signatures.
        rejects: bool,
    },
    /// No image has this scope.
    Unreachable {
        /// The transport.
        transport: Transport,
        /// As written.
        scope: String,
        /// What was probably meant.
        meant: Option<String>,
        /// Why.
        why: Unreachable,
    },
    /// There is no such transport.
    UnknownTransport {
        /// As written.
        name: String,
        /// The one that was probably meant.
        meant: Option<&'static str>,
    },
}

impl ScopeFinding {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::AcceptsAnything { .. } => Code::AcceptsAnything,
            Self::DefaultRejectsLocal { .. } => Code::DefaultRejectsLocal,
            Self::HostCase { .. } => Code::ScopeHostCase,
            Self::OfficialImage { .. } => Code::ScopeOfficialImage,
            Self::OneImage { .. } => Code::ScopeOfOneImage,
            Self::OpensBeneath { .. } => Code::ScopeOpensBeneath,
            Self::Unreachable { .. } => Code::ScopeUnreachable,
            Self::UnknownTransport { .. } => Code::TransportUnknown,
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::Unreachable { .. } | Self::UnknownTransport { .. } => Severity::Error,
            Self::AcceptsAnything { .. }
            | Self::HostCase { .. }
            | Self::OfficialImage { .. }
            | Self::OpensBeneath { rejects: false, .. } => Severity::Warning,
            Self::DefaultRejectsLocal { .. } | Self::OneImage { .. } | Self::OpensBeneath { rejects: true, .. } => {
                Severity::Information
            }
        }
    }
}

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let policy = subject.policy;
    let strict = policy
        .transports
        .iter()
        .flat_map(TransportScopes::scopes)
        .filter(|scope| demands_signatures(&scope.requirements))
        .count();
    if is_open(&policy.default) {
        let kind = ScopeFinding::AcceptsAnything {
            transport: None,
            strict,
        };
        findings.push(policy.default.span, FindingKind::Scope(kind));
    }
    if policy
        .default
        .items()
        .iter()
        .any(|item| item.kind == RequirementKind::Reject)
    {
        check_local(subject, findings);
    }
    for scopes in &policy.transports {
        let Some(transport) = Transport::from_name(&scopes.name.value) else {
            unknown_transport(scopes, findings);
            continue;
        };
        for scope in scopes.scopes() {
            if findings.is_full() {
                return;
            }
            check_scope(transport, scopes, scope, strict, findings);
        }
    }
}

fn unknown_transport(scopes: &TransportScopes, findings: &mut Findings) {
    let name = scopes.name.value.trim_end_matches([':', '/']);
    let names = || Transport::ALL.map(Transport::name);
    // The tools' own words for a registry.
    let meant = match name {
        "registry" | "registries" | "https" | "http" => Some("docker"),
        _ => nearest(name, names()).or_else(|| names().into_iter().find(|known| *known == name)),
    };
    let edits = meant.map(|meant| Edit::replace(scopes.name.span, format!("\"{meant}\"")));
    let kind = ScopeFinding::UnknownTransport {
        name: scopes.name.value.clone(),
        meant,
    };
    findings.push_with(scopes.name.span, FindingKind::Scope(kind), edits.into_iter().collect());
}

/// Skopeo asks the policy about whatever it copies, and so does Podman, but for its own store (`storageAllowedPolicyScopes` in containers/common's libimage).
fn check_local(subject: &Subject<'_>, findings: &mut Findings) {
    const LOCAL: [Transport; 6] = [
        Transport::ContainersStorage,
        Transport::DockerDaemon,
        Transport::Directory,
        Transport::Oci,
        Transport::OciArchive,
        Transport::DockerArchive,
    ];
    let is_missing = |transport: &Transport| {
        subject
            .policy
            .transport(transport.name())
            .is_none_or(|scopes| scopes.scopes().is_empty())
    };
    if !is_missing(&Transport::ContainersStorage) {
        return;
    }
    let missing = LOCAL.into_iter().filter(is_missing).map(Transport::name).collect();
    let kind = ScopeFinding::DefaultRejectsLocal { missing };
    findings.push(subject.policy.default.span, FindingKind::Scope(kind));
}

fn check_scope(transport: Transport, scopes: &TransportScopes, scope: &Scope, strict: usize, findings: &mut Findings) {
    let text = scope.text.value.as_str();
    let span = scope.text.span;
    if text.is_empty() {
        // The images of a registry are strangers'; those of this machine were let in before.
        if matches!(transport, Transport::Docker | Transport::Atomic) && is_open(&scope.requirements) {
            let kind = ScopeFinding::AcceptsAnything {
                transport: Some(transport.name().to_owned()),
                strict,
            };
            findings.push(span, FindingKind::Scope(kind));
        }
        return;
    }
    if let Some((why, meant)) = unreachable(transport, text) {
        let edits = meant.as_deref().map(|meant| Edit::replace(span, quoted(meant)));
        let kind = ScopeFinding::Unreachable {
            transport,
            scope: text.to_owned(),
            meant,
            why,
        };
        findings.push_with(span, FindingKind::Scope(kind), edits.into_iter().collect());
        return;
    }
    if matches!(
        transport,
        Transport::Docker | Transport::Atomic | Transport::DockerDaemon
    ) {
        check_name(text, span, findings);
    }
    if is_open(&scope.requirements)
        && let Some(around) = parents(transport, text).iter().find_map(|parent| scopes.scope(parent))
    {
        let rejects = rejects(&around.requirements) && !around.text.value.is_empty();
        if demands_signatures(&around.requirements) || rejects {
            let kind = ScopeFinding::OpensBeneath {
                scope: text.to_owned(),
                around: around.text.value.clone(),
                around_span: around.text.span,
                rejects,
            };
            findings.push(span, FindingKind::Scope(kind));
        }
    }
}

/// What is odd about the scope of a registry that images can have.
fn check_name(scope: &str, span: Span, findings: &mut Findings) {
    let host = scope.split('/').next().unwrap_or_default();
    let lower = host.to_ascii_lowercase();
    if lower != host {
        let lower = scope.replacen(host, &lower, 1);
        let edits = Vec::from([Edit::replace(span, quoted(&lower))]);
        let scope = scope.to_owned();
        findings.push_with(span, FindingKind::Scope(ScopeFinding::HostCase { scope, lower }), edits);
    }
    if let Some(name) = scope
        .strip_prefix("docker.io/")
        .filter(|name| OFFICIAL_IMAGES.contains(name))
    {
        let image = format!("docker.io/library/{name}");
        let edits = Vec::from([Edit::replace(span, quoted(&image))]);
        let scope = scope.to_owned();
        findings.push_with(
            span,
            FindingKind::Scope(ScopeFinding::OfficialImage { scope, image }),
            edits,
        );
    }
    let named = Named::parse_canonical(scope).ok();
    if let Some(named) = named.filter(|named| !named.is_name_only() && !is_host(scope)) {
        let kind = ScopeFinding::OneImage {
            scope: scope.to_owned(),
            repository: named.name(),
        };
        findings.push(span, FindingKind::Scope(kind));
    }
}

/// Images that people write without `library/`, and that nobody else publishes under such a name: the best known of Docker's own.
const OFFICIAL_IMAGES: [&str; 24] = [
    "alpine",
    "busybox",
    "centos",
    "debian",
    "fedora",
    "golang",
    "haproxy",
    "hello-world",
    "httpd",
    "mariadb",
    "memcached",
    "mongo",
    "mysql",
    "nginx",
    "node",
    "openjdk",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "registry",
    "rust",
    "traefik",
    "ubuntu",
];

/// Nothing is checked.
#[must_use]
pub fn is_open(list: &RequirementList) -> bool {
    list.items()
        .iter()
        .all(|item| item.kind == RequirementKind::InsecureAcceptAnything)
}

/// Some signature is asked for.
#[must_use]
pub fn demands_signatures(list: &RequirementList) -> bool {
    let is_demand =
        |kind: &RequirementKind| matches!(kind, RequirementKind::SignedBy(_) | RequirementKind::SigstoreSigned(_));
    list.items().iter().any(|item| is_demand(&item.kind))
}

fn rejects(list: &RequirementList) -> bool {
    list.items().iter().any(|item| item.kind == RequirementKind::Reject)
}
