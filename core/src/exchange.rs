//! The one door: a request goes in, an answer comes out. The command, npm, the page and the fixtures use nothing else.
//!
//! The shapes are those of docs/exchange.md. A refusal is a value. Only what is no request at all is answered with `requestError`.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::budget::Budget;
use crate::crypto::CryptoProvider;
use crate::crypto::memo::{Memo, Unknown};
use crate::crypto::rustcrypto::RustCrypto;
use crate::diagnostic::Code;
use crate::evaluate::{Demands, evaluate};
use crate::explain::{CauseKind, Judged, Outcome, Stopped};
use crate::files::{AssumeFolders, FileSource, Overlay, VirtualFiles};
use crate::image::manifest::ManifestList;
use crate::image::{Image, Place, SignatureFile};
use crate::policy;
use crate::reference::{ImageNameError, ImageReference};
use crate::render::containers_image::{self, ErrorClass, Refusal};
use crate::render::json::{FORMAT_VERSION, NotARequest, trace_node};
use crate::render::{crio, diagnostics, json, outline, policy_in_force as policy_words};
use crate::source::{SourceId, Sources};
use crate::trace::{Evaluation, RequirementDetail, SignatureOutcome};
use crate::verify::{Environment, UnixTime};

pub mod compare;
pub mod complete;
pub mod details;
mod explain;
pub mod format;
pub mod input;
pub mod inspect;
pub mod layout;
pub mod lint;
pub mod manifest;
pub mod memory;
pub mod policy_in_force;
pub mod report;
pub mod request;
#[cfg(feature = "yaml")]
pub mod saved_image;
#[cfg(feature = "yaml")]
mod signature_sources;
#[cfg(not(feature = "yaml"))]
#[path = "exchange/signature_sources_not_built.rs"]
mod signature_sources;
#[cfg(feature = "yaml")]
pub mod suite;
pub mod what_if;

use manifest::NotChosen;
use policy_in_force::PolicyInForce;

pub use crate::render::json::{Answer, Evaluated};
pub use input::Input;
pub use inspect::{Inspected, inspect};
pub use request::{Request, RequestError};

/// What surrounds a request.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Asked for files that the request does not carry; `None` where there are no others.
    pub files: Option<&'a dyn FileSource>,
    /// The caller's clock, for requests without `now`.
    pub now: UnixTime,
}

/// Answers one request given as JSON text.
#[must_use]
pub fn answer_json(text: &[u8], world: World<'_>) -> Answer {
    answer_decoded(Request::from_json(text), world)
}

/// Answers a request, or says why there is none.
#[must_use]
pub fn answer_decoded(request: Result<Request, RequestError>, world: World<'_>) -> Answer {
    match request {
        Ok(request) => answer(&request, world),
        Err(error) => Answer::NotARequest(NotARequest {
            format_version: FORMAT_VERSION,
            id: error.id.clone(),
            request_error: error.to_string(),
        }),
    }
}

/// Answers one request with the default cryptography.
#[must_use]
pub fn answer(request: &Request, world: World<'_>) -> Answer {
    answer_with(request, world, &RustCrypto)
}

/// Answers one request, and remembers what was verified.
#[must_use]
pub fn answer_remembering(request: &Request, world: World<'_>, memory: &memory::Memory) -> Answer {
    answer_with(request, world, memory.crypto())
}

/// Answers one request.
#[must_use]
pub fn answer_with(request: &Request, world: World<'_>, crypto: &dyn CryptoProvider) -> Answer {
    Answer::Evaluated(Box::new(evaluate_request(request, world, crypto)))
}

fn evaluate_request(request: &Request, world: World<'_>, crypto: &dyn CryptoProvider) -> Evaluated {
    if request.explain {
        // The same signatures are asked about again and again.
        let memo = Memo::new(Unknown::Ask(crypto));
        let mut answer = judge(request, world, &memo, |stage| {
            let explanation = explain::explanation(request, &stage, world, &memo);
            Evaluated {
                explanation,
                ..finish(request, stage)
            }
        });
        let of_node = policy_in_force::of_node(request, &answer, world, &memo);
        if let Some(in_force) = &mut answer.policy_in_force {
            in_force.node_policy = of_node;
        }
        answer
    } else {
        judge(request, world, crypto, |stage| finish(request, stage))
    }
}

