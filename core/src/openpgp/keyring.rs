//! Key files: what they are made of, and which of the signatures that keys made about themselves hold (RFC 4880 §11.1).

use alloc::vec::Vec;

use super::armor::{self, Unwrapped};
use super::key::secret::SecretKey;
use super::key::{COMMENT, Key, KeyError, is_endless};
use super::packet::{Header, Length, Reader, tag};
use super::signature::{Signature, SignatureError, class};
use super::{KEY_OPERATION_LIMIT, KEY_PACKET_LIMIT, KEY_PART_LIMIT, Limit, passed_over};
use crate::crypto::CryptoProvider;

/// GnuPG skips a longer user ID and the signatures behind it.
pub const USER_ID_LIMIT: usize = 2 * 1024;
/// The same for a user attribute.
pub const USER_ATTRIBUTE_LIMIT: usize = 16 * 1024 * 1024;

/// What GnuPG's keybox holds beside a key.
const STORED_WITH_KEY: usize = 128;
/// What it holds beside the body of a packet: a header, a place in an index, what was found out about it. GnuPG 2.2.40 needs up to 34 bytes.
const STORED_WITH_PACKET: usize = 40;

/// One thing in a key file.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A key and what belongs to it.
    Keys(KeyBlock),
    /// A revocation that stands alone, for a key that was read before.
    Revocation(Signature),
}

/// A primary key and what belongs to it.
#[derive(Clone, Debug)]
pub struct KeyBlock {
    /// The primary key.
    pub primary: Key,
    /// Whether it came with its secret half.
    pub secret: bool,
    /// Whether GnuPG skips it as a secret key that it could not keep.
    pub unusable_secret: bool,
    /// The primary key itself, then what stood behind it, in order.
    pub components: Vec<Component>,
    /// How many bytes GnuPG needs to store it, at most.
    pub stored: usize,
}

/// A part of a key block, and the signatures about it.
#[derive(Clone, Debug)]
pub struct Component {
    /// What the signatures are about.
    pub subject: Subject,
    /// Those that the primary key made, and revocations by other keys.
    pub signatures: Vec<SelfSignature>,
}

/// What signatures in a key block are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The primary key.
    PrimaryKey,
    /// Another key of the same owner.
    Subkey(Key),
    /// A picture of the owner.
    UserAttribute(Vec<u8>),
    /// A name of the owner.
    UserId(Vec<u8>),
}

/// A signature in a key block.
#[derive(Clone, Debug)]
pub struct SelfSignature {
    /// The signature.
    pub signature: Signature,
    /// Whether the primary key made it about what it stands behind.
    pub holds: bool,
    /// For a subkey: the signature by which it agrees, and whether that one holds.
    pub back: Option<(Signature, bool)>,
}

/// What may still be done for the key files of one requirement.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    packets: usize,
    parts: usize,
    operations: Account,
    bytes: Account,
}

#[derive(Clone, Copy, Debug)]
struct Account {
    limit: usize,
    spent: usize,
}

impl Account {
    fn spend(&mut self, count: usize, limit: Limit) -> Result<(), Limit> {
        self.spent = self.spent.saturating_add(count);
        if self.spent <= self.limit { Ok(()) } else { Err(limit) }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::within(usize::MAX, usize::MAX)
    }
}

impl Budget {
    /// No more than the limits, and no more than so many operations and hashed bytes.
    #[must_use]
    pub fn within(operations: usize, bytes: usize) -> Self {
        let account = |limit| Account { limit, spent: 0 };
        Self {
            packets: KEY_PACKET_LIMIT,
            parts: KEY_PART_LIMIT,
            operations: account(KEY_OPERATION_LIMIT.min(operations)),
            bytes: account(bytes),
        }
    }

    /// A signature is held against a key.
    ///
    /// # Errors
    /// There were too many.
    pub fn operation(&mut self) -> Result<(), Limit> {
        self.operations.spend(1, Limit::KeyOperations)
    }

