//! The image's signatures, in their order.

use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, Event, InputEvent};
use yew::{Callback, Html, Properties, component, html, use_state};

use super::field::text_after;
use super::inputs::not_shown;
use super::open_files::OpenFiles;
use super::words::with_code;
use crate::inputs::{Document, Signature};
use crate::recognise::{SignatureKind, Step, private_key_in_text};
use crate::state::{Action, Artefact, Dispatcher, Target};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) signatures: Vec<Signature>,
    /// What is attached to the image.
    pub(crate) attachments: Vec<Document>,
    /// What lies in the lookaside store, by its paths.
    pub(crate) lookaside: Vec<String>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Signatures(props: &Props) -> Html {
    html! {
        <div class="pad stack">
            if !props.attachments.is_empty() || !props.lookaside.is_empty() {
                { gathered(props) }
            } else if props.signatures.is_empty() {
                <p class="about">{ with_code(text::signatures::NONE_GIVEN) }</p>
            }
            <ol class="cards">
                { for props.signatures.iter().enumerate().map(|(index, signature)| card(index, signature, &props.dispatcher)) }
            </ol>
            <Add number={props.signatures.len() + 1} dispatcher={props.dispatcher.clone()} />
        </div>
    }
}

/// What takes the place of signature files: the engine gathers them as a node does.
fn gathered(props: &Props) -> Html {
    let clear = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::ClearGathered))
    };
    let inspect = |index: usize| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::Inspect(Artefact::Attachment(index))))
    };
    html! {
        <div class="card">
            <p class="about">{ text::signatures::GATHERED }</p>
            <ul>
                { for props.attachments.iter().enumerate().map(|(index, attachment)| html! {
                    <li class="gathered">
                        { text::signatures::attachment(index + 1, attachment.bytes.len()) }
                        <button type="button" class="btn quiet" onclick={inspect(index)}>{ text::common::INSPECT }</button>
                    </li>
                }) }
                { for props.lookaside.iter().take(40).map(|path| html! { <li class="gathered mono">{ path }</li> }) }
                if props.lookaside.len() > 40 {
                    <li class="gathered">{ text::common::more(props.lookaside.len() - 40) }</li>
                }
            </ul>
            <p class="actions"><button type="button" class="btn quiet" onclick={clear}>{ text::signatures::REMOVE_GATHERED }</button></p>
        </div>
    }
}

fn card(index: usize, signature: &Signature, dispatcher: &Dispatcher) -> Html {
    let oninput = {
        let (dispatcher, before) = (dispatcher.clone(), signature.text.clone().unwrap_or_default());
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditSignature { index, text });
            }
        })
    };
    let remove = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::RemoveSignature(index)))
    };
    let inspect = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::Inspect(Artefact::Signature(index))))
    };
    let number = index + 1;
    let class = if signature.kind == SignatureKind::Unknown {
        "tag open"
    } else {
        "tag"
    };
    html! {
        <li key={index} class="card">
            <div class="card-head">
                <h2>{ text::signatures::title(number) }</h2>
                <span {class}>{ signature.kind.words() }</span>
                <span class="note">{ text::common::bytes(signature.bytes.len()) }</span>
                <button type="button" class="btn quiet" aria-label={text::signatures::inspect(number)} onclick={inspect}>{ text::common::INSPECT }</button>
                <button type="button" class="btn quiet" aria-label={text::signatures::remove(number)} onclick={remove}>{ text::common::REMOVE }</button>
            </div>
            { for signature.steps.iter().map(|step: &Step| html! { <p class="did">{ step.words() }</p> }) }
            if let Some(text) = &signature.text {
                <textarea
                    class="input area"
                    value={text.to_string()}
                    aria-label={text::signatures::title(number)}
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    {oninput}
                />
            } else {
                { not_shown(signature.bytes.len()) }
            }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct AddProps {
    number: usize,
    dispatcher: Dispatcher,
}

/// A field for one more: what is pasted is taken at once, what is typed at a press of the button.
#[component]
fn Add(props: &AddProps) -> Html {
    let draft = use_state(String::new);
    let add = {
        let dispatcher = props.dispatcher.clone();
        move |text: String| dispatcher.dispatch(Action::AddSignature(text))
    };
    let onpaste = {
        let (add, is_empty) = (add.clone(), draft.is_empty());
        Callback::from(move |event: Event| {
            let pasted = event
                .dyn_ref::<ClipboardEvent>()
                .and_then(ClipboardEvent::clipboard_data);
            let pasted = pasted
                .and_then(|data| data.get_data("text/plain").ok())
                .unwrap_or_default();
            if is_empty && !pasted.is_empty() {
                event.prevent_default();
                add(pasted);
            }
        })
    };
    let oninput = {
        let (add, draft) = (add.clone(), draft.clone());
        Callback::from(move |event: InputEvent| match text_after(&event, &draft) {
            // It is gone from the field; the state says why.
            Some(text) if private_key_in_text(&text).is_some() => add(text),
            Some(text) => draft.set(text),
            None => {}
        })
    };
    let onclick = {
        let draft = draft.clone();
        Callback::from(move |_| {
            add((*draft).clone());
            draft.set(String::new());
        })
    };
    html! {
        <div class="card new">
            <label class="cap" for="new-signature">{ text::signatures::title(props.number) }</label>
            <textarea
                id="new-signature"
                class="input area"
                value={(*draft).clone()}
                placeholder={text::signatures::PLACEHOLDER}
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                {onpaste}
                {oninput}
            />
            <p class="actions">
                <OpenFiles target={Target::Signatures} words={text::signatures::OPEN} is_multiple=true dispatcher={props.dispatcher.clone()} />
                <button type="button" class="btn" disabled={draft.is_empty()} {onclick}>{ text::signatures::ADD_TYPED }</button>
            </p>
        </div>
    }
}
