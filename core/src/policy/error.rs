//! What can be wrong with a policy, as facts. The words: `render::containers_image::policy`.

use alloc::string::String;
use alloc::vec::Vec;

use super::scope::ScopeError;
use crate::json::SyntaxErrorKind;
use crate::json::fields::{FieldError, FieldErrorKind};
use crate::reference::{NamedError, Transport};
use crate::source::Span;

/// Something wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The key or the value in question. For what is not there: the `type` of the requirement, or the bracket that opens the object.
    pub span: Span,
    /// What is wrong.
    pub kind: PolicyErrorKind,
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyErrorKind {
    /// Two members that exclude each other are both set.
    BothSet {
        /// The member for a path.
        path: &'static str,
        /// The member for bytes.
        data: &'static str,
    },
    /// `dockerReference` is not a name.
    DockerReference {
        /// As written.
        text: String,
        /// Why.
        error: NamedError,
    },
    /// `dockerReference` has neither a tag nor a digest.
    DockerReferenceNameOnly(String),
    /// `dockerRepository` is not a name.
    DockerRepository {
        /// As written.
        text: String,
        /// Why.
        error: NamedError,
    },
    /// There is more of something than is read; the reference has no limit.
    Limit(PolicyLimit),
    /// A list of keys without entries, in `sigstoreSigned`.
    EmptyKeyList(&'static str),
    /// A requirement list that is empty or `null`.
    EmptyRequirementList,
    /// A member of a wrong type, a key that has no business there, and the like.
    Field(FieldErrorKind),
    /// The transport does not take the scope.
    InvalidScope {
        /// The transport.
        transport: Transport,
        /// As written.
        scope: String,
        /// Why. The reference does not say.
        error: ScopeError,
    },
    /// `signedBy` without `keyType`.
    MissingKeyType,
    /// One of two members has to be set.
    NeitherSet {
        /// The member for a path.
        path: &'static str,
        /// The member for bytes.
        data: &'static str,
    },
    /// A policy without `default`.
    NoDefault,
    /// `fulcio` without any `rekorPublicKey…`.
    NoRekorKeys,
    /// `pki` without a subject.
    NoSubject,
    /// A member that must not be empty.
    NotSpecified(&'static str),
    /// A `prefix` or `signedPrefix` that no name can begin with.
    Prefix(String),
    /// `pki` with `rekorPublicKey…`.
    RekorKeysWithPki,
    /// More than one `rekorPublicKey…` is set.
    SeveralRekorKeys(Vec<&'static str>),
    /// `signedBy` must have exactly one source of keys.
    SignedByKeys(SourceCount),
    /// `sigstoreSigned` must have exactly one source of keys; these are set.
    SigstoreKeys(Vec<&'static str>),
    /// Not JSON.
    Syntax(SyntaxErrorKind),
    /// A `keyType` that does not exist.
    UnknownKeyType(String),
    /// A `type` of a `signedIdentity` or `baseLayerIdentity` that does not exist.
    UnknownReferenceMatch(String),
    /// A `type` of a requirement that does not exist.
    UnknownRequirement(String),
}

/// What a policy has more of than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyLimit {
    /// Keys and paths of keys, in all requirements: [`KEY_LIMIT`].
    Keys,
    /// Requirements in one list: [`REQUIREMENT_LIMIT`].
    Requirements,
    /// Transports: [`TRANSPORT_LIMIT`].
    Transports,
}

/// How many keys, paths of keys and their like a policy may have: each takes a hundred bytes of memory, and as little as three of text.
pub const KEY_LIMIT: usize = 500_000;
/// How many requirements one list may have: each of them shows up in the answer. Lists have one to three.
pub const REQUIREMENT_LIMIT: usize = 10_000;
/// How many transports a policy may have. There are eleven.
pub const TRANSPORT_LIMIT: usize = 1_000;

/// How many sources of keys a `signedBy` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceCount {
    /// None is there.
    None,
    /// More than one is there, whatever their values.
    Several,
    /// One is there, and its value is empty or `null`.
    Unset,
}

impl PolicyError {
    /// `kind` at a place.
    #[must_use]
    pub fn new(span: Span, kind: PolicyErrorKind) -> Self {
        Self { span, kind }
    }
}

impl From<FieldError> for PolicyError {
    fn from(error: FieldError) -> Self {
        Self::new(error.span, PolicyErrorKind::Field(error.kind))
    }
}

/// As many errors as are worth showing; the first is the reference's, the others are there to help.
const ERROR_LIMIT: usize = 100;

/// Errors as they are found.
#[derive(Debug, Default)]
pub(super) struct Errors {
    list: Vec<PolicyError>,
    /// Keys and paths of keys so far.
    keys: usize,
}

impl Errors {
    pub(super) fn push(&mut self, span: Span, kind: PolicyErrorKind) {
        self.add(PolicyError::new(span, kind));
    }

    pub(super) fn add(&mut self, error: impl Into<PolicyError>) {
        if self.list.len() < ERROR_LIMIT {
            self.list.push(error.into());
        }
    }

    /// Whether so many more keys may be read; if not, the error is noted.
    pub(super) fn count_keys(&mut self, count: usize, span: Span) -> bool {
        self.keys = self.keys.saturating_add(count);
        let fits = self.keys <= KEY_LIMIT;
        if !fits {
            self.push(span, PolicyErrorKind::Limit(PolicyLimit::Keys));
        }
        fits
    }

    /// The value, or nothing and the error is noted.
    pub(super) fn take<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    pub(super) fn into_list(self) -> Vec<PolicyError> {
        self.list
    }
}
