//! Whether a certificate is that of a host, as Go's `VerifyHostname` decides (reference.md §4.6). The common name never counts.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

use crate::trust::certificate::Certificate;
use crate::trust::certificate::extensions::SUBJECT_ALTERNATIVE_NAME;

/// Why a certificate is not that of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostnameError {
    /// The host is an address, and these are the certificate's.
    Address {
        /// The address, without brackets.
        host: String,
        /// What the certificate has.
        found: Vec<IpAddr>,
    },
    /// Only the common name would fit.
    CommonName,
    /// These are the certificate's hosts.
    Name {
        /// The host.
        host: String,
        /// What the certificate has.
        found: Vec<String>,
    },
}

/// Compares a host, or an address with or without brackets, with those of a certificate.
pub(in crate::verify) fn check(certificate: &Certificate, host: &str) -> Result<(), HostnameError> {
    let names = &certificate.extensions.names;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .filter(|host| !host.is_empty())
        .unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        let wanted = address.to_canonical();
        if names.addresses.iter().any(|found| found.to_canonical() == wanted) {
            return Ok(());
        }
        return Err(refuse(certificate, bare));
    }
    let candidate = host.to_ascii_lowercase();
    let is_valid = is_hostname(&candidate, false);
    let fits = |pattern: &String| {
        if is_valid && is_hostname(pattern, true) {
            matches_pattern(pattern, &candidate)
        } else {
            let is_name = |name: &str| !name.is_empty() && name != ".";
            is_name(pattern) && is_name(&candidate) && pattern.eq_ignore_ascii_case(&candidate)
        }
    };
    if names.dns.iter().any(fits) {
        Ok(())
    } else {
        Err(refuse(certificate, host))
    }
}

fn refuse(certificate: &Certificate, host: &str) -> HostnameError {
    let names = &certificate.extensions.names;
    if !certificate.extensions.has(SUBJECT_ALTERNATIVE_NAME) && matches_pattern(&certificate.subject.common_name, host)
    {
        HostnameError::CommonName
    } else if host.parse::<IpAddr>().is_ok() {
        HostnameError::Address {
            host: host.into(),
            found: names.addresses.clone(),
        }
    } else {
        HostnameError::Name {
            host: host.into(),
            found: names.dns.clone(),
        }
    }
}

/// Label by label, where `*` as the first label of the pattern stands for any. A dot at the end of the host is dropped.
fn matches_pattern(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if pattern.is_empty() {
        return false;
    }
    let (mut patterns, mut labels) = (pattern.split('.').enumerate(), host.split('.'));
    loop {
        match (patterns.next(), labels.next()) {
            (None, None) => return true,
            (Some((index, pattern)), Some(label)) => {
                let is_wildcard = index == 0 && pattern == "*";
                if !is_wildcard && !pattern.eq_ignore_ascii_case(label) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Letters, digits, `_`, and `-` but not first, in labels that are not empty; in a pattern, the first label may be `*`.
fn is_hostname(name: &str, is_pattern: bool) -> bool {
    let name = if is_pattern {
        name
    } else {
        name.strip_suffix('.').unwrap_or(name)
    };
    if name.is_empty() || name == "*" {
        return false;
    }
    name.split('.').enumerate().all(|(index, label)| {
        let is_wildcard = is_pattern && index == 0 && label == "*";
        let is_label = !label.is_empty()
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_wildcard || is_label
    })
}
