//! A test suite is run: each of its tests is a request of its own, made of the files that the caller brings, and its answer is held against what the suite
//! expects. Nothing of the caller's machine is looked at. The form of suites: docs/suites.md.

use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::compare::{chosen_scope, verdict};
use super::memory::Memory;
use super::request::{Fields, RequestError, format_time};
use super::{Evaluated, Input, Request, World, evaluate_request};
use crate::diagnostic::Code;
use crate::policy::{self, Policy};
use crate::render::json::{FORMAT_VERSION, SpanAnswer, span_answer};
use crate::render::policy_in_force::NODE;
use crate::render::suite as words;
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::suite::{Expected, Suite, Test, Verdict, read};
use crate::verify::UnixTime;

mod brought;
mod keep;

use brought::Brought;

pub use crate::suite::Kind;
pub use keep::{Kept, keep};

/// What places in a suite call it.
pub const NAME: &str = "suite";
/// So many surprising refusals are explained: an explanation takes some dozens of evaluations.
const EXPLAINED: usize = 50;

/// A suite, and what it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuiteRequest {
    /// The bytes of the suite.
    pub suite: Vec<u8>,
    /// Files by the suite's own text of their paths; those of a folder have its path, a slash, and their own.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The bytes of a policy that takes the place of the suite's: would it keep to the suite, too? Tests with a policy of their own keep that.
    pub policy: Option<Vec<u8>>,
    /// The time of the question for tests that do not say one; without it the caller's clock.
    pub now: Option<UnixTime>,
}

/// How a suite fell out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tested {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// Why it is no request.
    pub request_error: Option<String>,
    /// What is wrong with the suite; then nothing was asked.
    pub suite_errors: Vec<SuiteErrorAnswer>,
    /// How many tests fell out as expected.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// How many could not be asked, so that nobody knows.
    pub broken: usize,
    /// In the order of the suite.
    pub tests: Vec<TestAnswer>,
    /// The scopes of the suite's policy by which no test was decided, in the order of the policy.
    pub untested: Vec<UntestedScope>,
    /// What the suite names.
    pub needed: Vec<Needed>,
}

/// Something that is wrong with a suite.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct SuiteErrorAnswer {
    /// In a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub span: Option<SpanAnswer>,
}

/// How a test fell out.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct TestAnswer {
    /// Its name, or its image's.
    pub name: String,
    /// The image's name.
    pub image: String,
    /// `passed`, `failed`, or `broken`, where it could not be asked.
    pub outcome: &'static str,
    /// `allow` or `refuse`.
    pub expected: &'static str,
    /// `allowed`, `open` where it is let through without any check, or `refused`; `null` where it could not be asked.
    pub verdict: Option<&'static str>,
    /// The scope that decided.
    pub scope: Option<String>,
    /// The verdict in a sentence.
    pub summary: Option<String>,
    /// The reference's text of the refusal.
    pub error: Option<String>,
    /// What is not as expected.
    pub unmet: Vec<Unmet>,
    /// Why it could not be asked.
    pub problem: Option<String>,
    /// Of a refusal that was not expected, or for another cause: the likeliest cause.
    pub why: Option<String>,
    /// And what would make the image pass, where something was found that does.
    pub remedy: Option<String>,
    /// Where the test stands.
    pub span: Option<SpanAnswer>,
}

/// An expectation that does not hold.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Unmet {
    /// `expect`, `scope`, `cause` or `error`: the field of the suite.
    pub field: &'static str,
    /// What the suite says.
    pub expected: String,
    /// What there is.
    pub found: String,
    /// Where the suite says so.
    pub span: Option<SpanAnswer>,
}

/// A scope by which no test was decided.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct UntestedScope {
    /// The transport; empty for the policy's default.
    pub transport: String,
    /// Empty for a default.
    pub scope: String,
    /// Where the policy has it.
    pub span: Option<SpanAnswer>,
}

/// Something that a suite names.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Needed {
    /// The suite's text of the path.
    pub path: String,
    /// What should be there: `file`, or one of the folders `dir`, `ociLayout`, `policies`, `registriesD`, `store`.
    pub kind: &'static str,
    /// Whether something was brought for it.
    pub is_there: bool,
}

