//! What the reference says of registries.d, and the lines that it logs while it looks into it. Source: reference.md §7.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::go::{self, quote};
use super::{ErrorClass, Refusal};
use crate::reference::ImageReference;
use crate::registries_d::url::UrlErrorKind;
use crate::registries_d::{
    Asked, AttachmentsLookup, BUILT_IN_STORE, ConfigurationError, FOLDER, Scope, StoreLookup, Url, UrlError,
};
use crate::yaml::decode::{DECODE_LIMIT, Expected, MERGE_DEPTH_LIMIT, MISFIT_LIMIT, Misfit, MisfitKind, Record, Stop};
use crate::yaml::{DEPTH_LIMIT, DirectiveError, Kind, SyntaxError, SyntaxErrorKind, TEXT_LIMIT};

/// The path of a file.
fn path(file: &str) -> String {
    format!("{FOLDER}/{file}")
}

/// Why there is no configuration.
#[must_use]
pub fn configuration_error(error: &ConfigurationError) -> Refusal {
    const CONFLICT: &str = "Error parsing signature storage configuration:";
    match error {
        ConfigurationError::DefaultTwice { first, second, .. } => Refusal::new(
            ErrorClass::Other,
            format!(
                "{CONFLICT} \"default-docker\" defined both in {} and {}",
                quote(&path(first)),
                quote(&path(second))
            ),
        ),
        ConfigurationError::NamespaceTwice {
            namespace,
            first,
            second,
            ..
        } => Refusal::new(
            ErrorClass::Other,
            format!(
                "{CONFLICT} \"docker\" namespace {} defined both in {} and {}",
                quote(namespace),
                quote(&path(first)),
                quote(&path(second))
            ),
        ),
        ConfigurationError::Misfits { file, misfits } => {
            let mut text = format!("parsing {}: yaml: unmarshal errors:", path(file));
            for misfit in misfits {
                text.push_str("\n  ");
                text.push_str(&misfit_text(misfit));
            }
            if misfits.len() >= MISFIT_LIMIT {
                text.push_str("\n  and perhaps more: pullgate stops here");
            }
            Refusal::new(ErrorClass::Other, text)
        }
        ConfigurationError::Stopped { file, stop, .. } => {
            let class = match stop {
                Stop::TooManyMerges | Stop::TooManyValues => ErrorClass::Limit,
                _ => ErrorClass::Other,
            };
            Refusal::new(class, format!("parsing {}: yaml: {}", path(file), stop_text(stop)))
        }
        ConfigurationError::Syntax { file, error } => {
            let class = match error.kind {
                SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooLong { .. } => ErrorClass::Limit,
                SyntaxErrorKind::BlankEnd
                | SyntaxErrorKind::Directive(DirectiveError::BehindDocument)
                | SyntaxErrorKind::OldLineBreak => ErrorClass::Unsupported,
                _ => ErrorClass::Other,
            };
            Refusal::new(class, format!("parsing {}: yaml: {}", path(file), syntax_text(error)))
        }
    }
}

fn misfit_text(misfit: &Misfit) -> String {
    let line = misfit.line;
    match &misfit.kind {
        MisfitKind::DuplicateKey { key, first_line } => {
            format!(
                "line {line}: mapping key {} already defined at line {first_line}",
                quote(key)
            )
        }
        MisfitKind::DuplicateMember { member, record } => {
            format!(
                "line {line}: field {member} already set in type {}",
                record_type(*record)
            )
        }
        MisfitKind::Type { tag, text, expected } => {
            let text = text.as_ref().map(|text| {
                // Bytes, not characters.
                match text.as_bytes().get(..7) {
                    Some(beginning) if text.len() > 10 => format!(" `{}...`", go::bytes(beginning)),
                    _ => format!(" `{text}`"),
                }
            });
            format!(
                "line {line}: cannot unmarshal {tag}{} into {}",
                text.unwrap_or_default(),
                expected_type(*expected)
            )
        }
    }
}

fn expected_type(expected: Expected) -> String {
    match expected {
        Expected::Boolean => "bool".into(),
        Expected::Map(record) => format!("map[string]{}", record_type(record)),
        Expected::OptionalBoolean => "*bool".into(),
        Expected::OptionalRecord(record) | Expected::Record(record) => record_type(record).into(),
        Expected::Text => "string".into(),
    }
}

fn record_type(record: Record) -> &'static str {
    match record {
        Record::RegistriesD => "docker.registryConfiguration",
        Record::RegistryNamespace => "docker.registryNamespace",
    }
}

fn stop_text(stop: &Stop) -> String {
    match stop {
        Stop::ContainsItself(anchor) => format!("anchor '{anchor}' value contains itself"),
        Stop::DoesNotResolve { found, text, tag } => format!("cannot decode {found} `{text}` as a {tag}"),
        Stop::ExcessiveAliasing => "document contains excessive aliasing".into(),
        Stop::InvalidBinary => "!!binary value contains invalid base64 data".into(),
        Stop::KeyIsACollection(kind) => format!(
            "runtime error: hash of unhashable type {}",
            match kind {
                Kind::Sequence => "[]interface {}",
                _ => "map[string]interface {}",
            }
        ),
        Stop::MergeOfNoMapping => "map merge requires map or sequence of maps as the value".into(),
        Stop::TooManyMerges => format!("more than {MERGE_DEPTH_LIMIT} merge keys lie in each other, pullgate's limit"),
        Stop::TooManyValues => format!("aliases make more than {DECODE_LIMIT} values of it, pullgate's limit"),
    }
}

