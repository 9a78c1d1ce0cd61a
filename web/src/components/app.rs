//! The whole page.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent};
use yew::{Callback, Html, Properties, UseReducerHandle, classes, component, html, use_memo, use_reducer, use_state};

use super::beginning::{use_first_verdict, use_kept};
use super::colours::Colours;
use super::compare::Compare;
use super::focus::focus_later;
use super::gallery::Gallery;
use super::header::Header;
use super::help::{Keys, Tour};
use super::inputs::Inputs;
use super::inspector::Inspector;
use super::keyboard::{use_keys, use_paste};
use super::new_version::NewVersion;
use super::notices::Notices;
use super::output::Output;
use super::scene::Scene;
use super::share::Share;
use super::suite::Suite;
use super::verdict::Verdict;
use crate::engine::use_engine;
use crate::files::{self, Dropped};
use crate::session;
use crate::state::{Action, Dialog, Dispatcher, State, Target};
use crate::text;

/// After so many files of a folder, their number is told anew.
const TOLD_EVERY: usize = 25;

/// Draws the page from now on.
pub(crate) fn draw(beginning: State) {
    yew::Renderer::<App>::with_root_and_props(root(), Props { beginning }).render();
}

#[derive(PartialEq, Properties)]
struct Props {
    /// The state that it begins with.
    beginning: State,
}

/// Where the page is put.
fn root() -> web_sys::Element {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.get_element_by_id("app"))
        .expect("web/index.html has an element #app")
}

#[component]
fn App(props: &Props) -> Html {
    let state = use_reducer(|| props.beginning.clone());
    let dispatcher = state.dispatcher();
    use_engine(&state, dispatcher.clone());
    use_first_verdict(state.answered.is_some());
    use_kept(&state);
    use_keys(&state);
    use_paste(dispatcher.clone());

    let is_dropping = use_state(|| false);
    let is_cancelled = use_memo((), |()| Cell::new(false));
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
        let (dispatcher, is_dropping, is_cancelled) =
            (dispatcher.clone(), is_dropping.clone(), Rc::clone(&is_cancelled));
        Callback::from(move |event: DragEvent| {
            is_dropping.set(false);
            let Some(dropped) = dragged_files(&event).map(|data| Dropped::of(&data)) else {
                return;
            };
            event.prevent_default();
            let dispatcher = dispatcher.clone();
            let is_cancelled = Rc::clone(&is_cancelled);
            is_cancelled.set(false);
            spawn_local(async move {
                let telling = dispatcher.clone();
                let cancelled = Rc::clone(&is_cancelled);
                // Small things are there before one could read of them.
                let goes_on = move |count: usize| {
                    if count.is_multiple_of(TOLD_EVERY) && !cancelled.get() {
                        telling.dispatch(Action::Reading(Some(count)));
                    }
                    !cancelled.get()
                };
                let files = files::read_dropped(dropped, goes_on).await;
                if !is_cancelled.get() {
                    dispatcher.dispatch(Action::OpenFiles(Target::Anywhere, files));
                }
            });
        })
    };
    let class = classes!(
        "page",
        is_dropping.then_some("dropping"),
        session::is_embedded().then_some("embedded")
    );
    let cancel = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| {
            is_cancelled.set(true);
            dispatcher.dispatch(Action::Reading(None));
        })
    };
    html! {
        <div {class} {ondragover} {ondragleave} {ondrop}>
            <a class="skip" href="#decision">{ text::app::SKIP }</a>
            <Header
                image={state.inputs.image.clone()}
                can_undo={state.can_undo()}
                is_comparing={state.comparison.is_some()}
                is_testing={state.shows_tests}
                surprises={state.suite.surprises()}
                policy={state.inputs.policy_in_force().text.clone()}
                dispatcher={dispatcher.clone()}
            />
            <main>
                <div id="verdict">
                    <Verdict
                        answered={state.answered.clone()}
                        is_current={state.current().is_some()}
                        details={state.details.as_ref().map(|(_, details)| details.clone())}
                        is_explained={state.current_details().is_some()}
                        revision={state.details.as_ref().map_or(0, |(revision, _)| *revision)}
                        not_asked={state.question.clone().err()}
                        stopped={state.stopped.clone()}
                        dispatcher={dispatcher.clone()}
                    />
                </div>
                <NewVersion />
                if let Some(count) = state.reading {
                    <p class="notice" role="status">
                        <span>{ text::app::reading(count) }</span>
                        <button type="button" class="btn small" onclick={cancel}>{ text::app::CANCEL_READING }</button>
                    </p>
                }
                <Notices notices={state.notices.clone()} dispatcher={dispatcher.clone()} />
                <Scene scene={state.scene.clone()} is_edited={state.is_edited} dispatcher={dispatcher.clone()} />
                if let Some(comparison) = state.comparison.clone() {
                    <Compare state={state.clone()} {comparison} />
                }
                if state.shows_tests {
                    <Suite state={state.clone()} />
                }
                <div class="panes">
                    <Inputs state={state.clone()} />
                    <Output state={state.clone()} />
                    <Inspector state={state.clone()} />
                </div>
            </main>
            <footer>
                <span>{ text::app::PRIVACY }{ " " }<button type="button" class="link" onclick={privacy(&dispatcher)}>{ text::app::PRIVACY_LINK }</button></span>
                <span>{ text::app::VERSION }{ " " }<a href="codes/index.html" target="_blank">{ text::app::FINDINGS_LINK }</a></span>
                <Colours />
            </footer>
            { dialog(&state) }
        </div>
    }
}

fn dialog(state: &UseReducerHandle<State>) -> Html {
    let dispatcher = state.dispatcher();
    match state.dialog {
        None => Html::default(),
        Some(Dialog::Gallery) => html! { <Gallery {dispatcher} /> },
        Some(Dialog::Keys) => html! { <Keys {dispatcher} /> },
        Some(Dialog::Share) => html! { <Share state={state.clone()} /> },
        Some(Dialog::Tour(step)) => html! { <Tour {step} {dispatcher} /> },
    }
}

fn privacy<E>(dispatcher: &Dispatcher) -> Callback<E> {
    let dispatcher = dispatcher.clone();
    Callback::from(move |_| {
        dispatcher.dispatch(Action::ShowDialog(Some(Dialog::Keys)));
        focus_later("privacy");
    })
}

fn dragged_files(event: &DragEvent) -> Option<DataTransfer> {
    event
        .data_transfer()
        .filter(|dragged| dragged.types().includes(&"Files".into(), 0))
}
