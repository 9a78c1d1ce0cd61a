//! The page's side of the engine: sends what the inputs ask to the worker as soon as they change, and nothing that is out of date. Small
//! questions are answered [on the page](on_page).

mod on_page;

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use pullgate_core::exchange::Request;
use pullgate_core::exchange::details::Further;
use serde::Deserialize;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::{Reducible as _, hook, use_effect_with, use_mut_ref};

use crate::compared::listed;
use crate::state::{Action, Answered, Comparison, Dispatcher, State};
use crate::text;
use crate::wire::{Ask, Message};
use crate::worker::Answering;
use on_page::OnPage;

/// An evaluation that takes longer is given up when there is something newer to evaluate.
const PATIENCE_MILLISECONDS: u32 = 2_000;

/// The worker is asked for the rest of what the page has answered a frame later: starting it at once would keep the answer from being seen.
const SEEN_MILLISECONDS: u32 = 16;

/// What was given is taken apart once the typing has stopped; what is larger, later.
const CALM_MILLISECONDS: u32 = 60;
const LARGE: usize = 64 << 10;
const LARGE_CALM_MILLISECONDS: u32 = 500;
/// A suite is up to a thousand questions: it comes after the one that is asked.
const SUITE_CALM_MILLISECONDS: u32 = 300;

/// The worker begins with this: it loads the page's own module, already compiled. It is a blob so that the page's content security policy
/// holds in it, which a worker of its own address would not inherit.
const BOOT: &str = "onmessage = async ({ data: [script, module] }) => { onmessage = null; await (await import(script)).default({ module_or_path: module }); };";

/// Asks about the inputs whenever they change, and about what the inspector and the comparison show.
#[hook]
pub(crate) fn use_engine(state: &State, dispatcher: Dispatcher) {
    let engine = ENGINE.with(Engine::clone);
    engine.tell(dispatcher);
    let question = state.question.clone().ok();
    // Not as an effect: those come after the page has been drawn, and the engine can work meanwhile.
    let asked = use_mut_ref(|| 0_u32);
    if let Some(request) = question.clone().filter(|_| *asked.borrow() != state.revision) {
        *asked.borrow_mut() = state.revision;
        let further = Further {
            tag: state.what_if_tag.to_string(),
            from: state.timeline_from.to_string(),
            library: state.library.to_string(),
            variants: state.inputs.other_platforms(),
        };
        if state.current().is_some() {
            engine.explain_later(state.revision, request, further);
        } else {
            engine.evaluate(state.revision, request, further);
        }
    }
    let artefact = state.artefact(&state.inspected_artefact());
    let part_source = state
        .inspector
        .inspected
        .as_ref()
        .map(|inspected| inspected.part(&state.inspector.part).source.clone());
    {
        let (engine, calm) = (engine.clone(), use_mut_ref(|| None::<Timeout>));
        // The verdict comes first.
        use_effect_with(
            (artefact.clone(), state.answered.is_some()),
            move |(artefact, is_answered)| {
                let Some((name, bytes)) = artefact.clone().filter(|_| *is_answered) else {
                    return;
                };
                let wait = if bytes.len() > LARGE {
                    LARGE_CALM_MILLISECONDS
                } else {
                    CALM_MILLISECONDS
                };
                let ask = move || {
                    engine.ask_numbered(|number| Ask::Inspect {
                        number,
                        name,
                        bytes,
                        source: None,
                    });
                };
                *calm.borrow_mut() = Some(Timeout::new(wait, ask));
            },
        );
    }
    {
        let engine = engine.clone();
        let number = state.inspector.number;
        use_effect_with((number, part_source), move |(number, source)| {
            let Some(((name, bytes), source)) = artefact.zip(source.clone()) else {
                return;
            };
            // The bytes of the file itself are at hand.
            if *source != *name {
                engine.ask(Ask::Inspect {
                    number: *number,
                    name,
                    bytes,
                    source: Some(source),
                });
            }
        });
    }
    let comparison = state.comparison.clone().map(|comparison| Comparison {
        compared: None,
        ..comparison
    });
    use_suite(state, &engine, question.clone());
    use_effect_with((comparison, state.revision), move |(comparison, _)| {
        let Some((comparison, request)) = comparison.clone().zip(question) else {
            return;
        };
        let images = listed(&comparison.images).map(|line| line.image);
        engine.ask(Ask::Compare {
            number: comparison.number,
            request,
            other: Rc::new(comparison.policy.as_bytes().to_vec()),
            images: images.map(ToOwned::to_owned).collect(),
        });
    });
}

