//! Long texts: in a text field of 0.8 MB, Chromium needs 50 to 140 ms a key. So they are edited in CodeMirror, which draws only what is seen: an element
//! (web/editor) that is loaded when a text is long, and never for a short one. Where it cannot be loaded, the text field stays.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DomRect, Element, HtmlScriptElement, HtmlTextAreaElement, KeyboardEvent};
use yew::{Callback, NodeRef, hook, use_effect_with, use_mut_ref, use_state_eq};

use super::assist::byte_of;
use crate::components::focus::element;
use crate::highlight::{COLOURED_AT_MOST, Marked};
use crate::inputs::Document;
use crate::recognise::private_key_in_change;
use crate::state::{Action, Dispatcher};
use crate::text;

/// A text that has become shorter stays where it is down to this length, so that nobody goes from one field to the other and back with each key.
const SHORT_AGAIN: usize = COLOURED_AT_MOST / 2;

#[wasm_bindgen]
extern "C" {
    /// `<pullgate-editor>`: to the page a text area, with some properties more (web/editor/editor.js).
    #[wasm_bindgen(extends = HtmlTextAreaElement)]
    #[derive(Clone)]
    pub(super) type LongEditor;

    #[wasm_bindgen(method, setter)]
    fn set_words(this: &LongEditor, words: &Object);
    #[wasm_bindgen(method, setter)]
    fn set_onedited(this: &LongEditor, edited: Option<&Closure<dyn FnMut(u32, u32, String, u32)>>);
    #[wasm_bindgen(method, setter)]
    fn set_onmoved(this: &LongEditor, moved: Option<&Closure<dyn FnMut(u32)>>);
    #[wasm_bindgen(method, setter)]
    fn set_onhovered(this: &LongEditor, hovered: Option<&Closure<dyn FnMut(Option<u32>)>>);
    #[wasm_bindgen(method, setter)]
    fn set_onpressed(this: &LongEditor, pressed: Option<&Closure<dyn FnMut(KeyboardEvent)>>);
    #[wasm_bindgen(method, setter)]
    fn set_onclicked(this: &LongEditor, clicked: Option<&Closure<dyn FnMut()>>);
    #[wasm_bindgen(method, setter)]
    fn set_onscrolled(this: &LongEditor, scrolled: Option<&Closure<dyn FnMut()>>);
    #[wasm_bindgen(method, setter)]
    fn set_onleft(this: &LongEditor, left: Option<&Closure<dyn FnMut()>>);
    #[wasm_bindgen(method)]
    fn change(this: &LongEditor, from: u32, to: u32, insert: &str);
    #[wasm_bindgen(method)]
    fn mark(this: &LongEditor, places: &[u32]);
    #[wasm_bindgen(method)]
    fn reveal(this: &LongEditor, at: u32);
    #[wasm_bindgen(method)]
    pub(super) fn place(this: &LongEditor, at: u32) -> Option<DomRect>;
    #[wasm_bindgen(method)]
    fn choose(this: &LongEditor, list: Option<&Element>, lit: Option<&Element>);
    #[wasm_bindgen(method)]
    fn describe(this: &LongEditor, element: Option<&Element>);
}

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

/// What the page does when something happens in the editor; places are bytes of the text.
#[derive(Clone)]
pub(super) struct Listener {
    pub(super) untold: Untold,
    /// The new text, and what was written into it.
    pub(super) edited: Callback<(Rc<str>, String)>,
    pub(super) moved: Callback<()>,
    pub(super) hovered: Callback<Option<usize>>,
    pub(super) pressed: Callback<KeyboardEvent>,
    pub(super) clicked: Callback<()>,
    pub(super) scrolled: Callback<()>,
    pub(super) left: Callback<()>,
}

/// What the page calls, kept as long as the editor is there.
struct Listening {
    _edited: Closure<dyn FnMut(u32, u32, String, u32)>,
    _moved: Closure<dyn FnMut(u32)>,
    _hovered: Closure<dyn FnMut(Option<u32>)>,
    _pressed: Closure<dyn FnMut(KeyboardEvent)>,
    _clicked: Closure<dyn FnMut()>,
    _scrolled: Closure<dyn FnMut()>,
    _left: Closure<dyn FnMut()>,
}

