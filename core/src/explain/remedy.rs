//! What would make an image pass, as data.

use alloc::string::String;
use alloc::vec::Vec;

use super::draft::Draft;
use crate::source::Edit;

/// One way to make the image pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it does.
    pub kind: RemedyKind,
    /// It was evaluated, and the image is allowed.
    pub verified: bool,
    /// A forger's twin of the image is refused under it, so that it may be offered to be applied. Never without `verified`.
    pub applicable: bool,
    /// What it lets through besides; nothing where it is empty.
    pub opens: Vec<Opens>,
    /// Changes of the policy's text.
    pub edits: Vec<Edit>,
    /// The question as it would be; `None` for what has to be done elsewhere.
    pub amended: Option<Draft>,
}

/// What a remedy does, from the narrowest to the widest, and then what has to be done elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemedyKind {
    /// Takes a signature out of its wrapping.
    UnwrapSignature(usize),
    /// Puts a file that is at hand where the policy looks for it.
    PutFile {
        /// The path in the policy.
        path: String,
        /// The path of the file at hand.
        from: String,
    },
    /// Moves signatures in the lookaside store to the image's repository.
    MoveSignatures {
        /// Where they lie.
        from: String,
        /// Where they belong.
        to: String,
    },
    /// Lets nodes look for Sigstore attachments of the repository.
    EnableAttachments(String),
    /// Names the image otherwise.
    NameImage(String),
    /// Corrects what does not parse.
    CorrectPolicy,
    /// Corrects how a scope is written.
    CorrectScope {
        /// As written.
        from: String,
        /// As it has to be.
        to: String,
    },
    /// Trusts a key, certificate or identity that is at hand instead of the one that does not fit.
    Replace(What),
    /// Trusts a key that is at hand as well.
    Add(What),
    /// Compares names by another rule.
    CompareBy(&'static str),
    /// Has a scope for the image's repository, with requirements that the policy has elsewhere, or that ask for a key at hand.
    AddScope(String, Origin),
    /// Several of these, one after the other.
    Several(Vec<RemedyKind>),
    /// Whoever made the image signs it again.
    SignAgain(Signing),
    /// Gives pullgate what it was not given.
    Give(Missing),
    /// Asks again with an identity that the user knows to be right.
    NameIdentity(String),
    /// Whoever answers for the policy says how such images are to be signed.
    AskOwner,
    /// Corrects what cannot be read, of the policy or of registries.d.
    CorrectFile,
    /// Asks for an image that the list has.
    ChooseInstance,
    /// Writes the image's name as pulls take it.
    WriteName,
    /// The image is not what it claims to be: it should not run.
    DoNotRun,
}

impl RemedyKind {
    /// Whether it is advice for someone who has found no way, and idle beside one that was verified.
    #[must_use]
    pub fn is_last_resort(&self) -> bool {
        matches!(
            self,
            Self::AskOwner | Self::ChooseInstance | Self::CorrectFile | Self::Give(_) | Self::WriteName
        )
    }

    /// Whether it trusts what lies in a file.
    #[must_use]
    pub fn trusts_file(&self, path: &str) -> bool {
        match self {
            Self::PutFile { from, .. } => from == path,
            Self::Add(what) | Self::Replace(what) => match what {
                What::Key(origin) | What::LogKey(origin) | What::Authority(origin) => {
                    matches!(origin, Origin::File(file) if file == path)
                }
                What::Identity(..) => false,
            },
            Self::Several(kinds) => kinds.iter().any(|kind| kind.trusts_file(path)),
            _ => false,
        }
    }
}

/// What is trusted otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A key of signers.
    Key(Origin),
    /// A key of a log.
    LogKey(Origin),
    /// Certificates of authorities.
    Authority(Origin),
    /// The issuer, the e-mail address or the host.
    Identity(&'static str, String),
}

/// Where something that is at hand comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A file, by its path.
    File(String),
    /// Another requirement of the policy: its transport and scope, empty for the default.
    Requirement(String, String),
}

/// What tool signs again, and what of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signing {
    /// cosign with a key.
    CosignKey,
    /// cosign without a key of one's own.
    CosignKeyless,
    /// cosign, the list and every image of it.
    CosignRecursive,
    /// skopeo, with a key of OpenPGP.
    Skopeo,
}

/// What was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// The image's signatures.
    Signatures,
    /// The image's manifest.
    Manifest,
    /// The file that the policy names.
    KeyFile,
    /// The key or the authority that fits, to be tried.
    Key,
}

/// What a remedy lets through besides the image in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Whatever those trusted anew sign under the chosen scope.
    SignedBy {
        /// Its transport and its text; both empty for the policy's default.
        scope: (String, String),
        /// Who is trusted.
        what: What,
    },
    /// Images under the scope signed for any tag of the repository, an older one say.
    AnyTag {
        /// The repository.
        repository: String,
    },
    /// Images under the scope whose signature is for this name, whatever they are called.
    SignedAs {
        /// The name.
        name: String,
    },
    /// Images of the repository that fulfil what the policy asks for elsewhere.
    Scope {
        /// The new scope.
        scope: String,
    },
    /// Attachments of all images of the repository are looked at, and have to be signed as the policy says.
    Attachments {
        /// The repository.
        repository: String,
    },
}
