//! What the words of a policy mean, for whoever writes one: a sentence beside what is offered, and two or three at what stands there.

use alloc::format;
use alloc::string::{String, ToString as _};

use crate::diagnostic::Code;
use crate::policy::KeyType;
use crate::policy::completion::{ScopeForm, Subject, Template, Typed};
use crate::policy::grammar::{Object, ReferenceMatchType, RequirementType};
use crate::policy::history::{self, Owner};
use crate::reference::Transport;

/// What is said of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// What holds without it, and what to beware of; may be empty.
    pub more: &'static str,
    /// The page to read on.
    pub code: Option<Code>,
}

/// What is said where a word stands.
#[must_use]
pub fn text(subject: &Subject) -> String {
    let Words { meaning, more, .. } = words(subject);
    let since = since(subject).map(|since| format!("Nodes know it since containers/image {since}."));
    let parts = [meaning, more, since.as_deref().unwrap_or_default()];
    let mut text = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

/// What a word is called where it is explained.
#[must_use]
pub fn title(subject: &Subject, word: &str) -> String {
    match subject {
        Subject::Scope(ScopeForm::Default) => "the scope \"\"".to_string(),
        Subject::Scope(_) => format!("the scope {word}"),
        Subject::Transport(_) => format!("the transport {word}"),
        _ => word.to_string(),
    }
}

fn since(subject: &Subject) -> Option<history::Release> {
    match subject {
        Subject::Field(Object::Requirement(RequirementType::SignedBy), name) => history::since(Owner::SignedBy, name),
        Subject::Field(Object::Requirement(RequirementType::SigstoreSigned), name) => {
            history::since(Owner::SigstoreSigned, name)
        }
        Subject::ReferenceMatchType(kind) => history::since(Owner::ReferenceMatch, kind.name()),
        Subject::RequirementType(kind) => history::since(Owner::Requirement, kind.name()),
        _ => None,
    }
}

/// What is said of a word.
#[must_use]
pub fn words(subject: &Subject) -> Words {
    let plain = |meaning, more| Words {
        meaning,
        more,
        code: None,
    };
    match *subject {
        Subject::Field(object, name) => field(object, name),
        Subject::File => plain("A file that is given.", ""),
        Subject::Issuer => plain(
            "Who vouched for the signer's email address when somebody signed in to sigstore's own Fulcio.",
            "",
        ),
        Subject::KeyType(KeyType::GpgKeys) => {
            plain("OpenPGP keys, as `gpg --export` writes them, armoured or not.", "")
        }
        Subject::KeyType(_) => Words {
            meaning: "Not implemented in any node: the requirement parses and refuses every image.",
            more: "Only `GPGKeys` can accept one.",
            code: Some(Code::KeyTypeNotImplemented),
        },
        Subject::Policy => plain(
            "A policy that refuses every image, and has a place for the registries that are trusted.",
            "",
        ),
        Subject::ReferenceMatchType(kind) => reference_match(kind),
        Subject::RequirementType(kind) => requirement(kind),
        Subject::Scope(form) => scope(form),
        Subject::Template(template) => self::template(template),
        Subject::Transport(transport) => self::transport(transport),
        Subject::Type(Typed::ReferenceMatch) => plain(
            "How the name in the signature is compared with the image's.",
            "It has to be there: only a `signedIdentity` that is left out altogether is `matchRepoDigestOrExact`.",
        ),
        Subject::Type(Typed::Requirement) => plain(
            "What is required.",
            "It has to be there; the other fields depend on it.",
        ),
    }
}

fn field(object: Object, name: &str) -> Words {
    let (meaning, more) = match object {
        Object::Fulcio => fulcio(name),
        Object::Pki => pki(name),
        Object::Policy => match name {
            "default" => (
                "What images must fulfil that no scope of their transport covers.",
                "It has to be there. `reject` lets in only what a scope names; `insecureAcceptAnything` lets in all that no scope names, unchecked.",
            ),
            _ => (
                "What images must fulfil by where they come from: transports, and scopes in them.",
                "Without it, the default holds for every image.",
            ),
        },
        Object::ReferenceMatch(kind) => match name {
            "type" => {
                let Words { meaning, more, code } = reference_match(kind);
                return Words { meaning, more, code };
            }
            "dockerReference" => (
                "The name that must be signed, with its tag or digest, whatever the image is called.",
                "It has to be there.",
            ),
            "dockerRepository" => (
                "The repository that the signed name must lie in, whatever the image is called.",
                "It has to be there; a tag or digest in it means nothing.",
            ),
            "prefix" => (
                "What the image's name begins with: a host, or a host and path components.",
                "It has to be there. Names that do not begin with it are compared as they are.",
            ),
            _ => (
                "What stands in the signed name where the image's name has `prefix`.",
                "It has to be there.",
            ),
        },
        Object::Requirement(RequirementType::SignedBy) => signed_by(name),
        Object::Requirement(RequirementType::SigstoreSigned) => sigstore_signed(name),
        Object::Requirement(kind) => match name {
            "baseLayerIdentity" => (
                "Which signed name would be good for the base layer.",
                "It has to be there, and no node looks at it: the requirement refuses every image.",
            ),
            _ => return requirement(kind),
        },
    };
    Words {
        meaning,
        more,
        code: field_code(object, name),
    }
}

/// The page about what goes wrong most with a field.
fn field_code(object: Object, name: &str) -> Option<Code> {
    match (object, name) {
        (Object::Policy, "default") => Some(Code::AcceptsAnything),
        (_, "subjectEmail" | "subjectHostname") => Some(Code::SubjectCannotMatch),
        (_, "dockerRepository") => Some(Code::TagIgnored),
        (_, "dockerReference") => Some(Code::ReferenceNeverSigned),
        (_, "prefix") => Some(Code::PrefixElsewhere),
        (_, "baseLayerIdentity") => Some(Code::SignedBaseLayer),
        (Object::Requirement(RequirementType::SigstoreSigned), "keyPath" | "keyData") => Some(Code::OnlyFirstKeyRead),
        (Object::Requirement(_), "keyPaths" | "keyDatas") => Some(Code::LooksLikeRotation),
        _ => None,
    }
}

fn signed_by(name: &str) -> (&'static str, &'static str) {
    match name {
        "type" => ("A signature by OpenPGP (GPG) is required.", ""),
        "keyType" => (
            "What the keys are.",
            "It has to be there. Only `GPGKeys` is implemented; the three other types refuse every image.",
        ),
        "keyPath" => (
            "The path of a file of GPG keys on the node: a signature by any of them will do.",
            "One of `keyPath`, `keyPaths` and `keyData` has to be there, and only one. If the file cannot be read, every image is refused.",
        ),
        "keyPaths" => (
            "The paths of files of GPG keys on the node: a signature by any key in any of them will do.",
            "It takes the place of `keyPath`. All files are read first: one that is missing fails the requirement.",
        ),
        "keyData" => (
            "The GPG keys themselves, as base64 of the file: a signature by any of them will do.",
            "It takes the place of `keyPath`.",
        ),
        _ => SIGNED_IDENTITY,
    }
}

const SIGNED_IDENTITY: (&str, &str) = (
    "How the name in the signature is compared with the image's.",
    "Without it, `matchRepoDigestOrExact`: the tags must be the same, too. Keys of cosign usually need `matchRepository`, since `cosign sign` signs no tag.",
);

fn sigstore_signed(name: &str) -> (&'static str, &'static str) {
    match name {
        "type" => ("A sigstore signature is required, as cosign attaches it.", ""),
        "keyPath" => (
            "The path of a public key on the node, in PEM, that must have signed.",
            "One of `keyPath`, `keyPaths`, `keyData`, `keyDatas`, `fulcio` and `pki` has to be there, and only one. Only the first key of the file is read.",
        ),
        "keyPaths" => (
            "The paths of public keys on the node: a signature by any of them will do.",
            "It takes the place of `keyPath`; rotating a key is what it is for.",
        ),
        "keyData" => (
            "The public key itself, as base64 of the PEM text.",
            "It takes the place of `keyPath`. Only the first key in it is read.",
        ),
        "keyDatas" => (
            "Public keys, each as base64 of the PEM text: a signature by any of them will do.",
            "It takes the place of `keyPath`.",
        ),
        "fulcio" => (
            "Signatures without a lasting key: Fulcio vouched for who signed, by an email address.",
            "It takes the place of `keyPath`, and needs a `rekorPublicKey…` beside it, since the log says when it was signed.",
        ),
        "pki" => (
            "Signatures by certificates of your own authority.",
            "It takes the place of `keyPath`. No `rekorPublicKey…` may stand beside it, and certificates must be valid now, not when it was signed.",
        ),
        "rekorPublicKeyPath" => (
            "The path of the key of a Rekor transparency log on the node: the signature must be in that log.",
            "Without any `rekorPublicKey…`, no log is asked for. `fulcio` needs one; `pki` takes none.",
        ),
        "rekorPublicKeyPaths" => (
            "The paths of the keys of Rekor logs on the node: the signature must be in one of them.",
            "It takes the place of `rekorPublicKeyPath`.",
        ),
        "rekorPublicKeyData" => (
            "The key of a Rekor log itself, as base64 of the PEM text: the signature must be in that log.",
            "It takes the place of `rekorPublicKeyPath`.",
        ),
        "rekorPublicKeyDatas" => (
            "The keys of Rekor logs, each as base64 of the PEM text: the signature must be in one of them.",
            "It takes the place of `rekorPublicKeyPath`.",
        ),
        _ => SIGNED_IDENTITY,
    }
}

fn fulcio(name: &str) -> (&'static str, &'static str) {
    match name {
        "caPath" => (
            "The path of Fulcio's root certificates on the node.",
            "One of `caPath` and `caData` has to be there.",
        ),
        "caData" => (
            "Fulcio's root certificates themselves, as base64 of the PEM text.",
            "One of `caPath` and `caData` has to be there.",
        ),
        "oidcIssuer" => (
            "Who vouched for the signer's address, exactly as the certificate has it, such as `https://accounts.google.com`.",
            "It has to be there.",
        ),
        _ => (
            "The signer's email address, exactly as the certificate has it.",
            "It has to be there. Certificates of workflows, as in GitHub Actions, have none, and no policy can ask for them.",
        ),
    }
}

fn pki(name: &str) -> (&'static str, &'static str) {
    match name {
        "caRootsPath" => (
            "The path of the authority's root certificates on the node.",
            "One of `caRootsPath` and `caRootsData` has to be there.",
        ),
        "caRootsData" => (
            "The authority's root certificates themselves, as base64 of the PEM text.",
            "One of `caRootsPath` and `caRootsData` has to be there.",
        ),
        "caIntermediatesPath" => (
            "The path of certificates on the node that may stand between the roots and the signer's.",
            "Without it, those that the signature brings.",
        ),
        "caIntermediatesData" => (
            "Certificates that may stand between the roots and the signer's, as base64 of the PEM text.",
            "Without it, those that the signature brings.",
        ),
        "subjectEmail" => (
            "An email address that the signer's certificate must have.",
            "This or `subjectHostname` has to be there; with both, both must be in the certificate.",
        ),
        _ => (
            "A host name that the signer's certificate must be for.",
            "This or `subjectEmail` has to be there; with both, both must be in the certificate.",
        ),
    }
}

fn requirement(kind: RequirementType) -> Words {
    let (meaning, more, code) = match kind {
        RequirementType::InsecureAcceptAnything => (
            "Nothing is checked: anyone who controls the registry, or the way to it, decides what runs.",
            "Beside other requirements it adds nothing, since all of a list must hold.",
            Some(Code::AcceptsAnything),
        ),
        RequirementType::Reject => ("Every image is refused, signed or not.", "", None),
        RequirementType::SignedBaseLayer => (
            "Not implemented in any node: the requirement parses and refuses every image.",
            "",
            Some(Code::SignedBaseLayer),
        ),
        RequirementType::SignedBy => (
            "A signature by OpenPGP (GPG) is required.",
            "Nodes look for it in the lookaside store that registries.d names.",
            Some(Code::NoLookaside),
        ),
        RequirementType::SigstoreSigned => (
            "A sigstore signature is required, as cosign attaches it.",
            "Nodes look for it only where registries.d has `use-sigstore-attachments: true`.",
            Some(Code::AttachmentsOff),
        ),
    };
    Words { meaning, more, code }
}

fn reference_match(kind: ReferenceMatchType) -> Words {
    let (meaning, more, code) = match kind {
        ReferenceMatchType::ExactReference => (
            "The signed name is this one, with its tag or digest, whatever the image is called.",
            "An image that was signed so passes under every name.",
            Some(Code::ReferenceNeverSigned),
        ),
        ReferenceMatchType::ExactRepository => (
            "The signed name lies in this repository, whatever the image is called and tagged.",
            "Any signed image of the repository passes under any name and tag.",
            Some(Code::AnyTagOfRepository),
        ),
        ReferenceMatchType::MatchExact => (
            "The signed name is the image's own, tag or digest included.",
            "An image that is named by digest needs a signature for that very name, which no tool makes; cosign signs no tag.",
            Some(Code::ReferenceNeverSigned),
        ),
        ReferenceMatchType::MatchRepoDigestOrExact => (
            "The signed name is the image's own, tag included; for an image that is named by digest, the repository will do.",
            "The default.",
            None,
        ),
        ReferenceMatchType::MatchRepository => (
            "The signed name lies in the image's repository, whatever the tags are.",
            "An older signed image passes under a newer tag. Keys of cosign usually need it, since `cosign sign` signs no tag.",
            Some(Code::AnyTagOfRepository),
        ),
        ReferenceMatchType::RemapIdentity => (
            "For mirrors: `prefix` of the image's name is replaced by `signedPrefix`, then it is compared as by `matchRepoDigestOrExact`.",
            "",
            Some(Code::PrefixElsewhere),
        ),
    };
    Words { meaning, more, code }
}

fn template(template: Template) -> Words {
    match template {
        Template::AcceptAnything => requirement(RequirementType::InsecureAcceptAnything),
        Template::Reject => requirement(RequirementType::Reject),
        Template::SignedBy => requirement(RequirementType::SignedBy),
        Template::Key => Words {
            meaning: "A signature by cosign with a key is required.",
            more: "",
            code: Some(Code::AttachmentsOff),
        },
        Template::Fulcio => Words {
            meaning: "A signature by cosign without a lasting key is required: who signed had this email address, and Rekor's log has it.",
            more: "",
            code: Some(Code::SubjectCannotMatch),
        },
        Template::Pki => Words {
            meaning: "A sigstore signature by a certificate of your own authority is required.",
            more: "",
            code: Some(Code::AttachmentsOff),
        },
    }
}

fn scope(form: ScopeForm) -> Words {
    let (meaning, more, code) = match form {
        ScopeForm::Default => (
            "Every image of this transport that no other scope of it covers.",
            "Without it, the policy's default.",
            None,
        ),
        ScopeForm::Folder => (
            "What lies at this path, and in the folders beneath it.",
            "The nearest scope decides alone; links in paths are followed first.",
            None,
        ),
        ScopeForm::Host => (
            "Every image of this registry that no nearer scope covers.",
            "It is compared letter by letter with the host of the full name, its port included.",
            Some(Code::ScopeUnreachable),
        ),
        ScopeForm::Invalid => (
            "The transport does not take this scope: nodes refuse the whole policy, and with it every image.",
            "",
            Some(Code::PolicyInvalid),
        ),
        ScopeForm::Names => (
            "This repository, and the repositories beneath it.",
            "The nearest scope decides alone; nothing is inherited from those around it.",
            Some(Code::ScopeUnreachable),
        ),
        ScopeForm::Nothing => (
            "No image has this transport, so that no image has this scope.",
            "",
            Some(Code::TransportUnknown),
        ),
        ScopeForm::OfficialImage => (
            "No image: Docker's own are named `docker.io/library/NAME`, and others `docker.io/USER/NAME`.",
            "",
            Some(Code::ScopeOfficialImage),
        ),
        ScopeForm::OneImage => (
            "The image of exactly this name.",
            "The same image by digest, or with another tag, falls under a wider scope; Kubernetes pulls by digest.",
            Some(Code::ScopeOfOneImage),
        ),
        ScopeForm::Store => ("Images in this store, or of this name in it.", "", None),
        ScopeForm::Wildcard => (
            "Every registry on a host beneath this name, at any depth, but not on the host itself.",
            "Scopes without `*` come first. Nodes know it since containers/image 5.10.",
            Some(Code::ScopeUnreachable),
        ),
    };
    Words { meaning, more, code }
}

fn transport(transport: Option<Transport>) -> Words {
    const UNSIGNED: &str = "Its images come without signatures: only `reject` and `insecureAcceptAnything` make sense.";
    let (meaning, more, code) = match transport {
        None => (
            "No node knows this transport: what stands beneath it is never used.",
            "",
            Some(Code::TransportUnknown),
        ),
        Some(Transport::Atomic) => (
            "Images of OpenShift's own registry.",
            "Their signatures are kept there, too.",
            None,
        ),
        Some(Transport::ContainersStorage) => (
            "Images of the node's own store, copied from there by Skopeo.",
            "Podman and Buildah do not ask the policy about images of their own store.",
            Some(Code::DefaultRejectsLocal),
        ),
        Some(Transport::Directory) => (
            "Images in a folder, as `skopeo copy … dir:` writes them, with their signatures.",
            "They have no name of their own: only `exactReference` and `exactRepository` can compare one.",
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::Docker) => (
            "Images of registries: what Podman, CRI-O, Buildah and Skopeo pull.",
            "Without it, the default holds for them.",
            None,
        ),
        Some(Transport::DockerArchive) => (
            "Archives that `docker save` writes.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::DockerDaemon) => (
            "Images of a Docker engine beside it.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::Oci) => (
            "Folders in the OCI image layout.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::OciArchive) => (
            "Archives in the OCI image layout.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::Ostree) => (
            "Not built into present nodes: what stands beneath it is never used.",
            "",
            Some(Code::TransportUnknown),
        ),
        Some(Transport::Sif) => (
            "Images of Singularity and Apptainer.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
        Some(Transport::Tarball) => (
            "Archives of a file system that are to become an image.",
            UNSIGNED,
            Some(Code::TransportCannotMatch),
        ),
    };
    Words { meaning, more, code }
}