impl SuiteRequest {
    /// Reads a request from a tree of values: `suite` (a text), `files` (paths and bytes), `policy` or `policyBase64`, `now`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_input(input: Input) -> Result<Self, RequestError> {
        let mut fields = Fields::of(input)?;
        let mut read = || {
            Ok(Self {
                suite: fields.required_text("suite")?.into_bytes(),
                files: fields.files("files")?.unwrap_or_default(),
                policy: fields.optional_policy()?,
                now: fields.time("now")?,
            })
        };
        let request = read();
        fields.finish(request)
    }

    /// The tree that [`Self::from_input`] reads back; bytes stay bytes. Of a suite that is not UTF-8, what is not is replaced.
    #[must_use]
    pub fn to_input(&self) -> Input {
        let files = self.files.iter();
        let files = files.map(|(path, bytes)| (path.clone(), Input::Bytes(bytes.clone())));
        let suite = String::from_utf8_lossy(&self.suite).into_owned();
        let policy = self
            .policy
            .clone()
            .map(|policy| ("policyBase64".to_owned(), Input::Bytes(policy)));
        let now = self
            .now
            .and_then(format_time)
            .map(|now| ("now".to_owned(), Input::Text(now)));
        let given = [
            ("suite".to_owned(), Input::Text(suite)),
            ("files".to_owned(), Input::Map(files.collect())),
        ];
        Input::Map(given.into_iter().chain(policy).chain(now).collect())
    }
}

/// Whether a text is a suite, though perhaps a faulty one: it is told by its `tests`.
#[must_use]
pub fn is_suite(text: &[u8]) -> bool {
    crate::suite::has_tests(text)
}

/// Runs a suite, or says why there is none.
#[must_use]
pub fn test_decoded(request: Result<SuiteRequest, RequestError>, world: World<'_>) -> Tested {
    match request {
        Ok(request) => test(&request, world, &Memory::default()),
        Err(error) => Tested {
            request_error: Some(error.to_string()),
            ..nothing()
        },
    }
}

/// What a suite names, by the suite's own text of the paths; nothing for one that cannot be read.
#[must_use]
pub fn needed(suite: &[u8]) -> BTreeMap<String, Kind> {
    read(SourceId::default(), suite)
        .map(|suite| suite.needed())
        .unwrap_or_default()
}

/// The path of the policy that a suite names for all of its tests.
#[must_use]
pub fn policy_path(suite: &[u8]) -> Option<String> {
    let suite = read(SourceId::default(), suite).ok()?;
    suite.setting.policy.map(|path| path.value)
}

/// Runs a suite.
#[must_use]
pub fn test(request: &SuiteRequest, world: World<'_>, memory: &Memory) -> Tested {
    let mut sources = Sources::default();
    let source = sources.add(NAME, request.suite.as_slice());
    let suite = match read(source, &request.suite) {
        Ok(suite) => suite,
        Err(errors) => {
            let errors = errors.iter().map(|error| {
                let (message, help) = words::error(error);
                SuiteErrorAnswer {
                    message,
                    help,
                    span: span_answer(error.span, &sources),
                }
            });
            return Tested {
                suite_errors: errors.collect(),
                ..nothing()
            };
        }
    };
    let mut run = Run {
        request,
        suite: &suite,
        world,
        memory,
        sources: &sources,
        explained: 0,
        decided_by: BTreeSet::new(),
    };
    let tests: Vec<TestAnswer> = suite.tests.iter().map(|test| run.test(test)).collect();
    let count = |outcome: &str| tests.iter().filter(|test| test.outcome == outcome).count();
    Tested {
        passed: count(PASSED),
        failed: count(FAILED),
        broken: count(BROKEN),
        untested: run.untested(),
        needed: run.needed(),
        tests,
        ..nothing()
    }
}

/// The request that a test makes, from 0; what it expects stays behind.
///
/// # Errors
/// The words for why it makes none.
pub fn question(request: &SuiteRequest, index: usize) -> Result<Request, String> {
    let suite = read(SourceId::default(), &request.suite).map_err(|errors| {
        let first = errors.first().map(words::error);
        first.map(|(message, _)| message).unwrap_or_default()
    })?;
    let test = suite.tests.get(index).ok_or("there is no such test")?;
    Brought(&request.files).question(request, &suite, test)
}

