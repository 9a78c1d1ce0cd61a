//! Long texts: in a text field of 0.8 MB, Chromium needs 50 to 140 ms a key. So they are edited in CodeMirror, which draws only what is seen: an element
//! (web/editor) that is loaded when a text is long, and never for a short one. Where it cannot be loaded, the text field stays.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DomRect, HtmlScriptElement, HtmlTextAreaElement, KeyboardEvent};
use yew::{Callback, NodeRef, hook, use_effect_with, use_mut_ref, use_state_eq};

use super::assist::byte_of;
use crate::highlight::{COLOURED_AT_MOST, Marked};
use crate::inputs::Document;
use crate::recognise::private_key_in_change;
use crate::state::{Action, Dispatcher};

/// A text that has become shorter stays where it is down to this length, so that nobody goes from one field to the other and back with each key.
const SHORT_AGAIN: usize = COLOURED_AT_MOST / 2;

#[wasm_bindgen]
extern "C" {
    /// `<pullgate-editor>`: to the page a text area, with some properties more (web/editor/editor.js).
    #[wasm_bindgen(extends = HtmlTextAreaElement)]
    #[derive(Clone)]
    pub(super) type LongEditor;

    #[wasm_bindgen(method, setter)]
    fn set_onhappened(this: &LongEditor, happened: Option<&Listening>);
    #[wasm_bindgen(method)]
    fn change(this: &LongEditor, text: &str);
    #[wasm_bindgen(method)]
    fn mark(this: &LongEditor, places: &[u32]);
    #[wasm_bindgen(method)]
    pub(super) fn place(this: &LongEditor, at: u32) -> Option<DomRect>;
}

/// What the editor calls: with what happened, three numbers, and an event or a text. Not `FnMut`: a key that takes a candidate changes the text, which is told
/// before that call has ended.
type Listening = Closure<dyn Fn(u32, u32, u32, u32, JsValue)>;

/// In which field a text is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In a text field over a layer with its colours.
    Coloured,
    /// In the editor for long texts.
    Long,
    /// In a text field without colours, until the editor for long texts is there.
    Plain,
    /// In a text field without colours, since there is no editor for long texts.
    PlainForGood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loading {
    NotAsked,
    Asked,
    Failed,
    There,
}

/// The field for a text; loads the editor for long texts as soon as it is needed.
#[hook]
pub(crate) fn use_kind(policy: &Document) -> Kind {
    let loading = use_state_eq(|| Loading::NotAsked);
    let was_long = use_mut_ref(|| false);
    let length = policy.text.as_ref().map_or(0, |text| text.len());
    let is_long = length > COLOURED_AT_MOST || *was_long.borrow() && length > SHORT_AGAIN;
    *was_long.borrow_mut() = is_long;
    {
        let loading = loading.clone();
        use_effect_with(is_long, move |&is_long| {
            // What failed once, without a network perhaps, is tried again with the next long text.
            if is_long && matches!(*loading, Loading::NotAsked | Loading::Failed) {
                let told = loading.clone();
                loading.set(Loading::Asked);
                if load(move |is_there| told.set(if is_there { Loading::There } else { Loading::Failed })).is_none() {
                    loading.set(Loading::Failed);
                }
            }
        });
    }
    match *loading {
        _ if !is_long => Kind::Coloured,
        Loading::There => Kind::Long,
        Loading::NotAsked | Loading::Asked => Kind::Plain,
        Loading::Failed => Kind::PlainForGood,
    }
}

/// Adds the script that defines the element; `None` where the page names none.
fn load(tell: impl FnOnce(bool) + 'static) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let named = document.query_selector("meta[name=long-editor]").ok()??;
    let address = named.get_attribute("content").filter(|address| !address.is_empty())?;
    let script: HtmlScriptElement = document.create_element("script").ok()?.dyn_into().ok()?;
    script.set_type("module");
    script.set_src(&address);
    let tell = Rc::new(RefCell::new(Some(tell)));
    let ended = Closure::<dyn FnMut()>::new(move || {
        if let Some(tell) = tell.take() {
            tell(is_defined());
        }
    });
    script.set_onload(Some(ended.as_ref().unchecked_ref()));
    script.set_onerror(Some(ended.as_ref().unchecked_ref()));
    // It is called once, at most, and there is one script.
    ended.forget();
    document.body()?.append_child(&script).ok()?;
    Some(())
}

