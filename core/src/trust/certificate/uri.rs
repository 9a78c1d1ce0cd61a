//! URIs in certificates: which Go's `net/url` reads, how it writes them, and their host. A user or a host that it would write otherwise than it was read is
//! refused here: such an identity is of no use to a policy, which cannot name URIs.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::mailbox::is_domain;

/// A URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// As it was read, the scheme in lower case.
    pub text: String,
    /// Host and port; may be empty.
    pub host: String,
}

/// Why a text is no URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriError {
    /// A relative one whose first part has a colon.
    ColonInFirstSegment,
    /// A control character.
    ControlCharacter,
    /// The host is no domain name.
    Domain,
    /// An escape that is none, or that a host cannot have.
    Escape(String),
    /// An escape in the fragment that is none.
    FragmentEscape(String),
    /// A character that a host cannot have.
    HostCharacter(char),
    /// A character that no user's name has.
    InvalidUser,
    /// A host that begins as an address of IPv6, and does not end as one.
    MissingBracket,
    /// A colon before which there is no scheme.
    MissingScheme,
    /// Pullgate does not read it; Go might.
    NotSupported,
    /// A port that is none, with its colon.
    Port(String),
}

impl Uri {
    /// Reads a URI in ASCII.
    pub(super) fn parse(text: &str) -> Result<Self, UriError> {
        let (before_fragment, fragment) = text.split_once('#').unwrap_or((text, ""));
        if before_fragment.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(UriError::ControlCharacter);
        }
        let (scheme, rest) = split_scheme(before_fragment)?;
        let (rest, _) = rest.split_once('?').unwrap_or((rest, ""));
        let mut path = "";
        let host = if rest.starts_with('/') {
            match rest.strip_prefix("//") {
                Some(authority) if !scheme.is_empty() || !rest.starts_with("///") => {
                    let end = authority.find('/').unwrap_or(authority.len());
                    let (authority, behind) = authority.split_at_checked(end).unwrap_or((authority, ""));
                    let host = check_user(authority)?;
                    check_host(scheme, host)?;
                    path = behind;
                    host
                }
                _ => {
                    path = rest;
                    ""
                }
            }
        } else {
            if scheme.is_empty() {
                if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                    return Err(UriError::ColonInFirstSegment);
                }
                path = rest;
            }
            ""
        };
        let written_path = written(path, false)?;
        let written_fragment = written(fragment, true).map_err(|error| match error {
            UriError::Escape(escape) => UriError::FragmentEscape(escape),
            other => other,
        })?;
        if !is_domain(host, false) {
            return Err(UriError::Domain);
        }
        let scheme_lower = scheme.to_ascii_lowercase();
        let (before_query, query) = match before_fragment.find('?') {
            Some(at) => before_fragment.split_at_checked(at).unwrap_or_default(),
            None => (before_fragment, ""),
        };
        let before_path = before_query.strip_suffix(path).unwrap_or(before_query);
        let mut after_scheme: String = before_path.get(scheme.len()..).unwrap_or_default().into();
        after_scheme.extend([&written_path, query]);
        if text.len() > before_fragment.len() {
            after_scheme.extend(["#", &written_fragment]);
        }
        // Slashes before no host and no path are not written.
        let after_scheme = match after_scheme.strip_prefix("://") {
            Some(rest) if rest.is_empty() || rest.starts_with(['?', '#']) => String::from(":") + rest,
            _ => after_scheme,
        };
        Ok(Self {
            text: scheme_lower + &after_scheme,
            host: host.into(),
        })
    }
}

/// What stands before the first colon, if it can be a scheme, and the rest.
fn split_scheme(text: &str) -> Result<(&str, &str), UriError> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err(UriError::MissingScheme),
            b':' => {
                return Ok((
                    text.get(..index).unwrap_or_default(),
                    text.get(index + 1..).unwrap_or_default(),
                ));
            }
            _ => break,
        }
    }
    Ok(("", text))
}

