//! Texts of Go's own libraries: `encoding/json`, `encoding/base64`, and quoting (`%q`) of package `strconv`. Go 1.26.

use alloc::format;
use alloc::string::{String, ToString as _};
use core::fmt::Write as _;

use crate::base64::DecodeError;
use crate::json::fields::{FieldError, FieldErrorKind, GoType, Got, Record, TypeMismatch};
use crate::json::{Kind, Place, SyntaxError, SyntaxErrorKind};

mod printable;

/// The most bytes of one text that are quoted, here alone: the rest becomes `…`. A policy may have names of 64 MB, which an answer would repeat several
/// times, four times as long.
const QUOTE_LIMIT: usize = 64 * 1024;

/// `%q` of a string.
#[must_use]
pub fn quote(text: &str) -> String {
    quote_bytes(text.as_bytes())
}

/// `%q` of a Go string, which may hold bytes that are no UTF-8.
#[must_use]
pub fn quote_bytes(bytes: &[u8]) -> String {
    let cut = bytes.get(..QUOTE_LIMIT).map(without_last_character);
    let mut quoted = String::new();
    quoted.push('"');
    for chunk in cut.unwrap_or(bytes).utf8_chunks() {
        for character in chunk.valid().chars() {
            push_escaped(&mut quoted, character, '"');
        }
        for byte in chunk.invalid() {
            push_formatted(&mut quoted, format_args!("\\x{byte:02x}"));
        }
    }
    if cut.is_some() {
        quoted.push('…');
    }
    quoted.push('"');
    quoted
}

/// Cut off somewhere, the last character may be half one.
fn without_last_character(bytes: &[u8]) -> &[u8] {
    let is_start = |byte: &u8| byte & 0xC0 != 0x80;
    let start = bytes.iter().rposition(is_start).unwrap_or_default();
    bytes.get(..start).unwrap_or_default()
}

/// `%q` of a list of strings.
#[must_use]
pub fn quote_list<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: alloc::vec::Vec<String> = texts.iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", quoted.join(" "))
}

fn push_escaped(quoted: &mut String, character: char, delimiter: char) {
    let code = u32::from(character);
    match character {
        '\u{7}' => quoted.push_str("\\a"),
        '\u{8}' => quoted.push_str("\\b"),
        '\u{c}' => quoted.push_str("\\f"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        '\u{b}' => quoted.push_str("\\v"),
        '\\' => quoted.push_str("\\\\"),
        _ if character == delimiter => {
            quoted.push('\\');
            quoted.push(character);
        }
        _ if printable::is_printable(character) => quoted.push(character),
        '\0'..='\u{7f}' => push_formatted(quoted, format_args!("\\x{code:02x}")),
        _ if code < 0x1_0000 => push_formatted(quoted, format_args!("\\u{code:04x}")),
        _ => push_formatted(quoted, format_args!("\\U{code:08x}")),
    }
}

fn push_formatted(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _infallible = text.write_fmt(arguments);
}

/// A Go string, which may hold bytes that are no UTF-8, as JSON has it: each of them becomes U+FFFD.
#[must_use]
pub fn bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// `%#U` of a character: `U+0067 'g'`.
#[must_use]
pub fn code_point(character: char) -> String {
    let code = format!("U+{:04X}", u32::from(character));
    if printable::is_printable(character) {
        format!("{code} '{character}'")
    } else {
        code
    }
}

/// How many seconds lie between 0001-01-01T00:00:00Z, from where Go counts, and 1970.
const YEAR_ONE: i64 = 62_135_596_800;

/// Whether a time lies before another. Times far off run over, as in Go.
#[must_use]
pub fn is_before(seconds: i64, other: i64) -> bool {
    seconds.wrapping_add(YEAR_ONE) < other.wrapping_add(YEAR_ONE)
}

/// A time, in seconds since 1970, on a clock that is ahead of UTC, in the form of RFC 3339.
#[must_use]
pub fn rfc3339(seconds: i64, offset_minutes: i16) -> String {
    let counted = i128::from(seconds.wrapping_add(YEAR_ONE)) - i128::from(YEAR_ONE);
    let local = counted + i128::from(offset_minutes) * 60;
    let (days, second_of_day) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    // Days since 1 March of the year 0, in eras of 400 years, so that the leap day comes last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i128::from(month <= 2);
    let sign = if year < 0 { "-" } else { "" };
    let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
    let zone = match offset_minutes {
        0 => "Z".into(),
        offset => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!(
                "{sign}{:02}:{:02}",
                offset.unsigned_abs() / 60,
                offset.unsigned_abs() % 60
            )
        }
    };
    format!(
        "{sign}{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}",
        year.unsigned_abs()
    )
}

