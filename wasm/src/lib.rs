//! The engine for JavaScript: a value in, a plain object out. It becomes the npm package `pullgate` (npm/).

mod input;

use pullgate_core::exchange::complete::{Known, complete as complete_policy};
use pullgate_core::exchange::lint::{LintRequest, lint_decoded};
use pullgate_core::exchange::report::read;
use pullgate_core::exchange::suite::{SuiteRequest, test_decoded};
use pullgate_core::exchange::what_if::{Questions, what_if_decoded};
use pullgate_core::exchange::{Request, World, answer_decoded, format::format as format_policy};
use pullgate_core::verify::UnixTime;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a request (docs/exchange.md). A refusal is a value, and so is the answer to a request with a bad field.
///
/// # Errors
/// A `TypeError` if the argument is no plain object, and whatever a getter or a proxy in it throws.
#[wasm_bindgen]
pub fn evaluate(request: &JsValue) -> Result<JsValue, JsValue> {
    let request = input::read("evaluate", request)?.and_then(Request::from_input);
    plain(&answer_decoded(request, world()))
}

/// What is wrong with a policy, or probably not meant so (docs/exchange.md).
///
/// # Errors
/// As [`evaluate`].
#[wasm_bindgen]
pub fn lint(request: &JsValue) -> Result<JsValue, JsValue> {
    let request = input::read("lint", request)?.and_then(LintRequest::from_input);
    plain(&lint_decoded(request, world()))
}

/// The same question with one thing changed, and when the verdict changes (docs/exchange.md).
///
/// # Errors
/// As [`evaluate`].
#[wasm_bindgen(js_name = whatIf)]
pub fn what_if(request: &JsValue) -> Result<JsValue, JsValue> {
    let questions = input::read("whatIf", request)?.and_then(Questions::from_input);
    plain(&what_if_decoded(questions, world()))
}

/// How a test suite falls out (docs/exchange.md). A failed test is a value, and so is a suite with errors.
///
/// # Errors
/// As [`evaluate`].
#[wasm_bindgen]
pub fn test(request: &JsValue) -> Result<JsValue, JsValue> {
    let request = input::read("test", request)?.and_then(SuiteRequest::from_input);
    plain(&test_decoded(request, world()))
}

/// A policy in one layout, or why it has none.
///
/// # Errors
/// A `TypeError` if the argument is no text, or one with lone surrogates.
#[wasm_bindgen]
pub fn format(policy: &JsValue) -> Result<JsValue, JsValue> {
    plain(&format_policy(&input::text("format", policy)?))
}

/// What could be written at a byte offset of a policy, and what stands there (docs/exchange.md). `files` are paths that could be named,
/// `image` one whose scopes are offered.
///
/// # Errors
/// A `TypeError` if the arguments are no text, no offset, no list of texts, or no text again, and whatever a proxy throws.
#[wasm_bindgen]
pub fn complete(policy: &JsValue, offset: &JsValue, files: &JsValue, image: &JsValue) -> Result<JsValue, JsValue> {
    let policy = input::text("complete", policy)?;
    let offset = input::offset("complete", offset)?;
    let files = input::texts("complete", files)?;
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let image = (!image.is_undefined())
        .then(|| input::text("complete", image))
        .transpose()?;
    let known = Known {
        files: &files,
        image: image.as_deref(),
    };
    plain(&complete_policy(policy.as_bytes(), offset, &known))
}

/// What a pasted error or log says (docs/exchange.md); `null` for a text that is none.
///
/// # Errors
/// As [`format`].
#[wasm_bindgen(js_name = readReport)]
pub fn read_report(text: &JsValue) -> Result<JsValue, JsValue> {
    plain(&read(&input::text("readReport", text)?))
}

fn plain(answer: &impl serde::Serialize) -> Result<JsValue, JsValue> {
    Ok(answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// Says what bytes are, part by part (docs/exchange.md). A text is taken as its UTF-8.
///
/// # Errors
/// A `TypeError` if the input is neither bytes nor text, or the name no text; a `RangeError` if it is longer than what a request may be; and whatever a
/// proxy throws.
#[wasm_bindgen]
pub fn inspect(input: &JsValue, name: &JsValue) -> Result<JsValue, JsValue> {
    let (bytes, name) = input::read_file(input, name)?;
    let inspected = pullgate_core::exchange::inspect(&bytes, &name);
    plain(&inspected)
}

fn world() -> World<'static> {
    World {
        files: None,
        now: now(),
    }
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
