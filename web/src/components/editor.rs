//! The policy: a text field, with its colours and marks on a layer behind it. The field is as large as its text, and the box around both scrolls.
//! A long text has an editor of its own ([`long`]), to which all that follows is the same.

mod assist;
mod long;

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent};
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast as _, classes, component, html, use_effect_with, use_memo,
    use_mut_ref, use_node_ref, use_state_eq,
};

use super::field::text_after;
use super::inputs::not_shown;
use super::open_files::OpenFiles;
use crate::answer::{Diagnostic, Severity, Span, node_at};
use crate::highlight::{Mark, Marked, pieces};
use crate::inputs::Document;
use crate::state::{Action, Dispatcher, Jump, State, Target};
use crate::text;
use long::{Happened, Untold};
pub(super) use long::{Kind, use_kind};

/// The height of a line (styles.css).
const LINE: i32 = 20;
/// More marks would only slow the page down.
const MARKED_AT_MOST: usize = 200;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) policy: Document,
    /// What it is called.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) marked: Vec<Marked>,
    pub(crate) jump: Option<Jump>,
    /// The paths of files that a policy might name.
    pub(crate) files: Vec<String>,
    /// Its scopes are offered.
    pub(crate) image: Rc<str>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Of which revision they are.
    pub(crate) revision: u32,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Editor(props: &Props) -> Html {
    let (area, scroller) = (use_node_ref(), use_node_ref());
    let is_long = props.kind == Kind::Long && props.policy.text.is_some();
    let caret = use_state_eq(|| 0_usize);
    let hovered = use_state_eq(|| None::<usize>);
    let choosing = use_state_eq(|| None::<usize>);
    let told = use_state_eq(String::new);
    let scrolled = use_state_eq(|| 0_u32);
    let untold = (*use_memo((), |()| Untold::default())).clone();
    let text = props.policy.text.clone().unwrap_or_default();
    let (taken_over, takes_over) = use_taken_over(is_long, &area, &text);
    let is_coloured = props.kind == Kind::Coloured;
    let completions = choosing.map(|_| Rc::new(assist::completions(&text, *caret, &props.files, &props.image)));
    let candidates = completions.as_ref().map_or(0, |found| found.candidates.len());
    let oninput = {
        let (dispatcher, before) = (props.dispatcher.clone(), text.clone());
        let (caret, choosing) = (caret.clone(), choosing.clone());
        Callback::from(move |event: InputEvent| {
            // A string begins: what may stand here is shown.
            if event.data().as_deref() == Some("\"") {
                choosing.set(Some(0));
            }
            if let Some(text) = text_after(&event, &before) {
                if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                    caret.set(assist::caret(&area, &text));
                }
                dispatcher.dispatch(Action::EditPolicy(text.into()));
            }
        })
    };
    let on_moved = {
        let (caret, choosing, area, text) = (caret.clone(), choosing.clone(), area.clone(), text.clone());
        move || {
            if let Some(area) = long::field(&area) {
                let at = assist::caret(&area, &text);
                if at != *caret {
                    choosing.set(None);
                }
                caret.set(at);
            }
        }
    };
    let onkeyup = {
        let on_moved = on_moved.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key().starts_with("Arrow")
                || matches!(event.key().as_str(), "Home" | "End" | "PageUp" | "PageDown")
            {
                on_moved();
            }
        })
    };
    // A click leads from the text to the step of the decision that was read from it.
    let on_clicked = {
        let (area, text, policy, dispatcher) = (
            area.clone(),
            text.clone(),
            props.policy.clone(),
            props.dispatcher.clone(),
        );
        let on_moved = on_moved.clone();
        Callback::from(move |_: ()| {
            on_moved();
            if let Some(area) = long::field(&area) {
                dispatcher.dispatch(Action::SelectAt(policy.byte_offset(assist::caret(&area, &text))));
            }
        })
    };
    let on_left = {
        let (choosing, untold) = (choosing.clone(), untold.clone());
        Callback::from(move |()| {
            choosing.set(None);
            untold.tell();
        })
    };
    let take = {
        let (area, text, completions, choosing) = (area.clone(), text.clone(), completions.clone(), choosing.clone());
        let (caret, dispatcher) = (caret.clone(), props.dispatcher.clone());
        Callback::from(move |index: usize| {
            let Some(found) = &completions else { return };
            choosing.set(None);
            if let (Some(area), Some(candidate)) = (long::field(&area), found.candidates.get(index)) {
                caret.set(found.replace.start + candidate.caret);
                if let Some(text) = assist::insert(&area, is_long, &text, found, candidate) {
                    dispatcher.dispatch(Action::EditPolicy(text.into()));
                }
            }
        })
    };
    let onkeydown = {
        let (choosing, take, told) = (choosing.clone(), take.clone(), told.clone());
        let revision = props.revision;
        let (at_caret, diagnostics, policy) = (*caret, props.diagnostics.clone(), props.policy.clone());
        let (dispatcher, area, text) = (props.dispatcher.clone(), area.clone(), text.clone());
        let (caret_state, hovered) = (caret.clone(), hovered.clone());
        Callback::from(move |event: KeyboardEvent| {
            // A key that is pressed means the caret, not where the mouse happens to lie.
            hovered.set(None);
            if let Some(at) = *choosing {
                let last = candidates.saturating_sub(1);
                let next = match event.key().as_str() {
                    "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
                    "ArrowUp" => Some(if at == 0 { last } else { at - 1 }),
                    "Escape" => {
                        event.stop_propagation();
                        None
                    }
                    "Enter" if candidates > 0 => {
                        event.prevent_default();
                        take.emit(at);
                        return;
                    }
                    "Tab" | "ArrowLeft" | "ArrowRight" => {
                        choosing.set(None);
                        return;
                    }
                    _ => return,
                };
                event.prevent_default();
                choosing.set(next);
                return;
            }
            let now = long::field(&area).map_or(at_caret, |area| assist::caret(&area, &text));
            match (
                event.key().as_str(),
                event.ctrl_key(),
                event.alt_key(),
                event.shift_key(),
            ) {
                (" ", true, _, _) => {
                    event.prevent_default();
                    choosing.set(Some(0));
                }
                ("F8", false, false, is_back) => {
                    event.prevent_default();
                    if let Some((diagnostic, offset)) = assist::next_finding(&diagnostics, &policy, now, is_back) {
                        told.set(assist::words(diagnostic));
                        caret_state.set(policy.text_offset(offset));
                        dispatcher.dispatch(Action::JumpTo(offset));
                    } else {
                        told.set(text::editor::NO_FINDING.into());
                    }
                }
                ("Enter", false, true, false) => {
                    if let Some(diagnostic) =
                        assist::findings_at(&diagnostics, &policy, now).find(|found| !found.edits.is_empty())
                    {
                        event.prevent_default();
                        dispatcher.dispatch(Action::ChangeTexts {
                            edits: diagnostic.edits.clone(),
                            of: revision,
                            words: text::diagnostics::fixed(&super::words::sentence(&diagnostic.message)),
                        });
                    }
                }
                _ if event.code() == "KeyF" && event.alt_key() && event.shift_key() => {
                    event.prevent_default();
                    dispatcher.dispatch(Action::Format);
                }
                _ => {}
            }
        })
    };
    let onmousemove = {
        let (hovered, text) = (hovered.clone(), text.clone());
        Callback::from(move |event: MouseEvent| {
            hovered.set(assist::offset_at(&event, &text).filter(|_| is_coloured));
        })
    };
    let onmouseleave = {
        let hovered = hovered.clone();
        Callback::from(move |_| hovered.set(None))
    };
    let on_scrolled = {
        let (scrolled, is_choosing) = (scrolled.clone(), choosing.is_some());
        // The list stands on the screen, not in the text, and has to be put at its place again.
        Callback::from(move |()| {
            if is_choosing {
                scrolled.set(*scrolled + 1);
            }
        })
    };
    let active = (*choosing)
        .filter(|at| *at < candidates)
        .map(|at| format!("candidate-{at}"));
    let happened = {
        let (area, caret, choosing) = (area.clone(), caret.clone(), choosing.clone());
        let (dispatcher, hovered, untold) = (props.dispatcher.clone(), hovered.clone(), untold.clone());
        let (onkeydown, on_clicked, on_left, on_scrolled) = (
            onkeydown.clone(),
            on_clicked.clone(),
            on_left.clone(),
            on_scrolled.clone(),
        );
        Callback::from(move |happened| match happened {
            Happened::Edited(text, written) => {
                // As in the text field: a string begins.
                if written == "\"" {
                    choosing.set(Some(0));
                }
                caret.set(long::field(&area).map_or(0, |area| assist::caret(&area, &text)));
                untold.set(dispatcher.clone(), text);
            }
            Happened::Moved => on_moved(),
            Happened::Hovered(at) => hovered.set(at),
            Happened::Pressed(event) => {
                untold.tell();
                onkeydown.emit(event);
            }
            Happened::Clicked => on_clicked.emit(()),
            Happened::Scrolled => on_scrolled.emit(()),
            Happened::Left => on_left.emit(()),
        })
    };
    long::use_long_editor(is_long, &area, &text, &props.marked, &untold, happened);
    use_handover(is_long, &area, taken_over);
    use_jump(props, &area, &scroller);
    use_scroll_to_selected(props, &scroller);
    if props.policy.text.is_none() {
        return html! { <div class="pad">{ not_shown(props.policy.bytes.len()) }</div> };
    }
    let onclick = Callback::from(move |_: MouseEvent| on_clicked.emit(()));
    let onblur = Callback::from(move |_: web_sys::FocusEvent| on_left.emit(()));
    let onscroll = Callback::from(move |_: web_sys::Event| on_scrolled.emit(()));
    html! {
        <>
            <div class={classes!("editor", (!is_coloured).then_some("plain"))} ref={scroller} {onscroll}>
                if is_coloured {
                    <pre class="numbers" aria-hidden="true">{ line_numbers(&text) }</pre>
                }
                <div class="code">
                    if is_coloured {
                        <Layer text={text.clone()} marked={props.marked.clone()} />
                        <span class="probe" aria-hidden="true" id="policy-probe">{ "0000000000" }</span>
                    }
                    if is_long {
                        <pullgate-editor
                            id="policy"
                            ref={area.clone()}
                            label="policy.json"
                            description="policy-findings"
                            takes-over={takes_over.then_some("")}
                            words={text::editor::LONG_EDITOR}
                            list={completions.is_some().then_some("candidates")}
                            lit={active}
                        />
                    } else {
                    <textarea
                        id="policy"
                        ref={area}
                        value={text.to_string()}
                        aria-label={props.name.clone()}
                        aria-describedby="policy-findings"
                        aria-autocomplete="list"
                        aria-haspopup="listbox"
                        aria-controls={completions.is_some().then_some("candidates")}
                        aria-activedescendant={active}
                        placeholder={text::editor::PLACEHOLDER}
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        wrap="off"
                        {oninput}
                        {onkeydown}
                        {onkeyup}
                        {onclick}
                        {onblur}
                        {onmousemove}
                        {onmouseleave}
                    />
                    }
                    if let (Some(found), Some(at)) = (&completions, *choosing) {
                        <assist::Candidates text={text.clone()} found={found.clone()} {at} {take} kind={props.kind} scrolled={*scrolled} />
                    }
                </div>
            </div>
            <assist::About text={text.clone()} policy={props.policy.clone()} at={hovered.unwrap_or(*caret)} diagnostics={props.diagnostics.clone()} />
            <p class="visually-hidden" role="status">{ &*told }</p>
        </>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct ActionsProps {
    pub(crate) policy: Document,
    pub(crate) kind: Kind,
    pub(crate) dispatcher: Dispatcher,
}

/// What else can be done with the policy, and what is special about it.
#[component]
pub(crate) fn Actions(props: &ActionsProps) -> Html {
    let onclick = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::EditPolicy("".into())))
    };
    let format = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |_| dispatcher.dispatch(Action::Format))
    };
    let text = props.policy.text.as_ref();
    html! {
        <p class="actions edge">
            <OpenFiles target={Target::Policy} words={text::editor::OPEN} dispatcher={props.dispatcher.clone()} />
            <button type="button" class="btn" id="format" title={text::editor::LAY_OUT_KEYS} onclick={format}>{ text::editor::LAY_OUT }</button>
            <span class="note">{ text::common::DROP_HINT }</span>
            if text.is_none() {
                <button type="button" class="btn" {onclick}>{ text::editor::BEGIN_ANEW }</button>
            }
            if text.is_some() && props.kind == Kind::PlainForGood {
                <span class="note">{ text::editor::WITHOUT_COLOURS }</span>
            }
            if props.policy.has_carriage_returns {
                <span class="note">{ text::common::LINE_ENDS }</span>
            }
        </p>
    }
}

