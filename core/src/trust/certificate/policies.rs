//! Certificate policies, under which a certificate was issued, and what an authority demands of those below it (RFC 5280 §4.2.1.4, §4.2.1.5,
//! §4.2.1.11, §4.2.1.14). A policy is the content of its object identifier; qualifiers are passed over.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::iter;

use super::tag;
use crate::asn1::Elements;

/// anyPolicy, 2.5.29.32.0
pub const ANY_POLICY: &[u8] = b"\x55\x1D\x20\x00";

/// What the extensions about policies say. A number counts the certificates after which a demand holds; a negative one is none for Go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// The content of certificatePolicies, which was read to its end.
    named: Vec<u8>,
    /// The content of policyMappings, which was read to its end.
    mappings: Vec<u8>,
    /// How many policies and mappings there are.
    pub count: usize,
    /// policyConstraints: when the policies of a chain must not have run out.
    pub require_explicit: Option<u64>,
    /// policyConstraints: when policies may no longer be mapped.
    pub inhibit_mapping: Option<u64>,
    /// inhibitAnyPolicy: when anyPolicy no longer stands for every policy.
    pub inhibit_any: Option<u64>,
}

/// A policy of the issuer, and one of the subject that stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyMapping<'a> {
    /// issuerDomainPolicy
    pub issuer: &'a [u8],
    /// subjectDomainPolicy
    pub subject: &'a [u8],
}

impl Policies {
    /// The policies of the certificate; none twice.
    pub fn named(&self) -> impl Iterator<Item = &[u8]> {
        let mut list = Elements(&self.named);
        iter::from_fn(move || next_policy(&mut list))
    }

    /// Which of the certificate's policies those of the next one stand for.
    pub fn mappings(&self) -> impl Iterator<Item = PolicyMapping<'_>> {
        let mut list = Elements(&self.mappings);
        iter::from_fn(move || next_mapping(&mut list))
    }

    /// certificatePolicies
    pub(super) fn read_named(&mut self, value: &[u8]) -> Option<()> {
        let content = Elements(value).element(tag::SEQUENCE)?;
        let mut list = Elements(content);
        let mut seen = BTreeSet::new();
        while !list.is_empty() {
            let policy = next_policy(&mut list)?;
            if !is_object_identifier(policy) || !seen.insert(policy) {
                return None;
            }
        }
        self.count += seen.len();
        self.named = content.into();
        Some(())
    }

    /// policyMappings, whose identifiers Go does not look at.
    pub(super) fn read_mappings(&mut self, value: &[u8]) -> Option<()> {
        let content = Elements(value).element(tag::SEQUENCE)?;
        let mut list = Elements(content);
        while !list.is_empty() {
            next_mapping(&mut list)?;
            self.count += 1;
        }
        self.mappings = content.into();
        Some(())
    }

    /// policyConstraints
    pub(super) fn read_constraints(&mut self, value: &[u8]) -> Option<()> {
        let mut fields = Elements(value).sequence()?;
        for (identifier, field) in [(0x80, &mut self.require_explicit), (0x81, &mut self.inhibit_mapping)] {
            if fields.is_next(identifier) {
                *field = u64::try_from(fields.small_integer_as(identifier)?).ok();
            }
        }
        Some(())
    }

    /// inhibitAnyPolicy
    pub(super) fn read_inhibit_any(&mut self, value: &[u8]) -> Option<()> {
        self.inhibit_any = u64::try_from(Elements(value).small_integer()?).ok();
        Some(())
    }
}

fn next_policy<'a>(list: &mut Elements<'a>) -> Option<&'a [u8]> {
    list.sequence()?.element(tag::OBJECT_IDENTIFIER)
}

fn next_mapping<'a>(list: &mut Elements<'a>) -> Option<PolicyMapping<'a>> {
    let mut mapping = list.sequence()?;
    Some(PolicyMapping {
        issuer: mapping.element(tag::OBJECT_IDENTIFIER)?,
        subject: mapping.element(tag::OBJECT_IDENTIFIER)?,
    })
}

/// Digits of seven bits, of numbers of any size, none of which begins with a zero.
fn is_object_identifier(content: &[u8]) -> bool {
    let mut is_first = true;
    for byte in content {
        if is_first && *byte == 0x80 {
            return false;
        }
        is_first = byte & 0x80 == 0;
    }
    is_first && !content.is_empty()
}
