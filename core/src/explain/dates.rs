//! The times at which the verdict about an image may change.

use alloc::vec::Vec;

use super::draft::{Case, Outcome};
#[cfg(feature = "openpgp")]
use crate::policy::RequirementKind;
use crate::trace::{Evidence, RequirementDetail, SignatureOutcome};
use crate::verify::UnixTime;
use crate::verify::sigstore::signer_certificate;

/// What keys, certificates and signatures say of when they begin and end to count; in order, each once. Some may change nothing.
#[must_use]
pub fn dates(case: &Case<'_>) -> Vec<UnixTime> {
    let Outcome::Judged(judged) = &case.outcome else {
        return Vec::new();
    };
    let mut dates = Vec::new();
    #[cfg(feature = "openpgp")]
    for requirement in judged.requirements() {
        if let RequirementKind::SignedBy(signed_by) = &requirement.kind {
            let found = crate::verify::simple_signing::dates::dates(signed_by, judged.image, &judged.environment);
            dates.extend(found);
        }
    }
    for trace in &judged.evaluation.requirements {
        let RequirementDetail::SigstoreSigned(signing) = &trace.detail else {
            continue;
        };
        for signature in signing.signatures.iter().flatten() {
            let SignatureOutcome::Checked(checks) = &signature.outcome else {
                continue;
            };
            for check in &checks.made {
                if let Ok(Evidence::TrustRoot(trust)) = &check.result {
                    let authorities = trust.authorities.iter();
                    dates.extend(authorities.flat_map(|authority| {
                        [authority.not_before, authority.not_after].map(|time| UnixTime(time.seconds))
                    }));
                }
            }
            let certificate = judged
                .sigstore_signature(signature.index)
                .and_then(|sigstore| signer_certificate(&sigstore, judged.environment.crypto));
            dates.extend(certificate.into_iter().flat_map(|certificate| {
                [certificate.not_before, certificate.not_after].map(|time| UnixTime(time.seconds))
            }));
        }
    }
    dates.sort();
    dates.dedup();
    dates
}
