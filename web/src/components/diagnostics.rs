//! What is wrong with what was given, or worth knowing, each with its place.

use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Sign};
use super::words::{sentence, with_code};
use crate::answer::{Diagnostic, Label, Severity};
use crate::state::{Action, Dispatcher};
use crate::text;

const SHOWN_AT_MOST: usize = 50;
/// What a fix writes is told up to this length.
const FIX_SHOWN: usize = 60;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) diagnostics: Vec<Diagnostic>,
    #[prop_or("policy-findings")]
    pub(crate) id: &'static str,
    #[prop_or(text::diagnostics::LABEL)]
    pub(crate) label: &'static str,
    /// Of which revision they are.
    pub(crate) revision: u32,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Diagnostics(props: &Props) -> Html {
    let count = props.diagnostics.len();
    html! {
        <ul id={props.id} class="diagnostics" aria-label={props.label}>
            { for props.diagnostics.iter().take(SHOWN_AT_MOST).map(|diagnostic| finding(diagnostic, props.revision, &props.dispatcher)) }
            if count > SHOWN_AT_MOST {
                <li class="diag">{ text::common::more(count - SHOWN_AT_MOST) }</li>
            }
        </ul>
    }
}

fn finding(diagnostic: &Diagnostic, revision: u32, dispatcher: &Dispatcher) -> Html {
    let (class, sign, word) = match diagnostic.severity {
        Severity::Error => ("error", Sign::Refused, Some(text::diagnostics::ERROR)),
        Severity::Information => ("information", Sign::NotReached, None),
        Severity::Warning => ("warning", Sign::Warning, Some(text::diagnostics::WARNING)),
    };
    html! {
        <li class={classes!("diag", class)}>
            <Icon {sign} />
            <div>
                if let Some(word) = word {
                    <span class="visually-hidden">{ word }{ " " }</span>
                }
                { with_code(&sentence(&diagnostic.message)) }{ " " }
                <a class="code-name" href={format!("codes/{}.html", diagnostic.code)} target="_blank">{ &*diagnostic.code }</a>
                { for diagnostic.labels.iter().map(|label| place(label, dispatcher)) }
                { for diagnostic.help.iter().map(|help| html! { <p class="help">{ with_code(&sentence(help)) }</p> }) }
                if !diagnostic.edits.is_empty() {
                    { fix(diagnostic, revision, dispatcher) }
                }
            </div>
        </li>
    }
}

/// A quick fix: what it writes, and a button.
fn fix(diagnostic: &Diagnostic, revision: u32, dispatcher: &Dispatcher) -> Html {
    let onclick = {
        let (dispatcher, edits) = (dispatcher.clone(), diagnostic.edits.clone());
        let words = text::diagnostics::fixed(&sentence(&diagnostic.message));
        Callback::from(move |_| {
            dispatcher.dispatch(Action::ChangeTexts {
                edits: edits.clone(),
                words: words.clone(),
                of: revision,
            });
        })
    };
    let written: Vec<&str> = diagnostic
        .edits
        .iter()
        .map(|edit| edit.insert.trim())
        .filter(|insert| !insert.is_empty())
        .collect();
    let what = match written.as_slice() {
        [] => text::diagnostics::takes_out(diagnostic.is_safe),
        [one] if one.len() <= FIX_SHOWN && !one.contains('\n') => text::diagnostics::writes(one, diagnostic.is_safe),
        _ => text::diagnostics::changes_text(diagnostic.is_safe),
    };
    html! {
        <p class="fix">
            <button type="button" class="btn small" aria-label={text::diagnostics::fix(&diagnostic.message)} {onclick}>{ text::diagnostics::FIX }</button>
            <span class="note">{ what }</span>
        </p>
    }
}

fn place(label: &Label, dispatcher: &Dispatcher) -> Html {
    let span = &label.span;
    let words = format!("{}:{}", span.line, span.column);
    let place = if span.is_in_policy() {
        let (dispatcher, offset) = (dispatcher.clone(), span.start);
        let onclick = Callback::from(move |_| dispatcher.dispatch(Action::JumpTo(offset)));
        html! { <button type="button" class="where" aria-label={text::diagnostics::go_to(span.line, span.column)} {onclick}>{ words }</button> }
    } else {
        html! { <span class="mono">{ format!("{}:{words}", span.file) }</span> }
    };
    html! {
        <>
            { " " }{ place }
            if let Some(message) = &label.message {
                { " " }<span class="note">{ &**message }</span>
            }
        </>
    }
}
