//! What a refusal comes from, as data: a kind out of a published list (docs/causes.md), both sides, and where it stands.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::image::{SignatureBlobError, SourceError};
use crate::lookup::Candidate;
use crate::source::Span;
use crate::trace::evidence::{AuthorityEvidence, CertificateEvidence, KeyEvidence};
use crate::trace::{Reach, Reason};
use crate::trust::certificate::CertificateTime;
use crate::trust::material::Material;
use crate::verify::UnixTime;
use crate::verify::reference_match::AcceptedName;

/// One thing that is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What it is.
    pub kind: CauseKind,
    /// Which requirement of the chosen scope is not fulfilled because of it, from 0.
    pub requirement: Option<usize>,
    /// Which signature of the image it is about, from 0.
    pub signature: Option<usize>,
    /// Whether the reference would have come here.
    pub reach: Reach,
    /// What would have done.
    pub expected: Vec<Fact>,
    /// What there is instead.
    pub found: Vec<Fact>,
    /// A key at hand that made the signature, although the requirement does not trust it.
    pub fits: Option<KeyEvidence>,
    /// Where it stands: in the policy, in a payload, in registries.d.
    pub span: Option<Span>,
}

impl Cause {
    /// A cause of which only the kind is known yet; the reference would have come to it.
    #[must_use]
    pub fn new(kind: CauseKind) -> Self {
        Self {
            kind,
            requirement: None,
            signature: None,
            reach: Reach::Effective,
            expected: Vec::new(),
            found: Vec::new(),
            fits: None,
            span: None,
        }
    }

    /// With what would have done.
    #[must_use]
    pub fn expected(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.expected.extend(facts);
        self
    }

    /// With what there is.
    #[must_use]
    pub fn found(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.found.extend(facts);
        self
    }

    /// With where it stands.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// The published list of causes; docs/causes.md is made of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum CauseKind {
            $($(#[doc = $doc])* $variant,)*
        }

        impl CauseKind {
            /// Every kind, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in answers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it means, in a sentence or two.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),*),)*
                }
            }
        }
    };
}

