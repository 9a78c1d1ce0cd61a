//! A trust policy, valid by construction. Source: reference.md §1; containers-policy.json(5).
//!
//! [`parse()`] makes one from text. Nothing here knows an image, opens a file or decodes a key: a `keyPath` stays a path with a span.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::reference::Named;
use crate::source::{Span, Spanned};

mod authority;
pub mod completion;
pub mod error;
pub mod format;
pub mod grammar;
pub mod history;
pub mod in_force;
mod keys;
mod parse;
mod reference_match;
mod requirement;
pub mod scope;
pub mod suggestion;

pub use error::{PolicyError, PolicyErrorKind, PolicyLimit};
use grammar::ReferenceMatchType;
pub use parse::parse;

/// A whole policy: what each image must fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// For images that no scope of their transport covers.
    pub default: RequirementList,
    /// In the order of the text; each name occurs once.
    pub transports: Vec<TransportScopes>,
}

impl Policy {
    /// The scopes of one transport, by its name in the policy.
    #[must_use]
    pub fn transport(&self, name: &str) -> Option<&TransportScopes> {
        self.transports.iter().find(|transport| transport.name.value == name)
    }
}

/// The scopes of one transport; each occurs once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportScopes {
    /// `docker`, `dir`, …; any text is accepted (reference.md §1.4).
    pub name: Spanned<String>,
    scopes: Vec<Scope>,
    /// Positions in `scopes`, sorted by their texts: an image asks for half a dozen scopes of perhaps a hundred thousand.
    by_text: Vec<usize>,
}

impl TransportScopes {
    /// `scopes` in the order of the policy.
    #[must_use]
    pub fn new(name: Spanned<String>, scopes: Vec<Scope>) -> Self {
        let mut by_text: Vec<usize> = (0..scopes.len()).collect();
        by_text.sort_by_key(|&position| scopes.get(position).map(|scope| scope.text.value.as_str()));
        Self { name, scopes, by_text }
    }

    /// The scopes in the order of the policy; the text `""` is the transport's default.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The scope with exactly this text.
    #[must_use]
    pub fn scope(&self, text: &str) -> Option<&Scope> {
        let found = self.by_text.binary_search_by(|&position| {
            self.scopes
                .get(position)
                .map(|scope| scope.text.value.as_str())
                .cmp(&Some(text))
        });
        self.scopes.get(*self.by_text.get(found.ok()?)?)
    }
}

/// A scope and what the images under it must fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The scope as written.
    pub text: Spanned<String>,
    /// Its requirements.
    pub requirements: RequirementList,
}

/// Requirements that must all hold; at least one (reference.md §1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementList {
    /// The JSON array.
    pub span: Span,
    items: Box<[Requirement]>,
}

impl RequirementList {
    /// `None` when `items` is empty: an empty list must never mean "nothing is required".
    #[must_use]
    pub fn new(span: Span, items: Vec<Requirement>) -> Option<Self> {
        (!items.is_empty()).then_some(Self {
            span,
            items: items.into(),
        })
    }

    /// The requirements, in order; never empty.
    #[must_use]
    pub fn items(&self) -> &[Requirement] {
        &self.items
    }
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The JSON object.
    pub span: Span,
    /// What it asks for.
    pub kind: RequirementKind,
}

/// What a requirement asks for: its `type` (reference.md §1.6–1.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementKind {
    /// Nothing.
    InsecureAcceptAnything,
    /// The impossible.
    Reject,
    /// A signature on a base layer; parses, never accepts.
    SignedBaseLayer(Box<SignedIdentity>),
    /// A simple-signing (OpenPGP) signature.
    SignedBy(Box<SignedBy>),
    /// A sigstore signature as cosign attaches it.
    SigstoreSigned(Box<SigstoreSigned>),
}

/// `signedBy` (reference.md §1.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// What the keys are.
    pub key_type: Spanned<KeyType>,
    /// `keyPath`, `keyPaths` or `keyData`; may be empty lists or empty data, which fail when evaluated.
    pub keys: KeyMaterial,
    /// Which signed names are good for the image.
    pub signed_identity: SignedIdentity,
}

/// `keyType` of `signedBy`; only [`KeyType::GpgKeys`] can ever accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// `GPGKeys`
    GpgKeys,
    /// `signedByGPGKeys`
    SignedByGpgKeys,
    /// `signedByX509CAs`
    SignedByX509Cas,
    /// `X509Certificates`
    X509Certificates,
}

