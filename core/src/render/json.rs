//! The answer as data, written by serde_json: the shape that the command, npm and the page share. Its fields are versioned by [`FORMAT_VERSION`].

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::crio::LogLine;
pub use super::explanation::ExplanationAnswer;
use super::outline::{Fact, Node};
pub use super::policy_in_force::{NodePolicyAnswer, PolicyInForceAnswer};
use crate::source::{Sources, Span};
use crate::trace::Reach;

/// `0.N` until the shape has settled; then minor is additive and major is breaking.
pub const FORMAT_VERSION: &str = "0.1";

/// What a request is answered with.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// The request was understood.
    Evaluated(alloc::boxed::Box<Evaluated>),
    /// It was not.
    NotARequest(NotARequest),
}

impl Answer {
    /// Whether the image may be pulled: never for what was not understood.
    #[must_use]
    pub fn allowed(&self) -> bool {
        matches!(self, Self::Evaluated(evaluated) if evaluated.allowed)
    }
}

/// The answer to something that is no request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotARequest {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// The request's `id`, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why it is no request.
    pub request_error: String,
}

/// The answer to a request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluated {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// The request's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The decision.
    pub allowed: bool,
    /// The verdict in one sentence for people; `null` when only the policy was parsed.
    pub summary: Option<String>,
    /// The reference's text for a refusal.
    pub error: Option<String>,
    /// `policyRequirement`, `invalidSignature`, `invalidPolicy`, `invalidReference`, `unsupported`, `limit`, `other`.
    pub error_class: Option<&'static str>,
    /// The reference's text for a policy that does not parse; then nothing was evaluated.
    pub policy_error: Option<String>,
    /// The reference's text for an image name that does not parse; then nothing was evaluated.
    pub image_error: Option<String>,
    /// Always `null` here.
    pub request_error: Option<String>,
    /// `docker:example.com/ns/app:v1`.
    pub identity: Option<String>,
    /// The policy namespaces, nearest first.
    pub namespaces: Vec<String>,
    /// Which manifest was given, by the digest that signatures are held against; `null` where there is none.
    pub manifest: Option<ManifestAnswer>,
    /// Which policy the image is judged by; nothing where the request knows of no namespaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_in_force: Option<PolicyInForceAnswer>,
    /// What the reference logs.
    pub log: Vec<LogAnswer>,
    /// The decision as a tree; `null` when nothing was evaluated.
    pub trace: Option<Vec<TraceNode>>,
    /// Where a node with the request's `registriesD` would look for the image's signatures; nothing without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_sources: Option<SignatureSources>,
    /// Why the image is refused and what would make it pass; only where the request asks for it, and the image is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ExplanationAnswer>,
    /// What is wrong or worth knowing.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where a node would look for an image's signatures.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct SignatureSources {
    /// The store of simple signatures; `null` where none is asked.
    pub lookaside: Option<LookasideAnswer>,
    /// Sigstore attachments; `null` where the question does not arise.
    pub attachments: Option<AttachmentsAnswer>,
    /// Why nothing is asked.
    pub note: Option<String>,
    /// What the reference logs when it opens the image.
    pub log: Vec<LogAnswer>,
}

/// The store of simple signatures.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct LookasideAnswer {
    /// Where the first signature would lie, without a password; where the image has no digest, what stands before `@`.
    pub url: String,
    /// Whether `url` is that of the first signature.
    pub is_signature: bool,
    /// `lookaside`, or `sigstore`, its old name; `null` for the built-in place.
    pub key: Option<&'static str>,
    /// The namespace whose section says so, or `default-docker`.
    pub scope: Option<String>,
    /// Where it says so.
    pub span: Option<SpanAnswer>,
}

/// Sigstore attachments.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentsAnswer {
    /// Whether they are looked for.
    pub enabled: bool,
    /// The name of their manifest; `null` where the image has no digest.
    pub image: Option<String>,
    /// The namespace whose section says so, or `default-docker`; `null` where none does.
    pub scope: Option<String>,
    /// Where it says so.
    pub span: Option<SpanAnswer>,
}

/// The manifest of the image.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct ManifestAnswer {
    /// `manifest`, or `instance` of a list.
    pub of: &'static str,
    /// Of a signed schema 1 manifest, that of what is signed; `null` where it has none, or there is no manifest.
    pub digest: Option<String>,
    /// Told from the bytes; `null` where that cannot be.
    pub media_type: Option<String>,
    /// What the list says that the image is for.
    pub platform: Option<String>,
    /// The list that it was chosen from.
    pub list: Option<ListAnswer>,
}

