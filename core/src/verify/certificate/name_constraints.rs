//! Name constraints along a chain, as Go 1.26 compares them (RFC 5280 §4.2.1.10, reference.md §4.5).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::net::IpAddr;

use crate::budget::Budget;
use crate::trust::certificate::Certificate;
use crate::trust::certificate::extensions::{NAME_CONSTRAINTS, SUBJECT_ALTERNATIVE_NAME};
use crate::trust::certificate::mailbox::{Mailbox, is_domain};
use crate::trust::certificate::name_constraints::{NameConstraints, Network, Subtrees};

/// Why a name is not one that an authority may vouch for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintError {
    /// A name lies in a range that is excluded.
    Excluded {
        /// The kind of the name.
        kind: NameKind,
        /// The name.
        name: String,
        /// The range.
        constraint: String,
    },
    /// A name lies in none of the ranges that are permitted.
    NotPermitted {
        /// The kind of the name.
        kind: NameKind,
        /// The name.
        name: String,
    },
    /// More names than pullgate compares.
    TooMany,
    /// A name that cannot be compared with anything.
    Unparsable {
        /// The kind of the name.
        kind: NameKind,
        /// The name.
        name: String,
    },
    /// A URI whose host is an address.
    UriAddress(String),
    /// A URI without a host.
    UriWithoutHost(String),
}

/// Kinds of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// `iPAddress`
    Address,
    /// `dNSName`
    Dns,
    /// `rfc822Name`
    Email,
    /// `uniformResourceIdentifier`
    Uri,
}

/// Each certificate's names against the constraints of all that stand above it.
pub(super) fn check(chain: &[&Certificate], budget: &Budget) -> Result<(), ConstraintError> {
    let constrained: Vec<(usize, &NameConstraints)> = chain
        .iter()
        .enumerate()
        .filter(|(_, certificate)| certificate.extensions.has(NAME_CONSTRAINTS))
        .map(|(index, certificate)| (index, &certificate.extensions.name_constraints))
        .collect();
    for (index, certificate) in chain.iter().enumerate() {
        let above: Vec<&NameConstraints> = constrained
            .iter()
            .filter(|(place, _)| *place > index)
            .map(|(_, constraints)| *constraints)
            .collect();
        if above.is_empty() || !certificate.extensions.has(SUBJECT_ALTERNATIVE_NAME) {
            continue;
        }
        let names = Names::of(certificate)?;
        for constraints in above {
            if !budget.comparisons(names.count().saturating_mul(constraints.count())) {
                return Err(ConstraintError::TooMany);
            }
            names.check(constraints)?;
        }
    }
    Ok(())
}

/// The names of a certificate, taken apart.
struct Names<'a> {
    addresses: &'a [IpAddr],
    dns: &'a [String],
    /// Text and domain.
    uris: Vec<(&'a str, String)>,
    emails: Vec<Mailbox>,
}

impl<'a> Names<'a> {
    fn of(certificate: &'a Certificate) -> Result<Self, ConstraintError> {
        let names = &certificate.extensions.names;
        let mut uris = Vec::new();
        for uri in &names.uris {
            let host = uri.host.to_ascii_lowercase();
            if host.is_empty() {
                return Err(ConstraintError::UriWithoutHost(uri.text.clone()));
            }
            // Only addresses stand in brackets.
            if host.starts_with('[') {
                return Err(ConstraintError::UriAddress(uri.text.clone()));
            }
            // A host without brackets has at most one colon that is taken for that of a port; more are no domain.
            let domain = match host.split_once(':') {
                Some((domain, port)) if !port.contains(':') => domain,
                Some(_) => {
                    return Err(ConstraintError::Unparsable {
                        kind: NameKind::Uri,
                        name: uri.host.clone(),
                    });
                }
                None => &host,
            };
            if domain.parse::<IpAddr>().is_ok() {
                return Err(ConstraintError::UriAddress(uri.text.clone()));
            }
            uris.push((uri.text.as_str(), domain.into()));
        }
        let mut emails = Vec::new();
        for email in &names.emails {
            let mut mailbox = Mailbox::parse(email).ok_or_else(|| ConstraintError::Unparsable {
                kind: NameKind::Email,
                name: email.clone(),
            })?;
            mailbox.domain.make_ascii_lowercase();
            emails.push(mailbox);
        }
        Ok(Self {
            addresses: &names.addresses,
            dns: &names.dns,
            uris,
            emails,
        })
    }

