//! What a pasted error or log says, in words: what it is, what may be behind it, and what to give next to tell that apart.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::containers_image::read::{Reading, Topic};
use super::crio::read::switches_attachments_off;
use super::json::FORMAT_VERSION;
use crate::explain::CauseKind;
use crate::incident::{Incident, Message, Outcome, Tool};

/// How much of a foreign error is shown.
const SHOWN: usize = 500;

/// What a text says.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// Who wrote it: `crioError`, `podman`, ….
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// The image, as requests name it; `null` where the text does not say.
    pub image: Option<String>,
    /// The namespace of Kubernetes.
    pub namespace: Option<String>,
    /// The policy's file.
    pub policy_path: Option<String>,
    /// Which section of the policy decided, as the log says.
    pub scope: Option<ScopeAnswer>,
    /// The requirement that was not fulfilled, from 1, as the log says.
    pub requirement: Option<usize>,
    /// When, in RFC 3339, as the log says.
    pub time: Option<String>,
    /// The reference's own error, without what was wrapped around it.
    pub error: Option<String>,
    /// Its class, as in answers; `null` also for an error that is not known.
    pub error_class: Option<&'static str>,
    /// What may be behind it, out of docs/causes.md, the likeliest first.
    pub causes: Vec<&'static str>,
    /// Sentences.
    pub says: Vec<String>,
    /// What to give next: `policy`, `image`, `registriesD`, `manifest`, `manifestList`, `signatures`, `keys`.
    pub missing: Vec<&'static str>,
    /// What the reference logged about this image, in the form of `log`.
    pub messages: Vec<MessageAnswer>,
}

/// A section of a policy; both texts are empty for the policy's default, the scope for that of a transport.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ScopeAnswer {
    /// The transport.
    pub transport: String,
    /// The scope.
    pub scope: String,
}

/// One message of a log.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct MessageAnswer {
    /// logrus's level.
    pub level: &'static str,
    /// The text; leading blanks are part of it.
    pub message: String,
}

/// Words for what a text says. `reading` is of its error, `causes` what may be behind it.
#[must_use]
pub fn report(
    incident: Incident,
    reading: Option<&Reading>,
    class: Option<&'static str>,
    causes: &[CauseKind],
) -> Report {
    let (kind, title) = tool(incident.tool);
    let says = says(&incident, reading, causes);
    let missing = missing(&incident, causes);
    let error = match incident.outcome {
        Outcome::Refused(error) | Outcome::PolicyUnusable(error) | Outcome::NameUnusable(error) => Some(error),
        _ => None,
    };
    Report {
        format_version: FORMAT_VERSION,
        kind,
        title,
        image: incident.image,
        namespace: incident.namespace,
        policy_path: incident.policy_path,
        scope: incident.section.map(|section| ScopeAnswer {
            transport: section.transport,
            scope: section.scope,
        }),
        requirement: incident.requirement.map(|number| number.saturating_add(1)),
        time: incident.time,
        error,
        error_class: class,
        causes: causes.iter().map(|cause| cause.name()).collect(),
        says,
        missing,
        messages: incident.messages.into_iter().map(message).collect(),
    }
}

fn message(message: Message) -> MessageAnswer {
    MessageAnswer {
        level: message.level,
        message: message.text,
    }
}

fn tool(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Bootc => ("bootc", "Error of bootc"),
        Tool::Buildah => ("buildah", "Error of buildah"),
        Tool::Containerd => ("containerd", "Error of containerd"),
        Tool::Cosign => ("cosign", "Output of cosign"),
        Tool::CrioError => ("crioError", "Error of CRI-O"),
        Tool::CrioLog => ("crioLog", "Log of CRI-O"),
        Tool::Kubelet => ("kubelet", "Log of the kubelet"),
        Tool::KubernetesEvent => ("kubernetesEvent", "What Kubernetes says of a pod"),
        Tool::Library => ("library", "Error of containers/image"),
        Tool::Podman => ("podman", "Error of podman"),
        Tool::RpmOstree => ("rpmOstree", "Error of rpm-ostree"),
        Tool::Skopeo => ("skopeo", "Error of skopeo"),
    }
}

