//! The policy and registries.d together: signatures that are asked for where no node looks. Source: reference.md §7.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::scopes::{Unreachable, unreachable};
use super::{FindingKind, Findings, Rule, Subject};
use crate::diagnostic::{Code, Severity};
use crate::files::VirtualFiles;
use crate::json::quoted;
use crate::policy::RequirementKind;
use crate::reference::{ImageReference, Transport};
use crate::registries_d::{Configuration, Purpose};
use crate::source::{Edit, Span};

/// Something about where signatures are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceFinding {
    /// Sigstore signatures are asked for, and attachments are not looked at.
    AttachmentsOff {
        /// What the policy's scope covers; `None` for all images.
        scope: Option<String>,
        /// Where registries.d says no, if it says anything.
        said: Option<Span>,
    },
    /// Simple signatures are asked for, and no store is configured.
    NoLookaside {
        /// As above.
        scope: Option<String>,
    },
    /// A namespace that no image has.
    NamespaceUnreachable {
        /// As written.
        namespace: String,
        /// What was probably meant.
        meant: Option<String>,
        /// Why.
        why: Unreachable,
    },
}

impl SourceFinding {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::AttachmentsOff { .. } => Code::AttachmentsOff,
            Self::NoLookaside { .. } => Code::NoLookaside,
            Self::NamespaceUnreachable { .. } => Code::ScopeUnreachable,
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::AttachmentsOff { .. } | Self::NamespaceUnreachable { .. } => Severity::Error,
            // A registry may serve signatures itself (`X-Registry-Supports-Signatures`), as OpenShift's does.
            Self::NoLookaside { .. } => Severity::Warning,
        }
    }
}

/// Only images of `docker:` are looked up in registries.d.
pub(super) fn check(subject: &Subject<'_>, rule: &Rule<'_>, findings: &mut Findings) {
    let Some(configuration) = subject.registries_d else {
        return;
    };
    if rule.transport_name.is_some() && rule.transport != Some(Transport::Docker) {
        return;
    }
    let scope = (!rule.scope.is_empty()).then(|| rule.scope.to_owned());
    for requirement in rule.requirements.items() {
        let kind = match &requirement.kind {
            RequirementKind::SigstoreSigned(_) => match attachments(configuration, rule.scope) {
                Some(said) => SourceFinding::AttachmentsOff {
                    scope: scope.clone(),
                    said,
                },
                None => continue,
            },
            RequirementKind::SignedBy(_) if !has_store(configuration, rule.scope) => {
                SourceFinding::NoLookaside { scope: scope.clone() }
            }
            _ => continue,
        };
        findings.push(requirement.span, FindingKind::Source(kind));
    }
}

pub(super) fn check_namespaces(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(configuration) = subject.registries_d else {
        return;
    };
    for (namespace, section) in configuration.namespaces() {
        if findings.is_full() {
            return;
        }
        if let Some((why, meant)) = unreachable(Transport::Docker, namespace) {
            let edits = meant.as_deref().map(|meant| Edit::replace(section.span, quoted(meant)));
            let kind = SourceFinding::NamespaceUnreachable {
                namespace: namespace.to_owned(),
                meant,
                why,
            };
            findings.push_with(section.span, FindingKind::Source(kind), edits.into_iter().collect());
        }
    }
}

/// Where registries.d says that the attachments of no image of the scope are looked at, if it says so anywhere; `None` if some are.
fn attachments(configuration: &Configuration, scope: &str) -> Option<Option<Span>> {
    let within = |is_on: bool| {
        configuration.namespaces().any(|(namespace, section)| {
            is_beneath(namespace, scope)
                && section
                    .use_sigstore_attachments
                    .as_ref()
                    .is_some_and(|on| on.value == is_on)
        })
    };
    if within(true) {
        return None;
    }
    let found = match example(scope) {
        Some(image) => configuration.attachments(&image).found.cloned(),
        None => configuration
            .default_docker()
            .and_then(|section| section.use_sigstore_attachments.clone()),
    };
    match found {
        Some(on) if on.value => None,
        found => Some(found.map(|off| off.span)),
    }
}

fn has_store(configuration: &Configuration, scope: &str) -> bool {
    let has = |section: &crate::registries_d::Section| section.lookaside.is_some() || section.sigstore.is_some();
    let is_within = configuration
        .namespaces()
        .any(|(namespace, section)| is_beneath(namespace, scope) && has(section));
    is_within
        || match example(scope) {
            Some(image) => configuration.store(&image, Purpose::Reading).found.is_some(),
            None => configuration.default_docker().is_some_and(has),
        }
}

/// An image that the scope covers; `None` for the scope of all.
fn example(scope: &str) -> Option<ImageReference> {
    if scope.is_empty() {
        return None;
    }
    let scope = match scope.strip_prefix("*.") {
        Some(parent) => format!("x.{parent}"),
        None => scope.to_owned(),
    };
    let names: Vec<String> = if scope.contains('/') {
        Vec::from([scope.clone(), format!("{scope}/x")])
    } else {
        Vec::from([format!("{scope}/x")])
    };
    names
        .iter()
        .find_map(|name| ImageReference::parse(&format!("docker://{name}"), &VirtualFiles::default()).ok())
}

/// Whether a namespace covers part of what the scope covers.
fn is_beneath(namespace: &str, scope: &str) -> bool {
    if let Some(parent) = scope.strip_prefix('*') {
        let host = namespace.split('/').next().unwrap_or_default();
        return host.split(':').next().unwrap_or_default().ends_with(parent);
    }
    scope.is_empty()
        || namespace
            .strip_prefix(scope)
            .is_some_and(|rest| rest.starts_with(['/', ':', '@']))
}
