//! What the page shows. Each part shows what it is given and says what the user did; [`app`] puts them together.

pub(crate) mod app;

pub(crate) mod beginning;
mod colours;
mod compare;
mod gallery;
mod header;
mod help;
mod keyboard;
mod new_version;
mod notices;
mod presets;
mod scene;
mod share;
mod suite;
mod tabs;
mod verdict;

mod diagnostics;
mod editor;
mod image;
mod inputs;
mod keys;
mod policies;
mod registries;
mod settings;
mod signatures;

mod json;
mod log;
mod output;
mod report;
mod tree;
mod ways;
mod what_if;

mod hex;
mod inspector;

mod copy;
mod field;
mod focus;
mod icon;
mod modal;
mod open_files;
mod words;

pub(crate) use words::{grouped, sentence};
