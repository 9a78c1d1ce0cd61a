//! What if? The same question with one thing changed, or at another time.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::request::{Fields, RequestErrorKind, is_namespace};
use super::{Evaluated, Input, Request, RequestError, Stage, World, evaluate_request, explain, judge, request};
use crate::crypto::CryptoProvider;
use crate::crypto::memo::{Memo, Unknown};
use crate::crypto::rustcrypto::RustCrypto;
use crate::explain::{Case, Outcome, dates, under_scope};
use crate::files::{AssumeFolders, VirtualFiles};
use crate::reference::{ImageReference, Named};
use crate::render::json::FORMAT_VERSION;
use crate::verify::UnixTime;

/// One thing that is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The time of the question.
    At(UnixTime),
    /// The image is named by the digest of its manifest, or of the list that it is chosen from.
    ByDigest,
    /// The image's name.
    Image(String),
    /// A key that the requirement that refuses might trust, beside or in place of its own.
    Key {
        /// The path by which the policy would name it.
        path: String,
        /// The file.
        bytes: Vec<u8>,
    },
    /// The pod's namespace; `None` for one without a policy of its own.
    Namespace(Option<String>),
    /// Another request altogether, with what is different about it.
    Request(String, alloc::boxed::Box<Request>),
    /// The image has the requirements of this scope of its transport.
    Scope(String),
    /// The tag.
    Tag(String),
}

impl Change {
    /// A change as people write it: `tag=v2`, `digest`, `image=docker://…`, `scope=…` (empty for the transport's default), `at=` a time as RFC 3339 writes
    /// it or a day, `namespace=…` (empty for one without a policy of its own).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        match (name, value) {
            ("tag", tag) if !tag.is_empty() => Some(Self::Tag(tag.into())),
            ("digest", "") => Some(Self::ByDigest),
            ("image", image) if !image.is_empty() => Some(Self::Image(image.into())),
            ("namespace", "") => Some(Self::Namespace(None)),
            ("namespace", namespace) if is_namespace(namespace) => Some(Self::Namespace(Some(namespace.into()))),
            ("scope", scope) => Some(Self::Scope(scope.into())),
            ("at", time) => parse_date(time).map(Self::At),
            _ => None,
        }
    }
}

/// A time as RFC 3339 writes it, or the beginning of a day in UTC.
#[must_use]
pub fn parse_date(text: &str) -> Option<UnixTime> {
    request::parse_time(text).or_else(|| request::parse_time(&format!("{text}T00:00:00Z")))
}

/// A request, and what is to be changed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// The request.
    pub request: Request,
    /// Each is made by itself.
    pub changes: Vec<Change>,
    /// Until when to look ahead; without it, as far as what is at hand says anything.
    pub until: Option<UnixTime>,
}

impl Questions {
    /// Reads a request with the further fields `changes` (texts, see [`Change::parse`]), `keys` (an object of paths and bytes: each is one change) and
    /// `until`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_input(input: Input) -> Result<Self, RequestError> {
        let Input::Map(fields) = input else {
            return Request::from_input(input).map(|request| Self {
                request,
                ..Self::default()
            });
        };
        let (further, of_request) = fields
            .into_iter()
            .partition(|(name, _)| matches!(name.as_str(), "changes" | "keys" | "until"));
        let request = Request::from_input(Input::Map(of_request))?;
        let id = request.id.clone();
        let mut fields = Fields::of(Input::Map(further))?;
        let mut read = || {
            let texts = fields.list_of_texts("changes")?.unwrap_or_default();
            let mut changes = Vec::new();
            for text in texts {
                changes.push(Change::parse(&text).ok_or(RequestErrorKind::InvalidChange(text))?);
            }
            let keys = fields.files("keys")?.unwrap_or_default();
            changes.extend(keys.into_iter().map(|(path, bytes)| Change::Key { path, bytes }));
            let until = fields.text("until")?;
            let until = until
                .map(|text| parse_date(&text).ok_or(RequestErrorKind::InvalidTime(text)))
                .transpose()?;
            Ok((changes, until))
        };
        let (changes, until) = read().map_err(|kind| RequestError { id, kind })?;
        Ok(Self {
            request,
            changes,
            until,
        })
    }
}

