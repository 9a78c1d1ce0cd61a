//! Extensions of certificates (RFC 5280 §4.2): those that Go reads, whether they matter here or not, since one that it cannot read refuses the
//! whole certificate.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::name_constraints::{self, NameConstraints, NameConstraintsError};
use super::policies::Policies;
use super::uri::{Uri, UriError};
use super::{CertificateError, Part, tag};
use crate::asn1::{self, Elements};

/// id-ce-subjectAltName, 2.5.29.17
pub const SUBJECT_ALTERNATIVE_NAME: &[u8] = b"\x55\x1D\x11";
/// id-ce-nameConstraints, 2.5.29.30
pub const NAME_CONSTRAINTS: &[u8] = b"\x55\x1D\x1E";
/// id-pe-authorityInfoAccess, 1.3.6.1.5.5.7.1.1
const AUTHORITY_INFO_ACCESS: &[u8] = b"\x2B\x06\x01\x05\x05\x07\x01\x01";

/// What a certificate says beside whose key it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// All, in order.
    pub all: Vec<Extension>,
    /// keyUsage: its first nine bits, the first one lowest.
    pub key_usage: u16,
    /// basicConstraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// subjectAltName.
    pub names: AlternativeNames,
    /// nameConstraints.
    pub name_constraints: NameConstraints,
    /// extKeyUsage: the contents of the identifiers.
    pub extended_key_usages: Vec<Vec<u8>>,
    /// subjectKeyIdentifier; may be empty.
    pub subject_key_id: Vec<u8>,
    /// authorityKeyIdentifier; may be empty.
    pub authority_key_id: Vec<u8>,
    /// certificatePolicies, policyMappings, policyConstraints and inhibitAnyPolicy.
    pub policies: Policies,
    /// The identifiers of critical extensions that were not understood, or not wholly.
    pub unhandled_critical: Vec<Vec<u8>>,
}

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The content of its identifier.
    pub identifier: Vec<u8>,
    /// Whoever does not understand it must not use the certificate.
    pub is_critical: bool,
    /// Its content.
    pub value: Vec<u8>,
}

/// Whether a certificate may sign others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// It may.
    pub is_authority: bool,
    /// How many authorities may stand between it and the last certificate.
    pub path_length: Option<u64>,
}

/// Other names of whose certificate it is, in ASCII.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlternativeNames {
    /// Hosts.
    pub dns: Vec<String>,
    /// Mailboxes.
    pub emails: Vec<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
    /// URIs.
    pub uris: Vec<Uri>,
}

/// Why an extension cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtensionError {
    /// An address of neither 4 nor 16 bytes.
    AddressLength(usize),
    /// It must not be critical.
    Critical(ExtensionKind),
    /// Not the DER that it should be.
    Invalid(ExtensionKind),
    /// The constraints on names.
    NameConstraints(NameConstraintsError),
    /// A name that is not ASCII.
    NotAscii(ExtensionKind),
    /// A URI.
    Uri {
        /// The text.
        text: String,
        /// Why.
        error: UriError,
    },
}

/// Extensions and parts of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensionKind {
    /// authorityInfoAccess
    AuthorityInfoAccess,
    /// authorityKeyIdentifier
    AuthorityKeyIdentifier,
    /// basicConstraints
    BasicConstraints,
    /// certificatePolicies
    CertificatePolicies,
    /// A member of cRLDistributionPoints
    CrlDistributionPoint,
    /// cRLDistributionPoints
    CrlDistributionPoints,
    /// dNSName of a subjectAltName
    DnsName,
    /// rfc822Name of a subjectAltName
    EmailName,
    /// extKeyUsage
    ExtendedKeyUsage,
    /// inhibitAnyPolicy
    InhibitAnyPolicy,
    /// keyUsage
    KeyUsage,
    /// policyConstraints
    PolicyConstraints,
    /// policyMappings
    PolicyMappings,
    /// A member of a subjectAltName
    SubjectAlternativeName,
    /// subjectAltName
    SubjectAlternativeNames,
    /// subjectKeyIdentifier
    SubjectKeyIdentifier,
    /// uniformResourceIdentifier of a subjectAltName
    UriName,
}

impl Extensions {
    /// Whether there is an extension with this identifier.
    #[must_use]
    pub fn has(&self, identifier: &[u8]) -> bool {
        self.value(identifier).is_some()
    }

