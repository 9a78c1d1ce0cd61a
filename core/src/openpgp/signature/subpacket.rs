//! The subpackets of a version 4 signature (RFC 4880 §5.2.3.1), found as GnuPG finds them (`enum_sig_subpkt`).

/// The types that are looked at (RFC 4880 §5.2.3.1; 33 and 38 are GnuPG's).
pub mod kind {
    #![allow(missing_docs, reason = "the names are those of RFC 4880 §5.2.3")]
    pub const SIGNATURE_CREATION_TIME: u8 = 2;
    pub const SIGNATURE_EXPIRATION_TIME: u8 = 3;
    pub const EXPORTABLE: u8 = 4;
    pub const TRUST: u8 = 5;
    pub const REGULAR_EXPRESSION: u8 = 6;
    pub const REVOCABLE: u8 = 7;
    pub const KEY_EXPIRATION_TIME: u8 = 9;
    pub const PREFERRED_CIPHERS: u8 = 11;
    pub const REVOCATION_KEY: u8 = 12;
    pub const ISSUER: u8 = 16;
    pub const NOTATION: u8 = 20;
    pub const PREFERRED_HASHES: u8 = 21;
    pub const PREFERRED_COMPRESSION: u8 = 22;
    pub const PREFERRED_KEY_SERVER: u8 = 24;
    pub const PRIMARY_USER_ID: u8 = 25;
    pub const POLICY: u8 = 26;
    pub const KEY_FLAGS: u8 = 27;
    pub const REVOCATION_REASON: u8 = 29;
    pub const FEATURES: u8 = 30;
    pub const EMBEDDED_SIGNATURE: u8 = 32;
    pub const ISSUER_FINGERPRINT: u8 = 33;
    pub const KEY_BLOCK: u8 = 38;
}

/// Notations that GnuPG knows, so that they may be critical.
const KNOWN_NOTATIONS: [&[u8]; 2] = [b"preferred-email-encoding@pgp.com", b"pka-address@gnupg.org"];

/// An area of subpackets.
#[derive(Clone, Copy, Debug)]
pub struct Area<'a>(pub &'a [u8]);

/// One subpacket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subpacket<'a> {
    pub(crate) kind: u8,
    pub(crate) critical: bool,
    /// `None` for a length of zero, which leaves no room for the type: GnuPG takes the byte behind it for the type, and goes on with it.
    pub(crate) data: Option<&'a [u8]>,
    /// How many bytes of the area follow it.
    pub(crate) behind: usize,
}

/// The area ends within a subpacket: what stands before it counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Malformed;

impl<'a> Area<'a> {
    /// The first subpacket of a type. One that is malformed hides those behind it.
    #[must_use]
    pub fn find(self, wanted: u8) -> Option<&'a [u8]> {
        self.all(wanted).next()
    }

    /// All subpackets of a type, up to the first malformed one.
    pub fn all(self, wanted: u8) -> impl Iterator<Item = &'a [u8]> {
        self.read()
            .map_while(Result::ok)
            .filter(move |subpacket| subpacket.kind == wanted)
            .map_while(|subpacket| subpacket.data.filter(|data| is_well_formed(subpacket.kind, data.len())))
    }

    /// The number of seconds that a subpacket has.
    #[must_use]
    pub fn time(self, wanted: u8) -> Option<u32> {
        self.find(wanted)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// Whether a subpacket asks to be understood and GnuPG does not, or the area is malformed.
    #[must_use]
    pub fn has_unknown_critical(self) -> bool {
        self.read()
            .any(|read| read.map_or(true, |subpacket| subpacket.critical && !subpacket.is_known()))
    }

    /// All subpackets, in order.
    pub(crate) fn read(self) -> impl Iterator<Item = Result<Subpacket<'a>, Malformed>> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let read = read_one(&mut rest);
            if read.is_none() {
                rest = &[];
            }
            Some(read.ok_or(Malformed))
        })
    }
}

fn read_one<'a>(rest: &mut &'a [u8]) -> Option<Subpacket<'a>> {
    let (&first, mut tail) = rest.split_first()?;
    let length = match first {
        0..=191 => usize::from(first),
        192..=254 => {
            // GnuPG asks for two bytes and reads one: one alone could not be followed by that many anyway.
            let (&second, behind) = tail.split_first()?;
            tail = behind;
            ((usize::from(first) - 192) << 8) + usize::from(second) + 192
        }
        255 => {
            let (bytes, behind) = tail.split_first_chunk()?;
            tail = behind;
            usize::try_from(u32::from_be_bytes(*bytes)).ok()?
        }
    };
    let (body, behind) = tail.split_at_checked(length)?;
    let kind = *tail.first()?;
    *rest = behind;
    Some(Subpacket {
        kind: kind & 0x7f,
        critical: kind & 0x80 != 0,
        data: body.get(1..),
        behind: behind.len(),
    })
}

