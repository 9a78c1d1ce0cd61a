//! What a passed check found.

use alloc::string::String;
use alloc::vec::Vec;

use crate::reference::Named;
use crate::source::Span;
use crate::trust::load::KeyOrigin;

/// What a passed check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// [`super::CheckKind::Digest`]: the digest of the manifest, as signed.
    Digest(String),
    /// [`super::CheckKind::SignatureFormat`]: the parts that must be there are.
    Format,
    /// [`super::CheckKind::Identity`]: the name that was signed, accepted by the rule.
    Identity(IdentityComparison),
    /// [`super::CheckKind::Key`]: who made the signature.
    Key(KeyEvidence),
    /// [`super::CheckKind::Payload`]: what was signed, not yet compared.
    Payload {
        /// `docker-manifest-digest`.
        digest: String,
        /// `docker-reference`.
        reference: String,
    },
    /// [`super::CheckKind::TrustRoot`]: the keys that were loaded.
    TrustRoot(Vec<KeyEvidence>),
}

/// A signed name and what the policy wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityComparison {
    /// As signed.
    pub signed: String,
    /// The name that the rule compared it with; `None` where the image has none, or none can be made of it.
    pub expected: Option<Named>,
    /// The `type` of the `signedIdentity`.
    pub rule: &'static str,
    /// Where the policy has the rule; `None` for the default.
    pub rule_span: Option<Span>,
}

/// A key, as people can compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEvidence {
    /// Where the policy names it.
    pub origin: KeyOrigin,
    /// `ECDSA P-256`, `RSA 2048`, `Ed25519`.
    pub algorithm: String,
    /// OpenPGP: the fingerprint of the primary key, upper-case hexadecimal. Others: `SHA256:` and the hexadecimal digest of the SPKI.
    pub fingerprint: String,
    /// OpenPGP: the fingerprint of the subkey that signed, where it was one.
    pub subkey: Option<String>,
    /// OpenPGP: the first user ID.
    pub user_id: Option<String>,
}