    fn hashing(&mut self, count: usize) -> Result<(), Limit> {
        self.bytes.spend(count, Limit::KeyBytes)
    }

    fn packet(&mut self) -> Result<(), Limit> {
        self.packets = self.packets.checked_sub(1).ok_or(Limit::KeyPackets)?;
        Ok(())
    }

    fn part(&mut self) -> Result<(), Limit> {
        self.parts = self.parts.checked_sub(1).ok_or(Limit::KeyParts)?;
        Ok(())
    }

    /// How many operations there were.
    #[must_use]
    pub fn operations_spent(&self) -> usize {
        self.operations.spent
    }

    /// How many bytes were hashed.
    #[must_use]
    pub fn bytes_spent(&self) -> usize {
        self.bytes.spent
    }
}

/// Reads a key file, armoured or not.
///
/// What is malformed ends it: then the entry that it belongs to is lost as well, as it is for GnuPG (`read_block`).
///
/// # Errors
/// A limit was passed.
pub fn read(bytes: &[u8], budget: &mut Budget, crypto: &dyn CryptoProvider) -> Result<Vec<Entry>, Limit> {
    let Unwrapped { packets, damaged } = armor::unwrap_keys(bytes);
    let mut file = File {
        entries: Vec::new(),
        block: None,
        other_version: false,
        skip_signatures: false,
        behind_secret_subkey: false,
    };
    let mut reader = Reader::new(&packets);
    let complete = loop {
        let header = match reader.header() {
            Ok(Some(header)) => header,
            Ok(None) => break !damaged,
            Err(_) => break false,
        };
        budget.packet()?;
        if is_part(header.tag) || header.tag == tag::SIGNATURE && file.block.is_none() {
            budget.part()?;
        }
        // Data that comes in pieces has no place in a key file; GnuPG would unpack it.
        let Length::Fixed(length) = header.length else {
            break false;
        };
        match file.add(header, length, reader.body(header.tag, length)) {
            Next::GoOn => {}
            Next::End => break true,
            Next::Fatal => {
                file.entries.clear();
                break false;
            }
            Next::Malformed => break false,
        }
    };
    if complete {
        file.finish_block();
    }
    for entry in &mut file.entries {
        if let Entry::Keys(block) = entry {
            block.check(budget, crypto)?;
        }
    }
    Ok(file.entries)
}

fn is_part(tag: u8) -> bool {
    matches!(
        tag,
        tag::PUBLIC_KEY
            | tag::SECRET_KEY
            | tag::PUBLIC_SUBKEY
            | tag::SECRET_SUBKEY
            | tag::USER_ID
            | tag::USER_ATTRIBUTE
    )
}

struct File {
    entries: Vec<Entry>,
    /// What is being read.
    block: Option<KeyBlock>,
    /// Whether what follows belongs to a key of another version.
    other_version: bool,
    /// Whether what follows belongs to a user ID that was too long.
    skip_signatures: bool,
    /// Whether a secret subkey stands in a public key: GnuPG neither removes it nor moves what stands behind it, and finds no user ID there.
    behind_secret_subkey: bool,
}

enum Next {
    GoOn,
    End,
    /// GnuPG ends on the spot.
    Fatal,
    Malformed,
}

