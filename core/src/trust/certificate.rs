//! Certificates (RFC 5280), as Go's `crypto/x509` reads them (reference.md §4.5): which are read, and with which words others are refused, is
//! Go's to say, and Go is in places more lenient and in others stricter than the standard and than the `x509-cert` crate.

use alloc::string::String;
use alloc::vec::Vec;

use super::public_key::{PublicKey, PublicKeyError};
use super::spki;
use crate::asn1::Elements;
use crate::crypto::{CryptoProvider, Hash};

pub mod extensions;
pub mod fulcio;
pub mod list;
pub mod mailbox;
pub(crate) mod name;
pub mod name_constraints;
pub mod policies;
mod signature_algorithm;
pub(crate) mod time;
pub mod uri;

pub use extensions::Extensions;
pub use list::CertificateListError;
pub use name::{Name, NameError, StringKind};
pub use time::{CertificateTime, TimeError};

/// A certificate that was read. Nothing about it has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The whole.
    pub der: Vec<u8>,
    /// What is signed.
    pub signed: Vec<u8>,
    /// From 1 to 3.
    pub version: u8,
    /// The serial number, big-endian, without zeros before it.
    pub serial: Vec<u8>,
    /// How it is signed; `None` for an algorithm that Go does not know.
    pub signature_algorithm: Option<SignatureAlgorithm>,
    /// Whose certificate signs it.
    pub issuer: Name,
    /// When it begins to be valid.
    pub not_before: CertificateTime,
    /// The last second in which it is valid.
    pub not_after: CertificateTime,
    /// Whose it is.
    pub subject: Name,
    /// The SubjectPublicKeyInfo as it was read.
    pub spki: Vec<u8>,
    /// The key; `None` for an algorithm that Go does not know.
    pub public_key: Option<PublicKey>,
    /// What else it says.
    pub extensions: Extensions,
    /// The signature on it.
    pub signature: Vec<u8>,
}

/// How a certificate is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// Broken; never accepted.
    DsaWithSha1,
    /// Go knows it and verifies nothing with it.
    DsaWithSha256,
    /// ECDSA.
    Ecdsa(Hash),
    /// Broken; never accepted.
    EcdsaWithSha1,
    /// Ed25519.
    Ed25519,
    /// Broken; never accepted.
    Md5WithRsa,
    /// RSA, PKCS #1 v1.5.
    Rsa(Hash),
    /// RSA, PSS.
    RsaPss(Hash),
    /// Broken; never accepted.
    Sha1WithRsa,
}

/// Why bytes are no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// The certificate names one signature algorithm and the signature another.
    AlgorithmsDiffer,
    /// An extension that stands there twice, by its identifier.
    DuplicateExtension(String),
    /// An extension.
    Extension(extensions::ExtensionError),
    /// Not the DER that it should be.
    Malformed(Part),
    /// The issuer or the subject.
    Name(NameError),
    /// A serial number below zero.
    NegativeSerial,
    /// The key.
    PublicKey(PublicKeyError),
    /// Begin or end.
    Time(TimeError),
    /// Something follows the certificate.
    TrailingData,
    /// A version after 3.
    Version,
}

/// A part of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The algorithm beside the signature.
    AlgorithmIdentifier,
    /// The whole.
    Certificate,
    /// One extension.
    Extension,
    /// Whether an extension is critical.
    ExtensionCritical,
    /// The identifier of an extension.
    ExtensionIdentifier,
    /// The content of an extension.
    ExtensionValue,
    /// The extensions.
    Extensions,
    /// The issuer, or the subject: Go has one text for both.
    Issuer,
    /// A number for the issuer.
    IssuerUniqueId,
    /// The identifier of an algorithm.
    ObjectIdentifier,
    /// The parameters of an algorithm.
    Parameters,
    /// The algorithm of the key.
    PublicKeyAlgorithm,
    /// The serial number.
    Serial,
    /// The signature.
    Signature,
    /// The algorithm in the certificate.
    SignatureAlgorithm,
    /// The key with its algorithm.
    Spki,
    /// The key.
    SubjectPublicKey,
    /// A number for the subject.
    SubjectUniqueId,
    /// What is signed.
    Tbs,
    /// Begin and end.
    Validity,
    /// The version.
    Version,
}

/// An AlgorithmIdentifier.
struct Algorithm<'a> {
    identifier: &'a [u8],
    /// An element of any kind, or nothing.
    parameters: &'a [u8],
}

