//! A request before it is understood: the tree that JSON text and JavaScript values are both read into, duplicate fields kept.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// A value of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `true` or `false`.
    Bool(bool),
    /// Bytes that came as bytes (a `Uint8Array`).
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<Input>),
    /// An object; the same name may occur twice.
    Map(Vec<(String, Input)>),
    /// `null`.
    Null,
    /// A number; no field of a request is one.
    Number,
    /// A text.
    Text(String),
}

impl Input {
    /// Reads JSON text. serde_json refuses invalid UTF-8, lone surrogates and nesting deeper than 128.
    ///
    /// # Errors
    /// serde_json's words, with line and column.
    pub fn from_json(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|error| error.to_string())
    }
}

/// Bytes become base64; a number, which was not kept, null.
impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Bytes(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => serializer.collect_map(entries.iter().map(|(name, value)| (name, value))),
            Self::Null | Self::Number => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Input, E> {
        Ok(Input::Bool(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Input, E> {
        Ok(Input::Number)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Input, E> {
        Ok(Input::Number)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Input, E> {
        Ok(Input::Number)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Input, E> {
        Ok(Input::Text(value.to_string()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Input, E> {
        Ok(Input::Text(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Input, E> {
        Ok(Input::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Input, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Input::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Input, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Input::Map(map))
    }
}
