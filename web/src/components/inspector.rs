//! What is this? Something that was given, part by part, and its bytes: selecting a part lights up its bytes, and a line of bytes leads to its part.

use std::rc::Rc;

use web_sys::{Event, HtmlSelectElement, KeyboardEvent};
use yew::{Callback, Html, Properties, TargetCast as _, UseReducerHandle, classes, component, html, use_effect_with};

use super::copy::Copy;
use super::focus::{element, focus, show_in_list};
use super::hex::Hex;
use super::words::{sentence, with_code};
use crate::inspected::{Inspected, Part};
use crate::state::{Action, Artefact, Dispatcher, State};
use crate::text;

/// More parts are not listed.
const SHOWN_AT_MOST: usize = 400;
/// Deeper parts stand no further to the right (styles.css).
const DEEPEST: usize = 8;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Inspector(props: &Props) -> Html {
    let state = &props.state;
    let dispatcher = state.dispatcher();
    let shown = state.inspected_artefact();
    let given = state.artefact(&shown);
    // What was told is of the artefact that was asked about, which may be another one by now.
    let inspected = state.inspector.inspected.clone();
    let inspected = inspected.filter(|inspected| given.as_ref().is_some_and(|(name, _)| **name == *inspected.name));
    html! {
        <section id="inspector" class="pane inspector" aria-label={text::inspector::LABEL} tabindex="-1">
            { choice(state, &shown) }
            <div class="panel" tabindex="-1">
                if let (Some((name, content)), Some(inspected)) = (given, inspected) {
                    <Parts inspected={inspected.clone()} part={state.inspector.part.clone()} dispatcher={dispatcher.clone()} />
                    if inspected.secret {
                        <p class="pad about">{ text::inspector::SECRET }</p>
                    } else {
                        { hex(state, &inspected, &name, content) }
                    }
                }
            </div>
        </section>
    }
}

/// What there is to look at.
fn choice(state: &UseReducerHandle<State>, shown: &Artefact) -> Html {
    let artefacts = state.artefacts();
    let onchange = {
        let (dispatcher, artefacts) = (state.dispatcher(), artefacts.clone());
        Callback::from(move |event: Event| {
            let index = event
                .target_dyn_into::<HtmlSelectElement>()
                .and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(artefact) = index.and_then(|index| artefacts.get(index)) {
                dispatcher.dispatch(Action::Inspect(artefact.clone()));
            }
        })
    };
    html! {
        <div class="choice-bar">
            <label for="inspected" class="cap">{ text::inspector::CHOICE }</label>
            <select id="inspected" {onchange}>
                { for artefacts.iter().map(|artefact| html! { <option selected={artefact == shown}>{ title(artefact) }</option> }) }
            </select>
        </div>
    }
}

fn title(artefact: &Artefact) -> String {
    match artefact {
        Artefact::Attachment(index) => text::inspector::attachment(index + 1),
        Artefact::Gathered(index) => text::inspector::gathered(index + 1),
        Artefact::KeyFile(path) => path.to_string(),
        Artefact::Manifest => text::inspector::MANIFEST.into(),
        Artefact::ManifestList => text::inspector::MANIFEST_LIST.into(),
        Artefact::Policy => text::inspector::POLICY.into(),
        Artefact::Signature(index) => text::inspector::signature(index + 1),
    }
}

#[derive(PartialEq, Properties)]
struct PartsProps {
    inspected: Rc<Inspected>,
    part: Vec<usize>,
    dispatcher: Dispatcher,
}

