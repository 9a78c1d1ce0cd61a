//! All words that the page shows, a file for each part of it, so that a translation replaces these files and nothing else. What takes no values is
//! a constant, what takes some a function, which also knows the plural forms. Backticks mark code (`components::words::with_code`).
//!
//! Elsewhere are only the engine's words (`pullgate_core`), what examples and presets say (`fixtures/`), and the text of `web/index.html`, which is
//! shown before any of this is loaded, or when it fails.

pub(crate) mod app;
pub(crate) mod common;

pub(crate) mod compare;
pub(crate) mod gallery;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod new_version;
pub(crate) mod notices;
pub(crate) mod presets;
pub(crate) mod scene;
pub(crate) mod share;
pub(crate) mod suite;
pub(crate) mod tour;
pub(crate) mod verdict;

pub(crate) mod diagnostics;
pub(crate) mod editor;
pub(crate) mod image;
pub(crate) mod inputs;
pub(crate) mod keys;
pub(crate) mod policies;
pub(crate) mod registries;
pub(crate) mod settings;
pub(crate) mod signatures;

pub(crate) mod json;
pub(crate) mod log;
pub(crate) mod output;
pub(crate) mod report;
pub(crate) mod tree;
pub(crate) mod ways;
pub(crate) mod what_if;

pub(crate) mod inspector;

pub(crate) mod engine;
pub(crate) mod files;
pub(crate) mod recognise;

#[cfg(test)]
mod tests;
