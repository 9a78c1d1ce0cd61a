//! The engine for JavaScript: a value in, a plain object out. It becomes the npm package `pullgate` (npm/).

mod input;

use pullgate_core::exchange::{Request, World, answer_decoded};
use pullgate_core::verify::UnixTime;
use serde::Serialize as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a request (docs/exchange.md). A refusal is a value, and so is the answer to a request with a bad field.
///
/// # Errors
/// A `TypeError` if the argument is no plain object, and whatever a getter or a proxy in it throws.
#[wasm_bindgen]
pub fn evaluate(request: &JsValue) -> Result<JsValue, JsValue> {
    let request = input::read(request)?.and_then(Request::from_input);
    let answer = answer_decoded(
        request,
        World {
            files: None,
            now: now(),
        },
    );
    Ok(answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// The clock of the caller, for requests without `now`.
fn now() -> UnixTime {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "the seconds of a date are far from what i64 cannot hold"
    )]
    let seconds = (js_sys::Date::now() / 1000.0).floor() as i64;
    UnixTime(seconds)
}
