//! Question and answer as data.

use super::common::bytes;

pub(crate) const ANSWER: &str = "The answer";
pub(crate) const COPY_ANSWER: &str = "Copy the answer";
pub(crate) const QUESTION: &str = "The question";
pub(crate) const QUESTION_ABOUT: &str = "One line for `pullgate evaluate --jsonl`.";
pub(crate) const COPY_QUESTION: &str = "Copy the question";
pub(crate) const TOO_LARGE: &str = "Too large to be written here.";

pub(crate) fn only_the_first(shown: usize, size: usize) -> String {
    format!("The first {} of {}.", bytes(shown), bytes(size))
}
