//! Whose signatures the policy accepts, as plain data: what [`crate::evaluate::accepted_author`] finds (reference.md §2.5).

use alloc::string::String;
use alloc::vec::Vec;

use super::{Checks, Evidence, Reason, Unreadable};
use crate::lookup::ScopeLookup;
use crate::source::SourceId;

/// How the authors of an image's signatures fared under one policy.
#[derive(Clone, Debug)]
pub struct AuthorEvaluation {
    /// The image in log lines: `docker:docker.io/library/busybox:latest`.
    pub image_identity: String,
    /// The image in refusals: `docker://busybox:latest`.
    pub image_name: String,
    /// Which scopes were tried, which was chosen.
    pub lookup: ScopeLookup,
    /// Each simple-signing signature in order, or the first file of any kind that could not be read.
    pub signatures: Result<Vec<AuthorTrace>, Unreadable>,
}

/// One signature.
#[derive(Clone, Debug)]
pub struct AuthorTrace {
    /// Its index in the image, from 0; log lines count only signatures of its kind.
    pub index: usize,
    /// Where its bytes are shown.
    pub source: SourceId,
    /// Where its payload is shown.
    pub payload_source: SourceId,
    /// What each requirement says, in order; the last one rejects, or there is no other.
    pub verdicts: Vec<Verdict>,
}

/// What one requirement says of the author of a signature.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It accepts them: every check passed.
    Accepted(Checks),
    /// It rejects them.
    Rejected(Rejection),
    /// It does not say.
    Unknown,
}

/// Why a requirement rejects an author.
#[derive(Clone, Debug)]
pub enum Rejection {
    /// `reject` does.
    Always,
    /// A check failed.
    Check(Checks),
    /// Every check passed, but the signature says something else than what it said to an earlier requirement. It cannot.
    OtherContent(Checks),
    /// `sigstoreSigned` looks at no signature of this kind.
    Sigstore,
}

/// What a verified signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedContent {
    /// `docker-manifest-digest`
    pub digest: String,
    /// `docker-reference`
    pub reference: String,
}

impl AuthorEvaluation {
    /// What the accepted signatures say, in order: the reference's result.
    ///
    /// # Errors
    /// The signature that could not be read.
    pub fn accepted(&self) -> Result<Vec<SignedContent>, &Unreadable> {
        let signatures = self.signatures.as_ref()?;
        Ok(signatures.iter().filter_map(AuthorTrace::accepted).collect())
    }
}

impl AuthorTrace {
    /// What the signature says, if it is accepted: by at least one requirement, and rejected by none.
    #[must_use]
    pub fn accepted(&self) -> Option<SignedContent> {
        let mut content = None;
        for verdict in &self.verdicts {
            match verdict {
                Verdict::Accepted(checks) => content = Some(checks.signed_content()?),
                Verdict::Rejected(_) => return None,
                Verdict::Unknown => {}
            }
        }
        content
    }
}

impl Checks {
    /// What the signature says, if every check was made and passed.
    #[must_use]
    pub fn signed_content(&self) -> Option<SignedContent> {
        let payload = self.made.iter().find_map(|check| match &check.result {
            Ok(Evidence::Payload { digest, reference }) => Some(SignedContent {
                digest: digest.clone(),
                reference: reference.clone(),
            }),
            _ => None,
        });
        payload.filter(|_| self.all_passed())
    }

    /// The failed check's reason.
    #[must_use]
    pub fn failure(&self) -> Option<&Reason> {
        self.made.iter().find_map(|check| check.result.as_ref().err())
    }
}
