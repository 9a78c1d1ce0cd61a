//! What a passed check found.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::reference::Named;
use crate::source::Span;
use crate::trust::certificate::CertificateTime;
use crate::trust::load::KeyOrigin;
use crate::verify::UnixTime;
use crate::verify::reference_match::AcceptedName;

/// What a passed check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// [`super::CheckKind::Certificate`]: whom the signer's certificate names.
    Certificate(Box<CertificateEvidence>),
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
    /// [`super::CheckKind::RekorEntry`]: what the log promised.
    RekorEntry(RekorEvidence),
    /// [`super::CheckKind::TrustRoot`]: what was loaded.
    TrustRoot(Arc<TrustEvidence>),
}

/// A signed name and what the policy wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityComparison {
    /// As signed.
    pub signed: String,
    /// The name that the rule compared it with; `None` where the image has none, or none can be made of it.
    pub expected: Option<Named>,
    /// All forms of it that the rule accepts.
    pub accepted: AcceptedName,
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

/// What a policy trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustEvidence {
    /// Keys of signers.
    pub keys: Vec<KeyEvidence>,
    /// Certificates of authorities, which vouch for keys of signers.
    pub authorities: Vec<AuthorityEvidence>,
    /// Keys of logs.
    pub log_keys: Vec<KeyEvidence>,
}

/// What a log promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RekorEvidence {
    /// When it took the entry.
    pub integrated_time: UnixTime,
    /// The number of the entry.
    pub log_index: i64,
    /// The key of the log.
    pub log_key: KeyEvidence,
}

/// A trusted certificate, of which there may be many, with many names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityEvidence {
    /// Where the policy names its file.
    pub span: Span,
    /// The common name or the organization; may be empty.
    pub subject: String,
    /// When it begins to be valid.
    pub not_before: CertificateTime,
    /// The last second in which it is valid.
    pub not_after: CertificateTime,
}

/// A signer's certificate, as people can compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateEvidence {
    /// Where it stands.
    pub span: Span,
    /// The common name or the organization; may be empty.
    pub subject: String,
    /// As `subject`, of who signed it.
    pub issuer: String,
    /// When it begins to be valid.
    pub not_before: CertificateTime,
    /// The last second in which it is valid.
    pub not_after: CertificateTime,
    /// Its e-mail addresses.
    pub emails: Vec<String>,
    /// Its hosts and addresses.
    pub hosts: Vec<String>,
    /// Its URIs.
    pub uris: Vec<String>,
    /// Who vouched for the identity; Fulcio's certificates say it.
    pub oidc_issuer: Option<String>,
}
