//! What parts say, what is wrong with them, and what is good to know.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Place, PrivateKeyForm, private_key};
use crate::base64;
use crate::image::manifest::{JwsError, ListError};
use crate::image::oci_manifest::OciManifestError;
use crate::image::signature_blob::SignatureBlobError;
use crate::json::SyntaxErrorKind;
#[cfg(feature = "yaml")]
use crate::registries_d::ConfigurationError;
use crate::trust::PublicKeyError;
use crate::trust::certificate::CertificateError;
use crate::trust::certificate::extensions::ExtensionError;
use crate::trust::public_key::RsaKeyError;
use crate::verify::payload::PayloadError;
use crate::verify::rekor_set::RekorError;

/// Something that a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: Name,
    /// The value.
    pub value: Value,
    /// Where it stands, if not all over the part.
    pub place: Option<Place>,
}

/// What a value is.
#[expect(missing_docs, reason = "the names say it, and `render::inspect` has them in words")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Address,
    Algorithm,
    AnotherName,
    ArtifactType,
    Created,
    Creator,
    Digest,
    DockerManifestDigest,
    DockerReference,
    Email,
    Expires,
    FileName,
    FileTime,
    Fingerprint,
    Hash,
    Host,
    IntegratedTime,
    /// The part itself.
    Is,
    IsAuthority,
    Issuer,
    IssuerKeyId,
    /// A name that the input itself gives.
    Key(String),
    KeyHint,
    KeyId,
    Kind,
    Length,
    Lines,
    LiteralMode,
    LogId,
    LogIndex,
    Made,
    MediaType,
    OtherName,
    Packet,
    PathLength,
    PayloadType,
    Platform,
    PredicateType,
    Registries,
    Schema,
    Serial,
    Sha256,
    Signature,
    SignatureAlgorithm,
    SignatureType,
    Signatures,
    SignedHash,
    SignedTimestamp,
    Size,
    Subject,
    Time,
    Type,
    Uri,
    ValidFrom,
    ValidUntil,
    Version,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// So many bytes.
    Bytes(usize),
    /// Attributes of a name in order: the content of the identifier, and the text.
    DistinguishedName(Vec<(Vec<u8>, String)>),
    /// Of an OpenPGP key, or an ID of one.
    Fingerprint(Vec<u8>),
    /// Several flags in one number.
    Flags(Flags, u32),
    /// Bytes.
    Hex(Vec<u8>),
    /// So long, and until when.
    Lifetime {
        /// In seconds.
        seconds: u32,
        /// Seconds since 1970, where the beginning is known.
        until: Option<i64>,
    },
    /// Several.
    List(Vec<Value>),
    /// It does not end.
    Never,
    /// A number.
    Number(u64),
    /// A number that stands for something.
    Numbered(Table, u8),
    /// The content of an object identifier.
    ObjectIdentifier(Vec<u8>),
    /// A text.
    Text(String),
    /// Seconds since 1970.
    Time(i64),
    /// How far OpenPGP's trust goes (RFC 9580 §5.2.3.21).
    Trust {
        /// How many steps.
        level: u8,
        /// 60 is partly, 120 fully.
        amount: u8,
    },
    /// A private key, of which nothing is kept.
    Withheld,
}

