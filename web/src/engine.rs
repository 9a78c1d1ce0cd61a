//! The page's side of the worker: sends what the inputs ask as soon as they change, and nothing that is out of date.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use pullgate_core::exchange::Request;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::{hook, use_effect_with, use_mut_ref};

use crate::state::{Action, Answered, Dispatcher, State};
use crate::wire::{self, Message};

/// An evaluation that takes longer is given up when there is something newer to evaluate.
const PATIENCE_MILLISECONDS: u32 = 2_000;

/// The worker begins with this: it loads the page's own module, already compiled. It is a blob so that the page's content security policy
/// holds in it, which a worker of its own address would not inherit.
const BOOT: &str = "onmessage = async ({ data: [script, module] }) => { onmessage = null; await (await import(script)).default({ module_or_path: module }); };";

/// Asks about the inputs whenever they change.
#[hook]
pub(crate) fn use_engine(state: &State, dispatcher: Dispatcher) {
    let engine = use_mut_ref(|| None::<Engine>);
    let question = state.question.clone().ok();
    use_effect_with(state.revision, move |&revision| {
        if let Some(request) = question {
            engine
                .borrow_mut()
                .get_or_insert_with(|| Engine::new(dispatcher))
                .ask(revision, request);
        }
    });
}

type Shared = Rc<RefCell<Inner>>;

struct Engine(Shared);

struct Inner {
    dispatcher: Dispatcher,
    worker: Option<Running>,
    /// The newest question that was not sent.
    waiting: Option<(u32, Rc<Request>)>,
}

struct Running {
    worker: Worker,
    state: Progress,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

enum Progress {
    Evaluating {
        /// Gives up.
        _patience: Timeout,
        is_overdue: bool,
    },
    Idle,
    Starting,
}

impl Engine {
    fn new(dispatcher: Dispatcher) -> Self {
        Self(Rc::new(RefCell::new(Inner {
            dispatcher,
            worker: None,
            waiting: None,
        })))
    }

    fn ask(&self, revision: u32, request: Rc<Request>) {
        self.0.borrow_mut().waiting = Some((revision, request));
        send(&self.0);
    }
}

/// Sends the waiting question, if the worker can take it.
fn send(shared: &Shared) {
    let mut inner = shared.borrow_mut();
    let overdue = matches!(
        &inner.worker,
        Some(Running {
            state: Progress::Evaluating { is_overdue: true, .. },
            ..
        })
    );
    if overdue {
        inner.stop();
    }
    if inner.worker.is_none() && inner.waiting.is_some() {
        inner.worker = start(shared);
        if inner.worker.is_none() {
            inner
                .dispatcher
                .dispatch(Action::EngineStopped("this browser starts no worker".into()));
        }
        return;
    }
    let Inner {
        worker: Some(running),
        waiting,
        ..
    } = &mut *inner
    else {
        return;
    };
    if !matches!(running.state, Progress::Idle) {
        return;
    }
    if let Some((revision, request)) = waiting.take() {
        let again = Rc::clone(shared);
        let patience = Timeout::new(PATIENCE_MILLISECONDS, move || {
            again.borrow_mut().mark_overdue();
            let is_waiting = again.borrow().waiting.is_some();
            if is_waiting {
                send(&again);
            }
        });
        running.state = Progress::Evaluating {
            _patience: patience,
            is_overdue: false,
        };
        let _ = running.worker.post_message(&wire::question(revision, &request));
    }
}

impl Inner {
    fn stop(&mut self) {
        if let Some(running) = self.worker.take() {
            running.worker.terminate();
        }
    }

    fn mark_overdue(&mut self) {
        if let Some(Running {
            state: Progress::Evaluating { is_overdue, .. },
            ..
        }) = &mut self.worker
        {
            *is_overdue = true;
        }
    }
}

fn start(shared: &Shared) -> Option<Running> {
    let worker = boot()?;
    let on_message = {
        let shared = Rc::clone(shared);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| receive(&shared, &event))
    };
    let on_error = {
        let shared = Rc::clone(shared);
        Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| fail(&shared, event.message()))
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Running {
        worker,
        state: Progress::Starting,
        _on_message: on_message,
        _on_error: on_error,
    })
}

/// A worker that loads this very module.
fn boot() -> Option<Worker> {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&BOOT.into()), &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address, &options).ok();
    let _ = Url::revoke_object_url(&address);
    let worker = worker?;
    worker
        .post_message(&Array::of2(&script()?.into(), &wasm_bindgen::module()))
        .ok()?;
    Some(worker)
}

/// The address of this module's JavaScript side, which Trunk names in the page.
fn script() -> Option<String> {
    let link = web_sys::window()?
        .document()?
        .query_selector("link[rel=modulepreload]")
        .ok()??;
    let address = link.get_attribute("href")?;
    let base = link.base_uri().ok()??;
    Some(Url::new_with_base(&address, &base).ok()?.href())
}

fn receive(shared: &Shared, event: &MessageEvent) {
    match Message::read(&event.data()) {
        Some(Message::Answer {
            revision,
            json,
            named_files,
            microseconds,
        }) => {
            set_idle(shared);
            send(shared);
            let dispatcher = shared.borrow().dispatcher.clone();
            dispatcher.dispatch(match serde_json::from_str(&json) {
                Ok(answer) => {
                    let answered = Rc::new(Answered {
                        revision,
                        answer,
                        json,
                        microseconds,
                    });
                    Action::Answered { answered, named_files }
                }
                Err(error) => Action::EngineStopped(format!("its answer cannot be read: {error}")),
            });
        }
        Some(Message::Panicked(words)) => fail(shared, words),
        Some(Message::Ready) => {
            set_idle(shared);
            send(shared);
        }
        None => fail(shared, "it sent something that is no answer".into()),
    }
}

fn set_idle(shared: &Shared) {
    if let Some(running) = &mut shared.borrow_mut().worker {
        running.state = Progress::Idle;
    }
}

/// The worker is of no more use; the next change starts another.
fn fail(shared: &Shared, words: String) {
    shared.borrow_mut().stop();
    let dispatcher = shared.borrow().dispatcher.clone();
    dispatcher.dispatch(Action::EngineStopped(words));
}
