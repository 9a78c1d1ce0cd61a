//! The gallery and the presets beside the playground, which the page loads when someone opens them.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::command::root;

/// Copies both into the folder of a built page. What is in them is made and tested in `fixtures` (fixtures/gallery, fixtures/presets), so that this program needs no engine.
pub(super) fn write(site: &Path) -> Result<()> {
    for (from, to) in [
        ("fixtures/gallery/gallery.json", "gallery.json"),
        ("fixtures/presets/presets.json", "presets.json"),
    ] {
        let from = root().join(from);
        std::fs::copy(&from, site.join(to)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_gets_a_list_of_scenarios_with_two_requests_each() {
        let site = fresh_folder();
        write(&site).unwrap();
        let text = std::fs::read(site.join("gallery.json")).unwrap();
        std::fs::remove_dir_all(&site).unwrap();
        let scenarios: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
        assert!(scenarios.len() >= 25);
        for scenario in &scenarios {
            for state in ["broken", "fixed"] {
                let state = &scenario["states"][state];
                assert!(
                    state["request"].is_object() && state["allowed"].is_boolean(),
                    "{}",
                    scenario["id"]
                );
            }
        }
    }

    fn fresh_folder() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("pullgate-gallery-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }
}
