//! Chains of certificates as Go's `Certificate.Verify` builds and judges them, for code signing (reference.md §4.5, step 4).

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::name_constraints::{self, ConstraintError};
use super::policies;
use crate::crypto::{self, Algorithm};
use crate::trust::certificate::extensions::SUBJECT_ALTERNATIVE_NAME;
use crate::trust::certificate::{Certificate, CertificateTime, Name, SignatureAlgorithm};
use crate::trust::pool::CertificatePool;
use crate::trust::public_key::{NoVerifier, PublicKey, RsaKeyError};
use crate::verify::{Environment, UnixTime};

/// How many signatures on certificates are looked at for one signer; Go has the same limit.
pub const SIGNATURE_LIMIT: usize = 100;

/// keyCertSign (RFC 5280 §4.2.1.3)
const KEY_CERT_SIGN: u16 = 1 << 5;
/// anyExtendedKeyUsage, 2.5.29.37.0
const ANY_USAGE: &[u8] = b"\x55\x1D\x25\x00";
/// id-kp-codeSigning, 1.3.6.1.5.5.7.3.3
const CODE_SIGNING: &[u8] = b"\x2B\x06\x01\x05\x05\x07\x03\x03";

/// Why there is no good chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// A name is not one that an authority of the chain may vouch for.
    NameConstraints(ConstraintError),
    /// The time lies outside of a certificate's validity.
    Expired {
        /// Whose certificate.
        subject: Name,
        /// The time.
        time: UnixTime,
        /// When it begins to be valid.
        not_before: CertificateTime,
        /// The last second in which it is valid.
        not_after: CertificateTime,
    },
    /// No chain in which all certificates are for code signing.
    IncompatibleKeyUsage,
    /// No chain whose policies are those that its authorities demand.
    NoValidChains {
        /// How many chains have policies that are not.
        invalid_policies: usize,
        /// How many others have a certificate that is not for code signing.
        incompatible_key_usage: usize,
    },
    /// An intermediate that is no authority.
    NotAuthorizedToSign,
    /// A signature on a certificate.
    Signature(CertificateSignatureError),
    /// Too many certificates were tried.
    SignatureLimit,
    /// More authorities between it and the signer than it allows.
    TooManyIntermediates,
    /// A critical extension that is not understood.
    UnhandledCriticalExtension,
    /// Nobody trusted has signed it.
    UnknownAuthority(Option<Box<RejectedCandidate>>),
}

/// An authority that came close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedCandidate {
    /// Why it is not the one.
    pub error: PathError,
    /// Who it is.
    pub subject: Name,
    /// The number of its certificate, big-endian.
    pub serial: Vec<u8>,
}

/// Why one certificate is not signed by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateSignatureError {
    /// The algorithm is for keys of another kind.
    AlgorithmMismatch {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// The kind of the key: `RSA`, `ECDSA`, `Ed25519`.
        key: &'static str,
    },
    /// It does not hold.
    Ecdsa,
    /// It does not hold.
    Ed25519,
    /// A broken algorithm.
    Insecure(SignatureAlgorithm),
    /// The other may not sign certificates.
    NotAnAuthority,
    /// It does not hold.
    Rsa,
    /// The key is not fit.
    RsaKey(RsaKeyError),
    /// An algorithm that Go does not verify.
    Unsupported,
}

type Chain<'a> = Vec<&'a Certificate>;

/// Whether one of the chains from `leaf` to `roots` is good at a time.
pub(super) fn verify(
    leaf: &Certificate,
    roots: &CertificatePool,
    intermediates: &CertificatePool,
    time: UnixTime,
    environment: &Environment<'_>,
) -> Result<(), PathError> {
    let mut builder = Builder {
        roots,
        intermediates,
        time,
        environment,
        signatures: 0,
    };
    builder.check_valid(leaf, Role::Leaf, &[])?;
    let chains = if roots.contains(leaf, environment.crypto) {
        vec![vec![leaf]]
    } else {
        builder.build(leaf, &vec![leaf])?
    };

    let (mut invalid_policies, mut incompatible_key_usage, mut constraint_error) = (0, 0, None);
    for chain in &chains {
        if !policies::are_valid(chain, environment.budget) {
            invalid_policies += 1;
        } else if !chain.iter().all(|certificate| is_for_code_signing(certificate)) {
            incompatible_key_usage += 1;
        } else if let Err(error) = name_constraints::check(chain, environment.budget) {
            constraint_error.get_or_insert(error);
        } else {
            return Ok(());
        }
    }
    Err(match constraint_error {
        Some(error) => PathError::NameConstraints(error),
        None if invalid_policies == 0 => PathError::IncompatibleKeyUsage,
        None => PathError::NoValidChains {
            invalid_policies,
            incompatible_key_usage,
        },
    })
}

