//! Trying out candidates, until some make the image pass: first one change, and where none is enough, one more on top of those that came further.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::Explanation;
use super::cause::{Cause, CauseKind};
use super::causes::causes;
use super::draft::{Case, Draft, Laboratory, Making, Outcome};
use super::remedies::{self, Candidate};
use super::remedy::{Opens, Remedy, RemedyKind};
use crate::source::Edit;
use crate::trace::evidence::KeyEvidence;
use crate::trace::{CheckKind, Evaluation, Evidence, RequirementDetail, SignatureOutcome, SigningTrace};

/// So many changes are made one after the other: an image may fail two requirements, and lie in the wrong place.
const STEPS: usize = 3;
/// So many candidates are evaluated for one explanation. A cause has some twenty at most; most have three.
const TRIALS: usize = 64;
/// So many that came further are gone on with.
const KEPT: usize = 3;
/// So many verified remedies are shown.
const SHOWN: usize = 6;
/// So many bytes may be looked at in all: a policy of 64 MB is not tried out more than once.
const BYTES: usize = 64 << 20;

/// With a longer policy only single changes are tried: each step keeps a tree of it.
const LONG_POLICY: usize = 1 << 20;

/// Says why an image is refused, and tries what would make it pass. For an image that is allowed there is nothing to say.
#[must_use]
pub fn explain(case: &Case<'_>, laboratory: &dyn Laboratory) -> Explanation {
    let mut search = Search {
        laboratory,
        trials: TRIALS,
        bytes: BYTES,
        found: Vec::new(),
    };
    let mut causes = causes(case);
    if causes.is_empty() {
        return Explanation::default();
    }
    let mut next = search.first_step(case, &mut causes);
    for _ in 1..STEPS {
        if !search.found.is_empty() {
            break;
        }
        next = search.further(next);
    }
    let mut remedies = search.found;
    // A file belongs elsewhere if the one that is there does not do; else the policy names the wrong one.
    let is_file = |kind| matches!(kind, CauseKind::KeyFileUnreadable | CauseKind::KeyUnusable);
    let lacks_file = causes.first().is_some_and(|cause| is_file(cause.kind));
    remedies.sort_by_key(|remedy| {
        let moves_file = matches!(remedy.kind, RemedyKind::PutFile { .. });
        (moves_file && !lacks_file, remedy.kind.clone())
    });
    remedies.truncate(SHOWN);
    let found_one = !remedies.is_empty();
    let mut done_elsewhere: Vec<RemedyKind> = Vec::new();
    for kind in causes.iter().flat_map(|cause| remedies::elsewhere(case, cause)) {
        let is_idle = found_one && kind.is_last_resort();
        if !is_idle && !done_elsewhere.contains(&kind) {
            done_elsewhere.push(kind);
        }
    }
    remedies.extend(done_elsewhere.into_iter().map(|kind| Remedy {
        kind,
        verified: false,
        applicable: false,
        opens: Vec::new(),
        edits: Vec::new(),
        amended: None,
    }));
    Explanation { causes, remedies }
}

struct Search<'l> {
    laboratory: &'l dyn Laboratory,
    trials: usize,
    bytes: usize,
    found: Vec<Remedy>,
}

/// How far an image came: through how many requirements, and through how many checks of the next one.
type Progress = (bool, usize, usize);

/// Changes that were not enough, and what might be changed next.
struct Promising {
    done: Candidate,
    original: Arc<Vec<u8>>,
    progress: Progress,
    next: Vec<Candidate>,
}

/// What a trial showed.
struct Tried {
    allows: bool,
    signed: bool,
    progress: Progress,
    next: Vec<Candidate>,
    fits: Option<KeyEvidence>,
}

