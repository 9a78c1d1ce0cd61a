//! What the user has in hand and may change, and who evaluates a change.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::cause::Cause;
use crate::image::manifest::ManifestList;
use crate::image::{Image, signature_blob};
use crate::policy::Policy;
use crate::reference::ImageReference;
use crate::source::Span;
use crate::trace::Evaluation;
use crate::verify::Environment;

/// What a remedy may change of a question. The rest of it stays as it was: the time, `requireSigned`, the manifest. A copy shares what it does not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text of the policy.
    pub policy: Arc<Vec<u8>>,
    /// The image's name.
    pub image: String,
    /// Files by the policy's own text of their paths.
    pub files: Arc<BTreeMap<String, Vec<u8>>>,
    /// The `signature-N` files.
    pub signatures: Arc<Vec<Vec<u8>>>,
    /// The files of registries.d.
    pub registries_d: Option<Arc<BTreeMap<String, String>>>,
    /// The files of the lookaside store.
    pub lookaside: Option<Arc<BTreeMap<String, Vec<u8>>>>,
}

impl Draft {
    /// How many bytes an evaluation looks at.
    #[must_use]
    pub fn size(&self) -> usize {
        let files = self.files.values().map(Vec::len);
        let signatures = self.signatures.iter().map(Vec::len);
        let store = self.lookaside.iter().flat_map(|files| files.values()).map(Vec::len);
        let texts = self
            .registries_d
            .iter()
            .flat_map(|files| files.values())
            .map(String::len);
        self.policy.len() + files.chain(signatures).chain(store).chain(texts).sum::<usize>()
    }
}

/// A question and how it ended.
pub struct Case<'a> {
    /// The question, as far as it may be changed.
    pub draft: &'a Draft,
    /// How it ended.
    pub outcome: Outcome<'a>,
}

/// How far a question got.
pub enum Outcome<'a> {
    /// Nothing was evaluated.
    Stopped(Stopped),
    /// The image was judged.
    Judged(Judged<'a>),
}

/// Why nothing was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The cause, with the reference's words.
    pub cause: Cause,
    /// Other names by which the image may have been meant.
    pub names: Vec<String>,
    /// The policy as it was plainly meant, where it does not parse as it stands.
    pub corrected: Option<Vec<u8>>,
}

/// An image that was judged, and what it was judged by.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The image's name.
    pub reference: &'a ImageReference,
    /// The image.
    pub image: &'a Image<'a>,
    /// The list that it was chosen from, and the list's own digest.
    pub list: Option<(&'a ManifestList, &'a str)>,
    /// Where its signatures were looked for.
    pub sources: &'a SourceFacts,
    /// The decision and its evidence.
    pub evaluation: &'a Evaluation,
    /// The world around.
    pub environment: Environment<'a>,
}

/// What is known of where the signatures would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFacts {
    /// What registries.d says of attachments; `None` where there is no registries.d, or it is not asked about the image.
    pub attachments: Option<AttachmentsSwitch>,
    /// Attachments were given, whether or not they were looked at.
    pub has_attachments: bool,
    /// What was given as attachments are Sigstore bundles.
    pub has_only_bundles: bool,
    /// Folders of the lookaside store with signatures of this digest, under other repositories.
    pub elsewhere: Vec<String>,
    /// The folder in which the store should have them.
    pub store_folder: Option<String>,
}

/// What registries.d says of attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentsSwitch {
    /// They are looked for.
    pub enabled: bool,
    /// The place that says so; `None` where none does, which means no.
    pub span: Option<Span>,
    /// The file of that place.
    pub file: Option<String>,
    /// Whether that place speaks of the image's repository, or of less than it.
    pub is_own: bool,
    /// The image's repository, as registries.d names it.
    pub repository: String,
    /// The file that has a section for exactly this repository already.
    pub section: Option<(String, Span)>,
}

/// Who made the signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// Whoever did.
    AsGiven,
    /// Someone without the private keys: see [`super::forger`].
    Forged,
}

/// Evaluates drafts.
pub trait Laboratory {
    /// Evaluates a draft and shows how it ended.
    fn try_out(&self, draft: &Draft, making: Making, look: &mut dyn FnMut(&Case<'_>));

    /// Whether it has had enough: then no more is tried.
    fn is_tired(&self) -> bool;
}

impl Case<'_> {
    /// Whether the image is allowed.
    #[must_use]
    pub fn allows(&self) -> bool {
        matches!(&self.outcome, Outcome::Judged(judged) if judged.evaluation.decision() == crate::trace::Decision::Allow)
    }
}

impl Judged<'_> {
    /// A signature of the image, read once more.
    pub(super) fn sigstore_signature(&self, index: usize) -> Option<crate::image::SigstoreSignature> {
        let file = self.image.signatures.get(index)?;
        match signature_blob::parse(file.source, file.bytes).ok()? {
            crate::image::UntrustedSignature::Sigstore(signature) => Some(signature),
            crate::image::UntrustedSignature::SimpleSigning(_) => None,
        }
    }

    /// What a signature says the image is called; nobody has verified it.
    pub(super) fn untrusted_name(&self, index: usize) -> Option<String> {
        use crate::verify::payload::{PayloadKind, parse};
        let file = self.image.signatures.get(index)?;
        match signature_blob::parse(file.source, file.bytes).ok()? {
            crate::image::UntrustedSignature::Sigstore(signature) => {
                let payload = parse(PayloadKind::Sigstore, &signature.payload, file.payload_source).ok()?;
                Some(payload.reference)
            }
            #[cfg(feature = "openpgp")]
            crate::image::UntrustedSignature::SimpleSigning(message) => {
                let (content, _) = crate::verify::simple_signing::inspect::untrusted_information(&message).ok()?;
                Some(content.reference)
            }
            #[cfg(not(feature = "openpgp"))]
            crate::image::UntrustedSignature::SimpleSigning(_) => None,
        }
    }

    /// The requirements that the image has to fulfil.
    pub(super) fn requirements(&self) -> &[crate::policy::Requirement] {
        crate::lookup::lookup(self.policy, self.reference).1.items()
    }
}

impl core::fmt::Debug for Case<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Case")
            .field("draft", &self.draft)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Outcome<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Stopped(stopped) => formatter.debug_tuple("Stopped").field(stopped).finish(),
            Self::Judged(judged) => formatter.debug_tuple("Judged").field(judged).finish(),
        }
    }
}

impl core::fmt::Debug for Judged<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Judged")
            .field("evaluation", self.evaluation)
            .field("sources", self.sources)
            .finish_non_exhaustive()
    }
}