/// A certificate without that extension is for everything.
fn is_for_code_signing(certificate: &Certificate) -> bool {
    let usages = &certificate.extensions.extended_key_usages;
    usages.is_empty() || usages.iter().any(|usage| usage == ANY_USAGE || usage == CODE_SIGNING)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Intermediate,
    Leaf,
    Root,
}

struct Builder<'a> {
    roots: &'a CertificatePool,
    intermediates: &'a CertificatePool,
    time: UnixTime,
    environment: &'a Environment<'a>,
    signatures: usize,
}

impl<'a> Builder<'a> {
    /// All chains that go on from `chain`, whose last certificate is `certificate`. Which error is returned where there is none depends on the order
    /// of the candidates: the last one that was signed for but not valid now counts more than all that did not sign.
    fn build(&mut self, certificate: &'a Certificate, chain: &Chain<'a>) -> Result<Vec<Chain<'a>>, PathError> {
        let mut chains = Vec::new();
        let mut last_error = None;
        let mut hint = None;
        let candidates = [(Role::Root, self.roots), (Role::Intermediate, self.intermediates)]
            .into_iter()
            .flat_map(|(role, pool)| {
                let issuers = pool.potential_issuers(certificate);
                issuers.into_iter().map(move |candidate| (role, candidate))
            });
        for (role, candidate) in candidates {
            self.signatures += 1;
            if self.signatures > SIGNATURE_LIMIT {
                last_error = Some(PathError::SignatureLimit);
                break;
            }
            if candidate.public_key.is_none() || is_in_chain(candidate, chain) {
                continue;
            }
            let mut reject = |error: PathError| {
                hint.get_or_insert_with(|| RejectedCandidate {
                    error,
                    subject: candidate.subject.clone(),
                    serial: candidate.serial.clone(),
                });
            };
            if let Err(error) = check_signature(certificate, candidate, self.environment) {
                reject(PathError::Signature(error));
                continue;
            }
            last_error = self.check_valid(candidate, role, chain).err();
            if let Some(error) = &last_error {
                reject(error.clone());
                continue;
            }
            let mut longer = chain.to_owned();
            longer.push(candidate);
            if role == Role::Root {
                chains.push(longer);
                continue;
            }
            match self.build(candidate, &longer) {
                Ok(more) => chains.extend(more),
                Err(error) => {
                    let is_limit = error == PathError::SignatureLimit;
                    last_error = Some(error);
                    if is_limit {
                        break;
                    }
                }
            }
        }
        if chains.is_empty() {
            Err(last_error.unwrap_or_else(|| PathError::UnknownAuthority(hint.map(Box::new))))
        } else {
            Ok(chains)
        }
    }

    /// What makes a certificate unfit whoever signed it.
    fn check_valid(&self, certificate: &Certificate, role: Role, chain: &[&Certificate]) -> Result<(), PathError> {
        if !certificate.extensions.unhandled_critical.is_empty() {
            return Err(PathError::UnhandledCriticalExtension);
        }
        let (not_before, not_after) = (certificate.not_before, certificate.not_after);
        // Go counts from the year 1 and lets far times run over.
        let time = from_year_one(self.time.0);
        if time < from_year_one(not_before.seconds) || time > from_year_one(not_after.seconds) {
            return Err(PathError::Expired {
                subject: certificate.subject.clone(),
                time: self.time,
                not_before,
                not_after,
            });
        }
        let constraints = certificate.extensions.basic_constraints;
        if role == Role::Intermediate && !constraints.is_some_and(|constraints| constraints.is_authority) {
            return Err(PathError::NotAuthorizedToSign);
        }
        let intermediates = u64::try_from(chain.len().saturating_sub(1)).unwrap_or(u64::MAX);
        match constraints.and_then(|constraints| constraints.path_length) {
            // The signer's own length of path is never too short.
            Some(limit) if role != Role::Leaf && intermediates > limit => Err(PathError::TooManyIntermediates),
            _ => Ok(()),
        }
    }
}

/// Seconds since 0001-01-01T00:00:00Z.
pub(crate) fn from_year_one(seconds: i64) -> i64 {
    seconds.wrapping_add(62_135_596_800)
}

