//! What is wrong with a test suite, and how a test fell out, in words.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::containers_image::registries_d::syntax_text;
use crate::suite::{Kind, SuiteError, SuiteErrorKind, TESTS, Verdict};

/// What is wrong with a suite, and what to do about it.
#[must_use]
pub fn error(error: &SuiteError) -> (String, Option<String>) {
    let help = |text: &str| Some(text.to_string());
    match &error.kind {
        SuiteErrorKind::Conflict(one, other) => (
            format!("`{one}` and `{other}` cannot both be given"),
            help("leave one of them out"),
        ),
        SuiteErrorKind::Duplicate(name) => (format!("{name:?} is given twice"), None),
        SuiteErrorKind::InvalidNamespace(text) => (
            format!("{text:?} is not the name of a namespace"),
            help("write lower-case letters, digits and hyphens between them, at most 63"),
        ),
        SuiteErrorKind::InvalidPlatform(text) => (
            format!("{text:?} is not a platform"),
            help("write it as linux/amd64 or linux/arm64/v8"),
        ),
        SuiteErrorKind::InvalidTime(text) => (
            format!("{text:?} is not a time"),
            help("write it as 2026-06-01T12:00:00Z"),
        ),
        SuiteErrorKind::Missing("expect") => (
            "the test does not say what it expects".into(),
            help("add `expect: allow` or `expect: refuse`"),
        ),
        SuiteErrorKind::Missing(field) => (
            format!("the test has no `{field}`"),
            help("name the image as it would be pulled: `image: docker://registry.example/acme/app:v1`"),
        ),
        SuiteErrorKind::NoTests => (
            "the suite has no tests".into(),
            help("tests:\n  - image: docker://registry.example/acme/app:v1\n    expect: refuse"),
        ),
        SuiteErrorKind::NotUtf8 => ("the suite is not UTF-8".into(), help("save the file as UTF-8")),
        SuiteErrorKind::OnlyOfARefusal(field) => (
            format!("`{field}` says why an image is refused, and this one is expected to pass"),
            help("leave it out, or write `expect: refuse`"),
        ),
        SuiteErrorKind::OtherKind { path, here, before } => (
            format!(
                "{path:?} is given as {}, and elsewhere as {}",
                kind(*here),
                kind(*before)
            ),
            help("give each a place of its own"),
        ),
        SuiteErrorKind::Syntax(error) => (format!("not YAML: {}", syntax_text(error)), None),
        SuiteErrorKind::TooManyTests => (
            format!("the suite has more than {TESTS} tests"),
            help("put the others into a suite of their own"),
        ),
        SuiteErrorKind::UnknownCause { written, meant } => (
            format!("there is no cause {written:?}"),
            meant.map_or_else(
                || help("docs/causes.md lists all causes"),
                |meant| Some(format!("did you mean `{meant}`?")),
            ),
        ),
        SuiteErrorKind::UnknownField {
            written,
            stands_elsewhere: true,
            ..
        } => (
            format!("`{written}` does not stand here"),
            help("what is said of one image stands in its test, and `tests` beside what holds for all of them"),
        ),
        SuiteErrorKind::UnknownField { written, meant, .. } => (
            format!("there is no field {written:?}"),
            meant.map_or_else(
                || help("docs/suites.md lists all fields"),
                |meant| Some(format!("did you mean `{meant}`?")),
            ),
        ),
        SuiteErrorKind::UnknownVerdict(written) => (
            format!("`expect` is {written:?}"),
            help("write `expect: allow` or `expect: refuse`"),
        ),
        SuiteErrorKind::WrongType { field, takes } => (format!("{field} takes {takes}"), None),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Dir => "an image's folder",
        Kind::File => "a file",
        Kind::OciLayout => "an OCI layout",
        Kind::Policies => "a folder of policies",
        Kind::RegistriesD => "registries.d",
        Kind::Store => "a store of signatures",
    }
}

/// The verdict on an image, as it was.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allowed",
        Verdict::Refuse => "refused",
    }
}

/// Something that a test names and that was not brought along.
#[must_use]
pub fn missing(path: &str) -> String {
    format!("{path:?}, which the suite names, is not there")
}
