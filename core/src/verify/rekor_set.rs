//! Rekor's promise that it has logged a signature, and when: a signed entry timestamp, SET (reference.md §4.4). There is no check that the log
//! kept the promise, none of its consistency, and the log's ID is not compared with the key.

use alloc::string::String;
use alloc::vec::Vec;

use super::payload::{Shape, exactly};
use super::{Environment, UnixTime};
use crate::base64::{self, DecodeError};
use crate::crypto::{Algorithm, CryptoProvider, Hash};
use crate::json::canonical::{self, CanonicalError};
use crate::json::fields::{self, FieldError, FieldErrorKind};
use crate::json::{self, SyntaxError, SyntaxErrorKind};
use crate::source::SourceId;
use crate::trust::{PublicKey, pem};

mod body;

/// Why a promise is none, or is one about something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RekorError {
    /// The logged hash is another than SHA-256.
    Algorithm(String),
    /// A record of another version.
    ApiVersion(String),
    /// The record.
    Body(JsonFault),
    /// The whole.
    Bundle(JsonFault),
    /// What is signed has no canonical form.
    Canonical(CanonicalError),
    /// The signer's certificate, as it came with the signature, is not one PEM block.
    CertificateNotPem,
    /// Something follows the signer's certificate, as it came with the signature.
    CertificateTrailingData,
    /// The logged hash is not hexadecimal.
    Hex(HexError),
    /// A key or certificate was logged that is not this one.
    KeyDiffers,
    /// A record of another kind.
    Kind(String),
    /// What was logged as the key is not PEM.
    LoggedKeyNotPem,
    /// Something follows what was logged as the key.
    LoggedKeyTrailingData,
    /// Something that has to be in the record.
    Missing(Member),
    /// None of the keys of logs made it.
    NotSigned,
    /// What is signed.
    Payload(JsonFault),
    /// Other content was logged.
    PayloadDiffers,
    /// The signature to compare is not base64.
    SignatureBase64(DecodeError),
    /// Another signature was logged.
    SignatureDiffers {
        /// The log's.
        logged: Vec<u8>,
        /// The one at hand.
        found: Vec<u8>,
    },
    /// The content of the record.
    Spec(JsonFault),
}

/// A JSON text that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonFault {
    /// Its shape.
    Field(FieldErrorKind),
    /// It is not JSON.
    Syntax(SyntaxErrorKind),
}

/// Members of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `apiVersion`
    ApiVersion,
    /// `data`
    Data,
    /// `data.hash`
    DataHash,
    /// `data.hash.algorithm`
    DataHashAlgorithm,
    /// `data.hash.value`
    DataHashValue,
    /// `signature`
    Signature,
    /// `signature.publicKey`
    SignaturePublicKey,
}

/// Why a text is not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// Another character.
    InvalidByte(u8),
    /// Half a byte is missing.
    OddLength,
}

impl From<FieldError> for JsonFault {
    fn from(error: FieldError) -> Self {
        Self::Field(error.kind)
    }
}

impl From<SyntaxError> for JsonFault {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error.kind)
    }
}

/// What the log promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogEntry {
    /// When it took the entry.
    pub(super) integrated_time: UnixTime,
    /// The number of the entry.
    pub(super) log_index: i64,
    /// Which of the keys made the promise, from 0.
    pub(super) key: usize,
}

