//! The report, to be read and copied.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::copy::Copy;
use crate::details::Details;
use crate::inputs::Inputs;
use crate::report::markdown;
use crate::state::Answered;
use crate::text;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) inputs: Rc<Inputs>,
    pub(crate) answered: Rc<Answered>,
    pub(crate) details: Option<Rc<Details>>,
}

#[component]
pub(crate) fn Report(props: &Props) -> Html {
    let report = markdown(&props.inputs, &props.answered.answer, props.details.as_deref());
    html! {
        <div class="pad stack">
            <p class="about">{ text::report::ABOUT }</p>
            <pre class="data" tabindex="0">{ &*report }</pre>
            <p class="actions"><Copy text={Rc::<str>::from(report)} words={text::report::COPY} /></p>
        </div>
    }
}
