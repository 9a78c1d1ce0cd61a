//! What the user gave.

use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pullgate_core::exchange::Request;
use pullgate_core::exchange::policy_in_force::{FOLDER, InForce, NODE, choose};
use pullgate_core::exchange::request::{format_time, is_namespace, parse_platform, parse_time};
use serde_json::Value;

use crate::image_store::{Chosen, ImageStore, platforms};
use crate::recognise::{self, KeyKind, SignatureKind, Step, key_kind};
use crate::text;

/// Texts up to this size are shown and can be edited; what is larger is evaluated, and only its size is shown.
pub(crate) const SHOWN_AT_MOST: usize = 1 << 20;

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inputs {
    /// The node's.
    pub(crate) policy: Document,
    /// The pod's; empty where none is known.
    pub(crate) namespace: Rc<str>,
    /// The files of CRI-O's folder of policies, one for each namespace.
    pub(crate) policies: Vec<PolicyFile>,
    pub(crate) image: Rc<str>,
    pub(crate) manifest: Option<Document>,
    /// The list that the image is chosen from.
    pub(crate) manifest_list: Option<Document>,
    /// For which platform; empty where the list has the manifest that is given.
    pub(crate) platform: Rc<str>,
    pub(crate) signatures: Vec<Signature>,
    /// What is attached to the image in a registry, in the place of `signatures`.
    pub(crate) attachments: Vec<Document>,
    /// What lies in the lookaside store, by its paths, in the place of `signatures`.
    pub(crate) lookaside: BTreeMap<String, Rc<Vec<u8>>>,
    pub(crate) files: Vec<KeyFile>,
    /// The files of registries.d.
    pub(crate) registries_d: Vec<RegistriesFile>,
    /// Where manifest and signatures come from, if from a whole image.
    pub(crate) store: Option<ImageStore>,
    pub(crate) require_signed: bool,
    pub(crate) time: Time,
}

/// Bytes that are usually text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) bytes: Rc<Vec<u8>>,
    /// As a text field holds it: with every line's end as LF. `None` for what is too large, or no text.
    pub(crate) text: Option<Rc<str>>,
    /// Whether editing changes the ends of lines, since a text field knows only LF. Asked for each place in the text, it is looked for once.
    pub(crate) has_carriage_returns: bool,
}

/// One signature file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) bytes: Rc<Vec<u8>>,
    pub(crate) kind: SignatureKind,
    pub(crate) steps: Vec<Step>,
    /// As it was typed, or [`recognise::signature_text`]; `None` for what is too large.
    pub(crate) text: Option<Rc<str>>,
}

/// A file that a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyFile {
    pub(crate) path: Rc<str>,
    /// The name of the file that was opened, where it was one.
    pub(crate) name: Option<Rc<str>>,
    pub(crate) content: Document,
    pub(crate) kind: KeyKind,
    pub(crate) step: Option<Step>,
}

/// A policy of a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PolicyFile {
    /// Its name in the folder.
    pub(crate) name: Rc<str>,
    pub(crate) content: Document,
}

/// One of the policies that are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// That of the file with this name in the folder.
    Namespace(Rc<str>),
    Node,
}

impl Whose {
    /// What places in answers call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Namespace(file) => format!("{FOLDER}{file}"),
            Self::Node => NODE.into(),
        }
    }
}

/// A file of registries.d.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegistriesFile {
    /// Its name in the folder.
    pub(crate) name: Rc<str>,
    pub(crate) text: Rc<str>,
}

/// The time of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// As typed, in the manner of RFC 3339.
    Fixed(Rc<str>),
    /// The clock of the computer.
    Now,
}

impl Inputs {
    /// Nothing at all.
    pub(crate) fn empty() -> Self {
        Self::from_request(&Request::default())
    }