    /// The content of the extension with this identifier.
    #[must_use]
    pub fn value(&self, identifier: &[u8]) -> Option<&[u8]> {
        self.all
            .iter()
            .find(|extension| extension.identifier == identifier)
            .map(|extension| extension.value.as_slice())
    }

    /// Reads the content of the sequence: first all of it, then each extension.
    pub(super) fn read(sequence: &[u8]) -> Result<Self, CertificateError> {
        let mut extensions = Self::default();
        let mut seen = BTreeSet::new();
        let mut list = Elements(sequence);
        while !list.is_empty() {
            let extension = list.sequence().ok_or(CertificateError::Malformed(Part::Extension))?;
            let extension = Extension::read(extension).map_err(CertificateError::Malformed)?;
            if !seen.insert(extension.identifier.clone()) {
                return Err(CertificateError::DuplicateExtension(dotted(&extension.identifier)));
            }
            extensions.all.push(extension);
        }
        let all = core::mem::take(&mut extensions.all);
        for extension in &all {
            let is_handled = extensions.interpret(extension).map_err(CertificateError::Extension)?;
            if extension.is_critical && !is_handled {
                extensions.unhandled_critical.push(extension.identifier.clone());
            }
        }
        extensions.all = all;
        Ok(extensions)
    }

    /// Whether the extension was understood.
    pub(crate) fn interpret(&mut self, extension: &Extension) -> Result<bool, ExtensionError> {
        let value = extension.value.as_slice();
        let invalid = ExtensionError::Invalid;
        let not_critical = |kind| {
            if extension.is_critical {
                Err(ExtensionError::Critical(kind))
            } else {
                Ok(())
            }
        };
        let kind = match extension.identifier.as_slice() {
            [0x55, 0x1D, kind] => *kind,
            AUTHORITY_INFO_ACCESS => {
                not_critical(ExtensionKind::AuthorityInfoAccess)?;
                check_access(value).ok_or(invalid(ExtensionKind::AuthorityInfoAccess))?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        match kind {
            14 => {
                not_critical(ExtensionKind::SubjectKeyIdentifier)?;
                let id = Elements(value).element(tag::OCTET_STRING);
                self.subject_key_id = id.ok_or(invalid(ExtensionKind::SubjectKeyIdentifier))?.into();
            }
            15 => self.key_usage = key_usage(value).ok_or(invalid(ExtensionKind::KeyUsage))?,
            17 => {
                self.names = AlternativeNames::read(value)?;
                return Ok(self.names != AlternativeNames::default());
            }
            19 => {
                let constraints = basic_constraints(value).ok_or(invalid(ExtensionKind::BasicConstraints))?;
                self.basic_constraints = Some(constraints);
            }
            30 => {
                let (constraints, has_unknown) =
                    name_constraints::read(value).map_err(ExtensionError::NameConstraints)?;
                self.name_constraints = constraints;
                return Ok(!has_unknown);
            }
            31 => check_distribution_points(value)?,
            32 => {
                let read = self.policies.read_named(value);
                read.ok_or(invalid(ExtensionKind::CertificatePolicies))?;
            }
            33 => {
                let read = self.policies.read_mappings(value);
                read.ok_or(invalid(ExtensionKind::PolicyMappings))?;
            }
            35 => {
                not_critical(ExtensionKind::AuthorityKeyIdentifier)?;
                let id = authority_key_id(value).ok_or(invalid(ExtensionKind::AuthorityKeyIdentifier))?;
                self.authority_key_id = id.into();
            }
            36 => {
                let read = self.policies.read_constraints(value);
                read.ok_or(invalid(ExtensionKind::PolicyConstraints))?;
            }
            37 => {
                let usages = extended_key_usages(value).ok_or(invalid(ExtensionKind::ExtendedKeyUsage))?;
                self.extended_key_usages = usages;
            }
            54 => {
                let read = self.policies.read_inhibit_any(value);
                read.ok_or(invalid(ExtensionKind::InhibitAnyPolicy))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Extension {
    fn read(mut fields: Elements<'_>) -> Result<Self, Part> {
        let identifier = fields.object_identifier().ok_or(Part::ExtensionIdentifier)?;
        let is_critical = if fields.is_next(tag::BOOLEAN) {
            fields.boolean().ok_or(Part::ExtensionCritical)?
        } else {
            false
        };
        let value = fields.element(tag::OCTET_STRING).ok_or(Part::ExtensionValue)?;
        Ok(Self {
            identifier: identifier.into(),
            is_critical,
            value: value.into(),
        })
    }
}

impl AlternativeNames {
    pub(crate) fn read(value: &[u8]) -> Result<Self, ExtensionError> {
        let invalid = ExtensionError::Invalid;
        let mut names = Self::default();
        let mut list = Elements(value)
            .sequence()
            .ok_or(invalid(ExtensionKind::SubjectAlternativeNames))?;
        while !list.is_empty() {
            let name = list.any().ok_or(invalid(ExtensionKind::SubjectAlternativeName))?;
            let ascii = |kind| asn1::text(name.content, u8::is_ascii).ok_or(ExtensionError::NotAscii(kind));
            match name.identifier {
                0x81 => names.emails.push(ascii(ExtensionKind::EmailName)?),
                0x82 => names.dns.push(ascii(ExtensionKind::DnsName)?),
                0x86 => {
                    let text = ascii(ExtensionKind::UriName)?;
                    let uri = Uri::parse(&text).map_err(|error| ExtensionError::Uri { text, error })?;
                    names.uris.push(uri);
                }
                0x87 => names.addresses.push(address(name.content)?),
                _ => {}
            }
        }
        Ok(names)
    }
}

pub(crate) fn address(bytes: &[u8]) -> Result<IpAddr, ExtensionError> {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        Ok(Ipv4Addr::from(bytes).into())
    } else if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
        Ok(Ipv6Addr::from(bytes).into())
    } else {
        Err(ExtensionError::AddressLength(bytes.len()))
    }
}

pub(crate) fn key_usage(value: &[u8]) -> Option<u16> {
    let (_, bits) = Elements(value).bit_string()?;
    let byte = |index: usize| bits.get(index).copied().unwrap_or_default().reverse_bits();
    Some(u16::from(byte(0)) | u16::from(byte(1) & 1) << 8)
}

pub(crate) fn basic_constraints(value: &[u8]) -> Option<BasicConstraints> {
    let mut fields = Elements(value).sequence()?;
    let is_authority = if fields.is_next(tag::BOOLEAN) {
        fields.boolean()?
    } else {
        false
    };
    let path_length = if fields.is_next(tag::INTEGER) {
        Some(u64::try_from(fields.small_integer()?).ok()?)
    } else {
        None
    };
    Some(BasicConstraints {
        is_authority,
        path_length,
    })
}

fn authority_key_id(value: &[u8]) -> Option<&[u8]> {
    let mut fields = Elements(value).sequence()?;
    Some(fields.optional(0x80)?.unwrap_or_default())
}

pub(crate) fn extended_key_usages(value: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Elements(value).sequence()?;
    let mut usages = Vec::new();
    while !list.is_empty() {
        usages.push(list.object_identifier()?.into());
    }
    Some(usages)
}

fn check_access(value: &[u8]) -> Option<()> {
    let mut list = Elements(value).sequence()?;
    while !list.is_empty() {
        let mut description = list.sequence()?;
        description.object_identifier()?;
        description.optional(0x86)?;
    }
    Some(())
}

fn check_distribution_points(value: &[u8]) -> Result<(), ExtensionError> {
    let mut list = Elements(value)
        .sequence()
        .ok_or(ExtensionError::Invalid(ExtensionKind::CrlDistributionPoints))?;
    while !list.is_empty() {
        check_distribution_point(&mut list).ok_or(ExtensionError::Invalid(ExtensionKind::CrlDistributionPoint))?;
    }
    Ok(())
}

fn check_distribution_point(list: &mut Elements<'_>) -> Option<()> {
    let Some(name) = list.sequence()?.optional(0xA0)? else {
        return Some(());
    };
    let mut names = Elements(Elements(name).element(0xA0)?);
    while names.is_next(0x86) {
        names.element(0x86)?;
    }
    Some(())
}

/// `2.5.29.17` of an identifier's content, whose syntax is checked.
pub(crate) fn dotted(identifier: &[u8]) -> String {
    let mut arcs = Vec::new();
    let mut arc = 0_u64;
    for byte in identifier {
        arc = arc << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(format!("{first}"));
                arc -= first * 40;
            }
            arcs.push(format!("{arc}"));
            arc = 0;
        }
    }
    arcs.join(".")
}