/// The `signature-N` files that a request's lookaside store and attachments give, in the order in which the answer numbers them; none where the request has
/// neither, and none for what is no image's name. For those who show them: nothing of them was verified.
#[must_use]
pub fn gathered_signatures(request: &Request) -> Vec<Vec<u8>> {
    if request.lookaside.is_none() && request.attachments.is_none() {
        return Vec::new();
    }
    let given = VirtualFiles::default();
    let name = request.image.as_deref().unwrap_or_default();
    let Ok(reference) = ImageReference::parse(name, &AssumeFolders(&given)) else {
        return Vec::new();
    };
    let chosen = manifest::choose(request, &reference, &RustCrypto).ok().flatten();
    let instance = chosen.as_ref().map(|entry| entry.digest.as_str());
    let mut sources = Sources::default();
    let found = signature_sources::find(request, &reference, instance, &RustCrypto, &mut sources);
    let gathered = found.gathered.iter().flat_map(|gathered| &gathered.signatures);
    gathered.map(|signature| signature.bytes.to_vec()).collect()
}

/// A request that was judged, as far as it got; nothing of it has words yet but what stopped it.
struct Stage<'a, 's> {
    /// What is known of the answer.
    answer: Evaluated,
    /// The texts that places point into.
    sources: Sources<'s>,
    /// What the reference logs while it gathers signatures.
    gathering: Vec<String>,
    /// How it ended, for whoever explains it; `None` where there was no image to judge.
    outcome: Option<Outcome<'a>>,
}

