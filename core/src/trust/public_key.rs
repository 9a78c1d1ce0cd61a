//! Public keys, as Go's `crypto/x509` reads them (reference.md §4.2).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{pem, spki};
use crate::asn1::{Asn1Error, Elements, Fields, magnitude};
use crate::crypto::{self, CryptoProvider, Curve, RSA_BITS};

/// A public key in its own structure: algorithm and key (RFC 5280 §4.1.2.7).
const PKIX_LABEL: &[u8] = b"PUBLIC KEY";
/// An RSA key alone (RFC 8017 A.1.1).
const PKCS1_LABEL: &[u8] = b"RSA PUBLIC KEY";

/// A key that was read. Whether a signature can be checked with it is another question: [`Self::verifier`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: Kind,
    spki: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Go reads these, the reference never verifies with them.
    Dsa,
    Ecdsa {
        curve: Curve,
        /// Uncompressed, on the curve.
        point: Vec<u8>,
    },
    Ed25519([u8; 32]),
    Rsa {
        /// Not zero; no zeros before it.
        modulus: Vec<u8>,
        /// Positive, big-endian.
        exponent: [u8; 8],
    },
    /// As [`Self::Dsa`].
    X25519,
}

/// Why a text or its bytes are no public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKeyError {
    /// It is not the DER that it should be.
    Asn1(Asn1Error),
    /// A number of a DSA key is zero or negative.
    DsaNotPositive,
    /// The numbers that DSA keys share are not well formed.
    DsaParameters,
    /// The number of a DSA key is not well formed.
    DsaPublicKey,
    /// A coordinate that is too large for its curve.
    EcdsaCoordinate(Curve),
    /// The curve is not named.
    EcdsaParameters,
    /// The point is not as long as its curve asks for.
    EcdsaPointLength(Curve),
    /// The point lies elsewhere.
    EcdsaPointNotOnCurve(Curve),
    /// The point is compressed, or none.
    EcdsaPointNotUncompressed,
    /// A curve that Go does not have.
    EcdsaUnsupportedCurve,
    /// Ed25519 has no parameters.
    Ed25519Parameters,
    /// Not 32 bytes.
    Ed25519Size,
    /// The text has no whole PEM block.
    NoPem,
    /// `PUBLIC KEY` with what `RSA PUBLIC KEY` should hold.
    Pkcs1InPkix,
    /// An exponent beyond 2³¹, in the form `RSA PUBLIC KEY`.
    Pkcs1LargeExponent,
    /// A number that is zero or negative, in the form `RSA PUBLIC KEY`.
    Pkcs1NotPositive,
    /// `RSA PUBLIC KEY` with what `PUBLIC KEY` should hold.
    PkixInPkcs1,
    /// The exponent is not well formed.
    RsaExponent,
    /// The exponent is zero or negative.
    RsaExponentNotPositive,
    /// The modulus is not well formed.
    RsaModulus,
    /// The modulus is zero or negative.
    RsaModulusNotPositive,
    /// RSA's parameters have to be NULL.
    RsaParameters,
    /// Not an RSA key.
    RsaPublicKey,
    /// Something follows the key.
    TrailingData,
    /// An algorithm that Go does not have.
    UnknownAlgorithm,
    /// A PEM block of another kind, by its label.
    UnknownPemLabel(Vec<u8>),
    /// X25519 has no parameters.
    X25519Parameters,
    /// Not 32 bytes.
    X25519Size,
}

/// Why an RSA key that was read does not verify anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaKeyError {
    /// The exponent is even.
    EvenExponent,
    /// The modulus is even.
    EvenModulus,
    /// The exponent does not fit into 31 bits.
    LargeExponent,
    /// The modulus is longer than pullgate computes with; Go has no limit.
    LargeModulus {
        /// Its length in bits.
        bits: usize,
    },
    /// The exponent is 1.
    SmallExponent,
    /// The modulus is shorter than Go computes with.
    SmallModulus {
        /// Its length in bits.
        bits: usize,
    },
}

/// Why a key cannot check signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoVerifier {
    /// An RSA key with unfit numbers: Go finds out with each signature.
    Rsa(RsaKeyError),
    /// An algorithm that sigstore does not sign with: Go finds out before it looks at a signature.
    UnsupportedAlgorithm,
}