impl File {
    fn add(&mut self, header: Header, length: usize, body: &[u8]) -> Next {
        let tag = header.tag;
        if tag != tag::SIGNATURE && tag != tag::TRUST {
            self.skip_signatures = false;
        }
        let next = match tag {
            tag::SECRET_KEY | tag::SECRET_SUBKEY if is_endless(length, body) => return Next::Fatal,
            // A comment of old programs.
            tag::PUBLIC_SUBKEY if body.first() == Some(&COMMENT) => return Next::GoOn,
            tag::PUBLIC_KEY => self.begin_block(Key::parse(length, body).map(|key| (key, None))),
            tag::SECRET_KEY => self
                .begin_block(SecretKey::parse(length, body).map(|secret| (secret.public, Some(secret.unknown_cipher)))),
            tag::PUBLIC_SUBKEY => self.add_subkey(Key::parse(length, body)),
            tag::SECRET_SUBKEY => {
                self.behind_secret_subkey |= self.block.as_ref().is_some_and(|block| !block.secret);
                self.add_subkey(SecretKey::parse(length, body).map(|secret| secret.public))
            }
            tag::USER_ID if length <= USER_ID_LIMIT => self.add_component(Subject::UserId(body.to_vec())),
            tag::USER_ATTRIBUTE if length <= USER_ATTRIBUTE_LIMIT => {
                self.add_component(Subject::UserAttribute(body.to_vec()))
            }
            tag::USER_ID | tag::USER_ATTRIBUTE => {
                self.skip_signatures = true;
                Next::GoOn
            }
            tag::SIGNATURE => match Signature::parse(length, body) {
                Ok(signature) => self.add_signature(signature),
                Err(SignatureError::EndOfData) => Next::End,
                Err(SignatureError::Invalid) => Next::Malformed,
            },
            _ if passed_over::is_well_formed(header, body) => Next::GoOn,
            _ => Next::Malformed,
        };
        if let Some(block) = &mut self.block
            && (is_part(tag) || tag == tag::SIGNATURE)
        {
            block.stored = block.stored.saturating_add(length).saturating_add(STORED_WITH_PACKET);
        }
        next
    }

    fn begin_block(&mut self, key: Result<(Key, Option<bool>), KeyError>) -> Next {
        match key {
            Ok((primary, secret)) => {
                self.finish_block();
                self.other_version = false;
                self.behind_secret_subkey = false;
                let components = Vec::from([Component {
                    subject: Subject::PrimaryKey,
                    signatures: Vec::new(),
                }]);
                self.block = Some(KeyBlock {
                    primary,
                    secret: secret.is_some(),
                    unusable_secret: secret == Some(true),
                    components,
                    stored: STORED_WITH_KEY,
                });
                Next::GoOn
            }
            Err(KeyError::OtherVersion) => {
                self.other_version = true;
                Next::GoOn
            }
            Err(KeyError::Invalid) => Next::Malformed,
        }
    }

    fn add_subkey(&mut self, subkey: Result<Key, KeyError>) -> Next {
        match subkey {
            Ok(subkey) => self.add_component(Subject::Subkey(subkey)),
            Err(_) => Next::Malformed,
        }
    }

    fn add_component(&mut self, subject: Subject) -> Next {
        if let Some(block) = self.block.as_mut().filter(|_| !self.other_version) {
            block.components.push(Component {
                subject,
                signatures: Vec::new(),
            });
        }
        Next::GoOn
    }

    fn add_signature(&mut self, signature: Signature) -> Next {
        let certifies = (class::GENERIC_CERTIFICATION..=class::POSITIVE_CERTIFICATION).contains(&signature.class);
        if self.skip_signatures || self.other_version || self.behind_secret_subkey && certifies {
            return Next::GoOn;
        }
        match &mut self.block {
            Some(block) => {
                if let Some(component) = block.components.last_mut() {
                    component.signatures.push(SelfSignature {
                        signature,
                        holds: false,
                        back: None,
                    });
                }
            }
            None if signature.class == class::KEY_REVOCATION => self.entries.push(Entry::Revocation(signature)),
            None => {}
        }
        Next::GoOn
    }

    fn finish_block(&mut self) {
        self.entries.extend(self.block.take().map(Entry::Keys));
    }
}