#[derive(PartialEq, Properties)]
struct LayerProps {
    text: std::rc::Rc<str>,
    marked: Vec<Marked>,
}

#[component]
fn Layer(props: &LayerProps) -> Html {
    let piece = |piece: crate::highlight::Piece<'_>| {
        let class = classes!(
            piece.token,
            piece.marks.iter().map(|mark| mark.class()).collect::<Vec<_>>()
        );
        if class.is_empty() {
            html! { { piece.text } }
        } else {
            html! { <span {class}>{ piece.text }</span> }
        }
    };
    html! {
        // The line feed keeps the layer as high as the field where the text ends in one.
        <pre class="layer" aria-hidden="true">{ for pieces(&props.text, &props.marked).into_iter().map(piece) }{ "\n" }</pre>
    }
}

fn line_numbers(text: &str) -> String {
    let lines = text.matches('\n').count() + 1;
    (1..=lines).map(|line| format!("{line}\n")).collect()
}

/// What to mark: findings, the scope that was chosen, and what the selected node of the tree was read from.
pub(super) fn marked(state: &State, diagnostics: &[Diagnostic]) -> Vec<Marked> {
    // Findings and the decision are of the policy in force.
    let policy = state.inputs.policy_in_force();
    if !state.shows_policy_in_force() {
        return Vec::new();
    }
    let text_length = policy.text.as_ref().map_or(0, |text| text.len());
    let mark = |span: &Span, mark: Mark| {
        let (start, end) = (policy.text_offset(span.start), policy.text_offset(span.end));
        // What has no width, such as the place where the text ends too soon, is shown at the byte before it.
        let range = if start < end {
            start..end
        } else {
            start.min(text_length.saturating_sub(1))..start.min(text_length.saturating_sub(1)) + 1
        };
        Marked { range, mark }
    };
    let findings = diagnostics.iter().filter_map(|diagnostic| {
        let kind = match diagnostic.severity {
            Severity::Error => Mark::Error,
            Severity::Warning => Mark::Warning,
            Severity::Information => return None,
        };
        Some(
            diagnostic
                .labels
                .iter()
                .filter(|label| label.span.is_in_policy())
                .map(move |label| mark(&label.span, kind)),
        )
    });
    let scope = state
        .nodes()
        .iter()
        .find(|node| node.kind == "scope")
        .and_then(|node| node.span.as_ref());
    let scope = scope
        .filter(|span| span.is_in_policy())
        .map(|span| mark(span, Mark::Used));
    let selected = selected_span(state).map(|span| mark(span, Mark::Selected));
    findings
        .flatten()
        .take(MARKED_AT_MOST)
        .chain(scope)
        .chain(selected)
        .collect()
}

