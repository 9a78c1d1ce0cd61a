//! Signed messages: which packets they are made of, down through the compressed ones (RFC 4880 §11.3).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::armor;
use super::compression::{Compression, CompressionError, decompress};
use super::keyring::USER_ID_LIMIT;
use super::packet::{Header, Length, Reader, tag};
use super::signature::{Signature, SignatureError};
use super::{DECOMPRESSED_LIMIT, KeyId, Limit, MESSAGE_PACKET_LIMIT};

/// How deep GnuPG follows compressed packets, the message itself included.
const DEPTH_LIMIT: usize = 32;
/// GnuPG reads compressed data in steps of so many bytes, and drops what it read behind its end.
const COMPRESSED_STEP: usize = 2_048;
/// GnuPG takes a longer comment for malformed.
const COMMENT_LIMIT: usize = 65_536;

/// The packets of a message, or of a compressed packet in it.
#[derive(Clone, Debug)]
pub struct Stream {
    /// In order. Markers, comments and what nobody knows are left out.
    pub packets: Vec<Packet>,
    /// Why there are no more.
    pub end: End,
}

/// What is told apart in a message.
#[derive(Clone, Debug)]
pub enum Packet {
    /// Compressed packets.
    Compressed(Stream),
    /// Something encrypted, or a key to decrypt it. Nothing is read behind it.
    Encrypted,
    /// A key. Nothing is read behind it.
    Key,
    /// The signed data.
    Literal(Literal),
    /// The announcement of a signature.
    OnePass(OnePass),
    /// A signature.
    Signature(Box<Signature>),
    /// Data compressed in an unknown way. Nothing is read behind it.
    UnknownCompression,
    /// The name of a user, which has no place in a message.
    UserId,
}

/// A literal data packet (RFC 4880 §5.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// What kind of data it says to be: `b`, `t`, `u`, `m`, …
    pub mode: u8,
    /// The data, as it is signed.
    pub signed: Vec<u8>,
}

/// A one-pass signature packet (RFC 4880 §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnePass {
    /// The number of the hash algorithm.
    pub hash_algorithm: u8,
    /// The key that will have signed.
    pub issuer: KeyId,
}

/// Why a stream has no more packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is at its end, or cut off.
    Clean,
    /// Compressed data is damaged, or what looks like it: GnuPG ends at once and looks at no signature.
    Damaged,
    /// It has no packets at all.
    Empty,
    /// A malformed packet.
    Invalid,
    /// Compressed packets within compressed packets, deeper than GnuPG follows.
    TooDeep,
}

impl Literal {
    /// The data as GnuPG hands it out: text loses its carriage returns (`handle_plaintext`).
    #[must_use]
    pub fn content(&self) -> Cow<'_, [u8]> {
        if matches!(self.mode, b't' | b'u') && self.signed.contains(&b'\r') {
            Cow::Owned(self.signed.iter().copied().filter(|&byte| byte != b'\r').collect())
        } else {
            Cow::Borrowed(&self.signed)
        }
    }
}

/// Reads a message. What GnuPG takes for text is not looked at: from an image, no armoured message reaches it (reference.md §3.3).
///
/// # Errors
/// A limit was passed.
pub fn read(bytes: &[u8]) -> Result<Stream, Limit> {
    if let [first, second, ..] = *bytes
        && armor::is_armored_start(first, second)
    {
        return Ok(Stream {
            packets: Vec::new(),
            end: End::Invalid,
        });
    }
    let mut budget = Budget {
        packets: MESSAGE_PACKET_LIMIT,
        decompressed: DECOMPRESSED_LIMIT,
    };
    read_stream(bytes, 1, &mut budget)
}

struct Budget {
    packets: usize,
    decompressed: usize,
}

/// What reading one packet led to.
enum Step {
    Add(Packet),
    AddLast(Packet, End),
    Last(End),
    Skip,
}

fn read_stream(bytes: &[u8], depth: usize, budget: &mut Budget) -> Result<Stream, Limit> {
    let mut packets = Vec::new();
    if depth > DEPTH_LIMIT {
        return Ok(Stream {
            packets,
            end: End::TooDeep,
        });
    }
    let mut reader = Reader::new(bytes);
    let mut end = End::Empty;
    loop {
        let header = match reader.header() {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(Stream { packets, end }),
            Err(_) => {
                return Ok(Stream {
                    packets,
                    end: End::Invalid,
                });
            }
        };
        end = End::Clean;
        budget.packets = budget.packets.checked_sub(1).ok_or(Limit::MessagePackets)?;
        let step = match (header.tag, header.length) {
            (tag::COMPRESSED, length) => read_compressed(length, &mut reader, depth, budget)?,
            (tag::LITERAL, length) => read_literal(length, &mut reader),
            // What a decompressor in trouble would write (`parse`).
            (tag::GNUPG_CONTROL, Length::Fixed(0xffff_ffff)) => Step::Last(End::Damaged),
            (_, Length::Fixed(length)) => read_small(header, length, reader.take(length)),
            // Only what is encrypted can be of such a length.
            _ => Step::AddLast(Packet::Encrypted, End::Clean),
        };
        match step {
            Step::Add(packet) => packets.push(packet),
            Step::AddLast(packet, end) => {
                packets.push(packet);
                return Ok(Stream { packets, end });
            }
            Step::Last(end) => return Ok(Stream { packets, end }),
            Step::Skip => {}
        }
    }
}

