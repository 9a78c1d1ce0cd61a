//! A question is kept as a test: what the answer is today is what the suite expects from now on. The suite's own text stays as its author wrote it.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{Brought, PASSED, SuiteRequest, test};
use crate::exchange::memory::Memory;
use crate::exchange::request::format_time;
use crate::exchange::{Evaluated, Request, World, evaluate_request};
use crate::render::suite as words;
use crate::source::{SourceId, Spanned};
use crate::suite::{BEGUN, Setting, quoted, read, with_test};

/// A suite with one test more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its text.
    pub suite: String,
    /// All files that it names, those of before included.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Adds a question to a suite, which may be empty: it is begun then, with the question's policy and keys for all tests to come.
///
/// # Errors
/// The words for why the suite cannot take it.
pub fn keep(suite: &SuiteRequest, question: &Request, world: World<'_>, memory: &Memory) -> Result<Kept, String> {
    let answer = evaluate_request(
        &Request {
            explain: true,
            ..question.clone()
        },
        world,
        memory.crypto(),
    );
    if question.image.is_none() {
        return Err("the question has no image".into());
    }
    let mut kept = Kept {
        suite: String::from_utf8(suite.suite.clone()).map_err(|_| "the suite is not UTF-8")?,
        files: suite.files.clone(),
    };
    if kept.suite.trim().is_empty() {
        kept.begin(question);
    }
    // A suite without tests is none: to be read, one that is only begun gets one.
    let readable = if kept.suite.ends_with(BEGUN) {
        format!("{}{ANY_TEST}", kept.suite)
    } else {
        kept.suite.clone()
    };
    let setting = match read(SourceId::default(), readable.as_bytes()) {
        Ok(suite) => suite.setting,
        Err(errors) => {
            let first = errors.first().map(|error| words::error(error).0).unwrap_or_default();
            return Err(format!("the suite cannot be read: {first}"));
        }
    };
    let entry = kept.entry(&setting, question, &answer);
    kept.suite = with_test(&kept.suite, &entry)
        .ok_or("the suite's tests stand in brackets; write them one below the other, each behind a dash")?;
    let policy = Some(question.policy.clone());
    let request = SuiteRequest {
        suite: kept.suite.clone().into_bytes(),
        files: kept.files.clone(),
        policy,
        now: suite.now,
    };
    match test(&request, world, memory).tests.last() {
        Some(last) if last.outcome == PASSED => Ok(kept),
        Some(last) => Err(format!(
            "with what the suite says of all tests, the answer would be another: {}",
            last.problem
                .as_ref()
                .or(last.summary.as_ref())
                .map_or("", String::as_str)
        )),
        None => Err("the suite cannot take it".into()),
    }
}

const ANY_TEST: &str = "  - {image: 'docker://any', expect: refuse}\n";

impl Kept {
    fn begin(&mut self, question: &Request) {
        let mut text = String::from(
            "# What shall pass under the policy, and what shall not: `pullgate test suite.yaml`.\npolicy: policy.json\n",
        );
        self.files.insert("policy.json".into(), question.policy.clone());
        let mut texts = |folder: &str, field: &str, given: &Option<BTreeMap<String, String>>| {
            for (name, content) in given.iter().flatten() {
                self.files
                    .insert(format!("{folder}/{name}"), content.clone().into_bytes());
            }
            if given.as_ref().is_some_and(|files| !files.is_empty()) {
                text.push_str(&format!("{field}: {folder}\n"));
            }
        };
        texts("policies", "policyDir", &question.policy_dir);
        texts("registries.d", "registriesD", &question.registries_d);
        if !question.files.is_empty() {
            text.push_str("files:\n");
            for (path, bytes) in &question.files {
                let local = self.free(&format!("keys/{}", plain_name(path)));
                text.push_str(&format!("  {}: {local}\n", quoted(path)));
                self.files.insert(local, bytes.clone());
            }
        }
        self.suite = text + BEGUN;
    }

    /// The lines of a test, the first of which is its name.
    fn entry(&mut self, setting: &Setting, question: &Request, answer: &Evaluated) -> Vec<String> {
        let image = question.image.as_deref().unwrap_or_default();
        let rest = image.split_once("://").map_or(image, |(_, rest)| rest);
        let verdict = if answer.allowed { "passes" } else { "is refused" };
        let mut lines = Vec::from([
            format!("name: {}", quoted(&format!("{rest} {verdict}"))),
            format!("image: {}", quoted(image)),
        ]);
        let folder = self.free(&format!("images/{}", plain_name(image)));
        lines.extend(self.content(&folder, question));
        let explained = answer.explanation.as_ref();
        let cause = explained.and_then(|explanation| explanation.causes.first());
        lines.push(format!("expect: {}", if answer.allowed { "allow" } else { "refuse" }));
        lines.extend(cause.map(|cause| format!("cause: {}", cause.kind)));
        lines.extend(
            question
                .namespace
                .as_ref()
                .map(|namespace| format!("namespace: {namespace}")),
        );
        lines.extend(question.now.and_then(format_time).map(|now| format!("now: {now}")));
        if question.require_signed != setting.require_signed.unwrap_or_default() {
            lines.push(format!("requireSigned: {}", question.require_signed));
        }
        lines.extend(self.surroundings(&folder, setting, question));
        lines
    }