/// Keeps the editor and the page of one mind, while `is_long`.
#[hook]
pub(super) fn use_long_editor(is_long: bool, area: &NodeRef, text: &Rc<str>, marked: &[Marked], listener: Listener) {
    // What the editor has.
    let known = use_mut_ref(|| Rc::<str>::from(""));
    // What it calls is made once; whom that calls is made with each rendering.
    let newest = use_mut_ref(|| None::<Listener>);
    let untold = listener.untold.clone();
    *newest.borrow_mut() = Some(listener);
    let editor = {
        let area = area.clone();
        move || {
            area.get()
                .filter(|_| is_long)
                .map(|node| node.unchecked_into::<LongEditor>())
        }
    };
    {
        let (editor, text, known) = (editor.clone(), Rc::clone(text), Rc::clone(&known));
        use_effect_with(is_long, move |_| {
            let listening = editor().map(|editor| {
                editor.set_words(&words());
                editor.set_value(&text);
                *known.borrow_mut() = text;
                editor.describe(element("policy-findings").as_deref());
                (listen(&editor, &known, &newest), editor)
            });
            move || {
                if let Some((_, editor)) = &listening {
                    silence(editor);
                }
            }
        });
    }
    {
        let (editor, known) = (editor.clone(), Rc::clone(&known));
        use_effect_with((is_long, Rc::clone(text)), move |(_, text)| {
            let before = Rc::clone(&known.borrow());
            // Where something was typed meanwhile, the page's text is of before that, and will be told.
            if let Some(editor) = editor().filter(|_| untold.is_nothing() && before != *text) {
                *known.borrow_mut() = Rc::clone(text);
                let (from, to, insert) = difference(&before, text);
                editor.change(from, to, insert);
            }
        });
    }
    let text = Rc::clone(text);
    // Not with each text: the editor moves its marks with what is typed, and better than marks that are of before.
    use_effect_with((is_long, marked.to_vec()), move |(_, marked)| {
        if let Some(editor) = editor() {
            editor.mark(&places(&text, marked));
        }
    });
}

fn words() -> Object {
    let words = Object::new();
    for (name, said) in text::editor::LONG_EDITOR {
        // It fails only for objects that refuse: not for a new one.
        let _ = Reflect::set(&words, &(*name).into(), &(*said).into());
    }
    words
}

fn listen(editor: &LongEditor, known: &Rc<RefCell<Rc<str>>>, newest: &Rc<RefCell<Option<Listener>>>) -> Listening {
    // It may be replaced while it is called.
    let newest = {
        let newest = Rc::clone(newest);
        move || newest.borrow().clone()
    };
    let edited = {
        let (editor, known, newest) = (editor.clone(), Rc::clone(known), newest.clone());
        Closure::<dyn FnMut(u32, u32, String, u32)>::new(move |from, to, insert: String, length| {
            let before = Rc::clone(&known.borrow());
            let after = replaced(&before, from, to, &insert, length).unwrap_or_else(|| editor.value().into());
            // A private key is taken out at once; the state, which gets the text, refuses it and says why.
            if private_key_in_change(&before, &after).is_some() {
                editor.set_value(&before);
            } else {
                *known.borrow_mut() = Rc::clone(&after);
            }
            if let Some(listener) = newest() {
                listener.edited.emit((after, insert));
            }
        })
    };
    let moved = {
        let newest = newest.clone();
        Closure::<dyn FnMut(u32)>::new(move |_| {
            if let Some(listener) = newest() {
                listener.moved.emit(());
            }
        })
    };
    let hovered = {
        let (known, newest) = (Rc::clone(known), newest.clone());
        Closure::<dyn FnMut(Option<u32>)>::new(move |at: Option<u32>| {
            let at = at.map(|at| byte_of(&known.borrow(), usize::try_from(at).unwrap_or(usize::MAX)));
            if let Some(listener) = newest() {
                listener.hovered.emit(at);
            }
        })
    };
    let pressed = {
        let newest = newest.clone();
        Closure::<dyn FnMut(KeyboardEvent)>::new(move |event| {
            if let Some(listener) = newest() {
                listener.pressed.emit(event);
            }
        })
    };
    let clicked = {
        let newest = newest.clone();
        Closure::<dyn FnMut()>::new(move || {
            if let Some(listener) = newest() {
                listener.clicked.emit(());
            }
        })
    };
    let scrolled = {
        let newest = newest.clone();
        Closure::<dyn FnMut()>::new(move || {
            if let Some(listener) = newest() {
                listener.scrolled.emit(());
            }
        })
    };
    let left = Closure::<dyn FnMut()>::new(move || {
        if let Some(listener) = newest() {
            listener.left.emit(());
        }
    });
    editor.set_onedited(Some(&edited));
    editor.set_onmoved(Some(&moved));
    editor.set_onhovered(Some(&hovered));
    editor.set_onpressed(Some(&pressed));
    editor.set_onclicked(Some(&clicked));
    editor.set_onscrolled(Some(&scrolled));
    editor.set_onleft(Some(&left));
    Listening {
        _edited: edited,
        _moved: moved,
        _hovered: hovered,
        _pressed: pressed,
        _clicked: clicked,
        _scrolled: scrolled,
        _left: left,
    }
}

