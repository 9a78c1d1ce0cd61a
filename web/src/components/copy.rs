//! A button that copies a text.

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_state};

use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: Rc<str>,
    pub(crate) words: &'static str,
    /// Beside a value.
    #[prop_or_default]
    pub(crate) is_small: bool,
    /// What it copies, for those who hear it, where the words leave that open.
    #[prop_or_default]
    pub(crate) name: Option<yew::AttrValue>,
}

#[component]
pub(crate) fn Copy(props: &Props) -> Html {
    let outcome = use_state(|| None::<&'static str>);
    {
        let outcome = outcome.clone();
        use_effect_with(Rc::clone(&props.text), move |_| outcome.set(None));
    }
    let onclick = {
        let (text, outcome) = (Rc::clone(&props.text), outcome.clone());
        Callback::from(move |_| {
            let (text, outcome) = (Rc::clone(&text), outcome.clone());
            spawn_local(async move {
                outcome.set(Some(if copy(&text).await {
                    text::common::COPIED
                } else {
                    text::common::COPY_REFUSED
                }))
            });
        })
    };
    html! {
        <button type="button" class={if props.is_small { "btn small" } else { "btn" }} aria-label={props.name.clone()} {onclick}><span aria-live="polite">{ (*outcome).unwrap_or(props.words) }</span></button>
    }
}

async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Outside a secure context there is no clipboard, whatever the types say.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}
