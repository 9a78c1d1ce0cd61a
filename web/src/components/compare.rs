//! Two policies side by side: for which images the verdict changes.

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, UseReducerHandle, classes, component, html};

use super::field::text_after;
use super::icon::{Icon, Sign};
use super::words::{sentence, with_code};
use pullgate_core::exchange::compare::IMAGES;

use crate::compared::{Row, Side, Verdict};
use crate::state::{Action, Comparison, State};

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
        let (dispatcher, policy) = (state.dispatcher(), state.inputs.policy.text.clone().unwrap_or_default());
        Callback::from(move |_| {
            dispatcher.dispatch(Action::EditCompared {
                policy: Some(policy.to_string()),
                images: None,
            });
        })
    };
    html! {
        <section id="compare" class="compare" aria-label="Compare two policies">
            <div class="compare-head">
                <h2>{ "Compare" }</h2>
                <p class="about">
                    { "Each image under the policy on the left and under the one below, with the manifest, signatures and keys that are given. Verdicts of a list of images, not yet the comparison of everything that two policies say: what no image of the list shows is not seen." }
                </p>
                <button type="button" class="btn" onclick={close}>{ "Leave" }</button>
            </div>
            <div class="compare-inputs">
                <div>
                    <label class="cap" for="other-policy">{ "The other policy" }</label>
                    <textarea id="other-policy" class="input area tall" value={comparison.policy.to_string()} spellcheck="false" autocapitalize="off" autocomplete="off" oninput={edit(true, &comparison.policy)} />
                    <p class="actions"><button type="button" class="btn small" onclick={again}>{ "Begin with the policy as it is" }</button></p>
                </div>
                <div>
                    <label class="cap" for="compared-images">{ "Images, one a line; empty for one of each scope" }</label>
                    <textarea id="compared-images" class="input area tall" value={comparison.images.to_string()} spellcheck="false" autocapitalize="off" autocomplete="off" oninput={edit(false, &comparison.images)} />
                </div>
            </div>
            { outcome(comparison) }
        </section>
    }
}

fn outcome(comparison: &Comparison) -> Html {
    let Some(compared) = &comparison.compared else {
        return html! { <p class="about">{ "Comparing…" }</p> };
    };
    let changed: Vec<&Row> = compared
        .rows
        .iter()
        .filter(|row| row.before.verdict != row.after.verdict)
        .collect();
    let same: Vec<&Row> = compared
        .rows
        .iter()
        .filter(|row| row.before.verdict == row.after.verdict)
        .collect();
    let opened = changed
        .iter()
        .filter(|row| row.before.verdict == Verdict::Refused)
        .count();
    html! {
        <>
            if let Some(error) = &compared.other_error {
                <p class="wrong" role="alert">{ format!("The other policy cannot be used: {error}. It refuses every image.") }</p>
            }
            <p role="status">
                <b>{ match changed.len() {
                    0 => "No verdict changes".to_owned(),
                    1 => "1 verdict changes".into(),
                    count => format!("{count} verdicts change"),
                } }</b>
                { format!(" of {} images", compared.rows.len()) }
                if opened > 0 { { format!("; {opened} pass that did not") } }
                { "." }
                if compared.rows.len() == IMAGES { { format!(" Only the first {IMAGES} were asked about.") } }
            </p>
            if !compared.rows.is_empty() {
                <div class="table" tabindex="0" role="region" aria-label="Verdicts">
                <table>
                    <thead><tr><th scope="col">{ "Image" }</th><th scope="col">{ "Now" }</th><th scope="col">{ "With the other policy" }</th></tr></thead>
                    <tbody>{ for changed.into_iter().chain(same).map(row) }</tbody>
                </table>
                </div>
            }
        </>
    }
}

fn row(row: &Row) -> Html {
    let is_changed = row.before.verdict != row.after.verdict;
    html! {
        <tr key={row.image.clone()} class={classes!(is_changed.then_some("changed"))}>
            <th scope="row" class="mono">{ &*row.image }</th>
            { side(&row.before) }
            { side(&row.after) }
        </tr>
    }
}

fn side(side: &Side) -> Html {
    let (sign, words, class) = match side.verdict {
        Verdict::Allowed => (Sign::Allowed, "allowed", "ok"),
        Verdict::Open => (Sign::Warning, "unchecked", "open"),
        Verdict::Refused => (Sign::Refused, "refused", "no"),
    };
    html! {
        <td class={class}>
            <span class="side"><Icon {sign} />{ words }</span>
            if !side.scope.is_empty() {
                { " " }<span class="note">{ "by " }<span class="mono">{ &*side.scope }</span></span>
            }
            <p class="note">{ with_code(&sentence(&side.summary)) }</p>
        </td>
    }
}
