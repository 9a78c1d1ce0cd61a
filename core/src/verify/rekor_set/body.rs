//! The record in a log's entry, of kind `hashedrekord`. The reference reads it with Go's lenient decoder: keys without regard to case, unknown ones
//! passed over, the last of several wins, and objects that come twice are merged.

use alloc::string::String;
use alloc::vec::Vec;

use super::{JsonFault, Member, RekorError};
use crate::json::fields::{self, FieldError, Record};
use crate::json::{self, SyntaxErrorKind, Value};
use crate::source::SourceId;

/// What was logged.
#[derive(Debug, Default)]
pub(super) struct HashedRekord {
    pub(super) data: Option<Data>,
    pub(super) signature: Option<Signature>,
}

#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) hash: Option<DataHash>,
}

#[derive(Debug, Default)]
pub(super) struct DataHash {
    pub(super) algorithm: Option<String>,
    pub(super) value: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Signature {
    pub(super) content: Vec<u8>,
    pub(super) public_key: Option<LoggedKey>,
}

#[derive(Debug, Default)]
pub(super) struct LoggedKey {
    pub(super) content: Vec<u8>,
}

/// Reads the record; its kind and version come first.
pub(super) fn read(body: &[u8]) -> Result<HashedRekord, RekorError> {
    let document = json::parse(SourceId::default(), body).map_err(|error| RekorError::Body(error.into()))?;
    let fault = |error: FieldError| RekorError::Body(error.into());
    let root = document.root();

    let mut kind = String::new();
    for (_, value) in fields::lenient(root, Record::RekorKind, &["kind"]).map_err(fault)? {
        let text = fields::text(value).map_err(|error| fault(error.in_member(Record::RekorKind, "kind")))?;
        kind = text.map_or(kind, String::from);
    }
    if kind != "hashedrekord" {
        return Err(RekorError::Kind(kind));
    }

    let (mut version, mut spec) = (None, None);
    for (name, value) in fields::lenient(root, Record::RekorEntry, &["apiVersion", "spec"]).map_err(fault)? {
        if name == "spec" {
            spec = Some(value);
            continue;
        }
        let text = fields::text(value).map_err(|error| fault(error.in_member(Record::RekorEntry, "apiVersion")))?;
        version = text.map(String::from);
    }
    match version {
        None => return Err(RekorError::Missing(Member::ApiVersion)),
        Some(version) if version != "0.0.1" => return Err(RekorError::ApiVersion(version)),
        Some(_) => {}
    }
    let spec = spec.ok_or(RekorError::Spec(JsonFault::Syntax(SyntaxErrorKind::UnexpectedEnd)))?;
    read_spec(spec).map_err(|error| RekorError::Spec(error.into()))
}

fn read_spec(value: Value<'_>) -> Result<HashedRekord, FieldError> {
    let mut record = HashedRekord::default();
    for (name, value) in fields::lenient(value, Record::HashedRekord, &["data", "signature"])? {
        match name {
            "data" => read_data(value, &mut record.data)?,
            _ => read_signature(value, &mut record.signature)?,
        }
    }
    Ok(record)
}

fn read_data(value: Value<'_>, data: &mut Option<Data>) -> Result<(), FieldError> {
    if value.is_null() {
        *data = None;
        return Ok(());
    }
    let data = data.get_or_insert_default();
    let members = fields::lenient(value, Record::RekorData, &["hash"])
        .map_err(|error| error.in_member(Record::HashedRekord, "data"))?;
    for (_, value) in members {
        read_hash(value, &mut data.hash)?;
    }
    Ok(())
}

fn read_hash(value: Value<'_>, hash: &mut Option<DataHash>) -> Result<(), FieldError> {
    const RECORD: Record = Record::RekorDataHash;
    if value.is_null() {
        *hash = None;
        return Ok(());
    }
    let hash = hash.get_or_insert_default();
    let members = fields::lenient(value, RECORD, &["algorithm", "value"])
        .map_err(|error| error.in_member(Record::RekorData, "data.hash"))?;
    for (name, value) in members {
        let text = fields::text(value);
        if name == "algorithm" {
            let text = text.map_err(|error| error.in_member(RECORD, "data.hash.algorithm"))?;
            hash.algorithm = text.map(String::from);
        } else {
            let text = text.map_err(|error| error.in_member(RECORD, "data.hash.value"))?;
            hash.value = text.map(String::from);
        }
    }
    Ok(())
}

fn read_signature(value: Value<'_>, signature: &mut Option<Signature>) -> Result<(), FieldError> {
    const RECORD: Record = Record::RekorSignature;
    if value.is_null() {
        *signature = None;
        return Ok(());
    }
    let signature = signature.get_or_insert_default();
    let members = fields::lenient(value, RECORD, &["content", "publicKey"])
        .map_err(|error| error.in_member(Record::HashedRekord, "signature"))?;
    for (name, value) in members {
        if name == "content" {
            let content = fields::bytes(value).map_err(|error| error.in_member(RECORD, "signature.content"))?;
            signature.content = content.unwrap_or_default();
        } else {
            read_key(value, &mut signature.public_key)?;
        }
    }
    Ok(())
}

fn read_key(value: Value<'_>, key: &mut Option<LoggedKey>) -> Result<(), FieldError> {
    const RECORD: Record = Record::RekorPublicKey;
    if value.is_null() {
        *key = None;
        return Ok(());
    }
    let key = key.get_or_insert_default();
    let members = fields::lenient(value, RECORD, &["content"])
        .map_err(|error| error.in_member(Record::RekorSignature, "signature.publicKey"))?;
    for (_, value) in members {
        let content = fields::bytes(value).map_err(|error| error.in_member(RECORD, "signature.publicKey.content"))?;
        key.content = content.unwrap_or_default();
    }
    Ok(())
}
