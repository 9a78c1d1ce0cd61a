//! The keys of the page, and a tour of it.

use yew::{Callback, Html, Properties, component, html, use_effect_with};

use super::focus::element;
use super::modal::Modal;
use crate::session;
use crate::state::{Action, Dialog, Dispatcher};
use crate::text;

/// The steps of the tour: what is lit up, and what is said of it.
const STEPS: [(&str, text::tour::Step); 6] = [
    ("image", text::tour::IMAGE),
    ("policy-tab-panel", text::tour::POLICY),
    ("signatures-tab", text::tour::BELONGINGS),
    ("verdict", text::tour::VERDICT),
    ("decision", text::tour::DECISION),
    ("inspector", text::tour::INSPECTOR),
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
        <Modal id="keys-help" title={text::help::TITLE} {on_close}>
            <div class="pad stack">
                <p class="about">
                    { text::help::ABOUT }{ " " }
                    <a href="codes/index.html" target="_blank">{ text::help::FINDINGS_LINK }</a>
                </p>
                <p class="actions"><button type="button" class="btn" onclick={tour}>{ text::help::TAKE_TOUR }</button></p>
                { for text::help::KEYS.iter().map(|(title, keys)| html! {
                    <section aria-label={*title}>
                        <h3>{ *title }</h3>
                        <dl class="facts">{ for keys.iter().map(|(key, what)| html! { <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></> }) }</dl>
                    </section>
                }) }
                <section id="privacy" aria-label={text::help::PRIVACY_TITLE}>
                    <h3>{ text::help::PRIVACY_TITLE }</h3>
                    <p class="about">{ text::help::PRIVACY }</p>
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
    // However it is left, it is not offered again.
    use_effect_with((), |()| session::set_toured);
    use_effect_with(step, |&step| {
        let lit = STEPS.get(step).and_then(|(id, _)| element(id));
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
    let Some((_, (title, words))) = STEPS.get(step) else {
        return Html::default();
    };
    let go = |dialog: Option<Dialog>| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| {
            dispatcher.dispatch(Action::ShowDialog(dialog));
        })
    };
    html! {
        <section id="tour" class="tour" aria-label={text::tour::LABEL} tabindex="-1">
            <p class="note">{ text::tour::which_step(step + 1, STEPS.len()) }</p>
            <h2>{ *title }</h2>
            <p>{ *words }</p>
            <p class="actions">
                if step > 0 {
                    <button type="button" class="btn" onclick={go(Some(Dialog::Tour(step - 1)))}>{ text::tour::BACK }</button>
                }
                if step + 1 < STEPS.len() {
                    <button type="button" class="btn primary" onclick={go(Some(Dialog::Tour(step + 1)))}>{ text::tour::NEXT }</button>
                    <button type="button" class="btn quiet" onclick={go(None)}>{ text::tour::LEAVE }</button>
                } else {
                    <button type="button" class="btn primary" onclick={go(None)}>{ text::tour::DONE }</button>
                }
            </p>
        </section>
    }
}
