//! Why a check failed: one enum over those of the layers.

use alloc::string::String;

use crate::budget::Cost;
use crate::image::ManifestError;
use crate::policy::KeyType;
use crate::trace::evidence::IdentityComparison;
use crate::trust::TrustError;
use crate::verify::payload::PayloadError;
use crate::verify::sigstore::SigstoreError;
#[cfg(feature = "openpgp")]
use crate::verify::simple_signing::SimpleSigningError;

/// Why a check failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The signature speaks of other bytes.
    DigestMismatch {
        /// As signed.
        signed: String,
        /// The manifest's.
        computed: String,
    },
    /// The signature speaks of another name.
    IdentityMismatch(alloc::boxed::Box<IdentityComparison>),
    /// The evaluation costs more than pullgate spends.
    Limit(Cost),
    /// The manifest cannot be used.
    Manifest(ManifestError),
    /// The engine was built without OpenPGP.
    OpenPgpNotBuilt,
    /// The signed content is not what it should be.
    Payload(PayloadError),
    /// An OpenPGP signature that is not good.
    #[cfg(feature = "openpgp")]
    SimpleSigning(SimpleSigningError),
    /// A sigstore signature that is not good.
    Sigstore(SigstoreError),
    /// The keys that the policy names cannot be loaded.
    Trust(TrustError),
    /// A `keyType` that the reference never implemented.
    UnimplementedKeyType(KeyType),
}

macro_rules! from {
    ($($layer:ty => $variant:ident),*) => {
        $(impl From<$layer> for Reason {
            fn from(error: $layer) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from!(Cost => Limit, ManifestError => Manifest, PayloadError => Payload, SigstoreError => Sigstore, TrustError => Trust);

#[cfg(feature = "openpgp")]
from!(SimpleSigningError => SimpleSigning);
