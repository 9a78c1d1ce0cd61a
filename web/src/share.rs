//! The question as text: in the fragment of a link, which no browser sends anywhere, and as files that reproduce it.
//!
//! A link ends in `#v1.` and base64url (RFC 4648 §5, without padding) of DEFLATE (RFC 1951) of the JSON of a request (docs/exchange.md); a link that someone
//! writes by hand may end in `#request=` and that JSON, percent-encoded. Links of older versions are read for ever (`share/links.jsonl`). No private key
//! ever gets into either: whatever comes in is looked through, and whatever goes out once more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use pullgate_core::exchange::policy_in_force::{FOLDER, PolicyInForce};
use pullgate_core::exchange::suite::policy_path;
use pullgate_core::exchange::{Request, request_json};
use std::io::Read as _;

use crate::archive::packed;
use crate::inputs::Inputs;
use crate::recognise::private_key;
use crate::suite::Suite;
use crate::text;

const VERSION: &str = "v1.";
const BY_HAND: &str = "request=";
/// A link that says more than this is not opened: so that a bomb ends.
const REQUEST_LIMIT: usize = 32 << 20;
/// A longer link is not made: browsers take no longer addresses.
pub(crate) const LINK_LIMIT: usize = 2_000_000;

/// Why there is no link, or no question in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ShareError {
    /// Not base64, not DEFLATE, or not a request: in words.
    Broken(String),
    /// A part of it is, or holds, a private key: which part, and in which form.
    PrivateKey {
        place: String,
        form: &'static str,
    },
    TooLong,
    /// A suite names a file that lies elsewhere.
    Outside(String),
    /// Made by a later version of the page.
    UnknownVersion,
}

impl ShareError {
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Broken(why) => text::share::damaged(why),
            Self::PrivateKey { place, form } => text::share::private_key(place, form),
            Self::TooLong => text::share::TOO_LONG.into(),
            Self::Outside(path) => text::suite::outside(path),
            Self::UnknownVersion => text::share::UNKNOWN_VERSION.into(),
        }
    }
}

/// The fragment of a link, without `#`.
pub(crate) fn fragment(request: &Request) -> Result<String, ShareError> {
    without_private_keys(request)?;
    let json = request_json(request);
    let mut compressed = Vec::new();
    let mut encoder = DeflateEncoder::new(json.as_bytes(), Compression::best());
    encoder
        .read_to_end(&mut compressed)
        .map_err(|error| ShareError::Broken(error.to_string()))?;
    let fragment = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(compressed));
    if fragment.len() > LINK_LIMIT {
        Err(ShareError::TooLong)
    } else {
        Ok(fragment)
    }
}

/// The question in the fragment of an address; `None` where it has none.
pub(crate) fn read(fragment: &str) -> Option<Result<Request, ShareError>> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if let Some(text) = fragment.strip_prefix(BY_HAND) {
        return Some(percent_decoded(text).and_then(|json| parsed(&json)));
    }
    if let Some(text) = fragment.strip_prefix(VERSION) {
        return Some(inflated(text).and_then(|json| parsed(&json)));
    }
    let (version, _) = fragment.split_once('.')?;
    let number = version.strip_prefix('v')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(Err(ShareError::UnknownVersion))
}

/// A request in JSON, as the browser keeps it for a tab.
pub(crate) fn parsed(json: &[u8]) -> Result<Request, ShareError> {
    let request = Request::from_json(json).map_err(|error| ShareError::Broken(error.to_string()))?;
    without_private_keys(&request)?;
    Ok(request)
}

fn inflated(text: &str) -> Result<Vec<u8>, ShareError> {
    // Chats break long links, and some put padding behind.
    let unbroken: String = text
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '=')
        .collect();
    let compressed = URL_SAFE_NO_PAD
        .decode(unbroken)
        .map_err(|_| ShareError::Broken(text::share::CHANGED_ON_THE_WAY.into()))?;
    let mut json = Vec::new();
    let limit = u64::try_from(REQUEST_LIMIT).unwrap_or(u64::MAX);
    let mut decoder = DeflateDecoder::new(compressed.as_slice()).take(limit + 1);
    decoder
        .read_to_end(&mut json)
        .map_err(|_| ShareError::Broken(text::share::CHANGED_ON_THE_WAY.into()))?;
    if json.len() > REQUEST_LIMIT {
        Err(ShareError::TooLong)
    } else {
        Ok(json)
    }
}

