//! One `signature-N` file (reference.md §6.1). Nothing in it is trusted.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::fields::{self, FieldError, Record};
use crate::json::{self, SyntaxError};
use crate::source::{SourceId, Span, Spanned};

/// The longest signature file that is read, in bytes: what the reference takes from registries and stores, 4 MiB, grown by base64. It has no limit for
/// `dir:` images. The largest that cosign writes, with certificates and a log's entry, have 10,000.
pub const LENGTH_LIMIT: usize = 6 << 20;
/// The most signatures of an image that are read. The reference has no limit for `dir:` images, and one of 127 for lookaside stores (reference.md §6).
pub const COUNT_LIMIT: usize = 1_000;
/// The most bytes of all signatures of an image that are read: a thousand of three times the length that cosign's have, and as many as one requirement may look at
/// ([`crate::budget::BYTES_LIMIT`]).
pub const TOTAL_LIMIT: usize = 32 << 20;

/// A signature as a store holds it, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UntrustedSignature {
    /// An OpenPGP message.
    SimpleSigning(Vec<u8>),
    /// Cosign's.
    Sigstore(SigstoreSignature),
}

/// A signature, or something else that was attached like one, as cosign stores it: a layer of an OCI image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigstoreSignature {
    /// The media type of the layer.
    pub mime_type: String,
    /// The layer.
    pub payload: Vec<u8>,
    /// The annotations of the layer, values with where they are written.
    pub annotations: BTreeMap<String, Spanned<String>>,
}

/// Why a file is no signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureBlobError {
    /// It has no byte.
    Empty,
    /// A format's name with a byte that is not printable ASCII.
    FormatByte(u8),
    /// After `sigstore-json`: JSON of another shape.
    Json(FieldError),
    /// A format's name that does not end.
    MissingNewline,
    /// After `sigstore-json`: no JSON.
    Syntax(SyntaxError),
    /// It has more than [`LENGTH_LIMIT`] bytes.
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The image has more than [`COUNT_LIMIT`].
    TooMany {
        /// How many.
        count: usize,
    },
    /// The image's have more bytes than [`TOTAL_LIMIT`].
    TooManyBytes {
        /// How many.
        total: usize,
    },
    /// A first byte that none of the formats begins with.
    UnknownFirstByte(u8),
    /// A format of another name.
    UnknownFormat(String),
}

/// Tells the formats apart by the first byte, and reads the file. `source` is where the file is shown.
///
/// # Errors
/// What the reference finds first.
pub fn parse(source: SourceId, bytes: &[u8]) -> Result<UntrustedSignature, SignatureBlobError> {
    match bytes {
        _ if bytes.len() > LENGTH_LIMIT => Err(SignatureBlobError::TooLong { length: bytes.len() }),
        [] => Err(SignatureBlobError::Empty),
        [0, after @ ..] => parse_named(source, bytes, after),
        [first, ..] if is_openpgp(*first) => Ok(UntrustedSignature::SimpleSigning(bytes.into())),
        [first, ..] => Err(SignatureBlobError::UnknownFirstByte(*first)),
    }
}

/// The tags of the packets with which a signed message begins, in the old and the new form (RFC 4880 §4.2). 0x3D stands where 0x93 should: the
/// reference's typing error, which keeps some messages out and lets some text in that is none.
fn is_openpgp(first: u8) -> bool {
    matches!(
        first,
        // compressed data
        0xA0..=0xA3 | 0xC8
        // one-pass signature
        | 0x90..=0x92 | 0x3D | 0xC4
        // signature
        | 0x88..=0x8B | 0xC2
    )
}

/// `after` the NUL: the format's name, a line feed, the signature.
fn parse_named(source: SourceId, bytes: &[u8], after: &[u8]) -> Result<UntrustedSignature, SignatureBlobError> {
    let end = after
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or(SignatureBlobError::MissingNewline)?;
    let (format, rest) = after.split_at_checked(end).unwrap_or_default();
    let signature = rest.get(1..).unwrap_or_default();
    if let Some(&byte) = format.iter().find(|byte| !matches!(byte, 0x20..0x7F)) {
        return Err(SignatureBlobError::FormatByte(byte));
    }
    match format {
        b"simple-signing" => Ok(UntrustedSignature::SimpleSigning(signature.into())),
        b"sigstore-json" => {
            parse_sigstore(source, bytes.len() - signature.len(), signature).map(UntrustedSignature::Sigstore)
        }
        _ => Err(SignatureBlobError::UnknownFormat(
            format.iter().copied().map(char::from).collect(),
        )),
    }
}

/// `text` lies at `offset` of the file.
fn parse_sigstore(source: SourceId, offset: usize, text: &[u8]) -> Result<SigstoreSignature, SignatureBlobError> {
    const RECORD: Record = Record::SigstoreSignature;
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let document = json::parse(source, text).map_err(|error| {
        SignatureBlobError::Syntax(SyntaxError {
            span: moved(error.span, offset),
            ..error
        })
    })?;
    let misfit = |error: FieldError| {
        SignatureBlobError::Json(FieldError {
            span: moved(error.span, offset),
            ..error
        })
    };
    let mut signature = SigstoreSignature::default();
    for (name, value) in
        fields::lenient(document.root(), RECORD, &["mimeType", "payload", "annotations"]).map_err(misfit)?
    {
        match name {
            // `null` leaves a text as it is, and empties the others.
            "mimeType" => fields::text(value).map(|text| {
                if let Some(text) = text {
                    signature.mime_type = text.into_owned();
                }
            }),
            "payload" => fields::bytes(value).map(|bytes| signature.payload = bytes.unwrap_or_default()),
            _ => fields::text_map(value, &mut signature.annotations),
        }
        .map_err(|error| misfit(error.in_member(RECORD, name)))?;
    }
    for annotation in signature.annotations.values_mut() {
        annotation.span = moved(annotation.span, offset);
    }
    Ok(signature)
}

/// The same range, `offset` further into the source.
fn moved(span: Span, offset: u32) -> Span {
    Span::new(
        span.source,
        span.start.saturating_add(offset),
        span.end.saturating_add(offset),
    )
}
