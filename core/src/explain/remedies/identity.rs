//! Other identities: of the signer, as other requirements name them, and of the image.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::super::at_hand;
use super::super::cause::{Cause, CauseKind, DigestOf, Fact};
use super::super::causes::{parse_signed, signed_identity};
use super::super::policy_text::quote;
use super::super::remedy::{Opens, RemedyKind, What};
use super::{Candidate, Workbench};
use crate::lookup::CandidateKind;
use crate::policy::ReferenceMatch;
use crate::reference::{ImageReference, Named};
use crate::source::Edit;

/// An issuer, e-mail address or host that another requirement names.
pub(super) fn of_signer(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let Some(span) = cause.span else { return Vec::new() };
    let Some(member) = bench.text.member_at(span) else {
        return Vec::new();
    };
    at_hand::identities(bench.judged.policy)
        .into_iter()
        .filter(|(field, text)| *field == member.key && member.value.string().as_deref() != Some(text))
        .filter_map(|(field, text)| {
            let what = What::Identity(field, text.clone());
            let opens = Opens::SignedBy {
                scope: bench.scope.clone(),
                what: what.clone(),
            };
            bench.edited(
                RemedyKind::Replace(what),
                vec![opens],
                vec![Edit::replace(span, quote(&text))],
            )
        })
        .collect()
}

/// Other names of the image, and other rules to compare them by.
pub(super) fn of_image(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let signed = cause.found.iter().find_map(|fact| match fact {
        Fact::Name(name) => parse_signed(name),
        _ => None,
    });
    let mut candidates = names(bench, signed.as_ref());
    candidates.extend(rules(bench, cause, signed.as_ref()));
    candidates
}

/// The image by its digest, or by the tag that was signed.
fn names(bench: &Workbench<'_>, signed: Option<&Named>) -> Vec<Candidate> {
    let ImageReference::Docker { named, .. } = bench.judged.reference else {
        return Vec::new();
    };
    let digest = bench
        .judged
        .list
        .map(|(_, digest)| digest.to_string())
        .or_else(|| bench.judged.image.checked_digest(bench.judged.environment.crypto).ok());
    let by_tag = signed
        .filter(|signed| signed.name() == named.name() && named.digest().is_none())
        .and_then(|signed| Some(format!("docker://{}:{}", named.name(), signed.tag()?)));
    // A name whose repository stands in the policy: the user knows it, and may have meant it.
    let meant = signed.filter(|signed| signed.name() != named.name() && is_known(bench, signed));
    let original = meant.and_then(|signed| {
        let pinned = || Some(format!("{}@{}", signed.name(), digest.as_ref()?));
        let name = if signed.is_name_only() {
            pinned()?
        } else {
            signed.to_string()
        };
        Some(format!("docker://{name}"))
    });
    let by_digest = digest
        .as_ref()
        .map(|digest| format!("docker://{}@{digest}", named.name()));
    [by_tag, by_digest, original]
        .into_iter()
        .flatten()
        .filter(|name| *name != bench.draft.image)
        .map(|name| {
            bench.amended(RemedyKind::NameImage(name.clone()), Vec::new(), |draft| {
                draft.image = name
            })
        })
        .collect()
}

/// The image as its signatures name it, where the policy speaks of that name: it may be what was meant. Nothing in a signature is trusted for it.
pub(super) fn as_signed(bench: &Workbench<'_>) -> Vec<Candidate> {
    let mut names: Vec<String> = Vec::new();
    for index in 0..bench.judged.image.signatures.len().min(SIGNATURES) {
        let signed = bench.judged.untrusted_name(index).and_then(|name| parse_signed(&name));
        let Some(signed) = signed.filter(|signed| !signed.is_name_only() && is_known(bench, signed)) else {
            continue;
        };
        let name = format!("docker://{signed}");
        if name != bench.draft.image && !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| {
            bench.amended(RemedyKind::NameImage(name.clone()), Vec::new(), |draft| {
                draft.image = name
            })
        })
        .collect()
}

/// So many signatures are read for a name.
const SIGNATURES: usize = 4;

/// Whether the policy itself speaks of the repository: as a scope, or in a rule.
fn is_known(bench: &Workbench<'_>, named: &Named) -> bool {
    let mut names = named.policy_namespaces();
    names.retain(|name| name.contains('/'));
    let is_scope = |name: &String| {
        bench
            .judged
            .policy
            .transports
            .iter()
            .any(|transport| transport.scope(name).is_some())
    };
    let is_in_rule = || {
        at_hand::requirements(bench.judged.policy).any(|(_, requirement)| {
            signed_identity(requirement).is_some_and(|identity| match &identity.matcher {
                ReferenceMatch::ExactReference(name) | ReferenceMatch::ExactRepository(name) => {
                    name.value.name() == named.name()
                }
                ReferenceMatch::RemapIdentity { signed_prefix, .. } => {
                    let rest = named
                        .name()
                        .strip_prefix(signed_prefix.value.as_str())
                        .map(str::to_string);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                }
                _ => false,
            })
        })
    };
    names.iter().any(is_scope) || is_in_rule()
}

