//! Steps that are more than a command or two.

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
}

/// Does the work of a step.
pub(crate) fn perform(step: Larger) -> Result<()> {
    match step {
        Larger::Npm => npm_package(),
        Larger::Browser => browser(),
    }
}

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
    let files = tests.read_dir()?.collect::<Result<Vec<_>, _>>()?;
    for file in files.iter().map(std::fs::DirEntry::path).filter(|path| path.is_file()) {
        std::fs::copy(
            &file,
            user.join("test-").with_file_name(file.file_name().unwrap_or_default()),
        )?;
    }
    program("node", ["--test"]).within(&user).step("the package in Node")?;
    let compiler = tests.join("node_modules/typescript/bin/tsc");
    ensure!(compiler.is_file(), "npm ci installed no TypeScript");
    program("node", [compiler.as_os_str(), "--project".as_ref(), ".".as_ref()])
        .within(&user)
        .step("the package's types")
}

fn browser() -> Result<()> {
    let tests = root().join("playwright");
    ensure!(
        root().join("dist/index.html").is_file(),
        "there is no dist/: the step `page` builds it"
    );
    let chromium = tools::chromium()?;
    program("npm", ["ci", "--no-audit", "--no-fund"])
        .within(&tests)
        .step("playwright-core")?;
    program("npm", ["test"])
        .with("PULLGATE_CHROMIUM", chromium)
        .within(&tests)
        .step("the page in Chromium")
}
