//! A request, decoded strictly: a mistyped field must never allow.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::input::Input;
pub use crate::image::manifest::Platform;
use crate::policy::in_force;
use crate::verify::UnixTime;

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Given back in the answer.
    pub id: Option<String>,
    /// The bytes of `policy.json`.
    pub policy: Vec<u8>,
    /// Whether they were given as `policyBase64`: what an explanation amends is given back in the same field.
    pub policy_is_base64: bool,
    /// The pod's namespace, where it is known.
    pub namespace: Option<String>,
    /// The files of CRI-O's `signature_policy_dir` by their names: that of the namespace replaces `policy`.
    pub policy_dir: Option<BTreeMap<String, String>>,
    /// `TRANSPORT:REST`; without it the policy is only parsed.
    pub image: Option<String>,
    /// The exact bytes of the manifest; without them the image has none that could be read.
    pub manifest: Option<Vec<u8>>,
    /// The exact bytes of the list that the image is chosen from; `manifest` and `signatures` are then the image's own.
    pub manifest_list: Option<Vec<u8>>,
    /// Which image of the list: the one with this digest…
    pub instance: Option<String>,
    /// … or the one for this platform. Without both, the one whose digest is that of `manifest`.
    pub platform: Option<Platform>,
    /// The `signature-N` files, in order.
    pub signatures: Vec<Vec<u8>>,
    /// The files of `registries.d` by their names; without it nothing is said of where signatures lie.
    pub registries_d: Option<BTreeMap<String, String>>,
    /// The files of the lookaside store, named from its top folder.
    pub lookaside: Option<BTreeMap<String, Vec<u8>>>,
    /// A manifest of Sigstore attachments with its blobs, and what `cosign download signature` printed; told apart by content.
    pub attachments: Option<Vec<Vec<u8>>>,
    /// Files by the policy's own text of their paths.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Whether some signature must be verified.
    pub require_signed: bool,
    /// The time of the question; without it the caller's clock.
    pub now: Option<UnixTime>,
    /// Whether a refusal is explained, with what would make the image pass: that takes some evaluations more.
    pub explain: bool,
}

/// Why something is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// The request's `id`, where it could be read.
    pub id: Option<String>,
    /// What is wrong.
    pub kind: RequestErrorKind,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestErrorKind {
    /// Two of the fields cannot both be given.
    Conflict(&'static str, &'static str),
    /// A field is given twice, or a path in `files`.
    Duplicate(String),
    /// A field is not base64.
    InvalidBase64(String),
    /// One of `changes` is none.
    InvalidChange(String),
    /// `namespace` is not the name of one.
    InvalidNamespace(String),
    /// `platform` is not `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`.
    InvalidPlatform(String),
    /// `library` is not a release such as `5.33`.
    InvalidRelease(String),
    /// `now` is not a time as RFC 3339 writes it.
    InvalidTime(String),
    /// A field that must be there is not.
    Missing(&'static str),
    /// A field that says something only beside another one, which is not there.
    MissingBeside {
        /// What is not there.
        missing: &'static str,
        /// What is there.
        given: &'static str,
    },
    /// It is not JSON; serde_json's words.
    NotJson(String),
    /// It is JSON and not an object.
    NotAnObject,
    /// The line is longer than is read.
    TooLong {
        /// The bytes that are read at most.
        limit: usize,
    },
    /// No such field.
    UnknownField(String),
    /// A field has a value of the wrong type.
    WrongType {
        /// The field.
        field: String,
        /// What it takes.
        expected: &'static str,
    },
}

impl Request {
    /// Reads a request from JSON text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_json(text: &[u8]) -> Result<Self, RequestError> {
        let input = Input::from_json(text).map_err(|words| RequestError {
            id: None,
            kind: RequestErrorKind::NotJson(words),
        })?;
        Self::from_input(input)
    }

    /// Reads a request from a tree of values. Where bytes are wanted, text is taken as base64.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_input(input: Input) -> Result<Self, RequestError> {
        let Input::Map(fields) = input else {
            return Err(RequestError {
                id: None,
                kind: RequestErrorKind::NotAnObject,
            });
        };
        let id = fields.iter().find_map(|(name, value)| match value {
            Input::Text(id) if name == "id" => Some(id.clone()),
            _ => None,
        });
        decode(fields).map_err(|kind| RequestError { id, kind })
    }
}

/// The fields of another question, taken out one by one; what is left over is an error.
#[derive(Debug)]
pub(super) struct Fields(Vec<(String, Input)>);

impl Fields {
    pub(super) fn of(input: Input) -> Result<Self, RequestError> {
        let error = |kind| RequestError { id: None, kind };
        let Input::Map(fields) = input else {
            return Err(error(RequestErrorKind::NotAnObject));
        };
        let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.iter().zip(names.iter().skip(1)).find(|(one, next)| one == next);
        match twice {
            Some((name, _)) => Err(error(RequestErrorKind::Duplicate((*name).to_string()))),
            None => Ok(Self(fields)),
        }
    }

