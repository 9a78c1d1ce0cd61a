//! What GnuPG keeps of a key when it imports it, and how it puts two copies of a key together (`import.c`).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::mem;

use super::keyring::{is_certification, is_user_id, untimely};
use crate::openpgp::keyring::{Component, KeyBlock, SelfSignature, Subject, USER_ID_LIMIT};
use crate::openpgp::signature::class;

/// What is left of a key block; `None` where GnuPG takes the whole block for invalid (`chk_self_sigs`, `delete_inv_parts`).
pub(super) fn clean(mut block: KeyBlock, now: u32) -> Option<KeyBlock> {
    collapse_user_ids(&mut block.components);
    let KeyBlock {
        primary, components, ..
    } = &mut block;
    let mut user_id_seen = false;
    let mut cleaned = Vec::new();
    for mut component in mem::take(components) {
        user_id_seen |= is_user_id(&component);
        let certifies =
            |found: &SelfSignature| found.signature.issuer == primary.id() && is_certification(found.signature.class);
        if !user_id_seen && component.signatures.iter().any(certifies) {
            return None;
        }
        component.signatures.retain(|found| {
            // A revocation by another key is kept: whether it counts is seen when all keys are there.
            found.signature.issuer != primary.id() || found.holds && untimely(primary, &found.signature, now).is_none()
        });
        let keep = match component.subject {
            Subject::PrimaryKey => true,
            Subject::UserAttribute(_) | Subject::UserId(_) => component
                .signatures
                .iter()
                .any(|found| is_certification(found.signature.class)),
            Subject::Subkey(_) => {
                keep_latest(&mut component.signatures, class::SUBKEY_BINDING);
                keep_latest(&mut component.signatures, class::SUBKEY_REVOCATION);
                component.signatures.iter().any(|found| found.holds)
            }
        };
        // This comes last, as for GnuPG: a signature that is not for others makes a user ID known, and is not there to be looked at.
        component.signatures.retain(|found| found.signature.is_exportable());
        if keep {
            cleaned.push(component);
        }
    }
    *components = cleaned;
    Some(block)
}

/// A user ID that is there twice becomes one; the signatures of the second come first then (`collapse_uids`).
fn collapse_user_ids(components: &mut Vec<Component>) {
    let mut collapsed: Vec<Component> = Vec::new();
    let mut places = BTreeMap::new();
    for mut component in mem::take(components) {
        let place = user_id(&component).map(|name| *places.entry(name).or_insert(collapsed.len()));
        match place.and_then(|place| collapsed.get_mut(place)) {
            Some(first) => {
                component.signatures.append(&mut first.signatures);
                first.signatures = component.signatures;
            }
            None => collapsed.push(component),
        }
    }
    *components = collapsed;
}

/// What one user ID or attribute has in common with its copies.
fn user_id(component: &Component) -> Option<(bool, Vec<u8>)> {
    match &component.subject {
        Subject::UserId(name) => Some((false, name.clone())),
        Subject::UserAttribute(picture) => Some((true, picture.clone())),
        Subject::PrimaryKey | Subject::Subkey(_) => None,
    }
}

fn keep_latest(signatures: &mut Vec<SelfSignature>, class: u8) {
    let latest = signatures
        .iter()
        .enumerate()
        .filter(|(_, found)| found.holds && found.signature.class == class)
        .max_by_key(|(index, found)| (found.signature.created, *index))
        .map(|(index, _)| index);
    let mut index = 0;
    signatures.retain(|found| {
        let keep = found.signature.class != class || Some(index) == latest;
        index += 1;
        keep
    });
}

/// GnuPG reads user IDs that are a little longer than it writes (`do_user_id`).
pub(super) fn cannot_be_stored(component: &Component) -> bool {
    matches!(&component.subject, Subject::UserId(name) if name.len() > USER_ID_LIMIT - 10)
}

/// Adds to a key what another copy of it has more (`merge_blocks`). Where signatures of one date stand in turn decides which one counts.
pub(super) fn merge(known: &mut KeyBlock, new: KeyBlock) {
    known.stored = known.stored.saturating_add(new.stored);
    for component in new.components {
        let of_same = |known: &&mut Component| known.subject == component.subject;
        match known.components.iter_mut().find(of_same) {
            Some(known) => merge_signatures(known, component),
            // GnuPG does so with user IDs; in which order subkeys stand makes no difference.
            None => {
                let is_subkey = |component: &Component| matches!(component.subject, Subject::Subkey(_));
                let place = known.components.iter().position(is_subkey);
                known
                    .components
                    .insert(place.unwrap_or(known.components.len()), component);
            }
        }
    }
}

fn merge_signatures(known: &mut Component, new: Component) {
    for found in new.signatures {
        let superseded = known.signatures.iter().any(|known| {
            let (known, new) = (&known.signature, &found.signature);
            match new.class {
                class::SUBKEY_BINDING | class::SUBKEY_REVOCATION => {
                    known.class == new.class && known.created >= new.created
                }
                _ => known == new,
            }
        });
        match known.subject {
            _ if superseded => {}
            Subject::PrimaryKey => known.signatures.insert(0, found),
            _ => known.signatures.push(found),
        }
    }
}