kinds! {
    /// The policy is not JSON, or not a policy: nothing is evaluated.
    PolicyInvalid = "policyInvalid",
    /// The image's name does not parse.
    ImageNameInvalid = "imageNameInvalid",
    /// No image of the manifest list is the one that is asked for.
    InstanceNotChosen = "instanceNotChosen",
    /// registries.d cannot be used: a node then opens no image of a registry.
    RegistriesDInvalid = "registriesDInvalid",

    /// No scope of the policy covers the image, though one nearly does: it is written in a form that matches nothing.
    ScopeMisspelt = "scopeMisspelt",
    /// The policy does not speak of the image's transport, and its default rejects.
    TransportNotCovered = "transportNotCovered",
    /// The policy speaks of the transport, no scope covers the image, and the default rejects.
    NoScopeCovers = "noScopeCovers",
    /// The scope that covers the image rejects it on purpose.
    RejectedByScope = "rejectedByScope",
    /// A type of requirement that no version of the reference has ever fulfilled.
    NeverFulfilled = "neverFulfilled",
    /// The caller demands a verified signature (`requireSigned`), and no requirement of the scope verifies one.
    SignatureDemanded = "signatureDemanded",

    /// The image came without any signature, and nothing at hand says where one could be.
    NoSignature = "noSignature",
    /// registries.d does not switch Sigstore attachments on, so that no node looks for them.
    AttachmentsOff = "attachmentsOff",
    /// The lookaside store has signatures of this digest under another repository.
    SignatureElsewhere = "signatureElsewhere",
    /// What is attached is a Sigstore bundle as cosign 3 writes it, which no node looks into.
    BundleNotLookedAt = "bundleNotLookedAt",
    /// What is attached is no signature: an attestation, an SBOM.
    NotASignature = "notASignature",
    /// The image has signatures, of the other kind: OpenPGP where sigstore is asked for, or the other way round.
    OtherKindOfSignature = "otherKindOfSignature",
    /// A signature file cannot be read; one such file refuses the image.
    SignatureUnreadable = "signatureUnreadable",
    /// The place where a node looks for signatures cannot be read.
    SourceUnreadable = "sourceUnreadable",

    /// A file that the policy names cannot be read.
    KeyFileUnreadable = "keyFileUnreadable",
    /// What the policy names as keys or certificates is none, or of the wrong kind.
    KeyUnusable = "keyUnusable",
    /// A `keyType` that parses and was never implemented.
    KeyTypeUnimplemented = "keyTypeUnimplemented",

    /// The signature is not of the form that it should have, or has not all of its parts.
    SignatureMalformed = "signatureMalformed",
    /// The policy asks for a transparency log's promise (a SET), and the signature has none: it was not logged, or in a log that gives none (Rekor v2).
    NoLogPromise = "noLogPromise",
    /// The log's promise was made by none of the trusted logs.
    WrongLogKey = "wrongLogKey",
    /// The log's promise is about another signature, key, certificate or content.
    LogEntryDiffers = "logEntryDiffers",
    /// The log's promise, or the entry in it, cannot be read.
    LogPromiseMalformed = "logPromiseMalformed",
    /// The policy asks for a certificate, and the signature has none: it was made with a bare key.
    NoCertificate = "noCertificate",
    /// The signer's certificate cannot be read.
    CertificateMalformed = "certificateMalformed",
    /// A certificate was not valid at the time that counts.
    CertificateExpired = "certificateExpired",
    /// None of the trusted authorities has issued the certificate.
    UnknownAuthority = "unknownAuthority",
    /// The certificate, or one on the way to the authority, is not for this use.
    CertificateNotForThis = "certificateNotForThis",
    /// Another service vouched for the signer's identity.
    WrongIssuer = "wrongIssuer",
    /// The certificate is for another e-mail address.
    WrongEmail = "wrongEmail",
    /// The certificate is for another host.
    WrongHostname = "wrongHostname",
    /// The signer's identity is a URI, such as that of a workflow: the policy language knows only e-mail addresses and hosts.
    IdentityNotExpressible = "identityNotExpressible",

    /// The signature is well made, by a key that is not trusted here.
    WrongKey = "wrongKey",
    /// The signature does not hold for its content: the content or the signature was changed, or it was made by a key that nobody at hand knows.
    SignatureDoesNotHold = "signatureDoesNotHold",
    /// The signature was made by a subkey, in a way that leaves open whose it is.
    SignedBySubkey = "signedBySubkey",
    /// The key has expired.
    KeyExpired = "keyExpired",
    /// The key was revoked.
    KeyRevoked = "keyRevoked",
    /// The key is not for signing, or its owner does not confirm it.
    KeyNotForSigning = "keyNotForSigning",
    /// The key or the signature is younger than it may be: a clock is wrong, or a date was made up.
    TimesDisagree = "timesDisagree",
    /// The signature has expired.
    SignatureExpired = "signatureExpired",
    /// The signature relies on a hash algorithm that is broken, or too short for the key.
    WeakHash = "weakHash",

    /// What was signed is not of the form that it should have.
    PayloadMalformed = "payloadMalformed",
    /// The image has no manifest at hand.
    ManifestMissing = "manifestMissing",
    /// The manifest is not the one that the name or the list asks for by its digest.
    ManifestDiffers = "manifestDiffers",
    /// The manifest cannot be read.
    ManifestMalformed = "manifestMalformed",
    /// The signature is that of the manifest list, not of the one image of it that is pulled.
    SignatureOfList = "signatureOfList",
    /// The signature is that of the list's image for another platform.
    SignatureOfOtherPlatform = "signatureOfOtherPlatform",
    /// The signature is that of an image with other bytes.
    OtherDigest = "otherDigest",

    /// The signed name has no tag, as cosign writes it, and the rule wants one.
    SignedNameHasNoTag = "signedNameHasNoTag",
    /// The signature is for another tag of the repository.
    OtherTag = "otherTag",
    /// The signed name is that of another registry with the same path: a mirror's, or the original's.
    OtherRegistry = "otherRegistry",
    /// The signature is for another repository.
    OtherRepository = "otherRepository",
    /// The image has no name of a registry that the rule could compare.
    ImageHasNoName = "imageHasNoName",
    /// What was signed as the name is none.
    SignedNameInvalid = "signedNameInvalid",

    /// The evaluation costs more than pullgate spends.
    LimitExceeded = "limitExceeded",
    /// pullgate does not judge this, though the reference does.
    NotBuilt = "notBuilt",
}

