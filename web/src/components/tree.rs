//! The decision as a tree, with the keys that the ARIA Authoring Practices give to one. Selecting a node lights up its place in the policy.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::{Callback, Html, Properties, classes, component, html, use_effect_with};

use super::icon::{Icon, Sign};
use super::words::brief;
use crate::answer::{Emphasis, Fact, Node, NodePath, Outcome, Reach, Span, node_at};
use crate::state::{Action, Answered, Dispatcher};
use crate::text;

/// An image may come with thousands of signatures; a page with thousands of rows helps no one.
const SHOWN_AT_MOST: usize = 100;
/// A node that is scrolled to keeps this distance from the edge.
const MARGIN: f64 = 12.0;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) answered: Rc<Answered>,
    /// How often an example was chosen: each begins at the top.
    pub(crate) loads: u32,
    /// Whether the reasons are there: the verdict above has grown by them.
    pub(crate) is_explained: bool,
    pub(crate) selected: Option<NodePath>,
    pub(crate) closed: Rc<BTreeSet<NodePath>>,
    pub(crate) dispatcher: Dispatcher,
}

#[component]
pub(crate) fn Tree(props: &Props) -> Html {
    use_effect_with(props.loads, |_| {
        if let Some(panel) = element(&[0]).and_then(|image| image.closest(".panel").ok().flatten()) {
            panel.set_scroll_top(0);
        }
    });
    use_effect_with((props.selected.clone(), props.is_explained), |(selected, _)| {
        if let Some(path) = selected {
            show(path);
        }
    });
    let Some(nodes) = props.answered.answer.trace.as_deref() else {
        return html! { <p class="pad about">{ text::tree::NOTHING }</p> };
    };
    let onkeydown = {
        let (answered, selected) = (Rc::clone(&props.answered), props.selected.clone());
        let (closed, dispatcher) = (Rc::clone(&props.closed), props.dispatcher.clone());
        Callback::from(move |event: KeyboardEvent| {
            let nodes = answered.answer.trace.as_deref().unwrap_or_default();
            let Some(step) = step(&event.key(), nodes, selected.as_ref(), &closed) else {
                return;
            };
            event.prevent_default();
            match step {
                Step::Jump(offset) => dispatcher.dispatch(Action::JumpTo(offset)),
                Step::Select(path) => {
                    focus(&path);
                    dispatcher.dispatch(Action::Select(path));
                }
                Step::Toggle(path) => dispatcher.dispatch(Action::Toggle(path)),
            }
        })
    };
    html! {
        <div class="pad">
            <ul class="tree" role="tree" aria-label={text::tree::TITLE} {onkeydown}>
                { items(props, nodes, &[]) }
            </ul>
        </div>
    }
}

fn items(props: &Props, nodes: &[Node], above: &[usize]) -> Html {
    let path = |index: usize| above.iter().copied().chain([index]).collect::<NodePath>();
    html! {
        <>
            { for nodes.iter().take(SHOWN_AT_MOST).enumerate().map(|(index, node)| item(props, node, path(index))) }
            if nodes.len() > SHOWN_AT_MOST {
                <li role="none" class="more">{ text::common::more(nodes.len() - SHOWN_AT_MOST) }</li>
            }
        </>
    }
}

fn item(props: &Props, node: &Node, path: NodePath) -> Html {
    let is_selected = props.selected.as_ref() == Some(&path);
    // One node is in the tab order: the selected one, else the first.
    let is_reachable = is_selected || (props.selected.is_none() && path == [0]);
    let is_closed = props.closed.contains(&path);
    let expanded = (!node.children.is_empty()).then(|| (!is_closed).to_string());
    let id = id(&path);
    let select = {
        let (dispatcher, path) = (props.dispatcher.clone(), path.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            dispatcher.dispatch(Action::Select(path.clone()));
        })
    };
    let class = classes!(
        outcome_class(node.outcome),
        node.kind.replace('.', "-"),
        is_selected.then_some("sel"),
        (node.reach == Reach::Counterfactual).then_some("counterfactual"),
    );
    html! {
        <li
            key={id.clone()}
            id={id.clone()}
            {class}
            role="treeitem"
            aria-level={(path.len()).to_string()}
            aria-selected={is_selected.to_string()}
            aria-expanded={expanded}
            aria-labelledby={format!("{id}-row")}
            tabindex={if is_reachable { "0" } else { "-1" }}
            onclick={select}
        >
            { row(props, node, &path, &id, is_closed) }
            if !node.children.is_empty() && !is_closed {
                <ul role="group">{ items(props, &node.children, &path) }</ul>
            }
        </li>
    }
}

