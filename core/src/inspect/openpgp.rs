//! OpenPGP: packets, and what they say (RFC 4880, and RFC 9580 for what came later). Read by the engine's readers, which take what GnuPG takes.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    Flags, Input, Inspector, Name, Node, OpenPgpForm, Place, PrivateKeyForm, Problem, Remark, Table, Value, What,
    recognise,
};
use crate::openpgp::algorithm;
use crate::openpgp::armor;
use crate::openpgp::compression::{Compression, CompressionError, decompress};
use crate::openpgp::key::secret::SecretKey;
use crate::openpgp::key::{Key, KeyError};
use crate::openpgp::packet::{Header, Length, Reader, tag};
use crate::openpgp::signature::Signature;

mod signature;

/// The head of a version 6 key's fingerprint (RFC 9580 §5.5.4.3), and of a version 5 key's (LibrePGP).
const FINGERPRINT_MARKS: [(u8, u8); 2] = [(6, 0x9B), (5, 0x9A)];

/// Whether bytes begin with a packet that is known, and that goes on as it should.
pub(super) fn is_packets(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let Ok(Some(header)) = reader.header() else {
        return false;
    };
    let body = reader.rest();
    match header.tag {
        tag::SIGNATURE => matches!(body.first(), Some(2..=6)),
        tag::PUBLIC_KEY | tag::PUBLIC_SUBKEY | tag::SECRET_KEY | tag::SECRET_SUBKEY => {
            matches!(body.first(), Some(2..=6))
        }
        tag::ONE_PASS_SIGNATURE => matches!(body.first(), Some(3 | 6)),
        tag::PUBLIC_KEY_ENCRYPTED_SESSION_KEY => matches!(body.first(), Some(2 | 3 | 6)),
        tag::SYMMETRIC_KEY_ENCRYPTED_SESSION_KEY => matches!(body.first(), Some(4..=6)),
        tag::COMPRESSED => matches!(body.first(), Some(0..=3)),
        tag::LITERAL => matches!(body.first(), Some(b'b' | b't' | b'u' | b'm' | b'l' | b'1')),
        tag::MARKER => body.starts_with(b"PGP"),
        tag::ENCRYPTED_WITH_MDC => matches!(body.first(), Some(1 | 2)),
        tag::USER_ID => header.length == Length::Fixed(body.len()) || is_packets_behind(header, body),
        _ => false,
    }
}

fn is_packets_behind(header: Header, body: &[u8]) -> bool {
    match header.length {
        Length::Fixed(length) => body.get(length..).is_some_and(is_packets),
        Length::Indeterminate | Length::Partial(_) => false,
    }
}

/// Whether bytes begin with the packets of a signed message.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let header = Reader::new(bytes).header();
    is_packets(bytes)
        && matches!(header, Ok(Some(header)) if matches!(header.tag, tag::SIGNATURE | tag::ONE_PASS_SIGNATURE | tag::COMPRESSED))
}

