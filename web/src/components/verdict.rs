//! The verdict: one line that no one can misread.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::{Callback, Html, Properties, classes, component, hook, html, use_effect_with, use_state};

use super::focus::focus_later;
use super::icon::{Icon, Sign};
use super::ways::apply;
use super::words::{sentence, with_code};
use crate::answer::{Answer, Explanation};
use crate::details::Details;
use crate::state::{Action, Answered, Dispatcher, OutputTab};
use crate::text;

/// An evaluation that takes longer is said to be under way.
const SLOW_MILLISECONDS: u32 = 150;
/// A screen reader is told once the typing has stopped, not at each key.
const CALM_MILLISECONDS: u32 = 700;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Option<Rc<Answered>>,
    /// Whether the answer is of the inputs as they are.
    pub(crate) is_current: bool,
    /// What is known besides, though it may be of an earlier revision.
    pub(crate) details: Option<Rc<Details>>,
    /// Whether it is of the inputs as they are.
    pub(crate) is_explained: bool,
    /// Of which revision it is.
    pub(crate) revision: u32,
    pub(crate) not_asked: Option<Rc<str>>,
    pub(crate) stopped: Option<Rc<str>>,
    pub(crate) dispatcher: Dispatcher,
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
    let mut shown = shown(props);
    let explanation = props.details.as_ref().and_then(|details| details.explanation.as_ref());
    if let (true, Some(cause)) = (
        shown.class == "refused" && props.is_explained,
        explanation.and_then(|explanation| explanation.causes.first()),
    ) {
        shown.sentence = sentence(&cause.text);
    }
    let announced = use_calm(text::verdict::announced(shown.word, &shown.sentence));
    html! {
        <section
            class={classes!("verdict", shown.class)}
            aria-label={text::verdict::LABEL}
            aria-busy={is_slow.to_string()}
            data-current={props.is_current.to_string()}
            data-revision={props.answered.as_ref().map(|answered| answered.revision.to_string())}
            data-known={props.details.is_some().to_string()}
            data-explained={(props.is_current && props.is_explained).to_string()}
        >
            <p class="sign"><Icon sign={shown.sign} /><span>{ shown.word }</span></p>
            <p class="why">{ with_code(&shown.sentence) }</p>
            <p class="busy">{ if is_slow { text::verdict::UNDER_WAY } else { "" } }</p>
            if let Some(explanation) = explanation.filter(|_| shown.class == "refused") {
                { remedy(explanation, props) }
            }
            <p class="visually-hidden" role="status">{ announced }</p>
        </section>
    }
}

/// The first way to make it pass, and where the others are.
fn remedy(explanation: &Explanation, props: &Props) -> Html {
    let dispatcher = &props.dispatcher;
    let remedies = &explanation.remedies;
    let first = remedies
        .iter()
        .find(|remedy| remedy.verified && remedy.apply)
        .or_else(|| remedies.first());
    let Some(first) = first else { return Html::default() };
    let others = remedies.len() - 1;
    let show = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| {
            dispatcher.dispatch(Action::ShowOutput(OutputTab::Decision));
            focus_later("ways");
        })
    };
    html! {
        <div class="remedy">
            if first.verified {
                <span class="tag ok" title={text::verdict::VERIFIED_WHY}>{ text::ways::VERIFIED }</span>
            }
            <span class="remedy-text">
                { with_code(&sentence(&first.text)) }
                if let Some(opens) = &first.opens {
                    { " " }<span class="opens">{ text::ways::opens(opens) }</span>
                }
            </span>
            if first.apply && first.amended.is_some() {
                <button type="button" class="btn primary" id="apply" disabled={!props.is_explained} onclick={apply(first, props.revision, dispatcher)}>{ text::ways::APPLY }</button>
            }
            if others > 0 || first.command.is_some() {
                <button type="button" class="btn quiet" onclick={show}>
                    { match others { 0 => text::verdict::SHOW_COMMAND.to_owned(), others => text::verdict::other_ways(others) } }
                </button>
            }
        </div>
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
        return open(text::verdict::NO_VERDICT, text::verdict::engine_stopped(words));
    }
    if let Some(words) = &props.not_asked {
        return open(text::verdict::NO_VERDICT, text::verdict::not_asked(words));
    }
    match &props.answered {
        Some(answered) => shown_answer(&answered.answer),
        None => Shown {
            class: "",
            sign: Sign::NotReached,
            word: text::verdict::FIRST_EVALUATION,
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
    let shown = |class, sign, word, sentence| Shown {
        class,
        sign,
        word,
        sentence,
    };
    if !is_asked {
        let sentence = text::verdict::NO_IMAGE_WHY.into();
        return shown("", Sign::NotReached, text::verdict::NO_IMAGE, sentence);
    }
    let verdict = text::common::verdict(answer.allowed);
    match (answer.allowed, answer.is_without_any_check()) {
        (true, true) => shown("open", Sign::Warning, verdict, why),
        (true, false) => shown("allowed", Sign::Allowed, verdict, why),
        (false, _) => shown("refused", Sign::Refused, verdict, why),
    }
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