/// What made the signature, as it has to be logged.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signer<'a> {
    /// A certificate, as it came with the signature.
    Certificate(&'a str),
    /// A key of the policy: its SubjectPublicKeyInfo.
    Key(&'a [u8]),
}

/// A promise that one of the logs made.
#[derive(Debug)]
pub(super) struct Promise {
    entry: LogEntry,
    record: body::HashedRekord,
}

impl Promise {
    /// Reads a promise that one of the logs made; about what, is not looked at.
    pub(super) fn open(
        log_keys: &[&PublicKey],
        bundle: &str,
        environment: &Environment<'_>,
    ) -> Result<Self, RekorError> {
        let SignedEntry { timestamp, canonical } = SignedEntry::read(bundle)?;
        let key = log_keys
            .iter()
            .position(|key| is_signed(key, &canonical, &timestamp, environment))
            .ok_or(RekorError::NotSigned)?;

        // What was signed, not what was delivered.
        let entry = read_entry(&canonical).map_err(RekorError::Payload)?;
        Ok(Self {
            record: body::read(&entry.body)?,
            entry: LogEntry {
                integrated_time: UnixTime(entry.integrated_time),
                log_index: entry.log_index,
                key,
            },
        })
    }

    /// The entry, if it is about a signature, in base64, that `signer` made on `payload`.
    pub(super) fn about(
        &self,
        signer: Signer<'_>,
        signature: &str,
        payload: &[u8],
        crypto: &dyn CryptoProvider,
    ) -> Result<LogEntry, RekorError> {
        compare(&self.record, signer, signature, payload, crypto)?;
        Ok(self.entry)
    }
}

/// A promise before it is verified.
struct SignedEntry {
    timestamp: Vec<u8>,
    /// What is signed.
    canonical: Vec<u8>,
}

impl SignedEntry {
    fn read(bundle: &str) -> Result<Self, RekorError> {
        let document =
            json::parse(SourceId::default(), bundle.as_bytes()).map_err(|error| RekorError::Bundle(error.into()))?;
        let members = [("SignedEntryTimestamp", Shape::Bytes), ("Payload", Shape::Any)];
        let [timestamp, signed] =
            exactly(document.root(), members).map_err(|error| RekorError::Bundle(error.into()))?;
        let timestamp = fields::bytes(timestamp)
            .map_err(|error| RekorError::Bundle(error.into()))?
            .unwrap_or_default();
        let canonical = canonical::canonicalize(signed.raw()).map_err(RekorError::Canonical)?;
        Ok(Self { timestamp, canonical })
    }
}

/// Whether a promise is well formed, whoever made it.
///
/// # Errors
/// What the reference would find first if the promise held.
pub(crate) fn check_form(bundle: &str) -> Result<(), RekorError> {
    let entry = read_entry(&SignedEntry::read(bundle)?.canonical).map_err(RekorError::Payload)?;
    body::read(&entry.body).map(drop)
}

/// Whether the record in an entry is one that the reference reads.
///
/// # Errors
/// What it finds first.
pub(crate) fn check_record(record: &[u8]) -> Result<(), RekorError> {
    body::read(record).map(drop)
}

/// Two integers in DER only, unlike in signatures on payloads.
fn is_signed(key: &PublicKey, canonical: &[u8], timestamp: &[u8], environment: &Environment<'_>) -> bool {
    let Environment { crypto, budget, .. } = *environment;
    let algorithm = Algorithm::EcdsaDer(Hash::Sha256);
    budget.verification()
        && budget.bytes(canonical.len())
        && key.is_ecdsa()
        && key
            .verifier()
            .is_ok_and(|key| crypto.verify(key, canonical, algorithm, timestamp).is_ok())
}

struct Entry {
    body: Vec<u8>,
    integrated_time: i64,
    log_index: i64,
}

fn read_entry(canonical: &[u8]) -> Result<Entry, JsonFault> {
    let document = json::parse(SourceId::default(), canonical)?;
    let members = [
        ("body", Shape::Bytes),
        ("integratedTime", Shape::Integer),
        ("logIndex", Shape::Integer),
        ("logID", Shape::Text),
    ];
    let [body, integrated_time, log_index, _] = exactly(document.root(), members)?;
    Ok(Entry {
        body: fields::bytes(body)?.unwrap_or_default(),
        integrated_time: fields::integer(integrated_time)?.unwrap_or_default(),
        log_index: fields::integer(log_index)?.unwrap_or_default(),
    })
}

/// Whether the record is about this signer, this signature and this payload.
fn compare(
    record: &body::HashedRekord,
    signer: Signer<'_>,
    signature: &str,
    payload: &[u8],
    crypto: &dyn CryptoProvider,
) -> Result<(), RekorError> {
    let logged = record
        .signature
        .as_ref()
        .ok_or(RekorError::Missing(Member::Signature))?;
    let logged_key = logged
        .public_key
        .as_ref()
        .ok_or(RekorError::Missing(Member::SignaturePublicKey))?;
    let (logged_key, rest) = pem::decode(&logged_key.content).ok_or(RekorError::LoggedKeyNotPem)?;
    if !rest.is_empty() {
        return Err(RekorError::LoggedKeyTrailingData);
    }
    let certificate;
    let key = match signer {
        Signer::Key(key) => key,
        Signer::Certificate(text) => {
            let (block, rest) = pem::decode(text.as_bytes()).ok_or(RekorError::CertificateNotPem)?;
            if !rest.is_empty() {
                return Err(RekorError::CertificateTrailingData);
            }
            certificate = block.bytes;
            &certificate
        }
    };
    if logged_key.bytes != key {
        return Err(RekorError::KeyDiffers);
    }

    let found = base64::decode(signature.as_bytes()).map_err(RekorError::SignatureBase64)?;
    if logged.content != found {
        return Err(RekorError::SignatureDiffers {
            logged: logged.content.clone(),
            found,
        });
    }

    let data = record.data.as_ref().ok_or(RekorError::Missing(Member::Data))?;
    let hash = data.hash.as_ref().ok_or(RekorError::Missing(Member::DataHash))?;
    let algorithm = hash
        .algorithm
        .as_ref()
        .ok_or(RekorError::Missing(Member::DataHashAlgorithm))?;
    if algorithm != "sha256" {
        return Err(RekorError::Algorithm(algorithm.clone()));
    }
    let value = hash.value.as_ref().ok_or(RekorError::Missing(Member::DataHashValue))?;
    if decode_hex(value).map_err(RekorError::Hex)? == crypto.sha256(payload) {
        Ok(())
    } else {
        Err(RekorError::PayloadDiffers)
    }
}

fn decode_hex(text: &str) -> Result<Vec<u8>, HexError> {
    let mut bytes = Vec::new();
    let mut half = None;
    for byte in text.bytes() {
        let digit = char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
            .ok_or(HexError::InvalidByte(byte))?;
        half = match half {
            None => Some(digit),
            Some(high) => {
                bytes.push(high << 4 | digit);
                None
            }
        };
    }
    match half {
        None => Ok(bytes),
        Some(_) => Err(HexError::OddLength),
    }
}
