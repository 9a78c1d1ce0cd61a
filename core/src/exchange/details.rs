//! What is known besides of a question, for whoever shows it at each edit: the explanation, lint, the same question with one thing changed, and the dates at
//! which the verdict changes.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::{Map, Value};

use super::lint::{LintRequest, lint_named, parse_release};
use super::memory::Memory;
use super::policy_in_force::{InForce, NodePolicyAnswer, PolicyInForce, namespace_of};
use super::request::parse_time;
use super::what_if::{Change, changed_request, timeline_with, what_if_with};
use super::{Evaluated, Request, World, evaluate_request};
use crate::crypto::CryptoProvider;
use crate::policy;
use crate::render::explanation::ExplanationAnswer;
use crate::render::json::Diagnostic;
use crate::source::SourceId;

/// A larger policy is evaluated, and neither linted nor explained at each edit.
pub const LOOKED_AT: usize = 2 << 20;
/// So many changes of a kind are tried.
const CHANGES: usize = 8;

/// What is wanted besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Further {
    /// A tag that is asked about; empty for none.
    pub tag: String,
    /// From when the dates are looked at, as RFC 3339 writes it; empty for the time of the question.
    pub from: String,
    /// The release of containers/image that the nodes run, such as `5.29`; empty for any.
    pub library: String,
    /// Other requests that are asked about, with what is different about each, such as another image of a list.
    pub variants: Vec<(String, Request)>,
}

/// All of it. Of a policy larger than [`LOOKED_AT`] it is empty.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Only of a refusal.
    pub explanation: Option<ExplanationAnswer>,
    /// What the node's policy would say of an image that is judged by its namespace's.
    pub node_policy: Option<NodePolicyAnswer>,
    /// Each with its verdict.
    pub what_if: Vec<Variation>,
    /// When the verdict changes.
    pub timeline: Timeline,
    /// In the order of the text.
    pub lint: Vec<Diagnostic>,
}

/// The same question with one thing changed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variation {
    /// What is changed, in words.
    pub change: String,
    /// The verdict.
    pub allowed: bool,
    /// Whether it is another than without the change.
    pub differs: bool,
    /// In a sentence.
    pub summary: String,
    /// The reference's text for a refusal.
    pub error: Option<String>,
    /// The fields of the request that change, whole: put into it, they make it this one. `None` where only the engine can ask so.
    pub amended: Option<Map<String, Value>>,
}

/// When the verdict changes, in seconds since 1970.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// From when.
    pub from: i64,
    /// The verdict then.
    pub allowed: bool,
    /// Each change.
    pub turns: Vec<Turn>,
}

/// A time at which the verdict changes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// The first second of it.
    pub at: i64,
    /// The verdict from then on.
    pub allowed: bool,
    /// In a sentence.
    pub summary: String,
}

/// Looks at a request as far as it is worth at each edit.
#[must_use]
pub fn details(request: &Request, further: &Further, world: World<'_>, memory: &Memory) -> Details {
    let crypto = memory.crypto();
    let mut found = Details::default();
    let in_force = PolicyInForce::of(request);
    if in_force.text.len() > LOOKED_AT {
        return found;
    }
    let looked_at = LintRequest {
        policy: in_force.text.to_vec(),
        registries_d: request.registries_d.clone(),
        files: Some(request.files.clone()),
        now: request.now,
        library: parse_release(&further.library),
    };
    found.lint = lint_named(&looked_at, &in_force.name(), world).diagnostics;
    let explained = Request {
        explain: true,
        ..request.clone()
    };
    let answer = evaluate_request(&explained, world, crypto);
    if answer.trace.is_some() {
        let changes = changes(request, further, &answer);
        found.what_if = varied(request, &changes, world, crypto);
        found.timeline = timeline(request, further, world, crypto);
    }
    found.explanation = answer.explanation;
    found.node_policy = answer.policy_in_force.and_then(|in_force| in_force.node_policy);
    found
}

fn timeline(request: &Request, further: &Further, world: World<'_>, crypto: &dyn CryptoProvider) -> Timeline {
    let from = parse_time(&further.from).or(request.now).unwrap_or(world.now);
    let then = Request {
        now: Some(from),
        explain: false,
        ..request.clone()
    };
    let turns = timeline_with(&then, None, world, crypto)
        .into_iter()
        .filter_map(|turn| {
            Some(Turn {
                at: parse_time(&turn.at)?.0,
                allowed: turn.allowed,
                summary: turn.summary,
            })
        });
    Timeline {
        from: from.0,
        allowed: evaluate_request(&then, world, crypto).allowed,
        turns: turns.collect(),
    }
}

