//! Text to policy. Source: reference.md §1.2–1.5.
//!
//! Errors are noted in the order in which the reference meets them, and reading goes on behind each: the first error is the reference's answer.

use alloc::string::String;
use alloc::vec::Vec;

use super::error::{Errors, PolicyError, PolicyErrorKind, PolicyLimit, REQUIREMENT_LIMIT, TRANSPORT_LIMIT};
use super::grammar::Object;
use super::{Policy, Requirement, RequirementList, Scope, TransportScopes, requirement, scope};
use crate::json::fields::{self, FieldError, Record};
use crate::json::{self, Value};
use crate::reference::Transport;
use crate::source::{SourceId, Spanned};

/// Parses a policy. There is one only if there are no errors; the first error is the one that the reference reports.
#[must_use]
pub fn parse(source: SourceId, text: &[u8]) -> (Option<Policy>, Vec<PolicyError>) {
    let document = match json::parse(source, text) {
        Ok(document) => document,
        Err(error) => {
            return (
                None,
                [PolicyError::new(error.span, PolicyErrorKind::Syntax(error.kind))].into(),
            );
        }
    };
    let mut errors = Errors::default();
    let policy = policy(document.root(), &mut errors);
    let errors = errors.into_list();
    (policy.filter(|_| errors.is_empty()), errors)
}

/// reference.md §1.3
fn policy(value: Value<'_>, errors: &mut Errors) -> Option<Policy> {
    let mut default = None;
    let mut has_default = false;
    let mut transports = Vec::new();
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        match member.key.as_ref() {
            "default" => {
                has_default = true;
                default = requirement_list(member.value, errors);
            }
            "transports" => transports = transport_map(member.value, errors),
            _ => errors.add(FieldError::unknown_key(&member, Object::Policy.fields().names())),
        }
    }
    if !has_default {
        errors.push(value.opening(), PolicyErrorKind::NoDefault);
    }
    Some(Policy {
        default: default?,
        transports,
    })
}

/// reference.md §1.4
fn transport_map(value: Value<'_>, errors: &mut Errors) -> Vec<TransportScopes> {
    let mut transports = Vec::new();
    for (index, member) in errors.take(fields::strict(value)).into_iter().flatten().enumerate() {
        if index >= TRANSPORT_LIMIT {
            errors.push(value.opening(), PolicyErrorKind::Limit(PolicyLimit::Transports));
            break;
        }
        let Some(member) = errors.take(member) else { continue };
        let scopes = scopes(Transport::from_name(&member.key), member.value, errors);
        let name = Spanned::new(member.key.into_owned(), member.key_span);
        transports.push(TransportScopes::new(name, scopes));
    }
    transports
}

/// The scopes of a transport; those of one that the reference does not know are not checked.
fn scopes(transport: Option<Transport>, value: Value<'_>, errors: &mut Errors) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for member in errors.take(fields::strict(value)).into_iter().flatten() {
        let Some(member) = errors.take(member) else { continue };
        if let Some(transport) = transport
            && let Err(error) = scope::validate(transport, &member.key)
        {
            let scope = member.key.as_ref().into();
            errors.push(
                member.key_span,
                PolicyErrorKind::InvalidScope {
                    transport,
                    scope,
                    error,
                },
            );
        }
        if let Some(requirements) = requirement_list(member.value, errors) {
            scopes.push(Scope {
                text: Spanned::new(member.key.into_owned(), member.key_span),
                requirements,
            });
        }
    }
    scopes
}

/// reference.md §1.5
fn requirement_list(value: Value<'_>, errors: &mut Errors) -> Option<RequirementList> {
    let elements = errors.take(fields::list(value))?;
    let mut is_empty = true;
    let mut items: Vec<Requirement> = Vec::new();
    for (index, element) in elements.into_iter().flatten().enumerate() {
        if index >= REQUIREMENT_LIMIT {
            errors.push(value.opening(), PolicyErrorKind::Limit(PolicyLimit::Requirements));
            break;
        }
        is_empty = false;
        items.extend(requirement::parse(element, errors));
    }
    if is_empty {
        errors.push(value.span(), PolicyErrorKind::EmptyRequirementList);
    }
    RequirementList::new(value.span(), items)
}

/// The `type` of an object, looked up as the reference does before it reads the object strictly: without regard to case, the last one wins,
/// `null` counts for nothing. Empty, and placed at the object's opening bracket, if there is none.
pub(super) fn type_name(value: Value<'_>, record: Record) -> Result<Spanned<String>, FieldError> {
    let mut found = Spanned::new(Default::default(), value.opening());
    for (name, member) in fields::lenient(value, record, &["type"])? {
        let text = fields::type_name(member, record).map_err(|error| error.in_member(record, name))?;
        if let Some(text) = text {
            found = Spanned::new(text.into_owned(), member.span());
        }
    }
    Ok(found)
}
