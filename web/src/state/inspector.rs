//! What of all that was given is taken apart, and which part of it is looked at.

use std::rc::Rc;

use pullgate_core::exchange::policy_in_force::is_policy;

use super::State;
use crate::answer::{Span, node_at};
use crate::inputs::Document;
use crate::inspected::Inspected;

/// Something that the user gave and can be taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Artefact {
    Attachment(usize),
    /// A signature that the store or the attachments gave, as the answer numbers it.
    Gathered(usize),
    KeyFile(Rc<str>),
    Manifest,
    ManifestList,
    Policy,
    Signature(usize),
}

/// The inspector: what it shows, and what is known of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inspector {
    /// Chosen by hand, or by what was selected in the tree.
    pub(crate) artefact: Option<Artefact>,
    /// Grows with each question.
    pub(crate) number: u32,
    pub(crate) inspected: Option<Rc<Inspected>>,
    /// The part that is looked at, by the number of each child on the way to it.
    pub(crate) part: Vec<usize>,
    /// Decoded bytes that were asked for, by the name of their source.
    pub(crate) source: Option<(Rc<str>, Rc<Vec<u8>>)>,
}

impl State {
    /// What the user gave, by what the inspector knows it as; what there is not yields nothing.
    pub(crate) fn artefact(&self, artefact: &Artefact) -> Option<(Rc<str>, Rc<Vec<u8>>)> {
        let inputs = &self.inputs;
        let document = |name: &str, document: &Document| (Rc::from(name), Rc::clone(&document.bytes));
        match artefact {
            Artefact::Attachment(index) => {
                let found = inputs.attachments.get(*index)?;
                Some(document(&format!("attachment-{}", index + 1), found))
            }
            Artefact::Gathered(index) => {
                let bytes = self.answered.as_ref()?.gathered.get(*index)?;
                Some((format!("signature-{}", index + 1).into(), Rc::clone(bytes)))
            }
            Artefact::KeyFile(path) => {
                let file = inputs.files.iter().find(|file| file.path == *path)?;
                Some((Rc::clone(path), Rc::clone(&file.content.bytes)))
            }
            Artefact::Manifest => Some(document("manifest.json", inputs.manifest.as_ref()?)),
            Artefact::ManifestList => Some(document("list.json", inputs.manifest_list.as_ref()?)),
            Artefact::Policy => Some(document(&inputs.in_force().name(), inputs.policy_in_force())),
            Artefact::Signature(index) => {
                let signature = inputs.signatures.get(*index)?;
                Some((format!("signature-{}", index + 1).into(), Rc::clone(&signature.bytes)))
            }
        }
    }

    /// All that can be taken apart.
    pub(crate) fn artefacts(&self) -> Vec<Artefact> {
        let inputs = &self.inputs;
        let mut artefacts = Vec::new();
        let gathered = self.answered.as_ref().map_or(0, |answered| answered.gathered.len());
        artefacts.extend((0..gathered).map(Artefact::Gathered));
        artefacts.extend((0..inputs.signatures.len()).map(Artefact::Signature));
        artefacts.extend((0..inputs.attachments.len()).map(Artefact::Attachment));
        artefacts.extend(inputs.files.iter().map(|file| Artefact::KeyFile(Rc::clone(&file.path))));
        artefacts.extend(inputs.manifest.is_some().then_some(Artefact::Manifest));
        artefacts.extend(inputs.manifest_list.is_some().then_some(Artefact::ManifestList));
        artefacts.push(Artefact::Policy);
        artefacts
    }

    /// What the inspector shows: what was chosen, else what comes first.
    pub(crate) fn inspected_artefact(&self) -> Artefact {
        let chosen = self.inspector.artefact.clone();
        let there = chosen.filter(|artefact| self.artefact(artefact).is_some());
        there.unwrap_or_else(|| self.artefacts().into_iter().next().unwrap_or(Artefact::Policy))
    }

    /// The place that the selected node was read from, or the nearest one above it that was given apart from the policy.
    fn selected_place(&self) -> Option<Span> {
        let path = self.selected.as_deref()?;
        let above = (1..=path.len())
            .rev()
            .filter_map(|length| node_at(self.nodes(), path.get(..length)?));
        let mut places = above.filter_map(|node| node.span.as_ref());
        places.find(|span| !span.is_in_policy()).cloned()
    }

    /// Shows in the inspector what the selected node was read from.
    pub(super) fn inspect_selected(&mut self) {
        let Some(place) = self.selected_place() else { return };
        if let Some(artefact) = self.named_artefact(&place.file) {
            self.inspect(artefact);
            self.show_selected_part();
        }
    }

    /// Lights up the part that the selected node was read from, once the inspector has it.
    pub(super) fn show_selected_part(&mut self) {
        let Some(place) = self.selected_place() else { return };
        let artefact = self.named_artefact(&place.file);
        let Some(inspected) = &self.inspector.inspected else {
            return;
        };
        let top = place.file.split('!').next().unwrap_or_default();
        if artefact.is_some() && artefact == self.inspector.artefact && inspected.name == top && place.file != top {
            self.inspector.part = inspected.part_at(&place.file, place.start);
        }
    }

    /// What a span's `file` is.
    pub(crate) fn named_artefact(&self, file: &str) -> Option<Artefact> {
        let file = file.split('!').next().unwrap_or_default();
        if is_policy(file) {
            return Some(Artefact::Policy);
        }
        if let Some(number) = file
            .strip_prefix("signature-")
            .and_then(|number| number.parse::<usize>().ok())
        {
            let index = number.checked_sub(1)?;
            let is_gathered = !self.inputs.attachments.is_empty() || !self.inputs.lookaside.is_empty();
            return Some(if is_gathered {
                Artefact::Gathered(index)
            } else {
                Artefact::Signature(index)
            });
        }
        let mut files = self.inputs.files.iter();
        files
            .find(|known| *known.path == *file)
            .map(|known| Artefact::KeyFile(Rc::clone(&known.path)))
    }

    pub(super) fn inspect(&mut self, artefact: Artefact) {
        if self.inspector.artefact.as_ref() != Some(&artefact) {
            self.inspector.artefact = Some(artefact);
            self.inspector.part = Vec::new();
        }
    }
}