/// A script that was loaded may still have found that this browser lacks what it needs.
fn is_defined() -> bool {
    web_sys::window().is_some_and(|window| !window.custom_elements().get("pullgate-editor").is_undefined())
}

/// The field, of either kind: what is asked of it here, both have.
pub(super) fn field(area: &NodeRef) -> Option<HtmlTextAreaElement> {
    Some(area.get()?.unchecked_into())
}

/// A text that the page has not been told of. It is told once the editor has been drawn, so that nobody waits for the letter that was typed; and before
/// anything else happens to the text.
#[derive(Clone, Default)]
pub(super) struct Untold {
    text: Rc<RefCell<Option<Text>>>,
    timer: Rc<RefCell<Option<Timeout>>>,
}

/// A text, and whom to tell.
type Text = (Dispatcher, Rc<str>);

impl Untold {
    pub(super) fn set(&self, dispatcher: Dispatcher, text: Rc<str>) {
        let untold = self.clone();
        *self.text.borrow_mut() = Some((dispatcher, text));
        *self.timer.borrow_mut() = Some(Timeout::new(0, move || untold.tell()));
    }

    fn is_nothing(&self) -> bool {
        self.text.borrow().is_none()
    }

    pub(super) fn tell(&self) {
        let untold = self.text.take();
        if let Some((dispatcher, text)) = untold {
            dispatcher.dispatch(Action::EditPolicy(text));
        }
    }
}

/// What happens in the editor; places are bytes of the text.
pub(super) enum Happened {
    /// There is a new text, and this was written into it.
    Edited(Rc<str>, String),
    Moved,
    Hovered(Option<usize>),
    /// Before the editor has the key.
    Pressed(KeyboardEvent),
    Clicked,
    Scrolled,
    Left,
}

/// What the editor has.
#[derive(Default)]
struct Known {
    text: Rc<str>,
    places: Vec<u32>,
}

/// Keeps the editor and the page of one mind, while `is_long`.
#[hook]
pub(super) fn use_long_editor(
    is_long: bool,
    area: &NodeRef,
    text: &Rc<str>,
    marked: &[Marked],
    untold: &Untold,
    happened: Callback<Happened>,
) {
    let known = use_mut_ref(Known::default);
    // What it calls is made once; whom that calls is made with each rendering.
    let newest = use_mut_ref(|| happened.clone());
    *newest.borrow_mut() = happened;
    {
        let (area, text, known) = (area.clone(), Rc::clone(text), Rc::clone(&known));
        use_effect_with(is_long, move |&is_long| {
            let editor = area
                .get()
                .filter(|_| is_long)
                .map(|node| node.unchecked_into::<LongEditor>());
            let listening = editor.map(|editor| {
                // It may have taken the text over from the text field, and something may have been typed since then.
                let taken = editor.value();
                let text = if taken.is_empty() {
                    editor.set_value(&text);
                    text
                } else if taken == *text {
                    text
                } else {
                    let taken = Rc::<str>::from(taken);
                    let newest = newest.borrow().clone();
                    newest.emit(Happened::Edited(Rc::clone(&taken), String::new()));
                    taken
                };
                *known.borrow_mut() = Known {
                    text,
                    places: Vec::new(),
                };
                let listening = listen(&editor, &known, &newest);
                editor.set_onhappened(Some(&listening));
                (editor, listening)
            });
            move || {
                if let Some((editor, _)) = &listening {
                    editor.set_onhappened(None);
                }
            }
        });
    }
    let (area, untold) = (area.clone(), untold.clone());
    use_effect_with(
        (is_long, Rc::clone(text), marked.to_vec()),
        move |(is_long, text, marked)| {
            // Where something was typed meanwhile, the page's text is of before that, and will be told.
            let Some(node) = area.get().filter(|_| *is_long && untold.is_nothing()) else {
                return;
            };
            let editor = node.unchecked_into::<LongEditor>();
            let before = std::mem::replace(&mut known.borrow_mut().text, Rc::clone(text));
            let is_changed = before != *text;
            if is_changed {
                editor.change(text);
            }
            let places = places(text, marked);
            // Not with each text: the editor moves its marks with what is typed, and better than marks that are of before.
            if is_changed || known.borrow().places != places {
                editor.mark(&places);
                known.borrow_mut().places = places;
            }
        },
    );
}

