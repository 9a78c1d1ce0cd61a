//! Logs and certificates of sigstore in short sentences.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::{Emphasis, Fact, fact, first_facts, key_fact};
use crate::render::containers_image::go::rfc3339;
use crate::source::Spanned;
use crate::trace::evidence::{AuthorityEvidence, CertificateEvidence, RekorEvidence, TrustEvidence};
use crate::trust::certificate::CertificateTime;
use crate::verify::UnixTime;
use crate::verify::certificate::hostname::HostnameError;
use crate::verify::certificate::{CertificateFault, PathError};
use crate::verify::rekor_set::RekorError;
use crate::verify::sigstore::SigstoreError;

pub(super) fn trust_note(trust: &TrustEvidence) -> String {
    let count = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {several}")),
    };
    let parts: Vec<String> = [
        count(trust.keys.len(), "key", "keys"),
        count(
            trust.authorities.len(),
            "certificate of an authority",
            "certificates of authorities",
        ),
        count(trust.log_keys.len(), "key of a log", "keys of logs"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "0 keys".into()
    } else {
        parts.join(", ")
    }
}

pub(super) fn authorities(certificates: &[AuthorityEvidence]) -> Vec<Fact> {
    let facts = certificates.iter().map(|certificate| Fact {
        span: Some(certificate.span),
        ..fact(
            "trusted authority",
            format!(
                "{}, valid {}",
                name(&certificate.subject),
                validity(certificate.not_before, certificate.not_after)
            ),
            Emphasis::Plain,
        )
    });
    first_facts("trusted authority", facts, certificates.len())
}

pub(super) fn entry_facts(entry: &RekorEvidence) -> Vec<Fact> {
    let time = entry.integrated_time.0;
    vec![
        fact(
            "integrated time",
            format!("{time} ({})", rfc3339(time, 0)),
            Emphasis::Plain,
        ),
        fact("log index", entry.log_index.to_string(), Emphasis::Plain),
        key_fact("promised by", &entry.log_key, Emphasis::Good),
    ]
}

pub(super) fn certificate_note(certificate: &CertificateEvidence) -> String {
    format!("{} vouches for the signer", name(&certificate.issuer))
}

pub(super) fn certificate_facts(certificate: &CertificateEvidence) -> Vec<Fact> {
    let mut facts = Vec::new();
    let lists = [
        ("e-mail", &certificate.emails),
        ("host", &certificate.hosts),
        ("URI", &certificate.uris),
    ];
    for (label, names) in lists {
        let all = names.iter().map(|name| fact(label, &**name, Emphasis::Plain));
        facts.extend(first_facts(label, all, names.len()));
    }
    if !certificate.subject.is_empty() {
        facts.push(fact("subject", &*certificate.subject, Emphasis::Plain));
    }
    if let Some(issuer) = &certificate.oidc_issuer {
        facts.push(fact("identity from", &**issuer, Emphasis::Plain));
    }
    facts.push(fact("issuer", name(&certificate.issuer), Emphasis::Plain));
    facts.push(Fact {
        span: Some(certificate.span),
        ..fact(
            "valid",
            validity(certificate.not_before, certificate.not_after),
            Emphasis::Plain,
        )
    });
    facts
}

fn name(name: &str) -> String {
    if name.is_empty() {
        "an authority without a name".into()
    } else {
        name.into()
    }
}

fn validity(not_before: CertificateTime, not_after: CertificateTime) -> String {
    let text = |time: CertificateTime| rfc3339(time.seconds, time.offset_minutes);
    format!("from {} to {}", text(not_before), text(not_after))
}

/// `None` where the reference's words are as good.
pub(super) fn failure_note(error: &SigstoreError) -> Option<String> {
    match error {
        SigstoreError::NoKeyVerifies(_) => {
            Some("no trusted key made this signature: another key did, or what was signed has been changed".into())
        }
        SigstoreError::Log { error, .. } => log_note(error).map(String::from),
        SigstoreError::NoKeyLogged { errors, .. } => match errors.as_slice() {
            [only] => log_note(only).map(String::from),
            _ => Some("the log's entry is about none of the trusted keys".into()),
        },
        SigstoreError::Certificate { fault, .. } => certificate_fault_note(fault),
        SigstoreError::MissingAnnotation(crate::verify::sigstore::BUNDLE_ANNOTATION) => {
            Some("the policy asks for an entry in a transparency log, and the signature came without one".into())
        }
        SigstoreError::MissingAnnotation(crate::verify::sigstore::CERTIFICATE_ANNOTATION) => {
            Some("the policy asks for a signer with a certificate, and the signature came without one".into())
        }
        SigstoreError::Base64 { .. }
        | SigstoreError::MissingAnnotation(_)
        | SigstoreError::UnsupportedKey { .. }
        | SigstoreError::UnwritableKey { .. } => None,
    }
}

