//! What a policy requires: what can never be fulfilled, what adds nothing, and two keys where one of them was to do. Source: reference.md §1.5–1.9, §2.3.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{FindingKind, Findings, Rule, Subject};
use crate::crypto::CryptoProvider;
use crate::diagnostic::{Code, Severity};
use crate::json::quoted;
use crate::policy::{
    ByteSource, KeyMaterial, KeyType, ReferenceMatch, Requirement, RequirementKind, SignedIdentity, SigstoreKeys,
    SigstoreSigned,
};
use crate::source::{Edit, Span, Spanned};

/// Something about requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementFinding {
    /// The same requirement once more.
    Duplicate {
        /// The first.
        first: Span,
    },
    /// A field without keys.
    NoKeys {
        /// The field.
        field: &'static str,
    },
    /// `keyType` is one that the reference does not implement.
    KeyTypeNotImplemented(KeyType),
    /// What is no email address cannot be in a certificate as one.
    NotAnEmail {
        /// As written.
        text: String,
        /// It is a URL, as identities of workflows are.
        is_url: bool,
    },
    /// What is no host name cannot be in a certificate as one.
    NotAHostname(String),
    /// Requirements that differ in nothing but their keys: all of the keys have to sign.
    Rotation {
        /// The other requirements.
        others: Vec<Span>,
        /// The type of all of them.
        type_name: &'static str,
    },
    /// `signedBaseLayer`, which the reference does not implement.
    SignedBaseLayer,
    /// A requirement that changes nothing beside the others.
    WithoutEffect {
        /// What the requirement is: it refuses everything, and the others do not matter; or it accepts everything, and does not matter.
        rejects: bool,
    },
}

impl RequirementFinding {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Duplicate { .. } => Code::RequirementTwice,
            Self::NoKeys { .. } => Code::NoKeys,
            Self::KeyTypeNotImplemented(_) => Code::KeyTypeNotImplemented,
            Self::NotAnEmail { .. } | Self::NotAHostname(_) => Code::SubjectCannotMatch,
            Self::Rotation { .. } => Code::LooksLikeRotation,
            Self::SignedBaseLayer => Code::SignedBaseLayer,
            Self::WithoutEffect { .. } => Code::RequirementWithoutEffect,
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::NoKeys { .. }
            | Self::KeyTypeNotImplemented(_)
            | Self::NotAnEmail { is_url: true, .. }
            | Self::SignedBaseLayer => Severity::Error,
            Self::Duplicate { .. }
            | Self::NotAnEmail { is_url: false, .. }
            | Self::NotAHostname(_)
            | Self::Rotation { .. }
            | Self::WithoutEffect { .. } => Severity::Warning,
        }
    }
}

pub(super) fn check(subject: &Subject<'_>, rule: &Rule<'_>, findings: &mut Findings) {
    let items = rule.requirements.items();
    for requirement in items {
        check_one(requirement, findings);
    }
    if items.len() > 1 {
        check_effect(items, findings);
        check_duplicates(subject, rule, findings);
        check_rotation(subject, rule, findings);
    }
}

fn check_one(requirement: &Requirement, findings: &mut Findings) {
    let mut push = |span: Span, finding| findings.push(span, FindingKind::Requirement(finding));
    match &requirement.kind {
        RequirementKind::InsecureAcceptAnything | RequirementKind::Reject => {}
        RequirementKind::SignedBaseLayer(_) => push(requirement.span, RequirementFinding::SignedBaseLayer),
        RequirementKind::SignedBy(signed) => {
            if signed.key_type.value != KeyType::GpgKeys {
                push(
                    signed.key_type.span,
                    RequirementFinding::KeyTypeNotImplemented(signed.key_type.value),
                );
            }
            push_if_empty(&signed.keys, &mut push);
        }
        RequirementKind::SigstoreSigned(signed) => {
            match &signed.keys {
                SigstoreKeys::PublicKeys(keys) => push_if_empty(keys, &mut push),
                SigstoreKeys::Fulcio(fulcio) => push_if_no_email(&fulcio.subject_email, &mut push),
                SigstoreKeys::Pki(pki) => {
                    pki.subject_email
                        .iter()
                        .for_each(|email| push_if_no_email(email, &mut push));
                    for hostname in pki
                        .subject_hostname
                        .iter()
                        .filter(|hostname| !is_hostname(&hostname.value))
                    {
                        push(hostname.span, RequirementFinding::NotAHostname(hostname.value.clone()));
                    }
                }
            }
            if let Some(rekor) = &signed.rekor {
                push_if_empty(rekor, &mut push);
            }
        }
    }
}

