//! The narrow seam to cryptography: bytes in, yes or no out. No JSON, no time, no policy.
//!
//! [`rustcrypto`] is the default, in pure Rust.

pub mod rustcrypto;

/// What the engine asks of cryptography.
pub trait CryptoProvider {
    /// The SHA-256 digest of `bytes`.
    fn sha256(&self, bytes: &[u8]) -> [u8; 32];

    /// Whether `signature` over `message` was made by the holder of `public_key`.
    ///
    /// # Errors
    /// [`InvalidSignature`] if it was not, and also if the key or the signature is not well formed: there is neither need nor
    /// opportunity to say more here (rustls-pki-types, `SignatureVerificationAlgorithm`).
    fn verify(&self, public_key: PublicKey<'_>, message: &[u8], signature: Signature<'_>) -> Result<(), InvalidSignature>;
}

/// A public key in its encoded form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKey<'a> {
    /// A point on a curve, as SEC 1 §2.3.3 encodes it, uncompressed or compressed. The hash is SHA-256 on every curve (reference.md §4.7).
    Ecdsa {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        point: &'a [u8],
    },
    /// 32 bytes (RFC 8032); signs the message itself.
    Ed25519(&'a [u8]),
    /// Modulus and exponent, big-endian; PKCS #1 v1.5 with SHA-256.
    Rsa {
        /// The modulus n.
        modulus: &'a [u8],
        /// The public exponent e.
        exponent: &'a [u8],
    },
}

/// The curves that the reference verifies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// secp224r1
    P224,
    /// secp256r1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
}

/// A signature in the form in which it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature<'a> {
    /// What the algorithm defines: RSA's and Ed25519's bytes, or ECDSA's two integers in DER.
    Standard(&'a [u8]),
    /// ECDSA's two integers one after the other, of equal length (IEEE P1363).
    EcdsaFixed(&'a [u8]),
}

/// The signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;
