//! All that the page knows, and how an action changes it.

mod action;
mod history;
mod inspector;
mod opened;
mod suite;
mod texts;

use std::collections::BTreeSet;
use std::rc::Rc;

use pullgate_core::exchange::Request;
use yew::{Reducible, UseReducerDispatcher};

use crate::answer::{Answer, Node, NodePath, first_of_interest, node_at, node_of};
use crate::compared::Compared;
use crate::details::Details;
use crate::image_store::platforms;
use crate::inputs::{Document, Inputs, KeyFile, RegistriesFile, Signature, Time, Whose};
use crate::named_files::named_files;
use crate::recognise::{private_key, private_key_in_text};
use crate::scenes::Scene;
use crate::suite::Suite;
use crate::text;
pub(crate) use action::{Action, Addition, Target};
use history::{Field, History};
pub(crate) use inspector::{Artefact, Inspector};

/// The place of the scope in the tree of an evaluation: after the image.
const SCOPE: usize = 1;

pub(crate) type Dispatcher = UseReducerDispatcher<State>;

/// The state of the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) inputs: Rc<Inputs>,
    /// Grows with every change of the inputs.
    pub(crate) revision: u32,
    /// What the inputs ask, or why they ask nothing.
    pub(crate) question: Result<Rc<Request>, Rc<str>>,
    /// The scene that the inputs began as, and which state of it.
    pub(crate) scene: Option<(Rc<Scene>, usize)>,
    /// Whether they have been changed since they were loaded.
    pub(crate) is_edited: bool,
    /// How often something took the place of everything.
    pub(crate) loads: u32,
    /// From when the dates are looked at: the time of the question as it was when the inputs were loaded.
    pub(crate) timeline_from: Rc<str>,
    /// What was before.
    history: History,
    /// The files that the policy names, as far as it was last understood.
    pub(crate) named_files: Rc<Vec<String>>,
    /// The last answer, though it may be of an earlier revision.
    pub(crate) answered: Option<Rc<Answered>>,
    /// What is known besides, of which revision; it follows the answer.
    pub(crate) details: Option<(u32, Rc<Details>)>,
    /// Why the engine cannot answer.
    pub(crate) stopped: Option<Rc<str>>,
    pub(crate) selected: Option<NodePath>,
    pub(crate) closed: Rc<BTreeSet<NodePath>>,
    /// For which of the loads the tree was closed as it opens.
    closed_for: u32,
    pub(crate) notices: Rc<Vec<Notice>>,
    pub(crate) input_tab: InputTab,
    pub(crate) output_tab: OutputTab,
    /// What the inspector shows.
    pub(crate) inspector: Inspector,
    /// Another tag that is asked about besides.
    pub(crate) what_if_tag: Rc<str>,
    /// The release of containers/image that the nodes run; empty for any.
    pub(crate) library: Rc<str>,
    /// The other policy, while two are compared.
    pub(crate) comparison: Option<Comparison>,
    /// What shall become of which images.
    pub(crate) suite: Suite,
    /// Whether it is shown.
    pub(crate) shows_tests: bool,
    pub(crate) dialog: Option<Dialog>,
    /// How many files have been read of what was dropped.
    pub(crate) reading: Option<usize>,
    /// Which of several policies is shown and edited; `None` for the one in force.
    chosen_policy: Option<Whose>,
    /// Where the policy's caret is to go, once.
    pub(crate) jump: Option<Jump>,
}

/// An answer of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    /// Of which inputs.
    pub(crate) revision: u32,
    pub(crate) answer: Answer,
    /// The answer as text.
    pub(crate) json: String,
    /// The signatures that the store and the attachments gave.
    pub(crate) gathered: Vec<Rc<Vec<u8>>>,
    /// How long the engine worked.
    pub(crate) microseconds: u32,
}

/// Another policy beside the one that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) policy: Rc<str>,
    /// One image a line; empty for one of each scope.
    pub(crate) images: Rc<str>,
    /// Grows with each question.
    pub(crate) number: u32,
    pub(crate) compared: Option<Rc<Compared>>,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    Gallery,
    Keys,
    Share,
    /// At which step.
    Tour(usize),
}

