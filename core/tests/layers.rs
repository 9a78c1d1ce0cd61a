//! Holds the module graph to ARCHITECTURE.md: which layer may use which, and who may name the machine.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test reads the sources, and fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each module of the engine and the modules that it may use, from the ground up. A layer uses nothing that stands below it here, except that
/// `trace` and `verify` share their words: a check's evidence and its reason are data of the trace, the reasons' facts are the verifiers' own.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("budget", &[]),
    ("files", &[]),
    ("near", &[]),
    ("diagnostic", &["source"]),
    ("crypto", &[]),
    ("base64", &[]),
    ("asn1", &[]),
    ("openpgp", &["crypto"]),
    ("json", &["base64", "source"]),
    ("yaml", &["base64", "source"]),
    ("reference", &["files"]),
    ("registries_d", &["reference", "source", "yaml"]),
    ("policy", &["json", "near", "reference", "source"]),
    ("lookup", &["policy", "reference", "source"]),
    (
        "trust",
        &[
            "asn1", "base64", "budget", "crypto", "files", "json", "openpgp", "policy", "source",
        ],
    ),
    ("image", &["base64", "crypto", "json", "reference", "source", "trust"]),
    (
        "signature_sources",
        &["crypto", "image", "reference", "registries_d", "source"],
    ),
    (
        "verify",
        &[
            "asn1",
            "base64",
            "budget",
            "crypto",
            "files",
            "image",
            "json",
            "openpgp",
            "policy",
            "reference",
            "source",
            "trace",
            "trust",
        ],
    ),
    (
        "trace",
        &[
            "budget",
            "image",
            "lookup",
            "openpgp",
            "policy",
            "reference",
            "source",
            "trust",
            "verify",
        ],
    ),
    (
        "evaluate",
        &[
            "budget",
            "image",
            "lookup",
            "policy",
            "reference",
            "source",
            "trace",
            "verify",
        ],
    ),
    (
        "explain",
        &[
            "base64",
            "crypto",
            "files",
            "image",
            "json",
            "lookup",
            "policy",
            "reference",
            "source",
            "trace",
            "trust",
            "verify",
        ],
    ),
    ("incident", &["reference"]),
    (
        "inspect",
        &[
            "asn1",
            "base64",
            "crypto",
            "image",
            "json",
            "openpgp",
            "registries_d",
            "source",
            "trust",
            "verify",
        ],
    ),
    (
        "lint",
        &[
            "base64",
            "crypto",
            "diagnostic",
            "files",
            "json",
            "near",
            "openpgp",
            "policy",
            "reference",
            "registries_d",
            "source",
            "trust",
            "verify",
        ],
    ),
    (
        "suite",
        &["explain", "image", "near", "policy", "source", "verify", "yaml"],
    ),
    (
        "render",
        &[
            "asn1",
            "base64",
            "budget",
            "crypto",
            "diagnostic",
            "evaluate",
            "explain",
            "files",
            "image",
            "incident",
            "inspect",
            "json",
            "lint",
            "lookup",
            "near",
            "openpgp",
            "policy",
            "reference",
            "registries_d",
            "signature_sources",
            "source",
            "suite",
            "trace",
            "trust",
            "verify",
            "yaml",
        ],
    ),
    (
        "exchange",
        &[
            "budget",
            "crypto",
            "diagnostic",
            "evaluate",
            "explain",
            "files",
            "image",
            "incident",
            "inspect",
            "json",
            "lint",
            "policy",
            "reference",
            "registries_d",
            "render",
            "signature_sources",
            "source",
            "suite",
            "trace",
            "verify",
        ],
    ),
];

/// What the ways in may use of the engine. `verify` is for `UnixTime` only.
const WAYS_IN: &[(&str, &[&str])] = &[
    ("cli", &["exchange", "files", "render", "verify"]),
    ("wasm", &["exchange", "verify"]),
    ("web", &["exchange", "render", "verify"]),
];

/// Texts that name the machine, and the only files that may have them.
const MACHINE: &[(&str, &[&str])] = &[
    ("std::fs", &["files/host.rs"]),
    ("std::io", &["files/host.rs"]),
    ("std::env", &[]),
    ("std::net", &[]),
    ("std::process", &[]),
    ("std::thread", &[]),
    ("SystemTime", &[]),
    ("Instant::now", &[]),
    ("Timestamp::now", &[]),
    ("Zoned::now", &[]),
    ("getrandom", &[]),
    ("rand::", &[]),
    ("OsRng", &[]),
];

#[test]
fn every_module_stands_in_the_table() {
    let modules: BTreeSet<String> = engine()
        .into_iter()
        .map(|file| file.module)
        .filter(|module| module != "lib")
        .collect();
    let rows: BTreeSet<String> = LAYERS.iter().map(|(module, _)| (*module).to_owned()).collect();
    assert_eq!(
        modules, rows,
        "left: core/src, right: the table in core/tests/layers.rs"
    );
}

