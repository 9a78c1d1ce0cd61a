//! Cryptography in pure Rust.

use alloc::vec::Vec;
use core::ops::Add;

use ecdsa::elliptic_curve::array::ArraySize;
use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize};
use ecdsa::signature::Verifier as _;
use ecdsa::signature::hazmat::PrehashVerifier as _;
use ecdsa::{EcdsaCurve, der};
use rsa::traits::PublicKeyParts as _;
use sha2::digest::FixedOutputReset;
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Algorithm, CryptoProvider, Curve, Hash, InvalidSignature, PublicKey, RSA_BITS};

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
        algorithm: Algorithm,
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match (public_key, algorithm) {
            (PublicKey::Ecdsa { curve, point }, Algorithm::EcdsaDer(hash) | Algorithm::EcdsaFixed(hash)) => {
                let verify = match curve {
                    Curve::P224 => verify_ecdsa::<p224::NistP224>,
                    Curve::P256 => verify_ecdsa::<p256::NistP256>,
                    Curve::P384 => verify_ecdsa::<p384::NistP384>,
                    Curve::P521 => verify_ecdsa::<p521::NistP521>,
                };
                let is_der = matches!(algorithm, Algorithm::EcdsaDer(_));
                verify(point, &digest(hash, message), is_der, signature)
            }
            (PublicKey::Ed25519(key), Algorithm::Ed25519) => verify_ed25519(key, message, signature),
            (PublicKey::Rsa { modulus, exponent }, Algorithm::RsaPkcs1(hash)) => {
                let key = rsa_key(modulus, exponent)?;
                match hash {
                    Hash::Sha256 => verify_pkcs1::<Sha256>(key, message, signature),
                    Hash::Sha384 => verify_pkcs1::<Sha384>(key, message, signature),
                    Hash::Sha512 => verify_pkcs1::<Sha512>(key, message, signature),
                }
            }
            (PublicKey::Rsa { modulus, exponent }, Algorithm::RsaPss(hash)) => {
                let key = rsa_key(modulus, exponent)?;
                match hash {
                    Hash::Sha256 => verify_pss::<Sha256>(key, message, signature),
                    Hash::Sha384 => verify_pss::<Sha384>(key, message, signature),
                    Hash::Sha512 => verify_pss::<Sha512>(key, message, signature),
                }
            }
            (PublicKey::Ecdsa { .. } | PublicKey::Ed25519(_) | PublicKey::Rsa { .. }, _) => Err(InvalidSignature),
        }
    }
}

fn digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha256 => Sha256::digest(message).to_vec(),
        Hash::Sha384 => Sha384::digest(message).to_vec(),
        Hash::Sha512 => Sha512::digest(message).to_vec(),
    }
}

/// A high `s` is as good as a low one (none of these curves normalizes it), and each integer is below the order, as in Go.
fn verify_ecdsa<C>(point: &[u8], digest: &[u8], is_der: bool, signature: &[u8]) -> Result<(), InvalidSignature>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
    der::MaxSize<C>: ArraySize,
    <FieldBytesSize<C> as Add>::Output: Add<der::MaxOverhead> + ArraySize,
{
    let key = ecdsa::VerifyingKey::<C>::from_sec1_bytes(point).map_err(|_| InvalidSignature)?;
    let signature = if is_der {
        ecdsa::Signature::<C>::from_der(signature)
    } else {
        from_fixed(signature)
    }
    .map_err(|_| InvalidSignature)?;
    key.verify_prehash(digest, &signature).map_err(|_| InvalidSignature)
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

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Result<rsa::RsaPublicKey, InvalidSignature> {
    // Before any arithmetic: a key in a policy has no limit of its own.
    if modulus.len() > RSA_BITS.end() / 8 || exponent.len() > 8 {
        return Err(InvalidSignature);
    }
    let number = rsa::BoxedUint::from_be_slice_vartime;
    rsa::RsaPublicKey::new_with_size_limits(number(modulus), number(exponent), RSA_BITS).map_err(|_| InvalidSignature)
}

fn verify_pkcs1<D: Digest + AssociatedOid>(
    key: rsa::RsaPublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let signature =
        rsa::pkcs1v15::Signature::from_bytes_with_max_len(signature, key.size()).map_err(|_| InvalidSignature)?;
    rsa::pkcs1v15::VerifyingKey::<D>::new(key)
        .verify(message, &signature)
        .map_err(|_| InvalidSignature)
}

fn verify_pss<D: Digest + FixedOutputReset>(
    key: rsa::RsaPublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let signature =
        rsa::pss::Signature::from_bytes_with_max_len(signature, key.size()).map_err(|_| InvalidSignature)?;
    rsa::pss::VerifyingKey::<D>::new(key)
        .verify(message, &signature)
        .map_err(|_| InvalidSignature)
}