/// Lists may be empty in `signedBy`; bytes may everywhere (reference.md §1.7, §1.9).
fn push_if_empty(keys: &KeyMaterial, push: &mut impl FnMut(Span, RequirementFinding)) {
    let is_nothing = |source: &ByteSource| matches!(source, ByteSource::Data(data) if data.value.is_empty());
    if keys.items.iter().all(is_nothing) {
        push(
            keys.field.span,
            RequirementFinding::NoKeys {
                field: keys.field.value,
            },
        );
    }
}

/// A certificate has email addresses, and URLs apart from them; only the former are looked at.
fn push_if_no_email(email: &Spanned<String>, push: &mut impl FnMut(Span, RequirementFinding)) {
    let text = &email.value;
    let is_url = text.contains("://") || text.starts_with("repo:") || text.starts_with("https:");
    let is_email = !is_url
        && text
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains(['@', '/', ' ']));
    if !text.is_empty() && !is_email {
        push(
            email.span,
            RequirementFinding::NotAnEmail {
                text: text.clone(),
                is_url,
            },
        );
    }
}

/// IP addresses are compared, too, and what is no host name exactly (Go's `VerifyHostname`); but nobody certifies URLs or addresses as names.
fn is_hostname(text: &str) -> bool {
    text.is_empty() || !text.contains(['/', '@', ' '])
}

fn check_effect(items: &[Requirement], findings: &mut Findings) {
    let rejects = items.iter().any(|item| item.kind == RequirementKind::Reject);
    let is_open = items
        .iter()
        .all(|item| item.kind == RequirementKind::InsecureAcceptAnything);
    for item in items {
        let kind = match item.kind {
            RequirementKind::Reject => RequirementFinding::WithoutEffect { rejects: true },
            RequirementKind::InsecureAcceptAnything if !rejects && !is_open => {
                RequirementFinding::WithoutEffect { rejects: false }
            }
            _ => continue,
        };
        findings.push(item.span, FindingKind::Requirement(kind));
        if rejects {
            return;
        }
    }
}

fn check_duplicates(subject: &Subject<'_>, rule: &Rule<'_>, findings: &mut Findings) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for requirement in rule.requirements.items() {
        if findings.is_full() {
            return;
        }
        let Shape { frame, keys, .. } = Shape::of(requirement, subject.crypto);
        match first.get(&format!("{frame}\n{keys}")) {
            Some(&first) => {
                let edits = subject
                    .tree
                    .without_elements(rule.requirements.span, &[requirement.span]);
                let kind = FindingKind::Requirement(RequirementFinding::Duplicate { first });
                findings.push_with(requirement.span, kind, edits);
            }
            None => {
                first.insert(format!("{frame}\n{keys}"), requirement.span);
            }
        }
    }
}

fn check_rotation(subject: &Subject<'_>, rule: &Rule<'_>, findings: &mut Findings) {
    let mut groups: BTreeMap<String, Vec<(&Requirement, Shape)>> = BTreeMap::new();
    for requirement in rule.requirements.items() {
        let shape = Shape::of(requirement, subject.crypto);
        if shape.type_name.is_some() {
            groups
                .entry(shape.frame.clone())
                .or_default()
                .push((requirement, shape));
        }
    }
    for group in groups.into_values() {
        let mut distinct: Vec<&(&Requirement, Shape)> = Vec::new();
        for candidate in &group {
            // Equal ones are found as duplicates. A long list is not looked through for each of its members.
            let is_new = distinct
                .iter()
                .take(100)
                .all(|(_, shape)| shape.keys != candidate.1.keys);
            if is_new {
                distinct.push(candidate);
            }
        }
        let [(first, shape), others @ ..] = distinct.as_slice() else {
            continue;
        };
        if others.is_empty() {
            continue;
        }
        let others: Vec<Span> = others.iter().map(|(requirement, _)| requirement.span).collect();
        let requirements: Vec<&Requirement> = distinct.iter().map(|(requirement, _)| *requirement).collect();
        let edits = merge(subject, rule, &requirements).unwrap_or_default();
        let kind = RequirementFinding::Rotation {
            others,
            type_name: shape.type_name.unwrap_or_default(),
        };
        findings.push_with(first.span, FindingKind::Requirement(kind), edits);
    }
}