/// Whether a certificate for the same name, key and other names is there: chains must not run in circles.
fn is_in_chain(candidate: &Certificate, chain: &[&Certificate]) -> bool {
    let names = |certificate: &Certificate| {
        certificate
            .extensions
            .value(SUBJECT_ALTERNATIVE_NAME)
            .map(<[u8]>::to_vec)
    };
    let wanted = names(candidate);
    for certificate in chain {
        if certificate.subject.der != candidate.subject.der || certificate.spki != candidate.spki {
            continue;
        }
        match (&wanted, names(certificate)) {
            (None, None) => return true,
            (Some(wanted), Some(found)) => {
                if *wanted == found {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

/// Whether `issuer` signed `certificate` and may do so. An authority needs the extension that says so, unless it is of a version without extensions.
fn check_signature(
    certificate: &Certificate,
    issuer: &Certificate,
    environment: &Environment<'_>,
) -> Result<(), CertificateSignatureError> {
    let is_authority = match issuer.extensions.basic_constraints {
        Some(constraints) => constraints.is_authority,
        None => issuer.version < 3,
    };
    let usage = issuer.extensions.key_usage;
    if !is_authority || (usage != 0 && usage & KEY_CERT_SIGN == 0) {
        return Err(CertificateSignatureError::NotAnAuthority);
    }
    let (Some(key), Some(algorithm)) = (&issuer.public_key, certificate.signature_algorithm) else {
        return Err(CertificateSignatureError::Unsupported);
    };
    verify_signature(certificate, algorithm, key, environment)
}

fn verify_signature(
    certificate: &Certificate,
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
    environment: &Environment<'_>,
) -> Result<(), CertificateSignatureError> {
    let (algorithm_of_signature, failure) = match algorithm {
        SignatureAlgorithm::DsaWithSha1
        | SignatureAlgorithm::EcdsaWithSha1
        | SignatureAlgorithm::Md5WithRsa
        | SignatureAlgorithm::Sha1WithRsa => return Err(CertificateSignatureError::Insecure(algorithm)),
        SignatureAlgorithm::DsaWithSha256 => (None, CertificateSignatureError::Unsupported),
        SignatureAlgorithm::Ecdsa(hash) => (Some(Algorithm::EcdsaDer(hash)), CertificateSignatureError::Ecdsa),
        SignatureAlgorithm::Ed25519 => (Some(Algorithm::Ed25519), CertificateSignatureError::Ed25519),
        SignatureAlgorithm::Rsa(hash) => (Some(Algorithm::RsaPkcs1(hash)), CertificateSignatureError::Rsa),
        SignatureAlgorithm::RsaPss(hash) => (Some(Algorithm::RsaPss(hash)), CertificateSignatureError::Rsa),
    };
    let mismatch = |key| Err(CertificateSignatureError::AlgorithmMismatch { algorithm, key });
    let verifier = key.verifier();
    let kind = match &verifier {
        Ok(crypto::PublicKey::Ecdsa { .. }) => "ECDSA",
        Ok(crypto::PublicKey::Ed25519(_)) => "Ed25519",
        Ok(crypto::PublicKey::Rsa { .. }) | Err(NoVerifier::Rsa(_)) => "RSA",
        Err(NoVerifier::UnsupportedAlgorithm) => return Err(CertificateSignatureError::Unsupported),
    };
    let algorithm_of_signature = match (algorithm_of_signature, kind) {
        (Some(found @ (Algorithm::EcdsaDer(_) | Algorithm::EcdsaFixed(_))), "ECDSA") => found,
        (Some(found @ Algorithm::Ed25519), "Ed25519") => found,
        (Some(found @ (Algorithm::RsaPkcs1(_) | Algorithm::RsaPss(_))), "RSA") => found,
        _ => return mismatch(kind),
    };
    let verifier = verifier.map_err(|none| match none {
        NoVerifier::Rsa(error) => CertificateSignatureError::RsaKey(error),
        NoVerifier::UnsupportedAlgorithm => CertificateSignatureError::Unsupported,
    })?;
    if !environment.budget.verification() || !environment.budget.bytes(certificate.signed.len()) {
        return Err(failure);
    }
    environment
        .crypto
        .verify(
            verifier,
            &certificate.signed,
            algorithm_of_signature,
            &certificate.signature,
        )
        .map_err(|_| failure)
}