/// Says what happened, as `What` of web/editor/editor.js numbers it.
fn listen(editor: &LongEditor, known: &Rc<RefCell<Known>>, newest: &Rc<RefCell<Callback<Happened>>>) -> Listening {
    let (editor, known, newest) = (editor.clone(), Rc::clone(known), Rc::clone(newest));
    Closure::new(move |what: u32, from, to, length, more: JsValue| {
        let before = Rc::clone(&known.borrow().text);
        let happened = match what {
            0 => {
                let written = more.as_string().unwrap_or_default();
                let after = replaced(&before, from, to, &written, length).unwrap_or_else(|| editor.value().into());
                // A private key is taken out at once; the state, which gets the text, refuses it and says why.
                if private_key_in_change(&before, &after).is_some() {
                    editor.set_value(&before);
                } else {
                    known.borrow_mut().text = Rc::clone(&after);
                }
                Happened::Edited(after, written)
            }
            1 => Happened::Moved,
            2 => Happened::Hovered(Some(byte_of(&before, usize::try_from(from).unwrap_or(usize::MAX)))),
            3 => Happened::Hovered(None),
            4 => Happened::Pressed(more.unchecked_into()),
            5 => Happened::Clicked,
            6 => Happened::Scrolled,
            _ => Happened::Left,
        };
        // It may be replaced while it is called.
        let newest = newest.borrow().clone();
        newest.emit(happened);
    })
}

/// Whether the caret is in the policy.
pub(super) fn has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .and_then(|document| document.active_element())
        .is_some_and(|active| active.id() == "policy")
}

/// A text in which units of UTF-16 were replaced; `None` where that cannot be, or gives another length than `length`.
fn replaced(before: &str, from: u32, to: u32, insert: &str, length: u32) -> Option<Rc<str>> {
    let byte = |at: u32| Some(byte_of(before, usize::try_from(at).ok()?));
    let (head, tail) = (before.get(..byte(from)?)?, before.get(byte(to)?..)?);
    let after = [head, insert, tail].concat();
    (units(&after, after.len()) == length).then(|| after.into())
}

/// From, to and kind of each mark, in UTF-16 units.
fn places(text: &str, marked: &[Marked]) -> Vec<u32> {
    let is_ascii = text.is_ascii();
    let unit = |byte: usize| {
        if is_ascii {
            u32::try_from(byte.min(text.len())).unwrap_or(u32::MAX)
        } else {
            units(text, byte)
        }
    };
    let place = |marked: &Marked| [unit(marked.range.start), unit(marked.range.end), marked.mark.number()];
    marked.iter().flat_map(place).collect()
}

/// How many UTF-16 units there are before a byte.
fn units(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte.min(text.len())).unwrap_or_default();
    let units = if before.is_ascii() {
        before.len()
    } else {
        before.encode_utf16().count()
    };
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::Mark;

    #[test]
    fn what_was_typed_is_told_in_units_of_utf_16_and_understood() {
        assert_eq!(replaced("{é: 💥}", 4, 6, "💦 ", 8).as_deref(), Some("{é: 💦 }"));
        assert_eq!(replaced("", 0, 0, "a", 1).as_deref(), Some("a"));
        assert_eq!(replaced("abc", 1, 2, "", 3), None, "the lengths differ");
        assert_eq!(replaced("abc", 2, 1, "", 2), None, "backwards");
    }

    #[test]
    fn marks_are_told_in_units_of_utf_16() {
        let marked = [Marked {
            range: 2..6,
            mark: Mark::Error,
        }];
        assert_eq!(places("é💥a", &marked), [1, 3, 2]);
        assert_eq!(places("abcdefg", &marked), [2, 6, 2]);
    }
}
