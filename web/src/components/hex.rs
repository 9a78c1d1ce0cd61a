//! Bytes, eight a line, with those of a part lit up.

use std::ops::Range;
use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_state_eq};

use crate::text;

const ROW: usize = 8;
/// So many lines are shown around the part.
const ROWS: usize = 64;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) bytes: Rc<Vec<u8>>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) on_byte: Callback<usize>,
}

#[component]
pub(crate) fn Hex(props: &Props) -> Html {
    let further = use_state_eq(|| 0_usize);
    let rows = props.bytes.len().div_ceil(ROW);
    let first = (props.start / ROW).saturating_sub(2).min(rows.saturating_sub(ROWS));
    let last = (first + ROWS + *further).min(rows);
    let row = |number: usize| {
        let range = number * ROW..(number * ROW + ROW).min(props.bytes.len());
        let onclick = {
            let (on_byte, at) = (props.on_byte.clone(), first_lit(&range, props));
            Callback::from(move |_| on_byte.emit(at))
        };
        html! { <button key={number} type="button" class="hex-row" tabindex="-1" {onclick}>{ line(&range, props) }</button> }
    };
    let more = {
        let (further, now) = (further.clone(), *further);
        Callback::from(move |_| further.set(now + 4 * ROWS))
    };
    html! {
        <div class="pad">
            <h2 class="cap" id="hex">{ text::inspector::BYTES }</h2>
            <div class="hex" role="group" aria-labelledby="hex" tabindex="0">
                if first > 0 {
                    <p class="note">{ text::inspector::from_byte(first * ROW) }</p>
                }
                { for (first..last).map(row) }
                if last < rows {
                    <button type="button" class="btn quiet" onclick={more}>{ text::inspector::show_more(props.bytes.len()) }</button>
                }
            </div>
        </div>
    }
}

/// A byte that is not of the part, if the line has one: else a click would stay where it is.
fn first_lit(range: &Range<usize>, props: &Props) -> usize {
    range
        .clone()
        .find(|byte| !(props.start..props.end).contains(byte))
        .unwrap_or(range.start)
}

fn line(range: &Range<usize>, props: &Props) -> Html {
    let lit = |byte: &usize| (props.start..props.end).contains(byte);
    let digits = |at: usize| {
        props
            .bytes
            .get(at)
            .map_or_else(|| "  ".into(), |byte| format!("{byte:02x}"))
    };
    let character = |at: usize| match props.bytes.get(at) {
        Some(byte @ 0x20..0x7f) => char::from(*byte),
        _ => '·',
    };
    // Bytes that are lit or not, in runs, so that few elements are made.
    let runs = |of: &dyn Fn(usize) -> String| -> Html {
        let mut runs: Vec<(bool, String)> = Vec::new();
        for at in range.start..range.start + ROW {
            let text = if at < range.end { of(at) } else { of(usize::MAX) };
            match runs.last_mut() {
                Some((is_lit, run)) if *is_lit == lit(&at) => run.push_str(&text),
                _ => runs.push((lit(&at), text)),
            }
        }
        runs.into_iter()
            .map(|(is_lit, run)| {
                if is_lit {
                    html! { <b>{ run }</b> }
                } else {
                    html! { { run } }
                }
            })
            .collect()
    };
    html! {
        <>
            <span class="offset">{ format!("{:06x}  ", range.start) }</span>
            { runs(&|at| digits(at) + " ") }{ " " }
            { runs(&|at| if at == usize::MAX { " ".into() } else { character(at).to_string() }) }
        </>
    }
}
