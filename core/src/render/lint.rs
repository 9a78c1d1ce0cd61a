//! Findings of the linter with their words.

use alloc::format;
use alloc::string::String;

use super::diagnostics::diagnostic;
use crate::diagnostic::Diagnostic;
use crate::lint::{Finding, FindingKind};
use crate::policy::history::WILDCARD;
use crate::verify::UnixTime;

mod identity;
pub(super) mod keys;
mod requirements;
mod scopes;
#[cfg(feature = "yaml")]
mod sources;

/// A finding with its words; `now` is the time that it was made for.
#[must_use]
pub fn finding(finding: &Finding, now: UnixTime) -> Diagnostic {
    let kind = &finding.kind;
    let said = match kind {
        FindingKind::Demand { demand, library } if demand.word == WILDCARD => Said::new(format!(
            "scopes that begin with `*.` are not known to containers/image {library}: its nodes take this one for a name, which no image has"
        ))
        .help(format!(
            "they are known since {}; run that on every node before it gets this policy, or write out the hosts",
            demand.since
        )),
        FindingKind::Demand { demand, library } => Said::new(format!(
            "`{}` is not known to containers/image {library}: nodes with it refuse the whole policy",
            demand.word
        ))
        .help(format!(
            "it is known since {}; run that on every node before it gets this policy",
            demand.since
        )),
        FindingKind::Identity(found) => identity::words(found),
        FindingKind::Key(found) => keys::words(found, now),
        FindingKind::Requirement(found) => requirements::words(found),
        FindingKind::Scope(found) => scopes::words(found),
        #[cfg(feature = "yaml")]
        FindingKind::Source(found) => sources::words(found),
    };
    let mut shown = diagnostic(kind.code(), kind.severity(), said.message).at(finding.span);
    for (span, words) in said.beside {
        shown = shown.beside(span, words);
    }
    shown.help = said.help;
    shown.edits.clone_from(&finding.edits);
    if kind.is_safe() && !finding.edits.is_empty() {
        shown.safe()
    } else {
        shown
    }
}

/// What is said of a finding.
struct Said {
    message: String,
    beside: alloc::vec::Vec<(crate::source::Span, String)>,
    help: alloc::vec::Vec<String>,
}

impl Said {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            beside: alloc::vec::Vec::new(),
            help: alloc::vec::Vec::new(),
        }
    }

    fn beside(mut self, span: crate::source::Span, words: impl Into<String>) -> Self {
        self.beside.push((span, words.into()));
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
