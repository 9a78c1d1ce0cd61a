//! What a pasted error or log says: which tool speaks, of which image, and what the reference said, without what was wrapped around it.
//!
//! `lines` undoes what terminals, web pages and mails did to the text; `record` takes each line out of the logger that wrote it; `said` takes the
//! reference's words out of the errors of the tools above it. Which words are the reference's own, a [`Vocabulary`] knows. Nothing here decides anything.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use lines::Line;
use record::{Form, Record};
use said::{Said, SaidKind};

mod lines;
mod name;
mod record;
mod said;
mod tool;

pub use tool::Tool;

/// Of a longer text, its end is read: the last refusal is the one that is looked for.
pub const TEXT_LIMIT: usize = 1 << 20;

/// How many lines that may be a refusal are looked into, from the last one on; each costs some dozen readings of a few lines.
const CANDIDATE_LIMIT: usize = 64;

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Who wrote it.
    pub tool: Tool,
    /// How it ended.
    pub outcome: Outcome,
    /// The image's name, with its transport.
    pub image: Option<String>,
    /// The namespace of Kubernetes.
    pub namespace: Option<String>,
    /// The policy's file.
    pub policy_path: Option<String>,
    /// Which section of the policy decided.
    pub section: Option<Section>,
    /// The requirement that was not fulfilled, from 0.
    pub requirement: Option<usize>,
    /// When, in RFC 3339, UTC.
    pub time: Option<String>,
    /// What the reference logged about this image.
    pub messages: Vec<Message>,
}

/// How it ended, as far as the text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The policy refused the image, or what it needs could not be read; the reference's error.
    Refused(String),
    /// The policy itself cannot be used; the reference's error.
    PolicyUnusable(String),
    /// The image's name cannot be used; the reference's error.
    NameUnusable(String),
    /// Signatures were not accepted, without a reason.
    RefusedSilently,
    /// The image could not be pulled, without a reason.
    FailedSilently,
    /// The pull failed for a reason that is none of the policy's.
    Elsewhere(String),
    /// What calls the reference demands another default of the policy.
    DefaultTooOpen,
    /// The image was allowed.
    Allowed,
    /// `cosign` verified the image, or refused it; its error, if it has one.
    Cosign(Option<String>),
}

/// A section of a policy; both texts are empty for the policy's default, the scope for that of a transport.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The transport.
    pub transport: String,
    /// The scope.
    pub scope: String,
}

/// A message of the reference's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// logrus's level.
    pub level: &'static str,
    /// The text; leading blanks are part of it.
    pub text: String,
}

/// Which words are the reference's.
pub trait Vocabulary {
    /// Whether a text is an error of the reference.
    fn error(&self, text: &str) -> Familiarity;

    /// What a message of the log says, and the message as the reference writes it.
    fn remark(&self, text: &str) -> Option<(Remark, String)>;
}

/// Whether a text is an error of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Familiarity {
    /// It is none of those that are known.
    Unknown,
    /// Others say this, too: it is one where the reference is known to speak.
    Common,
    /// It begins like one, and may go on.
    Begun,
    /// It is one, to its end.
    Whole,
}

/// What a message of the reference's log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// An image is being opened.
    Opens(String),
    /// An image is being judged.
    Judges(String),
    /// Which section of the policy judges.
    Uses(Section),
    /// A requirement is fulfilled.
    Fulfilled,
    /// A requirement, from 0, is not.
    Denied(usize),
    /// The image is allowed.
    Allowed,
    /// Something else.
    Other,
}

