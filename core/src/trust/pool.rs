//! Certificates to build chains from.

use alloc::vec::Vec;

use super::certificate::Certificate;
use super::pem;
use crate::crypto::CryptoProvider;

/// Certificates, none twice, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool {
    certificates: Vec<Certificate>,
}

impl CertificatePool {
    /// The certificates of a file, `None` if there are none: every block `CERTIFICATE` without headers that can be read; all else is passed over
    /// (reference.md §4.2).
    #[must_use]
    pub fn from_pem(text: &[u8], crypto: &dyn CryptoProvider) -> Option<Self> {
        let mut pool = Self::default();
        let mut rest = text;
        while let Some((block, after)) = pem::decode(rest) {
            rest = after;
            if block.label == b"CERTIFICATE" && !block.has_headers {
                pool.extend(Certificate::from_der(&block.bytes, crypto));
            }
        }
        (!pool.certificates.is_empty()).then_some(pool)
    }

    /// Adds certificates that are not there yet.
    pub fn extend(&mut self, certificates: impl IntoIterator<Item = Certificate>) {
        for certificate in certificates {
            if !self.contains(&certificate) {
                self.certificates.push(certificate);
            }
        }
    }

    /// Whether this very certificate is there.
    #[must_use]
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.certificates.iter().any(|listed| listed.der == certificate.der)
    }

    /// All of them.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Those that may have signed a certificate by their name, the likeliest first: with the key identifier that it names, then without one where it
    /// names one or the other way round, then the others.
    #[must_use]
    pub fn potential_issuers(&self, certificate: &Certificate) -> Vec<&Certificate> {
        let wanted = &certificate.extensions.authority_key_id;
        let rank = |candidate: &Certificate| {
            let found = &candidate.extensions.subject_key_id;
            if found == wanted {
                0
            } else if found.is_empty() || wanted.is_empty() {
                1
            } else {
                2
            }
        };
        let mut candidates: Vec<&Certificate> = self
            .certificates
            .iter()
            .filter(|candidate| candidate.subject.der == certificate.issuer.der)
            .collect();
        candidates.sort_by_key(|candidate| rank(candidate));
        candidates
    }
}
