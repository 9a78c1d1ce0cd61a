//! One side of a comparison, in words.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::super::containers_image::go::rfc3339;
use super::super::containers_image::signature_sources::source_error;
use super::super::containers_image::{image, reason};
use super::super::lint::keys::material_name;
use super::super::outline;
use crate::explain::cause::{DigestOf, Fact, Wanted};
use crate::lookup::{Candidate, CandidateKind, CandidateOutcome};
use crate::trace::evidence::CertificateEvidence;
use crate::trust::certificate::CertificateTime;
use crate::verify::UnixTime;

/// As long as people read.
const SHOWN: usize = 500;

/// The fact; times with their distance from the one that was asked about.
pub(super) fn text(fact: &Fact, now: UnixTime) -> String {
    match fact {
        Fact::Time(time) if now != *time => format!("{} ({})", rfc3339(time.0, 0), outline::distance(*time, now)),
        other => bare(other),
    }
}

/// The fact by itself.
pub(super) fn bare(fact: &Fact) -> String {
    match fact {
        Fact::Accepted(name) => outline::accepted_names(name),
        Fact::Authority(authority) => format!(
            "{}, valid {}",
            named(&authority.subject),
            validity(authority.not_before, authority.not_after)
        ),
        Fact::Candidate(found) => candidate(found),
        Fact::Certificate(found) => certificate(found),
        Fact::Digest(digest, of) => format!("{digest} ({})", digest_of(of)),
        Fact::Email(address) | Fact::Host(address) | Fact::Uri(address) => cut(address),
        Fact::Extension(name, text) => format!("{name}: {}", cut(text)),
        Fact::File(path, kind) => match path {
            Some(path) => format!("{path}: {}", material_name(kind)),
            None => material_name(kind),
        },
        Fact::Issuer(bytes) => cut(&String::from_utf8_lossy(bytes)),
        Fact::Key(key) => outline::key_text(key),
        Fact::KeyId(id) => format!("key {id}"),
        Fact::Fingerprint(fingerprint) => format!("key {fingerprint}"),
        Fact::MediaType(media_type) => cut(media_type),
        Fact::Name(name) => cut(name),
        Fact::Nothing => "nothing".into(),
        Fact::Path(path) => cut(path),
        Fact::Reason(found) => cut(&reason(found).text),
        Fact::Rule(name) => (*name).to_string(),
        Fact::Scope(transport, scope) => format!("{scope} under {transport}"),
        Fact::Source(error) => cut(&source_error(error).text),
        Fact::SignatureFile(error) => cut(&image::signature_blob_error(error)),
        Fact::Words(words) => cut(words),
        Fact::Wanted(wanted) => words(*wanted).to_string(),
        Fact::Attachments(enabled) => format!("use-sigstore-attachments: {enabled}"),
        Fact::Time(time) => rfc3339(time.0, 0),
        Fact::Validity(not_before, not_after) => validity(*not_before, *not_after),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

fn validity(not_before: CertificateTime, not_after: CertificateTime) -> String {
    format!(
        "from {} to {}",
        rfc3339(not_before.seconds, not_before.offset_minutes),
        rfc3339(not_after.seconds, not_after.offset_minutes)
    )
}

fn named(subject: &str) -> String {
    if subject.is_empty() {
        "an authority without a name".into()
    } else {
        cut(subject)
    }
}

fn candidate(found: &Candidate) -> String {
    let scope = match found.kind {
        CandidateKind::GlobalDefault => "the policy's default".into(),
        CandidateKind::TransportDefault => "\"\", the transport's default".into(),
        CandidateKind::Identity | CandidateKind::Namespace => found.scope.clone(),
    };
    let outcome = match found.outcome {
        CandidateOutcome::Chosen => "decides",
        CandidateOutcome::Hidden => "is there, and a narrower one decides",
        CandidateOutcome::Miss => "is not in the policy",
        CandidateOutcome::NoTransport => "is not in the policy, which does not speak of the transport",
    };
    format!("{scope} {outcome}")
}

fn certificate(found: &CertificateEvidence) -> String {
    let mut names: Vec<String> = Vec::new();
    let each =
        |label: &str, values: &[String]| (!values.is_empty()).then(|| format!("{label} {}", cut(&values.join(", "))));
    names.extend(each("for", &found.emails));
    names.extend(each("for host", &found.hosts));
    names.extend(each("for URI", &found.uris));
    if names.is_empty() {
        names.push(format!("of {}", named(&found.subject)));
    }
    names.push(format!("issued by {}", named(&found.issuer)));
    if let Some(issuer) = &found.oidc_issuer {
        names.push(format!("vouched for by {}", cut(issuer)));
    }
    names.push(format!("valid {}", validity(found.not_before, found.not_after)));
    format!("a certificate {}", names.join(", "))
}

fn digest_of(of: &DigestOf) -> String {
    match of {
        DigestOf::Signed => "what was signed".into(),
        DigestOf::Manifest => "this image's manifest".into(),
        DigestOf::List => "the manifest list".into(),
        DigestOf::Platform(platform) if platform.is_empty() => "another image of the list".into(),
        DigestOf::Platform(platform) => format!("the list's image for {platform}"),
        DigestOf::Asked => "asked for by digest".into(),
    }
}

fn words(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Certificate => "the signer's certificate, one PEM block, and those between it and an authority",
        Wanted::CodeSigningChain => "a chain of certificates for code signing",
        Wanted::FitKey => "an ECDSA, RSA or Ed25519 key that is fit to verify with",
        Wanted::Keyring => "an OpenPGP keyring",
        Wanted::LogEntryAboutThis => "an entry about this signature, its content and its signer",
        Wanted::LogPromise => "a log's promise (SET) about a hashedrekord entry",
        Wanted::ImageName => "a name such as docker://registry.example/acme/app:v1",
        Wanted::ImageOfList => "an image that the list has, by its digest or its platform",
        Wanted::Manifest => "the image's manifest, whose digest the signature speaks of",
        Wanted::OpenPgpMessage => "one OpenPGP message with one signature",
        Wanted::Pem => "PEM with public keys or certificates, as the field asks for",
        Wanted::Policy => "a policy.json that nodes can read",
        Wanted::RegistriesD => "files of registries.d that nodes can read",
        Wanted::ReadableSignatures => "signatures that can be read",
        Wanted::Scope => "a scope that covers the image",
        Wanted::Schema1Manifest => "a schema 1 manifest whose own signatures can be read",
        Wanted::SignatureAnnotation => "the annotation dev.cosignproject.cosign/signature",
        Wanted::SignatureBase64 => "a signature in base64",
        Wanted::SignatureFile => "a binary OpenPGP message, or NUL and sigstore-json, a line feed and JSON",
        Wanted::SignedContent => "signed content of the form that simple signing and cosign write",
        Wanted::WithinLimits => "no more than pullgate's limits",
    }
}
