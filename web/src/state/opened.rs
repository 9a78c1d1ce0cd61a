//! Where opened, dropped and pasted things go: known by their content, put where they belong, and said what became of each.

use std::collections::BTreeMap;
use std::rc::Rc;

use pullgate_core::exchange::Request;
use pullgate_core::exchange::policy_in_force::{NODE, namespace_of};
use pullgate_core::exchange::report::{Report, read};
use pullgate_core::exchange::request::{format_time, is_namespace, parse_time};

use super::history::Field;
use super::{InputTab, State, Target, Tone};
use crate::archive::unpacked;
use crate::files::OpenedFile;
use crate::image_store::{Files, ImageStore};
use crate::inputs::{Document, Inputs, KeyFile, RegistriesFile, Signature, Time, Whose};
use crate::named_files::named_files;
use crate::recognise::{FileKind, Step, decode_base64, file_kind, key_kind, private_key};
use crate::text;

/// So much of a file is looked through for a private key at once: what is longer is not shown, and a page that sleeps for seconds helps no one.
const LOOKED_THROUGH: usize = 16 << 20;
/// The folder of CRI-O's policies for each namespace, in `/etc/crio`.
const POLICIES: &str = "policies";
/// More files are counted than told of one by one.
const TOLD: usize = 12;

impl State {
    /// Puts files where they belong, and says what became of each.
    pub(super) fn open_files(&mut self, target: &Target, files: Vec<OpenedFile>) {
        let before = Rc::clone(&self.inputs);
        let mut told = Told::default();
        let files = if *target == Target::Anywhere {
            unpack(files, &mut told)
        } else {
            files
        };
        let mut readable = self.readable(files, &mut told);
        let mut inputs = (*before).clone();
        if *target == Target::Anywhere {
            readable = self.take_suite(readable, &mut inputs, &mut told.done);
            readable = self.take_images(readable, &mut inputs, &mut told);
            readable = take_lookaside(readable, &mut inputs, &mut told);
        }
        // signature-2 before signature-10.
        readable.sort_by_key(|(name, _)| (name.len(), Rc::clone(name)));
        let mut kinds: Vec<_> = readable
            .into_iter()
            .map(|(name, bytes)| (kind_for(target, &name, &bytes), name, bytes))
            .collect();
        let has_node_policy = (kinds.iter()).any(|(kind, name, _)| *kind == FileKind::Policy && base(name) == NODE);
        for (kind, name, _) in &mut kinds {
            if *kind == FileKind::Policy && is_of_namespace(target, name, has_node_policy) {
                *kind = FileKind::NamespacePolicy;
            }
        }
        let count = |wanted: &FileKind| kinds.iter().filter(|(kind, _, _)| kind == wanted).count();
        if *target == Target::Anywhere && count(&FileKind::Manifest) == 1 && count(&FileKind::Signature) > 0 {
            // A whole image, file by file: signatures of another one do not stay.
            inputs.signatures.clear();
        }
        // A request first, then a policy: it says where keys go. Of several, the one that is called so counts.
        kinds.sort_by_key(|(kind, name, _)| match kind {
            FileKind::Request => 0,
            FileKind::Policy if base(name) != NODE => 1,
            FileKind::Policy => 2,
            FileKind::NamespacePolicy => 3,
            _ => 4,
        });
        for (kind, name, bytes) in kinds {
            self.open_file(&mut inputs, target, &name, bytes, kind, &mut told);
        }
        if inputs != *before {
            self.change(Field::Everything, |place| *place = inputs);
        }
        told.say(self, before == self.inputs);
    }

    /// Takes a text that was pasted where no field is.
    pub(super) fn paste(&mut self, text: &str) {
        let line = text.trim();
        if let Some(form) = private_key(text.as_bytes()) {
            return self.refuse_private_key(text::notices::PLACE_PAGE, form);
        }
        if let Some(report) = read(text) {
            return self.take_report(&report);
        }
        let is_image = !line.contains(char::is_whitespace) && line.contains("://");
        if is_image && line.len() < 1_000 {
            let image = Rc::from(line);
            self.change(Field::Everything, |inputs| inputs.image = image);
            return self.notify(Tone::Changed, text::notices::image_pasted(line));
        }
        // What stands in a text as base64 is meant as what it stands for.
        let bytes = match file_kind(text::notices::PASTED, text.as_bytes()) {
            FileKind::Signature | FileKind::KeyFile(_) => {
                decode_base64(text).unwrap_or_else(|| text.as_bytes().to_vec())
            }
            _ => text.as_bytes().to_vec(),
        };
        let file = OpenedFile {
            name: text::notices::PASTED.into(),
            content: Ok(Rc::new(bytes)),
        };
        self.open_files(&Target::Anywhere, vec![file]);
    }

