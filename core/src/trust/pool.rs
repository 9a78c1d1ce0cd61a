//! Certificates to build chains from.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::certificate::Certificate;
use crate::crypto::CryptoProvider;

/// Certificates, none twice, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool {
    certificates: Vec<Arc<Certificate>>,
    /// SHA-256 of each.
    digests: BTreeSet<[u8; 32]>,
}

impl CertificatePool {
    /// Adds certificates that are not there yet.
    pub fn extend(&mut self, certificates: impl IntoIterator<Item = Certificate>, crypto: &dyn CryptoProvider) {
        for certificate in certificates {
            if self.digests.insert(crypto.sha256(&certificate.der)) {
                self.certificates.push(Arc::new(certificate));
            }
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Whether this very certificate is there.
    #[must_use]
    pub fn contains(&self, certificate: &Certificate, crypto: &dyn CryptoProvider) -> bool {
        self.digests.contains(&crypto.sha256(&certificate.der))
    }

    /// All of them.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().map(Arc::as_ref)
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
            .certificates()
            .filter(|candidate| candidate.subject.der == certificate.issuer.der)
            .collect();
        candidates.sort_by_key(|candidate| rank(candidate));
        candidates
    }
}