    /// What was read, if it was read whole.
    pub(super) fn finish<T>(self, read: Result<T, RequestErrorKind>) -> Result<T, RequestError> {
        let error = |kind| RequestError { id: None, kind };
        let read = read.map_err(error)?;
        match self.0.into_iter().next() {
            Some((name, _)) => Err(error(RequestErrorKind::UnknownField(name))),
            None => Ok(read),
        }
    }

    /// `policy` or `policyBase64`.
    pub(super) fn policy(&mut self) -> Result<Vec<u8>, RequestErrorKind> {
        self.optional_policy()?.ok_or(RequestErrorKind::Missing("policy"))
    }

    /// `policy` or `policyBase64`, or neither.
    pub(super) fn optional_policy(&mut self) -> Result<Option<Vec<u8>>, RequestErrorKind> {
        match (self.take("policy"), self.take("policyBase64")) {
            (Some(_), Some(_)) => Err(RequestErrorKind::Conflict("policy", "policyBase64")),
            (Some(value), None) => Ok(Some(text("policy", value)?.into_bytes())),
            (None, Some(value)) => bytes("policyBase64", value).map(Some),
            (None, None) => Ok(None),
        }
    }

    #[cfg(feature = "yaml")]
    pub(super) fn required_text(&mut self, field: &'static str) -> Result<String, RequestErrorKind> {
        self.text(field)?.ok_or(RequestErrorKind::Missing(field))
    }

    pub(super) fn text(&mut self, field: &str) -> Result<Option<String>, RequestErrorKind> {
        self.take(field).map(|value| text(field, value)).transpose()
    }

    pub(super) fn list_of_texts(&mut self, field: &str) -> Result<Option<Vec<String>>, RequestErrorKind> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let Input::List(items) = value else {
            return Err(wrong_type(field, "a list of texts"));
        };
        items
            .into_iter()
            .map(|item| text(field, item))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    pub(super) fn time(&mut self, field: &str) -> Result<Option<UnixTime>, RequestErrorKind> {
        self.take(field).map(|value| time(field, value)).transpose()
    }

    pub(super) fn files(&mut self, field: &str) -> Result<Option<BTreeMap<String, Vec<u8>>>, RequestErrorKind> {
        self.take(field).map(|value| map(field, value)).transpose()
    }

    pub(super) fn texts(&mut self, field: &str) -> Result<Option<BTreeMap<String, String>>, RequestErrorKind> {
        self.take(field).map(|value| texts(field, value)).transpose()
    }

    fn take(&mut self, field: &str) -> Option<Input> {
        let place = self.0.iter().position(|(name, _)| name == field)?;
        Some(self.0.remove(place).1)
    }
}

fn decode(fields: Vec<(String, Input)>) -> Result<Request, RequestErrorKind> {
    let mut request = Request::default();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in fields {
        if seen.contains(&name) {
            return Err(RequestErrorKind::Duplicate(name));
        }
        match name.as_str() {
            "id" => request.id = Some(text(&name, value)?),
            "policy" => request.policy = text(&name, value)?.into_bytes(),
            "policyBase64" => {
                request.policy = bytes(&name, value)?;
                request.policy_is_base64 = true;
            }
            "image" => request.image = Some(text(&name, value)?),
            "manifest" => request.manifest = Some(bytes(&name, value)?),
            "manifestList" => request.manifest_list = Some(bytes(&name, value)?),
            "instance" => request.instance = Some(text(&name, value)?),
            "platform" => request.platform = Some(platform(&name, value)?),
            "signatures" => request.signatures = list(&name, value)?,
            "files" => request.files = map(&name, value)?,
            "requireSigned" => request.require_signed = boolean(&name, value)?,
            "now" => request.now = Some(time(&name, value)?),
            "explain" => request.explain = boolean(&name, value)?,
            "registriesD" => request.registries_d = Some(texts(&name, value)?),
            "lookaside" => request.lookaside = Some(map(&name, value)?),
            "attachments" => request.attachments = Some(list(&name, value)?),
            "namespace" => request.namespace = Some(namespace(&name, value)?),
            "policyDir" => request.policy_dir = Some(texts(&name, value)?),
            _ => return Err(RequestErrorKind::UnknownField(name)),
        }
        seen.push(name);
    }
    let has = |field: &str| seen.iter().any(|name| name == field);
    match (has("policy"), has("policyBase64")) {
        (true, true) => Err(RequestErrorKind::Conflict("policy", "policyBase64")),
        (false, false) => Err(RequestErrorKind::Missing("policy")),
        // Else it would have to be said which come first.
        _ if has("signatures") && has("lookaside") => Err(RequestErrorKind::Conflict("signatures", "lookaside")),
        _ if has("signatures") && has("attachments") => Err(RequestErrorKind::Conflict("signatures", "attachments")),
        _ => check_choice(&request).map(|()| request),
    }
}

