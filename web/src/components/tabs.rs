//! A row of tabs, as the ARIA Authoring Practices have them: arrow keys move, one is in the tab order.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, Properties, component, html};

use crate::text;

/// One of the tabs. Its panel has the id `ID-panel`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tab<T> {
    pub(crate) value: T,
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// A number or two beside the title.
    pub(crate) note: Option<String>,
    /// Something is wrong there.
    pub(crate) has_error: bool,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props<T: Copy + PartialEq + 'static> {
    pub(crate) label: &'static str,
    pub(crate) tabs: Vec<Tab<T>>,
    pub(crate) shown: T,
    pub(crate) on_show: Callback<T>,
}

#[component]
pub(crate) fn Tabs<T: Copy + PartialEq + 'static>(props: &Props<T>) -> Html {
    let onkeydown = {
        let (tabs, shown, on_show) = (props.tabs.clone(), props.shown, props.on_show.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(at) = tabs.iter().position(|tab| tab.value == shown) else {
                return;
            };
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % tabs.len(),
                "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
                "Home" => 0,
                "End" => tabs.len() - 1,
                _ => return,
            };
            event.prevent_default();
            if let Some(tab) = tabs.get(next) {
                on_show.emit(tab.value);
                focus(tab.id);
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={props.label} {onkeydown}>
            { for props.tabs.iter().map(|tab| button(props, tab)) }
        </div>
    }
}

fn button<T: Copy + PartialEq + 'static>(props: &Props<T>, tab: &Tab<T>) -> Html {
    let is_shown = tab.value == props.shown;
    let (value, on_show) = (tab.value, props.on_show.clone());
    let onclick = Callback::from(move |_| on_show.emit(value));
    html! {
        <button
            key={tab.id}
            id={tab.id}
            type="button"
            role="tab"
            aria-selected={is_shown.to_string()}
            aria-controls={format!("{}-panel", tab.id)}
            tabindex={if is_shown { "0" } else { "-1" }}
            {onclick}
        >
            { tab.title }
            if let Some(note) = &tab.note {
                <span class="n">{ &**note }</span>
            }
            if tab.has_error {
                <span class="dot"><span class="visually-hidden">{ text::common::HAS_ERROR }</span></span>
            }
        </button>
    }
}

fn focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id)?.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}