fn says(incident: &Incident, reading: Option<&Reading>, causes: &[CauseKind]) -> Vec<String> {
    let image = incident.image.as_deref().unwrap_or("the image");
    let mut says = Vec::new();
    match &incident.outcome {
        Outcome::Refused(_) => match reading {
            Some(reading) => of_reading(reading, image, causes, &mut says),
            None => says.push(format!(
                "pullgate does not know this text. Evaluating {image} with the policy and its signatures says why it is refused."
            )),
        },
        Outcome::PolicyUnusable(error) if is_absent(error) => {
            says.push("There is no policy where it was looked for: without one, no image is pulled.".into());
        }
        Outcome::PolicyUnusable(_) => {
            says.push("The policy itself does not parse, so that no image is judged, whatever it is.".into());
            says.push("Giving the policy shows the place, and often what was meant.".into());
        }
        Outcome::NameUnusable(_) => says.push("The image's name does not parse; no policy was asked.".into()),
        Outcome::RefusedSilently if incident.messages.is_empty() => {
            says.push("The node refused the image's signatures. Why is not in this text.".into());
            says.push("The event of the pull says it (`kubectl describe pod`, `Failed to pull image …`), and the log of CRI-O.".into());
        }
        Outcome::RefusedSilently => {
            says.push(format!("The log says which requirement refused {image}, not why: the error comes after it."));
        }
        Outcome::FailedSilently => {
            says.push("The image could not be pulled. Why is not in this text; it need not be a policy.".into());
            says.push("The event of the pull says it (`kubectl describe pod`, `Failed to pull image …`).".into());
        }
        Outcome::Elsewhere(error) if incident.tool == Tool::Containerd => {
            says.push("containerd reads no policy.json: what it refuses, it refuses for other reasons.".into());
            says.push(shown(error));
        }
        Outcome::Elsewhere(error) => {
            says.push("The pull failed before a policy was asked, or for a reason that is none of a policy's:".into());
            says.push(shown(error));
        }
        Outcome::DefaultTooOpen => {
            says.push("Not the policy refused, but what called it: `ostree-image-signed` and `--enforce-container-sigpolicy` demand a policy whose default does not accept everything.".into());
            says.push("A default of `reject`, with a scope for this image that asks for its signature, fulfils that; other images then need scopes of their own.".into());
        }
        Outcome::Allowed => says.push(format!("The log says that {image} was allowed.")),
        Outcome::Cosign(error) => {
            says.push(
                "cosign does not read policy.json: it verifies with the key or the identity on its command line, and nodes with what their policy names. One may accept what the other refuses."
                    .into(),
            );
            if let Some(error) = error {
                says.push(shown(error));
            }
            says.push("Giving the policy, and what `cosign download signature` prints for the image, says what a node decides.".into());
        }
    }
    of_log(incident, &mut says);
    says
}

fn shown(text: &str) -> String {
    let cut = text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end));
    cut.map_or_else(|| text.to_string(), |cut| format!("{cut}…"))
}

fn is_absent(error: &str) -> bool {
    error.ends_with(": no such file or directory") || error.contains("no policy.json file found")
}

fn of_reading(reading: &Reading, image: &str, causes: &[CauseKind], says: &mut Vec<String>) {
    match &reading.topic {
        Topic::NoSignature { others, attachments } => {
            says.push(format!(
                "The policy asks for a signature of {image}, and none of the kind that it asks for was found."
            ));
            if let (Some(others), Some(attachments)) = (others, attachments) {
                says.push(format!(
                    "What was found: signatures of the other kind: {others}; attachments that are no signatures, such as attestations: {attachments}."
                ));
            }
        }
        Topic::Identity(name) => {
            says.push(format!("A signature was found and is good, for the name {name}; the policy's rule wants another name for {image}."));
        }
        Topic::Digest(digest) => {
            says.push(format!(
                "A signature was found and is good, for the digest {digest}; {image} has other bytes."
            ));
        }
        Topic::Gpg(Some(key)) => says.push(format!(
            "An OpenPGP signature was found, made by the key {key}, and does not count."
        )),
        Topic::Gpg(None) => says.push("An OpenPGP signature was found and does not count.".into()),
        Topic::Several(count) => says.push(format!(
            "{count} signatures were found, and each was rejected for a reason of its own."
        )),
        Topic::Rejected => says.push(format!(
            "A `reject` of the policy decided about {image}: no signature was looked at."
        )),
        Topic::Plain => {}
    }
    let only = match causes {
        [] => return,
        [only] => *only,
        several => {
            says.push(format!(
                "The text covers {} causes, and does not say which it is:",
                number(several.len())
            ));
            says.extend(several.iter().map(|cause| cause.meaning().trim().to_string()));
            if let Some(apart) = apart(several) {
                says.push(apart.into());
            }
            return;
        }
    };
    says.push(only.meaning().trim().to_string());
}

fn number(count: usize) -> String {
    const WORDS: &[&str] = &[
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_string())
}

/// What tells several causes apart.
fn apart(causes: &[CauseKind]) -> Option<&'static str> {
    let has = |cause| causes.contains(&cause);
    Some(if has(CauseKind::NoSignature) || has(CauseKind::OtherKindOfSignature) {
        "registries.d says whether attachments are looked for, and in which store; what the registry has (`cosign download signature`, the manifest of `sha256-….sig`) or what lies in the store says the rest. Of a manifest list, the image for the node's platform needs a signature of its own."
    } else if has(CauseKind::SignatureOfList) {
        "The manifest list, next to the manifest, says whether the signature is that of the list, or of the image for another platform."
    } else if has(CauseKind::SignedNameHasNoTag) {
        "The rule's `signedIdentity` in the policy, next to the signed name, says which it is."
    } else if has(CauseKind::NoScopeCovers) {
        "The policy says which it is."
    } else if has(CauseKind::WrongKey) {
        "The keys that the policy names, the signature and the manifest say which it is; every other key at hand can be tried, too."
    } else {
        return None;
    })
}

