//! What the reference says of OpenPGP signatures.

use super::Refusal;
use crate::verify::simple_signing::SimpleSigningError;

/// Why a signature is not good.
#[must_use]
pub fn simple_signing_error(error: &SimpleSigningError) -> Refusal {
    match *error {}
}
