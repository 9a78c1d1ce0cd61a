//! A remedy in a sentence, what it opens, and the command where there is one.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::Question;
use crate::explain::remedy::{Missing, Opens, Origin, RemedyKind, Signing, What};

/// The name of a kind in answers.
pub(super) fn name(kind: &RemedyKind) -> &'static str {
    match kind {
        RemedyKind::UnwrapSignature(_) => "unwrapSignature",
        RemedyKind::PutFile { .. } => "putFile",
        RemedyKind::MoveSignatures { .. } => "moveSignatures",
        RemedyKind::EnableAttachments(_) => "enableAttachments",
        RemedyKind::NameImage(_) => "nameImage",
        RemedyKind::CorrectPolicy => "correctPolicy",
        RemedyKind::CorrectScope { .. } => "correctScope",
        RemedyKind::Replace(What::Key(_)) => "replaceKey",
        RemedyKind::Replace(What::LogKey(_)) => "replaceLogKey",
        RemedyKind::Replace(What::Authority(_)) => "replaceAuthority",
        RemedyKind::Replace(What::Identity(..)) => "replaceIdentity",
        RemedyKind::Add(What::LogKey(_)) => "addLogKey",
        RemedyKind::Add(_) => "addKey",
        RemedyKind::CompareBy(_) => "compareBy",
        RemedyKind::AddScope(..) => "addScope",
        RemedyKind::Several(_) => "several",
        RemedyKind::SignAgain(_) => "signAgain",
        RemedyKind::Give(Missing::Signatures) => "giveSignatures",
        RemedyKind::Give(Missing::Manifest) => "giveManifest",
        RemedyKind::Give(Missing::KeyFile) => "giveKeyFile",
        RemedyKind::Give(Missing::Key) => "giveKey",
        RemedyKind::NameIdentity(_) => "nameIdentity",
        RemedyKind::AskOwner => "askOwner",
        RemedyKind::CorrectFile => "correctFile",
        RemedyKind::ChooseInstance => "chooseInstance",
        RemedyKind::WriteName => "writeName",
        RemedyKind::DoNotRun => "doNotRun",
    }
}

/// What a remedy does.
pub(super) fn sentence(kind: &RemedyKind) -> String {
    match kind {
        RemedyKind::UnwrapSignature(index) => format!("unwrap signature {}: nodes read it bare", index + 1),
        RemedyKind::PutFile { path, from } => format!("put the file {from} at {path}"),
        RemedyKind::MoveSignatures { from, to } => format!("move the signatures in the store from {from} to {to}"),
        RemedyKind::EnableAttachments(repository) => {
            format!("let nodes look for sigstore attachments of {repository}: use-sigstore-attachments: true in registries.d")
        }
        RemedyKind::NameImage(name) => format!("name the image {name}"),
        RemedyKind::CorrectPolicy => "correct what does not parse".into(),
        RemedyKind::CorrectScope { from, to } => format!("write the scope {from} as {to}"),
        RemedyKind::Replace(what) => format!("{} instead of what is there", trust(what)),
        RemedyKind::Add(what) => format!("{} as well", trust(what)),
        RemedyKind::CompareBy(rule) => format!("compare names by {rule}"),
        RemedyKind::AddScope(scope, origin) => match origin {
            Origin::File(path) => format!("add the scope {scope}, asking for a signature by the key in {path}"),
            Origin::Requirement(..) => format!("add the scope {scope}, with the requirements {}", origin_text(origin)),
        },
        RemedyKind::Several(kinds) => {
            let steps: Vec<String> = kinds.iter().map(sentence).collect();
            steps.join("; then ")
        }
        RemedyKind::SignAgain(Signing::CosignRecursive) => "sign every image of the list, not the list alone".into(),
        RemedyKind::SignAgain(_) => "have the image signed as the policy asks, by whoever answers for it".into(),
        RemedyKind::Give(Missing::Signatures) => {
            "if the image has signatures, give them: as files, as a store, or as attachments".into()
        }
        RemedyKind::Give(Missing::Manifest) => "give the image's manifest".into(),
        RemedyKind::Give(Missing::KeyFile) => "put the right file where the policy looks for it, on every node".into(),
        RemedyKind::Give(Missing::Key) => {
            "if you trust whoever made it, and have their key or certificate from elsewhere, give it as a file: it is tried".into()
        }
        RemedyKind::NameIdentity(text) => format!(
            "if you know, from elsewhere than this image, that {text} is right, name it in the policy"
        ),
        RemedyKind::AskOwner => {
            "ask whoever answers for the policy whether such images may run, and signed by whom: as it stands, no signature would do".into()
        }
        RemedyKind::CorrectFile => "correct the file at the place that is shown".into(),
        RemedyKind::ChooseInstance => "ask for an image that the list has, by its platform or its digest".into(),
        RemedyKind::WriteName => "write the name as pulls and scopes take it".into(),
        RemedyKind::DoNotRun => "do not run this image: it is not the one that was signed or asked for".into(),
    }
}

