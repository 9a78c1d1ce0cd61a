//! Names of domains and mailboxes in certificates, as far as Go reads them for name constraints.

use alloc::string::String;
use alloc::vec::Vec;

/// An e-mail address in its two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Before the `@`, without quotes and escapes.
    pub local: String,
    /// After it.
    pub domain: String,
}

/// Whether a text may stand for a domain in a name or, with a dot before it, in a constraint. An empty one may.
#[must_use]
pub fn is_domain(text: &str, is_constraint: bool) -> bool {
    if text.is_empty() {
        return true;
    }
    let text = if is_constraint {
        text.strip_prefix('.').unwrap_or(text)
    } else {
        text
    };
    has_labels(text)
}

/// Labels of visible ASCII with dots between them.
fn has_labels(text: &str) -> bool {
    text.split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|byte| matches!(byte, 33..=126)))
}

impl Mailbox {
    /// Reads a mailbox (RFC 2821 §4.1.2), with the leniences of RFC 3696 that Go has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, rest) = match text.as_bytes().strip_prefix(b"\"") {
            Some(quoted) => read_quoted(quoted)?,
            None => read_atoms(text.as_bytes())?,
        };
        let domain = core::str::from_utf8(rest.strip_prefix(b"@")?).ok()?;
        if !domain.is_empty() && !has_labels(domain) {
            return None;
        }
        Some(Self {
            local: String::from_utf8(local).ok()?,
            domain: domain.into(),
        })
    }
}

fn read_quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut local = Vec::new();
    let mut rest = text;
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((local, rest)),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                if !matches!(escaped, 1..=9 | 11 | 12 | 14..=127) {
                    return None;
                }
                local.push(escaped);
                rest = after;
            }
            1..=8 | 11 | 12 | 14..=33 | 35..=91 | 93..=127 => local.push(byte),
            _ => return None,
        }
    }
}

fn read_atoms(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut local = Vec::new();
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            let (&escaped, after) = after.split_first()?;
            local.push(escaped);
            rest = after;
        } else if byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte) {
            local.push(byte);
            rest = after;
        } else {
            break;
        }
    }
    let has_odd_dot = local.first()? == &b'.' || local.last()? == &b'.' || local.windows(2).any(|pair| pair == b"..");
    (!has_odd_dot).then_some((local, rest))
}
