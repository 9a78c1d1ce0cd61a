//! From YAML to a [`Suite`], strictly.

use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::{Content, ERRORS, Expected, Setting, Suite, SuiteError, SuiteErrorKind, TESTS, Test, Verdict};
use crate::explain::CauseKind;
use crate::image::manifest::Platform;
use crate::near::nearest;
use crate::policy::in_force::is_namespace;
use crate::source::{SourceId, Span, Spanned};
use crate::verify::UnixTime;
use crate::yaml::{self, Kind, Node};

/// The fields that may stand beside the tests, or in one of them.
pub const SETTING: [&str; 9] = [
    "policy",
    "policyDir",
    "namespace",
    "files",
    "registriesD",
    "lookaside",
    "platform",
    "now",
    "requireSigned",
];
/// The fields that stand in a test alone.
pub const OF_TEST: [&str; 13] = [
    "name",
    "image",
    "expect",
    "scope",
    "cause",
    "error",
    "dir",
    "ociLayout",
    "manifest",
    "manifestList",
    "signatures",
    "attachments",
    INSTANCE,
];
const INSTANCE: &str = "instance";
const TESTS_FIELD: &str = "tests";

const A_PATH: &str = "a path, from the suite's own folder";
const A_TEXT: &str = "a text";
const PATHS: &str = "a path, or a list of paths";

/// Reads a suite.
///
/// # Errors
/// All that is wrong with it, up to [`ERRORS`], in the order of the text.
pub fn read(source: SourceId, text: &[u8]) -> Result<Suite, Vec<SuiteError>> {
    let whole = |kind| {
        let span = Span::new(source, 0, 0);
        Vec::from([SuiteError { span, kind }])
    };
    let text = core::str::from_utf8(text).map_err(|_| whole(SuiteErrorKind::NotUtf8))?;
    let document = yaml::parse(source, text).map_err(|error| {
        Vec::from([SuiteError {
            span: error.span,
            kind: SuiteErrorKind::Syntax(error),
        }])
    })?;
    let root = document.root().ok_or_else(|| whole(SuiteErrorKind::NoTests))?;
    let mut reader = Reader::default();
    let suite = reader.suite(root);
    reader.one_kind_each(&suite);
    if reader.errors.is_empty() {
        Ok(suite)
    } else {
        reader.errors.sort_by_key(|error| error.span.start);
        reader.errors.truncate(ERRORS);
        Err(reader.errors)
    }
}

/// Whether a text has a field `tests`, by which a suite is told from other YAML and JSON.
#[must_use]
pub fn has_tests(text: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(text) else {
        return false;
    };
    let Ok(document) = yaml::parse(SourceId::default(), text) else {
        return false;
    };
    document
        .root()
        .is_some_and(|root| root.kind() == Kind::Mapping && root.entries().any(|(key, _)| key.text() == TESTS_FIELD))
}

#[derive(Default)]
struct Reader {
    errors: Vec<SuiteError>,
}

/// The fields of a mapping by their names.
type Fields<'d> = BTreeMap<&'static str, Node<'d>>;

impl Reader {
    fn suite(&mut self, root: Node<'_>) -> Suite {
        let known: Vec<&str> = SETTING.into_iter().chain([TESTS_FIELD]).collect();
        let fields = self.fields("the suite", root, &known, &OF_TEST);
        let setting = self.setting(&fields);
        let mut tests = Vec::new();
        match fields.get(TESTS_FIELD).map(|list| (list, list.kind())) {
            Some((list, Kind::Sequence)) => {
                for (index, item) in list.items().enumerate() {
                    if index >= TESTS {
                        self.wrong(item, SuiteErrorKind::TooManyTests);
                        break;
                    }
                    tests.extend(self.test(item));
                }
                if list.items().next().is_none() {
                    self.wrong(*list, SuiteErrorKind::NoTests);
                }
            }
            Some((other, _)) => self.wrong_type(*other, TESTS_FIELD, "a list of tests"),
            None if root.kind() == Kind::Mapping => self.wrong(root, SuiteErrorKind::NoTests),
            None => {}
        }
        Suite { setting, tests }
    }

    /// Of a folder, only what it is there for is brought: of one with two purposes, half would be missing, and nobody would notice.
    fn one_kind_each(&mut self, suite: &Suite) {
        let mut needs = suite.needs();
        needs.sort_by_key(|(path, _)| path.span.start);
        let mut kinds = BTreeMap::new();
        for (path, here) in needs {
            let before = *kinds.entry(path.value.as_str()).or_insert(here);
            if before != here {
                let kind = SuiteErrorKind::OtherKind {
                    path: path.value.clone(),
                    here,
                    before,
                };
                self.errors.push(SuiteError { span: path.span, kind });
            }
        }
    }

