//! URLs as Go's `net/url` reads and writes them (Go 1.26): a store's place is one, and a node asks for what Go makes of it. Source: reference.md §7.4.

use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

/// A URL in its parts, decoded where Go decodes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// In lower case; empty for a relative one.
    pub scheme: String,
    /// What follows the scheme where no slash does; then the path is not written.
    pub opaque: String,
    /// The user's name and, behind a colon, the password.
    user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    host: Vec<u8>,
    /// `scheme:/path`
    omits_host: bool,
    /// Decoded.
    pub path: Vec<u8>,
    /// Ends with a `?` that nothing follows.
    has_empty_query: bool,
    query: String,
    fragment: Vec<u8>,
    /// As it was written, where Go would write it otherwise.
    raw_fragment: Option<String>,
}

/// Why a text is no URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlError {
    /// The text, without what follows `#` unless that is at fault.
    pub url: String,
    /// Why.
    pub kind: UrlErrorKind,
}

/// Why a text is no URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlErrorKind {
    /// A relative one whose first part has a colon.
    ColonInFirstSegment,
    /// A control character.
    ControlCharacter,
    /// A `%` that two hexadecimal digits do not follow, or that cannot stand there.
    Escape(Vec<u8>),
    /// Brackets around what is no IPv6 address.
    HostAddress(String),
    /// A character that a host cannot have.
    HostCharacter(char),
    /// A bracket in the middle, or an IPv4 address in brackets.
    IpLiteral,
    /// A bracket that is not closed.
    MissingBracket,
    /// A colon before which there is no scheme.
    MissingScheme,
    /// A port that is none, with its colon.
    Port(String),
    /// A user's name or password with a character that neither can have.
    User,
}

/// What may stand unescaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Fragment,
    Host,
    Path,
    User,
    Zone,
}

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// What Go finds.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let mut url = Self::parse_without_fragment(before).map_err(|kind| UrlError {
            url: before.into(),
            kind,
        })?;
        url.fragment = unescape(fragment, Part::Fragment).map_err(|kind| UrlError { url: text.into(), kind })?;
        url.raw_fragment = (escape(&url.fragment, Part::Fragment) != fragment).then(|| fragment.to_owned());
        Ok(url)
    }

    /// A file of this machine.
    #[must_use]
    pub fn of_file(path: &str) -> Self {
        Self {
            scheme: "file".into(),
            path: path.into(),
            ..Self::default()
        }
    }

    fn parse_without_fragment(text: &str) -> Result<Self, UrlErrorKind> {
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(UrlErrorKind::ControlCharacter);
        }
        let mut url = Self::default();
        if text == "*" {
            url.path = text.into();
            return Ok(url);
        }
        let (scheme, mut rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        match rest.strip_suffix('?') {
            Some(before) if !before.contains('?') => {
                url.has_empty_query = true;
                rest = before;
            }
            _ => {
                if let Some((before, query)) = rest.split_once('?') {
                    url.query = query.into();
                    rest = before;
                }
            }
        }
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                url.opaque = rest.into();
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err(UrlErrorKind::ColonInFirstSegment);
            }
        }
        match rest.strip_prefix("//") {
            Some(authority) if !url.scheme.is_empty() || !rest.starts_with("///") => {
                let end = authority.find('/').unwrap_or(authority.len());
                let (authority, path) = authority.split_at_checked(end).unwrap_or((authority, ""));
                url.read_authority(authority)?;
                rest = path;
            }
            _ => url.omits_host = !url.scheme.is_empty() && rest.starts_with('/'),
        }
        url.path = unescape(rest, Part::Path)?;
        Ok(url)
    }

    fn read_authority(&mut self, authority: &str) -> Result<(), UrlErrorKind> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        self.host = read_host(&self.scheme, host)?;
        if let Some(user) = user {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
            if !user.bytes().all(is_allowed) {
                return Err(UrlErrorKind::User);
            }
            self.user = Some(match user.split_once(':') {
                Some((name, password)) => (unescape(name, Part::User)?, Some(unescape(password, Part::User)?)),
                None => (unescape(user, Part::User)?, None),
            });
        }
        Ok(())
    }

    /// Whether a server is named.
    #[must_use]
    pub fn has_host(&self) -> bool {
        !self.host.is_empty()
    }

    /// As logs show it: with `xxxxx` for the password.
    #[must_use]
    pub fn redacted(&self) -> String {
        let mut shown = self.clone();
        if let Some((_, Some(password))) = &mut shown.user {
            *password = b"xxxxx".to_vec();
        }
        shown.to_string()
    }
}

impl core::fmt::Display for Url {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut text = String::new();
        if !self.scheme.is_empty() {
            text.push_str(&self.scheme);
            text.push(':');
        }
        if self.opaque.is_empty() {
            let has_authority = !self.host.is_empty() || self.user.is_some();
            if has_authority || (!self.scheme.is_empty() && !self.omits_host && !self.path.is_empty()) {
                text.push_str("//");
            }
            if let Some((name, password)) = &self.user {
                text.push_str(&escape(name, Part::User));
                if let Some(password) = password {
                    text.push(':');
                    text.push_str(&escape(password, Part::User));
                }
                text.push('@');
            }
            text.push_str(&escape(&self.host, Part::Host));
            let path = if self.path == b"*" {
                "*".into()
            } else {
                escape(&self.path, Part::Path)
            };
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                text.push('/');
            }
            // Or it would be taken for a scheme.
            if text.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
                text.push_str("./");
            }
            text.push_str(&path);
        } else {
            text.push_str(&self.opaque);
        }
        if self.has_empty_query || !self.query.is_empty() {
            text.push('?');
            text.push_str(&self.query);
        }
        if !self.fragment.is_empty() {
            text.push('#');
            match &self.raw_fragment {
                Some(raw) if is_encoded_fragment(raw) => text.push_str(raw),
                _ => text.push_str(&escape(&self.fragment, Part::Fragment)),
            }
        }
        formatter.write_str(&text)
    }
}

