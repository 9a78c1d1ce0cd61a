//! What helps while writing: what may stand at the caret, what stands there means, and the way from finding to finding.

use std::rc::Rc;

use pullgate_core::exchange::complete::{Candidate, Completions, Known, complete};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement, MouseEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_effect_with, use_node_ref};

use super::long::{Kind, LongEditor};
use crate::answer::{Diagnostic, Severity};
use crate::components::focus::{element, show_in_list};
use crate::components::words::{sentence, with_code};
use crate::inputs::Document;
use crate::text;

/// The height of a line, and what stands left of one (styles.css).
const LINE: f64 = 20.0;
const LEFT: f64 = 6.0;
/// What floats keeps this distance from the edge of the screen.
const GAP: f64 = 8.0;
/// In a longer text, nothing is explained at each move of the caret.
const EXPLAINED_AT_MOST: usize = 256 << 10;

/// What may stand at a place.
pub(super) fn completions(text: &str, caret: usize, files: &[String], image: &str) -> Completions {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let known = Known {
        files: &files,
        image: Some(image),
    };
    complete(text.as_bytes(), caret, &known)
}

#[derive(PartialEq, Properties)]
pub(super) struct CandidatesProps {
    pub(super) text: Rc<str>,
    pub(super) found: Rc<Completions>,
    /// Which one is lit up.
    pub(super) at: usize,
    pub(super) take: Callback<usize>,
    pub(super) kind: Kind,
    /// How often the text was scrolled below the list.
    pub(super) scrolled: u32,
}

/// The list of what may stand here.
#[component]
pub(super) fn Candidates(props: &CandidatesProps) -> Html {
    use_effect_with(props.at, |at| {
        if let Some(lit) = element(&format!("candidate-{at}")) {
            show_in_list(&lit);
        }
    });
    let list = use_node_ref();
    {
        let (list, text, kind) = (list.clone(), Rc::clone(&props.text), props.kind);
        use_effect_with(
            (props.found.replace.start, props.found.candidates.len(), props.scrolled),
            move |&(start, _, _)| {
                if let Some((list, (x, y))) = list.cast::<HtmlElement>().zip(place(kind, &text, start)) {
                    place_list(&list, x, y);
                }
            },
        );
    }
    let option = |(index, candidate): (usize, &Candidate)| {
        let onmousedown = {
            let take = props.take.clone();
            Callback::from(move |event: MouseEvent| {
                // The field keeps the focus.
                event.prevent_default();
                take.emit(index);
            })
        };
        html! {
            <li id={format!("candidate-{index}")} role="option" aria-selected={(index == props.at).to_string()} {onmousedown}>
                <code>{ &*candidate.label }</code>
                <span class="note">{ &*candidate.note }</span>
            </li>
        }
    };
    html! {
        <ul id="candidates" class="candidates" role="listbox" aria-label={text::editor::CANDIDATES} ref={list}>
            if props.found.candidates.is_empty() {
                <li class="note" role="option" aria-selected="false">{ text::editor::NO_CANDIDATE }</li>
            }
            { for props.found.candidates.iter().enumerate().map(option) }
        </ul>
    }
}

/// Where a place of the text is on the screen.
fn place(kind: Kind, text: &str, at: usize) -> Option<(f64, f64)> {
    let field = element("policy")?;
    if kind == Kind::Long {
        let place = field.unchecked_into::<LongEditor>().place(units_of(text, at))?;
        return Some((place.left(), place.top()));
    }
    let before = text.get(..at).filter(|_| kind == Kind::Coloured).unwrap_or_default();
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let letter = element("policy-probe").map_or(0.0, |probe| probe.get_bounding_client_rect().width() / 10.0);
    let field = field.get_bounding_client_rect();
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    Some((
        field.left() + LEFT + letter * column as f64,
        field.top() + LINE * line as f64,
    ))
}

