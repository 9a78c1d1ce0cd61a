//! The canonical form of JSON (RFC 8785) as the Go package of its author makes it: what Rekor signs (reference.md §4.4, step 2).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// How deep arrays and objects may lie in each other. The reference has no limit of its own; what Rekor signs is flat.
pub const DEPTH_LIMIT: usize = 100;

/// Why there is no canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CanonicalError {
    /// A key that stands there twice, as it stood there first; maybe not UTF-8.
    DuplicateKey(Vec<u8>),
    /// Half of a pair of surrogates, and no escape after it.
    MissingSurrogate,
    /// Half of a pair of surrogates, and something beyond ASCII after it.
    NonAscii,
    /// Neither an object nor an array, but something that begins with this byte.
    NotAContainer(u8),
    /// A number beyond IEEE 754's doubles, as it was written.
    NumberTooLarge(String),
    /// More than [`DEPTH_LIMIT`] levels.
    TooDeep,
}

/// The canonical form of a JSON text whose syntax has been checked, without blanks around it.
///
/// # Errors
/// What the reference finds first.
pub fn canonicalize(text: &[u8]) -> Result<Vec<u8>, CanonicalError> {
    let mut writer = Canonicalizer { rest: text, depth: 0 };
    match text.first() {
        Some(b'{' | b'[') => writer.value(),
        other => Err(CanonicalError::NotAContainer(other.copied().unwrap_or_default())),
    }
}

struct Canonicalizer<'a> {
    rest: &'a [u8],
    depth: usize,
}

impl Canonicalizer<'_> {
    fn value(&mut self) -> Result<Vec<u8>, CanonicalError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => Ok(quoted(&self.string()?)),
            _ => self.scalar(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Vec<u8>, CanonicalError>) -> Result<Vec<u8>, CanonicalError> {
        if self.depth == DEPTH_LIMIT {
            return Err(CanonicalError::TooDeep);
        }
        self.depth += 1;
        self.next();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Vec<u8>, CanonicalError> {
        let mut elements = Vec::new();
        while !self.ends(b']') {
            elements.push(self.value()?);
        }
        Ok([b"[", elements.join(&b',').as_slice(), b"]"].concat())
    }

    fn object(&mut self) -> Result<Vec<u8>, CanonicalError> {
        let mut members: BTreeMap<Vec<u16>, (Vec<u8>, Vec<u8>)> = BTreeMap::new();
        while !self.ends(b'}') {
            let key = self.string()?;
            let order = utf16(&key);
            self.peek();
            // The colon.
            self.next();
            let value = self.value()?;
            if let Some((first, _)) = members.get(&order) {
                return Err(CanonicalError::DuplicateKey(first.clone()));
            }
            members.insert(order, (key, value));
        }
        let members: Vec<Vec<u8>> = members
            .into_values()
            .map(|(key, value)| [quoted(&key), value].join(&b':'))
            .collect();
        Ok([b"{", members.join(&b',').as_slice(), b"}"].concat())
    }

    /// Passes over a comma, or over the bracket that ends the container.
    fn ends(&mut self, bracket: u8) -> bool {
        match self.peek() {
            Some(b',') => {
                self.next();
                self.peek();
                false
            }
            Some(byte) if byte != bracket => false,
            _ => {
                self.next();
                true
            }
        }
    }

    fn scalar(&mut self) -> Result<Vec<u8>, CanonicalError> {
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
        let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        let number = match token {
            b"true" | b"false" | b"null" => return Ok(token.into()),
            number => core::str::from_utf8(number).unwrap_or_default(),
        };
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(ecmascript(value).into_bytes()),
            _ => Err(CanonicalError::NumberTooLarge(number.into())),
        }
    }

    /// The bytes that a string stands for; those that are not UTF-8 stay.
    fn string(&mut self) -> Result<Vec<u8>, CanonicalError> {
        let mut string = Vec::new();
        self.next();
        loop {
            match self.next() {
                None | Some(b'"') => return Ok(string),
                Some(b'\\') => match self.next() {
                    Some(b'u') => {
                        let character = self.unicode_escape()?;
                        string.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    Some(escaped) => string.push(match escaped {
                        b'b' => 8,
                        b'f' => 12,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        other => other,
                    }),
                    None => return Ok(string),
                },
                Some(byte) => string.push(byte),
            }
        }
    }

    /// After a surrogate of either kind, whatever is escaped next is taken for the other one.
    fn unicode_escape(&mut self) -> Result<char, CanonicalError> {
        let first = self.unit();
        if !(0xD800..=0xDFFF).contains(&first) {
            return Ok(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        match self.next() {
            Some(b'\\') => {}
            Some(0x80..) => return Err(CanonicalError::NonAscii),
            _ => return Err(CanonicalError::MissingSurrogate),
        }
        if self.next() != Some(b'u') {
            return Err(CanonicalError::MissingSurrogate);
        }
        let second = self.unit();
        let mut pair = char::decode_utf16([first, second]);
        match (pair.next(), pair.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => Ok(char::REPLACEMENT_CHARACTER),
        }
    }

    fn unit(&mut self) -> u16 {
        let (digits, rest) = self.rest.split_at_checked(4).unwrap_or_default();
        self.rest = rest;
        let digits = core::str::from_utf8(digits).unwrap_or_default();
        u16::from_str_radix(digits, 16).unwrap_or_default()
    }

    /// The next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        while let Some((b' ' | b'\t' | b'\r' | b'\n', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
        self.rest.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }
}

/// What keys are sorted by: UTF-16, each byte that is not UTF-8 as U+FFFD.
fn utf16(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::new();
    for chunk in bytes.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        units.extend(chunk.invalid().iter().map(|_| 0xFFFD));
    }
    units
}

