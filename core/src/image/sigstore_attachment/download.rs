//! What `cosign download signature` prints: a JSON object a line, each of them a signature (cosign 2, `bundle.SignedPayload`).

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::Attachment;
use crate::base64;
use crate::json::{self, Kind, Value};
use crate::source::SourceId;

/// The media type of the payload that cosign signs.
const PAYLOAD_TYPE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The annotation with the signature.
pub(crate) const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// The annotation with the signer's certificate.
pub(crate) const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
/// The annotation with the certificates above the signer's.
pub(crate) const CHAIN: &str = "dev.sigstore.cosign/chain";
/// The annotation with the log's promise.
pub(crate) const BUNDLE: &str = "dev.sigstore.cosign/bundle";
/// The annotation with a time stamp; the reference does not look at it.
pub(crate) const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";

/// Why a line is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadError {
    /// A member is not base64.
    Base64(&'static str),
    /// No JSON object.
    NotAnObject,
    /// A member is missing, or of a wrong type.
    Member(&'static str),
}

/// Whether a text is such lines: the first has the signature's member.
#[must_use]
pub fn is_download(text: &[u8]) -> bool {
    lines(text).next().is_some_and(|(_, line)| {
        json::parse(SourceId::default(), line)
            .is_ok_and(|document| document.root().members().any(|member| member.key == "Base64Signature"))
    })
}

/// The lines that are not blank, with their numbers from 1.
pub fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    text.split(|&byte| byte == b'\n')
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_ascii()))
        .filter(|(_, line)| !line.is_empty())
}

/// Reads one line.
///
/// # Errors
/// It is no signature.
pub fn read(line: &[u8]) -> Result<Attachment, DownloadError> {
    let document = json::parse(SourceId::default(), line).map_err(|_| DownloadError::NotAnObject)?;
    let root = document.root();
    if root.kind() != Kind::Object {
        return Err(DownloadError::NotAnObject);
    }
    let member = |name: &'static str| {
        root.members()
            .filter(|member| member.key == name)
            .last()
            .map(|member| member.value)
            .filter(|value| !value.is_null())
    };
    let text = |name: &'static str| {
        let value = member(name).ok_or(DownloadError::Member(name))?;
        value.string().ok_or(DownloadError::Member(name))
    };
    let mut annotations = BTreeMap::new();
    annotations.insert(SIGNATURE.into(), text("Base64Signature")?.into_owned());
    let payload = base64::decode(text("Payload")?.as_bytes()).map_err(|_| DownloadError::Base64("Payload"))?;
    if let Some(certificate) = member("Cert") {
        annotations.insert(CERTIFICATE.into(), pem(certificate, "Cert")?);
    }
    if let Some(chain) = member("Chain") {
        let certificates: Result<String, _> = chain.elements().map(|certificate| pem(certificate, "Chain")).collect();
        annotations.insert(CHAIN.into(), certificates?);
    }
    // As it is written: what the log signed is inside.
    for (name, annotation) in [("Bundle", BUNDLE), ("RFC3161Timestamp", TIMESTAMP)] {
        if let Some(value) = member(name) {
            let range = usize::try_from(value.span().start).unwrap_or(usize::MAX)
                ..usize::try_from(value.span().end).unwrap_or(usize::MAX);
            let written = line.get(range).unwrap_or_default();
            annotations.insert(annotation.into(), String::from_utf8_lossy(written).into_owned());
        }
    }
    Ok(Attachment {
        media_type: PAYLOAD_TYPE.into(),
        payload,
        annotations,
    })
}

/// A certificate comes as Go prints its structure: `Raw` has the bytes.
fn pem(certificate: Value<'_>, name: &'static str) -> Result<String, DownloadError> {
    let raw = certificate
        .members()
        .filter(|member| member.key == "Raw")
        .last()
        .and_then(|member| member.value.string())
        .ok_or(DownloadError::Member(name))?;
    let bytes = base64::decode(raw.as_bytes()).map_err(|_| DownloadError::Base64(name))?;
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, character) in base64::encode(&bytes).chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str("\n-----END CERTIFICATE-----\n");
    Ok(text)
}