/// The place of the selected node, or of the nearest one above it that has one.
fn selected_span(state: &State) -> Option<&Span> {
    let path = state.selected.as_deref()?;
    let above = (1..=path.len())
        .rev()
        .filter_map(|length| node_at(state.nodes(), path.get(..length)?));
    above
        .filter_map(|node| node.span.as_ref())
        .find(|span| span.is_in_policy())
}

/// Where the caret was, in UTF-16 units, when the field that has the focus goes.
type TakenOver = Rc<Cell<Option<(u32, u32)>>>;

/// Notes the caret while the field that another one replaces is still there, and says whether that has this very text.
#[yew::hook]
fn use_taken_over(is_long: bool, area: &NodeRef, text: &str) -> (TakenOver, bool) {
    let (was_long, taken_over) = (use_mut_ref(|| is_long), use_memo((), |()| Cell::new(None)));
    let field = long::field(area).filter(|_| was_long.replace(is_long) != is_long);
    let is_same = field.as_ref().is_some_and(|field| field.value() == text);
    if let Some(field) = field.filter(|_| long::has_focus()) {
        let unit = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or_default();
        taken_over.set(Some((unit(field.selection_start()), unit(field.selection_end()))));
    }
    (taken_over, is_same)
}

/// Gives the field that is new the focus and the caret of the one before, unless it has taken them.
#[yew::hook]
fn use_handover(is_long: bool, area: &NodeRef, taken_over: TakenOver) {
    let area = area.clone();
    use_effect_with(is_long, move |_| {
        if let (Some((from, to)), Some(area), false) = (taken_over.take(), long::field(&area), long::has_focus()) {
            let _ = area.focus();
            let _ = area.set_selection_range(from, to);
        }
    });
}