/// What is answered to [`Questions`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfAnswer {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// Why it is no request; then nothing was asked.
    pub request_error: Option<String>,
    /// Each change, in order: those of `changes`, then those of `keys`.
    pub what_if: Vec<WhatIf>,
    /// The times at which the verdict changes.
    pub timeline: Vec<Turn>,
}

/// Answers questions, or says why there are none.
#[must_use]
pub fn what_if_decoded(questions: Result<Questions, RequestError>, world: World<'_>) -> WhatIfAnswer {
    let (request_error, what_if, timeline) = match questions {
        Err(error) => (Some(error.to_string()), Vec::new(), Vec::new()),
        Ok(asked) => (
            None,
            what_if(&asked.request, &asked.changes, world),
            timeline(&asked.request, asked.until, world),
        ),
    };
    WhatIfAnswer {
        format_version: FORMAT_VERSION,
        request_error,
        what_if,
        timeline,
    }
}

/// How a changed question ends.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// What is changed, in words.
    pub change: String,
    /// The verdict.
    pub allowed: bool,
    /// Whether the verdict is another than without the change.
    pub differs: bool,
    /// The verdict in a sentence, or why there is none.
    pub summary: String,
    /// The reference's text for a refusal.
    pub error: Option<String>,
}

/// A time at which the verdict changes.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// RFC 3339, in UTC: the first second of it.
    pub at: String,
    /// The verdict from then on.
    pub allowed: bool,
    /// In a sentence.
    pub summary: String,
}

/// So many times are evaluated: keys have been signed again every year for longer.
const DATES: usize = 200;

/// How the question would end with each change by itself.
#[must_use]
pub fn what_if(request: &Request, changes: &[Change], world: World<'_>) -> Vec<WhatIf> {
    what_if_with(request, changes, world, &RustCrypto)
}

/// As [`what_if`], with other cryptography than the default.
#[must_use]
pub fn what_if_with(
    request: &Request,
    changes: &[Change],
    world: World<'_>,
    crypto: &dyn CryptoProvider,
) -> Vec<WhatIf> {
    let memo = Memo::new(Unknown::Ask(crypto));
    let plain = |request: &Request| {
        let request = Request {
            explain: false,
            ..request.clone()
        };
        evaluate_request(&request, world, &memo)
    };
    let before = plain(request).allowed;
    changes
        .iter()
        .map(|change| {
            let change_text = text(change);
            let answer = match changed(request, change, world, &memo) {
                Some(changed) => plain(&changed),
                None => {
                    return WhatIf {
                        change: change_text,
                        allowed: false,
                        differs: before,
                        summary: nothing_to_change(change),
                        error: None,
                    };
                }
            };
            let Evaluated {
                allowed,
                summary,
                error,
                policy_error,
                image_error,
                ..
            } = answer;
            WhatIf {
                change: change_text,
                allowed,
                differs: allowed != before,
                summary: summary.unwrap_or_default(),
                error: error.or(policy_error).or(image_error),
            }
        })
        .collect()
}

/// The request with one thing changed; `None` where the change makes no sense for it.
#[must_use]
pub fn changed_request(
    request: &Request,
    change: &Change,
    world: World<'_>,
    crypto: &dyn CryptoProvider,
) -> Option<Request> {
    changed(request, change, world, &Memo::new(Unknown::Ask(crypto)))
}

/// When the verdict changes, after the time of the question and until `until`; without it, as far as what is at hand says anything.
#[must_use]
pub fn timeline(request: &Request, until: Option<UnixTime>, world: World<'_>) -> Vec<Turn> {
    timeline_with(request, until, world, &RustCrypto)
}

