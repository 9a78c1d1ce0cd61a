//! The part of a request that asks why, and what would make the image pass: drafts become requests, and are judged as every other.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::policy_in_force::{self, PolicyInForce};
use super::{Request, Stage, World, judge, request};
use crate::crypto::CryptoProvider;
use crate::crypto::memo::Memo;
use crate::explain::cause::Wanted;
use crate::explain::forger::Forger;
use crate::explain::{Case, Cause, CauseKind, Draft, Fact, Laboratory, Making, Outcome, Stopped};
use crate::reference::ImageNameError;
use crate::reference::docker::DockerNameError;
use crate::render::diagnostics;
use crate::render::explanation::{self, ExplanationAnswer, Question};
use crate::source::{Sources, Span, edit};

/// Signatures that are verified anew for one explanation; those of the question itself are not counted.
const VERIFICATIONS: usize = 500;

/// The explanation of a refusal; `None` for an image that is allowed, or where none was asked about.
pub(super) fn explanation(
    request: &Request,
    stage: &Stage<'_, '_>,
    world: World<'_>,
    memo: &Memo<'_>,
) -> Option<ExplanationAnswer> {
    let draft = draft(request);
    let outcome = again(stage.outcome.as_ref()?);
    let case = Case { draft: &draft, outcome };
    if case.allows() {
        return None;
    }
    let retrial = Retrial::new(request, world, memo);
    let found = crate::explain::explain(&case, &retrial);
    let amended = |draft: &Draft| amended(request, draft);
    let manifest = stage.answer.manifest.as_ref();
    let list = manifest.and_then(|manifest| manifest.list.as_ref()?.digest.as_deref());
    let question = Question {
        image: &draft.image,
        named: match &case.outcome {
            Outcome::Judged(judged) => judged.reference.docker_reference(),
            Outcome::Stopped(_) => None,
        },
        digest: list.or_else(|| manifest.and_then(|manifest| manifest.digest.as_deref())),
        now: request.now.unwrap_or(world.now),
    };
    Some(explanation::answer(&found, question, &stage.sources, &amended))
}

/// The request in which a file at hand is trusted as a key, if that makes the image pass.
pub(super) fn with_key(
    request: &Request,
    stage: &Stage<'_, '_>,
    world: World<'_>,
    memo: &Memo<'_>,
    path: &str,
) -> Option<Request> {
    let draft = draft(request);
    let case = Case {
        draft: &draft,
        outcome: again(stage.outcome.as_ref()?),
    };
    let retrial = Retrial::new(request, world, memo);
    let remedies = crate::explain::explain(&case, &retrial).remedies;
    let remedy = remedies
        .into_iter()
        .find(|remedy| remedy.verified && remedy.kind.trusts_file(path))?;
    Some(apply(request, &remedy.amended?))
}

/// The same outcome, for another look.
fn again<'a>(outcome: &Outcome<'a>) -> Outcome<'a> {
    match outcome {
        Outcome::Stopped(stopped) => Outcome::Stopped(stopped.clone()),
        Outcome::Judged(judged) => Outcome::Judged(*judged),
    }
}

/// What stopped a request before it was evaluated.
pub(super) fn stopped(kind: CauseKind, text: &str, span: Option<Span>) -> Stopped {
    let wanted = match kind {
        CauseKind::ImageNameInvalid => Wanted::ImageName,
        CauseKind::InstanceNotChosen => Wanted::ImageOfList,
        CauseKind::RegistriesDInvalid => Wanted::RegistriesD,
        _ => Wanted::Policy,
    };
    Stopped {
        cause: Cause::new(kind)
            .expected([Fact::Wanted(wanted)])
            .found([Fact::Words(text.into())])
            .at(span),
        names: Vec::new(),
        corrected: None,
    }
}

