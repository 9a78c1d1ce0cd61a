//! The page's content security policy. It stands in web/index.html with a place for the hashes of the inline scripts, which Trunk writes and
//! which are known only after the build. Where this step is left out, the page's script does not run: it fails closed.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use sha2::Digest as _;

/// Where the hashes go.
const PLACE: &str = "{inline-scripts}";

/// Writes the hashes of the inline scripts into the policy, and makes sure of the result.
pub(super) fn seal(html: &str) -> Result<String> {
    ensure!(
        html.matches(PLACE).count() == 1,
        "the content security policy must have `{PLACE}` once, in script-src"
    );
    let sealed = html.replace(PLACE, &inline_script_hashes(html).join(" "));
    assert_sealed(&sealed)?;
    Ok(sealed)
}

/// Makes sure that a built page allows its own scripts and nothing else, and connects to nowhere else.
pub(super) fn assert_sealed(html: &str) -> Result<()> {
    let policy = policy(html)?;
    let scripts: BTreeSet<&str> = directive(policy, "script-src")?.into_iter().collect();
    let hashes = inline_script_hashes(html);
    ensure!(
        !hashes.is_empty(),
        "the page has no inline script: has Trunk changed how it starts a page?"
    );
    let wanted: BTreeSet<&str> = ["'self'", "'wasm-unsafe-eval'"]
        .into_iter()
        .chain(hashes.iter().map(String::as_str))
        .collect();
    ensure!(scripts == wanted, "script-src is {scripts:?}, it must be {wanted:?}");
    for (name, value) in [
        ("default-src", "'none'"),
        ("connect-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
    ] {
        let found = directive(policy, name)?;
        ensure!(found == [value], "{name} is {found:?}, it must be {value}");
    }
    Ok(())
}

/// The text of the page's policy. It must come before whatever it should hold for.
fn policy(html: &str) -> Result<&str> {
    let (before, after) = html
        .split_once("http-equiv=\"Content-Security-Policy\"")
        .context("there is no <meta http-equiv=\"Content-Security-Policy\">")?;
    ensure!(
        !before.contains("<script") && !before.contains("<link"),
        "the content security policy must come before scripts and links"
    );
    let (_, content) = after
        .split_once("content=\"")
        .context("the content security policy has no content")?;
    let (policy, _) = content
        .split_once('"')
        .context("the content security policy does not end")?;
    Ok(policy)
}

fn directive<'a>(policy: &'a str, name: &str) -> Result<Vec<&'a str>> {
    for directive in policy.split(';') {
        let mut words = directive.split_whitespace();
        if words.next() == Some(name) {
            return Ok(words.collect());
        }
    }
    bail!("the content security policy has no {name}")
}

/// `'sha256-…'` of each script that stands in the page itself, as CSP Level 3 §8.4 hashes it: its exact text.
fn inline_script_hashes(html: &str) -> Vec<String> {
    let mut hashes = Vec::new();
    let mut rest = html;
    while let Some((_, script)) = rest.split_once("<script") {
        let Some((attributes, body)) = script.split_once('>') else {
            break;
        };
        let Some((text, after)) = body.split_once("</script>") else {
            break;
        };
        if !attributes.contains("src=") {
            let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text));
            hashes.push(format!("'sha256-{digest}'"));
        }
        rest = after;
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {inline-scripts}; connect-src 'self'; base-uri 'none'; form-action 'none'"><script src="a.js"></script><script type="module">abc</script></head>"#;

    #[test]
    fn the_hash_of_the_inline_script_is_written_into_the_policy() {
        // printf abc | openssl dgst -sha256 -binary | base64
        let hash = "script-src 'self' 'wasm-unsafe-eval' 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';";
        assert!(seal(PAGE).unwrap().contains(hash));
    }

    #[test]
    fn a_page_that_would_run_or_reach_more_is_refused() {
        for (what, from, to) in [
            ("no policy", "Content-Security-Policy", "X"),
            (
                "a policy after a script",
                "<head>",
                "<head><script src=\"b.js\"></script>",
            ),
            ("any inline script", "'self' 'wasm", "'self' 'unsafe-inline' 'wasm"),
            ("any host", "connect-src 'self'", "connect-src *"),
            ("no default", "default-src 'none'; ", ""),
            ("no place for the hash", " {inline-scripts}", ""),
        ] {
            let page = PAGE.replacen(from, to, 1);
            assert_ne!(page, PAGE, "{what}");
            assert!(seal(&page).is_err(), "{what}");
        }
    }

    #[test]
    fn a_script_changed_after_the_build_is_noticed() {
        let sealed = seal(PAGE).unwrap();
        assert!(assert_sealed(&sealed).is_ok());
        assert!(assert_sealed(&sealed.replace(">abc<", ">abd<")).is_err());
    }
}
