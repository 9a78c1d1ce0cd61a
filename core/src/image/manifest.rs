//! Digests of manifests. Source: reference.md §8.

use alloc::format;
use alloc::string::String;

use crate::crypto::CryptoProvider;
use crate::json;
use crate::json::fields::{self, Record};
use crate::source::SourceId;

/// The comparison of a manifest's digest with a signed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestDigest {
    /// Whether they are equal, as text: only sha256 ever is.
    pub matches: bool,
    /// The manifest's: `sha256:` and hexadecimal digits.
    pub computed: String,
}

/// Why a manifest has no digest that a signature could speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// It is not the one that the image's name asks for by digest.
    NotTheNamedDigest {
        /// In the image's name.
        named: String,
        /// The manifest's.
        computed: String,
    },
    /// A signed schema 1 manifest, whose digest leaves its signatures out: not supported yet.
    SignedSchema1,
    /// It is longer than [`json::TEXT_LIMIT`]; the reference has no limit.
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// There is none to read.
    Unreadable,
}

/// `sha256:` and the hexadecimal digest of the exact bytes.
///
/// # Errors
/// [`ManifestError::SignedSchema1`] where the reference would leave the manifest's own signatures out; [`ManifestError::TooLong`].
pub fn digest(bytes: &[u8], crypto: &dyn CryptoProvider) -> Result<String, ManifestError> {
    if bytes.len() > json::TEXT_LIMIT {
        return Err(ManifestError::TooLong { length: bytes.len() });
    }
    if is_signed_schema_1(bytes) {
        return Err(ManifestError::SignedSchema1);
    }
    let mut text = String::from("sha256:");
    for byte in crypto.sha256(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}

/// The values of `mediaType` that decide. With any other, the rest of the manifest is asked.
const MEDIA_TYPES: [&str; 4] = [
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
];

/// Whether the reference takes the manifest for a signed schema 1 manifest: the only type whose digest is not that of the bytes.
fn is_signed_schema_1(bytes: &[u8]) -> bool {
    guess(bytes).is_some_and(|guess| {
        !MEDIA_TYPES.contains(&guess.media_type.as_str()) && guess.schema_version == 1 && guess.has_signatures
    })
}

/// What the reference tells the type of a manifest by.
#[derive(Default)]
struct Guess {
    media_type: String,
    schema_version: i64,
    has_signatures: bool,
}

/// `None` for what is no JSON, or does not fit: then a manifest has no type.
fn guess(bytes: &[u8]) -> Option<Guess> {
    let document = json::parse(SourceId::default(), bytes).ok()?;
    let mut guess = Guess::default();
    let members = fields::lenient(
        document.root(),
        Record::Manifest,
        &["mediaType", "schemaVersion", "signatures"],
    );
    for (name, value) in members.ok()? {
        match name {
            "mediaType" => {
                if let Some(media_type) = fields::text(value).ok()? {
                    guess.media_type = media_type.into_owned();
                }
            }
            "schemaVersion" => guess.schema_version = fields::integer(value).ok()?.unwrap_or(guess.schema_version),
            _ => {
                fields::any(value).ok()?;
                guess.has_signatures = !value.is_null();
            }
        }
    }
    Some(guess)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rustcrypto::RustCrypto;

    /// Each manifest with whether the reference takes it for schema 1 with signatures (asked of it: reference.md §8).
    #[test]
    fn signed_schema_1_is_told_as_the_reference_does() {
        let cases = [
            ("", false),
            ("{}", false),
            (r#"{"schemaVersion":1}"#, false),
            (r#"{"schemaVersion":1,"signatures":null}"#, false),
            (r#"{"schemaVersion":1,"signatures":[],"signatures":null}"#, false),
            (r#"{"schemaVersion":1,"signatures":[]}"#, true),
            (r#"{"SCHEMAVERSION":1,"\u017fignatures":{}}"#, true),
            (r#"{"schemaVersion":1,"schemaVersion":null,"signatures":false}"#, true),
            (r#"{"schemaVersion":1,"signatures":[],"schemaVersion":2}"#, false),
            (r#"{"schemaVersion":"1","signatures":[]}"#, false),
            (r#"{"schemaVersion":1.0,"signatures":[]}"#, false),
            (r#"{"schemaVersion":1,"signatures":[{"a":1e400}]}"#, false),
            (r#"{"schemaVersion":1,"signatures":[],"mediaType":7}"#, false),
            (r#"{"schemaVersion":1,"signatures":[],"mediaType":"other"}"#, true),
            (
                r#"{"schemaVersion":1,"signatures":[],"mediaType":"application/vnd.oci.image.manifest.v1+json"}"#,
                false,
            ),
            (r#"{"schemaVersion":1,"signatures":[]} x"#, false),
        ];
        for (manifest, signed) in cases {
            let expected = if signed {
                Err(ManifestError::SignedSchema1)
            } else {
                Ok(())
            };
            assert_eq!(
                digest(manifest.as_bytes(), &RustCrypto).map(|_| ()),
                expected,
                "{manifest}"
            );
        }
    }
}
