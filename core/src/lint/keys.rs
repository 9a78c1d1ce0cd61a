//! Keys and certificates, as far as their bytes are known: of another kind than asked for, private, weak, revoked, expired, or soon to be.
//! Source: reference.md §3.1, §3.3, §4.2, §4.5, §4.6.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{FindingKind, Findings, Rule, Subject};
use crate::diagnostic::{Code, Severity};
use crate::files::{FileError, FileErrorKind};
use crate::policy::{ByteSource, KeyMaterial, KeyType, RequirementKind, SigstoreKeys};
use crate::source::{Edit, Span};
use crate::trust::material::{Material, recognise};
use crate::verify::UnixTime;

mod certificates;
#[cfg(feature = "openpgp")]
mod keyrings;
mod public_keys;

/// How long before the end of a key a policy that needs it is worth a warning: time enough to publish another one and to take it to the nodes.
pub const SOON_DAYS: i64 = 30;
/// RSA keys of fewer bits are weak (NIST SP 800-131A, table 2).
pub const RSA_BITS: usize = 2_048;
/// How many different keys and files are looked into; each OpenPGP file may cost thousands of operations.
const EXAMINATION_LIMIT: usize = 1_000;
/// How many bytes of them, together.
const BYTES_LIMIT: usize = 64 << 20;
/// How many operations with public keys OpenPGP files may cost, all together: a policy names a handful of keys with a dozen each.
#[cfg(feature = "openpgp")]
const OPERATION_LIMIT: usize = 4_000;

/// Something about keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFinding {
    /// What the key is for.
    pub usage: Usage,
    /// The path of its file; `None` for bytes in the policy.
    pub path: Option<String>,
    /// What there is to say.
    pub flaw: Flaw,
    /// Whether the requirement has no other key that is good.
    pub is_last: bool,
}

/// What a key or certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// The authorities of `fulcio`.
    FulcioAuthority,
    /// `signedBy`
    Keyring,
    /// Intermediate certificates of `pki`.
    PkiIntermediates,
    /// The roots of `pki`.
    PkiRoots,
    /// `sigstoreSigned`
    PublicKey,
    /// The key of a transparency log.
    RekorKey,
}

/// What is wrong with a key or a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is the base64 of what it should be.
    Base64Twice,
    /// It cannot sign: no key in the file is for that.
    CannotSign {
        /// Which.
        key: String,
    },
    /// It has expired.
    Expired {
        /// Which.
        key: String,
        /// When.
        at: UnixTime,
    },
    /// It expires within [`SOON_DAYS`].
    ExpiresSoon {
        /// Which.
        key: String,
        /// When.
        at: UnixTime,
    },
    /// Only the first of several keys in a file is read.
    OnlyFirstIsRead {
        /// How many there are.
        count: usize,
    },
    /// It is not valid yet.
    NotYetValid {
        /// Which.
        key: String,
        /// When it begins to be.
        at: UnixTime,
    },
    /// It is a secret.
    Private,
    /// Its owner revoked it.
    Revoked {
        /// Which.
        key: String,
    },
    /// The file cannot be read.
    Unreadable(FileError),
    /// It is easily forged, or some nodes refuse it.
    Weak {
        /// Which.
        key: String,
        /// Why.
        why: Weakness,
    },
    /// It is something else.
    WrongKind(WrongKind),
}

/// Why a key is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// An algorithm that is out of use, and that few tools verify.
    Dsa,
    /// Fewer than [`RSA_BITS`].
    Rsa {
        /// How many.
        bits: usize,
        /// The reference computes with no fewer than 1024.
        is_refused: bool,
    },
    /// A certificate that is signed with SHA-1, which the reference never accepts.
    Sha1Certificate,
    /// What a key says of itself is signed with SHA-1: GnuPG takes it, Sequoia does not.
    Sha1SelfSignature,
}

/// What stands in the place of a key or certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongKind {
    /// Certificates that are no authority's.
    NotAnAuthority {
        /// Which.
        key: String,
    },
    /// A key with which the reference verifies nothing.
    NoVerifier {
        /// Its algorithm.
        algorithm: String,
    },
    /// A log's key that is not ECDSA.
    NotEcdsa {
        /// Its algorithm.
        algorithm: String,
    },
    /// A file of OpenPGP keys in which GnuPG finds none that it imports.
    NothingToImport,
    /// It looks like this.
    Other(Box<Material>),
    /// It looks right and cannot be read.
    Unparsable,
}

