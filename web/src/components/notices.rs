//! What the page did with what came in, or why it did not take it.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Sign};
use super::words::with_code;
use crate::state::{Action, Dispatcher, Notice, Tone};
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) notices: Rc<Vec<Notice>>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Notices(props: &Props) -> Html {
    // Only the last change can be taken back from here.
    let last = props
        .notices
        .iter()
        .rev()
        .find(|notice| notice.tone == Tone::Changed)
        .map(|notice| notice.number);
    html! {
        <ul class="notices" aria-label={text::notices::LABEL} aria-live="polite">
            { for props.notices.iter().map(|notice| line(notice, last == Some(notice.number), &props.dispatcher)) }
        </ul>
    }
}

fn line(notice: &Notice, is_last: bool, dispatcher: &Dispatcher) -> Html {
    let (class, sign) = match notice.tone {
        Tone::Changed | Tone::Done => ("done", Sign::Allowed),
        Tone::Refused => ("refused", Sign::Refused),
    };
    let number = notice.number;
    let dismissing = dispatcher.clone();
    let onclick = Callback::from(move |_| dismissing.dispatch(Action::DismissNotice(number)));
    let undo = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::Undo))
    };
    html! {
        <li key={number} class={classes!("notice", class)}>
            <Icon {sign} />
            <span>{ with_code(&notice.words) }</span>
            if notice.tone == Tone::Changed && is_last {
                <button type="button" class="btn small" onclick={undo}>{ text::common::UNDO }</button>
            }
            <button type="button" class="btn quiet" {onclick}>{ text::notices::DISMISS }</button>
        </li>
    }
}
