//! What GnuPG imports from key files, and what it makes of each key at a given time.

use alloc::string::String;
use alloc::vec::Vec;

use super::import::{cannot_be_stored, clean, merge};
use super::key_state::{KeyState, key_states};
use super::{InvalidSignature, SimpleSigningError};
use crate::crypto::CryptoProvider;
use crate::openpgp::algorithm::{self, Unsupported};
use crate::openpgp::keyring::{self, Budget, Component, Entry, KeyBlock, SelfSignature, Subject};
use crate::openpgp::signature::subpacket::kind;
use crate::openpgp::signature::{Signature, class};
use crate::openpgp::{Fingerprint, KEY_BLOCK_LIMIT, Key, KeyId, Limit};
use crate::trace::evidence::KeyEvidence;
use crate::trust::load::{KeyFile, KeyOrigin};

/// The keys of one requirement, in the order in which they were imported, as they are at one time.
#[derive(Clone, Debug)]
pub struct Keyring {
    keys: Vec<TrustedKey>,
    /// Keys that GnuPG might import and that are not verified here: primary keys, each with its subkeys.
    unsupported: Vec<(Unsupported, Vec<Key>)>,
    /// Whether GnuPG could decrypt messages: a file has a secret key.
    decrypts: bool,
}

/// A primary key and its subkeys.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// Where the policy names it.
    origin: KeyOrigin,
    block: KeyBlock,
    /// The primary key, then its subkeys.
    states: Vec<KeyState>,
}

impl Keyring {
    /// Imports key files, in order, into one empty keyring (reference.md §3.1, step 3).
    ///
    /// # Errors
    /// A limit was passed.
    pub fn import(
        files: &[KeyFile],
        now: u32,
        budget: &mut Budget,
        crypto: &dyn CryptoProvider,
    ) -> Result<Self, Limit> {
        let mut keyring = Self {
            keys: Vec::new(),
            unsupported: Vec::new(),
            decrypts: false,
        };
        for KeyFile { origin, bytes } in files {
            for entry in keyring::read(bytes, budget, crypto)? {
                let go_on = match entry {
                    Entry::Keys(block) => keyring.import_block(origin, block, now)?,
                    Entry::Revocation(signature) => keyring.import_revocation(signature, now, budget, crypto)?,
                };
                if !go_on {
                    break;
                }
            }
        }
        let states: Vec<Vec<KeyState>> = keyring.keys.iter().map(|key| key_states(&key.block, now)).collect();
        for (key, states) in keyring.keys.iter_mut().zip(states) {
            key.states = states;
        }
        keyring.apply_designated_revocations(now, budget, crypto)?;
        Ok(keyring)
    }

    /// The keys that were imported.
    #[must_use]
    pub fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// The key that a signature says made it: by the fingerprint that it protects, else by the key ID (`get_pubkey_for_sig`).
    #[must_use]
    pub fn signer(&self, signature: &Signature) -> Option<&KeyState> {
        let mut states = self.keys.iter().flat_map(|key| &key.states);
        let by_fingerprint = signature
            .issuer_fingerprint
            .and_then(|fingerprint| states.find(|state| state.key.fingerprint == fingerprint));
        by_fingerprint.or_else(|| {
            self.keys
                .iter()
                .flat_map(|key| &key.states)
                .find(|state| state.key.id() == signature.issuer)
        })
    }

    /// Whether GnuPG could decrypt messages with these keys.
    #[must_use]
    pub fn decrypts(&self) -> bool {
        self.decrypts
    }

    /// A key that is not verified here: the one that a signature says made it, or for no signature the first one.
    #[must_use]
    pub fn unsupported(&self, signature: Option<&Signature>) -> Option<(Unsupported, Fingerprint)> {
        self.unsupported.iter().find_map(|(why, keys)| {
            let signer = keys.iter().find(|key| {
                signature.is_none_or(|signature| {
                    signature.issuer_fingerprint == Some(key.fingerprint) || signature.issuer == key.id()
                })
            });
            Some((*why, signer?.fingerprint))
        })
    }

