//! Scopes: one that is written as it should be, or one more.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::super::at_hand;
use super::super::causes::nearly_covers;
use super::super::policy_text::quote;
use super::super::remedy::{Opens, Origin, RemedyKind};
use super::{Candidate, Workbench};
use crate::policy::RequirementKind;
use crate::source::Edit;
use crate::trust::material::Material;

/// So many different lists of requirements are tried for a new scope.
const LISTS: usize = 12;
/// None longer is copied: nobody would want it twice.
const COPIED: usize = 64 << 10;

/// The scope that nearly covers the image, as it has to be written.
pub(super) fn correct(bench: &Workbench<'_>) -> Vec<Candidate> {
    let Some((transport, scope, meant)) = nearly_covers(bench.judged) else {
        return Vec::new();
    };
    let name = bench.judged.reference.transport().name();
    let mut edits = Vec::new();
    if scope.text.value != meant {
        edits.push(Edit::replace(scope.text.span, quote(&meant)));
    }
    if transport.name.value != name {
        edits.push(Edit::replace(transport.name.span, quote(name)));
    }
    let kind = RemedyKind::CorrectScope {
        from: scope.text.value.clone(),
        to: meant.clone(),
    };
    bench
        .edited(kind, vec![Opens::Scope { scope: meant }], edits)
        .into_iter()
        .collect()
}

/// A scope for the image's repository, with requirements that the policy has elsewhere, or that a key at hand fulfils.
pub(super) fn add(bench: &Workbench<'_>) -> Vec<Candidate> {
    let reference = bench.judged.reference;
    let scope = match reference.docker_reference() {
        Some(_) => reference.policy_namespaces().first().cloned(),
        None => Some(reference.policy_identity()).filter(|identity| !identity.is_empty()),
    };
    let Some(scope) = scope else { return Vec::new() };
    let names = super::identity::as_signed(bench);
    let mut lists: Vec<(String, Origin)> = Vec::new();
    for (place, list) in at_hand::lists(bench.judged.policy).take(LISTS * LISTS) {
        let signs = list.items().iter().all(|requirement| {
            matches!(
                requirement.kind,
                RequirementKind::SignedBy(_) | RequirementKind::SigstoreSigned(_)
            )
        });
        if let Some(text) = bench.text.at(list.span).filter(|text| signs && text.len() <= COPIED)
            && !lists.iter().any(|(known, _)| *known == text)
        {
            lists.push((text, Origin::Requirement(place.0, place.1)));
        }
    }
    for (path, kind) in bench.files() {
        let key_path = quote(&path);
        // One that a requirement names already is no news.
        if lists.iter().any(|(known, _)| known.contains(&key_path)) {
            continue;
        }
        let requirements = match kind {
            Material::OpenPgpKeys => {
                format!("[{{\"type\": \"signedBy\", \"keyType\": \"GPGKeys\", \"keyPath\": {key_path}}}]")
            }
            Material::PublicKey => format!("[{{\"type\": \"sigstoreSigned\", \"keyPath\": {key_path}}}]"),
            _ => continue,
        };
        lists.push((requirements, Origin::File(path)));
    }
    lists.truncate(LISTS);
    let scopes = lists.into_iter().filter_map(|(requirements, origin)| {
        let kind = RemedyKind::AddScope(scope.clone(), origin);
        let opens = vec![Opens::Scope { scope: scope.clone() }];
        let transport = reference.transport().name();
        bench.edited(
            kind,
            opens,
            vec![bench.text.put_scope(transport, &scope, &requirements)],
        )
    });
    names.into_iter().chain(scopes).collect()
}
