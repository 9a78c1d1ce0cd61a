//! Public keys as JSON Web Keys (RFC 7517), as libtrust reads them in the signatures of a schema 1 manifest (reference.md §8). Nothing is verified
//! with them: they only must be such keys.

use alloc::string::String;
use alloc::vec::Vec;

use super::spki;
use crate::base64::{self, UrlDecodeError};
use crate::crypto::{CryptoProvider, Curve};
use crate::json::Value;
use crate::json::fields::{self, FieldErrorKind};

/// Why a value is no public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwkError {
    /// Another curve.
    Curve(String),
    /// A part that is not base64 in its URL form.
    Encoding {
        /// Which.
        part: Part,
        /// Why.
        error: UrlDecodeError,
    },
    /// An exponent of more than four bytes: Go ends with a panic.
    ExponentTooLong {
        /// In bytes.
        length: usize,
    },
    /// The name of the key is another than the one that follows from the key.
    KeyId {
        /// Whether the key is of RSA.
        rsa: bool,
        /// As written.
        written: String,
    },
    /// A coordinate with another number of bytes than the curve's.
    Length {
        /// Which.
        part: Part,
        /// How many there are.
        got: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// A part that is not there.
    Missing(Part),
    /// It is no object.
    NotAnObject(FieldErrorKind),
    /// A part that is no text.
    NotAString(Part),
    /// It is a private key.
    PrivateExponent,
    /// Another type than EC and RSA.
    Type(String),
}

/// The members of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `crv`
    Curve,
    /// `kid` of a key on a curve
    EcKeyId,
    /// `e`
    Exponent,
    /// `n`
    Modulus,
    /// `kid` of an RSA key
    RsaKeyId,
    /// `kty`
    Type,
    /// `x`
    X,
    /// `y`
    Y,
}

impl Part {
    /// The name of the member.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Curve => "crv",
            Self::EcKeyId | Self::RsaKeyId => "kid",
            Self::Exponent => "e",
            Self::Modulus => "n",
            Self::Type => "kty",
            Self::X => "x",
            Self::Y => "y",
        }
    }
}

/// Checks that a value is a public key.
///
/// # Errors
/// What libtrust finds first. A point off its curve is no error, unless the key has a name.
pub fn check(value: Value<'_>, crypto: &dyn CryptoProvider) -> Result<(), JwkError> {
    fields::any_map(value).map_err(|error| JwkError::NotAnObject(error.kind))?;
    let key = Key(value);
    match key.text(Part::Type)?.as_str() {
        "EC" => key.check_ec(crypto),
        "RSA" => key.check_rsa(crypto),
        other => Err(JwkError::Type(other.into())),
    }
}

struct Key<'a>(Value<'a>);

impl Key<'_> {
    fn check_ec(&self, crypto: &dyn CryptoProvider) -> Result<(), JwkError> {
        let (curve, length) = match self.text(Part::Curve)?.as_str() {
            "P-256" => (Curve::P256, 32),
            "P-384" => (Curve::P384, 48),
            "P-521" => (Curve::P521, 66),
            other => return Err(JwkError::Curve(other.into())),
        };
        let mut point = alloc::vec![4];
        point.extend(self.coordinate(Part::X, length)?);
        point.extend(self.coordinate(Part::Y, length)?);
        self.check_key_id(Part::EcKeyId, || {
            // Go cannot write a key with a point off its curve; such a key has an empty name.
            crypto
                .is_on_curve(curve, &point)
                .then(|| key_id(&spki::ecdsa(curve, &point), crypto))
        })
    }

    fn check_rsa(&self, crypto: &dyn CryptoProvider) -> Result<(), JwkError> {
        let modulus = self.bytes(Part::Modulus)?;
        let exponent = self.bytes(Part::Exponent)?;
        let exponent = exponent.iter().try_fold((0_u32, 0_usize), |(value, length), byte| {
            (length < 4).then_some((value << 8 | u32::from(*byte), length + 1))
        });
        let Some((exponent, _)) = exponent else {
            let length = self.bytes(Part::Exponent)?.len();
            return Err(JwkError::ExponentTooLong { length });
        };
        self.check_key_id(Part::RsaKeyId, || {
            Some(key_id(&spki::rsa(&modulus, i64::from(exponent)), crypto))
        })?;
        match self.member("d") {
            Some(_) => Err(JwkError::PrivateExponent),
            None => Ok(()),
        }
    }

    /// The name may be missing; else it must be the key's.
    fn check_key_id(&self, part: Part, computed: impl FnOnce() -> Option<String>) -> Result<(), JwkError> {
        if self.member(part.key()).is_none() {
            return Ok(());
        }
        let written = self.text(part)?;
        if written == computed().unwrap_or_default() {
            Ok(())
        } else {
            let rsa = part == Part::RsaKeyId;
            Err(JwkError::KeyId { rsa, written })
        }
    }

    fn coordinate(&self, part: Part, wanted: usize) -> Result<Vec<u8>, JwkError> {
        let bytes = self.bytes(part)?;
        let got = bytes.len();
        if got == wanted {
            Ok(bytes)
        } else {
            Err(JwkError::Length { part, got, wanted })
        }
    }

    fn bytes(&self, part: Part) -> Result<Vec<u8>, JwkError> {
        base64::decode_url(&self.text(part)?).map_err(|error| JwkError::Encoding { part, error })
    }

    fn text(&self, part: Part) -> Result<String, JwkError> {
        let value = self.member(part.key()).ok_or(JwkError::Missing(part))?;
        let text = value.string().ok_or(JwkError::NotAString(part))?;
        Ok(text.into_owned())
    }

    /// Of members with the same name, Go keeps the last.
    fn member(&self, name: &str) -> Option<Value<'_>> {
        let members = self.0.members().filter(|member| member.key == name);
        members.last().map(|member| member.value)
    }
}

/// The name that libtrust gives to a key: 240 bits of the SHA-256 digest of its SPKI, in base32, in twelve groups.
fn key_id(spki: &[u8], crypto: &dyn CryptoProvider) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digest = crypto.sha256(spki);
    let mut text = String::new();
    for five_bytes in digest.get(..30).unwrap_or_default().chunks_exact(5) {
        let bits = five_bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            if place % 4 == 3 && !text.is_empty() {
                text.push(':');
            }
            let index = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
            text.extend(ALPHABET.get(index).copied().map(char::from));
        }
    }
    text
}