/// Runs the suite whenever it or a policy changes, once the typing has stopped, and makes a test of the question.
#[hook]
fn use_suite(state: &State, engine: &Engine, question: Option<Rc<Request>>) {
    let suite = state.suite.is_there().then_some((state.suite.number, state.revision));
    let (inputs, given) = (Rc::clone(&state.inputs), state.suite.clone());
    {
        let (engine, calm) = (engine.clone(), use_mut_ref(|| None::<Timeout>));
        let (inputs, given) = (Rc::clone(&inputs), given.clone());
        use_effect_with(suite, move |asked| {
            let Some((number, revision)) = *asked else { return };
            let ask = move || {
                engine.ask(Ask::Test {
                    revision,
                    number,
                    suite: Rc::new(given.request(&inputs)),
                });
            };
            *calm.borrow_mut() = Some(Timeout::new(SUITE_CALM_MILLISECONDS, ask));
        });
    }
    let engine = engine.clone();
    use_effect_with(given.keeping, move |keeping| {
        let Some(request) = question.filter(|_| *keeping > 0) else {
            return;
        };
        engine.ask(Ask::Keep {
            number: *keeping,
            suite: Rc::new(given.request(&inputs)),
            request,
        });
    });
}

type Shared = Rc<RefCell<Inner>>;

thread_local! {
    static ENGINE: Engine = Engine::new();
}

/// Draws the page as it begins: with the verdict, where its first question is small.
pub(crate) fn begin(beginning: State, draw: impl FnOnce(State) + 'static) {
    let engine = ENGINE.with(Engine::clone);
    let on_page = Rc::clone(&engine.0.borrow().on_page);
    let revision = beginning.revision;
    let question = beginning.question.clone().ok();
    let answer = Rc::new(RefCell::new(None));
    if let Some(request) = question.filter(|request| on_page.takes(request)) {
        let answer = Rc::clone(&answer);
        microtask(move || {
            let message = on_page.answer(revision, &request);
            *answer.borrow_mut() = Some(message);
        });
    }
    microtask(move || {
        let action = answer
            .borrow_mut()
            .take()
            .and_then(|message| action(&engine.0, message));
        draw(match action {
            Some(action) => Rc::unwrap_or_clone(Rc::new(beginning).reduce(action)),
            None => beginning,
        });
    });
}

#[derive(Clone)]
struct Engine(Shared);

struct Inner {
    /// Whom it answers, once there is a page.
    dispatcher: Option<Dispatcher>,
    on_page: Rc<OnPage>,
    worker: Option<Running>,
    /// What was not sent, or not answered yet: the newest of each kind.
    waiting: Vec<Waiting>,
    /// Asks the worker for the rest of what the page has answered.
    then: Option<Timeout>,
    /// Counts questions about files.
    number: u32,
}

struct Waiting {
    ask: Ask,
    is_sent: bool,
}

/// Where the engine runs.
enum Line {
    /// Where a browser allows no worker: a long evaluation then keeps the page from answering.
    Page(Rc<Answering>),
    Worker(Worker),
}

