//! What some bytes are, part by part: keys, signatures, certificates, manifests and what they are wrapped in. Facts and places; the words are
//! `render::inspect`'s.
//!
//! [`inspect`] tells the format by content ([`recognise`]) and gives a tree of [`Node`]s. The engine's own readers say what a thing is; where one of them
//! refuses, its error is a [`Problem`] at its place, and what can still be told is told. Nobody is trusted here and nothing is decided.
//!
//! **A private key is recognised and never copied into the tree**, nor is a credential: [`private_key`].

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::crypto::CryptoProvider;

mod certificate;
mod der;
mod fact;
mod json;
#[cfg(feature = "openpgp")]
mod openpgp;
#[cfg(not(feature = "openpgp"))]
#[path = "inspect/openpgp_not_built.rs"]
mod openpgp;
mod pem;
pub mod private_key;
mod recognise;
mod resemblance;
mod signature_file;
mod text;
mod what;

pub use fact::{Fact, Flags, Name, Problem, Remark, Table, Value};
pub use private_key::PrivateKeyForm;
pub use resemblance::{Format, Resemblance};
pub use what::{JsonKind, OpenPgpForm, PayloadForm, PublicKeyForm, Role, What};

/// How deep decodings may lie in each other (base64 of a bundle with a certificate …). What cosign writes needs five: a signature file, its bundle, the
/// record in it, the certificate in that, out of its PEM.
pub const DEPTH_LIMIT: usize = 12;
/// The most nodes of one tree. A key with a thousand signatures of others has some ten thousand parts; more is no help to anybody.
pub const NODE_LIMIT: usize = 10_000;
/// The most bytes that all decodings of one input may come to: several of the longest signature files.
pub const DECODED_LIMIT: usize = 32 << 20;
/// The longest input that is looked into, in bytes: the longest manifest that is read, and nothing else that is looked into is longer.
pub const LENGTH_LIMIT: usize = crate::image::manifest::LENGTH_LIMIT;

/// What an input turned out to be.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The names of what places point into: the input first, then what was decoded from it, `NAME!payload`.
    pub sources: Vec<String>,
    /// The whole input.
    pub root: Node,
}

/// A part of an input, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub what: What,
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub facts: Vec<Fact>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What is good to know about it.
    pub remarks: Vec<Remark>,
    /// What it is made of.
    pub children: Vec<Node>,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Which of [`Inspection::sources`].
    pub source: usize,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Says what bytes are. `name` is what places in them are named after.
#[must_use]
pub fn inspect(bytes: &[u8], name: &str, crypto: &dyn CryptoProvider) -> Inspection {
    inspect_keeping(bytes, name, crypto, None).0
}

/// The bytes that places in a source count in: the input's own, or what was decoded from it; `None` where there is no such source.
#[must_use]
pub fn source_bytes(bytes: &[u8], name: &str, source: &str, crypto: &dyn CryptoProvider) -> Option<Vec<u8>> {
    if source == name {
        return Some(bytes.to_vec());
    }
    inspect_keeping(bytes, name, crypto, Some(source)).1
}

fn inspect_keeping(
    bytes: &[u8],
    name: &str,
    crypto: &dyn CryptoProvider,
    wanted: Option<&str>,
) -> (Inspection, Option<Vec<u8>>) {
    let mut inspector = Inspector {
        crypto,
        sources: Vec::from([String::from(name)]),
        wanted,
        kept: None,
        names: BTreeMap::new(),
        nodes_left: NODE_LIMIT,
        decoded_left: DECODED_LIMIT,
        depth: 0,
        wrapping: 0,
        certificates: BTreeSet::new(),
    };
    let input = Input {
        bytes,
        source: 0,
        start: 0,
    };
    let root = recognise::recognise(&mut inspector, input);
    let inspection = Inspection {
        sources: inspector.sources,
        root,
    };
    (inspection, inspector.kept)
}

