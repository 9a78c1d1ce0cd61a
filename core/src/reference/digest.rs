//! Digests as text: `sha256:…`. Source: reference.md §5.4 (opencontainers/go-digest).

use alloc::format;

/// Why a text is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestError {
    /// It is not `algorithm:hex` in lower case.
    InvalidFormat,
    /// The number of digits is not the algorithm's.
    InvalidLength,
    /// It has the form of a digest, of an algorithm that is not supported.
    UnsupportedAlgorithm,
}

/// Checks a digest.
///
/// # Errors
/// The first rule that it breaks, in the reference's order: the length is checked before the characters.
pub fn validate(text: &str) -> Result<(), DigestError> {
    let (algorithm, encoded) = match text.split_once(':') {
        Some((algorithm, encoded)) if !algorithm.is_empty() && !encoded.is_empty() => (algorithm, encoded),
        _ => return Err(DigestError::InvalidFormat),
    };
    let digits = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if is_well_formed(algorithm, encoded) => return Err(DigestError::UnsupportedAlgorithm),
        _ => return Err(DigestError::InvalidFormat),
    };
    if encoded.len() != digits {
        Err(DigestError::InvalidLength)
    } else if encoded.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        Ok(())
    } else {
        Err(DigestError::InvalidFormat)
    }
}

/// Checks a whole image ID: the digits of a SHA-256.
///
/// # Errors
/// As [`validate`].
pub fn validate_image_id(text: &str) -> Result<(), DigestError> {
    validate(&format!("sha256:{text}"))
}

/// `^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$`
fn is_well_formed(algorithm: &str, encoded: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    algorithm.split(['.', '+', '_', '-']).all(is_part)
        && encoded
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-'))
}

/// DIGEST of the reference grammar (reference.md §5.1), wider than what [`validate`] takes.
pub(super) fn matches_reference_grammar(text: &str) -> bool {
    let Some((algorithm, hexadecimal)) = text.split_once(':') else {
        return false;
    };
    let is_part = |part: &str| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_part)
        && hexadecimal.len() >= 32
        && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit())
}