/// Judges a request and shows how it ended.
fn judge<R>(
    request: &Request,
    world: World<'_>,
    crypto: &dyn CryptoProvider,
    look: impl FnOnce(Stage<'_, '_>) -> R,
) -> R {
    let given = VirtualFiles::new(
        request
            .files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice())),
    );
    let overlay;
    let files: &dyn FileSource = match world.files {
        Some(second) => {
            overlay = Overlay { first: &given, second };
            &overlay
        }
        None => &given,
    };
    let mut sources = Sources::default();
    let in_force = PolicyInForce::of(request);
    let policy_source = sources.add(in_force.name(), in_force.text);
    let mut answer = blank(request);
    answer.policy_in_force = policy_in_force::answer(request);
    let stopped = |answer: Evaluated, sources, cause: Option<Stopped>| Stage {
        answer,
        sources,
        gathering: Vec::new(),
        outcome: cause.map(Outcome::Stopped),
    };

    answer.diagnostics.extend(
        policy_in_force::findings(request, answer.policy_in_force.as_ref())
            .iter()
            .map(|found| json::diagnostic(found, &sources)),
    );

    let (policy, policy_errors) = policy::parse(policy_source, in_force.text);
    for error in &policy_errors {
        let found = diagnostics::policy_error(error, &sources);
        answer.diagnostics.push(json::diagnostic(&found, &sources));
    }
    let mut policy_stop = None;
    if let Some(first) = policy_errors.first() {
        let refusal = containers_image::policy_error(first);
        policy_stop = request
            .explain
            .then(|| explain::policy_stopped(&refusal.text, first.span, in_force.text));
        answer.summary = Some(format!("the policy cannot be used: {}", refusal.text));
        answer.policy_error = Some(refusal.text);
        answer.error_class = Some(refusal.class.name());
    }

    let Some(name) = &request.image else {
        return look(stopped(answer, sources, policy_stop));
    };
    let reference = match image_reference(name, files, world) {
        Ok(reference) => reference,
        Err(error) => {
            let refusal = containers_image::image_name_error(&error);
            let found = diagnostics::image_name_error(&error);
            answer.diagnostics.push(json::diagnostic(&found, &sources));
            answer
                .summary
                .get_or_insert_with(|| format!("the image name cannot be used: {}", refusal.text));
            let stop = policy_stop.unwrap_or_else(|| explain::image_name_stopped(&error, &refusal.text));
            refuse_image_name(&mut answer, refusal);
            return look(stopped(answer, sources, Some(stop)));
        }
    };
    answer.identity = Some(format!(
        "{}:{}",
        reference.transport().name(),
        reference.policy_identity()
    ));
    answer.namespaces = reference.policy_namespaces();
    answer.diagnostics.extend(
        diagnostics::assumptions(&reference, world.files.is_some()).map(|found| json::diagnostic(&found, &sources)),
    );
    let chosen = manifest::choose(request, &reference, crypto);
    answer.manifest = manifest::answer(request, chosen.as_ref().ok().and_then(Option::as_ref), crypto);
    let instance = chosen
        .as_ref()
        .ok()
        .and_then(Option::as_ref)
        .map(|entry| entry.digest.as_str());
    let found = signature_sources::find(request, &reference, instance, crypto, &mut sources);
    let diagnostics = found.diagnostics.iter();
    answer
        .diagnostics
        .extend(diagnostics.map(|found| json::diagnostic(found, &sources)));
    answer.signature_sources.clone_from(&found.answer);
    let Some(policy) = policy else {
        return look(stopped(answer, sources, policy_stop));
    };
    if let Some(refusal) = &found.refusal {
        answer.summary = Some(format!("the image would not be opened: {}", refusal.text));
        answer.error = Some(refusal.text.clone());
        answer.error_class = Some(refusal.class.name());
        let invalid = found
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.code == Code::RegistriesDInvalid);
        let place = invalid
            .and_then(|diagnostic| diagnostic.labels.first())
            .map(|label| label.span);
        let stop = explain::stopped(CauseKind::RegistriesDInvalid, &refusal.text, place);
        return look(stopped(answer, sources, Some(stop)));
    }

    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(error) => {
            refuse_list(&mut answer, &error, request);
            let text = answer.error.clone().unwrap_or_default();
            let stop = explain::stopped(CauseKind::InstanceNotChosen, &text, None);
            return look(stopped(answer, sources, Some(stop)));
        }
    };
    let image = Image {
        reference: &reference,
        manifest: request.manifest.as_deref(),
        instance: chosen.as_ref().map(|entry| entry.digest.as_str()),
        signatures: signature_files(request, &found, &mut sources),
        failure: found.gathered.as_ref().and_then(|gathered| gathered.failure.as_ref()),
        digest: OnceCell::new(),
    };
    let environment = Environment {
        files,
        crypto,
        now: request.now.unwrap_or(world.now),
        budget: &Budget::default(),
    };
    let evaluation = evaluate(
        &policy,
        &image,
        Demands {
            signed: request.require_signed,
        },
        &environment,
    );
    fill_payloads(&evaluation, &mut sources);
    let list = request.manifest_list.as_deref().filter(|_| request.explain);
    let list = list.and_then(|list| ManifestList::parse(list).ok());
    let list_digest = answer
        .manifest
        .as_ref()
        .and_then(|manifest| manifest.list.as_ref()?.digest.clone());
    let judged = Judged {
        policy: &policy,
        reference: &reference,
        image: &image,
        list: list.as_ref().zip(list_digest.as_deref()),
        sources: &found.facts,
        evaluation: &evaluation,
        environment,
    };
    look(Stage {
        answer,
        sources,
        gathering: found.lines(),
        outcome: Some(Outcome::Judged(judged)),
    })
}

/// Gives the outcome its words.
fn finish(request: &Request, stage: Stage<'_, '_>) -> Evaluated {
    let Stage {
        mut answer,
        sources,
        gathering,
        outcome,
    } = stage;
    let Some(Outcome::Judged(Judged { evaluation, .. })) = outcome else {
        return answer;
    };
    let refusal = containers_image::refusal(evaluation);
    answer.allowed = refusal.is_none();
    answer.summary = Some(match outline::refusal_sentence(evaluation) {
        Some(sentence) => sentence,
        None => outline::allowed_sentence(evaluation),
    });
    if let Some(refusal) = refusal {
        answer.error_class = Some(refusal.class.name());
        answer.error = Some(refusal.text);
    }
    answer.log = crio::log(evaluation, &gathering).into_iter().map(Into::into).collect();
    answer.diagnostics.extend(
        diagnostics::evaluation(evaluation)
            .iter()
            .map(|found| json::diagnostic(found, &sources)),
    );
    if let Some(list) = manifest::evaluated_list(request, answer.manifest.as_ref()) {
        let found = diagnostics::manifest_is_a_list(&list);
        answer.diagnostics.push(json::diagnostic(&found, &sources));
    }
    let mut nodes = outline::outline(evaluation);
    if let (Some(in_force), Some(image)) = (&answer.policy_in_force, nodes.first_mut()) {
        image.facts.push(policy_words::policy_fact(in_force));
    }
    if let (Some(manifest), Some(image)) = (&answer.manifest, nodes.first_mut()) {
        image.facts.extend(outline::manifest_facts(manifest));
    }
    if let (Some(found), Some(image)) = (&answer.signature_sources, nodes.first_mut()) {
        image.facts.extend(outline::source_facts(found));
    }
    answer.trace = Some(nodes.into_iter().map(|node| trace_node(node, &sources)).collect());
    answer
}