impl Node {
    fn new(what: What, place: Place) -> Self {
        Self {
            what,
            place,
            facts: Vec::new(),
            problems: Vec::new(),
            remarks: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Whether it was told what it is.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        match &self.what {
            What::Unknown(_) => false,
            // Whatever was wrapped decides.
            What::Base64 => self.children.iter().any(Self::is_recognised),
            _ => true,
        }
    }

    /// Whether it, or something in it, is a private key.
    #[must_use]
    pub fn has_private_key(&self) -> bool {
        matches!(self.what, What::PrivateKey(_)) || self.children.iter().any(Self::has_private_key)
    }

    /// There is a private key somewhere in it: what it says is dropped, since that may be the key.
    fn withhold(&mut self, form: PrivateKeyForm) {
        self.facts.clear();
        self.problems.clear();
        self.children.clear();
        self.remarks.insert(0, Remark::HoldsPrivateKey(form));
    }

    fn fact(&mut self, name: Name, value: Value) {
        self.facts.push(Fact {
            name,
            value,
            place: None,
        });
    }

    fn fact_at(&mut self, name: Name, value: Value, place: Place) {
        self.facts.push(Fact {
            name,
            value,
            place: Some(place),
        });
    }

    fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

/// Bytes, and where they stand.
#[derive(Clone, Copy)]
struct Input<'a> {
    bytes: &'a [u8],
    source: usize,
    /// Where they begin in the source.
    start: usize,
}

impl<'a> Input<'a> {
    fn place(&self) -> Place {
        self.at(0, self.bytes.len())
    }

    /// Where `start..end` of the bytes stands.
    fn at(&self, start: usize, end: usize) -> Place {
        Place {
            source: self.source,
            start: self.start + start,
            end: self.start + end,
        }
    }

    /// `start..end` of the bytes; as much of it as there is.
    fn part(&self, start: usize, end: usize) -> Input<'a> {
        let end = end.min(self.bytes.len());
        let start = start.min(end);
        Input {
            bytes: self.bytes.get(start..end).unwrap_or_default(),
            source: self.source,
            start: self.start + start,
        }
    }

    /// Everything from `start` on.
    fn from(&self, start: usize) -> Input<'a> {
        self.part(start, self.bytes.len())
    }
}

/// What is shared while one input is looked into.
struct Inspector<'c> {
    crypto: &'c dyn CryptoProvider,
    sources: Vec<String>,
    /// A source whose bytes are asked for.
    wanted: Option<&'c str>,
    /// They.
    kept: Option<Vec<u8>>,
    /// How often each name was given to a source.
    names: BTreeMap<String, usize>,
    nodes_left: usize,
    decoded_left: usize,
    depth: usize,
    /// How much of the depth is base64 around the whole input.
    wrapping: usize,
    /// The digests of the certificates that were shown.
    certificates: BTreeSet<[u8; 32]>,
}

impl Inspector<'_> {
    /// A node; they are counted, and whoever makes many asks [`Self::is_full`] before each.
    fn node(&mut self, what: What, place: Place) -> Node {
        self.nodes_left = self.nodes_left.saturating_sub(1);
        Node::new(what, place)
    }

    /// A private key, of which nothing is kept.
    fn private_key(&mut self, form: PrivateKeyForm, place: Place) -> Node {
        let mut node = self.node(What::PrivateKey(form), place);
        node.remark(Remark::PublicHalf(form));
        node
    }

    /// Whether a list has to stop here, because the tree has as many nodes as it may; then `node` says so.
    fn is_full(&self, node: &mut Node) -> bool {
        if self.nodes_left == 0 {
            node.problems.push(Problem::TooManyParts);
        }
        self.nodes_left == 0
    }

    /// Looks into what was decoded from a source; the places in it are named `SOURCE!name`.
    fn decoded(
        &mut self,
        from: Place,
        name: &str,
        bytes: &[u8],
        look: impl FnOnce(&mut Self, Input<'_>) -> Node,
    ) -> Node {
        let outer = self.sources.get(from.source).cloned().unwrap_or_default();
        if self.depth >= DEPTH_LIMIT || self.decoded_left < bytes.len() {
            let mut node = self.node(What::NotFollowed, from);
            node.fact(Name::Length, Value::Bytes(bytes.len()));
            node.problems.push(Problem::TooDeep);
            return node;
        }
        self.decoded_left -= bytes.len();
        let source = self.sources.len();
        let full = format!("{outer}!{name}");
        let count = self.names.entry(full.clone()).or_insert(0_usize);
        *count += 1;
        // The second signature in a file is `!payload-2`.
        let full = if *count > 1 { format!("{full}-{count}") } else { full };
        if self.wanted == Some(full.as_str()) {
            self.kept = Some(bytes.to_vec());
        }
        self.sources.push(full);
        self.deeper(|inspector| {
            look(
                inspector,
                Input {
                    bytes,
                    source,
                    start: 0,
                },
            )
        })
    }

    /// Whether this is what the user brought, not something from within it. What lies in an image is not recommended to a policy.
    fn is_outermost(&self) -> bool {
        self.depth == self.wrapping
    }

    /// As deep as one more decoding.
    fn deeper<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let found = look(self);
        self.depth -= 1;
        found
    }
}