impl Certificate {
    /// Reads a certificate that is all of `der`.
    ///
    /// # Errors
    /// What Go finds first.
    pub fn from_der(der: &[u8], crypto: &dyn CryptoProvider) -> Result<Self, CertificateError> {
        let malformed = CertificateError::Malformed;
        let mut input = Elements(der);
        let whole = input.whole(tag::SEQUENCE).ok_or(malformed(Part::Certificate))?;
        let mut outer = Elements(whole).sequence().ok_or(malformed(Part::Certificate))?;
        let signed = outer.whole(tag::SEQUENCE).ok_or(malformed(Part::Tbs))?;
        let mut tbs = Elements(signed).sequence().ok_or(malformed(Part::Tbs))?;

        let version = read_version(&mut tbs)?;
        let serial = tbs.integer().ok_or(malformed(Part::Serial))?;
        let serial = crate::asn1::magnitude(serial).ok_or(CertificateError::NegativeSerial)?;
        let inner_algorithm = tbs.element(tag::SEQUENCE).ok_or(malformed(Part::SignatureAlgorithm))?;
        let outer_algorithm = outer
            .element(tag::SEQUENCE)
            .ok_or(malformed(Part::AlgorithmIdentifier))?;
        if inner_algorithm != outer_algorithm {
            return Err(CertificateError::AlgorithmsDiffer);
        }
        let algorithm = read_algorithm(inner_algorithm)?;
        let signature_algorithm = signature_algorithm::from_identifier(algorithm.identifier, algorithm.parameters);

        let issuer = read_name(&mut tbs)?;
        let validity = tbs.element(tag::SEQUENCE).ok_or(malformed(Part::Validity))?;
        let (not_before, not_after) = time::read_validity(validity).map_err(CertificateError::Time)?;
        let subject = read_name(&mut tbs)?;
        let spki = tbs.whole(tag::SEQUENCE).ok_or(malformed(Part::Spki))?;
        let public_key = read_public_key(spki, crypto)?;
        let extensions = read_extensions(&mut tbs, version)?;
        let (padding, signature) = outer.bit_string().ok_or(malformed(Part::Signature))?;

        if whole.len() != der.len() {
            return Err(CertificateError::TrailingData);
        }
        Ok(Self {
            der: whole.into(),
            signed: signed.into(),
            version,
            serial: serial.into(),
            signature_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            spki: spki.into(),
            public_key,
            extensions,
            signature: spki::right_align(padding, signature),
        })
    }
}

fn read_version(tbs: &mut Elements<'_>) -> Result<u8, CertificateError> {
    let malformed = CertificateError::Malformed(Part::Version);
    let Some(explicit) = tbs.optional(tag::VERSION).ok_or(malformed.clone())? else {
        return Ok(1);
    };
    let mut explicit = Elements(explicit);
    let version = explicit.small_integer().filter(|version| *version >= 0);
    let version = version.filter(|_| explicit.is_empty()).ok_or(malformed)?;
    match version {
        0 => Ok(1),
        1 => Ok(2),
        2 => Ok(3),
        _ => Err(CertificateError::Version),
    }
}

fn read_algorithm(sequence: &[u8]) -> Result<Algorithm<'_>, CertificateError> {
    let mut elements = Elements(sequence);
    let identifier = elements
        .object_identifier()
        .ok_or(CertificateError::Malformed(Part::ObjectIdentifier))?;
    let parameters = if elements.is_empty() {
        &[]
    } else {
        elements
            .any()
            .ok_or(CertificateError::Malformed(Part::Parameters))?
            .whole
    };
    Ok(Algorithm { identifier, parameters })
}

fn read_name(tbs: &mut Elements<'_>) -> Result<Name, CertificateError> {
    let der = tbs
        .whole(tag::SEQUENCE)
        .ok_or(CertificateError::Malformed(Part::Issuer))?;
    Name::from_der(der).map_err(CertificateError::Name)
}

fn read_public_key(spki: &[u8], crypto: &dyn CryptoProvider) -> Result<Option<PublicKey>, CertificateError> {
    let malformed = CertificateError::Malformed;
    let mut info = Elements(spki).sequence().ok_or(malformed(Part::Spki))?;
    let algorithm = info.element(tag::SEQUENCE).ok_or(malformed(Part::PublicKeyAlgorithm))?;
    let algorithm = read_algorithm(algorithm)?;
    let key = info.bit_string().ok_or(malformed(Part::SubjectPublicKey))?;
    PublicKey::in_certificate(algorithm.identifier, algorithm.parameters, key, spki, crypto)
        .map_err(CertificateError::PublicKey)
}

fn read_extensions(tbs: &mut Elements<'_>, version: u8) -> Result<Extensions, CertificateError> {
    let malformed = CertificateError::Malformed;
    if version > 1 {
        tbs.optional(tag::ISSUER_UNIQUE_ID)
            .ok_or(malformed(Part::IssuerUniqueId))?;
        tbs.optional(tag::SUBJECT_UNIQUE_ID)
            .ok_or(malformed(Part::SubjectUniqueId))?;
    }
    if version < 3 {
        return Ok(Extensions::default());
    }
    match tbs.optional(tag::EXTENSIONS).ok_or(malformed(Part::Extensions))? {
        None => Ok(Extensions::default()),
        Some(explicit) => {
            let sequence = Elements(explicit)
                .element(tag::SEQUENCE)
                .ok_or(malformed(Part::Extensions))?;
            Extensions::read(sequence)
        }
    }
}

/// Identifiers of elements.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[0] EXPLICIT`
    pub(crate) const VERSION: u8 = 0xA0;
    /// `[1] IMPLICIT`
    pub(crate) const ISSUER_UNIQUE_ID: u8 = 0x81;
    /// `[2] IMPLICIT`
    pub(crate) const SUBJECT_UNIQUE_ID: u8 = 0x82;
    /// `[3] EXPLICIT`
    pub(crate) const EXTENSIONS: u8 = 0xA3;
}