fn percent_decoded(text: &str) -> Result<Vec<u8>, ShareError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let (Some(high), Some(low)) = (digit(0), digit(1)) else {
            return Err(ShareError::Broken(text::share::WRONG_PERCENT.into()));
        };
        bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
        rest = after.get(2..).unwrap_or_default();
    }
    Ok(bytes)
}

/// Looks through every part.
pub(crate) fn without_private_keys(request: &Request) -> Result<(), ShareError> {
    let written = |field: &Option<String>| field.clone().unwrap_or_default().into_bytes();
    let mut parts: Vec<(String, &[u8])> = vec![(text::share::PLACE_POLICY.into(), &request.policy)];
    let image = written(&request.image);
    parts.push((text::share::PLACE_IMAGE.into(), &image));
    let id = written(&request.id);
    parts.push((text::share::PLACE_ID.into(), &id));
    let documents = [
        (text::share::PLACE_MANIFEST, &request.manifest),
        (text::share::PLACE_MANIFEST_LIST, &request.manifest_list),
    ];
    parts.extend(
        documents
            .into_iter()
            .filter_map(|(name, bytes)| Some((name.into(), bytes.as_deref()?))),
    );
    let signatures = request.signatures.iter().chain(request.attachments.iter().flatten());
    parts.extend(
        signatures
            .enumerate()
            .map(|(index, bytes)| (text::share::place_signature(index + 1), bytes.as_slice())),
    );
    let files = request.files.iter().chain(request.lookaside.iter().flatten());
    for (path, bytes) in files {
        parts.push((path.clone(), bytes));
        parts.push((text::share::PLACE_PATH.into(), path.as_bytes()));
    }
    for (name, text) in request.registries_d.iter().flatten() {
        parts.push((format!("registries.d/{name}"), text.as_bytes()));
        parts.push((text::share::PLACE_REGISTRIES_NAME.into(), name.as_bytes()));
    }
    for (name, text) in request.policy_dir.iter().flatten() {
        parts.push((format!("{FOLDER}{name}"), text.as_bytes()));
        parts.push((text::share::PLACE_POLICY_NAME.into(), name.as_bytes()));
    }
    let found = parts
        .into_iter()
        .find_map(|(place, bytes)| Some((place, private_key(bytes)?)));
    match found {
        Some((place, form)) => Err(ShareError::PrivateKey { place, form }),
        None => Ok(()),
    }
}

/// Everything as files, with the commands that ask the same again.
pub(crate) fn zip(inputs: &Inputs, request: &Request) -> Result<Vec<u8>, ShareError> {
    without_private_keys(request)?;
    let mut files: Vec<(String, Vec<u8>)> = vec![("policy.json".into(), request.policy.clone())];
    let mut arguments = vec![
        "--policy policy.json".to_owned(),
        format!("--image {}", quoted(&inputs.image)),
    ];
    for (name, text) in request.policy_dir.iter().flatten() {
        files.push((format!("{FOLDER}{name}"), text.clone().into_bytes()));
    }
    if request.policy_dir.is_some() {
        arguments.push("--policy-dir policies".into());
    }
    if let Some(namespace) = &request.namespace {
        arguments.push(format!("--namespace {namespace}"));
    }
    let mut has_image = false;
    if let (Some(manifest), None) = (&request.manifest, &request.manifest_list) {
        files.push(("image/manifest.json".into(), manifest.clone()));
        has_image = true;
    }
    if request.manifest_list.is_none() {
        for (index, signature) in request.signatures.iter().enumerate() {
            files.push((format!("image/signature-{}", index + 1), signature.clone()));
        }
    }
    if has_image {
        files.push(("image/version".into(), b"Directory Transport Version: 1.1\n".to_vec()));
        arguments.push("--dir image".into());
    }
    for (index, (path, bytes)) in request.files.iter().enumerate() {
        let name: String = path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .chars()
            .map(|character| {
                if character.is_ascii_alphanumeric() || ".-_".contains(character) {
                    character
                } else {
                    '_'
                }
            })
            .collect();
        let local = format!("keys/{}-{name}", index + 1);
        arguments.push(format!("--file {}", quoted(&format!("{path}={local}"))));
        files.push((local, bytes.clone()));
    }
    for (name, text) in request.registries_d.iter().flatten() {
        files.push((format!("registries.d/{name}"), text.clone().into_bytes()));
    }
    if request.registries_d.is_some() {
        arguments.push("--registries-d registries.d".into());
    }
    for (path, bytes) in request.lookaside.iter().flatten() {
        files.push((format!("lookaside/{path}"), bytes.clone()));
    }
    if request.lookaside.is_some() {
        arguments.push("--lookaside lookaside".into());
    }
    for (index, bytes) in request.attachments.iter().flatten().enumerate() {
        files.push((format!("attachments/{}", index + 1), bytes.clone()));
        arguments.push(format!("--attachments attachments/{}", index + 1));
    }
    if let Some(now) = request.now.and_then(pullgate_core::exchange::request::format_time) {
        arguments.push(format!("--now {now}"));
    }
    if request.require_signed {
        arguments.push("--require-signed".into());
    }
    files.push(("request.jsonl".into(), (request_json(request) + "\n").into_bytes()));
    files.push(("README.md".into(), readme(inputs, request, &arguments).into_bytes()));
    packed(&files).ok_or(ShareError::TooLong)
}

