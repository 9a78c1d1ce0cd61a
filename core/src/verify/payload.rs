//! What a signature vouches for: a manifest's digest and a name (reference.md §3.5, §4.7), and whether they are this image's.

use alloc::string::String;

use super::{Verified, reference_match};
use crate::crypto::CryptoProvider;
use crate::image::Image;
use crate::json::fields::{self, FieldError};
use crate::json::{self, Member, SyntaxError, Value};
use crate::policy::SignedIdentity;
use crate::reference::digest::{self, DigestError};
use crate::source::{SourceId, Span};
use crate::trace::evidence::IdentityComparison;
use crate::trace::{CheckKind, Checks, Evidence, Reason};

/// The two kinds of signed content, which differ in little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadKind {
    /// `atomic container signature`
    SimpleSigning,
    /// `cosign container image signature`; here `optional` may be `null`.
    Sigstore,
}

impl PayloadKind {
    fn type_name(self) -> &'static str {
        match self {
            Self::SimpleSigning => "atomic container signature",
            Self::Sigstore => "cosign container image signature",
        }
    }
}

/// Why signed content is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadError {
    /// `docker-manifest-digest` is no digest.
    Digest {
        /// The value.
        span: Span,
        /// What it says.
        value: String,
        /// Why.
        error: DigestError,
    },
    /// A key that is missing, unknown or there twice; a value of a wrong type.
    Field(FieldError),
    /// It is not JSON.
    Syntax(SyntaxError),
    /// `timestamp` is not a whole number.
    Timestamp {
        /// The value.
        span: Span,
    },
    /// `type` is another.
    Type {
        /// The value.
        span: Span,
        /// What it says.
        value: String,
    },
}

impl PayloadError {
    /// What is wrong.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Digest { span, .. } | Self::Timestamp { span } | Self::Type { span, .. } => *span,
            Self::Field(error) => error.span,
            Self::Syntax(error) => error.span,
        }
    }
}

impl From<FieldError> for PayloadError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// What a signature speaks of. Nothing in it has been compared with the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// `docker-manifest-digest`, a valid digest.
    pub digest: String,
    /// `docker-reference`, any text.
    pub reference: String,
}

/// Checks content whose signature is good: is it well formed, does it speak of this image's bytes, then of its name. The order is the reference's
/// (reference.md §3.2, step 4).
pub fn check_content(
    checks: &mut Checks,
    kind: PayloadKind,
    content: Verified<&[u8]>,
    source: SourceId,
    signed_identity: &SignedIdentity,
    image: &Image<'_>,
    crypto: &dyn CryptoProvider,
) {
    let payload = match parse(kind, content.get(), source) {
        Ok(payload) => payload,
        Err(error) => return checks.fail(CheckKind::Payload, error),
    };
    let Payload { digest, reference } = payload.clone();
    checks.pass(CheckKind::Payload, Evidence::Payload { digest, reference });

    match image.match_digest(&payload.digest, crypto) {
        Err(error) => return checks.fail(CheckKind::Digest, error),
        Ok(manifest) if !manifest.matches => {
            let reason = Reason::DigestMismatch {
                signed: payload.digest,
                computed: manifest.computed,
            };
            return checks.fail(CheckKind::Digest, reason);
        }
        Ok(_) => checks.pass(CheckKind::Digest, Evidence::Digest(payload.digest)),
    }

    let compared = reference_match::compare(
        &signed_identity.matcher,
        image.reference.docker_reference(),
        &payload.reference,
    );
    let comparison = IdentityComparison {
        signed: payload.reference,
        accepted: reference_match::accepted(&signed_identity.matcher, compared.expected.as_ref()),
        expected: compared.expected,
        rule: signed_identity.matcher.name(),
        rule_span: signed_identity.span,
    };
    if compared.matches {
        checks.pass(CheckKind::Identity, Evidence::Identity(comparison));
    } else {
        checks.fail(CheckKind::Identity, Reason::IdentityMismatch(comparison.into()));
    }
}

/// Reads signed content.
///
/// # Errors
/// What the reference finds first: it reads the outermost object, then `optional`, then `critical`.
pub fn parse(kind: PayloadKind, bytes: &[u8], source: SourceId) -> Result<Payload, PayloadError> {
    let document = json::parse(source, bytes).map_err(PayloadError::Syntax)?;
    let [critical, optional] = exactly(document.root(), [("critical", Shape::Any), ("optional", Shape::Any)])?;

    if !(kind == PayloadKind::Sigstore && optional.is_null()) {
        check_optional(optional)?;
    }

    let members = [("type", Shape::Text), ("image", Shape::Any), ("identity", Shape::Any)];
    let [type_name, image, identity] = exactly(critical, members)?;
    if text(type_name) != kind.type_name() {
        return Err(PayloadError::Type {
            span: type_name.span(),
            value: text(type_name),
        });
    }
    let [digest] = exactly(image, [("docker-manifest-digest", Shape::Text)])?;
    if let Err(error) = digest::validate(&text(digest)) {
        return Err(PayloadError::Digest {
            span: digest.span(),
            value: text(digest),
            error,
        });
    }
    let [reference] = exactly(identity, [("docker-reference", Shape::Text)])?;
    Ok(Payload {
        digest: text(digest),
        reference: text(reference),
    })
}

/// What a member may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Any,
    Bytes,
    Integer,
    Text,
}

/// The values of an object with exactly these members, in their order here. Errors come in the order of the text; a missing member comes last.
pub(super) fn exactly<'a, const N: usize>(
    object: Value<'a>,
    members: [(&'static str, Shape); N],
) -> Result<[Value<'a>; N], FieldError> {
    // Every place is filled below, or something is missing.
    let (mut values, mut found) = ([object; N], [false; N]);
    for member in fields::strict(object)? {
        let member = member?;
        let place = members
            .iter()
            .zip(&mut values)
            .zip(&mut found)
            .find(|(((key, _), _), _)| *key == member.key);
        let Some((((_, shape), value), found)) = place else {
            return Err(FieldError::unknown_key(&member, &[]));
        };
        match shape {
            Shape::Any => {}
            Shape::Bytes => drop(fields::bytes(member.value)?),
            Shape::Integer => drop(fields::integer(member.value)?),
            Shape::Text => drop(fields::text(member.value)?),
        }
        *value = member.value;
        *found = true;
    }
    match members.iter().zip(found).find(|(_, found)| !found) {
        Some(((key, _), _)) => Err(FieldError::missing_key(object, key)),
        None => Ok(values),
    }
}

/// A string; `null` is an empty one.
fn text(value: Value<'_>) -> String {
    value.string().unwrap_or_default().into_owned()
}

/// The creator and the time, which nothing is done with, and whatever else stands there.
fn check_optional(optional: Value<'_>) -> Result<(), PayloadError> {
    let mut timestamp = None;
    for member in fields::strict(optional)? {
        let Member { key, value, .. } = member?;
        match key.as_ref() {
            "creator" => drop(fields::text(value)?),
            "timestamp" => timestamp = fields::float(value)?.map(|time| (time, value.span())),
            _ => fields::any(value)?,
        }
    }
    match timestamp {
        Some((time, span)) if !is_int64(time) => Err(PayloadError::Timestamp { span }),
        _ => Ok(()),
    }
}

/// Whether Go finds the same number after it made an `int64` of it, as it does on amd64 (reference.md §3.5).
fn is_int64(time: f64) -> bool {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    (-BOUND..BOUND).contains(&time) && time % 1.0 == 0.0
}
