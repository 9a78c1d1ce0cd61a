//! What a plain scalar is: the types that go.yaml.in/yaml/v3 tells apart. YAML 1.1's `yes` and `on` are texts to it until a truth value is asked for.

use alloc::string::String;

/// The type of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `true`, `false`, as YAML 1.2 has them.
    Boolean(bool),
    /// `1.5`, `.inf`
    Float,
    /// `1`, `0x1f`, `0o17`, `0b1`, `1_000`
    Integer,
    /// `<<`
    Merge,
    /// Nothing, `~`, `null`
    Null,
    /// Anything else.
    Text,
    /// `2001-12-14`
    Timestamp,
}

impl Scalar {
    /// The type of a plain scalar without a tag.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "true" | "True" | "TRUE" => Self::Boolean(true),
            "false" | "False" | "FALSE" => Self::Boolean(false),
            "<<" => Self::Merge,
            ".nan" | ".NaN" | ".NAN" => Self::Float,
            _ => Self::of_number(text),
        }
    }

    fn of_number(text: &str) -> Self {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        match text.bytes().next() {
            Some(b'+' | b'-') if matches!(unsigned, ".inf" | ".Inf" | ".INF") => Self::Float,
            Some(b'.') if matches!(text, ".inf" | ".Inf" | ".INF") => Self::Float,
            // Underscores are dropped from numbers, but not from those that begin with a point.
            Some(b'.') if is_float(text) => Self::Float,
            Some(b'0'..=b'9' | b'+' | b'-') => {
                if is_timestamp(text) {
                    return Self::Timestamp;
                }
                let plain: String = unsigned.chars().filter(|&character| character != '_').collect();
                if is_integer(&plain) {
                    Self::Integer
                } else if is_float(&plain) {
                    Self::Float
                } else {
                    Self::Text
                }
            }
            _ => Self::Text,
        }
    }

    /// The tag that it stands for.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Boolean(_) => "!!bool",
            Self::Float => "!!float",
            Self::Integer => "!!int",
            Self::Merge => "!!merge",
            Self::Null => "!!null",
            Self::Text => "!!str",
            Self::Timestamp => "!!timestamp",
        }
    }
}

/// Whole numbers of up to 64 bits; a leading `0` is octal, as in YAML 1.1, where it can be.
fn is_integer(digits: &str) -> bool {
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (digits.get(2..), 16),
        [b'0', b'o' | b'O', ..] => (digits.get(2..), 8),
        [b'0', b'b' | b'B', ..] => (digits.get(2..), 2),
        [b'0', _, ..] => (digits.get(1..), 8),
        _ => (Some(digits), 10),
    };
    digits.is_some_and(|digits| {
        digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) && u64::from_str_radix(digits, radix).is_ok()
    })
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, after the sign.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let is_exponent = |exponent: &str| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    };
    is_mantissa && exponent.is_none_or(is_exponent)
}

/// A date, perhaps with a time: it only changes what a misplaced value is called.
fn is_timestamp(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number = |text: &str, lengths: core::ops::RangeInclusive<usize>, highest: u32| {
        lengths.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse().is_ok_and(|number: u32| (1..=highest).contains(&number))
    };
    year.len() == 4
        && year.bytes().all(|byte| byte.is_ascii_digit())
        && is_number(month, 1..=2, 12)
        && is_number(day, 1..=2, 31)
}
