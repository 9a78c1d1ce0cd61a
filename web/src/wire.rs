//! What goes between the page and its worker: JavaScript objects, so that bytes cross as bytes.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use pullgate_core::exchange::Request;
use pullgate_core::verify::UnixTime;
use wasm_bindgen::{JsCast as _, JsValue};

/// A request on its way to the worker.
pub(crate) fn question(revision: u32, request: &Request) -> JsValue {
    let object = Object::new();
    set(&object, "revision", &revision.into());
    set(&object, "policy", &bytes(&request.policy));
    if let Some(image) = &request.image {
        set(&object, "image", &image.as_str().into());
    }
    if let Some(manifest) = &request.manifest {
        set(&object, "manifest", &bytes(manifest));
    }
    set(
        &object,
        "signatures",
        &request
            .signatures
            .iter()
            .map(|signature| bytes(signature))
            .collect::<Array>(),
    );
    let files = request
        .files
        .iter()
        .map(|(path, content)| Array::of2(&path.as_str().into(), &bytes(content)));
    set(&object, "files", &files.collect::<Array>());
    set(&object, "requireSigned", &request.require_signed.into());
    if let Some(UnixTime(now)) = request.now {
        // Text: a number of JavaScript has 53 bits.
        set(&object, "now", &now.to_string().into());
    }
    object.into()
}

/// The request as the worker got it. `None` for what the page did not write.
pub(crate) fn read_question(message: &JsValue) -> Option<(u32, Request)> {
    let get = |name: &str| {
        Reflect::get(message, &name.into())
            .ok()
            .filter(|value| !value.is_undefined())
    };
    let list = |name: &str| Some(get(name)?.dyn_into::<Array>().ok()?.to_vec());
    let now = match get("now") {
        Some(text) => Some(UnixTime(text.as_string()?.parse().ok()?)),
        None => None,
    };
    let files = list("files")?.into_iter().map(|pair| {
        let pair = pair.dyn_into::<Array>().ok()?;
        Some((pair.get(0).as_string()?, read_bytes(pair.get(1))?))
    });
    let request = Request {
        policy: read_bytes(get("policy")?)?,
        image: match get("image") {
            Some(image) => Some(image.as_string()?),
            None => None,
        },
        manifest: match get("manifest") {
            Some(manifest) => Some(read_bytes(manifest)?),
            None => None,
        },
        signatures: list("signatures")?.into_iter().map(read_bytes).collect::<Option<_>>()?,
        files: files.collect::<Option<_>>()?,
        require_signed: get("requireSigned")?.as_bool()?,
        now,
        ..Request::default()
    };
    Some((whole_number(&get("revision")?)?, request))
}

/// What the worker says.
pub(crate) enum Message {
    Answer {
        revision: u32,
        json: String,
        named_files: Option<Vec<String>>,
        microseconds: u32,
    },
    /// It has panicked, and answers no more.
    Panicked(String),
    /// It takes questions.
    Ready,
}

impl Message {
    pub(crate) fn write(&self) -> JsValue {
        let object = Object::new();
        match self {
            Self::Answer {
                revision,
                json,
                named_files,
                microseconds,
            } => {
                set(&object, "revision", &(*revision).into());
                set(&object, "json", &json.as_str().into());
                set(&object, "microseconds", &(*microseconds).into());
                if let Some(named) = named_files {
                    set(
                        &object,
                        "namedFiles",
                        &named
                            .iter()
                            .map(|path| JsString::from(path.as_str()))
                            .collect::<Array>(),
                    );
                }
            }
            Self::Panicked(words) => set(&object, "panicked", &words.as_str().into()),
            Self::Ready => set(&object, "ready", &true.into()),
        }
        object.into()
    }

    pub(crate) fn read(message: &JsValue) -> Option<Self> {
        let get = |name: &str| {
            Reflect::get(message, &name.into())
                .ok()
                .filter(|value| !value.is_undefined())
        };
        if let Some(words) = get("panicked") {
            return Some(Self::Panicked(words.as_string()?));
        }
        if get("ready").is_some() {
            return Some(Self::Ready);
        }
        let named = get("namedFiles").and_then(|list| list.dyn_into::<Array>().ok());
        Some(Self::Answer {
            revision: whole_number(&get("revision")?)?,
            json: get("json")?.as_string()?,
            named_files: named.map(|list| list.iter().filter_map(|path| path.as_string()).collect()),
            microseconds: whole_number(&get("microseconds")?)?,
        })
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // It fails only for objects that refuse: not for a new one.
    let _ = Reflect::set(object, &name.into(), value);
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn read_bytes(value: JsValue) -> Option<Vec<u8>> {
    Some(value.dyn_into::<Uint8Array>().ok()?.to_vec())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and the page wrote a u32"
)]
fn whole_number(value: &JsValue) -> Option<u32> {
    value.as_f64().map(|number| number as u32)
}
