//! What Go says of bytes that are no certificate.

use alloc::format;
use alloc::string::String;

use super::{go, public_key_error};
use crate::trust::certificate::extensions::{ExtensionError, ExtensionKind};
use crate::trust::certificate::name_constraints::NameConstraintsError;
use crate::trust::certificate::uri::UriError;
use crate::trust::certificate::{CertificateError, NameError, Part, StringKind, TimeError};

pub(crate) fn certificate_error(error: &CertificateError) -> String {
    match error {
        CertificateError::AlgorithmsDiffer => {
            "x509: inner and outer signature algorithm identifiers don't match".into()
        }
        CertificateError::DuplicateExtension(identifier) => {
            format!(
                "x509: certificate contains duplicate extension with OID {}",
                go::quote(identifier)
            )
        }
        CertificateError::Extension(error) => extension_error(error),
        CertificateError::Malformed(part) => format!("x509: malformed {}", part_name(*part)),
        CertificateError::Name(error) => name_error(*error),
        CertificateError::NegativeSerial => "x509: negative serial number".into(),
        CertificateError::PublicKey(error) => public_key_error(error).into_owned(),
        CertificateError::Time(TimeError::Generalized) => "x509: malformed GeneralizedTime".into(),
        CertificateError::Time(TimeError::Unsupported) => "x509: unsupported time format".into(),
        CertificateError::Time(TimeError::Utc) => "x509: malformed UTCTime".into(),
        CertificateError::TrailingData => "x509: trailing data".into(),
        CertificateError::Version => "x509: invalid version".into(),
    }
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::AlgorithmIdentifier => "algorithm identifier",
        Part::Certificate => "certificate",
        Part::Extension => "extension",
        Part::ExtensionCritical => "extension critical field",
        Part::ExtensionIdentifier => "extension OID field",
        Part::ExtensionValue => "extension value field",
        Part::Extensions => "extensions",
        Part::Issuer => "issuer",
        Part::IssuerUniqueId => "issuerUniqueID",
        Part::ObjectIdentifier => "OID",
        Part::Parameters => "parameters",
        Part::PublicKeyAlgorithm => "public key algorithm identifier",
        Part::Serial => "serial number",
        Part::Signature => "signature",
        Part::SignatureAlgorithm => "signature algorithm identifier",
        Part::Spki => "spki",
        Part::SubjectPublicKey => "subjectPublicKey",
        Part::SubjectUniqueId => "subjectUniqueID",
        Part::Tbs => "tbs certificate",
        Part::Validity => "validity",
        Part::Version => "version",
    }
}

fn name_error(error: NameError) -> String {
    let detail = match error {
        NameError::Attribute => ": invalid attribute".into(),
        NameError::AttributeType => ": invalid attribute type".into(),
        NameError::AttributeValue => ": invalid attribute value".into(),
        NameError::Characters(kind) => {
            let kind = match kind {
                StringKind::Bmp => "BMPString",
                StringKind::Ia5 => "IA5String",
                StringKind::Numeric => "NumericString",
                StringKind::Printable => "PrintableString",
                StringKind::Utf8 => "UTF-8 string",
            };
            format!(": invalid attribute value: invalid {kind}")
        }
        NameError::Sequence => String::new(),
        NameError::UnsupportedString(tag) => format!(": invalid attribute value: unsupported string type: {tag}"),
    };
    format!("x509: invalid RDNSequence{detail}")
}

pub(crate) fn extension_error(error: &ExtensionError) -> String {
    match error {
        ExtensionError::AddressLength(length) => format!("x509: cannot parse IP address of length {length}"),
        ExtensionError::Critical(kind) => format!("x509: {} incorrectly marked critical", extension_name(*kind)),
        ExtensionError::Invalid(kind) => format!("x509: invalid {}", extension_name(*kind)),
        ExtensionError::NameConstraints(error) => name_constraints_error(error),
        ExtensionError::NotAscii(kind) => format!("x509: SAN {} is malformed", extension_name(*kind)),
        ExtensionError::Uri { text, error } => uri_error(text, error),
    }
}

