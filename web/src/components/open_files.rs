//! A button that opens files; dropping them does the same.

use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use crate::files;
use crate::state::{Action, Dispatcher, Target};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) target: Target,
    pub(crate) words: String,
    #[prop_or_default]
    pub(crate) is_multiple: bool,
    #[prop_or_default]
    pub(crate) is_quiet: bool,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn OpenFiles(props: &Props) -> Html {
    let (target, dispatcher) = (props.target.clone(), props.dispatcher.clone());
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
            return;
        };
        let Some(list) = input.files() else { return };
        let (target, dispatcher) = (target.clone(), dispatcher.clone());
        spawn_local(async move {
            let opened = files::read(list).await;
            // So that the same file can be opened again.
            input.set_value("");
            dispatcher.dispatch(Action::OpenFiles(target, opened));
        });
    });
    html! {
        <label class={if props.is_quiet { "btn quiet file" } else { "btn file" }}>
            <input type="file" class="visually-hidden" multiple={props.is_multiple} {onchange} />
            { &*props.words }
        </label>
    }
}
