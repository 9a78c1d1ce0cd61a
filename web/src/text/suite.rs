//! The test suite.

use super::common::counted;
use crate::components::grouped;

pub(crate) const TITLE: &str = "Tests";
pub(crate) const LABEL: &str = "Tests of the policy";
pub(crate) const ABOUT: &str = "Which images shall pass under the policy, and which shall not: as a file for your repository, which `pullgate test` runs, too. It runs here at each change of the policy. Drop a folder with a suite, or begin with the question that is asked now.";
pub(crate) const FIELD: &str = "The suite, in YAML";
pub(crate) const EXAMPLE: &str = "tests:\n  - image: docker://registry.example/acme/app:v1\n    expect: refuse";
pub(crate) const KEEP: &str = "Keep the question as a test";
pub(crate) const SAVE: &str = "Save suite and files (ZIP)";
pub(crate) const ABOUT_LINK: &str = "What a suite may say";
pub(crate) const UNDER_WAY: &str = "Testing…";
pub(crate) const NO_QUESTION: &str = "Give a policy and an image first.";
pub(crate) const TABLE: &str = "Tests and how they fell out";
pub(crate) const COLUMN_TEST: &str = "Test";
pub(crate) const COLUMN_FOUND: &str = "Now";
pub(crate) const PASSED: &str = "passed";
pub(crate) const FAILED: &str = "failed";
pub(crate) const BROKEN: &str = "not asked";
pub(crate) const ASK: &str = "Ask about this image";
pub(crate) const MISSING: &str = "Named, and not here yet: drop what is missing.";
pub(crate) const KEPT: &str = "The question is a test now: what becomes of its image today is what the suite expects.";
pub(crate) const REMEDY: &str = "It would pass:";

pub(crate) fn not_kept(why: &str) -> String {
    format!("The question was not kept as a test: {why}.")
}

pub(crate) fn opened(name: &str) -> String {
    format!("“{name}” is asked about now.")
}

pub(crate) fn not_opened(why: &str) -> String {
    format!("The test cannot be asked about: {why}.")
}

/// What became of a file that is a suite, with how many of the files that it names.
pub(crate) fn taken(name: &str, files: usize) -> String {
    format!(
        "{name} is a test suite: taken, with {}.",
        counted(files, "file", "files")
    )
}

pub(crate) fn missing_taken(files: usize) -> String {
    format!("{} that the suite names: taken.", counted(files, "file", "files"))
}

/// Why there is no ZIP.
pub(crate) fn outside(path: &str) -> String {
    format!("The suite names {path}, which lies outside its folder: put it beneath, then there is a ZIP.")
}

/// What is wrong with the suite, and where: line and column.
pub(crate) fn error(message: &str, place: Option<(u32, u32)>) -> String {
    match place {
        Some((line, column)) => format!("Line {line}, column {column}: {message}"),
        None => message.into(),
    }
}

/// How the tests fell out, which stands out; [`broken`] goes on.
pub(crate) fn passed(passed: usize, of: usize) -> String {
    if passed == of && of == 1 {
        "The test passes.".into()
    } else if passed == of {
        format!("All {} tests pass.", grouped(of))
    } else {
        format!("{} of {} pass.", grouped(passed), counted(of, "test", "tests"))
    }
}

pub(crate) fn broken(count: usize) -> String {
    format!("{} could not be asked, so nobody knows.", grouped(count))
}

/// The scopes that no test reaches.
pub(crate) fn untested(scopes: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = scopes.iter().take(SHOWN).map(|scope| format!("`{scope}`")).collect();
    let more = scopes.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {} more", grouped(more))
    } else {
        String::new()
    };
    format!("No test reaches {}{more}.", shown.join(", "))
}

/// A scope of a transport, as people know it: both are empty for the policy's default.
pub(crate) fn scope(transport: &str, scope: &str) -> String {
    match (transport, scope) {
        ("", _) => "default".into(),
        (transport, "") => format!("every {transport} image"),
        ("docker", scope) => scope.into(),
        (transport, scope) => format!("{transport}:{scope}"),
    }
}

/// An expectation that does not hold: the field of the suite, what it says, and what there is.
pub(crate) fn unmet(field: &str, expected: &str, found: &str) -> String {
    match (field, found) {
        ("expect", _) => format!("expected was `{expected}`"),
        (_, "") => format!("`{field}` is not {expected}"),
        _ => format!("`{field}` is {found}, not {expected}"),
    }
}

/// The button of the menu, where tests do not pass.
pub(crate) fn menu(surprises: usize) -> String {
    format!("{TITLE}: {} not as expected", grouped(surprises))
}
