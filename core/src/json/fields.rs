//! Reading objects as the reference does: strictly ([`strict`], reference.md §1.2) and as Go's `encoding/json` fills a structure ([`lenient`]).
//!
//! Both hand out members in the order of the text. A caller matches on the key, decodes the value with [`text`], [`bytes`], …, and returns the
//! first error: that is the error which the reference finds. A caller that wants to know everything collects errors and goes on.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::{Elements, Kind, Member, Members, Value};
use crate::base64;
use crate::source::{Span, Spanned};

/// A value that is not what its place in an object asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The key or the value in question.
    pub span: Span,
    /// Why.
    pub kind: FieldErrorKind,
}

/// Why a value is not what its place asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldErrorKind {
    /// A string that is not base64.
    Base64(base64::DecodeError),
    /// A key that stands there twice; keys are compared decoded.
    DuplicateKey(String),
    /// A key that has to be there.
    MissingKey(&'static str),
    /// An object was expected.
    NotAnObject(Got),
    /// A value of a wrong type, or a number out of range.
    TypeMismatch(TypeMismatch),
    /// A key that has no business there.
    UnknownKey {
        /// The key.
        key: String,
        /// Those that may stand there; none where nobody would ask.
        known: &'static [&'static str],
    },
}

/// What stands where an object was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// An array.
    Array,
    /// `true` or `false`.
    Boolean(bool),
    /// `null`
    Null,
    /// The text of a number.
    Number(String),
    /// A string.
    String(String),
}

/// A value that does not fit its Go type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeMismatch {
    /// What the value is.
    pub got: Kind,
    /// The text of a number that is out of the type's range.
    pub number: Option<String>,
    /// The type that it should fit.
    pub expected: GoType,
    /// The member of a leniently read object that the value belongs to.
    pub member: Option<(Record, &'static str)>,
}

/// Types of values in the reference; its messages name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoType {
    /// An object of anything.
    AnyMap,
    /// A number from 0 to 255.
    Byte,
    /// Base64, or an array of numbers.
    Bytes,
    /// An array of [`Self::Bytes`].
    BytesList,
    /// A number.
    Float64,
    /// A whole number.
    Int64,
    /// An array of anything.
    List,
    /// An object.
    Record(Record),
    /// An array of objects.
    RecordList(Record),
    /// A string.
    String,
    /// An array of strings.
    StringList,
    /// An object whose values are strings.
    StringMap,
    /// The string that names the type of an object.
    TypeName(Record),
}

/// Objects that the reference reads leniently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// The content of a record in a Rekor log.
    HashedRekord,
    /// What a signature in a manifest says of itself.
    JwsHeader,
    /// A signature in a manifest.
    JwsSignature,
    /// An image's manifest, asked for its type.
    Manifest,
    /// An element of a requirement list, asked for its type.
    PolicyRequirement,
    /// A `signedIdentity` or `baseLayerIdentity`, asked for its type.
    ReferenceMatch,
    /// What a record in a Rekor log is about.
    RekorData,
    /// The hash of what a record in a Rekor log is about.
    RekorDataHash,
    /// A record in a Rekor log, asked for its version and content.
    RekorEntry,
    /// A record in a Rekor log, asked for its kind.
    RekorKind,
    /// The key in a record in a Rekor log.
    RekorPublicKey,
    /// The signature in a record in a Rekor log.
    RekorSignature,
    /// A signature in sigstore's format as stores hold it (reference.md §6.1).
    SigstoreSignature,
}

impl FieldError {
    /// `kind` at a place.
    #[must_use]
    pub fn new(span: Span, kind: FieldErrorKind) -> Self {
        Self { span, kind }
    }