impl Line {
    fn send(&self, ask: &Ask) {
        match self {
            // Once the view has been brought up to date.
            Self::Page(answering) => {
                let (answering, ask) = (Rc::clone(answering), ask.clone());
                spawn_local(async move { answering.answer(ask) });
            }
            Self::Worker(worker) => {
                let _ = worker.post_message(&ask.write());
            }
        }
    }
}

struct Running {
    line: Line,
    is_ready: bool,
    evaluating: Option<Evaluating>,
    /// What listens to a worker, as long as it is there.
    _listening: Option<Listening>,
}

type Listening = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(ErrorEvent)>);

/// An evaluation that has not been answered.
struct Evaluating {
    /// Gives up.
    _patience: Timeout,
    is_overdue: bool,
}

impl Engine {
    fn new() -> Self {
        Self(Rc::new(RefCell::new(Inner {
            dispatcher: None,
            on_page: Rc::default(),
            worker: None,
            waiting: Vec::new(),
            then: None,
            number: 0,
        })))
    }

    fn tell(&self, dispatcher: Dispatcher) {
        self.0.borrow_mut().dispatcher = Some(dispatcher);
    }

    /// Asks on the page what is small, and the worker everything else.
    fn evaluate(&self, revision: u32, request: Rc<Request>, further: Further) {
        self.0.borrow_mut().then = None;
        let on_page = Rc::clone(&self.0.borrow().on_page);
        if !on_page.takes(&request) {
            self.ask(Ask::Evaluate {
                revision,
                request,
                further,
            });
            return;
        }
        self.0
            .borrow_mut()
            .waiting
            .retain(|waiting| !is_evaluation(&waiting.ask));
        // On a stack of its own: should the engine panic, nothing of the page dies with it.
        let (shared, question) = (Rc::clone(&self.0), Rc::clone(&request));
        microtask(move || tell(&shared, on_page.answer(revision, &question)));
        self.explain_later(revision, request, further);
    }

    /// The rest comes from the worker, once the answer is seen.
    fn explain_later(&self, revision: u32, request: Rc<Request>, further: Further) {
        let engine = self.clone();
        let on_page = Rc::clone(&self.0.borrow().on_page);
        let then = Timeout::new(SEEN_MILLISECONDS, move || {
            engine.ask(if on_page.has_failed() {
                Ask::Evaluate {
                    revision,
                    request,
                    further,
                }
            } else {
                Ask::Explain {
                    revision,
                    request,
                    further,
                }
            });
        });
        self.0.borrow_mut().then = Some(then);
    }

    fn ask(&self, ask: Ask) {
        {
            let mut inner = self.0.borrow_mut();
            inner.waiting.retain(|waiting| !is_of_one_kind(&waiting.ask, &ask));
            inner.waiting.push(Waiting { ask, is_sent: false });
        }
        send(&self.0);
    }

    fn ask_numbered(&self, ask: impl FnOnce(u32) -> Ask) {
        let number = {
            let mut inner = self.0.borrow_mut();
            inner.number += 1;
            inner.number
        };
        self.ask(ask(number));
    }
}

/// Runs something once all that runs now has ended, and before the page is drawn.
fn microtask(run: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        window.queue_microtask(Closure::once_into_js(run).unchecked_ref());
    }
}

fn is_evaluation(ask: &Ask) -> bool {
    matches!(ask, Ask::Evaluate { .. } | Ask::Explain { .. })
}

