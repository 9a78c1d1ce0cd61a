//! In the place of `signature_sources` where the feature `yaml` is off: a request that says where signatures lie is refused.

use alloc::string::String;
use alloc::vec::Vec;

use super::Request;
use crate::crypto::CryptoProvider;
use crate::diagnostic::Diagnostic;
use crate::explain::SourceFacts;
use crate::image::{Place, SourceError};
use crate::reference::ImageReference;
use crate::render::containers_image::{ErrorClass, Refusal};
use crate::render::json::SignatureSources;
use crate::source::Sources;

/// As there.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// Never any.
    pub(super) answer: Option<SignatureSources>,
    /// That this is not built.
    pub(super) refusal: Option<Refusal>,
    /// Never any.
    pub(super) gathered: Option<Gathered<'a>>,
    /// Never any.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Nothing is known.
    pub(super) facts: SourceFacts,
}

/// As `signature_sources::Gathered`.
#[derive(Debug, Default)]
pub(super) struct Gathered<'a> {
    /// Never any.
    pub(super) signatures: Vec<GatheredSignature<'a>>,
    /// Never any.
    pub(super) failure: Option<SourceError>,
}

/// As `signature_sources::GatheredSignature`.
#[derive(Debug)]
pub(super) struct GatheredSignature<'a> {
    /// Its bytes.
    pub(super) bytes: alloc::borrow::Cow<'a, [u8]>,
    /// Where it comes from.
    pub(super) place: Place,
}

impl Found<'_> {
    /// None.
    pub(super) fn lines(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Refuses.
pub(super) fn find<'a>(
    request: &'a Request,
    _image: &ImageReference,
    _instance: Option<&str>,
    _crypto: &dyn CryptoProvider,
    _sources: &mut Sources<'a>,
) -> Found<'a> {
    let asks = request.registries_d.is_some() || request.lookaside.is_some() || request.attachments.is_some();
    Found {
        refusal: asks.then(|| {
            Refusal::new(
                ErrorClass::Unsupported,
                "this build of pullgate does not look for signatures: it was built without registries.d",
            )
        }),
        ..Found::default()
    }
}
