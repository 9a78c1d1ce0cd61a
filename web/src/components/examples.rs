//! The examples, each a click away, grouped by what the reference answered.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Sign};
use crate::examples::Example;
use crate::state::{Action, Dispatcher};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) examples: Rc<[Example]>,
    pub(crate) shown: Option<usize>,
    pub(crate) is_edited: bool,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Examples(props: &Props) -> Html {
    let group = |allowed: bool| {
        let (words, class, sign) = if allowed {
            ("Allowed", "allowed", Sign::Allowed)
        } else {
            ("Refused", "refused", Sign::Refused)
        };
        let members = props
            .examples
            .iter()
            .enumerate()
            .filter(|(_, example)| example.allowed == allowed);
        html! {
            <div class={classes!("group", class)} role="group" aria-label={format!("Examples that are {}", words.to_lowercase())}>
                <span class="group-name"><Icon {sign} />{ words }</span>
                { for members.map(|(index, example)| chip(props, index, example)) }
            </div>
        }
    };
    let shown = props.shown.and_then(|index| props.examples.get(index));
    html! {
        <section class="examples" aria-label="Examples">
            <div class="groups">{ group(false) }{ group(true) }</div>
            if let Some(example) = shown {
                <p class="story">
                    { &*example.story }
                    if props.is_edited {
                        { " " }<span class="tag">{ "edited" }</span>
                    }
                </p>
            }
        </section>
    }
}

fn chip(props: &Props, index: usize, example: &Example) -> Html {
    let dispatcher = props.dispatcher.clone();
    let onclick = Callback::from(move |_| dispatcher.dispatch(Action::LoadExample(index)));
    let is_shown = props.shown == Some(index);
    html! {
        <button
            key={example.id.clone()}
            type="button"
            class="chip"
            data-example={example.id.clone()}
            aria-pressed={is_shown.to_string()}
            {onclick}
        >{ &*example.title }</button>
    }
}
