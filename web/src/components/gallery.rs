//! The gallery: what goes wrong for people, each broken and fixed, to be searched and opened.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, InputEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_effect_with, use_state};

use super::icon::{Icon, Sign};
use super::modal::Modal;
use super::presets::Presets;
use super::scene::load;
use crate::scenes::{Scene, carried, gallery};
use crate::state::{Action, Dispatcher};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Gallery(props: &Props) -> Html {
    let search = use_state(String::new);
    let fetched = use_state(|| None::<Result<Vec<Rc<Scene>>, String>>);
    {
        let fetched = fetched.clone();
        use_effect_with((), move |()| {
            spawn_local(async move { fetched.set(Some(gallery().await)) });
        });
    }
    let oninput = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                search.set(input.value());
            }
        })
    };
    let on_close = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |()| dispatcher.dispatch(Action::ShowDialog(None)))
    };
    let scenes: Vec<Rc<Scene>> = match &*fetched {
        Some(Ok(scenes)) => scenes.clone(),
        _ => Vec::new(),
    };
    let found = |scenes: &[Rc<Scene>], is_in: fn(&Scene) -> bool| -> Vec<Rc<Scene>> {
        scenes
            .iter()
            .filter(|scene| is_in(scene) && scene.matches(&search))
            .cloned()
            .collect()
    };
    let groups = [
        (text::gallery::OF_PEOPLE, found(&scenes, |scene| scene.source.is_none())),
        (
            text::gallery::OF_DOCUMENTS,
            found(&scenes, |scene| scene.source.is_some()),
        ),
        (text::gallery::TO_BEGIN_WITH, found(&carried(), |_| true)),
    ];
    let count: usize = groups.iter().map(|(_, scenes)| scenes.len()).sum();
    html! {
        <Modal id="gallery" title={text::gallery::TITLE} {on_close}>
            <div class="search">
                <label class="cap" for="gallery-search">{ text::gallery::SEARCH }</label>
                <input id="gallery-search" class="input" type="search" value={(*search).clone()} spellcheck="false" autocomplete="off" {oninput} />
                <p class="note" role="status">
                    { match &*fetched {
                        None => text::gallery::LOADING.to_owned(),
                        Some(Err(why)) => text::gallery::not_loaded(why),
                        Some(Ok(_)) if count == 0 => text::gallery::NOTHING_FOUND.to_owned(),
                        Some(Ok(_)) => text::gallery::how_many(count),
                    } }
                </p>
            </div>
            { for groups.iter().filter(|(_, scenes)| !scenes.is_empty()).map(|(title, scenes)| html! {
                <section class="gallery-group" aria-label={*title}>
                    <h3>{ *title }</h3>
                    <ul class="gallery">{ for scenes.iter().map(|scene| card(scene, &props.dispatcher)) }</ul>
                </section>
            }) }
            <Presets search={(*search).clone()} dispatcher={props.dispatcher.clone()} />
        </Modal>
    }
}

fn card(scene: &Rc<Scene>, dispatcher: &Dispatcher) -> Html {
    let states: &[&str] = if scene.states.len() > 1 {
        &[text::scene::BROKEN, text::scene::FIXED]
    } else {
        &[text::gallery::OPEN]
    };
    let button = |(index, words): (usize, &&'static str)| {
        let allowed = scene.states.get(index).is_some_and(|state| state.allowed);
        html! {
            <button
                type="button"
                class={if allowed { "chip y" } else { "chip x" }}
                data-example={scene.id.clone()}
                data-state={index.to_string()}
                aria-label={text::gallery::choice(words, text::common::verdict_within(allowed), &scene.title)}
                onclick={load(scene, index, dispatcher)}
            >
                <Icon sign={if allowed { Sign::Allowed } else { Sign::Refused }} />{ *words }
            </button>
        }
    };
    let story = scene
        .states
        .first()
        .map(|state| state.story.clone())
        .unwrap_or_default();
    html! {
        <li key={scene.id.clone()}>
            <h4>{ &*scene.title }</h4>
            <p>{ story }</p>
            if let Some(source) = &scene.source {
                <p class="note">{ &**source }</p>
            }
            <div class="chips">{ for states.iter().enumerate().map(button) }</div>
        </li>
    }
}