/// Which image of a list is meant must be said, once, and only of a list.
fn check_choice(request: &Request) -> Result<(), RequestErrorKind> {
    let beside = |missing, given| Err(RequestErrorKind::MissingBeside { missing, given });
    let has_list = request.manifest_list.is_some();
    match (&request.instance, &request.platform) {
        (Some(_), Some(_)) => Err(RequestErrorKind::Conflict("instance", "platform")),
        (Some(_), None) if !has_list => beside("manifestList", "instance"),
        (None, Some(_)) if !has_list => beside("manifestList", "platform"),
        (None, None) if has_list && request.manifest.is_none() => {
            beside("manifest`, `instance` or `platform", "manifestList")
        }
        _ => Ok(()),
    }
}

fn wrong_type(field: &str, expected: &'static str) -> RequestErrorKind {
    RequestErrorKind::WrongType {
        field: field.into(),
        expected,
    }
}

fn text(field: &str, value: Input) -> Result<String, RequestErrorKind> {
    match value {
        Input::Text(text) => Ok(text),
        _ => Err(wrong_type(field, "a text")),
    }
}

fn boolean(field: &str, value: Input) -> Result<bool, RequestErrorKind> {
    match value {
        Input::Bool(value) => Ok(value),
        _ => Err(wrong_type(field, "true or false")),
    }
}

fn bytes(field: &str, value: Input) -> Result<Vec<u8>, RequestErrorKind> {
    match value {
        Input::Bytes(bytes) => Ok(bytes),
        Input::Text(text) => STANDARD
            .decode(text)
            .map_err(|_| RequestErrorKind::InvalidBase64(field.into())),
        _ => Err(wrong_type(field, "bytes: base64 in JSON, a Uint8Array in JavaScript")),
    }
}

fn list(field: &str, value: Input) -> Result<Vec<Vec<u8>>, RequestErrorKind> {
    let Input::List(items) = value else {
        return Err(wrong_type(field, "a list of bytes"));
    };
    items.into_iter().map(|item| bytes(field, item)).collect()
}

fn map(field: &str, value: Input) -> Result<BTreeMap<String, Vec<u8>>, RequestErrorKind> {
    let Input::Map(entries) = value else {
        return Err(wrong_type(field, "an object of paths and bytes"));
    };
    let mut files = BTreeMap::new();
    for (path, value) in entries {
        let content = bytes(field, value)?;
        if files.insert(path.clone(), content).is_some() {
            return Err(RequestErrorKind::Duplicate(path));
        }
    }
    Ok(files)
}

/// Names of files in one folder, and their texts.
fn texts(field: &str, value: Input) -> Result<BTreeMap<String, String>, RequestErrorKind> {
    const EXPECTED: &str = "an object of file names and texts";
    let Input::Map(entries) = value else {
        return Err(wrong_type(field, EXPECTED));
    };
    let mut files = BTreeMap::new();
    for (name, value) in entries {
        if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
            return Err(wrong_type(field, EXPECTED));
        }
        let content = text(field, value)?;
        if files.insert(name.clone(), content).is_some() {
            return Err(RequestErrorKind::Duplicate(name));
        }
    }
    Ok(files)
}

fn namespace(field: &str, value: Input) -> Result<String, RequestErrorKind> {
    let written = text(field, value)?;
    if in_force::is_namespace(&written) {
        Ok(written)
    } else {
        Err(RequestErrorKind::InvalidNamespace(written))
    }
}

fn platform(field: &str, value: Input) -> Result<Platform, RequestErrorKind> {
    let written = text(field, value)?;
    Platform::parse(&written).ok_or(RequestErrorKind::InvalidPlatform(written))
}

/// A platform as `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`.
#[must_use]
pub fn parse_platform(text: &str) -> Option<Platform> {
    Platform::parse(text)
}

fn time(field: &str, value: Input) -> Result<UnixTime, RequestErrorKind> {
    let written = text(field, value)?;
    parse_time(&written).ok_or(RequestErrorKind::InvalidTime(written))
}

/// Whether Kubernetes lets a namespace have this name.
#[must_use]
pub fn is_namespace(name: &str) -> bool {
    in_force::is_namespace(name)
}

/// A time as RFC 3339 writes it, with its offset; fractions of a second are dropped.
#[must_use]
pub fn parse_time(text: &str) -> Option<UnixTime> {
    let timestamp: jiff::Timestamp = text.parse().ok()?;
    Some(UnixTime(timestamp.as_second()))
}