/// `%v` of a `float64` that is written like `number`.
fn float(number: &str) -> String {
    let value: f64 = number.parse().unwrap_or_default();
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value == 0.0 || (-4..6).contains(&exponent) {
        return value.to_string();
    }
    // As many digits, but where two such numbers are equally near, Go takes the even one.
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let nearest = format!("{value:.decimals$e}");
    let digits = nearest.split_once('e').map_or(nearest.as_str(), |(digits, _)| digits);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

/// The text of `encoding/base64`.
#[must_use]
pub fn base64_error(error: DecodeError) -> String {
    format!("illegal base64 data at input byte {}", error.offset)
}

/// The text of `encoding/json` for a text that is not JSON; our own for one that is too long.
#[must_use]
pub fn syntax_error(error: &SyntaxError) -> String {
    syntax_error_kind(error.kind)
}

/// As [`syntax_error`].
#[must_use]
pub fn syntax_error_kind(kind: SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::InvalidCharacter { byte, place } => {
            let mut text = String::from("invalid character '");
            push_escaped(&mut text, char::from(byte), '\'');
            text.push_str("' ");
            text.push_str(&context(place));
            text
        }
        SyntaxErrorKind::TooLong { length } => {
            format!(
                "the text is {length} bytes long, longer than the limit of {}",
                crate::json::TEXT_LIMIT
            )
        }
        SyntaxErrorKind::UnexpectedEnd => "unexpected end of JSON input".into(),
    }
}

fn context(place: Place) -> String {
    match place {
        Place::AfterArrayElement => "after array element".into(),
        Place::AfterDecimalPoint => "after decimal point in numeric literal".into(),
        Place::AfterKey => "after object key".into(),
        Place::AfterMember => "after object key:value pair".into(),
        Place::AfterTopLevelValue => "after top-level value".into(),
        Place::BeginningOfKey => "looking for beginning of object key string".into(),
        Place::BeginningOfValue => "looking for beginning of value".into(),
        Place::Exponent => "in exponent of numeric literal".into(),
        Place::Literal { literal, expected } => format!("in literal {literal} (expecting '{expected}')"),
        Place::Number => "in numeric literal".into(),
        Place::String => "in string literal".into(),
        Place::StringEscape => "in string escape code".into(),
        Place::TooDeep => "exceeded max depth".into(),
        Place::UnicodeEscape => "in \\u hexadecimal character escape".into(),
    }
}

/// The text of the strict object reader, or of `encoding/json` for a value that does not fit (reference.md §1.2).
#[must_use]
pub fn field_error(error: &FieldError) -> String {
    field_error_kind(&error.kind)
}

/// As [`field_error`].
#[must_use]
pub fn field_error_kind(kind: &FieldErrorKind) -> String {
    match kind {
        FieldErrorKind::Base64(error) => base64_error(*error),
        FieldErrorKind::DuplicateKey(key) => format!("Duplicate key {}", quote(key)),
        FieldErrorKind::MissingKey(key) => format!("Key {} missing in a JSON object", quote(key)),
        FieldErrorKind::NotAnObject(got) => format!("JSON object expected, got {}", value(got)),
        FieldErrorKind::TypeMismatch(mismatch) => type_mismatch(mismatch),
        FieldErrorKind::UnknownKey { key, .. } => format!("Unknown key {}", quote(key)),
    }
}

