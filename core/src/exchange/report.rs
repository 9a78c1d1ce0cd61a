//! What a pasted error or log says: the door for someone whose pull was refused, and who has nothing else at hand yet.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::explain::{CauseKind, kind_of_other_name};
use crate::incident::{self, Familiarity, Incident, Outcome, Remark, Vocabulary};
use crate::reference::Named;
use crate::render::containers_image::ErrorClass;
use crate::render::containers_image::read::{self as error_texts, Reading, Topic};
use crate::render::crio::read as log_texts;
use crate::render::report;

pub use crate::render::report::{MessageAnswer, Report, ScopeAnswer};

/// Reads an error or a log of a pull; `None` for a text that is none. Of a text longer than [`incident::TEXT_LIMIT`], its end is read.
#[must_use]
pub fn read(text: &str) -> Option<Report> {
    let incident = incident::read(text, &Reference)?;
    let reading = match &incident.outcome {
        Outcome::Refused(error) => error_texts::error(error),
        _ => None,
    };
    let class = match &incident.outcome {
        Outcome::PolicyUnusable(error) if error.starts_with("open ") => Some(ErrorClass::Other),
        Outcome::PolicyUnusable(_) => Some(ErrorClass::InvalidPolicy),
        Outcome::NameUnusable(_) => Some(ErrorClass::InvalidReference),
        _ => reading.as_ref().map(|reading| reading.class),
    };
    let causes = causes(&incident, reading.as_ref());
    Some(report::report(
        incident,
        reading.as_ref(),
        class.map(ErrorClass::name),
        &causes,
    ))
}

/// The reference's words.
struct Reference;

impl Vocabulary for Reference {
    fn error(&self, text: &str) -> Familiarity {
        error_texts::error_familiarity(text)
    }

    fn remark(&self, text: &str) -> Option<(Remark, String)> {
        log_texts::remark(text)
    }
}

/// What may be behind it: what the error fits, less what the log excludes.
fn causes(incident: &Incident, reading: Option<&Reading>) -> Vec<CauseKind> {
    let reading = match (&incident.outcome, reading) {
        (Outcome::PolicyUnusable(error), _) if error.starts_with("open ") => return Vec::new(),
        (Outcome::PolicyUnusable(_), _) => return vec![CauseKind::PolicyInvalid],
        (Outcome::NameUnusable(_), _) => return vec![CauseKind::ImageNameInvalid],
        (_, Some(reading)) => reading,
        (_, None) => return Vec::new(),
    };
    let mut causes = reading.causes.clone();
    if let Some(section) = &incident.section
        && causes.contains(&CauseKind::RejectedByScope)
    {
        let is_default = section.scope.is_empty();
        causes.retain(|cause| (*cause == CauseKind::RejectedByScope) != is_default);
        if !section.transport.is_empty() {
            causes.retain(|cause| *cause != CauseKind::TransportNotCovered);
        }
    }
    if causes.contains(&CauseKind::AttachmentsOff) {
        let mut lines = incident.messages.iter().map(|message| message.text.as_str());
        if lines.clone().any(log_texts::switches_attachments_off) {
            first(&mut causes, CauseKind::AttachmentsOff);
        } else if lines.any(log_texts::looks_for_attachments) {
            causes.retain(|cause| *cause != CauseKind::AttachmentsOff);
        }
    }
    if let Topic::Identity(signed) = &reading.topic {
        first(&mut causes, other_name(signed, incident.image.as_deref()));
    }
    causes
}

/// In which way a signed name is another, as far as the image's name says.
fn other_name(signed: &str, image: Option<&str>) -> Option<CauseKind> {
    let Ok(signed) = Named::parse_normalized(signed) else {
        return Some(CauseKind::SignedNameInvalid);
    };
    let image = image?;
    match image.strip_prefix("docker://").map(Named::parse_normalized) {
        Some(Ok(image)) => Some(kind_of_other_name(&image, &signed)),
        _ => Some(CauseKind::ImageHasNoName),
    }
}

/// Puts the likeliest first.
fn first(causes: &mut Vec<CauseKind>, likeliest: impl Into<Option<CauseKind>>) {
    if let Some(likeliest) = likeliest.into() {
        causes.retain(|cause| *cause != likeliest);
        causes.insert(0, likeliest);
    }
}
