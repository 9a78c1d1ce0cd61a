//! The name of the page, the image that is asked about, and how the page is coloured.

use std::rc::Rc;

use web_sys::InputEvent;
use yew::{Callback, Html, Properties, component, html};

use super::field::text_after;
use super::open_files::OpenFiles;
use super::words::grouped;
use crate::inputs::Inputs;
use crate::state::{Action, Dialog, Dispatcher, Target};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) image: Rc<str>,
    pub(crate) can_undo: bool,
    /// Whether two policies are compared.
    pub(crate) is_comparing: bool,
    pub(crate) is_testing: bool,
    /// How many tests of the suite are not as expected.
    pub(crate) surprises: usize,
    pub(crate) policy: Option<Rc<str>>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let oninput = {
        let (dispatcher, before) = (props.dispatcher.clone(), Rc::clone(&props.image));
        Callback::from(move |event: InputEvent| {
            if let Some(text) = text_after(&event, &before) {
                dispatcher.dispatch(Action::EditImage(text));
            }
        })
    };
    let dispatch = |action: Action| {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(action.clone()))
    };
    let other = props
        .policy
        .as_ref()
        .filter(|_| !props.is_comparing)
        .map(|policy| policy.to_string());
    html! {
        <header class="top">
            <h1 class="brand">
                <svg viewBox="0 0 20 20" aria-hidden="true"><use href="#pullgate" /></svg>
                { "pullgate" }
            </h1>
            <div class="question">
                <label for="image">{ text::header::QUESTION }</label>
                <input
                    id="image"
                    class="input"
                    value={props.image.to_string()}
                    placeholder={text::header::IMAGE_EXAMPLE}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                />
            </div>
            <nav class="menu" aria-label={text::header::MENU}>
                <button type="button" class="btn quiet" id="open-gallery" onclick={dispatch(Action::ShowDialog(Some(Dialog::Gallery)))}>{ text::gallery::TITLE }</button>
                <button type="button" class="btn quiet" id="open-compare" aria-pressed={props.is_comparing.to_string()} onclick={dispatch(Action::CompareWith(other))}>{ text::compare::TITLE }</button>
                <button type="button" class="btn quiet" id="open-tests" aria-pressed={props.is_testing.to_string()} aria-label={(props.surprises > 0).then(|| text::suite::menu(props.surprises))} onclick={dispatch(Action::ShowTests(!props.is_testing))}>
                    { text::suite::TITLE }
                    if props.surprises > 0 { { " " }<span class="count">{ grouped(props.surprises) }</span> }
                </button>
                <button type="button" class="btn quiet" id="new" title={text::header::NEW_HINT} onclick={dispatch(Action::Load { inputs: Box::new(Inputs::empty()), scene: None, words: Some(text::notices::begun_anew()) })}>{ text::header::NEW }</button>
                <OpenFiles target={Target::Anywhere} words={text::header::OPEN} is_multiple=true is_quiet=true dispatcher={props.dispatcher.clone()} />
                <button type="button" class="btn quiet" id="undo" disabled={!props.can_undo} onclick={dispatch(Action::Undo)}>{ text::common::UNDO }</button>
                <button type="button" class="btn" id="open-share" onclick={dispatch(Action::ShowDialog(Some(Dialog::Share)))}>{ text::share::TITLE }</button>
                <button type="button" class="btn quiet" id="open-help" aria-label={text::help::TITLE} title={text::header::HELP_HINT} onclick={dispatch(Action::ShowDialog(Some(Dialog::Keys)))}>{ text::header::HELP_SIGN }</button>
            </nav>
        </header>
    }
}
