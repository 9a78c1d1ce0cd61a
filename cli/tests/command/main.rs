//! The built command, run as users run it.

mod evaluate;
mod explain;
mod format;
mod inspect;
mod jsonl;
mod lint;
mod lists;
mod namespaces;
mod run;
mod sources;
mod suites;
