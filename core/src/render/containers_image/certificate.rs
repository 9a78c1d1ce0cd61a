//! What the reference, and Go's `crypto/x509` under it, say of certificates (reference.md §4.5, §4.6).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::sigstore::rsa_key_error;
use super::trust::{asn1_error, public_key_error};
use super::{ErrorClass, Refusal, go};
use crate::crypto::Hash;
use crate::trust::certificate::list::{BLOCK_LIMIT, CERTIFICATE_LIMIT, DER_LIMIT};
use crate::trust::certificate::{Name, SignatureAlgorithm};
use crate::trust::{CertificateListError, ListLimit};
use crate::verify::certificate::hostname::HostnameError;
use crate::verify::certificate::path::{CertificateSignatureError, RejectedCandidate};
use crate::verify::certificate::{CertificateFault, ConstraintError, PathError};
use crate::verify::fulcio::IssuerError;

pub(crate) mod parse;

/// How many names of a certificate Go lists.
const NAMES_LISTED: usize = 100;

/// Why a signer's certificate is not good.
#[must_use]
pub fn fault(fault: &CertificateFault) -> Refusal {
    let text = match fault {
        CertificateFault::Chain(CertificateListError::Limit(limit))
        | CertificateFault::Leaf(CertificateListError::Limit(limit)) => {
            return Refusal::new(ErrorClass::Limit, list_limit(*limit));
        }
        CertificateFault::Chain(error) => format!("loading certificate chain: {}", list_error(error)),
        CertificateFault::Email { expected, found, .. } => format!(
            "Required email {} not found (got {})",
            go::quote(&expected.value),
            go::quote_list(found)
        ),
        CertificateFault::Hostname { error, .. } => format!("Unexpected subject hostname: {}", hostname_error(error)),
        CertificateFault::Issuer(error) => issuer_error(error),
        CertificateFault::Leaf(error) => format!("parsing leaf certificate: {}", list_error(error)),
        CertificateFault::MultipleCertificates => {
            "unexpected multiple certificates present in signature certificate data".into()
        }
        CertificateFault::NoCertificate => "no certificate found in signature certificate data".into(),
        CertificateFault::Path(error) => format!("veryfing leaf certificate failed: {}", path_error(error)),
        CertificateFault::UnexpectedIssuer { found, .. } => {
            format!("Unexpected Fulcio OIDC issuer {}", go::quote_bytes(found))
        }
    };
    Refusal::new(ErrorClass::InvalidSignature, text)
}

/// Why a text is no list of certificates.
#[must_use]
pub fn list_error(error: &CertificateListError) -> String {
    match error {
        CertificateListError::Certificate(error) => parse::certificate_error(error),
        CertificateListError::Limit(limit) => list_limit(*limit),
        CertificateListError::Pem => "error during PEM decoding".into(),
    }
}

/// Of what a list of certificates has more than pullgate reads.
#[must_use]
pub fn list_limit(limit: ListLimit) -> String {
    match limit {
        ListLimit::Blocks => format!("there are more PEM blocks than pullgate's limit of {BLOCK_LIMIT}"),
        ListLimit::Certificates => format!("there are more certificates than pullgate's limit of {CERTIFICATE_LIMIT}"),
        ListLimit::Der => format!("the certificates have more than pullgate's limit of {DER_LIMIT} bytes"),
    }
}

fn issuer_error(error: &IssuerError) -> String {
    match error {
        IssuerError::Asn1(error) => format!("invalid ASN.1 in OIDC issuer v2 extension: {}", asn1_error(error)),
        IssuerError::Inconsistent { bare, text } => format!(
            "inconsistent OIDC issuer extension values: v1 {}, v2 {}",
            go::quote_bytes(bare),
            go::quote(text)
        ),
        IssuerError::Missing => "Fulcio certificate is missing the issuer extension".into(),
        IssuerError::TrailingData => "invalid ASN.1 in OIDC issuer v2 extension, trailing data".into(),
    }
}