/// As [`timeline`], with other cryptography than the default.
#[must_use]
pub fn timeline_with(
    request: &Request,
    until: Option<UnixTime>,
    world: World<'_>,
    crypto: &dyn CryptoProvider,
) -> Vec<Turn> {
    let memo = Memo::new(Unknown::Ask(crypto));
    let now = request.now.unwrap_or(world.now);
    let times = judge(request, world, &memo, |stage| {
        case(request, stage, dates).unwrap_or_default()
    });
    let at = |time: UnixTime| {
        let request = Request {
            now: Some(time),
            explain: false,
            ..request.clone()
        };
        evaluate_request(&request, world, &memo)
    };
    let mut turns = Vec::new();
    let mut allowed = at(now).allowed;
    // Some count up to a second, some until it: both sides of each are looked at.
    let both = times
        .iter()
        .flat_map(|time| [*time, UnixTime(time.0.saturating_add(1))]);
    let mut looked = UnixTime(now.0);
    for time in both
        .filter(|time| *time > now && until.is_none_or(|until| *time <= until))
        .take(2 * DATES)
    {
        if time <= looked {
            continue;
        }
        looked = time;
        let answer = at(time);
        if answer.allowed != allowed {
            allowed = answer.allowed;
            turns.push(Turn {
                at: request::format_time(time).unwrap_or_default(),
                allowed,
                summary: answer.summary.unwrap_or_default(),
            });
        }
    }
    turns
}

fn case<R>(request: &Request, stage: Stage<'_, '_>, look: impl FnOnce(&Case<'_>) -> R) -> Option<R> {
    let draft = explain::draft(request);
    let outcome: Outcome<'_> = stage.outcome?;
    Some(look(&Case { draft: &draft, outcome }))
}

/// The changed request; `None` where the change makes no sense for this one.
fn changed(request: &Request, change: &Change, world: World<'_>, memo: &Memo<'_>) -> Option<Request> {
    match change {
        Change::At(time) => Some(Request {
            now: Some(*time),
            ..request.clone()
        }),
        Change::Image(name) => Some(named(request, name.clone())),
        Change::Namespace(namespace) => Some(Request {
            namespace: namespace.clone(),
            ..request.clone()
        }),
        Change::Request(_, other) => Some((**other).clone()),
        Change::Tag(tag) => {
            let name = docker_name(request)?;
            Some(named(request, format!("docker://{}:{tag}", name.name())))
        }
        Change::ByDigest => {
            let name = docker_name(request)?;
            let bytes = request.manifest_list.as_deref().or(request.manifest.as_deref())?;
            let digest = crate::image::manifest::digest(bytes, memo).ok()?;
            Some(named(request, format!("docker://{}@{digest}", name.name())))
        }
        Change::Scope(scope) => {
            let draft = judge(request, world, memo, |stage| {
                case(request, stage, |case| under_scope(case, scope))
            })??;
            Some(explain::apply(request, &draft))
        }
        Change::Key { path, bytes } => {
            let mut with_key = Request {
                explain: true,
                ..request.clone()
            };
            with_key.files.insert(path.clone(), bytes.clone());
            judge(&with_key, world, memo, |stage| {
                explain::with_key(&with_key, &stage, world, memo, path)
            })
        }
    }
}

fn named(request: &Request, name: String) -> Request {
    Request {
        image: Some(name),
        ..request.clone()
    }
}

/// The image's name in a registry.
fn docker_name(request: &Request) -> Option<Named> {
    let none = VirtualFiles::new([]);
    match ImageReference::parse(request.image.as_deref()?, &AssumeFolders(&none)).ok()? {
        ImageReference::Docker { named, .. } => Some(named),
        _ => None,
    }
}

fn text(change: &Change) -> String {
    match change {
        Change::At(time) => format!("at {}", request::format_time(*time).unwrap_or_default()),
        Change::ByDigest => "named by its digest".to_string(),
        Change::Image(name) => format!("as {name}"),
        Change::Key { path, .. } => format!("with the key {path} trusted"),
        Change::Namespace(Some(namespace)) => format!("in the namespace {namespace}"),
        Change::Namespace(None) => "in a namespace without a policy of its own".to_string(),
        Change::Request(what, _) => what.clone(),
        Change::Scope(scope) if scope.is_empty() => "under the transport's default".to_string(),
        Change::Scope(scope) => format!("under the scope {scope}"),
        Change::Tag(tag) => format!("with the tag {tag}"),
    }
}

fn nothing_to_change(change: &Change) -> String {
    match change {
        Change::Scope(_) => "the policy has no such scope for the image's transport".to_string(),
        Change::Key { .. } => {
            "it does not make the image pass: no signature here was made by it, or something else is in the way"
                .to_string()
        }
        Change::ByDigest => "the image has no manifest, or is not in a registry".to_string(),
        _ => "the image is not in a registry".to_string(),
    }
}