const PASSED: &str = "passed";
const FAILED: &str = "failed";
const BROKEN: &str = "broken";

fn nothing() -> Tested {
    Tested {
        format_version: FORMAT_VERSION,
        request_error: None,
        suite_errors: Vec::new(),
        passed: 0,
        failed: 0,
        broken: 0,
        tests: Vec::new(),
        untested: Vec::new(),
        needed: Vec::new(),
    }
}

struct Run<'r> {
    request: &'r SuiteRequest,
    suite: &'r Suite,
    world: World<'r>,
    memory: &'r Memory,
    sources: &'r Sources<'r>,
    explained: usize,
    /// Where the scopes stand, in the suite's policy, that decided.
    decided_by: BTreeSet<u32>,
}

impl Run<'_> {
    fn test(&mut self, test: &Test) -> TestAnswer {
        let blank = TestAnswer {
            name: test.title().to_owned(),
            image: test.image.value.clone(),
            outcome: BROKEN,
            expected: test.expected.verdict.value.name(),
            verdict: None,
            scope: None,
            summary: None,
            error: None,
            unmet: Vec::new(),
            problem: None,
            why: None,
            remedy: None,
            span: span_answer(test.span(), self.sources),
        };
        let request = match Brought(&self.request.files).question(self.request, self.suite, test) {
            Ok(request) => request,
            Err(problem) => {
                return TestAnswer {
                    problem: Some(problem),
                    ..blank
                };
            }
        };
        let answer = self.ask(request, &test.expected);
        self.note_scope(test, &answer);
        let causes = answer.explanation.as_ref().map(|explanation| &explanation.causes);
        let kinds: Vec<&str> = causes.into_iter().flatten().map(|cause| cause.kind).collect();
        let problem = match &test.expected.cause {
            // Who expects just that has thought of it.
            Some(cause) if kinds.contains(&cause.value.name()) => None,
            _ => problem(&answer),
        };
        let unmet = self.unmet(&test.expected, &answer, &kinds);
        let first_cause = causes.and_then(|causes| causes.first()).map(|cause| cause.text.clone());
        let mut remedies = answer.explanation.iter().flat_map(|explanation| &explanation.remedies);
        let surprises = unmet.iter().any(|unmet| matches!(unmet.field, "expect" | "cause"));
        TestAnswer {
            outcome: match (&problem, unmet.is_empty()) {
                (Some(_), _) => BROKEN,
                (None, true) => PASSED,
                (None, false) => FAILED,
            },
            verdict: Some(verdict(&answer)),
            scope: chosen_scope(&answer),
            why: first_cause.filter(|_| surprises && problem.is_none()),
            remedy: remedies
                .find(|remedy| remedy.verified)
                .filter(|_| test.expected.verdict.value == Verdict::Allow)
                .map(|remedy| remedy.text.clone()),
            unmet,
            problem,
            summary: answer.summary,
            error: answer.policy_error.or(answer.image_error).or(answer.error),
            ..blank
        }
    }

    /// Explains where the suite asks for a cause, and where an image should pass.
    fn ask(&mut self, request: Request, expected: &Expected) -> Evaluated {
        let is_curious = expected.verdict.value == Verdict::Allow && self.explained < EXPLAINED;
        let explain = expected.cause.is_some() || is_curious;
        let answer = evaluate_request(&Request { explain, ..request }, self.world, self.memory.crypto());
        self.explained += usize::from(answer.explanation.is_some());
        answer
    }

    fn unmet(&self, expected: &Expected, answer: &Evaluated, causes: &[&str]) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        let mut miss = |field, span: Span, expected: &str, found: String| {
            unmet.push(Unmet {
                field,
                expected: expected.to_owned(),
                found,
                span: span_answer(span, self.sources),
            });
        };
        let passes = if answer.allowed {
            Verdict::Allow
        } else {
            Verdict::Refuse
        };
        if passes != expected.verdict.value {
            let expected = &expected.verdict;
            miss("expect", expected.span, expected.value.name(), passes.name().to_owned());
        }
        let scope = chosen_scope(answer).unwrap_or_default();
        if let Some(expected) = expected.scope.as_ref().filter(|expected| expected.value != scope) {
            miss("scope", expected.span, &expected.value, scope);
        }
        if answer.allowed {
            return unmet;
        }
        if let Some(expected) = expected.cause.as_ref()
            && !causes.contains(&expected.value.name())
        {
            miss("cause", expected.span, expected.value.name(), causes.join(", "));
        }
        let errors = [&answer.policy_error, &answer.image_error, &answer.error];
        let error = errors.into_iter().flatten().next().cloned().unwrap_or_default();
        let differs = |expected: &&Spanned<String>| !error.contains(expected.value.as_str());
        if let Some(expected) = expected.error.as_ref().filter(differs) {
            miss("error", expected.span, &expected.value, error.clone());
        }
        unmet
    }

    fn note_scope(&mut self, test: &Test, answer: &Evaluated) {
        let nodes = answer.trace.iter().flatten();
        let scope = nodes.into_iter().find(|node| node.kind == "scope");
        let place = scope.and_then(|scope| scope.span.as_ref());
        if let Some(place) = place.filter(|place| test.setting.policy.is_none() && place.file == NODE) {
            self.decided_by.insert(place.start);
        }
    }

    fn untested(&self) -> Vec<UntestedScope> {
        let of_suite = self.suite.setting.policy.as_ref();
        let text = self
            .request
            .policy
            .as_ref()
            .or_else(|| self.request.files.get(&of_suite?.value));
        let Some(text) = text else { return Vec::new() };
        let mut sources = Sources::default();
        let source = sources.add(NODE, text.as_slice());
        let (Some(policy), _) = policy::parse(source, text) else {
            return Vec::new();
        };
        let scopes = scopes(&policy).filter(|(_, _, span)| !self.decided_by.contains(&span.start));
        scopes
            .map(|(transport, scope, span)| UntestedScope {
                transport: transport.to_owned(),
                scope: scope.to_owned(),
                span: span_answer(span, &sources),
            })
            .collect()
    }

    fn needed(&self) -> Vec<Needed> {
        let brought = Brought(&self.request.files);
        let is_replaced = |path: &str| {
            let of_suite = self.suite.setting.policy.as_ref();
            self.request.policy.is_some() && of_suite.is_some_and(|policy| policy.value == path)
        };
        let needed = self.suite.needed().into_iter();
        needed
            .map(|(path, kind)| Needed {
                is_there: is_replaced(&path)
                    || match kind {
                        Kind::File => brought.0.contains_key(&path),
                        _ => brought.folder(&path).next().is_some(),
                    },
                path,
                kind: kind_name(kind),
            })
            .collect()
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Dir => "dir",
        Kind::File => "file",
        Kind::OciLayout => "ociLayout",
        Kind::Policies => "policies",
        Kind::RegistriesD => "registriesD",
        Kind::Store => "store",
    }
}

