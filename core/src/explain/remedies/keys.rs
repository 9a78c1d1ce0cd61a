//! Other keys and certificates, of those at hand.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::super::at_hand::{self, AtHand, Slot};
use super::super::cause::{Cause, CauseKind};
use super::super::policy_text::quote;
use super::super::remedy::{Opens, Origin, RemedyKind, What};
use super::{Candidate, Workbench};
use crate::policy::{ByteSource, KeyMaterial, Requirement, RequirementKind, SigstoreKeys};
use crate::source::{Edit, Span};
use crate::trust::material::recognise;

/// A file at hand, put where the policy looks for one that is not there or does not do.
pub(super) fn put_file(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let Some(requirement) = bench.requirement(cause) else {
        return Vec::new();
    };
    let wanted: Vec<Slot> = slots_in_question(cause);
    let mut candidates = Vec::new();
    for (slot, source) in at_hand::slots(requirement) {
        let ByteSource::Path(path) = source else { continue };
        let is_meant = match cause.kind {
            CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable => {
                cause.span == Some(path.span) || source_is_in(cause, path.span)
            }
            _ => wanted.contains(&slot),
        };
        if !is_meant {
            continue;
        }
        for (from, bytes) in bench.draft.files.iter() {
            if *from == path.value || path.value.is_empty() || !slot.takes(&recognise(bytes)) {
                continue;
            }
            let kind = RemedyKind::PutFile {
                path: path.value.clone(),
                from: from.clone(),
            };
            let opens = Opens::SignedBy {
                scope: bench.scope.clone(),
                what: what(slot, Origin::File(from.clone())),
            };
            candidates.push(bench.amended(kind, vec![opens], |draft| {
                Arc::make_mut(&mut draft.files).insert(path.value.clone(), bytes.clone());
            }));
        }
    }
    candidates
}

fn source_is_in(cause: &Cause, span: Span) -> bool {
    cause
        .span
        .is_some_and(|whole| whole.start <= span.start && span.end <= whole.end)
}

/// Which keys a cause is about.
fn slots_in_question(cause: &Cause) -> Vec<Slot> {
    match cause.kind {
        CauseKind::WrongLogKey => vec![Slot::LogKey],
        CauseKind::UnknownAuthority | CauseKind::CertificateNotForThis | CauseKind::CertificateExpired => {
            vec![Slot::Fulcio, Slot::PkiRoots, Slot::PkiIntermediates]
        }
        CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable => vec![
            Slot::Keyring,
            Slot::PublicKey,
            Slot::LogKey,
            Slot::Fulcio,
            Slot::PkiRoots,
            Slot::PkiIntermediates,
        ],
        _ => vec![Slot::Keyring, Slot::PublicKey],
    }
}

/// Keys of other requirements and files at hand, instead of those that the requirement names, or beside them.
pub(super) fn exchange(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let Some(requirement) = bench.requirement(cause) else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    let asked = slots_in_question(cause);
    let present = at_hand::slots(requirement);
    for slot in asked {
        let own: Vec<&ByteSource> = present
            .iter()
            .filter(|(of, source)| {
                *of == slot
                    && (!matches!(cause.kind, CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable)
                        || cause.span == Some(source.span())
                        || source_is_in(cause, source.span()))
            })
            .map(|(_, source)| *source)
            .collect();
        let Some(first) = own.first() else { continue };
        let spans: Vec<Span> = own.iter().map(|source| source.span()).collect();
        for material in at_hand::materials(bench.judged, &bench.text, bench.files(), slot, &spans) {
            candidates.extend(replaced(bench, requirement, slot, first, &material));
            candidates.extend(added(bench, requirement, slot, &material));
        }
    }
    candidates
}

fn what(slot: Slot, origin: Origin) -> What {
    match slot {
        Slot::Keyring | Slot::PublicKey => What::Key(origin),
        Slot::LogKey => What::LogKey(origin),
        Slot::Fulcio | Slot::PkiRoots | Slot::PkiIntermediates => What::Authority(origin),
    }
}

fn opens(bench: &Workbench<'_>, slot: Slot, material: &AtHand) -> Vec<Opens> {
    vec![Opens::SignedBy {
        scope: bench.scope.clone(),
        what: what(slot, material.origin.clone()),
    }]
}

/// The field that holds the keys of a slot.
fn material_of(requirement: &Requirement, slot: Slot) -> Option<&KeyMaterial> {
    match (&requirement.kind, slot) {
        (RequirementKind::SignedBy(signed_by), Slot::Keyring) => Some(&signed_by.keys),
        (RequirementKind::SigstoreSigned(sigstore), Slot::PublicKey) => match &sigstore.keys {
            SigstoreKeys::PublicKeys(material) => Some(material),
            _ => None,
        },
        (RequirementKind::SigstoreSigned(sigstore), Slot::LogKey) => sigstore.rekor.as_ref(),
        _ => None,
    }
}

/// The name of a field for another form of the same: `keyPaths` for `keyData`, and the other way round.
fn field_for(field: &str, is_path: bool, is_list: bool) -> String {
    let stem = field
        .trim_end_matches('s')
        .trim_end_matches("Path")
        .trim_end_matches("Data");
    format!(
        "{stem}{}{}",
        if is_path { "Path" } else { "Data" },
        if is_list { "s" } else { "" }
    )
}

/// One key instead of those of a field.
fn replaced(
    bench: &Workbench<'_>,
    requirement: &Requirement,
    slot: Slot,
    first: &ByteSource,
    material: &AtHand,
) -> Option<Candidate> {
    let is_path = matches!(first, ByteSource::Path(_));
    let edits = if is_path == material.is_path {
        vec![Edit::replace(first.span(), material.json.clone())]
    } else {
        let whole = material_of(requirement, slot).map_or(first.span(), |material| material.field.span);
        let member = bench.text.member_at(whole)?;
        let is_list = member.key.ends_with('s');
        let value = if is_list {
            format!("[{}]", material.json)
        } else {
            material.json.clone()
        };
        let is_signed_by = matches!(requirement.kind, RequirementKind::SignedBy(_));
        // `signedBy` has no `keyDatas`.
        let (field, value) = if is_signed_by && !material.is_path {
            ("keyData".to_string(), material.json.clone())
        } else {
            (field_for(&member.key, material.is_path, is_list), value)
        };
        vec![
            Edit::replace(member.key_span, quote(&field)),
            Edit::replace(member.value.span(), value),
        ]
    };
    let kind = RemedyKind::Replace(what(slot, material.origin.clone()));
    bench.edited(kind, opens(bench, slot, material), edits)
}

/// One key more in a field that takes several.
fn added(bench: &Workbench<'_>, requirement: &Requirement, slot: Slot, new: &AtHand) -> Option<Candidate> {
    let field = material_of(requirement, slot)?;
    let last = field.items.last()?;
    let is_path = matches!(last, ByteSource::Path(_));
    let is_signed_by = matches!(requirement.kind, RequirementKind::SignedBy(_));
    if is_path != new.is_path || is_signed_by && !is_path {
        return None;
    }
    let member = bench.text.member_at(field.field.span)?;
    let edits = if member.key.ends_with('s') {
        vec![Edit::insert(last.span(), last.span().end, format!(", {}", new.json))]
    } else {
        let old = bench.text.at(last.span())?;
        vec![
            Edit::replace(member.key_span, quote(&field_for(&member.key, is_path, true))),
            Edit::replace(last.span(), format!("[{old}, {}]", new.json)),
        ]
    };
    let kind = RemedyKind::Add(what(slot, new.origin.clone()));
    bench.edited(kind, opens(bench, slot, new), edits)
}