/// One requirement with a list of keys in the place of several: of paths, or in `sigstoreSigned` of bytes.
fn merge(subject: &Subject<'_>, rule: &Rule<'_>, requirements: &[&Requirement]) -> Option<Vec<Edit>> {
    let keys: Vec<&KeyMaterial> = requirements
        .iter()
        .map(|requirement| keys_of(requirement))
        .collect::<Option<_>>()?;
    let first = keys.first()?;
    let is_paths = first.field.value.starts_with("keyPath");
    let field = if is_paths { "keyPaths" } else { "keyDatas" };
    let is_signed_by = matches!(requirements.first()?.kind, RequirementKind::SignedBy(_));
    if !is_paths && is_signed_by
        || keys
            .iter()
            .any(|keys| keys.field.value.starts_with("keyPath") != is_paths)
    {
        return None;
    }
    let mut texts: Vec<String> = Vec::new();
    for source in keys.iter().flat_map(|keys| &keys.items) {
        let text = match source {
            ByteSource::Path(path) => quoted(&path.value),
            ByteSource::Data(data) => subject.tree.raw(data.span)?,
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let member = subject.tree.member(requirements.first()?.span, first.field.value)?;
    let place = member.key_span.to(member.value.span());
    let others: Vec<Span> = requirements
        .iter()
        .skip(1)
        .map(|requirement| requirement.span)
        .collect();
    let mut edits = subject.tree.without_elements(rule.requirements.span, &others);
    edits.push(Edit::replace(place, format!("\"{field}\": [{}]", texts.join(", "))));
    Some(edits)
}

fn keys_of(requirement: &Requirement) -> Option<&KeyMaterial> {
    match &requirement.kind {
        RequirementKind::SignedBy(signed) => Some(&signed.keys),
        RequirementKind::SigstoreSigned(signed) => match &signed.keys {
            SigstoreKeys::PublicKeys(keys) => Some(keys),
            SigstoreKeys::Fulcio(_) | SigstoreKeys::Pki(_) => None,
        },
        _ => None,
    }
}

/// A requirement without its places, as texts that are equal where it is.
struct Shape {
    /// Its type, if it has keys.
    type_name: Option<&'static str>,
    /// Everything but the keys.
    frame: String,
    keys: String,
}

impl Shape {
    fn of(requirement: &Requirement, crypto: &dyn CryptoProvider) -> Self {
        let bare = |name: &str| Self {
            type_name: None,
            frame: name.to_owned(),
            keys: String::new(),
        };
        match &requirement.kind {
            RequirementKind::InsecureAcceptAnything => bare("insecureAcceptAnything"),
            RequirementKind::Reject => bare("reject"),
            RequirementKind::SignedBaseLayer(identity) => bare(&format!("signedBaseLayer {}", identity_text(identity))),
            RequirementKind::SignedBy(signed) => Self {
                type_name: Some("signedBy"),
                frame: format!(
                    "signedBy {} {}",
                    signed.key_type.value.name(),
                    identity_text(&signed.signed_identity)
                ),
                keys: material_text(&signed.keys, crypto),
            },
            RequirementKind::SigstoreSigned(signed) => Self::of_sigstore(signed, crypto),
        }
    }

    fn of_sigstore(signed: &SigstoreSigned, crypto: &dyn CryptoProvider) -> Self {
        let rekor = signed
            .rekor
            .as_ref()
            .map(|rekor| material_text(rekor, crypto))
            .unwrap_or_default();
        let identity = identity_text(&signed.signed_identity);
        let (type_name, keys) = match &signed.keys {
            SigstoreKeys::PublicKeys(keys) => (Some("sigstoreSigned"), material_text(keys, crypto)),
            SigstoreKeys::Fulcio(fulcio) => {
                let ca = source_text(&fulcio.ca, crypto);
                let (issuer, email) = (&fulcio.oidc_issuer.value, &fulcio.subject_email.value);
                (None, format!("fulcio {ca} {issuer:?} {email:?}"))
            }
            SigstoreKeys::Pki(pki) => {
                let roots = source_text(&pki.roots, crypto);
                let intermediates = pki.intermediates.as_ref().map(|source| source_text(source, crypto));
                let value = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
                let (email, hostname) = (value(&pki.subject_email), value(&pki.subject_hostname));
                (None, format!("pki {roots} {intermediates:?} {email:?} {hostname:?}"))
            }
        };
        Self {
            type_name,
            frame: format!("sigstoreSigned {rekor} {identity}"),
            keys,
        }
    }
}

fn material_text(keys: &KeyMaterial, crypto: &dyn CryptoProvider) -> String {
    let texts = keys.items.iter().map(|source| source_text(source, crypto));
    texts.collect::<Vec<_>>().join(" ")
}

/// Bytes by their digest: keys may be long.
fn source_text(source: &ByteSource, crypto: &dyn CryptoProvider) -> String {
    match source {
        ByteSource::Data(data) => format!("data {:?}", crypto.sha256(&data.value)),
        ByteSource::Path(path) => format!("path {:?}", path.value),
    }
}

fn identity_text(identity: &SignedIdentity) -> String {
    let name = identity.matcher.name();
    match &identity.matcher {
        ReferenceMatch::ExactReference(named) | ReferenceMatch::ExactRepository(named) => {
            format!("{name} {}", named.value)
        }
        ReferenceMatch::RemapIdentity { prefix, signed_prefix } => {
            format!("{name} {:?} {:?}", prefix.value, signed_prefix.value)
        }
        ReferenceMatch::MatchExact | ReferenceMatch::MatchRepoDigestOrExact | ReferenceMatch::MatchRepository => {
            name.to_string()
        }
    }
}
