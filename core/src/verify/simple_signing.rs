//! OpenPGP signatures: the layer below is on its way; until then every one is refused.

use crate::files::FileSource;
use crate::image::Image;
use crate::policy::SignedBy;
use crate::source::SourceId;
use crate::trace::{Checks, Evidence, Reason};
use crate::verify::Environment;

/// Keys that were loaded.
#[derive(Clone, Debug)]
pub struct KeyringTrust;

/// Why a signature is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimpleSigningError {}

impl KeyringTrust {
    /// None.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::Format
    }
}

/// Loads the keys of a requirement.
///
/// # Errors
/// Always.
pub fn load(_: &SignedBy, _: &dyn FileSource) -> Result<KeyringTrust, Reason> {
    Err(Reason::OpenPgpNotBuilt)
}

/// Checks one signature.
pub fn check(
    _: &KeyringTrust,
    _: &SignedBy,
    _: &Image<'_>,
    _: SourceId,
    _: &[u8],
    _: &Environment<'_>,
    _: &mut Checks,
) {
}
