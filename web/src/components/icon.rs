//! The signs of web/index.html.

use yew::{Html, Properties, component, html};

use crate::answer::Outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Allowed,
    NotReached,
    Refused,
    Warning,
}

impl From<Outcome> for Sign {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fail => Self::Refused,
            Outcome::NotReached | Outcome::Skipped => Self::NotReached,
            Outcome::Open => Self::Warning,
            Outcome::Pass => Self::Allowed,
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) sign: Sign,
}

#[component]
pub(crate) fn Icon(props: &Props) -> Html {
    let href = match props.sign {
        Sign::Allowed => "#ok",
        Sign::NotReached => "#na",
        Sign::Refused => "#no",
        Sign::Warning => "#warn",
    };
    html! { <svg class="icon" aria-hidden="true"><use {href} /></svg> }
}