    /// Turns an error or a log into as much of the question as it has, and says what it says.
    fn take_report(&mut self, report: &Report) {
        let mut words = vec![text::notices::report_is(report.title)];
        words.extend(report.says.iter().cloned());
        let before = Rc::clone(&self.inputs);
        // An example that was only looked at is not the node's.
        let is_example = self.scene.is_some() && !self.is_edited;
        let mut inputs = if is_example && report.image.is_some() {
            Inputs::empty()
        } else {
            (*before).clone()
        };
        if let Some(image) = &report.image {
            inputs.image = image.as_str().into();
            words.push(text::notices::report_image(image));
        }
        if let Some(namespace) = report.namespace.as_deref().filter(|namespace| is_namespace(namespace)) {
            inputs.namespace = namespace.into();
            words.push(match inputs.in_force() {
                Whose::Namespace(_) => text::notices::report_namespace(namespace),
                Whose::Node => text::notices::report_namespace_without_policy(namespace),
            });
        }
        // To the second, as the question has it.
        let time = report.time.as_deref().and_then(parse_time).and_then(format_time);
        if let Some(time) = time {
            inputs.time = Time::Fixed(time.as_str().into());
            words.push(text::notices::report_time(&time));
        }
        let missing: Vec<&str> = report
            .missing
            .iter()
            .filter_map(|missing| self.what_is_missing(missing))
            .collect();
        if !missing.is_empty() {
            words.push(text::notices::report_lacks(&missing));
        }
        let is_changed = inputs != *before;
        if is_changed {
            self.change(Field::Everything, |place| *place = inputs);
            self.scene = None;
        }
        self.notify(if is_changed { Tone::Changed } else { Tone::Done }, words.join("\n"));
    }

