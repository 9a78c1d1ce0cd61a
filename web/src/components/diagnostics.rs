//! What is wrong with what was given, or worth knowing, each with its place.

use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Sign};
use super::words::{grouped, sentence};
use crate::answer::{Diagnostic, Label, Severity};
use crate::state::{Action, Dispatcher};

const SHOWN_AT_MOST: usize = 50;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Diagnostics(props: &Props) -> Html {
    let count = props.diagnostics.len();
    html! {
        <ul id="policy-findings" class="diagnostics" aria-label="Findings">
            { for props.diagnostics.iter().take(SHOWN_AT_MOST).map(|diagnostic| finding(diagnostic, &props.dispatcher)) }
            if count > SHOWN_AT_MOST {
                <li class="diag">{ format!("And {} more.", grouped(count - SHOWN_AT_MOST)) }</li>
            }
        </ul>
    }
}

fn finding(diagnostic: &Diagnostic, dispatcher: &Dispatcher) -> Html {
    let (class, sign, word) = match diagnostic.severity {
        Severity::Error => ("error", Sign::Refused, "Error: "),
        Severity::Information => ("information", Sign::NotReached, ""),
        Severity::Warning => ("warning", Sign::Warning, "Warning: "),
    };
    html! {
        <li class={classes!("diag", class)}>
            <Icon {sign} />
            <div>
                <span class="visually-hidden">{ word }</span>
                { sentence(&diagnostic.message) }{ " " }
                <a class="code-name" href={format!("codes/{}.html", diagnostic.code)} target="_blank">{ &*diagnostic.code }</a>
                { for diagnostic.labels.iter().map(|label| place(label, dispatcher)) }
                { for diagnostic.help.iter().map(|help| html! { <p class="help">{ sentence(help) }</p> }) }
            </div>
        </li>
    }
}

fn place(label: &Label, dispatcher: &Dispatcher) -> Html {
    let span = &label.span;
    let words = format!("{}:{}", span.line, span.column);
    let place = if span.is_in_policy() {
        let (dispatcher, offset) = (dispatcher.clone(), span.start);
        let onclick = Callback::from(move |_| dispatcher.dispatch(Action::JumpTo(offset)));
        html! { <button type="button" class="where" aria-label={format!("Go to line {}, column {}", span.line, span.column)} {onclick}>{ words }</button> }
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
