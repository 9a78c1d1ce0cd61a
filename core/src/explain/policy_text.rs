//! Changes of a policy's text that keep how it is written: indentation, order, everything that is not changed.

use alloc::format;
use alloc::string::{String, ToString as _};

use crate::json::{Document, Member, Value, parse};
use crate::source::{Edit, Span};

/// A policy's text, and the tree in it.
pub(crate) struct PolicyText<'a> {
    text: &'a [u8],
    document: Document<'a>,
}

impl<'a> PolicyText<'a> {
    /// `None` for a text that is not JSON.
    pub(crate) fn new(text: &'a [u8], source: crate::source::SourceId) -> Option<Self> {
        let document = parse(source, text).ok()?;
        Some(Self { text, document })
    }

    /// What stands at a place.
    pub(super) fn at(&self, span: Span) -> Option<String> {
        let start = usize::try_from(span.start).ok()?;
        let end = usize::try_from(span.end).ok()?;
        Some(String::from_utf8_lossy(self.text.get(start..end)?).into_owned())
    }

    /// The member of the innermost object around it whose value stands at a place, or holds it.
    pub(super) fn member_at(&'a self, span: Span) -> Option<Member<'a>> {
        let mut found = None;
        let mut value = self.document.root();
        loop {
            let holds = |inner: &Value<'_>| inner.span().start <= span.start && span.end <= inner.span().end;
            let member = value.members().find(|member| holds(&member.value));
            let element = value.elements().find(holds);
            match (member, element) {
                (Some(member), _) => {
                    value = member.value;
                    found = Some(member);
                    if value.span() == span {
                        return found;
                    }
                }
                (None, Some(element)) if element.span() != span => value = element,
                _ => return found,
            }
        }
    }

    /// The object at a place.
    pub(super) fn object_at(&'a self, span: Span) -> Option<Value<'a>> {
        self.document.root().walk().find(|value| value.span() == span)
    }

    /// The whole policy.
    pub(super) fn root(&'a self) -> Value<'a> {
        self.document.root()
    }

    /// A member of an object set to a JSON text: its value is replaced, or it is put in as the last one.
    pub(super) fn set(&self, object: Value<'_>, key: &str, json: &str) -> Edit {
        match object.members().find(|member| member.key == key) {
            Some(member) => Edit::replace(member.value.span(), json),
            None => self.push(object, key, json),
        }
    }

    /// A scope with its requirements put into a transport, which may have to be made as well. One that is there gets these requirements instead.
    pub(crate) fn put_scope(&self, transport: &str, scope: &str, requirements: &str) -> Edit {
        let root = self.root();
        let transports = root.members().find(|member| member.key == "transports");
        let transports = transports.map(|member| member.value).filter(|value| !value.is_null());
        let own = transports.and_then(|transports| transports.members().find(|member| member.key == transport));
        let scopes = own.map(|member| member.value).filter(|value| !value.is_null());
        match (transports, scopes) {
            (Some(_), Some(scopes)) => self.set(scopes, scope, requirements),
            (Some(transports), None) => {
                let scopes = format!("{{{}: {requirements}}}", quote(scope));
                self.set(transports, transport, &scopes)
            }
            (None, _) => {
                let transports = format!("{{{}: {{{}: {requirements}}}}}", quote(transport), quote(scope));
                self.set(root, "transports", &transports)
            }
        }
    }

    /// A member put in behind the last one, on a line of its own if that is how they stand.
    pub(super) fn push(&self, object: Value<'_>, key: &str, json: &str) -> Edit {
        let span = object.span();
        let first = object.members().next();
        let member = format!("{}: ", quote(key));
        match (first, object.members().last()) {
            (Some(first), Some(last)) => {
                let blank = self
                    .at(Span::new(span.source, span.start + 1, first.key_span.start))
                    .unwrap_or_default();
                let blank = if blank.contains('\n') { blank } else { " ".to_string() };
                let json = indented(json, &blank);
                Edit::insert(span, last.value.span().end, format!(",{blank}{member}{json}"))
            }
            _ => Edit::insert(span, span.start + 1, format!("{member}{json}")),
        }
    }
}

/// Further lines of a JSON text, moved to where its first one stands.
fn indented(json: &str, blank: &str) -> String {
    match blank.rsplit_once('\n') {
        Some((_, indentation)) if json.contains('\n') => {
            // As it was written elsewhere: its last line stands where its own members began.
            let own: String = json
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .take_while(|character| character.is_whitespace())
                .collect();
            json.replace(&format!("\n{own}"), &format!("\n{indentation}"))
        }
        _ => json.to_string(),
    }
}

/// A text as a JSON string.
pub(super) fn quote(text: &str) -> String {
    serde_json::Value::String(text.into()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::source::edit::apply;

    fn changed(text: &str, change: impl Fn(&PolicyText<'_>) -> Edit) -> String {
        let policy = PolicyText::new(text.as_bytes(), SourceId::default()).unwrap();
        let edit = change(&policy);
        String::from_utf8(apply(text.as_bytes(), &[edit]).unwrap()).unwrap()
    }

    #[test]
    fn members_are_put_in_as_the_others_stand() {
        let pushed = |text: &str| changed(text, |policy| policy.push(policy.root(), "b", "2"));
        assert_eq!(pushed("{\n  \"a\": 1\n}"), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert_eq!(pushed("{\"a\": 1}"), "{\"a\": 1, \"b\": 2}");
        assert_eq!(pushed("{}"), "{\"b\": 2}");
        assert_eq!(
            changed("{\"a\": {\"b\": 1}}", |policy| policy.set(policy.root(), "a", "[]")),
            "{\"a\": []}"
        );
    }
}
