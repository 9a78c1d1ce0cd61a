//! Answers that are known already: whoever verifies elsewhere (WebCrypto answers later, hardware answers faster) fills a [`Memo`] and evaluates again;
//! whoever asks the same question often (a page at each edit, a remedy that is tried) pays for each signature once. Of OpenPGP's, rare algorithms do not
//! go through here (`openpgp::verification`).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::{Algorithm, CryptoProvider, Curve, InvalidSignature, PublicKey};

/// How many answers are kept. A request has far fewer; past it nothing more is remembered, so that a page that stays open for days does not grow.
pub const ANSWER_LIMIT: usize = 10_000;

/// Where the answers to questions come from that nobody has answered yet.
#[derive(Clone, Copy)]
pub enum Unknown<'a> {
    /// They are put to this provider, and its answers are kept.
    Ask(&'a dyn CryptoProvider),
    /// They are noted, and the signature does not hold until someone [fills](Memo::fill) in the answer: never an allow by default. Before the next
    /// evaluation the notes are to be [taken](Memo::take_noted).
    Note(&'a dyn CryptoProvider),
}

/// A provider that remembers. Digests and curve arithmetic are not remembered: they go to the provider of [`Unknown`].
#[derive(Debug)]
pub struct Memo<'a> {
    unknown: Unknown<'a>,
    known: RefCell<BTreeMap<Question, bool>>,
    noted: RefCell<Vec<Question>>,
}

/// One question: did the holder of the key sign the message?
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The key that is trusted.
    pub key: OwnedKey,
    /// How the signature was made.
    pub algorithm: Algorithm,
    /// What was signed, whole.
    pub message: Vec<u8>,
    /// The signature, as [`Question::algorithm`] encodes it.
    pub signature: Vec<u8>,
}

/// As [`PublicKey`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnedKey {
    /// A point on a curve, as SEC 1 §2.3.3 encodes it.
    Ecdsa {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        point: Vec<u8>,
    },
    /// 32 bytes.
    Ed25519(Vec<u8>),
    /// Modulus and exponent, big-endian.
    Rsa {
        /// The modulus n.
        modulus: Vec<u8>,
        /// The public exponent e.
        exponent: Vec<u8>,
    },
}

impl<'a> Memo<'a> {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(unknown: Unknown<'a>) -> Self {
        Self {
            unknown,
            known: RefCell::default(),
            noted: RefCell::default(),
        }
    }

    /// Writes an answer down. Whoever calls this is trusted as the cryptography is: an answer `true` that is wrong is a false allow.
    pub fn fill(&self, question: Question, holds: bool) {
        let mut known = self.known.borrow_mut();
        if known.len() < ANSWER_LIMIT {
            known.insert(question, holds);
        }
    }

    /// How many answers are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.borrow().len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The questions that could not be answered, in the order in which they were asked, each once. Taking them empties the list.
    #[must_use]
    pub fn take_noted(&self) -> Vec<Question> {
        self.noted.take()
    }

    fn provider(&self) -> &'a dyn CryptoProvider {
        match self.unknown {
            Unknown::Ask(provider) | Unknown::Note(provider) => provider,
        }
    }
}

impl CryptoProvider for Memo<'_> {
    fn is_on_curve(&self, curve: Curve, point: &[u8]) -> bool {
        self.provider().is_on_curve(curve, point)
    }

    fn sha256(&self, bytes: &[u8]) -> [u8; 32] {
        self.provider().sha256(bytes)
    }

    fn verify(
        &self,
        public_key: PublicKey<'_>,
        message: &[u8],
        algorithm: Algorithm,
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let question = Question {
            key: OwnedKey::from(public_key),
            algorithm,
            message: message.into(),
            signature: signature.into(),
        };
        let known = self.known.borrow().get(&question).copied();
        let holds = match (known, self.unknown) {
            (Some(holds), _) => holds,
            (None, Unknown::Ask(provider)) => {
                let holds = provider.verify(public_key, message, algorithm, signature).is_ok();
                self.fill(question, holds);
                holds
            }
            (None, Unknown::Note(_)) => {
                let mut noted = self.noted.borrow_mut();
                if noted.len() < ANSWER_LIMIT && !noted.contains(&question) {
                    noted.push(question);
                }
                false
            }
        };
        if holds { Ok(()) } else { Err(InvalidSignature) }
    }

    fn is_waiting(&self) -> bool {
        !self.noted.borrow().is_empty()
    }
}

impl From<PublicKey<'_>> for OwnedKey {
    fn from(key: PublicKey<'_>) -> Self {
        match key {
            PublicKey::Ecdsa { curve, point } => Self::Ecdsa {
                curve,
                point: point.into(),
            },
            PublicKey::Ed25519(key) => Self::Ed25519(key.into()),
            PublicKey::Rsa { modulus, exponent } => Self::Rsa {
                modulus: modulus.into(),
                exponent: exponent.into(),
            },
        }
    }
}

impl OwnedKey {
    /// The key, to be asked about.
    #[must_use]
    pub fn borrowed(&self) -> PublicKey<'_> {
        match self {
            Self::Ecdsa { curve, point } => PublicKey::Ecdsa { curve: *curve, point },
            Self::Ed25519(key) => PublicKey::Ed25519(key),
            Self::Rsa { modulus, exponent } => PublicKey::Rsa { modulus, exponent },
        }
    }
}

impl core::fmt::Debug for Unknown<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Ask(_) => "Ask",
            Self::Note(_) => "Note",
        })
    }
}
