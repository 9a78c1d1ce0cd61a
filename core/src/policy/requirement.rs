//! Requirements, by their `type`. Source: reference.md §1.5–1.9.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::error::{Errors, PolicyErrorKind, SourceCount};
use super::grammar::{Group, Holds, Object, RequirementType};
use super::keys::{self, KeySource};
use super::parse::type_name;
use super::{
    Fulcio, KeyType, Pki, Requirement, RequirementKind, SignedBy, SignedIdentity, SigstoreKeys, SigstoreSigned,
    authority, reference_match,
};
use crate::json::fields::{self, FieldError, Record};
use crate::json::{Member, Value};
use crate::source::{Span, Spanned};

/// The requirement in an element of a list; `None`, and errors are noted, if it is none.
pub(super) fn parse(value: Value<'_>, errors: &mut Errors) -> Option<Requirement> {
    let type_name = errors.take(type_name(value, Record::PolicyRequirement))?;
    let Some(kind) = RequirementType::from_name(&type_name.value) else {
        errors.push(type_name.span, PolicyErrorKind::UnknownRequirement(type_name.value));
        return None;
    };
    let kind = match kind {
        RequirementType::InsecureAcceptAnything => {
            bare(value, kind, errors).map(|()| RequirementKind::InsecureAcceptAnything)
        }
        RequirementType::Reject => bare(value, kind, errors).map(|()| RequirementKind::Reject),
        RequirementType::SignedBaseLayer => {
            signed_base_layer(value, errors).map(|identity| RequirementKind::SignedBaseLayer(Box::new(identity)))
        }
        RequirementType::SignedBy => {
            signed_by(value, type_name.span, errors).map(|requirement| RequirementKind::SignedBy(Box::new(requirement)))
        }
        RequirementType::SigstoreSigned => sigstore_signed(value, type_name.span, errors)
            .map(|requirement| RequirementKind::SigstoreSigned(Box::new(requirement))),
    };
    Some(Requirement {
        span: value.span(),
        kind: kind?,
    })
}

/// Nothing but `type`.
fn bare(value: Value<'_>, kind: RequirementType, errors: &mut Errors) -> Option<()> {
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        if member.key != "type" {
            errors.add(FieldError::unknown_key(
                &member,
                Object::Requirement(kind).fields().names(),
            ));
        }
    }
    Some(())
}

/// reference.md §1.8
fn signed_base_layer(value: Value<'_>, errors: &mut Errors) -> Option<SignedIdentity> {
    let known = Object::Requirement(RequirementType::SignedBaseLayer).fields();
    let mut identity = None;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        match member.key.as_ref() {
            "type" => {}
            "baseLayerIdentity" => identity = Some(member.value),
            _ => errors.add(FieldError::unknown_key(&member, known.names())),
        }
    }
    let Some(identity) = identity else {
        errors.add(FieldError::missing_key(value, "baseLayerIdentity"));
        return None;
    };
    reference_match::parse(identity, errors)
}

/// reference.md §1.7
fn signed_by(value: Value<'_>, type_span: Span, errors: &mut Errors) -> Option<SignedBy> {
    let known = Object::Requirement(RequirementType::SignedBy).fields();
    let mut key_type: Option<Option<Spanned<KeyType>>> = None;
    let mut sources: Vec<KeySource> = Vec::new();
    let mut identity = None;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        match known.field(&member.key).map(|field| (field.name, field.holds)) {
            Some((_, Holds::Type)) => {}
            Some((_, Holds::KeyType)) => key_type = Some(read_key_type(&member, errors)),
            Some((name, Holds::Keys(form))) => sources.push(keys::read(name, form, &member, errors)),
            Some((_, Holds::ReferenceMatch)) => identity = Some(member.value),
            _ => errors.add(FieldError::unknown_key(&member, known.names())),
        }
    }
    let signed_identity = signed_identity(identity, errors);
    // Presence counts here, whatever the values are.
    let second = sources.get(1).map(|source| source.key);
    let only = match (sources.pop(), second) {
        (None, _) => {
            errors.push(type_span, PolicyErrorKind::SignedByKeys(SourceCount::None));
            None
        }
        (Some(_), Some(second)) => {
            errors.push(second, PolicyErrorKind::SignedByKeys(SourceCount::Several));
            None
        }
        (only, None) => only,
    };
    if key_type.is_none() {
        errors.push(type_span, PolicyErrorKind::MissingKeyType);
    }
    if let Some(unset) = only.as_ref().filter(|source| !source.is_set()) {
        errors.push(unset.value, PolicyErrorKind::SignedByKeys(SourceCount::Unset));
    }
    Some(SignedBy {
        key_type: key_type??,
        keys: only?.into_material()?,
        signed_identity: signed_identity?,
    })
}

fn read_key_type(member: &Member<'_>, errors: &mut Errors) -> Option<Spanned<KeyType>> {
    let name = errors.take(fields::text(member.value))?.unwrap_or_default();
    let Some(key_type) = KeyType::from_name(&name) else {
        errors.push(member.value.span(), PolicyErrorKind::UnknownKeyType(name.into_owned()));
        return None;
    };
    Some(Spanned::new(key_type, member.value.span()))
}

