//! A cause in a sentence or two: the fact, both sides, and what it means.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{Question, fact};
use crate::explain::{Cause, CauseKind, Fact};
use crate::verify::UnixTime;

/// What is in the way.
pub(super) fn sentence(cause: &Cause, question: Question<'_>) -> String {
    let Question { image, now, .. } = question;
    let expected = listed(&cause.expected, now);
    let found = listed(&cause.found, now);
    let first = |facts: &[Fact]| facts.first().map(|found| fact::text(found, now)).unwrap_or_default();
    let (wanted, there) = (first(&cause.expected), first(&cause.found));
    match cause.kind {
        CauseKind::PolicyInvalid => format!("the policy cannot be used, and nothing is evaluated: {found}"),
        CauseKind::ImageNameInvalid => format!("{image} is no name of an image: {found}"),
        CauseKind::InstanceNotChosen => format!("no image of the manifest list is the one that is asked for: {found}"),
        CauseKind::RegistriesDInvalid => format!("with this registries.d a node opens no image of a registry: {found}"),
        CauseKind::ScopeMisspelt => format!(
            "the policy has the scope {there}, which is not how scopes are looked up; for this image it would have to be {wanted}"
        ),
        CauseKind::TransportNotCovered => {
            format!("the policy does not speak of the transport of {image}, so its default decides, and that rejects")
        }
        CauseKind::NoScopeCovers => {
            let tried: Vec<String> = scopes(&cause.expected);
            let near = cause.found.iter().find_map(|fact| match fact {
                Fact::Scope(_, scope) => Some(scope),
                _ => None,
            });
            let near = near.map(|wildcard| {
                let host = wildcard.trim_start_matches("*.");
                format!("; `{wildcard}` covers the hosts below {host}, and not {host} itself")
            });
            format!(
                "no scope of the policy covers the image, so a default decides, and that rejects; looked for: {}{}",
                join(&tried),
                near.unwrap_or_default()
            )
        }
        CauseKind::RejectedByScope => format!("the policy rejects this image on purpose: {found}"),
        CauseKind::NeverFulfilled => {
            "signedBaseLayer parses, and has never been implemented: it refuses every image".into()
        }
        CauseKind::SignatureDemanded => format!(
            "a verified signature is demanded (requireSigned), and the requirements of this scope verify none: {found}"
        ),
        CauseKind::NoSignature => format!("{wanted} wants a signature, and the image came without any"),
        CauseKind::AttachmentsOff => {
            format!("{wanted} wants a sigstore signature, and registries.d does not let nodes look for it: {found}")
        }
        CauseKind::SignatureElsewhere => format!(
            "the lookaside store has a signature of this image's digest under {found}; a node looks under {wanted}"
        ),
        CauseKind::BundleNotLookedAt => format!(
            "what is attached is a Sigstore bundle ({there}), as cosign 3 writes it by default; no node looks into one, though `cosign verify` does"
        ),
        CauseKind::NotASignature => format!(
            "what is attached is not a signature but of type {there}, an attestation or an SBOM say; {wanted} looks for signatures"
        ),
        CauseKind::OtherKindOfSignature => format!(
            "the image has a signature, of the other kind: one as {there} takes it, and the policy asks for {wanted}"
        ),
        CauseKind::SignatureUnreadable => format!(
            "a signature file cannot be read, and one such file refuses the image, whatever the others are: {found}"
        ),
        CauseKind::SourceUnreadable => format!("the image's signatures cannot be read: {found}"),
        CauseKind::KeyFileUnreadable if cause.found == [Fact::Nothing] => {
            format!("the policy names the file {wanted}, and it is not there")
        }
        CauseKind::KeyFileUnreadable => format!("the policy names the file {wanted}, and it cannot be read: {found}"),
        CauseKind::KeyUnusable => {
            format!("what the policy names as key or certificate cannot be used: {found}; there has to be {wanted}")
        }
        CauseKind::KeyTypeUnimplemented => {
            format!("the keyType {there} parses, and was never implemented; only {wanted} can accept an image")
        }
        CauseKind::SignatureMalformed => format!("the signature is not of its form: {found}; it should be {wanted}"),
        CauseKind::NoLogPromise => format!(
            "the policy wants a transparency log's promise (SET) by {expected}, and the signature has none: it was not logged, or in a log that gives none, as Rekor v2"
        ),
        CauseKind::WrongLogKey => {
            format!("the log's promise was not made by the log that the policy trusts: {expected}")
        }
        CauseKind::LogEntryDiffers => format!("the log's promise is not about this signature: {found}"),
        CauseKind::LogPromiseMalformed => format!("the log's promise cannot be used: {found}; it should be {wanted}"),
        CauseKind::NoCertificate => format!(
            "the policy wants a certificate issued by {expected}, and the signature has none: it was made with a bare key"
        ),
        CauseKind::CertificateMalformed => format!("the signer's certificate cannot be read: {found}"),
        CauseKind::CertificateExpired => match expired(cause) {
            Some(words) => words,
            None => format!("a certificate was valid {there}, and the time that counts is {wanted}"),
        },
        CauseKind::UnknownAuthority => format!(
            "the signer's certificate was issued by none of the trusted authorities: {there}; trusted: {expected}"
        ),
        CauseKind::CertificateNotForThis => format!("the signer's certificate does not do for signing images: {found}"),
        CauseKind::WrongIssuer => format!(
            "the policy wants an identity vouched for by {wanted}; the certificate's was vouched for by {there}"
        ),
        CauseKind::WrongEmail => format!(
            "the policy wants a certificate for {wanted}; this one is for {}",
            addresses(&cause.found)
        ),
        CauseKind::WrongHostname => format!("the policy wants a certificate for {wanted}: {found}"),
        CauseKind::IdentityNotExpressible => format!(
            "the certificate names its holder, a workflow or a workload, by the URI {there}; the policy wants the e-mail address {wanted}, and the policy language has no way to ask for a URI"
        ),
        CauseKind::WrongKey => {
            let by = match cause.found.first() {
                Some(Fact::KeyId(_) | Fact::Fingerprint(_)) => format!("by {there}"),
                _ if cause.fits.is_none() => "by another key, or was damaged".into(),
                _ => "by another key".into(),
            };
            let fits = match &cause.fits {
                Some(key) => format!(
                    "; it was made by {}, which is at hand",
                    super::super::outline::key_text(key)
                ),
                None => String::new(),
            };
            format!("the signature was made {by}, not by one that is trusted here: {expected}{fits}")
        }
        CauseKind::SignatureDoesNotHold => format!(
            "the signature does not hold for its content under the key that should have made it ({expected}): one of the two was changed, or a key made it that is not at hand"
        ),
        CauseKind::SignedBySubkey => {
            format!("the signature was made by a subkey that cannot be told to belong to a trusted key: {found}")
        }
        CauseKind::KeyExpired => format!("the key that made the signature has expired: {found}"),
        CauseKind::KeyRevoked => format!("the key that made the signature was revoked: {found}"),
        CauseKind::KeyNotForSigning => format!("the key that made the signature is not for signing: {found}"),
        CauseKind::TimesDisagree => format!("the dates of key and signature do not fit: {found}"),
        CauseKind::SignatureExpired => format!("the signature has expired: {found}"),
        CauseKind::WeakHash => {
            format!("the signature relies on a hash algorithm that is broken, or too short for the key: {found}")
        }
        CauseKind::PayloadMalformed => format!("what was signed is not of its form: {found}"),
        CauseKind::ManifestMissing => {
            "the image's manifest is not at hand, so that nothing can be said of what the signature speaks of".into()
        }
        CauseKind::ManifestDiffers => format!("the digests differ: {there}; {wanted}"),
        CauseKind::ManifestMalformed => format!("the manifest cannot be read: {found}"),
        CauseKind::SignatureOfList => format!(
            "the signature is good, and is that of the manifest list, {there}; a node checks the one image that it pulls, {wanted}"
        ),
        CauseKind::SignatureOfOtherPlatform => format!("the signature is good, and is for {there}; this is {wanted}"),
        CauseKind::OtherDigest => format!("the signature is for an image with other bytes, {there}; this is {wanted}"),
        CauseKind::SignedNameHasNoTag => format!(
            "the signature is for {there}, without a tag, as cosign signs; the rule {} accepts only {wanted}",
            last(&cause.expected, now, "of the policy")
        ),
        CauseKind::OtherTag => format!(
            "the signature is for {there}; the rule {} accepts {wanted}",
            last(&cause.expected, now, "")
        ),
        CauseKind::OtherRegistry => format!(
            "the signature is for {there}, an image of the same name in another registry, a mirror's or the original; the rule {} accepts {wanted}",
            last(&cause.expected, now, "")
        ),
        CauseKind::OtherRepository => format!(
            "the signature is for another repository, {there}; the rule {} accepts {wanted}",
            last(&cause.expected, now, "")
        ),
        CauseKind::ImageHasNoName => format!(
            "the signature is for {there}, and {image} has no name of a registry to compare it with by {}",
            last(&cause.expected, now, "its rule")
        ),
        CauseKind::SignedNameInvalid => format!("what was signed as the image's name is none: {there}"),
        CauseKind::LimitExceeded => format!("pullgate gives up: {found}"),
        CauseKind::NotBuilt => format!("pullgate does not judge this, though a node does: {found}"),
    }
}

