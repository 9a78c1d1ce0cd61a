//! Holds the documents to the code: links that lead somewhere, a line for each dependency, written pages that are current.

mod divergences;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, program, root, shown};

/// Checks all, and reports all that is wrong.
pub(crate) fn check() -> Result<()> {
    let mut wrong = dependencies()?;
    for file in program("git", ["ls-files", "*.md"]).output()?.lines() {
        let text = std::fs::read_to_string(root().join(file)).with_context(|| file.to_owned())?;
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        let dead = links(&text)
            .into_iter()
            .filter(|link| !root().join(folder).join(link).exists());
        wrong.extend(dead.map(|link| format!("{file}: the link to {link} leads nowhere")));
    }
    if std::fs::read_to_string(divergences::page()).ok() != Some(divergences::written()?) {
        wrong.push("docs/divergences.md is not what `cargo xtask documents --write` writes".into());
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("{}", wrong.join("\n"))
}

/// Writes the pages that are made from data.
pub(crate) fn write() -> Result<()> {
    let page = divergences::page();
    std::fs::write(&page, divergences::written()?).with_context(|| format!("cannot write {}", shown(&page)))
}

/// Each library that a Cargo.toml of ours names has a line in docs/dependencies.md, and each line is of one that is still used.
fn dependencies() -> Result<Vec<String>> {
    let text =
        std::fs::read_to_string(root().join("docs/dependencies.md")).context("cannot read docs/dependencies.md")?;
    let listed: BTreeSet<&str> = text.lines().filter_map(row).collect();
    let metadata = cargo(["metadata", "--format-version", "1", "--no-deps", "--offline"]).output()?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let packages = metadata["packages"]
        .as_array()
        .context("`cargo metadata` lists no packages")?;
    let own: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let named = packages
        .iter()
        .filter_map(|package| package["dependencies"].as_array())
        .flatten()
        .filter_map(|one| one["name"].as_str());
    let used: BTreeSet<&str> = named.filter(|name| !own.contains(name)).collect();
    let missing = used
        .difference(&listed)
        .map(|name| format!("docs/dependencies.md: no line for {name}, which a Cargo.toml names"));
    let stale = listed
        .difference(&used)
        .map(|name| format!("docs/dependencies.md: {name} is listed, but no Cargo.toml names it"));
    Ok(missing.chain(stale).collect())
}

/// The library that a row of the table is about: `` | `name` | … ``.
fn row(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("| `")?.split_once('`')?;
    Some(name)
}

/// The files that a Markdown text links to, without places within them. Addresses are not followed: tests do not use the network.
fn links(text: &str) -> Vec<&str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    files
        .filter_map(|target| target.split('#').next())
        .filter(|path| !path.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_are_found_and_addresses_are_not() {
        let text = "[a](docs/a.md#part), ![b](b.png) [c](https://example.com/c) [d](#here)";
        assert_eq!(links(text), ["docs/a.md", "b.png"]);
    }

    #[test]
    fn a_row_is_about_the_name_in_its_first_column() {
        assert_eq!(row("| `sha2` | digests | `x` |"), Some("sha2"));
        assert_eq!(row("| name | why |"), None);
    }
}
