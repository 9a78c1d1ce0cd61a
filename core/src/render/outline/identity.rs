//! Names: what was signed, what it was compared with, and all that would have done.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{Emphasis, Fact, fact};
use crate::trace::evidence::IdentityComparison;
use crate::verify::reference_match::AcceptedName;

pub(super) fn facts(comparison: &IdentityComparison, emphasis: Emphasis) -> Vec<Fact> {
    let expected = comparison
        .expected
        .as_ref()
        .map_or_else(|| "nothing: the image has no such name".into(), ToString::to_string);
    let rule = match comparison.rule_span {
        Some(_) => comparison.rule.into(),
        None => format!("{} (the default, as there is no signedIdentity)", comparison.rule),
    };
    vec![
        fact(super::SIGNED, &*comparison.signed, emphasis),
        fact(
            "compared with",
            expected,
            if emphasis == Emphasis::Good {
                Emphasis::Good
            } else {
                Emphasis::Plain
            },
        ),
        Fact {
            span: comparison.rule_span,
            ..fact("by the rule", rule, Emphasis::Plain)
        },
        fact("accepted", accepted_names(&comparison.accepted), Emphasis::Plain),
    ]
}

/// All forms of a name that a rule accepts.
#[must_use]
pub fn accepted_names(name: &AcceptedName) -> String {
    match name {
        AcceptedName::Exactly(name) => name.clone(),
        AcceptedName::AnyOf(repository) => format!("{repository}, whatever its tag, or without one"),
        AcceptedName::TaggedOf(repository) => format!("{repository} with any tag or digest"),
        AcceptedName::None => "no name at all: the image has none that the rule could compare".into(),
    }
}

pub(super) fn failure_note(comparison: &IdentityComparison) -> String {
    let IdentityComparison {
        signed, rule, expected, ..
    } = comparison;
    match expected {
        Some(expected) => format!("well made, but for the name {signed}, which {rule} does not accept for {expected}"),
        None => {
            format!("well made, but for the name {signed}, and {rule} has no name of this image to compare it with")
        }
    }
}