/// The default applies only where the member is missing; `null` is an error.
fn signed_identity(value: Option<Value<'_>>, errors: &mut Errors) -> Option<SignedIdentity> {
    match value {
        None => Some(reference_match::default()),
        Some(value) => reference_match::parse(value, errors),
    }
}

/// What is there of `fulcio` or `pki`: the key, and the object if it is valid.
type Authority<T> = Option<(Span, Option<T>)>;

/// reference.md §1.9
fn sigstore_signed(value: Value<'_>, type_span: Span, errors: &mut Errors) -> Option<SigstoreSigned> {
    let known = Object::Requirement(RequirementType::SigstoreSigned).fields();
    let mut key_sources: Vec<KeySource> = Vec::new();
    let mut rekor_sources: Vec<KeySource> = Vec::new();
    let mut fulcio: Authority<Fulcio> = None;
    let mut pki: Authority<Pki> = None;
    let mut identity = None;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        let Some(field) = known.field(&member.key) else {
            errors.add(FieldError::unknown_key(&member, known.names()));
            continue;
        };
        match field.holds {
            Holds::Type => {}
            Holds::Keys(form) => {
                let source = keys::read(field.name, form, &member, errors);
                if field.groups.contains(&Group::Log) {
                    rekor_sources.push(source);
                } else {
                    key_sources.push(source);
                }
            }
            // The objects are checked while the requirement is being read.
            Holds::Fulcio => fulcio = Some((member.key_span, authority::fulcio(member.value, errors))),
            Holds::Pki => pki = Some((member.key_span, authority::pki(member.value, errors))),
            Holds::ReferenceMatch => identity = Some(member.value),
            _ => errors.add(FieldError::unknown_key(&member, known.names())),
        }
    }
    // The reference applies them in an order of its own, not in that of the text.
    for sources in [&mut key_sources, &mut rekor_sources] {
        sources.sort_by_key(|source| known.position(source.field));
    }
    let signed_identity = signed_identity(identity, errors);
    for empty in key_sources
        .iter()
        .chain(&rekor_sources)
        .filter(|source| source.is_empty_list())
    {
        errors.push(empty.value, PolicyErrorKind::EmptyKeyList(empty.field));
    }
    // What is set counts here, not what is present.
    let key_source = only_set(key_sources);
    let rekor_source = only_set(rekor_sources);
    check_sources(&key_source, &fulcio, &pki, type_span, errors);
    check_rekor(&rekor_source, &fulcio, &pki, errors);

    let rekor = match rekor_source.source {
        None => None,
        Some(source) => Some(source.into_material()?),
    };
    let keys = match (key_source.source, fulcio, pki) {
        (Some(source), None, None) => SigstoreKeys::PublicKeys(source.into_material()?),
        (None, Some((_, fulcio)), None) => SigstoreKeys::Fulcio(Box::new(fulcio?)),
        (None, None, Some((_, pki))) => SigstoreKeys::Pki(Box::new(pki?)),
        _ => return None,
    };
    Some(SigstoreSigned {
        keys,
        rekor,
        signed_identity: signed_identity?,
    })
}

/// The sources that are set, in the order of the text.
struct SetSources {
    fields: Vec<(&'static str, Span)>,
    /// One of them.
    source: Option<KeySource>,
}

/// An empty list counts, since its own error is noted.
fn only_set(sources: Vec<KeySource>) -> SetSources {
    let mut set: Vec<KeySource> = sources
        .into_iter()
        .filter(|source| source.is_set() || source.is_empty_list())
        .collect();
    set.sort_by_key(|source| source.key);
    let fields = set.iter().map(|source| (source.field, source.key)).collect();
    SetSources {
        fields,
        source: set.pop(),
    }
}

fn check_sources(
    keys: &SetSources,
    fulcio: &Authority<Fulcio>,
    pki: &Authority<Pki>,
    type_span: Span,
    errors: &mut Errors,
) {
    let mut set = keys.fields.clone();
    set.extend(fulcio.as_ref().map(|(key, _)| ("fulcio", *key)));
    set.extend(pki.as_ref().map(|(key, _)| ("pki", *key)));
    set.sort_by_key(|(_, key)| *key);
    if set.len() != 1 {
        let span = set.get(1).map_or(type_span, |(_, key)| *key);
        errors.push(
            span,
            PolicyErrorKind::SigstoreKeys(set.into_iter().map(|(field, _)| field).collect()),
        );
    }
}

fn check_rekor(rekor: &SetSources, fulcio: &Authority<Fulcio>, pki: &Authority<Pki>, errors: &mut Errors) {
    if let Some((_, second)) = rekor.fields.get(1) {
        let fields = rekor.fields.iter().map(|(field, _)| *field).collect();
        errors.push(*second, PolicyErrorKind::SeveralRekorKeys(fields));
    }
    if let (Some((key, _)), true) = (fulcio, rekor.fields.is_empty()) {
        errors.push(*key, PolicyErrorKind::NoRekorKeys);
    }
    if let (Some(_), Some((_, key))) = (pki, rekor.fields.first()) {
        errors.push(*key, PolicyErrorKind::RekorKeysWithPki);
    }
}
