//! What is common to the fields for text.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, InputEvent};

use crate::recognise::private_key_in_change;

/// The text of the field after an input. A private key is taken out of the field at once, and what was there before put back; the state, which
/// gets the text, refuses it and says why.
pub(super) fn text_after(event: &InputEvent, before: &str) -> Option<String> {
    let target = event.target()?;
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        let text = area.value();
        if private_key_in_change(before, &text).is_some() {
            area.set_value(before);
        }
        return Some(text);
    }
    let input = target.dyn_ref::<HtmlInputElement>()?;
    let text = input.value();
    if private_key_in_change(before, &text).is_some() {
        input.set_value(before);
    }
    Some(text)
}