/// Whether a newer question makes an older one of no use.
fn is_of_one_kind(one: &Ask, other: &Ask) -> bool {
    match (one, other) {
        _ if is_evaluation(one) => is_evaluation(other),
        (Ask::Inspect { source: one, .. }, Ask::Inspect { source: other, .. }) => one.is_some() == other.is_some(),
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Sends what is waiting, if the worker can take it.
fn send(shared: &Shared) {
    let mut inner = shared.borrow_mut();
    let has_newer = inner
        .waiting
        .iter()
        .any(|waiting| !waiting.is_sent && is_evaluation(&waiting.ask));
    let is_overdue = inner
        .worker
        .as_ref()
        .and_then(|running| running.evaluating.as_ref())
        .is_some_and(|evaluating| evaluating.is_overdue);
    if is_overdue && has_newer {
        inner.stop();
    }
    if inner.worker.is_none() && !inner.waiting.is_empty() {
        let running = start(shared);
        inner.worker = Some(running);
    }
    let Inner {
        worker: Some(running),
        waiting,
        ..
    } = &mut *inner
    else {
        return;
    };
    if !running.is_ready {
        return;
    }
    for waiting in waiting.iter_mut().filter(|waiting| !waiting.is_sent) {
        if is_evaluation(&waiting.ask) && running.evaluating.is_some() {
            continue;
        }
        if matches!(waiting.ask, Ask::Evaluate { .. }) {
            running.evaluating = Some(Evaluating {
                _patience: patience(shared),
                is_overdue: false,
            });
        }
        waiting.is_sent = true;
        running.line.send(&waiting.ask);
    }
}

/// After a while, an evaluation gives way to something newer.
fn patience(shared: &Shared) -> Timeout {
    let again = Rc::clone(shared);
    Timeout::new(PATIENCE_MILLISECONDS, move || {
        if let Some(evaluating) = again
            .borrow_mut()
            .worker
            .as_mut()
            .and_then(|running| running.evaluating.as_mut())
        {
            evaluating.is_overdue = true;
        }
        send(&again);
    })
}

impl Inner {
    /// Ends the worker; what it was asked and did not answer is asked again.
    fn stop(&mut self) {
        if let Some(Running {
            line: Line::Worker(worker),
            ..
        }) = self.worker.take()
        {
            worker.terminate();
        }
        for waiting in &mut self.waiting {
            waiting.is_sent = false;
        }
    }

    /// The source whose bytes have come.
    fn take_source(&mut self, of: u32) -> Option<Rc<str>> {
        let asked = self.waiting.iter().find_map(|waiting| match &waiting.ask {
            Ask::Inspect {
                number,
                source: Some(source),
                ..
            } if *number == of && waiting.is_sent => Some(Rc::from(source.as_str())),
            _ => None,
        });
        self.settle(|ask| matches!(ask, Ask::Inspect { source: Some(_), .. }));
        asked
    }

    /// Whether something was asked that is answered now.
    fn settle(&mut self, is_answered: impl Fn(&Ask) -> bool) -> bool {
        let before = self.waiting.len();
        self.waiting
            .retain(|waiting| !(waiting.is_sent && is_answered(&waiting.ask)));
        self.waiting.len() < before
    }
}

fn start(shared: &Shared) -> Running {
    let Some(worker) = boot() else {
        let shared = Rc::clone(shared);
        let answering = Answering::new(move |message| receive(&shared, Some(message)));
        return Running {
            line: Line::Page(answering),
            is_ready: true,
            evaluating: None,
            _listening: None,
        };
    };
    let on_message = {
        let shared = Rc::clone(shared);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            receive(&shared, Message::read(&event.data()))
        })
    };
    let on_error = {
        let shared = Rc::clone(shared);
        Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| fail(&shared, event.message()))
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Running {
        line: Line::Worker(worker),
        is_ready: false,
        evaluating: None,
        _listening: Some((on_message, on_error)),
    }
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

/// What the worker says is noted, and told.
fn receive(shared: &Shared, message: Option<Message>) {
    let Some(message) = message else {
        return fail(shared, text::engine::NO_ANSWER.into());
    };
    match &message {
        Message::Panicked(words) => return fail(shared, words.clone()),
        Message::Answer { revision, .. } => {
            let mut inner = shared.borrow_mut();
            if let Some(running) = &mut inner.worker {
                running.evaluating = None;
            }
            inner.settle(|ask| matches!(ask, Ask::Evaluate { revision: asked, .. } if asked == revision));
        }
        Message::Compared { number, .. } => {
            let mut inner = shared.borrow_mut();
            inner.settle(|ask| matches!(ask, Ask::Compare { number: asked, .. } if asked == number));
        }
        Message::Details { revision, .. } => {
            let mut inner = shared.borrow_mut();
            inner.settle(|ask| matches!(ask, Ask::Explain { revision: asked, .. } if asked == revision));
        }
        Message::Inspected { number, .. } => {
            let mut inner = shared.borrow_mut();
            if !inner.settle(|ask| matches!(ask, Ask::Inspect { number: asked, source: None, .. } if asked == number)) {
                return;
            }
        }
        Message::Kept { number, .. } => {
            let mut inner = shared.borrow_mut();
            inner.settle(|ask| matches!(ask, Ask::Keep { number: asked, .. } if asked == number));
        }
        Message::Tested { revision, number, .. } => {
            let mut inner = shared.borrow_mut();
            inner.settle(
                |ask| matches!(ask, Ask::Test { revision: asked, number: of, .. } if asked == revision && of == number),
            );
        }
        Message::Ready => {
            if let Some(running) = &mut shared.borrow_mut().worker {
                running.is_ready = true;
            }
        }
        Message::SourceBytes { .. } => {}
    }
    // An answer makes way for what has been waiting.
    send(shared);
    tell(shared, message);
}

/// Tells the page what the engine says.
fn tell(shared: &Shared, message: Message) {
    let action = action(shared, message);
    let dispatcher = shared.borrow().dispatcher.clone();
    if let Some((dispatcher, action)) = dispatcher.zip(action) {
        dispatcher.dispatch(action);
    }
}

/// What changes with it.
fn action(shared: &Shared, message: Message) -> Option<Action> {
    Some(match message {
        Message::Answer {
            revision,
            json,
            named_files,
            gathered,
            microseconds,
        } => {
            shared.borrow().on_page.note(microseconds);
            read(&json, |answer| Action::Answered {
                answered: Rc::new(Answered {
                    revision,
                    answer,
                    json: json.clone(),
                    gathered: gathered.into_iter().map(Rc::new).collect(),
                    microseconds,
                }),
                named_files,
            })
        }
        Message::Compared { number, json } => read(&json, |compared| Action::Compared {
            number,
            compared: Rc::new(compared),
        }),
        Message::Details { revision, json } => read(&json, |details| Action::Details {
            revision,
            details: Rc::new(details),
        }),
        Message::Inspected { number, json } => read(&json, |inspected| Action::Inspected {
            number,
            inspected: Rc::new(inspected),
        }),
        Message::SourceBytes { number, bytes } => {
            let source = shared.borrow_mut().take_source(number);
            let (source, bytes) = source.zip(bytes)?;
            Action::SourceBytes {
                number,
                source,
                bytes: Rc::new(bytes),
            }
        }
        Message::Kept { number, kept } => Action::Kept { number, kept },
        Message::Tested { revision, number, json } => read(&json, |tested| Action::Tested {
            revision,
            number,
            tested: Rc::new(tested),
        }),
        Message::Panicked(_) | Message::Ready => return None,
    })
}

fn read<'j, T: Deserialize<'j>>(json: &'j str, action: impl FnOnce(T) -> Action) -> Action {
    match serde_json::from_str(json) {
        Ok(read) => action(read),
        Err(error) => Action::EngineStopped(text::engine::unreadable(&error.to_string())),
    }
}

/// The worker is of no more use; the next change starts another. What it was working on is not asked again: it would fail again.
fn fail(shared: &Shared, words: String) {
    {
        let mut inner = shared.borrow_mut();
        inner.stop();
        inner.waiting.clear();
    }
    let dispatcher = shared.borrow().dispatcher.clone();
    if let Some(dispatcher) = dispatcher {
        dispatcher.dispatch(Action::EngineStopped(words));
    }
}