/// Reads a packet whose length is known; `body` is shorter where the message is cut off.
fn read_small(header: Header, length: usize, body: &[u8]) -> Step {
    let skip_unless_longer = |limit| {
        if length <= limit {
            Step::Skip
        } else {
            Step::Last(End::Invalid)
        }
    };
    match header.tag {
        tag::SIGNATURE => match Signature::parse(length, body) {
            Ok(signature) => Step::Add(Packet::Signature(Box::new(signature))),
            Err(SignatureError::EndOfData) => Step::Last(End::Clean),
            Err(SignatureError::Invalid) => Step::Last(End::Invalid),
        },
        tag::ONE_PASS_SIGNATURE => match *body {
            [
                3,
                _class,
                hash_algorithm,
                _key_algorithm,
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                h,
                _last,
                ..,
            ] => {
                let issuer = KeyId(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
                Step::Add(Packet::OnePass(OnePass { hash_algorithm, issuer }))
            }
            // Cut off: nothing follows that it could announce.
            [3, ..] if length >= 13 => Step::Last(End::Clean),
            _ => Step::Last(End::Invalid),
        },
        tag::USER_ID if length <= USER_ID_LIMIT => Step::Add(Packet::UserId),
        tag::USER_ATTRIBUTE => Step::Add(Packet::UserId),
        tag::USER_ID => Step::Last(End::Invalid),
        tag::COMMENT | tag::OLD_COMMENT => skip_unless_longer(COMMENT_LIMIT),
        tag::MARKER if (length, body) != (3, b"PGP") => Step::Last(End::Invalid),
        tag::MDC if !header.new_format || length != 20 => Step::Last(End::Invalid),
        tag::GNUPG_CONTROL => Step::Last(End::Invalid),
        tag::PUBLIC_KEY | tag::PUBLIC_SUBKEY | tag::SECRET_KEY | tag::SECRET_SUBKEY => {
            Step::AddLast(Packet::Key, End::Clean)
        }
        tag::ENCRYPTED
        | tag::ENCRYPTED_AEAD
        | tag::ENCRYPTED_WITH_MDC
        | tag::PUBLIC_KEY_ENCRYPTED_SESSION_KEY
        | tag::SYMMETRIC_KEY_ENCRYPTED_SESSION_KEY => Step::AddLast(Packet::Encrypted, End::Clean),
        _ => Step::Skip,
    }
}

fn read_literal(length: Length, reader: &mut Reader<'_>) -> Step {
    let fixed = matches!(length, Length::Fixed(_));
    let (length, body, complete) = match length {
        Length::Fixed(length) => {
            let body = reader.take(length);
            (length, Cow::Borrowed(body), body.len() == length)
        }
        Length::Indeterminate => {
            let body = reader.take(usize::MAX);
            (body.len(), Cow::Borrowed(body), false)
        }
        Length::Partial(first) => {
            let chunks = reader.chunks(first);
            (chunks.bytes.len(), Cow::Owned(chunks.bytes), chunks.complete)
        }
    };
    if length < 6 {
        return Step::Last(if fixed { End::Invalid } else { End::Clean });
    }
    let mut body = Reader::new(&body);
    let (Some(mode), Some(name_length)) = (body.byte(), body.byte()) else {
        return Step::Last(End::Clean);
    };
    // The name is cut short rather than the date behind it.
    body.take(usize::from(name_length).min(length - 6));
    let _date = body.u32();
    let literal = Packet::Literal(Literal {
        mode,
        signed: body.rest().to_vec(),
    });
    if complete {
        Step::Add(literal)
    } else {
        Step::AddLast(literal, End::Clean)
    }
}

/// GnuPG ignores the length of a compressed packet, unless it comes in chunks, and then reads in steps.
fn read_compressed(length: Length, reader: &mut Reader<'_>, depth: usize, budget: &mut Budget) -> Result<Step, Limit> {
    let in_chunks = matches!(length, Length::Partial(_));
    let body = match length {
        Length::Fixed(_) | Length::Indeterminate => Cow::Borrowed(reader.take(usize::MAX)),
        Length::Partial(first) => {
            let chunks = reader.chunks(first);
            if !chunks.complete {
                // Cut off: what GnuPG still reads depends on how the packets lie in its buffers.
                return Ok(Step::Last(End::Damaged));
            }
            Cow::Owned(chunks.bytes)
        }
    };
    let unknown = Ok(Step::AddLast(Packet::UnknownCompression, End::Clean));
    let Some((&algorithm, data)) = body.split_first() else {
        return unknown;
    };
    let Some(compression) = Compression::from_number(algorithm) else {
        return unknown;
    };
    let decompressed = match decompress(compression, data, budget.decompressed) {
        Ok(decompressed) => decompressed,
        Err(CompressionError::Damaged) => return Ok(Step::Last(End::Damaged)),
        Err(CompressionError::TooLarge) => return Err(Limit::Decompressed),
    };
    budget.decompressed = budget.decompressed.saturating_sub(decompressed.bytes.len());
    let inner = Packet::Compressed(read_stream(&decompressed.bytes, depth + 1, budget)?);
    // In one step GnuPG reads to the end of the chunks, and then goes on behind them.
    if in_chunks && data.len() < COMPRESSED_STEP {
        return Ok(match decompressed.complete {
            true => Step::Add(inner),
            false if reader.rest().is_empty() => Step::AddLast(inner, End::Clean),
            // It would decompress what stands there.
            false => Step::Last(End::Damaged),
        });
    }
    let dropped = decompressed.consumed == data.len() || data.len() <= COMPRESSED_STEP;
    // What is not dropped, GnuPG reads as packets; no signature there could count.
    let end = if dropped && reader.rest().is_empty() {
        End::Clean
    } else {
        End::Invalid
    };
    Ok(Step::AddLast(inner, end))
}
