//! Public keys of sigstore, and of its logs.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Examination, Flaw, RSA_BITS, Subject, Usage, Weakness, WrongKind};
use crate::trust::public_key::{NoVerifier, RsaKeyError};
use crate::trust::{PublicKey, pem};

/// The most PEM blocks that are counted.
const BLOCK_LIMIT: usize = 100;

pub(super) fn examine(subject: &Subject<'_>, bytes: &[u8], usage: Usage) -> Examination {
    let mut examination = Examination::default();
    let Ok(key) = PublicKey::from_pem(bytes, subject.crypto) else {
        examination.flaws = Vec::from([Flaw::WrongKind(WrongKind::Unparsable)]);
        return examination;
    };
    let algorithm = key.algorithm_name();
    let flaws = &mut examination.flaws;
    if usage == Usage::RekorKey && !key.is_ecdsa() {
        flaws.push(Flaw::WrongKind(WrongKind::NotEcdsa { algorithm }));
    } else if let Some(flaw) = weakness(&key, algorithm) {
        flaws.push(flaw);
    }
    let count = count(bytes);
    if count > 1 {
        flaws.push(Flaw::OnlyFirstIsRead { count });
    }
    examination
}

fn weakness(key: &PublicKey, algorithm: String) -> Option<Flaw> {
    match key.verifier() {
        Err(NoVerifier::Rsa(RsaKeyError::SmallModulus { bits })) => Some(Flaw::Weak {
            key: algorithm,
            why: Weakness::Rsa { bits, is_refused: true },
        }),
        Err(_) => Some(Flaw::WrongKind(WrongKind::NoVerifier { algorithm })),
        Ok(_) => {
            let bits = key.rsa_bits().filter(|bits| *bits < RSA_BITS)?;
            let why = Weakness::Rsa {
                bits,
                is_refused: false,
            };
            Some(Flaw::Weak { key: algorithm, why })
        }
    }
}

fn count(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    let mut count = 0;
    while let Some((block, after)) = pem::decode(rest) {
        count += usize::from(block.label.ends_with(b"PUBLIC KEY"));
        rest = after;
        if count >= BLOCK_LIMIT {
            break;
        }
    }
    count
}
