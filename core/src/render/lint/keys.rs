//! Words for keys and certificates.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::Said;
use crate::files::FileErrorKind;
use crate::lint::keys::{Flaw, KeyFinding, Usage, Weakness, WrongKind};
use crate::render::containers_image::files::file_error;
use crate::trust::material::Material;
use crate::verify::UnixTime;

pub(super) fn words(found: &KeyFinding, now: UnixTime) -> Said {
    let place = match &found.path {
        Some(path) => path.as_str(),
        None => "this",
    };
    let only = if found.is_last {
        ": nothing can fulfil this requirement"
    } else {
        ""
    };
    match &found.flaw {
        Flaw::Base64Twice => Said::new(format!(
            "{place} is the base64 of {}, once more than it may be",
            wanted(found.usage)
        ))
        .help("encode it once: `base64 -w0 KEYFILE` for a field of the policy, and no base64 at all for a file"),
        Flaw::CannotSign { key } => Said::new(format!("the key {key} is not for signing{only}"))
            .help("its owner says so in the key itself; ask for the key that signs"),
        Flaw::Expired { key, at } => {
            let said = Said::new(format!(
                "{} {key} expired on {}, {} ago{}",
                a_kind(found.usage),
                date(*at),
                days(at.0, now.0),
                since(found, only)
            ));
            match found.usage {
                Usage::Keyring => said.help(
                    "if the owner has extended the key, get its newer copy; else the images need a new signature",
                ),
                Usage::FulcioAuthority => said.help("signatures that the log dates before that are still good"),
                _ => said.help(
                    "certificates of a public key infrastructure are held against the present time: get the newer ones",
                ),
            }
        }
        Flaw::ExpiresSoon { key, at } => Said::new(format!(
            "{} {key} expires on {}, in {}",
            a_kind(found.usage),
            date(*at),
            days(now.0, at.0)
        ))
        .help(match found.usage {
            Usage::Keyring => {
                "from then on every signature by it is refused, older ones, too: add the next key in time (keyPaths)"
            }
            Usage::FulcioAuthority => {
                "signatures that the log dates after that will be refused: add the next authority in time"
            }
            _ => "from then on every signature below it is refused: add the next certificate in time",
        }),
        Flaw::NotYetValid { key, at } => Said::new(format!(
            "{} {key} is not valid before {}, in {}{}",
            a_kind(found.usage),
            date(*at),
            days(now.0, at.0),
            since(found, only)
        ))
        .help("is the clock right?"),
        Flaw::OnlyFirstIsRead { count } => {
            Said::new(format!("{place} has {count} keys, and only the first of them is read"))
                .help("give each key a file and list them in keyPaths or keyDatas")
        }
        Flaw::Private => Said::new(format!("{place} is a private key: whoever reads it can sign"))
            .help("if it was published, it is lost: make a new one, and take this one out of every policy")
            .help("name the public half: `cosign public-key --key …`, `gpg --export …`, `openssl pkey -pubout …`"),
        Flaw::Revoked { key } => Said::new(format!("the key {key} was revoked by its owner{only}"))
            .help("no signature by it is accepted, older ones neither: ask its owner for the new key"),
        Flaw::Unreadable(error) if error.kind == FileErrorKind::PermissionDenied => {
            Said::new(format!("the key file may not be read: {}", file_error(error)))
                .help("ask as the user who pulls images; what a node cannot read fails the requirement")
        }
        Flaw::Unreadable(error) => {
            Said::new(format!("the key file cannot be read: {}", file_error(error))).help(format!(
                "nodes refuse every image under this requirement, as long as nothing lies at {}",
                error.path
            ))
        }
        Flaw::Weak { key, why } => weak(found, key, *why),
        Flaw::WrongKind(wrong) => wrong_kind(found, wrong, place),
    }
}

fn since(found: &KeyFinding, only: &str) -> String {
    match found.usage {
        Usage::FulcioAuthority => String::new(),
        _ => only.to_string(),
    }
}

fn weak(found: &KeyFinding, key: &str, why: Weakness) -> Said {
    match why {
        Weakness::Dsa => Said::new(format!("the key {key} is a DSA key, which few tools still verify")).help("ask for a newer key"),
        Weakness::Rsa { bits, is_refused: true } => Said::new(format!("the RSA key ({key}) has {bits} bits: the reference computes with no fewer than 1024"))
            .help("ask for a key of 2048 bits or more"),
        Weakness::Rsa { bits, .. } => {
            let whose = match found.usage {
                Usage::PublicKey | Usage::RekorKey => String::new(),
                _ => format!(" of {key}"),
            };
            Said::new(format!("the RSA key{whose} has {bits} bits, which is too short to be safe today")).help("ask for a key of 2048 bits or more")
        }
        Weakness::Sha1Certificate => Said::new(format!("the certificate {key} is signed with SHA-1, which is never accepted"))
            .help("ask its authority for one that is signed with SHA-256"),
        Weakness::Sha1SelfSignature => Said::new(format!("all that the key {key} says of itself is signed with SHA-1: nodes that verify with Sequoia refuse it, those with GnuPG do not"))
            .help("its owner can renew that: `gpg --cert-digest-algo SHA256 --quick-set-expire …`"),
    }
}