impl From<Asn1Error> for PublicKeyError {
    fn from(error: Asn1Error) -> Self {
        Self::Asn1(error)
    }
}

impl PublicKey {
    /// Reads the first PEM block of a file; the rest is not looked at.
    ///
    /// # Errors
    /// What Go finds first.
    pub fn from_pem(text: &[u8], crypto: &dyn CryptoProvider) -> Result<Self, PublicKeyError> {
        let (block, _) = pem::decode(text).ok_or(PublicKeyError::NoPem)?;
        match block.label {
            PKIX_LABEL => Self::from_pkix(&block.bytes, crypto),
            PKCS1_LABEL => Self::from_pkcs1(&block.bytes),
            label => Err(PublicKeyError::UnknownPemLabel(label.into())),
        }
    }

    /// Reads a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// What Go finds first.
    pub fn from_pkix(der: &[u8], crypto: &dyn CryptoProvider) -> Result<Self, PublicKeyError> {
        let info = PublicKeyInfo::read(der).map_err(|error| {
            if Pkcs1::read(der).is_ok() {
                PublicKeyError::Pkcs1InPkix
            } else {
                error.into()
            }
        })?;
        if !info.rest.is_empty() {
            return Err(PublicKeyError::TrailingData);
        }
        match info.algorithm {
            spki::RSA => info.rsa(),
            spki::EC => info.ecdsa(crypto),
            spki::ED25519 => info.ed25519(),
            spki::X25519 => info.x25519(),
            spki::DSA => info.dsa(),
            _ => Err(PublicKeyError::UnknownAlgorithm),
        }
    }

    /// The key of a certificate, from the parts of its SubjectPublicKeyInfo `der`; `None` for an algorithm that Go does not know there.
    pub(super) fn in_certificate(
        algorithm: &[u8],
        parameters: &[u8],
        (padding, key): (u8, &[u8]),
        der: &[u8],
        crypto: &dyn CryptoProvider,
    ) -> Result<Option<Self>, PublicKeyError> {
        let info = PublicKeyInfo {
            algorithm,
            parameters,
            key: spki::right_align(padding, key),
            der,
            rest: &[],
        };
        match algorithm {
            spki::RSA => info.rsa(),
            spki::EC => info.ecdsa(crypto),
            spki::ED25519 => info.ed25519(),
            spki::DSA => info.dsa(),
            _ => return Ok(None),
        }
        .map(Some)
    }

    /// Reads an RSAPublicKey.
    ///
    /// # Errors
    /// What Go finds first.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self, PublicKeyError> {
        let key = Pkcs1::read(der).map_err(|error| {
            if PublicKeyInfo::read(der).is_ok() {
                PublicKeyError::PkixInPkcs1
            } else {
                error.into()
            }
        })?;
        if !key.rest.is_empty() {
            return Err(Asn1Error::TrailingData.into());
        }
        match magnitude(key.modulus) {
            Some(modulus) if !modulus.is_empty() && key.exponent > 0 => {
                if key.exponent > i64::from(i32::MAX) {
                    return Err(PublicKeyError::Pkcs1LargeExponent);
                }
                Ok(Self::rsa(modulus, key.exponent))
            }
            _ => Err(PublicKeyError::Pkcs1NotPositive),
        }
    }

    fn rsa(modulus: &[u8], exponent: i64) -> Self {
        Self {
            spki: spki::rsa(modulus, exponent),
            kind: Kind::Rsa {
                modulus: modulus.into(),
                exponent: exponent.to_be_bytes(),
            },
        }
    }

    /// The SubjectPublicKeyInfo as Go writes it, whatever form was read (DSA: as it was read; Go does not write it).
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// `ECDSA P-256`, `RSA 2048`, `Ed25519`.
    #[must_use]
    pub fn algorithm_name(&self) -> String {
        match &self.kind {
            Kind::Dsa => "DSA".into(),
            Kind::Ecdsa { curve, .. } => format!("ECDSA {}", curve.name()),
            Kind::Ed25519(_) => "Ed25519".into(),
            Kind::Rsa { modulus, .. } => format!("RSA {}", bits(modulus)),
            Kind::X25519 => "X25519".into(),
        }
    }

    /// Whether Go can write the key: all but DSA's.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        !matches!(self.kind, Kind::Dsa)
    }

    /// How many bits the modulus of an RSA key has; `None` for other keys.
    #[must_use]
    pub fn rsa_bits(&self) -> Option<usize> {
        match &self.kind {
            Kind::Rsa { modulus, .. } => Some(bits(modulus)),
            _ => None,
        }
    }

    /// Whether it is an ECDSA key.
    #[must_use]
    pub fn is_ecdsa(&self) -> bool {
        matches!(self.kind, Kind::Ecdsa { .. })
    }

    /// The key as cryptography takes it.
    ///
    /// # Errors
    /// Why there is nothing that it could check.
    pub fn verifier(&self) -> Result<crypto::PublicKey<'_>, NoVerifier> {
        match &self.kind {
            Kind::Dsa | Kind::X25519 => Err(NoVerifier::UnsupportedAlgorithm),
            Kind::Ecdsa { curve, point } => Ok(crypto::PublicKey::Ecdsa { curve: *curve, point }),
            Kind::Ed25519(key) => Ok(crypto::PublicKey::Ed25519(key)),
            Kind::Rsa { modulus, exponent } => {
                check_rsa(modulus, i64::from_be_bytes(*exponent)).map_err(NoVerifier::Rsa)?;
                Ok(crypto::PublicKey::Rsa { modulus, exponent })
            }
        }
    }
}