    fn test(&mut self, item: Node<'_>) -> Option<Test> {
        let item = item.resolved();
        let known: Vec<&str> = OF_TEST.into_iter().chain(SETTING).collect();
        let before = self.errors.len();
        let fields = self.fields("a test", item, &known, &[TESTS_FIELD]);
        if self.errors.len() > before && fields.is_empty() {
            return None;
        }
        let setting = self.setting(&fields);
        let conflicts = [
            ("dir", "ociLayout"),
            ("dir", "manifest"),
            ("dir", "manifestList"),
            ("dir", "signatures"),
            ("ociLayout", "manifest"),
            ("ociLayout", "manifestList"),
            ("ociLayout", "signatures"),
            ("signatures", "attachments"),
            (INSTANCE, "platform"),
        ];
        for (one, other) in conflicts {
            if let (Some(_), Some(second)) = (fields.get(one), fields.get(other)) {
                self.wrong(*second, SuiteErrorKind::Conflict(one, other));
            }
        }
        let name = self.text_of(&fields, "name", A_TEXT);
        let content = match (self.path_of(&fields, "dir"), self.path_of(&fields, "ociLayout")) {
            (Some(folder), _) => Content::Dir(folder),
            (None, Some(folder)) => Content::OciLayout(folder),
            (None, None) => Content::Files {
                manifest: self.path_of(&fields, "manifest"),
                manifest_list: self.path_of(&fields, "manifestList"),
                signatures: self.paths(&fields, "signatures"),
            },
        };
        let attachments = self.paths(&fields, "attachments");
        let instance = self.text_of(&fields, INSTANCE, "a digest").map(|text| text.value);
        let verdict = self.verdict(item, &fields);
        let expected = verdict.map(|verdict| self.expected(verdict, &fields));
        let Some(image) = self.text_of(
            &fields,
            "image",
            "an image's name, such as docker://registry.example/app:v1",
        ) else {
            if !fields.contains_key("image") {
                self.wrong(item, SuiteErrorKind::Missing("image"));
            }
            return None;
        };
        Some(Test {
            name,
            image,
            content,
            attachments,
            instance,
            setting,
            expected: expected?,
        })
    }

    fn verdict(&mut self, item: Node<'_>, fields: &Fields<'_>) -> Option<Spanned<Verdict>> {
        let Some(node) = fields.get("expect") else {
            self.wrong(item, SuiteErrorKind::Missing("expect"));
            return None;
        };
        let written = self.text(*node, "expect", "`allow` or `refuse`")?;
        let verdict = match written.value.as_str() {
            "allow" => Verdict::Allow,
            "refuse" => Verdict::Refuse,
            _ => {
                self.wrong(*node, SuiteErrorKind::UnknownVerdict(written.value));
                return None;
            }
        };
        Some(Spanned::new(verdict, written.span))
    }

    fn expected(&mut self, verdict: Spanned<Verdict>, fields: &Fields<'_>) -> Expected {
        if verdict.value == Verdict::Allow {
            for field in ["cause", "error"] {
                if let Some(node) = fields.get(field) {
                    self.wrong(*node, SuiteErrorKind::OnlyOfARefusal(field));
                }
            }
        }
        let cause = self.text_of(fields, "cause", "a cause out of docs/causes.md");
        let cause = cause.and_then(|written| {
            let names = || CauseKind::ALL.iter().map(|kind| kind.name());
            let found = CauseKind::ALL.iter().find(|kind| kind.name() == written.value);
            if found.is_none() {
                let meant = nearest(&written.value, names());
                let kind = SuiteErrorKind::UnknownCause {
                    written: written.value,
                    meant,
                };
                self.errors.push(SuiteError {
                    span: written.span,
                    kind,
                });
            }
            Some(Spanned::new(*found?, written.span))
        });
        Expected {
            verdict,
            scope: self.text_of(fields, "scope", "a scope of the policy, or `default`"),
            cause,
            error: self.text_of(fields, "error", "a part of the error's text"),
        }
    }

