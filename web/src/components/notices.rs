//! What the page did with what came in, or why it did not take it.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Sign};
use crate::state::{Action, Dispatcher, Notice, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) notices: Rc<Vec<Notice>>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Notices(props: &Props) -> Html {
    html! {
        <ul class="notices" aria-label="Notices" aria-live="polite">
            { for props.notices.iter().map(|notice| line(notice, &props.dispatcher)) }
        </ul>
    }
}

fn line(notice: &Notice, dispatcher: &Dispatcher) -> Html {
    let (class, sign) = match notice.tone {
        Tone::Done => ("done", Sign::Allowed),
        Tone::Refused => ("refused", Sign::Refused),
    };
    let number = notice.number;
    let dispatcher = dispatcher.clone();
    let onclick = Callback::from(move |_| dispatcher.dispatch(Action::DismissNotice(number)));
    html! {
        <li key={number} class={classes!("notice", class)}>
            <Icon {sign} />
            <span>{ &*notice.words }</span>
            <button type="button" class="btn quiet" {onclick}>{ "Dismiss" }</button>
        </li>
    }
}