/// In the order of Go's `rsa.VerifyPKCS1v15`.
fn check_rsa(modulus: &[u8], exponent: i64) -> Result<(), RsaKeyError> {
    let bits = bits(modulus);
    if bits < *RSA_BITS.start() {
        return Err(RsaKeyError::SmallModulus { bits });
    }
    if modulus.last().is_none_or(|last| last & 1 == 0) {
        return Err(RsaKeyError::EvenModulus);
    }
    if exponent < 2 {
        return Err(RsaKeyError::SmallExponent);
    }
    if exponent & 1 == 0 {
        return Err(RsaKeyError::EvenExponent);
    }
    if exponent > i64::from(i32::MAX) {
        return Err(RsaKeyError::LargeExponent);
    }
    if bits > *RSA_BITS.end() {
        return Err(RsaKeyError::LargeModulus { bits });
    }
    Ok(())
}

/// The length of a number without zeros before it.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros());
    (number.len() * 8).saturating_sub(usize::try_from(unused).unwrap_or_default())
}

/// RSAPublicKey.
struct Pkcs1<'a> {
    modulus: &'a [u8],
    exponent: i64,
    rest: &'a [u8],
}

impl<'a> Pkcs1<'a> {
    fn read(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut outer = Fields::new(der);
        let mut key = outer.sequence("pkcs1PublicKey")?;
        Ok(Self {
            modulus: key.integer()?,
            exponent: key.small_integer()?,
            rest: outer.rest(),
        })
    }
}

