//! Certificates of a public key infrastructure, at the time of the question (reference.md §4.6).

use alloc::string::String;

use super::Environment;
use super::certificate::{self, CertificateFault, hostname};
use crate::source::Spanned;
use crate::trust::certificate::Certificate;
use crate::trust::pool::CertificatePool;

/// What the policy asks for.
#[derive(Clone, Debug)]
pub(super) struct PkiTrust {
    pub(super) roots: CertificatePool,
    pub(super) intermediates: CertificatePool,
    pub(super) subject_email: Option<Spanned<String>>,
    pub(super) subject_hostname: Option<Spanned<String>>,
}

impl PkiTrust {
    /// The certificate of the annotations, if it is good.
    pub(super) fn verify(
        &self,
        leaf: &str,
        chain: Option<&str>,
        environment: &Environment<'_>,
    ) -> Result<Certificate, CertificateFault> {
        let Environment { crypto, now, .. } = *environment;
        let mut intermediates = self.intermediates.clone();
        intermediates.extend(certificate::read_chain(chain, crypto)?, crypto);
        let leaf = certificate::read_leaf(leaf, crypto)?;
        certificate::check_path(&leaf, &self.roots, &intermediates, now, environment)?;
        if let Some(email) = &self.subject_email {
            certificate::check_email(&leaf, email)?;
        }
        if let Some(host) = &self.subject_hostname {
            hostname::check(&leaf, &host.value).map_err(|error| CertificateFault::Hostname {
                expected: host.clone(),
                error,
            })?;
        }
        Ok(leaf)
    }
}