/// A file of packets.
pub(super) fn packets(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    let mut node = inspector.node(What::OpenPgp(OpenPgpForm::Other), input.place());
    let mut key_made = None;
    let mut reader = Reader::new(input.bytes);
    loop {
        let start = input.bytes.len() - reader.rest().len();
        let header = match reader.header() {
            Ok(Some(header)) => header,
            Ok(None) => break,
            Err(_) => {
                node.problems
                    .push(Problem::NoPacket(input.at(start, input.bytes.len())));
                break;
            }
        };
        if inspector.is_full(&mut node) {
            break;
        }
        let body_start = input.bytes.len() - reader.rest().len();
        let (body, is_whole) = match header.length {
            Length::Fixed(length) => {
                let body = reader.take(length);
                (Cow::Borrowed(body), body.len() == length)
            }
            Length::Indeterminate => (Cow::Borrowed(reader.take(usize::MAX)), true),
            Length::Partial(first) => {
                let chunks = reader.chunks(first);
                (Cow::Owned(chunks.bytes), chunks.complete)
            }
        };
        let end = input.bytes.len() - reader.rest().len();
        let body = Body {
            tag: header.tag,
            whole: input.at(start, end),
            // Of a body in chunks the places of its parts are not told.
            input: Input {
                bytes: &body,
                source: input.source,
                start: input.start + body_start,
            },
            announced: match header.length {
                Length::Fixed(length) => length,
                Length::Indeterminate | Length::Partial(_) => body.len(),
            },
            in_chunks: matches!(header.length, Length::Partial(_)),
        };
        let mut packet = body.packet(inspector, key_made);
        if matches!(
            header.tag,
            tag::PUBLIC_KEY | tag::PUBLIC_SUBKEY | tag::SECRET_KEY | tag::SECRET_SUBKEY
        ) {
            key_made = made(&packet);
        }
        if body.in_chunks {
            packet.remark(Remark::InChunks);
        }
        if !is_whole {
            packet.problems.push(Problem::CutOff {
                missing: body.announced.saturating_sub(body.input.bytes.len()),
            });
        }
        node.children.push(packet);
    }
    say_what_for(inspector, &mut node);
    node
}

/// What a file of such packets is for, and whether a node would take it.
fn say_what_for(inspector: &Inspector<'_>, node: &mut Node) {
    let first = node.children.iter().find_map(|packet| match packet.what {
        What::OpenPgpPacket(tag::MARKER) => None,
        What::OpenPgpPacket(tag) => Some(tag),
        What::PrivateKey(_) => Some(tag::SECRET_KEY),
        _ => None,
    });
    let (form, remark) = match first {
        Some(tag::PUBLIC_KEY) => (OpenPgpForm::Keys, Remark::KeyForSignedBy),
        Some(tag::SECRET_KEY) => (OpenPgpForm::SecretKeys, Remark::PublicHalf(PrivateKeyForm::OpenPgp)),
        Some(tag::SIGNATURE) if node.children.len() == 1 => (OpenPgpForm::DetachedSignature, Remark::DetachedSignature),
        Some(tag::SIGNATURE | tag::ONE_PASS_SIGNATURE | tag::COMPRESSED) => {
            (OpenPgpForm::Message, Remark::SimpleSignature)
        }
        _ => return,
    };
    node.what = What::OpenPgp(form);
    let is_good = node.problems.is_empty() && node.children.iter().all(|packet| packet.problems.is_empty());
    if form == OpenPgpForm::SecretKeys || is_good && inspector.is_outermost() {
        node.remark(remark);
    }
}

/// When a key packet says that the key was made.
fn made(packet: &Node) -> Option<i64> {
    packet.facts.iter().find_map(|fact| match (&fact.name, &fact.value) {
        (Name::Made, Value::Time(seconds)) => Some(*seconds),
        _ => None,
    })
}

/// A packet.
struct Body<'a> {
    tag: u8,
    /// With its header.
    whole: Place,
    input: Input<'a>,
    /// How long it says to be.
    announced: usize,
    in_chunks: bool,
}

