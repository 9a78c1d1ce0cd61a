//! What else the answer depends on.

use web_sys::{Event, HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::field::text_after;
use crate::inputs::Time;
use crate::state::{Action, Dispatcher};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) require_signed: bool,
    pub(crate) time: Time,
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
    html! {
        <div class="pad stack">
            <fieldset>
                <legend>{ "The time of the question" }</legend>
                <label class="choice">
                    <input type="radio" name="time" checked={fixed.is_none()} onchange={set(Time::Now)} />
                    { "Now, by this computer's clock" }
                </label>
                <label class="choice">
                    <input type="radio" name="time" checked={fixed.is_some()} onchange={set(Time::Fixed(now().into()))} />
                    { "Another time" }
                </label>
                if let Some(text) = fixed {
                    <input
                        id="time"
                        class="input"
                        value={text.to_string()}
                        aria-label="Time"
                        aria-invalid={is_wrong.to_string()}
                        spellcheck="false"
                        autocomplete="off"
                        oninput={on_time}
                    />
                    if is_wrong {
                        <p class="wrong">{ "Not a time such as 2026-06-01T12:00:00Z. Nothing is evaluated until it is one." }</p>
                    }
                }
                <p class="about">{ "Keys and certificates end; a key of GnuPG that has expired verifies nothing." }</p>
            </fieldset>
            <fieldset>
                <legend>{ "What the caller demands" }</legend>
                <label class="choice">
                    <input id="require-signed" type="checkbox" checked={props.require_signed} onchange={on_require} />
                    <span>{ "A verified signature (" }<code>{ "requireSigned" }</code>{ ")" }</span>
                </label>
                <p class="about">{ "Then an image is refused as well where the policy would let it through without a signature." }</p>
            </fieldset>
        </div>
    }
}

/// This computer's time, to the second.
fn now() -> String {
    let text = String::from(js_sys::Date::new_0().to_iso_string());
    text.split_once('.')
        .map_or_else(|| text.clone(), |(seconds, _)| format!("{seconds}Z"))
}
