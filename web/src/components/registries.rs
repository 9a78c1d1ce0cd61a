//! The files of registries.d: where a node looks for signatures.

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, UseReducerHandle, component, html};

use super::diagnostics::Diagnostics;
use super::field::text_after;
use super::inputs::diagnosed;
use super::words::with_code;
use crate::answer::Diagnostic;
use crate::inputs::RegistriesFile;
use crate::state::{Action, Dispatcher, State};
use crate::text;

/// What a new file begins with.
const NEW: &str = "docker:\n  registry.example/acme:\n    use-sigstore-attachments: true\n";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
    /// Those that point into registries.d.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

#[component]
pub(crate) fn Registries(props: &Props) -> Html {
    let state = &props.state;
    let files = &state.inputs.registries_d;
    let add = {
        let dispatcher = state.dispatcher();
        let number = files.len() + 1;
        Callback::from(move |_| {
            dispatcher.dispatch(Action::AddRegistries {
                name: if number == 1 {
                    "acme.yaml".into()
                } else {
                    format!("acme-{number}.yaml")
                },
                text: NEW.into(),
            });
        })
    };
    html! {
        <div class="pad stack">
            <p class="about">{ with_code(text::registries::ABOUT) }</p>
            <ul class="cards">{ for files.iter().enumerate().map(|(index, file)| card(index, file, &state.dispatcher())) }</ul>
            <Diagnostics diagnostics={props.diagnostics.clone()} id="registries-findings" label={text::diagnostics::LABEL_REGISTRIES} revision={diagnosed(state)} dispatcher={state.dispatcher()} />
            <p class="actions"><button type="button" class="btn" onclick={add}>{ text::registries::ADD }</button><span class="note">{ text::common::DROP_HINT }</span></p>
        </div>
    }
}

fn card(index: usize, file: &RegistriesFile, dispatcher: &Dispatcher) -> Html {
    let on_name = {
        let (dispatcher, before) = (dispatcher.clone(), file.name.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(name) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditRegistries {
                    index,
                    name: Some(name),
                    text: None,
                });
            }
        })
    };
    let on_text = {
        let (dispatcher, before) = (dispatcher.clone(), file.text.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditRegistries {
                    index,
                    name: None,
                    text: Some(text),
                });
            }
        })
    };
    let remove = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::RemoveRegistries(index)))
    };
    html! {
        <li key={index} class="card">
            <div class="card-head">
                <input class="input" value={file.name.to_string()} aria-label={text::registries::NAME} spellcheck="false" autocapitalize="off" oninput={on_name} />
                <button type="button" class="btn quiet" aria-label={text::common::remove(&file.name)} onclick={remove}>{ text::common::REMOVE }</button>
            </div>
            <textarea
                class="input area"
                value={file.text.to_string()}
                aria-label={text::common::content_of(&file.name)}
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                oninput={on_text}
            />
        </li>
    }
}