    /// The key of `member` is not one of those that the object may have, `known`.
    #[must_use]
    pub fn unknown_key(member: &Member<'_>, known: &'static [&'static str]) -> Self {
        let key = member.key.as_ref().into();
        Self::new(member.key_span, FieldErrorKind::UnknownKey { key, known })
    }

    /// `object` has no member `key`.
    #[must_use]
    pub fn missing_key(object: Value<'_>, key: &'static str) -> Self {
        Self::new(object.opening(), FieldErrorKind::MissingKey(key))
    }

    /// A member of a leniently read object has it: Go then names the member in its text.
    #[must_use]
    pub fn in_member(mut self, record: Record, member: &'static str) -> Self {
        if let FieldErrorKind::TypeMismatch(mismatch) = &mut self.kind {
            mismatch.member = Some((record, member));
        }
        self
    }

    fn mismatch(value: Value<'_>, expected: GoType) -> Self {
        let mismatch = TypeMismatch {
            got: value.kind(),
            number: None,
            expected,
            member: None,
        };
        Self::new(value.span(), FieldErrorKind::TypeMismatch(mismatch))
    }

    fn out_of_range(value: Value<'_>, number: &str, expected: GoType) -> Self {
        let mismatch = TypeMismatch {
            got: Kind::Number,
            number: Some(number.into()),
            expected,
            member: None,
        };
        Self::new(value.span(), FieldErrorKind::TypeMismatch(mismatch))
    }
}

/// Opens an object for strict reading.
///
/// The members come with the check for duplicates done. The caller refuses keys that it does not know with [`FieldError::unknown_key`] before it
/// looks at the value, and asks for what is missing ([`FieldError::missing_key`]) at the end.
///
/// # Errors
/// The value is not an object.
pub fn strict(value: Value<'_>) -> Result<StrictMembers<'_>, FieldError> {
    let got = match value.kind() {
        Kind::Object => {
            return Ok(StrictMembers {
                members: value.members(),
                seen: SeenKeys::default(),
            });
        }
        Kind::Array => Got::Array,
        Kind::Boolean => Got::Boolean(value.boolean() == Some(true)),
        Kind::Null => Got::Null,
        Kind::Number => {
            // The reference has to make a float of it before it can name it.
            float(value)?;
            Got::Number(value.number().unwrap_or_default().into())
        }
        Kind::String => Got::String(value.string().unwrap_or_default().into_owned()),
    };
    Err(FieldError::new(value.span(), FieldErrorKind::NotAnObject(got)))
}

/// The members of a strictly read object. A second member with the same key is an error; those after it still come.
#[derive(Clone, Debug)]
pub struct StrictMembers<'a> {
    members: Members<'a>,
    seen: SeenKeys<'a>,
}

/// The keys of an object so far. Up to [`Self::FEW`] are compared one by one: most objects of a policy have no more, and a set costs more than it saves.
#[derive(Clone, Debug, Default)]
struct SeenKeys<'a> {
    few: Vec<Cow<'a, str>>,
    many: BTreeSet<Cow<'a, str>>,
}

impl<'a> SeenKeys<'a> {
    const FEW: usize = 8;

    /// Whether the key is a new one.
    fn insert(&mut self, key: Cow<'a, str>) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(key);
        }
        if self.few.contains(&key) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(key);
        } else {
            self.many.extend(self.few.drain(..));
            self.many.insert(key);
        }
        true
    }
}

impl<'a> Iterator for StrictMembers<'a> {
    type Item = Result<Member<'a>, FieldError>;

    fn next(&mut self) -> Option<Self::Item> {
        let member = self.members.next()?;
        if self.seen.insert(member.key.clone()) {
            Some(Ok(member))
        } else {
            let kind = FieldErrorKind::DuplicateKey(member.key.into_owned());
            Some(Err(FieldError::new(member.key_span, kind)))
        }
    }
}

