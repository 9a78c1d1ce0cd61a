//! The files that the policy names, by the policy's own text of their paths.

use std::rc::Rc;

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, component, html};

use super::field::text_after;
use super::inputs::not_shown;
use super::open_files::OpenFiles;
use crate::inputs::KeyFile;
use crate::recognise::KeyKind;
use crate::state::{Action, Artefact, Dispatcher, Target};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) files: Vec<KeyFile>,
    /// The paths in the policy.
    pub(crate) named: Rc<Vec<String>>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Keys(props: &Props) -> Html {
    let place = |path: &str| props.files.iter().position(|file| *file.path == *path);
    let others = props
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| !props.named.iter().any(|path| **path == *file.path));
    let add = {
        let dispatcher = props.dispatcher.clone();
        let number = props.files.len() + 1;
        Callback::from(move |_| {
            dispatcher.dispatch(Action::AddFile {
                path: text::keys::new_path(number),
                text: String::new(),
            })
        })
    };
    html! {
        <div class="pad stack">
            <p class="about">{ text::keys::about(props.named.len()) }</p>
            <ul class="cards">
                { for props.named.iter().map(|path| named(path, place(path), props)) }
                { for others.map(|(index, file)| other(index, file, &props.dispatcher)) }
            </ul>
            <p class="actions"><button type="button" class="btn" onclick={add}>{ text::keys::ADD }</button></p>
        </div>
    }
}

/// A file that the policy names, whether it is given or not.
fn named(path: &str, index: Option<usize>, props: &Props) -> Html {
    let file = index.and_then(|index| props.files.get(index));
    html! {
        <li key={path.to_owned()} class="card">
            <div class="card-head">
                <h2 class="mono">{ path }</h2>
                { state_of(file) }
            </div>
            { content(path, index, file, &props.dispatcher) }
        </li>
    }
}

/// A file that the policy does not name.
fn other(index: usize, file: &KeyFile, dispatcher: &Dispatcher) -> Html {
    let oninput = {
        let (dispatcher, before) = (dispatcher.clone(), Rc::clone(&file.path));
        Callback::from(move |event: InputEvent| {
            if let Some(path) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditFilePath { index, path });
            }
        })
    };
    html! {
        <li key={format!("other-{index}")} class="card">
            <div class="card-head">
                <input class="input" value={file.path.to_string()} aria-label={text::keys::PATH} spellcheck="false" autocapitalize="off" {oninput} />
                <span class="tag open">{ text::keys::NOT_NAMED }</span>
                { state_of(Some(file)) }
            </div>
            { content(&file.path, Some(index), Some(file), dispatcher) }
        </li>
    }
}

fn state_of(file: Option<&KeyFile>) -> Html {
    match file {
        None => html! { <span class="tag open">{ text::keys::NOT_GIVEN }</span> },
        Some(file) => {
            let class = if file.kind == KeyKind::Unknown {
                "tag open"
            } else {
                "tag"
            };
            html! { <><span {class}>{ file.kind.words() }</span><span class="note">{ text::common::bytes(file.content.bytes.len()) }</span></> }
        }
    }
}

fn content(path: &str, index: Option<usize>, file: Option<&KeyFile>, dispatcher: &Dispatcher) -> Html {
    let oninput = {
        let (dispatcher, path) = (dispatcher.clone(), path.to_owned());
        let before = file.and_then(|file| file.content.text.clone()).unwrap_or_default();
        Callback::from(move |event: InputEvent| {
            let Some(text) = text_after(&event, &before) else {
                return;
            };
            dispatcher.dispatch(match index {
                Some(index) => Action::EditFile { index, text },
                None => Action::AddFile {
                    path: path.clone(),
                    text,
                },
            });
        })
    };
    let inspect = {
        let (dispatcher, path) = (dispatcher.clone(), Rc::<str>::from(path));
        Callback::from(move |_| dispatcher.dispatch(Action::Inspect(Artefact::KeyFile(Rc::clone(&path)))))
    };
    let remove = {
        let dispatcher = dispatcher.clone();
        move |index| Callback::from(move |_| dispatcher.dispatch(Action::RemoveFile(index)))
    };
    let text = file.map_or(Some("".into()), |file| file.content.text.clone());
    html! {
        <>
            if let Some(step) = file.and_then(|file| file.step) {
                <p class="did">{ step.words() }</p>
            }
            if let Some(text) = text {
                <textarea
                    class="input area"
                    value={text.to_string()}
                    aria-label={text::common::content_of(path)}
                    placeholder={text::keys::PLACEHOLDER}
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    {oninput}
                />
            } else {
                { not_shown(file.map_or(0, |file| file.content.bytes.len())) }
            }
            <p class="actions">
                <OpenFiles target={Target::KeyFile(path.into())} words={text::keys::OPEN} dispatcher={dispatcher.clone()} />
                if let Some(index) = index {
                    <button type="button" class="btn quiet" aria-label={text::common::remove(path)} onclick={remove(index)}>{ text::common::REMOVE }</button>
                }
                if file.is_some() {
                    <button type="button" class="btn quiet" aria-label={text::common::inspect(path)} onclick={inspect}>{ text::common::INSPECT }</button>
                }
                if let Some(name) = file.and_then(|file| file.name.as_deref()) {
                    <span class="note">{ text::keys::opened_from(name) }</span>
                }
            </p>
        </>
    }
}
