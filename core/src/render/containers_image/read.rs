//! The reference's words the other way round: which error a text is, of what class, and which causes it may have.
//!
//! A text names fewer things than a trace: most fit several causes. None is left out that an evaluation could find behind the text; the recorded refusals
//! hold this table to it (fixtures/tests/reports.rs).

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::ErrorClass::{self, InvalidReference, InvalidSignature, Other, PolicyRequirement};
use super::{NO_SIGNATURE, SIGNED_BASE_LAYER};
use crate::explain::CauseKind::{self, *};
use crate::incident::Familiarity;

/// How many reasons of one error are looked at.
const REASON_LIMIT: usize = 128;

/// An error, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Which error it is.
    pub topic: Topic,
    /// Its class.
    pub class: ErrorClass,
    /// The causes that it may have, in the order of [`CauseKind`] but for the likeliest.
    pub causes: Vec<CauseKind>,
    /// Whether the text is one to its end, or how far it is.
    pub familiarity: Familiarity,
}

/// Which error a text is, as far as words are needed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// No signature at all, or none of the wanted kind: how many of another kind, how many that are none.
    NoSignature {
        /// OpenPGP signatures; `None` where the text does not count.
        others: Option<usize>,
        /// Attestations, SBOMs.
        attachments: Option<usize>,
    },
    /// The signed name.
    Identity(String),
    /// The signed digest.
    Digest(String),
    /// GPGME's dump, and whose key it names: a fingerprint, or the identifier of an unknown key.
    Gpg(Option<String>),
    /// A `reject`.
    Rejected,
    /// Several signatures, and as many reasons.
    Several(usize),
    /// Anything else.
    Plain,
}

/// What texts there are: `*` stands for anything. What ends in it may go on. The first that fits counts.
struct Form {
    form: &'static str,
    class: ErrorClass,
    causes: &'static [CauseKind],
    /// Others than the reference say so, too.
    is_common: bool,
}

const fn own(form: &'static str, class: ErrorClass, causes: &'static [CauseKind]) -> Form {
    Form {
        form,
        class,
        causes,
        is_common: false,
    }
}

const fn common(form: &'static str, class: ErrorClass, causes: &'static [CauseKind]) -> Form {
    Form {
        form,
        class,
        causes,
        is_common: true,
    }
}

const UNSIGNED: &[CauseKind] = &[
    NoSignature,
    AttachmentsOff,
    BundleNotLookedAt,
    OtherKindOfSignature,
    SignatureElsewhere,
    NotASignature,
];
const REJECTED: &[CauseKind] = &[NoScopeCovers, TransportNotCovered, ScopeMisspelt, RejectedByScope];
const OTHER_CONTENT: &[CauseKind] = &[OtherDigest, SignatureOfList, SignatureOfOtherPlatform];
const OTHER_NAME: &[CauseKind] = &[
    SignedNameHasNoTag,
    OtherTag,
    OtherRegistry,
    OtherRepository,
    SignedNameInvalid,
    ImageHasNoName,
];
const GPG: &[CauseKind] = &[
    WrongKey,
    SignatureDoesNotHold,
    KeyExpired,
    KeyRevoked,
    SignatureExpired,
    SignedBySubkey,
    KeyNotForSigning,
    TimesDisagree,
    WeakHash,
    SignatureMalformed,
    NotBuilt,
];
const MANIFEST: &[CauseKind] = &[ManifestMalformed, SourceUnreadable, InstanceNotChosen];