impl Search<'_> {
    fn first_step(&mut self, case: &Case<'_>, causes: &mut [Cause]) -> Vec<Promising> {
        let before = progress(case);
        let mut promising = Vec::new();
        let mut seen: Vec<Draft> = vec![case.draft.clone()];
        for cause in causes {
            for candidate in remedies::candidates(case, cause) {
                if seen.contains(&candidate.draft) {
                    continue;
                }
                seen.push(candidate.draft.clone());
                let Some(tried) = self.try_out(&candidate, cause) else {
                    return promising;
                };
                if let Some(key) = tried.fits.clone().filter(|_| is_about_keys(cause.kind)) {
                    cause.fits.get_or_insert(key);
                    // The key is the wrong one, whatever else the signature may be.
                    if cause.kind == CauseKind::SignatureDoesNotHold {
                        cause.kind = CauseKind::WrongKey;
                    }
                }
                self.sort_in(case.draft, candidate, tried, before, &mut promising);
            }
        }
        promising
    }

    fn further(&mut self, mut promising: Vec<Promising>) -> Vec<Promising> {
        promising.sort_by_key(|step| core::cmp::Reverse(step.progress));
        promising.truncate(KEPT);
        let mut next = Vec::new();
        for step in promising {
            let original = Draft {
                policy: step.original.clone(),
                ..Draft::default()
            };
            for candidate in step.next {
                let candidate = both(&step.done, candidate, &step.original);
                let Some(tried) = self.try_out(&candidate, &Cause::new(CauseKind::WrongKey)) else {
                    return next;
                };
                self.sort_in(&original, candidate, tried, step.progress, &mut next);
            }
        }
        next
    }

    /// `None` once enough was tried.
    fn try_out(&mut self, candidate: &Candidate, cause: &Cause) -> Option<Tried> {
        self.trials = self.trials.checked_sub(1)?;
        self.bytes = self.bytes.checked_sub(candidate.draft.size())?;
        if self.laboratory.is_tired() {
            return None;
        }
        let mut tried = None;
        self.laboratory.try_out(&candidate.draft, Making::AsGiven, &mut |case| {
            let allows = case.allows();
            let next = if allows || candidate.draft.policy.len() > LONG_POLICY {
                Vec::new()
            } else {
                let causes = causes(case);
                let first = causes.first();
                first.map(|cause| remedies::candidates(case, cause)).unwrap_or_default()
            };
            tried = Some(Tried {
                allows,
                signed: is_signed(case),
                progress: progress(case),
                next,
                fits: fitting_key(case, cause),
            });
        });
        tried
    }

    fn sort_in(
        &mut self,
        original: &Draft,
        candidate: Candidate,
        tried: Tried,
        before: Progress,
        promising: &mut Vec<Promising>,
    ) {
        if !tried.allows {
            if tried.progress > before {
                promising.push(Promising {
                    done: candidate,
                    original: original.policy.clone(),
                    progress: tried.progress,
                    next: tried.next,
                });
            }
            return;
        }
        // Whatever accepts an image without a signature is no remedy.
        if !tried.signed {
            return;
        }
        let mut is_refused = false;
        self.laboratory.try_out(&candidate.draft, Making::Forged, &mut |case| {
            is_refused = !case.allows();
        });
        self.found.push(Remedy {
            kind: candidate.kind,
            verified: true,
            applicable: is_refused,
            opens: candidate.opens,
            edits: candidate.edits,
            amended: Some(candidate.draft),
        });
    }
}

/// One change after the other, as one.
fn both(first: &Candidate, second: Candidate, original: &[u8]) -> Candidate {
    let mut kinds = match &first.kind {
        RemedyKind::Several(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    kinds.push(second.kind);
    let mut opens: Vec<Opens> = first.opens.clone();
    for more in second.opens {
        if !opens.contains(&more) {
            opens.push(more);
        }
    }
    Candidate {
        kind: RemedyKind::Several(kinds),
        opens,
        edits: Edit::between(original, &second.draft.policy).into_iter().collect(),
        draft: second.draft,
    }
}

fn signing(evaluation: &Evaluation) -> impl Iterator<Item = Option<&SigningTrace>> {
    evaluation
        .requirements
        .iter()
        .map(|requirement| match &requirement.detail {
            RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing) => Some(signing),
            _ => None,
        })
}

/// Whether a signature was verified on the way.
fn is_signed(case: &Case<'_>) -> bool {
    match &case.outcome {
        Outcome::Stopped(_) => false,
        Outcome::Judged(judged) => signing(judged.evaluation).flatten().any(SigningTrace::accepts),
    }
}

fn progress(case: &Case<'_>) -> Progress {
    let Outcome::Judged(judged) = &case.outcome else {
        return (false, 0, 0);
    };
    let requirements = &judged.evaluation.requirements;
    let passed = requirements.iter().filter(|requirement| requirement.allows()).count();
    let checks = signing(judged.evaluation)
        .zip(requirements)
        .filter(|(_, requirement)| !requirement.allows())
        .map(|(signing, _)| signing.map_or(0, |signing| 1 + furthest(signing)))
        .sum();
    (true, passed, checks)
}

/// How many checks the signature passed that came nearest.
fn furthest(signing: &SigningTrace) -> usize {
    let signatures = signing.signatures.iter().flatten();
    signatures
        .map(|signature| match &signature.outcome {
            SignatureOutcome::Checked(checks) => 1 + checks.made.iter().filter(|check| check.result.is_ok()).count(),
            SignatureOutcome::Skipped(_) => 0,
        })
        .max()
        .unwrap_or_default()
}

/// Whether another key could be what is missing.
fn is_about_keys(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::WrongKey
            | CauseKind::SignatureDoesNotHold
            | CauseKind::KeyFileUnreadable
            | CauseKind::KeyUnusable
            | CauseKind::KeyExpired
            | CauseKind::KeyRevoked
            | CauseKind::KeyNotForSigning
            | CauseKind::SignedBySubkey
    )
}

/// The key that made the signature of a cause, if the trial found it.
fn fitting_key(case: &Case<'_>, cause: &Cause) -> Option<KeyEvidence> {
    let Outcome::Judged(judged) = &case.outcome else {
        return None;
    };
    let trace = judged.evaluation.requirements.get(cause.requirement?)?;
    let (RequirementDetail::SignedBy(signing) | RequirementDetail::SigstoreSigned(signing)) = &trace.detail else {
        return None;
    };
    let signature = signing.signatures.as_ref().ok()?.get(cause.signature?)?;
    let SignatureOutcome::Checked(checks) = &signature.outcome else {
        return None;
    };
    checks.made.iter().find_map(|check| match (&check.kind, &check.result) {
        (CheckKind::Key, Ok(Evidence::Key(key))) => Some(key.clone()),
        _ => None,
    })
}
