//! Whether any image has a scope, and which scopes lie around it. Source: reference.md §1.10.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::files::VirtualFiles;
use crate::reference::{ImageReference, Named, Transport};

/// Why no image has a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// Names of images have no upper-case letters behind the host.
    Case,
    /// It has neither a tag nor a digest and is no host: image names always begin with one.
    NoHost,
    /// It begins with a scheme, such as `https://`.
    Scheme,
    /// It ends in a slash.
    Slash,
    /// A tag in front of more of a name, or a tag together with a digest.
    Tag,
    /// A `*` elsewhere than in front of a host's parent.
    Wildcard,
    /// It is no part of any name.
    NoName,
}

pub(super) fn is_host(scope: &str) -> bool {
    !scope.contains('/')
}

/// Why no image of the transport has the scope, and what was probably meant; `None` if some image has it.
#[must_use]
pub fn unreachable(transport: Transport, scope: &str) -> Option<(Unreachable, Option<String>)> {
    let has = |scope: &str| match transport {
        Transport::Docker | Transport::DockerDaemon | Transport::Atomic => has_an_image(transport, scope),
        Transport::ContainersStorage => has_a_stored_image(scope),
        // Their grammars were checked when the policy was parsed.
        _ => true,
    };
    if has(scope) {
        return None;
    }
    if transport == Transport::ContainersStorage {
        return Some((Unreachable::NoName, None));
    }
    let (why, meant) = meant(scope);
    Some((why, meant.filter(|meant| meant != scope && has(meant))))
}

/// Whether some image has the scope: it is tried with images that would.
fn has_an_image(transport: Transport, scope: &str) -> bool {
    if let Some(parent) = scope.strip_prefix("*.") {
        // A wildcard names the parents of a host, without a port (reference.md §1.10).
        return !parent.contains([':', '/', '*']) && has_an_image(transport, &format!("x.{parent}"));
    }
    let prefix = match transport {
        Transport::Docker => "docker://",
        Transport::DockerDaemon => "docker-daemon:",
        _ => "atomic:",
    };
    let images = ["", ":latest", "/x:latest", "/x/x:latest"];
    images.iter().any(|suffix| {
        let name = format!("{prefix}{scope}{suffix}");
        ImageReference::parse(&name, &VirtualFiles::default()).is_ok_and(|image| {
            image.policy_identity() == scope || image.policy_namespaces().iter().any(|one| one == scope)
        })
    })
}

/// `[driver@root]name`: the name is the image's whole one, and only with the driver; images of a store have no wildcards (reference.md §1.10).
fn has_a_stored_image(scope: &str) -> bool {
    let Some((location, image)) = scope.split_once(']') else {
        return false;
    };
    let name = image.split('@').next().unwrap_or_default();
    image.is_empty()
        || location.contains('@')
            && (name.is_empty() || !name.starts_with('*') && has_an_image(Transport::Docker, name))
}

/// What is wrong with a scope that no image has, and a scope that somebody may have meant.
fn meant(scope: &str) -> (Unreachable, Option<String>) {
    if let Some((_, rest)) = scope.split_once("://") {
        let rest = rest.trim_end_matches('/');
        return (Unreachable::Scheme, Some(normalized(rest)));
    }
    if scope.contains('*') {
        let name = scope.trim_end_matches(['*', '/']);
        let is_whole = scope.strip_suffix("/*").or_else(|| scope.strip_suffix("/**")).is_some();
        let meant = match scope {
            "*" | "**" | "*/*" => Some(String::new()),
            _ if is_whole => Some(normalized(name)),
            _ => scope
                .split_once('/')
                .filter(|(host, _)| host.starts_with("*."))
                .map(|(host, _)| host.to_owned()),
        };
        return (Unreachable::Wildcard, meant);
    }
    if scope.ends_with('/') {
        return (Unreachable::Slash, Some(normalized(scope.trim_end_matches('/'))));
    }
    if let Some(host) = scope.strip_prefix("docker:").filter(|host| !host.is_empty()) {
        return (Unreachable::Scheme, Some(normalized(host)));
    }
    if scope == "index.docker.io" {
        // The host's old name, which image names never keep (reference.md §5.2).
        return (Unreachable::NoHost, Some("docker.io".to_owned()));
    }
    let (host, path) = scope.split_once('/').unwrap_or(("", scope));
    let lower_path = path.to_lowercase();
    if lower_path != path && !path.contains('@') {
        // A tag may have upper-case letters.
        let (name, tag) = path.rsplit_once(':').unwrap_or((path, ""));
        if name.to_lowercase() != name {
            let tag = if tag.is_empty() {
                String::new()
            } else {
                format!(":{tag}")
            };
            let slash = if host.is_empty() { "" } else { "/" };
            return (
                Unreachable::Case,
                Some(normalized(&format!("{host}{slash}{}{tag}", name.to_lowercase()))),
            );
        }
    }
    if path.split('/').rev().skip(1).any(|part| part.contains([':', '@'])) {
        return (Unreachable::Tag, None);
    }
    match Named::parse_normalized(scope.trim()) {
        Ok(named) if named.tag().is_some() && named.digest().is_some() => {
            let digest = named.digest().unwrap_or_default();
            (Unreachable::Tag, Some(format!("{}@{digest}", named.name())))
        }
        Ok(named) => (Unreachable::NoHost, Some(named.to_string())),
        Err(_) => (Unreachable::NoName, None),
    }
}