    fn setting(&mut self, fields: &Fields<'_>) -> Setting {
        let namespace = self.text_of(fields, "namespace", A_TEXT).and_then(|namespace| {
            let is_one = is_namespace(&namespace.value);
            self.demand(is_one, namespace, SuiteErrorKind::InvalidNamespace)
        });
        let platform = self.text_of(fields, "platform", "a platform, such as linux/arm64/v8");
        let platform = platform.and_then(|written| {
            let platform = Platform::parse(&written.value);
            self.demand(platform.is_some(), written, SuiteErrorKind::InvalidPlatform)?;
            platform
        });
        let now = self.text_of(fields, "now", "a time, such as 2026-06-01T12:00:00Z");
        let now = now.and_then(|written| {
            let time = written.value.parse::<jiff::Timestamp>().ok();
            self.demand(time.is_some(), written, SuiteErrorKind::InvalidTime)?;
            Some(UnixTime(time?.as_second()))
        });
        let require_signed = fields.get("requireSigned").and_then(|node| {
            const TAKES: &str = "`true` or `false`";
            match self.text(*node, "requireSigned", TAKES)?.value.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => {
                    self.wrong_type(*node, "requireSigned", TAKES);
                    None
                }
            }
        });
        Setting {
            policy: self.path_of(fields, "policy"),
            policy_dir: self.path_of(fields, "policyDir"),
            namespace,
            files: self.files(fields),
            registries_d: self.path_of(fields, "registriesD"),
            lookaside: self.path_of(fields, "lookaside"),
            platform,
            now,
            require_signed,
        }
    }

    fn files(&mut self, fields: &Fields<'_>) -> BTreeMap<String, Spanned<String>> {
        const TAKES: &str = "paths of the policy, each with the path of the file, from the suite's own folder";
        let mut files = BTreeMap::new();
        let Some(node) = fields.get("files") else { return files };
        if node.kind() != Kind::Mapping {
            self.wrong_type(*node, "files", TAKES);
            return files;
        }
        for (key, value) in node.entries() {
            let (key, value) = (key.resolved(), value.resolved());
            if let (Some(name), Some(path)) = (self.text(key, "files", TAKES), self.text(value, "files", TAKES))
                && files.insert(name.value.clone(), path).is_some()
            {
                self.wrong(key, SuiteErrorKind::Duplicate(name.value));
            }
        }
        files
    }

    /// The fields of a mapping, each once.
    fn fields<'d>(
        &mut self,
        what: &'static str,
        node: Node<'d>,
        known: &[&'static str],
        elsewhere: &[&'static str],
    ) -> Fields<'d> {
        let node = node.resolved();
        let mut fields = Fields::new();
        if node.kind() != Kind::Mapping {
            self.wrong_type(node, what, "fields with values");
            return fields;
        }
        let mut seen = BTreeSet::new();
        for (key, value) in node.entries() {
            let written = key.resolved().text();
            let Some(field) = known.iter().find(|field| **field == written) else {
                let stands_elsewhere = elsewhere.contains(&written);
                let meant = nearest(written, known.iter().copied());
                self.wrong(
                    key,
                    SuiteErrorKind::UnknownField {
                        written: written.to_owned(),
                        meant: meant.and_then(|meant| known.iter().find(|field| **field == meant).copied()),
                        stands_elsewhere,
                    },
                );
                continue;
            };
            if !seen.insert(*field) {
                self.wrong(key, SuiteErrorKind::Duplicate(written.to_owned()));
            }
            fields.insert(field, value.resolved());
        }
        fields
    }

    fn paths(&mut self, fields: &Fields<'_>, field: &'static str) -> Vec<Spanned<String>> {
        match fields.get(field) {
            None => Vec::new(),
            Some(node) if node.kind() == Kind::Sequence => {
                let items = node.items();
                items
                    .filter_map(|item| self.text(item.resolved(), field, PATHS))
                    .collect()
            }
            Some(node) => self.text(*node, field, PATHS).into_iter().collect(),
        }
    }

    /// A folder may have a slash behind it.
    fn path_of(&mut self, fields: &Fields<'_>, field: &'static str) -> Option<Spanned<String>> {
        let mut path = self.text_of(fields, field, A_PATH)?;
        path.value.truncate(path.value.trim_end_matches('/').len());
        Some(path)
    }

    fn text_of(&mut self, fields: &Fields<'_>, field: &'static str, takes: &'static str) -> Option<Spanned<String>> {
        fields.get(field).and_then(|node| self.text(*node, field, takes))
    }

    /// A scalar that is not empty.
    fn text(&mut self, node: Node<'_>, field: &'static str, takes: &'static str) -> Option<Spanned<String>> {
        if node.kind() == Kind::Scalar && !node.text().is_empty() {
            return Some(Spanned::new(node.text().to_owned(), node.span()));
        }
        self.wrong_type(node, field, takes);
        None
    }

    fn demand(&mut self, holds: bool, written: Spanned<String>, kind: fn(String) -> SuiteErrorKind) -> Option<String> {
        if holds {
            return Some(written.value);
        }
        self.errors.push(SuiteError {
            span: written.span,
            kind: kind(written.value),
        });
        None
    }

    /// A whole mapping would be a long place to point at: its first key stands for it.
    fn wrong(&mut self, node: Node<'_>, kind: SuiteErrorKind) {
        let first = node.entries().next().filter(|_| node.kind() == Kind::Mapping);
        let span = first.map_or(node, |(key, _)| key).span();
        self.errors.push(SuiteError { span, kind });
    }

    fn wrong_type(&mut self, node: Node<'_>, field: &'static str, takes: &'static str) {
        self.wrong(node, SuiteErrorKind::WrongType { field, takes });
    }
}
