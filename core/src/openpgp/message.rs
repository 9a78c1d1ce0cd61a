//! Signed messages: which packets they are made of, down through the compressed ones (RFC 4880 §11.3).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::armor;
use super::compression::{Compression, CompressionError, decompress};
use super::key::secret::SecretKey;
use super::key::{COMMENT, Key, KeyError, is_endless};
use super::keyring::{USER_ATTRIBUTE_LIMIT, USER_ID_LIMIT};
use super::packet::{Header, Length, Reader, tag};
use super::signature::{Signature, SignatureError};
use super::{DECOMPRESSED_LIMIT, KeyId, Limit, MESSAGE_PACKET_LIMIT, passed_over};

/// How deep GnuPG follows compressed packets, the message itself included.
const DEPTH_LIMIT: usize = 32;
/// GnuPG reads compressed data in steps of so many bytes, and drops what it read behind its end.
const COMPRESSED_STEP: usize = 2_048;
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
    /// Something encrypted.
    Encrypted,
    /// A key, which has no place in a message.
    Key {
        /// Whether it has its secret half.
        secret: bool,
    },
    /// The signed data.
    Literal(Literal),
    /// The announcement of a signature.
    OnePass(OnePass),
    /// A signature.
    Signature(Box<Signature>),
    /// Data compressed in an unknown way. Nothing is read behind it.
    UnknownCompression,
    /// What belongs to a key: a subkey or a user ID.
    PartOfKey,
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
    /// It is at its end.
    Clean,
    /// It is at its end within a packet.
    CutOff,
    /// Compressed data is damaged, or what looks like it: GnuPG ends at once and looks at no signature.
    Damaged,
    /// It has no packets at all.
    Empty,
    /// GnuPG ends on the spot, for want of memory, and nobody hears what it had found.
    Fatal,
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
        let first = end == End::Empty;
        // GnuPG passes over these before it notices that there is anything (`parse_packet`).
        if header.tag != tag::TRUST && header.tag != 0 {
            end = End::Clean;
        }
        budget.packets = budget.packets.checked_sub(1).ok_or(Limit::MessagePackets)?;
        let step = match (header.tag, header.length) {
            (tag::COMPRESSED, length) => read_compressed(length, &mut reader, depth, budget)?,
            (tag::LITERAL, length) => read_literal(length, &mut reader),
            // What a decompressor in trouble would write (`parse`).
            (tag::GNUPG_CONTROL, Length::Fixed(0xffff_ffff)) => Step::Last(End::Damaged),
            (tag::ENCRYPTED | tag::ENCRYPTED_AEAD | tag::ENCRYPTED_WITH_MDC, _) => read_encrypted(header, &mut reader),
            (_, Length::Fixed(length)) => read_small(header, length, reader.body(header.tag, length)),
            // The header would not have been read.
            (_, Length::Indeterminate | Length::Partial(_)) => Step::Last(End::Invalid),
        };
        match step {
            Step::Add(packet) => packets.push(packet),
            Step::AddLast(packet, end) => {
                packets.push(packet);
                return Ok(Stream { packets, end });
            }
            // Nor does it notice a first packet that is cut off so.
            Step::Last(End::CutOff) if first => {
                return Ok(Stream {
                    packets,
                    end: End::Empty,
                });
            }
            Step::Last(end) => return Ok(Stream { packets, end }),
            Step::Skip => {}
        }
    }
}

/// Reads a packet whose length is known; `body` is shorter where the message is cut off.
fn read_small(header: Header, length: usize, body: &[u8]) -> Step {
    match header.tag {
        tag::SIGNATURE => match Signature::parse(length, body) {
            Ok(signature) => Step::Add(Packet::Signature(Box::new(signature))),
            Err(SignatureError::EndOfData) => Step::Last(End::CutOff),
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
            [3, ..] if length >= 13 => {
                let unknown = OnePass {
                    hash_algorithm: 0,
                    issuer: KeyId(0),
                };
                Step::AddLast(Packet::OnePass(unknown), End::CutOff)
            }
            _ => Step::Last(End::Invalid),
        },
        tag::USER_ID if length <= USER_ID_LIMIT => Step::Add(Packet::PartOfKey),
        tag::USER_ATTRIBUTE if length <= USER_ATTRIBUTE_LIMIT => Step::Add(Packet::PartOfKey),
        tag::USER_ID | tag::USER_ATTRIBUTE => Step::Last(End::Invalid),
        // It would need more memory than there is (`parse_key`), and ends.
        tag::SECRET_KEY | tag::SECRET_SUBKEY if is_endless(length, body) => Step::Last(End::Fatal),
        // A comment of old programs; it stays in its place (`parse_key`).
        tag::PUBLIC_SUBKEY if body.first() == Some(&COMMENT) => Step::Add(Packet::PartOfKey),
        tag::PUBLIC_KEY => read_key(Key::parse(length, body), Packet::Key { secret: false }),
        tag::SECRET_KEY => read_key(SecretKey::parse(length, body), Packet::Key { secret: true }),
        tag::PUBLIC_SUBKEY => read_key(Key::parse(length, body), Packet::PartOfKey),
        tag::SECRET_SUBKEY => read_key(SecretKey::parse(length, body), Packet::PartOfKey),
        _ if passed_over::is_well_formed(header, body) => Step::Skip,
        _ => Step::Last(End::Invalid),
    }
}

