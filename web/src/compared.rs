//! Two policies under a list of images, as the page reads it (`pullgate_core::exchange::compare`).

use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Compared {
    pub(crate) rows: Vec<Row>,
    /// Why the other policy cannot be used.
    pub(crate) other_error: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) image: String,
    pub(crate) before: Side,
    pub(crate) after: Side,
}

/// What becomes of an image under a policy.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) verdict: Verdict,
    /// The scope that was chosen.
    pub(crate) scope: String,
    pub(crate) summary: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Verdict {
    /// A signature was verified.
    Allowed,
    /// Let through without any check.
    Open,
    Refused,
}