/// The parts as a list that is walked with the arrow keys, and what the selected one says.
#[component]
fn Parts(props: &PartsProps) -> Html {
    let mut paths = Vec::new();
    collect(&props.inspected.root, Vec::new(), &mut paths);
    use_effect_with(props.part.clone(), |part| {
        if let Some(row) = element(&id(part)) {
            show_in_list(&row);
        }
    });
    let onkeydown = {
        let (paths, part, dispatcher) = (paths.clone(), props.part.clone(), props.dispatcher.clone());
        Callback::from(move |event: KeyboardEvent| {
            let at = paths.iter().position(|path| *path == part).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowDown" => at + 1,
                "ArrowUp" => at.wrapping_sub(1),
                "Home" => 0,
                "End" => paths.len() - 1,
                "ArrowLeft" => match part.split_last() {
                    Some((_, above)) => paths.iter().position(|path| path == above).unwrap_or(0),
                    None => return,
                },
                "ArrowRight" => match paths.get(at + 1) {
                    Some(next) if next.len() > part.len() => at + 1,
                    _ => return,
                },
                _ => return,
            };
            if let Some(path) = paths.get(next) {
                event.prevent_default();
                dispatcher.dispatch(Action::SelectPart(path.clone()));
                focus(&id(path));
            }
        })
    };
    let row = |path: &Vec<usize>| {
        let part = props.inspected.part(path);
        let is_selected = *path == props.part;
        let onclick = {
            let (dispatcher, path) = (props.dispatcher.clone(), path.clone());
            Callback::from(move |_| dispatcher.dispatch(Action::SelectPart(path.clone())))
        };
        let class = classes!(
            "part",
            format!("depth-{}", path.len().min(DEEPEST)),
            is_selected.then_some("sel"),
            (!part.problems.is_empty()).then_some("has-problem"),
            matches!(part.kind.as_str(), "unknown" | "notFollowed").then_some("unknown"),
        );
        html! {
            <li
                key={id(path)}
                id={id(path)}
                role="treeitem"
                aria-level={(path.len() + 1).to_string()}
                aria-selected={is_selected.to_string()}
                tabindex={if is_selected { "0" } else { "-1" }}
                {class}
                {onclick}
            >
                <span class="what">{ &*part.title }</span>
                if !part.note.is_empty() {
                    <span class="note">{ &*part.note }</span>
                }
            </li>
        }
    };
    html! {
        <>
            <ul class="parts" role="tree" aria-label={text::inspector::PARTS} {onkeydown}>
                { for paths.iter().take(SHOWN_AT_MOST).map(row) }
            </ul>
            if paths.len() > SHOWN_AT_MOST {
                <p class="pad about">{ with_code(&text::inspector::more_parts(paths.len() - SHOWN_AT_MOST)) }</p>
            }
            { facts(props.inspected.part(&props.part)) }
        </>
    }
}

fn collect(part: &Part, path: Vec<usize>, paths: &mut Vec<Vec<usize>>) {
    paths.push(path.clone());
    for (index, child) in part.children.iter().enumerate() {
        collect(child, path.iter().copied().chain([index]).collect(), paths);
    }
}

/// What a part says, everything to be copied.
fn facts(part: &Part) -> Html {
    html! {
        <div class="pad stack">
            <h2 class="part-title">{ &*part.title }<span class="note">{ &*part.note }</span></h2>
            { for part.problems.iter().map(|problem| html! { <p class="problem">{ with_code(&sentence(problem)) }</p> }) }
            if !part.facts.is_empty() {
                <dl class="facts">
                    { for part.facts.iter().map(|fact| html! {
                        <>
                            <dt>{ &*fact.label }</dt>
                            <dd><span class="mono">{ &*fact.value }</span><Copy text={Rc::<str>::from(fact.value.as_str())} words={text::inspector::COPY} name={text::inspector::copy(&fact.label)} is_small=true /></dd>
                        </>
                    }) }
                </dl>
            }
            { for part.remarks.iter().map(|remark| html! { <p class="about">{ with_code(&sentence(remark)) }</p> }) }
            <p class="note">
                { text::inspector::place(&part.source, part.start, part.end) }
                if let Some((document, address)) = text::inspector::explained(&part.kind) {
                    { " " }{ text::inspector::EXPLAINED_IN }{ " " }<a href={address} target="_blank" rel="noopener noreferrer">{ document }</a>{ "." }
                }
            </p>
        </div>
    }
}

fn hex(state: &UseReducerHandle<State>, inspected: &Rc<Inspected>, name: &Rc<str>, content: Rc<Vec<u8>>) -> Html {
    let part = inspected.part(&state.inspector.part);
    let shown = if *part.source == **name {
        Some(content)
    } else {
        let decoded = state.inspector.source.as_ref();
        decoded
            .filter(|(source, _)| **source == *part.source)
            .map(|(_, bytes)| Rc::clone(bytes))
    };
    let Some(shown) = shown else { return Html::default() };
    let on_byte = {
        let (dispatcher, inspected, source) = (state.dispatcher(), Rc::clone(inspected), part.source.clone());
        Callback::from(move |byte| dispatcher.dispatch(Action::SelectPart(inspected.part_at(&source, byte))))
    };
    html! { <Hex bytes={shown} start={part.start} end={part.end} {on_byte} /> }
}

fn id(path: &[usize]) -> String {
    path.iter().fold("part".into(), |id, index| format!("{id}-{index}"))
}
