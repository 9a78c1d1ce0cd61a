//! Where signatures lie and how they are wrapped.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::super::cause::Cause;
use super::super::remedy::{Opens, RemedyKind};
use super::{Candidate, Workbench};
use crate::source::{Edit, edit};

/// `use-sigstore-attachments: true` where registries.d decides.
pub(super) fn enable_attachments(bench: &Workbench<'_>) -> Vec<Candidate> {
    let Some(switch) = &bench.judged.sources.attachments else {
        return Vec::new();
    };
    let Some(files) = &bench.draft.registries_d else {
        return Vec::new();
    };
    let Some(changed) = switched_on(files, switch) else {
        return Vec::new();
    };
    let kind = RemedyKind::EnableAttachments(switch.repository.clone());
    let opens = vec![Opens::Attachments {
        repository: switch.repository.clone(),
    }];
    vec![bench.amended(kind, opens, |draft| draft.registries_d = Some(Arc::new(changed)))]
}

fn switched_on(
    files: &BTreeMap<String, String>,
    switch: &super::super::draft::AttachmentsSwitch,
) -> Option<BTreeMap<String, String>> {
    const LINE: &str = "use-sigstore-attachments: true";
    let mut files = files.clone();
    let decides = switch.file.as_ref().zip(switch.span).filter(|_| switch.is_own);
    match (decides, &switch.section) {
        // The repository's own section says no.
        (Some((file, span)), _) => {
            let text = files.get_mut(file)?;
            let changed = edit::apply(text.as_bytes(), &[Edit::replace(span, "true")])?;
            *text = String::from_utf8(changed).ok()?;
        }
        // It has a section that does not say.
        (None, Some((file, key))) => {
            let text = files.get_mut(file)?;
            let end = usize::try_from(key.end).ok()?;
            let rest = text.get(end..)?;
            let line_end = end + rest.find('\n').unwrap_or(rest.len());
            let below = text.get(line_end..)?.trim_start_matches('\n');
            let indentation: String = below.chars().take_while(|character| *character == ' ').collect();
            let indentation = if indentation.is_empty() {
                "    ".to_string()
            } else {
                indentation
            };
            text.insert_str(line_end, &format!("\n{indentation}{LINE}"));
        }
        (None, None) => {
            let name = format!("{}.yaml", switch.repository.replace(['/', ':'], "-"));
            let text = format!("docker:\n  {}:\n    {LINE}\n", switch.repository);
            if files.insert(name, text).is_some() {
                return None;
            }
        }
    }
    Some(files)
}

/// Signatures of this digest that lie under another repository of the store, put under the image's.
pub(super) fn move_signatures(bench: &Workbench<'_>) -> Vec<Candidate> {
    let sources = bench.judged.sources;
    let (Some(store), Some(to)) = (&bench.draft.lookaside, &sources.store_folder) else {
        return Vec::new();
    };
    sources
        .elsewhere
        .iter()
        .map(|from| {
            let kind = RemedyKind::MoveSignatures {
                from: from.clone(),
                to: to.clone(),
            };
            bench.amended(kind, Vec::new(), |draft| {
                let moved = store.iter().map(|(path, bytes)| {
                    let path = match path.strip_prefix(from.as_str()) {
                        Some(rest) if rest.starts_with('/') => format!("{to}{rest}"),
                        _ => path.clone(),
                    };
                    (path, bytes.clone())
                });
                draft.lookaside = Some(Arc::new(moved.collect()));
            })
        })
        .collect()
}

/// A signature without its armour, or with the mark that bare JSON lacks.
pub(super) fn unwrap(bench: &Workbench<'_>, cause: &Cause) -> Vec<Candidate> {
    let Some(index) = cause.signature else {
        return Vec::new();
    };
    let Some(bytes) = bench.draft.signatures.get(index) else {
        return Vec::new();
    };
    let unwrapped = match bytes.first() {
        Some(b'{') => Some([&b"\0sigstore-json\n"[..], bytes.as_slice()].concat()),
        Some(b'-') => out_of_armor(bytes),
        _ => None,
    };
    unwrapped
        .map(|unwrapped| {
            bench.amended(RemedyKind::UnwrapSignature(index), Vec::new(), |draft| {
                if let Some(signature) = Arc::make_mut(&mut draft.signatures).get_mut(index) {
                    *signature = unwrapped;
                }
            })
        })
        .into_iter()
        .collect()
}

/// An OpenPGP message out of its armour (RFC 4880 §6.2), for whoever gave it so by mistake; the checksum is not looked at. `None` for anything else.
fn out_of_armor(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(bytes).ok()?;
    let (_, block) = text.split_once("-----BEGIN PGP MESSAGE-----")?;
    let (block, _) = block.split_once("-----END PGP MESSAGE-----")?;
    let mut lines = block.lines().map(str::trim);
    // The first is what follows the heading; headers end with a blank line.
    lines.by_ref().skip(1).find(|line| line.is_empty())?;
    let body: String = lines.take_while(|line| !line.starts_with('=')).collect();
    crate::base64::decode(body.as_bytes()).ok()
}
