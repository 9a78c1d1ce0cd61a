//! What is known besides of an evaluation, as the page reads it (`pullgate_core::exchange::details`).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::answer::{Diagnostic, Explanation, NodePolicy};

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Details {
    /// Only of a refusal.
    pub(crate) explanation: Option<Explanation>,
    /// Only where a namespace's policy decided.
    pub(crate) node_policy: Option<NodePolicy>,
    pub(crate) what_if: Vec<WhatIf>,
    pub(crate) timeline: Timeline,
    pub(crate) lint: Vec<Diagnostic>,
}

/// The same question with one thing changed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WhatIf {
    pub(crate) change: String,
    pub(crate) allowed: bool,
    pub(crate) summary: String,
    pub(crate) error: Option<String>,
    /// The fields of the request that change. `None` where only the engine can ask so.
    pub(crate) amended: Option<Map<String, Value>>,
}

/// When the verdict changes, in seconds since 1970.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Timeline {
    pub(crate) from: i64,
    /// The verdict then.
    pub(crate) allowed: bool,
    pub(crate) turns: Vec<Turn>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Turn {
    pub(crate) at: i64,
    pub(crate) allowed: bool,
    pub(crate) summary: String,
}
