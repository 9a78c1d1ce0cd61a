//! What the engine says of a file, as the page reads it (docs/exchange.md#inspected-files).

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Inspected {
    pub(crate) name: String,
    pub(crate) secret: bool,
    pub(crate) root: Part,
}

/// A part of a file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) problems: Vec<String>,
    pub(crate) remarks: Vec<String>,
    /// What `start` and `end` count in.
    pub(crate) source: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) children: Vec<Part>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) start: Option<usize>,
    pub(crate) end: Option<usize>,
}

impl Inspected {
    /// The part at a path, or the nearest above it.
    pub(crate) fn part(&self, path: &[usize]) -> &Part {
        let mut part = &self.root;
        for index in path {
            match part.children.get(*index) {
                Some(child) => part = child,
                None => break,
            }
        }
        part
    }

    /// The way to the innermost part that has a byte of a source.
    pub(crate) fn part_at(&self, source: &str, byte: usize) -> Vec<usize> {
        let mut found = (usize::MAX, Vec::new());
        let mut waiting = vec![(&self.root, Vec::new())];
        while let Some((part, path)) = waiting.pop() {
            let size = part.end.saturating_sub(part.start);
            if part.source == source
                && (part.start..part.end).contains(&byte)
                && (size, usize::MAX - path.len()) <= (found.0, usize::MAX - found.1.len())
            {
                found = (size, path.clone());
            }
            for (index, child) in part.children.iter().enumerate() {
                waiting.push((child, path.iter().copied().chain([index]).collect()));
            }
        }
        found.1
    }
}