    /// What a report asks for, in words; what is given already may still be another image's.
    fn what_is_missing(&self, missing: &str) -> Option<&'static str> {
        Some(match missing {
            "policy" => text::notices::LACKS_POLICY,
            "registriesD" if self.inputs.registries_d.is_empty() => text::notices::LACKS_REGISTRIES,
            "manifest" => text::notices::LACKS_MANIFEST,
            "manifestList" => text::notices::LACKS_MANIFEST_LIST,
            "signatures" => text::notices::LACKS_SIGNATURES,
            "keys" => text::notices::LACKS_KEYS,
            _ => return None,
        })
    }

    /// The files that could be read and hold no private key.
    fn readable(&self, files: Vec<OpenedFile>, told: &mut Told) -> Vec<(Rc<str>, Rc<Vec<u8>>)> {
        let mut readable = Vec::new();
        for file in files {
            match file.content {
                Err(why) => told.refused.push(text::notices::not_opened(&file.name, &why)),
                // Whatever leaves the page is looked through once more, and whole (share.rs).
                Ok(bytes) => match private_key(bytes.get(..LOOKED_THROUGH).unwrap_or(&bytes)) {
                    Some(form) => told
                        .refused
                        .push(text::notices::file_with_private_key(&file.name, form)),
                    None => readable.push((file.name, bytes)),
                },
            }
        }
        readable
    }

    /// Takes the first whole image, in a folder or an archive.
    fn take_images(
        &self,
        files: Vec<(Rc<str>, Rc<Vec<u8>>)>,
        inputs: &mut Inputs,
        told: &mut Told,
    ) -> Vec<(Rc<str>, Rc<Vec<u8>>)> {
        let is_marker = |name: &str| matches!(base(name), "index.json" | "manifest.json") && name.contains('/');
        let Some(top) = files
            .iter()
            .find(|(name, _)| is_marker(name))
            .map(|(name, _)| folder(name).to_owned())
        else {
            return files;
        };
        let within = |name: &str| {
            name.strip_prefix(&top)
                .and_then(|rest| rest.strip_prefix('/'))
                .map(ToOwned::to_owned)
        };
        let of_image: Files = files
            .iter()
            .filter_map(|(name, bytes)| Some((within(name)?, Rc::clone(bytes))))
            .collect();
        let Some(store) = ImageStore::of(Rc::new(of_image)) else {
            return files;
        };
        let words = store.words();
        match store
            .choose(&inputs.image, &inputs.platform)
            .or_else(|_| store.choose(&inputs.image, ""))
        {
            Ok(chosen) => {
                let platform = Some(chosen.platform.as_str()).filter(|platform| !platform.is_empty());
                let belongings = match (chosen.signatures.len(), chosen.attachments.is_empty()) {
                    (0, false) => text::notices::WITH_ATTACHMENTS.to_owned(),
                    (count, _) => text::notices::with_signatures(count),
                };
                told.done
                    .push(text::notices::image_taken(&top, words, platform, &belongings));
                inputs.take_image(store, chosen);
            }
            Err(why) => told.refused.push(text::notices::no_image_taken(&top, words, &why)),
        }
        let rest = files.into_iter().filter(|(name, _)| match within(name) {
            // A policy or a key may lie beside; what belongs to the image does not go elsewhere.
            Some(path) => {
                let is_of_image =
                    path.starts_with("blobs/") || matches!(base(&path), "index.json" | "oci-layout" | "version");
                let name = base(&path);
                let is_layer = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
                !(is_of_image || is_layer || name.ends_with("manifest.json") || name.contains("signature-"))
            }
            None => true,
        });
        rest.collect()
    }

    fn open_file(
        &self,
        inputs: &mut Inputs,
        target: &Target,
        name: &Rc<str>,
        bytes: Rc<Vec<u8>>,
        kind: FileKind,
        told: &mut Told,
    ) {
        let name = base(name);
        match kind {
            FileKind::Attachments => {
                inputs.signatures.clear();
                inputs.attachments.push(Document::from_bytes(bytes));
                told.done(InputTab::Signatures, text::notices::attachments_taken(name));
            }
            FileKind::KeyFile(kind) => {
                let (path, words): (String, KeyTaken) = match target {
                    Target::KeyFile(path) => (path.as_ref().into(), text::notices::key_taken),
                    _ => place_of_key(inputs, &told.named(self), name),
                };
                inputs.put_file(KeyFile::from_bytes(&path, Some(name.into()), bytes));
                told.done(InputTab::Keys, words(name, kind.words(), &path));
            }
            FileKind::Manifest => {
                inputs.manifest = Some(Document::from_bytes(bytes));
                inputs.store = None;
                told.done(InputTab::Image, text::notices::manifest_taken(name));
            }
            FileKind::ManifestList => {
                inputs.manifest_list = Some(Document::from_bytes(bytes));
                inputs.store = None;
                told.done(InputTab::Image, text::notices::manifest_list_taken(name));
            }
            FileKind::NamespacePolicy => {
                inputs.set_policy(&Whose::Namespace(name.into()), Document::from_bytes(bytes));
                told.named = Some(named_by_policies(inputs));
                let tab = if inputs.namespace.is_empty() {
                    InputTab::Settings
                } else {
                    InputTab::Policy
                };
                told.done(tab, text::notices::namespace_policy_taken(name, namespace_of(name)));
            }
            FileKind::Policy => {
                let whose = match target {
                    Target::Policy => self.shown_policy(),
                    _ => Whose::Node,
                };
                inputs.set_policy(&whose, Document::from_bytes(bytes));
                told.named = Some(named_by_policies(inputs));
                told.done(InputTab::Policy, text::notices::policy_taken(name, &whose.name()));
            }
            FileKind::RegistriesD => {
                let Ok(content) = std::str::from_utf8(&bytes) else {
                    return;
                };
                inputs.registries_d.retain(|file| *file.name != *name);
                inputs.registries_d.push(RegistriesFile {
                    name: name.into(),
                    text: content.into(),
                });
                told.done(InputTab::Registries, text::notices::registries_taken(name));
            }
            FileKind::Request => match Request::from_json(&bytes) {
                Ok(request) => {
                    *inputs = Inputs::from_request(&request);
                    told.named = Some(named_by_policies(inputs));
                    told.done(InputTab::Policy, text::notices::request_taken(name));
                }
                Err(error) => told
                    .refused
                    .push(text::notices::request_is_wrong(name, &error.to_string())),
            },
            FileKind::Signature => {
                let signature = Signature::from_bytes(&bytes);
                let steps: Vec<&str> = signature.steps.iter().map(|step: &Step| step.words()).collect();
                let words = signature.kind.words();
                inputs.add_signature(signature);
                told.done(
                    InputTab::Signatures,
                    text::notices::signature_taken(name, words, inputs.signatures.len(), &steps),
                );
            }
            FileKind::Unknown(title) if title.is_empty() => told.refused.push(text::notices::unknown(name)),
            FileKind::Unknown(title) => told.refused.push(text::notices::of_no_use(name, &title)),
        }
    }
}

/// What became of the files.
#[derive(Default)]
struct Told {
    done: Vec<String>,
    refused: Vec<String>,
    tab: Option<InputTab>,
    /// The files that a policy among them names.
    named: Option<Vec<String>>,
}

impl Told {
    fn done(&mut self, tab: InputTab, words: String) {
        self.tab = Some(tab);
        self.done.push(words);
    }

    fn named(&self, state: &State) -> Vec<String> {
        self.named.clone().unwrap_or_else(|| state.named_files.to_vec())
    }