    /// Manifest and signatures.
    fn content(&mut self, folder: &str, question: &Request) -> Vec<String> {
        let mut lines = Vec::new();
        let mut put = |name: String, bytes: &[u8]| {
            let path = format!("{folder}/{name}");
            self.files.insert(path.clone(), bytes.to_owned());
            path
        };
        let is_gathered = question.lookaside.is_some() || question.attachments.is_some();
        let own = question.signatures.iter().filter(|_| !is_gathered).enumerate();
        let signatures: Vec<String> = own
            .map(|(index, bytes)| put(format!("signature-{}", index + 1), bytes))
            .collect();
        let manifest = question
            .manifest
            .as_ref()
            .map(|bytes| put("manifest.json".into(), bytes));
        match (manifest, &question.manifest_list) {
            (Some(_), None) if question.instance.is_none() => {
                put("version".into(), b"Directory Transport Version: 1.1\n");
                lines.push(format!("dir: {folder}"));
            }
            (manifest, list) => {
                lines.extend(manifest.map(|path| format!("manifest: {path}")));
                let list = list.as_ref().map(|bytes| put("list.json".into(), bytes));
                lines.extend(list.map(|path| format!("manifestList: {path}")));
                if !signatures.is_empty() {
                    lines.push(format!("signatures: [{}]", signatures.join(", ")));
                }
            }
        }
        lines.extend(question.instance.as_ref().map(|digest| format!("instance: {digest}")));
        lines.extend(
            question
                .platform
                .as_ref()
                .map(|platform| format!("platform: {platform}")),
        );
        let attachments = question.attachments.iter().flatten().enumerate();
        let attachments: Vec<String> = attachments
            .map(|(index, bytes)| put(format!("attachment-{}", index + 1), bytes))
            .collect();
        if !attachments.is_empty() {
            lines.push(format!("attachments: [{}]", attachments.join(", ")));
        }
        if let Some(store) = &question.lookaside {
            for (path, bytes) in store {
                put(format!("lookaside/{path}"), bytes);
            }
            lines.push(format!("lookaside: {folder}/lookaside"));
        }
        lines
    }

    /// What the suite does not give to all tests.
    fn surroundings(&mut self, folder: &str, setting: &Setting, question: &Request) -> Vec<String> {
        let mut lines = Vec::new();
        let brought = Brought(&self.files);
        let is_of_suite = |path: &Option<Spanned<String>>, given: &Option<BTreeMap<String, String>>| {
            let of_suite = path
                .as_ref()
                .and_then(|path| brought.texts(path).ok())
                .unwrap_or_default();
            given.as_ref().is_none_or(|given| of_suite == *given)
        };
        let folders = [
            ("policyDir", "policies", &setting.policy_dir, &question.policy_dir),
            (
                "registriesD",
                "registries.d",
                &setting.registries_d,
                &question.registries_d,
            ),
        ];
        let own: Vec<_> = folders
            .into_iter()
            .filter(|(_, _, path, given)| !is_of_suite(path, given))
            .collect();
        let is_new = |path: &str, bytes: &[u8]| {
            let of_suite = setting.files.get(path).and_then(|local| self.files.get(&local.value));
            of_suite.map(Vec::as_slice) != Some(bytes)
        };
        let files = question.files.iter().filter(|(path, bytes)| is_new(path, bytes));
        let files: Vec<(&String, &Vec<u8>)> = files.collect();
        for (field, name, _, given) in own {
            for (file, content) in given.iter().flatten() {
                let path = format!("{folder}/{name}/{file}");
                self.files.insert(path, content.clone().into_bytes());
            }
            lines.push(format!("{field}: {folder}/{name}"));
        }
        if !files.is_empty() {
            lines.push("files:".into());
        }
        for (path, bytes) in files {
            let local = self.free(&format!("keys/{}", plain_name(path)));
            lines.push(format!("  {}: {local}", quoted(path)));
            self.files.insert(local, bytes.clone());
        }
        lines
    }

    /// A path that nothing has, nor lies under.
    fn free(&self, wanted: &str) -> String {
        let is_taken = |path: &str| {
            let brought = Brought(&self.files);
            self.files.contains_key(path) || brought.folder(path).next().is_some()
        };
        let mut path = wanted.to_owned();
        let mut number = 2_usize;
        while is_taken(&path) {
            path = format!("{wanted}-{number}");
            number += 1;
        }
        path
    }
}

/// The last part of a name, with letters that any file system takes.
fn plain_name(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let plain: String = last
        .chars()
        .map(|letter| if is_plain(letter) { letter } else { '-' })
        .take(64)
        .collect();
    let plain = plain.trim_matches(['.', '-']);
    if plain.is_empty() {
        "file".to_string()
    } else {
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        for (path, name) in [
            ("/etc/pki/acme key.pub", "acme-key.pub"),
            ("docker://registry.example/acme/app:v1", "app-v1"),
            ("..", "file"),
            ("/", "file"),
        ] {
            assert_eq!(plain_name(path), name);
        }
    }
}
