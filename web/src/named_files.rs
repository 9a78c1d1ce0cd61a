//! The files that a policy names, so that the page can ask for them.

use serde_json::Value;

/// The files that a larger policy names are not listed.
const LISTED_AT_MOST: usize = 4 << 20;

/// The paths in a policy, in its order; `None` for what is not JSON.
pub(crate) fn named_files(policy: &[u8]) -> Option<Vec<String>> {
    let policy = policy.get(..).filter(|policy| policy.len() <= LISTED_AT_MOST)?;
    let mut paths = Vec::new();
    collect_paths(&serde_json::from_slice(policy).ok()?, "", &mut paths);
    Some(paths)
}

/// The texts of the fields whose names end in `Path` or `Paths` (reference.md §1): `keyPath`, `caPath`, `rekorPublicKeyPaths`, …
fn collect_paths(value: &Value, field: &str, paths: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_paths(value, field, paths)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(field, value)| collect_paths(value, field, paths)),
        Value::String(path) if (field.ends_with("Path") || field.ends_with("Paths")) && !paths.contains(path) => {
            paths.push(path.clone())
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_a_policy_names_are_listed_once() {
        let policy = br#"{"default": [{"keyPaths": ["/a", "/b"]}], "transports": {"docker": {"x": [{"keyPath": "/a", "fulcio": {"caPath": "/c"}}]}}}"#;
        assert_eq!(named_files(policy).unwrap(), ["/a", "/b", "/c"]);
        assert_eq!(named_files(b"{"), None);
    }
}