const FORMS: &[Form] = &[
    // What only pullgate says, and its own documentation, too.
    common("*pullgate's limit*", ErrorClass::Limit, &[LimitExceeded, NotBuilt]),
    common(
        "not looked at: beyond the decision, pullgate *",
        ErrorClass::Limit,
        &[LimitExceeded],
    ),
    common("*pullgate does not *", ErrorClass::Unsupported, &[NotBuilt]),
    own(
        "pullgate reads attachments with *",
        ErrorClass::Unsupported,
        &[SourceUnreadable],
    ),
    own(
        "this build of pullgate does not read *",
        ErrorClass::Unsupported,
        &[NotBuilt],
    ),
    // policy_eval.go, policy_eval_simple.go, policy_eval_baselayer.go
    own(NO_SIGNATURE, PolicyRequirement, UNSIGNED),
    own(
        "A signature was required, but no signature exists (* non-sigstore signatures, * sigstore non-signature attachments)",
        PolicyRequirement,
        UNSIGNED,
    ),
    own("Running image * is rejected by policy.", PolicyRequirement, REJECTED),
    own(
        "Any signatures for image * are rejected by policy.",
        PolicyRequirement,
        REJECTED,
    ),
    own(
        "No signature verification policy found for image *",
        PolicyRequirement,
        &[SignatureDemanded],
    ),
    own(SIGNED_BASE_LAYER, PolicyRequirement, &[NeverFulfilled]),
    own(
        "List of verification policy requirements must not be empty",
        PolicyRequirement,
        &[PolicyInvalid],
    ),
    // policy_reference_match.go, docker.go
    own(
        "Signature for identity * is not accepted",
        PolicyRequirement,
        OTHER_NAME,
    ),
    own(
        "Docker reference match attempted on image * with no known Docker reference identity*",
        PolicyRequirement,
        &[ImageHasNoName],
    ),
    own("Docker reference * does not match *", InvalidSignature, OTHER_NAME),
    own(
        "Signature for digest * does not match",
        PolicyRequirement,
        OTHER_CONTENT,
    ),
    own(
        "Signature for docker digest * does not match",
        InvalidSignature,
        OTHER_CONTENT,
    ),
    // simple.go, mechanism_gpgme.go, mechanism_openpgp.go
    own("Invalid GPG signature: gpgme.Signature{*}", InvalidSignature, GPG),
    // pullgate has words in place of the dump.
    own(
        "Invalid GPG signature: made by key * that is not among the trusted keys",
        InvalidSignature,
        &[WrongKey],
    ),
    own(
        "Invalid GPG signature: it was not made by key * over this content",
        InvalidSignature,
        &[SignatureDoesNotHold],
    ),
    own(
        "Invalid GPG signature: it expired at *",
        InvalidSignature,
        &[SignatureExpired],
    ),
    own(
        "Invalid GPG signature: key * expired at *",
        InvalidSignature,
        &[KeyExpired],
    ),
    own(
        "Invalid GPG signature: key * was revoked",
        InvalidSignature,
        &[KeyRevoked],
    ),
    own("Invalid GPG signature: *", InvalidSignature, GPG),
    own(
        "signature by key * is not accepted",
        InvalidSignature,
        &[WrongKey, SignedBySubkey],
    ),
    own("No public keys imported", PolicyRequirement, &[KeyUnusable]),
    own(
        "Unexpected GPG signature count *",
        InvalidSignature,
        &[SignatureMalformed],
    ),
    own("Key not found for key ID * in signature", Other, &[WrongKey]),
    own("Signature expired on *", InvalidSignature, &[SignatureExpired]),
    own("signature error: *", Other, &[SignatureDoesNotHold]),
    common("Ambiguous name", Other, &[SignedBySubkey]),
    common("Bad data", Other, &[SignatureMalformed]),
    common("General error", Other, &[SignatureMalformed]),
    common("No data", Other, &[SignatureMalformed]),
    common("Unknown compression algorithm", Other, &[SignatureMalformed]),
    common("The input is not a signature", Other, &[SignatureMalformed]),
    common("not signed", Other, &[SignatureMalformed]),
    common("EOF", Other, &[SignatureMalformed]),
    // policy_eval_sigstore.go, sigstore_payload.go
    own(
        "cryptographic signature verification failed: * when validating * encoded signature",
        InvalidSignature,
        &[WrongKey, SignatureDoesNotHold],
    ),
    own(
        "cryptographic signature verification failed: *crypto/rsa: verification error",
        InvalidSignature,
        &[WrongKey, SignatureDoesNotHold, KeyUnusable],
    ),
    own(
        "cryptographic signature verification failed: *failed to verify signature",
        InvalidSignature,
        &[WrongKey, SignatureDoesNotHold, KeyUnusable],
    ),
    own(
        "cryptographic signature verification failed: *",
        InvalidSignature,
        &[WrongKey, SignatureDoesNotHold, KeyUnusable],
    ),
    own("base64 decoding: *", InvalidSignature, &[SignatureMalformed]),
    own(
        "missing dev.cosignproject.cosign/signature annotation",
        Other,
        &[SignatureMalformed],
    ),
    own("missing dev.sigstore.cosign/bundle annotation", Other, &[NoLogPromise]),
    own(
        "missing dev.sigstore.cosign/certificate annotation",
        Other,
        &[NoCertificate],
    ),
    // rekor_set.go
    own("No public key verified against the RekorSET: *", InvalidSignature, &[]),
    own(
        "cryptographic signature verification of Rekor SET failed",
        InvalidSignature,
        &[WrongLogKey],
    ),
    own(
        "publicKey in Rekor SET does not match",
        InvalidSignature,
        &[WrongKey, LogEntryDiffers],
    ),
    own(
        "payload in Rekor SET does not match",
        InvalidSignature,
        &[LogEntryDiffers],
    ),
    own(
        "signature in Rekor SET does not match: *",
        InvalidSignature,
        &[LogEntryDiffers],
    ),
    own(
        "public key or cert to be matched against publicKey in Rekor SET *",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    own(
        "publicKey in Rekor SET is not in PEM format",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "publicKey in Rekor SET has trailing data",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "canonicalizing Rekor SET JSON: *",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own("parsing Rekor SET payload: *", InvalidSignature, &[LogPromiseMalformed]),
    own(
        "decoding the body of a Rekor SET payload: *",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "missing Rekor SET Payload API version",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "unsupported Rekor SET Payload hashedrekord version *",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own("decoding hashedrekod spec: *", InvalidSignature, &[LogPromiseMalformed]),
    own("decoding signature base64: *", InvalidSignature, &[LogPromiseMalformed]),
    own(
        "Missing * field in hashedrekord",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "Unexpected \"data.hash.algorithm\" value *",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    own(
        "Invalid \"data.hash.value\" field in hashedrekord: *",
        InvalidSignature,
        &[LogPromiseMalformed],
    ),
    // fulcio_cert.go, pki_cert.go
    own(
        "Required email * not found (got *)",
        InvalidSignature,
        &[WrongEmail, IdentityNotExpressible],
    ),
    own("Unexpected Fulcio OIDC issuer \"*\"", InvalidSignature, &[WrongIssuer]),
    own("Unexpected Fulcio OIDC issuer *", InvalidSignature, &[WrongIssuer]),
    own("Unexpected subject hostname: *", InvalidSignature, &[WrongHostname]),
    own(
        "veryfing leaf certificate failed: x509: certificate has expired or is not yet valid*",
        InvalidSignature,
        &[CertificateExpired],
    ),
    own(
        "veryfing leaf certificate failed: x509: certificate signed by unknown authority",
        InvalidSignature,
        &[UnknownAuthority],
    ),
    own(
        "veryfing leaf certificate failed: x509: certificate signed by unknown authority*",
        InvalidSignature,
        &[UnknownAuthority],
    ),
    own(
        "veryfing leaf certificate failed: x509: signature check attempts limit reached*",
        InvalidSignature,
        &[LimitExceeded],
    ),
    own(
        "veryfing leaf certificate failed: *",
        InvalidSignature,
        &[CertificateNotForThis],
    ),
    own(
        "loading certificate chain: *",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    own("parsing leaf certificate: *", InvalidSignature, &[CertificateMalformed]),
    own(
        "no certificate found in signature certificate data",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    own(
        "unexpected multiple certificates present in signature certificate data",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    own("Fulcio certificate *", InvalidSignature, &[CertificateMalformed]),
    own(
        "invalid ASN.1 in OIDC issuer v2 extension*",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    own(
        "inconsistent OIDC issuer extension values: *",
        InvalidSignature,
        &[CertificateMalformed],
    ),
    // What the policy names as keys.
    own("parsing public key *: *", Other, &[KeyUnusable]),
    own("parsing Rekor public key *: *", Other, &[KeyUnusable]),
    own("Rekor public key * is not using ECDSA", Other, &[KeyUnusable]),
    own("error loading Fulcio CA certificates", Other, &[KeyUnusable]),
    own("error loading PKI CA Roots certificates", Other, &[KeyUnusable]),
    own(
        "loading trusted intermediate certificates: *",
        InvalidSignature,
        &[KeyUnusable],
    ),
    own("re-marshaling public key to PEM: *", Other, &[KeyUnusable]),
    own(
        "Internal inconsistency: * produced no public keys",
        Other,
        &[KeyUnusable],
    ),
    own("Unimplemented \"keyType\" value \"*\"", Other, &[KeyTypeUnimplemented]),
    common("unsupported public key type", Other, &[KeyUnusable]),
    common(
        "open manifest.json: *",
        Other,
        &[ManifestMissing, InstanceNotChosen, KeyFileUnreadable, SourceUnreadable],
    ),
    common("open */signature-*: *", Other, &[SourceUnreadable]),
    common("open *: *", Other, &[KeyFileUnreadable]),
    common("read *: *", Other, &[KeyFileUnreadable]),
    // registries_d.go, and where signatures are looked for.
    own(
        "Error parsing signature storage configuration: *",
        Other,
        &[RegistriesDInvalid],
    ),
    own("Invalid signature storage URL *", Other, &[RegistriesDInvalid]),
    common("parsing *.yaml: *", Other, &[RegistriesDInvalid]),
    own("parsing signature *: *", Other, &[SignatureUnreadable]),
    own(
        "Unsupported scheme when reading signature from *",
        Other,
        &[SourceUnreadable],
    ),
    own("server provided * signatures, *", Other, &[SourceUnreadable]),
    own(
        "unexpected MIME type for sigstore attachment manifest *",
        Other,
        &[SourceUnreadable],
    ),
    common("exceeded maximum allowed size of *", Other, &[SourceUnreadable]),
    common("reading blob *: *", Other, &[SourceUnreadable]),
    common("fetching blob: *", Other, &[SourceUnreadable]),
    common("parsing manifest *: *", Other, &[SourceUnreadable]),
    common("invalid digest \"*\": *", Other, &[SourceUnreadable]),
    common("Get \"*\": http: no Host in request URL", Other, &[SourceUnreadable]),
    common(
        "line * of what was given as `cosign download signature` output: *",
        Other,
        &[SourceUnreadable],
    ),
    // manifest.go, and lists.
    own(
        "Manifest does not match provided manifest digest *",
        Other,
        &[ManifestDiffers, SourceUnreadable, InstanceNotChosen],
    ),
    own("computing manifest digest: *", Other, MANIFEST),
    common("error unmarshalling *", Other, MANIFEST),
    common("missing signature key", Other, MANIFEST),
    common("missing formatted length", Other, MANIFEST),
    common("base64 decode error*", Other, MANIFEST),
    own("no image found in * for architecture *", Other, &[InstanceNotChosen]),
    own("unable to find instance * in OCI1Index", Other, &[InstanceNotChosen]),
    own(
        "unable to find instance * passed to Schema2List.Instances",
        Other,
        &[InstanceNotChosen],
    ),
    own(
        "Treating single images as manifest lists is not implemented",
        Other,
        &[InstanceNotChosen],
    ),
    common(
        "rejecting ambiguous manifest, unexpected fields *",
        Other,
        &[InstanceNotChosen, SourceUnreadable],
    ),
    common(
        "invalid checksum digest format",
        Other,
        &[InstanceNotChosen, ManifestDiffers, SourceUnreadable],
    ),
    common(
        "invalid checksum digest length",
        Other,
        &[InstanceNotChosen, ManifestDiffers, SourceUnreadable],
    ),
    common(
        "unsupported digest algorithm",
        Other,
        &[InstanceNotChosen, ManifestDiffers, SourceUnreadable],
    ),
    // Signed content, log entries, signature files: the same words of the same readers.
    own(
        "invalid docker-manifest-digest value *",
        InvalidSignature,
        &[PayloadMalformed],
    ),
    own("Unrecognized signature type *", InvalidSignature, &[PayloadMalformed]),
    own(
        "Field optional.timestamp is not an integer",
        InvalidSignature,
        &[PayloadMalformed],
    ),
    common(
        "JSON object expected, got *",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "Key string literal expected, got *",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "Duplicate key \"*\"",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "Unknown key \"*\"",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "Key \"*\" missing in a JSON object",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "Unexpected data after JSON object",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "unexpected end of JSON input",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "invalid character *",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    common(
        "json: cannot unmarshal *",
        InvalidSignature,
        &[PayloadMalformed, LogPromiseMalformed],
    ),
    // Names of images.
    common("Invalid image name *", InvalidReference, &[ImageNameInvalid]),
    common(
        "invalid reference format*",
        InvalidReference,
        &[ImageNameInvalid, InstanceNotChosen, OtherTag, SignedNameInvalid],
    ),
    common("docker: image reference *", InvalidReference, &[ImageNameInvalid]),
    common("repository name must *", InvalidReference, &[ImageNameInvalid]),
    common(
        "Docker references with both a tag and digest are currently not supported",
        InvalidReference,
        &[ImageNameInvalid],
    ),
];

/// Reads an error; `None` for a text that is none of the reference's.
#[must_use]
pub fn error(text: &str) -> Option<Reading> {
    if let Some(reasons) = text.strip_prefix(SEVERAL) {
        return Some(several(reasons));
    }
    let form = FORMS.iter().find(|form| fits(form.form, text))?;
    let familiarity = match (form.is_common, form.form.ends_with('*')) {
        (true, _) => Familiarity::Common,
        (false, true) => Familiarity::Begun,
        (false, false) => Familiarity::Whole,
    };
    let mut causes = form.causes.to_vec();
    let between = |before: &str, after: &str| {
        let inner = text.strip_prefix(before)?.strip_suffix(after)?;
        let inner = inner
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
            .unwrap_or(inner);
        Some(inner.to_string())
    };
    let topic = if text.starts_with(NO_SIGNATURE) {
        let (others, attachments) = counts(text);
        if let (Some(others), Some(attachments)) = (others, attachments) {
            causes.retain(|cause| fits_counts(*cause, others, attachments));
        }
        Topic::NoSignature { others, attachments }
    } else if form.causes == REJECTED {
        Topic::Rejected
    } else if let Some(name) = between("Signature for identity ", " is not accepted") {
        Topic::Identity(name)
    } else if let Some(digest) = between("Signature for digest ", " does not match") {
        Topic::Digest(digest)
    } else if let Some(dump) = text.strip_prefix("Invalid GPG signature: ") {
        if let Some(status) = gpg_status(dump) {
            causes = status.to_vec();
        }
        Topic::Gpg(quoted_after(dump, "Fingerprint:\""))
    } else if let Some(reasons) = text.strip_prefix("No public key verified against the RekorSET: ") {
        causes = union(reasons.split(", "));
        causes.retain(|cause| *cause != PayloadMalformed);
        if causes.is_empty() {
            causes.push(LogPromiseMalformed);
        }
        Topic::Plain
    } else {
        // With an address, it is not the URI that is in the way.
        let has_no_address = text.ends_with("(got [])") || text.ends_with("(got []string{})");
        if !has_no_address {
            causes.retain(|cause| *cause != IdentityNotExpressible);
        }
        Topic::Plain
    };
    Some(Reading {
        topic,
        class: form.class,
        causes,
        familiarity,
    })
}

const SEVERAL: &str = "None of the signatures were accepted, reasons: ";

/// Each signature's reason; one may have the text in it that divides them.
fn several(reasons: &str) -> Reading {
    let last = reasons.rsplit("; ").next().unwrap_or(reasons);
    let count = reasons
        .split("; ")
        .take(REASON_LIMIT)
        .filter(|reason| error_familiarity(reason) > Familiarity::Unknown);
    Reading {
        topic: Topic::Several(count.count()),
        class: PolicyRequirement,
        causes: union(reasons.split("; ")),
        familiarity: error_familiarity(last).max(Familiarity::Begun),
    }
}

/// Whether a text is an error of the reference.
#[must_use]
pub fn error_familiarity(text: &str) -> Familiarity {
    if text.starts_with(SEVERAL) {
        return several(text.get(SEVERAL.len()..).unwrap_or_default()).familiarity;
    }
    error(text).map_or(Familiarity::Unknown, |reading| reading.familiarity)
}

/// The causes of several texts.
fn union<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<CauseKind> {
    let mut causes: Vec<CauseKind> = Vec::new();
    for text in texts.take(REASON_LIMIT) {
        for cause in error_unless_several(text)
            .map(|reading| reading.causes)
            .unwrap_or_default()
        {
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
    }
    causes
}

/// Reasons do not lie in each other.
fn error_unless_several(text: &str) -> Option<Reading> {
    (!text.starts_with(SEVERAL) && !text.starts_with("No public key verified against"))
        .then(|| error(text))
        .flatten()
}

fn fits(form: &str, text: &str) -> bool {
    let mut parts = form.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// `(1 non-sigstore signatures, 0 sigstore non-signature attachments)`
fn counts(text: &str) -> (Option<usize>, Option<usize>) {
    let inner = text
        .split_once('(')
        .and_then(|(_, inner)| inner.split_once(" non-sigstore signatures, "));
    match inner {
        Some((others, rest)) => {
            let attachments = rest.split_once(' ').and_then(|(number, _)| number.parse().ok());
            (others.parse().ok(), attachments)
        }
        None => (None, None),
    }
}

fn fits_counts(cause: CauseKind, others: usize, attachments: usize) -> bool {
    match cause {
        OtherKindOfSignature => others > 0,
        NotASignature | BundleNotLookedAt => attachments > 0,
        // Attachments were looked at, where there are some.
        AttachmentsOff => attachments == 0,
        NoSignature => false,
        _ => true,
    }
}

/// `Status:gpgme.Error{err:0x9}`: libgpg-error's codes are the lower two bytes.
fn gpg_status(dump: &str) -> Option<&'static [CauseKind]> {
    let (_, rest) = dump.split_once("gpgme.Error{err:0x")?;
    let (number, rest) = rest.split_once('}')?;
    let code = u64::from_str_radix(number, 16).ok()? & 0xffff;
    // The signature holds, and the key is not for it.
    if rest.contains("WrongKeyUsage:true") {
        return Some(&[KeyNotForSigning, SignedBySubkey]);
    }
    match code {
        // GnuPG says so of what it does not get to, too.
        8 => Some(&[
            SignatureDoesNotHold,
            WrongKey,
            WeakHash,
            KeyNotForSigning,
            TimesDisagree,
            SignedBySubkey,
            SignatureMalformed,
        ]),
        9 => Some(&[WrongKey, SignedBySubkey]),
        94 => Some(&[KeyRevoked]),
        153 => Some(&[KeyExpired]),
        154 => Some(&[SignatureExpired]),
        _ => None,
    }
}

fn quoted_after(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    let (inner, _) = rest.split_once('"')?;
    (!inner.is_empty()).then(|| inner.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found() {
        for (form, text, is_one) in [
            ("a * c", "a b c", true),
            ("a * c", "a  c", true),
            ("a * c", "a b c d", false),
            ("a*", "ab", true),
            ("*b*", "abc", true),
            ("ab", "abc", false),
            ("ab", "ab", true),
        ] {
            assert_eq!(fits(form, text), is_one, "{form} {text}");
        }
    }
}