/// Why there is no good chain.
#[must_use]
pub fn path_error(error: &PathError) -> String {
    match error {
        PathError::Expired {
            time,
            not_before,
            not_after,
            ..
        } => {
            let time_text = go::rfc3339(time.0, 0);
            let bound = if go::is_before(time.0, not_before.seconds) {
                format!("before {}", go::rfc3339(not_before.seconds, not_before.offset_minutes))
            } else {
                format!("after {}", go::rfc3339(not_after.seconds, not_after.offset_minutes))
            };
            format!("x509: certificate has expired or is not yet valid: current time {time_text} is {bound}")
        }
        PathError::IncompatibleKeyUsage => "x509: certificate specifies an incompatible key usage".into(),
        PathError::NameConstraints(error) => format!(
            "x509: a root or intermediate certificate is not authorized to sign for this name: {}",
            constraint_error(error)
        ),
        PathError::NoValidChains {
            invalid_policies,
            incompatible_key_usage,
        } => {
            let usage = match incompatible_key_usage {
                0 => String::new(),
                count => format!("{count} candidate chains with incompatible key usage, "),
            };
            format!("x509: no valid chains built: {usage}{invalid_policies} candidate chains with invalid policies")
        }
        PathError::NotAuthorizedToSign => "x509: certificate is not authorized to sign other certificates".into(),
        PathError::Signature(error) => signature_error(error),
        PathError::SignatureLimit => {
            "x509: signature check attempts limit reached while verifying certificate chain".into()
        }
        PathError::TooManyIntermediates => "x509: too many intermediates for path length constraint".into(),
        PathError::UnhandledCriticalExtension => "x509: unhandled critical extension".into(),
        PathError::UnknownAuthority(None) => "x509: certificate signed by unknown authority".into(),
        PathError::UnknownAuthority(Some(candidate)) => format!(
            "x509: certificate signed by unknown authority (possibly because of {} while trying to verify candidate authority certificate {})",
            go::quote(&path_error(&candidate.error)),
            go::quote(&candidate_name(candidate))
        ),
    }
}

fn candidate_name(candidate: &RejectedCandidate) -> String {
    let Name {
        common_name,
        organization,
        ..
    } = &candidate.subject;
    if !common_name.is_empty() {
        common_name.clone()
    } else if candidate.subject.has_organization {
        organization.clone()
    } else {
        format!("serial:{}", decimal(&candidate.serial))
    }
}

/// A big-endian number in decimal.
fn decimal(number: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::new();
    for byte in number {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = u8::try_from(carry % 10).unwrap_or_default();
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or_default());
            carry /= 10;
        }
    }
    if digits.is_empty() {
        return "0".into();
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

fn signature_error(error: &CertificateSignatureError) -> String {
    match error {
        CertificateSignatureError::AlgorithmMismatch { algorithm, key } => {
            let key_type = match *key {
                "ECDSA" => "*ecdsa.PublicKey",
                "RSA" => "*rsa.PublicKey",
                _ => "ed25519.PublicKey",
            };
            format!(
                "x509: signature algorithm specifies an {} public key, but have public key of type {key_type}",
                algorithm_key(*algorithm)
            )
        }
        CertificateSignatureError::Ecdsa => "x509: ECDSA verification failure".into(),
        CertificateSignatureError::Ed25519 => "x509: Ed25519 verification failure".into(),
        CertificateSignatureError::Insecure(algorithm) => format!(
            "x509: cannot verify signature: insecure algorithm {}",
            algorithm_name(*algorithm)
        ),
        CertificateSignatureError::NotAnAuthority => {
            "x509: invalid signature: parent certificate cannot sign this kind of certificate".into()
        }
        CertificateSignatureError::Rsa => "crypto/rsa: verification error".into(),
        CertificateSignatureError::RsaKey(error) => rsa_key_error(*error),
        CertificateSignatureError::Unsupported => "x509: cannot verify signature: algorithm unimplemented".into(),
    }
}

fn algorithm_key(algorithm: SignatureAlgorithm) -> &'static str {
    match algorithm {
        SignatureAlgorithm::DsaWithSha1 | SignatureAlgorithm::DsaWithSha256 => "DSA",
        SignatureAlgorithm::Ecdsa(_) | SignatureAlgorithm::EcdsaWithSha1 => "ECDSA",
        SignatureAlgorithm::Ed25519 => "Ed25519",
        SignatureAlgorithm::Md5WithRsa
        | SignatureAlgorithm::Rsa(_)
        | SignatureAlgorithm::RsaPss(_)
        | SignatureAlgorithm::Sha1WithRsa => "RSA",
    }
}

fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    let hash = |hash| match hash {
        Hash::Sha256 => "SHA256",
        Hash::Sha384 => "SHA384",
        Hash::Sha512 => "SHA512",
    };
    match algorithm {
        SignatureAlgorithm::DsaWithSha1 => "DSA-SHA1".into(),
        SignatureAlgorithm::DsaWithSha256 => "DSA-SHA256".into(),
        SignatureAlgorithm::Ecdsa(used) => format!("ECDSA-{}", hash(used)),
        SignatureAlgorithm::EcdsaWithSha1 => "ECDSA-SHA1".into(),
        SignatureAlgorithm::Ed25519 => "Ed25519".into(),
        SignatureAlgorithm::Md5WithRsa => "MD5-RSA".into(),
        SignatureAlgorithm::Rsa(used) => format!("{}-RSA", hash(used)),
        SignatureAlgorithm::RsaPss(used) => format!("{}-RSAPSS", hash(used)),
        SignatureAlgorithm::Sha1WithRsa => "SHA1-RSA".into(),
    }
}

fn constraint_error(error: &ConstraintError) -> String {
    use crate::verify::certificate::NameKind;
    let kind_name = |kind| match kind {
        NameKind::Address => "IP address",
        NameKind::Dns => "DNS name",
        NameKind::Email => "email address",
        NameKind::Uri => "URI",
    };
    match error {
        ConstraintError::Excluded { kind, name, constraint } => format!(
            "{} {} is excluded by constraint {}",
            kind_name(*kind),
            go::quote(name),
            go::quote(constraint)
        ),
        ConstraintError::NotPermitted { kind, name } => {
            format!(
                "{} {} is not permitted by any constraint",
                kind_name(*kind),
                go::quote(name)
            )
        }
        ConstraintError::TooMany => "more names than pullgate compares".into(),
        ConstraintError::Unparsable { kind, name } => match kind {
            NameKind::Dns => format!("x509: cannot parse dnsName {}", go::quote(name)),
            NameKind::Uri => format!(
                "cannot parse URI host {}: address {name}: too many colons in address",
                go::quote(name)
            ),
            NameKind::Address | NameKind::Email => format!("cannot parse rfc822Name {}", go::quote(name)),
        },
        ConstraintError::UriAddress(uri) => {
            format!("URI with IP ({}) cannot be matched against constraints", go::quote(uri))
        }
        ConstraintError::UriWithoutHost(uri) => format!(
            "URI with empty host ({}) cannot be matched against constraints",
            go::quote(uri)
        ),
    }
}

fn hostname_error(error: &HostnameError) -> String {
    let (host, found, none, unit) = match error {
        HostnameError::CommonName => {
            return "x509: certificate relies on legacy Common Name field, use SANs instead".into();
        }
        HostnameError::Address { host, found } => (
            host,
            found.iter().map(|address| address.to_canonical().to_string()).collect(),
            format!("x509: cannot validate certificate for {host} because it doesn't contain any IP SANs"),
            "IP SANs",
        ),
        HostnameError::Name { host, found } => (
            host,
            found.clone(),
            format!("x509: certificate is not valid for any names, but wanted to match {host}"),
            "names",
        ),
    };
    let list = found.join(", ");
    if found.len() >= NAMES_LISTED {
        format!(
            "x509: certificate is valid for {} {unit}, but none matched {host}",
            found.len()
        )
    } else if list.is_empty() {
        none
    } else {
        format!("x509: certificate is valid for {list}, not {host}")
    }
}
