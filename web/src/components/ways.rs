//! Why it is refused, and the ways to make it pass: the narrowest first, with what each opens.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, component, html};

use super::copy::Copy;
use super::words::{sentence, with_code};
use crate::answer::{Cause, Edit, Explanation, Reach, Remedy, Span};
use crate::details::Details;
use crate::state::{Action, Dispatcher};
use crate::text;

/// More of a text that a remedy changes is not shown.
const SHOWN_AT_MOST: usize = 400;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) details: Rc<Details>,
    /// Whether it is of the inputs as they are: what is not cannot be applied.
    pub(crate) is_current: bool,
    /// Of which revision it is.
    pub(crate) revision: u32,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Ways(props: &Props) -> Html {
    let note = props.details.node_policy.as_ref().and_then(|node| node.note.as_deref());
    let note =
        note.map(|note| html! { <div class="section"><p id="node-policy">{ with_code(&sentence(note)) }</p></div> });
    let Some(explanation) = &props.details.explanation else {
        return note.unwrap_or_default();
    };
    html! {
        <>
            { note.unwrap_or_default() }
            { causes(explanation, &props.dispatcher) }
            <section class="section" aria-labelledby="ways">
                <h2 class="cap" id="ways" tabindex="-1">{ text::ways::TITLE }</h2>
                if explanation.remedies.is_empty() {
                    <p class="about">{ text::ways::NOTHING_AT_HAND }</p>
                }
                if explanation.none_within_policy && !explanation.remedies.is_empty() {
                    <p class="about">{ text::ways::NOTHING_WITHIN_POLICY }</p>
                }
                <ul class="ways">{ for explanation.remedies.iter().map(|remedy| way(remedy, props, &props.dispatcher)) }</ul>
            </section>
        </>
    }
}

/// All that is in the way; the first stands in the verdict, too.
fn causes(explanation: &Explanation, dispatcher: &Dispatcher) -> Html {
    html! {
        <section class="section" aria-labelledby="causes">
            <h2 class="cap" id="causes">{ text::ways::causes(explanation.causes.len()) }</h2>
            <ol class="causes">{ for explanation.causes.iter().map(|found| cause(found, dispatcher)) }</ol>
        </section>
    }
}

fn cause(cause: &Cause, dispatcher: &Dispatcher) -> Html {
    html! {
        <li>
            <p>
                { with_code(&sentence(&cause.text)) }
                if cause.reach == Reach::Counterfactual {
                    { " " }<span class="tag">{ text::common::STOPS_BEFORE }</span>
                }
                if let Some(span) = &cause.span {
                    { " " }{ place(span, dispatcher) }
                }
            </p>
            if let Some(fits) = &cause.fits {
                <p class="note">{ text::ways::fits(fits) }</p>
            }
        </li>
    }
}

fn way(remedy: &Remedy, props: &Props, dispatcher: &Dispatcher) -> Html {
    html! {
        <li class="way">
            <div class="way-head">
                if remedy.verified {
                    <span class="tag ok">{ text::ways::VERIFIED }</span>
                } else {
                    <span class="tag">{ text::ways::ELSEWHERE }</span>
                }
                <p>{ with_code(&sentence(&remedy.text)) }</p>
                if remedy.apply && remedy.amended.is_some() {
                    <button type="button" class="btn" disabled={!props.is_current} aria-label={text::ways::apply(&remedy.text)} onclick={apply(remedy, props.revision, dispatcher)}>{ text::ways::APPLY }</button>
                }
            </div>
            if let Some(opens) = &remedy.opens {
                <p class={classes!("opens")}>{ text::ways::opens(opens) }</p>
            }
            if remedy.verified && !remedy.apply {
                <p class="opens">{ text::ways::NOT_APPLIED }</p>
            }
            { for remedy.edits.iter().map(|edit| change(edit, dispatcher)) }
            if let Some(command) = &remedy.command {
                <div class="command"><pre tabindex="0">{ &**command }</pre><Copy text={Rc::<str>::from(command.as_str())} words={text::ways::COPY_COMMAND} /></div>
            }
        </li>
    }
}

fn change(edit: &Edit, dispatcher: &Dispatcher) -> Html {
    if edit.insert.trim().is_empty() {
        return html! { <p class="note">{ text::ways::TAKES_OUT }{ " " }{ place(&edit.span, dispatcher) }</p> };
    }
    let insert = as_shown(&edit.insert);
    let end = insert.floor_char_boundary(SHOWN_AT_MOST);
    html! {
        <div class="command">
            <pre tabindex="0">{ insert.get(..end).unwrap_or_default() }{ if end < insert.len() { "…" } else { "" } }</pre>
            { place(&edit.span, dispatcher) }
        </div>
    }
}

/// A text to be put in, without the commas around it and without the indentation that its lines have in common.
fn as_shown(insert: &str) -> String {
    let text = insert
        .trim()
        .trim_start_matches(',')
        .trim_end_matches(',')
        .trim_matches(['\n', '\r']);
    let is_blank = |line: &&str| line.trim().is_empty();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // The first line stands where the place begins.
    let common = text
        .lines()
        .skip(1)
        .filter(|line| !is_blank(line))
        .map(indent)
        .min()
        .unwrap_or(0);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim_start().to_owned();
    lines.fold(first, |shown, line| {
        shown + "\n" + line.get(common.min(indent(line))..).unwrap_or_default()
    })
}

/// A place in a text of the request; one in the policy can be gone to.
pub(super) fn place(span: &Span, dispatcher: &Dispatcher) -> Html {
    let words = format!("{}:{}", span.line, span.column);
    if !span.is_in_policy() {
        return html! { <span class="where">{ format!("{}:{words}", span.file) }</span> };
    }
    let (dispatcher, offset) = (dispatcher.clone(), span.start);
    let onclick = Callback::from(move |_| dispatcher.dispatch(Action::JumpTo(offset)));
    html! {
        <button type="button" class="where" aria-label={text::ways::go_to(span.line, span.column)} {onclick}>{ words }</button>
    }
}

/// Makes what a remedy says.
pub(super) fn apply<E>(remedy: &Remedy, revision: u32, dispatcher: &Dispatcher) -> Callback<E> {
    let (dispatcher, words) = (dispatcher.clone(), text::ways::applied(&sentence(&remedy.text)));
    let fields = remedy.amended.clone().unwrap_or_default();
    Callback::from(move |_| {
        dispatcher.dispatch(Action::Amend {
            fields: fields.clone(),
            words: words.clone(),
            of: Some(revision),
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_shown_without_what_is_around_it() {
        assert_eq!(as_shown(", \"a\": 1"), "\"a\": 1");
        assert_eq!(
            as_shown(",\n      \"x\": [\n        1\n      ]\n    "),
            "\"x\": [\n  1\n]"
        );
    }
}
