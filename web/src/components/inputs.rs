//! What is given: policy, manifest, signatures, keys, settings.

use yew::{Html, Properties, UseReducerHandle, component, html};

use super::diagnostics::Diagnostics;
use super::editor::{Actions, Editor};
use super::keys::Keys;
use super::manifest::Manifest;
use super::settings::Settings;
use super::signatures::Signatures;
use super::tabs::{Tab, Tabs};
use super::words::bytes;
use crate::answer::{Diagnostic, Severity};
use crate::state::{Action, InputTab, State};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Inputs(props: &Props) -> Html {
    let state = &props.state;
    let inputs = &state.inputs;
    let dispatcher = state.dispatcher();
    let diagnostics = state
        .answered
        .as_ref()
        .map(|answered| answered.answer.diagnostics.clone())
        .unwrap_or_default();
    let on_show = {
        let dispatcher = dispatcher.clone();
        move |tab| dispatcher.dispatch(Action::ShowInput(tab))
    };
    let panel = |tab: InputTab, id: &'static str, content: Html| {
        html! {
            <div id={format!("{id}-panel")} class="panel" role="tabpanel" aria-labelledby={id} hidden={state.input_tab != tab}>{ content }</div>
        }
    };
    html! {
        <section class="pane inputs" aria-label="Inputs">
            <Tabs<InputTab> label="Inputs" tabs={tabs(state, &diagnostics)} shown={state.input_tab} {on_show} />
            { panel(InputTab::Policy, "policy-tab", html! {
                <>
                    <Editor
                        policy={inputs.policy.clone()}
                        marked={super::editor::marked(state, &diagnostics)}
                        jump={state.jump.clone()}
                        dispatcher={dispatcher.clone()}
                    />
                    <Diagnostics {diagnostics} dispatcher={dispatcher.clone()} />
                    <Actions policy={inputs.policy.clone()} dispatcher={dispatcher.clone()} />
                </>
            }) }
            { panel(InputTab::Manifest, "manifest-tab", html! {
                <Manifest manifest={inputs.manifest.clone()} dispatcher={dispatcher.clone()} />
            }) }
            { panel(InputTab::Signatures, "signatures-tab", html! {
                <Signatures signatures={inputs.signatures.clone()} dispatcher={dispatcher.clone()} />
            }) }
            { panel(InputTab::Keys, "keys-tab", html! {
                <Keys files={inputs.files.clone()} named={state.named_files.clone()} dispatcher={dispatcher.clone()} />
            }) }
            { panel(InputTab::Settings, "settings-tab", html! {
                <Settings require_signed={inputs.require_signed} time={inputs.time.clone()} dispatcher={dispatcher.clone()} />
            }) }
        </section>
    }
}

fn tabs(state: &State, diagnostics: &[Diagnostic]) -> Vec<Tab<InputTab>> {
    let inputs = &state.inputs;
    let tab = |value, id, title, note: Option<String>| Tab {
        value,
        id,
        title,
        note,
        has_error: false,
    };
    let given = state
        .named_files
        .iter()
        .filter(|path| inputs.files.iter().any(|file| *file.path == ***path))
        .count();
    let keys = (!state.named_files.is_empty()).then(|| format!("{given} of {}", state.named_files.len()));
    let has_error = diagnostics.iter().any(|diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.labels.iter().any(|label| label.span.is_in_policy())
    });
    vec![
        Tab {
            has_error,
            ..tab(InputTab::Policy, "policy-tab", "Policy", None)
        },
        tab(
            InputTab::Manifest,
            "manifest-tab",
            "Manifest",
            inputs.manifest.is_none().then(|| "none".into()),
        ),
        tab(
            InputTab::Signatures,
            "signatures-tab",
            "Signatures",
            Some(inputs.signatures.len().to_string()),
        ),
        tab(InputTab::Keys, "keys-tab", "Keys", keys),
        Tab {
            has_error: state.question.is_err(),
            ..tab(
                InputTab::Settings,
                "settings-tab",
                "Settings",
                inputs.require_signed.then(|| "signed".into()),
            )
        },
    ]
}

/// What is shown in the place of a text that is too large to be edited, or is none.
pub(super) fn not_shown(count: usize) -> Html {
    let why = if count > crate::inputs::SHOWN_AT_MOST {
        "too many to be shown and edited here"
    } else {
        "which are no text"
    };
    html! { <p class="not-shown">{ format!("{}, {why}. They are evaluated as they are.", bytes(count)) }</p> }
}
