//! Signature packets and their subpackets (RFC 4880 §5.2, RFC 9580 §5.2.3).
use super::super::{Flags, Input, Inspector, Name, Node, Place, Problem, Table, Value, What};
use super::{flags, numbered, read_signature};
use crate::openpgp::KeyId;
use crate::openpgp::packet::{Reader, tag};
use crate::openpgp::signature::Signature;
use crate::openpgp::signature::subpacket::{Area, Subpacket, is_well_formed, kind};

/// Where the protected subpackets of a version 4 signature begin: behind version, class, two algorithms and their own length.
const HASHED_AREA: usize = 6;

/// What stands around a signature.
#[derive(Clone, Copy)]
pub(super) struct Context {
    /// When the last key before it was made.
    pub(super) key_made: Option<i64>,
}

/// A signature packet, or one within another.
pub(super) fn signature(
    inspector: &mut Inspector<'_>,
    body: Input<'_>,
    announced: usize,
    whole: Place,
    context: Context,
) -> Node {
    let mut node = inspector.node(What::OpenPgpPacket(tag::SIGNATURE), whole);
    let mut head = Reader::new(body.bytes);
    let version = head.byte();
    if let Some(version) = version {
        node.fact(Name::Version, Value::Number(version.into()));
    }
    match (version, read_signature(body.bytes, announced)) {
        // A version 4 signature without an algorithm is one for GnuPG, and one that nobody made.
        (Some(2..=4), Some(signature)) if announced >= 16 => {
            describe(inspector, &mut node, body, Read { signature, context });
        }
        (Some(2..=4), _) => node.problems.push(Problem::MalformedPacket),
        (Some(version), _) => {
            if version > 4
                && let Some([class, key, hash]) = head.array()
            {
                algorithms(&mut node, class, key, hash);
            }
            node.problems.push(Problem::SignatureVersion);
        }
        (None, _) => node.problems.push(Problem::MalformedPacket),
    }
    node
}

/// A signature that was read, and what stands around it.
struct Read {
    signature: Signature,
    context: Context,
}

fn algorithms(node: &mut Node, class: u8, key: u8, hash: u8) {
    node.fact(Name::SignatureType, Value::Numbered(Table::SignatureType, class));
    node.fact(Name::Algorithm, Value::Numbered(Table::PublicKeyAlgorithm, key));
    node.fact(Name::Hash, Value::Numbered(Table::Hash, hash));
}

fn describe(inspector: &mut Inspector<'_>, node: &mut Node, body: Input<'_>, read: Read) {
    let signature = &read.signature;
    algorithms(node, signature.class, signature.key_algorithm, signature.hash_algorithm);
    if signature.version < 4 {
        node.fact(Name::Made, Value::Time(signature.created.into()));
        node.fact(Name::IssuerKeyId, key_id(signature.issuer));
        return;
    }
    if let Some(expires) = signature.expires {
        node.fact(Name::Expires, Value::Time(expires.into()));
    }
    let hashed = signature.hashed().0.len();
    let unhashed_area = HASHED_AREA + hashed + 2;
    area(
        inspector,
        node,
        body.part(HASHED_AREA, HASHED_AREA + hashed),
        true,
        &read,
    );
    let unhashed = body.part(unhashed_area, unhashed_area + signature.unhashed().0.len());
    area(inspector, node, unhashed, false, &read);
}

fn area(inspector: &mut Inspector<'_>, node: &mut Node, area: Input<'_>, hashed: bool, read: &Read) {
    let mut start = 0;
    for subpacket in Area(area.bytes).read() {
        if inspector.is_full(node) {
            return;
        }
        let Ok(subpacket) = subpacket else {
            node.problems
                .push(Problem::MalformedSubpackets(area.at(start, area.bytes.len())));
            return;
        };
        let end = area.bytes.len() - subpacket.behind;
        let child = one(inspector, area.part(start, end), subpacket, hashed, read);
        node.children.push(child);
        start = end;
    }
}

