//! The reference's error in the errors of the tools above it.

use alloc::string::{String, ToString as _};

use super::lines::quotes;
use super::record::{self, Record};
use super::{Familiarity, Vocabulary, name};

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) kind: SaidKind,
    /// The error, where there is one.
    pub(super) text: String,
    pub(super) familiarity: Familiarity,
    pub(super) image: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) policy_path: Option<String>,
    pub(super) time: Option<String>,
}

/// What kind of thing was said, what says least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SaidKind {
    Cosign,
    Allowed,
    FailedSilently,
    RefusedSilently,
    Elsewhere,
    DefaultTooOpen,
    NameUnusable,
    PolicyUnusable,
    Refused,
}

impl SaidKind {
    /// Whether it says why.
    pub(super) fn has_reason(self) -> bool {
        self >= Self::DefaultTooOpen
    }
}

impl Said {
    pub(super) fn new(kind: SaidKind, text: String) -> Self {
        Self {
            kind,
            text,
            familiarity: Familiarity::Unknown,
            image: None,
            namespace: None,
            policy_path: None,
            time: None,
        }
    }
}

/// Behind these stands an error of the reference, whatever it is.
const REJECTIONS: &[&str] = &["Source image rejected: ", "SignatureValidationFailed: "];

/// What may still stand between them and the error.
const WRAPPERS: &[&str] = &[
    "Source image rejected: ",
    "SignatureValidationFailed: ",
    "unable to pull image or OCI artifact: ",
    "unable to pull image: ",
    "pull image err: ",
    "copying system image from manifest list: ",
    "verifying signatures: ",
];

/// Behind these the policy's own errors stand.
const POLICY_LOADERS: &[&str] = &[
    "oading trust policy: ",
    "oading verification policy: ",
    "default signature policy: ",
    "get context for namespace: ",
];

/// Where tools speak of pulls: an error of the reference may be among their words, in any place.
const PULLS: &[&str] = &[
    "Failed to pull image \"",
    "rpc error: code",
    "pulling image",
    "PullImage",
    "initializing source ",
    "copying system image",
    "unable to copy from source ",
    "choosing an image from manifest list ",
    "OpenImage",
    "creating build container",
    "checking signature of ",
    "verifying signatures: ",
    "Invalid source name ",
];

/// What the software around the reference says when it demands more of the policy than the policy does.
const DEFAULT_TOO_OPEN: &str = "containers-policy.json specifies a default of ";

/// Without a reason.
const REFUSED: &str = "SignatureValidationFailed";
const FAILED: &[&str] = &["ErrImagePull", "ImagePullBackOff"];

/// How many places in a line are looked at.
const PLACES: usize = 32;

/// Whether a line is worth a closer look. With the lines that go on from it, it may say more than alone.
pub(super) fn may_say(line: &str, vocabulary: &dyn Vocabulary) -> bool {
    const BEGINNINGS: &[&str] = &[
        "Error", "error", "ERROR", "FATA", "ERRO", "Failed", "Warning", "message",
    ];
    /// No error that is known by itself is shorter.
    const SHORTEST: usize = 16;
    const PARTS: &[&str] = &[
        "invalid policy in \"",
        "policy.json",
        "level=fatal",
        "level=error",
        REFUSED,
        "failed to pull and unpack",
    ];
    let contains = |texts: &[&str]| texts.iter().any(|text| line.contains(text));
    if line.len() < 4 {
        return false;
    }
    BEGINNINGS.iter().any(|begin| line.starts_with(begin))
        || contains(PARTS)
        || contains(REJECTIONS)
        || contains(POLICY_LOADERS)
        || contains(PULLS)
        || contains(FAILED)
        || line.len() >= SHORTEST && vocabulary.error(line.trim()) >= Familiarity::Begun
}