    fn say(self, state: &mut State, nothing_changed: bool) {
        if let Some(named) = self.named {
            state.named_files = Rc::new(named);
        }
        if let Some(tab) = self.tab {
            state.input_tab = tab;
        }
        for (tone, words) in [
            (Tone::Refused, self.refused),
            (if nothing_changed { Tone::Done } else { Tone::Changed }, self.done),
        ] {
            if words.is_empty() {
                continue;
            }
            let mut sentences: Vec<String> = words.iter().take(TOLD).cloned().collect();
            if words.len() > TOLD {
                sentences.push(text::common::more(words.len() - TOLD));
            }
            state.notify(tone, sentences.join(" "));
        }
    }
}

/// The members in the place of their archives.
fn unpack(files: Vec<OpenedFile>, told: &mut Told) -> Vec<OpenedFile> {
    let mut unpacked_files = Vec::new();
    for file in files {
        match file.content.as_ref().ok().and_then(|bytes| unpacked(&file.name, bytes)) {
            Some(Ok(members)) => unpacked_files.extend(members),
            Some(Err(why)) => told.refused.push(text::notices::not_opened(&file.name, &why)),
            None => unpacked_files.push(file),
        }
    }
    unpacked_files
}

/// Takes the files of a lookaside store: `…/acme/app@sha256=…/signature-1` (reference.md §6.3).
fn take_lookaside(
    files: Vec<(Rc<str>, Rc<Vec<u8>>)>,
    inputs: &mut Inputs,
    told: &mut Told,
) -> Vec<(Rc<str>, Rc<Vec<u8>>)> {
    let is_of_store = |name: &str| base(name).starts_with("signature-") && base(folder(name)).contains("@sha256=");
    let (stored, rest): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| is_of_store(name));
    if stored.is_empty() {
        return rest;
    }
    // The folder that was dropped is the store, unless it is the image's own.
    let within = |name: &str| match name.split_once('/') {
        Some((top, rest)) if !top.contains("@sha256=") && rest.contains('/') => rest.to_owned(),
        _ => name.to_owned(),
    };
    let store: BTreeMap<String, Rc<Vec<u8>>> = stored
        .iter()
        .map(|(name, bytes)| (within(name), Rc::clone(bytes)))
        .collect();
    told.done(InputTab::Signatures, text::notices::lookaside_taken(store.len()));
    inputs.signatures.clear();
    inputs.attachments.clear();
    inputs.lookaside = store;
    rest
}

/// Says what became of a key file: of which name and kind, and under which path.
type KeyTaken = fn(&str, &str, &str) -> String;

/// The path of a key file: where the policy's names leave no doubt, one of those.
fn place_of_key(inputs: &Inputs, named: &[String], name: &str) -> (String, KeyTaken) {
    let is_given = |path: &String| inputs.files.iter().any(|file| *file.path == **path);
    let mut missing = named.iter().filter(|path| !is_given(path));
    if let Some(path) = named.iter().find(|path| base(path) == name) {
        return (path.clone(), text::notices::key_taken_as_named);
    }
    match (missing.next(), missing.next(), named) {
        (Some(path), None, _) => (path.clone(), text::notices::key_taken_as_missing),
        (_, _, [path]) => (path.clone(), text::notices::key_taken_as_only),
        _ => (format!("/{name}"), text::notices::key_taken_unnamed),
    }
}

/// The files that the policies name, those of the one in force first: keys are put where any of them looks.
fn named_by_policies(inputs: &Inputs) -> Vec<String> {
    let others = inputs.whose_policies().into_iter();
    let others = others.filter_map(|whose| inputs.policy_of(&whose));
    let mut named = Vec::new();
    for policy in [inputs.policy_in_force()].into_iter().chain(others) {
        for path in named_files(&policy.bytes).unwrap_or_default() {
            if !named.contains(&path) {
                named.push(path);
            }
        }
    }
    named
}

/// Whether a policy is that of a namespace: by its folder, or since it lies beside the node's and is called so.
fn is_of_namespace(target: &Target, name: &str, has_node_policy: bool) -> bool {
    match target {
        Target::Policies => true,
        Target::Anywhere if base(folder(name)) == POLICIES => base(name) != NODE,
        Target::Anywhere => has_node_policy && !base(name).starts_with("policy") && namespace_of(base(name)).is_some(),
        _ => false,
    }
}

/// A place that takes one kind of thing takes anything as that.
fn kind_for(target: &Target, name: &str, bytes: &[u8]) -> FileKind {
    match target {
        Target::Anywhere => match file_kind(base(name), bytes) {
            // One that does not parse is that of its namespace all the same: a node reads no other.
            FileKind::Unknown(_) if base(folder(name)) == POLICIES && namespace_of(base(name)).is_some() => {
                FileKind::Policy
            }
            kind => kind,
        },
        Target::KeyFile(_) => FileKind::KeyFile(key_kind(bytes)),
        Target::Manifest => FileKind::Manifest,
        Target::Policies | Target::Policy => FileKind::Policy,
        Target::Signatures => FileKind::Signature,
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
