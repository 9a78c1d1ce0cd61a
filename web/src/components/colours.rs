//! How the page is coloured.

use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, TargetCast as _, component, html, use_effect_with, use_state};

use crate::session;
use crate::text;

/// Under this name the browser keeps what was chosen.
const STORED_AS: &str = "pullgate.colours";

#[component]
pub(crate) fn Colours() -> Html {
    let colours = use_state(stored);
    use_effect_with((*colours).clone(), |colours| show(colours));
    let onchange = {
        let colours = colours.clone();
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else {
                return;
            };
            session::choose(STORED_AS, &select.value());
            colours.set(select.value());
        })
    };
    let option = |value: &'static str, words: &'static str| {
        html! { <option {value} selected={*colours == value}>{ words }</option> }
    };
    html! {
                <label class="colours">
                    <span class="visually-hidden">{ text::header::COLOURS }</span>
                    <select {onchange}>
                        { option("system", text::header::COLOURS_SYSTEM) }
                        { option("light", text::header::COLOURS_LIGHT) }
                        { option("dark", text::header::COLOURS_DARK) }
                    </select>
                </label>
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
    session::choice(STORED_AS)
        .filter(|colours| matches!(colours.as_str(), "light" | "dark"))
        .unwrap_or_else(|| "system".into())
}
