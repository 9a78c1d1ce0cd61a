//! Findings, of errors and lints alike: what one is called, how much it matters, where it stands, and what can be done about it. Each layer keeps
//! its facts as data of its own; `render::diagnostics` and `render::lint` make a [`Diagnostic`] of them, with words.

use alloc::string::String;
use alloc::vec::Vec;

use crate::source::{Edit, Span};

/// A finding with its words. Places are bytes; `render::json` has lines and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is called.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Where: first the place in question, then what it has to do with.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// How to change the text; nothing where only its author can know.
    pub edits: Vec<Edit>,
    /// Whether the edits may be made without asking: nodes then decide as they did before, or the text did not parse, and now it does as it was
    /// plainly meant.
    pub is_safe: bool,
}

/// A place that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, where the finding's own message does not say it.
    pub message: Option<String>,
}

/// A stable code, printed as `PG0001`. A code is never given to another finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The policy is not JSON.
    PolicySyntax,
    /// The policy is JSON and not a policy.
    PolicyInvalid,
    /// The policy is larger than pullgate reads.
    PolicyTooLarge,
    /// Whose policy is in force, where namespaces may have policies of their own.
    PolicyInForce,
    /// A file among the policies of namespaces that is none.
    PolicyDirFileNotRead,
    /// The image name does not parse.
    ImageName,
    /// The paths of the image name were looked for among the files of the request, not on a disk.
    PathsAreVirtual,
    /// The store that the image name means was not opened.
    StoreIsAssumed,
    /// A file that the policy names cannot be read.
    FileUnreadable,
    /// A key that the policy names cannot be used.
    KeyUnusable,
    /// A signature file cannot be read.
    SignatureUnreadable,
    /// No image of a manifest list is evaluated.
    InstanceNotChosen,
    /// The manifest is a list.
    ManifestIsAList,
    /// A part of the policy that pullgate does not evaluate yet.
    RequirementNotSupported,
    /// registries.d cannot be used.
    RegistriesDInvalid,
    /// A file of registries.d that no node reads.
    RegistriesDFileNotRead,
    /// A store or attachments that nothing asks for.
    SourcesNotRead,
    /// Images that no scope covers are accepted unchecked.
    AcceptsAnything,
    /// A scope that no image has.
    ScopeUnreachable,
    /// A transport that there is not.
    TransportUnknown,
    /// A scope that checks nothing beneath one that does.
    ScopeOpensBeneath,
    /// `docker.io/NAME` for an image of Docker, which is `docker.io/library/NAME`.
    ScopeOfficialImage,
    /// A host with upper-case letters.
    ScopeHostCase,
    /// A scope that covers one tag or digest alone.
    ScopeOfOneImage,
    /// The default refuses images that come from no registry, too.
    DefaultRejectsLocal,
    /// A subject that no certificate has.
    SubjectCannotMatch,
    /// Several keys that all have to sign, where one of them was probably to do.
    LooksLikeRotation,
    /// The same requirement twice.
    RequirementTwice,
    /// A requirement that no image of its transport fulfils.
    TransportCannotMatch,
    /// A prefix that no image of the scope has.
    PrefixElsewhere,
    /// A signature for any tag of the repository is good.
    AnyTagOfRepository,
    /// A name that nobody signs.
    ReferenceNeverSigned,
    /// A tag or digest that is not looked at.
    TagIgnored,
    /// A type of keys that is not implemented.
    KeyTypeNotImplemented,
    /// A field without keys.
    NoKeys,
    /// A requirement that is not implemented.
    SignedBaseLayer,
    /// A requirement that changes nothing.
    RequirementWithoutEffect,
    /// A key or certificate that is not valid at this time.
    KeyExpired,
    /// A key or certificate that expires soon.
    KeyExpiresSoon,
    /// A key that its owner revoked.
    KeyRevoked,
    /// A key that is easily forged, or that some nodes refuse.
    KeyWeak,
    /// A private key.
    PrivateKey,
    /// A key file that cannot be read.
    KeyFileMissing,
    /// Something else than the key or certificate that is asked for.
    KeyOfWrongKind,
    /// A key in base64 twice.
    KeyDataTwiceEncoded,
    /// Keys behind the first that nobody reads.
    OnlyFirstKeyRead,
    /// A key that is not for signing.
    KeyCannotSign,
    /// Sigstore signatures that no node looks for.
    AttachmentsOff,
    /// Simple signatures that no node looks for.
    NoLookaside,
    /// A part that the nodes' library does not know.
    NotKnownYet,
}

