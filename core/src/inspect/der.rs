//! DER: which of the structures that matter here it is.

use alloc::string::String;

use super::{
    Input, Inspector, Name, Node, Problem, PublicKeyForm, Remark, Value, What, certificate, private_key, resemblance,
};
use crate::asn1::{Element, Elements};
use crate::trust::PublicKey;
use crate::trust::public_key::NoVerifier;

/// Elements one after the other, and where each stands.
pub(super) struct Walk<'a> {
    input: Input<'a>,
    elements: Elements<'a>,
}

/// An element and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) identifier: u8,
    /// With its header.
    pub(super) whole: Input<'a>,
    pub(super) content: Input<'a>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self {
            input,
            elements: Elements(input.bytes),
        }
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> Input<'a> {
        self.input.from(self.input.bytes.len() - self.elements.0.len())
    }

    /// The next element; `None` where there is none that can be read.
    pub(super) fn next(&mut self) -> Option<Found<'a>> {
        let start = self.input.bytes.len() - self.elements.0.len();
        let Element {
            identifier,
            content,
            whole,
        } = self.elements.any()?;
        let whole = self.input.part(start, start + whole.len());
        Some(Found {
            identifier,
            whole,
            content: whole.from(whole.bytes.len() - content.len()),
        })
    }

    /// The next element if it has this identifier.
    pub(super) fn next_if(&mut self, identifier: u8) -> Option<Found<'a>> {
        if self.elements.is_next(identifier) {
            self.next()
        } else {
            None
        }
    }
}

/// The elements of the first sequence.
pub(super) fn sequence(input: Input<'_>) -> Option<Walk<'_>> {
    Some(Walk::new(Walk::new(input).next_if(0x30)?.content))
}

/// Whatever DER it is.
pub(super) fn recognise(inspector: &mut Inspector<'_>, input: Input<'_>) -> Node {
    if let Some(form) = private_key::der(input.bytes) {
        return inspector.private_key(form, input.place());
    }
    if certificate::is_one(input) {
        return certificate::certificate(inspector, input);
    }
    if is_key_info(input) {
        return public_key(inspector, input, b"PUBLIC KEY");
    }
    if PublicKey::from_pkcs1(input.bytes).is_ok() {
        return public_key(inspector, input, b"RSA PUBLIC KEY");
    }
    resemblance::unknown(inspector, input)
}

/// SubjectPublicKeyInfo: an algorithm, and a bit string.
pub(super) fn is_key_info(input: Input<'_>) -> bool {
    let read = || {
        let mut info = sequence(input)?;
        let algorithm = info.next_if(0x30)?;
        Walk::new(algorithm.content).next_if(6)?;
        info.next_if(3)
    };
    read().is_some()
}

/// A public key, under the label that its form has in PEM.
pub(super) fn public_key(inspector: &mut Inspector<'_>, input: Input<'_>, label: &[u8]) -> Node {
    if let Some(form) = private_key::der(input.bytes) {
        return inspector.private_key(form, input.place());
    }
    let form = if label == b"RSA PUBLIC KEY" {
        PublicKeyForm::Pkcs1
    } else {
        PublicKeyForm::Spki
    };
    let mut node = inspector.node(What::PublicKey(form), input.place());
    let read = match form {
        PublicKeyForm::Pkcs1 => PublicKey::from_pkcs1(input.bytes),
        PublicKeyForm::Spki => PublicKey::from_pkix(input.bytes, inspector.crypto),
    };
    match read {
        Ok(key) => describe_key(inspector, &mut node, &key),
        Err(error) => {
            if let Some(algorithm) = algorithm_of(input) {
                node.fact(Name::Algorithm, Value::ObjectIdentifier(algorithm.into()));
            }
            node.problems.push(Problem::PublicKey(error));
        }
    }
    node
}

pub(super) fn describe_key(inspector: &Inspector<'_>, node: &mut Node, key: &PublicKey) {
    node.fact(Name::Algorithm, Value::Text(key.algorithm_name()));
    // As an evaluation's trace writes it, to be compared.
    let digest = inspector.crypto.sha256(key.spki());
    let digest: String = digest.iter().map(|byte| alloc::format!("{byte:02x}")).collect();
    node.fact(Name::Fingerprint, Value::Text(alloc::format!("SHA256:{digest}")));
    match key.verifier() {
        Ok(_) => {}
        Err(NoVerifier::Rsa(error)) => node.problems.push(Problem::RsaKey(error)),
        Err(NoVerifier::UnsupportedAlgorithm) => node.remark(Remark::KeyVerifiesNothing),
    }
}

/// The algorithm's identifier in a SubjectPublicKeyInfo.
fn algorithm_of(input: Input<'_>) -> Option<&[u8]> {
    let algorithm = sequence(input)?.next_if(0x30)?;
    Some(Walk::new(algorithm.content).next_if(6)?.content.bytes)
}
