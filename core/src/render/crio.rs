//! The debug lines that the reference writes, in their order; what CRI-O's log shows at `log_level = "debug"`. Source: reference.md §2.2, §2.3.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::containers_image::go::quote;
use super::containers_image::{SIGNED_BASE_LAYER, author_rejection};
use crate::lookup::{CandidateKind, ScopeLookup};
use crate::trace::author::{AuthorEvaluation, AuthorTrace, Rejection, Verdict};
use crate::trace::{Decision, Evaluation, Reach, RequirementDetail};

pub mod read;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// How loud it is.
    pub level: LogLevel,
    /// The text; leading blanks are part of it.
    pub message: String,
}

/// logrus's levels, as far as the reference uses them here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// `debug`
    Debug,
    /// `error`
    Error,
}

impl LogLevel {
    /// logrus's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Error => "error",
        }
    }
}

/// The lines that the reference writes for an evaluation. `gathering` are those of looking for the image's signatures, which happens when a
/// requirement first asks for them, and again for each one while there are none.
#[must_use]
pub fn log(evaluation: &Evaluation, gathering: &[String]) -> Vec<LogLine> {
    let mut lines = Vec::new();
    lines.push(debug(format!(
        "IsRunningImageAllowed for image {}",
        evaluation.image_identity
    )));
    lines.push(debug(lookup_line(&evaluation.lookup)));
    let reached = evaluation
        .requirements
        .iter()
        .filter(|requirement| requirement.reach == Reach::Effective);
    let mut gathered = false;
    for (index, requirement) in reached.enumerate() {
        if let RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) = &requirement.detail
            && !gathered
        {
            lines.extend(gathering.iter().cloned().map(debug));
            gathered = signing
                .signatures
                .as_ref()
                .is_ok_and(|signatures| !signatures.is_empty());
        }
        if matches!(requirement.detail, RequirementDetail::SignedBaseLayer) {
            lines.push(LogLine {
                level: LogLevel::Error,
                message: SIGNED_BASE_LAYER.into(),
            });
        }
        // The blank is the reference's: only the allowed line has one.
        lines.push(debug(if requirement.allows() {
            format!(" Requirement {index}: allowed")
        } else {
            format!("Requirement {index}: denied, done")
        }));
    }
    if evaluation.decision() == Decision::Allow {
        lines.push(debug("Overall: allowed".into()));
    }
    lines
}

/// The lines that the reference writes while it looks for signatures with an accepted author (reference.md §2.5).
#[must_use]
pub fn author_log(evaluation: &AuthorEvaluation) -> Vec<LogLine> {
    let mut lines = Vec::new();
    lines.push(debug(format!(
        "GetSignaturesWithAcceptedAuthor for image {}",
        evaluation.image_identity
    )));
    lines.push(debug(lookup_line(&evaluation.lookup)));
    for (number, signature) in evaluation.signatures.iter().flatten().enumerate() {
        lines.push(debug(format!("Evaluating signature {number}:")));
        log_author(evaluation, signature, &mut lines);
    }
    lines
}

fn log_author(evaluation: &AuthorEvaluation, signature: &AuthorTrace, lines: &mut Vec<LogLine>) {
    for (index, verdict) in signature.verdicts.iter().enumerate() {
        let line = match verdict {
            Verdict::Accepted(_) => "signature accepted".into(),
            Verdict::Rejected(Rejection::OtherContent(_)) => {
                lines.push(debug(format!(" Requirement {index}: signature accepted")));
                "internal inconsistency: sarAccepted but different parsed contents".into()
            }
            Verdict::Rejected(rejection) => {
                let refusal = author_rejection(evaluation, rejection);
                format!(
                    "signature rejected: {}",
                    refusal.map_or_else(String::new, |refusal| refusal.text)
                )
            }
            Verdict::Unknown => "signature state unknown, continuing".into(),
        };
        lines.push(debug(format!(" Requirement {index}: {line}")));
    }
    lines.push(debug(if signature.accepted().is_some() {
        " Overall: OK, signature accepted".into()
    } else {
        " Overall: Signature not accepted".into()
    }));
}

fn debug(message: String) -> LogLine {
    LogLine {
        level: LogLevel::Debug,
        message,
    }
}

fn lookup_line(lookup: &ScopeLookup) -> String {
    let transport = quote(lookup.transport.name());
    match lookup.chosen() {
        Some(chosen) => match chosen.kind {
            CandidateKind::Identity | CandidateKind::TransportDefault => {
                format!(" Using transport {transport} policy section {}", quote(&chosen.scope))
            }
            CandidateKind::Namespace => {
                format!(
                    " Using transport {transport} specific policy section {}",
                    quote(&chosen.scope)
                )
            }
            CandidateKind::GlobalDefault => " Using default policy section".into(),
        },
        None => " Using default policy section".into(),
    }
}
