//! A policy's text in one layout, or why it has none.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::ops::Range;

use serde::Serialize;

use crate::policy::format::{self as layout, FormatError};
use crate::policy::{PolicyError, PolicyErrorKind};
use crate::render::json::{self, FORMAT_VERSION};
use crate::render::{containers_image, diagnostics};
use crate::source::{Edit, SourceId, Sources, Span, edit};

/// The answer to a text that is to be formatted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Formatted {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// The text in its layout; `null` where it is not JSON.
    pub text: Option<String>,
    /// The reference's text for what is not JSON.
    pub policy_error: Option<String>,
    /// Why there is no text.
    pub diagnostics: Vec<json::Diagnostic>,
}

/// Makes changes of a text, as answers give them: byte ranges and what stands there then. `None` where two of them meet, or one is not in the text.
#[must_use]
pub fn edited(text: &[u8], edits: &[(Range<usize>, String)]) -> Option<Vec<u8>> {
    let edits: Option<Vec<Edit>> = edits
        .iter()
        .map(|(range, insert)| {
            let span = Span::new(
                SourceId::default(),
                u32::try_from(range.start).ok()?,
                u32::try_from(range.end).ok()?,
            );
            Some(Edit::replace(span, insert.clone()))
        })
        .collect();
    edit::apply(text, &edits?)
}

/// Formats a policy: order, strings and numbers stay as they are. Whether it is a valid one does not matter.
#[must_use]
pub fn format(policy: &str) -> Formatted {
    let mut sources = Sources::default();
    let source = sources.add("policy.json", policy.as_bytes());
    let mut answer = Formatted {
        format_version: FORMAT_VERSION,
        text: None,
        policy_error: None,
        diagnostics: Vec::new(),
    };
    let found = match layout::format(source, policy.as_bytes()) {
        Ok(text) => {
            answer.text = Some(String::from_utf8_lossy(&text).into_owned());
            return answer;
        }
        Err(FormatError::Syntax(error)) => {
            let error = PolicyError::new(error.span, PolicyErrorKind::Syntax(error.kind));
            answer.policy_error = Some(containers_image::policy_error(&error).text);
            diagnostics::policy_error(&error, &sources)
        }
        Err(FormatError::TooDeep { span }) => {
            answer.policy_error = Some("more brackets lie in each other than a policy has".to_string());
            diagnostics::too_deep(span)
        }
    };
    answer.diagnostics.push(json::diagnostic(&found, &sources));
    answer
}
