//! The verdict: one line that no one can misread.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::{Html, Properties, classes, component, hook, html, use_effect_with, use_state};

use super::icon::{Icon, Sign};
use super::words::sentence;
use crate::answer::{Answer, Outcome};
use crate::state::Answered;

/// An evaluation that takes longer is said to be under way.
const SLOW_MILLISECONDS: u32 = 300;
/// A screen reader is told once the typing has stopped, not at each key.
const CALM_MILLISECONDS: u32 = 700;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Option<Rc<Answered>>,
    /// Whether the answer is of the inputs as they are.
    pub(crate) is_current: bool,
    pub(crate) not_asked: Option<Rc<str>>,
    pub(crate) stopped: Option<Rc<str>>,
}

/// What is shown.
#[derive(Clone, PartialEq)]
struct Shown {
    class: &'static str,
    sign: Sign,
    word: &'static str,
    sentence: String,
}

#[component]
pub(crate) fn Verdict(props: &Props) -> Html {
    let is_slow = use_slow(!props.is_current && props.not_asked.is_none() && props.stopped.is_none());
    let shown = shown(props);
    let announced = use_calm(format!("{}. {}", shown.word, shown.sentence));
    html! {
        <section
            class={classes!("verdict", shown.class)}
            aria-label="Verdict"
            aria-busy={is_slow.to_string()}
            data-current={props.is_current.to_string()}
        >
            <p class="sign"><Icon sign={shown.sign} /><span>{ shown.word }</span></p>
            <p class="why">{ shown.sentence }</p>
            <p class="busy">{ if is_slow { "Evaluating…" } else { "" } }</p>
            <p class="visually-hidden" role="status">{ announced }</p>
        </section>
    }
}

fn shown(props: &Props) -> Shown {
    let open = |word, sentence| Shown {
        class: "open",
        sign: Sign::Warning,
        word,
        sentence,
    };
    if let Some(words) = &props.stopped {
        return open(
            "No verdict",
            format!("The engine stopped: {words}. The next change starts it again."),
        );
    }
    if let Some(words) = &props.not_asked {
        return open("No verdict", format!("{words}."));
    }
    match &props.answered {
        Some(answered) => shown_answer(&answered.answer),
        None => Shown {
            class: "",
            sign: Sign::NotReached,
            word: "Evaluating",
            sentence: String::new(),
        },
    }
}

fn shown_answer(answer: &Answer) -> Shown {
    let why = answer
        .summary
        .as_deref()
        .or(answer.request_error.as_deref())
        .map(sentence)
        .unwrap_or_default();
    let is_asked = answer.trace.is_some()
        || [
            &answer.error,
            &answer.policy_error,
            &answer.image_error,
            &answer.request_error,
        ]
        .iter()
        .any(|error| error.is_some());
    if !is_asked {
        let sentence = "The policy can be used. Give an image to see what becomes of it.".into();
        return Shown {
            class: "",
            sign: Sign::NotReached,
            word: "No image",
            sentence,
        };
    }
    match (answer.allowed, is_without_any_check(answer)) {
        (true, true) => Shown {
            class: "open",
            sign: Sign::Warning,
            word: "Allowed",
            sentence: why,
        },
        (true, false) => Shown {
            class: "allowed",
            sign: Sign::Allowed,
            word: "Allowed",
            sentence: why,
        },
        (false, _) => Shown {
            class: "refused",
            sign: Sign::Refused,
            word: "Refused",
            sentence: why,
        },
    }
}

/// Whether the engine marked every requirement as one that lets everything through.
fn is_without_any_check(answer: &Answer) -> bool {
    let nodes = answer.trace.as_deref().unwrap_or_default();
    nodes
        .iter()
        .filter(|node| node.kind == "requirement")
        .all(|node| node.outcome == Outcome::Open)
}

#[hook]
fn use_slow(is_waiting: bool) -> bool {
    let is_slow = use_state(|| false);
    {
        let is_slow = is_slow.clone();
        use_effect_with(is_waiting, move |&is_waiting| {
            is_slow.set(false);
            let timeout = is_waiting.then(|| Timeout::new(SLOW_MILLISECONDS, move || is_slow.set(true)));
            move || drop(timeout)
        });
    }
    *is_slow
}

/// The text, once it has not changed for a while.
#[hook]
fn use_calm(text: String) -> String {
    let calm = use_state(String::new);
    {
        let calm = calm.clone();
        use_effect_with(text, move |text| {
            let text = text.clone();
            let timeout = Timeout::new(CALM_MILLISECONDS, move || calm.set(text));
            move || drop(timeout)
        });
    }
    (*calm).clone()
}