/// What is worth asking: another tag, the digest, the wider scopes of the policy, the keys that it does not name, and whether a signature was verified at all.
fn changes(request: &Request, further: &Further, answer: &Evaluated) -> Vec<Change> {
    let mut changes = Vec::new();
    let image = request.image.as_deref().unwrap_or_default();
    if image.starts_with("docker://") {
        if !further.tag.is_empty() {
            changes.push(Change::Tag(further.tag.clone()));
        }
        if !image.contains('@') && request.manifest.is_some() {
            changes.push(Change::ByDigest);
        }
    }
    let text = PolicyInForce::of(request).text;
    let (policy, _) = policy::parse(SourceId::default(), text);
    let name = answer.identity.as_deref().and_then(|identity| identity.split_once(':'));
    if let (Some(policy), Some((transport, identity))) = (&policy, name) {
        let scopes = policy.transport(transport);
        let mut seen = BTreeSet::new();
        let names = [identity]
            .into_iter()
            .chain(answer.namespaces.iter().map(String::as_str))
            .chain([""]);
        let in_policy =
            names.filter(|name| seen.insert(*name) && scopes.is_some_and(|scopes| scopes.scope(name).is_some()));
        // The first is the one that was chosen.
        changes.extend(in_policy.skip(1).take(CHANGES).map(|name| Change::Scope(name.into())));
    }
    // A path that the policy names stands in its text, as it is or with JSON's escapes.
    let is_named = |path: &str| {
        let written = serde_json::to_string(path).unwrap_or_default();
        let written = written.trim_matches('"').as_bytes();
        text.windows(written.len().max(1)).any(|window| window == written)
    };
    let others = request.files.iter().filter(|(path, _)| !is_named(path));
    changes.extend(others.take(CHANGES).map(|(path, bytes)| Change::Key {
        path: path.clone(),
        bytes: bytes.clone(),
    }));
    changes.extend(other_namespaces(request));
    let variants = further.variants.iter().take(CHANGES);
    changes.extend(variants.map(|(words, request)| Change::Request(words.clone(), Box::new(request.clone()))));
    let demanding = Request {
        require_signed: !request.require_signed,
        ..request.clone()
    };
    let words = if request.require_signed {
        "without the demand for a verified signature"
    } else {
        "where the caller demands a verified signature"
    };
    changes.push(Change::Request(words.into(), Box::new(demanding)));
    changes
}

/// The other namespaces that have a policy, and one that has none.
fn other_namespaces(request: &Request) -> impl Iterator<Item = Change> {
    let own = request.namespace.as_deref();
    let files = request.policy_dir.iter().flatten();
    let files = files.filter(|(_, text)| text.len() <= LOOKED_AT);
    let namespaces = files.filter_map(|(name, _)| namespace_of(name));
    let others = namespaces
        .filter(move |namespace| Some(*namespace) != own)
        .take(CHANGES);
    let is_own = matches!(PolicyInForce::of(request).whose, InForce::Namespace { .. });
    let without = (is_own && request.policy.len() <= LOOKED_AT).then_some(Change::Namespace(None));
    others
        .map(|namespace| Change::Namespace(Some(namespace.into())))
        .chain(without)
}

fn varied(request: &Request, changes: &[Change], world: World<'_>, crypto: &dyn CryptoProvider) -> Vec<Variation> {
    let answers = what_if_with(request, changes, world, crypto);
    let varied = changes.iter().zip(answers).map(|(change, answer)| Variation {
        change: answer.change,
        allowed: answer.allowed,
        differs: answer.differs,
        summary: answer.summary,
        error: answer.error,
        amended: match change {
            // Whether another scope would do is good to know; making it so is not one change.
            Change::Scope(_) => None,
            // A field that goes cannot be said as one that changes.
            Change::Namespace(None) => None,
            _ => changed_request(request, change, world, crypto).map(|changed| difference(request, &changed)),
        },
    });
    varied.collect()
}

/// The fields in which two requests differ, as the second has them.
fn difference(request: &Request, changed: &Request) -> Map<String, Value> {
    let fields = |request: &Request| match serde_json::to_value(request.to_input()) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let before = fields(request);
    let mut after = fields(changed);
    after.retain(|name, value| before.get(name) != Some(value));
    if before.contains_key("requireSigned") && !changed.require_signed {
        after.insert("requireSigned".into(), Value::Bool(false));
    }
    after
}