    pub(crate) fn from_request(request: &Request) -> Self {
        let keys = request
            .files
            .iter()
            .map(|(path, bytes)| KeyFile::from_bytes(path, None, bytes.clone()));
        let document = |bytes: &Vec<u8>| Document::from_bytes(bytes.clone());
        let signatures = request.signatures.iter().map(|bytes| Signature::from_bytes(bytes));
        let registries = request
            .registries_d
            .iter()
            .flatten()
            .map(|(name, text)| RegistriesFile {
                name: name.as_str().into(),
                text: text.as_str().into(),
            });
        let policies = request.policy_dir.iter().flatten();
        let policies = policies.map(|(name, text)| PolicyFile {
            name: name.as_str().into(),
            content: Document::from_bytes(text.clone().into_bytes()),
        });
        let lookaside = request.lookaside.iter().flatten();
        let time = request.now.and_then(format_time);
        Self {
            policy: document(&request.policy),
            namespace: request.namespace.as_deref().unwrap_or_default().into(),
            policies: policies.collect(),
            image: request.image.as_deref().unwrap_or_default().into(),
            manifest: request.manifest.as_ref().map(document),
            manifest_list: request.manifest_list.as_ref().map(document),
            platform: request
                .platform
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
                .into(),
            signatures: signatures.collect(),
            attachments: request.attachments.iter().flatten().map(document).collect(),
            lookaside: lookaside
                .map(|(path, bytes)| (path.clone(), Rc::new(bytes.clone())))
                .collect(),
            files: keys.collect(),
            registries_d: registries.collect(),
            store: None,
            require_signed: request.require_signed,
            time: time.map_or(Time::Now, |now| Time::Fixed(now.into())),
        }
    }

    /// The request that asks about it; the engine's clock is asked where there is no time. `Err` says why there is none.
    pub(crate) fn request(&self) -> Result<Request, String> {
        match (self.policy_in_force().bytes.is_empty(), self.image.is_empty()) {
            (true, true) => return Err(text::inputs::NOTHING.into()),
            (true, false) => return Err(text::inputs::NO_POLICY.into()),
            (false, _) => {}
        }
        self.request_of_anything()
    }

    /// Which policy decides, by CRI-O's rule; the engine has it.
    pub(crate) fn in_force(&self) -> Whose {
        let namespace = Some(self.namespace.as_ref()).filter(|namespace| !namespace.is_empty());
        match choose(namespace, self.policies.iter().map(|file| file.name.as_ref())) {
            InForce::Namespace { file, .. } => Whose::Namespace(file.into()),
            InForce::WithoutFile { .. } | InForce::WithoutNamespace => Whose::Node,
        }
    }

    pub(crate) fn policy_in_force(&self) -> &Document {
        self.policy_of(&self.in_force()).unwrap_or(&self.policy)
    }

    pub(crate) fn policy_of(&self, whose: &Whose) -> Option<&Document> {
        match whose {
            Whose::Namespace(name) => {
                let mut files = self.policies.iter();
                files.find(|file| file.name == *name).map(|file| &file.content)
            }
            Whose::Node => Some(&self.policy),
        }
    }

    /// Gives a policy another text; that of a namespace which is not there yet is put beside the others.
    pub(crate) fn set_policy(&mut self, whose: &Whose, content: Document) {
        match whose {
            Whose::Namespace(name) => match self.policies.iter_mut().find(|file| file.name == *name) {
                Some(file) => file.content = content,
                None => self.policies.push(PolicyFile {
                    name: Rc::clone(name),
                    content,
                }),
            },
            Whose::Node => self.policy = content,
        }
    }

    /// All that are given, the node's first.
    pub(crate) fn whose_policies(&self) -> Vec<Whose> {
        let of_namespaces = self.policies.iter().map(|file| Whose::Namespace(Rc::clone(&file.name)));
        [Whose::Node].into_iter().chain(of_namespaces).collect()
    }

    /// Whether a namespace was typed that is none.
    pub(crate) fn has_wrong_namespace(&self) -> bool {
        !self.namespace.is_empty() && !is_namespace(&self.namespace)
    }

    /// Whether a time was typed that is none.
    pub(crate) fn has_wrong_time(&self) -> bool {
        matches!(&self.time, Time::Fixed(text) if parse_time(text.trim()).is_none())
    }