/// What the messages say besides.
fn of_log(incident: &Incident, says: &mut Vec<String>) {
    let section = match &incident.section {
        Some(section) if section.transport.is_empty() => "The policy's default decided".to_string(),
        Some(section) if section.scope.is_empty() => {
            format!("The policy's default for the transport {} decided", section.transport)
        }
        Some(section) => format!(
            "The scope {} of the transport {} decided",
            section.scope, section.transport
        ),
        None => return,
    };
    says.push(match incident.requirement {
        Some(number) => format!("{section}; its requirement {} refused.", number.saturating_add(1)),
        None => format!("{section}."),
    });
    let is_off = incident
        .messages
        .iter()
        .any(|message| switches_attachments_off(&message.text));
    if is_off {
        says.push("The node did not look for Sigstore attachments: registries.d does not switch them on.".into());
    }
}

/// What to give next, in this order.
const INPUTS: &[&str] = &[
    "image",
    "policy",
    "registriesD",
    "manifest",
    "manifestList",
    "signatures",
    "keys",
];

fn missing(incident: &Incident, causes: &[CauseKind]) -> Vec<&'static str> {
    let wanted: &[&str] = match &incident.outcome {
        Outcome::PolicyUnusable(_) | Outcome::DefaultTooOpen => &["policy"],
        Outcome::NameUnusable(_) => &["image"],
        Outcome::Elsewhere(_) | Outcome::FailedSilently | Outcome::Allowed => &[],
        Outcome::Cosign(_) => &["policy", "manifest", "signatures", "keys"],
        Outcome::RefusedSilently => &["policy", "manifest", "signatures", "keys"],
        Outcome::Refused(_) if causes.is_empty() => &["policy", "manifest", "signatures", "keys"],
        Outcome::Refused(_) => &["policy"],
    };
    let judges = !matches!(
        incident.outcome,
        Outcome::PolicyUnusable(_)
            | Outcome::Elsewhere(_)
            | Outcome::FailedSilently
            | Outcome::Allowed
            | Outcome::DefaultTooOpen
    );
    let is_wanted = |input: &&&str| {
        let by_image = **input == "image" && judges && incident.image.is_none();
        by_image || wanted.contains(input) || causes.iter().any(|cause| tells(*cause).contains(input))
    };
    let inputs = INPUTS.iter().filter(is_wanted);
    inputs.copied().collect()
}

/// What tells whether it is this cause.
fn tells(cause: CauseKind) -> &'static [&'static str] {
    use CauseKind::*;
    match cause {
        PolicyInvalid | ScopeMisspelt | TransportNotCovered | NoScopeCovers | RejectedByScope | NeverFulfilled
        | SignatureDemanded | KeyTypeUnimplemented | LimitExceeded | NotBuilt => &["policy"],
        ImageNameInvalid => &["image"],
        RegistriesDInvalid | AttachmentsOff => &["registriesD"],
        NoSignature | SignatureElsewhere | SourceUnreadable => &["registriesD", "manifest", "signatures"],
        BundleNotLookedAt
        | NotASignature
        | OtherKindOfSignature
        | SignatureUnreadable
        | SignatureMalformed
        | NoLogPromise
        | NoCertificate
        | LogPromiseMalformed
        | LogEntryDiffers
        | CertificateMalformed
        | WrongIssuer
        | WrongEmail
        | WrongHostname
        | IdentityNotExpressible
        | PayloadMalformed
        | SignedNameHasNoTag
        | OtherTag
        | OtherRegistry
        | OtherRepository
        | SignedNameInvalid
        | ImageHasNoName
        | SignatureExpired => &["signatures"],
        KeyFileUnreadable | KeyUnusable => &["keys"],
        WrongLogKey
        | CertificateExpired
        | UnknownAuthority
        | CertificateNotForThis
        | SignedBySubkey
        | KeyExpired
        | KeyRevoked
        | KeyNotForSigning
        | TimesDisagree
        | WeakHash => &["signatures", "keys"],
        WrongKey | SignatureDoesNotHold => &["manifest", "signatures", "keys"],
        ManifestMissing | ManifestDiffers | ManifestMalformed => &["manifest"],
        InstanceNotChosen => &["manifestList"],
        SignatureOfList | SignatureOfOtherPlatform => &["manifest", "manifestList", "signatures"],
        OtherDigest => &["manifest", "signatures"],
    }
}