impl KeyFinding {
    pub(super) fn code(&self) -> Code {
        match &self.flaw {
            Flaw::Base64Twice => Code::KeyDataTwiceEncoded,
            Flaw::CannotSign { .. } => Code::KeyCannotSign,
            Flaw::Expired { .. } | Flaw::NotYetValid { .. } => Code::KeyExpired,
            Flaw::ExpiresSoon { .. } => Code::KeyExpiresSoon,
            Flaw::OnlyFirstIsRead { .. } => Code::OnlyFirstKeyRead,
            Flaw::Private => Code::PrivateKey,
            Flaw::Revoked { .. } => Code::KeyRevoked,
            Flaw::Unreadable(_) => Code::KeyFileMissing,
            Flaw::Weak { .. } => Code::KeyWeak,
            Flaw::WrongKind(_) => Code::KeyOfWrongKind,
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match &self.flaw {
            // Certificates of Fulcio are judged at the time of the signature.
            Flaw::Expired { .. } | Flaw::NotYetValid { .. } if self.usage == Usage::FulcioAuthority => {
                Severity::Warning
            }
            Flaw::Expired { .. } | Flaw::NotYetValid { .. } | Flaw::Revoked { .. } | Flaw::CannotSign { .. } => {
                if self.is_last {
                    Severity::Error
                } else {
                    Severity::Warning
                }
            }
            // The reference reads all keys of a requirement first, and one that cannot be read fails it (reference.md §3.1, §4.2).
            // Who asks may be another user than who pulls.
            Flaw::Unreadable(error) if error.kind == FileErrorKind::PermissionDenied => Severity::Warning,
            Flaw::Base64Twice | Flaw::Private | Flaw::Unreadable(_) => Severity::Error,
            Flaw::WrongKind(WrongKind::NotAnAuthority { .. }) => Severity::Warning,
            Flaw::WrongKind(_) => Severity::Error,
            Flaw::Weak {
                why: Weakness::Rsa { is_refused: true, .. },
                ..
            } => Severity::Error,
            Flaw::ExpiresSoon { .. } | Flaw::OnlyFirstIsRead { .. } | Flaw::Weak { .. } => Severity::Warning,
        }
    }

    /// Whether nothing can be verified with the key.
    fn is_dead(flaw: &Flaw) -> bool {
        !matches!(
            flaw,
            Flaw::ExpiresSoon { .. } | Flaw::OnlyFirstIsRead { .. } | Flaw::Weak { .. }
        )
    }
}

/// What was found in one file or datum, whatever names it.
#[derive(Clone, Debug, Default)]
struct Examination {
    flaws: Vec<Flaw>,
    /// How many keys or certificates in it are good.
    good: usize,
    /// What the base64 in the policy should stand for.
    decoded: Option<Vec<u8>>,
}

/// The files and data that were looked into.
#[derive(Debug, Default)]
pub struct Examined {
    known: BTreeMap<(Usage, Result<String, Vec<u8>>), Examination>,
    bytes: usize,
    #[cfg(feature = "openpgp")]
    operations: usize,
    /// Whether something was not looked into, for want of time.
    pub(super) is_cut: bool,
}

pub(super) fn check(subject: &Subject<'_>, rule: &Rule<'_>, examined: &mut Examined, findings: &mut Findings) {
    for requirement in rule.requirements.items() {
        if findings.is_full() {
            return;
        }
        match &requirement.kind {
            RequirementKind::SignedBy(signed) if signed.key_type.value == KeyType::GpgKeys => {
                check_material(subject, &signed.keys, Usage::Keyring, examined, findings);
            }
            RequirementKind::SigstoreSigned(signed) => {
                match &signed.keys {
                    SigstoreKeys::PublicKeys(keys) => {
                        check_material(subject, keys, Usage::PublicKey, examined, findings);
                    }
                    SigstoreKeys::Fulcio(fulcio) => {
                        check_sources(subject, [&fulcio.ca], Usage::FulcioAuthority, examined, findings);
                    }
                    SigstoreKeys::Pki(pki) => {
                        check_sources(subject, [&pki.roots], Usage::PkiRoots, examined, findings);
                        check_sources(subject, &pki.intermediates, Usage::PkiIntermediates, examined, findings);
                    }
                }
                if let Some(rekor) = &signed.rekor {
                    check_material(subject, rekor, Usage::RekorKey, examined, findings);
                }
            }
            _ => {}
        }
    }
}

fn check_material(
    subject: &Subject<'_>,
    keys: &KeyMaterial,
    usage: Usage,
    examined: &mut Examined,
    findings: &mut Findings,
) {
    check_sources(subject, &keys.items, usage, examined, findings);
}

/// Any key of them may have signed.
fn check_sources<'s>(
    subject: &Subject<'_>,
    sources: impl IntoIterator<Item = &'s ByteSource>,
    usage: Usage,
    examined: &mut Examined,
    findings: &mut Findings,
) {
    let mut found: Vec<(Span, Option<String>, Examination)> = Vec::new();
    for source in sources {
        if let Some(examination) = examined.look_into(subject, source, usage) {
            let path = match source {
                ByteSource::Path(path) => Some(path.value.clone()),
                ByteSource::Data(_) => None,
            };
            found.push((source.span(), path, examination));
        }
    }
    let is_last = found.iter().all(|(_, _, examination)| examination.good == 0);
    for (span, path, examination) in found {
        for flaw in examination.flaws {
            let edits = match (&flaw, &examination.decoded, &path) {
                (Flaw::Base64Twice, Some(decoded), None) => {
                    Vec::from([Edit::replace(span, format!("\"{}\"", STANDARD.encode(decoded)))])
                }
                _ => Vec::new(),
            };
            let kind = FindingKind::Key(KeyFinding {
                usage,
                path: path.clone(),
                flaw,
                is_last,
            });
            findings.push_with(span, kind, edits);
        }
    }
}