/// A policy that does not parse, and what was plainly meant: the nearest words, without comments and commas that JSON does not have.
pub(super) fn policy_stopped(text: &str, span: Span, policy: &[u8]) -> Stopped {
    /// One mistake after the other: what mends one may mend the next, too.
    const MISTAKES: usize = 16;
    /// A longer text is not read again and again.
    const READ: usize = 16 << 20;
    let mut corrected = policy.to_vec();
    for _ in 0..MISTAKES.min(READ.checked_div(policy.len()).unwrap_or_default()) {
        let mut sources = Sources::default();
        let source = sources.add("policy.json", corrected.as_slice());
        let (_, errors) = crate::policy::parse(source, &corrected);
        let edits = errors
            .iter()
            .map(|error| diagnostics::policy_error(error, &sources).edits)
            .find(|edits| !edits.is_empty());
        match edits.and_then(|edits| edit::apply(&corrected, &edits)) {
            Some(changed) if changed != corrected => corrected = changed,
            _ => break,
        }
    }
    Stopped {
        corrected: (corrected != policy).then_some(corrected),
        ..stopped(CauseKind::PolicyInvalid, text, Some(span))
    }
}

/// An image name that does not parse, and what may have been meant.
pub(super) fn image_name_stopped(error: &ImageNameError, text: &str) -> Stopped {
    let meant = match error {
        ImageNameError::NoTransport(name) => Some(format!("docker://{name}")),
        // A host, perhaps with a port, or a name with a tag.
        ImageNameError::UnknownTransport { name, .. } => Some(format!("docker://{name}")),
        ImageNameError::Docker(DockerNameError::Slashes(rest)) => {
            Some(format!("docker://{}", rest.trim_start_matches('/')))
        }
        _ => None,
    };
    Stopped {
        names: meant.into_iter().collect(),
        ..stopped(CauseKind::ImageNameInvalid, text, None)
    }
}

pub(super) fn draft(request: &Request) -> Draft {
    Draft {
        policy: Arc::new(PolicyInForce::of(request).text.to_vec()),
        image: request.image.clone().unwrap_or_default(),
        files: Arc::new(request.files.clone()),
        signatures: Arc::new(request.signatures.clone()),
        registries_d: request.registries_d.clone().map(Arc::new),
        lookaside: request.lookaside.clone().map(Arc::new),
    }
}

/// The request with what a draft changes.
pub(super) fn apply(request: &Request, draft: &Draft) -> Request {
    let (policy, policy_dir) = policy_in_force::replaced(request, &draft.policy);
    Request {
        policy,
        policy_dir,
        image: request.image.as_ref().map(|_| draft.image.clone()),
        files: draft.files.as_ref().clone(),
        signatures: draft.signatures.as_ref().clone(),
        registries_d: draft.registries_d.as_deref().cloned(),
        lookaside: draft.lookaside.as_deref().cloned(),
        // What a draft does not have.
        id: None,
        namespace: request.namespace.clone(),
        policy_is_base64: request.policy_is_base64,
        manifest: request.manifest.clone(),
        manifest_list: request.manifest_list.clone(),
        instance: request.instance.clone(),
        platform: request.platform.clone(),
        attachments: request.attachments.clone(),
        require_signed: request.require_signed,
        now: request.now,
        explain: request.explain,
    }
}

/// The fields of the request that a draft changes, whole.
fn amended(request: &Request, draft: &Draft) -> serde_json::Value {
    let before = fields(request);
    let mut after = fields(&apply(request, draft));
    after.retain(|field, value| before.get(field) != Some(value));
    serde_json::Value::Object(after)
}

fn fields(request: &Request) -> serde_json::Map<String, serde_json::Value> {
    match serde_json::from_str(&request::to_json(request)) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    }
}

/// Asks again.
struct Retrial<'a> {
    /// With the policy in force alone: the others are not copied again for each draft.
    request: Request,
    world: World<'a>,
    memo: &'a Memo<'a>,
    enough: usize,
}

impl<'a> Retrial<'a> {
    fn new(request: &Request, world: World<'a>, memo: &'a Memo<'a>) -> Self {
        Self {
            request: policy_in_force::under(request, PolicyInForce::of(request).text),
            world,
            memo,
            enough: memo.len() + VERIFICATIONS,
        }
    }
}

impl Laboratory for Retrial<'_> {
    fn try_out(&self, draft: &Draft, making: Making, look: &mut dyn FnMut(&Case<'_>)) {
        let request = Box::new(apply(&self.request, draft));
        let forger = Forger(self.memo);
        let crypto: &dyn CryptoProvider = match making {
            Making::AsGiven => self.memo,
            Making::Forged => &forger,
        };
        judge(&request, self.world, crypto, |stage| {
            if let Some(outcome) = stage.outcome {
                look(&Case { draft, outcome });
            }
        });
    }

    fn is_tired(&self) -> bool {
        self.memo.len() > self.enough
    }
}
