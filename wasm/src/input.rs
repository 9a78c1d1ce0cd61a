//! JavaScript values as the engine's [`Input`], strictly: what is not plainly data is not guessed at.
//!
//! A property that is `undefined`, inherited or computed by a class could be a `requireSigned` that its author believes to be set. So `undefined`
//! is a value of the wrong type, and only plain objects are objects.

use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect, Symbol, Uint8Array};
use pullgate_core::exchange::request::RequestErrorKind;
use pullgate_core::exchange::{Input, RequestError};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

/// All bytes and texts of a request together. WebAssembly has 4 GiB; running out would end the instance rather than one answer.
const SIZE_LIMIT: usize = 512 << 20;

/// A request holds lists and objects of bytes, nothing deeper.
const DEPTH: usize = 2;

#[wasm_bindgen]
extern "C" {
    /// As in js-sys, except that what a getter or a proxy throws comes back.
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries(object: &Object) -> Result<Array, JsValue>;
}

/// Reads a request. The outer error is thrown, the inner one is answered.
pub(crate) fn read(function: &str, value: &JsValue) -> Result<Result<Input, RequestError>, JsValue> {
    let Some(object) = plain_object(value)? else {
        let words = format!("{function} takes one request: a plain object, as docs/exchange.md describes it");
        return Err(js_sys::TypeError::new(&words).into());
    };
    let mut reader = Reader { size: 0 };
    let mut fields = Vec::new();
    let mut id = None;
    for entry in entries(&object)?.iter() {
        let entry: Array = entry.unchecked_into();
        let field = String::from(entry.get(0).unchecked_into::<JsString>());
        let value = match reader.read(&entry.get(1), DEPTH)? {
            Ok(value) => value,
            Err(kind) => {
                return Ok(Err(RequestError {
                    id,
                    kind: kind.of(field),
                }));
            }
        };
        if let ("id", Input::Text(text)) = (field.as_str(), &value) {
            id = Some(text.clone());
        }
        fields.push((field, value));
    }
    Ok(Ok(Input::Map(fields)))
}

/// Reads a text that is an argument of its own.
pub(crate) fn text(function: &str, value: &JsValue) -> Result<String, JsValue> {
    match value.dyn_ref::<JsString>() {
        Some(text)
            if text.is_valid_utf16() && usize::try_from(text.length()).is_ok_and(|length| length <= SIZE_LIMIT) =>
        {
            Ok(String::from(text))
        }
        _ => Err(js_sys::TypeError::new(&format!("{function} takes one text, without lone surrogates")).into()),
    }
}

/// Reads a list of texts, which may be left out. All errors are thrown.
pub(crate) fn texts(function: &str, value: &JsValue) -> Result<Vec<String>, JsValue> {
    let misuse = || JsValue::from(js_sys::TypeError::new(&format!("{function} takes a list of texts")));
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    if !Array::is_array(value) {
        return Err(misuse());
    }
    let mut reader = Reader { size: 0 };
    let Ok(Input::List(items)) = reader.list(value.unchecked_ref(), 0)? else {
        return Err(misuse());
    };
    let mut texts = Vec::new();
    for item in items {
        let Input::Text(text) = item else { return Err(misuse()) };
        texts.push(text);
    }
    Ok(texts)
}

/// Reads an offset: a whole number that is not negative.
pub(crate) fn offset(function: &str, value: &JsValue) -> Result<usize, JsValue> {
    match value.as_f64() {
        Some(number) if number >= 0.0 && number.fract() == 0.0 => {
            #[expect(
                clippy::as_conversions,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole and not negative, and what is too large is beyond every text"
            )]
            let offset = number as usize;
            Ok(offset)
        }
        _ => Err(js_sys::TypeError::new(&format!("{function} takes an offset in bytes")).into()),
    }
}

/// Reads a file of any kind and its name, which may be left out. All errors are thrown.
pub(crate) fn read_file(input: &JsValue, name: &JsValue) -> Result<(Vec<u8>, String), JsValue> {
    let misuse = |text: &str| JsValue::from(js_sys::TypeError::new(text));
    let mut reader = Reader { size: 0 };
    let mut text = |text: &JsString| match reader.text(text) {
        Ok(text) => Ok(text),
        Err(Unreadable::LoneSurrogate) => Err(misuse("inspect takes a text without lone surrogates")),
        Err(Unreadable::TooLong) => Err(too_long()),
    };
    let name = match name.dyn_ref::<JsString>() {
        Some(name) => text(name)?,
        None if name.is_undefined() => "input".into(),
        None => return Err(misuse("the name is a text")),
    };
    if let Some(input) = input.dyn_ref::<JsString>() {
        return Ok((text(input)?.into_bytes(), name));
    }
    let bytes = byte_array(input)?.ok_or_else(|| misuse("inspect takes a Uint8Array or a text"))?;
    match reader.grow(bytes.length()) {
        Ok(()) => Ok((bytes.to_vec(), name)),
        Err(_) => Err(too_long()),
    }
}

