//! Steps that are more than a command or two.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;

use crate::command::{program, root, work_folder};
use crate::{npm, tools};

/// A step with work of its own.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Larger {
    /// Installs the packed package as a user would, tries it in Node, and holds its types against a program that uses them
    Npm,
    /// Drives the built page in a real Chromium
    Browser,
    /// Opens the built page in a real Firefox
    Firefox,
    /// Opens the built page in WebKit, Safari's engine
    Webkit,
}

/// Does the work of a step.
pub(crate) fn perform(step: Larger) -> Result<()> {
    match step {
        Larger::Npm => npm_package(),
        Larger::Browser => browser(),
        Larger::Firefox => firefox(),
        Larger::Webkit => webkit(),
    }
}

/// What npm/test holds for a user of the package to run.
const TESTS: [&str; 7] = [
    "browser.test.js",
    "console.d.ts",
    "package.test.js",
    "tsconfig.browser.json",
    "tsconfig.json",
    "types-browser.ts",
    "types.ts",
];

fn npm_package() -> Result<()> {
    let packed = npm::pack()?;
    let tests = root().join("npm/test");
    program("npm", ["ci", "--no-audit", "--no-fund"])
        .within(&tests)
        .step("the TypeScript compiler")?;
    // Installed apart: the tests must not find anything of this repository by accident.
    let user = work_folder("npm")?.join("user");
    if user.exists() {
        std::fs::remove_dir_all(&user).context("cannot empty target/npm/user")?;
    }
    std::fs::create_dir(&user)?;
    std::fs::write(
        user.join("package.json"),
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    program(
        "npm",
        ["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock"],
    )
    .and([&packed])
    .within(&user)
    .step("the packed package, installed as a user installs it")?;
    for file in TESTS {
        std::fs::copy(tests.join(file), user.join(file)).with_context(|| format!("cannot copy npm/test/{file}"))?;
    }
    program("node", ["--test"])
        .with("PULLGATE_SIGNED", root().join("fixtures/signed"))
        .within(&user)
        .step("the package in Node")?;
    for project in ["tsconfig.json", "tsconfig.browser.json"] {
        let compiler = tests.join("node_modules/typescript/bin/tsc");
        program("node", [compiler])
            .and(["--project", project])
            .within(&user)
            .step("the package's types")?;
    }
    Ok(())
}

fn browser() -> Result<()> {
    let tests = browser_tests()?;
    let chromium = tools::chromium()?;
    program("npm", ["test"])
        .with("PULLGATE_CHROMIUM", chromium)
        .within(&tests)
        .step("the page in Chromium")
}

fn firefox() -> Result<()> {
    let tests = browser_tests()?;
    let firefox = tools::firefox()?;
    program("npm", ["run", "test:firefox"])
        .with("PULLGATE_FIREFOX", firefox)
        .within(&tests)
        .step("the page in Firefox")
}

fn webkit() -> Result<()> {
    let tests = browser_tests()?;
    let driver = tools::webkit()?;
    program("npm", ["run", "test:webkit"])
        .with("PULLGATE_WEBKIT", driver)
        .within(&tests)
        .step("the page in WebKit")
}

/// The folder of the tests, with what they need.
fn browser_tests() -> Result<PathBuf> {
    let tests = root().join("playwright");
    ensure!(
        root().join("dist/index.html").is_file(),
        "there is no dist/: the step `page` builds it"
    );
    program("npm", ["ci", "--no-audit", "--no-fund"])
        .within(&tests)
        .step("what the browser tests need")?;
    Ok(tests)
}