/// SubjectPublicKeyInfo.
struct PublicKeyInfo<'a> {
    /// An object identifier's content.
    algorithm: &'a [u8],
    /// An element of any kind, or nothing.
    parameters: &'a [u8],
    /// Bits, moved to the end of the last byte.
    key: Vec<u8>,
    /// The whole.
    der: &'a [u8],
    rest: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    fn read(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut outer = Fields::new(der);
        let mut info = outer.sequence("publicKeyInfo")?;
        let mut identifier = info.sequence("AlgorithmIdentifier")?;
        let algorithm = identifier.object_identifier()?;
        let parameters = identifier.optional_any()?.unwrap_or_default();
        let (padding, key) = info.bit_string()?;
        Ok(Self {
            algorithm,
            parameters,
            key: spki::right_align(padding, key),
            der,
            rest: outer.rest(),
        })
    }

    fn rsa(&self) -> Result<PublicKey, PublicKeyError> {
        if self.parameters != spki::NULL {
            return Err(PublicKeyError::RsaParameters);
        }
        let mut key = Elements(&self.key).sequence().ok_or(PublicKeyError::RsaPublicKey)?;
        let modulus = key.integer().ok_or(PublicKeyError::RsaModulus)?;
        let exponent = key.small_integer().ok_or(PublicKeyError::RsaExponent)?;
        let modulus = magnitude(modulus).filter(|modulus| !modulus.is_empty());
        let modulus = modulus.ok_or(PublicKeyError::RsaModulusNotPositive)?;
        if exponent <= 0 {
            return Err(PublicKeyError::RsaExponentNotPositive);
        }
        Ok(PublicKey::rsa(modulus, exponent))
    }

    fn ecdsa(self, crypto: &dyn CryptoProvider) -> Result<PublicKey, PublicKeyError> {
        let curve = Elements(self.parameters)
            .object_identifier()
            .ok_or(PublicKeyError::EcdsaParameters)?;
        let curve = spki::curve(curve).ok_or(PublicKeyError::EcdsaUnsupportedCurve)?;
        let Some((4, coordinates)) = self.key.split_first() else {
            return Err(PublicKeyError::EcdsaPointNotUncompressed);
        };
        let prime = spki::prime(curve);
        if coordinates.len() != prime.len() * 2 {
            return Err(PublicKeyError::EcdsaPointLength(curve));
        }
        // Big-endian numbers of one length compare as bytes do.
        if coordinates.chunks(prime.len()).any(|coordinate| coordinate >= prime) {
            return Err(PublicKeyError::EcdsaCoordinate(curve));
        }
        if !crypto.is_on_curve(curve, &self.key) {
            return Err(PublicKeyError::EcdsaPointNotOnCurve(curve));
        }
        Ok(PublicKey {
            spki: spki::ecdsa(curve, &self.key),
            kind: Kind::Ecdsa { curve, point: self.key },
        })
    }

    /// The 32 bytes need not be a point: with such a key no signature verifies.
    fn ed25519(&self) -> Result<PublicKey, PublicKeyError> {
        if !self.parameters.is_empty() {
            return Err(PublicKeyError::Ed25519Parameters);
        }
        let key: [u8; 32] = self
            .key
            .as_slice()
            .try_into()
            .map_err(|_| PublicKeyError::Ed25519Size)?;
        Ok(PublicKey {
            spki: spki::without_parameters(spki::ED25519, &key),
            kind: Kind::Ed25519(key),
        })
    }

    fn x25519(&self) -> Result<PublicKey, PublicKeyError> {
        if !self.parameters.is_empty() {
            return Err(PublicKeyError::X25519Parameters);
        }
        if self.key.len() != 32 {
            return Err(PublicKeyError::X25519Size);
        }
        Ok(PublicKey {
            spki: spki::without_parameters(spki::X25519, &self.key),
            kind: Kind::X25519,
        })
    }

    fn dsa(&self) -> Result<PublicKey, PublicKeyError> {
        let public = Elements(&self.key).integer().ok_or(PublicKeyError::DsaPublicKey)?;
        let parameters = || {
            let mut elements = Elements(self.parameters).sequence()?;
            Some([elements.integer()?, elements.integer()?, elements.integer()?])
        };
        let [p, q, g] = parameters().ok_or(PublicKeyError::DsaParameters)?;
        if [public, p, q, g]
            .iter()
            .any(|number| magnitude(number).is_none_or(<[u8]>::is_empty))
        {
            return Err(PublicKeyError::DsaNotPositive);
        }
        Ok(PublicKey {
            spki: self.der.into(),
            kind: Kind::Dsa,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rustcrypto::RustCrypto;

    /// Arithmetic with such a number would not end while the test is watched.
    #[test]
    fn an_rsa_key_of_a_megabyte_is_read_and_never_computed_with() {
        let modulus = [0xFF; 1 << 20];
        let key = PublicKey::from_pkix(&spki::rsa(&modulus, 65_537), &RustCrypto).unwrap();
        let refusal = NoVerifier::Rsa(RsaKeyError::LargeModulus { bits: 8 << 20 });
        assert_eq!(key.verifier(), Err(refusal));

        let exponent = [1, 0, 1];
        let unchecked = crypto::PublicKey::Rsa {
            modulus: &modulus,
            exponent: &exponent,
        };
        for algorithm in [crypto::Algorithm::RsaPkcs1, crypto::Algorithm::RsaPss] {
            let algorithm = algorithm(crypto::Hash::Sha256);
            assert_eq!(
                RustCrypto.verify(unchecked, b"", algorithm, &modulus),
                Err(crypto::InvalidSignature)
            );
        }
    }
}