/// The list that an image was chosen from.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct ListAnswer {
    /// What the digest in the image's name is held against.
    pub digest: Option<String>,
    /// Told from the bytes.
    pub media_type: Option<String>,
    /// The digest that the list has for the image: what its manifest is held against. `null` where no image is chosen.
    pub instance: Option<String>,
}

/// One line of the log.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct LogAnswer {
    /// `debug` or `error`.
    pub level: &'static str,
    /// The text; leading blanks are part of it.
    pub message: String,
}

impl From<LogLine> for LogAnswer {
    fn from(line: LogLine) -> Self {
        Self {
            level: line.level.name(),
            message: line.message,
        }
    }
}

/// A node of the decision: see [`Node`].
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct TraceNode {
    /// `image`, `scope`, `scope.candidate`, `requirement`, `signature`, `check.key`, …
    pub kind: &'static str,
    /// `pass`, `fail`, `open`, `skipped`, `notReached`.
    pub outcome: &'static str,
    /// `effective` or `counterfactual`.
    pub reach: &'static str,
    /// A word or two.
    pub title: String,
    /// A sentence, or nothing.
    pub note: String,
    /// What was expected and found.
    pub facts: Vec<FactAnswer>,
    /// Where it is written.
    pub span: Option<SpanAnswer>,
    /// What it is made of.
    pub children: Vec<TraceNode>,
}

/// A labelled value: see [`Fact`].
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct FactAnswer {
    /// What the value is.
    pub label: &'static str,
    /// The value.
    pub value: String,
    /// `good`, `bad`, `plain`.
    pub emphasis: &'static str,
    /// Where it is written.
    pub span: Option<SpanAnswer>,
}

/// A range of a text of the request.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct SpanAnswer {
    /// `policy.json`, `signature-1`, `signature-1!payload`, a path.
    pub file: String,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
    /// The line of the first byte, from 1.
    pub line: u32,
    /// Its column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// A finding with its words.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// `PG0001`.
    pub code: String,
    /// `error`, `warning`, `information`.
    pub severity: &'static str,
    /// One sentence.
    pub message: String,
    /// Where.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// How to change the text; nothing where only its author can know.
    pub edits: Vec<Edit>,
    /// Whether the edits may be made without asking.
    pub is_safe: bool,
}

/// A place that a finding points at.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: SpanAnswer,
    /// What is there, where the finding's own message does not say it.
    pub message: Option<String>,
}

/// A change of a text.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: SpanAnswer,
    /// By what.
    pub insert: String,
}

/// A finding with its places resolved.
#[must_use]
pub fn diagnostic(found: &crate::diagnostic::Diagnostic, sources: &Sources<'_>) -> Diagnostic {
    let labels = found.labels.iter().filter_map(|label| {
        Some(Label {
            span: span_answer(label.span, sources)?,
            message: label.message.clone(),
        })
    });
    let edits = found.edits.iter().filter_map(|edit| {
        Some(Edit {
            span: span_answer(edit.span, sources)?,
            insert: edit.insert.clone(),
        })
    });
    Diagnostic {
        code: found.code.name(),
        severity: found.severity.name(),
        message: found.message.clone(),
        labels: labels.collect(),
        help: found.help.clone(),
        edits: edits.collect(),
        is_safe: found.is_safe,
    }
}

/// A node with its places resolved.
#[must_use]
pub fn trace_node(node: Node, sources: &Sources<'_>) -> TraceNode {
    TraceNode {
        kind: node.kind,
        outcome: node.outcome.name(),
        reach: match node.reach {
            Reach::Counterfactual => "counterfactual",
            Reach::Effective => "effective",
        },
        title: node.title,
        note: node.note,
        facts: node.facts.into_iter().map(|fact| fact_answer(fact, sources)).collect(),
        span: node.span.and_then(|span| span_answer(span, sources)),
        children: node
            .children
            .into_iter()
            .map(|child| trace_node(child, sources))
            .collect(),
    }
}

fn fact_answer(fact: Fact, sources: &Sources<'_>) -> FactAnswer {
    FactAnswer {
        label: fact.label,
        value: fact.value,
        emphasis: fact.emphasis.name(),
        span: fact.span.and_then(|span| span_answer(span, sources)),
    }
}

/// A span with its file's name, its line and its column.
#[must_use]
pub fn span_answer(span: Span, sources: &Sources<'_>) -> Option<SpanAnswer> {
    let source = sources.get(span.source)?;
    let position = source.position(span.start);
    Some(SpanAnswer {
        file: source.name().into(),
        start: span.start,
        end: span.end,
        line: position.line,
        column: position.column,
    })
}
