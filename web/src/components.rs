//! What the page shows. Each part shows what it is given and says what the user did; [`app`] puts them together.

pub(crate) mod app;

mod examples;
mod header;
mod notices;
mod tabs;
mod verdict;

mod diagnostics;
mod editor;
mod inputs;
mod keys;
mod manifest;
mod settings;
mod signatures;

mod json;
mod log;
mod output;
mod tree;

mod copy;
mod field;
mod icon;
mod open_files;
mod words;