    fn request_of_anything(&self) -> Result<Request, String> {
        let now = match &self.time {
            Time::Now => None,
            Time::Fixed(text) => Some(parse_time(text.trim()).ok_or_else(|| text::inputs::no_time(text))?),
        };
        let platform = match (&self.manifest_list, self.platform.trim()) {
            (None, _) | (_, "") => None,
            (Some(_), text) => Some(parse_platform(text).ok_or_else(|| text::inputs::no_platform(text))?),
        };
        if self.manifest_list.is_some() && self.manifest.is_none() && platform.is_none() {
            return Err(text::inputs::WHICH_IMAGE.into());
        }
        if self.has_wrong_namespace() {
            return Err(text::inputs::no_namespace(&self.namespace));
        }
        let bytes = |document: &Document| document.bytes.to_vec();
        let gathered = !self.attachments.is_empty() || !self.lookaside.is_empty();
        let signatures = self.signatures.iter().filter(|_| !gathered);
        let mut request = Request {
            policy: bytes(&self.policy),
            namespace: (!self.namespace.is_empty()).then(|| self.namespace.as_ref().into()),
            image: (!self.image.is_empty()).then(|| self.image.as_ref().into()),
            manifest: self.manifest.as_ref().map(bytes),
            manifest_list: self.manifest_list.as_ref().map(bytes),
            platform,
            signatures: signatures.map(|signature| signature.bytes.to_vec()).collect(),
            attachments: (!self.attachments.is_empty()).then(|| self.attachments.iter().map(bytes).collect()),
            lookaside: (!self.lookaside.is_empty()).then(|| {
                let files = self.lookaside.iter();
                files.map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect()
            }),
            require_signed: self.require_signed,
            now,
            ..Request::default()
        };
        for file in &self.files {
            if request
                .files
                .insert(file.path.as_ref().into(), file.content.bytes.to_vec())
                .is_some()
            {
                return Err(text::inputs::two_key_files(&file.path));
            }
        }
        if !self.registries_d.is_empty() {
            let mut files = BTreeMap::new();
            for file in &self.registries_d {
                let name = file.name.as_ref();
                if !is_file_name(name) {
                    return Err(text::inputs::no_file_name(name, text::inputs::REGISTRIES));
                }
                if files.insert(name.into(), file.text.as_ref().into()).is_some() {
                    return Err(text::inputs::two_files(name, text::inputs::REGISTRIES));
                }
            }
            request.registries_d = Some(files);
        }
        if !self.policies.is_empty() {
            let mut files = BTreeMap::new();
            for PolicyFile { name, content } in &self.policies {
                if !is_file_name(name) {
                    return Err(text::inputs::no_file_name(name, text::inputs::SETTINGS));
                }
                let text = String::from_utf8(bytes(content)).map_err(|_| text::inputs::not_utf8(name))?;
                if files.insert(name.as_ref().into(), text).is_some() {
                    return Err(text::inputs::two_files(name, text::inputs::SETTINGS));
                }
            }
            request.policy_dir = Some(files);
        }
        Ok(request)
    }

    /// Puts fields of a request, in their wire form, in the place of what is here. `None` if they are none.
    pub(crate) fn amended(&self, fields: &serde_json::Map<String, Value>) -> Option<Self> {
        let Ok(Value::Object(mut request)) = serde_json::to_value(self.request_of_anything().ok()?.to_input()) else {
            return None;
        };
        for (name, value) in fields {
            request.insert(name.clone(), value.clone());
        }
        let request = Request::from_json(&serde_json::to_vec(&request).ok()?).ok()?;
        let mut inputs = Self::from_request(&request);
        for file in &mut inputs.files {
            let before = self
                .files
                .iter()
                .find(|other| other.path == file.path && other.content.bytes == file.content.bytes);
            if let Some(before) = before {
                *file = before.clone();
            }
        }
        if inputs.manifest == self.manifest && inputs.manifest_list == self.manifest_list {
            inputs.store = self.store.clone();
        }
        if !fields.contains_key("now") {
            inputs.time = self.time.clone();
        }
        Some(inputs)
    }

    /// Takes one image of a store, with what belongs to it, in the place of the one before.
    pub(crate) fn take_image(&mut self, store: ImageStore, chosen: Chosen) {
        self.manifest = Some(Document::from_bytes(chosen.manifest));
        self.manifest_list = chosen.manifest_list.map(Document::from_bytes);
        self.platform = chosen.platform.into();
        self.signatures = chosen
            .signatures
            .iter()
            .map(|bytes| Signature::from_bytes(bytes))
            .collect();
        self.attachments = chosen.attachments.into_iter().map(Document::from_bytes).collect();
        self.lookaside = BTreeMap::new();
        self.store = Some(store);
    }