fn wrong_kind(found: &KeyFinding, wrong: &WrongKind, place: &str) -> Said {
    let wanted = wanted(found.usage);
    match wrong {
        WrongKind::NotAnAuthority { key } => Said::new(format!(
            "the certificate {key} is not that of an authority: it vouches for no other"
        ))
        .help("name the certificate that signed it"),
        WrongKind::NoVerifier { algorithm } => {
            Said::new(format!("nothing is verified with keys of this algorithm ({algorithm})"))
                .help("sigstore signs with ECDSA, Ed25519 or RSA")
        }
        WrongKind::NotEcdsa { algorithm } => {
            Said::new(format!("a log's key must be ECDSA, and this one is {algorithm}"))
                .help("name the public key of the Rekor log, such as `cosign initialize` fetches")
        }
        WrongKind::NothingToImport => Said::new(format!("GnuPG imports no key from {place}"))
            .help("a key needs a user ID that it has signed itself: export it again with `gpg --export`"),
        WrongKind::Unparsable => Said::new(format!("{place} looks like {wanted}, and cannot be read as one"))
            .help("is it cut off, or was it changed on the way?"),
        WrongKind::Other(material) => {
            let said = Said::new(format!(
                "{place} is {}, and {wanted} is asked for",
                material_name(material)
            ));
            match kind_help(found.usage, material) {
                Some(help) => said.help(help),
                None => said,
            }
        }
    }
}

fn kind_help(usage: Usage, material: &Material) -> Option<&'static str> {
    Some(match (usage, material) {
        (Usage::Keyring, Material::PublicKey | Material::Certificate) => {
            "keys of cosign are for sigstoreSigned; signedBy verifies signatures of GPG"
        }
        (Usage::PublicKey, Material::OpenPgpKeys) => "keys of GPG are for signedBy (with \"keyType\": \"GPGKeys\")",
        (Usage::PublicKey, Material::Certificate) => {
            "take the key out of it: `openssl x509 -pubkey -noout -in FILE`; to trust who holds such a certificate, write pki"
        }
        (_, Material::Ssh) => "OpenSSH's keys are not for images",
        (_, Material::Der) => "write it as PEM: `openssl pkey -pubin -inform DER …`, `openssl x509 -inform DER …`",
        (_, Material::Json) => {
            "is it a signature, a bundle or sigstore's trusted_root.json? Keys and certificates are in those, in base64"
        }
        (_, Material::Empty) => "was it copied whole?",
        (_, Material::OpenPgpOther) => "is it a signature? The key of its maker is another file: `gpg --export`",
        _ => return None,
    })
}

#[must_use]
pub(crate) fn material_name(material: &Material) -> String {
    match material {
        Material::Base64(_, inner) => format!("base64 of {}", material_name(inner)),
        Material::Certificate => "a certificate".into(),
        Material::Der => "ASN.1 without PEM around it".into(),
        Material::Empty => "empty".into(),
        Material::Json => "JSON".into(),
        Material::OpenPgpKeys => "a file of OpenPGP keys".into(),
        Material::OpenPgpOther => "an OpenPGP message".into(),
        Material::OtherPem(label) => format!("a PEM block {label:?}"),
        Material::Private => "a private key".into(),
        Material::PublicKey => "a public key in PEM".into(),
        Material::Ssh => "a key of OpenSSH".into(),
        Material::Unknown => "of no kind that pullgate knows".into(),
    }
}

fn wanted(usage: Usage) -> &'static str {
    match usage {
        Usage::FulcioAuthority | Usage::PkiIntermediates | Usage::PkiRoots => "a certificate in PEM",
        Usage::Keyring => "a file of OpenPGP keys",
        Usage::PublicKey | Usage::RekorKey => "a public key in PEM",
    }
}

fn a_kind(usage: Usage) -> &'static str {
    match usage {
        Usage::FulcioAuthority | Usage::PkiIntermediates | Usage::PkiRoots => "the certificate",
        Usage::Keyring | Usage::PublicKey | Usage::RekorKey => "the key",
    }
}

/// `2026-06-01`
fn date(time: UnixTime) -> String {
    match jiff::Timestamp::from_second(time.0) {
        Ok(timestamp) => timestamp
            .to_string()
            .chars()
            .take_while(|letter| *letter != 'T')
            .collect(),
        Err(_) => "a date beyond the calendar".into(),
    }
}

fn days(from: i64, to: i64) -> String {
    match to.saturating_sub(from) / (24 * 60 * 60) {
        0 => "less than a day".into(),
        1 => "one day".into(),
        days => format!("{days} days"),
    }
}
