//! Keys that work everywhere, and pasting where no field is.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{ClipboardEvent, Element, HtmlElement, KeyboardEvent};
use yew::{hook, use_effect_with, use_mut_ref};

use super::beginning::linked;
use super::focus::{element, focus};
use crate::state::{Action, Dialog, Dispatcher, State, Tone};
use crate::text;

/// Keys of the page, as the help has them (text/help.rs).
#[hook]
pub(super) fn use_keys(state: &yew::UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    let has_dialog = use_mut_ref(|| false);
    *has_dialog.borrow_mut() = state.dialog.is_some();
    use_effect_with((), move |()| {
        let listening = dispatcher.clone();
        let on_key = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if let Some(action) = key(&event, *has_dialog.borrow()) {
                event.prevent_default();
                match action {
                    Key::Dispatch(action) => listening.dispatch(*action),
                    Key::Focus(id) => focus(id),
                    Key::Press(id) => {
                        if let Some(button) = element(id) {
                            button.click();
                        }
                    }
                }
            }
        });
        let on_hash = Closure::<dyn FnMut()>::new(move || match linked() {
            Some(Ok(inputs)) => dispatcher.dispatch(Action::Load {
                inputs: Box::new(inputs),
                scene: None,
                words: Some(text::notices::LINK_SHOWN.into()),
            }),
            Some(Err(error)) => dispatcher.dispatch(Action::Notify(Tone::Refused, error.words())),
            None => {}
        });
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ = window.add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
            let _ = window.add_event_listener_with_callback("hashchange", on_hash.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
                let _ = window.remove_event_listener_with_callback("hashchange", on_hash.as_ref().unchecked_ref());
            }
        }
    });
}

enum Key {
    Dispatch(Box<Action>),
    Focus(&'static str),
    Press(&'static str),
}

fn key(event: &KeyboardEvent, has_dialog: bool) -> Option<Key> {
    let dispatch = |action| Some(Key::Dispatch(Box::new(action)));
    if event.alt_key() && !event.ctrl_key() && !event.meta_key() {
        // By its place on the keyboard: with Alt, some systems write other characters.
        return match event.code().as_str() {
            "Digit1" => Some(Key::Focus("policy")),
            "Digit2" => Some(Key::Focus("decision")),
            "Digit3" => Some(Key::Focus("inspector")),
            "KeyA" => Some(Key::Press("apply")),
            "KeyZ" => dispatch(Action::Undo),
            _ => None,
        };
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    if event.key() == "Escape" && has_dialog {
        return dispatch(Action::ShowDialog(None));
    }
    if is_field(event.target().and_then(|target| target.dyn_into().ok()).as_ref()) {
        return None;
    }
    match event.key().as_str() {
        "?" => dispatch(Action::ShowDialog(Some(Dialog::Keys))),
        "/" if !has_dialog => Some(Key::Focus("image")),
        _ => None,
    }
}

fn is_field(element: Option<&Element>) -> bool {
    element.is_some_and(|element| {
        matches!(
            element.tag_name().as_str(),
            "INPUT" | "PULLGATE-EDITOR" | "SELECT" | "TEXTAREA"
        )
    })
}

/// What is pasted where no field is goes where it belongs.
#[hook]
pub(super) fn use_paste(dispatcher: Dispatcher) {
    use_effect_with((), move |()| {
        let on_paste = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            if is_field(target.as_deref()) {
                return;
            }
            let Some(data) = event.clipboard_data() else { return };
            if let Some(files) = data.files().filter(|files| files.length() > 0) {
                event.prevent_default();
                let dispatcher = dispatcher.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let opened = crate::files::read(files).await;
                    dispatcher.dispatch(Action::OpenFiles(crate::state::Target::Anywhere, opened));
                });
                return;
            }
            let text = data.get_data("text/plain").unwrap_or_default();
            if !text.trim().is_empty() {
                event.prevent_default();
                dispatcher.dispatch(Action::Paste(text));
            }
        });
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ = window.add_event_listener_with_callback("paste", on_paste.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback("paste", on_paste.as_ref().unchecked_ref());
            }
        }
    });
}
