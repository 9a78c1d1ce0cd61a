//! Moving the focus.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The element with an id.
pub(super) fn element(id: &str) -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// Moves the focus to what is only shown by the change that is under way, and scrolls there.
pub(super) fn focus_later(id: &'static str) {
    Timeout::new(0, move || {
        if let Some(element) = element(id) {
            element.scroll_into_view();
            let _ = element.focus();
        }
    })
    .forget();
}

/// Scrolls the list that an item is in, and not the page, no further than it must. The list is positioned (styles.css).
pub(super) fn show_in_list(row: &HtmlElement) {
    let Some(list) = row.parent_element() else { return };
    let (top, bottom) = (row.offset_top(), row.offset_top() + row.offset_height());
    let (shown, height) = (list.scroll_top(), list.client_height());
    if top < shown {
        list.set_scroll_top(top);
    } else if bottom > shown + height {
        list.set_scroll_top(bottom - height);
    }
}
