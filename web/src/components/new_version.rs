//! The page works without a network after the first visit: a service worker keeps its files (web/service-worker.js). A new version waits until it is asked for.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};
use yew::{Callback, Html, UseStateHandle, component, html, use_effect_with, use_state};

use crate::text;

const SERVICE_WORKER: &str = "service-worker.js";
/// What the service worker takes for the wish to be the one that counts.
const TAKE_OVER: &str = "take over";

/// Registers the service worker, and offers a new version once it is ready.
#[component]
pub(crate) fn NewVersion() -> Html {
    let ready = use_state(|| None::<ServiceWorker>);
    {
        let ready = ready.clone();
        use_effect_with((), move |()| {
            spawn_local(async move {
                // Without one (private windows, plain http) the page works as before, only not offline.
                let Some(registration) = registered().await else { return };
                let watched = registration.clone();
                let on_found = Closure::<dyn FnMut()>::new(move || watch(&watched, &ready));
                registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
                // As long as the page.
                on_found.forget();
            });
        });
    }
    let Some(worker) = (*ready).clone() else {
        return Html::default();
    };
    let onclick = Callback::from(move |_| {
        if let Some(container) = container() {
            let on_change = Closure::<dyn FnMut()>::new(|| {
                if let Some(window) = web_sys::window() {
                    let _ = window.location().reload();
                }
            });
            container.set_oncontrollerchange(Some(on_change.as_ref().unchecked_ref()));
            on_change.forget();
        }
        let _ = worker.post_message(&TAKE_OVER.into());
    });
    html! {
        <p class="notice" id="new-version" role="status">
            <span>{ text::new_version::READY }</span>
            <button type="button" class="btn small" {onclick}>{ text::new_version::LOAD }</button>
        </p>
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Where there is none, the property is missing, whatever the types say.
    let is_there = js_sys::Reflect::has(&navigator, &JsValue::from_str("serviceWorker")).unwrap_or(false);
    is_there.then(|| navigator.service_worker())
}

async fn registered() -> Option<ServiceWorkerRegistration> {
    let registering = container()?.register(SERVICE_WORKER);
    JsFuture::from(registering).await.ok()?.dyn_into().ok()
}

fn watch(registration: &ServiceWorkerRegistration, ready: &UseStateHandle<Option<ServiceWorker>>) {
    // The first one is no new version.
    let Some(installing) = registration.installing().filter(|_| registration.active().is_some()) else {
        return;
    };
    let (worker, ready) = (installing.clone(), ready.clone());
    let on_change = Closure::<dyn FnMut()>::new(move || {
        if worker.state() == ServiceWorkerState::Installed {
            ready.set(Some(worker.clone()));
        }
    });
    installing.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
}
