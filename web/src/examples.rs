//! Really signed images with policies that allow or refuse them, and what the reference answered. They are put together by build.rs.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use crate::inputs::Inputs;
use pullgate_core::exchange::Request;

/// An example, as build.rs writes it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) id: String,
    /// What is special about it; the verdict is shown beside it.
    pub(crate) title: String,
    /// What there is to see, and what to try.
    pub(crate) story: String,
    /// What the reference answered for these bytes.
    pub(crate) allowed: bool,
    request: Value,
}

impl Example {
    /// What the example gives.
    pub(crate) fn inputs(&self) -> Option<Inputs> {
        let request = Request::from_json(self.request.to_string().as_bytes()).ok()?;
        Some(Inputs::from_request(&request))
    }
}

/// All examples; the page opens on the first.
pub(crate) fn all() -> Rc<[Example]> {
    let text = include_str!(concat!(env!("OUT_DIR"), "/examples.json"));
    serde_json::from_str::<Vec<Example>>(text).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_request() {
        let examples = all();
        assert!(examples.len() >= 6);
        for example in &*examples {
            assert!(example.inputs().is_some(), "{}", example.id);
        }
    }

    #[test]
    fn the_page_opens_on_a_refusal() {
        assert!(!all()[0].allowed);
    }
}
