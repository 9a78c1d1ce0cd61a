//! Cryptography in pure Rust.

use core::ops::Add;

use ecdsa::elliptic_curve::array::ArraySize;
use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize};
use ecdsa::signature::Verifier as _;
use ecdsa::signature::hazmat::PrehashVerifier as _;
use ecdsa::{EcdsaCurve, der};
use sha2::{Digest as _, Sha256};

use super::{CryptoProvider, Curve, InvalidSignature, PublicKey, RSA_BITS, Signature};

/// The RustCrypto and dalek crates.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl CryptoProvider for RustCrypto {
    fn is_on_curve(&self, curve: Curve, point: &[u8]) -> bool {
        match curve {
            Curve::P224 => p224::ecdsa::VerifyingKey::from_sec1_bytes(point).is_ok(),
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).is_ok(),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).is_ok(),
            Curve::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).is_ok(),
        }
    }

    fn sha256(&self, bytes: &[u8]) -> [u8; 32] {
        Sha256::digest(bytes).into()
    }

    fn verify(
        &self,
        public_key: PublicKey<'_>,
        message: &[u8],
        signature: Signature<'_>,
    ) -> Result<(), InvalidSignature> {
        match (public_key, signature) {
            (PublicKey::Ecdsa { curve, point }, signature) => {
                let verify = match curve {
                    Curve::P224 => verify_ecdsa::<p224::NistP224>,
                    Curve::P256 => verify_ecdsa::<p256::NistP256>,
                    Curve::P384 => verify_ecdsa::<p384::NistP384>,
                    Curve::P521 => verify_ecdsa::<p521::NistP521>,
                };
                verify(point, message, signature)
            }
            (PublicKey::Ed25519(key), Signature::Standard(signature)) => verify_ed25519(key, message, signature),
            (PublicKey::Rsa { modulus, exponent }, Signature::Standard(signature)) => {
                verify_rsa(modulus, exponent, message, signature)
            }
            (PublicKey::Ed25519(_) | PublicKey::Rsa { .. }, Signature::EcdsaFixed(_)) => Err(InvalidSignature),
        }
    }
}

/// A high `s` is as good as a low one (none of these curves normalizes it), and each integer is below the order, as in Go.
fn verify_ecdsa<C>(point: &[u8], message: &[u8], signature: Signature<'_>) -> Result<(), InvalidSignature>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
    der::MaxSize<C>: ArraySize,
    <FieldBytesSize<C> as Add>::Output: Add<der::MaxOverhead> + ArraySize,
{
    let key = ecdsa::VerifyingKey::<C>::from_sec1_bytes(point).map_err(|_| InvalidSignature)?;
    let signature = match signature {
        Signature::Standard(bytes) => ecdsa::Signature::<C>::from_der(bytes),
        Signature::EcdsaFixed(bytes) => from_fixed(bytes),
    }
    .map_err(|_| InvalidSignature)?;
    key.verify_prehash(&Sha256::digest(message), &signature)
        .map_err(|_| InvalidSignature)
}

/// The halves are integers of any length: shorter ones than the curve's are padded, and zeros before longer ones are dropped.
fn from_fixed<C: EcdsaCurve + CurveArithmetic>(bytes: &[u8]) -> Result<ecdsa::Signature<C>, ecdsa::Error> {
    if !bytes.len().is_multiple_of(2) {
        return Err(ecdsa::Error::new());
    }
    let (r, s) = bytes.split_at(bytes.len() / 2);
    ecdsa::Signature::from_scalars(integer::<C>(r)?, integer::<C>(s)?)
}

fn integer<C: EcdsaCurve>(bytes: &[u8]) -> Result<FieldBytes<C>, ecdsa::Error> {
    let significant = bytes
        .iter()
        .position(|&byte| byte != 0)
        .and_then(|first| bytes.get(first..))
        .unwrap_or_default();
    let mut integer = FieldBytes::<C>::default();
    let padding = integer
        .len()
        .checked_sub(significant.len())
        .ok_or_else(ecdsa::Error::new)?;
    for (to, from) in integer.iter_mut().skip(padding).zip(significant) {
        *to = *from;
    }
    Ok(integer)
}

/// As Go's crypto/ed25519: no cofactor, a canonical `s`, the bytes of R compared, and no rule against points of small order (`verify`, not
/// `verify_strict`, which refuses some signatures that Go takes).
fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
    let key = key.try_into().map_err(|_| InvalidSignature)?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(key).map_err(|_| InvalidSignature)?;
    let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| InvalidSignature)?;
    key.verify(message, &signature).map_err(|_| InvalidSignature)
}

fn verify_rsa(modulus: &[u8], exponent: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
    // Before any arithmetic: a key in a policy has no limit of its own.
    if modulus.len() > RSA_BITS.end() / 8 || exponent.len() > 8 {
        return Err(InvalidSignature);
    }
    let number = rsa::BoxedUint::from_be_slice_vartime;
    let key = rsa::RsaPublicKey::new_with_size_limits(number(modulus), number(exponent), RSA_BITS)
        .map_err(|_| InvalidSignature)?;
    let signature =
        rsa::pkcs1v15::Signature::from_bytes_with_max_len(signature, modulus.len()).map_err(|_| InvalidSignature)?;
    rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key)
        .verify(message, &signature)
        .map_err(|_| InvalidSignature)
}
