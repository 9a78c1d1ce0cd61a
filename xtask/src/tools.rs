//! What building needs beside Cargo: Rust's targets, wasm-bindgen, Trunk, a Chromium. Installed where missing, with a line that says why.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::command::{cargo, program, root};

/// A program that Cargo installs for all checkouts of a user: it takes minutes.
pub(crate) struct Tool {
    /// The name of the program.
    name: &'static str,
    /// The name of the package.
    package: &'static str,
    /// The only version that is used.
    version: &'static str,
    why: &'static str,
    /// Measured on two cores (docs/performance.md).
    usual_time: &'static str,
    arguments: &'static [&'static str],
}

/// Must be the version of the `wasm-bindgen` library in Cargo.lock; 0.2.130's own lock file does not resolve with `--locked`.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    why: "writes the JavaScript side of a WebAssembly module",
    usual_time: "2 minutes",
    arguments: &["--no-default-features"],
};

/// 0.22 needs a newer Rust.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    why: "builds and serves the page",
    usual_time: "4 to 6 minutes",
    arguments: &["--no-default-features", "--features", "rustls"],
};

/// Everything that building needs; a Chromium too if asked for.
pub(crate) fn install(chromium: bool) -> Result<()> {
    targets()?;
    WASM_BINDGEN.ready()?;
    TRUNK.ready()?;
    if chromium {
        println!("Chromium: {}", self::chromium()?.display());
    }
    Ok(())
}

/// Adds the targets that rust-toolchain.toml names.
pub(crate) fn targets() -> Result<()> {
    let sysroot = program("rustc", ["--print", "sysroot"]).output()?;
    let libraries = Path::new(sysroot.trim()).join("lib/rustlib");
    let text =
        std::fs::read_to_string(root().join("rust-toolchain.toml")).context("cannot read rust-toolchain.toml")?;
    let missing: Vec<&str> = named_targets(&text)?
        .into_iter()
        .filter(|target| !libraries.join(target).join("lib").is_dir())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    program("rustup", ["target", "add"])
        .and(&missing)
        .step("Rust's standard library for WebAssembly and bare metal (a few seconds each)")
        .with_context(|| {
            format!(
                "the Rust targets {} are missing: install rustup, or these targets in another way",
                missing.join(" and ")
            )
        })
}

/// The targets in the text of rust-toolchain.toml.
fn named_targets(text: &str) -> Result<Vec<&str>> {
    let list = text
        .lines()
        .find_map(|line| line.strip_prefix("targets = [")?.strip_suffix(']'));
    let list = list.context("rust-toolchain.toml has no line `targets = […]`")?;
    Ok(list.split(',').map(|name| name.trim().trim_matches('"')).collect())
}

impl Tool {
    /// The program in the right version, installed if it is missing.
    pub(crate) fn ready(&self) -> Result<PathBuf> {
        let folder = folder().join(format!("{}-{}", self.name, self.version));
        let own = folder.join("bin").join(self.name);
        if let Some(found) = [own.clone(), PathBuf::from(self.name)]
            .into_iter()
            .find(|path| self.is_at(path))
        {
            return Ok(found);
        }
        // Kept after an interruption, so that the next try goes on where this one stopped.
        let building = crate::command::work_folder("tools")?;
        cargo(["install", "--locked", "--version", self.version, self.package])
            .and(self.arguments)
            .and([
                "--root".as_ref(),
                folder.as_os_str(),
                "--target-dir".as_ref(),
                building.as_os_str(),
            ])
            // A tool that runs for a second is not worth minutes of optimizing: half the time to install (docs/performance.md).
            .with("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .with("CARGO_PROFILE_RELEASE_LTO", "off")
            .with("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .step(&format!(
                "{} {}, which {} (once, usually {})",
                self.name, self.version, self.why, self.usual_time
            ))?;
        if !self.is_at(&own) {
            bail!(
                "{} was installed but does not answer as version {}",
                own.display(),
                self.version
            );
        }
        std::fs::remove_dir_all(&building).context("cannot remove what the installation left behind")?;
        Ok(own)
    }

    fn is_at(&self, path: &Path) -> bool {
        // Trunk takes NO_COLOR for a flag that must be `true` or `false`.
        let version = program(path, ["--version"]).without("NO_COLOR").output();
        version.is_ok_and(|text| text.split_whitespace().nth(1) == Some(self.version))
    }
}

/// Where the tools are kept: `PULLGATE_TOOLS`, the user's folder for what can be made again (XDG Base Directory Specification), or `.tools/`.
fn folder() -> PathBuf {
    let named = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    named("PULLGATE_TOOLS")
        .or_else(|| {
            let cache = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
            Some(cache?.join("pullgate/tools"))
        })
        .unwrap_or_else(|| root().join(".tools"))
}

