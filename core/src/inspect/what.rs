//! What a part of an input is.

use alloc::string::String;
use alloc::vec::Vec;

use super::{PrivateKeyForm, Resemblance};

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The text of an annotation, or a member of JSON, that is looked into.
    Annotation(&'static str),
    /// Base64 of something.
    Base64,
    /// An X.509 certificate.
    Certificate,
    /// A line of `cosign download signature`.
    CosignDownload,
    /// What cosign attached to an image: a manifest whose layers are signatures.
    CosignSignatures,
    /// What a manifest says of a blob or of another manifest.
    Descriptor(Role),
    /// A DSSE envelope.
    DsseEnvelope,
    /// An extension of a certificate.
    Extension {
        /// The content of its identifier; empty where it cannot be read.
        identifier: Vec<u8>,
        /// Whoever does not understand it must not use the certificate.
        critical: bool,
    },
    /// JSON of a kind that is only told.
    Json(JsonKind),
    /// Lines of JSON.
    JsonLines,
    /// A manifest, or a list of manifests, by its media type; empty where the reference cannot tell it.
    Manifest(String),
    /// Something was decoded, and is not looked into.
    NotFollowed,
    /// A file of OpenPGP packets.
    OpenPgp(OpenPgpForm),
    /// OpenPGP in ASCII armour.
    OpenPgpArmor {
        /// What stands after `BEGIN`.
        label: String,
    },
    /// A text with an OpenPGP signature behind it.
    OpenPgpCleartext,
    /// An OpenPGP packet, by its tag.
    OpenPgpPacket(u8),
    /// A subpacket of an OpenPGP signature.
    OpenPgpSubpacket {
        /// Its type.
        kind: u8,
        /// Whoever does not understand it must not accept the signature.
        critical: bool,
        /// Whether the signature protects it.
        hashed: bool,
    },
    /// What a signature vouches for: `critical` and `optional`.
    Payload(PayloadForm),
    /// A PEM block of another kind.
    Pem {
        /// What stands after `BEGIN`.
        label: String,
    },
    /// A text with several blocks, or words around one.
    PemText,
    /// A private key; nothing of it is in the tree, except what its public half says.
    PrivateKey(PrivateKeyForm),
    /// A public key.
    PublicKey(PublicKeyForm),
    /// A file of registries.d.
    RegistriesD,
    /// What a file of registries.d says of one namespace, or of all images.
    RegistriesDSection(Option<String>),
    /// A log's promise as cosign keeps it: the SET and what it signs.
    RekorBundle,
    /// An entry of a log, with its proofs.
    RekorEntry,
    /// The content of an entry: the canonical body.
    RekorRecord,
    /// What a log's promise signs: body, time, number and log.
    RekorSigned,
    /// A `signature-N` file that names its format.
    SignatureFile {
        /// The name of the format.
        format: String,
    },
    /// Cosign's signature as stores hold it: media type, payload, annotations.
    SigstoreSignature,
    /// A Sigstore bundle.
    SigstoreBundle,
    /// Keys and authorities of a Sigstore, as cosign and the TUF repository hold them.
    SigstoreTrustedRoot,
    /// A public key of OpenSSH.
    SshPublicKey,
    /// Nothing that is known.
    Unknown(Resemblance),
}

/// What a file of OpenPGP packets is, by the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenPgpForm {
    /// A signature without what it signs.
    DetachedSignature,
    /// Public keys.
    Keys,
    /// A signed message, or a compressed one.
    Message,
    /// Anything else.
    Other,
    /// Secret keys.
    SecretKeys,
}

/// What a descriptor is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `config`
    Configuration,
    /// The image or artifact that this one is about.
    Subject,
    /// A layer, from 1.
    Layer(usize),
    /// A manifest in a list, from 1.
    Entry(usize),
}

/// Kinds of JSON of which it is enough to say what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// What pullgate answers.
    Answer,
    /// Credentials for registries, of Docker or Podman, or a Secret of Kubernetes. Nothing in it is shown.
    Credentials,
    /// The configuration of an image.
    ImageConfiguration,
    /// An in-toto statement.
    InTotoStatement,
    /// Public keys of JOSE.
    JsonWebKey,
    /// `oci-layout`
    OciLayout,
    /// A policy.
    Policy,
    /// A question for pullgate.
    Request,
    /// Metadata of TUF.
    TufMetadata,
}

/// Which of the two kinds of signed content it says to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadForm {
    /// Neither.
    Other,
    /// `atomic container signature`
    SimpleSigning,
    /// `cosign container image signature`
    Sigstore,
}

/// In which form a public key comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKeyForm {
    /// RSAPublicKey (RFC 8017 A.1.1).
    Pkcs1,
    /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    Spki,
}
