//! The debug lines that the reference writes, in their order; what CRI-O's log shows at `log_level = "debug"`. Source: reference.md §2.2, §2.3.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::containers_image::SIGNED_BASE_LAYER;
use super::containers_image::go::quote;
use crate::lookup::{CandidateKind, ScopeLookup};
use crate::trace::{Decision, Evaluation, Reach, RequirementDetail};

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

/// The lines that the reference writes for an evaluation.
#[must_use]
pub fn log(evaluation: &Evaluation) -> Vec<LogLine> {
    let debug = |message| LogLine {
        level: LogLevel::Debug,
        message,
    };
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
    for (index, requirement) in reached.enumerate() {
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