/// Puts the list below its line, or above it where there is no room, and wholly on the screen. Not by an attribute: the page's content security policy
/// allows none of style.
fn place_list(list: &HtmlElement, x: f64, y: f64) -> Option<()> {
    let window = web_sys::window()?;
    let screen = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64());
    let (width, height) = (screen(window.inner_width())?, screen(window.inner_height())?);
    let size = list.get_bounding_client_rect();
    let left = x.min(width - size.width() - GAP).max(GAP);
    let below = y + LINE + 2.0;
    let top = if below + size.height() + GAP <= height {
        below
    } else {
        (y - size.height() - 2.0).max(GAP)
    };
    let style = list.style();
    style.set_property("left", &format!("{left}px")).ok()?;
    style.set_property("top", &format!("{top}px")).ok()
}

#[derive(PartialEq, Properties)]
pub(super) struct AboutProps {
    pub(super) text: Rc<str>,
    pub(super) policy: Document,
    pub(super) at: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What stands at the caret, or under the mouse: a finding, or what the word means.
#[component]
pub(super) fn About(props: &AboutProps) -> Html {
    let finding = findings_at(&props.diagnostics, &props.policy, props.at).next();
    let about = (props.text.len() <= EXPLAINED_AT_MOST)
        .then(|| complete(props.text.as_bytes(), props.at, &Known::default()).about)
        .flatten();
    let is_nothing = finding.is_none() && about.is_none();
    html! {
        <p class="about-line">
            if let Some(finding) = finding {
                <b>{ &*finding.code }</b>{ " " }{ with_code(&sentence(&finding.message)) }{ " " }
            }
            if let Some(about) = about {
                <b class="mono">{ &*about.title }</b>{ " " }{ with_code(&about.text) }
            }
            if is_nothing {
                <span class="note">{ text::editor::HINT }</span>
            }
        </p>
    }
}

/// Where the caret is, as a byte of the text.
pub(super) fn caret(area: &HtmlTextAreaElement, text: &str) -> usize {
    let units = area.selection_start().ok().flatten().unwrap_or_default();
    byte_of(text, usize::try_from(units).unwrap_or(usize::MAX))
}

/// The byte at which a number of UTF-16 units ends.
pub(super) fn byte_of(text: &str, units: usize) -> usize {
    if text.is_ascii() {
        return units.min(text.len());
    }
    let mut left = units;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

fn units_of(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte.min(text.len())).unwrap_or_default();
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Writes a candidate into the field as if it had been typed, so that the browser can undo it. The new text, where the browser does not do that.
pub(super) fn insert(
    area: &HtmlTextAreaElement,
    is_long: bool,
    text: &str,
    found: &Completions,
    candidate: &Candidate,
) -> Option<String> {
    let (start, end) = (found.replace.start, found.replace.end);
    let _ = area.focus();
    if is_long {
        // It tells the new text itself.
        let (from, to) = (units_of(text, start), units_of(text, end));
        let _ = area.set_range_text_with_start_and_end(&candidate.insert, from, to);
        let caret = candidate
            .insert
            .get(..candidate.caret)
            .map_or(0, |before| units_of(before, before.len()));
        let _ = area.set_selection_range(from + caret, from + caret);
        return None;
    }
    let _ = area.set_selection_range(units_of(text, start), units_of(text, end));
    let document = web_sys::window()?.document()?.dyn_into::<HtmlDocument>().ok();
    let typed = document.and_then(|document| {
        document
            .exec_command_with_show_ui_and_value("insertText", false, &candidate.insert)
            .ok()
    });
    let after = [text.get(..start)?, &candidate.insert, text.get(end..)?].concat();
    let is_typed = typed == Some(true);
    if !is_typed {
        area.set_value(&after);
    }
    let units = units_of(&after, start + candidate.caret);
    let _ = area.set_selection_range(units, units);
    (!is_typed).then_some(after)
}

/// The byte of the text under the mouse.
pub(super) fn offset_at(event: &MouseEvent, text: &str) -> Option<usize> {
    let area = event.target_dyn_into::<HtmlTextAreaElement>()?;
    let width = element("policy-probe")?.get_bounding_client_rect().width() / 10.0;
    let area = area.get_bounding_client_rect();
    let (x, y) = (
        f64::from(event.client_x()) - area.left() - LEFT,
        f64::from(event.client_y()) - area.top(),
    );
    if x < 0.0 || y < 0.0 || width <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let (line, column) = ((y / LINE) as usize, (x / width) as usize);
    let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let shown = text.get(start..)?.lines().next()?;
    let (within, _) = shown.char_indices().nth(column)?;
    Some(start + within)
}

/// The findings whose first place has a byte of the text.
pub(super) fn findings_at<'a>(
    diagnostics: &'a [Diagnostic],
    policy: &'a Document,
    at: usize,
) -> impl Iterator<Item = &'a Diagnostic> {
    diagnostics.iter().filter(move |diagnostic| {
        let first = diagnostic.labels.first().filter(|label| label.span.is_in_policy());
        first.is_some_and(|label| {
            (policy.text_offset(label.span.start)..=policy.text_offset(label.span.end)).contains(&at)
        })
    })
}

