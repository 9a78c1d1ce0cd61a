//! The built command, run as users run it.

mod evaluate;
mod explain;
mod jsonl;
mod lists;
mod run;
mod sources;
