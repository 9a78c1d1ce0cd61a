//! What happens to the state.

use std::collections::BTreeMap;
use std::rc::Rc;

use pullgate_core::exchange::suite::Kept;
use serde_json::{Map, Value};

use super::{Answered, Artefact, Dialog, InputTab, OutputTab, Tone};
use crate::answer::{Edit, NodePath};
use crate::compared::Compared;
use crate::details::Details;
use crate::files::OpenedFile;
use crate::inputs::{Inputs, Time, Whose};
use crate::inspected::Inspected;
use crate::scenes::Scene;
use crate::suite::Tested;

/// Where files were opened or dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Anywhere,
    /// The path that the file shall have.
    KeyFile(Rc<str>),
    Manifest,
    /// Policies of namespaces.
    Policies,
    /// The policy that is shown.
    Policy,
    Signatures,
}

/// What happens to the state.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Puts a scope into the policy that is shown, and what belongs to it beside it.
    AddScope(Box<Addition>),
    AddFile {
        path: String,
        text: String,
    },
    /// A policy of a namespace.
    AddPolicy,
    AddRegistries {
        name: String,
        text: String,
    },
    AddSignature(String),
    /// Fields of the request as a remedy or another question has them.
    Amend {
        fields: Map<String, Value>,
        words: String,
        /// The revision that they were made for; `None` for any.
        of: Option<u32>,
    },
    Answered {
        answered: Rc<Answered>,
        named_files: Option<Vec<String>>,
    },
    ChangeTexts {
        edits: Vec<Edit>,
        words: String,
        /// The revision whose text they change.
        of: u32,
    },
    ClearGathered,
    Compared {
        number: u32,
        compared: Rc<Compared>,
    },
    CompareWith(Option<String>),
    Details {
        revision: u32,
        details: Rc<Details>,
    },
    DismissNotice(usize),
    EditCompared {
        policy: Option<String>,
        images: Option<String>,
    },
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
    /// The policy that is shown.
    EditPolicy(Rc<str>),
    EditPolicyName {
        index: usize,
        name: String,
    },
    EditRegistries {
        index: usize,
        name: Option<String>,
        text: Option<String>,
    },
    EditSignature {
        index: usize,
        text: String,
    },
    EditSuite(String),
    EngineStopped(String),
    Format,
    Inspect(Artefact),
    Inspected {
        number: u32,
        inspected: Rc<Inspected>,
    },
    JumpTo(usize),
    /// The question becomes a test of the suite.
    KeepAsTest,
    /// The suite with a test more and all its files, or why not.
    Kept {
        number: u32,
        kept: Result<Kept, String>,
    },
    Load {
        inputs: Box<Inputs>,
        scene: Option<(Rc<Scene>, usize)>,
        words: Option<String>,
    },
    Notify(Tone, String),
    OpenFiles(Target, Vec<OpenedFile>),
    /// A test of the suite becomes the question.
    OpenTest(usize),
    Paste(String),
    Reading(Option<usize>),
    RemoveFile(usize),
    RemoveManifest,
    RemoveManifestList,
    RemovePolicy(usize),
    RemoveRegistries(usize),
    RemoveSignature(usize),
    RequireSigned(bool),
    Select(NodePath),
    /// The node that a byte of the policy belongs to.
    SelectAt(usize),
    SelectPart(Vec<usize>),
    SetLibrary(String),
    SetNamespace(String),
    SetPlatform(String),
    SetTime(Time),
    SetWhatIfTag(String),
    ShowDialog(Option<Dialog>),
    ShowInput(InputTab),
    ShowOutput(OutputTab),
    ShowPolicy(Whose),
    ShowTests(bool),
    SourceBytes {
        number: u32,
        source: Rc<str>,
        bytes: Rc<Vec<u8>>,
    },
    Tested {
        revision: u32,
        /// The suite's own.
        number: u32,
        tested: Rc<Tested>,
    },
    Toggle(NodePath),
    Undo,
}

/// A scope with one requirement, and the files that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) transport: String,
    pub(crate) scope: String,
    /// As JSON.
    pub(crate) requirement: String,
    /// Contents by their paths.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) registries_d: BTreeMap<String, String>,
}