fn row(props: &Props, node: &Node, path: &NodePath, id: &str, is_closed: bool) -> Html {
    let toggle = {
        let (dispatcher, path) = (props.dispatcher.clone(), path.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            dispatcher.dispatch(Action::Toggle(path.clone()));
        })
    };
    // Digests of a check that passed are shown in full once it is selected.
    let is_brief = node.outcome == Outcome::Pass && props.selected.as_ref() != Some(path);
    let stops_before = node.reach == Reach::Counterfactual && node.outcome != Outcome::NotReached;
    html! {
        <div id={format!("{id}-row")}>
            <div class="row">
                <Icon sign={Sign::from(node.outcome)} />
                <span class="visually-hidden">{ outcome_words(node.outcome) }{ " " }</span>
                <span class="what">{ &*node.title }</span>
                if !node.note.is_empty() {
                    <span class="note">{ &*node.note }</span>
                }
                if stops_before {
                    <span class="tag">{ text::common::STOPS_BEFORE }</span>
                }
                if !node.children.is_empty() {
                    <span class={classes!("twisty", is_closed.then_some("closed"))} aria-hidden="true" onclick={toggle} />
                }
                if let Some(span) = &node.span {
                    { place(span, &props.dispatcher) }
                }
            </div>
            if !node.facts.is_empty() {
                <dl class="pair">{ for node.facts.iter().map(|one| fact(one, is_brief)) }</dl>
            }
        </div>
    }
}

fn fact(fact: &Fact, is_brief: bool) -> Html {
    let class = match fact.emphasis {
        Emphasis::Bad => Some("bd"),
        Emphasis::Good => Some("gd"),
        Emphasis::Plain => None,
    };
    let value = if is_brief {
        brief(&fact.value)
    } else {
        fact.value.clone()
    };
    html! { <><dt>{ &*fact.label }</dt><dd {class}>{ value }</dd></> }
}

/// Where a node is written. Places in signatures and keys are named only where they are more than the file.
fn place(span: &Span, dispatcher: &Dispatcher) -> Html {
    let words = format!("{}:{}", span.line, span.column);
    if span.is_in_policy() {
        let (dispatcher, offset) = (dispatcher.clone(), span.start);
        let onclick = Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            dispatcher.dispatch(Action::JumpTo(offset));
        });
        html! { <button type="button" class="where" tabindex="-1" title={text::tree::SHOW_IN_POLICY} {onclick}>{ words }</button> }
    } else if span.start == 0 {
        Html::default()
    } else {
        html! { <span class="where">{ format!("{}:{words}", span.file) }</span> }
    }
}

fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "no",
        Outcome::NotReached | Outcome::Skipped => "skip-node",
        Outcome::Open => "open",
        Outcome::Pass => "ok",
    }
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => text::tree::FAIL,
        Outcome::NotReached => text::tree::NOT_REACHED,
        Outcome::Open => text::tree::OPEN,
        Outcome::Pass => text::tree::PASS,
        Outcome::Skipped => text::tree::SKIPPED,
    }
}

fn id(path: &[usize]) -> String {
    path.iter().fold("node".into(), |id, index| format!("{id}-{index}"))
}

/// What a key does.
#[derive(Debug, PartialEq)]
enum Step {
    Jump(usize),
    Select(NodePath),
    Toggle(NodePath),
}

