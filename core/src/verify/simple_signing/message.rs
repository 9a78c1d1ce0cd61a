//! Which signatures of a message GnuPG looks at, and what GPGME and containers/image make of its answers (reference.md §3.3).

use alloc::vec::Vec;

use super::keyring::Keyring;
use super::signature::{Rejection, judge};
use super::{InvalidSignature, SimpleSigningError, Unreadable};
use crate::budget::Budget;
use crate::crypto::CryptoProvider;
use crate::openpgp::message::{End, Literal, Packet, Stream};
use crate::openpgp::{Fingerprint, Limit, Signature};

/// The one signature of a message, which is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodSignature {
    /// The key that made it, perhaps a subkey.
    pub key: Fingerprint,
    /// What it was made over, as GnuPG hands it out.
    pub content: Vec<u8>,
}

/// Checks the signatures of a message. There must be exactly one, and it must be good.
///
/// # Errors
/// Why the message is not accepted.
pub fn verify(
    stream: &Stream,
    keyring: &Keyring,
    now: u32,
    budget: &Budget,
    crypto: &dyn CryptoProvider,
) -> Result<GoodSignature, SimpleSigningError> {
    let mut verification = Verification {
        keyring,
        now,
        budget,
        crypto,
        literals: 0,
        listed: Listed::default(),
        signatures: Vec::new(),
        failure: None,
    };
    match verification.process(stream) {
        Ok(_) => {
            if let Some(failure) = verification.failure {
                return Err(SimpleSigningError::Unreadable(failure));
            }
        }
        Err(Stop::Ended) => {}
        Err(Stop::Error(error)) => return Err(error),
    }
    let count = verification.signatures.len();
    if crypto.is_waiting() {
        return Err(SimpleSigningError::Unanswered);
    }
    match <[_; 1]>::try_from(verification.signatures) {
        Ok([Ok(good)]) => Ok(verification.listed.around(good)),
        Ok([Err(Rejection { signer, reason })]) => Err(SimpleSigningError::InvalidSignature { signer, reason }),
        Err(_) => Err(SimpleSigningError::SignatureCount(count)),
    }
}

/// The first literal data of a message, to be shown. Nobody has signed it because it is returned here.
#[must_use]
pub fn content(stream: &Stream) -> Option<Vec<u8>> {
    stream.packets.iter().find_map(|packet| match packet {
        Packet::Compressed(inner) => content(inner),
        Packet::Literal(literal) => Some(literal.content().into_owned()),
        _ => None,
    })
}

/// One run of `gpg`, and GPGME that listens to it.
struct Verification<'a> {
    keyring: &'a Keyring,
    now: u32,
    budget: &'a Budget,
    crypto: &'a dyn CryptoProvider,
    /// Literal data packets seen, on all levels.
    literals: usize,
    /// Where keys were listed in what GnuPG hands out.
    listed: Listed,
    /// What was said of each signature that was looked at.
    signatures: Vec<Result<GoodSignature, Rejection>>,
    /// What is said when all signatures were looked at.
    failure: Option<Unreadable>,
}

/// A key that GnuPG finds in a message it lists in words, on the same channel as the signed data (`list_node`).
#[derive(Clone, Copy, Default)]
struct Listed {
    before_data: bool,
    behind_data: bool,
}

impl Listed {
    /// What such a list begins with.
    const WORDS: &[u8] = b"pub ";

    fn around(self, mut good: GoodSignature) -> GoodSignature {
        if self.before_data {
            good.content.splice(..0, Self::WORDS.iter().copied());
        }
        if self.behind_data {
            good.content.extend_from_slice(Self::WORDS);
        }
        good
    }
}

/// What the level around goes on with.
#[derive(PartialEq, Eq)]
enum Next {
    Packets,
    /// Nothing: it, too, looks at its signatures and is done.
    Signatures,
}

enum Stop {
    /// GnuPG ends; what it said before counts.
    Ended,
    /// GPGME returns this, whatever was said before.
    Error(SimpleSigningError),
}

impl From<SimpleSigningError> for Stop {
    fn from(error: SimpleSigningError) -> Self {
        Self::Error(error)
    }
}

impl From<Unreadable> for Stop {
    fn from(error: Unreadable) -> Self {
        Self::Error(SimpleSigningError::Unreadable(error))
    }
}

