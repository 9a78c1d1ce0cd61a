//! The test suite, and how it falls out under the policy as it is.

use std::rc::Rc;

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, UseReducerHandle, classes, component, html};

use super::compare::shown;
use super::field::text_after;
use super::icon::{Icon, Sign};
use super::share::save;
use super::words::{sentence, with_code};
use crate::share::suite_zip;
use crate::state::{Action, Dispatcher, State, Tone};
use crate::suite::{Outcome, Test, Tested};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Suite(props: &Props) -> Html {
    let state = &props.state;
    let suite = &state.suite;
    let dispatch = |action: Action| {
        let dispatcher = state.dispatcher();
        Callback::from(move |_| dispatcher.dispatch(action.clone()))
    };
    let oninput = {
        let (dispatcher, before) = (state.dispatcher(), Rc::clone(&suite.text));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditSuite(text));
            }
        })
    };
    let download = {
        let state = state.clone();
        Callback::from(move |_| {
            let words = match suite_zip(&state.suite, &state.inputs) {
                Ok(bytes) => return save("pullgate-suite.zip", &bytes),
                Err(error) => error.words(),
            };
            state.dispatch(Action::Notify(Tone::Refused, words));
        })
    };
    let tested = suite.tested.as_deref().filter(|_| suite.is_there());
    let has_errors = tested.is_some_and(|tested| !tested.suite_errors.is_empty());
    html! {
        <section id="tests" class="compare tests" aria-label={text::suite::LABEL}>
            <div class="compare-head">
                <h2>{ text::suite::TITLE }</h2>
                <p class="about">{ with_code(text::suite::ABOUT) }</p>
                <button type="button" class="btn" onclick={dispatch(Action::ShowTests(false))}>{ text::compare::LEAVE }</button>
            </div>
            <div class="tests-body">
                <div>
                    <label class="cap" for="suite">{ text::suite::FIELD }</label>
                    <textarea id="suite" class="input area tall" value={suite.text.to_string()} placeholder={text::suite::EXAMPLE} spellcheck="false" autocapitalize="off" autocomplete="off" aria-invalid={has_errors.then_some("true")} aria-describedby={has_errors.then_some("suite-errors")} {oninput} />
                    if let Some(tested) = tested {
                        { errors(tested) }
                    }
                    <p class="actions">
                        <button type="button" class="btn small" id="keep-test" disabled={state.question.is_err()} title={state.question.is_err().then_some(text::suite::NO_QUESTION)} onclick={dispatch(Action::KeepAsTest)}>{ text::suite::KEEP }</button>
                        <button type="button" class="btn small" id="save-suite" disabled={!suite.is_there()} onclick={download}>{ text::suite::SAVE }</button>
                        <a href="codes/suites.html" target="_blank">{ text::suite::ABOUT_LINK }</a>
                    </p>
                </div>
                <div>
                    { match tested {
                        Some(tested) => html! { <>{ missing(tested) }{ outcome(tested, &state.dispatcher()) }</> },
                        None if suite.is_there() => html! { <p class="about" role="status">{ text::suite::UNDER_WAY }</p> },
                        None => Html::default(),
                    } }
                </div>
            </div>
        </section>
    }
}

fn errors(tested: &Tested) -> Html {
    if tested.suite_errors.is_empty() {
        return Html::default();
    }
    html! {
        <div id="suite-errors" role="status">
            <ul class="plain">
                { for tested.suite_errors.iter().map(|error| html! {
                    <li class="wrong">
                        { with_code(&sentence(&error.words())) }
                        if let Some(help) = &error.help {
                            { " " }<span class="note">{ with_code(&sentence(help)) }</span>
                        }
                    </li>
                }) }
            </ul>
        </div>
    }
}

/// What the suite names and nobody has brought.
fn missing(tested: &Tested) -> Html {
    let missing: Vec<_> = tested.needed.iter().filter(|needed| !needed.is_there).collect();
    if missing.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <p class="cap">{ text::suite::MISSING }</p>
            <ul class="plain missing">{ for missing.iter().map(|needed| html! { <li class="mono">{ &*needed.path }</li> }) }</ul>
        </>
    }
}

fn outcome(tested: &Tested, dispatcher: &Dispatcher) -> Html {
    if tested.tests.is_empty() {
        return Html::default();
    }
    let untested: Vec<String> = tested
        .untested
        .iter()
        .map(|scope| text::suite::scope(&scope.transport, &scope.scope))
        .collect();
    let mut tests: Vec<(usize, &Test)> = tested.tests.iter().enumerate().collect();
    // What needs looking at comes first.
    tests.sort_by_key(|(_, test)| test.outcome);
    html! {
        <>
            <p role="status">
                <b>{ text::suite::passed(tested.passed, tested.tests.len()) }</b>
                if tested.broken > 0 { { " " }{ text::suite::broken(tested.broken) } }
                if !untested.is_empty() { { " " }{ with_code(&text::suite::untested(&untested)) } }
            </p>
            <div class="table" tabindex="0" role="region" aria-label={text::suite::TABLE}>
            <table>
                <thead><tr><th scope="col">{ text::suite::COLUMN_TEST }</th><th scope="col">{ text::suite::COLUMN_FOUND }</th></tr></thead>
                <tbody>{ for tests.into_iter().map(|(index, test)| row(index, test, dispatcher)) }</tbody>
            </table>
            </div>
        </>
    }
}

fn row(index: usize, test: &Test, dispatcher: &Dispatcher) -> Html {
    let open = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::OpenTest(index)))
    };
    let (class, words) = match test.outcome {
        Outcome::Passed => ("ok", text::suite::PASSED),
        Outcome::Failed => ("no", text::suite::FAILED),
        Outcome::Broken => ("open", text::suite::BROKEN),
    };
    html! {
        <tr key={index} class={classes!((test.outcome != Outcome::Passed).then_some("changed"))}>
            <th scope="row">
                <span class={classes!("tag", class)}>{ words }</span>{ " " }
                <button type="button" class="link" title={text::suite::ASK} onclick={open}>{ &*test.name }</button>
                if test.name != test.image { <p class="note mono">{ &*test.image }</p> }
            </th>
            { found(test) }
        </tr>
    }
}

fn found(test: &Test) -> Html {
    let unknown = (Sign::Warning, text::suite::BROKEN, "open");
    let (sign, words, class) = test.verdict.map_or(unknown, shown);
    let scope = test.scope.as_deref().filter(|scope| !scope.is_empty());
    let reason = test.problem.as_ref().or(test.why.as_ref()).or(test.summary.as_ref());
    html! {
        <td class={class}>
            <span class="side"><Icon {sign} />{ words }</span>
            if let Some(scope) = scope {
                { " " }<span class="note">{ with_code(&text::compare::by_scope(scope)) }</span>
            }
            { for test.unmet.iter().map(|unmet| html! { <p>{ with_code(&sentence(&text::suite::unmet(&unmet.field, &unmet.expected, &unmet.found))) }</p> }) }
            if let Some(reason) = reason {
                <p class="note">{ with_code(&sentence(reason)) }</p>
            }
            if let Some(remedy) = test.remedy.as_ref().filter(|_| test.outcome == Outcome::Failed) {
                <p class="note"><b>{ text::suite::REMEDY }</b>{ " " }{ with_code(&sentence(remedy)) }</p>
            }
        </td>
    }
}