/// Opens an object for lenient reading: Go's way to fill a structure with the fields `names` (ASCII).
///
/// Keys are compared without regard to case; members with other keys are passed over; a key may stand there several times, and the caller lets the
/// last one win. `null`, for the object or a member, leaves things as they are ([`text`] and its like return `None`).
/// Errors of members go through [`FieldError::in_member`].
///
/// # Errors
/// The value is neither an object nor `null`.
pub fn lenient<'a>(
    value: Value<'a>,
    record: Record,
    names: &'static [&'static str],
) -> Result<LenientMembers<'a>, FieldError> {
    match value.kind() {
        Kind::Object | Kind::Null => Ok(LenientMembers {
            members: value.members(),
            names,
        }),
        _ => Err(FieldError::mismatch(value, GoType::Record(record))),
    }
}

/// The members of a leniently read object that have one of the wanted names: the name as asked for, and the value.
#[derive(Clone, Debug)]
pub struct LenientMembers<'a> {
    members: Members<'a>,
    names: &'static [&'static str],
}

impl<'a> Iterator for LenientMembers<'a> {
    type Item = (&'static str, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.members.find_map(|member| {
            let name = self.names.iter().find(|name| is_same_name(name, &member.key))?;
            Some((*name, member.value))
        })
    }
}