fn step(key: &str, nodes: &[Node], selected: Option<&NodePath>, closed: &BTreeSet<NodePath>) -> Option<Step> {
    let visible = visible(nodes, closed);
    let at = selected
        .and_then(|selected| visible.iter().position(|path| path == selected))
        .unwrap_or(0);
    let path = visible.get(at)?;
    let node = node_at(nodes, path)?;
    let select = |index: usize| visible.get(index).cloned().map(Step::Select);
    let is_closed = closed.contains(path);
    match key {
        "ArrowDown" => select(at + 1),
        "ArrowUp" => select(at.checked_sub(1)?),
        "Home" => select(0),
        "End" => select(visible.len() - 1),
        "ArrowRight" if node.children.is_empty() => None,
        "ArrowRight" if is_closed => Some(Step::Toggle(path.clone())),
        "ArrowRight" => select(at + 1),
        "ArrowLeft" if !is_closed && !node.children.is_empty() => Some(Step::Toggle(path.clone())),
        "ArrowLeft" => path
            .split_last()
            .filter(|(_, above)| !above.is_empty())
            .map(|(_, above)| Step::Select(above.to_vec())),
        "Enter" | " " => node
            .span
            .as_ref()
            .filter(|span| span.is_in_policy())
            .map(|span| Step::Jump(span.start)),
        _ => None,
    }
}

/// The paths of the nodes that are shown, from top to bottom.
fn visible(nodes: &[Node], closed: &BTreeSet<NodePath>) -> Vec<NodePath> {
    fn add(nodes: &[Node], above: &[usize], closed: &BTreeSet<NodePath>, paths: &mut Vec<NodePath>) {
        for (index, node) in nodes.iter().take(SHOWN_AT_MOST).enumerate() {
            let path: NodePath = above.iter().copied().chain([index]).collect();
            paths.push(path.clone());
            if !closed.contains(&path) {
                add(&node.children, &path, closed, paths);
            }
        }
    }
    let mut paths = Vec::new();
    add(nodes, &[], closed, &mut paths);
    paths
}

fn focus(path: &[usize]) {
    if let Some(element) = element(path) {
        let _ = element.focus();
    }
}

/// Scrolls the box around the tree, where it is one that scrolls, no further than it must. The page itself stays.
fn show(path: &[usize]) {
    let row = element(path).and_then(|element| element.first_element_child());
    let Some((row, panel)) = row.and_then(|row| Some((row.get_bounding_client_rect(), row.closest(".panel").ok()??)))
    else {
        return;
    };
    let shown = panel.get_bounding_client_rect();
    let (above, below) = (shown.top() + MARGIN - row.top(), row.bottom() + MARGIN - shown.bottom());
    if above > 0.0 {
        panel.scroll_by_with_x_and_y(0.0, -above);
    } else if below > 0.0 {
        panel.scroll_by_with_x_and_y(0.0, below);
    }
}

fn element(path: &[usize]) -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id(&id(path))?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(children: Vec<Node>) -> Node {
        let (kind, title, note) = (String::new(), String::new(), String::new());
        Node {
            kind,
            outcome: Outcome::Pass,
            reach: Reach::Effective,
            title,
            note,
            facts: Vec::new(),
            span: None,
            children,
        }
    }

    #[test]
    fn arrow_keys_walk_what_is_shown() {
        let nodes = [
            node(Vec::new()),
            node(vec![node(Vec::new()), node(Vec::new())]),
            node(Vec::new()),
        ];
        let (open, closed) = (BTreeSet::new(), BTreeSet::from([vec![1]]));
        for (key, from, closed, to) in [
            ("ArrowDown", vec![0], &open, Some(Step::Select(vec![1]))),
            ("ArrowDown", vec![1], &open, Some(Step::Select(vec![1, 0]))),
            ("ArrowDown", vec![1], &closed, Some(Step::Select(vec![2]))),
            ("ArrowDown", vec![2], &open, None),
            ("ArrowUp", vec![2], &open, Some(Step::Select(vec![1, 1]))),
            ("ArrowUp", vec![0], &open, None),
            ("ArrowRight", vec![1], &open, Some(Step::Select(vec![1, 0]))),
            ("ArrowRight", vec![1], &closed, Some(Step::Toggle(vec![1]))),
            ("ArrowRight", vec![0], &open, None),
            ("ArrowLeft", vec![1], &open, Some(Step::Toggle(vec![1]))),
            ("ArrowLeft", vec![1, 1], &open, Some(Step::Select(vec![1]))),
            ("ArrowLeft", vec![1], &closed, None),
            ("Home", vec![2], &open, Some(Step::Select(vec![0]))),
            ("End", vec![0], &open, Some(Step::Select(vec![2]))),
            ("Enter", vec![0], &open, None),
            ("x", vec![0], &open, None),
        ] {
            assert_eq!(step(key, &nodes, Some(&from), closed), to, "{key} from {from:?}");
        }
    }
}
