//! The answer and the question as data, as the command and the npm package give and take them.

use std::rc::Rc;

use pullgate_core::exchange::{Request, request_json};
use yew::{Html, Properties, component, html};

use super::copy::Copy;
use super::words::bytes;
use crate::state::Answered;

/// More is copied, and not shown.
const SHOWN_AT_MOST: usize = 64 << 10;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Rc<Answered>,
    pub(crate) request: Option<Rc<Request>>,
}

#[component]
pub(crate) fn Json(props: &Props) -> Html {
    let request = props
        .request
        .as_deref()
        .filter(|request| size(request) <= 1 << 20)
        .map(request_json);
    html! {
        <div class="pad stack">
            <h2 class="cap">{ "The answer" }</h2>
            { shown(&props.answered.json) }
            <p class="actions"><Copy text={Rc::<str>::from(&*props.answered.json)} words="Copy the answer" /></p>
            <h2 class="cap">{ "The question" }</h2>
            if let Some(request) = request {
                <p class="about">{ "One line for " }<code>{ "pullgate evaluate --jsonl" }</code>{ "." }</p>
                { shown(&request) }
                <p class="actions"><Copy text={Rc::<str>::from(request)} words="Copy the question" /></p>
            } else {
                <p class="about">{ "Too large to be written here." }</p>
            }
        </div>
    }
}

fn shown(text: &str) -> Html {
    let end = text.floor_char_boundary(SHOWN_AT_MOST);
    html! {
        <>
            <pre class="data" tabindex="0">{ &text[..end] }</pre>
            if end < text.len() {
                <p class="about">{ format!("The first {} of {}.", bytes(end), bytes(text.len())) }</p>
            }
        </>
    }
}

fn size(request: &Request) -> usize {
    let files = request.files.values().map(Vec::len).sum::<usize>();
    request.policy.len()
        + request.manifest.as_ref().map_or(0, Vec::len)
        + request.signatures.iter().map(Vec::len).sum::<usize>()
        + files
}
