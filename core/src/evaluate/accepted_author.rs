//! Whose signatures the policy accepts: `GetSignaturesWithAcceptedAuthor` (reference.md §2.5).
//!
//! It decides nothing about running an image: a policy that allows everything accepts no author, and one that demands two signers accepts only
//! signatures that both of its requirements accept. Each signature goes through the same checks as in [`super::evaluate`].

use alloc::vec::Vec;

use super::{ReadSignature, SignedByJudge, beyond_budget, read_signatures};
use crate::budget::Purpose;
use crate::image::{Image, UntrustedSignature};
use crate::lookup::lookup;
use crate::policy::{Policy, RequirementKind};
use crate::trace::Checks;
use crate::trace::author::{AuthorEvaluation, AuthorTrace, Rejection, SignedContent, Verdict};
use crate::verify::Environment;

/// Asks of each simple-signing signature of an image whether the policy accepts its author. Cannot fail; a signature file that cannot be read is
/// in the result. [`AuthorEvaluation::accepted`] has what the accepted ones say, `render::crio::author_log` the reference's debug lines.
#[must_use]
pub fn signatures_with_accepted_author(
    policy: &Policy,
    image: &Image<'_>,
    environment: &Environment<'_>,
) -> AuthorEvaluation {
    let (lookup, required) = lookup(policy, image.reference);
    // A requirement's keys are loaded once, for the first signature that it is asked about.
    let mut judges: Vec<Judge<'_>> = required
        .items()
        .iter()
        .map(|requirement| match &requirement.kind {
            RequirementKind::InsecureAcceptAnything | RequirementKind::SignedBaseLayer(_) => Judge::Unknown,
            RequirementKind::Reject => Judge::Reject,
            RequirementKind::SignedBy(signed_by) => Judge::SignedBy(SignedByJudge::new(signed_by, image, environment)),
            RequirementKind::SigstoreSigned(_) => Judge::Sigstore,
        })
        .collect();
    let signatures = read_signatures(image).map(|read| {
        let mut traces = Vec::new();
        for (index, signature) in read.iter().enumerate() {
            if let UntrustedSignature::SimpleSigning(message) = &signature.signature {
                environment
                    .budget
                    .begin_signature(Purpose::Decide, signature.file.bytes.len());
                traces.push(AuthorTrace {
                    index,
                    source: signature.file.source,
                    payload_source: signature.file.payload_source,
                    verdicts: verdicts(&mut judges, signature, message),
                });
            }
        }
        traces
    });
    let (image_identity, image_name) = super::names(image);
    AuthorEvaluation {
        image_identity,
        image_name,
        lookup,
        signatures,
    }
}

enum Judge<'e> {
    Reject,
    SignedBy(SignedByJudge<'e>),
    Sigstore,
    Unknown,
}

/// Up to the first requirement that rejects.
fn verdicts(judges: &mut [Judge<'_>], signature: &ReadSignature<'_>, message: &[u8]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut said: Option<SignedContent> = None;
    for judge in judges {
        let verdict = match judge {
            Judge::Reject => Verdict::Rejected(Rejection::Always),
            Judge::Sigstore => Verdict::Rejected(Rejection::Sigstore),
            Judge::Unknown => Verdict::Unknown,
            Judge::SignedBy(judge) => {
                let budget = judge.environment.budget;
                let mut checks = Checks::default();
                if budget.exceeded().is_none() {
                    checks = judge.check(signature.file, message);
                }
                // Whatever came out: with more to spend, it might have been something else.
                if let Some(cost) = budget.exceeded() {
                    checks = beyond_budget(cost);
                }
                match checks.signed_content() {
                    None => Verdict::Rejected(Rejection::Check(checks)),
                    content if said.is_some() && content != said => Verdict::Rejected(Rejection::OtherContent(checks)),
                    content => {
                        said = content;
                        Verdict::Accepted(checks)
                    }
                }
            }
        };
        let rejects = matches!(verdict, Verdict::Rejected(_));
        verdicts.push(verdict);
        if rejects {
            break;
        }
    }
    verdicts
}