/// Whether a subpacket has the length that its type asks for (`parse_one_sig_subpkt`).
pub(crate) fn is_well_formed(kind: u8, length: usize) -> bool {
    match kind {
        kind::REVOCATION_KEY => length >= 22,
        kind::SIGNATURE_CREATION_TIME | kind::SIGNATURE_EXPIRATION_TIME | kind::KEY_EXPIRATION_TIME => length >= 4,
        kind::EMBEDDED_SIGNATURE | kind::EXPORTABLE | kind::REVOCABLE | kind::REVOCATION_REASON => length >= 1,
        kind::ISSUER => length >= 8,
        kind::ISSUER_FINGERPRINT => length >= 21,
        kind::PRIMARY_USER_ID => length == 1,
        kind::TRUST => length == 2,
        _ => true,
    }
}

impl Subpacket<'_> {
    /// Whether GnuPG handles it where it is marked as critical (`can_handle_critical`).
    fn is_known(&self) -> bool {
        let Some(data) = self.data else { return false };
        match self.kind {
            kind::NOTATION => notation_name(data).is_some_and(|name| KNOWN_NOTATIONS.contains(&name)),
            kind::KEY_BLOCK => data.first() == Some(&0),
            kind::EMBEDDED_SIGNATURE
            | kind::EXPORTABLE
            | kind::FEATURES
            | kind::ISSUER
            | kind::ISSUER_FINGERPRINT
            | kind::KEY_EXPIRATION_TIME
            | kind::KEY_FLAGS
            | kind::POLICY
            | kind::PREFERRED_CIPHERS
            | kind::PREFERRED_COMPRESSION
            | kind::PREFERRED_HASHES
            | kind::PREFERRED_KEY_SERVER
            | kind::PRIMARY_USER_ID
            | kind::REGULAR_EXPRESSION
            | kind::REVOCABLE
            | kind::REVOCATION_KEY
            | kind::REVOCATION_REASON
            | kind::SIGNATURE_CREATION_TIME
            | kind::SIGNATURE_EXPIRATION_TIME
            | kind::TRUST => true,
            _ => false,
        }
    }
}

/// RFC 4880 §5.2.3.16: four bytes of flags, two lengths, then the name.
fn notation_name(data: &[u8]) -> Option<&[u8]> {
    let (head, rest) = data.split_first_chunk::<8>()?;
    let [_, _, _, _, high, low, ..] = *head;
    rest.get(..usize::from(u16::from_be_bytes([high, low])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subpacket_is_found_behind_others_of_each_length_form() {
        let mut bytes = alloc::vec![2, kind::KEY_FLAGS, 3, 192, 1, kind::POLICY];
        bytes.extend([0; 192]);
        bytes.extend([255, 0, 0, 0, 2, kind::PRIMARY_USER_ID, 1]);
        let area = Area(&bytes);
        assert_eq!(area.find(kind::KEY_FLAGS), Some([3].as_slice()));
        assert_eq!(area.find(kind::POLICY).map(<[u8]>::len), Some(192));
        assert_eq!(area.find(kind::PRIMARY_USER_ID), Some([1].as_slice()));
        assert_eq!(area.find(kind::ISSUER), None);
        assert!(!area.has_unknown_critical());
    }

    #[test]
    fn a_malformed_subpacket_hides_those_behind_it() {
        let short_then_good = [2, kind::ISSUER, 1, 9, kind::ISSUER, 0, 0, 0, 0, 0, 0, 0, 1];
        assert_eq!(Area(&short_then_good).find(kind::ISSUER), None);
        let cut_off = [2, kind::KEY_FLAGS, 3, 9, kind::ISSUER];
        assert_eq!(Area(&cut_off).find(kind::KEY_FLAGS), Some([3].as_slice()));
        assert!(Area(&cut_off).has_unknown_critical());
    }

    #[test]
    fn what_is_critical_must_be_known() {
        let critical = |kind: u8| Area(&[2, kind | 0x80, 0]).has_unknown_critical();
        assert!(critical(99));
        assert!(!critical(kind::KEY_FLAGS));
        let notation = |name: &[u8]| {
            let mut body = alloc::vec![
                kind::NOTATION | 0x80,
                0x80,
                0,
                0,
                0,
                0,
                u8::try_from(name.len()).unwrap(),
                0,
                0
            ];
            body.extend_from_slice(name);
            body.insert(0, u8::try_from(body.len()).unwrap());
            Area(&body).has_unknown_critical()
        };
        assert!(notation(b"x@example.com"));
        assert!(!notation(b"pka-address@gnupg.org"));
    }
}