impl KeyType {
    /// Every type.
    pub const ALL: [Self; 4] = [
        Self::GpgKeys,
        Self::SignedByGpgKeys,
        Self::SignedByX509Cas,
        Self::X509Certificates,
    ];

    /// The type with this name; names are case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key_type| key_type.name() == name)
    }

    /// The text in the policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GpgKeys => "GPGKeys",
            Self::SignedByGpgKeys => "signedByGPGKeys",
            Self::SignedByX509Cas => "signedByX509CAs",
            Self::X509Certificates => "X509Certificates",
        }
    }
}

/// Keys or certificates, as the policy names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMaterial {
    /// The name of the field: `keyPath`, `rekorPublicKeyDatas`, …, and the span of its value.
    pub field: Spanned<&'static str>,
    /// The paths or bytes; one for the singular fields.
    pub items: Box<[ByteSource]>,
}

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByteSource {
    /// Decoded base64 of the policy.
    Data(Spanned<Vec<u8>>),
    /// A file, by the policy's own text of its path.
    Path(Spanned<String>),
}

impl ByteSource {
    /// The string (or array) in the policy.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Data(data) => data.span,
            Self::Path(path) => path.span,
        }
    }
}

/// `sigstoreSigned` (reference.md §1.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigstoreSigned {
    /// Exactly one source of keys.
    pub keys: SigstoreKeys,
    /// `rekorPublicKey…`: a transparency log entry is required as well.
    pub rekor: Option<KeyMaterial>,
    /// Which signed names are good for the image.
    pub signed_identity: SignedIdentity,
}

/// Who may have made a sigstore signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigstoreKeys {
    /// Whoever Fulcio vouched for.
    Fulcio(Box<Fulcio>),
    /// Whoever holds a certificate of a public key infrastructure.
    Pki(Box<Pki>),
    /// Whoever holds one of these keys.
    PublicKeys(KeyMaterial),
}

/// `fulcio` of `sigstoreSigned`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulcio {
    /// The JSON object.
    pub span: Span,
    /// `caPath` or `caData`.
    pub ca: ByteSource,
    /// `oidcIssuer`, never empty.
    pub oidc_issuer: Spanned<String>,
    /// `subjectEmail`, never empty.
    pub subject_email: Spanned<String>,
}

/// `pki` of `sigstoreSigned`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pki {
    /// The JSON object.
    pub span: Span,
    /// `caRootsPath` or `caRootsData`.
    pub roots: ByteSource,
    /// `caIntermediatesPath` or `caIntermediatesData`.
    pub intermediates: Option<ByteSource>,
    /// `subjectEmail`; at least one of the two subjects is there.
    pub subject_email: Option<Spanned<String>>,
    /// `subjectHostname`.
    pub subject_hostname: Option<Spanned<String>>,
}

/// `signedIdentity`, or its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIdentity {
    /// The JSON object; `None` when the default `matchRepoDigestOrExact` applies.
    pub span: Option<Span>,
    /// The rule.
    pub matcher: ReferenceMatch,
}

/// A rule that compares the signed name with the image's (reference.md §3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceMatch {
    /// `exactReference`: the signed name is this one, whatever the image is called.
    ExactReference(Spanned<Named>),
    /// `exactRepository`: the signed name lies in this repository, whatever the image is called.
    ExactRepository(Spanned<Named>),
    /// `matchExact`: both names are equal, tag and digest included.
    MatchExact,
    /// `matchRepoDigestOrExact`: as `matchExact`; an image named by digest needs only the repository to be equal.
    MatchRepoDigestOrExact,
    /// `matchRepository`: both lie in one repository.
    MatchRepository,
    /// `remapIdentity`: the image's name with `prefix` replaced, then as `matchRepoDigestOrExact`.
    RemapIdentity {
        /// What the image's name begins with.
        prefix: Spanned<String>,
        /// What stands there in the signed name.
        signed_prefix: Spanned<String>,
    },
}

impl ReferenceMatch {
    /// The `type` in the policy.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let kind = match self {
            Self::ExactReference(_) => ReferenceMatchType::ExactReference,
            Self::ExactRepository(_) => ReferenceMatchType::ExactRepository,
            Self::MatchExact => ReferenceMatchType::MatchExact,
            Self::MatchRepoDigestOrExact => ReferenceMatchType::MatchRepoDigestOrExact,
            Self::MatchRepository => ReferenceMatchType::MatchRepository,
            Self::RemapIdentity { .. } => ReferenceMatchType::RemapIdentity,
        };
        kind.name()
    }
}
