//! What is this? Parts of a file, and its bytes.

use super::common::{bytes, counted};
use crate::components::grouped;

pub(crate) const LABEL: &str = "Inspector";
pub(crate) const CHOICE: &str = "Look into";
pub(crate) const MANIFEST: &str = "Manifest";
pub(crate) const MANIFEST_LIST: &str = "List of images";
pub(crate) const POLICY: &str = "Policy";
pub(crate) const SECRET: &str = "It holds a secret, of which nothing is shown.";
pub(crate) const PARTS: &str = "Parts";
pub(crate) const COPY: &str = "Copy";
pub(crate) const BYTES: &str = "Bytes";

/// A signature that a store or an attachment gave.
pub(crate) fn gathered(number: usize) -> String {
    format!("Signature {number}, gathered")
}

pub(crate) fn attachment(number: usize) -> String {
    format!("Attachment {number}")
}

pub(crate) fn signature(number: usize) -> String {
    format!("Signature {number}")
}

pub(crate) fn more_parts(count: usize) -> String {
    format!(
        "And {} more: `pullgate inspect` shows all.",
        counted(count, "part", "parts")
    )
}

/// Where a part is, in which file.
pub(crate) fn place(source: &str, start: usize, end: usize) -> String {
    format!(
        "{source}, bytes {start} to {end} ({}).",
        bytes(end.saturating_sub(start))
    )
}

/// Where the bytes that are shown begin.
pub(crate) fn from_byte(start: usize) -> String {
    format!("… from byte {start}")
}

pub(crate) fn show_more(size: usize) -> String {
    format!("Show more of {} bytes", grouped(size))
}

/// The copying of one fact, for those who hear it.
pub(crate) fn copy(label: &str) -> String {
    format!("Copy: {label}")
}

/// Where a kind of part is explained: the name of the document, and its address.
pub(crate) fn explained(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "certificate" => ("RFC 5280", "https://www.rfc-editor.org/rfc/rfc5280#section-4"),
        "certificate.extension" => (
            "Fulcio's object identifiers",
            "https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md",
        ),
        "cosign.signatures" | "sigstore.signature" | "cosign.download" => (
            "cosign's signature specification",
            "https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md",
        ),
        "dsse" => (
            "DSSE",
            "https://github.com/secure-systems-lab/dsse/blob/master/envelope.md",
        ),
        "manifest" | "manifest.config" | "manifest.layer" | "manifest.entry" | "manifest.subject" => (
            "OCI image specification",
            "https://github.com/opencontainers/image-spec/blob/main/manifest.md",
        ),
        "payload" | "signatureFile" => (
            "containers-signature(5)",
            "https://github.com/containers/image/blob/main/docs/containers-signature.5.md",
        ),
        "policy" => (
            "containers-policy.json(5)",
            "https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md",
        ),
        "publicKey" => ("RFC 5480", "https://www.rfc-editor.org/rfc/rfc5480"),
        "registriesD" | "registriesD.section" => (
            "containers-registries.d(5)",
            "https://github.com/containers/image/blob/main/docs/containers-registries.d.5.md",
        ),
        "rekor.bundle" | "rekor.entry" | "rekor.record" | "rekor.signed" => {
            ("Rekor", "https://docs.sigstore.dev/logging/overview/")
        }
        "sigstore.bundle" => ("Sigstore bundles", "https://docs.sigstore.dev/about/bundle/"),
        kind if kind.starts_with("openpgp") => ("RFC 9580", "https://www.rfc-editor.org/rfc/rfc9580#section-5"),
        _ => return None,
    })
}

pub(crate) const EXPLAINED_IN: &str = "Explained in";
