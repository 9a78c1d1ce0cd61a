//! The test suite beside the question: it takes the question in as a test, and gives a test out as the question.

use std::rc::Rc;

use pullgate_core::exchange::suite::{self, Kept};

use super::{State, Tone};
use crate::inputs::{Document, Inputs};
use crate::recognise::private_key_in_change;
use crate::suite::{Files, brought, brought_later};
use crate::text;

/// What came, by the names that it came with.
type Came = Vec<(Rc<str>, Rc<Vec<u8>>)>;

impl State {
    pub(super) fn edit_suite(&mut self, text: &str) {
        match private_key_in_change(&self.suite.text, text) {
            Some(form) => self.refuse_private_key(text::notices::PLACE_SUITE, form),
            None => self.suite.set_text(text.into()),
        }
    }

    /// Asks for it; the engine answers with [`super::Action::Kept`].
    pub(super) fn keep_as_test(&mut self) {
        match &self.question {
            Ok(_) => self.suite.keeping += 1,
            Err(words) => {
                let words = words.to_string();
                self.notify(Tone::Refused, words);
            }
        }
    }

    pub(super) fn kept(&mut self, number: u32, kept: Result<Kept, String>) {
        if number != self.suite.keeping {
            return;
        }
        match kept {
            Ok(Kept { suite, files }) => {
                self.suite.set_text(suite.into());
                self.suite
                    .set_files(files.into_iter().map(|(path, bytes)| (path, Rc::new(bytes))).collect());
                self.notify(Tone::Done, text::suite::KEPT.into());
            }
            Err(why) => self.notify(Tone::Refused, text::suite::not_kept(&why)),
        }
    }

    /// Asks about the image of a test, with all that belongs to it, under the policy that is there.
    pub(super) fn open_test(&mut self, index: usize) {
        match suite::question(&self.suite.request(&self.inputs), index) {
            Ok(request) => {
                let name = self.suite.tested.as_ref().and_then(|tested| tested.tests.get(index));
                let words = name.map(|test| text::suite::opened(&test.name));
                self.load(Inputs::from_request(&request), None, words);
            }
            Err(why) => self.notify(Tone::Refused, text::suite::not_opened(&why)),
        }
    }

    /// Takes the first suite of what came, with the files that it names, and asks about its first image. The rest goes where it belongs.
    pub(super) fn take_suite(&mut self, came: Came, inputs: &mut Inputs, told: &mut Vec<String>) -> Came {
        let is_suite = |name: &str, bytes: &[u8]| {
            let has_ending = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
            (has_ending || name == text::notices::PASTED) && suite::is_suite(bytes)
        };
        let Some(place) = came.iter().position(|(name, bytes)| is_suite(name, bytes)) else {
            return self.take_missing(came, told);
        };
        let (name, bytes) = came[place].clone();
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = brought(&bytes, folder, &came);
        let taken: Vec<*const Vec<u8>> = files.values().map(Rc::as_ptr).collect();
        let policy = suite::policy_path(&bytes).and_then(|path| files.get(&path).cloned());
        let count = files.len();
        self.suite.set_text(String::from_utf8_lossy(&bytes).as_ref().into());
        self.suite.set_files(files);
        self.suite.tested = None;
        self.shows_tests = true;
        self.comparison = None;
        told.push(text::suite::taken(&name, count));
        if let Some(policy) = policy {
            *inputs = Inputs {
                policy: Document::from_bytes(policy),
                ..Inputs::empty()
            };
            if let Ok(request) = suite::question(&self.suite.request(inputs), 0) {
                *inputs = Inputs::from_request(&request);
            }
        }
        let rest = came.into_iter().enumerate();
        rest.filter(|(index, (_, bytes))| *index != place && !taken.contains(&Rc::as_ptr(bytes)))
            .map(|(_, file)| file)
            .collect()
    }

    /// What the suite names and does not have yet.
    fn take_missing(&mut self, came: Came, told: &mut Vec<String>) -> Came {
        if !self.shows_tests || !self.suite.is_there() {
            return came;
        }
        let found = brought_later(self.suite.text.as_bytes(), &self.suite.files, &came);
        if found.is_empty() {
            return came;
        }
        let taken: Vec<*const Vec<u8>> = found.values().map(Rc::as_ptr).collect();
        told.push(text::suite::missing_taken(found.len()));
        let mut files: Files = (*self.suite.files).clone();
        files.extend(found);
        self.suite.set_files(files);
        came.into_iter()
            .filter(|(_, bytes)| !taken.contains(&Rc::as_ptr(bytes)))
            .collect()
    }
}