/// The finding behind the caret, or before it, and where it is; around the end of the text.
pub(super) fn next_finding<'a>(
    diagnostics: &'a [Diagnostic],
    policy: &Document,
    caret: usize,
    is_back: bool,
) -> Option<(&'a Diagnostic, usize)> {
    let mut places: Vec<(usize, usize, &Diagnostic)> = diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let first = diagnostic.labels.first().filter(|label| label.span.is_in_policy())?;
            Some((policy.text_offset(first.span.start), first.span.start, diagnostic))
        })
        .collect();
    places.sort_by_key(|(at, _, _)| *at);
    let found = if is_back {
        places.iter().rev().find(|(at, _, _)| *at < caret).or(places.last())
    } else {
        places.iter().find(|(at, _, _)| *at > caret).or(places.first())
    };
    found.map(|(_, offset, diagnostic)| (*diagnostic, *offset))
}

/// A finding, for those who hear it.
pub(super) fn words(diagnostic: &Diagnostic) -> String {
    let words = sentence(&diagnostic.message);
    match diagnostic.severity {
        Severity::Error => format!("{} {words}", text::diagnostics::ERROR),
        Severity::Information => words,
        Severity::Warning => format!("{} {words}", text::diagnostics::WARNING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Label, Span};

    fn finding(start: usize, end: usize) -> Diagnostic {
        let span = Span {
            file: "policy.json".into(),
            start,
            end,
            line: 1,
            column: 1,
        };
        Diagnostic {
            code: format!("PG{start:04}"),
            severity: Severity::Error,
            message: "something".into(),
            labels: vec![Label { span, message: None }],
            help: Vec::new(),
            edits: Vec::new(),
            is_safe: false,
        }
    }

    #[test]
    fn one_goes_from_finding_to_finding_and_around() {
        let policy = Document::from_text("0123456789");
        let findings = [finding(6, 7), finding(2, 3)];
        let next = |caret, is_back| next_finding(&findings, &policy, caret, is_back).map(|(_, at)| at);
        assert_eq!(
            [next(0, false), next(2, false), next(6, false)],
            [Some(2), Some(6), Some(2)]
        );
        assert_eq!(
            [next(9, true), next(6, true), next(2, true)],
            [Some(6), Some(2), Some(6)]
        );
        assert_eq!(next_finding(&[], &policy, 0, false), None);
        assert_eq!(findings_at(&findings, &policy, 6).count(), 1);
    }

    #[test]
    fn places_are_counted_as_the_browser_counts_them() {
        let text = "é💥a";
        assert_eq!([0, 1, 3, 4, 9].map(|units| byte_of(text, units)), [0, 2, 6, 7, 7]);
        assert_eq!([0, 2, 6, 7].map(|byte| units_of(text, byte)), [0, 1, 3, 4]);
    }
}