fn too_long() -> JsValue {
    js_sys::RangeError::new("that is longer than what is looked into").into()
}

/// Why a value cannot be taken over.
enum Unreadable {
    LoneSurrogate,
    TooLong,
}

impl Unreadable {
    fn of(self, field: String) -> RequestErrorKind {
        match self {
            Self::LoneSurrogate => RequestErrorKind::WrongType {
                field,
                expected: "a text without lone surrogates",
            },
            Self::TooLong => RequestErrorKind::TooLong { limit: SIZE_LIMIT },
        }
    }
}

struct Reader {
    size: usize,
}

impl Reader {
    fn read(&mut self, value: &JsValue, depth: usize) -> Result<Result<Input, Unreadable>, JsValue> {
        if let Some(value) = value.as_bool() {
            return Ok(Ok(Input::Bool(value)));
        }
        if value.as_f64().is_some() {
            return Ok(Ok(Input::Number));
        }
        if let Some(text) = value.dyn_ref::<JsString>() {
            return Ok(self.text(text).map(Input::Text));
        }
        if let Some(bytes) = byte_array(value)? {
            return Ok(self.grow(bytes.length()).map(|()| Input::Bytes(bytes.to_vec())));
        }
        if depth == 0 {
            return Ok(Ok(Input::Null));
        }
        if Array::is_array(value) {
            return self.list(value.unchecked_ref(), depth - 1);
        }
        match plain_object(value)? {
            Some(object) => self.map(&object, depth - 1),
            // `null`, `undefined`, functions, Map, Date…: nothing that a field takes.
            None => Ok(Ok(Input::Null)),
        }
    }

    fn list(&mut self, array: &Array, depth: usize) -> Result<Result<Input, Unreadable>, JsValue> {
        let mut list = Vec::new();
        for index in 0..array.length() {
            match self.read(&Reflect::get_u32(array, index)?, depth)? {
                Ok(value) => list.push(value),
                Err(unreadable) => return Ok(Err(unreadable)),
            }
        }
        Ok(Ok(Input::List(list)))
    }

    fn map(&mut self, object: &Object, depth: usize) -> Result<Result<Input, Unreadable>, JsValue> {
        let mut map = Vec::new();
        for entry in entries(object)?.iter() {
            let entry: Array = entry.unchecked_into();
            let name = self.text(entry.get(0).unchecked_ref());
            match (name, self.read(&entry.get(1), depth)?) {
                (Ok(name), Ok(value)) => map.push((name, value)),
                (Err(unreadable), _) | (_, Err(unreadable)) => return Ok(Err(unreadable)),
            }
        }
        Ok(Ok(Input::Map(map)))
    }

    /// JavaScript's strings can hold what is not Unicode; turned into U+FFFD it would be another text.
    fn text(&mut self, text: &JsString) -> Result<String, Unreadable> {
        self.grow(text.length())?;
        if text.is_valid_utf16() {
            Ok(String::from(text))
        } else {
            Err(Unreadable::LoneSurrogate)
        }
    }

    fn grow(&mut self, by: u32) -> Result<(), Unreadable> {
        self.size = self.size.saturating_add(usize::try_from(by).unwrap_or(usize::MAX));
        if self.size > SIZE_LIMIT {
            Err(Unreadable::TooLong)
        } else {
            Ok(())
        }
    }
}

/// A `Uint8Array` (a Node `Buffer` is one) of any realm: `instanceof` knows only this one's.
fn byte_array(value: &JsValue) -> Result<Option<&Uint8Array>, JsValue> {
    let is_one = ArrayBuffer::is_view(value) && Reflect::get(value, &Symbol::to_string_tag())? == "Uint8Array";
    Ok(is_one.then(|| value.unchecked_ref()))
}

/// An object whose prototype is `null` or some realm's `Object.prototype`, which is the one that owns `isPrototypeOf`.
fn plain_object(value: &JsValue) -> Result<Option<Object>, JsValue> {
    if !value.is_object() || Array::is_array(value) {
        return Ok(None);
    }
    let prototype = Reflect::get_prototype_of(value)?;
    let plain = prototype.is_null()
        || !Reflect::get_own_property_descriptor(&prototype, &"isPrototypeOf".into())?.is_undefined();
    Ok(plain.then(|| value.clone().unchecked_into()))
}
