//! Why the engine stopped: what follows “the engine stopped”.

pub(crate) const NO_ANSWER: &str = "it sent something that is no answer";

pub(crate) fn unreadable(why: &str) -> String {
    format!("its answer cannot be read: {why}")
}