fn one(inspector: &mut Inspector<'_>, whole: Input<'_>, subpacket: Subpacket<'_>, hashed: bool, read: &Read) -> Node {
    let what = What::OpenPgpSubpacket {
        kind: subpacket.kind,
        critical: subpacket.critical,
        hashed,
    };
    let mut node = inspector.node(what, whole.place());
    let Some(data) = subpacket.data.filter(|data| is_well_formed(subpacket.kind, data.len())) else {
        node.problems.push(Problem::MalformedPacket);
        return node;
    };
    let data_input = whole.from(whole.bytes.len() - data.len());
    match value(subpacket.kind, data, read) {
        Some(value) => node.fact(Name::Is, value),
        None if subpacket.kind == kind::EMBEDDED_SIGNATURE => {
            let embedded = inspector.deeper(|inspector| {
                if inspector.depth > super::super::DEPTH_LIMIT {
                    let mut node = inspector.node(What::NotFollowed, data_input.place());
                    node.problems.push(Problem::TooDeep);
                    return node;
                }
                self::signature(inspector, data_input, data.len(), data_input.place(), read.context)
            });
            node.children.push(embedded);
        }
        None => node.fact(Name::Is, Value::Hex(data.into())),
    }
    node
}

/// What the data of a subpacket says (RFC 9580 §5.2.3.11 and on); `None` for what is only shown as bytes.
fn value(kind: u8, data: &[u8], read: &Read) -> Option<Value> {
    let text = |bytes: &[u8]| Value::text_of(bytes);
    let seconds = || data.first_chunk().map(|bytes| u32::from_be_bytes(*bytes));
    Some(match kind {
        kind::SIGNATURE_CREATION_TIME => Value::Time(seconds()?.into()),
        kind::SIGNATURE_EXPIRATION_TIME => match seconds()? {
            0 => Value::Never,
            lifetime => Value::Lifetime {
                seconds: lifetime,
                until: Some(i64::from(read.signature.created) + i64::from(lifetime)),
            },
        },
        // Of the key, from when that was made.
        kind::KEY_EXPIRATION_TIME => match seconds()? {
            0 => Value::Never,
            lifetime => Value::Lifetime {
                seconds: lifetime,
                until: read.context.key_made.map(|made| made + i64::from(lifetime)),
            },
        },
        kind::EXPORTABLE | kind::REVOCABLE | kind::PRIMARY_USER_ID => Value::Boolean(*data.first()? != 0),
        kind::TRUST => match *data {
            [level, amount] => Value::Trust { level, amount },
            _ => return None,
        },
        kind::REGULAR_EXPRESSION => text(data.strip_suffix(b"\0").unwrap_or(data)),
        kind::PREFERRED_CIPHERS => numbered(Table::Cipher, data),
        kind::PREFERRED_HASHES => numbered(Table::Hash, data),
        kind::PREFERRED_COMPRESSION => numbered(Table::Compression, data),
        kind::REVOCATION_KEY => Value::Fingerprint(data.get(2..22)?.into()),
        kind::ISSUER => Value::Fingerprint(data.get(..8)?.into()),
        kind::ISSUER_FINGERPRINT | INTENDED_RECIPIENT => Value::Fingerprint(data.get(1..)?.into()),
        kind::NOTATION => {
            let (head, rest) = data.split_first_chunk::<8>()?;
            let [_, _, _, _, name_high, name_low, value_high, value_low] = *head;
            let length = |high, low| usize::from(u16::from_be_bytes([high, low]));
            let (name, rest) = rest.split_at_checked(length(name_high, name_low))?;
            let value = rest.get(..length(value_high, value_low))?;
            Value::List([text(name), text(value)].into())
        }
        kind::PREFERRED_KEY_SERVER | kind::POLICY | SIGNERS_USER_ID => text(data),
        kind::KEY_FLAGS => flags(Flags::KeyUse, data),
        KEY_SERVER_PREFERENCES => flags(Flags::KeyServer, data),
        kind::FEATURES => flags(Flags::Features, data),
        kind::REVOCATION_REASON => {
            let (&reason, words) = data.split_first()?;
            let reason = Value::Numbered(Table::RevocationReason, reason);
            if words.is_empty() {
                reason
            } else {
                Value::List([reason, text(words)].into())
            }
        }
        kind::KEY_BLOCK => Value::Bytes(data.len()),
        _ => return None,
    })
}

/// RFC 9580 §5.2.3.25
const KEY_SERVER_PREFERENCES: u8 = 23;
/// RFC 9580 §5.2.3.30
const SIGNERS_USER_ID: u8 = 28;
/// RFC 9580 §5.2.3.36
const INTENDED_RECIPIENT: u8 = 35;

fn key_id(id: KeyId) -> Value {
    Value::Fingerprint(id.0.to_be_bytes().into())
}
