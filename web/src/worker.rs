//! The worker's side: each message is a question, each gets its answer. The engine has no clock and no files: the computer's clock is given to
//! it, and the files are those of the question.

use js_sys::Date;
use pullgate_core::exchange::{World, answer};
use pullgate_core::verify::UnixTime;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::named_files::named_files;
use crate::wire::{self, Message};

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
