//! What the browser keeps: the question, for this tab only, so that a reload loses no work; and a few choices. Nothing else, and never a private key.

use pullgate_core::exchange::{Request, request_json};
use web_sys::Storage;

use crate::share::{parsed, without_private_keys};

const QUESTION: &str = "pullgate.question";
const KEEP: &str = "pullgate.keep";
const TOURED: &str = "pullgate.toured";
/// Browsers keep some 5 MB for a page.
const KEPT_AT_MOST: usize = 2_000_000;

/// The question that was kept for this tab.
pub(crate) fn question() -> Option<Request> {
    let text = session()?.get_item(QUESTION).ok()??;
    parsed(text.as_bytes()).ok()
}

/// Keeps the question for this tab, unless the user does not want that.
pub(crate) fn keep_question(request: &Request) {
    let Some(session) = session() else { return };
    let size = request.policy.len()
        + request.manifest.as_ref().map_or(0, Vec::len)
        + request.files.values().map(Vec::len).sum::<usize>();
    if !keeps() || size > KEPT_AT_MOST || without_private_keys(request).is_err() {
        let _ = session.remove_item(QUESTION);
        return;
    }
    // A browser may refuse to keep things; then a reload begins anew.
    let _ = session.set_item(QUESTION, &request_json(request));
}

pub(crate) fn keeps() -> bool {
    choice(KEEP).as_deref() != Some("no")
}

pub(crate) fn set_keeps(keeps: bool) {
    choose(KEEP, if keeps { "yes" } else { "no" });
    if let (false, Some(session)) = (keeps, session()) {
        let _ = session.remove_item(QUESTION);
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
