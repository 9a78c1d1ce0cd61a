//! The decision as people read it: a tree of short sentences with what was expected and what was found. The command, the page and the answer's
//! `trace` all show this one.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::containers_image::files::file_error;
use super::containers_image::image_name::digest_error;
use super::containers_image::signature_sources::{oci_manifest_error, source_error};
use super::containers_image::{image, reason};
use super::json::{ManifestAnswer, SignatureSources};
use crate::image::oci_layout::LayoutError;
use crate::image::sigstore_attachment::BUNDLE_TYPE;
use crate::lookup::{Candidate, CandidateKind, CandidateOutcome, ScopeLookup};
use crate::reference::Transport;
use crate::source::Span;
use crate::trace::evidence::KeyEvidence;
use crate::trace::{
    CheckKind, Checks, Evaluation, Evidence, Reach, Reason, RequireSigned, RequirementDetail, RequirementTrace,
    SignatureOutcome, SignatureTrace, SigningTrace, SkipReason, Unreadable,
};
use crate::trust::TrustError;

mod identity;
mod sigstore;
#[cfg(feature = "openpgp")]
mod simple_signing;
mod time;

pub use identity::accepted_names;
pub(in crate::render) use time::distance;

/// One line of the tree, with what hangs under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is, stable for programs: `image`, `scope`, `requirement`, `signature`, `check.key`, …
    pub kind: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the reference would have come here.
    pub reach: Reach,
    /// What it is, in a word or two.
    pub title: String,
    /// How it ended, in a sentence; may be empty.
    pub note: String,
    /// What was expected and what was found.
    pub facts: Vec<Fact>,
    /// Where it is written.
    pub span: Option<Span>,
    /// What it is made of.
    pub children: Vec<Node>,
}

/// How a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It refuses.
    Fail,
    /// An earlier check failed, so that this one was not made.
    NotReached,
    /// It is let through without a check.
    Open,
    /// It allows.
    Pass,
    /// It does not count here.
    Skipped,
}

impl Outcome {
    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::NotReached => "notReached",
            Self::Open => "open",
            Self::Pass => "pass",
            Self::Skipped => "skipped",
        }
    }
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What the value is: `expected`, `found`, `trusted`, `signed by`.
    pub label: &'static str,
    /// The value.
    pub value: String,
    /// How the eye should take it.
    pub emphasis: Emphasis,
    /// Where it is written.
    pub span: Option<Span>,
}

/// How the eye should take a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    /// It is the one that fits.
    Good,
    /// It is the one that does not.
    Bad,
    /// Neither.
    Plain,
}

impl Emphasis {
    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

pub(super) fn fact(label: &'static str, value: impl Into<String>, emphasis: Emphasis) -> Fact {
    Fact {
        label,
        value: value.into(),
        emphasis,
        span: None,
    }
}

/// The tree of an evaluation: the image, the scope, each requirement.
#[must_use]
pub fn outline(evaluation: &Evaluation) -> Vec<Node> {
    let mut nodes = vec![image_node(evaluation), scope_node(&evaluation.lookup)];
    for (index, requirement) in evaluation.requirements.iter().enumerate() {
        nodes.push(requirement_node(index, requirement));
    }
    nodes.extend(evaluation.require_signed.map(require_signed_node));
    nodes
}

/// The refusal in one sentence for people, without the reference's words; `None` for an image that is allowed.
#[must_use]
pub fn refusal_sentence(evaluation: &Evaluation) -> Option<String> {
    let Some((index, requirement)) = evaluation.refusal() else {
        let demand = evaluation.require_signed.filter(|demand| !demand.satisfied)?;
        return Some(require_signed_node(demand).note);
    };
    let which = if evaluation.requirements.len() == 1 {
        String::new()
    } else {
        format!("Requirement {}: ", index + 1)
    };
    let why = match &requirement.detail {
        RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) => signing_note(signing),
        _ => requirement_node(index, requirement).note,
    };
    Some(format!("{which}{why}"))
}