/// What stands before the first colon, if it can be a scheme, and the rest.
fn split_scheme(text: &str) -> Result<(&str, &str), UrlErrorKind> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err(UrlErrorKind::MissingScheme),
            b':' => return Ok(text.split_once(':').unwrap_or((text, ""))),
            _ => break,
        }
    }
    Ok(("", text))
}

fn read_host(scheme: &str, host: &str) -> Result<Vec<u8>, UrlErrorKind> {
    match host.rfind('[') {
        Some(0) => return read_bracketed_host(host),
        Some(_) => return Err(UrlErrorKind::IpLiteral),
        None => {}
    }
    // Several hosts, each with a port, are let through; not for http, where a colon can only stand before the port.
    let colon = if matches!(scheme, "http" | "https") {
        host.find(':')
    } else {
        host.rfind(':')
    };
    if let Some(port) = colon.and_then(|colon| host.get(colon..)) {
        check_port(port)?;
    }
    unescape(host, Part::Host)
}

/// An IPv6 address (RFC 3986, §3.2.2), perhaps with a zone behind `%25` (RFC 6874), and a port.
fn read_bracketed_host(host: &str) -> Result<Vec<u8>, UrlErrorKind> {
    let (address, port) = host
        .strip_prefix('[')
        .and_then(|host| host.rsplit_once(']'))
        .ok_or(UrlErrorKind::MissingBracket)?;
    check_port(port)?;
    let decoded = match address.find("%25").and_then(|zone| address.split_at_checked(zone)) {
        Some((address, zone)) => {
            let mut decoded = unescape(address, Part::Host)?;
            decoded.extend(unescape(zone, Part::Zone)?);
            decoded
        }
        None => unescape(address, Part::Host)?,
    };
    let text = String::from_utf8_lossy(&decoded);
    let (number, zone) = text
        .split_once('%')
        .map_or((&*text, None), |(number, zone)| (number, Some(zone)));
    if number.parse::<core::net::Ipv4Addr>().is_ok() && zone.is_none() {
        return Err(UrlErrorKind::IpLiteral);
    }
    if number.parse::<core::net::Ipv6Addr>().is_err() || zone == Some("") {
        return Err(UrlErrorKind::HostAddress(text.into_owned()));
    }
    let mut host = Vec::from(*b"[");
    host.extend(&decoded);
    host.push(b']');
    host.extend(port.bytes());
    Ok(host)
}

fn check_port(port: &str) -> Result<(), UrlErrorKind> {
    let is_port = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    if is_port {
        Ok(())
    } else {
        Err(UrlErrorKind::Port(port.into()))
    }
}

fn stands_unescaped(byte: u8, part: Part) -> bool {
    let others: &[u8] = match part {
        Part::Fragment => b"$&+,/:;=?@!()*",
        Part::Host | Part::Zone => b"!\"$&'()*+,:;<=>[]",
        Part::Path => b"$&+,/:;=@",
        Part::User => b"$&+,;=",
    };
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || others.contains(&byte)
}

/// What a fragment may be written like, beside what Go would write.
fn is_encoded_fragment(text: &str) -> bool {
    text.bytes()
        .all(|byte| b"!$&'()*+,;=:@[]%".contains(&byte) || stands_unescaped(byte, Part::Fragment))
}

fn escape(bytes: &[u8], part: Part) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('0');
    let mut text = String::new();
    for &byte in bytes {
        if stands_unescaped(byte, part) {
            text.push(char::from(byte));
        } else {
            text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    text
}

fn unescape(text: &str, part: Part) -> Result<Vec<u8>, UrlErrorKind> {
    let mut decoded = Vec::new();
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        bytes = rest;
        if byte != b'%' {
            if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !stands_unescaped(byte, part) {
                return Err(UrlErrorKind::HostCharacter(char::from(byte)));
            }
            decoded.push(byte);
            continue;
        }
        let digits = rest.get(..rest.len().min(2)).unwrap_or_default();
        let escape = || {
            let mut escape = Vec::from(*b"%");
            escape.extend(digits);
            UrlErrorKind::Escape(escape)
        };
        let value = match digits {
            [high, low] => hexadecimal(*high)
                .zip(hexadecimal(*low))
                .map(|(high, low)| high << 4 | low),
            _ => None,
        };
        let value = value.ok_or_else(escape)?;
        let is_allowed = match part {
            // In a host only what is not ASCII is written like this (RFC 3986, §3.2.2).
            Part::Host => !value.is_ascii() || value == b'%',
            Part::Zone => matches!(value, b'%' | b' ') || stands_unescaped(value, Part::Host),
            Part::Fragment | Part::Path | Part::User => true,
        };
        if !is_allowed {
            return Err(escape());
        }
        decoded.push(value);
        bytes = rest.get(2..).unwrap_or_default();
    }
    Ok(decoded)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
