//! What parts are called: the name for programs, and the title for people.

use alloc::format;
use alloc::string::String;

use super::numbers;
use crate::inspect::{
    Format, JsonKind, Name, OpenPgpForm, PayloadForm, PrivateKeyForm, PublicKeyForm, Resemblance, Role, What,
};

/// The kind, and the title.
pub(super) fn title(what: &What) -> (&'static str, String) {
    let (kind, title): (&'static str, &str) = match what {
        What::Annotation(name) => return ("annotation", (*name).into()),
        What::Base64 => ("base64", "Base64"),
        What::Certificate => ("certificate", "X.509 certificate"),
        What::CosignDownload => ("cosign.download", "Signature as cosign prints it"),
        What::CosignSignatures => ("cosign.signatures", "Signatures attached by cosign"),
        What::Descriptor(role) => return descriptor(*role),
        What::DsseEnvelope => ("dsse", "DSSE envelope"),
        What::Extension { identifier, critical } => {
            let critical = if *critical { ", critical" } else { "" };
            let name = numbers::object_identifier(identifier);
            return ("certificate.extension", format!("{name}{critical}"));
        }
        What::Json(kind) => json(*kind),
        What::JsonLines => ("json.lines", "Lines of JSON"),
        What::Manifest(media_type) => return ("manifest", numbers::manifest(media_type).into()),
        What::NotFollowed => ("notFollowed", "Not looked into"),
        What::OpenPgp(form) => match form {
            OpenPgpForm::DetachedSignature => ("openpgp", "OpenPGP detached signature"),
            OpenPgpForm::Keys => ("openpgp", "OpenPGP public keys"),
            OpenPgpForm::Message => ("openpgp", "OpenPGP signed message"),
            OpenPgpForm::Other => ("openpgp", "OpenPGP packets"),
            OpenPgpForm::SecretKeys => ("openpgp", "OpenPGP SECRET KEYS"),
        },
        What::OpenPgpArmor { .. } => ("openpgp.armor", "OpenPGP, ASCII-armoured"),
        What::OpenPgpCleartext => ("openpgp.cleartext", "Text with an OpenPGP signature"),
        What::OpenPgpPacket(tag) => numbers::packet(*tag),
        What::OpenPgpSubpacket { kind, critical, hashed } => {
            let critical = if *critical { ", critical" } else { "" };
            let open = if *hashed { "" } else { ", not protected" };
            let name = numbers::subpacket(*kind);
            return ("openpgp.subpacket", format!("{name}{critical}{open}"));
        }
        What::Payload(_) => ("payload", "Signed content"),
        What::Pem { .. } => ("pem", "PEM block"),
        What::PemText => ("pem.text", "Text with PEM blocks"),
        What::PrivateKey(_) => ("privateKey", "PRIVATE KEY"),
        What::PublicKey(_) => ("publicKey", "Public key"),
        What::RegistriesD => ("registriesD", "registries.d configuration"),
        What::RegistriesDSection(None) => ("registriesD.section", "default-docker"),
        What::RegistriesDSection(Some(namespace)) => return ("registriesD.section", namespace.clone()),
        What::RekorBundle => ("rekor.bundle", "Rekor bundle: an entry with its signed timestamp (SET)"),
        What::RekorEntry => ("rekor.entry", "Rekor log entry"),
        What::RekorRecord => ("rekor.record", "Rekor record (the canonical body of an entry)"),
        What::RekorSigned => ("rekor.signed", "Log entry, as the log signs it"),
        What::SignatureFile { .. } => ("signatureFile", "Signature file"),
        What::SigstoreBundle => ("sigstore.bundle", "Sigstore bundle"),
        What::SigstoreSignature => ("sigstore.signature", "Cosign signature (sigstore-json)"),
        What::SigstoreTrustedRoot => ("sigstore.trustedRoot", "Sigstore trusted root"),
        What::SshPublicKey => ("sshPublicKey", "OpenSSH public key"),
        What::Unknown(resemblance) => return ("unknown", unknown(resemblance)),
    };
    (kind, title.into())
}

