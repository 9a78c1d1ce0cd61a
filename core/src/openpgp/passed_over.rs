//! Packets that are passed over, in messages and in key files: when GnuPG takes one for malformed, and reads nothing behind it.

use super::algorithm::{self, Part};
use super::packet::{Header, Length, Reader, tag};

/// GnuPG takes a longer comment for malformed.
const COMMENT_LIMIT: usize = 65_536;

/// Whether GnuPG passes over a packet; `body` is shorter than the header says where the data is cut off.
#[must_use]
pub fn is_well_formed(header: Header, body: &[u8]) -> bool {
    // What comes in pieces has no length to be wrong.
    let length = match header.length {
        Length::Fixed(length) => Some(length),
        Length::Indeterminate | Length::Partial(_) => None,
    };
    let has = |least| length.is_none_or(|length| length >= least);
    match header.tag {
        tag::COMMENT | tag::OLD_COMMENT => length.is_some_and(|length| length <= COMMENT_LIMIT),
        // GnuPG would unpack the one; the other is its own, and secret.
        tag::COMPRESSED | tag::GNUPG_CONTROL => false,
        // A length of zero is none to GnuPG: it reads on to the end, and what it does not decrypt it leaves for the next packet.
        tag::ENCRYPTED => has(10) || length == Some(0),
        tag::ENCRYPTED_AEAD => has(19) && body.first() == Some(&1),
        tag::ENCRYPTED_WITH_MDC => has(11) && body.first() == Some(&1),
        tag::LITERAL => has(6),
        tag::MARKER => length == Some(3) && body == b"PGP",
        tag::MDC => header.new_format && length == Some(20),
        tag::ONE_PASS_SIGNATURE => has(13) && body.first() == Some(&3),
        tag::PUBLIC_KEY_ENCRYPTED_SESSION_KEY => {
            length.is_some_and(|length| is_public_key_encrypted_session_key(length, body))
        }
        tag::SYMMETRIC_KEY_ENCRYPTED_SESSION_KEY => {
            length.is_some_and(|length| is_symmetric_key_encrypted_session_key(length, body))
        }
        _ => true,
    }
}

/// RFC 4880 §5.1; `parse_pubkeyenc`.
fn is_public_key_encrypted_session_key(length: usize, body: &[u8]) -> bool {
    let mut reader = Reader::new(body.get(..length).unwrap_or(body));
    let (Some(2 | 3), Some::<[u8; 8]>(_), Some(algorithm)) = (reader.byte(), reader.array(), reader.byte()) else {
        return false;
    };
    length >= 12
        && match algorithm::session_key_parts(algorithm) {
            None => true,
            Some(parts) => parts.iter().all(|part| match part {
                Part::Integer => reader.integer().is_some(),
                Part::Octets => reader.byte().is_some_and(|length| {
                    (2..=254).contains(&length) && reader.take(usize::from(length)).len() == usize::from(length)
                }),
            }),
        }
}

/// RFC 4880 §5.3; `parse_symkeyenc`.
fn is_symmetric_key_encrypted_session_key(length: usize, body: &[u8]) -> bool {
    let mut reader = Reader::new(body);
    let version = reader.byte();
    let (rest, head) = match version {
        Some(4) => (length.saturating_sub(4), 1),
        Some(5) => (length.saturating_sub(5), 2),
        _ => return false,
    };
    reader.take(head);
    let (Some(specifier), Some(_hash)) = (reader.byte(), reader.byte()) else {
        return false;
    };
    let salt = match specifier {
        1 => 8,
        3 => 9,
        // Of an unknown kind of derivation, GnuPG wants nothing more.
        _ => 0,
    };
    let long_enough = if version == Some(5) { length >= 5 } else { length >= 4 };
    long_enough && length <= 201 && rest >= salt
}
