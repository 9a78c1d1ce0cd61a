//! Extensions of certificates by name (RFC 5280 §4.2), and Fulcio's.

use alloc::vec::Vec;

use super::super::der::{Found, Walk, sequence};
use super::super::{Flags, Input, Inspector, Name, Node, Problem, Value, What};
use super::{About, alternative_names};
use crate::asn1;
use crate::trust::certificate::extensions::{self, Extension};
use crate::trust::certificate::fulcio::{EXTENSIONS_OF_FULCIO, FULCIO};

/// One extension, and what it means for a policy.
pub(super) fn extension(inspector: &mut Inspector<'_>, found: Found<'_>) -> (Node, Option<About>) {
    let mut fields = Walk::new(found.content);
    let identifier = fields.next_if(6);
    let critical = fields
        .next_if(1)
        .is_some_and(|critical| critical.content.bytes == [0xFF]);
    let what = |identifier: &[u8]| What::Extension {
        identifier: identifier.into(),
        critical,
    };
    let (Some(identifier), Some(value)) = (identifier, fields.next_if(4)) else {
        let mut node = inspector.node(what(&[]), found.whole.place());
        node.problems.push(Problem::MalformedDer);
        return (node, None);
    };
    let identifier = identifier.content.bytes;
    let mut node = inspector.node(what(identifier), found.whole.place());
    let read = match identifier {
        [0x55, 0x1D, kind] => usual(&mut node, *kind, value.content),
        AUTHORITY_INFO_ACCESS => access(&mut node, value.content),
        EMBEDDED_TIMESTAMPS => timestamps(&mut node, value.content),
        _ => fulcio(&mut node, identifier, value.content),
    };
    // What Go finds wrong with it alone.
    let whole = Extension {
        identifier: identifier.into(),
        is_critical: critical,
        value: value.content.bytes.into(),
    };
    match extensions::Extensions::default().interpret(&whole) {
        Err(error) => node.problems.push(Problem::Extension(error)),
        Ok(_) if read.is_none() => {
            node.facts.clear();
            node.fact(Name::Is, Value::Hex(value.content.bytes.into()));
        }
        Ok(_) => {}
    }
    let about = match alternative_names(identifier, value.content.bytes) {
        Some(names) => Some(About::Names(names)),
        None if whole.identifier == BASIC_CONSTRAINTS
            && extensions::basic_constraints(value.content.bytes).is_some_and(|found| found.is_authority) =>
        {
            Some(About::Authority)
        }
        None => None,
    };
    (node, about)
}

/// id-pe-authorityInfoAccess, 1.3.6.1.5.5.7.1.1
const AUTHORITY_INFO_ACCESS: &[u8] = b"\x2B\x06\x01\x05\x05\x07\x01\x01";
/// 1.3.6.1.4.1.11129.2.4.2 (RFC 6962 §3.3)
const EMBEDDED_TIMESTAMPS: &[u8] = b"\x2B\x06\x01\x04\x01\xD6\x79\x02\x04\x02";
/// id-ce-basicConstraints, 2.5.29.19
const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1D\x13";

/// Those of RFC 5280; `None` for what is only shown as bytes.
fn usual(node: &mut Node, kind: u8, value: Input<'_>) -> Option<()> {
    match kind {
        14 => node.fact(Name::Is, Value::Hex(Walk::new(value).next_if(4)?.content.bytes.into())),
        15 => node.fact(
            Name::Is,
            Value::Flags(Flags::X509KeyUse, extensions::key_usage(value.bytes)?.into()),
        ),
        17 => alternative(node, value)?,
        19 => {
            let constraints = extensions::basic_constraints(value.bytes)?;
            node.fact(Name::IsAuthority, Value::Boolean(constraints.is_authority));
            if let Some(length) = constraints.path_length {
                node.fact(Name::PathLength, Value::Number(length));
            }
        }
        31 => {
            let uris = uris(value);
            (!uris.is_empty()).then_some(())?;
            node.fact(Name::Is, Value::List(uris));
        }
        32 => {
            let mut list = sequence(value)?;
            let mut policies = Vec::new();
            while let Some(policy) = list.next() {
                let identifier = Walk::new(policy.content).next_if(6)?.content;
                policies.push(Value::ObjectIdentifier(identifier.bytes.into()));
            }
            node.fact(Name::Is, Value::List(policies));
        }
        35 => {
            let id = sequence(value)?.next_if(0x80)?.content;
            node.fact(Name::Is, Value::Hex(id.bytes.into()));
        }
        37 => {
            let usages = extensions::extended_key_usages(value.bytes)?;
            let usages = usages.into_iter().map(Value::ObjectIdentifier).collect();
            node.fact(Name::Is, Value::List(usages));
        }
        _ => return None,
    }
    Some(())
}