/// What more the kind says.
pub(super) fn note(what: &What) -> String {
    match what {
        What::OpenPgpArmor { label } | What::Pem { label } => label.clone(),
        What::Payload(PayloadForm::SimpleSigning) => "simple signing".into(),
        What::Payload(PayloadForm::Sigstore) => "cosign".into(),
        What::Payload(PayloadForm::Other) => "of no kind that is known".into(),
        What::PrivateKey(form) => format!("{}; nothing of it is shown", private_key(*form)),
        What::PublicKey(PublicKeyForm::Pkcs1) => "PKCS #1 (RSA PUBLIC KEY)".into(),
        What::SignatureFile { format } => format.clone(),
        What::Unknown(Resemblance::Json { keys, more }) => json_keys(keys, *more),
        _ => String::new(),
    }
}

fn descriptor(role: Role) -> (&'static str, String) {
    match role {
        Role::Configuration => ("manifest.config", "Configuration".into()),
        Role::Entry(number) => ("manifest.entry", format!("Manifest {number}")),
        Role::Layer(number) => ("manifest.layer", format!("Layer {number}")),
        Role::Subject => ("manifest.subject", "Subject".into()),
    }
}

fn json(kind: JsonKind) -> (&'static str, &'static str) {
    match kind {
        JsonKind::Answer => ("pullgate.answer", "Answer of pullgate"),
        JsonKind::Credentials => ("credentials", "CREDENTIALS for registries"),
        JsonKind::ImageConfiguration => ("imageConfiguration", "Configuration of an image"),
        JsonKind::InTotoStatement => ("inToto", "in-toto statement"),
        JsonKind::JsonWebKey => ("jwk", "JSON Web Key, public"),
        JsonKind::OciLayout => ("ociLayout", "Mark of an OCI layout (oci-layout)"),
        JsonKind::Policy => ("policy", "Signature policy (policy.json)"),
        JsonKind::Request => ("pullgate.request", "Request for pullgate"),
        JsonKind::TufMetadata => ("tuf", "TUF metadata"),
    }
}

pub(super) fn private_key(form: PrivateKeyForm) -> &'static str {
    match form {
        PrivateKeyForm::Age => "an age identity",
        PrivateKeyForm::Cosign => "cosign's, encrypted",
        PrivateKeyForm::Dsa => "DSA",
        PrivateKeyForm::EncryptedPkcs8 => "PKCS #8, encrypted",
        PrivateKeyForm::Jwk => "a JSON Web Key with its private part",
        PrivateKeyForm::Minisign => "minisign's or signify's",
        PrivateKeyForm::OpenPgp => "OpenPGP",
        PrivateKeyForm::OpenSsh => "OpenSSH",
        PrivateKeyForm::OtherPem => "PEM",
        PrivateKeyForm::Pkcs1 => "PKCS #1 (RSA)",
        PrivateKeyForm::Pkcs12 => "a PKCS #12 key store, which may hold one",
        PrivateKeyForm::Pkcs8 => "PKCS #8",
        PrivateKeyForm::Putty => "PuTTY",
        PrivateKeyForm::Sec1 => "SEC 1 (EC)",
    }
}

