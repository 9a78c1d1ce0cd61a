//! What is given: policy, manifest, signatures, keys, settings.

use yew::{Html, Properties, UseReducerHandle, component, html};

use super::diagnostics::Diagnostics;
use super::editor::{Actions, Editor, use_kind};
use super::image::Image;
use super::keys::Keys;
use super::policies::PolicySwitch;
use super::registries::Registries;
use super::settings::Settings;
use super::signatures::Signatures;
use super::tabs::{Tab, Tabs};
use crate::answer::{Diagnostic, Severity};
use crate::state::{Action, InputTab, State};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) state: UseReducerHandle<State>,
}

#[component]
pub(crate) fn Inputs(props: &Props) -> Html {
    let state = &props.state;
    let inputs = &state.inputs;
    let dispatcher = state.dispatcher();
    let diagnostics = diagnostics(state);
    let (of_registries, of_policy): (Vec<_>, Vec<_>) = diagnostics.iter().cloned().partition(is_of_registries);
    let whose = state.shown_policy();
    let name = whose.name();
    let policy = inputs.policy_of(&whose).unwrap_or(&inputs.policy).clone();
    let kind = use_kind(&policy);
    // What was found is found in the policy that decides.
    let of_policy = if state.shows_policy_in_force() {
        of_policy
    } else {
        Vec::new()
    };
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
        <section class="pane inputs" aria-label={text::inputs::LABEL}>
            <Tabs<InputTab> label={text::inputs::LABEL} tabs={tabs(state, &diagnostics)} shown={state.input_tab} {on_show} />
            { panel(InputTab::Policy, "policy-tab", html! {
                <>
                    <PolicySwitch state={state.clone()} />
                    <Editor
                        key={name.clone()}
                        policy={policy.clone()}
                        name={name.clone()}
                        {kind}
                        marked={super::editor::marked(state, &of_policy)}
                        jump={state.jump.clone()}
                        files={file_paths(state)}
                        image={inputs.image.clone()}
                        diagnostics={of_policy.clone()}
                        revision={diagnosed(state)}
                        dispatcher={dispatcher.clone()}
                    />
                    <Diagnostics diagnostics={of_policy} revision={diagnosed(state)} dispatcher={dispatcher.clone()} />
                    <Actions {policy} {kind} dispatcher={dispatcher.clone()} />
                </>
            }) }
            { panel(InputTab::Image, "image-tab", html! { <Image state={state.clone()} /> }) }
            { panel(InputTab::Signatures, "signatures-tab", html! {
                <Signatures
                    signatures={inputs.signatures.clone()}
                    attachments={inputs.attachments.clone()}
                    lookaside={inputs.lookaside.keys().cloned().collect::<Vec<_>>()}
                    dispatcher={dispatcher.clone()}
                />
            }) }
            { panel(InputTab::Keys, "keys-tab", html! {
                <Keys files={inputs.files.clone()} named={state.named_files.clone()} dispatcher={dispatcher.clone()} />
            }) }
            { panel(InputTab::Registries, "registries-tab", html! { <Registries state={state.clone()} diagnostics={of_registries} /> }) }
            { panel(InputTab::Settings, "settings-tab", html! {
                <Settings
                    require_signed={inputs.require_signed}
                    time={inputs.time.clone()}
                    library={state.library.clone()}
                    namespace={inputs.namespace.clone()}
                    policies={inputs.policies.clone()}
                    in_force={inputs.in_force()}
                    dispatcher={dispatcher.clone()}
                />
            }) }
        </section>
    }
}

/// The oldest revision that a finding is of: lint follows the answer.
pub(super) fn diagnosed(state: &State) -> u32 {
    let of_answer = state.answered.as_ref().map_or(0, |answered| answered.revision);
    state
        .details
        .as_ref()
        .map_or(of_answer, |(revision, _)| of_answer.min(*revision))
}

/// What is wrong, or worth knowing: of the answer, and of lint, which follows it.
fn diagnostics(state: &State) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    if state.question.is_err() {
        // What was found before is of another question.
        return diagnostics;
    }
    let of_answer = state.answered.iter().flat_map(|answered| &answered.answer.diagnostics);
    let of_lint = state.details.iter().flat_map(|(_, details)| &details.lint);
    for found in of_answer.chain(of_lint) {
        let is_known = |other: &Diagnostic| other.code == found.code && other.labels == found.labels;
        match diagnostics.iter_mut().find(|other| is_known(other)) {
            // Only lint knows what to write instead.
            Some(known) if known.edits.is_empty() => *known = found.clone(),
            Some(_) => {}
            None => diagnostics.push(found.clone()),
        }
    }
    diagnostics
}

fn is_of_registries(diagnostic: &Diagnostic) -> bool {
    diagnostic
        .labels
        .first()
        .is_some_and(|label| label.span.file.starts_with("registries.d/"))
}

/// The paths that a policy might name: those of the files that are given.
fn file_paths(state: &State) -> Vec<String> {
    state.inputs.files.iter().map(|file| file.path.to_string()).collect()
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
    let keys = (!state.named_files.is_empty()).then(|| text::inputs::given(given, state.named_files.len()));
    let has_error = diagnostics.iter().any(|diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.labels.iter().any(|label| label.span.is_in_policy())
    });
    vec![
        Tab {
            has_error,
            ..tab(InputTab::Policy, "policy-tab", text::inputs::POLICY, None)
        },
        tab(
            InputTab::Image,
            "image-tab",
            text::inputs::IMAGE,
            match (&inputs.manifest, &inputs.manifest_list) {
                (None, _) => Some(text::inputs::NO_MANIFEST.into()),
                (Some(_), Some(_)) => Some(text::inputs::OF_LIST.into()),
                (Some(_), None) => None,
            },
        ),
        tab(
            InputTab::Signatures,
            "signatures-tab",
            text::inputs::SIGNATURES,
            Some(if inputs.attachments.is_empty() && inputs.lookaside.is_empty() {
                inputs.signatures.len().to_string()
            } else {
                text::inputs::GATHERED.into()
            }),
        ),
        tab(InputTab::Keys, "keys-tab", text::inputs::KEYS, keys),
        Tab {
            has_error: diagnostics
                .iter()
                .any(|diagnostic| diagnostic.severity == Severity::Error && is_of_registries(diagnostic)),
            ..tab(
                InputTab::Registries,
                "registries-tab",
                text::inputs::REGISTRIES,
                (!inputs.registries_d.is_empty()).then(|| inputs.registries_d.len().to_string()),
            )
        },
        Tab {
            has_error: inputs.has_wrong_time() || inputs.has_wrong_namespace(),
            ..tab(
                InputTab::Settings,
                "settings-tab",
                text::inputs::SETTINGS,
                settings_note(inputs),
            )
        },
    ]
}

/// What is set that changes verdicts.
fn settings_note(inputs: &crate::inputs::Inputs) -> Option<String> {
    let namespace = (!inputs.namespace.is_empty()).then(|| inputs.namespace.to_string());
    let signed = inputs.require_signed.then(|| text::inputs::SIGNED.to_owned());
    let set: Vec<String> = namespace.into_iter().chain(signed).collect();
    (!set.is_empty()).then(|| set.join(", "))
}

/// What is shown in the place of a text that is too large to be edited, or is none.
pub(super) fn not_shown(count: usize) -> Html {
    let words = if count > crate::inputs::SHOWN_AT_MOST {
        text::inputs::too_large_to_show(count)
    } else {
        text::inputs::no_text_to_show(count)
    };
    html! { <p class="not-shown">{ words }</p> }
}
