//! The keys of the page, and a tour of it.

use yew::{Callback, Html, Properties, component, html, use_effect_with};

use super::focus::element;
use super::modal::Modal;
use crate::session;
use crate::state::{Action, Dialog, Dispatcher};

/// Each part of the page with its keys.
const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Everywhere",
        &[
            ("?", "this help"),
            ("/", "the image's name"),
            ("Alt+1, Alt+2, Alt+3", "inputs, decision, inspector"),
            ("Alt+A", "apply the first remedy"),
            ("Alt+Z", "undo what the page changed"),
            ("Escape", "close what is open"),
        ],
    ),
    (
        "The policy",
        &[
            ("F8, Shift+F8", "the next finding, the one before"),
            ("Ctrl+Space", "what may stand here"),
            ("Alt+Enter", "the fix for the finding here"),
            ("Shift+Alt+F", "lay the text out"),
            ("Tab", "leaves the text"),
        ],
    ),
    ("Tabs", &[("←, →, Home, End", "another tab")]),
    (
        "Trees",
        &[
            ("↑, ↓, Home, End", "another node"),
            ("→, ←", "open, close, go in, go out"),
            ("Enter", "its place in the policy"),
        ],
    ),
];

/// The steps of the tour: what is lit up, and what is said of it.
const STEPS: [(&str, &str, &str); 6] = [
    (
        "image",
        "The question",
        "Would this image be pulled? Its name stands here, as a pod or a command names it. Change it, and everything follows at once.",
    ),
    (
        "policy-tab-panel",
        "The policy",
        "policy.json as a node has it. What was decisive is lit up, what is wrong is underlined, and F8 goes from finding to finding.",
    ),
    (
        "signatures-tab",
        "What belongs to it",
        "Signatures, keys, the manifest, registries.d. Drop files, folders or archives anywhere: each goes where it belongs. Paste the error that a node gave: it becomes the question.",
    ),
    (
        "verdict",
        "The verdict",
        "Allowed or refused, as CRI-O, Podman and Skopeo decide it. Below it the first way to make it pass, evaluated before it is offered.",
    ),
    (
        "decision",
        "Why",
        "How the decision was made, step by step; what was expected and what was found stand one under the other. Select a step to see where it is written.",
    ),
    (
        "inspector",
        "What is this?",
        "Signatures, certificates, keys and manifests, part by part, with their bytes. Nothing of all this leaves the page.",
    ),
];

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Keys(props: &Props) -> Html {
    let on_close = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |()| dispatcher.dispatch(Action::ShowDialog(None)))
    };
    let tour = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::ShowDialog(Some(Dialog::Tour(0)))))
    };
    html! {
        <Modal id="keys-help" title="Help" {on_close}>
            <div class="pad stack">
                <p class="about">
                    { "Paste a policy, name an image, add its manifest, signatures and the keys that the policy names: see whether a node would pull it, and why. " }
                    <a href="codes/index.html" target="_blank">{ "All findings, explained" }</a>
                </p>
                <p class="actions"><button type="button" class="btn" onclick={tour}>{ "Take the tour" }</button></p>
                { for KEYS.iter().map(|(title, keys)| html! {
                    <section aria-label={*title}>
                        <h3>{ *title }</h3>
                        <dl class="facts">{ for keys.iter().map(|(key, what)| html! { <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></> }) }</dl>
                    </section>
                }) }
                <section id="privacy" aria-label="Nothing leaves this page">
                    <h3>{ "Nothing leaves this page" }</h3>
                    <p class="about">
                        { "The engine runs here, as WebAssembly. The page's content security policy lets it connect to nowhere but where it came from, and it fetches its own files only. To check: open the browser's network tools, paste what you like, and see that nothing is sent; or switch the network off: the page goes on working." }
                    </p>
                </section>
            </div>
        </Modal>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct TourProps {
    pub(crate) step: usize,
    pub(crate) dispatcher: Dispatcher,
}

/// Beside the page, not over it: what it speaks of stays to be seen and used.
#[component]
pub(crate) fn Tour(props: &TourProps) -> Html {
    let step = props.step.min(STEPS.len() - 1);
    use_effect_with(step, |&step| {
        let lit = STEPS.get(step).and_then(|(id, _, _)| element(id));
        if let Some(lit) = &lit {
            let _ = lit.class_list().add_1("toured");
            lit.scroll_into_view_with_bool(false);
        }
        if let Some(tour) = element("tour") {
            let _ = tour.focus();
        }
        move || {
            if let Some(lit) = lit {
                let _ = lit.class_list().remove_1("toured");
            }
        }
    });
    let Some((_, title, words)) = STEPS.get(step) else {
        return Html::default();
    };
    let go = |dialog: Option<Dialog>| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| {
            if dialog.is_none() {
                session::set_toured();
            }
            dispatcher.dispatch(Action::ShowDialog(dialog));
        })
    };
    html! {
        <section id="tour" class="tour" aria-label="Tour" tabindex="-1">
            <p class="note">{ format!("{} of {}", step + 1, STEPS.len()) }</p>
            <h2>{ *title }</h2>
            <p>{ *words }</p>
            <p class="actions">
                if step > 0 {
                    <button type="button" class="btn" onclick={go(Some(Dialog::Tour(step - 1)))}>{ "Back" }</button>
                }
                if step + 1 < STEPS.len() {
                    <button type="button" class="btn primary" onclick={go(Some(Dialog::Tour(step + 1)))}>{ "Next" }</button>
                    <button type="button" class="btn quiet" onclick={go(None)}>{ "Leave" }</button>
                } else {
                    <button type="button" class="btn primary" onclick={go(None)}>{ "Done" }</button>
                }
            </p>
        </section>
    }
}
