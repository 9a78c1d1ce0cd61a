//! The service worker of a built page: told its files, and a version that changes with any of them.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

const NAME: &str = "service-worker.js";

/// Fills it in, once everything else lies in the folder of the built page.
pub(super) fn seal(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(site, "", &mut files)?;
    files.sort();
    let mut digest = Sha256::new();
    for file in &files {
        let bytes = std::fs::read(site.join(file)).with_context(|| format!("cannot read {file}"))?;
        digest.update(file.as_bytes());
        digest.update(Sha256::digest(&bytes));
    }
    let version = URL_SAFE_NO_PAD.encode(&digest.finalize()[..12]);
    let path = site.join(NAME);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    std::fs::write(&path, filled(&text, &version, &files)?).with_context(|| format!("cannot write {}", path.display()))
}

fn filled(text: &str, version: &str, files: &[String]) -> Result<String> {
    ensure!(
        text.contains("{version}") && text.contains("['{files}']"),
        "web/{NAME} has no place for its version and its files"
    );
    let list = serde_json::to_string(files)?;
    // The folder itself is the page.
    let list = list.replacen('[', "[\"./\",", 1);
    Ok(text.replace("{version}", version).replace("['{files}']", &list))
}

fn collect(site: &Path, folder: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(site.join(folder)).with_context(|| format!("cannot read {}", site.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if entry.file_type()?.is_dir() {
            collect(site, &path, files)?;
        } else if path != NAME {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_version_are_filled_in() {
        let text = include_str!("../../../web/service-worker.js");
        let filled = filled(text, "abc", &["index.html".into(), "codes/PG0001.html".into()]).unwrap();
        assert!(filled.contains("'pullgate abc'"), "{filled}");
        assert!(
            filled.contains(r#"const FILES = ["./","index.html","codes/PG0001.html"];"#),
            "{filled}"
        );
        assert!(super::filled("nothing", "abc", &[]).is_err());
    }
}
