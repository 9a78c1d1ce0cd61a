//! The names of images in what tools say.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::reference::{Named, Transport};

/// No name of an image is longer.
const NAME_LIMIT: usize = 4096;

/// What stands before a name and after it; nothing after it: the name ends the message.
const MENTIONS: &[(&str, &str)] = &[
    ("Failed to pull image \"", "\""),
    ("Running image ", " is rejected by policy"),
    ("checking signature of \"", "\""),
    ("unable to copy from source ", ": "),
    ("initializing source ", ": "),
    ("choosing an image from manifest list ", ": "),
    ("Invalid source name ", ": "),
    ("IsRunningImageAllowed for image ", ""),
    ("No signature verification policy found for image ", ""),
    ("Is allowed to run config image ", " (policy path:"),
    ("Using pull policy path for image ", ": \""),
    ("Trying to access \"", "\""),
    ("Trying to pull ", "..."),
    ("Back-off pulling image \"", "\""),
    ("Pulling image \"", "\""),
    ("pulling image \"", "\""),
    ("Pulling image: ", ""),
    ("Pulled image: ", ""),
    ("Pulling manifest: ", ""),
    ("failed to pull and unpack image \"", "\""),
    ("Verification for ", " --"),
];

/// Programs that take names of images, and what they do with them.
const PROGRAMS: &[&str] = &[
    "bootc",
    "buildah",
    "cosign",
    "crictl",
    "docker",
    "nerdctl",
    "podman",
    "rpm-ostree",
    "skopeo",
];
const VERBS: &[&str] = &[
    "build", "copy", "create", "from", "inspect", "pull", "rebase", "run", "switch", "upgrade", "verify",
];

/// An image that a message speaks of.
pub(super) fn mention(message: &str) -> Option<String> {
    let said = MENTIONS.iter().find_map(|(before, after)| {
        let (_, rest) = message.split_once(before)?;
        let name = if after.is_empty() {
            rest
        } else {
            rest.split_once(after)?.0
        };
        image(name)
    });
    said.or_else(|| of_build(message))
        .or_else(|| command(message).and_then(of_command))
}

/// `STEP 1/2: FROM …`
fn of_build(message: &str) -> Option<String> {
    let (_, rest) = message.strip_prefix("STEP ")?.split_once("FROM ")?;
    image(rest.split_ascii_whitespace().next()?)
}

/// The program that is called in a line, and what follows.
pub(super) fn command(message: &str) -> Option<(&'static str, Vec<&str>)> {
    /// A prompt, `sudo`, options.
    const BEFORE: usize = 6;
    let mut words = message.split_ascii_whitespace().take(200);
    let program = words.by_ref().take(BEFORE).find_map(|word| {
        let name = word.rsplit('/').next()?;
        PROGRAMS.iter().find(|program| **program == name)
    })?;
    let rest: Vec<&str> = words.collect();
    let is_call = rest
        .iter()
        .take_while(|word| word.starts_with('-') || VERBS.contains(word) || !word.contains(' '))
        .take(4)
        .any(|word| VERBS.contains(word) || *word == "image");
    is_call.then_some((program, rest))
}

/// The first word that names a registry; of a plain pull, the last word.
fn of_command((_, words): (&'static str, Vec<&str>)) -> Option<String> {
    let mut candidates = words.iter().filter(|word| !word.starts_with('-'));
    let named = candidates.find_map(|word| {
        let name = image(word)?;
        let host = name.strip_prefix("docker://")?.split_once('/')?.0;
        let is_host = host.contains(['.', ':']) || host == "localhost" || word.contains("docker://");
        let is_file = word.starts_with(['/', '.', '~']) || word.contains('=') && !word.contains('@');
        (is_host && !is_file).then_some(name)
    });
    let is_pull = words.first() == Some(&"pull") || words.get(..2) == Some(&["image", "pull"]);
    named.or_else(|| {
        image(
            words
                .iter()
                .rfind(|word| is_pull && !word.starts_with('-') && **word != "pull")?,
        )
    })
}

/// The name of an image with its transport, as pulls take it; a tag beside a digest is left out, as CRI-O leaves it out.
pub(super) fn image(written: &str) -> Option<String> {
    let name = written.trim().trim_matches(['"', '\'', '`', ',']);
    if name.is_empty() || name.len() > NAME_LIMIT {
        return None;
    }
    let prefixes = [
        "ostree-image-signed:",
        "ostree-unverified-image:",
        "ostree-unverified-registry:",
    ];
    let name = prefixes
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    if let Some(name) = name.strip_prefix("docker://").or_else(|| name.strip_prefix("docker:")) {
        return docker(name);
    }
    match name.split_once(':') {
        Some((transport, _)) if Transport::from_name(transport).is_some() => Some(name.to_string()),
        _ => docker(name),
    }
}

fn docker(name: &str) -> Option<String> {
    let named = Named::parse_normalized(name).ok()?;
    if named.tag().is_some()
        && let (Some(digest), Some((before, _))) = (named.digest(), name.split_once('@'))
        && let Some((repository, _)) = before.rsplit_once(':')
    {
        return Some(format!("docker://{repository}@{digest}"));
    }
    Some(format!("docker://{name}"))
}

/// Whether two names are those of one image, as far as names say: paths are written in many ways.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let transport = |name: &str| name.split_once(':').map(|(transport, _)| transport.to_string());
    let is_path = |name: &str| !name.starts_with("docker://");
    one == other
        || normalized(one).is_some_and(|name| normalized(other) == Some(name))
        || is_path(one) && is_path(other) && transport(one) == transport(other)
}

