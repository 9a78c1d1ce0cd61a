//! What goes between the page and its worker: requests and answers of `pullgate_core::exchange`, as JavaScript objects, so that bytes cross as bytes.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use pullgate_core::exchange::details::Further;
use pullgate_core::exchange::suite::{Kept, SuiteRequest};
use pullgate_core::exchange::{Input, Request};
use wasm_bindgen::{JsCast as _, JsValue};

/// A message holds objects of lists of bytes, and little more.
const DEPTH: usize = 8;

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// One list of images under this policy and under another.
    Compare {
        number: u32,
        request: Rc<Request>,
        other: Rc<Vec<u8>>,
        images: Vec<String>,
    },
    /// Would it be pulled? And then, unless something newer has come: why not, what would make it pass, and what if.
    Evaluate {
        revision: u32,
        request: Rc<Request>,
        further: Further,
    },
    /// The same without the first: the page has answered that itself.
    Explain {
        revision: u32,
        request: Rc<Request>,
        further: Further,
    },
    /// What is this file?
    Inspect {
        number: u32,
        name: Rc<str>,
        bytes: Rc<Vec<u8>>,
        /// The source whose bytes are wanted, rather than the tree.
        source: Option<String>,
    },
    /// The suite with this question as one test more.
    Keep {
        number: u32,
        suite: Rc<SuiteRequest>,
        request: Rc<Request>,
    },
    /// How does the suite fall out?
    Test {
        revision: u32,
        /// The suite's own.
        number: u32,
        suite: Rc<SuiteRequest>,
    },
}

impl Ask {
    pub(crate) fn write(&self) -> JsValue {
        let text = |text: &str| Input::Text(text.into());
        let number = |number: u32| Input::Text(number.to_string());
        let fields = match self {
            Self::Compare {
                number: at,
                request,
                other,
                images,
            } => vec![
                ("ask", text("compare")),
                ("number", number(*at)),
                ("request", request.to_input()),
                ("other", Input::Bytes(other.to_vec())),
                ("images", Input::List(images.iter().map(|image| text(image)).collect())),
            ],
            Self::Evaluate {
                revision,
                request,
                further,
            } => evaluation("evaluate", *revision, request, further),
            Self::Explain {
                revision,
                request,
                further,
            } => evaluation("explain", *revision, request, further),
            Self::Inspect {
                number: at,
                name,
                bytes,
                source,
            } => vec![
                ("ask", text("inspect")),
                ("number", number(*at)),
                ("name", text(name)),
                ("bytes", Input::Bytes(bytes.to_vec())),
                ("source", source.as_deref().map_or(Input::Null, text)),
            ],
            Self::Keep {
                number: at,
                suite,
                request,
            } => vec![
                ("ask", text("keep")),
                ("number", number(*at)),
                ("suite", suite.to_input()),
                ("request", request.to_input()),
            ],
            Self::Test {
                revision,
                number: at,
                suite,
            } => vec![
                ("ask", text("test")),
                ("number", number(*revision)),
                ("suiteNumber", number(*at)),
                ("suite", suite.to_input()),
            ],
        };
        object(fields)
    }

    /// The message as the worker got it. `None` for what the page did not write.
    pub(crate) fn read(message: &JsValue) -> Option<Self> {
        let mut fields = Fields::of(message)?;
        let number = fields.text("number")?.parse().ok()?;
        Some(match fields.text("ask")?.as_str() {
            "compare" => Self::Compare {
                number,
                request: fields.request()?,
                other: fields.bytes("other")?,
                images: match fields.take("images")? {
                    Input::List(images) => images.into_iter().filter_map(into_text).collect(),
                    _ => return None,
                },
            },
            "evaluate" => Self::Evaluate {
                revision: number,
                request: fields.request()?,
                further: fields.further()?,
            },
            "explain" => Self::Explain {
                revision: number,
                request: fields.request()?,
                further: fields.further()?,
            },
            "inspect" => Self::Inspect {
                number,
                name: fields.text("name")?.into(),
                bytes: fields.bytes("bytes")?,
                source: fields.text("source"),
            },
            "keep" => Self::Keep {
                number,
                suite: fields.suite()?,
                request: fields.request()?,
            },
            "test" => Self::Test {
                revision: number,
                number: fields.text("suiteNumber")?.parse().ok()?,
                suite: fields.suite()?,
            },
            _ => return None,
        })
    }
}

