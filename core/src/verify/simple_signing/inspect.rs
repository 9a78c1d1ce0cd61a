//! What a signature says that nobody verified: `GetUntrustedSignatureInformationWithoutVerifying` (reference.md §3.4). For people who look for a
//! mistake, never for a decision.
//!
//! The reference reads the message with another OpenPGP library than it verifies with; we read it with the one that we verify with. So messages that
//! are not well formed may be read here and not there, or the other way round.

use alloc::string::String;
use alloc::vec::Vec;

use crate::openpgp::message::{self, Packet, Stream};
use crate::openpgp::{KeyId, Limit};
use crate::source::SourceId;
use crate::trace::author::SignedContent;
use crate::verify::payload::{self, PayloadError, PayloadKind};

/// What a message says to be signed, and by whom. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntrustedContents {
    /// The signed bytes.
    pub content: Vec<u8>,
    /// The ID of the key: upper-case hexadecimal, 16 digits.
    pub short_key_identifier: String,
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InspectError {
    /// It is larger than pullgate reads.
    Limit(Limit),
    /// There is no content in it.
    NoContent,
    /// Its content is not signed.
    NotASignature,
    /// Its content is not well formed.
    Payload(PayloadError),
}

/// The content of a message, and which key it names as the signer's.
///
/// # Errors
/// It has no content, or none that says to be signed.
pub fn untrusted_contents(signature: &[u8]) -> Result<UntrustedContents, InspectError> {
    let stream = message::read(signature).map_err(InspectError::Limit)?;
    let mut signer = None;
    let content = find_content(&stream, &mut signer).ok_or(InspectError::NoContent)?;
    let signer = signer.ok_or(InspectError::NotASignature)?;
    Ok(UntrustedContents {
        content,
        short_key_identifier: alloc::format!("{:016X}", signer.0),
    })
}

/// What a signature says of an image.
///
/// # Errors
/// As [`untrusted_contents`], or the content is no payload.
pub fn untrusted_information(signature: &[u8]) -> Result<(SignedContent, String), InspectError> {
    let contents = untrusted_contents(signature)?;
    let payload = payload::parse(PayloadKind::SimpleSigning, &contents.content, SourceId::default())
        .map_err(InspectError::Payload)?;
    let content = SignedContent {
        digest: payload.digest,
        reference: payload.reference,
    };
    Ok((content, contents.short_key_identifier))
}

/// The first literal data; on the way there, the last announcement of a signature names the signer.
fn find_content(stream: &Stream, signer: &mut Option<KeyId>) -> Option<Vec<u8>> {
    stream.packets.iter().find_map(|packet| match packet {
        Packet::Compressed(inner) => find_content(inner, signer),
        Packet::Literal(literal) => Some(literal.signed.clone()),
        Packet::OnePass(one_pass) => {
            if is_known_there(one_pass.hash_algorithm) {
                *signer = Some(one_pass.issuer);
            }
            None
        }
        _ => None,
    })
}

/// The hash algorithms of the reference's library: it passes over an announcement with another, such as MD5 and RIPEMD-160.
fn is_known_there(hash_algorithm: u8) -> bool {
    matches!(hash_algorithm, 2 | 8..=12 | 14)
}