/// `%#v` of a token.
fn value(got: &Got) -> String {
    match got {
        // The bracket is a number to Go.
        Got::Array => "91".into(),
        Got::Boolean(boolean) => boolean.to_string(),
        Got::Null => "<nil>".into(),
        Got::Number(number) => float(number),
        Got::String(text) => quote(text),
    }
}

fn type_mismatch(mismatch: &TypeMismatch) -> String {
    let got = match (mismatch.got, &mismatch.number) {
        (Kind::Array, _) => "array",
        (Kind::Boolean, _) => "bool",
        (Kind::Null, _) => "null",
        (Kind::Number, None) => "number",
        (Kind::Number, Some(number)) => &format!("number {number}"),
        (Kind::Object, _) => "object",
        (Kind::String, _) => "string",
    };
    let target = match mismatch.member {
        Some((record, member)) => format!("struct field {}.{member} of type", structure(record).name),
        None => "value of type".into(),
    };
    format!(
        "json: cannot unmarshal {got} into Go {target} {}",
        go_type(mismatch.expected)
    )
}

fn go_type(expected: GoType) -> String {
    match expected {
        GoType::AnyMap => "map[string]interface {}".into(),
        GoType::Byte => "uint8".into(),
        GoType::Bytes => "[]uint8".into(),
        GoType::BytesList => "[][]uint8".into(),
        GoType::Float64 => "float64".into(),
        GoType::Int64 => "int64".into(),
        GoType::List => "[]json.RawMessage".into(),
        GoType::Record(Record::RekorKind) => r#"struct { Kind string "json:\"kind\"" }"#.into(),
        GoType::Record(record) => format!("{}.{}", structure(record).package, structure(record).name),
        GoType::RecordList(record) => format!("[]{}.{}", structure(record).package, structure(record).name),
        GoType::String => "string".into(),
        GoType::StringList => "[]string".into(),
        GoType::StringMap => "map[string]string".into(),
        GoType::TypeName(record) => format!("signature.{}", structure(record).type_name),
    }
}

/// The names of a structure and of the type of its `type`, both in a package.
struct Structure {
    package: &'static str,
    name: &'static str,
    type_name: &'static str,
}

