//! `fulcio` and `pki` of `sigstoreSigned`: who vouches for the signer. Source: reference.md §1.9.

use alloc::string::String;

use super::error::{Errors, PolicyErrorKind};
use super::grammar::{Form, Object};
use super::keys::{self, KeySource};
use super::{ByteSource, Fulcio, Pki};
use crate::json::fields::{self, FieldError};
use crate::json::{Member, Value};
use crate::source::{Span, Spanned};

/// A text that is there; `None` inside if it could not be read, and the error is noted.
type Text = Option<Option<Spanned<String>>>;

/// `None`, and errors are noted, if the object is not valid.
pub(super) fn fulcio(value: Value<'_>, errors: &mut Errors) -> Option<Fulcio> {
    let mut ca = Pair::new("caPath", "caData");
    let mut oidc_issuer: Text = None;
    let mut subject_email: Text = None;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        match member.key.as_ref() {
            _ if ca.read(&member, errors) => {}
            "oidcIssuer" => oidc_issuer = Some(read_text(&member, errors)),
            "subjectEmail" => subject_email = Some(read_text(&member, errors)),
            _ => errors.add(FieldError::unknown_key(&member, Object::Fulcio.fields().names())),
        }
    }
    let ca = ca.exactly_one(value.opening(), errors);
    let oidc_issuer = specified("oidcIssuer", oidc_issuer, value, errors);
    let subject_email = specified("subjectEmail", subject_email, value, errors);
    Some(Fulcio {
        span: value.span(),
        ca: ca?,
        oidc_issuer: oidc_issuer?,
        subject_email: subject_email?,
    })
}

/// `None`, and errors are noted, if the object is not valid.
pub(super) fn pki(value: Value<'_>, errors: &mut Errors) -> Option<Pki> {
    let mut roots = Pair::new("caRootsPath", "caRootsData");
    let mut intermediates = Pair::new("caIntermediatesPath", "caIntermediatesData");
    let mut subject_email: Text = None;
    let mut subject_hostname: Text = None;
    for member in errors.take(fields::strict(value))? {
        let Some(member) = errors.take(member) else { continue };
        match member.key.as_ref() {
            _ if roots.read(&member, errors) || intermediates.read(&member, errors) => {}
            "subjectEmail" => subject_email = Some(read_text(&member, errors)),
            "subjectHostname" => subject_hostname = Some(read_text(&member, errors)),
            _ => errors.add(FieldError::unknown_key(&member, Object::Pki.fields().names())),
        }
    }
    let roots = roots.exactly_one(value.opening(), errors);
    let intermediates = intermediates.at_most_one(errors);
    // One that could not be read was meant, and its error is noted.
    let is_given = |text: &Text| text.as_ref().is_some_and(|text| text.as_ref().is_none_or(is_not_empty));
    if !is_given(&subject_email) && !is_given(&subject_hostname) {
        errors.push(value.opening(), PolicyErrorKind::NoSubject);
    }
    Some(Pki {
        span: value.span(),
        roots: roots?,
        intermediates,
        subject_email: subject_email.flatten().filter(is_not_empty),
        subject_hostname: subject_hostname.flatten().filter(is_not_empty),
    })
}

fn read_text(member: &Member<'_>, errors: &mut Errors) -> Option<Spanned<String>> {
    let text = errors.take(fields::text(member.value))?.unwrap_or_default();
    Some(Spanned::new(text.into_owned(), member.value.span()))
}

fn is_not_empty(text: &Spanned<String>) -> bool {
    !text.value.is_empty()
}

/// A text that has to be there and not empty.
fn specified(field: &'static str, text: Text, object: Value<'_>, errors: &mut Errors) -> Option<Spanned<String>> {
    let span = match text {
        Some(None) => return None,
        Some(Some(text)) if is_not_empty(&text) => return Some(text),
        Some(Some(empty)) => empty.span,
        None => object.opening(),
    };
    errors.push(span, PolicyErrorKind::NotSpecified(field));
    None
}

/// Two members, one for a path and one for bytes.
struct Pair {
    path_field: &'static str,
    data_field: &'static str,
    path: Option<KeySource>,
    data: Option<KeySource>,
}

impl Pair {
    fn new(path_field: &'static str, data_field: &'static str) -> Self {
        Self {
            path_field,
            data_field,
            path: None,
            data: None,
        }
    }

    /// Whether the member is one of the two; then it has been read. What is not set counts as not there.
    fn read(&mut self, member: &Member<'_>, errors: &mut Errors) -> bool {
        if member.key == self.path_field {
            self.path = Some(keys::read(self.path_field, Form::Path, member, errors)).filter(KeySource::is_set);
        } else if member.key == self.data_field {
            self.data = Some(keys::read(self.data_field, Form::Data, member, errors)).filter(KeySource::is_set);
        } else {
            return false;
        }
        true
    }

    fn exactly_one(self, object: Span, errors: &mut Errors) -> Option<ByteSource> {
        if self.path.is_none() && self.data.is_none() {
            errors.push(
                object,
                PolicyErrorKind::NeitherSet {
                    path: self.path_field,
                    data: self.data_field,
                },
            );
        }
        self.at_most_one(errors)
    }

    fn at_most_one(self, errors: &mut Errors) -> Option<ByteSource> {
        if let (Some(path), Some(data)) = (&self.path, &self.data) {
            let (path, data, span) = (path.field, data.field, path.key.max(data.key));
            errors.push(span, PolicyErrorKind::BothSet { path, data });
            return None;
        }
        self.path.or(self.data)?.into_item()
    }
}
