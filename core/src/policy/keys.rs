//! Members that say where keys or certificates come from: paths or bytes, one or a list.

use alloc::boxed::Box;

use super::error::Errors;
use super::grammar::Form;
use super::{ByteSource, KeyMaterial};
use crate::json::Member;
use crate::json::fields;
use crate::source::{Span, Spanned};

/// A member that is there.
#[derive(Debug)]
pub(super) struct KeySource {
    pub(super) field: &'static str,
    pub(super) key: Span,
    pub(super) value: Span,
    form: Form,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// Could not be read; the error is noted.
    Unreadable,
    /// `null`, or an empty path: it counts as not given.
    Unset,
    Set(Box<[ByteSource]>),
}

/// Reads a member, or notes the error.
pub(super) fn read(field: &'static str, form: Form, member: &Member<'_>, errors: &mut Errors) -> KeySource {
    let value = member.value;
    let count = match form {
        Form::Data | Form::Path => 1,
        Form::DataList | Form::PathList => value.elements().count(),
    };
    let items = match form {
        _ if !errors.count_keys(count, value.span()) => {
            return KeySource {
                field,
                key: member.key_span,
                value: value.span(),
                form,
                content: Content::Unreadable,
            };
        }
        Form::Data => {
            fields::bytes(value).map(|bytes| Some([ByteSource::Data(Spanned::new(bytes?, value.span()))].into()))
        }
        Form::DataList => fields::bytes_list(value).map(|list| Some(list?.into_iter().map(ByteSource::Data).collect())),
        Form::Path => fields::text(value).map(|path| {
            let path = path.filter(|path| !path.is_empty())?.into_owned();
            Some([ByteSource::Path(Spanned::new(path, value.span()))].into())
        }),
        Form::PathList => fields::text_list(value).map(|list| Some(list?.into_iter().map(ByteSource::Path).collect())),
    };
    let content = match errors.take(items) {
        None => Content::Unreadable,
        Some(None) => Content::Unset,
        Some(Some(items)) => Content::Set(items),
    };
    KeySource {
        field,
        key: member.key_span,
        value: value.span(),
        form,
        content,
    }
}

impl KeySource {
    /// It counts as given. What could not be read does, too: it was meant.
    pub(super) fn is_set(&self) -> bool {
        !matches!(self.content, Content::Unset)
    }

    /// A list that is empty or `null`.
    pub(super) fn is_empty_list(&self) -> bool {
        let is_empty = match &self.content {
            Content::Unreadable => false,
            Content::Unset => true,
            Content::Set(items) => items.is_empty(),
        };
        is_empty && matches!(self.form, Form::DataList | Form::PathList)
    }

    /// The keys, if they are set and could be read.
    pub(super) fn into_material(self) -> Option<KeyMaterial> {
        let Content::Set(items) = self.content else { return None };
        Some(KeyMaterial {
            field: Spanned::new(self.field, self.value),
            items,
        })
    }

    /// The only path or bytes of a singular member.
    pub(super) fn into_item(self) -> Option<ByteSource> {
        self.into_material()?.items.into_iter().next()
    }
}
