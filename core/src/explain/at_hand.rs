//! What the user has brought: keys, certificates and identities of other requirements, and files. Nothing that comes with the image is among it.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::draft::Judged;
use super::policy_text::{PolicyText, quote};
use super::remedy::Origin;
use crate::policy::{ByteSource, Policy, Requirement, RequirementKind, RequirementList, SigstoreKeys};
use crate::source::Span;
use crate::trust::material::Material;

/// A policy may have as many requirements as fit; so many of them are looked through for keys.
const REQUIREMENTS: usize = 200;

/// What keys or certificates are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Keyrings of `signedBy`.
    Keyring,
    /// Public keys of `sigstoreSigned`.
    PublicKey,
    /// Keys of logs.
    LogKey,
    /// Certificates of Fulcio.
    Fulcio,
    /// Roots of another public key infrastructure.
    PkiRoots,
    /// Certificates between its roots and signers.
    PkiIntermediates,
}

impl Slot {
    /// Whether a file that looks so may hold what belongs there.
    pub(super) fn takes(self, material: &Material) -> bool {
        match self {
            Self::Keyring => *material == Material::OpenPgpKeys,
            Self::PublicKey | Self::LogKey => *material == Material::PublicKey,
            Self::Fulcio | Self::PkiRoots | Self::PkiIntermediates => *material == Material::Certificate,
        }
    }
}

/// Keys or certificates that are at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AtHand {
    /// As the policy would name it: a JSON string.
    pub(super) json: String,
    /// Whether that is a path.
    pub(super) is_path: bool,
    /// Where it comes from.
    pub(super) origin: Origin,
}

/// Where a requirement of the policy stands: its transport and scope, both empty for the default.
pub(super) type Place = (String, String);

/// Every requirement of the policy with its place, as many as are looked through.
pub(super) fn requirements(policy: &Policy) -> impl Iterator<Item = (Place, &Requirement)> {
    lists(policy)
        .flat_map(|(place, list)| list.items().iter().map(move |requirement| (place.clone(), requirement)))
        .take(REQUIREMENTS)
}

/// Every list of requirements with its place.
pub(super) fn lists(policy: &Policy) -> impl Iterator<Item = (Place, &RequirementList)> {
    let scopes = policy.transports.iter().flat_map(|transport| {
        let name = &transport.name.value;
        transport
            .scopes()
            .iter()
            .map(move |scope| ((name.clone(), scope.text.value.clone()), &scope.requirements))
    });
    core::iter::once(((String::new(), String::new()), &policy.default)).chain(scopes)
}

/// The places of a requirement that hold keys for one use.
pub(super) fn slots(requirement: &Requirement) -> Vec<(Slot, &ByteSource)> {
    let mut slots = Vec::new();
    match &requirement.kind {
        RequirementKind::SignedBy(signed_by) => {
            slots.extend(signed_by.keys.items.iter().map(|source| (Slot::Keyring, source)));
        }
        RequirementKind::SigstoreSigned(sigstore) => {
            match &sigstore.keys {
                SigstoreKeys::PublicKeys(material) => {
                    slots.extend(material.items.iter().map(|source| (Slot::PublicKey, source)));
                }
                SigstoreKeys::Fulcio(fulcio) => slots.push((Slot::Fulcio, &fulcio.ca)),
                SigstoreKeys::Pki(pki) => {
                    slots.push((Slot::PkiRoots, &pki.roots));
                    slots.extend(
                        pki.intermediates
                            .as_ref()
                            .map(|source| (Slot::PkiIntermediates, source)),
                    );
                }
            }
            let logs = sigstore.rekor.iter().flat_map(|material| material.items.iter());
            slots.extend(logs.map(|source| (Slot::LogKey, source)));
        }
        RequirementKind::InsecureAcceptAnything | RequirementKind::Reject | RequirementKind::SignedBaseLayer(_) => {}
    }
    slots
}

/// Everything at hand for one use, each once; without what stands at `except` already.
pub(super) fn materials(
    judged: &Judged<'_>,
    text: &PolicyText<'_>,
    files: impl Iterator<Item = (String, Material)>,
    slot: Slot,
    except: &[Span],
) -> Vec<AtHand> {
    let taken: Vec<String> = except.iter().filter_map(|span| text.at(*span)).collect();
    let mut found: Vec<AtHand> = Vec::new();
    let mut add = |material: AtHand| {
        if !taken.contains(&material.json) && !found.iter().any(|known| known.json == material.json) {
            found.push(material);
        }
    };
    for (place, requirement) in requirements(judged.policy) {
        for (_, source) in slots(requirement).into_iter().filter(|(of, _)| *of == slot) {
            let (json, is_path) = match source {
                ByteSource::Data(data) => (text.at(data.span).unwrap_or_default(), false),
                ByteSource::Path(path) => (quote(&path.value), true),
            };
            add(AtHand {
                json,
                is_path,
                origin: Origin::Requirement(place.0.clone(), place.1.clone()),
            });
        }
    }
    for (path, kind) in files {
        if slot.takes(&kind) {
            add(AtHand {
                json: quote(&path),
                is_path: true,
                origin: Origin::File(path),
            });
        }
    }
    found
}

/// What other requirements name as issuers, e-mail addresses and hosts: the field and its text, each once.
pub(super) fn identities(policy: &Policy) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for (_, requirement) in requirements(policy) {
        let RequirementKind::SigstoreSigned(sigstore) = &requirement.kind else {
            continue;
        };
        let named = match &sigstore.keys {
            SigstoreKeys::Fulcio(fulcio) => Vec::from([
                ("oidcIssuer", &fulcio.oidc_issuer),
                ("subjectEmail", &fulcio.subject_email),
            ]),
            SigstoreKeys::Pki(pki) => [
                ("subjectEmail", &pki.subject_email),
                ("subjectHostname", &pki.subject_hostname),
            ]
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.as_ref()?)))
            .collect(),
            SigstoreKeys::PublicKeys(_) => Vec::new(),
        };
        for (field, text) in named {
            let identity = (field, text.value.to_string());
            if !found.contains(&identity) {
                found.push(identity);
            }
        }
    }
    found
}
