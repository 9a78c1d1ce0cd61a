//! Causes and remedies with their words: what stood in the way, both sides of it, and what would make the image pass.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::json::{Edit, SpanAnswer, span_answer};
use crate::explain::{Cause, Draft, Explanation, Remedy};
use crate::reference::Named;
use crate::source::Sources;
use crate::trace::Reach;
use crate::verify::UnixTime;

mod cause;
mod fact;
mod remedy;

/// What was asked, as far as the words need it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The image's name, as given.
    pub image: &'a str,
    /// Its name in a registry.
    pub named: Option<&'a Named>,
    /// The digest of its manifest, or of the list that it was chosen from.
    pub digest: Option<&'a str>,
    /// The time of the question.
    pub now: UnixTime,
}

/// Why an image is refused, and what would make it pass.
#[derive(Clone, Debug, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationAnswer {
    /// The likeliest first.
    pub causes: Vec<CauseAnswer>,
    /// The narrowest first.
    pub remedies: Vec<RemedyAnswer>,
    /// Nothing at hand makes the image pass under a policy that still asks for signatures.
    pub none_within_policy: bool,
}

/// One thing that is in the way.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct CauseAnswer {
    /// Out of the list in docs/causes.md.
    pub kind: &'static str,
    /// What is in the way, in a sentence or two.
    pub text: String,
    /// `effective`, or `counterfactual` for what the reference would not have come to.
    pub reach: &'static str,
    /// The requirement of the chosen scope, from 1.
    pub requirement: Option<usize>,
    /// The signature of the image, from 1.
    pub signature: Option<usize>,
    /// What would have done.
    pub expected: Vec<String>,
    /// What there is.
    pub found: Vec<String>,
    /// The key at hand that made the signature, although it is not trusted here.
    pub fits: Option<String>,
    /// Where it stands.
    pub span: Option<SpanAnswer>,
}

/// One way to make the image pass.
#[derive(Clone, Debug, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct RemedyAnswer {
    /// What it does.
    pub kind: &'static str,
    /// What it does, in a sentence.
    pub text: String,
    /// The engine evaluated the amended request, and it is allowed.
    pub verified: bool,
    /// A forged twin of the image is still refused under it: it may be offered to be applied.
    pub apply: bool,
    /// What it lets through besides; `null` where that is nothing.
    pub opens: Option<String>,
    /// Changes of the policy's text.
    pub edits: Vec<Edit>,
    /// What to run, for what has to be done elsewhere.
    pub command: Option<String>,
    /// The fields of the request that change, whole: put into it, they make it the request that was evaluated.
    pub amended: Option<serde_json::Value>,
}

/// The answer. `amended` says which fields of the request a draft changes.
#[must_use]
pub fn answer(
    explanation: &Explanation,
    question: Question<'_>,
    sources: &Sources<'_>,
    amended: &dyn Fn(&Draft) -> serde_json::Value,
) -> ExplanationAnswer {
    let now = question.now;
    let cause_answer = |cause: &Cause| CauseAnswer {
        kind: cause.kind.name(),
        text: cause::sentence(cause, question),
        reach: match cause.reach {
            Reach::Counterfactual => "counterfactual",
            Reach::Effective => "effective",
        },
        requirement: cause.requirement.map(|index| index + 1),
        signature: cause.signature.map(|index| index + 1),
        expected: cause.expected.iter().map(|found| fact::text(found, now)).collect(),
        found: cause.found.iter().map(|found| fact::text(found, now)).collect(),
        fits: cause.fits.as_ref().map(super::outline::key_text),
        span: cause.span.and_then(|span| span_answer(span, sources)),
    };
    let remedy_answer = |found: &Remedy| RemedyAnswer {
        kind: remedy::name(&found.kind),
        text: remedy::sentence(&found.kind),
        verified: found.verified,
        apply: found.applicable,
        opens: remedy::opens(&found.opens),
        edits: found
            .edits
            .iter()
            .filter_map(|edit| {
                Some(Edit {
                    span: span_answer(edit.span, sources)?,
                    insert: edit.insert.clone(),
                })
            })
            .collect(),
        command: remedy::command(&found.kind, question),
        amended: found.amended.as_ref().map(amended),
    };
    ExplanationAnswer {
        causes: explanation.causes.iter().map(cause_answer).collect(),
        remedies: explanation.remedies.iter().map(remedy_answer).collect(),
        none_within_policy: explanation.none_within_policy(),
    }
}
