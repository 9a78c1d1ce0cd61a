//! docs/divergences.md, written from fixtures/divergences.toml, which the tests hold to both answers.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command::root;

/// Where the page lies.
pub(super) fn page() -> PathBuf {
    root().join("docs/divergences.md")
}

/// What the page should say.
pub(super) fn written() -> Result<String> {
    let path = root().join("fixtures/divergences.toml");
    let text = std::fs::read_to_string(&path).context("cannot read fixtures/divergences.toml")?;
    render(&toml::from_str(&text).context("fixtures/divergences.toml")?)
}

const HEAD: &str = "\
# Where pullgate differs from the reference, on purpose

Written by `cargo xtask documents --write` from [fixtures/divergences.toml](../fixtures/divergences.toml). Each row is a recorded case: a test fails when it
no longer differs, and when pullgate would allow what the reference refuses.
";

fn render(list: &Value) -> Result<String> {
    let mut page = String::from(HEAD);
    let mut last_why = "";
    for entry in list["divergence"].as_array().context("no [[divergence]]")? {
        let (case, why) = (text(entry, "case")?, text(entry, "why")?);
        if why != last_why {
            _ = write!(page, "\n{why}\n\n| case | the reference | pullgate |\n|---|---|---|\n");
            last_why = why;
        }
        _ = writeln!(
            page,
            "| {case} | {} | {} |",
            verdict(&entry["theirs"])?,
            verdict(&entry["ours"])?
        );
    }
    let unknowable = list["unknowable"].as_array().map_or(&[][..], Vec::as_slice);
    if !unknowable.is_empty() {
        page.push_str(UNKNOWABLE_HEAD);
    }
    for entry in unknowable {
        _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            text(entry, "image")?,
            text(entry, "unknown")?,
            text(entry, "taken")?,
            text(entry, "code")?
        );
    }
    Ok(page)
}

const UNKNOWABLE_HEAD: &str = "
## What cannot be known without the node

A page has no disk, and pullgate opens no node's store. Each row is tested: the answer about the image carries the diagnostic.

| image | what is not known | what is taken to be so | said as |
|---|---|---|---|
";

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str> {
    value[name]
        .as_str()
        .with_context(|| format!("a divergence has no {name}"))
}

fn verdict(value: &Value) -> Result<String> {
    if value["allowed"].as_bool().context("a verdict has no `allowed`")? {
        return Ok("allowed".into());
    }
    let (class, error) = (text(value, "errorClass")?, text(value, "error")?);
    Ok(format!("refused ({class}): `{}`", error.replace('|', "\\|")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_with_one_reason_stand_under_it() {
        let list = serde_json::json!({"divergence": [
            {"case": "a: one", "why": "Because.", "theirs": {"allowed": true}, "ours": {"allowed": false, "errorClass": "limit", "error": "too | long"}},
            {"case": "a: two", "why": "Because.", "theirs": {"allowed": true}, "ours": {"allowed": false, "errorClass": "other", "error": "no"}},
        ]});
        let page = render(&list).unwrap();
        assert_eq!(page.matches("Because.").count(), 1);
        assert!(page.ends_with(
            "| a: one | allowed | refused (limit): `too \\| long` |\n| a: two | allowed | refused (other): `no` |\n"
        ));
    }

    #[test]
    fn what_cannot_be_known_stands_at_the_end() {
        let list = serde_json::json!({"divergence": [], "unknowable": [
            {"image": "dir:/a", "unknown": "Links.", "taken": "None.", "code": "PG0103", "allowed": true},
        ]});
        assert!(
            render(&list)
                .unwrap()
                .ends_with("| `dir:/a` | Links. | None. | PG0103 |\n")
        );
    }

    #[test]
    fn a_verdict_that_is_none_is_said() {
        let list = serde_json::json!({"divergence": [{"case": "a: b", "why": "c", "theirs": {}, "ours": {}}]});
        assert_eq!(render(&list).unwrap_err().to_string(), "a verdict has no `allowed`");
    }
}
