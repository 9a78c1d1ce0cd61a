//! The scene that is shown: what there is to see, why, and its two states.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use crate::scenes::Scene as Shown;
use crate::session;
use crate::state::{Action, Dialog, Dispatcher};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) scene: Option<(Rc<Shown>, usize)>,
    pub(crate) is_edited: bool,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Scene(props: &Props) -> Html {
    let Some((scene, at)) = &props.scene else {
        return Html::default();
    };
    let Some(state) = scene.states.get(*at) else {
        return Html::default();
    };
    let gallery = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::ShowDialog(Some(Dialog::Gallery))))
    };
    let tour = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::ShowDialog(Some(Dialog::Tour(0)))))
    };
    html! {
        <section class="scene" aria-label={text::scene::LABEL} data-scene={scene.id.clone()} data-state={at.to_string()}>
            <p class="scene-title">
                <b>{ &*scene.title }</b>
                if props.is_edited {
                    { " " }<span class="tag">{ text::scene::EDITED }</span>
                }
            </p>
            <p class="story">
                { &*state.story }
                if *at == 0 && !scene.why.is_empty() {
                    { " " }<span class="note">{ &*scene.why }</span>
                }
            </p>
            <div class="chips">
                if scene.states.len() > 1 {
                    { for [text::scene::BROKEN, text::scene::FIXED].into_iter().enumerate().map(|(index, words)| html! {
                        <button type="button" class="chip" aria-pressed={(index == *at && !props.is_edited).to_string()} onclick={load(scene, index, &props.dispatcher)}>{ words }</button>
                    }) }
                } else if props.is_edited {
                    <button type="button" class="chip" onclick={load(scene, 0, &props.dispatcher)}>{ text::scene::AS_IT_WAS }</button>
                }
                if !session::is_toured() {
                    <button type="button" class="chip" id="take-tour" onclick={tour}>{ text::help::TAKE_TOUR }</button>
                }
                <button type="button" class="chip" onclick={gallery}>{ text::scene::MORE }</button>
            </div>
        </section>
    }
}

/// Puts a scene in the place of everything.
pub(super) fn load<E>(scene: &Rc<Shown>, state: usize, dispatcher: &Dispatcher) -> Callback<E> {
    let (scene, dispatcher) = (Rc::clone(scene), dispatcher.clone());
    Callback::from(move |_| {
        let Some(inputs) = scene.states.get(state).and_then(|state| state.inputs()) else {
            return;
        };
        dispatcher.dispatch(Action::Load {
            inputs: Box::new(inputs),
            scene: Some((Rc::clone(&scene), state)),
            words: None,
        });
    })
}
