//! Certificates, element by element (RFC 5280 §4.1), so that one that Go refuses is shown as far as it goes.

use alloc::string::String;
use alloc::vec::Vec;

use super::der::{Found, Walk, public_key, sequence};
use super::{Input, Inspector, Name, Node, Problem, Remark, Value, What, private_key};
use crate::trust::certificate::extensions::{AlternativeNames, SUBJECT_ALTERNATIVE_NAME};
use crate::trust::certificate::{self, Certificate};

mod extension;

/// Whether DER is a certificate: three elements, of which the first begins as what is signed in one does.
pub(super) fn is_one(input: Input<'_>) -> bool {
    let read = || {
        let mut outer = sequence(input)?;
        let mut signed = Walk::new(outer.next_if(0x30)?.content);
        outer.next_if(0x30)?;
        outer.next_if(3)?;
        signed.next_if(0xA0);
        signed.next_if(2)?;
        let algorithm = signed.next_if(0x30)?;
        Walk::new(algorithm.content).next_if(6)
    };
    read().is_some()
}

/// A certificate.
pub(super) fn certificate(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    if let Some(form) = private_key::der(input.bytes) {
        return inspector.private_key(form, input.place());
    }
    let mut node = inspector.node(What::Certificate, input.place());
    let sha256 = inspector.crypto.sha256(input.bytes);
    node.fact(Name::Sha256, Value::Hex(sha256.into()));
    if !inspector.certificates.insert(sha256) {
        node.remark(Remark::ShownBefore);
        return node;
    }
    if let Err(error) = Certificate::from_der(input.bytes, inspector.crypto) {
        node.problems.push(Problem::Certificate(error));
    }
    if parts(inspector, &mut node, input).is_none() && node.problems.is_empty() {
        node.problems.push(Problem::MalformedDer);
    }
    // Last, where whoever compares looks for it.
    node.facts.rotate_left(1);
    node
}

/// Up to the first element that is not where it should be.
fn parts(inspector: &mut Inspector<'_>, node: &mut Node, input: Input<'_>) -> Option<()> {
    let mut outer = sequence(input)?;
    let mut signed = Walk::new(outer.next_if(0x30)?.content);
    let version = signed.next_if(0xA0);
    let version = version.and_then(|explicit| Walk::new(explicit.content).next_if(2));
    let version = version
        .and_then(|version| version.content.bytes.last().copied())
        .unwrap_or_default();
    node.fact(Name::Version, Value::Number(u64::from(version) + 1));
    let serial = signed.next_if(2)?;
    node.fact_at(
        Name::Serial,
        Value::Hex(serial.content.bytes.into()),
        serial.whole.place(),
    );
    let algorithm = signed.next_if(0x30)?;
    let identifier = Walk::new(algorithm.content).next_if(6)?;
    node.fact_at(
        Name::SignatureAlgorithm,
        Value::ObjectIdentifier(identifier.content.bytes.into()),
        algorithm.whole.place(),
    );
    name(node, Name::Issuer, signed.next_if(0x30)?);
    let validity = signed.next_if(0x30)?;
    // Where it cannot be read, the whole certificate's problem says so.
    if let Ok((from, until)) = certificate::time::read_validity(validity.content.bytes) {
        node.fact_at(Name::ValidFrom, Value::Time(from.seconds), validity.whole.place());
        node.fact_at(Name::ValidUntil, Value::Time(until.seconds), validity.whole.place());
    }
    name(node, Name::Subject, signed.next_if(0x30)?);
    let key = signed.next_if(0x30)?;
    let key = public_key(inspector, key.whole, b"PUBLIC KEY");
    node.children.push(key);
    while let Some(more) = signed.next() {
        if more.identifier == 0xA3 {
            let mut list = sequence(more.content)?;
            while let Some(found) = list.next() {
                if inspector.is_full(node) {
                    return Some(());
                }
                let (child, about) = extension::extension(inspector, found);
                node.children.push(child);
                if let Some(about) = about {
                    remark_on(node, &about, inspector.is_outermost());
                }
            }
        }
    }
    Some(())
}

/// What an extension means for a policy.
enum About {
    Authority,
    Names(AlternativeNames),
}

/// What the names of a certificate can be held against in a policy (reference.md §4.5, §4.6).
fn remark_on(node: &mut Node, about: &About, is_outermost: bool) {
    match about {
        About::Authority if is_outermost && node.problems.is_empty() => node.remark(Remark::Authority),
        About::Authority => {}
        About::Names(names) => {
            if !names.emails.is_empty() || !names.dns.is_empty() {
                node.remark(Remark::SubjectCanBeAsked {
                    email: !names.emails.is_empty(),
                    host: !names.dns.is_empty(),
                });
            }
            if !names.uris.is_empty() && names.emails.is_empty() && names.dns.is_empty() {
                node.remark(Remark::UriCannotBeAsked);
            }
        }
    }
}

/// A distinguished name, attribute by attribute.
fn name(node: &mut Node, fact: Name, found: Found<'_>) {
    let mut attributes: Vec<(Vec<u8>, String)> = Vec::new();
    let mut is_withheld = false;
    let mut sets = Walk::new(found.content);
    while let Some(set) = sets.next() {
        let mut set = Walk::new(set.content);
        while let Some(attribute) = set.next() {
            let mut attribute = Walk::new(attribute.content);
            let (Some(kind), Some(value)) = (attribute.next_if(6), attribute.next()) else {
                continue;
            };
            is_withheld |= private_key::found_in(value.content.bytes).is_some();
            let text = certificate::name::string(value.identifier, value.content.bytes)
                .unwrap_or_else(|_| String::from_utf8_lossy(value.content.bytes).into_owned());
            attributes.push((kind.content.bytes.into(), text));
        }
    }
    let value = if is_withheld {
        Value::Withheld
    } else {
        Value::DistinguishedName(attributes)
    };
    node.fact_at(fact, value, found.whole.place());
}

/// The names of a subjectAltName, where Go reads them.
fn alternative_names(identifier: &[u8], value: &[u8]) -> Option<AlternativeNames> {
    if identifier == SUBJECT_ALTERNATIVE_NAME {
        AlternativeNames::read(value).ok()
    } else {
        None
    }
}
