//! Docker-style names: `host/path:tag@digest`, their grammar and their normal form. Source: reference.md §5.1, §5.2, §5.4.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::digest::{self, DigestError};

/// The longest name that is accepted, host included, in bytes.
const NAME_LIMIT: usize = 255;
/// The longest tag, in bytes.
const TAG_LIMIT: usize = 128;
/// The host that a name without one belongs to.
const DEFAULT_DOMAIN: &str = "docker.io";

/// A normalized name with an optional tag and digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    domain: String,
    path: String,
    tag: Option<String>,
    digest: Option<String>,
}

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedError {
    /// The digest after `@` is not one.
    Digest(DigestError),
    /// 64 hexadecimal digits, which would be an image ID.
    Hexadecimal(String),
    /// It follows no rule of the grammar.
    InvalidFormat,
    /// The name is longer than 255 bytes.
    NameTooLong,
    /// It would be a name in lower case: found when the host was split off.
    NotLowercase,
    /// The repository has upper-case letters: found before the grammar was tried.
    RepositoryNotLowercase,
    /// The name is not in its normal form.
    NotCanonical,
}

impl Named {
    /// Parses a name as people write it: `busybox` is `docker.io/library/busybox`. No default tag is added.
    ///
    /// # Errors
    /// The first rule that the text breaks, in the reference's order (reference.md §5.2).
    pub fn parse_normalized(text: &str) -> Result<Self, NamedError> {
        if text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NamedError::Hexadecimal(text.into()));
        }
        let (domain, remainder) = split_docker_domain(text);
        let repository = remainder
            .split_once(':')
            .map_or(remainder.as_str(), |(before, _)| before);
        if !is_lowercase(repository) {
            return Err(NamedError::RepositoryNotLowercase);
        }
        Self::parse(&format!("{domain}/{remainder}"))
    }

    /// As [`Self::parse_normalized`], and the text must be what the name prints as.
    ///
    /// # Errors
    /// As there, or [`NamedError::NotCanonical`].
    pub fn parse_canonical(text: &str) -> Result<Self, NamedError> {
        let named = Self::parse_normalized(text)?;
        if named.to_string_full() == text {
            Ok(named)
        } else {
            Err(NamedError::NotCanonical)
        }
    }

    /// The grammar of reference.md §5.1, without normalization.
    fn parse(text: &str) -> Result<Self, NamedError> {
        let Some(parts) = split_reference(text) else {
            let would_match = split_reference(&lowercase(text)).is_some();
            return Err(if would_match {
                NamedError::NotLowercase
            } else {
                NamedError::InvalidFormat
            });
        };
        if parts.name.len() > NAME_LIMIT {
            return Err(NamedError::NameTooLong);
        }
        if let Some(digest) = parts.digest {
            digest::validate(digest).map_err(NamedError::Digest)?;
        }
        // The first component is the host if it can be one; `foo_bar.com/x` cannot, and has none (reference.md §5.1).
        let (domain, path) = match parts.name.split_once('/') {
            Some((first, rest)) if is_domain(first) => (first, rest),
            _ => ("", parts.name),
        };
        Ok(Self {
            domain: domain.into(),
            path: path.into(),
            tag: parts.tag.map(Into::into),
            digest: parts.digest.map(Into::into),
        })
    }

    /// The host with its port, or nothing for the rare names without one.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The repository without the host.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Host and repository.
    #[must_use]
    pub fn name(&self) -> String {
        if self.domain.is_empty() {
            self.path.clone()
        } else {
            format!("{}/{}", self.domain, self.path)
        }
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, as `algorithm:hex`.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Neither a tag nor a digest.
    #[must_use]
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }

    /// The same name; `:latest` where there is neither tag nor digest.
    #[must_use]
    pub fn with_default_tag(mut self) -> Self {
        if self.is_name_only() {
            self.tag = Some("latest".into());
        }
        self
    }

    /// The short form for people: without `docker.io/` and `library/`.
    #[must_use]
    pub fn familiar(&self) -> String {
        self.with_suffix(self.familiar_name())
    }

    /// As [`Self::familiar`], without tag and digest.
    #[must_use]
    pub fn familiar_name(&self) -> String {
        if self.domain != DEFAULT_DOMAIN {
            return self.name();
        }
        match self.path.strip_prefix("library/") {
            Some(rest) if !rest.contains('/') => rest.into(),
            _ => self.path.clone(),
        }
    }

    fn to_string_full(&self) -> String {
        self.with_suffix(self.name())
    }

    fn with_suffix(&self, mut name: String) -> String {
        if let Some(tag) = &self.tag {
            name.push(':');
            name.push_str(tag);
        }
        if let Some(digest) = &self.digest {
            name.push('@');
            name.push_str(digest);
        }
        name
    }

    /// The name and its parents, down to the host, nearest first.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut name = self.name();
        loop {
            names.push(name.clone());
            match name.rfind('/') {
                Some(slash) => name.truncate(slash),
                None => return names,
            }
        }
    }

    /// The policy namespaces: the name and its parents, then wildcards over the host's labels (reference.md §1.10).
    #[must_use]
    pub fn policy_namespaces(&self) -> Vec<String> {
        let mut namespaces = self.names();
        // A wildcard never has a port; the last name above is the host.
        let host = namespaces.last().cloned().unwrap_or_default();
        let mut host = host.split(':').next().unwrap_or_default();
        while let Some((_, parent)) = host.split_once('.') {
            namespaces.push(format!("*.{parent}"));
            host = parent;
        }
        namespaces
    }
}