fn normalized(image: &str) -> Option<String> {
    let named = Named::parse_normalized(image.strip_prefix("docker://")?).ok()?;
    Some(named.with_default_tag().to_string())
}

/// A policy's file in a message, and the image that it is said of.
pub(super) fn policy_path(message: &str) -> Option<(Option<String>, String)> {
    let quoted = |before: &str| {
        let (_, rest) = message.split_once(before)?;
        Some(rest.split_once('"')?.0.to_string())
    };
    if let Some((_, rest)) = message.split_once("Using pull policy path for image ") {
        let (named, path) = rest.split_once(": \"")?;
        return Some((image(named), path.trim_end_matches('"').to_string()));
    }
    if let Some((_, rest)) = message.split_once("Is allowed to run config image ") {
        let named = rest.split_once(" (").and_then(|(name, _)| image(name));
        return Some((named, quoted("(policy path: \"")?));
    }
    if let Some(path) = quoted("invalid policy in \"") {
        return Some((None, path));
    }
    let (_, words) = command(message)?;
    let mut words = words.iter();
    let option = words.find(|word| is_policy_option(word))?;
    let path = match option.split_once('=') {
        Some((_, path)) => path,
        None => words.next()?,
    };
    Some((None, path.to_string()))
}

fn is_policy_option(word: &str) -> bool {
    let name = word.split_once('=').map_or(word, |(name, _)| name);
    matches!(name, "--policy" | "--signature-policy")
}

/// Whether a word is a name of a namespace.
pub(super) fn is_namespace(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..64).contains(&name.len()) && name.bytes().all(is_letter) && !name.starts_with('-') && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_found_in_what_tools_say() {
        for (message, found) in [
            (
                "Trying to pull registry.example/acme/app:v1...",
                Some("docker://registry.example/acme/app:v1"),
            ),
            (
                "IsRunningImageAllowed for image docker:registry.example/acme/app:v1",
                Some("docker://registry.example/acme/app:v1"),
            ),
            ("Failed to pull image \"busybox\": x", Some("docker://busybox")),
            (
                "Running image dir:/srv/app is rejected by policy.",
                Some("dir:/srv/app"),
            ),
            (
                "$ sudo podman --log-level=debug pull registry.example/acme/app:v1",
                Some("docker://registry.example/acme/app:v1"),
            ),
            ("$ podman pull busybox", Some("docker://busybox")),
            (
                "skopeo copy --src-creds a:b docker://registry.example/a oci:b",
                Some("docker://registry.example/a"),
            ),
            (
                "rpm-ostree rebase ostree-image-signed:docker://registry.example/a:1",
                Some("docker://registry.example/a:1"),
            ),
            (
                "cosign verify --key k.pub registry.example/a:1",
                Some("docker://registry.example/a:1"),
            ),
            ("podman is a program that can pull images", None),
            (
                "STEP 1/2: FROM registry.example/a AS b",
                Some("docker://registry.example/a"),
            ),
        ] {
            assert_eq!(mention(message).as_deref(), found, "{message}");
        }
    }

    #[test]
    fn a_tag_beside_a_digest_is_left_out() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let name = format!("registry.example:5000/acme/app:v1@{digest}");
        assert_eq!(
            image(&name),
            Some(format!("docker://registry.example:5000/acme/app@{digest}"))
        );
    }
}
