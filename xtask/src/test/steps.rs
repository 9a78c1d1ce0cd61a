//! The checks, as data: what each runs, and when it is left out.

use std::path::Path;

use crate::command::{Program, cargo, program};
use crate::oracle::{generators_can_run, go_is_present};
use crate::tools::{firefox_is_near, on_path, webkit_is_near};

/// One check.
pub(super) struct Step {
    /// The name on the command line and in the table.
    pub(super) name: &'static str,
    /// What it shows.
    pub(super) what: &'static str,
    /// Beside which others it runs.
    pub(super) lane: Lane,
    /// Why it cannot or should not run now. It is said, never silent.
    pub(super) left_out: Option<&'static str>,
    /// Run in order; the first that fails ends the step.
    pub(super) commands: Vec<Program>,
}

/// Steps of one lane run in turn, and the lanes beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// What Cargo builds for this machine.
    Engine,
    /// What it builds for WebAssembly at its largest, and the browsers.
    Page,
}

/// The packages that are built for WebAssembly only.
const WASM_PACKAGES: [&str; 2] = ["pullgate-wasm", "pullgate-web"];

/// The names of all steps, in order.
pub(super) fn names() -> Vec<&'static str> {
    all(true, Path::new("xtask"))
        .into_iter()
        .map(|step| step.name)
        .collect()
}

/// All steps, of each lane first those that answer soonest. `xtask` is this program.
pub(super) fn all(quick: bool, xtask: &Path) -> Vec<Step> {
    let xtask = |arguments: &[&str]| program(xtask, arguments);
    let not_quick = quick.then_some("--quick");
    let cases = if quick { "200" } else { "2000" };
    vec![
        step(
            "formatting",
            "rustfmt has nothing to change",
            None,
            vec![cargo(["fmt", "--all", "--check"])],
        ),
        step(
            "lints",
            "clippy has nothing to say, on this machine and for WebAssembly",
            None,
            lints(),
        ),
        step(
            "documents",
            "links lead somewhere, each dependency has its line",
            None,
            vec![xtask(&["documents"])],
        ),
        step(
            "tests",
            "unit and fixture tests, the layers, the page's own parts",
            None,
            vec![cargo(["test", "--locked", "--workspace", "--exclude", "pullgate-wasm"])],
        ),
        step(
            "bare-metal",
            "the engine without std, for thumbv7em",
            None,
            vec![bare_metal("build")],
        ),
        step(
            "rustdoc",
            "the documentation builds without warnings",
            not_quick,
            vec![rustdoc()],
        ),
        step(
            "tools",
            "wasm-bindgen and Trunk, installed where they are missing (then usually 6 minutes)",
            None,
            vec![xtask(&["tools"])],
        )
        .of_page(),
        step(
            "npm",
            "the packed package in Node, its types in tsc",
            None,
            vec![xtask(&["step", "npm"])],
        )
        .of_page(),
        step(
            "page",
            "the playground, sealed for any static host",
            not_quick,
            vec![xtask(&["page"])],
        )
        .of_page(),
        step(
            "differential",
            "the reference library answers alike on random cases",
            no_go(),
            vec![xtask(&["differential", "--cases", cases, "--seed", "1"])],
        ),
        step(
            "cases",
            "the generators make the cases that are there, byte for byte",
            not_quick.or_else(no_generators),
            vec![xtask(&["cases", "--check"])],
        ),
        step(
            "browser",
            "the built page in Chromium",
            not_quick,
            vec![xtask(&["step", "browser"])],
        )
        .of_page(),
        step(
            "firefox",
            "the built page in Firefox",
            not_quick.or_else(no_firefox),
            vec![xtask(&["step", "firefox"])],
        )
        .of_page(),
        step(
            "webkit",
            "the built page in WebKit, Safari's engine",
            not_quick.or_else(no_webkit),
            vec![xtask(&["step", "webkit"])],
        )
        .of_page(),
        step(
            "licences",
            "cargo-deny: licences, bans, sources",
            no_deny(),
            vec![cargo([
                "deny",
                "--offline",
                "--locked",
                "check",
                "licenses",
                "bans",
                "sources",
            ])],
        ),
    ]
}

fn step(name: &'static str, what: &'static str, left_out: Option<&'static str>, commands: Vec<Program>) -> Step {
    Step {
        name,
        what,
        lane: Lane::Engine,
        left_out,
        commands,
    }
}

impl Step {
    fn of_page(self) -> Self {
        Self {
            lane: Lane::Page,
            ..self
        }
    }
}

fn no_go() -> Option<&'static str> {
    (!go_is_present()).then_some("there is no Go here")
}

fn no_generators() -> Option<&'static str> {
    (!generators_can_run()).then_some("this needs Go, gpg, and Python with fixtures/record/requirements.txt")
}

fn no_firefox() -> Option<&'static str> {
    (!firefox_is_near())
        .then_some("there is no Firefox here: install Debian's `firefox-esr`, or name one in PULLGATE_FIREFOX")
}

fn no_webkit() -> Option<&'static str> {
    (!webkit_is_near()).then_some("there is no WebKit here: install Debian's `webkit2gtk-driver` and `xvfb`")
}

fn no_deny() -> Option<&'static str> {
    on_path("cargo-deny").is_none().then_some("cargo-deny is not installed")
}

fn lints() -> Vec<Program> {
    let denied = ["--", "--deny", "warnings"];
    let wasm = cargo([
        "clippy",
        "--locked",
        "--all-targets",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    let wasm = WASM_PACKAGES
        .iter()
        .fold(wasm, |command, package| command.and(["--package", package]));
    vec![
        native(cargo(["clippy", "--locked", "--workspace", "--all-targets"])).and(denied),
        bare_metal("clippy").and(denied),
        wasm.and(denied),
    ]
}

fn bare_metal(task: &str) -> Program {
    cargo([
        task,
        "--locked",
        "--package",
        "pullgate-core",
        "--no-default-features",
        "--target",
        "thumbv7em-none-eabihf",
    ])
}

fn rustdoc() -> Program {
    native(cargo([
        "doc",
        "--locked",
        "--no-deps",
        "--workspace",
        "--document-private-items",
    ]))
    .with(
        "RUSTDOCFLAGS",
        "--deny warnings --allow rustdoc::private_intra_doc_links",
    )
}

/// Leaves out what is only built for WebAssembly.
fn native(command: Program) -> Program {
    WASM_PACKAGES
        .iter()
        .fold(command, |command, package| command.and(["--exclude", package]))
}
