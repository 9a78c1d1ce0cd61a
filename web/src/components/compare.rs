//! Two policies side by side: for which images the verdict changes.

use std::iter::repeat;

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, UseReducerHandle, classes, component, html};

use super::field::text_after;
use super::icon::{Icon, Sign};
use super::words::{sentence, with_code};
use pullgate_core::exchange::compare::IMAGES;

use crate::compared::{Expected, Row, Side, Verdict, listed};
use crate::state::{Action, Comparison, State};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) comparison: Comparison,
}

#[component]
pub(crate) fn Compare(props: &Props) -> Html {
    let (state, comparison) = (&props.state, &props.comparison);
    let edit = |is_policy: bool, before: &str| {
        let (dispatcher, before) = (state.dispatcher(), before.to_owned());
        Callback::from(move |event: InputEvent| {
            let Some(text) = text_after(&event, &before) else {
                return;
            };
            dispatcher.dispatch(if is_policy {
                Action::EditCompared {
                    policy: Some(text),
                    images: None,
                }
            } else {
                Action::EditCompared {
                    policy: None,
                    images: Some(text),
                }
            });
        })
    };
    let close = {
        let dispatcher = state.dispatcher();
        Callback::from(move |_| dispatcher.dispatch(Action::CompareWith(None)))
    };
    let again = {
        let (dispatcher, policy) = (
            state.dispatcher(),
            state.inputs.policy_in_force().text.clone().unwrap_or_default(),
        );
        Callback::from(move |_| {
            dispatcher.dispatch(Action::EditCompared {
                policy: Some(policy.to_string()),
                images: None,
            });
        })
    };
    html! {
        <section id="compare" class="compare" aria-label={text::compare::LABEL}>
            <div class="compare-head">
                <h2>{ text::compare::TITLE }</h2>
                <p class="about">{ with_code(text::compare::ABOUT) }</p>
                <button type="button" class="btn" onclick={close}>{ text::compare::LEAVE }</button>
            </div>
            <div class="compare-inputs">
                <div>
                    <label class="cap" for="other-policy">{ text::compare::OTHER_POLICY }</label>
                    <textarea id="other-policy" class="input area tall" value={comparison.policy.to_string()} spellcheck="false" autocapitalize="off" autocomplete="off" oninput={edit(true, &comparison.policy)} />
                    <p class="actions"><button type="button" class="btn small" onclick={again}>{ text::compare::BEGIN_AGAIN }</button></p>
                </div>
                <div>
                    <label class="cap" for="compared-images">{ text::compare::IMAGES }</label>
                    <textarea id="compared-images" class="input area tall" value={comparison.images.to_string()} spellcheck="false" autocapitalize="off" autocomplete="off" oninput={edit(false, &comparison.images)} />
                </div>
            </div>
            { outcome(comparison) }
        </section>
    }
}

fn outcome(comparison: &Comparison) -> Html {
    let Some(compared) = &comparison.compared else {
        return html! { <p class="about">{ text::compare::UNDER_WAY }</p> };
    };
    // Without a list, the images are those of the scopes.
    let expected = listed(&comparison.images).map(|line| line.expected).chain(repeat(None));
    let rows: Vec<(&Row, Option<Expected>)> = compared.rows.iter().zip(expected).collect();
    let (changed, same): (Vec<_>, Vec<_>) = rows
        .iter()
        .copied()
        .partition(|(row, _)| row.before.verdict != row.after.verdict);
    let opened = changed
        .iter()
        .filter(|(row, _)| row.before.verdict == Verdict::Refused)
        .count();
    html! {
        <>
            if let Some(error) = &compared.other_error {
                <p class="wrong" role="alert">{ text::compare::other_is_wrong(error) }</p>
            }
            <p role="status">
                <b>{ text::compare::changes(changed.len()) }</b>{ " " }
                { text::compare::of_images(compared.rows.len(), opened) }
                if compared.rows.len() == IMAGES { { " " }{ text::compare::only_the_first(IMAGES) } }
                { expectations(&rows) }
            </p>
            if !compared.rows.is_empty() {
                <div class="table" tabindex="0" role="region" aria-label={text::compare::TABLE}>
                <table>
                    <thead><tr><th scope="col">{ text::compare::COLUMN_IMAGE }</th><th scope="col">{ text::compare::COLUMN_BEFORE }</th><th scope="col">{ text::compare::COLUMN_AFTER }</th></tr></thead>
                    <tbody>{ for changed.into_iter().chain(same).map(row) }</tbody>
                </table>
                </div>
            }
        </>
    }
}

/// How many images become what was expected of them.
fn expectations(rows: &[(&Row, Option<Expected>)]) -> Html {
    let expected: Vec<(&Row, Expected)> = rows
        .iter()
        .filter_map(|(row, expected)| Some((*row, (*expected)?)))
        .collect();
    if expected.is_empty() {
        return Html::default();
    }
    let before = expected.iter().filter(|(row, is)| is.holds(row.before.verdict)).count();
    let after = expected.iter().filter(|(row, is)| is.holds(row.after.verdict)).count();
    html! { <>{ " " }{ text::compare::as_expected(before, after, expected.len()) }</> }
}

fn row((row, expected): (&Row, Option<Expected>)) -> Html {
    let is_changed = row.before.verdict != row.after.verdict;
    html! {
        <tr key={row.image.clone()} class={classes!(is_changed.then_some("changed"))}>
            <th scope="row" class="mono">{ &*row.image }</th>
            { side(&row.before, expected) }
            { side(&row.after, expected) }
        </tr>
    }
}

/// A verdict in a table: its sign, its word, and how it is coloured.
pub(super) fn shown(verdict: Verdict) -> (Sign, &'static str, &'static str) {
    match verdict {
        Verdict::Allowed => (Sign::Allowed, text::compare::ALLOWED, "ok"),
        Verdict::Open => (Sign::Warning, text::compare::OPEN, "open"),
        Verdict::Refused => (Sign::Refused, text::compare::REFUSED, "no"),
    }
}

fn side(side: &Side, expected: Option<Expected>) -> Html {
    let (sign, words, class) = shown(side.verdict);
    let expected = expected.map(|expected| {
        if expected.holds(side.verdict) {
            html! { <span class="tag ok">{ text::compare::EXPECTED }</span> }
        } else {
            html! { <span class="tag no">{ text::compare::NOT_EXPECTED }</span> }
        }
    });
    html! {
        <td class={class}>
            <span class="side"><Icon {sign} />{ words }</span>
            if let Some(expected) = expected { { " " }{ expected } }
            if !side.scope.is_empty() {
                { " " }<span class="note">{ with_code(&text::compare::by_scope(&side.scope)) }</span>
            }
            <p class="note">{ with_code(&sentence(&side.summary)) }</p>
        </td>
    }
}
