//! What a finding is called and how much it matters. Each layer keeps its findings as data of its own; `render::diagnostics` gives them words.

/// A stable code, printed as `PG0001`. A code is never given to another finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The policy is not JSON.
    PolicySyntax,
    /// The policy is JSON and not a policy.
    PolicyInvalid,
    /// The policy is larger than pullgate reads.
    PolicyTooLarge,
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
}

impl Code {
    /// The number behind `PG`.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::PolicySyntax => 1,
            Self::PolicyInvalid => 2,
            Self::PolicyTooLarge => 3,
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
