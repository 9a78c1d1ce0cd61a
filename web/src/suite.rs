//! A test suite with the files that it names, and how it falls out under the policy of the page, as the page reads it
//! (`pullgate_core::exchange::suite`).

use std::collections::BTreeMap;
use std::rc::Rc;

use pullgate_core::exchange::policy_in_force::namespace_of;
use pullgate_core::exchange::suite::{self, Kind, SuiteRequest};
use serde::Deserialize;

use crate::compared::Verdict;
use crate::inputs::Inputs;

/// Files by the suite's own text of their paths.
pub(crate) type Files = BTreeMap<String, Rc<Vec<u8>>>;

/// A suite beside the question; its policy is that of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suite {
    /// Empty where there is none.
    pub(crate) text: Rc<str>,
    pub(crate) files: Rc<Files>,
    /// Grows with each change.
    pub(crate) number: u32,
    /// How it fell out at last, though perhaps before a change.
    pub(crate) tested: Option<Rc<Tested>>,
    /// Grows each time that the question is to become a test.
    pub(crate) keeping: u32,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tested {
    pub(crate) suite_errors: Vec<SuiteError>,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) broken: usize,
    pub(crate) tests: Vec<Test>,
    pub(crate) untested: Vec<Untested>,
    pub(crate) needed: Vec<Needed>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct SuiteError {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) span: Option<Place>,
}

/// Where something stands in the suite.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// How a test fell out.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) name: String,
    pub(crate) image: String,
    pub(crate) outcome: Outcome,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) scope: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) unmet: Vec<Unmet>,
    pub(crate) problem: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) remedy: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    Failed,
    Broken,
    Passed,
}

/// An expectation that does not hold.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Unmet {
    pub(crate) field: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// A scope by which no test was decided; both are empty for the policy's default.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Untested {
    pub(crate) transport: String,
    pub(crate) scope: String,
}

/// Something that the suite names.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Needed {
    pub(crate) path: String,
    pub(crate) kind: String,
    pub(crate) is_there: bool,
}

impl Suite {
    /// Whether there is a suite at all.
    pub(crate) fn is_there(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// How many tests did not fall out as expected, or could not be asked.
    pub(crate) fn surprises(&self) -> usize {
        let tested = self.tested.as_deref().filter(|_| self.is_there());
        tested.map_or(0, |tested| {
            tested.failed + tested.broken + usize::from(!tested.suite_errors.is_empty())
        })
    }

    /// As it was kept.
    pub(crate) fn of(request: &SuiteRequest) -> Self {
        let files = request.files.iter();
        Self {
            text: String::from_utf8_lossy(&request.suite).as_ref().into(),
            files: Rc::new(
                files
                    .map(|(path, bytes)| (path.clone(), Rc::new(bytes.clone())))
                    .collect(),
            ),
            number: 1,
            ..Self::default()
        }
    }

    /// What is kept of it.
    pub(crate) fn kept(&self) -> SuiteRequest {
        let files = self.files.iter();
        SuiteRequest {
            suite: self.text.as_bytes().to_vec(),
            files: files.map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect(),
            ..SuiteRequest::default()
        }
    }

    pub(crate) fn set_text(&mut self, text: Rc<str>) {
        self.text = text;
        self.number += 1;
    }

    pub(crate) fn set_files(&mut self, files: Files) {
        self.files = Rc::new(files);
        self.number += 1;
    }

    /// The question of how the suite falls out under the page's policies, those of namespaces included.
    pub(crate) fn request(&self, inputs: &Inputs) -> SuiteRequest {
        let mut request = self.kept();
        let needed = suite::needed(self.text.as_bytes());
        for (folder, _) in needed.iter().filter(|(_, kind)| **kind == Kind::Policies) {
            for policy in inputs.policies.iter().filter(|file| namespace_of(&file.name).is_some()) {
                request
                    .files
                    .insert(format!("{folder}/{}", policy.name), policy.content.bytes.to_vec());
            }
        }
        let policy = &inputs.policy.bytes;
        request.policy = (!policy.is_empty()).then(|| policy.to_vec());
        request
    }
}

impl SuiteError {
    /// As one line, with its place.
    pub(crate) fn words(&self) -> String {
        crate::text::suite::error(&self.message, self.span.map(|place| (place.line, place.column)))
    }
}

/// What a suite names, out of files that came along: those of its own folder, and those that have the same name as what is missing.
pub(crate) fn brought(suite: &[u8], folder: &str, came: &[(Rc<str>, Rc<Vec<u8>>)]) -> Files {
    let mut files = Files::new();
    for (path, kind) in suite::needed(suite) {
        let wanted = joined(folder, &path);
        for (name, bytes) in came {
            if kind == Kind::File {
                if **name == *wanted {
                    files.insert(path.clone(), Rc::clone(bytes));
                }
            } else if let Some(inner) = name.strip_prefix(&wanted).and_then(|rest| rest.strip_prefix('/')) {
                files.insert(format!("{path}/{inner}"), Rc::clone(bytes));
            }
        }
    }
    files
}

/// Files that came later for what is missing: of those with the same name the one in the folders that are most alike; none where that leaves a doubt.
pub(crate) fn brought_later(suite: &[u8], known: &Files, came: &[(Rc<str>, Rc<Vec<u8>>)]) -> Files {
    let mut files = Files::new();
    for (path, kind) in suite::needed(suite) {
        let prefix = format!("{path}/");
        if known.keys().any(|known| *known == path || known.starts_with(&prefix)) {
            continue;
        }
        if kind == Kind::File {
            let likest = likest(&path, came.iter().map(|(name, _)| name.as_ref()));
            let found = came.iter().find(|(name, _)| Some(name.as_ref()) == likest);
            files.extend(found.map(|(_, bytes)| (path, Rc::clone(bytes))));
            continue;
        }
        let folders = came.iter().flat_map(|(name, _)| folders(name));
        let Some(folder) = likest(&path, folders) else { continue };
        let folder = format!("{folder}/");
        files.extend(
            came.iter().filter_map(|(name, bytes)| {
                Some((format!("{prefix}{}", name.strip_prefix(&folder)?), Rc::clone(bytes)))
            }),
        );
    }
    files
}

/// The path that ends most like another one, in at least its last part.
fn likest<'n>(path: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let path = joined("", path);
    let alike = |name: &str| {
        let pairs = path.rsplit('/').zip(name.rsplit('/'));
        pairs.take_while(|(one, other)| one == other).count()
    };
    let mut best: Option<(usize, &str)> = None;
    let mut is_tied = false;
    for name in names {
        let (count, most) = (alike(name), best.map_or(0, |(most, _)| most));
        if count > most {
            best = Some((count, name));
            is_tied = false;
        } else if count == most && count > 0 {
            is_tied |= best.is_some_and(|(_, other)| other != name);
        }
    }
    best.filter(|_| !is_tied).map(|(_, name)| name)
}

