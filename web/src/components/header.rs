//! The name of the page, the image that is asked about, and how the page is coloured.

use std::rc::Rc;

use web_sys::{Event, HtmlSelectElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_effect_with, use_state};

use super::field::text_after;
use crate::state::{Action, Dispatcher};

/// Under this name the browser keeps what was chosen; nothing else is kept.
const STORED_AS: &str = "pullgate.colours";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) image: Rc<str>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let oninput = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&props.image));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditImage(text));
            }
        })
    };
    let colours = use_state(stored);
    use_effect_with((*colours).clone(), |colours| show(colours));
    let onchange = {
        let colours = colours.clone();
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else {
                return;
            };
            store(&select.value());
            colours.set(select.value());
        })
    };
    let option = |value: &'static str, words: &'static str| {
        html! { <option {value} selected={*colours == value}>{ words }</option> }
    };
    html! {
        <header class="top">
            <h1 class="brand">
                <svg viewBox="0 0 20 20" aria-hidden="true"><use href="#pullgate" /></svg>
                { "pullgate" }
            </h1>
            <div class="question">
                <label for="image">{ "Would this image be pulled?" }</label>
                <input
                    id="image"
                    class="input"
                    value={props.image.to_string()}
                    placeholder="docker://registry.example/name:tag"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                />
            </div>
            <label class="colours">
                <span class="visually-hidden">{ "Colours" }</span>
                <select {onchange}>
                    { option("system", "System colours") }
                    { option("light", "Light") }
                    { option("dark", "Dark") }
                </select>
            </label>
        </header>
    }
}

/// `system` leaves it to the browser (styles.css).
fn show(colours: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-colours", colours);
    }
}

fn stored() -> String {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    let stored = storage.and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
    stored
        .filter(|colours| matches!(colours.as_str(), "light" | "dark"))
        .unwrap_or_else(|| "system".into())
}

fn store(colours: &str) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        // A browser may refuse to keep things; the choice then holds until the page is closed.
        let _ = storage.set_item(STORED_AS, colours);
    }
}