/// A name as images have it: with its host and `library/`. A lone host stays as it is.
fn normalized(name: &str) -> String {
    if is_host(name) && (name.contains('.') || name == "localhost" || name.contains(':')) {
        return name.to_owned();
    }
    Named::parse_normalized(name).map_or_else(|_| name.to_owned(), |named| named.to_string())
}

/// The scopes around a scope, nearest first, down to `""`.
pub(super) fn parents(transport: Transport, scope: &str) -> Vec<String> {
    let mut parents = Vec::new();
    match transport {
        Transport::ContainersStorage => {
            let (location, image) = scope.split_once(']').unwrap_or((scope, ""));
            let name = image.split('@').next().unwrap_or_default();
            let mut names =
                Named::parse_canonical(name).map_or_else(|_| prefixes(name, '/'), |named| named.policy_namespaces());
            names.retain(|parent| parent != name && !parent.starts_with('*') && !parent.is_empty());
            parents.extend(names.iter().map(|name| format!("{location}]{name}")));
            if !image.is_empty() {
                parents.push(format!("{location}]"));
            }
            if let Some((_, root)) = location.split_once('@') {
                parents.push(format!("[{root}]"));
            }
        }
        Transport::Docker | Transport::DockerDaemon | Transport::Atomic => {
            if scope.starts_with("*.") {
                let mut rest = scope.get(2..).unwrap_or_default();
                while let Some((_, parent)) = rest.split_once('.') {
                    parents.push(format!("*.{parent}"));
                    rest = parent;
                }
            } else {
                let names = if is_host(scope) {
                    Named::parse_normalized(&format!("{scope}/x"))
                } else {
                    Named::parse_normalized(scope)
                };
                parents = names.map(|named| named.policy_namespaces()).unwrap_or_default();
                let own = parents.iter().position(|parent| parent == scope);
                if let Some(own) = own {
                    parents.drain(..=own);
                }
            }
        }
        _ => parents = prefixes(scope, '/'),
    }
    parents.push(String::new());
    parents
}

/// `/a/b/c` → `/a/b`, `/a`.
fn prefixes(text: &str, separator: char) -> Vec<String> {
    let mut rest = text;
    let mut prefixes = Vec::new();
    while let Some((prefix, _)) = rest.rsplit_once(separator).filter(|(prefix, _)| !prefix.is_empty()) {
        prefixes.push(prefix.to_owned());
        rest = prefix;
    }
    prefixes
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_scope_that_no_image_has_and_what_was_meant() {
        use Unreachable::{Case, NoHost, NoName, Scheme, Slash, Tag, Wildcard};
        for (scope, expected) in [
            ("busybox", Some((NoHost, Some("docker.io/library/busybox")))),
            ("acme/app", Some((NoHost, Some("docker.io/acme/app")))),
            (
                "docker.io/busybox:1.36",
                Some((NoHost, Some("docker.io/library/busybox:1.36"))),
            ),
            ("index.docker.io", Some((NoHost, Some("docker.io")))),
            ("https://quay.io/acme", Some((Scheme, Some("quay.io/acme")))),
            ("docker://quay.io", Some((Scheme, Some("quay.io")))),
            ("quay.io/", Some((Slash, Some("quay.io")))),
            ("quay.io/Acme/app", Some((Case, Some("quay.io/acme/app")))),
            ("quay.io/acme:v1/app", Some((Tag, None))),
            ("quay.io/acme/*", Some((Wildcard, Some("quay.io/acme")))),
            ("*", Some((Wildcard, None))),
            ("*.quay.io/acme", Some((Wildcard, Some("*.quay.io")))),
            ("*.quay.io:443", Some((Wildcard, None))),
            ("quay.io/a b", Some((NoName, None))),
            ("quay.io", None),
            ("quay.io:5000/acme", None),
            ("localhost/acme", None),
            ("localhost:5000", None),
            ("*.quay.io", None),
            ("docker.io", None),
            ("docker.io/library/busybox", None),
            ("docker.io/openshift", None),
            ("quay.io/acme/app:v1", None),
            ("Quay.io/acme", None),
        ] {
            let found = unreachable(Transport::Docker, scope);
            let expected = expected.map(|(why, meant)| (why, meant.map(ToString::to_string)));
            assert_eq!(found, expected, "{scope}");
        }
    }

    #[test]
    fn scopes_of_a_store() {
        for (scope, reachable) in [
            ("[overlay@/var/lib/containers/storage]", true),
            ("[/var/lib/containers/storage]", true),
            ("[overlay@/s]docker.io/library/busybox", true),
            ("[overlay@/s]busybox", false),
            ("[/s]docker.io/library/busybox", false),
            ("[overlay@/s]*.example.com", false),
        ] {
            assert_eq!(
                unreachable(Transport::ContainersStorage, scope).is_none(),
                reachable,
                "{scope}"
            );
        }
    }

    #[test]
    fn the_scopes_around_a_scope() {
        for (transport, scope, expected) in [
            (
                Transport::Docker,
                "a.b.io/c/d:v1",
                &["a.b.io/c/d", "a.b.io/c", "a.b.io", "*.b.io", "*.io", ""][..],
            ),
            (Transport::Docker, "*.a.b.io", &["*.b.io", "*.io", ""]),
            (Transport::Docker, "a.io:5000", &["*.io", ""]),
            (Transport::Directory, "/a/b", &["/a", ""]),
            (
                Transport::ContainersStorage,
                "[o@/s]a.io/b",
                &["[o@/s]a.io", "[o@/s]", "[/s]", ""],
            ),
        ] {
            assert_eq!(parents(transport, scope), expected, "{scope}");
        }
    }
}