/// Says what a text is; `None` for one that is neither an error nor a log of a pull.
#[must_use]
pub fn read(text: &str, vocabulary: &dyn Vocabulary) -> Option<Incident> {
    let lines = lines::lines(lines::end(text, TEXT_LIMIT));
    let records: Vec<Record> = lines.iter().map(|line| record::record(&line.text)).collect();
    let mut said = last_said(&lines, vocabulary);
    let before = said.as_ref().map_or(lines.len(), |(index, _)| *index);
    let image = said
        .as_mut()
        .and_then(|(_, said)| said.image.take())
        .or_else(|| mentioned(&records, before));
    let log = Log::of(&records, image.as_deref(), vocabulary);
    let (index, said) = match said {
        Some((index, said)) => (Some(index), said),
        None => (log.last, outcome_of_log(&log).or_else(|| cosign(&records))?),
    };
    let image = image.or_else(|| log.image.clone());
    let record = index.and_then(|index| records.get(index));
    let tool = tool::tool(&said, record, &records);
    Some(Incident {
        tool,
        namespace: namespace(&said, &records, image.as_deref()),
        policy_path: said
            .policy_path
            .clone()
            .or_else(|| policy_path(&records, image.as_deref())),
        time: said
            .time
            .clone()
            .or_else(|| record.and_then(|record| record.time.clone()))
            .or_else(|| log.time.clone())
            .or_else(|| time_of_event(&records)),
        outcome: outcome(said),
        image,
        section: log.section,
        requirement: log.denied,
        messages: log.messages,
    })
}

fn outcome(said: Said) -> Outcome {
    match said.kind {
        SaidKind::Refused => Outcome::Refused(said.text),
        SaidKind::PolicyUnusable => Outcome::PolicyUnusable(said.text),
        SaidKind::NameUnusable => Outcome::NameUnusable(said.text),
        SaidKind::RefusedSilently => Outcome::RefusedSilently,
        SaidKind::FailedSilently => Outcome::FailedSilently,
        SaidKind::Elsewhere => Outcome::Elsewhere(said.text),
        SaidKind::DefaultTooOpen => Outcome::DefaultTooOpen,
        SaidKind::Allowed => Outcome::Allowed,
        SaidKind::Cosign => Outcome::Cosign((!said.text.is_empty()).then_some(said.text)),
    }
}

/// The last line that says why, or else the last one that says that something went wrong.
fn last_said(lines: &[Line], vocabulary: &dyn Vocabulary) -> Option<(usize, Said)> {
    let candidates = lines.iter().enumerate().rev();
    let candidates = candidates.filter(|(_, line)| said::may_say(&line.text, vocabulary));
    let mut silent: Option<(usize, Said)> = None;
    for (index, _) in candidates.take(CANDIDATE_LIMIT) {
        // The reason may stand on a line that goes on from the one that names the image.
        let head = lines::head(lines, index).filter(|head| {
            let line = lines.get(*head);
            line.is_some_and(|line| said::may_say(&line.text, vocabulary))
        });
        let whole = head.and_then(|head| Some((head, resolve(lines, head, vocabulary)?)));
        let whole = whole.filter(|(_, said)| said.kind.has_reason());
        let Some((index, said)) = whole.or_else(|| Some((index, resolve(lines, index, vocabulary)?))) else {
            continue;
        };
        if said.kind.has_reason() {
            return Some((index, said));
        }
        if silent.as_ref().is_none_or(|(_, known)| known.kind < said.kind) {
            silent = Some((index, said));
        }
    }
    silent
}

/// Reads a line, and if it breaks off, with those that go on from it.
fn resolve(lines: &[Line], index: usize, vocabulary: &dyn Vocabulary) -> Option<Said> {
    let mut best: Option<Said> = None;
    for text in lines::readings(lines, index) {
        let Some(said) = said::said(&record::record(&text), vocabulary) else {
            continue;
        };
        let is_better = best.as_ref().is_none_or(|known| {
            (known.kind.has_reason(), known.familiarity) < (said.kind.has_reason(), said.familiarity)
        });
        if is_better {
            let is_whole = said.familiarity == Familiarity::Whole;
            best = Some(said);
            if is_whole {
                break;
            }
        }
    }
    best
}

/// The image that was spoken of last before a line, or else after it.
fn mentioned(records: &[Record], before: usize) -> Option<String> {
    let (earlier, later) = records.split_at_checked(before).unwrap_or((records, &[]));
    let described = |record: &Record| name::image(record.message.trim_start().strip_prefix("Image:")?);
    earlier
        .iter()
        .rev()
        .chain(later)
        .find_map(|record| name::mention(&record.message).or_else(|| record.image.as_deref().and_then(name::image)))
        .or_else(|| records.iter().rev().find_map(described))
}

/// The part of the log that is about one image.
#[derive(Debug, Default)]
struct Log {
    image: Option<String>,
    section: Option<Section>,
    denied: Option<usize>,
    is_allowed: bool,
    is_judged: bool,
    time: Option<String>,
    messages: Vec<Message>,
    /// The last line of it.
    last: Option<usize>,
}