    /// The same question about the other images of the list, where they are at hand.
    pub(crate) fn other_platforms(&self) -> Vec<(String, Request)> {
        let (Some(store), Some(list)) = (&self.store, &self.manifest_list) else {
            return Vec::new();
        };
        let others = platforms(&list.bytes)
            .into_iter()
            .filter(|platform| **platform != *self.platform);
        let request = |platform: String| {
            let mut inputs = self.clone();
            inputs.take_image(store.clone(), store.choose(&self.image, &platform).ok()?);
            Some((text::what_if::for_platform(&platform), inputs.request().ok()?))
        };
        others.filter_map(request).collect()
    }

    /// One more signature file; what was gathered from elsewhere goes.
    pub(crate) fn add_signature(&mut self, signature: Signature) {
        self.attachments.clear();
        self.lookaside.clear();
        self.signatures.push(signature);
    }

    /// Gives a key file a place: that of its path, or a new one.
    pub(crate) fn put_file(&mut self, file: KeyFile) {
        match self.files.iter_mut().find(|other| other.path == file.path) {
            Some(place) => *place = file,
            None => self.files.push(file),
        }
    }
}

fn is_file_name(name: &str) -> bool {
    !(name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']))
}

impl Document {
    pub(crate) fn from_text(text: impl Into<Rc<str>>) -> Self {
        let text = text.into();
        let bytes = Rc::new(text.as_bytes().to_vec());
        Self::new(bytes, (text.len() <= SHOWN_AT_MOST).then_some(text))
    }

    pub(crate) fn from_bytes(bytes: impl Into<Rc<Vec<u8>>>) -> Self {
        let bytes = bytes.into();
        let text = std::str::from_utf8(&bytes)
            .ok()
            .filter(|text| text.len() <= SHOWN_AT_MOST);
        let text = text.map(|text| text.replace("\r\n", "\n").replace('\r', "\n").into());
        Self::new(bytes, text)
    }

    fn new(bytes: Rc<Vec<u8>>, text: Option<Rc<str>>) -> Self {
        let has_carriage_returns = text
            .as_ref()
            .is_some_and(|text| text.len() != bytes.len() || bytes.contains(&b'\r'));
        Self {
            bytes,
            text,
            has_carriage_returns,
        }
    }

    /// Where a byte of [`Self::bytes`] is in [`Self::text`].
    pub(crate) fn text_offset(&self, offset: usize) -> usize {
        if !self.has_carriage_returns {
            return offset;
        }
        let before = self.bytes.get(..offset.min(self.bytes.len())).unwrap_or_default();
        offset - before.windows(2).filter(|pair| pair == b"\r\n").count()
    }

    /// Where a byte of [`Self::text`] is in [`Self::bytes`]: the other way round.
    pub(crate) fn byte_offset(&self, offset: usize) -> usize {
        if !self.has_carriage_returns {
            return offset;
        }
        // Each CRLF before it is one byte more.
        let (mut at, mut shown) = (0, 0);
        while shown < offset && at < self.bytes.len() {
            let is_pair = self.bytes.get(at..at + 2) == Some(b"\r\n");
            at += if is_pair { 2 } else { 1 };
            shown += 1;
        }
        at
    }
}

impl Signature {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let taken = recognise::signature_from_bytes(bytes);
        let shown = taken.bytes.len() <= SHOWN_AT_MOST;
        let text = shown.then(|| recognise::signature_text(&taken.bytes).into());
        Self::new(taken, text)
    }

    pub(crate) fn from_text(text: &str) -> Self {
        let shown = text.len() <= SHOWN_AT_MOST;
        Self::new(recognise::signature_from_text(text), shown.then(|| text.into()))
    }

    fn new(taken: recognise::Taken, text: Option<Rc<str>>) -> Self {
        Self {
            bytes: Rc::new(taken.bytes),
            kind: taken.kind,
            steps: taken.steps,
            text,
        }
    }
}