impl Verification<'_> {
    /// One level of packets (`do_proc_packets`).
    fn process(&mut self, stream: &Stream) -> Result<Next, Stop> {
        let mut level = Level::default();
        let mut next = Next::Packets;
        for packet in &stream.packets {
            match packet {
                Packet::Compressed(inner) => {
                    next = self.process(inner)?;
                    if next == Next::Signatures {
                        break;
                    }
                }
                Packet::Encrypted if self.keyring.decrypts() => return Err(SimpleSigningError::Encrypted.into()),
                // GnuPG cannot decrypt it, counts it as data, and goes on.
                Packet::Encrypted => self.literals += 1,
                Packet::Key { secret } => {
                    self.check(&level)?;
                    level = Level::default();
                    level.nodes.push(Node::Key { secret: *secret });
                }
                Packet::Literal(literal) => {
                    self.literals += 1;
                    if self.literals > 1 {
                        return Err(Unreadable::BadData.into());
                    }
                    level.literal = Some(literal);
                    level.nodes.push(Node::Literal);
                }
                Packet::OnePass(one_pass) => {
                    level.announce(one_pass.hash_algorithm);
                    level.nodes.push(Node::OnePass);
                }
                Packet::Signature(signature) => {
                    level.announce(signature.hash_algorithm);
                    level.nodes.push(Node::Signature(signature));
                }
                Packet::UnknownCompression => {
                    self.failure = Some(Unreadable::UnknownCompression);
                    next = Next::Signatures;
                    break;
                }
                Packet::PartOfKey => level.nodes.extend((!level.nodes.is_empty()).then_some(Node::PartOfKey)),
            }
        }
        match stream.end {
            _ if next == Next::Signatures => {}
            End::Clean | End::CutOff => {}
            End::Damaged => return Err(Stop::Ended),
            End::Empty => {
                self.complain()?;
                next = Next::Signatures;
            }
            End::Fatal => return Err(Unreadable::NoData.into()),
            End::Invalid => self.complain()?,
            End::TooDeep => return Err(Unreadable::General.into()),
        }
        self.check(&level)?;
        Ok(next)
    }

    /// GnuPG says that it found no data. GPGME takes that for the whole answer, or for what is wrong with the signature before it
    /// (`_gpgme_verify_status_handler`).
    fn complain(&mut self) -> Result<(), Stop> {
        let Some(last) = self.signatures.last_mut() else {
            return Err(Unreadable::NoData.into());
        };
        let signer = match last {
            Ok(good) => super::Signer::Key(good.key),
            Err(rejection) => rejection.signer,
        };
        *last = Err(Rejection {
            signer,
            reason: InvalidSignature::FollowedByOtherData,
        });
        Ok(())
    }

    /// Looks at the signatures of one level (`proc_tree`).
    fn check(&mut self, level: &Level<'_>) -> Result<(), Stop> {
        if let Some(Node::Key { secret }) = level.nodes.first() {
            // Then only the key is looked at.
            let behind_data = self.literals > 0;
            self.listed.behind_data |= !secret && behind_data;
            self.listed.before_data |= !secret && !behind_data;
            return Ok(());
        }
        let mut behind_literal = level.nodes.iter().skip_while(|node| matches!(node, Node::Literal));
        let all: Vec<&Signature> = level.nodes.iter().filter_map(Node::signature).collect();
        let looked_at = match behind_literal.next() {
            Some(Node::OnePass) => all.as_slice(),
            Some(Node::Signature(_)) if level.only_first_counts(&all) => all.get(..1).unwrap_or_default(),
            Some(Node::Signature(_)) => all.as_slice(),
            _ => &[],
        };
        if !level.is_unambiguous() {
            return Ok(());
        }
        for signature in looked_at {
            let signed = level.literal.map_or(&[][..], |literal| &literal.signed);
            if !self.budget.verification() || !self.budget.bytes(signed.len()) {
                return Err(SimpleSigningError::Limit(Limit::KeyBytes).into());
            }
            let judged = judge(signature, signed, &level.announced, self.keyring, self.now, self.crypto);
            let ends_all = judged.as_ref().is_err_and(Rejection::ends_all);
            self.signatures.push(judged.map(|key| {
                GoodSignature {
                    key,
                    content: level
                        .literal
                        .map_or_else(Vec::new, |literal| literal.content().into_owned()),
                }
            }));
            if ends_all {
                return Err(Stop::Ended);
            }
        }
        Ok(())
    }
}

/// The packets of one level that matter together.
#[derive(Default)]
struct Level<'a> {
    nodes: Vec<Node<'a>>,
    /// The signed data. Without it, GnuPG takes the signatures for those of a file, of which it finds none and which is then empty.
    literal: Option<&'a Literal>,
    /// The hash algorithms that were announced before the data, or are used without any.
    announced: Vec<u8>,
}

enum Node<'a> {
    Literal,
    OnePass,
    Signature(&'a Signature),
    Key { secret: bool },
    PartOfKey,
}

impl<'a> Node<'a> {
    fn signature(&self) -> Option<&'a Signature> {
        match self {
            Node::Signature(signature) => Some(signature),
            Node::Literal | Node::OnePass | Node::Key { .. } | Node::PartOfKey => None,
        }
    }
}

impl<'a> Level<'a> {
    /// What stands behind the data comes too late to be announced (`proc_plaintext`).
    fn announce(&mut self, hash_algorithm: u8) {
        if self.literal.is_none() {
            self.announced.push(hash_algorithm);
        }
    }

    /// Of several signatures before their data, only the first counts where they differ in what they need (`proc_tree`).
    fn only_first_counts(&self, signatures: &[&Signature]) -> bool {
        let Some((first, others)) = signatures.split_first() else {
            return false;
        };
        others.iter().any(|other| {
            other.class != first.class || self.literal.is_some() && other.hash_algorithm != first.hash_algorithm
        })
    }

    /// Whether it is clear which signatures belong to the data: `signature… [literal]` or `one-pass… literal signature…`, as many of these as of
    /// those (`check_sig_and_print`). Behind the latter GnuPG lets other packets stand.
    fn is_unambiguous(&self) -> bool {
        let count = |nodes: &mut dyn Iterator<Item = &Node<'a>>, wanted: fn(&Node<'_>) -> bool| {
            nodes.take_while(|node| wanted(node)).count()
        };
        let is_signature: fn(&Node<'_>) -> bool = |node| matches!(node, Node::Signature(_));
        match self.nodes.first() {
            Some(Node::Signature(_)) => {
                let signatures = count(&mut self.nodes.iter(), is_signature);
                matches!(self.nodes.get(signatures..), Some([] | [Node::Literal]))
            }
            Some(Node::OnePass) => {
                let announced = count(&mut self.nodes.iter(), |node| matches!(node, Node::OnePass));
                let mut behind = self.nodes.iter().skip(announced);
                matches!(behind.next(), Some(Node::Literal)) && count(&mut behind, is_signature) == announced
            }
            _ => false,
        }
    }
}