/// Something that the page did or refused to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) number: usize,
    pub(crate) tone: Tone,
    pub(crate) words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It changed the inputs, and can be undone.
    Changed,
    Done,
    Refused,
}

/// A request to move the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jump {
    /// Each request has its own.
    pub(crate) number: u32,
    /// A byte of the policy.
    pub(crate) offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputTab {
    Image,
    Keys,
    Policy,
    Registries,
    Settings,
    Signatures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputTab {
    Decision,
    Json,
    Log,
    Report,
}

impl State {
    /// The page as it opens.
    pub(crate) fn new(inputs: Inputs, scene: Option<(Rc<Scene>, usize)>) -> Self {
        Self {
            question: question(&inputs),
            timeline_from: timeline_from(&inputs),
            inputs: Rc::new(inputs),
            revision: 1,
            scene,
            is_edited: false,
            loads: 0,
            history: History::default(),
            named_files: Rc::default(),
            answered: None,
            details: None,
            stopped: None,
            selected: None,
            closed: closed_at_first(),
            closed_for: u32::MAX,
            notices: Rc::default(),
            input_tab: InputTab::Policy,
            output_tab: OutputTab::Decision,
            inspector: Inspector::default(),
            what_if_tag: "".into(),
            library: "".into(),
            comparison: None,
            suite: Suite::default(),
            shows_tests: false,
            dialog: None,
            reading: None,
            chosen_policy: None,
            jump: None,
        }
    }

    /// The answer, if it is of the inputs as they are.
    pub(crate) fn current(&self) -> Option<&Rc<Answered>> {
        self.answered
            .as_ref()
            .filter(|answered| answered.revision == self.revision)
    }

    /// What is known besides, if it is of the inputs as they are.
    pub(crate) fn current_details(&self) -> Option<&Rc<Details>> {
        self.details
            .as_ref()
            .filter(|(revision, _)| *revision == self.revision)
            .map(|(_, details)| details)
    }

    /// The tree of the decision; empty where nothing was evaluated.
    pub(crate) fn nodes(&self) -> &[Node] {
        self.answered
            .as_ref()
            .and_then(|answered| answered.answer.trace.as_deref())
            .unwrap_or_default()
    }

    pub(crate) fn selected_node(&self) -> Option<&Node> {
        node_at(self.nodes(), self.selected.as_deref()?)
    }

    /// The policy that is shown and edited.
    pub(crate) fn shown_policy(&self) -> Whose {
        let chosen = self.chosen_policy.clone();
        let there = chosen.filter(|whose| self.inputs.policy_of(whose).is_some());
        there.unwrap_or_else(|| self.inputs.in_force())
    }

    /// Whether it is the one that decides.
    pub(crate) fn shows_policy_in_force(&self) -> bool {
        self.shown_policy() == self.inputs.in_force()
    }

    fn show_policy(&mut self, whose: Option<Whose>) {
        self.chosen_policy = whose;
        // Where the caret was to go was in another text.
        self.jump = None;
    }

    /// What can be undone, in words.
    pub(crate) fn can_undo(&self) -> bool {
        !self.history.is_empty()
    }

    fn change(&mut self, field: Field, change: impl FnOnce(&mut Inputs)) {
        self.history.keep(field, &self.inputs);
        let before = self.inputs.in_force();
        change(Rc::make_mut(&mut self.inputs));
        self.changed();
        self.show_what_is_in_force(&before);
    }

    /// Where another policy decides than before, that is the one to look at.
    fn show_what_is_in_force(&mut self, before: &Whose) {
        if self.inputs.in_force() != *before {
            self.show_policy(None);
        }
    }

    fn changed(&mut self) {
        self.revision += 1;
        self.is_edited = true;
        self.question = question(&self.inputs);
    }

    /// Changes the inputs, unless what comes in holds a private key.
    fn take(&mut self, field: Field, place: &str, incoming: &[&str], change: impl FnOnce(&mut Inputs)) {
        match incoming.iter().find_map(|text| private_key_in_text(text)) {
            Some(form) => self.refuse_private_key(place, form),
            None => self.change(field, change),
        }
    }

    fn refuse_private_key(&mut self, place: &str, form: &str) {
        self.notify(Tone::Refused, text::notices::private_key_not_taken(place, form));
    }

    fn notify(&mut self, tone: Tone, words: String) {
        let notices = Rc::make_mut(&mut self.notices);
        let number = notices.last().map_or(0, |last| last.number + 1);
        // The last three are enough: each is about what the user has just done.
        notices.drain(..notices.len().saturating_sub(2));
        notices.push(Notice { number, tone, words });
    }

    fn load(&mut self, inputs: Inputs, scene: Option<(Rc<Scene>, usize)>, words: Option<String>) {
        let same = |one: &Option<(Rc<Scene>, usize)>| one.as_ref().map(|(scene, _)| Rc::clone(scene));
        let is_other_scene = same(&self.scene) != same(&scene);
        self.timeline_from = timeline_from(&inputs);
        self.named_files = Rc::new(named_files(&inputs.policy_in_force().bytes).unwrap_or_default());
        if inputs == Inputs::empty() {
            // Whoever begins anew leaves nothing behind.
            let number = self.suite.number + 1;
            self.suite = Suite {
                number,
                ..Suite::default()
            };
        }
        self.change(Field::Everything, |place| *place = inputs);
        self.show_policy(None);
        self.scene = scene;
        self.is_edited = false;
        self.loads += 1;
        self.notices = Rc::default();
        self.selected = None;
        self.inspector.artefact = None;
        self.closed = closed_at_first();
        if is_other_scene {
            self.input_tab = InputTab::Policy;
            self.output_tab = OutputTab::Decision;
        }
        self.dialog = None;
        if let Some(words) = words {
            self.notify(Tone::Changed, words);
        }
    }

    fn answer(&mut self, answered: Rc<Answered>, named_files: Option<Vec<String>>) {
        if let Some(named) = named_files {
            self.named_files = Rc::new(named);
        }
        // The tree may have another shape: the selection stays where the same kind of thing is.
        let new = answered.answer.trace.as_deref().unwrap_or_default();
        let kind = self.selected_node().map(|node| (node.kind.clone(), node.outcome));
        let kept = self
            .selected
            .take()
            .filter(|path| node_at(new, path).map(|node| (node.kind.clone(), node.outcome)) == kind);
        self.selected = kept.or_else(|| first_of_interest(new));
        if self.closed_for != self.loads {
            self.closed_for = self.loads;
            let selected = self.selected.clone().unwrap_or_default();
            let more = more_signatures(new)
                .into_iter()
                .filter(|path| !selected.starts_with(path));
            Rc::make_mut(&mut self.closed).extend(more);
        }
        self.answered = Some(answered);
        self.stopped = None;
        if self.inspector.artefact.is_none() {
            self.inspect_selected();
        }
    }

    fn set_platform(&mut self, platform: &str) {
        let store = self.inputs.store.clone();
        let chosen = store.map(|store| (store.choose(&self.inputs.image, platform), store));
        match chosen {
            Some((Ok(chosen), store)) => self.change(Field::Everything, |inputs| inputs.take_image(store, chosen)),
            Some((Err(words), _)) => self.notify(Tone::Refused, text::notices::image_not_taken(&words)),
            None => self.take(Field::Platform, text::notices::PLACE_PLATFORM, &[platform], |inputs| {
                inputs.platform = platform.into()
            }),
        }
    }

    /// The platforms of the list that is given.
    pub(crate) fn platforms(&self) -> Vec<String> {
        self.inputs
            .manifest_list
            .as_ref()
            .map(|list| platforms(&list.bytes))
            .unwrap_or_default()
    }

    fn undo(&mut self) {
        if let Some(before) = self.history.take_last() {
            let in_force = self.inputs.in_force();
            self.inputs = before;
            self.changed();
            self.show_what_is_in_force(&in_force);
            self.notices = Rc::default();
            self.notify(Tone::Done, text::notices::UNDONE.into());
        }
    }
}

/// The scopes that were tried are shown when asked for: what was chosen stands above them.
fn closed_at_first() -> Rc<BTreeSet<NodePath>> {
    Rc::new(BTreeSet::from([vec![SCOPE]]))
}

/// Signatures behind the first, where there are many.
fn more_signatures(nodes: &[Node]) -> Vec<NodePath> {
    const OPEN: usize = 3;
    let requirements = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.kind == "requirement" && node.children.len() > OPEN);
    requirements
        .flat_map(|(index, node)| (1..node.children.len()).map(move |signature| vec![index, signature]))
        .collect()
}

