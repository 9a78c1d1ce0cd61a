//! A dialog over the page: the browser's own, which keeps the focus in it and gives it back.

use web_sys::HtmlDialogElement;
use yew::{Callback, Children, Event, Html, Properties, component, html, use_effect_with, use_node_ref};

use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) on_close: Callback<()>,
    pub(crate) children: Children,
}

#[component]
pub(crate) fn Modal(props: &Props) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            let shown = dialog.cast::<HtmlDialogElement>();
            if let Some(shown) = &shown {
                let _ = shown.show_modal();
            }
            move || {
                // Closing it is what gives the focus back.
                if let Some(shown) = shown {
                    shown.close();
                }
            }
        });
    }
    let onclose = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: Event| on_close.emit(()))
    };
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |_| on_close.emit(()))
    };
    let title = format!("{}-title", props.id);
    html! {
        <dialog id={props.id} ref={dialog} class="modal" aria-labelledby={title.clone()} {onclose}>
            <div class="modal-head">
                <h2 id={title}>{ props.title }</h2>
                <button type="button" class="btn quiet" onclick={close}>{ text::common::CLOSE }</button>
            </div>
            { for props.children.iter() }
        </dialog>
    }
}
