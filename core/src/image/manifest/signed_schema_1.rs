//! Signed schema 1 manifests: a JSON object with signatures put into its end, in the form of libtrust (reference.md §8).
//!
//! The digest is that of the object before they were put in. Each signature says how: how many bytes to keep, and what followed them. Nobody
//! verifies these signatures, neither the reference nor we; but what libtrust does not read has no digest.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64::{self, UrlDecodeError};
use crate::crypto::CryptoProvider;
use crate::json::fields::{self, FieldError, FieldErrorKind, Record};
use crate::json::{self, SyntaxErrorKind, Value};
use crate::source::SourceId;
use crate::trust::jwk::{self, JwkError};

/// So many signatures of a manifest are read; more are refused. Each may cost a look at a curve, some ten microseconds, and Docker made one.
pub const SIGNATURE_LIMIT: usize = 10_000;

/// Why it cannot be said what is signed, in the reference's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwsError {
    /// `protected` is not base64 in its URL form.
    Base64(UrlDecodeError),
    /// Two signatures keep another number of bytes.
    ConflictingLength,
    /// Two signatures put another text after them.
    ConflictingTail,
    /// `protected` holds no object; or a number that is too large.
    Header(FieldErrorKind),
    /// `protected` holds no JSON.
    HeaderSyntax(SyntaxErrorKind),
    /// More bytes are kept than there are.
    InvalidLength,
    /// The key of a signature.
    Key(JwkError),
    /// A signature does not say how many bytes are kept.
    MissingLength,
    /// There is no `signatures`, in this case of letters.
    MissingSignatures,
    /// A signature does not say what followed.
    MissingTail,
    /// Fewer than no bytes are kept: Go ends with a panic.
    NegativeLength,
    /// `signatures` is no list of signatures.
    Signatures(FieldErrorKind),
    /// What followed is not base64 in its URL form.
    TailBase64(UrlDecodeError),
    /// More signatures than [`SIGNATURE_LIMIT`].
    TooMany,
}

/// The bytes that the signatures of a manifest sign.
///
/// # Errors
/// What libtrust finds first.
pub fn payload(manifest: &[u8], crypto: &dyn CryptoProvider) -> Result<Vec<u8>, JwsError> {
    // The type was told from this text before: it is JSON, and an object.
    let document = json::parse(SourceId::default(), manifest).map_err(|error| JwsError::HeaderSyntax(error.kind))?;
    let signatures = last_member(document.root(), "signatures").ok_or(JwsError::MissingSignatures)?;
    let blocks = read_signatures(signatures)?;

    // A length of zero and an empty tail say nothing, so that another signature may say it.
    let (mut length, mut tail) = (0, Vec::new());
    for block in &blocks {
        let format = Format::read(&block.protected)?;
        match length {
            0 => length = format.length,
            _ if length != format.length => return Err(JwsError::ConflictingLength),
            _ => {}
        }
        if tail.is_empty() {
            tail = format.tail;
        } else if tail != format.tail {
            return Err(JwsError::ConflictingTail);
        }
        if let Some(key) = block.key {
            jwk::check(key, crypto).map_err(JwsError::Key)?;
        }
    }
    let length = usize::try_from(length).map_err(|_| JwsError::NegativeLength)?;
    let kept = manifest.get(..length).ok_or(JwsError::InvalidLength)?;
    Ok([kept, &tail].concat())
}

/// Of members with the same name, Go keeps the last.
fn last_member<'a>(object: Value<'a>, name: &str) -> Option<Value<'a>> {
    object
        .members()
        .filter(|member| member.key == name)
        .last()
        .map(|member| member.value)
}

/// One signature, as far as it matters.
#[derive(Default)]
struct Block<'a> {
    protected: String,
    key: Option<Value<'a>>,
}