impl KeyBlock {
    /// Finds out which signatures hold. One that stands behind something else than what it is about is moved there, as GnuPG repairs keys when
    /// it imports them (`key_check_all_keysigs`).
    fn check(&mut self, budget: &mut Budget, crypto: &dyn CryptoProvider) -> Result<(), Limit> {
        let mut moved = Vec::new();
        for index in 0..self.components.len() {
            let Some(component) = self.components.get_mut(index) else {
                break;
            };
            let mut kept = Vec::new();
            for mut found in core::mem::take(&mut component.signatures) {
                if found.signature.issuer != self.primary.id() {
                    if found.signature.class == class::KEY_REVOCATION {
                        budget.operation()?;
                        kept.push(found);
                    }
                    continue;
                }
                budget.operation()?;
                let others = (0..self.components.len()).filter(|&other| other != index);
                let mut holder = None;
                let mut tried = 0;
                for candidate in [index].into_iter().chain(others) {
                    let Some(candidate_subject) = self.components.get(candidate).map(|component| &component.subject)
                    else {
                        continue;
                    };
                    let Some(signed) = signed_bytes(&self.primary, &found.signature, candidate_subject) else {
                        continue;
                    };
                    // The first was paid for.
                    tried += 1;
                    if tried > 1 {
                        budget.operation()?;
                    }
                    if self.holds(&found.signature, &signed, budget, crypto)? {
                        holder = Some(candidate);
                        break;
                    }
                }
                found.holds = holder.is_some();
                match holder {
                    Some(other) if other != index => moved.push((other, found)),
                    _ => kept.push(found),
                }
            }
            if let Some(component) = self.components.get_mut(index) {
                component.signatures = kept;
            }
        }
        for (index, signature) in moved {
            if let Some(component) = self.components.get_mut(index) {
                component.signatures.insert(0, signature);
            }
        }
        self.check_back_signatures(budget, crypto)
    }

    fn holds(
        &self,
        signature: &Signature,
        signed: &[Vec<u8>],
        budget: &mut Budget,
        crypto: &dyn CryptoProvider,
    ) -> Result<bool, Limit> {
        budget.hashing(signed.iter().map(Vec::len).sum())?;
        let parts: Vec<&[u8]> = signed.iter().map(Vec::as_slice).collect();
        Ok(!signature.unknown_critical && signature.holds(&self.primary, &parts, crypto))
    }

    fn check_back_signatures(&mut self, budget: &mut Budget, crypto: &dyn CryptoProvider) -> Result<(), Limit> {
        for component in &mut self.components {
            let Subject::Subkey(subkey) = &component.subject else {
                continue;
            };
            for found in &mut component.signatures {
                if found.holds
                    && found.signature.class == class::SUBKEY_BINDING
                    && let Some(back) = found.signature.back_signature()
                {
                    budget.operation()?;
                    let holds =
                        !back.unknown_critical && back.holds(subkey, &[self.primary.hashed(), subkey.hashed()], crypto);
                    found.back = Some((back, holds));
                }
            }
        }
        Ok(())
    }
}

