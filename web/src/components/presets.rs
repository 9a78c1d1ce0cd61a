//! Trust material that people ask for, to be put into the policy, with where it comes from.

use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use wasm_bindgen_futures::spawn_local;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_state};

use super::words::with_code;
use crate::scenes::fetched;
use crate::state::{Action, Addition, Dispatcher};
use crate::text;

/// Where they lie, from the page.
const PRESETS: &str = "presets.json";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) search: String,
    pub(crate) dispatcher: Dispatcher,
}

/// As fixtures/presets/presets.json has it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Preset {
    id: String,
    title: String,
    what: String,
    note: String,
    /// The package that the files are from.
    source: Option<Source>,
    fingerprints: Vec<Fingerprint>,
    /// What is published about it.
    documents: Vec<String>,
    /// Contents by the paths that the policy names.
    files: BTreeMap<String, String>,
    registries_d: BTreeMap<String, String>,
    transport: String,
    scope: String,
    /// The text of one requirement.
    policy: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Source {
    registry: String,
    package: String,
    version: String,
    licence: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Fingerprint {
    of: String,
    spki_sha256: String,
}

impl Preset {
    /// The fields of the request that it is: a policy of its own, with the rule for its scope.
    fn fields(&self) -> Map<String, Value> {
        let requirement = serde_json::from_str::<Value>(&self.policy).unwrap_or_default();
        let policy = json!({
            "default": [{"type": "reject"}],
            "transports": {&*self.transport: {&*self.scope: [requirement]}},
        });
        let text = serde_json::to_string(&policy).unwrap_or_default();
        let text = pullgate_core::exchange::format::format(&text).text.unwrap_or(text);
        let files = self
            .files
            .iter()
            .map(|(path, text)| (path.clone(), STANDARD.encode(text).into()));
        let registries = self
            .registries_d
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().into()));
        let fields = [
            ("policy", text.into()),
            ("files", Value::Object(files.collect())),
            ("registriesD", Value::Object(registries.collect())),
        ];
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// What of it is put into a policy that is there.
    fn addition(&self) -> Addition {
        Addition {
            title: self.title.clone(),
            note: self.note.clone(),
            transport: self.transport.clone(),
            scope: self.scope.clone(),
            requirement: self.policy.clone(),
            files: self.files.clone(),
            registries_d: self.registries_d.clone(),
        }
    }
}

#[component]
pub(crate) fn Presets(props: &Props) -> Html {
    let presets = use_state(Vec::<Preset>::new);
    {
        let presets = presets.clone();
        use_effect_with((), move |()| {
            spawn_local(async move {
                if let Ok(text) = fetched(PRESETS).await {
                    presets.set(serde_json::from_str(&text).unwrap_or_default());
                }
            });
        });
    }
    let search = props.search.to_lowercase();
    let is_found = |preset: &&Preset| {
        let text = format!("{} {} {} {}", preset.id, preset.title, preset.what, preset.note).to_lowercase();
        search.split_whitespace().all(|word| text.contains(word))
    };
    let found: Vec<&Preset> = presets.iter().filter(is_found).collect();
    if found.is_empty() {
        return Html::default();
    }
    html! {
        <section class="gallery-group" aria-label={text::presets::TITLE}>
            <h3>{ text::presets::TITLE }</h3>
            <ul class="gallery">{ for found.into_iter().map(|preset| card(preset, &props.dispatcher)) }</ul>
        </section>
    }
}

fn card(preset: &Preset, dispatcher: &Dispatcher) -> Html {
    let add = {
        let (dispatcher, preset) = (dispatcher.clone(), Rc::new(preset.clone()));
        Callback::from(move |_| {
            dispatcher.dispatch(Action::ShowDialog(None));
            dispatcher.dispatch(Action::AddScope(Box::new(preset.addition())));
        })
    };
    let onclick = {
        let (dispatcher, preset) = (dispatcher.clone(), Rc::new(preset.clone()));
        Callback::from(move |_| {
            dispatcher.dispatch(Action::ShowDialog(None));
            dispatcher.dispatch(Action::Amend {
                fields: preset.fields(),
                of: None,
                words: text::presets::taken(&preset.title, &preset.note),
            });
        })
    };
    html! {
        <li key={preset.id.clone()}>
            <h4>{ &*preset.title }</h4>
            <p>{ &*preset.what }</p>
            if !preset.note.is_empty() {
                <p class="note">{ with_code(&preset.note) }</p>
            }
            if let Some(source) = &preset.source {
                <p class="note">{ text::presets::source(&source.package, &source.version, &source.registry, &source.licence) }</p>
            }
            { for preset.documents.iter().map(|document| html! { <p class="note">{ &**document }</p> }) }
            { for preset.fingerprints.iter().map(|print| html! { <p class="fingerprint">{ &*print.of }<br /><span class="mono">{ text::presets::fingerprint(&print.spki_sha256) }</span></p> }) }
            <div class="chips">
                <button type="button" class="chip" data-preset={preset.id.clone()} {onclick}>{ text::presets::BEGIN }</button>
                <button type="button" class="chip" data-add={preset.id.clone()} onclick={add}>{ text::presets::ADD }</button>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_preset_is_a_question() {
        let text = std::fs::read_to_string("../fixtures/presets/presets.json").unwrap();
        let presets: Vec<Preset> = serde_json::from_str(&text).unwrap();
        assert!(presets.len() >= 4);
        let empty = crate::inputs::Inputs::from_request(&pullgate_core::exchange::Request::default());
        for preset in presets {
            let inputs = empty.amended(&preset.fields()).unwrap();
            let text = inputs.policy.text.clone().unwrap();
            assert!(
                text.contains(&preset.scope) && text.contains("\"reject\""),
                "{}: {text}",
                preset.id
            );
            assert_eq!(
                (inputs.files.len(), inputs.registries_d.len()),
                (preset.files.len(), preset.registries_d.len()),
                "{}",
                preset.id
            );
            // It can be put into any other one, and there once.
            let policy = "{\"default\": [{\"type\": \"reject\"}]}";
            let put = |policy: &[u8]| {
                let list = format!("[{}]", preset.policy);
                pullgate_core::exchange::format::with_scope(policy, &preset.transport, &preset.scope, &list)
            };
            let added = put(policy.as_bytes()).unwrap();
            assert!(String::from_utf8_lossy(&added).contains(&preset.scope), "{}", preset.id);
            assert!(put(&added).is_err(), "{}", preset.id);
        }
    }
}
