//! What could be written at a place of a policy, and what stands there means: for editors.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::ops::Range;

use serde::Serialize;

use crate::files::{AssumeFolders, VirtualFiles};
use crate::policy::{completion, scope};
use crate::reference::{ImageReference, Transport};
use crate::render::completion::{text, title, words};
use crate::render::json::FORMAT_VERSION;

/// The answer about a place. Offsets are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Completions {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// What a candidate takes the place of: the string around the place, quotes included, or nothing.
    pub replace: TextRange,
    /// What could be written there, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What stands there.
    pub about: Option<About>,
}

/// A range of the policy's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TextRange {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A text that could be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What it is chosen by.
    pub label: String,
    /// The text to write, with quotes and the commas that it needs; of a field that is not there yet, with a value to begin with.
    pub insert: String,
    /// Where one goes on to write, in bytes of `insert`.
    pub caret: usize,
    /// What it means, in a sentence.
    pub note: String,
}

/// What stands at the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// What it is called.
    pub title: String,
    /// What it means, and what holds without it.
    pub text: String,
    /// Where it stands.
    pub span: TextRange,
    /// The page to read on, such as `PG0706`.
    pub code: Option<String>,
}

impl From<Range<usize>> for TextRange {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

/// What an editor knows besides the policy.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Paths that could be named.
    pub files: &'a [&'a str],
    /// `TRANSPORT:REST`: the scopes that cover this image are offered. What is no image's name offers nothing.
    pub image: Option<&'a str>,
}

/// Says what could be written at a byte offset of a policy, which may be unfinished, and what stands there. Any bytes and any offset have an answer.
#[must_use]
pub fn complete(policy: &[u8], offset: usize, known: &Known<'_>) -> Completions {
    let scopes = known.image.and_then(scopes);
    let known = completion::Known {
        files: known.files,
        scopes: scopes
            .as_ref()
            .map(|(transport, scopes)| (*transport, scopes.as_slice())),
    };
    let completion = completion::complete(policy, offset, known);
    let candidates = completion.offers.into_iter().map(|offer| Candidate {
        note: words(&offer.subject).meaning.to_string(),
        label: offer.label,
        insert: offer.insert,
        caret: offer.caret,
    });
    let about = completion.found.map(|found| About {
        title: title(&found.subject, &found.word),
        text: text(&found.subject),
        span: found.range.into(),
        code: words(&found.subject).code.map(|code| code.name()),
    });
    Completions {
        format_version: FORMAT_VERSION,
        replace: completion.replace.into(),
        candidates: candidates.collect(),
        about,
    }
}

/// The scopes that cover an image, the narrowest first: those that can be written in a policy.
fn scopes(image: &str) -> Option<(Transport, Vec<String>)> {
    let nothing = VirtualFiles::default();
    let image = ImageReference::parse(image, &AssumeFolders(&nothing)).ok()?;
    let transport = image.transport();
    let mut scopes: Vec<String> = Vec::new();
    for scope in core::iter::once(image.policy_identity()).chain(image.policy_namespaces()) {
        if !scope.is_empty() && !scopes.contains(&scope) && scope::validate(transport, &scope).is_ok() {
            scopes.push(scope);
        }
    }
    Some((transport, scopes))
}
