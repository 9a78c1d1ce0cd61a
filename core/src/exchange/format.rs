//! A policy's text in one layout, or why it has none.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::ops::Range;

use serde::Serialize;

use crate::explain::policy_text::PolicyText;
use crate::policy::format::{self as layout, FormatError};
use crate::policy::{self, PolicyError, PolicyErrorKind};
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

/// Why a scope was not put into a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// The policy cannot be used as it is: the reference's text.
    Policy(String),
    /// It has the scope, and what it demands there is not changed unasked.
    ScopeIsThere,
}

/// Puts a scope with its requirements, a JSON text, into a policy; everything else stays as it is written.
///
/// # Errors
/// What keeps it from being put there.
pub fn with_scope(policy: &[u8], transport: &str, scope: &str, requirements: &str) -> Result<Vec<u8>, NotAdded> {
    let source = SourceId::default();
    let refused = |text: &[u8]| {
        let (parsed, errors) = policy::parse(source, text);
        match (parsed, errors.first()) {
            (Some(parsed), None) => Ok(parsed),
            (_, Some(error)) => Err(NotAdded::Policy(containers_image::policy_error(error).text)),
            (None, None) => Err(NotAdded::Policy(String::new())),
        }
    };
    let parsed = refused(policy)?;
    if parsed
        .transport(transport)
        .is_some_and(|own| own.scope(scope).is_some())
    {
        return Err(NotAdded::ScopeIsThere);
    }
    let text = PolicyText::new(policy, source).ok_or(NotAdded::Policy(String::new()))?;
    let edit = text.put_scope(transport, scope, requirements);
    let added = edit::apply(policy, &[edit]).ok_or(NotAdded::Policy(String::new()))?;
    refused(&added).map(|_| added)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn added(policy: &str) -> Result<String, NotAdded> {
        let added = with_scope(policy.as_bytes(), "docker", "b.example", r#"[{"type": "reject"}]"#)?;
        Ok(String::from_utf8_lossy(&added).into_owned())
    }

    #[test]
    fn a_scope_is_put_behind_the_others_as_they_stand() {
        let policy = "{\n  \"default\": [{\"type\": \"reject\"}],\n  \"transports\": {\n    \"docker\": {\n      \"a.example\": [{\"type\": \"reject\"}]\n    }\n  }\n}";
        let expected = policy.replace(
            "\n    }\n  }",
            ",\n      \"b.example\": [{\"type\": \"reject\"}]\n    }\n  }",
        );
        assert_eq!(added(policy), Ok(expected));
    }

    #[test]
    fn transports_are_made_where_there_are_none() {
        assert_eq!(
            added(r#"{"default": [{"type": "reject"}]}"#).as_deref(),
            Ok(r#"{"default": [{"type": "reject"}], "transports": {"docker": {"b.example": [{"type": "reject"}]}}}"#)
        );
    }

    #[test]
    fn what_is_there_is_not_changed_and_what_is_no_policy_gets_nothing() {
        let there = r#"{"default": [{"type": "reject"}], "transports": {"docker": {"b.example": [{"type": "insecureAcceptAnything"}]}}}"#;
        assert_eq!(added(there), Err(NotAdded::ScopeIsThere));
        assert!(matches!(added("{}"), Err(NotAdded::Policy(_))));
        assert!(matches!(added(""), Err(NotAdded::Policy(_))));
    }
}
