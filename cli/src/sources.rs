//! Where signatures lie, as the arguments give it: registries.d, a lookaside store, Sigstore attachments.

use std::collections::BTreeMap;
use std::fs::{DirEntry, metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use pullgate_core::exchange::policy_in_force::namespace_of;

use crate::files::{read, unreadable};
use crate::{Problem, archive, print};

/// How deep the folders of a store may lie: a repository's name has a few parts. It also ends loops of links.
const DEPTH_LIMIT: usize = 64;
/// All signatures of a store together, in bytes.
const STORE_LIMIT: usize = 256 << 20;

/// The files of `registries.d` by their names, as far as a node reads them.
pub(crate) fn registries_d(folder: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let mut files = BTreeMap::new();
    for entry in entries(folder, "registries.d")? {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        if is_folder || !name.ends_with(".yaml") {
            continue;
        }
        let content = read(&path, "the file of registries.d")?;
        let text = String::from_utf8(content)
            .map_err(|_| Problem::new(format!("{} is not UTF-8", path.display())).help("save the file as UTF-8"))?;
        files.insert(name, text);
    }
    Ok(files)
}

/// The policy of a namespace, by the name of its file, if the folder has it.
pub(crate) fn policy_dir(folder: &Path, namespace: Option<&str>) -> Result<BTreeMap<String, String>, Problem> {
    const FOLDER: &str = "the folder of policies";
    const POLICY: &str = "the policy of the namespace";
    // With a mistyped folder, the node's policy would apply unseen.
    let is_folder = metadata(folder).map_err(|error| {
        unreadable(folder, FOLDER, &error).help("name the signature_policy_dir of the node, such as /etc/crio/policies")
    })?;
    if !is_folder.is_dir() {
        return Err(Problem::new(format!("{FOLDER} {} is no folder", folder.display()))
            .help("name the folder, and the namespace with --namespace"));
    }
    let mut files = BTreeMap::new();
    let Some(namespace) = namespace else {
        return Ok(files);
    };
    let name = format!("{namespace}.json");
    let path = folder.join(&name);
    match metadata(&path) {
        // CRI-O falls back in this case alone.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            note_others(folder, &name);
            return Ok(files);
        }
        Err(error) => {
            return Err(unreadable(&path, POLICY, &error).help("CRI-O refuses every pull of this namespace, too"));
        }
        Ok(found) if !found.is_file() => {
            return Err(Problem::new(format!("{POLICY} {} is no regular file", path.display()))
                .help("put the policy's text there, or nothing: then --policy applies"));
        }
        Ok(_) => {}
    }
    let text = String::from_utf8(read(&path, POLICY)?)
        .map_err(|_| Problem::new(format!("{} is not UTF-8", path.display())).help("save the file as UTF-8"))?;
    files.insert(name, text);
    Ok(files)
}

/// Whose policies there are, for someone who mistyped a namespace.
fn note_others(folder: &Path, name: &str) {
    /// More are not told.
    const TOLD: usize = 5;
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut others: Vec<String> = names
        .filter_map(|name| namespace_of(&name).map(ToOwned::to_owned))
        .take(1_000)
        .collect();
    others.sort();
    let more = if others.len() > TOLD { ", …" } else { "" };
    others.truncate(TOLD);
    if !others.is_empty() {
        print::note(&format!(
            "{} has no {name}; it has policies of {}{more}",
            folder.display(),
            others.join(", ")
        ));
    }
}

/// The signatures of a store, by their paths from its top folder; of a store in an archive, by their paths in there.
pub(crate) fn lookaside(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    if folder.is_file() {
        let is_signature = |path: &str| {
            path.rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with("signature-"))
        };
        return archive::files(folder, "the store", is_signature);
    }
    let mut files = BTreeMap::new();
    let mut size = 0;
    let mut folders = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((path, prefix, depth)) = folders.pop() {
        for entry in entries(&path, "the store")? {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(metadata) = metadata(entry.path()) else { continue };
            if metadata.is_dir() && depth < DEPTH_LIMIT {
                folders.push((entry.path(), format!("{prefix}{name}/"), depth + 1));
            } else if metadata.is_file() && name.starts_with("signature-") {
                let content = read(&entry.path(), "the signature")?;
                size += content.len();
                if size > STORE_LIMIT {
                    return Err(Problem::new(format!(
                        "the signatures in {} have more than {} MiB together",
                        folder.display(),
                        STORE_LIMIT >> 20
                    ))
                    .help("copy the folders of this one repository, and name that folder"));
                }
                files.insert(format!("{prefix}{name}"), content);
            }
        }
    }
    Ok(files)
}

/// What cosign attached to an image, unsorted.
pub(crate) fn attachments(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Problem> {
    paths.iter().map(|path| read(path, "the attachment")).collect()
}

/// What lies right in a folder.
pub(crate) fn entries(folder: &Path, what: &str) -> Result<Vec<DirEntry>, Problem> {
    let list = || folder.read_dir()?.collect::<std::io::Result<Vec<_>>>();
    list().map_err(|error| unreadable(folder, what, &error).help("name a folder that this machine can list"))
}

/// Whether a store is this folder: where registries.d asks elsewhere, its content is taken for what lies there.
pub(crate) fn is_store(url: &str, folder: &Path) -> bool {
    let Some(path) = url.strip_prefix("file://") else {
        return false;
    };
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    canonical(Path::new(path)).starts_with(canonical(folder)) || Path::new(path).starts_with(folder)
}
