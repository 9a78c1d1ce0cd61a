//! What the reference says of a policy that it does not take. Source: reference.md §1.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::go::{self, quote};
use super::image_name::named_error;
use super::{ErrorClass, Refusal};
use crate::json::SyntaxErrorKind;
use crate::policy::error::{KEY_LIMIT, REQUIREMENT_LIMIT, SourceCount, TRANSPORT_LIMIT};
use crate::policy::{PolicyError, PolicyErrorKind, PolicyLimit};

/// What is wrong with a policy.
#[must_use]
pub fn policy_error(error: &PolicyError) -> Refusal {
    let class = match error.kind {
        PolicyErrorKind::Limit(_) | PolicyErrorKind::Syntax(SyntaxErrorKind::TooLong { .. }) => ErrorClass::Limit,
        _ => ErrorClass::InvalidPolicy,
    };
    Refusal::new(class, text(&error.kind))
}

fn text(kind: &PolicyErrorKind) -> String {
    match kind {
        PolicyErrorKind::BothSet { path, data } => format!("{path} and {data} cannot be used simultaneously"),
        PolicyErrorKind::DockerReference { text, error } => {
            format!(
                "Invalid format of dockerReference {}: {}",
                quote(text),
                named_error(error)
            )
        }
        PolicyErrorKind::DockerReferenceNameOnly(text) => {
            format!("dockerReference {} contains neither a tag nor digest", quote(text))
        }
        PolicyErrorKind::DockerRepository { text, error } => {
            format!(
                "Invalid format of dockerRepository {}: {}",
                quote(text),
                named_error(error)
            )
        }
        // The reference spells the Rekor lists with a lower-case k here.
        PolicyErrorKind::EmptyKeyList(field) => {
            format!(
                "{} contains no entries",
                quote(&field.replace("rekorPublicKey", "rekorPublickey"))
            )
        }
        PolicyErrorKind::EmptyRequirementList => {
            "List of verification policy requirements must not be empty".to_string()
        }
        PolicyErrorKind::Field(kind) => go::field_error_kind(kind),
        // Why the transport does not take it stays inside the reference.
        PolicyErrorKind::InvalidScope { scope, .. } => format!("Unknown key {}", quote(scope)),
        PolicyErrorKind::Limit(PolicyLimit::Keys) => {
            format!("the policy names more keys than pullgate's limit of {KEY_LIMIT}")
        }
        PolicyErrorKind::Limit(PolicyLimit::Requirements) => {
            format!("the list has more requirements than pullgate's limit of {REQUIREMENT_LIMIT}")
        }
        PolicyErrorKind::Limit(PolicyLimit::Transports) => {
            format!("the policy has more transports than pullgate's limit of {TRANSPORT_LIMIT}")
        }
        PolicyErrorKind::MissingKeyType => "invalid keyType \"\"".to_string(),
        PolicyErrorKind::NeitherSet { path, data } => format!("At least one of {path} and {data} must be specified"),
        PolicyErrorKind::NoDefault => "Default policy is missing".to_string(),
        PolicyErrorKind::NoRekorKeys => format!("At least one of {REKOR_KEYS} must be specified if fulcio is used"),
        PolicyErrorKind::NoSubject => "At least one of subjectEmail, subjectHostname must be specified".to_string(),
        PolicyErrorKind::NotSpecified(field) => format!("{field} not specified"),
        PolicyErrorKind::Prefix(prefix) => format!("prefix {} is not valid", quote(prefix)),
        PolicyErrorKind::RekorKeysWithPki => format!("{REKOR_KEYS} are not supported for pki"),
        PolicyErrorKind::SeveralRekorKeys(_) => format!("at most one of {REKOR_KEYS} can be used simultaneously"),
        PolicyErrorKind::SignedByKeys(count) => signed_by_keys(*count).to_string(),
        PolicyErrorKind::SigstoreKeys(_) => {
            "exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio, and pki must be specified".to_string()
        }
        PolicyErrorKind::Syntax(kind) => go::syntax_error_kind(*kind),
        PolicyErrorKind::UnknownKeyType(name) => format!("Unrecognized keyType value {}", quote(name)),
        PolicyErrorKind::UnknownReferenceMatch(name) => {
            format!("Unknown policy reference match type {}", quote(name))
        }
        PolicyErrorKind::UnknownRequirement(name) => format!("Unknown policy requirement type {}", quote(name)),
    }
}

const REKOR_KEYS: &str = "rekorPublickeyPath, rekorPublicKeyPaths, rekorPublickeyData and rekorPublicKeyDatas";

fn signed_by_keys(count: SourceCount) -> &'static str {
    match count {
        SourceCount::None => "Exactly one of keyPath, keyPaths and keyData must be specified, none of them present",
        SourceCount::Several => "Exactly one of keyPath, keyPaths and keyData must be specified, more than one present",
        SourceCount::Unset => "exactly one of keyPath, keyPaths and keyData must be specified",
    }
}