fn evaluation(ask: &str, revision: u32, request: &Request, further: &Further) -> Vec<(&'static str, Input)> {
    let variants = further.variants.iter();
    vec![
        ("ask", Input::Text(ask.into())),
        ("number", Input::Text(revision.to_string())),
        ("request", request.to_input()),
        ("tag", Input::Text(further.tag.clone())),
        ("from", Input::Text(further.from.clone())),
        ("library", Input::Text(further.library.clone())),
        (
            "variants",
            Input::Map(
                variants
                    .map(|(words, request)| (words.clone(), request.to_input()))
                    .collect(),
            ),
        ),
    ]
}

/// What the worker says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Message {
    /// The answer to [`Ask::Evaluate`], as JSON of `pullgate_core::exchange::Answer`.
    Answer {
        revision: u32,
        json: String,
        named_files: Option<Vec<String>>,
        /// The signatures that the store and the attachments gave.
        gathered: Vec<Vec<u8>>,
        microseconds: u32,
    },
    /// JSON of `crate::compared`.
    Compared { number: u32, json: String },
    /// What is known besides of what was answered: JSON of [`crate::details::Details`].
    Details { revision: u32, json: String },
    /// JSON of `pullgate_core::exchange::Inspected`.
    Inspected { number: u32, json: String },
    /// The suite with a test more and all its files, or why not, in words.
    Kept { number: u32, kept: Result<Kept, String> },
    /// It has panicked, and answers no more.
    Panicked(String),
    /// It takes questions.
    Ready,
    /// The bytes of a source.
    SourceBytes { number: u32, bytes: Option<Vec<u8>> },
    /// JSON of [`crate::suite::Tested`].
    Tested { revision: u32, number: u32, json: String },
}

impl Message {
    pub(crate) fn write(&self) -> JsValue {
        let text = |text: &str| Input::Text(text.into());
        let number = |number: u32| Input::Text(number.to_string());
        let numbered = |what: &str, at: &u32, json: &str| {
            vec![("says", text(what)), ("number", number(*at)), ("json", text(json))]
        };
        let fields = match self {
            Self::Answer {
                revision,
                json,
                named_files,
                gathered,
                microseconds,
            } => {
                let named = named_files.as_ref();
                let named = named.map(|named| Input::List(named.iter().map(|path| text(path)).collect()));
                let mut fields = numbered("answer", revision, json);
                fields.push(("microseconds", number(*microseconds)));
                fields.push(("namedFiles", named.unwrap_or(Input::Null)));
                let gathered = gathered.iter().cloned().map(Input::Bytes);
                fields.push(("gathered", Input::List(gathered.collect())));
                fields
            }
            Self::Compared { number, json } => numbered("compared", number, json),
            Self::Details { revision, json } => numbered("details", revision, json),
            Self::Inspected { number, json } => numbered("inspected", number, json),
            Self::Kept { number: at, kept } => {
                let mut fields = vec![("says", text("kept")), ("number", number(*at))];
                match kept {
                    Ok(Kept { suite, files }) => {
                        let files = files
                            .iter()
                            .map(|(path, bytes)| (path.clone(), Input::Bytes(bytes.clone())));
                        fields.push(("suite", text(suite)));
                        fields.push(("files", Input::Map(files.collect())));
                    }
                    Err(words) => fields.push(("words", text(words))),
                }
                fields
            }
            Self::Panicked(words) => vec![("says", text("panicked")), ("words", text(words))],
            Self::Ready => vec![("says", text("ready"))],
            Self::SourceBytes { number: at, bytes } => vec![
                ("says", text("sourceBytes")),
                ("number", number(*at)),
                ("bytes", bytes.clone().map_or(Input::Null, Input::Bytes)),
            ],
            Self::Tested {
                revision,
                number: at,
                json,
            } => {
                let mut fields = numbered("tested", revision, json);
                fields.push(("suiteNumber", number(*at)));
                fields
            }
        };
        object(fields)
    }

    pub(crate) fn read(message: &JsValue) -> Option<Self> {
        let mut fields = Fields::of(message)?;
        let says = fields.text("says")?;
        match says.as_str() {
            "panicked" => return Some(Self::Panicked(fields.text("words")?)),
            "ready" => return Some(Self::Ready),
            _ => {}
        }
        let number = fields.text("number")?.parse().ok()?;
        Some(match says.as_str() {
            "answer" => Self::Answer {
                revision: number,
                json: fields.text("json")?,
                named_files: match fields.take("namedFiles") {
                    Some(Input::List(named)) => Some(named.into_iter().filter_map(into_text).collect()),
                    _ => None,
                },
                gathered: match fields.take("gathered")? {
                    Input::List(gathered) => gathered.into_iter().filter_map(into_bytes).collect(),
                    _ => return None,
                },
                microseconds: fields.text("microseconds")?.parse().ok()?,
            },
            "compared" => Self::Compared {
                number,
                json: fields.text("json")?,
            },
            "details" => Self::Details {
                revision: number,
                json: fields.text("json")?,
            },
            "inspected" => Self::Inspected {
                number,
                json: fields.text("json")?,
            },
            "kept" => Self::Kept {
                number,
                kept: match fields.text("words") {
                    Some(words) => Err(words),
                    None => Ok(Kept {
                        suite: fields.text("suite")?,
                        files: fields.files("files")?,
                    }),
                },
            },
            "sourceBytes" => Self::SourceBytes {
                number,
                bytes: match fields.take("bytes") {
                    Some(Input::Bytes(bytes)) => Some(bytes),
                    _ => None,
                },
            },
            "tested" => Self::Tested {
                revision: number,
                number: fields.text("suiteNumber")?.parse().ok()?,
                json: fields.text("json")?,
            },
            _ => return None,
        })
    }
}

