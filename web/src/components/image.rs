//! The image's manifest, byte for byte, and the list that it is chosen from.

use web_sys::{Event, HtmlSelectElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, UseReducerHandle, component, html};

use super::field::text_after;
use super::inputs::not_shown;
use super::open_files::OpenFiles;
use super::words::with_code;
use crate::state::{Action, State, Target};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Image(props: &Props) -> Html {
    let state = &props.state;
    let given = state.inputs.manifest.clone();
    let oninput = {
        let dispatcher = state.dispatcher();
        let before = given
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
        let dispatcher = state.dispatcher();
        Callback::from(move |_| dispatcher.dispatch(Action::RemoveManifest))
    };
    let manifest = given.as_ref();
    let text = manifest.map_or(Some("".into()), |manifest| manifest.text.clone());
    let length = manifest.map(|manifest| manifest.bytes.len());
    let digest = state
        .answered
        .as_ref()
        .and_then(|answered| answered.answer.manifest.as_ref()?.digest.clone());
    html! {
        <div class="pad stack">
            <p class="about">
                { with_code(&match length {
                    None => text::image::NO_MANIFEST.to_owned(),
                    Some(length) => text::image::manifest(length),
                }) }
            </p>
            if let Some(digest) = digest {
                <dl class="pair"><dt>{ text::image::DIGEST }</dt><dd>{ digest }</dd></dl>
            }
            { list(state) }
            if let Some(text) = text {
                <textarea
                    id="manifest"
                    class="input area tall"
                    value={text.to_string()}
                    aria-label="manifest.json"
                    placeholder={text::image::PLACEHOLDER}
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    {oninput}
                />
            } else {
                { not_shown(length.unwrap_or_default()) }
            }
            <p class="actions">
                <OpenFiles target={Target::Manifest} words={text::image::OPEN} dispatcher={state.dispatcher()} />
                if manifest.is_some() {
                    <button type="button" class="btn quiet" onclick={remove}>{ text::common::REMOVE }</button>
                }
                if manifest.is_some_and(|manifest| manifest.has_carriage_returns) {
                    <span class="note">{ text::common::LINE_ENDS }</span>
                }
            </p>
        </div>
    }
}

/// Where the image is one of a list: for which platform.
fn list(state: &UseReducerHandle<State>) -> Html {
    let Some(list) = &state.inputs.manifest_list else {
        return Html::default();
    };
    let platforms = state.platforms();
    let chosen = &state.inputs.platform;
    let onchange = {
        let dispatcher = state.dispatcher();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                dispatcher.dispatch(Action::SetPlatform(select.value()));
            }
        })
    };
    let remove = {
        let dispatcher = state.dispatcher();
        Callback::from(move |_| dispatcher.dispatch(Action::RemoveManifestList))
    };
    html! {
        <div class="list-choice">
            <label for="platform">{ text::image::PLATFORM }</label>
            <select id="platform" {onchange}>
                if state.inputs.store.is_none() {
                    <option value="" selected={chosen.is_empty()}>{ text::image::ANY_PLATFORM }</option>
                }
                { for platforms.iter().map(|platform| html! { <option value={platform.clone()} selected={**chosen == **platform}>{ platform }</option> }) }
            </select>
            <span class="note">{ text::image::list(platforms.len(), list.bytes.len()) }</span>
            <button type="button" class="btn quiet" onclick={remove}>{ text::image::REMOVE_LIST }</button>
            if state.inputs.store.is_none() {
                <p class="note">{ with_code(text::image::OTHER_PLATFORMS) }</p>
            }
        </div>
    }
}
