//! What a file that should hold keys looks like: enough to say that it is of the wrong kind, and never what a private key says.

/// What a file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Base64 of a PEM text, where bytes are expected.
    Base64OfPem,
    /// PEM with certificates.
    CertificatePem,
    /// No byte.
    Empty,
    /// A keyring of OpenPGP, armoured.
    OpenPgpArmor,
    /// A keyring of OpenPGP.
    OpenPgpBinary,
    /// A private key of any form.
    PrivateKey,
    /// PEM with a public key.
    PublicKeyPem,
    /// None of these.
    Unknown,
}

impl FileKind {
    /// Told by the first line or the first byte.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        /// Where a file says what it is.
        const LOOKED_AT: usize = 64 << 10;
        let text = bytes.trim_ascii_start();
        let text = text.get(..LOOKED_AT).unwrap_or(text);
        let has = |needle: &[u8]| text.windows(needle.len()).any(|window| window == needle);
        match text.first() {
            None => Self::Empty,
            _ if has(b"PRIVATE KEY-----") || has(b"PRIVATE KEY BLOCK-----") => Self::PrivateKey,
            _ if text.starts_with(b"-----BEGIN PGP") => Self::OpenPgpArmor,
            _ if text.starts_with(b"-----BEGIN CERTIFICATE") => Self::CertificatePem,
            _ if has(b"-----BEGIN ") && has(b"PUBLIC KEY-----") => Self::PublicKeyPem,
            _ if text.starts_with(b"LS0tLS") => Self::Base64OfPem,
            // Secret key and public key packets, in the old and the new form (RFC 4880 §4.3).
            Some(0x94..=0x97 | 0xC5) => Self::PrivateKey,
            Some(0x98..=0x9B | 0xC6) => Self::OpenPgpBinary,
            Some(_) => Self::Unknown,
        }
    }

    /// Whether `signedBy` can have keys of it.
    #[must_use]
    pub fn is_keyring(self) -> bool {
        matches!(self, Self::OpenPgpArmor | Self::OpenPgpBinary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_how_they_begin() {
        let cases: [(&[u8], FileKind); 8] = [
            (b" \n", FileKind::Empty),
            (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", FileKind::OpenPgpArmor),
            (b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n", FileKind::PrivateKey),
            (
                b"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
                FileKind::PrivateKey,
            ),
            (b"# mine\n-----BEGIN PUBLIC KEY-----\n", FileKind::PublicKeyPem),
            (b"-----BEGIN CERTIFICATE-----\n", FileKind::CertificatePem),
            (b"\x99\x01", FileKind::OpenPgpBinary),
            (b"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K", FileKind::Base64OfPem),
        ];
        for (bytes, kind) in cases {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
        }
    }
}