/// Words and line are the reference's where its parser stops at the same place for the same reason. The first line is never named; errors of the
/// grammar, but not those of the scanner, name the line before.
/// Why a text is not YAML, as the reference says it.
#[must_use]
pub fn syntax_text(error: &SyntaxError) -> String {
    let at = |line: u32| {
        if line == 0 {
            String::new()
        } else {
            format!("line {line}: ")
        }
    };
    let line = at(if error.line == 1 { 0 } else { error.line });
    match &error.kind {
        SyntaxErrorKind::BlankEnd => format!(
            "{line}pullgate does not read a file that ends in a block scalar whose last line is blank and has no end"
        ),
        SyntaxErrorKind::ControlCharacter => "control characters are not allowed".into(),
        SyntaxErrorKind::Directive(DirectiveError::BehindDocument) => {
            format!("{line}pullgate does not read directives behind the beginning of the first document")
        }
        SyntaxErrorKind::Directive(DirectiveError::UnknownName) => {
            format!("{line}found unknown directive name")
        }
        SyntaxErrorKind::Directive(DirectiveError::EndBeforeDocument) => "did not find expected node content".into(),
        SyntaxErrorKind::Directive(DirectiveError::Tag) => "did not find expected whitespace".into(),
        SyntaxErrorKind::Directive(DirectiveError::Version) => "found incompatible YAML document".into(),
        SyntaxErrorKind::Grammar(words) => {
            let problem = words.rsplit_once(", ").map_or(words.as_str(), |(_, problem)| problem);
            let grammar = match words.as_str() {
                words if words.ends_with("',' or '}'") => Some("did not find expected ',' or '}'"),
                words if words.ends_with("',' or ']'") => Some("did not find expected ',' or ']'"),
                _ if problem.starts_with("did not find expected key")
                    || problem.starts_with("did not find expected node content")
                    || problem.starts_with("did not find expected '-'") =>
                {
                    Some(problem)
                }
                _ => None,
            };
            if let Some(problem) = grammar {
                return at(error.line.saturating_sub(1)) + problem;
            }
            let problem = match words.as_str() {
                "simple key expect ':'" => "could not find expected ':'",
                words if words.starts_with("unexpected character") || words.starts_with("tabs disallowed") => {
                    "found character that cannot start any token"
                }
                _ => problem,
            };
            line + problem
        }
        SyntaxErrorKind::OldLineBreak => format!(
            "{line}pullgate does not read line breaks other than CR and LF, nor a byte order mark that is not at the beginning"
        ),
        SyntaxErrorKind::TooDeep => {
            format!("{line}more than {DEPTH_LIMIT} collections lie in each other, pullgate's limit")
        }
        SyntaxErrorKind::TooLong { length } => {
            format!("the text is {length} bytes long, longer than pullgate's limit of {TEXT_LIMIT}")
        }
        SyntaxErrorKind::UnknownAnchor(name) => format!("unknown anchor '{name}' referenced"),
    }
}

/// Why the configured store cannot be asked.
#[must_use]
pub fn store_url_error(configured: &str, error: &UrlError) -> String {
    format!("Invalid signature storage URL {configured}: {}", url_error(error))
}

fn url_error(error: &UrlError) -> String {
    let problem = match &error.kind {
        UrlErrorKind::ColonInFirstSegment => "first path segment in URL cannot contain colon".into(),
        UrlErrorKind::ControlCharacter => "net/url: invalid control character in URL".into(),
        UrlErrorKind::Escape(escape) => format!("invalid URL escape {}", go::quote_bytes(escape)),
        UrlErrorKind::HostAddress(address) => {
            format!("invalid host: ParseAddr({}): unable to parse IP", quote(address))
        }
        UrlErrorKind::HostCharacter(character) => {
            format!("invalid character {} in host name", quote(&character.to_string()))
        }
        UrlErrorKind::IpLiteral => "invalid IP-literal".into(),
        UrlErrorKind::MissingBracket => "missing ']' in host".into(),
        UrlErrorKind::MissingScheme => "missing protocol scheme".into(),
        UrlErrorKind::Port(port) => format!("invalid port {} after host", quote(port)),
        UrlErrorKind::User => "net/url: invalid userinfo".into(),
    };
    format!("parse {}: {problem}", quote(&error.url))
}

/// The lines of reading files.
#[must_use]
pub fn reading_lines(read: &[String]) -> Vec<String> {
    read.iter()
        .map(|file| {
            format!(
                "Reading registries signature storage configuration from {}",
                quote(&path(file))
            )
        })
        .collect()
}

/// The lines of looking for a store.
#[must_use]
pub fn store_lines(lookup: &StoreLookup<'_>, image: &ImageReference) -> Vec<String> {
    let mut lines: Vec<String> = lookup
        .asked
        .iter()
        .map(|asked| format!(" Lookaside configuration: using {}", section(asked)))
        .collect();
    lines.push(match lookup.found {
        Some((key, store)) => format!("  Using \"{}\" {}", key.name(), store.value),
        None => format!(
            " No signature storage configuration found for {}, using built-in default {}",
            image.policy_identity(),
            Url::of_file(BUILT_IN_STORE)
        ),
    });
    lines
}

/// The lines of asking whether attachments are looked for.
#[must_use]
pub fn attachments_lines(lookup: &AttachmentsLookup<'_>) -> Vec<String> {
    let line = |asked: &Asked<'_>| format!(" Sigstore attachments: using {}", section(asked));
    lookup.asked.iter().map(line).collect()
}

fn section(asked: &Asked<'_>) -> String {
    match asked.scope {
        Scope::Default => "\"default-docker\" configuration".into(),
        Scope::Namespace(name) => format!("\"docker\" namespace {name}"),
    }
}
