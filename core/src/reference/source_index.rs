//! The `INDEX` of `docker-archive:PATH:@INDEX` and `oci:PATH:@INDEX`, as Go's `strconv.Atoi` reads it.

use alloc::string::String;
use core::num::{IntErrorKind, ParseIntError};

/// The first number that Go's `int` cannot hold.
const OVERFLOW: u64 = 1 << 63;

/// Why a text is not the place of an image in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceIndexError {
    /// Less than 0; this is what is missing.
    Negative(u64),
    /// Go's `int` cannot hold it.
    NotAnInteger {
        /// The text.
        text: String,
        /// Why.
        reason: IntegerError,
    },
}

/// Why Go's `int` cannot hold a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerError {
    /// A number of more than 63 bits.
    Range,
    /// No number.
    Syntax,
}

pub(super) fn parse(text: &str) -> Result<u64, SourceIndexError> {
    let not_an_integer = |reason| SourceIndexError::NotAnInteger {
        text: text.into(),
        reason,
    };
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.starts_with('+') {
        return Err(not_an_integer(IntegerError::Syntax));
    }
    let number: u64 = digits.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => not_an_integer(IntegerError::Range),
        _ => not_an_integer(IntegerError::Syntax),
    })?;
    match (is_negative, number) {
        (false, number) if number < OVERFLOW => Ok(number),
        (true, 0) => Ok(0),
        (true, number) if number <= OVERFLOW => Err(SourceIndexError::Negative(number)),
        _ => Err(not_an_integer(IntegerError::Range)),
    }
}
