//! Changes of a text, by places in it: what a remedy or a fix does to a policy, keeping everything else as it was written.

use alloc::string::String;
use alloc::vec::Vec;

use super::{SourceId, Span};

/// One change of a text: the bytes of `span` are replaced by `insert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is only put in.
    pub span: Span,
    /// What stands there then.
    pub insert: String,
}

impl Edit {
    /// `insert` instead of what stands at `span`.
    #[must_use]
    pub fn replace(span: Span, insert: impl Into<String>) -> Self {
        Self {
            span,
            insert: insert.into(),
        }
    }

    /// `insert` in front of what begins at the byte `offset` of the text that `near` lies in.
    #[must_use]
    pub fn insert(near: Span, offset: u32, insert: impl Into<String>) -> Self {
        Self::replace(Span::new(near.source, offset, offset), insert)
    }

    /// The one change that makes a text, the first of the sources, another one. `None` where they are the same, or one is not UTF-8.
    #[must_use]
    pub fn between(before: &[u8], after: &[u8]) -> Option<Edit> {
        let (before, after) = (core::str::from_utf8(before).ok()?, core::str::from_utf8(after).ok()?);
        if before == after {
            return None;
        }
        let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs
                .take_while(|(one, other)| one == other)
                .map(|(character, _)| character.len_utf8())
                .sum()
        };
        let start = same(&mut before.chars().zip(after.chars()));
        let (rest_before, rest_after) = (before.get(start..)?, after.get(start..)?);
        let end = same(&mut rest_before.chars().rev().zip(rest_after.chars().rev()));
        let replaced = rest_before.len().checked_sub(end)?;
        let insert: String = rest_after.get(..rest_after.len().checked_sub(end)?)?.into();
        let offset = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        Some(Edit::replace(
            Span::new(SourceId::default(), offset(start), offset(start + replaced)),
            insert,
        ))
    }
}

/// The text with all changes made, whatever their order. Two changes at one place are made in their order in `edits`. `None` where changes overlap or
/// one lies outside of the text: no half of them is made.
#[must_use]
pub fn apply(text: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut changed, mut taken) = (Vec::new(), 0);
    for edit in ordered {
        let start = usize::try_from(edit.span.start).ok()?;
        let end = usize::try_from(edit.span.end).ok()?;
        text.get(start..end)?;
        changed.extend_from_slice(text.get(taken..start)?);
        changed.extend_from_slice(edit.insert.as_bytes());
        taken = end;
    }
    changed.extend_from_slice(text.get(taken..)?);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, insert: &str) -> Edit {
        Edit::replace(Span::new(SourceId::default(), start, end), insert)
    }

    #[test]
    fn changes_are_made_whatever_their_order() {
        let edits = [edit(4, 5, "E"), edit(0, 0, ">"), edit(0, 0, "!"), edit(1, 3, "")];
        assert_eq!(apply(b"abcde", &edits).as_deref(), Some(&b">!adE"[..]));
        assert_eq!(apply(b"ab", &[]).as_deref(), Some(&b"ab"[..]));
    }

    #[test]
    fn what_lies_between_two_texts_makes_one_of_the_other() {
        for (before, after) in [
            ("abc", "abXc"),
            ("a\u{e9}b", "a\u{e8}b"),
            ("aa", "a"),
            ("", "x"),
            ("aba", "ababa"),
        ] {
            let edit = Edit::between(before.as_bytes(), after.as_bytes()).unwrap();
            assert_eq!(
                apply(before.as_bytes(), &[edit]).as_deref(),
                Some(after.as_bytes()),
                "{before}"
            );
        }
        assert_eq!(Edit::between(b"a", b"a"), None);
        assert_eq!(Edit::between(b"\xff", b"a"), None);
    }

    #[test]
    fn no_half_of_them_is_made() {
        for edits in [[edit(0, 2, "x"), edit(1, 3, "y")], [edit(0, 1, "x"), edit(4, 6, "y")]] {
            assert_eq!(apply(b"abcde", &edits), None, "{edits:?}");
        }
    }
}
