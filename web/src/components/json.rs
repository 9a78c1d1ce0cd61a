//! The answer and the question as data, as the command and the npm package give and take them.

use std::rc::Rc;

use pullgate_core::exchange::{Request, request_json};
use yew::{Html, Properties, component, html};

use super::copy::Copy;
use super::words::with_code;
use crate::state::Answered;
use crate::text;

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
            <h2 class="cap">{ text::json::ANSWER }</h2>
            { shown(&props.answered.json) }
            <p class="actions"><Copy text={Rc::<str>::from(&*props.answered.json)} words={text::json::COPY_ANSWER} /></p>
            <h2 class="cap">{ text::json::QUESTION }</h2>
            if let Some(request) = request {
                <p class="about">{ with_code(text::json::QUESTION_ABOUT) }</p>
                { shown(&request) }
                <p class="actions"><Copy text={Rc::<str>::from(request)} words={text::json::COPY_QUESTION} /></p>
            } else {
                <p class="about">{ text::json::TOO_LARGE }</p>
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
                <p class="about">{ text::json::only_the_first(end, text.len()) }</p>
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
