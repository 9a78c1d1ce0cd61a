//! What the browser keeps: the question, for this tab only, so that a reload loses no work; and a few choices. Nothing else, and never a private key.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::JsString;
use pullgate_core::exchange::suite::SuiteRequest;
use pullgate_core::exchange::{Input, Request, request_json};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Storage;

use crate::recognise::private_key;
use crate::share::{parsed, without_private_keys};
use crate::suite::Suite;

const QUESTION: &str = "pullgate.question";
const SUITE: &str = "pullgate.suite";
/// In the place of a question: there is none.
const NOTHING: &str = "";
const KEEP: &str = "pullgate.keep";
const TOURED: &str = "pullgate.toured";
/// Browsers keep some 5 MB for a page.
const KEPT_AT_MOST: usize = 2_000_000;

#[wasm_bindgen]
extern "C" {
    /// The browser's storage, which takes a text of JavaScript's, too.
    type TextStorage;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &TextStorage, name: &str, text: &JsString) -> Result<(), JsValue>;
}

/// The question that was kept for this tab.
pub(crate) fn question() -> Option<Request> {
    let text = session()?.get_item(QUESTION).ok()??;
    parsed(text.as_bytes()).ok()
}

/// Keeps the question for this tab, unless the user does not want that. In steps, between which the page answers: a policy of 0.8 MB takes some 30 ms to
/// be looked through, and as long to be written.
pub(crate) fn keep_question(request: Rc<Request>) {
    if may_be_kept(&request) {
        later(move || {
            let json = JsString::from(request_json(&request));
            later(move || {
                // A browser may refuse to keep things; then a reload begins anew.
                if let Some(session) = session() {
                    let _ = session.unchecked_into::<TextStorage>().set_item(QUESTION, &json);
                }
            });
        });
    } else if let Some(session) = session() {
        let _ = session.remove_item(QUESTION);
    }
}

/// The suite that was kept for this tab.
pub(crate) fn suite() -> Suite {
    let kept = session().and_then(|session| session.get_item(SUITE).ok().flatten());
    let request = kept.and_then(|text| SuiteRequest::from_input(Input::from_json(text.as_bytes()).ok()?).ok());
    request
        .filter(|request| suite_has_no_private_key(&request.suite, request.files.values().map(Vec::as_slice)))
        .map(|request| Suite::of(&request))
        .unwrap_or_default()
}

/// Keeps the suite for this tab, as [`keep_question`] keeps the question.
pub(crate) fn keep_suite(suite: &Suite) {
    let size = suite.text.len() + suite.files.values().map(|bytes| bytes.len()).sum::<usize>();
    let files = || suite.files.values().map(|bytes| bytes.as_slice());
    let may_be_kept =
        keeps() && suite.is_there() && size <= KEPT_AT_MOST && suite_has_no_private_key(suite.text.as_bytes(), files());
    let Some(session) = session() else { return };
    if !may_be_kept {
        let _ = session.remove_item(SUITE);
    } else if let Ok(json) = serde_json::to_string(&suite.kept().to_input()) {
        let _ = session.set_item(SUITE, &json);
    }
}

fn suite_has_no_private_key<'b>(suite: &'b [u8], files: impl Iterator<Item = &'b [u8]>) -> bool {
    files.chain([suite]).all(|bytes| private_key(bytes).is_none())
}

/// Keeps that nothing is asked any more, so that a reload does not bring back what was put away.
pub(crate) fn keep_nothing() {
    if let Some(session) = session().filter(|_| keeps()) {
        let _ = session.set_item(QUESTION, NOTHING);
    }
}

/// Whether nothing was asked at last.
pub(crate) fn is_nothing_kept() -> bool {
    let kept = session().and_then(|session| session.get_item(QUESTION).ok().flatten());
    kept.is_some_and(|kept| kept == NOTHING)
}

fn later(step: impl FnOnce() + 'static) {
    Timeout::new(0, step).forget();
}

fn may_be_kept(request: &Request) -> bool {
    let size = request.policy.len()
        + request
            .policy_dir
            .iter()
            .flatten()
            .map(|(_, text)| text.len())
            .sum::<usize>()
        + request.manifest.as_ref().map_or(0, Vec::len)
        + request.files.values().map(Vec::len).sum::<usize>();
    keeps() && size <= KEPT_AT_MOST && without_private_keys(request).is_ok()
}

pub(crate) fn keeps() -> bool {
    choice(KEEP).as_deref() != Some("no")
}

pub(crate) fn set_keeps(keeps: bool) {
    choose(KEEP, if keeps { "yes" } else { "no" });
    if let (false, Some(session)) = (keeps, session()) {
        let _ = session.remove_item(QUESTION);
        let _ = session.remove_item(SUITE);
    }
}

/// Whether the tour was taken, or declined.
pub(crate) fn is_toured() -> bool {
    choice(TOURED).is_some()
}

pub(crate) fn set_toured() {
    choose(TOURED, "yes");
}

/// A choice that outlives the tab.
pub(crate) fn choice(name: &str) -> Option<String> {
    let storage = web_sys::window()?.local_storage().ok()??;
    storage.get_item(name).ok()?
}

/// A browser may refuse to keep things; the choice then holds until the page is closed.
pub(crate) fn choose(name: &str, value: &str) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        let _ = storage.set_item(name, value);
    }
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Whether the page stands in another one and shows only what that needs.
pub(crate) fn is_embedded() -> bool {
    asked("embed")
}

/// Whether the address asks for the tour, and it was not taken yet.
pub(crate) fn wants_tour() -> bool {
    asked("tour") && !is_toured()
}

/// Whether the address has `NAME` or `NAME=1`.
fn asked(name: &str) -> bool {
    let search = web_sys::window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default();
    let mut parts = search.trim_start_matches('?').split('&');
    parts.any(|part| part == name || part.strip_prefix(name) == Some("=1"))
}
