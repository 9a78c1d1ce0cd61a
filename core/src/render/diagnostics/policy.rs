//! What is wrong with a policy, with the word or the text that was meant.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::{
    DecodePaddingMode,
    general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD},
};

use super::diagnostic;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::json::fields::FieldErrorKind;
use crate::json::relaxed::{self, FlawKind};
use crate::json::{self, Place, SyntaxErrorKind};
use crate::near::is_same;
use crate::policy::error::SourceCount;
use crate::policy::grammar::{ReferenceMatchType, RequirementType};
use crate::policy::history::Release;
use crate::policy::scope::ScopeError;
use crate::policy::suggestion::suggest;
use crate::policy::{PolicyError, PolicyErrorKind};
use crate::reference::Transport;
use crate::render::containers_image::policy_error as refusal;
use crate::source::{Edit, SourceId, Sources, Span, edit};

/// Something wrong with the policy. The message is the reference's.
#[must_use]
pub fn policy_error(error: &PolicyError, sources: &Sources<'_>) -> Diagnostic {
    let code = match &error.kind {
        PolicyErrorKind::Limit(_) | PolicyErrorKind::Syntax(SyntaxErrorKind::TooLong { .. }) => Code::PolicyTooLarge,
        PolicyErrorKind::Syntax(_) => Code::PolicySyntax,
        _ => Code::PolicyInvalid,
    };
    let text = sources.get(error.span.source).map_or(&[][..], |source| source.bytes());
    let found = diagnostic(code, Severity::Error, refusal(error).text).at(error.span);
    match &error.kind {
        PolicyErrorKind::Syntax(SyntaxErrorKind::TooLong { .. }) => found,
        PolicyErrorKind::Syntax(kind) => pasted(found, error.span.source, text, kind),
        PolicyErrorKind::Field(FieldErrorKind::Base64(_)) => not_base64(found, error.span, written(text, error.span)),
        PolicyErrorKind::InvalidScope {
            transport,
            error: scope,
            ..
        } => invalid_scope(found, error.span, *transport, scope),
        _ => match suggest(error) {
            Some(suggestion) => mistyped(found, error, suggestion.word, suggestion.since),
            None => with_help(found, error, text),
        },
    }
}

/// `keypath` → `keyPath`.
fn mistyped(found: Diagnostic, error: &PolicyError, word: &str, since: Option<Release>) -> Diagnostic {
    let known_since = since.map(|since| format!(", which containers/image knows since {since}"));
    let found = found
        .help(format!("write `{word}`{}", known_since.unwrap_or_default()))
        .edit(Edit::replace(error.span, format!("\"{word}\"")));
    let written = match &error.kind {
        PolicyErrorKind::Field(FieldErrorKind::UnknownKey { key, .. }) => key,
        PolicyErrorKind::UnknownRequirement(written)
        | PolicyErrorKind::UnknownReferenceMatch(written)
        | PolicyErrorKind::UnknownKeyType(written) => written,
        _ => return found,
    };
    // What accepts anything is never put in without asking.
    if is_same(written, word) && word != "insecureAcceptAnything" {
        found.safe()
    } else {
        found
    }
}

/// Comments, trailing commas and a byte order mark can go.
fn pasted(found: Diagnostic, source: SourceId, text: &[u8], kind: &SyntaxErrorKind) -> Diagnostic {
    const SHOWN: usize = 20;
    let flaws = relaxed::flaws(source, text);
    if flaws.is_empty() {
        return mended(found, kind, text);
    }
    let relaxed = relaxed::without(text, &flaws);
    let place = found.labels.first().map(|label| label.span);
    let parses = match json::parse(source, &relaxed) {
        Ok(_) => true,
        // None of them is in the way here.
        Err(error) if Some(error.span) == place => return mended(found, kind, &relaxed),
        Err(_) => false,
    };
    let mut found = found;
    for flaw in flaws
        .iter()
        .filter(|flaw| Some(flaw.span.start) != place.map(|place| place.start))
        .take(SHOWN)
    {
        found = found.beside(flaw.span, flaw_name(flaw.kind));
    }
    let mut kinds: Vec<FlawKind> = Vec::new();
    for flaw in &flaws {
        if !kinds.contains(&flaw.kind) {
            kinds.push(flaw.kind);
        }
    }
    let names: Vec<&str> = kinds.iter().map(|kind| plural(*kind)).collect();
    found = found.help(format!(
        "JSON has no {}: remove {}",
        names.join(", no "),
        if flaws.len() == 1 { "it" } else { "them" }
    ));
    found.edits = flaws.iter().map(|flaw| relaxed::removal(text, flaw)).collect();
    if parses { found.safe() } else { found }
}