/// A suite with its files, and with the policy as it is.
pub(crate) fn suite_zip(suite: &Suite, inputs: &Inputs) -> Result<Vec<u8>, ShareError> {
    let request = suite.request(inputs);
    let mut files = request.files;
    if let Some((path, policy)) = policy_path(&request.suite).zip(request.policy) {
        files.insert(path, policy);
    }
    let mut all = vec![("suite.yaml".to_owned(), request.suite)];
    for (path, bytes) in files {
        let path = path.trim_start_matches("./").to_owned();
        if path.starts_with('/') || path.split('/').any(|part| part == "..") {
            return Err(ShareError::Outside(path));
        }
        all.push((path, bytes));
    }
    let found = all.iter().find_map(|(path, bytes)| Some((path, private_key(bytes)?)));
    if let Some((path, form)) = found {
        return Err(ShareError::PrivateKey {
            place: path.clone(),
            form,
        });
    }
    packed(&all).ok_or(ShareError::TooLong)
}

fn readme(inputs: &Inputs, request: &Request, arguments: &[String]) -> String {
    let shell = |what: &str, command: &str| format!("\n{what}\n\n```sh\n{command}\n```\n");
    let mut readme = format!("# {}\n", text::share::README_TITLE);
    readme += &shell(
        text::share::README_REQUEST,
        "pullgate evaluate --explain --jsonl request.jsonl",
    );
    if request.manifest_list.is_none() {
        let command = format!("pullgate evaluate {}", arguments.join(" \\\n  "));
        readme += &shell(text::share::README_FILES, &command);
    }
    if let Some(name) = inputs.image.strip_prefix("docker://") {
        let image = quoted(&format!("docker://{name}"));
        let policy = quoted(&PolicyInForce::of(request).name());
        let command = format!("skopeo --policy {policy} --debug copy {image} dir:copy");
        readme += &shell(text::share::README_NODE, &command);
        readme += &format!("\n{}\n", text::share::README_KEYS);
    }
    readme
}