/// One side of a comparison. Renderers give it words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// What names a rule accepts for this image.
    Accepted(AcceptedName),
    /// An authority that is trusted.
    Authority(AuthorityEvidence),
    /// What a scope list was searched for, or a scope of the policy.
    Candidate(Candidate),
    /// Whose certificate it is.
    Certificate(Box<CertificateEvidence>),
    /// A digest and what it is of.
    Digest(String, DigestOf),
    /// An e-mail address.
    Email(String),
    /// What Fulcio wrote into a certificate, by its name in Fulcio's list.
    Extension(&'static str, String),
    /// A file that is there, and what it holds.
    File(Option<String>, Material),
    /// A host or an address.
    Host(String),
    /// The service that vouched for an identity; any bytes.
    Issuer(Vec<u8>),
    /// A key.
    Key(KeyEvidence),
    /// A key of which only the identifier is known, 16 hexadecimal digits.
    KeyId(String),
    /// A key of OpenPGP by its fingerprint.
    Fingerprint(String),
    /// What is attached, by its media type.
    MediaType(String),
    /// A name of an image.
    Name(String),
    /// Nothing at all.
    Nothing,
    /// A path in the policy.
    Path(String),
    /// Why a check failed; the reference has words for it.
    Reason(Box<Reason>),
    /// The `type` of a rule or a requirement.
    Rule(&'static str),
    /// A scope of the policy, as written, and its transport.
    Scope(String, String),
    /// What is in the way of reading signatures; the reference has words for it.
    Source(Box<SourceError>),
    /// Why a file is no signature; the reference has words for it.
    SignatureFile(Arc<SignatureBlobError>),
    /// The words of the reference.
    Words(String),
    /// What something should be.
    Wanted(Wanted),
    /// What registries.d says of attachments.
    Attachments(bool),
    /// A time that counts.
    Time(UnixTime),
    /// A URI.
    Uri(String),
    /// From when until when something is valid.
    Validity(CertificateTime, CertificateTime),
}

/// What something should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The signer's certificate, one PEM block, and those between it and an authority.
    Certificate,
    /// A chain of certificates for code signing.
    CodeSigningChain,
    /// A key that verifies: ECDSA, RSA, Ed25519, fit numbers.
    FitKey,
    /// A keyring of OpenPGP.
    Keyring,
    /// The log's entry is about this signature, its content and its signer.
    LogEntryAboutThis,
    /// A log's promise (SET) about a hashedrekord entry.
    LogPromise,
    /// A name of an image, as pulls take it.
    ImageName,
    /// An image of the list.
    ImageOfList,
    /// The image's manifest.
    Manifest,
    /// One signed OpenPGP message.
    OpenPgpMessage,
    /// PEM with public keys or certificates, as the field asks for.
    Pem,
    /// A policy.
    Policy,
    /// Signatures that can be read.
    ReadableSignatures,
    /// Files of registries.d that can be used.
    RegistriesD,
    /// A scope that covers the image.
    Scope,
    /// A schema 1 manifest whose own signatures can be read.
    Schema1Manifest,
    /// The annotation with the signature.
    SignatureAnnotation,
    /// A signature in base64.
    SignatureBase64,
    /// A signature file.
    SignatureFile,
    /// Signed content in the form of its kind.
    SignedContent,
    /// No more than pullgate spends.
    WithinLimits,
}

/// What a digest is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestOf {
    /// What was signed.
    Signed,
    /// The manifest that is evaluated.
    Manifest,
    /// The manifest list.
    List,
    /// The list's image for a platform.
    Platform(String),
    /// What the name or the list asks for.
    Asked,
}
