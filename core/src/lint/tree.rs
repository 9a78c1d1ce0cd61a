//! The text of a policy where an edit has to know more of it than the policy keeps: keys, commas, the text of an element.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Document, Member, Value};
use crate::source::{Edit, Span};

/// The text and its tree.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    document: &'a Document<'a>,
}

impl<'a> Tree<'a> {
    /// Of a policy that parses.
    #[must_use]
    pub fn new(document: &'a Document<'a>) -> Self {
        Self { document }
    }

    /// The value at a place.
    #[must_use]
    pub fn value(self, span: Span) -> Option<Value<'a>> {
        self.document.value_at(span)
    }

    /// A member of the object at a place.
    #[must_use]
    pub fn member(self, object: Span, key: &str) -> Option<Member<'a>> {
        self.value(object)?.members().find(|member| member.key == key)
    }

    /// The text of a value as it is written.
    #[must_use]
    pub fn raw(self, span: Span) -> Option<String> {
        let value = self.value(span)?;
        core::str::from_utf8(value.raw()).ok().map(Into::into)
    }

    /// Takes elements out of the list at a place, each with the comma and the blanks in front of it. The first element cannot go: then its list might be
    /// empty.
    #[must_use]
    pub fn without_elements(self, list: Span, elements: &[Span]) -> Vec<Edit> {
        let Some(list) = self.value(list) else {
            return Vec::new();
        };
        let spans: Vec<Span> = list.elements().map(Value::span).collect();
        let pairs = spans.iter().zip(spans.iter().skip(1));
        pairs
            .filter(|(_, element)| elements.contains(element))
            .map(|(before, element)| Edit::replace(Span::new(element.source, before.end, element.end), ""))
            .collect()
    }
}
