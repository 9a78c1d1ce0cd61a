//! The gallery of examples, and why a file beside the page could not be fetched.

use super::common::counted;

pub(crate) const TITLE: &str = "Examples";
pub(crate) const SEARCH: &str = "Search: an error's text, a tool, a word";
pub(crate) const LOADING: &str = "Loading…";
pub(crate) const NOTHING_FOUND: &str = "Nothing has all of these words.";
pub(crate) const OF_PEOPLE: &str = "What goes wrong for people";
pub(crate) const OF_DOCUMENTS: &str = "The policies of the documents";
pub(crate) const TO_BEGIN_WITH: &str = "The beginnings";
pub(crate) const OPEN: &str = "Open";
pub(crate) const NO_WINDOW: &str = "there is no window";

pub(crate) fn how_many(count: usize) -> String {
    format!(
        "{}, really signed; each verdict is the one that the reference gave.",
        counted(count, "example", "examples")
    )
}

pub(crate) fn not_loaded(why: &str) -> String {
    format!("The gallery is not at hand: {why}.")
}

/// For those who hear it: what the button shows, the verdict, and of which example.
pub(crate) fn choice(words: &str, verdict: &str, title: &str) -> String {
    format!("{words}, {verdict}: {title}")
}

pub(crate) fn not_fetched(name: &str) -> String {
    format!("{name} cannot be fetched: is this computer offline, and was the page never open here before?")
}

/// With the status of HTTP.
pub(crate) fn not_there(name: &str, status: u16) -> String {
    format!("{name} is not there ({status})")
}

pub(crate) fn no_text(name: &str) -> String {
    format!("{name} is no text")
}
