//! All that the page knows, and how an action changes it.

mod opened;

use std::collections::BTreeSet;
use std::rc::Rc;

use pullgate_core::exchange::Request;
use yew::{Reducible, UseReducerDispatcher};

use crate::answer::{Answer, Node, NodePath, first_of_interest, node_at};
use crate::examples::Example;
use crate::files::OpenedFile;
use crate::inputs::{Document, Inputs, KeyFile, Signature, Time};
use crate::recognise::private_key_in_text;

/// The place of the scope in the tree of an evaluation: after the image.
const SCOPE: usize = 1;

pub(crate) type Dispatcher = UseReducerDispatcher<State>;

/// The state of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) examples: Rc<[Example]>,
    pub(crate) inputs: Rc<Inputs>,
    /// Grows with every change of the inputs.
    pub(crate) revision: u32,
    /// What the inputs ask, or why they ask nothing.
    pub(crate) question: Result<Rc<Request>, Rc<str>>,
    /// The example that the inputs began as.
    pub(crate) example: Option<usize>,
    /// Whether they are that example still.
    pub(crate) is_edited: bool,
    /// How often an example was chosen.
    pub(crate) loads: u32,
    /// The files that the policy names, as far as it was last understood.
    pub(crate) named_files: Rc<Vec<String>>,
    /// The last answer, though it may be of an earlier revision.
    pub(crate) answered: Option<Rc<Answered>>,
    /// Why the engine cannot answer.
    pub(crate) stopped: Option<Rc<str>>,
    pub(crate) selected: Option<NodePath>,
    pub(crate) closed: Rc<BTreeSet<NodePath>>,
    pub(crate) notices: Rc<Vec<Notice>>,
    pub(crate) input_tab: InputTab,
    pub(crate) output_tab: OutputTab,
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
    /// How long the engine worked.
    pub(crate) microseconds: u32,
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
    Keys,
    Manifest,
    Policy,
    Settings,
    Signatures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputTab {
    Decision,
    Json,
    Log,
}

/// Where files were opened or dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Anywhere,
    /// The path that the file shall have.
    KeyFile(Rc<str>),
    Manifest,
    Policy,
    Signatures,
}

/// What happens to the state.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    AddSignature(String),
    AddFile {
        path: String,
        text: String,
    },
    Answered {
        answered: Rc<Answered>,
        named_files: Option<Vec<String>>,
    },
    DismissNotice(usize),
    EditFile {
        index: usize,
        text: String,
    },
    EditFilePath {
        index: usize,
        path: String,
    },
    EditImage(String),
    EditManifest(String),
    EditPolicy(String),
    EditSignature {
        index: usize,
        text: String,
    },
    EngineStopped(String),
    JumpTo(usize),
    LoadExample(usize),
    OpenFiles(Target, Vec<OpenedFile>),
    RemoveFile(usize),
    RemoveManifest,
    RemoveSignature(usize),
    RequireSigned(bool),
    Select(NodePath),
    SetTime(Time),
    ShowInput(InputTab),
    ShowOutput(OutputTab),
    Toggle(NodePath),
}

impl State {
    /// The page as it opens: on the first example.
    pub(crate) fn new(examples: Rc<[Example]>) -> Self {
        let inputs = examples
            .first()
            .and_then(Example::inputs)
            .unwrap_or_else(|| Inputs::from_request(&Request::default()));
        Self {
            question: question(&inputs),
            example: (!examples.is_empty()).then_some(0),
            examples,
            inputs: Rc::new(inputs),
            revision: 1,
            is_edited: false,
            loads: 0,
            named_files: Rc::default(),
            answered: None,
            stopped: None,
            selected: None,
            closed: closed_at_first(),
            notices: Rc::default(),
            input_tab: InputTab::Policy,
            output_tab: OutputTab::Decision,
            jump: None,
        }
    }

