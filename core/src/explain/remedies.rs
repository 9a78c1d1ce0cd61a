//! Candidates: changes of what the user has in hand that might undo a cause. [`super::search`] tries each before it is shown.

use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::cause::{Cause, CauseKind};
use super::draft::{Case, Draft, Judged, Outcome, Stopped};
use super::policy_text::PolicyText;
use super::remedy::{Missing, Opens, RemedyKind, Signing};
use crate::policy::{Requirement, RequirementKind, SigstoreKeys};
use crate::source::{Edit, edit};
use crate::trust::material::{Material, recognise};

mod identity;
mod keys;
mod place;
mod scope;

/// A change that has not been tried.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: RemedyKind,
    pub(super) opens: Vec<Opens>,
    pub(super) edits: Vec<Edit>,
    pub(super) draft: Draft,
}

/// Where candidates are made: the question, how it was judged, and its policy as text.
pub(super) struct Workbench<'a> {
    pub(super) draft: &'a Draft,
    pub(super) judged: &'a Judged<'a>,
    pub(super) text: PolicyText<'a>,
    pub(super) scope: (String, String),
}

impl<'a> Workbench<'a> {
    fn new(draft: &'a Draft, judged: &'a Judged<'a>) -> Option<Self> {
        Some(Self {
            draft,
            judged,
            text: PolicyText::new(&draft.policy, judged.policy.default.span.source)?,
            scope: super::causes::chosen_scope(judged),
        })
    }

    /// The requirement that a cause is about.
    fn requirement(&self, cause: &Cause) -> Option<&'a Requirement> {
        let list = crate::lookup::lookup(self.judged.policy, self.judged.reference).1;
        list.items().get(cause.requirement?)
    }

    /// The draft with changes of the policy's text.
    fn edited(&self, kind: RemedyKind, opens: Vec<Opens>, edits: Vec<Edit>) -> Option<Candidate> {
        let draft = Draft {
            policy: Arc::new(edit::apply(&self.draft.policy, &edits)?),
            ..self.draft.clone()
        };
        Some(Candidate {
            kind,
            opens,
            edits,
            draft,
        })
    }

    fn amended(&self, kind: RemedyKind, opens: Vec<Opens>, change: impl FnOnce(&mut Draft)) -> Candidate {
        let mut draft = self.draft.clone();
        change(&mut draft);
        Candidate {
            kind,
            opens,
            edits: Vec::new(),
            draft,
        }
    }

    /// Files that came with the question.
    fn files(&self) -> impl Iterator<Item = (String, Material)> {
        self.draft
            .files
            .iter()
            .map(|(path, bytes)| (path.clone(), recognise(bytes)))
    }
}

/// What might undo a cause, likelier changes first.
pub(super) fn candidates(case: &Case<'_>, cause: &Cause) -> Vec<Candidate> {
    let judged = match &case.outcome {
        Outcome::Stopped(stopped) => return of_stopped(case, stopped),
        Outcome::Judged(judged) => judged,
    };
    let Some(bench) = Workbench::new(case.draft, judged) else {
        return Vec::new();
    };
    match cause.kind {
        CauseKind::ScopeMisspelt => scope::correct(&bench),
        CauseKind::TransportNotCovered | CauseKind::NoScopeCovers => scope::add(&bench),
        CauseKind::AttachmentsOff => place::enable_attachments(&bench),
        CauseKind::SignatureElsewhere => place::move_signatures(&bench),
        CauseKind::SignatureUnreadable => place::unwrap(&bench, cause),
        CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable => keys::put_file(&bench, cause)
            .into_iter()
            .chain(keys::exchange(&bench, cause))
            .collect(),
        CauseKind::WrongKey
        | CauseKind::SignatureDoesNotHold
        | CauseKind::KeyExpired
        | CauseKind::KeyRevoked
        | CauseKind::KeyNotForSigning
        | CauseKind::SignedBySubkey
        | CauseKind::TimesDisagree
        | CauseKind::WrongLogKey
        | CauseKind::UnknownAuthority
        | CauseKind::CertificateNotForThis
        | CauseKind::CertificateExpired => keys::exchange(&bench, cause)
            .into_iter()
            .chain(keys::put_file(&bench, cause))
            .collect(),
        CauseKind::WrongEmail | CauseKind::WrongIssuer | CauseKind::WrongHostname => identity::of_signer(&bench, cause),
        CauseKind::SignedNameHasNoTag
        | CauseKind::OtherTag
        | CauseKind::OtherRegistry
        | CauseKind::OtherRepository
        | CauseKind::ImageHasNoName => identity::of_image(&bench, cause),
        CauseKind::ManifestDiffers => identity::by_manifest(&bench, cause),
        _ => Vec::new(),
    }
}

/// Another name, or the policy as it was meant.
fn of_stopped(case: &Case<'_>, stopped: &Stopped) -> Vec<Candidate> {
    let names = stopped.names.iter().map(|name| Candidate {
        kind: RemedyKind::NameImage(name.clone()),
        opens: Vec::new(),
        edits: Vec::new(),
        draft: Draft {
            image: name.clone(),
            ..case.draft.clone()
        },
    });
    let corrected = stopped.corrected.iter().map(|policy| Candidate {
        kind: RemedyKind::CorrectPolicy,
        opens: Vec::new(),
        edits: Edit::between(&case.draft.policy, policy).into_iter().collect(),
        draft: Draft {
            policy: Arc::new(policy.clone()),
            ..case.draft.clone()
        },
    });
    names.chain(corrected).collect()
}