/// Rules that compare with the image's own name, or with one that the policy knows.
fn rules(bench: &Workbench<'_>, cause: &Cause, signed: Option<&Named>) -> Vec<Candidate> {
    let Some(requirement) = bench.requirement(cause) else {
        return Vec::new();
    };
    let image = bench.judged.reference.docker_reference();
    let mut rules: Vec<(&'static str, String, Opens)> = Vec::new();
    let mut rule = |name: &'static str, fields: String, opens: Opens| {
        rules.push((name, format!("{{\"type\": {}{fields}}}", quote(name)), opens));
    };
    if let Some(image) = image {
        let repository = image.name();
        let signed_as = |name: &str| Opens::SignedAs { name: name.to_string() };
        rule("matchRepoDigestOrExact", String::new(), signed_as(&image.to_string()));
        rule("matchExact", String::new(), signed_as(&image.to_string()));
        rule("matchRepository", String::new(), Opens::AnyTag { repository });
    }
    // Another name is trusted only where the policy knows it, and only for what has no name of its own or a mirror's: within one registry, the
    // signature of one repository on the image of another is what a substitution looks like.
    let known = signed.filter(|signed| {
        matches!(cause.kind, CauseKind::OtherRegistry | CauseKind::ImageHasNoName) && is_known(bench, signed)
    });
    if let (Some(image), Some(signed)) = (image, known)
        && let Some((prefix, signed_prefix)) = mirror(image, signed)
    {
        let fields = format!(
            ", \"prefix\": {}, \"signedPrefix\": {}",
            quote(&prefix),
            quote(&signed_prefix)
        );
        rule("remapIdentity", fields, Opens::SignedAs { name: signed_prefix });
    }
    if let Some(signed) = known {
        if !signed.is_name_only() {
            let name = signed.to_string();
            let fields = format!(", \"dockerReference\": {}", quote(&name));
            rule("exactReference", fields, Opens::SignedAs { name });
        }
        let name = signed.name();
        let fields = format!(", \"dockerRepository\": {}", quote(&name));
        rule("exactRepository", fields, Opens::SignedAs { name });
    }
    let Some(object) = bench.text.object_at(requirement.span) else {
        return Vec::new();
    };
    let present = object
        .members()
        .find(|member| member.key == "signedIdentity")
        .map(|member| member.value.span());
    rules
        .into_iter()
        .filter(|(_, json, _)| present.and_then(|span| bench.text.at(span)).as_ref() != Some(json))
        .filter_map(|(name, json, opens)| {
            let edit = bench.text.set(object, "signedIdentity", &json);
            bench.edited(RemedyKind::CompareBy(name), vec![opens], vec![edit])
        })
        .collect()
}

/// What differs at the beginning of two names with the same end.
fn mirror(image: &Named, signed: &Named) -> Option<(String, String)> {
    let (image, signed) = (image.name(), signed.name());
    let common = image
        .rsplit('/')
        .zip(signed.rsplit('/'))
        .take_while(|(one, other)| one == other)
        .map(|(part, _)| part.len() + 1)
        .sum::<usize>();
    let prefix = image.get(..image.len().checked_sub(common)?)?;
    let signed_prefix = signed.get(..signed.len().checked_sub(common)?)?;
    (common > 0 && !prefix.is_empty() && !signed_prefix.is_empty()).then(|| (prefix.into(), signed_prefix.into()))
}

/// The image by the digest of the manifest at hand, or without a digest.
pub(super) fn by_manifest(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let ImageReference::Docker { named, .. } = bench.judged.reference else {
        return Vec::new();
    };
    if bench.judged.list.is_some() {
        return Vec::new();
    }
    let computed = cause.found.iter().find_map(|fact| match fact {
        Fact::Digest(digest, DigestOf::Manifest) => Some(digest),
        _ => None,
    });
    let is_docker = bench
        .judged
        .evaluation
        .lookup
        .chosen()
        .is_some_and(|chosen| chosen.kind != CandidateKind::Identity);
    computed
        .filter(|_| cause.kind == CauseKind::ManifestDiffers && is_docker)
        .map(|digest| format!("docker://{}@{digest}", named.name()))
        .into_iter()
        .map(|name| {
            bench.amended(RemedyKind::NameImage(name.clone()), Vec::new(), |draft| {
                draft.image = name
            })
        })
        .collect()
}