/// As a shell reads it back.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:@=,+".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::archive::unpacked;

    #[test]
    fn every_scene_goes_through_a_link_and_comes_back() {
        for scene in crate::scenes::carried() {
            let request = scene.states[0].inputs().unwrap().request().unwrap();
            let fragment = fragment(&request).unwrap();
            assert_eq!(read(&fragment), Some(Ok(request)), "{}", scene.id);
            assert!(fragment.len() < 8_000, "{}: {}", scene.id, fragment.len());
        }
    }

    #[test]
    fn links_of_all_versions_are_read_for_ever() {
        let kept = include_str!("share/links.jsonl");
        for line in kept.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let request = read(line["link"].as_str().unwrap()).unwrap().unwrap();
            let written: serde_json::Value = serde_json::from_str(&request_json(&request)).unwrap();
            assert_eq!(written, line["request"], "{}", line["shows"]);
        }
        assert!(kept.lines().count() >= 2);
    }

    #[test]
    fn broken_links_say_so() {
        assert_eq!(read(""), None);
        assert_eq!(read("#decision"), None);
        assert_eq!(read("#v2.abc"), Some(Err(ShareError::UnknownVersion)));
        for broken in [
            "#v1.",
            "#v1.%",
            "#v1.AAAA",
            "#request=%7",
            "#request=[]",
            "#request={\"policy\": 1}",
        ] {
            assert!(
                matches!(read(broken), Some(Err(ShareError::Broken(_)))),
                "{broken}: {:?}",
                read(broken)
            );
        }
    }

    #[test]
    fn a_link_that_grows_without_end_is_refused() {
        let mut compressed = Vec::new();
        let zeros = vec![b' '; REQUEST_LIMIT + 2];
        DeflateEncoder::new(zeros.as_slice(), Compression::best())
            .read_to_end(&mut compressed)
            .unwrap();
        assert_eq!(
            read(&format!("v1.{}", URL_SAFE_NO_PAD.encode(compressed))),
            Some(Err(ShareError::TooLong))
        );
    }

    #[test]
    fn a_private_key_is_in_no_link_and_no_archive() {
        let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n";
        let plain = crate::scenes::carried()[0].states[0]
            .inputs()
            .unwrap()
            .request()
            .unwrap();
        type Put = fn(&mut Request, Vec<u8>);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let places: [Put; 9] = [
            |request, key| request.policy = key,
            |request, key| request.policy_dir = Some([("a.json".to_owned(), String::from_utf8(key).unwrap())].into()),
            |request, key| request.manifest = Some(key),
            |request, key| request.manifest_list = Some(key),
            |request, key| request.signatures.push(key),
            |request, key| request.attachments = Some(vec![key]),
            |request, key| request.lookaside = Some([("a".to_owned(), key)].into()),
            |request, key| _ = request.files.insert("/k".into(), key),
            |request, key| request.registries_d = Some([("a.yaml".to_owned(), String::from_utf8(key).unwrap())].into()),
        ];
        for put in places {
            for key in [key.as_bytes().to_vec(), STANDARD.encode(key).into_bytes()] {
                let mut request = Request {
                    signatures: Vec::new(),
                    ..plain.clone()
                };
                put(&mut request, key.clone());
                let error = fragment(&request).unwrap_err();
                assert!(matches!(error, ShareError::PrivateKey { .. }), "{error:?}");
                assert_eq!(zip(&Inputs::from_request(&plain), &request).unwrap_err(), error);
                assert_eq!(parsed(request_json(&request).as_bytes()), Err(error));
            }
        }
        let request = Request {
            image: Some(text(key.into())),
            ..plain
        };
        assert!(fragment(&request).is_err());
    }

    #[test]
    fn the_policies_of_namespaces_go_with_the_question() {
        let example = crate::scenes::carried()[0].states[0].inputs().unwrap();
        let request = Request {
            namespace: Some("payments".into()),
            policy_dir: Some([("payments.json".to_owned(), "{}".to_owned())].into()),
            ..example.request().unwrap()
        };
        assert_eq!(read(&fragment(&request).unwrap()), Some(Ok(request.clone())));
        let inputs = Inputs::from_request(&request);
        let files = unpacked("a.zip", &zip(&inputs, &request).unwrap()).unwrap().unwrap();
        let file = |name: &str| {
            let mut files = files.iter();
            let found = files.find(|file| *file.name == *format!("a.zip/{name}")).unwrap();
            String::from_utf8(found.content.clone().unwrap().to_vec()).unwrap()
        };
        assert_eq!(file("policies/payments.json"), "{}");
        let readme = file("README.md");
        for part in [
            "--policy-dir policies",
            "--namespace payments",
            "skopeo --policy policies/payments.json",
        ] {
            assert!(readme.contains(part), "{part}: {readme}");
        }
    }

    #[test]
    fn an_archive_has_the_files_and_the_commands() {
        let inputs = crate::scenes::carried()[0].states[0].inputs().unwrap();
        let request = inputs.request().unwrap();
        let files = unpacked("a.zip", &zip(&inputs, &request).unwrap()).unwrap().unwrap();
        let file = |name: &str| {
            files
                .iter()
                .find(|file| *file.name == *format!("a.zip/{name}"))
                .and_then(|file| file.content.clone().ok())
        };
        assert_eq!(file("policy.json").as_deref(), Some(&request.policy));
        assert_eq!(file("image/manifest.json").as_deref(), request.manifest.as_ref());
        assert_eq!(file("image/signature-1").as_deref(), request.signatures.first());
        let readme = String::from_utf8(file("README.md").unwrap().to_vec()).unwrap();
        assert!(
            readme.contains("--file /etc/pki/containers/acme.pub=keys/1-acme.pub"),
            "{readme}"
        );
        assert!(
            readme.contains("skopeo --policy policy.json --debug copy docker://registry.example/acme/app:v1 dir:copy"),
            "{readme}"
        );
    }
}
