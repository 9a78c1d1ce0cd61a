//! Changes of the texts that were given: the policy that is shown, and registries.d.

use std::rc::Rc;

use pullgate_core::exchange::format::{NotAdded, edited, format, with_scope};
use pullgate_core::exchange::policy_in_force::namespace_of;

use super::history::Field;
use super::{Addition, InputTab, State, Tone};
use crate::answer::Edit;
use crate::inputs::{Document, KeyFile, RegistriesFile, Whose};
use crate::recognise::private_key_in_change;
use crate::text;

impl State {
    pub(super) fn edit_policy(&mut self, text: Rc<str>) {
        let whose = self.shown_policy();
        let policy = self.inputs.policy_of(&whose);
        let before = policy.and_then(|policy| policy.text.clone()).unwrap_or_default();
        match private_key_in_change(&before, &text) {
            Some(form) => self.refuse_private_key(text::notices::PLACE_POLICY, form),
            None => self.change(Field::Policy(whose.clone()), |inputs| {
                inputs.set_policy(&whose, Document::from_text(text));
            }),
        }
    }

    /// One more policy of a namespace: the node's, since it replaces that whole.
    pub(super) fn add_policy(&mut self) {
        let is_free = |name: &str| self.inputs.policies.iter().all(|file| *file.name != *name);
        let of_namespace = Some(format!("{}.json", self.inputs.namespace));
        let of_namespace = of_namespace.filter(|name| namespace_of(name).is_some() && is_free(name));
        let name = of_namespace.or_else(|| {
            let mut numbered = (1..).map(|number| format!("namespace-{number}.json"));
            numbered.find(|name| is_free(name))
        });
        let Some(name) = name else { return };
        let copy = self.inputs.policy.clone();
        self.change(Field::Everything, |inputs| {
            inputs.set_policy(&Whose::Namespace(name.into()), copy);
        });
    }

    /// Puts a scope into the policy that is shown; a file of the same path or name gives way.
    pub(super) fn add_scope(&mut self, addition: &Addition) {
        let whose = self.shown_policy();
        let policy = self.inputs.policy_of(&whose).map(|policy| Rc::clone(&policy.bytes));
        let list = format!("[{}]", addition.requirement);
        let policy = policy.unwrap_or_default();
        let added = match with_scope(&policy, &addition.transport, &addition.scope, &list) {
            Ok(added) => added,
            Err(NotAdded::ScopeIsThere) => {
                return self.notify(Tone::Refused, text::presets::scope_is_there(&addition.scope));
            }
            Err(NotAdded::Policy(error)) => return self.notify(Tone::Refused, text::presets::no_policy(&error)),
        };
        self.change(Field::Everything, |inputs| {
            inputs.set_policy(&whose, Document::from_bytes(added));
            for (path, text) in &addition.files {
                inputs.put_file(KeyFile::from_text(path, text));
            }
            for (name, text) in &addition.registries_d {
                inputs.registries_d.retain(|file| *file.name != **name);
                inputs.registries_d.push(RegistriesFile {
                    name: name.as_str().into(),
                    text: text.as_str().into(),
                });
            }
        });
        self.input_tab = InputTab::Policy;
        self.notify(
            Tone::Changed,
            text::presets::added(&addition.title, &addition.scope, &addition.note),
        );
    }

    /// Makes changes in the policy or in registries.d.
    pub(super) fn change_texts(&mut self, edits: &[Edit], words: String) {
        let of = |file: &str| -> Vec<_> {
            let edits = edits.iter().filter(|edit| edit.span.file == file);
            edits
                .map(|edit| (edit.span.start..edit.span.end, edit.insert.clone()))
                .collect()
        };
        let whose = self.inputs.in_force();
        let policy = of(&whose.name());
        let registries: Vec<_> = (self.inputs.registries_d.iter())
            .map(|file| of(&format!("registries.d/{}", file.name)))
            .collect();
        self.change(Field::Everything, |inputs| {
            if let Some(text) = edited(&inputs.policy_in_force().bytes, &policy).filter(|_| !policy.is_empty()) {
                inputs.set_policy(&whose, Document::from_bytes(text));
            }
            for (file, edits) in inputs.registries_d.iter_mut().zip(registries) {
                let text = edited(file.text.as_bytes(), &edits).filter(|_| !edits.is_empty());
                if let Some(text) = text.and_then(|text| String::from_utf8(text).ok()) {
                    file.text = text.into();
                }
            }
        });
        self.notify(Tone::Changed, words);
    }

    pub(super) fn format(&mut self) {
        let whose = self.shown_policy();
        let Some(text) = self.inputs.policy_of(&whose).and_then(|policy| policy.text.clone()) else {
            return;
        };
        let formatted = format(&text);
        match (formatted.text, formatted.policy_error) {
            (Some(new), _) if *new == *text => self.notify(Tone::Done, text::notices::LAID_OUT_ALREADY.into()),
            (Some(new), _) => {
                self.change(Field::Everything, |inputs| {
                    inputs.set_policy(&whose, Document::from_text(new));
                });
                self.notify(Tone::Changed, text::notices::LAID_OUT.into());
            }
            (None, error) => {
                let why = error.unwrap_or_default();
                self.notify(Tone::Refused, text::notices::not_laid_out(&why));
            }
        }
    }
}