/// The permission in one sentence for people: whether anything was verified at all.
#[must_use]
pub fn allowed_sentence(evaluation: &Evaluation) -> String {
    let verified: Vec<usize> = evaluation
        .requirements
        .iter()
        .filter_map(|requirement| match &requirement.detail {
            RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) => {
                signing.accepted().map(|signature| signature.index + 1)
            }
            _ => None,
        })
        .collect();
    match verified.as_slice() {
        [] => "no signature was looked at: the policy lets every image in this scope through".into(),
        [only] => format!("signature {only} is good for this image"),
        several => format!("each of {} signing requirements found a good signature", several.len()),
    }
}

fn image_node(evaluation: &Evaluation) -> Node {
    Node {
        kind: "image",
        outcome: Outcome::Pass,
        reach: Reach::Effective,
        title: "Image".into(),
        note: evaluation.image_name.clone(),
        facts: vec![fact("identity", identity(evaluation), Emphasis::Plain)],
        span: None,
        children: Vec::new(),
    }
}

/// What is said of the image's manifest, at the image.
#[must_use]
pub fn manifest_facts(manifest: &ManifestAnswer) -> Vec<Fact> {
    let plain = |label, value: &Option<String>| value.as_ref().map(|value| fact(label, &**value, Emphasis::Plain));
    let list = manifest.list.as_ref();
    [
        list.and_then(|list| plain("list digest", &list.digest)),
        plain("platform", &manifest.platform),
        plain("manifest digest", &manifest.digest),
        plain("manifest type", &manifest.media_type),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where a node looks for the image's signatures, at the image.
#[must_use]
pub fn source_facts(sources: &SignatureSources) -> Vec<Fact> {
    let by = |scope: &Option<String>| match scope {
        Some(scope) => format!("registries.d: {scope}"),
        None => "registries.d says nothing else".into(),
    };
    let store = sources.lookaside.as_ref().map(|store| {
        let value = format!("{} ({})", store.url, by(&store.scope));
        fact("a node asks for simple signatures", value, Emphasis::Plain)
    });
    let attachments = sources.attachments.as_ref().map(|attachments| {
        let value = match (attachments.enabled, &attachments.image) {
            (false, _) => format!("nowhere ({})", by(&attachments.scope)),
            (true, Some(image)) => format!("{image} ({})", by(&attachments.scope)),
            (true, None) => format!("in the registry ({})", by(&attachments.scope)),
        };
        fact("and for Sigstore attachments", value, Emphasis::Plain)
    });
    let note = sources
        .note
        .as_ref()
        .map(|note| fact("signatures", &**note, Emphasis::Plain));
    [store, attachments, note].into_iter().flatten().collect()
}

fn identity(evaluation: &Evaluation) -> String {
    let has_identity = |candidate: &Candidate| candidate.kind == CandidateKind::Identity;
    if evaluation.lookup.candidates.iter().any(has_identity) {
        evaluation.image_identity.clone()
    } else {
        format!(
            "none: a policy speaks of such images only as of all {} images",
            evaluation.lookup.transport.name()
        )
    }
}

fn scope_node(lookup: &ScopeLookup) -> Node {
    let tried = lookup.candidates.len();
    let place = lookup
        .candidates
        .iter()
        .position(|candidate| candidate.outcome == CandidateOutcome::Chosen);
    let chosen = lookup.chosen();
    let name = chosen
        .map(|candidate| candidate_name(lookup, candidate))
        .unwrap_or_default();
    Node {
        kind: "scope",
        outcome: Outcome::Pass,
        reach: Reach::Effective,
        title: "Scope".into(),
        note: format!(
            "{name} (number {} of {tried} tried)",
            place.map_or(0, |place| place + 1)
        ),
        facts: Vec::new(),
        span: chosen.and_then(|candidate| candidate.span),
        children: lookup
            .candidates
            .iter()
            .map(|candidate| candidate_node(lookup, candidate))
            .collect(),
    }
}

fn candidate_node(lookup: &ScopeLookup, candidate: &Candidate) -> Node {
    let (outcome, note) = match candidate.outcome {
        CandidateOutcome::Chosen => (Outcome::Pass, "chosen"),
        CandidateOutcome::Hidden => (Outcome::Skipped, "in the policy, hidden by the more specific scope"),
        CandidateOutcome::Miss => (Outcome::NotReached, "not in the policy"),
        CandidateOutcome::NoTransport => (Outcome::NotReached, "the policy does not mention this transport"),
    };
    Node {
        kind: "scope.candidate",
        outcome,
        reach: Reach::Effective,
        title: candidate_name(lookup, candidate),
        note: note.into(),
        facts: Vec::new(),
        span: candidate.span,
        children: Vec::new(),
    }
}

fn candidate_name(lookup: &ScopeLookup, candidate: &Candidate) -> String {
    match candidate.kind {
        CandidateKind::Identity | CandidateKind::Namespace => candidate.scope.clone(),
        CandidateKind::GlobalDefault => "default".into(),
        CandidateKind::TransportDefault => format!("every {} image", lookup.transport.name()),
    }
}

fn requirement_node(index: usize, requirement: &RequirementTrace) -> Node {
    let allows = requirement.allows();
    let mut outcome = if allows { Outcome::Pass } else { Outcome::Fail };
    let mut children = Vec::new();
    let note = match &requirement.detail {
        RequirementDetail::InsecureAcceptAnything => {
            outcome = Outcome::Open;
            "insecureAcceptAnything: let through without any check".into()
        }
        RequirementDetail::Reject => "reject: the policy refuses every image in this scope".into(),
        RequirementDetail::SignedBaseLayer => {
            "signedBaseLayer: no container runtime implements it, so it always refuses".into()
        }
        RequirementDetail::SignedBy(signing) => {
            children = signing_children(signing);
            format!("signedBy: {}", requirement_note(signing))
        }
        RequirementDetail::SigstoreSigned(signing) => {
            children = signing_children(signing);
            format!("sigstoreSigned: {}", requirement_note(signing))
        }
    };
    Node {
        kind: "requirement",
        outcome,
        reach: requirement.reach,
        title: format!("Requirement {}", index + 1),
        note,
        facts: Vec::new(),
        span: Some(requirement.span),
        children,
    }
}

/// How a signing requirement ended; the signatures under it say why.
fn requirement_note(signing: &SigningTrace) -> String {
    let rejects = signing
        .signatures
        .iter()
        .flatten()
        .any(|signature| signature.rejection().is_some());
    if !signing.accepts() && rejects {
        "no signature is accepted".into()
    } else {
        signing_note(signing)
    }
}

/// Why a signing requirement allows or not, in a sentence.
fn signing_note(signing: &SigningTrace) -> String {
    let signatures = match &signing.signatures {
        Err(Unreadable::Source(error)) => {
            return format!(
                "its signatures cannot be read ({}), and that refuses it",
                source_error(error).text
            );
        }
        Err(Unreadable::File(unreadable)) => {
            return format!(
                "signature {} cannot be read ({}), and one such file refuses the image",
                unreadable.index + 1,
                image::signature_blob_error(&unreadable.error)
            );
        }
        Ok(signatures) => signatures,
    };
    if let Some(accepted) = signing.accepted() {
        return format!("signature {} is accepted", accepted.index + 1);
    }
    let looked_at: Vec<&SignatureTrace> = signatures
        .iter()
        .filter(|signature| signature.rejection().is_some())
        .collect();
    match looked_at.as_slice() {
        [] if signatures.is_empty() => "the image came without any signature".into(),
        [] if signatures.len() == 1 => {
            "the one signature given is not of the kind that this requirement looks at".into()
        }
        [] => format!(
            "none of the {} signatures given is of the kind that this requirement looks at",
            signatures.len()
        ),
        [only] => {
            let note = signature_failure(only);
            format!("signature {}: {note}", only.index + 1)
        }
        several => format!("none of the {} signatures is accepted", several.len()),
    }
}

fn signing_children(signing: &SigningTrace) -> Vec<Node> {
    match &signing.signatures {
        Ok(signatures) => signatures.iter().map(signature_node).collect(),
        Err(Unreadable::Source(error)) => vec![Node {
            kind: "signature",
            outcome: Outcome::Fail,
            reach: Reach::Effective,
            title: "Signatures".into(),
            note: source_error(error).text,
            facts: Vec::new(),
            span: None,
            children: Vec::new(),
        }],
        Err(Unreadable::File(unreadable)) => vec![Node {
            kind: "signature",
            outcome: Outcome::Fail,
            reach: Reach::Effective,
            title: format!("Signature {}", unreadable.index + 1),
            note: image::signature_blob_error(&unreadable.error),
            facts: Vec::new(),
            span: Some(Span::new(unreadable.source, 0, 0)),
            children: Vec::new(),
        }],
    }
}

fn signature_node(signature: &SignatureTrace) -> Node {
    let (outcome, note, children) = match &signature.outcome {
        SignatureOutcome::Skipped(skip) => (Outcome::Skipped, skip_note(skip), Vec::new()),
        SignatureOutcome::Checked(checks) if signature.is_accepted() => {
            (Outcome::Pass, "accepted".into(), check_nodes(signature, checks))
        }
        SignatureOutcome::Checked(checks) => (Outcome::Fail, "not accepted".into(), check_nodes(signature, checks)),
    };
    Node {
        kind: "signature",
        outcome,
        reach: signature.reach,
        title: format!("Signature {}", signature.index + 1),
        note,
        facts: Vec::new(),
        span: Some(Span::new(signature.source, 0, 0)),
        children,
    }
}

/// As many characters of a media type as RFC 6838 §4.2 lets its two names have: it may be as long as a signature file.
const MIME_TYPE_SHOWN: usize = 255;

fn shown(mime_type: &str) -> String {
    mime_type.chars().take(MIME_TYPE_SHOWN).collect()
}

fn skip_note(skip: &SkipReason) -> String {
    match skip {
        SkipReason::NotASignature(mime_type) if mime_type.starts_with(BUNDLE_TYPE) => {
            let shown = shown(mime_type);
            format!("a Sigstore bundle ({shown}), which cosign 3 writes and no node looks into")
        }
        SkipReason::NotASignature(mime_type) => {
            format!("not a signature but an attachment of type {}", shown(mime_type))
        }
        SkipReason::NotSigstore => "an OpenPGP signature, which sigstoreSigned does not look at".into(),
        SkipReason::NotSimpleSigning => "a sigstore signature, which signedBy does not look at".into(),
    }
}

fn signature_failure(signature: &SignatureTrace) -> String {
    signature.rejection().map(failure_note).unwrap_or_default()
}

/// The label of what stands in the signed content.
const SIGNED: &str = "signed";

fn check_nodes(signature: &SignatureTrace, checks: &Checks) -> Vec<Node> {
    let reached = checks.made.last().map(|check| check.kind);
    let mut nodes = Vec::new();
    for check in &checks.made {
        let (outcome, note, mut facts) = match &check.result {
            Ok(evidence) => (Outcome::Pass, evidence_note(evidence), evidence_facts(evidence)),
            Err(reason) => (Outcome::Fail, failure_note(reason), failure_facts(reason)),
        };
        if check.result.is_err() {
            facts.extend(trusted(checks, check.kind));
        }
        for fact in facts.iter_mut().filter(|fact| fact.label == SIGNED) {
            fact.span = fact.span.or_else(|| signature.find_in_payload(&fact.value));
        }
        // The place in the policy says more than the one in what was signed.
        let of_payload = Some(signature.payload_source);
        let span = facts
            .iter()
            .filter_map(|fact| fact.span)
            .min_by_key(|span| Some(span.source) == of_payload);
        nodes.push(Node {
            span,
            facts,
            ..check_node(check.kind, outcome, signature.reach, note)
        });
    }
    let not_reached = checks
        .plan
        .kinds()
        .filter(|kind| reached.is_none_or(|last| *kind > last));
    nodes.extend(
        not_reached.map(|kind| check_node(kind, Outcome::NotReached, Reach::Counterfactual, "not reached".into())),
    );
    nodes
}

/// What a signature was held against: what was expected of it.
fn trusted(checks: &Checks, kind: CheckKind) -> Vec<Fact> {
    let loaded = checks.made.iter().find_map(|check| match &check.result {
        Ok(Evidence::TrustRoot(trust)) => Some(trust),
        _ => None,
    });
    let Some(trust) = loaded else { return Vec::new() };
    match kind {
        CheckKind::Key => keys("trusted", &trust.keys),
        CheckKind::RekorEntry => keys("trusted log", &trust.log_keys),
        CheckKind::Certificate => sigstore::authorities(&trust.authorities),
        _ => Vec::new(),
    }
}

fn keys(label: &'static str, keys: &[KeyEvidence]) -> Vec<Fact> {
    let facts = keys.iter().map(|key| key_fact(label, key, Emphasis::Plain));
    first_facts(label, facts, keys.len())
}

/// As many of a kind as people look at; each signature has them.
const FACTS_SHOWN: usize = 20;

fn first_facts(label: &'static str, facts: impl Iterator<Item = Fact>, count: usize) -> Vec<Fact> {
    let mut shown: Vec<Fact> = facts.take(FACTS_SHOWN).collect();
    if count > FACTS_SHOWN {
        let more = format!("and {} more", count - FACTS_SHOWN);
        shown.push(fact(label, more, Emphasis::Plain));
    }
    shown
}

fn check_node(kind: CheckKind, outcome: Outcome, reach: Reach, note: String) -> Node {
    let (kind, title) = match kind {
        CheckKind::TrustRoot => ("check.trustRoot", "Trusted keys"),
        CheckKind::RekorEntry => ("check.log", "Transparency log"),
        CheckKind::Certificate => ("check.certificate", "Certificate"),
        CheckKind::SignatureFormat => ("check.format", "Signature"),
        CheckKind::Key => ("check.key", "Key"),
        CheckKind::Payload => ("check.payload", "Signed content"),
        CheckKind::Digest => ("check.digest", "Image digest"),
        CheckKind::Identity => ("check.identity", "Identity"),
    };
    Node {
        kind,
        outcome,
        reach,
        title: title.into(),
        note,
        facts: Vec::new(),
        span: None,
        children: Vec::new(),
    }
}

fn evidence_note(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Digest(_) => "the signature speaks of these bytes".into(),
        Evidence::Format => "well formed".into(),
        Evidence::Identity(_) => "the signed name is good for this image".into(),
        Evidence::Key(_) => "made by a trusted key".into(),
        Evidence::Payload { .. } => "well formed".into(),
        Evidence::Certificate(certificate) => sigstore::certificate_note(certificate),
        Evidence::RekorEntry(_) => "a trusted log promised to have this signature".into(),
        Evidence::TrustRoot(trust) => sigstore::trust_note(trust),
    }
}

fn evidence_facts(evidence: &Evidence) -> Vec<Fact> {
    match evidence {
        Evidence::Digest(digest) => vec![fact("signed and found", &**digest, Emphasis::Good)],
        Evidence::Format => Vec::new(),
        Evidence::Identity(comparison) => identity::facts(comparison, Emphasis::Good),
        Evidence::Key(key) => vec![key_fact("signed by", key, Emphasis::Good)],
        Evidence::Payload { digest, reference } => vec![
            fact("digest", &**digest, Emphasis::Plain),
            fact("name", &**reference, Emphasis::Plain),
        ],
        Evidence::Certificate(certificate) => sigstore::certificate_facts(certificate),
        Evidence::RekorEntry(entry) => sigstore::entry_facts(entry),
        Evidence::TrustRoot(trust) => {
            let mut facts = keys("trusted", &trust.keys);
            facts.extend(sigstore::authorities(&trust.authorities));
            facts.extend(keys("trusted log", &trust.log_keys));
            facts
        }
    }
}

fn key_fact(label: &'static str, key: &KeyEvidence, emphasis: Emphasis) -> Fact {
    Fact {
        span: Some(key.origin.span),
        ..fact(label, key_text(key), emphasis)
    }
}

/// A key as people compare it: where it lies, its algorithm, its fingerprint, whose it says it is.
#[must_use]
pub fn key_text(key: &KeyEvidence) -> String {
    let mut value = format!("{} {}", key.algorithm, key.fingerprint);
    if let Some(path) = &key.origin.path {
        value = format!("{path}: {value}");
    }
    if let Some(user_id) = &key.user_id {
        value.push_str(&format!(" ({user_id})"));
    }
    if let Some(subkey) = &key.subkey {
        value.push_str(&format!(", subkey {subkey}"));
    }
    value
}

/// Why a check failed, in our words; where the reference's say it as well, in those.
fn failure_note(failure: &Reason) -> String {
    match failure {
        Reason::DigestMismatch { .. } => "well made, but of an image with other bytes".into(),
        Reason::IdentityMismatch(comparison) => identity::failure_note(comparison),
        Reason::Sigstore(error) => sigstore::failure_note(error).unwrap_or_else(|| reason(failure).text),
        Reason::Trust(TrustError::File { error, .. }) => {
            format!(
                "the policy asks for a key file that cannot be read: {}",
                file_error(error)
            )
        }
        other => reason(other).text,
    }
}

fn failure_facts(failure: &Reason) -> Vec<Fact> {
    match failure {
        Reason::DigestMismatch { signed, computed } => vec![
            fact(SIGNED, &**signed, Emphasis::Bad),
            fact("this image", &**computed, Emphasis::Plain),
        ],
        Reason::IdentityMismatch(comparison) => identity::facts(comparison, Emphasis::Bad),
        Reason::Sigstore(error) => sigstore::failure_facts(error),
        #[cfg(feature = "openpgp")]
        Reason::SimpleSigning(error) => simple_signing::failure_facts(error),
        _ => Vec::new(),
    }
}

fn require_signed_node(demand: RequireSigned) -> Node {
    let (outcome, note) = if demand.satisfied {
        (Outcome::Pass, "a requirement verifies a signature")
    } else {
        (
            Outcome::Fail,
            "the caller demands a verified signature, and no requirement of this scope verifies one",
        )
    };
    Node {
        kind: "requireSigned",
        outcome,
        reach: demand.reach,
        title: "Signature demanded".into(),
        note: note.into(),
        facts: Vec::new(),
        span: None,
        children: Vec::new(),
    }
}

/// Why a folder is no OCI layout, or what is meant is not in it.
#[must_use]
pub fn layout_error(error: &LayoutError) -> String {
    match error {
        LayoutError::BlobDiffers(digest) => format!("the layout's file of {digest} has other bytes"),
        LayoutError::BlobMissing(digest) => format!("the layout has no file of {digest}"),
        LayoutError::Digest { digest, error } => format!("the layout names {digest:?}: {}", digest_error(*error)),
        LayoutError::Index(error) => format!("the layout's index.json cannot be read: {}", oci_manifest_error(error)),
        LayoutError::NoImage => "the layout has no image".into(),
        LayoutError::NotALayout => "it is no OCI layout: it has no index.json".into(),
        LayoutError::NotSupported(digest) => format!("pullgate reads layouts with sha256 digests only, not {digest}"),
        LayoutError::SeveralImages(names) => {
            format!(
                "the layout has several images ({}), and the image's name is that of none, or of several",
                names.join(", ")
            )
        }
    }
}

/// Why registries.d is not asked about an image.
#[must_use]
pub fn no_sources_note(transport: Transport) -> String {
    let name = transport.name();
    match transport {
        Transport::Atomic => "an atomic: image has its signatures in OpenShift's API, not in a store".into(),
        Transport::Directory => "a dir: image has its signatures in its own folder".into(),
        Transport::ContainersStorage => "an image in containers-storage: has its signatures there".into(),
        _ => format!("{name}: images have no signatures"),
    }
}