    fn count(&self) -> usize {
        self.addresses.len() + self.dns.len() + self.uris.len() + self.emails.len()
    }

    fn check(&self, constraints: &NameConstraints) -> Result<(), ConstraintError> {
        for address in self.addresses {
            let find = |subtrees: &Subtrees| {
                (!subtrees.networks.is_empty()).then(|| find_network(&subtrees.networks, *address))
            };
            let name = || address.to_canonical().to_string();
            check_name(NameKind::Address, name, constraints, |subtrees, _| find(subtrees))?;
        }
        for domain in self.dns {
            if !is_domain(domain, false) {
                return Err(ConstraintError::Unparsable {
                    kind: NameKind::Dns,
                    name: domain.clone(),
                });
            }
            check_name(
                NameKind::Dns,
                || domain.clone(),
                constraints,
                |subtrees, permitted| find_domain(&subtrees.dns, domain, permitted),
            )?;
        }
        for (text, domain) in &self.uris {
            check_name(
                NameKind::Uri,
                || (*text).into(),
                constraints,
                |subtrees, permitted| find_domain(&subtrees.uri_domains, domain, permitted),
            )?;
        }
        for mailbox in &self.emails {
            let text = format!("{}@{}", mailbox.local, mailbox.domain);
            check_name(
                NameKind::Email,
                || text.clone(),
                constraints,
                |subtrees, permitted| find_mailbox(&subtrees.emails, mailbox, permitted),
            )?;
        }
        Ok(())
    }
}

/// `find` gives nothing where there is no constraint for the kind, and otherwise the range in which the name lies.
fn check_name(
    kind: NameKind,
    name: impl Fn() -> String,
    constraints: &NameConstraints,
    find: impl Fn(&Subtrees, bool) -> Option<Option<String>>,
) -> Result<(), ConstraintError> {
    if find(&constraints.permitted, true) == Some(None) {
        return Err(ConstraintError::NotPermitted { kind, name: name() });
    }
    match find(&constraints.excluded, false) {
        Some(Some(constraint)) => Err(ConstraintError::Excluded {
            kind,
            name: name(),
            constraint,
        }),
        _ => Ok(()),
    }
}

fn find_mailbox(constraints: &[String], mailbox: &Mailbox, is_permitted: bool) -> Option<Option<String>> {
    if constraints.is_empty() {
        return None;
    }
    let (full, domains): (Vec<&String>, Vec<&String>) =
        constraints.iter().partition(|constraint| constraint.contains('@'));
    let is_listed = full
        .into_iter()
        .filter_map(|constraint| Mailbox::parse(constraint))
        .any(|listed| listed.local == mailbox.local && listed.domain.eq_ignore_ascii_case(&mailbox.domain));
    if is_listed {
        return Some(Some(format!("{}@{}", mailbox.local, mailbox.domain)));
    }
    let domains: Vec<String> = domains.into_iter().cloned().collect();
    Some(find_domain(&domains, &mailbox.domain, is_permitted).flatten())
}

/// The range that Go names: the widest, the first of several that are equally wide.
fn find_domain(constraints: &[String], domain: &str, is_permitted: bool) -> Option<Option<String>> {
    if constraints.is_empty() {
        return None;
    }
    if constraints.iter().any(String::is_empty) {
        return Some(Some(String::new()));
    }
    let widest = constraints
        .iter()
        .filter(|constraint| is_suffix(constraint, domain))
        .min_by_key(|constraint| constraint.len());
    if let Some(widest) = widest {
        return Some(Some(widest.clone()));
    }
    if is_permitted || !domain.starts_with('*') {
        return Some(None);
    }
    // `*.example.com` also stands for an excluded `host.example.com`.
    let parent = after_first_label(domain);
    let same_parent = constraints
        .iter()
        .filter(|constraint| !parent.is_empty() && after_first_label(constraint).eq_ignore_ascii_case(parent))
        .max_by(|left, right| compare_domains(left, right));
    Some(same_parent.map(|constraint| constraint.to_ascii_lowercase()))
}