fn listed(facts: &[Fact], now: UnixTime) -> String {
    let texts: Vec<String> = facts.iter().map(|found| fact::text(found, now)).collect();
    join(&texts)
}

/// As many as people read in a sentence; the lists beside it have them all.
fn join(texts: &[String]) -> String {
    const SHOWN: usize = 4;
    if texts.is_empty() {
        return "nothing".into();
    }
    let shown: Vec<&str> = texts.iter().take(SHOWN).map(String::as_str).collect();
    let more = match texts.len().checked_sub(SHOWN) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    };
    shown.join(", ") + &more
}

fn last(facts: &[Fact], now: UnixTime, otherwise: &str) -> String {
    match facts {
        [_, .., last] => fact::text(last, now),
        _ => otherwise.to_string(),
    }
}

fn scopes(facts: &[Fact]) -> Vec<String> {
    facts
        .iter()
        .filter_map(|found| match found {
            Fact::Candidate(candidate) if candidate.scope.is_empty() => Some("\"\"".to_string()),
            Fact::Candidate(candidate) => Some(candidate.scope.clone()),
            _ => None,
        })
        .collect()
}

fn addresses(facts: &[Fact]) -> String {
    let found: Vec<String> = facts
        .iter()
        .filter(|found| matches!(found, Fact::Email(_) | Fact::Uri(_)))
        .map(fact::bare)
        .collect();
    join(&found)
}

/// How far outside of its validity a certificate was.
fn expired(cause: &Cause) -> Option<String> {
    let (Fact::Time(time), Fact::Validity(not_before, not_after)) = (cause.expected.first()?, cause.found.first()?)
    else {
        return None;
    };
    let (edge, word) = if time.0 < not_before.seconds {
        (not_before, "begins to be valid")
    } else {
        (not_after, "expired")
    };
    let edge = UnixTime(edge.seconds);
    Some(format!(
        "a certificate {word} at {}, {} ({})",
        fact::bare(&Fact::Time(edge)),
        super::super::outline::distance(edge, *time).replace("the time asked about", "the time that counts"),
        fact::bare(&Fact::Time(*time))
    ))
}