/// The policy's default and every scope: transport, text, and the place by which a trace knows it.
fn scopes(policy: &Policy) -> impl Iterator<Item = (&str, &str, Span)> {
    let scopes = policy.transports.iter().flat_map(|transport| {
        let scopes = transport.scopes().iter();
        scopes.map(|scope| {
            (
                transport.name.value.as_str(),
                scope.text.value.as_str(),
                scope.text.span,
            )
        })
    });
    [("", "", policy.default.span)].into_iter().chain(scopes)
}

/// Why a refusal says nothing about the image: the question was not the one that the author had in mind.
fn problem(answer: &Evaluated) -> Option<String> {
    if let Some(error) = &answer.policy_error {
        return Some(format!("the policy cannot be used: {error}"));
    }
    if let Some(error) = &answer.image_error {
        return Some(format!("the image name cannot be used: {error}"));
    }
    // Of these, the reference may allow some: no node is known to refuse them.
    if let (Some("limit" | "unsupported"), Some(error)) = (answer.error_class, &answer.error) {
        return Some(format!("a node may decide otherwise: {error}"));
    }
    let unreadable = Code::FileUnreadable.name();
    let found = answer.diagnostics.iter().find(|found| found.code == unreadable);
    found.map(|found| {
        format!(
            "{}; `files` of the suite gives the files that the policy names",
            found.message
        )
    })
}