fn read_key<T>(key: Result<T, KeyError>, packet: Packet) -> Step {
    match key {
        Ok(_) => Step::Add(packet),
        Err(KeyError::Invalid) => Step::Last(End::Invalid),
        Err(KeyError::OtherVersion) => Step::Skip,
    }
}

/// Passes over encrypted data.
fn read_encrypted(header: Header, reader: &mut Reader<'_>) -> Step {
    let (body, complete) = match header.length {
        Length::Fixed(length) => (Cow::Borrowed(reader.take(length)), true),
        Length::Indeterminate => (Cow::Borrowed(reader.take(usize::MAX)), true),
        Length::Partial(first) => {
            let chunks = reader.chunks(first);
            (Cow::Owned(chunks.bytes), chunks.complete)
        }
    };
    if !passed_over::is_well_formed(header, &body) {
        Step::Last(End::Invalid)
    } else if complete {
        Step::Add(Packet::Encrypted)
    } else {
        Step::AddLast(Packet::Encrypted, End::CutOff)
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
            (body.len(), Cow::Borrowed(body), true)
        }
        Length::Partial(first) => {
            let chunks = reader.chunks(first);
            (chunks.bytes.len(), Cow::Owned(chunks.bytes), chunks.complete)
        }
    };
    if fixed && length < 6 {
        return Step::Last(End::Invalid);
    }
    let mut body = Reader::new(&body);
    let (mode, name_length) = (body.byte(), body.byte().map_or(0, usize::from));
    // The name is cut short rather than the date behind it.
    body.take(name_length.min(length.saturating_sub(6)));
    let _date = body.u32();
    let literal = Packet::Literal(Literal {
        mode: mode.unwrap_or(0),
        signed: body.rest().to_vec(),
    });
    // Where the head needs more than there are chunks, GnuPG reads on behind them, and takes all for the data.
    let head_fits = fixed || length >= 6 + name_length;
    if complete && head_fits {
        Step::Add(literal)
    } else {
        Step::AddLast(literal, End::CutOff)
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
    if depth == DEPTH_LIMIT {
        // GnuPG counts before it decompresses, so that it does not matter whether it could.
        let too_deep = read_stream(&[], depth + 1, budget)?;
        return Ok(Step::AddLast(Packet::Compressed(too_deep), End::Clean));
    }
    let decompressed = match decompress(compression, data, budget.decompressed) {
        Ok(decompressed) => decompressed,
        Err(CompressionError::Damaged) => return Ok(Step::Last(End::Damaged)),
        Err(CompressionError::TooLarge) => return Err(Limit::Decompressed),
    };
    budget.decompressed = budget.decompressed.saturating_sub(decompressed.bytes.len());
    let inner = read_stream(&decompressed.bytes, depth + 1, budget)?;
    if in_chunks && inner.end == End::CutOff && compression == Compression::None && !reader.rest().is_empty() {
        // GnuPG reads on behind the chunks, and takes that for the rest of the packet.
        return Ok(Step::Last(End::Damaged));
    }
    let inner = Packet::Compressed(inner);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openpgp::samples;
    use alloc::format;
    use alloc::string::String;

    /// The packets and the end, in short.
    fn show(stream: &Stream) -> String {
        let packets: Vec<String> = stream
            .packets
            .iter()
            .map(|packet| match packet {
                Packet::Compressed(inner) => format!("({})", show(inner)),
                Packet::Literal(literal) => format!("literal {}", String::from_utf8_lossy(&literal.signed)),
                Packet::OnePass(one_pass) => format!("one-pass {}", one_pass.issuer),
                Packet::Signature(signature) => format!("signature {}", signature.issuer),
                other => format!("{other:?}"),
            })
            .collect();
        format!("{}: {:?}", packets.join(", "), stream.end)
    }

    fn shown(bytes: &[u8]) -> String {
        show(&read(bytes).unwrap())
    }

    /// A compressed packet to the end, not compressed.
    fn wrap(inner: &[u8]) -> Vec<u8> {
        [b"\xa3\0", inner].concat()
    }

    #[test]
    fn a_signed_message_is_three_packets_perhaps_in_a_compressed_one() {
        assert_eq!(
            shown(&samples::message()),
            "one-pass 0x95AEEA11681D3ED2, literal content, signature 0x95AEEA11681D3ED2: Clean"
        );
        assert_eq!(
            shown(&samples::message_by_subkey()),
            "(one-pass 0xD057944AE2AC8749, literal content, signature 0xD057944AE2AC8749: Clean): Clean"
        );
    }

    #[test]
    fn a_stream_says_why_it_ends() {
        for (bytes, expected) in [
            (&b""[..], ": Empty"),
            (b"junk", ": Invalid"),
            (b"\xca\x03PGP", ": Clean"),
            (b"\xca\x03PGX", ": Invalid"),
            (b"\xa3\0", "(: Empty): Clean"),
            (b"\xa3\x02junk", ": Damaged"),
            (b"\xa3\x09junk", "UnknownCompression: Clean"),
            (b"\xff\xff\xff\xff\xff\xff", ": Damaged"),
            (b"\xcb\x0db\0\0\0\0\0conte", "literal conte: CutOff"),
            (b"\xd2\x0b\x010123456789", "Encrypted: Clean"),
            (b"\xd2\x0b\x020123456789", ": Invalid"),
            (b"\xc6\x01\x04", ": Invalid"),
            (b"\xc6\x01\x05", ": Clean"),
        ] {
            assert_eq!(shown(bytes), expected, "{bytes:x?}");
        }
    }

    #[test]
    fn compressed_packets_are_followed_as_deep_as_gnupg_does() {
        let nested = |depth: usize| (0..depth).fold(samples::message(), |inner, _| wrap(&inner));
        assert!(!shown(&nested(31)).contains("TooDeep"));
        assert!(shown(&nested(32)).contains("TooDeep"));
        // A packet of another algorithm, which ends within the first block.
        let damaged = (0..31).fold(b"\xa3\x01\xff".to_vec(), |inner, _| wrap(&inner));
        assert!(shown(&damaged).contains("TooDeep"));
    }

    #[test]
    fn decompressed_data_is_limited_in_all() {
        // Two megabytes of zeros in two kilobytes, and in them again.
        let zeros = alloc::vec![0; 2 << 20];
        let bomb = |inner: &[u8]| [b"\xa3\x01", miniz_oxide::deflate::compress_to_vec(inner, 9).as_slice()].concat();
        assert!(bomb(&zeros).len() < 3_000);
        assert_eq!(
            read(&bomb(&zeros)).map(|stream| stream.end),
            Ok(End::Clean),
            "one is small enough"
        );
        let larger = [zeros.as_slice(); 3].concat();
        assert_eq!(read(&bomb(&larger)).map(|stream| stream.end), Err(Limit::Decompressed));
        let literal = [b"\xcb\xff\0\x20\0\x06b\0\0\0\0\0", zeros.as_slice()].concat();
        assert_eq!(read(&bomb(&bomb(&literal))).map(|stream| stream.end), Ok(End::Clean));
        let twice = bomb(&wrap(&wrap(&literal)));
        assert_eq!(
            read(&twice).map(|stream| stream.end),
            Err(Limit::Decompressed),
            "each level counts"
        );
    }

    #[test]
    fn the_number_of_packets_is_limited() {
        let markers = b"\xca\x03PGP".repeat(MESSAGE_PACKET_LIMIT);
        assert_eq!(shown(&markers), ": Clean");
        assert_eq!(
            read(&[&markers, b"\xca\x03PGP".as_slice()].concat()).map(|stream| stream.end),
            Err(Limit::MessagePackets)
        );
    }

    #[test]
    fn text_loses_its_carriage_returns() {
        let content = |mode| {
            let signed = b"a\r\nb".to_vec();
            Literal { mode, signed }.content().into_owned()
        };
        assert_eq!(content(b't'), b"a\nb");
        assert_eq!(content(b'u'), b"a\nb");
        assert_eq!(content(b'b'), b"a\r\nb");
        assert_eq!(content(b'm'), b"a\r\nb");
    }
}
