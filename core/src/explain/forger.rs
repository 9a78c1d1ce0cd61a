//! A forger: someone who can make everything of an image but signatures by keys that are not theirs.
//!
//! A remedy is only offered to be applied if the forger's twin of the image is still refused under it: the same image, name and signatures, made without
//! the private keys. An edit that trusts nobody new in particular, such as one that accepts anything, lets the twin through.

use crate::crypto::{Algorithm, CryptoProvider, Curve, InvalidSignature, PublicKey};

/// The cryptography under which an image's own signatures do not hold: neither over its contents and log entries, which are JSON, nor over signers'
/// certificates, which are DER; nor OpenPGP's, which have a question of their own. What keys say of themselves holds as ever.
pub struct Forger<'a>(pub &'a dyn CryptoProvider);

impl CryptoProvider for Forger<'_> {
    fn is_on_curve(&self, curve: Curve, point: &[u8]) -> bool {
        self.0.is_on_curve(curve, point)
    }

    fn sha256(&self, bytes: &[u8]) -> [u8; 32] {
        self.0.sha256(bytes)
    }

    fn verify(
        &self,
        public_key: PublicKey<'_>,
        message: &[u8],
        algorithm: Algorithm,
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match message.trim_ascii_start().first() {
            Some(b'{' | 0x30) | None => Err(InvalidSignature),
            Some(_) => self.0.verify(public_key, message, algorithm, signature),
        }
    }

    fn is_waiting(&self) -> bool {
        self.0.is_waiting()
    }

    fn is_forger(&self) -> bool {
        true
    }
}

impl core::fmt::Debug for Forger<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Forger")
    }
}
