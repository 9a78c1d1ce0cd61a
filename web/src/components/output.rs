//! What came of it: the decision as a tree, the log, the answer as data.

use std::rc::Rc;

use yew::{Html, Properties, UseReducerHandle, component, html};

use super::json::Json;
use super::log::Log;
use super::report::Report;
use super::settings::now;
use super::tabs::{Tab, Tabs};
use super::tree::Tree;
use super::ways::Ways;
use super::what_if::WhatIf;
use crate::answer::Answer;
use crate::inputs::Time;
use crate::state::{Action, OutputTab, State};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Output(props: &Props) -> Html {
    let state = &props.state;
    let dispatcher = state.dispatcher();
    let on_show = {
        let dispatcher = dispatcher.clone();
        move |tab| dispatcher.dispatch(Action::ShowOutput(tab))
    };
    let tab = |value, id, title| Tab {
        value,
        id,
        title,
        note: None,
        has_error: false,
    };
    let tabs = vec![
        tab(OutputTab::Decision, "decision-tab", text::output::DECISION),
        tab(OutputTab::Log, "log-tab", text::output::LOG),
        tab(OutputTab::Report, "report-tab", text::output::REPORT),
        tab(OutputTab::Json, "json-tab", text::output::JSON),
    ];
    // Until the next ones come, the last are shown: they are of the inputs as they were a moment ago.
    let details = state.details.as_ref().map(|(_, details)| Rc::clone(details));
    // What was answered before is no answer to what is asked now.
    let answered = state.answered.as_ref().filter(|_| state.question.is_ok());
    let (id, content) = match (answered, state.output_tab) {
        (None, tab) => (
            match tab {
                OutputTab::Decision => "decision-tab",
                OutputTab::Json => "json-tab",
                OutputTab::Log => "log-tab",
                OutputTab::Report => "report-tab",
            },
            html! { <p class="pad about">{ if state.question.is_err() { text::output::NOTHING_ASKED } else { "" } }</p> },
        ),
        (Some(answered), OutputTab::Decision) => (
            "decision-tab",
            html! {
                <>
                    { errors(&answered.answer) }
                    <Tree {answered} loads={state.loads} is_explained={details.is_some()} selected={state.selected.clone()} closed={state.closed.clone()} {dispatcher} />
                    if let Some(details) = &details {
                        <Ways details={details.clone()} is_current={state.current_details().is_some()} revision={details_of(state)} dispatcher={state.dispatcher()} />
                        <WhatIf details={details.clone()} tag={state.what_if_tag.clone()} time={fixed_time(state)} revision={details_of(state)} dispatcher={state.dispatcher()} />
                    }
                    <p class="took">{ text::output::took(answered.microseconds) }</p>
                </>
            },
        ),
        (Some(answered), OutputTab::Log) => (
            "log-tab",
            html! { <Log {answered} time={fixed_time(state).unwrap_or_else(|| now().into())} /> },
        ),
        (Some(answered), OutputTab::Report) => (
            "report-tab",
            html! { <Report inputs={state.inputs.clone()} {answered} {details} /> },
        ),
        (Some(answered), OutputTab::Json) => (
            "json-tab",
            html! { <Json {answered} request={state.question.clone().ok()} /> },
        ),
    };
    html! {
        <section id="decision" class="pane output" aria-label={text::output::LABEL} tabindex="-1">
            <Tabs<OutputTab> label={text::output::LABEL} {tabs} shown={state.output_tab} {on_show} />
            <div id={format!("{id}-panel")} class="panel" role="tabpanel" aria-labelledby={id}>{ content }</div>
        </section>
    }
}

/// The reference's texts, which are what one searches for.
fn errors(answer: &Answer) -> Html {
    let errors = [
        (text::output::ERROR, &answer.error),
        (text::output::POLICY_ERROR, &answer.policy_error),
        (text::output::IMAGE_ERROR, &answer.image_error),
        (text::output::REQUEST_ERROR, &answer.request_error),
    ];
    let errors = errors
        .into_iter()
        .filter_map(|(label, error)| Some((label, error.as_deref()?)));
    html! {
        { for errors.map(|(label, error)| html! {
            <div class="error-text">
                <p class="cap">
                    { label }
                    if let Some(class) = &answer.error_class {
                        { " " }<span class="tag">{ &**class }</span>
                    }
                </p>
                <p class="mono">{ error }</p>
            </div>
        }) }
    }
}

/// The revision of what is known besides.
fn details_of(state: &State) -> u32 {
    state.details.as_ref().map_or(0, |(revision, _)| *revision)
}

fn fixed_time(state: &State) -> Option<Rc<str>> {
    match &state.inputs.time {
        Time::Fixed(text) => Some(Rc::clone(text)),
        Time::Now => None,
    }
}
