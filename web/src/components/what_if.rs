//! What if? The same question with one thing changed, each with its verdict, and a timeline of the dates at which the verdict changes.

use std::rc::Rc;

use pullgate_core::exchange::request::{format_time, parse_time};
use pullgate_core::verify::UnixTime;
use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, classes, component, html, use_state};

use super::field::text_after;
use super::icon::{Icon, Sign};
use super::words::{sentence, with_code};
use crate::details::{Details, Timeline, WhatIf as Asked};
use crate::inputs::Time;
use crate::state::{Action, Dispatcher};
use crate::text;

/// The timeline goes on behind its last date for this part of what lies before.
const BEHIND: i64 = 5;
const DAY: i64 = 24 * 60 * 60;
/// The slider has so many steps.
const STEPS: i64 = 1_000;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) details: Rc<Details>,
    pub(crate) tag: Rc<str>,
    /// The time of the question, where it is fixed.
    pub(crate) time: Option<Rc<str>>,
    /// Of which revision the details are.
    pub(crate) revision: u32,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn WhatIf(props: &Props) -> Html {
    // What is told of is kept by its words, which stay when the answers come anew.
    let shown = use_state(|| None::<String>);
    let asked = &props.details.what_if;
    if asked.is_empty() {
        return Html::default();
    }
    let chip = |asked: &Asked| {
        let sign = if asked.allowed { Sign::Allowed } else { Sign::Refused };
        let is_shown = shown.as_ref() == Some(&asked.change);
        let onclick = {
            let (shown, change) = (shown.clone(), asked.change.clone());
            Callback::from(move |_| shown.set((shown.as_ref() != Some(&change)).then(|| change.clone())))
        };
        html! {
            <button key={asked.change.clone()} type="button" class={classes!("chip", if asked.allowed { "y" } else { "x" })} aria-expanded={is_shown.to_string()} {onclick}>
                <Icon {sign} />
                <span class="visually-hidden">{ text::common::verdict_within(asked.allowed) }{ " " }</span>
                { &*asked.change }
            </button>
        }
    };
    let oninput = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&props.tag));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::SetWhatIfTag(text.trim().into()));
            }
        })
    };
    let told = asked.iter().find(|asked| shown.as_ref() == Some(&asked.change));
    html! {
        <section class="section" aria-labelledby="what-if">
            <h2 class="cap" id="what-if">{ text::what_if::TITLE }</h2>
            <div class="chips">
                { for asked.iter().map(chip) }
                <label class="chip-field">{ text::what_if::OTHER_TAG }<input value={props.tag.to_string()} size="8" spellcheck="false" autocapitalize="off" autocomplete="off" {oninput} /></label>
            </div>
            if let Some(asked) = told {
                { telling(asked, props.revision, &props.dispatcher) }
            }
            { timeline(&props.details.timeline, props) }
        </section>
    }
}

fn telling(asked: &Asked, revision: u32, dispatcher: &Dispatcher) -> Html {
    let amended = asked.amended.clone().filter(|amended| !amended.is_empty());
    let make = amended.map(|fields| {
        let (dispatcher, words) = (dispatcher.clone(), text::what_if::asked(&asked.change));
        Callback::from(move |_| {
            dispatcher.dispatch(Action::Amend {
                fields: fields.clone(),
                words: words.clone(),
                of: Some(revision),
            });
        })
    });
    html! {
        <div class="told">
            <p><b>{ text::common::verdict(asked.allowed) }</b>{ " " }{ text::what_if::with(&asked.change) }{ " " }{ with_code(&sentence(&asked.summary)) }</p>
            if let Some(error) = &asked.error {
                <p class="mono">{ &**error }</p>
            }
            if let Some(onclick) = make {
                <button type="button" class="btn" {onclick}>{ text::what_if::ASK }</button>
            }
        </div>
    }
}

/// Only where something begins or ends: a bare key has no dates.
fn timeline(timeline: &Timeline, props: &Props) -> Html {
    let Some(last) = timeline.turns.last() else {
        return Html::default();
    };
    let (from, to) = (timeline.from, last.at + ((last.at - timeline.from) / BEHIND).max(DAY));
    let span = (to - from).max(1);
    let mut parts = Vec::new();
    let (mut at, mut allowed) = (from, timeline.allowed);
    for turn in &timeline.turns {
        parts.push((at, turn.at, allowed));
        (at, allowed) = (turn.at, turn.allowed);
    }
    parts.push((at, to, allowed));
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    let share = |seconds: i64| seconds as f64 / span as f64;
    let part = |(start, end, allowed): &(i64, i64, bool)| {
        html! { <rect class={if *allowed { "a" } else { "r" }} x={format!("{:.2}%", share(start - from) * 100.0)} width={format!("{:.2}%", share(end - start) * 100.0)} height="100%" /> }
    };
    let turns: Vec<_> = timeline.turns.iter().map(|turn| (turn.allowed, day(turn.at))).collect();
    let words = text::what_if::timeline(timeline.allowed, &day(from), &turns);
    let now = props
        .time
        .as_deref()
        .and_then(parse_time)
        .map_or(from, |time| time.0)
        .clamp(from, to);
    let value = (now - from).saturating_mul(STEPS) / span;
    let oninput = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let step: i64 = input.value().parse().unwrap_or_default();
            let time = UnixTime(from + span.saturating_mul(step) / STEPS);
            if let Some(text) = format_time(time) {
                dispatcher.dispatch(Action::SetTime(Time::Fixed(text.into())));
            }
        })
    };
    let go = |at: i64| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| {
            if let Some(text) = format_time(UnixTime(at)) {
                dispatcher.dispatch(Action::SetTime(Time::Fixed(text.into())));
            }
        })
    };
    html! {
        <div class="time">
            <p class="about">{ words }</p>
            <svg class="bar" aria-hidden="true" preserveAspectRatio="none">{ for parts.iter().map(part) }</svg>
            <input
                type="range"
                id="timeline"
                min="0"
                max={STEPS.to_string()}
                value={value.to_string()}
                aria-label={text::settings::TIME}
                aria-valuetext={day(now)}
                {oninput}
            />
            <div class="ticks">
                <button type="button" class="where" onclick={go(from)}>{ day(from) }</button>
                { for timeline.turns.iter().map(|turn| html! { <button type="button" class="where" title={sentence(&turn.summary)} onclick={go(turn.at)}>{ day(turn.at) }</button> }) }
            </div>
        </div>
    }
}

fn day(at: i64) -> String {
    let text = format_time(UnixTime(at)).unwrap_or_default();
    text.split_once('T').map_or_else(|| text.clone(), |(day, _)| day.into())
}
