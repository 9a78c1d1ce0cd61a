//! The other question to a policy: not whether an image is allowed, but what is wrong with the policy, or probably not meant so. The answer never
//! changes a decision.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
#[cfg(feature = "yaml")]
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::World;
use super::input::Input;
use super::policy_in_force::NODE;
use super::request::{Fields, RequestError, RequestErrorKind};
use crate::crypto::rustcrypto::RustCrypto;
use crate::diagnostic::Diagnostic;
use crate::files::{FileSource, Overlay, VirtualFiles};
use crate::json::{self, relaxed};
use crate::lint::{self, Subject, Tree};
pub use crate::policy::history::Release;
use crate::policy::suggestion::suggest;
use crate::policy::{self, Policy, PolicyError, PolicyErrorKind};
#[cfg(feature = "yaml")]
use crate::registries_d;
use crate::render::json::FORMAT_VERSION;
use crate::render::{containers_image, diagnostics, json as answers, lint as words};
use crate::source::{Edit, SourceId, Sources, edit};
use crate::verify::UnixTime;

/// A policy to look at, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintRequest {
    /// The bytes of `policy.json`.
    pub policy: Vec<u8>,
    /// The files of `registries.d` by their names; without it nothing is said of where signatures are looked for.
    pub registries_d: Option<BTreeMap<String, String>>,
    /// Files by the policy's own text of their paths; without it, and without files of the host, only the keys in the policy itself are looked at.
    pub files: Option<BTreeMap<String, Vec<u8>>>,
    /// The time of the question; without it the caller's clock.
    pub now: Option<UnixTime>,
    /// The release of containers/image that the nodes run; without it every part of the language is taken to be known.
    pub library: Option<Release>,
}

/// What there is to say.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Linted {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// Why it is no request; then nothing was looked at.
    pub request_error: Option<String>,
    /// The reference's text for a policy that does not parse.
    pub policy_error: Option<String>,
    /// Whether everything was looked at: not where the policy does not parse, nor behind a limit, such as [`lint::FINDING_LIMIT`] findings.
    pub complete: bool,
    /// What was found, in the order of the text.
    pub diagnostics: Vec<answers::Diagnostic>,
}

/// A policy with the safe edits made.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The text.
    pub policy: Vec<u8>,
    /// The findings whose edits were made, with places in the text as it was then.
    pub made: Vec<answers::Diagnostic>,
}

impl LintRequest {
    /// Reads a request from a tree of values, as strictly as a question about an image.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_input(input: Input) -> Result<Self, RequestError> {
        let mut fields = Fields::of(input)?;
        let mut read = || {
            Ok(Self {
                policy: fields.policy()?,
                registries_d: fields.texts("registriesD")?,
                files: fields.files("files")?,
                now: fields.time("now")?,
                library: match fields.text("library")? {
                    None => None,
                    Some(text) => Some(parse_release(&text).ok_or(RequestErrorKind::InvalidRelease(text))?),
                },
            })
        };
        let request = read();
        fields.finish(request)
    }
}

/// A release of containers/image, such as `5.33`.
#[must_use]
pub fn parse_release(text: &str) -> Option<Release> {
    Release::parse(text)
}

/// Looks at a policy, or says why there is none to look at.
#[must_use]
pub fn lint_decoded(request: Result<LintRequest, RequestError>, world: World<'_>) -> Linted {
    match request {
        Ok(request) => lint(&request, world),
        Err(error) => Linted {
            format_version: FORMAT_VERSION,
            request_error: Some(error.to_string()),
            policy_error: None,
            complete: false,
            diagnostics: Vec::new(),
        },
    }
}

/// Looks at a policy.
#[must_use]
pub fn lint(request: &LintRequest, world: World<'_>) -> Linted {
    lint_named(request, NODE, world)
}

/// Looks at a policy that places call by this name.
#[must_use]
pub fn lint_named(request: &LintRequest, name: &str, world: World<'_>) -> Linted {
    let mut sources = Sources::default();
    let found = look(request, name, world, &mut sources);
    Linted {
        format_version: FORMAT_VERSION,
        request_error: None,
        policy_error: found.policy_error,
        complete: found.is_complete,
        diagnostics: found
            .diagnostics
            .iter()
            .map(|found| answers::diagnostic(found, &sources))
            .collect(),
    }
}

/// Makes every safe edit, until there is none left.
#[must_use]
pub fn fix(request: &LintRequest, world: World<'_>) -> Fixed {
    /// A fix may uncover another one, once or twice: a text that parses then has findings of its own.
    const ROUNDS: usize = 10;
    let mut request = request.clone();
    let mut made = Vec::new();
    for _ in 0..ROUNDS {
        let mut sources = Sources::default();
        let found = look(&request, NODE, world, &mut sources);
        let mut edits: Vec<Edit> = Vec::new();
        for safe in found.diagnostics.iter().filter(|found| is_of_policy(found)) {
            let mut tried = edits.clone();
            tried.extend(safe.edits.iter().cloned());
            // Those that meet another one wait for the next round.
            if edit::apply(&request.policy, &tried).is_some() {
                edits = tried;
                made.push(answers::diagnostic(safe, &sources));
            }
        }
        match edit::apply(&request.policy, &edits) {
            Some(changed) if !edits.is_empty() => request.policy = changed,
            _ => break,
        }
    }
    Fixed {
        policy: request.policy,
        made,
    }
}

