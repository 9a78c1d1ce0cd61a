//! What happens when the page itself fails: a banner instead of a page that no longer answers.

use std::cell::Cell;

use wasm_bindgen::JsCast as _;

thread_local! {
    static SHOWS_NONE: Cell<bool> = const { Cell::new(false) };
}

/// While the engine answers on the page, its panic is none of the page's: the worker is asked instead.
pub(crate) fn show_none(shows_none: bool) {
    SHOWS_NONE.set(shows_none);
}

/// Shows the banner of web/index.html when the page's own code panics.
pub(crate) fn show_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        let words = panic.to_string();
        web_sys::console::error_1(&words.as_str().into());
        if !SHOWS_NONE.get() {
            show(&words);
        }
    }));
}

fn show(words: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    if let Some(details) = document.get_element_by_id("failure-details") {
        details.set_text_content(Some(words));
    }
    if let Some(banner) = document
        .get_element_by_id("failure")
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        banner.set_hidden(false);
    }
}