impl Examined {
    /// `None` where the bytes are not known, or nothing was given, or too much was looked into already.
    fn look_into(&mut self, subject: &Subject<'_>, source: &ByteSource, usage: Usage) -> Option<Examination> {
        let key = match source {
            ByteSource::Path(path) => {
                subject.files?;
                (usage, Ok(path.value.clone()))
            }
            // A field without keys is another finding.
            ByteSource::Data(data) if data.value.is_empty() => return None,
            ByteSource::Data(data) => (usage, Err(data.value.clone())),
        };
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        if self.known.len() >= EXAMINATION_LIMIT || self.bytes > BYTES_LIMIT {
            self.is_cut = true;
            return None;
        }
        let examination = match source {
            ByteSource::Data(data) => self.examine(subject, &data.value, usage),
            ByteSource::Path(path) => match subject.files?.read(&path.value) {
                Ok(bytes) => self.examine(subject, &bytes, usage),
                Err(error) => Examination {
                    flaws: Vec::from([Flaw::Unreadable(error)]),
                    ..Examination::default()
                },
            },
        };
        self.known.insert(key, examination.clone());
        Some(examination)
    }

    fn examine(&mut self, subject: &Subject<'_>, bytes: &[u8], usage: Usage) -> Examination {
        self.bytes = self.bytes.saturating_add(bytes.len());
        let material = recognise(bytes);
        let is_right = |material: &Material| {
            matches!(
                (usage, material),
                (Usage::Keyring, Material::OpenPgpKeys)
                    | (Usage::PublicKey | Usage::RekorKey, Material::PublicKey)
                    | (
                        Usage::FulcioAuthority | Usage::PkiRoots | Usage::PkiIntermediates,
                        Material::Certificate
                    )
            )
        };
        let only = |flaw| Examination {
            flaws: Vec::from([flaw]),
            ..Examination::default()
        };
        match material {
            Material::Private => only(Flaw::Private),
            Material::Base64(decoded, inner) if is_right(&inner) => Examination {
                decoded: Some(decoded),
                ..only(Flaw::Base64Twice)
            },
            material if is_right(&material) => {
                let mut examination = match usage {
                    Usage::Keyring => self.keyring(subject, bytes),
                    Usage::PublicKey | Usage::RekorKey => public_keys::examine(subject, bytes, usage),
                    Usage::FulcioAuthority | Usage::PkiRoots | Usage::PkiIntermediates => {
                        certificates::examine(subject, bytes, usage)
                    }
                };
                let dead = examination
                    .flaws
                    .iter()
                    .filter(|flaw| KeyFinding::is_dead(flaw))
                    .count();
                if dead == 0 {
                    examination.good = examination.good.max(1);
                }
                examination
            }
            material => only(Flaw::WrongKind(WrongKind::Other(Box::new(material)))),
        }
    }

    #[cfg(feature = "openpgp")]
    fn keyring(&mut self, subject: &Subject<'_>, bytes: &[u8]) -> Examination {
        let examination = keyrings::examine(subject, bytes, &mut self.operations);
        self.is_cut |= self.operations >= OPERATION_LIMIT;
        examination
    }

    /// Nothing is known of them.
    #[cfg(not(feature = "openpgp"))]
    fn keyring(&mut self, _: &Subject<'_>, _: &[u8]) -> Examination {
        self.is_cut = true;
        Examination::default()
    }
}

/// Where the time of [`SOON_DAYS`] ends.
fn soon(now: UnixTime) -> UnixTime {
    UnixTime(now.0.saturating_add(SOON_DAYS * 24 * 60 * 60))
}
