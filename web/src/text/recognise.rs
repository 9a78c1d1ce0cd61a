//! What things are, and what was done to them.

pub(crate) const KEY_ARMORED_OPENPGP: &str = "OpenPGP keys, ASCII-armoured";
pub(crate) const KEY_OPENPGP: &str = "OpenPGP keys";
pub(crate) const KEY_PEM_CERTIFICATE: &str = "certificates, PEM";
pub(crate) const KEY_PEM_PUBLIC_KEY: &str = "public key, PEM";
pub(crate) const KEY_UNKNOWN: &str = "not a kind of key that is known";

pub(crate) const SIGNATURE_CLEARTEXT: &str = "OpenPGP cleartext, which no node accepts";
pub(crate) const SIGNATURE_DETACHED: &str = "a detached OpenPGP signature, which no node accepts";
pub(crate) const SIGNATURE_OPENPGP: &str = "OpenPGP message";
pub(crate) const SIGNATURE_SIGSTORE: &str = "sigstore signature";
pub(crate) const SIGNATURE_UNKNOWN: &str = "not a kind of signature that is known";

pub(crate) const DECODED_BASE64: &str = "Decoded from base64.";
pub(crate) const REMOVED_ARMOR: &str =
    "The ASCII armour was taken off here first: a node refuses an armoured signature file.";
pub(crate) const WRAPPED_SIGSTORE: &str = "Bare JSON: put behind the “sigstore-json” mark here first, as it stands in a signature file; a node refuses it bare.";
