//! Test suites: which images shall pass under a policy and which shall not, with the files that belong to the questions. Written by people in YAML (or in
//! JSON, which is YAML); its form: docs/suites.md.
//!
//! Paths stay texts: whoever has the files brings them ([`Suite::needed`]). A suite with an error in it has no tests: a mistyped field must not let one pass.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::CauseKind;
use crate::image::manifest::Platform;
use crate::source::{Span, Spanned};
use crate::verify::UnixTime;
use crate::yaml;

mod read;
mod write;

pub use read::{OF_TEST, SETTING, has_tests, read};
pub use write::{BEGUN, quoted, with_test};

/// So many tests may be in a suite: each is a whole evaluation.
pub const TESTS: usize = 1_000;
/// So many errors are listed.
pub const ERRORS: usize = 20;

/// A whole suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// What holds for each test that does not say otherwise.
    pub setting: Setting,
    /// At least one.
    pub tests: Vec<Test>,
}

/// What surrounds the images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The policy's file.
    pub policy: Option<Spanned<String>>,
    /// The folder with the policies of namespaces.
    pub policy_dir: Option<Spanned<String>>,
    /// The pod's.
    pub namespace: Option<String>,
    /// Files by the policy's own text of their paths; a test's are added to the suite's.
    pub files: BTreeMap<String, Spanned<String>>,
    /// The folder of that name.
    pub registries_d: Option<Spanned<String>>,
    /// The folder of a lookaside store.
    pub lookaside: Option<Spanned<String>>,
    /// Which image of a list is meant, where the manifest is one.
    pub platform: Option<Platform>,
    /// The time of the question.
    pub now: Option<UnixTime>,
    /// Whether some signature must be verified.
    pub require_signed: Option<bool>,
}

/// One image, and what shall become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// What it shows, in words.
    pub name: Option<Spanned<String>>,
    /// The image's name.
    pub image: Spanned<String>,
    /// What belongs to the image.
    pub content: Content,
    /// What attachments a registry has for it: files.
    pub attachments: Vec<Spanned<String>>,
    /// Which image of a list is meant, by its digest.
    pub instance: Option<String>,
    /// What holds for this test.
    pub setting: Setting,
    /// What shall become of it.
    pub expected: Expected,
}

/// Where manifest and signatures are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// In a folder that the `dir:` transport wrote.
    Dir(Spanned<String>),
    /// In files of their own, any of which may be missing.
    Files {
        /// The manifest.
        manifest: Option<Spanned<String>>,
        /// The list that it is chosen from.
        manifest_list: Option<Spanned<String>>,
        /// The `signature-N` files.
        signatures: Vec<Spanned<String>>,
    },
    /// In an OCI layout.
    OciLayout(Spanned<String>),
}

/// What shall become of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Whether it passes.
    pub verdict: Spanned<Verdict>,
    /// The scope that decides, as a trace names it.
    pub scope: Option<Spanned<String>>,
    /// One of the causes of the refusal.
    pub cause: Option<Spanned<CauseKind>>,
    /// What the reference's text of the refusal has in it.
    pub error: Option<Spanned<String>>,
}

/// Whether an image passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `allow`
    Allow,
    /// `refuse`
    Refuse,
}

impl Verdict {
    /// As a suite has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Refuse => "refuse",
        }
    }
}

/// What a suite names, for whoever brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A folder of the `dir:` transport: `manifest.json`, `signature-1`, …
    Dir,
    /// One file.
    File,
    /// An OCI layout.
    OciLayout,
    /// A folder of policies, one for each namespace.
    Policies,
    /// A folder `registries.d`.
    RegistriesD,
    /// A lookaside store.
    Store,
}

impl Suite {
    /// The paths that it names, each once, with what should be there.
    #[must_use]
    pub fn needed(&self) -> BTreeMap<String, Kind> {
        let needs = self.needs().into_iter();
        needs.map(|(path, kind)| (path.value.clone(), kind)).collect()
    }

    /// Each place where it names a path.
    fn needs(&self) -> Vec<(&Spanned<String>, Kind)> {
        let mut needs = Vec::new();
        let settings = self.tests.iter().map(|test| &test.setting);
        for setting in [&self.setting].into_iter().chain(settings) {
            let fields = [
                (&setting.policy, Kind::File),
                (&setting.policy_dir, Kind::Policies),
                (&setting.registries_d, Kind::RegistriesD),
                (&setting.lookaside, Kind::Store),
            ];
            needs.extend(
                fields
                    .into_iter()
                    .filter_map(|(path, kind)| Some((path.as_ref()?, kind))),
            );
            needs.extend(setting.files.values().map(|path| (path, Kind::File)));
        }
        for test in &self.tests {
            match &test.content {
                Content::Dir(path) => needs.push((path, Kind::Dir)),
                Content::OciLayout(path) => needs.push((path, Kind::OciLayout)),
                Content::Files {
                    manifest,
                    manifest_list,
                    signatures,
                } => {
                    let files = signatures.iter().chain(manifest).chain(manifest_list);
                    needs.extend(files.map(|path| (path, Kind::File)));
                }
            }
            needs.extend(test.attachments.iter().map(|path| (path, Kind::File)));
        }
        needs
    }
}

impl Test {
    /// What is called by its name, or by its image.
    #[must_use]
    pub fn title(&self) -> &str {
        self.name.as_ref().map_or(&self.image.value, |name| &name.value)
    }

    /// Where it is told from the others.
    #[must_use]
    pub fn span(&self) -> Span {
        self.name.as_ref().map_or(self.image.span, |name| name.span)
    }
}

/// What is wrong with a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuiteError {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: SuiteErrorKind,
}

/// What is wrong with a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuiteErrorKind {
    /// Two fields that exclude each other.
    Conflict(&'static str, &'static str),
    /// A field twice.
    Duplicate(String),
    /// Not a namespace.
    InvalidNamespace(String),
    /// Not a platform.
    InvalidPlatform(String),
    /// Not a time as RFC 3339 writes it.
    InvalidTime(String),
    /// A field that must be there.
    Missing(&'static str),
    /// There is no test.
    NoTests,
    /// It is not UTF-8.
    NotUtf8,
    /// A field that speaks of a refusal, where the image shall pass.
    OnlyOfARefusal(&'static str),
    /// It is not YAML.
    Syntax(yaml::SyntaxError),
    /// A path that stands for something else, too.
    OtherKind {
        /// The path.
        path: String,
        /// What it stands for here.
        here: Kind,
        /// And before.
        before: Kind,
    },
    /// More than [`TESTS`].
    TooManyTests,
    /// A cause that is not in the list.
    UnknownCause {
        /// As written.
        written: String,
        /// What was probably meant.
        meant: Option<&'static str>,
    },
    /// A field that there is not.
    UnknownField {
        /// As written.
        written: String,
        /// What was probably meant.
        meant: Option<&'static str>,
        /// Whether it is one that stands in a test, or, in a test, one that stands beside them.
        stands_elsewhere: bool,
    },
    /// Neither `allow` nor `refuse`.
    UnknownVerdict(String),
    /// A value of another type.
    WrongType {
        /// The field.
        field: &'static str,
        /// What it takes.
        takes: &'static str,
    },
}