    /// Whose key that is (`keyIdentityForVerificationKeyIdentity`; reference.md §3.2, step 2).
    ///
    /// # Errors
    /// It is a subkey of several.
    pub fn owner_of(&self, fingerprint: Fingerprint) -> Result<KeyEvidence, SimpleSigningError> {
        if let Some(key) = self
            .keys
            .iter()
            .find(|key| key.block.primary.fingerprint == fingerprint)
        {
            return Ok(key.evidence(None));
        }
        let mut owners = self
            .keys
            .iter()
            .filter(|key| key.states.iter().any(|state| state.key.fingerprint == fingerprint));
        match (owners.next(), owners.next()) {
            (Some(owner), None) => Ok(owner.evidence(Some(fingerprint))),
            _ => Err(SimpleSigningError::AmbiguousSubkey(fingerprint)),
        }
    }

    /// The primary key that a key belongs to, which may be itself.
    ///
    /// # Errors
    /// It belongs to several.
    pub fn primary_of(&self, fingerprint: Fingerprint) -> Result<Fingerprint, SimpleSigningError> {
        let mut owners = self
            .keys
            .iter()
            .filter(|key| key.states.iter().any(|state| state.key.fingerprint == fingerprint));
        match (owners.next(), owners.next()) {
            (Some(owner), None) => Ok(owner.block.primary.fingerprint),
            _ => Err(SimpleSigningError::AmbiguousSubkey(fingerprint)),
        }
    }

    /// `import_one_real`: what does not hold is dropped; a key without any user ID is not taken, unless it is known already. One that GnuPG
    /// cannot store ends the import of its file.
    fn import_block(&mut self, origin: &KeyOrigin, block: KeyBlock, now: u32) -> Result<bool, Limit> {
        if let Some(why) = algorithm::unsupported(&block.primary) {
            self.unsupported.push((why, keys_of(&block).cloned().collect()));
        }
        self.decrypts |= block.secret;
        let unusable = block.unusable_secret;
        let Some(block) = clean(block, now).filter(|_| !unusable) else {
            return Ok(true);
        };
        if block.components.iter().any(cannot_be_stored) {
            return Ok(false);
        }
        let known = self
            .keys
            .iter_mut()
            .find(|key| key.block.primary.fingerprint == block.primary.fingerprint);
        let stored = known.as_ref().map_or(0, |known| known.block.stored);
        if stored.saturating_add(block.stored) > KEY_BLOCK_LIMIT {
            return Err(Limit::KeyBlock);
        }
        match known {
            Some(known) => merge(&mut known.block, block),
            None if block.components.iter().any(is_user_id) => {
                self.keys.push(TrustedKey {
                    origin: origin.clone(),
                    block,
                    states: Vec::new(),
                });
            }
            None => {}
        }
        Ok(true)
    }

    /// `import_revoke_cert`; one that does not hold ends the import of its file.
    fn import_revocation(
        &mut self,
        signature: Signature,
        now: u32,
        budget: &mut Budget,
        crypto: &dyn CryptoProvider,
    ) -> Result<bool, Limit> {
        let known = self
            .keys
            .iter_mut()
            .find(|key| keys_of(&key.block).any(|key| key.id() == signature.issuer));
        let Some(known) = known else { return Ok(true) };
        budget.operation()?;
        let primary = &known.block.primary;
        let good = signature.issuer == primary.id()
            && !signature.unknown_critical
            && untimely(primary, &signature, now).is_none()
            && signature.holds(primary, &[primary.hashed()], crypto);
        if good && let Some(component) = known.block.components.first_mut() {
            component.signatures.push(SelfSignature {
                signature,
                holds: true,
                back: None,
            });
        }
        Ok(good)
    }

    /// Revocations by keys that the owner named for that (`check_revocation_keys`). We ask less of such a key than GnuPG does: it need only be
    /// there, and have made the revocation.
    fn apply_designated_revocations(
        &mut self,
        now: u32,
        budget: &mut Budget,
        crypto: &dyn CryptoProvider,
    ) -> Result<(), Limit> {
        let mut revoked = Vec::new();
        for key in &self.keys {
            revoked.push(self.is_revoked_by_another(key, now, budget, crypto)?);
        }
        for (key, _) in self.keys.iter_mut().zip(revoked).filter(|(_, revoked)| *revoked) {
            key.states.iter_mut().for_each(|state| state.revoked = true);
        }
        Ok(())
    }

