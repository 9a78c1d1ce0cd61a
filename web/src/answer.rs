//! The engine's answer as the page reads it: the fields that are shown, of the shape that `pullgate_core::render::json` writes.

use pullgate_core::exchange::policy_in_force::is_policy;
use serde::Deserialize;

/// The answer to one request.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    pub(crate) allowed: bool,
    pub(crate) summary: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) error_class: Option<String>,
    pub(crate) policy_error: Option<String>,
    pub(crate) image_error: Option<String>,
    pub(crate) request_error: Option<String>,
    pub(crate) identity: Option<String>,
    pub(crate) manifest: Option<Manifest>,
    pub(crate) policy_in_force: Option<PolicyInForce>,
    pub(crate) log: Vec<LogLine>,
    pub(crate) trace: Option<Vec<Node>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Answer {
    /// Whether every requirement lets everything through.
    pub(crate) fn is_without_any_check(&self) -> bool {
        let nodes = self.trace.as_deref().unwrap_or_default();
        let mut requirements = nodes.iter().filter(|node| node.kind == "requirement");
        requirements.all(|node| node.outcome == Outcome::Open)
    }
}

/// The manifest that signatures are held against.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) digest: Option<String>,
}

/// Which policy decided.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct PolicyInForce {
    /// In a sentence.
    pub(crate) text: String,
}

/// What the node's policy would say, where a namespace's decided.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct NodePolicy {
    /// What it means that the two differ.
    pub(crate) note: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct LogLine {
    pub(crate) level: String,
    pub(crate) message: String,
}

/// A node of the decision.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: String,
    pub(crate) outcome: Outcome,
    pub(crate) reach: Reach,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) span: Option<Span>,
    pub(crate) children: Vec<Node>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    Fail,
    NotReached,
    Open,
    Pass,
    Skipped,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Reach {
    Counterfactual,
    Effective,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) emphasis: Emphasis,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Emphasis {
    Bad,
    Good,
    Plain,
}

/// A range of bytes of a text of the request.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) file: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Span {
    /// Whether it lies in the policy that is in force: an answer names no other.
    pub(crate) fn is_in_policy(&self) -> bool {
        is_policy(&self.file)
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostic {
    pub(crate) code: String,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) help: Vec<String>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) is_safe: bool,
}

/// A change of a text.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) span: Span,
    pub(crate) insert: String,
}

/// Why an image is refused, and what would make it pass.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Explanation {
    pub(crate) causes: Vec<Cause>,
    pub(crate) remedies: Vec<Remedy>,
    pub(crate) none_within_policy: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cause {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) reach: Reach,
    pub(crate) expected: Vec<String>,
    pub(crate) found: Vec<String>,
    pub(crate) fits: Option<String>,
    pub(crate) span: Option<Span>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remedy {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) verified: bool,
    /// It may be offered to be applied.
    pub(crate) apply: bool,
    pub(crate) opens: Option<String>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) command: Option<String>,
    /// The fields of the request that change.
    pub(crate) amended: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Severity {
    Error,
    Information,
    Warning,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) span: Span,
    pub(crate) message: Option<String>,
}

/// Where a node is in the tree: the number of each child on the way to it.
pub(crate) type NodePath = Vec<usize>;

/// The node at a path.
pub(crate) fn node_at<'a>(nodes: &'a [Node], path: &[usize]) -> Option<&'a Node> {
    let (first, rest) = path.split_first()?;
    let node = nodes.get(*first)?;
    if rest.is_empty() {
        Some(node)
    } else {
        node_at(&node.children, rest)
    }
}

/// The node that was read from the smallest part of the policy that has a byte; of several, the first.
pub(crate) fn node_of(nodes: &[Node], offset: usize) -> Option<NodePath> {
    fn look(nodes: &[Node], offset: usize, above: &[usize], found: &mut Option<(usize, NodePath)>) {
        for (index, node) in nodes.iter().enumerate() {
            let path: NodePath = above.iter().copied().chain([index]).collect();
            let span = node
                .span
                .as_ref()
                .filter(|span| span.is_in_policy() && (span.start..=span.end).contains(&offset));
            if let Some(size) = span.map(|span| span.end - span.start)
                && found.as_ref().is_none_or(|(smallest, _)| size < *smallest)
            {
                *found = Some((size, path.clone()));
            }
            look(&node.children, offset, &path, found);
        }
    }
    let mut found = None;
    look(nodes, offset, &[], &mut found);
    found.map(|(_, path)| path)
}

/// The node that a reader wants to see first: the innermost one that refuses, else the chosen scope.
pub(crate) fn first_of_interest(nodes: &[Node]) -> Option<NodePath> {
    innermost_failure(nodes).or_else(|| {
        nodes
            .iter()
            .position(|node| node.kind == "scope")
            .map(|index| vec![index])
    })
}

fn innermost_failure(nodes: &[Node]) -> Option<NodePath> {
    let refuses = |node: &Node| node.outcome == Outcome::Fail && node.reach == Reach::Effective;
    let index = nodes.iter().position(refuses)?;
    let below = nodes
        .get(index)
        .and_then(|node| innermost_failure(&node.children))
        .unwrap_or_default();
    Some(std::iter::once(index).chain(below).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(kind: &str, outcome: Outcome, children: Vec<Node>) -> Node {
        let (kind, title, note) = (kind.into(), String::new(), String::new());
        Node {
            kind,
            outcome,
            reach: Reach::Effective,
            title,
            note,
            facts: Vec::new(),
            span: None,
            children,
        }
    }

    #[test]
    fn the_innermost_refusal_is_shown_first() {
        let checks = vec![
            node("check.key", Outcome::Pass, Vec::new()),
            node("check.digest", Outcome::Fail, Vec::new()),
        ];
        let signature = node("signature", Outcome::Fail, checks);
        let tree = [
            node("scope", Outcome::Pass, Vec::new()),
            node("requirement", Outcome::Fail, vec![signature]),
        ];
        assert_eq!(first_of_interest(&tree), Some(vec![1, 0, 1]));
        assert_eq!(
            node_at(&tree, &[1, 0, 1]).map(|node| node.kind.as_str()),
            Some("check.digest")
        );
    }

    #[test]
    fn a_byte_of_the_policy_leads_to_the_smallest_part_that_has_it() {
        let at = |node: Node, start, end| Node {
            span: Some(Span {
                file: "policy.json".into(),
                start,
                end,
                line: 1,
                column: 1,
            }),
            ..node
        };
        let check = at(node("check.key", Outcome::Pass, Vec::new()), 30, 40);
        let signature = node("signature", Outcome::Pass, vec![check]);
        let requirement = at(node("requirement", Outcome::Pass, vec![signature]), 20, 60);
        let tree = [at(node("scope", Outcome::Pass, Vec::new()), 5, 15), requirement];
        let found = [0, 10, 25, 35, 99].map(|offset| node_of(&tree, offset));
        assert_eq!(found, [None, Some(vec![0]), Some(vec![1]), Some(vec![1, 0, 0]), None]);
    }

    #[test]
    fn without_a_refusal_the_scope_is_shown_first() {
        let tree = [
            node("image", Outcome::Pass, Vec::new()),
            node("scope", Outcome::Pass, Vec::new()),
        ];
        assert_eq!(first_of_interest(&tree), Some(vec![1]));
        assert_eq!(first_of_interest(&[]), None);
    }
}