/// The folders that a file lies in, the innermost first.
fn folders(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// A path from a folder, without `.` and `..`; empty parts are dropped.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUITE: &str = "policy: ../policy.json\nfiles:\n  /k: ./keys/k.pub\ntests:\n  - {image: 'docker://a/b', dir: images/a, expect: refuse}\n";

    fn came(names: &[&str]) -> Vec<(Rc<str>, Rc<Vec<u8>>)> {
        names.iter().map(|name| (Rc::from(*name), Rc::default())).collect()
    }

    #[test]
    fn what_a_suite_names_is_looked_for_from_its_folder() {
        let came = came(&[
            "top/policy.json",
            "top/tests/suite.yaml",
            "top/tests/keys/k.pub",
            "top/tests/images/a/manifest.json",
            "top/tests/images/a/signature-1",
            "top/tests/images/ab/manifest.json",
            "keys/k.pub",
        ]);
        let files = brought(SUITE.as_bytes(), "top/tests", &came);
        let paths: Vec<_> = files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "../policy.json",
                "./keys/k.pub",
                "images/a/manifest.json",
                "images/a/signature-1"
            ]
        );
    }

    #[test]
    fn what_is_missing_may_come_later_by_its_name() {
        let known = Files::from([("../policy.json".to_owned(), Rc::default())]);
        let came = came(&[
            "k.pub",
            "policy.json",
            "b/images/a/manifest.json",
            "b/images/a/signature-1",
            "other/a/manifest.json",
        ]);
        let files = brought_later(SUITE.as_bytes(), &known, &came);
        let paths: Vec<_> = files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            ["./keys/k.pub", "images/a/manifest.json", "images/a/signature-1"]
        );
    }

    #[test]
    fn of_two_files_of_one_name_the_likelier_is_taken_or_none() {
        for (names, found) in [
            (&["x/k.pub", "keys/k.pub"][..], Some("keys/k.pub")),
            (&["x/k.pub", "y/k.pub"], None),
            (&["x/keys/k.pub", "x/k.pub", "y/keys/k.pub"], None),
            (&["k.pub"], Some("k.pub")),
            (&["other"], None),
        ] {
            assert_eq!(likest("./keys/k.pub", names.iter().copied()), found, "{names:?}");
        }
    }
}