/// What has to be done elsewhere about a cause: nothing of it can be tried.
pub(super) fn elsewhere(case: &Case<'_>, cause: &Cause) -> Vec<RemedyKind> {
    let requirement = match &case.outcome {
        Outcome::Judged(judged) => cause.requirement.and_then(|index| judged.requirements().get(index)),
        Outcome::Stopped(_) => None,
    };
    let again = || signing(requirement, cause.kind).map(RemedyKind::SignAgain);
    let name_identity = |text: &str| RemedyKind::NameIdentity(text.to_string());
    match cause.kind {
        CauseKind::NoSignature => [Some(RemedyKind::Give(Missing::Signatures)), again()]
            .into_iter()
            .flatten()
            .collect(),
        CauseKind::PolicyInvalid | CauseKind::RegistriesDInvalid | CauseKind::SourceUnreadable => {
            Vec::from([RemedyKind::CorrectFile])
        }
        CauseKind::ImageNameInvalid | CauseKind::ScopeMisspelt => Vec::from([RemedyKind::WriteName]),
        CauseKind::SignatureOfOtherPlatform => [Some(RemedyKind::ChooseInstance), again()]
            .into_iter()
            .flatten()
            .collect(),
        CauseKind::InstanceNotChosen => Vec::from([RemedyKind::ChooseInstance]),
        CauseKind::RejectedByScope
        | CauseKind::TransportNotCovered
        | CauseKind::NoScopeCovers
        | CauseKind::NeverFulfilled
        | CauseKind::KeyTypeUnimplemented
        | CauseKind::SignatureDemanded
        | CauseKind::ImageHasNoName => Vec::from([RemedyKind::AskOwner]),
        CauseKind::IdentityNotExpressible => [Some(RemedyKind::AskOwner), again()].into_iter().flatten().collect(),
        CauseKind::ManifestDiffers | CauseKind::ManifestMalformed => Vec::from([RemedyKind::DoNotRun]),
        CauseKind::ManifestMissing => Vec::from([RemedyKind::Give(Missing::Manifest)]),
        CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable => Vec::from([RemedyKind::Give(Missing::KeyFile)]),
        CauseKind::WrongLogKey | CauseKind::UnknownAuthority | CauseKind::WrongKey if cause.fits.is_none() => {
            [Some(RemedyKind::Give(Missing::Key)), again()]
                .into_iter()
                .flatten()
                .collect()
        }
        CauseKind::OtherRegistry => {
            let signed = cause.found.iter().find_map(|fact| match fact {
                super::Fact::Name(name) => Some(name_identity(name)),
                _ => None,
            });
            signed.into_iter().chain(again()).collect()
        }
        CauseKind::WrongEmail | CauseKind::WrongIssuer | CauseKind::WrongHostname => {
            let found = cause.found.iter().find_map(|fact| match fact {
                super::Fact::Email(text) | super::Fact::Host(text) => Some(name_identity(text)),
                super::Fact::Issuer(bytes) => Some(name_identity(&String::from_utf8_lossy(bytes))),
                _ => None,
            });
            found.into_iter().chain(again()).collect()
        }
        CauseKind::OtherDigest | CauseKind::LogEntryDiffers | CauseKind::SignatureDoesNotHold => {
            [Some(RemedyKind::DoNotRun), again()].into_iter().flatten().collect()
        }
        CauseKind::BundleNotLookedAt
        | CauseKind::NotASignature
        | CauseKind::OtherKindOfSignature
        | CauseKind::SignatureUnreadable
        | CauseKind::SignatureMalformed
        | CauseKind::NoLogPromise
        | CauseKind::LogPromiseMalformed
        | CauseKind::NoCertificate
        | CauseKind::CertificateMalformed
        | CauseKind::CertificateExpired
        | CauseKind::CertificateNotForThis
        | CauseKind::WrongKey
        | CauseKind::WrongLogKey
        | CauseKind::UnknownAuthority
        | CauseKind::SignedBySubkey
        | CauseKind::KeyExpired
        | CauseKind::KeyRevoked
        | CauseKind::KeyNotForSigning
        | CauseKind::TimesDisagree
        | CauseKind::SignatureExpired
        | CauseKind::WeakHash
        | CauseKind::PayloadMalformed
        | CauseKind::SignatureOfList
        | CauseKind::SignedNameHasNoTag
        | CauseKind::OtherTag
        | CauseKind::OtherRepository
        | CauseKind::SignedNameInvalid => again().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The tool that makes what a requirement looks for.
fn signing(requirement: Option<&Requirement>, cause: CauseKind) -> Option<Signing> {
    match &requirement?.kind {
        RequirementKind::SignedBy(_) => Some(Signing::Skopeo),
        RequirementKind::SigstoreSigned(_)
            if matches!(cause, CauseKind::SignatureOfList | CauseKind::SignatureOfOtherPlatform) =>
        {
            Some(Signing::CosignRecursive)
        }
        RequirementKind::SigstoreSigned(sigstore) => Some(match sigstore.keys {
            SigstoreKeys::PublicKeys(_) => Signing::CosignKey,
            SigstoreKeys::Fulcio(_) | SigstoreKeys::Pki(_) => Signing::CosignKeyless,
        }),
        _ => None,
    }
}
