//! Values in words.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{WITHHELD, numbers};
use crate::inspect::{Flags, Value, private_key};
use crate::render::containers_image::go::rfc3339;

/// So many bytes without a name are shown; the length says the rest.
const HEX_LIMIT: usize = 64;

pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Boolean(true) => "yes".into(),
        Value::Boolean(false) => "no".into(),
        Value::Bytes(1) => "1 byte".into(),
        Value::Bytes(count) => format!("{count} bytes"),
        Value::DistinguishedName(attributes) if attributes.is_empty() => "(empty)".into(),
        Value::DistinguishedName(attributes) => {
            let attributes: Vec<String> = attributes
                .iter()
                .map(|(kind, text)| format!("{}={text}", numbers::attribute(kind)))
                .collect();
            attributes.join(", ")
        }
        Value::Fingerprint(bytes) => hexadecimal(bytes).to_uppercase(),
        Value::Flags(of, number) => flags(*of, *number),
        Value::Hex(bytes) if bytes.is_empty() => "(empty)".into(),
        Value::Hex(bytes) => hexadecimal(bytes),
        Value::Lifetime { seconds, until } => match until {
            Some(until) => format!("{} ({} later)", rfc3339(*until, 0), duration(*seconds)),
            None => format!("{} after it was made", duration(*seconds)),
        },
        Value::List(values) if values.is_empty() => "none".into(),
        Value::List(values) => values.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Never => "never".into(),
        Value::Number(number) => number.to_string(),
        Value::Numbered(table, number) => numbers::numbered(*table, *number),
        Value::ObjectIdentifier(identifier) => numbers::object_identifier(identifier),
        Value::Text(text) => text.clone(),
        Value::Time(seconds) => rfc3339(*seconds, 0),
        Value::Withheld => WITHHELD.into(),
        Value::Trust { level, amount } => format!("level {level}, amount {amount}"),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    if private_key::found_in(bytes).is_some() {
        return WITHHELD.into();
    }
    let shown = bytes.get(..HEX_LIMIT).unwrap_or(bytes);
    let mut text: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    if shown.len() < bytes.len() {
        text.push_str(&format!("… ({} bytes)", bytes.len()));
    }
    text
}

/// In the largest unit that fits without a rest.
fn duration(seconds: u32) -> String {
    let units = [
        (31_536_000, "year"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let (unit, name) = units
        .into_iter()
        .find(|(unit, _)| seconds.is_multiple_of(*unit))
        .unwrap_or((1, "second"));
    let count = seconds / unit;
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

fn flags(of: Flags, number: u32) -> String {
    let set: Vec<String> = (0..32_u32)
        .filter(|bit| number & (1 << bit) != 0)
        .map(|bit| match numbers::flag(of, bit) {
            Some(name) => name.into(),
            None => format!("flag {bit}"),
        })
        .collect();
    if set.is_empty() { "none".into() } else { set.join(", ") }
}
