//! Certificates of authorities.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Examination, Flaw, RSA_BITS, Subject, Usage, Weakness, WrongKind, soon};
use crate::trust::certificate::{Certificate, SignatureAlgorithm, list};
use crate::verify::UnixTime;

pub(super) fn examine(subject: &Subject<'_>, bytes: &[u8], usage: Usage) -> Examination {
    let mut examination = Examination::default();
    let certificates = match usage {
        // The reference reads these strictly, and what is no certificate fails them all (reference.md §4.6).
        Usage::PkiIntermediates => list::read(bytes, subject.crypto).ok(),
        _ => list::read_leniently(bytes, subject.crypto).ok(),
    };
    let certificates = certificates.unwrap_or_default();
    if certificates.is_empty() {
        examination.flaws = Vec::from([Flaw::WrongKind(WrongKind::Unparsable)]);
    }
    for certificate in &certificates {
        let before = examination.flaws.len();
        check(subject, certificate, &mut examination.flaws);
        let new = examination.flaws.get(before..).unwrap_or_default();
        examination.good += usize::from(!new.iter().any(super::KeyFinding::is_dead));
    }
    examination
}

fn check(subject: &Subject<'_>, certificate: &Certificate, flaws: &mut Vec<Flaw>) {
    let key = name(certificate);
    let (begins, ends) = (certificate.not_before.seconds, certificate.not_after.seconds);
    let now = subject.now;
    if ends < now.0 {
        let at = UnixTime(ends);
        flaws.push(Flaw::Expired { key: key.clone(), at });
    } else if begins > now.0 {
        let at = UnixTime(begins);
        flaws.push(Flaw::NotYetValid { key: key.clone(), at });
    } else if ends < soon(now).0 {
        let at = UnixTime(ends);
        flaws.push(Flaw::ExpiresSoon { key: key.clone(), at });
    }
    let is_authority = certificate
        .extensions
        .basic_constraints
        .is_some_and(|constraints| constraints.is_authority);
    if !is_authority {
        flaws.push(Flaw::WrongKind(WrongKind::NotAnAuthority { key: key.clone() }));
    }
    // Nobody looks at how a root signs itself.
    let is_root = certificate.issuer.der == certificate.subject.der;
    let is_sha1 = matches!(
        certificate.signature_algorithm,
        Some(SignatureAlgorithm::Sha1WithRsa | SignatureAlgorithm::EcdsaWithSha1 | SignatureAlgorithm::DsaWithSha1)
    );
    let weak = |why| Flaw::Weak { key: key.clone(), why };
    if is_sha1 && !is_root {
        flaws.push(weak(Weakness::Sha1Certificate));
    }
    let bits = certificate.public_key.as_ref().and_then(|key| key.rsa_bits());
    if let Some(bits) = bits.filter(|bits| *bits < RSA_BITS) {
        let is_refused = bits < *crate::crypto::RSA_BITS.start();
        flaws.push(weak(Weakness::Rsa { bits, is_refused }));
    }
}

/// What people call it.
fn name(certificate: &Certificate) -> String {
    let subject = &certificate.subject;
    if subject.common_name.is_empty() {
        subject.organization.clone()
    } else {
        subject.common_name.clone()
    }
}