fn structure(record: Record) -> Structure {
    let (package, name, type_name) = match record {
        Record::HashedRekord => ("internal", "RekorHashedrekordV001Schema", "string"),
        Record::JwsHeader => ("libtrust", "jsParsedHeader", "string"),
        Record::JwsSignature => ("libtrust", "jsParsedSignature", "string"),
        Record::Manifest | Record::RekorEntry | Record::RekorKind => ("signature", "", "string"),
        Record::PolicyRequirement => ("signature", "prCommon", "prTypeIdentifier"),
        Record::ReferenceMatch => ("signature", "prmCommon", "prmTypeIdentifier"),
        Record::RekorData => ("internal", "RekorHashedrekordV001SchemaData", "string"),
        Record::RekorDataHash => ("internal", "RekorHashedrekordV001SchemaDataHash", "string"),
        Record::RekorPublicKey => ("internal", "RekorHashedrekordV001SchemaSignaturePublicKey", "string"),
        Record::RekorSignature => ("internal", "RekorHashedrekordV001SchemaSignature", "string"),
        Record::SigstoreSignature => ("signature", "sigstoreJSONRepresentation", "string"),
    };
    Structure {
        package,
        name,
        type_name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn refused(text: &[u8]) -> (String, core::ops::Range<u32>) {
        let error = crate::json::parse(SourceId::default(), text).unwrap_err();
        (syntax_error(&error), error.span.start..error.span.end)
    }

    #[test]
    fn an_error_is_placed_at_the_character_in_the_way() {
        let cases: [(&[u8], &str, core::ops::Range<u32>); 16] = [
            (b"", "unexpected end of JSON input", 0..0),
            (b"{\"a\"", "unexpected end of JSON input", 4..4),
            (b"\"abc", "unexpected end of JSON input", 4..4),
            (
                b"\xef\xbb\xbf{}",
                "invalid character 'ï' looking for beginning of value",
                0..3,
            ),
            (b"{} x", "invalid character 'x' after top-level value", 3..4),
            (b"[1,]", "invalid character ']' looking for beginning of value", 3..4),
            (
                b"{\"a\":1,}",
                "invalid character '}' looking for beginning of object key string",
                7..8,
            ),
            (b"{\"a\" 1}", "invalid character '1' after object key", 5..6),
            (
                b"{\"a\":1 2}",
                "invalid character '2' after object key:value pair",
                7..8,
            ),
            (b"[01]", "invalid character '1' after array element", 2..3),
            (b"-", "invalid character ' ' in numeric literal", 1..1),
            (
                b"1.e3",
                "invalid character 'e' after decimal point in numeric literal",
                2..3,
            ),
            (b"tru", "invalid character ' ' in literal true (expecting 'e')", 3..3),
            (b"\"\n\"", "invalid character '\\n' in string literal", 1..2),
            (b"\"\\'\"", "invalid character '\\'' in string escape code", 2..3),
            (
                b"\"\\u00G0\"",
                "invalid character 'G' in \\u hexadecimal character escape",
                5..6,
            ),
        ];
        for (text, message, span) in cases {
            assert_eq!(
                refused(text),
                (String::from(message), span),
                "{}",
                String::from_utf8_lossy(text)
            );
        }
    }

    #[test]
    fn quotes_as_go_does() {
        let cases: [(&[u8], &str); 5] = [
            (b"a\\\"'`", r#""a\\\"'`""#),
            (b"\x00\x07\x08\x0c\n\r\t\x0b\x1f\x7f", r#""\x00\a\b\f\n\r\t\v\x1f\x7f""#),
            (
                "é\u{a0}\u{2028}\u{1f600}\u{10ffff}\u{fffd}".as_bytes(),
                "\"é\\u00a0\\u2028\u{1f600}\\U0010ffff\u{fffd}\"",
            ),
            (b"\xe2\x82\xff\x80", r#""\xe2\x82\xff\x80""#),
            (b"", "\"\""),
        ];
        for (bytes, expected) in cases {
            assert_eq!(quote_bytes(bytes), expected);
        }
        assert_eq!(quote_list(&["a", "b"]), "[\"a\" \"b\"]");
        assert_eq!(quote_list::<&str>(&[]), "[]");
    }

    #[test]
    fn prints_times_as_go_does() {
        let cases = [
            (0, 0, "1970-01-01T00:00:00Z"),
            (951_825_600, 90, "2000-02-29T13:30:00+01:30"),
            (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
            (-62_167_219_201, -1, "-0001-12-31T23:58:59-00:01"),
            (253_402_300_800, 0, "10000-01-01T00:00:00Z"),
        ];
        for (seconds, offset, expected) in cases {
            assert_eq!(rfc3339(seconds, offset), expected);
        }
        // Beyond what Go counts.
        assert!(is_before(i64::MAX, 0));
        assert!(!is_before(253_402_300_800, 0));
    }

    #[test]
    fn prints_floats_as_go_does() {
        let cases = [
            ("1", "1"),
            ("-0", "-0"),
            ("1.50", "1.5"),
            ("100000", "100000"),
            ("1e6", "1e+06"),
            ("1234567", "1.234567e+06"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("5e-324", "5e-324"),
            ("123456789012345678", "1.2345678901234568e+17"),
            ("930330330672108.25", "9.303303306721082e+14"),
        ];
        for (number, expected) in cases {
            assert_eq!(float(number), expected);
        }
    }
}