fn log_note(error: &RekorError) -> Option<&'static str> {
    match error {
        RekorError::NotSigned => Some("no trusted log made this entry: another log did, or it has been changed"),
        RekorError::KeyDiffers => Some("the log's entry is about another key or certificate"),
        RekorError::SignatureDiffers { .. } => Some("the log's entry is about another signature"),
        RekorError::PayloadDiffers => Some("the log's entry is about other signed content"),
        _ => None,
    }
}

fn certificate_fault_note(fault: &CertificateFault) -> Option<String> {
    match fault {
        CertificateFault::Email { found, uris, .. } if found.is_empty() && !uris.is_empty() => Some(
            "the certificate names its holder, a workload or a workflow, by a URI: the policy language has no way to ask for a URI"
                .into(),
        ),
        CertificateFault::Email { .. } => Some("the certificate is for another e-mail address".into()),
        CertificateFault::Hostname {
            error: HostnameError::CommonName,
            ..
        } => Some("the certificate has the host as its common name only, which does not count".into()),
        CertificateFault::Hostname { .. } => Some("the certificate is for another host".into()),
        CertificateFault::UnexpectedIssuer { .. } => Some("another service vouched for the signer's identity".into()),
        CertificateFault::Path(PathError::Expired { subject, .. }) => {
            let whose = if subject.common_name.is_empty() {
                "a certificate".into()
            } else {
                format!("the certificate of {}", subject.common_name)
            };
            Some(format!("{whose} was not valid at the time that counts"))
        }
        CertificateFault::Path(PathError::UnknownAuthority(None)) => {
            Some("no trusted authority vouches for the signer's certificate".into())
        }
        CertificateFault::Path(PathError::IncompatibleKeyUsage) => {
            Some("the certificate, or one above it, is not for signing code".into())
        }
        CertificateFault::Path(PathError::NoValidChains { .. }) => {
            Some("the certificate, or one above it, does not keep to the policies of the authorities above it".into())
        }
        _ => None,
    }
}

pub(super) fn failure_facts(error: &SigstoreError) -> Vec<Fact> {
    let SigstoreError::Certificate { span, fault } = error else {
        return Vec::new();
    };
    let found = |value: String| Fact {
        span: Some(*span),
        ..fact("found", value, Emphasis::Bad)
    };
    match &**fault {
        CertificateFault::Email {
            expected,
            found: emails,
            uris,
        } => {
            let names: Vec<&str> = emails.iter().chain(uris).map(String::as_str).collect();
            vec![wanted(expected), found(or_nothing(names.join(", ")))]
        }
        CertificateFault::Hostname { expected, error } => {
            let names = match error {
                HostnameError::Address { found, .. } => {
                    let texts: Vec<String> = found.iter().map(|address| address.to_string()).collect();
                    texts.join(", ")
                }
                HostnameError::Name { found, .. } => found.join(", "),
                HostnameError::CommonName => String::new(),
            };
            vec![wanted(expected), found(or_nothing(names))]
        }
        CertificateFault::UnexpectedIssuer {
            expected,
            found: issuer,
        } => {
            vec![wanted(expected), found(String::from_utf8_lossy(issuer).into_owned())]
        }
        CertificateFault::Path(PathError::Expired {
            time,
            not_before,
            not_after,
            ..
        }) => vec![
            fact("time", rfc3339(time.0, 0), Emphasis::Bad),
            fact("valid", validity(*not_before, *not_after), Emphasis::Plain),
            fact("off by", off_by(*time, *not_before, *not_after), Emphasis::Plain),
        ],
        _ => Vec::new(),
    }
}

/// How far a time lies outside.
fn off_by(time: UnixTime, not_before: CertificateTime, not_after: CertificateTime) -> String {
    let edge = if time.0 < not_before.seconds {
        not_before
    } else {
        not_after
    };
    super::time::amount(time.0.abs_diff(edge.seconds))
}

fn wanted(expected: &Spanned<String>) -> Fact {
    Fact {
        span: Some(expected.span),
        ..fact("expected", &*expected.value, Emphasis::Plain)
    }
}

fn or_nothing(names: String) -> String {
    if names.is_empty() { "nothing".into() } else { names }
}
