//! The folder of an image as the `dir:` transport writes it. Source: reference.md §6.2.

use std::path::Path;

use pullgate_core::exchange::manifest::{choose_image, read_list};
use pullgate_core::exchange::request::Platform;

use crate::Problem;
use crate::files::{read, read_if_present, unreadable};

/// What counts in such a folder; the layers do not.
#[derive(Debug, Default)]
pub(crate) struct ImageFolder {
    /// `manifest.json`, or that of the image chosen from a list.
    pub(crate) manifest: Option<Vec<u8>>,
    /// `manifest.json`, where it is a list.
    pub(crate) manifest_list: Option<Vec<u8>>,
    /// The digest of the image chosen from the list.
    pub(crate) instance: Option<String>,
    /// `signature-1`, `signature-2`, … up to the first that is missing.
    pub(crate) signatures: Vec<Vec<u8>>,
}

/// Which image of a list is meant.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    pub(crate) instance: Option<&'a str>,
    pub(crate) platform: Option<&'a Platform>,
}

impl ImageFolder {
    /// Reads the folder; it must have a manifest. Where that is a list, one of its images must be wanted.
    pub(crate) fn read(folder: &Path, wanted: Wanted<'_>) -> Result<Self, Problem> {
        match std::fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                return Err(wrong_folder(Problem::new(format!(
                    "{} is not a folder",
                    folder.display()
                ))));
            }
            Err(error) => return Err(wrong_folder(unreadable(folder, "the image", &error))),
        }
        check_version(&folder.join("version"))?;
        let manifest = read(&folder.join("manifest.json"), "the manifest").map_err(wrong_folder)?;
        let Some(digest) = wanted.of(&manifest)? else {
            return Ok(Self {
                manifest: Some(manifest),
                signatures: signatures(folder, "")?,
                ..Self::default()
            });
        };
        let prefix = prefix(&digest);
        let instance = read(
            &folder.join(format!("{prefix}manifest.json")),
            "the manifest of the image",
        )
        .map_err(|problem| problem.help("`skopeo copy --all` copies all images of a list"))?;
        Ok(Self {
            manifest: Some(instance),
            manifest_list: Some(manifest),
            instance: Some(digest),
            signatures: signatures(folder, &prefix)?,
        })
    }
}

impl Wanted<'_> {
    /// The digest of the wanted image of a list; `None` where the manifest is no list.
    pub(crate) fn of(self, manifest: &[u8]) -> Result<Option<String>, Problem> {
        let wanted = match (self.instance, self.platform) {
            (Some(digest), _) => Some(Ok(digest)),
            (None, Some(platform)) => Some(Err(platform)),
            (None, None) => None,
        };
        let list = match read_list(manifest) {
            None if wanted.is_none() => return Ok(None),
            None => {
                return Err(
                    Problem::new("manifest.json is not a list of images").help("leave out --platform and --instance")
                );
            }
            Some(list) => list.map_err(|words| Problem::new(format!("manifest.json: {words}")))?,
        };
        let choices: Vec<String> = list
            .entries
            .iter()
            .map(|entry| match &entry.platform {
                Some(platform) => format!("--platform {platform}"),
                None => format!("--instance {}", entry.digest),
            })
            .collect();
        let choices = format!("the list has {}", choices.join(", "));
        let Some(wanted) = wanted else {
            let problem = Problem::new("manifest.json is a list, of which a node pulls one image: say which");
            return Err(problem.help(choices));
        };
        choose_image(&list, wanted)
            .map(Some)
            .map_err(|words| Problem::new(words).help(choices))
    }
}

/// What the names of an image's own files begin with.
fn prefix(digest: &str) -> String {
    match digest.split_once(':') {
        Some(("sha256", digits)) => format!("{digits}."),
        Some((algorithm, digits)) => format!("{algorithm}-{digits}."),
        None => String::new(),
    }
}

fn signatures(folder: &Path, prefix: &str) -> Result<Vec<Vec<u8>>, Problem> {
    let mut signatures = Vec::new();
    while let Some(signature) = read_if_present(
        &folder.join(format!("{prefix}signature-{}", signatures.len() + 1)),
        "the signature",
    )? {
        signatures.push(signature);
    }
    Ok(signatures)
}

fn wrong_folder(problem: Problem) -> Problem {
    problem.help("--dir takes a folder that `skopeo copy IMAGE dir:FOLDER` wrote, without the `dir:`")
}

/// The newest version of the layout that is read.
const VERSION: (u64, u64) = (1, 2);

fn check_version(path: &Path) -> Result<(), Problem> {
    let Some(content) = read_if_present(path, "the layout's version")? else {
        return Ok(());
    };
    match parse_version(&content) {
        None => Err(Problem::new(format!(
            "{} is not what the dir: transport writes",
            path.display()
        ))),
        Some(version) if version > VERSION => Err(Problem::new(format!(
            "{} says version {}.{}; up to {}.{} is read",
            path.display(),
            version.0,
            version.1,
            VERSION.0,
            VERSION.1
        ))),
        Some(_) => Ok(()),
    }
}

/// Exactly `Directory Transport Version: 1.1` and a line feed.
fn parse_version(content: &[u8]) -> Option<(u64, u64)> {
    let version = std::str::from_utf8(content)
        .ok()?
        .strip_prefix("Directory Transport Version: ")?
        .strip_suffix('\n')?;
    let (major, minor) = version.split_once('.')?;
    Some((canonical(major)?, canonical(minor)?))
}

fn canonical(number: &str) -> Option<u64> {
    let value: u64 = number.parse().ok()?;
    (value.to_string() == number).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_written_in_one_way_only() {
        assert_eq!(parse_version(b"Directory Transport Version: 1.1\n"), Some((1, 1)));
        for other in [
            "",
            "1.1\n",
            "Directory Transport Version: 1.1",
            "Directory Transport Version: 1.1\n\n",
            "Directory Transport Version: 01.1\n",
        ] {
            assert_eq!(parse_version(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn versions_are_compared_as_pairs_of_numbers() {
        assert!(Some(VERSION) < parse_version(b"Directory Transport Version: 1.10\n"));
        assert!(Some(VERSION) < parse_version(b"Directory Transport Version: 2.0\n"));
        assert!(Some(VERSION) >= parse_version(b"Directory Transport Version: 0.9\n"));
    }
}
