//! Certificates of signers: read from annotations, with a chain to a trusted one (reference.md §4.5, §4.6).

use alloc::string::String;
use alloc::vec::Vec;

use super::{Environment, UnixTime};
use crate::crypto::CryptoProvider;
use crate::source::Spanned;
use crate::trust::certificate::{Certificate, CertificateListError, list};
use crate::trust::pool::CertificatePool;

pub mod hostname;
mod name_constraints;
pub mod path;
mod policies;

pub use name_constraints::{ConstraintError, NameKind};
pub use path::PathError;

/// Why a signer's certificate is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// The annotation with the chain.
    Chain(CertificateListError),
    /// The required address is not among the certificate's.
    Email {
        /// What the policy asks for.
        expected: Spanned<String>,
        /// What the certificate has.
        found: Vec<String>,
        /// The certificate's URIs: they may be the identity that was meant.
        uris: Vec<String>,
    },
    /// The certificate is not that of the required host.
    Hostname {
        /// What the policy asks for.
        expected: Spanned<String>,
        /// Why.
        error: hostname::HostnameError,
    },
    /// The extension with the issuer's name is no text.
    Issuer(super::fulcio::IssuerError),
    /// The annotation with the certificate.
    Leaf(CertificateListError),
    /// More than one certificate where the signer's should be.
    MultipleCertificates,
    /// No certificate where the signer's should be.
    NoCertificate,
    /// There is no chain to a trusted one.
    Path(PathError),
    /// Another service vouched for the signer's identity.
    UnexpectedIssuer {
        /// What the policy asks for.
        expected: Spanned<String>,
        /// What the certificate says; any bytes.
        found: Vec<u8>,
    },
}

/// Intermediate certificates of the signature: the last one of the chain is always dropped, since it is taken for the root.
pub(super) fn read_chain(
    annotation: Option<&str>,
    crypto: &dyn CryptoProvider,
) -> Result<Vec<Certificate>, CertificateFault> {
    let text = annotation.unwrap_or_default();
    let mut chain = list::read(text.as_bytes(), crypto).map_err(CertificateFault::Chain)?;
    chain.pop();
    Ok(chain)
}

/// The one certificate of an annotation.
pub(super) fn read_leaf(annotation: &str, crypto: &dyn CryptoProvider) -> Result<Certificate, CertificateFault> {
    let mut certificates = list::read(annotation.as_bytes(), crypto).map_err(CertificateFault::Leaf)?;
    match (certificates.pop(), certificates.is_empty()) {
        (None, _) => Err(CertificateFault::NoCertificate),
        (Some(leaf), true) => Ok(leaf),
        (Some(_), false) => Err(CertificateFault::MultipleCertificates),
    }
}

/// Whether there is a chain from the certificate to a trusted one at a time.
pub(super) fn check_path(
    leaf: &Certificate,
    roots: &CertificatePool,
    intermediates: &CertificatePool,
    time: UnixTime,
    environment: &Environment<'_>,
) -> Result<(), CertificateFault> {
    path::verify(leaf, roots, intermediates, time, environment).map_err(CertificateFault::Path)
}

/// The address must be one of the certificate's, byte for byte.
pub(super) fn check_email(leaf: &Certificate, expected: &Spanned<String>) -> Result<(), CertificateFault> {
    let names = &leaf.extensions.names;
    if names.emails.contains(&expected.value) {
        return Ok(());
    }
    Err(CertificateFault::Email {
        expected: expected.clone(),
        found: names.emails.clone(),
        uris: names.uris.iter().map(|uri| uri.text.clone()).collect(),
    })
}