fn extension_name(kind: ExtensionKind) -> &'static str {
    match kind {
        ExtensionKind::AuthorityInfoAccess => "authority info access",
        ExtensionKind::AuthorityKeyIdentifier => "authority key identifier",
        ExtensionKind::BasicConstraints => "basic constraints",
        ExtensionKind::CertificatePolicies => "certificate policies",
        ExtensionKind::CrlDistributionPoint => "CRL distribution point",
        ExtensionKind::CrlDistributionPoints => "CRL distribution points",
        ExtensionKind::DnsName => "dNSName",
        ExtensionKind::EmailName => "rfc822Name",
        ExtensionKind::ExtendedKeyUsage => "extended key usages",
        ExtensionKind::InhibitAnyPolicy => "inhibit any policy extension",
        ExtensionKind::KeyUsage => "key usage",
        ExtensionKind::PolicyConstraints => "policy constraints extension",
        ExtensionKind::PolicyMappings => "policy mappings extension",
        ExtensionKind::SubjectAlternativeName => "subject alternative name",
        ExtensionKind::SubjectAlternativeNames => "subject alternative names",
        ExtensionKind::SubjectKeyIdentifier => "subject key identifier",
        ExtensionKind::UriName => "uniformResourceIdentifier",
    }
}

fn name_constraints_error(error: &NameConstraintsError) -> String {
    let failed = |kind: &str, value: &str| format!("x509: failed to parse {kind} constraint {}", go::quote(value));
    match error {
        NameConstraintsError::Dns(domain) => failed("dnsName", domain),
        NameConstraintsError::Email(email) => failed("rfc822Name", email),
        NameConstraintsError::Empty => "x509: empty name constraints extension".into(),
        NameConstraintsError::Invalid => "x509: invalid NameConstraints extension".into(),
        NameConstraintsError::Mask(mask) => {
            let digits: String = mask.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x509: IP constraint contained invalid mask {digits}")
        }
        NameConstraintsError::NetworkLength(length) => {
            format!("x509: IP constraint contained value of length {length}")
        }
        NameConstraintsError::NotAscii(bytes) => format!(
            "x509: invalid constraint value: x509: {} cannot be encoded as an IA5String",
            go::quote_bytes(bytes)
        ),
        NameConstraintsError::UriAddress(domain) => format!("{}: cannot be IP address", failed("URI", domain)),
        NameConstraintsError::UriDomain(domain) => failed("URI", domain),
    }
}

fn uri_error(text: &str, error: &UriError) -> String {
    let before_fragment = text.split_once('#').map_or(text, |(before, _)| before);
    let parse = |detail: String| format!("parse {}: {detail}", go::quote(before_fragment));
    let detail = match error {
        UriError::ColonInFirstSegment => parse("first path segment in URL cannot contain colon".into()),
        UriError::ControlCharacter => parse("net/url: invalid control character in URL".into()),
        UriError::Domain => "invalid domain".into(),
        UriError::Escape(escape) => parse(format!("invalid URL escape {}", go::quote(escape))),
        UriError::HostCharacter(character) => parse(format!(
            "invalid character {} in host name",
            go::quote(character.encode_utf8(&mut [0; 4]))
        )),
        UriError::MissingScheme => parse("missing protocol scheme".into()),
        UriError::FragmentEscape(escape) => {
            format!("parse {}: invalid URL escape {}", go::quote(text), go::quote(escape))
        }
        UriError::InvalidUser => parse("net/url: invalid userinfo".into()),
        UriError::MissingBracket => parse("missing ']' in host".into()),
        UriError::NotSupported => "pullgate does not read such URIs".into(),
        UriError::Port(port) => parse(format!("invalid port {} after host", go::quote(port))),
    };
    format!("x509: cannot parse URI {}: {detail}", go::quote(text))
}
