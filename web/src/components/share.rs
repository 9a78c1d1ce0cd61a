//! Sharing: a link whose part behind `#` has everything and is sent to no one, a ZIP, the report.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use pullgate_core::exchange::Request;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::{Callback, Html, Properties, UseReducerHandle, component, html, use_memo, use_state};

use super::copy::Copy;
use super::modal::Modal;
use super::words::{bytes, grouped};
use crate::report::markdown;
use crate::share::{ShareError, fragment, zip};
use crate::state::{Action, State};

/// Up to so many characters, links go through everywhere; then through most programs; then through browsers.
const EVERYWHERE: usize = 2_000;
const MOSTLY: usize = 8_000;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Share(props: &Props) -> Html {
    let state = &props.state;
    let on_close = {
        let dispatcher = state.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(Action::ShowDialog(None)))
    };
    let request: Option<Rc<Request>> = state.question.clone().ok();
    let link = use_memo(request.clone(), |request| {
        let request = request
            .as_ref()
            .ok_or_else(|| ShareError::Broken("there is no question yet".into()));
        request
            .and_then(|request| fragment(request))
            .map(|fragment| format!("{}#{fragment}", page()))
    });
    let failed = use_state(|| None::<String>);
    let download = {
        let (inputs, request, failed) = (Rc::clone(&state.inputs), request.clone(), failed.clone());
        Callback::from(move |_| {
            let Some(request) = &request else { return };
            match zip(&inputs, request) {
                Ok(bytes) => save("pullgate.zip", &bytes),
                Err(error) => failed.set(Some(error.words())),
            }
        })
    };
    let report = state
        .answered
        .as_ref()
        .map(|answered| markdown(&state.inputs, &answered.answer, state.current_details().map(Rc::as_ref)));
    html! {
        <Modal id="share" title="Share" {on_close}>
            <div class="pad stack">
                <h3>{ "A link" }</h3>
                <p class="about">{ "Everything that was given is in the part behind #, which browsers send to no one: who opens the link evaluates it anew. Whoever has the link has the policy, the names, the public keys and the signatures." }</p>
                { match &*link {
                    Err(error) => html! { <p class="wrong" role="alert">{ error.words() }</p> },
                    Ok(link) => html! {
                        <>
                            <label class="cap" for="share-link">{ "The link" }</label>
                            <textarea id="share-link" class="input area" readonly=true value={link.clone()} />
                            { meter(link.len()) }
                            <p class="actions"><Copy text={Rc::<str>::from(link.as_str())} words="Copy the link" /></p>
                        </>
                    },
                } }
                <h3>{ "A ZIP" }</h3>
                <p class="about">{ "The files, and the commands that ask the same again: pullgate's, and skopeo's where there is one." }</p>
                <p class="actions"><button type="button" class="btn" id="share-zip" disabled={request.is_none()} onclick={download}>{ "Save pullgate.zip" }</button></p>
                if let Some(words) = &*failed {
                    <p class="wrong" role="alert">{ words }</p>
                }
                if let Some(report) = report {
                    <h3>{ "A report" }</h3>
                    <p class="about">{ "Markdown with the verdict, the reasons, the ways, and the policy." }</p>
                    <p class="actions"><Copy text={Rc::<str>::from(report)} words="Copy the report" /></p>
                }
                if let Some(request) = &request {
                    <h3>{ "As data" }</h3>
                    <p class="about">{ format!("One line for pullgate evaluate --jsonl, of {}.", bytes(request.policy.len())) }</p>
                    <p class="actions"><Copy text={Rc::<str>::from(pullgate_core::exchange::request_json(request))} words="Copy the question" /></p>
                }
            </div>
        </Modal>
    }
}

fn meter(length: usize) -> Html {
    let words = match length {
        ..EVERYWHERE => "short enough for any program",
        EVERYWHERE..MOSTLY => "short enough for most chats and issues",
        _ => "longer than many chats take: the ZIP goes anywhere",
    };
    html! {
        <p class="meter">
            <meter min="0" max="32000" low={EVERYWHERE.to_string()} high={MOSTLY.to_string()} optimum="0" value={length.to_string()} aria-label="Length of the link" />
            <span class="note">{ format!("{} characters: {words}.", grouped(length)) }</span>
        </p>
    }
}

/// The address of the page, without what is behind `#`.
fn page() -> String {
    let address = web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Has the browser save a file.
fn save(name: &str, content: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type("application/zip");
    let parts = Array::of1(&Uint8Array::from(content));
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else {
        return;
    };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let document = web_sys::window().and_then(|window| window.document());
    let anchor = document.and_then(|document| document.create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
    }
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
}