impl Log {
    /// The last attempt on an image, or the last of all.
    fn of(records: &[Record], image: Option<&str>, vocabulary: &dyn Vocabulary) -> Self {
        let mut chosen = Self::default();
        let mut current = Self::default();
        let mut keep = |attempt: Self| {
            let is_of_image = match (image, &attempt.image) {
                (Some(image), Some(judged)) => name::is_same(image, judged),
                (Some(_), None) => false,
                (None, _) => true,
            };
            if is_of_image && !attempt.messages.is_empty() {
                chosen = attempt;
            }
        };
        // A field `message` is no line of a log: pullgate's own answers have some.
        let lines = records
            .iter()
            .enumerate()
            .filter(|(_, record)| record.form != Form::Event);
        for (index, record) in lines {
            let Some((remark, text)) = vocabulary.remark(&record.message) else {
                continue;
            };
            let opens = match &remark {
                Remark::Opens(name) => Some((name, false)),
                Remark::Judges(name) => Some((name, true)),
                _ => None,
            };
            if let Some((name, judges)) = opens
                && let Some(name) = name::image(name)
            {
                let is_other = current.image.as_ref().is_some_and(|known| !name::is_same(known, &name));
                if is_other || current.is_judged {
                    keep(core::mem::take(&mut current));
                }
                current.is_judged = judges;
                current.image = Some(name);
            }
            match remark {
                Remark::Uses(section) => current.section = Some(section),
                Remark::Denied(number) => current.denied = Some(number),
                Remark::Allowed => current.is_allowed = true,
                _ => {}
            }
            current.messages.push(Message {
                level: record.level.unwrap_or("debug"),
                text,
            });
            current.time = record.time.clone().or(current.time);
            current.last = Some(index);
        }
        keep(current);
        chosen
    }
}

/// A log without an error.
fn outcome_of_log(log: &Log) -> Option<Said> {
    let kind = if log.denied.is_some() {
        SaidKind::RefusedSilently
    } else if log.is_allowed {
        SaidKind::Allowed
    } else if log.is_judged {
        SaidKind::FailedSilently
    } else {
        return None;
    };
    Some(Said::new(kind, String::new()))
}

/// The last that `cosign` said.
fn cosign(records: &[Record]) -> Option<Said> {
    let is_cosign = records.iter().any(|record| said::names_cosign(&record.message));
    records
        .iter()
        .rev()
        .find_map(|record| said::cosign(&record.message, is_cosign))
}

/// `Namespace:` of `kubectl describe`, what a record says, or the namespace whose policy was used.
fn namespace(said: &Said, records: &[Record], image: Option<&str>) -> Option<String> {
    let described = |record: &Record| {
        let message = record.message.trim_start();
        let keys = ["Namespace:", "namespace:", "\"namespace\":"];
        let name = keys.iter().find_map(|key| message.strip_prefix(key))?;
        let name = name.trim().trim_matches([',', '"']);
        (record.form == Form::Plain && name::is_namespace(name)).then(|| name.to_string())
    };
    said.namespace
        .clone()
        .or_else(|| records.iter().rev().find_map(described))
        .or_else(|| records.iter().rev().find_map(|record| record.namespace.clone()))
        .or_else(|| {
            let path = policy_path(records, image)?;
            let file = path.strip_prefix("/etc/crio/policies/")?.strip_suffix(".json")?;
            name::is_namespace(file).then(|| file.to_string())
        })
}

/// An event has its time on a line of its own.
fn time_of_event(records: &[Record]) -> Option<String> {
    let events = records.iter().rev().filter(|record| record.form == Form::Event);
    events
        .filter(|record| record.message.is_empty())
        .find_map(|record| record.time.clone())
}

/// The policy that CRI-O says it used for the image, or that a command names.
fn policy_path(records: &[Record], image: Option<&str>) -> Option<String> {
    let is_of_image = |named: Option<String>| match (named, image) {
        (Some(named), Some(image)) => name::is_same(&named, image),
        _ => true,
    };
    records.iter().rev().find_map(|record| {
        let (named, path) = name::policy_path(&record.message)?;
        (is_of_image(named) && !path.is_empty()).then_some(path)
    })
}
