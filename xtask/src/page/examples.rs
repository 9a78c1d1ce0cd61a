//! The examples of the pages of docs/codes as requests (docs/exchange.md), and as addresses that open the playground with one.
//!
//! How a page writes an example: `docs/codes/README.md`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The time of all examples.
const NOW: &str = "2026-06-01T12:00:00Z";

/// The part of a page under one heading, as far as it is an example.
#[derive(Debug, Default)]
pub(super) struct Example {
    blocks: BTreeMap<String, Vec<u8>>,
}

impl Example {
    pub(super) fn read(section: &str) -> Result<Self> {
        let mut blocks = BTreeMap::new();
        let mut lines = section.lines();
        while let Some(line) = lines.next() {
            let Some(head) = line.strip_prefix("```") else { continue };
            let (language, name) = head
                .split_once(' ')
                .with_context(|| format!("a block without a name: {head}"))?;
            let name = name.split_once(" at ").map_or(name, |(name, _)| name);
            let mut content = String::new();
            for line in lines.by_ref().take_while(|line| *line != "```") {
                content.push_str(line);
                content.push('\n');
            }
            let bytes = match language {
                "base64" => STANDARD
                    .decode(content.replace('\n', ""))
                    .ok()
                    .with_context(|| format!("{name} is no base64"))?,
                _ => content.into_bytes(),
            };
            let is_first = blocks.insert(name.to_owned(), bytes).is_none();
            ensure!(is_first, "{name} is there twice");
        }
        Ok(Self { blocks })
    }

    /// What the example asks; the time is every example's.
    pub(super) fn request(&self) -> Result<Value> {
        let mut request = Map::new();
        let policy = self.blocks.get("policy.json").context("no policy.json")?;
        match str::from_utf8(policy) {
            Ok(text) => request.insert("policy".to_owned(), text.into()),
            Err(_) => request.insert("policyBase64".to_owned(), base64(policy)),
        };
        if let Some(image) = self.text("image")? {
            request.insert("image".to_owned(), image.into());
        }
        for (block, field) in [("manifest.json", "manifest"), ("manifest-list.json", "manifestList")] {
            if let Some(bytes) = self.blocks.get(block) {
                request.insert(field.to_owned(), base64(bytes));
            }
        }
        for field in ["platform", "namespace"] {
            if let Some(value) = self.option(field)? {
                request.insert(field.to_owned(), value.into());
            }
        }
        if let Some(signature) = self.blocks.get("signature-1") {
            request.insert("signatures".to_owned(), [base64(signature)].into_iter().collect());
        }
        let texts = |folder| -> Result<Map<String, Value>> {
            let files = self.below(folder);
            files
                .map(|(name, bytes)| Ok((name.to_owned(), str::from_utf8(bytes)?.into())))
                .collect()
        };
        let files = self.below("/").map(|(path, bytes)| (format!("/{path}"), base64(bytes)));
        let lookaside = self
            .below("lookaside/")
            .map(|(path, bytes)| (path.to_owned(), base64(bytes)));
        for (field, entries) in [
            ("registriesD", texts("registries.d/")?),
            ("policyDir", texts("policies/")?),
            ("files", files.collect()),
            ("lookaside", lookaside.collect()),
        ] {
            if !entries.is_empty() {
                request.insert(field.to_owned(), entries.into());
            }
        }
        request.insert("now".to_owned(), NOW.into());
        Ok(request.into())
    }

    /// The release of containers/image that the example is about. Requests have no place for it.
    pub(super) fn library(&self) -> Result<Option<String>> {
        self.option("library")
    }

    fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &[u8])> {
        self.blocks
            .iter()
            .filter_map(move |(name, bytes)| Some((name.strip_prefix(prefix)?, bytes.as_slice())))
    }

    fn text(&self, name: &str) -> Result<Option<&str>> {
        let Some(bytes) = self.blocks.get(name) else {
            return Ok(None);
        };
        Ok(Some(str::from_utf8(bytes)?.trim_end()))
    }

    fn option(&self, name: &str) -> Result<Option<String>> {
        let options = self.text("options")?.unwrap_or_default();
        let value = |line: &str| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned());
        Ok(options.lines().find_map(value))
    }
}

fn base64(bytes: &[u8]) -> Value {
    STANDARD.encode(bytes).into()
}

/// Where the playground opens with a request, from a page in a folder beside it.
pub(super) fn address(request: &Value) -> String {
    format!("../index.html#request={}", percent_encoded(&request.to_string()))
}

/// Fit for what follows `=` in a fragment, and for an attribute in quotes. `+` is encoded, since some read it as a blank.
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b',' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The request of PG0003, whose page has no example since that would fill a book: one transport more than is read.
pub(super) fn too_many_transports() -> Value {
    let transports: Vec<String> = (0..=1000).map(|number| format!("\"{number}\":{{}}")).collect();
    let policy = format!(
        "{{\"default\":[{{\"type\":\"reject\"}}],\"transports\":{{{}}}}}",
        transports.join(",")
    );
    Value::Object(Map::from_iter([
        ("policy".to_owned(), policy.into()),
        ("now".to_owned(), NOW.into()),
    ]))
}