impl Body<'_> {
    /// `key_made`: when the last key before it was.
    fn packet(&self, inspector: &mut Inspector<'_>, key_made: Option<i64>) -> Node {
        match self.tag {
            tag::PUBLIC_KEY | tag::PUBLIC_SUBKEY => self.key(inspector),
            tag::SECRET_KEY | tag::SECRET_SUBKEY => self.secret_key(inspector),
            tag::SIGNATURE => {
                let context = signature::Context { key_made };
                signature::signature(inspector, self.input, self.announced, self.whole, context)
            }
            tag::ONE_PASS_SIGNATURE => self.one_pass(inspector),
            tag::USER_ID => self.user_id(inspector),
            tag::LITERAL => self.literal(inspector),
            tag::COMPRESSED => self.compressed(inspector),
            _ => {
                let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
                node.fact(Name::Length, Value::Bytes(self.input.bytes.len()));
                node
            }
        }
    }

    fn key(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
        match Key::parse(self.announced, self.input.bytes) {
            Ok(key) => describe_key(&mut node, &key),
            Err(KeyError::OtherVersion) => self.other_version(&mut node, inspector),
            Err(KeyError::Invalid) => node.problems.push(Problem::MalformedPacket),
        }
        node
    }

    /// What GnuPG 2.2 skips: the time and the algorithm stand at the same place in all versions.
    fn other_version(&self, node: &mut Node, inspector: &Inspector<'_>) {
        let mut reader = Reader::new(self.input.bytes);
        if let Some(version) = reader.byte() {
            node.fact(Name::Version, Value::Number(version.into()));
            let (created, algorithm) = (reader.u32(), reader.byte());
            if version > 4
                && let (Some(created), Some(algorithm)) = (created, algorithm)
            {
                node.fact(Name::Algorithm, Value::Numbered(Table::PublicKeyAlgorithm, algorithm));
                node.fact(Name::Made, Value::Time(created.into()));
            }
            let mark = FINGERPRINT_MARKS.into_iter().find(|(of, _)| *of == version);
            let is_public = matches!(self.tag, tag::PUBLIC_KEY | tag::PUBLIC_SUBKEY);
            if let (Some((_, mark)), Ok(length), true) = (mark, u32::try_from(self.input.bytes.len()), is_public) {
                let hashed = [&[mark], &length.to_be_bytes()[..], self.input.bytes].concat();
                node.fact(
                    Name::Fingerprint,
                    Value::Fingerprint(inspector.crypto.sha256(&hashed).into()),
                );
            }
        }
        node.problems.push(Problem::KeyVersion);
    }

    /// Only the public half is read.
    fn secret_key(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::PrivateKey(PrivateKeyForm::OpenPgp), self.whole);
        node.fact(Name::Packet, Value::Numbered(Table::Packet, self.tag));
        match SecretKey::parse(self.announced, self.input.bytes) {
            Ok(key) => describe_key(&mut node, &key.public),
            Err(KeyError::OtherVersion) => node.problems.push(Problem::KeyVersion),
            Err(KeyError::Invalid) => node.problems.push(Problem::MalformedPacket),
        }
        node
    }

    fn one_pass(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
        let mut reader = Reader::new(self.input.bytes);
        let version = reader.byte();
        if let Some(version) = version {
            node.fact(Name::Version, Value::Number(version.into()));
        }
        match (version, reader.array::<3>(), reader.array::<8>()) {
            (Some(3), Some([class, hash, key]), Some(issuer)) => {
                node.fact(Name::SignatureType, Value::Numbered(Table::SignatureType, class));
                node.fact(Name::Hash, Value::Numbered(Table::Hash, hash));
                node.fact(Name::Algorithm, Value::Numbered(Table::PublicKeyAlgorithm, key));
                node.fact(Name::IssuerKeyId, Value::Fingerprint(issuer.into()));
            }
            _ => node.problems.push(Problem::MalformedPacket),
        }
        node
    }

    fn user_id(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
        node.fact(Name::Is, Value::text_of(self.input.bytes));
        node
    }

    /// RFC 4880 §5.9. The content is looked into as a source of its own.
    fn literal(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
        let mut reader = Reader::new(self.input.bytes);
        let (Some(mode), Some(length)) = (reader.byte(), reader.byte()) else {
            node.problems.push(Problem::MalformedPacket);
            return node;
        };
        node.fact(Name::LiteralMode, Value::Numbered(Table::LiteralMode, mode));
        let name = reader.take(length.into());
        if !name.is_empty() {
            node.fact(Name::FileName, Value::text_of(name));
        }
        match reader.u32() {
            None => {
                node.problems.push(Problem::MalformedPacket);
                return node;
            }
            Some(0) => {}
            Some(time) => node.fact(Name::FileTime, Value::Time(time.into())),
        }
        let content = reader.rest();
        node.fact(Name::Length, Value::Bytes(content.len()));
        let start = self.input.bytes.len() - content.len();
        let place = if self.in_chunks {
            self.whole
        } else {
            self.input.at(start, self.input.bytes.len())
        };
        let child = inspector.decoded(place, "payload", content, recognise::recognise);
        node.children.push(child);
        node
    }

    fn compressed(&self, inspector: &mut Inspector<'_>) -> Node {
        let mut node = inspector.node(What::OpenPgpPacket(self.tag), self.whole);
        let Some((&number, data)) = self.input.bytes.split_first() else {
            node.problems.push(Problem::MalformedPacket);
            return node;
        };
        node.fact(Name::Algorithm, Value::Numbered(Table::Compression, number));
        let Some(compression) = Compression::from_number(number) else {
            node.problems.push(Problem::UnknownCompression);
            return node;
        };
        match decompress(compression, data, inspector.decoded_left) {
            Err(CompressionError::Damaged) => node.problems.push(Problem::DamagedCompression),
            Err(CompressionError::TooLarge) => node.problems.push(Problem::TooDeep),
            Ok(decompressed) => {
                if !decompressed.complete {
                    node.problems.push(Problem::CutOff { missing: 0 });
                }
                let inner = inspector.decoded(self.whole, "compressed", &decompressed.bytes, packets);
                if matches!(inner.what, What::OpenPgp(_)) {
                    node.children = inner.children;
                    node.problems.extend(inner.problems);
                } else {
                    node.children.push(inner);
                }
            }
        }
        node
    }
}

