//! `signedIdentity` and `baseLayerIdentity`. Source: reference.md §1.9.

use alloc::string::String;

use super::error::{Errors, PolicyErrorKind};
use super::grammar::{Object, ReferenceMatchType};
use super::parse::type_name;
use super::{ReferenceMatch, SignedIdentity};
use crate::json::Value;
use crate::json::fields::{self, FieldError, Record};
use crate::reference::Named;
use crate::reference::named::{is_domain, is_name};
use crate::source::Spanned;

/// The rule in an object; `None`, and errors are noted, if there is no such rule.
pub(super) fn parse(value: Value<'_>, errors: &mut Errors) -> Option<SignedIdentity> {
    let type_name = errors.take(type_name(value, Record::ReferenceMatch))?;
    let Some(kind) = ReferenceMatchType::from_name(&type_name.value) else {
        errors.push(type_name.span, PolicyErrorKind::UnknownReferenceMatch(type_name.value));
        return None;
    };
    let matcher = match kind {
        ReferenceMatchType::MatchExact => read(value, kind, [], errors).map(|[]| ReferenceMatch::MatchExact),
        ReferenceMatchType::MatchRepoDigestOrExact => {
            read(value, kind, [], errors).map(|[]| ReferenceMatch::MatchRepoDigestOrExact)
        }
        ReferenceMatchType::MatchRepository => read(value, kind, [], errors).map(|[]| ReferenceMatch::MatchRepository),
        ReferenceMatchType::ExactReference => {
            let [text] = read(value, kind, ["dockerReference"], errors)?;
            docker_reference(&text, errors).map(ReferenceMatch::ExactReference)
        }
        ReferenceMatchType::ExactRepository => {
            let [text] = read(value, kind, ["dockerRepository"], errors)?;
            docker_repository(&text, errors).map(ReferenceMatch::ExactRepository)
        }
        ReferenceMatchType::RemapIdentity => {
            let [prefix, signed_prefix] = read(value, kind, ["prefix", "signedPrefix"], errors)?;
            let valid = [&prefix, &signed_prefix].map(|prefix| check_prefix(prefix, errors));
            (valid == [true, true]).then_some(ReferenceMatch::RemapIdentity { prefix, signed_prefix })
        }
    };
    Some(SignedIdentity {
        span: Some(value.span()),
        matcher: matcher?,
    })
}

/// The rule where none is written.
pub(super) fn default() -> SignedIdentity {
    SignedIdentity {
        span: None,
        matcher: ReferenceMatch::MatchRepoDigestOrExact,
    }
}

/// The texts of an object of this type, which has `type` and exactly these other members.
fn read<const N: usize>(
    value: Value<'_>,
    kind: ReferenceMatchType,
    keys: [&'static str; N],
    errors: &mut Errors,
) -> Option<[Spanned<String>; N]> {
    let mut texts = keys.map(|key| (key, None));
    let mut is_readable = true;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        if member.key == "type" {
            continue;
        }
        let Some((_, slot)) = texts.iter_mut().find(|(key, _)| *key == member.key) else {
            errors.add(FieldError::unknown_key(
                &member,
                Object::ReferenceMatch(kind).fields().names(),
            ));
            continue;
        };
        match errors.take(fields::text(member.value)) {
            Some(text) => *slot = Some(Spanned::new(text.unwrap_or_default().into_owned(), member.value.span())),
            None => {
                *slot = Some(Spanned::new(String::new(), member.value.span()));
                is_readable = false;
            }
        }
    }
    let texts = texts.map(|(key, text)| {
        text.unwrap_or_else(|| {
            errors.add(FieldError::missing_key(value, key));
            is_readable = false;
            Spanned::new(String::new(), value.span())
        })
    });
    is_readable.then_some(texts)
}

fn docker_reference(text: &Spanned<String>, errors: &mut Errors) -> Option<Spanned<Named>> {
    let kind = match Named::parse_normalized(&text.value) {
        Ok(named) if named.is_name_only() => PolicyErrorKind::DockerReferenceNameOnly(text.value.clone()),
        Ok(named) => return Some(Spanned::new(named, text.span)),
        Err(error) => PolicyErrorKind::DockerReference {
            text: text.value.clone(),
            error,
        },
    };
    errors.push(text.span, kind);
    None
}

/// A tag or a digest may be there and means nothing.
fn docker_repository(text: &Spanned<String>, errors: &mut Errors) -> Option<Spanned<Named>> {
    match Named::parse_normalized(&text.value) {
        Ok(named) => Some(Spanned::new(named, text.span)),
        Err(error) => {
            errors.push(
                text.span,
                PolicyErrorKind::DockerRepository {
                    text: text.value.clone(),
                    error,
                },
            );
            None
        }
    }
}

/// A host, or a name that begins with one. `ns/repo` passes, since `ns` could be a host, and never fits a name.
fn check_prefix(prefix: &Spanned<String>, errors: &mut Errors) -> bool {
    let text = &prefix.value;
    let begins_with_domain = text.split_once('/').is_some_and(|(first, _)| is_domain(first));
    let is_valid = is_domain(text) || (begins_with_domain && is_name(text));
    if !is_valid {
        errors.push(prefix.span, PolicyErrorKind::Prefix(text.clone()));
    }
    is_valid
}
