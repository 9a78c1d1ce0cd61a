//! The playground. One module plays two parts: in the window it is the page, in a worker it is the engine, so that no input, however large,
//! keeps the page from answering.
//!
//! [`state`] holds what the user gave and what the engine answered; an [`state::Action`] changes it; [`components`] show it. A change of what
//! the user gave goes through [`engine`] over the [`wire`] to [`worker`], where `pullgate_core` answers (what is small, on the page), and comes back as an
//! [`answer::Answer`]. [`recognise`] says what dropped and pasted bytes are. Nothing here decides about trust.

mod answer;
mod archive;
mod compared;
mod components;
mod details;
mod engine;
mod failure;
mod files;
mod highlight;
mod image_store;
mod inputs;
mod inspected;
mod named_files;
mod recognise;
mod report;
mod scenes;
mod session;
mod share;
mod state;
mod suite;
mod text;
mod wire;
mod worker;

fn main() {
    if web_sys::window().is_some() {
        failure::show_panics();
        engine::begin(components::beginning::beginning(), components::app::draw);
    } else {
        worker::serve();
    }
}