fn describe_key(node: &mut Node, key: &Key) {
    node.fact(Name::Algorithm, Value::Text(algorithm::describe(key)));
    node.fact(Name::Fingerprint, Value::Fingerprint(key.fingerprint.0.into()));
    node.fact(Name::KeyId, Value::Fingerprint(key.id().0.to_be_bytes().into()));
    node.fact(Name::Made, Value::Time(key.created.into()));
}

/// An armoured block: keys, a message or a signature. `body` lies between its first and its last line.
pub(super) fn armored(inspector: &mut Inspector<'_>, block: Input<'_>, body: Input<'_>, label: &[u8]) -> Node {
    let is_message = label == b"PGP MESSAGE" || label == b"PGP SIGNATURE";
    let mut node = inspector.node(
        What::OpenPgpArmor {
            label: String::from_utf8_lossy(label).into_owned(),
        },
        block.place(),
    );
    let (packets_in_it, is_damaged) = armor::unwrap_block(body.bytes);
    if is_damaged {
        node.problems.push(Problem::ArmorDamaged);
    }
    let is_wrapping = inspector.is_outermost() && !is_message && !is_damaged;
    inspector.wrapping += usize::from(is_wrapping);
    let child = inspector.decoded(block.place(), "armor", &packets_in_it, packets);
    inspector.wrapping -= usize::from(is_wrapping);
    node.children.push(child);
    if is_message {
        node.remark(Remark::ArmorRefused);
    }
    node
}

/// A cleartext signature (RFC 4880 §7), up to its signature.
pub(super) fn cleartext(inspector: &mut Inspector<'_>, block: Input<'_>) -> Node {
    let mut node = inspector.node(What::OpenPgpCleartext, block.place());
    node.remark(Remark::ArmorRefused);
    node
}

/// What a list of algorithm numbers says.
pub(super) fn numbered(table: Table, numbers: &[u8]) -> Value {
    Value::List(
        numbers
            .iter()
            .map(|&number| Value::Numbered(table, number))
            .collect::<Vec<_>>(),
    )
}

/// What flags of up to four bytes say, the first byte lowest.
pub(super) fn flags(of: Flags, bytes: &[u8]) -> Value {
    let number = bytes
        .iter()
        .take(4)
        .rev()
        .fold(0_u32, |number, &byte| number << 8 | u32::from(byte));
    Value::Flags(of, number)
}

/// How a signature is read.
pub(super) fn read_signature(bytes: &[u8], announced: usize) -> Option<Signature> {
    Signature::parse(announced, bytes).ok()
}
