//! The worker's side: each message is a question, each gets its answer. The engine has no clock and no files: the computer's clock is given to
//! it, and the files are those of the question.

use js_sys::Date;
use pullgate_core::exchange::{World, answer};
use pullgate_core::verify::UnixTime;
use serde_json::Value;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::wire::{self, Message};

/// The files that a larger policy names are not listed.
const LISTED_AT_MOST: usize = 4 << 20;

/// Answers questions from now on.
pub(crate) fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let panic_scope = scope.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = panic_scope.post_message(&Message::Panicked(panic.to_string()).write());
    }));
    let answering_scope = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = evaluate(&event) {
            let _ = answering_scope.post_message(&message.write());
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let _ = scope.post_message(&Message::Ready.write());
}

fn evaluate(event: &MessageEvent) -> Option<Message> {
    let (revision, request) = wire::read_question(&event.data())?;
    let start = milliseconds();
    let answer = answer(
        &request,
        World {
            files: None,
            now: now(),
        },
    );
    let microseconds = whole((milliseconds() - start) * 1000.0);
    let json = serde_json::to_string_pretty(&answer).unwrap_or_default();
    Some(Message::Answer {
        revision,
        json,
        named_files: named_files(&request.policy),
        microseconds,
    })
}

fn now() -> UnixTime {
    #[expect(clippy::cast_possible_truncation, reason = "a clock's seconds are far below 2^53")]
    UnixTime((Date::now() / 1000.0).floor() as i64)
}

fn milliseconds() -> f64 {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}

/// The paths in a policy, in its order, so that the page can ask for these files; `None` for what is not JSON.
fn named_files(policy: &[u8]) -> Option<Vec<String>> {
    let policy = policy.get(..).filter(|policy| policy.len() <= LISTED_AT_MOST)?;
    let mut paths = Vec::new();
    collect_paths(&serde_json::from_slice(policy).ok()?, "", &mut paths);
    Some(paths)
}

/// The texts of the fields whose names end in `Path` or `Paths` (reference.md §1): `keyPath`, `caPath`, `rekorPublicKeyPaths`, …
fn collect_paths(value: &Value, field: &str, paths: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_paths(value, field, paths)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(field, value)| collect_paths(value, field, paths)),
        Value::String(path) if (field.ends_with("Path") || field.ends_with("Paths")) && !paths.contains(path) => {
            paths.push(path.clone())
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_a_policy_names_are_listed_once() {
        let policy = br#"{"default": [{"keyPaths": ["/a", "/b"]}], "transports": {"docker": {"x": [{"keyPath": "/a", "fulcio": {"caPath": "/c"}}]}}}"#;
        assert_eq!(named_files(policy).unwrap(), ["/a", "/b", "/c"]);
        assert_eq!(named_files(b"{"), None);
    }
}
