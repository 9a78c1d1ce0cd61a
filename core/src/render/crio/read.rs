//! The debug lines the other way round: which message of a log is the reference's, and what it says.

use alloc::format;
use alloc::string::{String, ToString as _};

use crate::incident::{Remark, Section};
use crate::render::containers_image::SIGNED_BASE_LAYER;

/// The messages that are known by how they begin, the reference's blanks included; blanks get lost where logs are shown.
const OTHERS: &[&str] = &[
    "Using registries.d directory ",
    " Lookaside configuration: ",
    "  Using \"lookaside\" ",
    "  Using \"lookaside-staging\" ",
    "  Using \"sigstore\" ",
    "  Using \"sigstore-staging\" ",
    " No signature storage configuration found for ",
    " Sigstore attachments: ",
    "Fetching sigstore attachment ",
    "Found a sigstore attachment manifest with ",
    LOOKING,
    NOT_LOOKING,
    "... got status 404, as expected = end of signatures",
    SIGNED_BASE_LAYER,
];

const LOOKING: &str = "Looking for sigstore attachments in ";
const NOT_LOOKING: &str = "Not looking for sigstore attachments: disabled by configuration";

/// What a message says, and the message as the reference writes it; `None` for one that is not about a policy or signatures.
#[must_use]
pub fn remark(text: &str) -> Option<(Remark, String)> {
    let trimmed = text.trim();
    let as_is = |remark| Some((remark, trimmed.to_string()));
    let indented = |remark| Some((remark, format!(" {trimmed}")));
    if let Some(image) = trimmed.strip_prefix("IsRunningImageAllowed for image ") {
        return as_is(Remark::Judges(image.to_string()));
    }
    if let Some(image) = trimmed.strip_prefix("Trying to access \"") {
        return as_is(Remark::Opens(image.trim_end_matches('"').to_string()));
    }
    if let Some(rest) = trimmed.strip_prefix("Using transport ") {
        let (transport, scope) = rest
            .split_once(" specific policy section ")
            .or_else(|| rest.split_once(" policy section "))?;
        return indented(Remark::Uses(Section {
            transport: unquoted(transport),
            scope: unquoted(scope),
        }));
    }
    if trimmed == "Using default policy section" {
        return indented(Remark::Uses(Section::default()));
    }
    if let Some(rest) = trimmed.strip_prefix("Requirement ") {
        let (number, verdict) = rest.split_once(": ")?;
        let number = number.parse().ok()?;
        return match verdict {
            "denied, done" => as_is(Remark::Denied(number)),
            "allowed" => indented(Remark::Fulfilled),
            _ => None,
        };
    }
    if trimmed == "Overall: allowed" {
        return as_is(Remark::Allowed);
    }
    let is_read = trimmed.starts_with("Reading ") && trimmed.contains("/signature-")
        || trimmed.starts_with("GET ") && (trimmed.contains("/signature-") || trimmed.ends_with(".sig"));
    if is_read {
        return as_is(Remark::Other);
    }
    // The spelling of "sigstore" changed.
    let begins = |begin: &&&str| {
        let begin = begin.trim_start();
        trimmed
            .get(..begin.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(begin))
    };
    let known = OTHERS.iter().find(begins)?;
    let blanks = known.len() - known.trim_start().len();
    Some((
        Remark::Other,
        format!("{}{trimmed}", &"  ".get(..blanks).unwrap_or_default()),
    ))
}

/// Older releases do not quote sections.
fn unquoted(text: &str) -> String {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text)
        .to_string()
}

/// Whether a message says that registries.d does not switch Sigstore attachments on.
#[must_use]
pub fn switches_attachments_off(text: &str) -> bool {
    let text = text.trim();
    text.get(..NOT_LOOKING.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(NOT_LOOKING))
}

/// Whether a message says that Sigstore attachments are looked for.
#[must_use]
pub fn looks_for_attachments(text: &str) -> bool {
    let text = text.trim();
    text.get(..LOOKING.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(LOOKING))
}