fn question(inputs: &Inputs) -> Result<Rc<Request>, Rc<str>> {
    inputs.request().map(Rc::new).map_err(Into::into)
}

fn timeline_from(inputs: &Inputs) -> Rc<str> {
    match &inputs.time {
        Time::Fixed(text) => Rc::clone(text),
        Time::Now => "".into(),
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::AddFile { path, text } => {
                let file = KeyFile::from_text(&path, &text);
                next.take(
                    Field::Everything,
                    text::notices::PLACE_KEYS,
                    &[&path, &text],
                    |inputs| inputs.put_file(file),
                );
            }
            Action::AddPolicy => next.add_policy(),
            Action::AddRegistries { name, text } => {
                next.take(
                    Field::Everything,
                    text::notices::PLACE_REGISTRIES,
                    &[&name, &text],
                    |inputs| {
                        inputs.registries_d.push(RegistriesFile {
                            name: name.as_str().into(),
                            text: text.as_str().into(),
                        });
                    },
                );
            }
            Action::AddScope(addition) => next.add_scope(&addition),
            Action::AddSignature(text) => {
                let signature = Signature::from_text(&text);
                next.take(Field::Everything, text::notices::PLACE_SIGNATURES, &[&text], |inputs| {
                    inputs.add_signature(signature)
                });
            }
            Action::Amend { of: Some(of), .. } | Action::ChangeTexts { of, .. } if of != next.revision => {
                next.notify(Tone::Refused, text::notices::OUT_OF_DATE.into());
            }
            Action::Amend { fields, words, .. } => {
                if let Some(amended) = next.inputs.amended(&fields) {
                    next.change(Field::Everything, |inputs| *inputs = amended);
                    next.notify(Tone::Changed, words);
                }
            }
            Action::Answered { answered, named_files } => {
                // The page answers small questions itself, and may have overtaken the worker.
                let known = next.answered.as_ref().map_or(0, |known| known.revision);
                if answered.revision >= known {
                    next.answer(answered, named_files);
                }
            }
            Action::ChangeTexts { edits, words, .. } => next.change_texts(&edits, words),
            Action::ClearGathered => next.change(Field::Everything, |inputs| {
                inputs.attachments.clear();
                inputs.lookaside.clear();
            }),
            Action::Compared { number, compared } => {
                if let Some(comparison) = next
                    .comparison
                    .as_mut()
                    .filter(|comparison| comparison.number == number)
                {
                    comparison.compared = Some(compared);
                }
            }
            Action::CompareWith(policy) => {
                next.shows_tests &= policy.is_none();
                next.comparison = policy.map(|policy| Comparison {
                    policy: policy.into(),
                    images: "".into(),
                    number: 0,
                    compared: None,
                });
            }
            Action::Details { revision, details } => next.details = Some((revision, details)),
            Action::DismissNotice(number) => Rc::make_mut(&mut next.notices).retain(|notice| notice.number != number),
            Action::EditCompared { policy, images } => next.edit_compared(policy, images),
            Action::EditFile { index, text } => next.edit_file(index, &text),
            Action::EditFilePath { index, path } => {
                next.take(Field::FilePath(index), text::notices::PLACE_KEYS, &[&path], |inputs| {
                    if let Some(file) = inputs.files.get_mut(index) {
                        file.path = path.as_str().into();
                    }
                })
            }
            Action::EditImage(image) => {
                next.take(Field::Image, text::notices::PLACE_IMAGE, &[&image], |inputs| {
                    inputs.image = image.as_str().into()
                });
            }
            Action::EditManifest(text) => {
                let manifest = (!text.is_empty()).then(|| Document::from_text(text.as_str()));
                next.take(Field::Manifest, text::notices::PLACE_MANIFEST, &[&text], |inputs| {
                    inputs.manifest = manifest;
                    inputs.store = None;
                });
            }
            Action::EditPolicy(text) => next.edit_policy(text),
            Action::EditPolicyName { index, name } => {
                next.take(
                    Field::PolicyName(index),
                    text::notices::PLACE_POLICY,
                    &[&name],
                    |inputs| {
                        if let Some(file) = inputs.policies.get_mut(index) {
                            file.name = name.as_str().into();
                        }
                    },
                );
            }
            Action::EditRegistries { index, name, text } => {
                let incoming = [name.as_deref().unwrap_or_default(), text.as_deref().unwrap_or_default()];
                next.take(
                    Field::Registries(index),
                    text::notices::PLACE_REGISTRIES,
                    &incoming,
                    |inputs| {
                        if let Some(file) = inputs.registries_d.get_mut(index) {
                            file.name = name.as_deref().map_or_else(|| Rc::clone(&file.name), Into::into);
                            file.text = text.as_deref().map_or_else(|| Rc::clone(&file.text), Into::into);
                        }
                    },
                );
            }
            Action::EditSignature { index, text } => next.edit_signature(index, &text),
            Action::EditSuite(text) => next.edit_suite(&text),
            Action::EngineStopped(words) => next.stopped = Some(words.into()),
            Action::Format => next.format(),
            Action::Inspect(artefact) => next.inspect(artefact),
            Action::Inspected { number, inspected } => {
                next.inspector.number = number;
                next.inspector.inspected = Some(inspected);
                next.inspector.source = None;
                next.inspector.part = Vec::new();
                next.show_selected_part();
            }
            Action::JumpTo(offset) => {
                let number = next.jump.as_ref().map_or(0, |jump| jump.number + 1);
                // Places are in the policy that decides.
                next.chosen_policy = None;
                next.jump = Some(Jump { number, offset });
                next.input_tab = InputTab::Policy;
            }
            Action::KeepAsTest => next.keep_as_test(),
            Action::Kept { number, kept } => next.kept(number, kept),
            Action::Load { inputs, scene, words } => next.load(*inputs, scene, words),
            Action::Notify(tone, words) => next.notify(tone, words),
            Action::OpenFiles(target, files) => {
                next.reading = None;
                next.open_files(&target, files);
            }
            Action::OpenTest(index) => next.open_test(index),
            Action::Paste(text) => next.paste(&text),
            Action::Reading(count) => next.reading = count,
            Action::RemoveFile(index) => next.change(Field::Everything, |inputs| {
                if index < inputs.files.len() {
                    inputs.files.remove(index);
                }
            }),
            Action::RemoveManifest => next.change(Field::Everything, |inputs| inputs.manifest = None),
            Action::RemoveManifestList => next.change(Field::Everything, |inputs| {
                inputs.manifest_list = None;
                inputs.store = None;
            }),
            Action::RemovePolicy(index) => next.change(Field::Everything, |inputs| {
                if index < inputs.policies.len() {
                    inputs.policies.remove(index);
                }
            }),
            Action::RemoveRegistries(index) => next.change(Field::Everything, |inputs| {
                if index < inputs.registries_d.len() {
                    inputs.registries_d.remove(index);
                }
            }),
            Action::RemoveSignature(index) => next.change(Field::Everything, |inputs| {
                if index < inputs.signatures.len() {
                    inputs.signatures.remove(index);
                }
            }),
            Action::RequireSigned(value) => next.change(Field::Everything, |inputs| inputs.require_signed = value),
            Action::Select(path) => {
                next.selected = Some(path);
                next.inspect_selected();
            }
            Action::SelectAt(_) if !next.shows_policy_in_force() => {}
            Action::SelectAt(offset) => {
                if let Some(path) = node_of(next.nodes(), offset) {
                    next.closed = next
                        .closed
                        .iter()
                        .filter(|closed| !path.starts_with(closed))
                        .cloned()
                        .collect::<BTreeSet<_>>()
                        .into();
                    next.selected = Some(path);
                }
            }
            Action::SelectPart(part) => next.inspector.part = part,
            Action::SetLibrary(library) => next.set_beside(|state| state.library = library.into()),
            Action::SetNamespace(namespace) => {
                next.take(
                    Field::Namespace,
                    text::notices::PLACE_NAMESPACE,
                    &[&namespace],
                    |inputs| {
                        inputs.namespace = namespace.as_str().into();
                    },
                );
            }
            Action::SetPlatform(platform) => next.set_platform(&platform),
            Action::SetTime(time) => {
                let text = if let Time::Fixed(text) = &time {
                    Rc::clone(text)
                } else {
                    "".into()
                };
                next.take(Field::Time, text::notices::PLACE_TIME, &[&text], |inputs| {
                    inputs.time = time
                });
            }
            Action::SetWhatIfTag(tag) => next.set_beside(|state| state.what_if_tag = tag.into()),
            Action::ShowDialog(dialog) => next.dialog = dialog,
            Action::ShowInput(tab) => next.input_tab = tab,
            Action::ShowOutput(tab) => next.output_tab = tab,
            Action::ShowPolicy(whose) => {
                next.show_policy(Some(whose));
                next.input_tab = InputTab::Policy;
            }
            Action::ShowTests(shows) => {
                next.shows_tests = shows;
                // Both stand in one place.
                if shows {
                    next.comparison = None;
                }
            }
            Action::SourceBytes { number, source, bytes } => {
                if next.inspector.number == number {
                    next.inspector.source = Some((source, bytes));
                }
            }
            Action::Tested {
                revision,
                number,
                tested,
            } => {
                if revision == next.revision && number == next.suite.number {
                    next.suite.tested = Some(tested);
                }
            }
            Action::Toggle(path) => {
                let closed = Rc::make_mut(&mut next.closed);
                if !closed.remove(&path) {
                    closed.insert(path);
                }
            }
            Action::Undo => next.undo(),
        }
        Rc::new(next)
    }
}

