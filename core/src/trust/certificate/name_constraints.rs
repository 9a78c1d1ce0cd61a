//! Name constraints (RFC 5280 §4.2.1.10) as Go reads them. Those for directory names and others are not read: a critical extension with one refuses.

use alloc::string::String;
use alloc::vec::Vec;

use super::mailbox::{Mailbox, is_domain};
use crate::asn1::{self, Elements};

/// What a certificate authority may and may not name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// A name of a kind that is listed must lie in one of these.
    pub permitted: Subtrees,
    /// No name may lie in one of these.
    pub excluded: Subtrees,
}

/// Ranges of names, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtrees {
    /// Domains.
    pub dns: Vec<String>,
    /// Networks.
    pub networks: Vec<Network>,
    /// Mailboxes and domains of mailboxes.
    pub emails: Vec<String>,
    /// Domains of URIs.
    pub uri_domains: Vec<String>,
}

impl NameConstraints {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        [&self.permitted, &self.excluded]
            .iter()
            .map(|subtrees| {
                subtrees.dns.len() + subtrees.networks.len() + subtrees.emails.len() + subtrees.uri_domains.len()
            })
            .sum()
    }
}

/// A range of addresses: both have 4 bytes, or 16.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address, or another one in the range.
    pub address: Vec<u8>,
    /// Ones, then zeros.
    pub mask: Vec<u8>,
}

/// Why bytes are no name constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameConstraintsError {
    /// A domain that is none.
    Dns(String),
    /// A mailbox or domain that is none.
    Email(String),
    /// There is no constraint in it.
    Empty,
    /// The structure.
    Invalid,
    /// A mask that is none.
    Mask(Vec<u8>),
    /// A network of neither 8 nor 32 bytes.
    NetworkLength(usize),
    /// Not ASCII.
    NotAscii(Vec<u8>),
    /// A domain of URIs that is an address.
    UriAddress(String),
    /// A domain of URIs that is none.
    UriDomain(String),
}

/// Reads the extension; also says whether something in it was not understood.
pub(super) fn read(value: &[u8]) -> Result<(NameConstraints, bool), NameConstraintsError> {
    let structure = || {
        let mut outer = Elements(value);
        let mut top = outer.sequence()?;
        let permitted = top.optional(0xA0)?;
        let excluded = top.optional(0xA1)?;
        (outer.is_empty() && top.is_empty()).then_some((permitted, excluded))
    };
    let (permitted, excluded) = structure().ok_or(NameConstraintsError::Invalid)?;
    let (permitted, excluded) = (permitted.unwrap_or_default(), excluded.unwrap_or_default());
    if permitted.is_empty() && excluded.is_empty() {
        return Err(NameConstraintsError::Empty);
    }
    let mut has_unknown = false;
    let constraints = NameConstraints {
        permitted: subtrees(permitted, &mut has_unknown)?,
        excluded: subtrees(excluded, &mut has_unknown)?,
    };
    Ok((constraints, has_unknown))
}

fn subtrees(list: &[u8], has_unknown: &mut bool) -> Result<Subtrees, NameConstraintsError> {
    let mut subtrees = Subtrees::default();
    let mut list = Elements(list);
    while !list.is_empty() {
        let name = list.sequence().and_then(|mut subtree| subtree.any());
        let name = name.ok_or(NameConstraintsError::Invalid)?;
        match name.identifier {
            // rfc822Name
            0x81 => subtrees.emails.push(email(name.content)?),
            // dNSName
            0x82 => {
                let domain = ascii(name.content)?;
                if !is_domain(&domain, true) {
                    return Err(NameConstraintsError::Dns(domain));
                }
                subtrees.dns.push(domain);
            }
            // uniformResourceIdentifier
            0x86 => {
                let domain = ascii(name.content)?;
                if domain.parse::<core::net::IpAddr>().is_ok() {
                    return Err(NameConstraintsError::UriAddress(domain));
                }
                if !is_domain(&domain, true) {
                    return Err(NameConstraintsError::UriDomain(domain));
                }
                subtrees.uri_domains.push(domain);
            }
            // iPAddress
            0x87 => subtrees.networks.push(network(name.content)?),
            _ => *has_unknown = true,
        }
    }
    Ok(subtrees)
}

fn ascii(bytes: &[u8]) -> Result<String, NameConstraintsError> {
    asn1::text(bytes, u8::is_ascii).ok_or_else(|| NameConstraintsError::NotAscii(bytes.into()))
}

fn email(bytes: &[u8]) -> Result<String, NameConstraintsError> {
    let email = ascii(bytes)?;
    let is_valid = if email.contains('@') {
        Mailbox::parse(&email).is_some()
    } else {
        is_domain(&email, true)
    };
    if is_valid {
        Ok(email)
    } else {
        Err(NameConstraintsError::Email(email))
    }
}

fn network(bytes: &[u8]) -> Result<Network, NameConstraintsError> {
    if !matches!(bytes.len(), 8 | 32) {
        return Err(NameConstraintsError::NetworkLength(bytes.len()));
    }
    let (address, mask) = bytes.split_at_checked(bytes.len() / 2).unwrap_or_default();
    let mut after_ones = mask.iter().skip_while(|byte| **byte == 0xFF);
    let last = after_ones.next().copied().unwrap_or_default();
    if last.leading_ones() + last.trailing_zeros() < 8 || after_ones.any(|byte| *byte != 0) {
        return Err(NameConstraintsError::Mask(mask.into()));
    }
    Ok(Network {
        address: address.into(),
        mask: mask.into(),
    })
}