#[test]
fn a_layer_uses_only_what_it_may_know() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in engine().iter().filter(|file| file.module != "lib") {
        for used in uses(&file.code, file.depth)
            .iter()
            .filter(|used| **used != file.module && allowed.contains_key(used.as_str()))
        {
            if !allowed
                .get(file.module.as_str())
                .is_some_and(|row| row.contains(&used.as_str()))
            {
                wrong.push(format!("{}: `{}` may not use `{used}`", file.path, file.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_layer_stands_on_one_above_it() {
    let mut standing: Vec<&str> = Vec::new();
    for (module, row) in LAYERS {
        let known = |used: &&str| standing.contains(used) || (*module == "verify" && *used == "trace");
        let above = row.iter().find(|used| !known(used));
        assert_eq!(above, None, "{module} uses what stands above it");
        standing.push(module);
    }
}

#[test]
fn the_ways_in_go_through_the_one_door() {
    let mut wrong = Vec::new();
    for (package, row) in WAYS_IN {
        for file in sources(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("..")
                .join(package)
                .join("src"),
        ) {
            for used in names_after(&file.code, "pullgate_core::")
                .iter()
                .filter(|used| !row.contains(&used.as_str()))
            {
                wrong.push(format!(
                    "{package}/src/{}: may not use `pullgate_core::{used}`",
                    file.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_file_source_of_the_host_names_the_machine() {
    let mut wrong = Vec::new();
    for file in engine() {
        for (text, allowed) in MACHINE {
            if file.code.contains(text) && !allowed.contains(&file.path.as_str()) {
                wrong.push(format!("{}: `{text}`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn uses_are_found_however_they_are_written() {
    let code = "use crate::json::{self, Tree};\nuse crate::{\n  policy::{a, trust},\n  source,\n};\nfn f(x: crate::image::Image) {}";
    assert_eq!(
        uses(code, 1).into_iter().collect::<Vec<_>>(),
        ["image", "json", "policy", "source"]
    );
    assert_eq!(
        uses("use super::lookup::x;", 1).into_iter().collect::<Vec<_>>(),
        ["lookup"],
        "from a top module, super is the crate"
    );
    assert!(
        uses("use super::lookup::x;", 2).is_empty(),
        "from one below, it is the module itself"
    );
    assert_eq!(
        uses("use super::super::lookup::x;", 2).into_iter().collect::<Vec<_>>(),
        ["lookup"]
    );
    let tested = without_comments_and_tests(
        "use crate::a; // crate::b\n/// [`crate::c`]\n#[cfg(test)]\nmod tests {\n use crate::d;\n}\n",
    );
    assert_eq!(uses(&tested, 1).into_iter().collect::<Vec<_>>(), ["a"]);
}

struct SourceFile {
    /// From `src`.
    path: String,
    /// The top-level module that it belongs to.
    module: String,
    /// How many steps of `super` lead to the crate.
    depth: usize,
    /// Without comments and unit tests.
    code: String,
}

fn engine() -> Vec<SourceFile> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn sources(folder: &Path) -> Vec<SourceFile> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in next.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                found.push(source_file(folder, &path));
            }
        }
    }
    assert!(!found.is_empty(), "{} has no sources", folder.display());
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn source_file(folder: &Path, path: &Path) -> SourceFile {
    let relative: PathBuf = path.strip_prefix(folder).unwrap().with_extension("");
    let parts: Vec<String> = relative
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    SourceFile {
        path: path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"),
        module: parts[0].clone(),
        depth: parts.len(),
        code: without_comments_and_tests(&std::fs::read_to_string(path).unwrap()),
    }
}

fn without_comments_and_tests(text: &str) -> String {
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    match code.find("#[cfg(test)]\nmod tests {") {
        Some(tests) => code[..tests].to_owned(),
        None => code,
    }
}

/// The top-level modules that code at a depth names.
fn uses(code: &str, depth: usize) -> BTreeSet<String> {
    let mut found = names_after(code, "crate::");
    found.extend(names_after(code, &"super::".repeat(depth)));
    found
}

/// The first names of the paths that follow a prefix: `a` and `b` of `PREFIX{a::{x, y}, b}`.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let name = |text: &str| {
        text.trim_start()
            .chars()
            .take_while(|&letter| letter.is_alphanumeric() || letter == '_')
            .collect::<String>()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let is_part_of_a_name =
            code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':');
        if is_part_of_a_name {
            continue;
        }
        let after = &code[at + prefix.len()..];
        let Some(group) = after.strip_prefix('{') else {
            found.insert(name(after));
            continue;
        };
        let mut level = 0;
        let mut item = String::new();
        for letter in group.chars() {
            match letter {
                '{' => level += 1,
                '}' if level == 0 => break,
                '}' => level -= 1,
                ',' if level == 0 => {
                    found.insert(name(&item));
                    item.clear();
                    continue;
                }
                _ => {}
            }
            item.push(letter);
        }
        found.insert(name(&item));
    }
    found.remove("");
    found.remove("super");
    found
}