/// Each name with its kind; also those that Go passes over.
fn alternative(node: &mut Node, value: Input<'_>) -> Option<()> {
    let mut list = sequence(value)?;
    while let Some(name) = list.next() {
        let text = || Value::text_of(name.content.bytes);
        let (fact, shown) = match name.identifier {
            0x81 => (Name::Email, text()),
            0x82 => (Name::Host, text()),
            0x86 => (Name::Uri, text()),
            0x87 => match extensions::address(name.content.bytes) {
                Ok(address) => (Name::Address, Value::Text(alloc::format!("{address}"))),
                Err(_) => (Name::Address, Value::Hex(name.content.bytes.into())),
            },
            0xA0 => match other_name(name.content) {
                Some(found) => (Name::OtherName, found),
                None => (Name::OtherName, Value::Hex(name.content.bytes.into())),
            },
            _ => (Name::AnotherName, Value::Hex(name.content.bytes.into())),
        };
        node.fact_at(fact, shown, name.whole.place());
    }
    Some(())
}

/// Fulcio's own kind of name (1.3.6.1.4.1.57264.1.7): a UTF8String.
fn other_name(content: Input<'_>) -> Option<Value> {
    let mut fields = Walk::new(content);
    fields.next_if(6)?;
    let text = Walk::new(fields.next_if(0xA0)?.content).next_if(0x0C)?;
    asn1::utf8(text.content.bytes).map(Value::Text)
}

fn access(node: &mut Node, value: Input<'_>) -> Option<()> {
    let mut list = sequence(value)?;
    let mut uris = Vec::new();
    while let Some(description) = list.next() {
        let mut description = Walk::new(description.content);
        description.next_if(6)?;
        let uri = description.next_if(0x86)?.content;
        uris.push(Value::text_of(uri.bytes));
    }
    node.fact(Name::Is, Value::List(uris));
    Some(())
}

/// The URIs of distribution points: the elements of that kind, however deep.
fn uris(value: Input<'_>) -> Vec<Value> {
    /// A point, its name, its full name, the URI in it.
    const DEPTH: u8 = 6;
    fn collect(value: Input<'_>, depth: u8, found: &mut Vec<Value>) {
        let mut walk = Walk::new(value);
        while let Some(element) = walk.next() {
            if element.identifier == 0x86 {
                found.push(Value::text_of(element.content.bytes));
            } else if element.identifier & 0x20 != 0 && depth > 0 {
                collect(element.content, depth - 1, found);
            }
        }
    }
    let mut found = Vec::new();
    collect(value, DEPTH, &mut found);
    found
}

/// A list of signed certificate timestamps (RFC 6962 §3.3): version, log, milliseconds.
fn timestamps(node: &mut Node, value: Input<'_>) -> Option<()> {
    let list = Walk::new(value).next_if(4)?.content;
    let (_, mut rest) = list.bytes.split_first_chunk::<2>()?;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (timestamp, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        let (head, behind) = timestamp.split_first_chunk::<33>()?;
        let milliseconds = u64::from_be_bytes(*behind.first_chunk()?);
        let [_version, log @ ..] = head;
        let seconds = i64::try_from(milliseconds / 1_000).ok()?;
        node.fact(Name::LogId, Value::Hex(log.as_slice().into()));
        node.fact(Name::Time, Value::Time(seconds));
        rest = after;
    }
    Some(())
}

/// Fulcio's, by their table.
fn fulcio(node: &mut Node, identifier: &[u8], value: Input<'_>) -> Option<()> {
    let [number] = *identifier.strip_prefix(FULCIO)? else {
        return None;
    };
    let known = EXTENSIONS_OF_FULCIO
        .iter()
        .find(|extension| extension.number == number)?;
    let text = if known.is_raw {
        asn1::utf8(value.bytes)?
    } else {
        let text = Walk::new(value).next()?;
        asn1::utf8(text.content.bytes)?
    };
    node.fact(Name::Is, Value::Text(text));
    Some(())
}