fn quoted(string: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::from(b"\"");
    for byte in string {
        match byte {
            b'\\' | b'"' => quoted.extend([b'\\', *byte]),
            8 => quoted.extend(b"\\b"),
            12 => quoted.extend(b"\\f"),
            b'\n' => quoted.extend(b"\\n"),
            b'\r' => quoted.extend(b"\\r"),
            b'\t' => quoted.extend(b"\\t"),
            0..0x20 => quoted.extend(format!("\\u{byte:04x}").bytes()),
            _ => quoted.push(*byte),
        }
    }
    quoted.push(b'"');
    quoted
}

/// ECMAScript's text of a finite number: the fewest digits that give the same number back, with an exponent from 10²¹ on and below 10⁻⁶.
fn ecmascript(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    // The fewest digits; where two such numbers are equally near, Go takes the even one.
    let shortest = format!("{value:e}");
    let decimals = shortest
        .split_once('e')
        .and_then(|(digits, _)| digits.split_once('.'))
        .map_or(0, |(_, fraction)| fraction.len());
    let nearest = format!("{value:.decimals$e}");
    let (digits, exponent) = nearest.split_once('e').unwrap_or((&nearest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(1e-6..1e21).contains(&value.abs()) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{}", exponent.unsigned_abs());
    }
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(places.saturating_sub(1)));
    }
    match digits.split_at_checked(places + 1) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{digits}{}", "0".repeat(places + 1 - digits.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        String::from_utf8(canonicalize(text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn members_are_sorted_and_strings_escaped_as_little_as_may_be() {
        let cases = [
            (
                r#"{ "b" : [ 1 , true , null ] , "a" : {} }"#,
                r#"{"a":{},"b":[1,true,null]}"#,
            ),
            ("[]", "[]"),
            // U+1F600 begins with a surrogate, which sorts before U+FB01.
            ("{\"\u{fb01}\":1,\"\u{1f600}\":2}", "{\"\u{1f600}\":2,\"\u{fb01}\":1}"),
            (
                r#"["\u0041\/\u000f\n\u20ac\ud83d\ude00\"\\"]"#,
                "[\"A/\\u000f\\n€\u{1f600}\\\"\\\\\"]",
            ),
            (r#"["\ud800\u0041","\udc00\ud800"]"#, "[\"\u{fffd}\",\"\u{fffd}\"]"),
            (r#"{"a":"}],","aa":"\"","":0}"#, r#"{"":0,"a":"}],","aa":"\""}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), expected, "{text}");
        }
        assert_eq!(canonicalize(b"[\"\xff\"]").unwrap(), b"[\"\xff\"]");
    }

    #[test]
    fn numbers_are_those_of_ecmascript() {
        let cases = [
            ("-0", "0"),
            ("1.50", "1.5"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1e+21"),
            ("123456789012345678", "123456789012345680"),
            ("0.000001", "0.000001"),
            ("0.00000015", "1.5e-7"),
            ("-1.25e-3", "-0.00125"),
            ("1e-100", "1e-100"),
            ("5e-324", "5e-324"),
            ("1670870899", "1670870899"),
            ("9007199254740993", "9007199254740992"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(&format!("[{text}]")), format!("[{expected}]"));
        }
    }

    #[test]
    fn what_has_no_canonical_form_is_refused() {
        let cases = [
            ("null", CanonicalError::NotAContainer(b'n')),
            (r#"{"a":1,"\u0061":2}"#, CanonicalError::DuplicateKey(b"a".into())),
            (r#"["\ud800x"]"#, CanonicalError::MissingSurrogate),
            (r#"["\ud800\n"]"#, CanonicalError::MissingSurrogate),
            ("[\"\\ud800é\"]", CanonicalError::NonAscii),
            ("[1e999]", CanonicalError::NumberTooLarge("1e999".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(canonicalize(text.as_bytes()), Err(expected), "{text}");
        }
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(canonicalize(deep(DEPTH_LIMIT).as_bytes()).is_ok());
        assert_eq!(
            canonicalize(deep(DEPTH_LIMIT + 1).as_bytes()),
            Err(CanonicalError::TooDeep)
        );
    }
}