fn trust(what: &What) -> String {
    match what {
        What::Key(origin) => format!("trust the key {}", origin_text(origin)),
        What::LogKey(origin) => format!("trust the log key {}", origin_text(origin)),
        What::Authority(origin) => format!("trust the certificates {}", origin_text(origin)),
        What::Identity(field, text) => format!("ask for {field} {text}"),
    }
}

fn origin_text(origin: &Origin) -> String {
    match origin {
        Origin::File(path) => format!("in {path}"),
        Origin::Requirement(transport, _) if transport.is_empty() => "of the policy's default".into(),
        Origin::Requirement(transport, scope) if scope.is_empty() => format!("of the default for {transport}"),
        Origin::Requirement(_, scope) => format!("of the scope {scope}"),
    }
}

/// What remedies let through besides; `None` for nothing.
pub(super) fn opens(opens: &[Opens]) -> Option<String> {
    let texts: Vec<String> = opens.iter().map(opens_text).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

fn opens_text(opens: &Opens) -> String {
    match opens {
        Opens::SignedBy { scope, what } => {
            let scope = match scope {
                (transport, _) if transport.is_empty() => "any image that only the policy's default covers".to_string(),
                (transport, scope) if scope.is_empty() => format!("any {transport} image without a scope of its own"),
                (_, scope) => format!("any image in {scope}"),
            };
            let signer = match what {
                What::Key(origin) => format!("signed by the key {}", origin_text(origin)),
                What::LogKey(origin) => format!("logged by the log with the key {}", origin_text(origin)),
                What::Authority(origin) => {
                    format!("signed with a certificate of the authorities {}", origin_text(origin))
                }
                What::Identity(field, text) => format!("signed with a certificate with {field} {text}"),
            };
            format!("{scope} {signer}")
        }
        Opens::AnyTag { repository } => {
            format!(
                "any image of {repository} with a good signature, whatever its tag: an old one may be passed off as a new one"
            )
        }
        Opens::SignedAs { name } => {
            format!("images in this scope whose good signature is for {name}, whatever they are called")
        }
        Opens::Scope { scope } => format!("any image in {scope} that fulfils this requirement"),
        Opens::Attachments { repository } => {
            format!(
                "nothing by itself: attachments of {repository} are looked at, and have to be signed as the policy asks"
            )
        }
    }
}

/// What to run, where something has to be done elsewhere.
pub(super) fn command(kind: &RemedyKind, question: Question<'_>) -> Option<String> {
    let named = question.named?;
    let pinned = match question.digest {
        Some(digest) => format!("{}@{digest}", named.name()),
        None => named.to_string(),
    };
    let identity = named
        .tag()
        .map(|_| format!(" --sign-container-identity={named}"))
        .unwrap_or_default();
    // cosign 3 writes bundles unless it is told not to; both flags are needed (cosign 3.1.3).
    const OLD_FORM: &str = "--new-bundle-format=false --use-signing-config=false";
    match kind {
        RemedyKind::SignAgain(Signing::CosignKey) => {
            Some(format!("cosign sign --key KEY {OLD_FORM}{identity} {pinned}"))
        }
        RemedyKind::SignAgain(Signing::CosignKeyless) => Some(format!("cosign sign {OLD_FORM}{identity} {pinned}")),
        RemedyKind::SignAgain(Signing::CosignRecursive) => Some(format!(
            "cosign sign --recursive --key KEY {OLD_FORM}{identity} {pinned}"
        )),
        RemedyKind::SignAgain(Signing::Skopeo) => Some(format!(
            "skopeo copy --sign-by FINGERPRINT docker://{named} docker://{named}"
        )),
        RemedyKind::Give(Missing::Signatures | Missing::Manifest) => {
            Some(format!("skopeo copy docker://{named} dir:image"))
        }
        _ => None,
    }
}
