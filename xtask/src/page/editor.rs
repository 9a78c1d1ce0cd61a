//! The editor for long policies: bundled out of web/editor, with a hash in its name, and named in the page, which loads it when it is needed.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::command::{program, root};

/// Where the page names it (web/index.html).
const PLACE: &str = "{long-editor}";
/// What was installed, as npm was told: where it is the same, there is nothing to do.
const INSTALLED: &str = "node_modules/.pullgate-installed";

/// Installs what bundling needs, where it is missing.
pub(super) fn ready() -> Result<()> {
    let folder = folder();
    let wanted = std::fs::read(folder.join("package-lock.json")).context("cannot read web/editor/package-lock.json")?;
    if std::fs::read(folder.join(INSTALLED)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    program("npm", ["ci", "--no-audit", "--no-fund"])
        .within(&folder)
        .step("what the editor for long policies is made of (a few seconds)")
        .context("Node 20 or newer brings npm")?;
    std::fs::write(folder.join(INSTALLED), wanted).context("cannot write into web/editor/node_modules")
}

/// Writes it into the folder of a built page, and its name into the page's HTML.
pub(super) fn write(site: &Path, html: &str) -> Result<String> {
    let script = bundled()?;
    let hash: String = Sha256::digest(&script)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = format!("long-editor-{hash}.js");
    let path = site.join(&name);
    std::fs::write(&path, script).with_context(|| format!("cannot write {}", path.display()))?;
    named(html, &name)
}

fn bundled() -> Result<String> {
    let folder = folder();
    let bundled = program(
        folder.join("node_modules/.bin/esbuild"),
        ["editor.js", "--bundle", "--minify", "--format=esm", "--target=es2022"],
    )
    .and([
        "--charset=utf8",
        "--legal-comments=inline",
        "--loader:.css=text",
        "--log-level=warning",
    ])
    .within(&folder)
    .output();
    bundled.context("cannot bundle web/editor: `cargo xtask page` installs what that needs")
}

fn named(html: &str, name: &str) -> Result<String> {
    ensure!(
        html.matches(PLACE).count() == 1,
        "web/index.html must have `{PLACE}` once"
    );
    Ok(html.replace(PLACE, name))
}

fn folder() -> PathBuf {
    root().join("web/editor")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_it_once() {
        let page = include_str!("../../../web/index.html");
        assert!(
            named(page, "long-editor-0.js")
                .unwrap()
                .contains("content=\"long-editor-0.js\"")
        );
        assert!(named("<html>", "x").is_err());
    }
}
