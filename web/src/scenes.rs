//! Really signed images with policies that allow or refuse them, and what the reference answered. The page carries the first ones (build.rs); the gallery
//! of the pains lies beside it, and is fetched when it is opened.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;

use crate::inputs::Inputs;
use crate::text;
use pullgate_core::exchange::Request;

/// Where the gallery lies, from the page.
const GALLERY: &str = "gallery.json";

/// A scene: something that goes wrong, why, and how it goes right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scene {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The number of the pain that it shows.
    pub(crate) pain: Option<u32>,
    /// The document that it is from.
    pub(crate) source: Option<String>,
    /// What people search for.
    pub(crate) tags: Vec<String>,
    pub(crate) why: String,
    /// One or two.
    pub(crate) states: Vec<SceneState>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SceneState {
    /// What there is to see, and what to try.
    pub(crate) story: String,
    /// What the reference answered for these bytes.
    pub(crate) allowed: bool,
    request: Value,
}

impl SceneState {
    /// What is given.
    pub(crate) fn inputs(&self) -> Option<Inputs> {
        let request = Request::from_json(self.request.to_string().as_bytes()).ok()?;
        Some(Inputs::from_request(&request))
    }
}

impl Scene {
    /// Whether all of these words are in it.
    pub(crate) fn matches(&self, search: &str) -> bool {
        let text = [&self.id, &self.title, &self.why]
            .into_iter()
            .chain(&self.tags)
            .chain(&self.source);
        let states = self.states.iter().map(|state| &state.story);
        let text: Vec<String> = text.chain(states).map(|text| text.to_lowercase()).collect();
        let pain = self.pain.map(|pain| format!("pain {pain}")).unwrap_or_default();
        let search = search.to_lowercase();
        search
            .split_whitespace()
            .all(|word| pain.contains(word) || text.iter().any(|text| text.contains(word)))
    }
}

/// What build.rs writes.
#[derive(Deserialize)]
struct Example {
    id: String,
    title: String,
    story: String,
    allowed: bool,
    request: Value,
}

/// The scenes that the page carries; it opens on the first.
pub(crate) fn carried() -> Vec<Rc<Scene>> {
    let text = include_str!(concat!(env!("OUT_DIR"), "/examples.json"));
    let examples = serde_json::from_str::<Vec<Example>>(text).unwrap_or_default();
    let scene = |example: Example| Scene {
        id: example.id,
        title: example.title,
        pain: None,
        source: None,
        tags: Vec::new(),
        why: String::new(),
        states: vec![SceneState {
            story: example.story,
            allowed: example.allowed,
            request: example.request,
        }],
    };
    examples.into_iter().map(|example| Rc::new(scene(example))).collect()
}

/// What lies in gallery.json.
#[derive(Deserialize)]
struct Written {
    id: String,
    pain: Option<u32>,
    title: String,
    broken: String,
    why: String,
    fixed: String,
    tags: Vec<String>,
    #[serde(default)]
    source: Option<String>,
    states: WrittenStates,
}

#[derive(Deserialize)]
struct WrittenStates {
    broken: WrittenState,
    fixed: WrittenState,
}

#[derive(Deserialize)]
struct WrittenState {
    request: Value,
    allowed: bool,
}

/// Reads the gallery. `Err` says in words why there is none.
pub(crate) fn read(text: &str) -> Result<Vec<Rc<Scene>>, String> {
    let written: Vec<Written> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let state = |story: &str, state: WrittenState| SceneState {
        story: story.into(),
        allowed: state.allowed,
        request: state.request,
    };
    let scene = |scene: Written| Scene {
        states: vec![
            state(&scene.broken, scene.states.broken),
            state(&scene.fixed, scene.states.fixed),
        ],
        id: scene.id,
        title: scene.title,
        pain: scene.pain,
        source: scene.source,
        tags: scene.tags,
        why: scene.why,
    };
    Ok(written.into_iter().map(|written| Rc::new(scene(written))).collect())
}

/// Fetches the gallery from beside the page.
pub(crate) async fn gallery() -> Result<Vec<Rc<Scene>>, String> {
    read(&fetched(GALLERY).await?)
}

/// The text of a file that lies beside the page.
pub(crate) async fn fetched(name: &str) -> Result<String, String> {
    let words = |_| text::gallery::not_fetched(name);
    let window = web_sys::window().ok_or(text::gallery::NO_WINDOW)?;
    let response = JsFuture::from(window.fetch_with_str(name)).await.map_err(words)?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Err(text::gallery::not_there(name, response.status()));
    }
    let content = JsFuture::from(response.text().map_err(words)?).await.map_err(words)?;
    content.as_string().ok_or_else(|| text::gallery::no_text(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_that_the_page_carries_is_a_request() {
        let scenes = carried();
        assert!(scenes.len() >= 6);
        for scene in scenes {
            assert!(
                scene.states.iter().all(|state| state.inputs().is_some()),
                "{}",
                scene.id
            );
        }
    }

    #[test]
    fn the_page_opens_on_a_refusal() {
        assert!(!carried()[0].states[0].allowed);
    }

    #[test]
    fn scenes_are_found_by_their_words() {
        let scene = &carried()[0];
        assert!(scene.matches("COSIGN tag"));
        assert!(!scene.matches("cosign nonsense"));
    }
}
