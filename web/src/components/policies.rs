//! The policies of namespaces, which CRI-O puts in the place of the node's: which of them is edited, and which are there.

use std::rc::Rc;

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, UseReducerHandle, component, html};

use super::field::text_after;
use super::open_files::OpenFiles;
use super::words::with_code;
use crate::inputs::{PolicyFile, Whose};
use crate::state::{Action, Dispatcher, State, Target};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct SwitchProps {
    pub(crate) state: UseReducerHandle<State>,
}

/// Which policy the editor has. With the node's alone there is nothing to choose.
#[component]
pub(crate) fn PolicySwitch(props: &SwitchProps) -> Html {
    let state = &props.state;
    let policies = state.inputs.whose_policies();
    if policies.len() < 2 {
        return Html::default();
    }
    let (shown, in_force) = (state.shown_policy(), state.inputs.in_force());
    let button = |whose: &Whose| {
        let onclick = {
            let (dispatcher, whose) = (state.dispatcher(), whose.clone());
            Callback::from(move |_| dispatcher.dispatch(Action::ShowPolicy(whose.clone())))
        };
        html! {
            <button key={whose.name()} type="button" class="chip" aria-pressed={(*whose == shown).to_string()} {onclick}>
                { whose.name() }
                if *whose == in_force {
                    { " " }<span class="tag ok">{ text::policies::IN_FORCE }</span>
                }
            </button>
        }
    };
    html! {
        <div class="policies" role="group" aria-label={text::policies::SWITCH}>
            <div class="chips">{ for policies.iter().map(button) }</div>
            if shown != in_force {
                <p class="note" role="status">{ text::policies::not_in_force(&in_force.name()) }</p>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) namespace: Rc<str>,
    pub(crate) policies: Vec<PolicyFile>,
    pub(crate) in_force: Whose,
    pub(crate) dispatcher: Dispatcher,
}

/// The namespace of the question, and the policies that are given.
#[component]
pub(crate) fn Policies(props: &Props) -> Html {
    let is_wrong = !props.namespace.is_empty() && !pullgate_core::exchange::request::is_namespace(&props.namespace);
    let oninput = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&props.namespace));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::SetNamespace(text.trim().into()));
            }
        })
    };
    let add = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::AddPolicy))
    };
    html! {
        <fieldset>
            <legend>{ text::policies::TITLE }</legend>
            <label class="choice" for="namespace">{ text::policies::NAMESPACE }</label>
            <input
                id="namespace"
                class="input short"
                value={props.namespace.to_string()}
                placeholder={text::policies::NAMESPACE_PLACEHOLDER}
                aria-invalid={is_wrong.to_string()}
                aria-describedby="namespace-about"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                {oninput}
            />
            <p class="about" id="namespace-about">
                if is_wrong { <span class="wrong">{ text::policies::NAMESPACE_IS_WRONG }{ " " }</span> }
                { with_code(text::policies::ABOUT) }
            </p>
            <ul class="cards" id="policies">{ for props.policies.iter().enumerate().map(|(index, file)| card(index, file, props)) }</ul>
            <p class="actions">
                <button type="button" class="btn" id="add-policy" onclick={add}>{ text::policies::ADD }</button>
                <OpenFiles target={Target::Policies} is_multiple={true} words={text::policies::OPEN} dispatcher={props.dispatcher.clone()} />
                <span class="note">{ text::common::DROP_HINT }</span>
            </p>
        </fieldset>
    }
}

fn card(index: usize, file: &PolicyFile, props: &Props) -> Html {
    let whose = Whose::Namespace(Rc::clone(&file.name));
    let is_in_force = props.in_force == whose;
    let on_name = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&file.name));
        Callback::from(move |event: InputEvent| {
            if let Some(name) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditPolicyName { index, name });
            }
        })
    };
    let show = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::ShowPolicy(whose.clone())))
    };
    let remove = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::RemovePolicy(index)))
    };
    html! {
        <li key={index} class="card">
            <div class="card-head">
                <input class="input" value={file.name.to_string()} aria-label={text::policies::NAME} spellcheck="false" autocapitalize="off" autocomplete="off" oninput={on_name} />
                if is_in_force {
                    <span class="tag ok">{ text::policies::IN_FORCE }</span>
                }
                <button type="button" class="btn quiet" aria-label={text::policies::edit(&file.name)} onclick={show}>{ text::policies::EDIT }</button>
                <button type="button" class="btn quiet" aria-label={text::common::remove(&file.name)} onclick={remove}>{ text::common::REMOVE }</button>
            </div>
        </li>
    }
}
