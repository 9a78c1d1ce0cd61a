//! The whole page.

use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent};
use yew::{Callback, Html, classes, component, html, use_effect_with, use_reducer, use_state};

use super::examples::Examples;
use super::header::Header;
use super::inputs::Inputs;
use super::notices::Notices;
use super::output::Output;
use super::verdict::Verdict;
use crate::engine::use_engine;
use crate::files;
use crate::state::{Action, State, Target};

/// The name under which the browser's performance timeline knows the first verdict.
const FIRST_VERDICT: &str = "pullgate:first-verdict";

/// Where the page is put.
pub(crate) fn root() -> web_sys::Element {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.get_element_by_id("app"))
        .expect("web/index.html has an element #app")
}

#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(|| State::new(crate::examples::all()));
    let dispatcher = state.dispatcher();
    use_engine(&state, dispatcher.clone());
    use_effect_with(state.answered.is_some(), |&is_answered| {
        let performance = web_sys::window().and_then(|window| window.performance());
        if let Some(performance) = performance.filter(|_| is_answered) {
            let _ = performance.mark(FIRST_VERDICT);
        }
    });

    let is_dropping = use_state(|| false);
    let ondragover = {
        let is_dropping = is_dropping.clone();
        Callback::from(move |event: DragEvent| {
            if dragged_files(&event).is_some() {
                event.prevent_default();
                is_dropping.set(true);
            }
        })
    };
    let ondragleave = {
        let is_dropping = is_dropping.clone();
        // Between two elements of the page there is a related one.
        Callback::from(move |event: DragEvent| is_dropping.set(event.related_target().is_some()))
    };
    let ondrop = {
        let (dispatcher, is_dropping) = (dispatcher.clone(), is_dropping.clone());
        Callback::from(move |event: DragEvent| {
            is_dropping.set(false);
            let Some(dropped) = dragged_files(&event) else { return };
            event.prevent_default();
            let dispatcher = dispatcher.clone();
            let reading = files::read_dropped(dropped);
            spawn_local(async move { dispatcher.dispatch(Action::OpenFiles(Target::Anywhere, reading.await)) });
        })
    };
    html! {
        <div class={classes!("page", is_dropping.then_some("dropping"))} {ondragover} {ondragleave} {ondrop}>
            <a class="skip" href="#decision">{ "Skip to the decision" }</a>
            <Header image={state.inputs.image.clone()} dispatcher={dispatcher.clone()} />
            <main>
                <Examples
                    examples={state.examples.clone()}
                    shown={state.example}
                    is_edited={state.is_edited}
                    dispatcher={dispatcher.clone()}
                />
                <Verdict
                    answered={state.answered.clone()}
                    is_current={state.current().is_some()}
                    not_asked={state.question.clone().err()}
                    stopped={state.stopped.clone()}
                />
                <Notices notices={state.notices.clone()} dispatcher={dispatcher.clone()} />
                <div class="panes">
                    <Inputs state={state.clone()} />
                    <Output state={state.clone()} />
                </div>
            </main>
            <footer>
                <span>{ "Nothing leaves this page: its content security policy lets it connect to nowhere but where it came from." }</span>
                <span>{ concat!("pullgate ", env!("CARGO_PKG_VERSION")) }</span>
            </footer>
        </div>
    }
}

fn dragged_files(event: &DragEvent) -> Option<DataTransfer> {
    event
        .data_transfer()
        .filter(|dragged| dragged.types().includes(&"Files".into(), 0))
}
