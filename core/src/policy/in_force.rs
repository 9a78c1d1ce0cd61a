//! Which of a node's policies applies to a pod: CRI-O's policies for each namespace.
//!
//! If the pod's namespace is known and `<signature_policy_dir>/<namespace>.json` exists, that file replaces the node's policy whole; nothing is merged.
//! Else the node's policy applies. Source: CRI-O, `policyPath` of internal/storage and server/image_pull.go; ecosystem.md §2.2.

/// The ending of the files that are looked for.
const ENDING: &str = ".json";
/// The longest name of a namespace in Kubernetes: a label of DNS (RFC 1123 §2.1).
const LENGTH_LIMIT: usize = 63;

/// Which policy applies, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce<'a> {
    /// The node's: no namespace is known, as of `crictl pull` without `--pod-config`.
    WithoutNamespace,
    /// The node's: the namespace has none of its own.
    WithoutFile {
        /// The pod's.
        namespace: &'a str,
    },
    /// The namespace's.
    Namespace {
        /// The pod's.
        namespace: &'a str,
        /// The name of its file in the folder.
        file: &'a str,
    },
}

/// Which policy applies to a pod of a namespace, where the folder has these files.
#[must_use]
pub fn choose<'a>(namespace: Option<&'a str>, files: impl IntoIterator<Item = &'a str>) -> InForce<'a> {
    let Some(namespace) = namespace else {
        return InForce::WithoutNamespace;
    };
    match files.into_iter().find(|file| namespace_of(file) == Some(namespace)) {
        Some(file) => InForce::Namespace { namespace, file },
        None => InForce::WithoutFile { namespace },
    }
}

/// Whose policy a file of the folder is; `None` for one that is never looked for.
#[must_use]
pub fn namespace_of(file: &str) -> Option<&str> {
    file.strip_suffix(ENDING).filter(|name| is_namespace(name))
}

/// Whether Kubernetes lets a namespace have this name. What is none must not become part of a path: CRI-O joins it to that of the folder.
#[must_use]
pub fn is_namespace(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= LENGTH_LIMIT
        && !name.is_empty()
        && name.bytes().all(is_inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_namespace_and_no_other_is_chosen() {
        let files = ["payments.json", "web.json.bak", "other.yaml"];
        let choose = |namespace| choose(namespace, files);
        assert_eq!(choose(None), InForce::WithoutNamespace);
        assert_eq!(
            choose(Some("payments")),
            InForce::Namespace {
                namespace: "payments",
                file: "payments.json"
            }
        );
        for namespace in ["web", "other", "payment", "payments-2"] {
            assert_eq!(choose(Some(namespace)), InForce::WithoutFile { namespace });
        }
    }

    #[test]
    fn a_namespace_is_a_label_of_dns() {
        let longest = "a".repeat(63);
        for good in ["a", "9", "kube-system", "a--b", longest.as_str()] {
            assert!(is_namespace(good), "{good}");
        }
        let too_long = "a".repeat(64);
        for bad in [
            "",
            "-a",
            "a-",
            "A",
            "a_b",
            "a.b",
            "../x",
            "a/b",
            "a\\b",
            "a\0",
            "ä",
            " a",
            too_long.as_str(),
        ] {
            assert!(!is_namespace(bad), "{bad}");
            assert_eq!(namespace_of(&alloc::format!("{bad}.json")), None, "{bad}");
        }
    }
}
