//! Small questions are answered on the page itself: the way to the worker and back takes longer than their answer (docs/performance.md). What
//! may take long goes to the worker, and so does everything once an answer has failed here.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use pullgate_core::exchange::Request;
use pullgate_core::exchange::memory::Memory;

use crate::failure;
use crate::wire::Message;
use crate::worker::evaluated;

/// More bytes go to the worker at once.
const SMALL: usize = 64 << 10;
/// More signatures do: one takes some milliseconds to verify.
const FEW_SIGNATURES: usize = 2;
/// Half of what a frame has. Once answers take longer, the next questions go to the worker, until one is quick again.
const QUICK_MICROSECONDS: u32 = 8_000;
/// The first answer verifies signatures, and a browser compiles functions when they are first called.
const SLOW_AT_MOST: u32 = 2;

#[derive(Default)]
pub(super) struct OnPage {
    /// What was verified stays verified across edits.
    memory: RefCell<Memory>,
    /// How many of the last answers took long, wherever they were found.
    slow: Cell<u32>,
    /// Whether it is at work; where it still is when the next task runs, it has failed.
    is_answering: Cell<bool>,
    has_failed: Cell<bool>,
}

impl OnPage {
    /// Whether it takes a question.
    pub(super) fn takes(&self, request: &Request) -> bool {
        !self.has_failed()
            && self.slow.get() < SLOW_AT_MOST
            && request.signatures.len() <= FEW_SIGNATURES
            && request.attachments.is_none()
            && request.lookaside.is_none()
            && size(request) <= SMALL
    }

    /// The answer to a question that it takes. A panic leaves `is_answering` as it is: nothing behind it runs, not even what would tidy up.
    pub(super) fn answer(&self, revision: u32, request: &Request) -> Message {
        self.is_answering.set(true);
        failure::show_none(true);
        let message = evaluated(revision, request, &mut self.memory.borrow_mut());
        failure::show_none(false);
        self.is_answering.set(false);
        message
    }

    /// Whether its last answer never came. From then on it takes no question.
    pub(super) fn has_failed(&self) -> bool {
        if self.is_answering.take() {
            failure::show_none(false);
            self.has_failed.set(true);
        }
        self.has_failed.get()
    }

    /// Notes how long an answer took.
    pub(super) fn note(&self, microseconds: u32) {
        let is_quick = microseconds <= QUICK_MICROSECONDS;
        self.slow.set(if is_quick { 0 } else { self.slow.get() + 1 });
    }
}

fn size(request: &Request) -> usize {
    let files = request.files.values();
    let folders = [&request.policy_dir, &request.registries_d];
    let texts = folders.into_iter().flatten().flat_map(BTreeMap::values);
    let images = [&request.manifest, &request.manifest_list];
    request.policy.len()
        + request.signatures.iter().map(Vec::len).sum::<usize>()
        + files.map(Vec::len).sum::<usize>()
        + texts.map(String::len).sum::<usize>()
        + images.into_iter().flatten().map(Vec::len).sum::<usize>()
        + request.image.as_ref().map_or(0, String::len)
}
