//! The npm package: the engine as one WebAssembly file, its JavaScript side, and the hand-written parts in npm/.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::command::{cargo, program, root, shown, target_folder, work_folder};
use crate::tools::{self, WASM_BINDGEN};

/// What npm/ holds for the package beside its package.json.
const PARTS: [&str; 5] = [
    "index.browser.js",
    "index.d.ts",
    "index.node.js",
    "package.json",
    "README.md",
];

/// Packs `pullgate-VERSION.tgz`.
pub(crate) fn pack() -> Result<PathBuf> {
    let package = assemble()?;
    let output = work_folder("npm")?;
    let version = version()?;
    program("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .and([&output])
        .within(&package)
        .output()
        .context("cannot pack the package: Node 20 or newer brings npm")?;
    let packed = output.join(format!("pullgate-{version}.tgz"));
    ensure!(packed.is_file(), "npm made no {}", shown(&packed));
    println!(
        "the npm package: {} ({} bytes)",
        shown(&packed),
        packed.metadata()?.len()
    );
    Ok(packed)
}

/// Puts the package's files together, unpacked.
pub(crate) fn assemble() -> Result<PathBuf> {
    tools::targets()?;
    let bindgen = WASM_BINDGEN.ready()?;
    cargo([
        "build",
        "--locked",
        "--package",
        "pullgate-wasm",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm",
    ])
    .step("the engine as WebAssembly (a minute or two at first)")?;
    let package = work_folder("npm")?.join("package");
    if package.exists() {
        std::fs::remove_dir_all(&package).with_context(|| format!("cannot empty {}", shown(&package)))?;
    }
    program(
        bindgen,
        [
            "--target",
            "web",
            "--out-name",
            "engine",
            "--no-typescript",
            "--omit-default-module-path",
        ],
    )
    .and(["--remove-name-section", "--remove-producers-section", "--out-dir"])
    .and([
        &package,
        &target_folder()?.join("wasm32-unknown-unknown/wasm/pullgate_wasm.wasm"),
    ])
    .run()?;
    // Its users see this name: `pullgate/engine.wasm`.
    std::fs::rename(package.join("engine_bg.wasm"), package.join("engine.wasm"))
        .context("wasm-bindgen wrote no engine_bg.wasm")?;
    let parts = PARTS
        .iter()
        .map(|name| root().join("npm").join(name))
        .chain([root().join("LICENSE")]);
    for part in parts {
        let name = part.file_name().unwrap_or_default();
        std::fs::copy(&part, package.join(name)).with_context(|| format!("cannot copy {}", shown(&part)))?;
    }
    Ok(package)
}

/// The version in npm/package.json, which must be the workspace's.
fn version() -> Result<String> {
    let text = std::fs::read_to_string(root().join("npm/package.json")).context("cannot read npm/package.json")?;
    let manifest: serde_json::Value = serde_json::from_str(&text).context("npm/package.json")?;
    let version = manifest["version"]
        .as_str()
        .context("npm/package.json has no version")?;
    ensure!(
        version == env!("CARGO_PKG_VERSION"),
        "npm/package.json has version {version}, the workspace has {}",
        env!("CARGO_PKG_VERSION")
    );
    Ok(version.into())
}