impl KeyFile {
    /// A file with these bytes; what is no text is shown as base64.
    pub(crate) fn from_bytes(path: &str, name: Option<Rc<str>>, bytes: impl Into<Rc<Vec<u8>>>) -> Self {
        let bytes = bytes.into();
        let kind = key_kind(&bytes);
        let mut content = Document::from_bytes(bytes);
        if content.text.is_none() && content.bytes.len() <= SHOWN_AT_MOST {
            content.text = Some(STANDARD.encode(content.bytes.as_slice()).into());
        }
        Self {
            path: path.into(),
            name,
            content,
            kind,
            step: None,
        }
    }

    /// A file whose content was typed or pasted.
    pub(crate) fn from_text(path: &str, text: &str) -> Self {
        let (bytes, step) = recognise::key_from_text(text);
        let content = Document::new(Rc::new(bytes), (text.len() <= SHOWN_AT_MOST).then(|| text.into()));
        Self {
            path: path.into(),
            name: None,
            kind: key_kind(&content.bytes),
            content,
            step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Inputs {
        crate::scenes::carried()[0].states[0].inputs().unwrap()
    }

    #[test]
    fn what_an_example_gives_is_asked_byte_for_byte() {
        for example in crate::scenes::carried() {
            let inputs = example.states[0].inputs().unwrap();
            assert_eq!(
                Inputs::from_request(&inputs.request().unwrap()),
                inputs,
                "{}",
                example.id
            );
        }
    }

    #[test]
    fn a_time_that_is_none_is_not_asked_about() {
        let inputs = Inputs {
            time: Time::Fixed("yesterday".into()),
            ..example()
        };
        assert!(inputs.request().unwrap_err().contains("yesterday"));
    }

    #[test]
    fn the_policy_of_the_namespace_is_in_force_if_there_is_one() {
        let of = |namespace: &str| Inputs {
            namespace: namespace.into(),
            policies: vec![PolicyFile {
                name: "payments.json".into(),
                content: Document::from_text("{}"),
            }],
            ..example()
        };
        let payments = Whose::Namespace("payments.json".into());
        assert_eq!(of("").in_force(), Whose::Node);
        assert_eq!(of("web").in_force(), Whose::Node);
        assert_eq!(of("payments").in_force(), payments);
        assert_eq!(&**of("payments").policy_in_force().bytes, b"{}");
        for namespace in ["", "web", "payments"] {
            let inputs = of(namespace);
            assert_eq!(Inputs::from_request(&inputs.request().unwrap()), inputs, "{namespace}");
        }
        assert!(of("../x").request().unwrap_err().contains("../x"));
        let mut twice = of("payments");
        twice.policies.push(twice.policies[0].clone());
        assert!(twice.request().unwrap_err().contains("payments.json"));
    }

    #[test]
    fn what_amends_the_policy_of_a_namespace_leaves_the_node_s() {
        let mut inputs = example();
        inputs.namespace = "payments".into();
        inputs.set_policy(&Whose::Namespace("payments.json".into()), Document::from_text("{}"));
        let fields = serde_json::json!({ "policyDir": { "payments.json": "{ }" } });
        let amended = inputs.amended(fields.as_object().unwrap()).unwrap();
        assert_eq!(amended.policy, inputs.policy);
        assert_eq!(amended.policy_in_force().text.as_deref(), Some("{ }"));
    }

    #[test]
    fn two_files_of_one_path_are_not_asked_about() {
        let mut inputs = example();
        inputs.files.push(inputs.files[0].clone());
        assert!(inputs.request().unwrap_err().contains("Two key files"));
    }

    #[test]
    fn no_image_is_not_an_image_without_a_name() {
        let inputs = Inputs {
            image: "".into(),
            ..example()
        };
        assert_eq!(inputs.request().unwrap().image, None);
    }

    #[test]
    fn places_in_a_text_with_carriage_returns_are_found() {
        let document = Document::from_bytes(b"{\r\n  1\r\n}".to_vec());
        assert_eq!(document.text.as_deref(), Some("{\n  1\n}"));
        assert_eq!(document.text_offset(5), 4);
        assert_eq!((document.byte_offset(4), document.byte_offset(1)), (5, 1));
        assert_eq!(document.bytes.len(), 9);
    }
}