    fn is_revoked_by_another(
        &self,
        revoked: &TrustedKey,
        now: u32,
        budget: &mut Budget,
        crypto: &dyn CryptoProvider,
    ) -> Result<bool, Limit> {
        let block = &revoked.block;
        let Some(about_key) = block.components.first() else {
            return Ok(false);
        };
        let revokers: Vec<KeyId> = good_signatures(about_key, &block.primary, now)
            .filter(|signature| signature.class == class::DIRECT_KEY)
            .flat_map(|signature| signature.hashed().all(kind::REVOCATION_KEY))
            .filter_map(revocation_key)
            .collect();
        let signatures = block.components.iter().flat_map(|component| &component.signatures);
        let claimed = signatures
            .map(|found| &found.signature)
            .filter(|signature| signature.class == class::KEY_REVOCATION && revokers.contains(&signature.issuer));
        for signature in claimed {
            let mut states = self.keys.iter().flat_map(|key| &key.states);
            while let Some(state) = states.find(|state| state.key.id() == signature.issuer) {
                budget.operation()?;
                if signature.holds(&state.key, &[block.primary.hashed()], crypto) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// RFC 4880 §5.2.3.15: a class with its highest bit set, an algorithm, a fingerprint.
fn revocation_key(data: &[u8]) -> Option<KeyId> {
    match data {
        [class, _algorithm, fingerprint @ ..] if class & 0x80 != 0 => {
            Some(Fingerprint(fingerprint.try_into().ok()?).key_id())
        }
        _ => None,
    }
}

impl TrustedKey {
    /// The primary key, then its subkeys, as they are at the time of the import.
    #[must_use]
    pub fn states(&self) -> &[KeyState] {
        &self.states
    }

    /// The key and what belongs to it, without what does not hold.
    #[must_use]
    pub fn block(&self) -> &KeyBlock {
        &self.block
    }

    /// The key, as people can compare it.
    #[must_use]
    pub fn evidence(&self, subkey: Option<Fingerprint>) -> KeyEvidence {
        let signer = self.states.iter().find(|state| Some(state.key.fingerprint) == subkey);
        let user_id = self
            .block
            .components
            .iter()
            .find_map(|component| match &component.subject {
                Subject::UserId(name) => Some(String::from_utf8_lossy(name).into_owned()),
                _ => None,
            });
        KeyEvidence {
            origin: self.origin.clone(),
            algorithm: algorithm::describe(signer.map_or(&self.block.primary, |state| &state.key)),
            fingerprint: self.block.primary.fingerprint.hexadecimal(),
            subkey: subkey.map(|subkey| subkey.hexadecimal()),
            user_id,
        }
    }
}

pub(super) fn is_user_id(component: &Component) -> bool {
    matches!(component.subject, Subject::UserId(_) | Subject::UserAttribute(_))
}

/// Why the dates of a key and of a signature by it do not go together, if they do not (`check_signature_metadata_validity`).
pub(super) fn untimely(key: &Key, signature: &Signature, now: u32) -> Option<InvalidSignature> {
    if key.created > signature.created {
        Some(InvalidSignature::KeyNewerThanSignature {
            key_created: key.created,
            signature_created: signature.created,
        })
    } else if key.created > now {
        Some(InvalidSignature::KeyFromFuture { created: key.created })
    } else {
        None
    }
}

/// The signatures of a component that the primary key made, that hold and that are not from before the key.
pub(super) fn good_self_signatures<'a>(
    component: &'a Component,
    primary: &'a Key,
    now: u32,
) -> impl Iterator<Item = &'a SelfSignature> {
    component
        .signatures
        .iter()
        .filter(move |found| found.holds && untimely(primary, &found.signature, now).is_none())
}

/// The same, without what was found out about them.
pub(super) fn good_signatures<'a>(
    component: &'a Component,
    primary: &'a Key,
    now: u32,
) -> impl Iterator<Item = &'a Signature> {
    good_self_signatures(component, primary, now).map(|found| &found.signature)
}

pub(super) fn is_certification(class: u8) -> bool {
    matches!(
        class,
        class::GENERIC_CERTIFICATION..=class::POSITIVE_CERTIFICATION | class::CERTIFICATION_REVOCATION
    )
}

/// The primary key and the subkeys.
fn keys_of(block: &KeyBlock) -> impl Iterator<Item = &Key> {
    let subkeys = block
        .components
        .iter()
        .filter_map(|component| match &component.subject {
            Subject::Subkey(subkey) => Some(subkey),
            _ => None,
        });
    [&block.primary].into_iter().chain(subkeys)
}