/// A time as RFC 3339 writes it, in UTC; `None` outside the years −9999 to 9999.
#[must_use]
pub fn format_time(time: UnixTime) -> Option<String> {
    jiff::Timestamp::from_second(time.0)
        .ok()
        .map(|timestamp| timestamp.to_string())
}

pub(super) fn to_json(request: &Request) -> String {
    serde_json::to_string(&request.to_input()).unwrap_or_default()
}

impl Request {
    /// The tree that [`Self::from_input`] reads back, its fields by their names; bytes stay bytes.
    #[must_use]
    pub fn to_input(&self) -> Input {
        let mut fields = Vec::new();
        let mut put = |name: &str, value: Option<Input>| fields.extend(value.map(|value| (name.to_string(), value)));
        let bytes = |bytes: &[u8]| Input::Bytes(bytes.to_vec());
        let list = |items: &[Vec<u8>]| Input::List(items.iter().map(|item| bytes(item)).collect());
        let map = |files: &BTreeMap<String, Vec<u8>>| {
            Input::Map(
                files
                    .iter()
                    .map(|(path, content)| (path.clone(), bytes(content)))
                    .collect(),
            )
        };
        put("id", self.id.clone().map(Input::Text));
        match core::str::from_utf8(&self.policy) {
            Ok(policy) if !self.policy_is_base64 => put("policy", Some(Input::Text(policy.into()))),
            _ => put("policyBase64", Some(bytes(&self.policy))),
        }
        put("namespace", self.namespace.clone().map(Input::Text));
        put("image", self.image.clone().map(Input::Text));
        put("manifest", self.manifest.as_deref().map(bytes));
        put("manifestList", self.manifest_list.as_deref().map(bytes));
        put("instance", self.instance.clone().map(Input::Text));
        put(
            "platform",
            self.platform.as_ref().map(|platform| Input::Text(platform.to_string())),
        );
        put(
            "signatures",
            Some(&self.signatures)
                .filter(|given| !given.is_empty())
                .map(|given| list(given)),
        );
        let texts = |files: &BTreeMap<String, String>| {
            let texts = files
                .iter()
                .map(|(name, text)| (name.clone(), Input::Text(text.clone())));
            Input::Map(texts.collect())
        };
        put("policyDir", self.policy_dir.as_ref().map(texts));
        put("registriesD", self.registries_d.as_ref().map(texts));
        put("lookaside", self.lookaside.as_ref().map(map));
        put("attachments", self.attachments.as_deref().map(list));
        put("files", Some(&self.files).filter(|files| !files.is_empty()).map(map));
        put("requireSigned", self.require_signed.then_some(Input::Bool(true)));
        put("now", self.now.and_then(format_time).map(Input::Text));
        put("explain", self.explain.then_some(Input::Bool(true)));
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        Input::Map(fields)
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RequestErrorKind::Conflict(one, other) => write!(formatter, "`{one}` and `{other}` cannot both be given"),
            RequestErrorKind::Duplicate(name) => write!(formatter, "`{name}` is given twice"),
            RequestErrorKind::InvalidBase64(field) => {
                write!(formatter, "`{field}` is not standard base64 with padding")
            }
            RequestErrorKind::InvalidChange(text) => write!(
                formatter,
                "{text:?} in `changes` is not tag=v2, digest, image=docker://…, namespace=…, scope=… or at=2027-01-01"
            ),
            RequestErrorKind::InvalidNamespace(text) => write!(
                formatter,
                "`namespace` is {text:?}, not the name of a namespace: lower-case letters, digits and hyphens between them, at most 63; without a namespace, leave it out"
            ),
            RequestErrorKind::InvalidPlatform(text) => {
                write!(
                    formatter,
                    "`platform` is {text:?}, not a platform such as linux/arm64/v8"
                )
            }
            RequestErrorKind::InvalidRelease(text) => {
                write!(
                    formatter,
                    "`library` is {text:?}, not a release of containers/image such as 5.33"
                )
            }
            RequestErrorKind::InvalidTime(text) => {
                write!(formatter, "`now` is {text:?}, not a time such as 2026-06-01T12:00:00Z")
            }
            RequestErrorKind::Missing(field) => write!(formatter, "`{field}` is missing"),
            RequestErrorKind::MissingBeside { missing, given } => {
                write!(formatter, "`{given}` is given and `{missing}` is missing")
            }
            RequestErrorKind::NotAnObject => formatter.write_str("a request is a JSON object"),
            RequestErrorKind::NotJson(words) => write!(formatter, "not JSON: {words}"),
            RequestErrorKind::TooLong { limit } => write!(formatter, "longer than {limit} bytes"),
            RequestErrorKind::UnknownField(name) => write!(formatter, "there is no field {:?}", name.to_string()),
            RequestErrorKind::WrongType { field, expected } => write!(formatter, "`{field}` must be {expected}"),
        }
    }
}