/// The host of an authority whose user, if there is one, is written as it is read.
fn check_user(authority: &str) -> Result<&str, UriError> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return Ok(authority);
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_valid = |byte: u8| is_plain(byte) || b":!$&'()*+,;=%@".contains(&byte);
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    if !user.bytes().all(is_valid) {
        Err(UriError::InvalidUser)
    } else if [name, password].into_iter().all(|part| part.bytes().all(is_plain)) {
        Ok(host)
    } else {
        Err(UriError::NotSupported)
    }
}

fn check_host(scheme: &str, host: &str) -> Result<(), UriError> {
    if let Some((address, port)) = host.strip_prefix('[').and_then(|host| host.rsplit_once(']')) {
        let digits = port
            .strip_prefix(':')
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if !port.is_empty() && digits.is_none() {
            return Err(UriError::Port(port.into()));
        }
        return match address.parse::<core::net::Ipv6Addr>() {
            Ok(_) => Ok(()),
            Err(_) => Err(UriError::NotSupported),
        };
    }
    if host.starts_with('[') && !host.contains(']') {
        return Err(UriError::MissingBracket);
    }
    check_host_escapes(host)?;
    if host.contains(['[', '%']) {
        return Err(UriError::NotSupported);
    }
    if let Some((_, after)) = host.split_once(':') {
        let is_strict = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let port = if is_strict {
            after
        } else {
            host.rsplit(':').next().unwrap_or_default()
        };
        if !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(UriError::Port(String::from(":") + port));
        }
    }
    match host
        .chars()
        .find(|character| !character.is_ascii_alphanumeric() && !"-_.~!$&'()*+,;=:]\"<>".contains(*character))
    {
        Some(character) => Err(UriError::HostCharacter(character)),
        None => Ok(()),
    }
}

/// Escapes are two hexadecimal digits; in a host they stand for what is not ASCII, or for a percent sign.
fn check_host_escapes(host: &str) -> Result<(), UriError> {
    let stands_for_ascii = |escape: &str| escape.as_bytes() < b"%8" && escape != "%25";
    if let Some(escape) = escapes(host).find(|escape| !is_escape(escape) || stands_for_ascii(escape)) {
        return Err(UriError::Escape(escape.into()));
    }
    // What is not ASCII is in no domain.
    if escapes(host).any(|escape| escape != "%25") {
        return Err(UriError::Domain);
    }
    Ok(())
}

/// Each percent sign with the two characters behind it, as far as there are some.
fn escapes(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('%').map(|(start, _)| {
        text.get(start..start + 3)
            .unwrap_or_else(|| text.get(start..).unwrap_or_default())
    })
}

fn is_escape(escape: &str) -> bool {
    escape.len() == 3 && escape.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
}

/// A path or a fragment, as Go writes it (`EscapedPath`, `EscapedFragment`): as it was read, if it has only what may stand there; else with everything
/// escaped anew.
fn written(text: &str, is_fragment: bool) -> Result<Cow<'_, str>, UriError> {
    if let Some(escape) = escapes(text).find(|escape| !is_escape(escape)) {
        return Err(UriError::Escape(escape.into()));
    }
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte);
    let stays = |byte: u8| is_unreserved(byte) || b"!'()*[]%".contains(&byte) || is_fragment && byte == b'?';
    if text.bytes().all(stays) {
        return Ok(Cow::Borrowed(text));
    }
    let is_left = |byte: u8| is_unreserved(byte) || is_fragment && b"!()*?".contains(&byte);
    let mut written = String::new();
    for byte in unescaped(text) {
        if is_left(byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(Cow::Owned(written))
}

/// What the escapes stand for; they are all well formed.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte.unwrap_or(b'0')).to_digit(16).unwrap_or_default();
        if byte == b'%' {
            let value = digit(rest.next()) * 16 + digit(rest.next());
            bytes.push(u8::try_from(value).unwrap_or_default());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}