/// The policy is the first source.
fn is_of_policy(found: &Diagnostic) -> bool {
    found.is_safe && !found.edits.is_empty() && found.edits.iter().all(|edit| edit.span.source == SourceId::default())
}

struct Found {
    policy_error: Option<String>,
    is_complete: bool,
    diagnostics: Vec<Diagnostic>,
}

fn look<'r>(request: &'r LintRequest, name: &str, world: World<'_>, sources: &mut Sources<'r>) -> Found {
    let source = sources.add(name, request.policy.as_slice());
    let (policy, errors, text) = parse(source, &request.policy);
    let policy_error = errors.first().map(|error| containers_image::policy_error(error).text);
    let said = errors.iter().enumerate().map(|(index, error)| match error.kind {
        PolicyErrorKind::Syntax(_) if index > 0 => diagnostics::syntax_error_behind(error, &text),
        _ => diagnostics::policy_error(error, sources),
    });
    let mut diagnostics: Vec<Diagnostic> = said.collect();
    drop_echoes(&errors, &mut diagnostics);
    #[cfg(feature = "yaml")]
    let configuration = registries_d(request, sources, &mut diagnostics);
    let mut is_complete = false;
    if let (Some(policy), Ok(document)) = (&policy, json::parse(source, &text)) {
        let given;
        let overlay;
        let files: Option<&dyn FileSource> = match (&request.files, world.files) {
            (None, host) => host,
            (Some(files), host) => {
                given = VirtualFiles::new(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
                match host {
                    None => Some(&given),
                    Some(second) => {
                        overlay = Overlay { first: &given, second };
                        Some(&overlay)
                    }
                }
            }
        };
        let subject = Subject {
            policy,
            tree: Tree::new(&document),
            #[cfg(feature = "yaml")]
            registries_d: configuration.as_ref(),
            files,
            crypto: &RustCrypto,
            now: request.now.unwrap_or(world.now),
            library: request.library,
        };
        let findings = lint::lint(&subject);
        is_complete = policy_error.is_none() && !findings.is_cut;
        diagnostics.extend(
            findings
                .found
                .iter()
                .map(|finding| words::finding(finding, subject.now)),
        );
    }
    Found {
        policy_error,
        is_complete,
        diagnostics,
    }
}

/// Where `keytype` was written, `keyType` is missing, too: one change is enough.
fn drop_echoes(errors: &[PolicyError], diagnostics: &mut [Diagnostic]) {
    let is_mistyped = |error: &PolicyError| suggest(error).is_some_and(|meant| meant.word == "keyType");
    if errors.iter().any(is_mistyped) {
        for (error, found) in errors.iter().zip(diagnostics) {
            if error.kind == PolicyErrorKind::MissingKeyType {
                found.edits.clear();
            }
        }
    }
}

/// The policy, what is wrong with it, and its text; where only comments and the like are in the way, the text without them, so that the rest is said, too.
fn parse(source: SourceId, text: &[u8]) -> (Option<Policy>, Vec<PolicyError>, Cow<'_, [u8]>) {
    let (policy, mut errors) = policy::parse(source, text);
    if let [
        PolicyError {
            kind: PolicyErrorKind::Syntax(_),
            ..
        },
    ] = errors.as_slice()
    {
        let flaws = relaxed::flaws(source, text);
        let relaxed = relaxed::without(text, &flaws);
        if !flaws.is_empty() {
            let (policy, more) = policy::parse(source, &relaxed);
            // What is wrong at the same place is the same.
            let place = errors.first().map(|error| error.span);
            errors.extend(more.into_iter().filter(|error| Some(error.span) != place));
            return (policy, errors, Cow::Owned(relaxed));
        }
    }
    (policy, errors, Cow::Borrowed(text))
}

#[cfg(feature = "yaml")]
fn registries_d<'r>(
    request: &'r LintRequest,
    sources: &mut Sources<'r>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<registries_d::Configuration> {
    let files = request.registries_d.as_ref()?;
    let mut list = Vec::new();
    for (name, text) in files {
        if !registries_d::is_read(name) {
            diagnostics.push(diagnostics::registries_d_file_not_read(name));
        }
        let source = sources.add(format!("registries.d/{name}"), text.as_bytes());
        list.push(registries_d::File { name, source, text });
    }
    match registries_d::load(list).configuration {
        Ok(configuration) => Some(configuration),
        Err(error) => {
            diagnostics.push(diagnostics::registries_d_error(&error));
            None
        }
    }
}