/// A message of these fields.
fn object(fields: Vec<(&str, Input)>) -> JsValue {
    to_js(&Input::Map(
        fields.into_iter().map(|(name, value)| (name.into(), value)).collect(),
    ))
}

/// The fields of a message, taken out one by one.
struct Fields(Vec<(String, Input)>);

impl Fields {
    fn of(message: &JsValue) -> Option<Self> {
        match from_js(message, DEPTH) {
            Input::Map(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    fn take(&mut self, field: &str) -> Option<Input> {
        let place = self.0.iter().position(|(name, _)| name == field)?;
        Some(self.0.swap_remove(place).1)
    }

    fn text(&mut self, field: &str) -> Option<String> {
        into_text(self.take(field)?)
    }

    fn bytes(&mut self, field: &str) -> Option<Rc<Vec<u8>>> {
        into_bytes(self.take(field)?).map(Rc::new)
    }

    fn further(&mut self) -> Option<Further> {
        Some(Further {
            tag: self.text("tag")?,
            from: self.text("from")?,
            library: self.text("library")?,
            variants: match self.take("variants") {
                Some(Input::Map(variants)) => variants
                    .into_iter()
                    .filter_map(|(words, request)| Some((words, Request::from_input(request).ok()?)))
                    .collect(),
                _ => Vec::new(),
            },
        })
    }

    fn files(&mut self, field: &str) -> Option<BTreeMap<String, Vec<u8>>> {
        let Input::Map(files) = self.take(field)? else {
            return None;
        };
        let files = files.into_iter();
        files.map(|(path, bytes)| Some((path, into_bytes(bytes)?))).collect()
    }

    fn suite(&mut self) -> Option<Rc<SuiteRequest>> {
        SuiteRequest::from_input(self.take("suite")?).ok().map(Rc::new)
    }

    fn request(&mut self) -> Option<Rc<Request>> {
        Request::from_input(self.take("request")?).ok().map(Rc::new)
    }
}

fn into_text(value: Input) -> Option<String> {
    match value {
        Input::Text(text) => Some(text),
        _ => None,
    }
}

fn into_bytes(value: Input) -> Option<Vec<u8>> {
    match value {
        Input::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn to_js(value: &Input) -> JsValue {
    match value {
        Input::Bool(value) => JsValue::from_bool(*value),
        Input::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Input::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        // As pairs: a path of a file may be `__proto__`.
        Input::Map(entries) => {
            let pairs = entries
                .iter()
                .map(|(name, value)| Array::of2(&name.as_str().into(), &to_js(value)));
            let object = Object::new();
            // It fails only for objects that refuse: not for a new one.
            let _ = Reflect::set(&object, &"entries".into(), &pairs.collect::<Array>());
            object.into()
        }
        Input::Null | Input::Number => JsValue::NULL,
        Input::Text(text) => JsString::from(text.as_str()).into(),
    }
}

fn from_js(value: &JsValue, depth: usize) -> Input {
    if let Some(value) = value.as_bool() {
        return Input::Bool(value);
    }
    if let Some(text) = value.as_string() {
        return Input::Text(text);
    }
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Input::Bytes(bytes.to_vec());
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Input::Null;
    };
    if let Some(list) = value.dyn_ref::<Array>() {
        return Input::List(list.iter().map(|item| from_js(&item, depth)).collect());
    }
    let pairs = Reflect::get(value, &"entries".into()).ok();
    let Some(pairs) = pairs.and_then(|pairs| pairs.dyn_into::<Array>().ok()) else {
        return Input::Null;
    };
    let pair = |pair: JsValue| {
        let pair = pair.dyn_into::<Array>().ok()?;
        Some((pair.get(0).as_string()?, from_js(&pair.get(1), depth)))
    };
    Input::Map(pairs.iter().filter_map(pair).collect())
}