fn unknown(resemblance: &Resemblance) -> String {
    let text = match resemblance {
        Resemblance::Asn1 {
            identifier,
            elements,
            identified,
        } => {
            let names = identified.as_deref().map(numbers::object_identifier);
            return match (*identifier, names) {
                (0x06, Some(names)) => format!("Not recognised: DER, an object identifier, {names}"),
                (_, Some(names)) => format!("Not recognised: DER, {elements} elements, the first names {names}"),
                (_, None) => format!("Not recognised: DER, {elements} elements"),
            };
        }
        Resemblance::Binary => "Not recognised: binary data",
        Resemblance::BrokenJson => "Not recognised: begins like JSON, and is none",
        Resemblance::Empty => "Empty",
        Resemblance::Format(format) => return format!("Not looked into: {}", self::format(*format)),
        Resemblance::Json { .. } | Resemblance::JsonScalar => "Not recognised: JSON",
        Resemblance::JsonList(count) => return format!("Not recognised: JSON, a list of {count}"),
        Resemblance::Text => "Not recognised: text",
        Resemblance::Zeros => "Not recognised: nothing but zero bytes",
    };
    text.into()
}

fn format(format: Format) -> &'static str {
    match format {
        Format::Bzip2 => "data compressed by bzip2",
        Format::Elf => "a program or library (ELF)",
        Format::Gzip => "data compressed by gzip",
        Format::Pdf => "a PDF document",
        Format::Png => "a PNG picture",
        Format::Sqlite => "an SQLite database",
        Format::Tar => "a tar archive",
        Format::Utf16 => "text in UTF-16; save it as UTF-8",
        Format::WebAssembly => "a WebAssembly module",
        Format::Xz => "data compressed by xz",
        Format::Zip => "a ZIP archive",
        Format::Zstandard => "data compressed by zstd",
    }
}

fn json_keys(keys: &[String], more: usize) -> String {
    match (keys, more) {
        ([], 0) => "without keys".into(),
        ([], more) => format!("with {more} keys"),
        ([key], 0) => format!("with the key {key}"),
        (keys, 0) => format!("with the keys {}", keys.join(", ")),
        (keys, more) => format!("with the keys {}, and {more} more", keys.join(", ")),
    }
}

/// What a fact is called.
pub(super) fn label(name: &Name) -> String {
    let text = match name {
        Name::Address => "IP address",
        Name::Algorithm => "algorithm",
        Name::AnotherName => "another kind of name",
        Name::ArtifactType => "artifact type",
        Name::Created => "created",
        Name::Creator => "creator",
        Name::Digest => "digest",
        Name::DockerManifestDigest => "manifest digest",
        Name::DockerReference => "image name",
        Name::Email => "email",
        Name::Expires => "expires",
        Name::FileName => "file name",
        Name::FileTime => "file time",
        Name::Fingerprint => "fingerprint",
        Name::Hash => "hash",
        Name::Host => "DNS name",
        Name::IntegratedTime => "integrated time",
        Name::Is => "",
        Name::IsAuthority => "may sign others",
        Name::Issuer => "issuer",
        Name::IssuerKeyId => "made by key ID",
        Name::Key(key) => return key.clone(),
        Name::KeyHint => "key hint",
        Name::KeyId => "key ID",
        Name::Kind => "kind",
        Name::Length => "length",
        Name::Lines => "lines",
        Name::LiteralMode => "mode",
        Name::LogId => "log ID",
        Name::LogIndex => "log index",
        Name::Made => "made",
        Name::MediaType => "media type",
        Name::OtherName => "other name",
        Name::Packet => "packet",
        Name::PathLength => "path length",
        Name::PayloadType => "payload type",
        Name::Platform => "platform",
        Name::PredicateType => "predicate type",
        Name::Registries => "registries",
        Name::Schema => "schema version",
        Name::Serial => "serial number",
        Name::Sha256 => "SHA-256",
        Name::Signature => "signature",
        Name::SignatureAlgorithm => "signed with",
        Name::SignatureType => "type",
        Name::Signatures => "signatures",
        Name::SignedHash => "signed hash",
        Name::SignedTimestamp => "SET",
        Name::Size => "size",
        Name::Subject => "subject",
        Name::Time => "time",
        Name::Type => "type",
        Name::Uri => "URI",
        Name::ValidFrom => "valid from",
        Name::ValidUntil => "valid until",
        Name::Version => "version",
    };
    text.into()
}