/// Goes through everything that Go would fill its structures with: a wrong type anywhere is an error.
fn read_signatures(value: Value<'_>) -> Result<Vec<Block<'_>>, JwsError> {
    let misfit = |error: FieldError| JwsError::Signatures(error.kind);
    let Some(elements) = fields::record_list(value, Record::JwsSignature).map_err(misfit)? else {
        return Ok(Vec::new());
    };
    let mut blocks = Vec::new();
    for element in elements {
        if blocks.len() == SIGNATURE_LIMIT {
            return Err(JwsError::TooMany);
        }
        blocks.push(read_signature(element).map_err(misfit)?);
    }
    Ok(blocks)
}

fn read_signature(value: Value<'_>) -> Result<Block<'_>, FieldError> {
    const RECORD: Record = Record::JwsSignature;
    let mut block = Block::default();
    for (name, value) in fields::lenient(value, RECORD, &["header", "signature", "protected"])? {
        match name {
            "header" => read_header(value, &mut block.key)?,
            _ => {
                let text = fields::text(value).map_err(|error| error.in_member(RECORD, name))?;
                if let Some(text) = text
                    && name == "protected"
                {
                    block.protected = text.into_owned();
                }
            }
        }
    }
    Ok(block)
}

/// `key` stays what an earlier `header` of the same signature made it, as in Go.
fn read_header<'a>(value: Value<'a>, key: &mut Option<Value<'a>>) -> Result<(), FieldError> {
    const RECORD: Record = Record::JwsHeader;
    let members = fields::lenient(value, RECORD, &["jwk", "alg", "x5c"])
        .map_err(|error| error.in_member(Record::JwsSignature, "header"))?;
    for (name, value) in members {
        match name {
            // Any value, `null` too, which is then no key.
            "jwk" => *key = Some(value),
            "alg" => drop(fields::text(value).map_err(|error| error.in_member(RECORD, "header.alg"))?),
            _ => drop(fields::text_list(value).map_err(|error| error.in_member(RECORD, "header.x5c"))?),
        }
    }
    Ok(())
}

/// What the header that a signature protects says of the form of what is signed.
struct Format {
    length: i64,
    tail: Vec<u8>,
}

impl Format {
    fn read(protected: &str) -> Result<Self, JwsError> {
        let text = base64::decode_url(protected).map_err(JwsError::Base64)?;
        let document = json::parse(SourceId::default(), &text).map_err(|error| JwsError::HeaderSyntax(error.kind))?;
        let header = document.root();
        fields::any_map(header).map_err(|error| JwsError::Header(error.kind))?;

        let length = last_member(header, "formatLength").and_then(Value::number);
        let length = length.map(truncated).ok_or(JwsError::MissingLength)?;
        let tail = last_member(header, "formatTail").and_then(Value::string);
        let tail = tail.ok_or(JwsError::MissingTail)?;
        let tail = base64::decode_url(&tail).map_err(JwsError::TailBase64)?;
        Ok(Self { length, tail })
    }
}

/// A number as Go's `int` on amd64 (a conversion from `float64`): without its fraction; what does not fit is the smallest number there is.
fn truncated(number: &str) -> i64 {
    /// From here on there are no fractions, and the shortest form is no longer the exact one.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let value: f64 = number.parse().unwrap_or_default();
    let decimal = if (-WHOLE..WHOLE).contains(&value) {
        format!("{value}")
    } else {
        format!("{value:.0}")
    };
    let whole = decimal.split_once('.').map_or(decimal.as_str(), |(whole, _)| whole);
    whole.parse().unwrap_or(i64::MIN)
}

#[cfg(test)]
mod tests {
    use super::truncated;

    #[test]
    fn numbers_lose_their_fraction_and_large_ones_everything() {
        let cases = [
            ("12", 12),
            ("1.9", 1),
            ("-0.5", 0),
            ("-7.5", -7),
            ("1e3", 1000),
            ("1e-400", 0),
            ("9223372036854774784", 9_223_372_036_854_774_784),
            ("9223372036854775807", i64::MIN),
            ("1e300", i64::MIN),
        ];
        for (number, expected) in cases {
            assert_eq!(truncated(number), expected, "{number}");
        }
    }
}
