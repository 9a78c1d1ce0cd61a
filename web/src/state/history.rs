//! What was before, so that what the page did can be undone. What is typed into one field is one step.

use std::rc::Rc;

use crate::inputs::{Inputs, Whose};

/// So many steps can be undone.
const STEPS: usize = 50;

/// What a change was made in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Not by typing: each is a step of its own.
    Everything,
    File(usize),
    FilePath(usize),
    Image,
    Manifest,
    Namespace,
    Platform,
    Policy(Whose),
    PolicyName(usize),
    Registries(usize),
    Signature(usize),
    Time,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History {
    steps: Rc<Vec<(Field, Rc<Inputs>)>>,
}

impl History {
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Keeps what there was before a change in `field`.
    pub(super) fn keep(&mut self, field: Field, before: &Rc<Inputs>) {
        let goes_on = self
            .steps
            .last()
            .is_some_and(|(last, _)| *last == field && field != Field::Everything);
        if goes_on {
            return;
        }
        let steps = Rc::make_mut(&mut self.steps);
        steps.drain(..steps.len().saturating_sub(STEPS - 1));
        steps.push((field, Rc::clone(before)));
    }

    pub(super) fn take_last(&mut self) -> Option<Rc<Inputs>> {
        Rc::make_mut(&mut self.steps).pop().map(|(_, inputs)| inputs)
    }
}