/// From the first dot on.
fn after_first_label(domain: &str) -> &str {
    domain.find('.').and_then(|dot| domain.get(dot..)).unwrap_or_default()
}

/// Whether a domain is one that a constraint names, or lies under it; under it only, if it begins with a dot.
fn is_suffix(constraint: &str, domain: &str) -> bool {
    let Some(start) = domain.len().checked_sub(constraint.len()) else {
        return false;
    };
    let (before, end) = domain.as_bytes().split_at_checked(start).unwrap_or_default();
    end.eq_ignore_ascii_case(constraint.as_bytes())
        && (constraint.starts_with('.') || before.last().is_none_or(|byte| *byte == b'.'))
}

/// From the end, without regard to case, dots first.
fn compare_domains(left: &str, right: &str) -> Ordering {
    let key = |byte: u8| if byte == b'.' { 0 } else { byte.to_ascii_lowercase() };
    left.bytes().rev().map(key).cmp(right.bytes().rev().map(key))
}

/// Go looks at one network only: the last one, in order, that does not begin after the address. Networks that lie in others are dropped before. (A
/// network that is not written with its first address may so be passed over, and we do likewise.)
fn find_network(networks: &[Network], address: IpAddr) -> Option<String> {
    let address = match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let mut sorted: Vec<&Network> = networks
        .iter()
        .filter(|network| network.address.len() == address.len())
        .collect();
    sorted.sort_by(|left, right| (&left.address, &left.mask).cmp(&(&right.address, &right.mask)));
    let mut kept: Vec<&Network> = Vec::new();
    for network in sorted {
        if !kept.last().is_some_and(|last| is_subset(last, network)) {
            kept.push(network);
        }
    }
    let start = kept.partition_point(|network| network.address < address);
    let found = match kept.get(start) {
        Some(network) if network.address == address => *network,
        _ => {
            let network = kept.get(start.saturating_sub(1))?;
            if !contains(network, &address) {
                return None;
            }
            network
        }
    };
    Some(network_text(found))
}

fn is_subset(outer: &Network, inner: &Network) -> bool {
    let last: Vec<u8> = inner
        .address
        .iter()
        .zip(&inner.mask)
        .map(|(byte, mask)| byte | !mask)
        .collect();
    contains(outer, &inner.address) && contains(outer, &last)
}

/// IPv6 addresses that stand for IPv4 ones are compared as those, without the part of the mask before.
fn contains(network: &Network, address: &[u8]) -> bool {
    let (network_address, mask) = narrow_network(network);
    let address = narrow(address);
    network_address.len() == address.len()
        && network_address
            .iter()
            .zip(mask)
            .zip(address)
            .all(|((network, mask), byte)| network & mask == byte & mask)
}

/// The IPv4 address that an IPv6 one stands for.
fn narrow(address: &[u8]) -> &[u8] {
    match address {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, rest @ ..] if rest.len() == 4 => rest,
        _ => address,
    }
}

fn narrow_network(network: &Network) -> (&[u8], &[u8]) {
    let address = narrow(&network.address);
    let mask = network
        .mask
        .get(network.mask.len().saturating_sub(address.len())..)
        .unwrap_or_default();
    (address, mask)
}

/// `10.0.0.0/8`
fn network_text(network: &Network) -> String {
    let (address, mask) = narrow_network(network);
    let length: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
    let address: Option<IpAddr> = <[u8; 4]>::try_from(address)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(address).map(IpAddr::from))
        .ok();
    address.map_or_else(String::new, |address| format!("{address}/{length}"))
}