impl Code {
    /// Every code, by number.
    pub const ALL: &[Self] = &[
        Self::PolicySyntax,
        Self::PolicyInvalid,
        Self::PolicyTooLarge,
        Self::PolicyInForce,
        Self::PolicyDirFileNotRead,
        Self::ImageName,
        Self::PathsAreVirtual,
        Self::StoreIsAssumed,
        Self::FileUnreadable,
        Self::KeyUnusable,
        Self::SignatureUnreadable,
        Self::InstanceNotChosen,
        Self::ManifestIsAList,
        Self::RequirementNotSupported,
        Self::RegistriesDInvalid,
        Self::RegistriesDFileNotRead,
        Self::SourcesNotRead,
        Self::AcceptsAnything,
        Self::ScopeUnreachable,
        Self::TransportUnknown,
        Self::ScopeOpensBeneath,
        Self::ScopeOfficialImage,
        Self::ScopeHostCase,
        Self::ScopeOfOneImage,
        Self::DefaultRejectsLocal,
        Self::SubjectCannotMatch,
        Self::LooksLikeRotation,
        Self::RequirementTwice,
        Self::TransportCannotMatch,
        Self::PrefixElsewhere,
        Self::AnyTagOfRepository,
        Self::ReferenceNeverSigned,
        Self::TagIgnored,
        Self::KeyTypeNotImplemented,
        Self::NoKeys,
        Self::SignedBaseLayer,
        Self::RequirementWithoutEffect,
        Self::KeyExpired,
        Self::KeyExpiresSoon,
        Self::KeyRevoked,
        Self::KeyWeak,
        Self::PrivateKey,
        Self::KeyFileMissing,
        Self::KeyOfWrongKind,
        Self::KeyDataTwiceEncoded,
        Self::OnlyFirstKeyRead,
        Self::KeyCannotSign,
        Self::AttachmentsOff,
        Self::NoLookaside,
        Self::NotKnownYet,
    ];

    /// `PG0001`.
    #[must_use]
    pub fn name(self) -> String {
        alloc::format!("PG{:04}", self.number())
    }

    /// The number behind `PG`.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::PolicySyntax => 1,
            Self::PolicyInvalid => 2,
            Self::PolicyTooLarge => 3,
            Self::PolicyInForce => 4,
            Self::PolicyDirFileNotRead => 5,
            Self::ImageName => 101,
            // 102 was "the transport is not supported yet".
            Self::PathsAreVirtual => 103,
            Self::StoreIsAssumed => 104,
            Self::FileUnreadable => 201,
            Self::KeyUnusable => 202,
            Self::SignatureUnreadable => 301,
            Self::InstanceNotChosen => 302,
            Self::ManifestIsAList => 303,
            Self::RequirementNotSupported => 401,
            Self::RegistriesDInvalid => 501,
            Self::RegistriesDFileNotRead => 502,
            Self::SourcesNotRead => 503,
            Self::AcceptsAnything => 601,
            Self::ScopeUnreachable => 602,
            Self::TransportUnknown => 603,
            Self::ScopeOpensBeneath => 604,
            Self::ScopeOfficialImage => 605,
            Self::ScopeHostCase => 606,
            Self::ScopeOfOneImage => 607,
            Self::DefaultRejectsLocal => 608,
            Self::SubjectCannotMatch => 701,
            Self::LooksLikeRotation => 702,
            Self::RequirementTwice => 703,
            Self::TransportCannotMatch => 704,
            Self::PrefixElsewhere => 705,
            Self::AnyTagOfRepository => 706,
            Self::ReferenceNeverSigned => 707,
            Self::TagIgnored => 708,
            Self::KeyTypeNotImplemented => 709,
            Self::NoKeys => 710,
            Self::SignedBaseLayer => 711,
            Self::RequirementWithoutEffect => 712,
            Self::KeyExpired => 801,
            Self::KeyExpiresSoon => 802,
            Self::KeyRevoked => 803,
            Self::KeyWeak => 804,
            Self::PrivateKey => 805,
            Self::KeyFileMissing => 806,
            Self::KeyOfWrongKind => 807,
            Self::KeyDataTwiceEncoded => 808,
            Self::OnlyFirstKeyRead => 809,
            Self::KeyCannotSign => 810,
            Self::AttachmentsOff => 901,
            Self::NoLookaside => 902,
            Self::NotKnownYet => 903,
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is wrong.
    Error,
    /// Something may be wrong.
    Warning,
    /// Something to know.
    Information,
}

impl Severity {
    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}