impl fmt::Display for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_string_full())
    }
}

/// The host and the rest, with the defaults filled in (reference.md §5.2, steps 2 and 3).
fn split_docker_domain(text: &str) -> (&str, String) {
    let (domain, remainder) = match text.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => (DEFAULT_DOMAIN, text),
    };
    let domain = if domain == "index.docker.io" {
        DEFAULT_DOMAIN
    } else {
        domain
    };
    if domain == DEFAULT_DOMAIN && !remainder.contains('/') {
        (domain, format!("library/{remainder}"))
    } else {
        (domain, remainder.into())
    }
}

struct ReferenceParts<'a> {
    name: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
}

/// REFERENCE of reference.md §5.1. Neither a name nor a tag has an `@`, and a colon that a `/` follows belongs to the host's port.
fn split_reference(text: &str) -> Option<ReferenceParts<'_>> {
    let (left, digest) = match text.split_once('@') {
        Some((left, digest)) => (left, Some(digest)),
        None => (text, None),
    };
    let (name, tag) = match left.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (left, None),
    };
    let valid = is_name(name) && tag.is_none_or(is_tag) && digest.is_none_or(digest::matches_reference_grammar);
    valid.then_some(ReferenceParts { name, tag, digest })
}

/// NAME of reference.md §1.9: components, the first of which may be a host.
pub(crate) fn is_name(text: &str) -> bool {
    match text.split_once('/') {
        None => is_component(text),
        Some((first, rest)) => (is_domain(first) || is_component(first)) && rest.split('/').all(is_component),
    }
}

/// DOMAIN of reference.md §1.9: labels of ASCII letters, digits and inner hyphens, and a port.
pub(crate) fn is_domain(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(is_label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// COMPONENT of reference.md §1.9: runs of `[a-z0-9]` with `.`, `_`, `__` or hyphens between them.
fn is_component(text: &str) -> bool {
    let is_run = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().copied().is_some_and(is_run) || !bytes.last().copied().is_some_and(is_run) {
        return false;
    }
    bytes
        .split(|&byte| is_run(byte))
        .all(|separator| matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|&byte| byte == b'-'))
}

/// TAG of reference.md §5.1.
fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= TAG_LIMIT
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

/// Go maps each character to one: `İ` to `i`, which is the first of Unicode's two.
pub(super) fn lowercase(text: &str) -> String {
    text.chars()
        .filter_map(|character| character.to_lowercase().next())
        .collect()
}

fn is_lowercase(text: &str) -> bool {
    text.chars().all(|character| character.to_lowercase().eq([character]))
}