fn flaw_name(kind: FlawKind) -> &'static str {
    match kind {
        FlawKind::Blank => "a blank of a web page",
        FlawKind::ByteOrderMark => "a byte order mark",
        FlawKind::Comment => "a comment",
        FlawKind::TrailingComma => "a comma too many",
    }
}

fn plural(kind: FlawKind) -> &'static str {
    match kind {
        FlawKind::Blank => "blanks of web pages",
        FlawKind::ByteOrderMark => "byte order mark",
        FlawKind::Comment => "comments",
        FlawKind::TrailingComma => "comma before a closing bracket",
    }
}

/// What is wrong besides comments and their like, in the text without them.
#[must_use]
pub fn syntax_error_behind(error: &PolicyError, text: &[u8]) -> Diagnostic {
    let found = diagnostic(Code::PolicySyntax, Severity::Error, refusal(error).text).at(error.span);
    match &error.kind {
        PolicyErrorKind::Syntax(kind) => mended(found, kind, text),
        _ => found,
    }
}

/// A missing comma, another sign in the place of a colon, typographic quotes: what a change of the text gets past. Else only words.
fn mended(found: Diagnostic, kind: &SyntaxErrorKind, text: &[u8]) -> Diagnostic {
    let place = found.labels.first().map(|label| label.span);
    let (Some(span), SyntaxErrorKind::InvalidCharacter { byte, place }) = (place, kind) else {
        return with_words(found, kind);
    };
    let (edits, help) = match (byte, place) {
        (b',' | b'=' | b';', Place::AfterKey) => (
            Vec::from([Edit::replace(span, ":")]),
            "a colon stands between a key and its value",
        ),
        (b'"' | b'{' | b'[' | b'0'..=b'9' | b't' | b'f' | b'n', Place::AfterMember | Place::AfterArrayElement) => {
            let before = text.get(..index(span.start)).unwrap_or_default().trim_ascii_end();
            let end = u32::try_from(before.len()).unwrap_or(u32::MAX);
            (
                Vec::from([Edit::insert(span, end, ",")]),
                "a comma is missing before it",
            )
        }
        (0xE2, _) => (
            plain_quotes(span, text),
            "write the plain quotes \" in the place of typographic ones",
        ),
        _ => return with_words(found, kind),
    };
    let gets_further = edit::apply(text, &edits).is_some_and(|changed| match json::parse(span.source, &changed) {
        Ok(_) => true,
        Err(error) => error.span.start > span.start,
    });
    let mut found = found.help(help);
    if gets_further && edits.len() <= QUOTES_LIMIT {
        found.edits = edits;
    }
    found
}

/// As many as a text with a few hundred values has.
const QUOTES_LIMIT: usize = 1_000;

/// U+201C, U+201D and U+201E, as word processors write them.
fn plain_quotes(near: Span, text: &[u8]) -> Vec<Edit> {
    let quotes = text.windows(3).enumerate();
    let quotes = quotes.filter(|(_, bytes)| matches!(bytes, [0xE2, 0x80, 0x9C..=0x9E]));
    quotes
        .take(QUOTES_LIMIT + 1)
        .filter_map(|(offset, _)| {
            let start = u32::try_from(offset).ok()?;
            Some(Edit::replace(Span::new(near.source, start, start + 3), "\""))
        })
        .collect()
}

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn with_words(found: Diagnostic, kind: &SyntaxErrorKind) -> Diagnostic {
    match syntax_help(kind) {
        Some(help) => found.help(help),
        None => found,
    }
}

