//! The image's manifest, byte for byte.

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, component, html};

use super::field::text_after;
use super::inputs::not_shown;
use super::open_files::OpenFiles;
use super::words::bytes;
use crate::inputs::Document;
use crate::state::{Action, Dispatcher, Target};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) manifest: Option<Document>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Manifest(props: &Props) -> Html {
    let oninput = {
        let dispatcher = props.dispatcher.clone();
        let before = props
            .manifest
            .as_ref()
            .and_then(|manifest| manifest.text.clone())
            .unwrap_or_default();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditManifest(text));
            }
        })
    };
    let remove = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::RemoveManifest))
    };
    let manifest = props.manifest.as_ref();
    let text = manifest.map_or(Some("".into()), |manifest| manifest.text.clone());
    let length = manifest.map(|manifest| manifest.bytes.len());
    html! {
        <div class="pad stack">
            <p class="about">
                { match length {
                    None => "No manifest is given: what needs one fails, as on a node that cannot read it.".into(),
                    Some(length) => format!("manifest.json, {}. Signatures speak of these very bytes: one blank more is another image.", bytes(length)),
                } }
            </p>
            if let Some(text) = text {
                <textarea
                    id="manifest"
                    class="input area tall"
                    value={text.to_string()}
                    aria-label="manifest.json"
                    placeholder="Paste manifest.json, or drop it"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    {oninput}
                />
            } else {
                { not_shown(length.unwrap_or_default()) }
            }
            <p class="actions">
                <OpenFiles target={Target::Manifest} words="Open manifest.json…" dispatcher={props.dispatcher.clone()} />
                if manifest.is_some() {
                    <button type="button" class="btn quiet" onclick={remove}>{ "Remove" }</button>
                }
                if manifest.is_some_and(Document::has_carriage_returns) {
                    <span class="note">{ "The lines end in CRLF; editing makes them end in LF." }</span>
                }
            </p>
        </div>
    }
}