impl State {
    /// What is asked besides, and changes nothing that was given.
    fn set_beside(&mut self, set: impl FnOnce(&mut Self)) {
        let is_edited = self.is_edited;
        set(self);
        self.changed();
        self.is_edited = is_edited;
    }

    fn edit_compared(&mut self, policy: Option<String>, images: Option<String>) {
        let incoming = [&policy, &images].into_iter().flatten();
        if let Some(form) = incoming.into_iter().find_map(|text| private_key(text.as_bytes())) {
            return self.refuse_private_key(text::notices::PLACE_COMPARISON, form);
        }
        if let Some(comparison) = &mut self.comparison {
            comparison.policy = policy.map_or_else(|| Rc::clone(&comparison.policy), Into::into);
            comparison.images = images.map_or_else(|| Rc::clone(&comparison.images), Into::into);
            comparison.number += 1;
        }
    }

    fn edit_file(&mut self, index: usize, text: &str) {
        let Some(old) = self.inputs.files.get(index) else {
            return;
        };
        let file = KeyFile {
            name: old.name.clone(),
            ..KeyFile::from_text(&old.path, text)
        };
        self.take(Field::File(index), text::notices::PLACE_KEYS, &[text], |inputs| {
            if let Some(place) = inputs.files.get_mut(index) {
                *place = file;
            }
        });
    }

    fn edit_signature(&mut self, index: usize, text: &str) {
        let signature = Signature::from_text(text);
        self.take(
            Field::Signature(index),
            text::notices::PLACE_SIGNATURES,
            &[text],
            |inputs| {
                if let Some(place) = inputs.signatures.get_mut(index) {
                    *place = signature;
                }
            },
        );
    }
}

#[cfg(test)]
mod tests;
