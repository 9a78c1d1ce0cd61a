//! The engine's side: each message is a question, each gets its answer. The engine has no clock and no files: the computer's clock is given to
//! it, and the files are those of the question. It answers in a worker, or, where a browser allows none, on the page.
//!
//! An evaluation is answered at once; what takes longer (why not, what would make it pass, what if, lint) follows when nothing newer has come.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Date;
use pullgate_core::exchange::compare::compare;
use pullgate_core::exchange::details::{Further, details};
use pullgate_core::exchange::memory::Memory;
use pullgate_core::exchange::policy_in_force::PolicyInForce;
use pullgate_core::exchange::suite::{keep, test};
use pullgate_core::exchange::{Request, World, answer_remembering, gathered_signatures, inspect};
use pullgate_core::verify::UnixTime;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::named_files::named_files;
use crate::wire::{Ask, Message};

/// What is known besides of a larger policy takes long enough to be felt, so it waits until the typing has stopped.
const LARGE: usize = 64 << 10;
const CALM_MILLISECONDS: u32 = 300;

/// The engine, and whom it answers.
pub(crate) struct Answering {
    say: Box<dyn Fn(Message)>,
    /// What was verified stays verified across edits.
    memory: RefCell<Memory>,
    /// What is to be looked at next.
    details: Cell<Option<Timeout>>,
}

/// Answers the questions of the page from now on, in a worker.
pub(crate) fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let panic_scope = scope.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = panic_scope.post_message(&Message::Panicked(panic.to_string()).write());
    }));
    let answering_scope = scope.clone();
    let answering = Answering::new(move |message| {
        let _ = answering_scope.post_message(&message.write());
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(ask) = Ask::read(&event.data()) {
            answering.answer(ask);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let _ = scope.post_message(&Message::Ready.write());
}

impl Answering {
    pub(crate) fn new(say: impl Fn(Message) + 'static) -> Rc<Self> {
        Rc::new(Self {
            say: Box::new(say),
            memory: RefCell::default(),
            details: Cell::new(None),
        })
    }

    pub(crate) fn answer(self: &Rc<Self>, ask: Ask) {
        match ask {
            Ask::Compare {
                number,
                request,
                other,
                images,
            } => {
                let compared = compare(&request, &other, &images, world(), &self.memory.borrow());
                let json = serde_json::to_string(&compared).unwrap_or_default();
                (self.say)(Message::Compared { number, json });
            }
            Ask::Evaluate {
                revision,
                request,
                further,
            } => self.evaluate(revision, request, further),
            Ask::Explain {
                revision,
                request,
                further,
            } => self.explain(revision, request, further),
            Ask::Inspect {
                number,
                name,
                bytes,
                source: Some(source),
            } => {
                let bytes = inspect::source_bytes(&bytes, &name, &source);
                (self.say)(Message::SourceBytes { number, bytes });
            }
            Ask::Inspect {
                number, name, bytes, ..
            } => {
                let json = serde_json::to_string(&inspect(&bytes, &name)).unwrap_or_default();
                (self.say)(Message::Inspected { number, json });
            }
            Ask::Keep { number, suite, request } => {
                let kept = keep(&suite, &request, world(), &self.memory.borrow());
                (self.say)(Message::Kept { number, kept });
            }
            Ask::Test {
                revision,
                number,
                suite,
            } => {
                let tested = test(&suite, world(), &self.memory.borrow());
                let json = serde_json::to_string(&tested).unwrap_or_default();
                (self.say)(Message::Tested { revision, number, json });
            }
        }
    }

    fn evaluate(self: &Rc<Self>, revision: u32, request: Rc<Request>, further: Further) {
        self.details.set(None);
        (self.say)(evaluated(revision, &request, &mut self.memory.borrow_mut()));
        self.explain(revision, request, further);
    }

    fn explain(self: &Rc<Self>, revision: u32, request: Rc<Request>, further: Further) {
        // What has been sent meanwhile comes first, and with it these are given up.
        let answering = Rc::clone(self);
        let calm = if PolicyInForce::of(&request).text.len() > LARGE {
            CALM_MILLISECONDS
        } else {
            0
        };
        let details = Timeout::new(calm, move || {
            let details = details(&request, &further, world(), &answering.memory.borrow());
            let json = serde_json::to_string(&details).unwrap_or_default();
            (answering.say)(Message::Details { revision, json });
        });
        self.details.set(Some(details));
    }
}

/// The answer to a question.
pub(crate) fn evaluated(revision: u32, request: &Request, memory: &mut Memory) -> Message {
    memory.tidy();
    let start = milliseconds();
    let answer = answer_remembering(request, world(), memory);
    let microseconds = whole((milliseconds() - start) * 1000.0);
    Message::Answer {
        revision,
        json: serde_json::to_string_pretty(&answer).unwrap_or_default(),
        named_files: named_files(PolicyInForce::of(request).text),
        gathered: gathered_signatures(request),
        microseconds,
    }
}

fn world() -> World<'static> {
    World {
        files: None,
        now: now(),
    }
}

fn now() -> UnixTime {
    #[expect(clippy::cast_possible_truncation, reason = "a clock's seconds are far below 2^53")]
    UnixTime((Date::now() / 1000.0).floor() as i64)
}

/// A clock for durations; workers and windows have the same.
fn milliseconds() -> f64 {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}