/// Where a Chromium or Chrome usually is.
const CHROMIUMS: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A Chromium for the browser tests: `PULLGATE_CHROMIUM`, an installed one, or Debian's package where we may install it.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PULLGATE_CHROMIUM") {
        let path = PathBuf::from(path);
        return runs(&path)
            .then_some(path)
            .context("PULLGATE_CHROMIUM names no Chromium that answers `--version`");
    }
    if let Some(path) = installed_chromium() {
        return Ok(path);
    }
    if add_debian_packages(&["chromium"], "the browser tests (usually half a minute)")?
        && let Some(path) = installed_chromium()
    {
        return Ok(path);
    }
    bail!(
        "the browser tests need Chromium or Chrome: install Debian's package `chromium` (`sudo apt-get install chromium`) or Google Chrome, \
         or name one in PULLGATE_CHROMIUM"
    )
}

/// Where a Firefox usually is.
const FIREFOXES: [&str; 3] = [
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
];

/// A Firefox: `PULLGATE_FIREFOX`, an installed one, or Debian's package where we may install it.
pub(crate) fn firefox() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PULLGATE_FIREFOX") {
        let path = PathBuf::from(path);
        return runs(&path)
            .then_some(path)
            .context("PULLGATE_FIREFOX names no Firefox that answers `--version`");
    }
    if installed_firefox().is_none() {
        add_debian_packages(&["firefox-esr"], "the test in Firefox (usually half a minute)")?;
    }
    installed_firefox().context("there is no Firefox")
}

/// Whether there is one already. It is not installed unasked, as Chromium is: the page is tested without it, too, and a machine may have no way to get it.
pub(crate) fn firefox_is_near() -> bool {
    std::env::var_os("PULLGATE_FIREFOX").is_some() || installed_firefox().is_some()
}

/// The driver of WebKitGTK: `PULLGATE_WEBKIT`, an installed one, or Debian's package where we may install it. It needs a screen, which Xvfb makes.
pub(crate) fn webkit() -> Result<PathBuf> {
    if !webkit_is_near() {
        add_debian_packages(&["webkit2gtk-driver", "xvfb"], "the test in WebKit (usually a minute)")?;
    }
    ensure!(webkit_is_near(), "there is no WebKitWebDriver, or no Xvfb");
    let named = std::env::var_os("PULLGATE_WEBKIT").map(PathBuf::from);
    named.or_else(|| on_path(WEBKIT)).context("there is no WebKitWebDriver")
}

/// Whether there is one already, and a screen for it.
pub(crate) fn webkit_is_near() -> bool {
    (std::env::var_os("PULLGATE_WEBKIT").is_some() || on_path(WEBKIT).is_some()) && on_path("Xvfb").is_some()
}

const WEBKIT: &str = "WebKitWebDriver";

fn may_add_debian_packages() -> bool {
    on_path("apt-get").is_some() && program("id", ["-u"]).output().is_ok_and(|id| id.trim() == "0")
}

/// Installs packages where this is Debian (or a child of it) and we may; says whether it did.
pub(crate) fn add_debian_packages(names: &[&str], what_for: &str) -> Result<bool> {
    if !may_add_debian_packages() {
        return Ok(false);
    }
    let apt = || program("apt-get", ["--quiet", "--quiet", "--yes"]).with("DEBIAN_FRONTEND", "noninteractive");
    apt()
        .and(["update"])
        .step("the list of Debian's packages (a few seconds)")?;
    apt()
        .and(["install", "--no-install-recommends"])
        .and(names)
        .step(&format!("Debian's packages, for {what_for}"))?;
    Ok(true)
}

fn installed_chromium() -> Option<PathBuf> {
    CHROMIUMS
        .iter()
        .filter_map(|name| on_path(name))
        .find(|path| runs(path))
}

fn installed_firefox() -> Option<PathBuf> {
    FIREFOXES.iter().find_map(|name| on_path(name))
}

fn runs(path: &Path) -> bool {
    program(path, ["--version"]).output().is_ok()
}

/// Where a program is, if it is on the search path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    // Joining an absolute path to a folder gives the absolute path.
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_wasm_bindgen_is_the_library_s_version() {
        let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
        let line = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", WASM_BINDGEN.version);
        assert!(
            lock.contains(&line),
            "Cargo.lock has another wasm-bindgen than {}",
            WASM_BINDGEN.version
        );
        let trunk = std::fs::read_to_string(root().join("Trunk.toml")).unwrap();
        assert!(
            trunk.contains(&format!("wasm_bindgen = \"{}\"", WASM_BINDGEN.version)),
            "Trunk.toml has another wasm-bindgen"
        );
    }

    #[test]
    fn targets_are_those_of_the_toolchain_file() {
        let text = "[toolchain]\ntargets = [\"wasm32-unknown-unknown\", \"thumbv7em-none-eabihf\"]\n";
        assert_eq!(
            named_targets(text).unwrap(),
            ["wasm32-unknown-unknown", "thumbv7em-none-eabihf"]
        );
        assert!(named_targets("[toolchain]\n").is_err());
    }
}