/// What a line says.
pub(super) fn said(record: &Record, vocabulary: &dyn Vocabulary) -> Option<Said> {
    let message = record.message.as_str();
    let said = policy_unusable(message)
        .or_else(|| rejected(message, vocabulary))
        .or_else(|| name_unusable(message))
        .or_else(|| among(message, vocabulary))
        .or_else(|| {
            message
                .contains(DEFAULT_TOO_OPEN)
                .then(|| whole(SaidKind::DefaultTooOpen, String::new()))
        })
        .or_else(|| silent(message))
        .or_else(|| elsewhere(message))?;
    Some(Said {
        image: name::mention(message).or_else(|| record.image.as_deref().and_then(name::image)),
        namespace: record.namespace.clone(),
        time: record.time.clone(),
        ..said
    })
}

fn whole(kind: SaidKind, text: String) -> Said {
    Said {
        familiarity: Familiarity::Whole,
        ..Said::new(kind, text)
    }
}

/// `invalid policy in "…": …`, or a policy that is not there.
fn policy_unusable(message: &str) -> Option<Said> {
    if let Some((_, rest)) = message.split_once("invalid policy in \"") {
        let (path, error) = rest.split_once("\": ")?;
        return Some(Said {
            policy_path: Some(path.to_string()),
            familiarity: Familiarity::Begun,
            ..Said::new(SaidKind::PolicyUnusable, tail(error))
        });
    }
    // In quotes, as a part of something else.
    if let Some((_, rest)) = message.split_once("invalid policy in \\\"") {
        return policy_unusable(&alloc::format!("invalid policy in \"{}", record::unescaped(rest)));
    }
    let loader = POLICY_LOADERS.iter().find_map(|loader| message.split_once(loader));
    let missing = || {
        let (_, rest) = message.split_once("open ")?;
        let (path, _) = rest.split_once("policy.json: ")?;
        (!path.contains(' ')).then_some(message.get(message.len() - rest.len() - "open ".len()..)?)
    };
    let searched = || {
        let start = message.find("no policy.json file found")?;
        message.get(start..)
    };
    let error = tail(loader.map(|(_, error)| error).or_else(missing).or_else(searched)?);
    if error.is_empty() {
        return None;
    }
    let path = error.strip_prefix("open ").and_then(|rest| rest.rsplit_once(": "));
    let path = path.map(|(path, _)| path.to_string());
    Some(Said {
        policy_path: path,
        familiarity: Familiarity::Begun,
        ..Said::new(SaidKind::PolicyUnusable, error)
    })
}

/// Behind what says that a policy refused.
fn rejected(message: &str, vocabulary: &dyn Vocabulary) -> Option<Said> {
    let behind = |marker: &&str| Some(message.rsplit_once(*marker)?.1);
    let mut rest = REJECTIONS.iter().find_map(behind)?;
    loop {
        let inner = WRAPPERS.iter().find_map(|wrapper| rest.strip_prefix(wrapper));
        let inner = inner.or_else(|| {
            let named = rest.strip_prefix("checking signature of \"")?;
            Some(named.split_once("\": ")?.1)
        });
        match inner {
            Some(inner) => rest = inner,
            None => break,
        }
    }
    let text = tail(rest);
    // It goes on elsewhere.
    if text.is_empty() || WRAPPERS.iter().any(|wrapper| wrapper.trim_end() == text) {
        return None;
    }
    Some(Said {
        familiarity: vocabulary.error(&text),
        ..Said::new(SaidKind::Refused, text)
    })
}

/// skopeo's words for an image name that is none.
fn name_unusable(message: &str) -> Option<Said> {
    let (_, rest) = message.split_once("Invalid source name ")?;
    let (_, error) = rest.split_once(": ")?;
    Some(whole(SaidKind::NameUnusable, tail(error)))
}

/// An error of the reference somewhere among the words of a tool.
fn among(message: &str, vocabulary: &dyn Vocabulary) -> Option<Said> {
    let speaks_of_pull = PULLS.iter().any(|part| message.contains(part));
    let least = if speaks_of_pull {
        Familiarity::Common
    } else {
        Familiarity::Begun
    };
    let mut rest = message.trim_start();
    for place in 0..PLACES {
        let is_candidate = speaks_of_pull || place == 0 || place == 1 && is_error_word(message);
        if !is_candidate {
            break;
        }
        let text = tail(rest);
        let familiarity = vocabulary.error(&text);
        if familiarity >= least {
            return Some(Said {
                familiarity,
                ..Said::new(SaidKind::Refused, text)
            });
        }
        rest = rest.split_once(": ")?.1;
    }
    None
}

