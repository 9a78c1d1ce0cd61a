//! What the page opens on: a link, what was there before a reload, or the first scene; and what it keeps for the next reload.

use gloo_timers::callback::Timeout;
use yew::{hook, use_effect_with, use_mut_ref};

use crate::inputs::Inputs;
use crate::scenes;
use crate::session;
use crate::share::{self, ShareError};
use crate::state::{Action, Dialog, State, Tone};

/// The name under which the browser's performance timeline knows the first verdict.
const FIRST_VERDICT: &str = "pullgate:first-verdict";
/// What was given is kept once the typing has stopped.
const CALM_MILLISECONDS: u32 = 400;

/// The state that the page begins with.
pub(crate) fn beginning() -> State {
    let mut state = question();
    state.suite = session::suite();
    state
}

fn question() -> State {
    use yew::Reducible as _;
    match share::read(&fragment()) {
        Some(Ok(request)) => State::new(Inputs::from_request(&request), None),
        Some(Err(error)) => std::rc::Rc::unwrap_or_clone(
            std::rc::Rc::new(first_scene()).reduce(Action::Notify(Tone::Refused, error.words())),
        ),
        None => match session::question() {
            Some(request) => State::new(Inputs::from_request(&request), None),
            None if session::is_nothing_kept() => State::new(Inputs::empty(), None),
            None => {
                let mut state = first_scene();
                if session::wants_tour() {
                    state.dialog = Some(Dialog::Tour(0));
                }
                state
            }
        },
    }
}

fn first_scene() -> State {
    let scene = scenes::carried().into_iter().next();
    let inputs = scene.as_ref().and_then(|scene| scene.states.first()?.inputs());
    let inputs = inputs.unwrap_or_else(Inputs::empty);
    State::new(inputs, scene.map(|scene| (scene, 0)))
}

/// Marks the first verdict in the browser's performance timeline.
#[hook]
pub(super) fn use_first_verdict(is_answered: bool) {
    use_effect_with(is_answered, |&is_answered| {
        let performance = web_sys::window().and_then(|window| window.performance());
        if let Some(performance) = performance.filter(|_| is_answered) {
            let _ = performance.mark(FIRST_VERDICT);
        }
    });
}

/// Keeps what was given, so that a reload loses nothing. A link in the address is taken away once it is no longer what is shown.
#[hook]
pub(super) fn use_kept(state: &State) {
    let calm = use_mut_ref(|| None::<Timeout>);
    let suite = state.suite.clone();
    use_effect_with(suite.number, move |_| {
        let keep = move || session::keep_suite(&suite);
        *calm.borrow_mut() = Some(Timeout::new(CALM_MILLISECONDS, keep));
    });
    let timeout = use_mut_ref(|| None::<Timeout>);
    let (question, is_edited) = (state.question.clone().ok(), state.is_edited);
    let is_empty = *state.inputs == Inputs::empty();
    use_effect_with(state.revision, move |&revision| {
        if is_empty && revision > 1 {
            *timeout.borrow_mut() = None;
            forget_fragment();
            return session::keep_nothing();
        }
        let Some(request) = question.filter(|_| revision > 1) else {
            return;
        };
        if is_edited && !fragment().is_empty() {
            forget_fragment();
        }
        *timeout.borrow_mut() = Some(Timeout::new(CALM_MILLISECONDS, move || session::keep_question(request)));
    });
}

fn fragment() -> String {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

fn forget_fragment() {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let (Ok(path), Ok(search), Ok(history)) = (location.pathname(), location.search(), window.history()) else {
        return;
    };
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&format!("{path}{search}")));
}

/// Opens the links that are followed while the page is open.
pub(super) fn linked() -> Option<Result<Inputs, ShareError>> {
    Some(share::read(&fragment())?.map(|request| Inputs::from_request(&request)))
}