fn blank(request: &Request) -> Evaluated {
    Evaluated {
        format_version: FORMAT_VERSION,
        id: request.id.clone(),
        allowed: false,
        summary: None,
        error: None,
        error_class: None,
        policy_error: None,
        image_error: None,
        request_error: None,
        identity: None,
        namespaces: Vec::new(),
        manifest: None,
        policy_in_force: None,
        log: Vec::new(),
        trace: None,
        signature_sources: None,
        explanation: None,
        diagnostics: Vec::new(),
    }
}

fn image_reference(name: &str, files: &dyn FileSource, world: World<'_>) -> Result<ImageReference, ImageNameError> {
    match world.files {
        Some(_) => ImageReference::parse(name, files),
        None => ImageReference::parse(name, &AssumeFolders(files)),
    }
}

/// `imageError` is the reference's text; what only pullgate refuses is an `error`.
fn refuse_image_name(answer: &mut Evaluated, refusal: Refusal) {
    answer.error_class.get_or_insert(refusal.class.name());
    if refusal.class == ErrorClass::InvalidReference {
        answer.image_error = Some(refusal.text);
    } else {
        answer.error = Some(refusal.text);
    }
}

/// No image of the list is evaluated.
fn refuse_list(answer: &mut Evaluated, error: &NotChosen, request: &Request) {
    let refusal = match error {
        NotChosen::List(error) => containers_image::image::manifest_error(error),
        NotChosen::Choice(error) => containers_image::image::list_error(error),
    };
    let list = request.manifest_list.as_deref().unwrap_or_default();
    let found = diagnostics::not_chosen(&refusal, ManifestList::parse(list).ok().as_ref());
    // It points at no text.
    answer.diagnostics.push(json::diagnostic(&found, &Sources::default()));
    answer.summary = Some(format!("no image of the manifest list is evaluated: {}", refusal.text));
    answer.error_class = Some(refusal.class.name());
    answer.error = Some(refusal.text);
}

fn signature_files<'a>(
    request: &'a Request,
    found: &'a signature_sources::Found<'_>,
    sources: &mut Sources<'a>,
) -> Vec<SignatureFile<'a>> {
    let given = request
        .signatures
        .iter()
        .map(|bytes| (bytes.as_slice(), &Place::Folder));
    let gathered = found.gathered.iter().flat_map(|gathered| &gathered.signatures);
    let gathered = gathered.map(|signature| (&*signature.bytes, &signature.place));
    let mut files = Vec::new();
    for (index, (bytes, place)) in given.chain(gathered).enumerate() {
        let source = sources.add(format!("signature-{}", index + 1), bytes);
        let payload_source = sources.add(format!("signature-{}!payload", index + 1), &[][..]);
        files.push(SignatureFile {
            source,
            payload_source,
            bytes,
            place,
        });
    }
    files
}

/// Payloads are known once the signatures have been read; spans point into them.
fn fill_payloads(evaluation: &Evaluation, sources: &mut Sources<'_>) {
    let mut payloads: Vec<(SourceId, Vec<u8>)> = Vec::new();
    for requirement in &evaluation.requirements {
        let (RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing)) = &requirement.detail
        else {
            continue;
        };
        for signature in signing.signatures.iter().flatten() {
            if let SignatureOutcome::Checked(checks) = &signature.outcome
                && let Some(payload) = &checks.payload
            {
                payloads.push((signature.payload_source, payload.clone()));
            }
        }
    }
    for (source, payload) in payloads {
        sources.fill(source, payload);
    }
}

impl core::fmt::Debug for World<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("World")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// The text of a request, for programs that build one: the inverse of [`Request::from_json`].
#[must_use]
pub fn request_json(request: &Request) -> String {
    request::to_json(request)
}