fn syntax_help(kind: &SyntaxErrorKind) -> Option<&'static str> {
    match kind {
        SyntaxErrorKind::InvalidCharacter { byte: b'\'', .. } => Some("JSON writes texts in double quotes"),
        SyntaxErrorKind::InvalidCharacter { byte: b'"', .. } => Some("is there a comma or a colon missing before it?"),
        SyntaxErrorKind::UnexpectedEnd => Some("the text ends before all brackets are closed: is it cut off?"),
        _ => None,
    }
}

/// What was written where base64 has to stand: PEM, a path, another base64.
fn not_base64(found: Diagnostic, span: Span, written: Option<String>) -> Diagnostic {
    let Some(written) = written else { return found };
    let replace =
        |found: Diagnostic, bytes: &[u8]| found.edit(Edit::replace(span, format!("\"{}\"", STANDARD.encode(bytes))));
    if written.contains("PRIVATE KEY") {
        return found
            .help("this is a private key, and it belongs nowhere near a policy: give the public one, in base64");
    }
    if written.trim_start().starts_with("-----BEGIN ") {
        return replace(found, written.as_bytes())
            .help("this is the key itself: these fields take its base64, such as `base64 -w0 KEYFILE` prints");
    }
    if written.starts_with(['/', '.', '~']) && !written.contains('=') {
        return found.help("this looks like a path: the fields for paths end in `Path` or `Paths`");
    }
    match other_base64(&written) {
        Some(bytes) => replace(found, &bytes).help("this is base64 in another form (of URLs, without padding or with blanks): these fields take standard base64"),
        None => found.help("these fields take the base64 of the key file, such as `base64 -w0 KEYFILE` prints"),
    }
}

fn other_base64(written: &str) -> Option<Vec<u8>> {
    let standard: String = written
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let lenient = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    lenient.decode(standard).ok().filter(|bytes| !bytes.is_empty())
}

/// A string of the policy, decoded.
fn written(text: &[u8], span: Span) -> Option<String> {
    let range = usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?;
    let document = json::parse(span.source, text.get(range)?).ok()?;
    document.root().string().map(Cow::into_owned)
}

/// Why a transport does not take a scope; the reference only says `Unknown key`.
fn invalid_scope(found: Diagnostic, span: Span, transport: Transport, error: &ScopeError) -> Diagnostic {
    let name = transport.name();
    let help = match error {
        ScopeError::Digest => format!("a scope of {name} is a name, not a digest"),
        ScopeError::ImageStream => format!("a scope of {name} is host/namespace/stream:tag, or the beginning of one"),
        ScopeError::NotAbsolute => format!("a scope of {name} is an absolute path"),
        ScopeError::NotCanonical { canonical } => format!("write {canonical}"),
        ScopeError::NotSupported => format!("{name} has no scope but \"\", which covers all its images"),
        ScopeError::Root => format!("write \"\", which covers every {name} image"),
        ScopeError::StoredImage(_) => "what follows @ is a digest or an image ID of 64 hexadecimal digits".to_string(),
        ScopeError::StoreLocation => "such a scope begins with [driver@/root] or [/root]".to_string(),
    };
    let found = found.help(help);
    match error {
        ScopeError::NotCanonical { canonical } => found.edit(Edit::replace(span, json::quoted(canonical))).safe(),
        ScopeError::Root => found.edit(Edit::replace(span, "\"\"")).safe(),
        _ => found,
    }
}