/// Moves the caret where it was asked to go.
#[yew::hook]
fn use_jump(props: &Props, area: &NodeRef, scroller: &NodeRef) {
    let text = props.policy.text.clone();
    let offset = props.jump.as_ref().map(|jump| props.policy.text_offset(jump.offset));
    let (area, scroller, kind) = (area.clone(), scroller.clone(), props.kind);
    use_effect_with(props.jump.as_ref().map(|jump| jump.number), move |_| {
        let (Some(area), Some(text), Some(offset)) = (long::field(&area), text, offset) else {
            return;
        };
        let before = text.get(..offset.min(text.len())).unwrap_or_default();
        let units = u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX);
        let _ = area.focus();
        let _ = area.set_selection_range(units, units);
        // The editor for long texts has scrolled there with its caret.
        if kind == Kind::Long {
            return;
        }
        let line = i32::try_from(before.matches('\n').count()).unwrap_or(i32::MAX);
        if kind != Kind::Coloured {
            area.set_scroll_top(line.saturating_sub(3).saturating_mul(LINE));
        } else if let Some(scroller) = scroller.cast::<HtmlElement>() {
            show_lines(&scroller, line, line);
        }
    });
}

/// Shows the marked lines when another node is selected, without moving the page.
#[yew::hook]
fn use_scroll_to_selected(props: &Props, scroller: &NodeRef) {
    let selected = props
        .marked
        .iter()
        .find(|marked| marked.mark == Mark::Selected)
        .map(|marked| marked.range.clone());
    // Lines are counted only where the page itself scrolls to them, not where the editor for long texts does.
    let selected = selected.filter(|_| props.kind == Kind::Coloured);
    let lines = use_memo((selected, props.policy.clone()), |(range, policy)| {
        lines_of(policy.text.as_deref().unwrap_or_default(), range.as_ref()?)
    });
    let scroller = scroller.clone();
    use_effect_with(lines, move |lines| {
        if let (Some((first, last)), Some(scroller)) = (**lines, scroller.cast::<HtmlElement>()) {
            show_lines(&scroller, first, last);
        }
    });
}

fn lines_of(text: &str, range: &Range<usize>) -> Option<(i32, i32)> {
    let line = |end: usize| Some(i32::try_from(text.get(..end)?.matches('\n').count()).unwrap_or(i32::MAX));
    Some((line(range.start)?, line(range.end.min(text.len()))?))
}

/// Scrolls no further than it must, and rather shows the first line than the last.
fn show_lines(scroller: &HtmlElement, first: i32, last: i32) {
    let (top, bottom) = (first.saturating_mul(LINE), last.saturating_add(2).saturating_mul(LINE));
    let (shown, height) = (scroller.scroll_top(), scroller.client_height());
    if top < shown {
        scroller.set_scroll_top(top);
    } else if bottom > shown + height {
        scroller.set_scroll_top(top.min(bottom - height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted() {
        assert_eq!(line_numbers("a\nb\n"), "1\n2\n3\n");
        assert_eq!(lines_of("a\nbc\nd", &(2..5)), Some((1, 2)));
        assert_eq!(lines_of("é", &(1..2)), None);
    }
}