fn silence(editor: &LongEditor) {
    editor.set_onedited(None);
    editor.set_onmoved(None);
    editor.set_onhovered(None);
    editor.set_onpressed(None);
    editor.set_onclicked(None);
    editor.set_onscrolled(None);
    editor.set_onleft(None);
}

/// Lights up an entry of the list of what may stand here, for those who hear it.
#[hook]
pub(super) fn use_chosen(is_long: bool, area: &NodeRef, is_open: bool, active: Option<String>) {
    let area = area.clone();
    use_effect_with((is_long, is_open, active), move |(is_long, is_open, active)| {
        if let Some(node) = area.get().filter(|_| *is_long) {
            let list = is_open.then(|| element("candidates")).flatten();
            let lit = active.as_deref().and_then(element);
            node.unchecked_into::<LongEditor>()
                .choose(list.as_deref(), lit.as_deref());
        }
    });
}

/// Scrolls to a place of the text, unless somebody writes in it.
pub(super) fn reveal(area: &NodeRef, text: &str, at: usize) {
    if !has_focus()
        && let Some(node) = area.get()
    {
        node.unchecked_into::<LongEditor>().reveal(units(text, at));
    }
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

/// What makes one text of another: from and to, in UTF-16 units of the one, and what stands there in the other.
fn difference<'a>(before: &str, after: &'a str) -> (u32, u32, &'a str) {
    let same = |(one, other): &(u8, u8)| one == other;
    let shorter = before.len().min(after.len());
    let mut head = before.bytes().zip(after.bytes()).take_while(same).count();
    while !before.is_char_boundary(head) || !after.is_char_boundary(head) {
        head -= 1;
    }
    let tail = before.bytes().rev().zip(after.bytes().rev()).take_while(same).count();
    let mut tail = tail.min(shorter - head);
    while !before.is_char_boundary(before.len() - tail) || !after.is_char_boundary(after.len() - tail) {
        tail -= 1;
    }
    (
        units(before, head),
        units(before, before.len() - tail),
        after.get(head..after.len() - tail).unwrap_or_default(),
    )
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
    fn a_change_is_told_in_units_of_utf_16_and_understood() {
        for (before, after) in [
            ("", ""),
            ("", "a"),
            ("abc", "abc"),
            ("aaa", "aa"),
            ("{\"é\": 💥}", "{\"è\": 💥}"),
            ("{\"é\": 💥}", "{\"é\": 💦 }"),
            ("💥💥", "💥"),
        ] {
            let (from, to, insert) = difference(before, after);
            let length = u32::try_from(after.encode_utf16().count()).unwrap();
            assert_eq!(
                replaced(before, from, to, insert, length).as_deref(),
                Some(after),
                "{before}"
            );
        }
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
