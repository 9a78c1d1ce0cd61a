//! The narrow seam to cryptography: bytes in, yes or no out. No JSON, no time, no policy.
//!
//! [`rustcrypto`] is the default, in pure Rust; [`memo`] remembers, and lets answers come from elsewhere.

use core::ops::RangeInclusive;

pub mod memo;
pub mod rustcrypto;

/// The lengths of an RSA modulus, in bits, that a provider verifies with. Below, Go refuses as well; OpenSSL, unlike Go, ends where we do. The upper
/// end bounds the time that a key in a policy can cost.
pub const RSA_BITS: RangeInclusive<usize> = 1024..=16384;

/// What the engine asks of cryptography.
pub trait CryptoProvider {
    /// Whether `point`, as SEC 1 §2.3.3 encodes it, is a point of `curve` other than the point at infinity.
    fn is_on_curve(&self, curve: Curve, point: &[u8]) -> bool;

    /// The SHA-256 digest of `bytes`.
    fn sha256(&self, bytes: &[u8]) -> [u8; 32];

    /// Whether `signature` over `message` was made by the holder of `public_key`.
    ///
    /// # Errors
    /// [`InvalidSignature`] if it was not, and also if the key or the signature is not well formed or of different algorithms: there is neither
    /// need nor opportunity to say more here (rustls-pki-types, `SignatureVerificationAlgorithm`).
    fn verify(
        &self,
        public_key: PublicKey<'_>,
        message: &[u8],
        algorithm: Algorithm,
        signature: &[u8],
    ) -> Result<(), InvalidSignature>;

    /// Whether a question was asked that is answered only later. Then it is not known either that a key was not revoked, and nothing is allowed by it.
    fn is_waiting(&self) -> bool {
        false
    }

    /// Whether the image's own OpenPGP signatures are to be taken for forged: some reach this seam as digests, of which nobody can tell whether a key
    /// speaks of itself. It can only refuse; see [`crate::explain::forger`].
    fn is_forger(&self) -> bool {
        false
    }
}

/// A public key in its encoded form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKey<'a> {
    /// A point on a curve, as SEC 1 §2.3.3 encodes it, uncompressed or compressed.
    Ecdsa {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        point: &'a [u8],
    },
    /// 32 bytes (RFC 8032); signs the message itself.
    Ed25519(&'a [u8]),
    /// Modulus and exponent, big-endian; [`RSA_BITS`] of modulus.
    Rsa {
        /// The modulus n.
        modulus: &'a [u8],
        /// The public exponent e.
        exponent: &'a [u8],
    },
}

/// The curves that the reference verifies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

impl Curve {
    /// `P-256`
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::P224 => "P-224",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }
}

/// How a signature was made, and in which form it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// ECDSA's two integers in DER.
    EcdsaDer(Hash),
    /// ECDSA's two integers one after the other, of equal length (IEEE P1363).
    EcdsaFixed(Hash),
    /// RFC 8032: no hash before it.
    Ed25519,
    /// PKCS #1 v1.5.
    RsaPkcs1(Hash),
    /// PSS with MGF1, the same hash in both, and as many bytes of salt as the hash has.
    RsaPss(Hash),
}

/// What is signed in place of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

/// The signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;