/// What a signature by the primary key about `subject` is computed over; `None` where its class does not go with that
/// (RFC 4880 §5.2.4; `check_signature_over_key_or_uid`).
fn signed_bytes(primary: &Key, signature: &Signature, subject: &Subject) -> Option<Vec<Vec<u8>>> {
    let named = |prefix: u8, name: &[u8]| {
        let mut bytes = Vec::new();
        if signature.version >= 4 {
            bytes.push(prefix);
            bytes.extend(u32::try_from(name.len()).ok()?.to_be_bytes());
        }
        bytes.extend_from_slice(name);
        Some(bytes)
    };
    let about = match (signature.class, subject) {
        (class::DIRECT_KEY | class::KEY_REVOCATION, Subject::PrimaryKey) => None,
        (class::SUBKEY_BINDING | class::SUBKEY_REVOCATION, Subject::Subkey(subkey)) => Some(subkey.hashed().to_vec()),
        (
            class::GENERIC_CERTIFICATION..=class::POSITIVE_CERTIFICATION | class::CERTIFICATION_REVOCATION,
            Subject::UserId(name),
        ) => Some(named(0xb4, name)?),
        (
            class::GENERIC_CERTIFICATION..=class::POSITIVE_CERTIFICATION | class::CERTIFICATION_REVOCATION,
            Subject::UserAttribute(picture),
        ) => Some(named(0xd1, picture)?),
        _ => return None,
    };
    Some([Some(primary.hashed().to_vec()), about].into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rustcrypto::RustCrypto;
    use crate::openpgp::samples;

    fn blocks(file: &[u8]) -> Vec<KeyBlock> {
        let entries = read(file, &mut Budget::default(), &RustCrypto).unwrap();
        let block = |entry| match entry {
            Entry::Keys(block) => block,
            Entry::Revocation(signature) => panic!("{signature:?}"),
        };
        entries.into_iter().map(block).collect()
    }

    /// The packets of the key file: primary key, user ID, its confirmation, subkey, its binding.
    fn packets() -> [Vec<u8>; 5] {
        let file = samples::key();
        let mut reader = Reader::new(&file);
        core::array::from_fn(|_| {
            let before = reader.rest();
            match reader.header().unwrap().unwrap().length {
                Length::Fixed(length) => reader.take(length),
                other => panic!("{other:?}"),
            };
            before[..before.len() - reader.rest().len()].to_vec()
        })
    }

    #[test]
    fn a_key_comes_with_its_user_ids_and_subkeys_and_what_holds() {
        let [block] = blocks(&samples::key()).try_into().unwrap();
        let [primary, user, subkey] = block.components.as_slice() else {
            panic!("{:?}", block.components)
        };
        assert_eq!(primary.subject, Subject::PrimaryKey);
        assert_eq!(user.subject, Subject::UserId(b"Test <test@example.com>".to_vec()));
        assert!(matches!(&subkey.subject, Subject::Subkey(key) if key.fingerprint.hexadecimal() == samples::SUBKEY));
        assert!(primary.signatures.is_empty());
        assert!(matches!(
            user.signatures.as_slice(),
            [SelfSignature {
                holds: true,
                back: None,
                ..
            }]
        ));
        assert!(matches!(
            subkey.signatures.as_slice(),
            [SelfSignature {
                holds: true,
                back: Some((_, true)),
                ..
            }]
        ));
    }

    #[test]
    fn a_signature_is_found_what_it_is_about() {
        let [primary, user, confirmation, subkey, binding] = packets();
        let [block] = blocks(&[primary, binding, confirmation, user, subkey].concat())
            .try_into()
            .unwrap();
        let counts: Vec<usize> = block
            .components
            .iter()
            .map(|component| component.signatures.len())
            .collect();
        assert_eq!(counts, [0, 1, 1], "primary key, user ID, subkey");
        assert!(
            block
                .components
                .iter()
                .flat_map(|component| &component.signatures)
                .all(|found| found.holds)
        );
    }

    #[test]
    fn what_is_malformed_loses_the_key_before_it() {
        let file = samples::key();
        assert_eq!(blocks(&[file.as_slice(), b"\n"].concat()).len(), 0);
        assert_eq!(blocks(&[file.as_slice(), &file, b"\n"].concat()).len(), 1);
        assert_eq!(blocks(&[b"\n", file.as_slice()].concat()).len(), 0, "taken for text");
    }

    #[test]
    fn the_number_of_operations_is_limited() {
        let [primary, user, confirmation, ..] = packets();
        let file = [primary, user, confirmation.repeat(KEY_OPERATION_LIMIT + 1)].concat();
        assert_eq!(
            read(&file, &mut Budget::default(), &RustCrypto).unwrap_err(),
            Limit::KeyOperations
        );
    }

    #[test]
    fn the_number_of_packets_is_limited() {
        let empty_comments = [0xfd, 0].repeat(KEY_PACKET_LIMIT + 1);
        assert_eq!(
            read(&empty_comments, &mut Budget::default(), &RustCrypto).unwrap_err(),
            Limit::KeyPackets
        );
    }
}
