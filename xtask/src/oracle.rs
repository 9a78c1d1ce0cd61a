//! The reference library as an oracle: fixtures/oracle, a Go program. Needed to compare live and to record answers; `cargo test` needs neither.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::command::{Program, cargo, program, root, work_folder};
use crate::npm;
use crate::tools::{add_debian_packages, on_path};

/// What builds without C libraries. GPGME judges where the two mechanisms differ, so its build is preferred (fixtures/oracle/README.md).
const OPENPGP_TAGS: &str = "containers_image_openpgp exclude_graphdriver_btrfs";
const GPGME_TAGS: &str = "exclude_graphdriver_btrfs";

/// Whether there is a Go to build the oracle with.
pub(crate) fn go_is_present() -> bool {
    on_path("go").is_some()
}

/// Runs the differential driver with a freshly built oracle.
pub(crate) fn differential(arguments: &[String]) -> Result<()> {
    let oracle = build(Mechanism::Judge)?;
    driver("differential", &oracle).and(arguments).run()
}

/// Lets a freshly built oracle write down its answers about fixtures/signed and fixtures/gallery again.
pub(crate) fn record(arguments: &[String]) -> Result<()> {
    let oracle = build(Mechanism::Judge)?;
    let signed = root().join("fixtures/signed");
    let mut cases = Vec::new();
    for entry in signed.read_dir().context("cannot read fixtures/signed")? {
        let entry = entry?;
        if entry.path().is_dir() {
            cases.push(entry.file_name());
        }
    }
    cases.sort();
    program(&oracle, ["record"])
        .and(arguments)
        .and(cases)
        .within(signed)
        .run()?;
    driver("gallery", &oracle).and(arguments).run()
}

/// Runs the generators of fixtures/cases with a freshly built oracle.
pub(crate) fn cases(check: bool) -> Result<()> {
    let oracle = build(Mechanism::Judge)?;
    program("python3", ["fixtures/record/make_cases.py"])
        .and([&oracle])
        .and(check.then_some("--check"))
        .within(root())
        .run()
}

/// Whether there is what the generators need.
pub(crate) fn generators_can_run() -> bool {
    let imported = || {
        program("python3", ["-c", "import cryptography, gmpy2"])
            .output()
            .is_ok()
    };
    go_is_present() && on_path("gpg").is_some() && on_path("python3").is_some() && imported()
}

/// Measures the engine, natively and as WebAssembly, beside the reference: the build without GPGME, which starts a process for each signature.
pub(crate) fn bench(arguments: &[String]) -> Result<()> {
    let oracle = build(Mechanism::WithoutProcesses)?;
    let package = npm::assemble()?;
    driver("bench", &oracle)
        .and(["--package"])
        .and([&package])
        .and(arguments)
        .run()
}

/// A program of the fixtures that asks the engine and the oracle, built for speed: real signatures by the thousand.
fn driver(name: &str, oracle: &Path) -> Program {
    cargo([
        "run",
        "--quiet",
        "--locked",
        "--release",
        "--package",
        "pullgate-fixtures",
        "--bin",
    ])
    .and([name, "--", "--oracle"])
    .and([oracle])
}

/// Which of the library's mechanisms for OpenPGP is built in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    /// GPGME where it can be had: what nodes run.
    Judge,
    /// Go's own.
    WithoutProcesses,
}

/// Builds the oracle with a clock that can be set.
fn build(mechanism: Mechanism) -> Result<PathBuf> {
    let go =
        on_path("go").context("this needs Go 1.26 or newer (https://go.dev/dl/); everything else works without it")?;
    let source = root().join("fixtures/oracle");
    let output = work_folder("oracle")?;
    let has_gpgme = || on_path("gpg").is_some() && program("pkg-config", ["--exists", "gpgme"]).output().is_ok();
    let wanted = mechanism == Mechanism::Judge;
    if wanted && !has_gpgme() {
        add_debian_packages(
            &["libgpgme-dev", "libassuan-dev", "pkg-config", "gnupg"],
            "GPGME, the judge of OpenPGP (a few seconds)",
        )?;
    }
    let gpgme = wanted && has_gpgme();
    let (name, tags) = if gpgme {
        ("oracle-gpgme", GPGME_TAGS)
    } else {
        ("oracle-openpgp", OPENPGP_TAGS)
    };
    if wanted && !gpgme {
        println!(
            "- no GPGME (Debian: libgpgme-dev libassuan-dev pkg-config): asking the build that does without, which differs in a few OpenPGP messages"
        );
    }
    let overlay = output.join("overlay");
    program(&go, ["run", "-tags", OPENPGP_TAGS, ".", "overlay"])
        .and([&overlay])
        .within(&source)
        .step("a clock for the oracle that can be set (half a minute at first)")?;
    let oracle = output.join(name);
    let overlay = overlay.join("overlay.json");
    program(
        &go,
        [
            "build".as_ref(),
            "-overlay".as_ref(),
            overlay.as_os_str(),
            "-tags".as_ref(),
            tags.as_ref(),
            "-o".as_ref(),
            oracle.as_os_str(),
        ],
    )
    .and(["."])
    .within(&source)
    .step("the oracle, which asks the reference library (half a minute at first)")?;
    Ok(oracle)
}