impl Value {
    /// The text that bytes are, which may be anything, unless a private key is in them.
    pub(super) fn text_of(bytes: &[u8]) -> Self {
        if private_key::found_in(bytes).is_some() {
            Self::Withheld
        } else {
            Self::Text(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

/// Numbers of OpenPGP that stand for something (RFC 9580 §9, §5.2.1, §5.2.3.31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Symmetric algorithms.
    Cipher,
    /// Compression algorithms.
    Compression,
    /// Hash algorithms.
    Hash,
    /// What a literal says to hold.
    LiteralMode,
    /// Packet types.
    Packet,
    /// Public-key algorithms.
    PublicKeyAlgorithm,
    /// Why something is revoked.
    RevocationReason,
    /// What a signature is about.
    SignatureType,
}

/// Flags of one number, the first one lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flags {
    /// OpenPGP: what who made a key understands.
    Features,
    /// OpenPGP: what key servers are asked.
    KeyServer,
    /// OpenPGP: what a key is for.
    KeyUse,
    /// X.509: what a key is for.
    X509KeyUse,
}

/// What is wrong with a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Its checksum is another, or what follows its base64 is none.
    ArmorDamaged,
    /// Not base64.
    Base64(base64::DecodeError),
    /// A block that begins and does not end.
    BlockWithoutEnd,
    /// Go reads no certificate in it.
    Certificate(CertificateError),
    /// The input ends before it does.
    CutOff {
        /// How many bytes are missing; 0 where that cannot be told.
        missing: usize,
    },
    /// Compressed data that is damaged.
    DamagedCompression,
    /// Go does not read the extension.
    Extension(ExtensionError),
    /// A text that begins like JSON, and where it stops to be.
    Json {
        /// Where.
        place: Place,
        /// Why.
        kind: SyntaxErrorKind,
    },
    /// The signatures in a schema 1 manifest.
    Jws(JwsError),
    /// A version of keys that GnuPG 2.2 does not read.
    KeyVersion,
    /// A list of manifests.
    List(ListError),
    /// DER of another shape.
    MalformedDer,
    /// GnuPG takes it for malformed.
    MalformedPacket,
    /// Subpackets cannot be read from here on.
    MalformedSubpackets(Place),
    /// A member that has to be there.
    Missing(&'static str),
    /// Behind the last packet there is something else.
    NoPacket(Place),
    /// No PEM that Go reads.
    NoPem,
    /// What it is can be told; what is in it only by a build with OpenPGP.
    NotBuilt,
    /// An OCI manifest.
    OciManifest(OciManifestError),
    /// What a signature vouches for.
    Payload(PayloadError),
    /// Go reads no public key in it.
    PublicKey(PublicKeyError),
    /// A file of registries.d that does not parse.
    #[cfg(feature = "yaml")]
    RegistriesD(ConfigurationError),
    /// A promise of a log, as the reference reads it.
    Rekor(RekorError),
    /// An RSA key with which Go verifies nothing.
    RsaKey(RsaKeyError),
    /// As a `signature-N` file.
    SignatureBlob(SignatureBlobError),
    /// A version of signatures that GnuPG 2.2 does not read.
    SignatureVersion,
    /// Decoded within what was decoded, too often or too much.
    TooDeep,
    /// Longer than what is looked into.
    TooLong,
    /// The tree has as many parts as it may; the rest is left out.
    TooManyParts,
    /// Compressed in a way that nobody knows.
    UnknownCompression,
}

/// What is good to know about a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A node refuses armoured signatures.
    ArmorRefused,
    /// What it is good for: attestations are not looked at.
    Attestation,
    /// Signatures that cosign attached; where nodes look for them.
    Attachment,
    /// A certificate of an authority.
    Authority,
    /// Base64 in the alphabet of URLs (RFC 4648 §5), which a policy does not take.
    Base64ForUrls,
    /// Without the mark before it, no signature file.
    BareSigstoreJson,
    /// The reference does not look at bundles.
    BundleNotLookedAt,
    /// Credentials are not shown.
    CredentialsNotShown,
    /// A signature without what it signs.
    DetachedSignature,
    /// How a policy is asked about this image.
    EvaluateManifest,
    /// Which command reads a policy.
    EvaluatePolicy,
    /// Which command reads a file of registries.d.
    EvaluateRegistriesD,
    /// Which command reads a request.
    EvaluateRequest,
    /// There is a private key in it.
    HoldsPrivateKey(PrivateKeyForm),
    /// It came in chunks.
    InChunks,
    /// A file that a requirement `signedBy` can name.
    KeyForSignedBy,
    /// A file that a requirement `sigstoreSigned` can name.
    KeyForSigstore,
    /// Go reads the key, and the reference verifies nothing with it.
    KeyVerifiesNothing,
    /// Signatures of a list cover the list alone.
    ListSignature,
    /// An entry that has no signed timestamp.
    NoSignedTimestamp,
    /// A key or a certificate as it stands, where policies take PEM.
    PemWanted,
    /// A certificate in PEM with headers, which Go passes over for Fulcio.
    PemHeaders,
    /// A certificate under another label, which Go passes over for Fulcio.
    PemLabel(String),
    /// What a policy names instead of a private key, and how it is made.
    PublicHalf(PrivateKeyForm),
    /// It is shown above.
    ShownBefore,
    /// A signed timestamp, and who can verify it.
    SignedTimestamp,
    /// A signature as `signature-N` files have it.
    SimpleSignature,
    /// Names that a policy can ask for: of a mailbox, of a host.
    SubjectCanBeAsked {
        /// There are mailboxes.
        email: bool,
        /// There are hosts.
        host: bool,
    },
    /// A time stamp that the reference does not look at.
    TimestampNotLookedAt,
    /// A name of a kind that no policy can ask for.
    UriCannotBeAsked,
}