fn with_help(found: Diagnostic, error: &PolicyError, text: &[u8]) -> Diagnostic {
    let end = error.span.end;
    match &error.kind {
        PolicyErrorKind::EmptyRequirementList => found
            .help("write at least one requirement; [{\"type\": \"reject\"}] refuses every image, [{\"type\": \"insecureAcceptAnything\"}] checks nothing")
            .edit(Edit::replace(error.span, "[{\"type\": \"reject\"}]")),
        PolicyErrorKind::MissingKeyType => found
            .help("add \"keyType\": \"GPGKeys\", the only type that is implemented")
            .edit(Edit::insert(error.span, end, ", \"keyType\": \"GPGKeys\"")),
        PolicyErrorKind::NoDefault => {
            let rest = text.get(usize::try_from(end).unwrap_or(usize::MAX)..).unwrap_or_default();
            let comma = if rest.trim_ascii_start().starts_with(b"}") { "" } else { "," };
            found
                .help("add \"default\": [{\"type\": \"reject\"}], which refuses what no scope allows")
                .edit(Edit::insert(error.span, end, format!("\"default\": [{{\"type\": \"reject\"}}]{comma}")))
        }
        PolicyErrorKind::UnknownKeyType(_) => found.help(
            "the types are GPGKeys, signedByGPGKeys, X509Certificates and signedByX509CAs; only GPGKeys can accept an image",
        ),
        PolicyErrorKind::UnknownReferenceMatch(_) => {
            found.help(format!("the types are {}", ReferenceMatchType::ALL.map(ReferenceMatchType::name).join(", ")))
        }
        PolicyErrorKind::UnknownRequirement(_) => found.help(format!("the types are {}", RequirementType::ALL.map(RequirementType::name).join(", "))),
        PolicyErrorKind::Field(FieldErrorKind::UnknownKey { key, known }) => unknown_key(found, key, known),
        PolicyErrorKind::SignedByKeys(SourceCount::Several) => {
            found.help("keep one of them; several keys of which any may sign are a list: keyPaths")
        }
        PolicyErrorKind::SignedByKeys(_) => {
            found.help("name the keys: keyPath (a file), keyPaths (files, any of whose keys may sign) or keyData (base64)")
        }
        PolicyErrorKind::SigstoreKeys(fields) if fields.is_empty() => found.help(
            "name who may sign: keyPath, keyPaths, keyData or keyDatas (public keys), fulcio or pki (certificates)",
        ),
        PolicyErrorKind::SigstoreKeys(_) => {
            found.help("keep one of them; several keys of which any may sign are a list: keyPaths or keyDatas")
        }
        PolicyErrorKind::NoRekorKeys => found.help(
            "add rekorPublicKeyPath or rekorPublicKeyData: certificates of Fulcio live ten minutes, and only the log says when they were used",
        ),
        PolicyErrorKind::DockerReferenceNameOnly(name) => found
            .help(format!("write the tag or the digest, such as {name}:latest; for any image of the repository, use exactRepository")),
        PolicyErrorKind::Prefix(_) => {
            found.help("a prefix is a host, or host/repository, in lower case and without tag, digest or a slash at its end")
        }
        _ => found,
    }
}

/// A key that nothing is near to; perhaps it belongs elsewhere.
fn unknown_key(found: Diagnostic, key: &str, known: &[&str]) -> Diagnostic {
    let is_sigstore = known.contains(&"rekorPublicKeyPath");
    let is_signed_by = known.contains(&"keyType");
    let elsewhere = match key {
        "keyType" if is_sigstore => Some("keyType belongs to signedBy; sigstoreSigned tells its keys by their content"),
        "keyDatas" if is_signed_by => Some(
            "signedBy has no keyDatas: put the keys into one keyring and give its base64 as keyData, or use keyPaths",
        ),
        "fulcio" | "pki" if is_signed_by => Some("certificates are for sigstoreSigned"),
        "keyData" | "keyPath" if known.contains(&"caPath") => {
            Some("fulcio takes the certificates of its authority: caPath or caData")
        }
        "//" | "_comment" | "comment" | "$schema" => Some("policy.json has no place for comments: remove it"),
        _ => None,
    };
    match elsewhere {
        Some(help) => found.help(help),
        None if known.is_empty() => found,
        None => found.help(format!("there may be: {}", known.join(", "))),
    }
}

/// More brackets than are formatted.
#[must_use]
pub fn too_deep(span: Span) -> Diagnostic {
    let message = "more brackets lie in each other than a policy has: this is not formatted";
    diagnostic(Code::PolicyTooLarge, Severity::Error, message).at(span)
}