    /// The answer, if it is of the inputs as they are.
    pub(crate) fn current(&self) -> Option<&Rc<Answered>> {
        self.answered
            .as_ref()
            .filter(|answered| answered.revision == self.revision)
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

    fn change(&mut self, change: impl FnOnce(&mut Inputs)) {
        change(Rc::make_mut(&mut self.inputs));
        self.revision += 1;
        self.is_edited = true;
        self.question = question(&self.inputs);
    }

    /// Changes the inputs, unless what comes in holds a private key.
    fn take(&mut self, place: &str, incoming: &[&str], change: impl FnOnce(&mut Inputs)) {
        match incoming.iter().find_map(|text| private_key_in_text(text)) {
            Some(label) => self.refuse_private_key(place, &label),
            None => self.change(change),
        }
    }

    fn refuse_private_key(&mut self, place: &str, label: &str) {
        self.notify(
            Tone::Refused,
            format!(
                "That was a private key ({label}), so it was not taken into {place}, and nothing of it is kept. A policy only needs public keys. \
                 If it was not meant to leave its place, see where else it may have been pasted."
            ),
        );
    }

    fn notify(&mut self, tone: Tone, words: String) {
        let notices = Rc::make_mut(&mut self.notices);
        let number = notices.last().map_or(0, |last| last.number + 1);
        // The last three are enough: each is about what the user has just done.
        notices.drain(..notices.len().saturating_sub(2));
        notices.push(Notice { number, tone, words });
    }

    fn load(&mut self, index: usize) {
        let Some(inputs) = self.examples.get(index).and_then(Example::inputs) else {
            return;
        };
        self.change(|place| *place = inputs);
        self.example = Some(index);
        self.is_edited = false;
        self.loads += 1;
        self.notices = Rc::default();
        self.selected = None;
        self.closed = closed_at_first();
        self.input_tab = InputTab::Policy;
        self.output_tab = OutputTab::Decision;
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
        self.answered = Some(answered);
        self.stopped = None;
    }
}

/// The scopes that were tried are shown when asked for: what was chosen stands above them.
fn closed_at_first() -> Rc<BTreeSet<NodePath>> {
    Rc::new(BTreeSet::from([vec![SCOPE]]))
}

fn question(inputs: &Inputs) -> Result<Rc<Request>, Rc<str>> {
    inputs.request().map(Rc::new).map_err(Into::into)
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::AddSignature(text) => {
                let signature = Signature::from_text(&text);
                next.take("the signatures", &[&text], |inputs| inputs.signatures.push(signature));
            }
            Action::AddFile { path, text } => {
                let file = KeyFile::from_text(&path, &text);
                next.take("the keys", &[&path, &text], |inputs| inputs.put_file(file));
            }
            Action::Answered { answered, named_files } => next.answer(answered, named_files),
            Action::DismissNotice(number) => Rc::make_mut(&mut next.notices).retain(|notice| notice.number != number),
            Action::EditFile { index, text } => next.edit_file(index, &text),
            Action::EditFilePath { index, path } => next.take("the keys", &[&path], |inputs| {
                if let Some(file) = inputs.files.get_mut(index) {
                    file.path = path.as_str().into();
                }
            }),
            Action::EditImage(image) => {
                next.take("the image", &[&image], |inputs| inputs.image = image.as_str().into());
            }
            Action::EditManifest(text) => {
                let manifest = (!text.is_empty()).then(|| Document::from_text(&text));
                next.take("the manifest", &[&text], |inputs| inputs.manifest = manifest);
            }
            Action::EditPolicy(text) => {
                next.take("the policy", &[&text], |inputs| {
                    inputs.policy = Document::from_text(&text)
                });
            }
            Action::EditSignature { index, text } => next.edit_signature(index, &text),
            Action::EngineStopped(words) => next.stopped = Some(words.into()),
            Action::JumpTo(offset) => {
                let number = next.jump.as_ref().map_or(0, |jump| jump.number + 1);
                next.jump = Some(Jump { number, offset });
                next.input_tab = InputTab::Policy;
            }
            Action::LoadExample(index) => next.load(index),
            Action::OpenFiles(target, files) => next.open_files(&target, files),
            Action::RemoveFile(index) => next.change(|inputs| {
                if index < inputs.files.len() {
                    inputs.files.remove(index);
                }
            }),
            Action::RemoveManifest => next.change(|inputs| inputs.manifest = None),
            Action::RemoveSignature(index) => next.change(|inputs| {
                if index < inputs.signatures.len() {
                    inputs.signatures.remove(index);
                }
            }),
            Action::RequireSigned(value) => next.change(|inputs| inputs.require_signed = value),
            Action::Select(path) => next.selected = Some(path),
            Action::SetTime(time) => {
                let text = if let Time::Fixed(text) = &time {
                    Rc::clone(text)
                } else {
                    "".into()
                };
                next.take("the time", &[&text], |inputs| inputs.time = time);
            }
            Action::ShowInput(tab) => next.input_tab = tab,
            Action::ShowOutput(tab) => next.output_tab = tab,
            Action::Toggle(path) => {
                let closed = Rc::make_mut(&mut next.closed);
                if !closed.remove(&path) {
                    closed.insert(path);
                }
            }
        }
        Rc::new(next)
    }
}

impl State {
    fn edit_file(&mut self, index: usize, text: &str) {
        let Some(old) = self.inputs.files.get(index) else {
            return;
        };
        let file = KeyFile {
            name: old.name.clone(),
            ..KeyFile::from_text(&old.path, text)
        };
        self.take("the keys", &[text], |inputs| {
            if let Some(place) = inputs.files.get_mut(index) {
                *place = file;
            }
        });
    }

    fn edit_signature(&mut self, index: usize, text: &str) {
        let signature = Signature::from_text(text);
        self.take("the signatures", &[text], |inputs| {
            if let Some(place) = inputs.signatures.get_mut(index) {
                *place = signature;
            }
        });
    }
}

#[cfg(test)]
mod tests;