/// `Error: …`
fn is_error_word(message: &str) -> bool {
    let word = message.trim_start().split_once(": ").map_or("", |(word, _)| word);
    matches!(word, "Error" | "error" | "ERROR" | "ERRO")
}

/// Only that it went wrong: a state of a pod, an event.
fn silent(message: &str) -> Option<Said> {
    let text = message.trim().trim_end_matches(',');
    let words = || text.split_ascii_whitespace();
    let is_row = words().any(is_ready_count);
    let is_state = |word: &str| {
        let value = ["Error: ", "Reason: ", "reason: ", "\"reason\": "]
            .iter()
            .find_map(|key| text.strip_prefix(key));
        let value = value.or_else(|| text.strip_prefix("Reason:")).unwrap_or(text);
        value.trim().trim_matches('"') == word || is_row && words().any(|found| found == word)
    };
    if is_state(REFUSED) {
        return Some(whole(SaidKind::RefusedSilently, String::new()));
    }
    let is_back_off = text.starts_with("Back-off pulling image \"");
    (is_back_off || FAILED.iter().any(|state| is_state(state))).then(|| whole(SaidKind::FailedSilently, String::new()))
}

/// `0/1`, in a row of `kubectl get pods`.
fn is_ready_count(word: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('/')
        .is_some_and(|(one, all)| is_number(one) && is_number(all))
}

/// A pull that failed, but not because of a policy.
fn elsewhere(message: &str) -> Option<Said> {
    const FAILURES: &[&str] = &[
        "Failed to pull image \"",
        "unable to copy from source docker://",
        "initializing source docker://",
        "failed to pull and unpack image ",
        "pulling image: rpc error: ",
        "OpenImage: ",
    ];
    let start = FAILURES.iter().filter_map(|failure| message.find(failure)).min()?;
    let text = tail(message.get(start..)?);
    text.contains(": ").then(|| Said::new(SaidKind::Elsewhere, text))
}

/// An error without what was wrapped around its end: CRI-O's second attempt, and quotes of which only the last is here.
fn tail(text: &str) -> String {
    /// So many programs may have quoted each other.
    const QUOTED: usize = 3;
    let text = text.split_once("; artifact err: ").map_or(text, |(before, _)| before);
    let mut text = text.trim().trim_end_matches('`').to_string();
    for _ in 0..QUOTED {
        let (bare, escaped) = quotes(&text);
        if bare % 2 == 1 {
            text = record::quoted(&text);
        } else if bare == 0 && escaped > 0 {
            text = record::unescaped(&text);
        } else {
            break;
        }
    }
    text.trim().to_string()
}

/// Whether a line names `cosign`.
pub(super) fn names_cosign(message: &str) -> bool {
    message
        .split(|character: char| !character.is_ascii_alphanumeric())
        .any(|word| word == "cosign")
}

/// What `cosign` says of an image. `is_cosign`: the text names it.
pub(super) fn cosign(message: &str, is_cosign: bool) -> Option<Said> {
    const OWN: &[&str] = &[
        "no matching signatures",
        "no signatures found",
        "none of the expected identities matched what was in the certificate",
        "no matching attestations",
        "no provider found for that key reference",
    ];
    let text = message.trim();
    let said = |text: &str| {
        Some(Said {
            image: None,
            ..Said::new(SaidKind::Cosign, text.to_string())
        })
    };
    if text.starts_with("Verification for ") && text.ends_with(" --") {
        return said("");
    }
    if let Some((_, error)) = text.split_once("error during command execution: ") {
        return said(error);
    }
    let error = text.strip_prefix("Error: ").or_else(|| text.strip_prefix("error: "));
    let error = error.filter(|error| is_cosign || OWN.iter().any(|own| error.starts_with(own)))?;
    let is_own = OWN.iter().any(|own| error.contains(own)) || error.contains("verif") || error.contains("signature");
    is_own.then(|| said(error)).flatten()
}
