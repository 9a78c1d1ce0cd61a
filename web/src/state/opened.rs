//! Where opened and dropped files go.

use std::rc::Rc;

use super::{InputTab, State, Target, Tone};
use crate::files::OpenedFile;
use crate::inputs::{Document, KeyFile, Signature};
use crate::named_files::named_files;
use crate::recognise::{FileKind, Step, file_kind, private_key};

impl State {
    /// Puts files where they belong, and says what became of each.
    pub(super) fn open_files(&mut self, target: &Target, mut files: Vec<OpenedFile>) {
        // signature-2 before signature-10.
        files.sort_by_key(|file| (file.name.len(), Rc::clone(&file.name)));
        let mut readable = Vec::new();
        for file in files {
            match &file.content {
                Err(why) => self.notify(Tone::Refused, format!("{} was not opened: {why}.", file.name)),
                Ok(bytes) => match private_key(bytes) {
                    Some(label) => self.refuse_private_key(&format!("the page from {}", file.name), &label),
                    None => readable.push((file.name, Rc::clone(bytes))),
                },
            }
        }
        let kinds: Vec<FileKind> = readable
            .iter()
            .map(|(name, bytes)| kind_for(target, name, bytes))
            .collect();
        let count = |kind| kinds.iter().filter(|&&other| other == kind).count();
        if *target == Target::Anywhere && count(FileKind::Manifest) == 1 && count(FileKind::Signature) > 0 {
            // A whole image, as `skopeo copy … dir:` writes it: signatures of another one do not stay.
            self.change(|inputs| inputs.signatures.clear());
        }
        // A policy first: it says where keys go.
        let (policies, others): (Vec<_>, Vec<_>) = readable
            .into_iter()
            .zip(kinds)
            .partition(|(_, kind)| *kind == FileKind::Policy);
        for ((name, bytes), kind) in policies.into_iter().chain(others) {
            self.open_file(target, &name, bytes, kind);
        }
    }

    fn open_file(&mut self, target: &Target, name: &Rc<str>, bytes: Rc<Vec<u8>>, kind: FileKind) {
        match kind {
            FileKind::KeyFile(kind) => {
                let (path, why) = match target {
                    Target::KeyFile(path) => (path.as_ref().into(), String::new()),
                    _ => self.place_of_key(name),
                };
                self.change(|inputs| inputs.put_file(KeyFile::from_bytes(&path, Some(Rc::clone(name)), bytes)));
                self.notify(Tone::Done, format!("{name} ({}) is the file {path}{why}.", kind.words()));
                self.input_tab = InputTab::Keys;
            }
            FileKind::Manifest => {
                self.change(|inputs| inputs.manifest = Some(Document::from_bytes(bytes)));
                self.notify(Tone::Done, format!("{name} is the manifest."));
                self.input_tab = InputTab::Manifest;
            }
            FileKind::Policy => {
                self.named_files = named_files(&bytes).map_or_else(|| Rc::clone(&self.named_files), Rc::new);
                self.change(|inputs| inputs.policy = Document::from_bytes(bytes));
                self.notify(Tone::Done, format!("{name} is the policy."));
                self.input_tab = InputTab::Policy;
            }
            FileKind::Signature => {
                let signature = Signature::from_bytes(&bytes);
                let did: String = signature.steps.iter().map(|step: &Step| format!(" {}", step.words())).collect();
                let words = signature.kind.words();
                self.change(|inputs| inputs.signatures.push(signature));
                self.notify(Tone::Done, format!("{name} ({words}) is signature {}.{did}", self.inputs.signatures.len()));
                self.input_tab = InputTab::Signatures;
            }
            FileKind::Unknown => self.notify(
                Tone::Refused,
                format!("{name} was not taken: it is no policy, manifest, signature or key that is known. Open it where it belongs to have it taken as it is."),
            ),
        }
    }

    /// The path of a key file: where the policy's names leave no doubt, one of those.
    fn place_of_key(&self, name: &str) -> (String, String) {
        let named = &self.named_files;
        let is_given = |path: &String| self.inputs.files.iter().any(|file| *file.path == **path);
        let base = |path: &String| path.rsplit('/').next() == Some(name);
        let mut missing = named.iter().filter(|path| !is_given(path));
        if let Some(path) = named.iter().find(|path| base(path)) {
            return (path.clone(), ", as the policy names it".into());
        }
        match (missing.next(), missing.next(), named.as_slice()) {
            (Some(path), None, _) => (
                path.clone(),
                ", the only one that the policy names and that was missing".into(),
            ),
            (_, _, [path]) => (path.clone(), ", the only one that the policy names".into()),
            _ => (
                format!("/{name}"),
                ", which the policy does not name: give it the path that the policy means".into(),
            ),
        }
    }
}

/// A place that takes one kind of thing takes anything as that.
fn kind_for(target: &Target, name: &str, bytes: &[u8]) -> FileKind {
    match target {
        Target::Anywhere => file_kind(name, bytes),
        Target::KeyFile(_) => FileKind::KeyFile(crate::recognise::key_kind(bytes)),
        Target::Manifest => FileKind::Manifest,
        Target::Policy => FileKind::Policy,
        Target::Signatures => FileKind::Signature,
    }
}
