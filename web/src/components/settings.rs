//! What else the answer depends on.

use std::rc::Rc;

use web_sys::{Event, HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_state};

use super::field::text_after;
use super::policies::Policies;
use super::words::with_code;
use crate::inputs::{PolicyFile, Time, Whose};
use crate::session;
use crate::state::{Action, Dispatcher};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) require_signed: bool,
    pub(crate) time: Time,
    /// The release of containers/image that the nodes run.
    pub(crate) library: Rc<str>,
    pub(crate) namespace: Rc<str>,
    pub(crate) policies: Vec<PolicyFile>,
    /// Which policy decides.
    pub(crate) in_force: Whose,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Settings(props: &Props) -> Html {
    let on_require = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                dispatcher.dispatch(Action::RequireSigned(input.checked()));
            }
        })
    };
    let set = |time: Time| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_: Event| dispatcher.dispatch(Action::SetTime(time.clone())))
    };
    let on_time = {
        let (dispatcher, before) = (props.dispatcher.clone(), props.time.clone());
        Callback::from(move |event: InputEvent| {
            let before = if let Time::Fixed(text) = &before { text } else { "" };
            if let Some(text) = text_after(&event, before) {
                dispatcher.dispatch(Action::SetTime(Time::Fixed(text.into())));
            }
        })
    };
    let fixed = match &props.time {
        Time::Fixed(text) => Some(text.clone()),
        Time::Now => None,
    };
    let is_wrong = fixed
        .as_deref()
        .is_some_and(|text| pullgate_core::exchange::request::parse_time(text.trim()).is_none());
    let library_is_wrong =
        !props.library.is_empty() && pullgate_core::exchange::lint::parse_release(&props.library).is_none();
    let on_library = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&props.library));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::SetLibrary(text.trim().into()));
            }
        })
    };
    let keeps = use_state(session::keeps);
    let on_keep = {
        let keeps = keeps.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                session::set_keeps(input.checked());
                keeps.set(input.checked());
            }
        })
    };
    html! {
        <div class="pad stack">
            <fieldset>
                <legend>{ text::settings::TIME }</legend>
                <label class="choice">
                    <input type="radio" name="time" checked={fixed.is_none()} onchange={set(Time::Now)} />
                    { text::settings::TIME_NOW }
                </label>
                <label class="choice">
                    <input type="radio" name="time" checked={fixed.is_some()} onchange={set(Time::Fixed(now().into()))} />
                    { text::settings::TIME_OTHER }
                </label>
                if let Some(time) = fixed {
                    <input
                        id="time"
                        class="input"
                        value={time.to_string()}
                        aria-label={text::settings::TIME_FIELD}
                        aria-invalid={is_wrong.to_string()}
                        aria-describedby={is_wrong.then_some("time-wrong")}
                        spellcheck="false"
                        autocomplete="off"
                        oninput={on_time}
                    />
                    if is_wrong {
                        <p class="wrong" id="time-wrong">{ text::settings::TIME_IS_WRONG }</p>
                    }
                }
                <p class="about">{ text::settings::TIME_ABOUT }</p>
            </fieldset>
            <fieldset>
                <legend>{ text::settings::CALLER }</legend>
                <label class="choice">
                    <input id="require-signed" type="checkbox" checked={props.require_signed} onchange={on_require} />
                    <span>{ with_code(text::settings::REQUIRE_SIGNED) }</span>
                </label>
                <p class="about">{ text::settings::REQUIRE_SIGNED_ABOUT }</p>
            </fieldset>
            <fieldset>
                <legend>{ text::settings::NODES }</legend>
                <label class="choice" for="library">{ text::settings::LIBRARY }</label>
                <input
                    id="library"
                    class="input short"
                    value={props.library.to_string()}
                    placeholder={text::settings::LIBRARY_PLACEHOLDER}
                    aria-invalid={library_is_wrong.to_string()}
                    aria-describedby="library-about"
                    spellcheck="false"
                    autocomplete="off"
                    oninput={on_library}
                />
                <p class="about" id="library-about">
                    if library_is_wrong { <span class="wrong">{ text::settings::LIBRARY_IS_WRONG }{ " " }</span> }
                    { text::settings::LIBRARY_ABOUT }
                </p>
            </fieldset>
            <Policies namespace={props.namespace.clone()} policies={props.policies.clone()} in_force={props.in_force.clone()} dispatcher={props.dispatcher.clone()} />
            <fieldset>
                <legend>{ text::settings::PAGE }</legend>
                <label class="choice">
                    <input id="keep" type="checkbox" checked={*keeps} onchange={on_keep} />
                    { text::settings::KEEP }
                </label>
                <p class="about">{ text::settings::KEEP_ABOUT }</p>
            </fieldset>
        </div>
    }
}

/// This computer's time, to the second.
pub(super) fn now() -> String {
    let text = String::from(js_sys::Date::new_0().to_iso_string());
    text.split_once('.')
        .map_or_else(|| text.clone(), |(seconds, _)| format!("{seconds}Z"))
}