/// Whether a key is a name to Go: Unicode's simple case folding, which adds two characters to ASCII: `ſ` for `s` and `K` (the Kelvin sign) for `k`.
pub fn is_same_name(name: &str, key: &str) -> bool {
    let fold = |character: char| match character {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(fold).eq(key.chars().map(fold))
}

/// A string; `None` for `null`.
///
/// # Errors
/// The value is something else.
pub fn text(value: Value<'_>) -> Result<Option<Cow<'_, str>>, FieldError> {
    text_of(value, GoType::String)
}

/// As [`text`], for the string that names the type of a `record`.
///
/// # Errors
/// The value is something else.
pub fn type_name(value: Value<'_>, record: Record) -> Result<Option<Cow<'_, str>>, FieldError> {
    text_of(value, GoType::TypeName(record))
}

fn text_of(value: Value<'_>, expected: GoType) -> Result<Option<Cow<'_, str>>, FieldError> {
    match value.string() {
        Some(text) => Ok(Some(text)),
        None if value.is_null() => Ok(None),
        None => Err(FieldError::mismatch(value, expected)),
    }
}

/// A whole number that Go's `int64` holds, written without fraction or exponent; `None` for `null`.
///
/// # Errors
/// The value is something else.
pub fn integer(value: Value<'_>) -> Result<Option<i64>, FieldError> {
    let Some(number) = number(value, GoType::Int64)? else {
        return Ok(None);
    };
    number
        .parse()
        .map(Some)
        .map_err(|_| FieldError::out_of_range(value, number, GoType::Int64))
}

/// A number, rounded to a `float64`; `None` for `null`.
///
/// # Errors
/// The value is something else, or too large.
pub fn float(value: Value<'_>) -> Result<Option<f64>, FieldError> {
    let Some(number) = number(value, GoType::Float64)? else {
        return Ok(None);
    };
    match number.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(Some(float)),
        _ => Err(FieldError::out_of_range(value, number, GoType::Float64)),
    }
}

/// A value of any shape. Go makes a `float64` of each number in it.
///
/// # Errors
/// A number is too large.
pub fn any(value: Value<'_>) -> Result<(), FieldError> {
    value
        .walk()
        .filter(|value| value.kind() == Kind::Number)
        .try_for_each(|number| float(number).map(drop))
}

/// An object of anything, or `null`. Go makes a `float64` of each number in it.
///
/// # Errors
/// The value is something else, or a number in it is too large.
pub fn any_map(value: Value<'_>) -> Result<(), FieldError> {
    match value.kind() {
        Kind::Null => Ok(()),
        Kind::Object => any(value),
        _ => Err(FieldError::mismatch(value, GoType::AnyMap)),
    }
}

fn number(value: Value<'_>, expected: GoType) -> Result<Option<&str>, FieldError> {
    match value.number() {
        Some(number) => Ok(Some(number)),
        None if value.is_null() => Ok(None),
        None => Err(FieldError::mismatch(value, expected)),
    }
}

/// Bytes: base64, or an array of numbers; `None` for `null`.
///
/// # Errors
/// The value is something else, the string is not base64, an element is not a byte.
pub fn bytes(value: Value<'_>) -> Result<Option<Vec<u8>>, FieldError> {
    match value.kind() {
        Kind::Null => Ok(None),
        Kind::String => base64::decode(value.string().unwrap_or_default().as_bytes())
            .map(Some)
            .map_err(|error| FieldError::new(value.span(), FieldErrorKind::Base64(error))),
        Kind::Array => value.elements().map(byte).collect::<Result<_, _>>().map(Some),
        _ => Err(FieldError::mismatch(value, GoType::Bytes)),
    }
}

/// `null` leaves the zero that was there. (Where a lenient reader meets the same member twice, Go leaves the byte of the first; a zero
/// makes no payload that parses, so that we refuse there.)
fn byte(value: Value<'_>) -> Result<u8, FieldError> {
    let Some(number) = number(value, GoType::Byte)? else {
        return Ok(0);
    };
    number
        .parse()
        .map_err(|_| FieldError::out_of_range(value, number, GoType::Byte))
}

/// An array of anything; `None` for `null`.
///
/// # Errors
/// The value is something else.
pub fn list(value: Value<'_>) -> Result<Option<Elements<'_>>, FieldError> {
    elements(value, GoType::List)
}

/// An array of objects that [`lenient`] opens; `None` for `null`.
///
/// # Errors
/// The value is something else.
pub fn record_list(value: Value<'_>, record: Record) -> Result<Option<Elements<'_>>, FieldError> {
    elements(value, GoType::RecordList(record))
}

/// An array of strings, `null` among them for an empty one; `None` for `null`.
///
/// # Errors
/// The value or an element is something else.
pub fn text_list(value: Value<'_>) -> Result<Option<Vec<Spanned<String>>>, FieldError> {
    let Some(elements) = elements(value, GoType::StringList)? else {
        return Ok(None);
    };
    let read = |element: Value<'_>| {
        let text = text(element)?.unwrap_or_default();
        Ok(Spanned::new(text.into_owned(), element.span()))
    };
    elements.map(read).collect::<Result<_, _>>().map(Some)
}

/// An array of [`bytes`], `null` among them for an empty one; `None` for `null`.
///
/// # Errors
/// The value or an element is something else.
pub fn bytes_list(value: Value<'_>) -> Result<Option<Vec<Spanned<Vec<u8>>>>, FieldError> {
    let Some(elements) = elements(value, GoType::BytesList)? else {
        return Ok(None);
    };
    let read = |element: Value<'_>| Ok(Spanned::new(bytes(element)?.unwrap_or_default(), element.span()));
    elements.map(read).collect::<Result<_, _>>().map(Some)
}

fn elements(value: Value<'_>, expected: GoType) -> Result<Option<Elements<'_>>, FieldError> {
    match value.kind() {
        Kind::Array => Ok(Some(value.elements())),
        Kind::Null => Ok(None),
        _ => Err(FieldError::mismatch(value, expected)),
    }
}

/// An object whose values are strings, `null` among them for an empty one. Go adds them to `map`, which is there already where a lenient reader
/// meets the same member again; `null` empties it.
///
/// # Errors
/// The value or a member is something else.
pub fn text_map(value: Value<'_>, map: &mut BTreeMap<String, Spanned<String>>) -> Result<(), FieldError> {
    match value.kind() {
        Kind::Null => map.clear(),
        Kind::Object => {
            for member in value.members() {
                let text = text(member.value)?.unwrap_or_default().into_owned();
                map.insert(member.key.into_owned(), Spanned::new(text, member.value.span()));
            }
        }
        _ => return Err(FieldError::mismatch(value, GoType::StringMap)),
    }
    Ok(())
}
