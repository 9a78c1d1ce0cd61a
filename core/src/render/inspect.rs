//! What an input is, in words: a tree of titles with what each part says, for programs and for the terminal ([`text`]).
//!
//! Every text from the input goes through [`shown`]: whatever a value is, a private key in it is not echoed.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::json::FORMAT_VERSION;
use crate::inspect::{Fact, Inspection, Name, Node, Place, PrivateKeyForm, Problem, private_key as search};

pub mod archive;
mod numbers;
mod problems;
mod remarks;
pub mod text;
mod titles;
mod values;

/// A longer text is cut: what is longer is looked at in the file.
const VALUE_LIMIT: usize = 1_000;
/// A longer text is not looked through for private keys, and so not shown.
const LOOKED_THROUGH_LIMIT: usize = 1 << 20;

/// What stands where a private key would.
const WITHHELD: &str = "a private key, not shown";

/// What an input is.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Inspected {
    /// The version of this form.
    pub format_version: &'static str,
    /// The name that was given.
    pub name: String,
    /// Whether it was told what it is.
    pub recognised: bool,
    /// Whether a private key, or credentials, were found in it. Nothing of them is here.
    pub secret: bool,
    /// The whole input.
    pub root: InspectedNode,
}

/// A part of an input.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct InspectedNode {
    /// What it is, stable for programs: `certificate`, `openpgp.signature`, `manifest`, …
    pub kind: &'static str,
    /// What it is, in a few words.
    pub title: String,
    /// What it says, if it says one thing; or more about what it is.
    pub note: String,
    /// What it says.
    pub facts: Vec<InspectedFact>,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// What is good to know about it.
    pub remarks: Vec<String>,
    /// What `start` and `end` count in: the name that was given, or what was decoded from it (`NAME!payload`).
    pub source: String,
    /// The offset of the first byte.
    pub start: usize,
    /// The offset one past the last byte.
    pub end: usize,
    /// What it is made of.
    pub children: Vec<InspectedNode>,
}

/// Something that a part says.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct InspectedFact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// The offset of its first byte, where it stands in a place of its own; in the same source.
    pub start: Option<usize>,
    /// The offset one past its last byte.
    pub end: Option<usize>,
}

/// In which form a private key is kept, in words.
#[must_use]
pub fn private_key(form: PrivateKeyForm) -> &'static str {
    titles::private_key(form)
}

/// The tree of an input, in words.
#[must_use]
pub fn inspected(inspection: &Inspection) -> Inspected {
    let name = inspection.sources.first().cloned().unwrap_or_default();
    let root = node(&inspection.root, inspection);
    Inspected {
        format_version: FORMAT_VERSION,
        name,
        recognised: inspection.root.is_recognised(),
        secret: remarks::is_secret(&inspection.root) || is_withheld(&root),
        root,
    }
}

/// Whether a text was not shown.
fn is_withheld(node: &InspectedNode) -> bool {
    node.note == WITHHELD
        || node
            .facts
            .iter()
            .any(|fact| fact.value == WITHHELD || fact.label == WITHHELD)
        || node.children.iter().any(is_withheld)
}

fn node(found: &Node, inspection: &Inspection) -> InspectedNode {
    let (kind, title) = titles::title(&found.what);
    let notes: Vec<String> = found
        .facts
        .iter()
        .filter(|fact| fact.name == Name::Is)
        .map(|fact| values::value(&fact.value))
        .collect();
    let note = if notes.is_empty() {
        titles::note(&found.what)
    } else {
        notes.join(", ")
    };
    let source = |place: Place| inspection.sources.get(place.source).cloned().unwrap_or_default();
    InspectedNode {
        kind,
        title: shown(&title),
        note: shown(&note),
        facts: found
            .facts
            .iter()
            .filter(|fact| fact.name != Name::Is)
            .map(fact)
            .collect(),
        problems: found
            .problems
            .iter()
            .map(|problem: &Problem| shown(&problems::problem(problem)))
            .collect(),
        remarks: found
            .remarks
            .iter()
            .map(|remark| shown(&remarks::remark(remark)))
            .collect(),
        source: source(found.place),
        start: found.place.start,
        end: found.place.end,
        children: found.children.iter().map(|child| node(child, inspection)).collect(),
    }
}

fn fact(fact: &Fact) -> InspectedFact {
    InspectedFact {
        label: shown(&titles::label(&fact.name)),
        value: shown(&values::value(&fact.value)),
        start: fact.place.map(|place| place.start),
        end: fact.place.map(|place| place.end),
    }
}

/// A text from an input, unless a private key is in it.
fn shown(text: &str) -> String {
    if text.len() > LOOKED_THROUGH_LIMIT {
        return format!("{} bytes, not shown", text.len());
    }
    if search::found_in(text.as_bytes()).is_some() {
        return WITHHELD.into();
    }
    match text.char_indices().nth(VALUE_LIMIT) {
        None => text.to_string(),
        Some((end, _)) => format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), text.len()),
    }
}
