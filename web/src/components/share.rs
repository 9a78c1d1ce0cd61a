//! Sharing: a link whose part behind `#` has everything and is sent to no one, a ZIP, the report.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use pullgate_core::exchange::Request;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::{Callback, Html, Properties, UseReducerHandle, component, html, use_memo, use_state};

use super::copy::Copy;
use super::modal::Modal;
use crate::report::markdown;
use crate::share::{ShareError, fragment, zip};
use crate::state::{Action, State};
use crate::text;

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
            .ok_or_else(|| ShareError::Broken(text::share::NO_QUESTION.into()));
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
        <Modal id="share" title={text::share::TITLE} {on_close}>
            <div class="pad stack">
                <h3>{ text::share::LINK }</h3>
                <p class="about">{ text::share::LINK_ABOUT }</p>
                { match &*link {
                    Err(error) => html! { <p class="wrong" role="alert">{ error.words() }</p> },
                    Ok(link) => html! {
                        <>
                            <label class="cap" for="share-link">{ text::share::LINK_FIELD }</label>
                            <textarea id="share-link" class="input area" readonly=true value={link.clone()} />
                            { meter(link.len()) }
                            <p class="actions"><Copy text={Rc::<str>::from(link.as_str())} words={text::share::COPY_LINK} /></p>
                        </>
                    },
                } }
                <h3>{ text::share::ZIP }</h3>
                <p class="about">{ text::share::ZIP_ABOUT }</p>
                <p class="actions"><button type="button" class="btn" id="share-zip" disabled={request.is_none()} onclick={download}>{ text::share::SAVE_ZIP }</button></p>
                if let Some(words) = &*failed {
                    <p class="wrong" role="alert">{ words }</p>
                }
                if let Some(report) = report {
                    <h3>{ text::share::REPORT }</h3>
                    <p class="about">{ text::share::REPORT_ABOUT }</p>
                    <p class="actions"><Copy text={Rc::<str>::from(report)} words={text::report::COPY} /></p>
                }
                if let Some(request) = &request {
                    <h3>{ text::share::DATA }</h3>
                    <p class="about">{ text::share::data_about(request.policy.len()) }</p>
                    <p class="actions"><Copy text={Rc::<str>::from(pullgate_core::exchange::request_json(request))} words={text::json::COPY_QUESTION} /></p>
                }
            </div>
        </Modal>
    }
}

fn meter(length: usize) -> Html {
    let words = match length {
        ..EVERYWHERE => text::share::short(length),
        EVERYWHERE..MOSTLY => text::share::middling(length),
        _ => text::share::long(length),
    };
    html! {
        <p class="meter">
            <meter min="0" max="32000" low={EVERYWHERE.to_string()} high={MOSTLY.to_string()} optimum="0" value={length.to_string()} aria-label={text::share::LINK_LENGTH} />
            <span class="note">{ words }</span>
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
pub(crate) fn save(name: &str, content: &[u8]) {
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
