//! Certificates of Fulcio: whose they are, and who said so, at the time that the log promised (reference.md §4.5).

use alloc::string::String;
use alloc::vec::Vec;

use super::certificate::{self, CertificateFault};
use super::{Environment, UnixTime};
use crate::asn1::{Asn1Error, Fields};
use crate::source::Spanned;
use crate::trust::certificate::Certificate;
use crate::trust::certificate::extensions::SUBJECT_ALTERNATIVE_NAME;
use crate::trust::pool::CertificatePool;

/// 1.3.6.1.4.1.57264.1.1: the issuer's name, bare.
const ISSUER: &[u8] = b"\x2B\x06\x01\x04\x01\x83\xBF\x30\x01\x01";
/// 1.3.6.1.4.1.57264.1.8: the issuer's name, as an ASN.1 text.
const ISSUER_V2: &[u8] = b"\x2B\x06\x01\x04\x01\x83\xBF\x30\x01\x08";
/// Go's zero time, 0001-01-01T00:00:00Z: it stands for now.
const ZERO_TIME: UnixTime = UnixTime(-62_135_596_800);

/// Why the issuer's name cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerError {
    /// Not the DER that it should be.
    Asn1(Asn1Error),
    /// Two that differ; the bare one may be any bytes.
    Inconsistent {
        /// The bare one.
        bare: Vec<u8>,
        /// The other.
        text: String,
    },
    /// There is none.
    Missing,
    /// Something follows the text.
    TrailingData,
}

/// What the policy asks for.
#[derive(Clone, Debug)]
pub(super) struct FulcioTrust {
    pub(super) authorities: CertificatePool,
    pub(super) oidc_issuer: Spanned<String>,
    pub(super) subject_email: Spanned<String>,
}

impl FulcioTrust {
    /// The certificate of the annotations, if it is good.
    pub(super) fn verify(
        &self,
        time: UnixTime,
        leaf: &str,
        chain: Option<&str>,
        environment: &Environment<'_>,
    ) -> Result<Certificate, CertificateFault> {
        let Environment { crypto, now, .. } = *environment;
        let mut intermediates = CertificatePool::default();
        intermediates.extend(certificate::read_chain(chain, crypto)?, crypto);
        let mut leaf = certificate::read_leaf(leaf, crypto)?;
        // Names that only sigstore understands are no reason to refuse: the reference looks for its own.
        leaf.extensions
            .unhandled_critical
            .retain(|identifier| identifier != SUBJECT_ALTERNATIVE_NAME);
        let time = if time == ZERO_TIME { now } else { time };
        certificate::check_path(&leaf, &self.authorities, &intermediates, time, environment)?;

        let found = oidc_issuer(&leaf).map_err(CertificateFault::Issuer)?;
        if found != self.oidc_issuer.value.as_bytes() {
            return Err(CertificateFault::UnexpectedIssuer {
                expected: self.oidc_issuer.clone(),
                found,
            });
        }
        certificate::check_email(&leaf, &self.subject_email)?;
        Ok(leaf)
    }
}

/// Who vouched for the identity.
pub(super) fn oidc_issuer(certificate: &Certificate) -> Result<Vec<u8>, IssuerError> {
    let bare = certificate.extensions.value(ISSUER);
    let text = certificate.extensions.value(ISSUER_V2).map(read_text).transpose()?;
    match (bare, text) {
        (Some(bare), Some(text)) if bare != text.as_bytes() => Err(IssuerError::Inconsistent {
            bare: bare.into(),
            text,
        }),
        (Some(bare), _) => Ok(bare.into()),
        (None, Some(text)) => Ok(text.into_bytes()),
        (None, None) => Err(IssuerError::Missing),
    }
}

fn read_text(value: &[u8]) -> Result<String, IssuerError> {
    let mut fields = Fields::new(value);
    let text = fields.string().map_err(IssuerError::Asn1)?;
    if fields.rest().is_empty() {
        Ok(text)
    } else {
        Err(IssuerError::TrailingData)
    }
}
