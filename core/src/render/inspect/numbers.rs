//! What numbers stand for: OpenPGP's (RFC 9580 §5, §9; GnuPG's own), object identifiers, media types.

use alloc::format;
use alloc::string::{String, ToString as _};

use crate::image::manifest::media_type::{DOCKER_LIST, OCI_INDEX, OCI_MANIFEST, SCHEMA_1, SCHEMA_2, SIGNED_SCHEMA_1};
use crate::inspect::{Flags, Table};
use crate::trust::certificate::extensions::dotted;
use crate::trust::certificate::fulcio::EXTENSIONS_OF_FULCIO;

/// The kind and the title of a packet (RFC 9580 §5).
pub(super) fn packet(tag: u8) -> (&'static str, &'static str) {
    match tag {
        1 => ("openpgp.encryptedSessionKey", "Encrypted session key, for a public key"),
        2 => ("openpgp.signature", "Signature"),
        3 => (
            "openpgp.encryptedSessionKey",
            "Encrypted session key, for a pass phrase",
        ),
        4 => (
            "openpgp.onePassSignature",
            "One-pass signature: a signature follows the data",
        ),
        5 => ("openpgp.secretKey", "Secret key"),
        6 => ("openpgp.publicKey", "Public key"),
        7 => ("openpgp.secretSubkey", "Secret subkey"),
        8 => ("openpgp.compressed", "Compressed data"),
        9 => ("openpgp.encrypted", "Encrypted data"),
        10 => ("openpgp.marker", "Marker"),
        11 => ("openpgp.literal", "Literal data"),
        12 => ("openpgp.trust", "Trust, for one's own use"),
        13 => ("openpgp.userId", "User ID"),
        14 => ("openpgp.publicSubkey", "Public subkey"),
        17 => ("openpgp.userAttribute", "User attribute"),
        18 => ("openpgp.encrypted", "Encrypted data, with a check"),
        19 => ("openpgp.mdc", "Check of encrypted data"),
        20 => ("openpgp.encrypted", "Encrypted data, AEAD"),
        21 => ("openpgp.padding", "Padding"),
        _ => ("openpgp.other", "Packet of a type that is not known"),
    }
}

/// The name of a subpacket (RFC 9580 §5.2.3.7).
pub(super) fn subpacket(kind: u8) -> String {
    let name = match kind {
        2 => "signature creation time",
        3 => "signature expiration time",
        4 => "exportable certification",
        5 => "trust signature",
        6 => "regular expression",
        7 => "revocable",
        9 => "key expiration time",
        10 => "placeholder",
        11 => "preferred symmetric ciphers",
        12 => "revocation key",
        16 => "issuer key ID",
        20 => "notation",
        21 => "preferred hash algorithms",
        22 => "preferred compression algorithms",
        23 => "key server preferences",
        24 => "preferred key server",
        25 => "primary user ID",
        26 => "policy URI",
        27 => "key flags",
        28 => "signer's user ID",
        29 => "reason for revocation",
        30 => "features",
        31 => "signature target",
        32 => "embedded signature",
        33 => "issuer fingerprint",
        34 => "preferred AEAD algorithms",
        35 => "intended recipient fingerprint",
        37 => "attested certifications",
        38 => "key block",
        39 => "preferred AEAD ciphersuites",
        _ => return format!("subpacket of type {kind}"),
    };
    name.into()
}

pub(super) fn numbered(table: Table, number: u8) -> String {
    let name = match table {
        Table::Cipher => cipher(number),
        Table::Compression => compression(number),
        Table::Hash => hash(number),
        Table::LiteralMode => literal_mode(number),
        Table::Packet => Some(packet(number).1),
        Table::PublicKeyAlgorithm => public_key_algorithm(number),
        Table::RevocationReason => revocation_reason(number),
        Table::SignatureType => signature_type(number),
    };
    match (name, table) {
        (Some(name), _) => name.into(),
        (None, Table::SignatureType) => format!("type 0x{number:02x}"),
        (None, _) => format!("number {number}"),
    }
}

fn cipher(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "none",
        1 => "IDEA",
        2 => "TripleDES",
        3 => "CAST5",
        4 => "Blowfish",
        7 => "AES-128",
        8 => "AES-192",
        9 => "AES-256",
        10 => "Twofish",
        11 => "Camellia-128",
        12 => "Camellia-192",
        13 => "Camellia-256",
        _ => return None,
    })
}

fn compression(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "uncompressed",
        1 => "ZIP",
        2 => "ZLIB",
        3 => "BZip2",
        _ => return None,
    })
}

fn hash(number: u8) -> Option<&'static str> {
    Some(match number {
        1 => "MD5",
        2 => "SHA-1",
        3 => "RIPEMD-160",
        8 => "SHA-256",
        9 => "SHA-384",
        10 => "SHA-512",
        11 => "SHA-224",
        12 => "SHA3-256",
        14 => "SHA3-512",
        _ => return None,
    })
}

fn literal_mode(number: u8) -> Option<&'static str> {
    Some(match number {
        b'b' => "binary",
        b't' => "text",
        b'u' => "text in UTF-8",
        b'm' => "MIME",
        b'l' | b'1' => "local",
        _ => return None,
    })
}

fn public_key_algorithm(number: u8) -> Option<&'static str> {
    Some(match number {
        1 => "RSA",
        2 => "RSA, for encryption",
        3 => "RSA, for signatures",
        16 => "Elgamal",
        17 => "DSA",
        18 => "ECDH",
        19 => "ECDSA",
        20 => "Elgamal, for both",
        22 => "EdDSA",
        25 => "X25519",
        26 => "X448",
        27 => "Ed25519",
        28 => "Ed448",
        _ => return None,
    })
}

fn revocation_reason(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "no reason given",
        1 => "key is superseded",
        2 => "key is compromised",
        3 => "key is no longer used",
        32 => "user ID is no longer valid",
        _ => return None,
    })
}

fn signature_type(number: u8) -> Option<&'static str> {
    Some(match number {
        0x00 => "of a binary document",
        0x01 => "of a text document",
        0x02 => "standalone",
        0x10 => "certification of a user ID, generic",
        0x11 => "certification of a user ID, persona",
        0x12 => "certification of a user ID, casual",
        0x13 => "certification of a user ID, positive",
        0x16 => "attested certifications",
        0x18 => "binding of a subkey",
        0x19 => "binding of a primary key, by its subkey",
        0x1F => "directly on a key",
        0x20 => "revocation of a key",
        0x28 => "revocation of a subkey",
        0x30 => "revocation of a certification",
        0x40 => "timestamp",
        0x50 => "third-party confirmation",
        _ => return None,
    })
}

pub(super) fn flag(of: Flags, bit: u32) -> Option<&'static str> {
    let names: &[&str] = match of {
        Flags::Features => &[
            "modification detection",
            "AEAD (LibrePGP)",
            "version 5 keys",
            "SEIPD version 2",
        ],
        // The eighth flag, in the only byte (RFC 9580 §5.2.3.25).
        Flags::KeyServer => &["", "", "", "", "", "", "", "no modification by others"],
        Flags::KeyUse => &[
            "certify",
            "sign",
            "encrypt communications",
            "encrypt storage",
            "split key",
            "authenticate",
            "flag 6",
            "group key",
        ],
        Flags::X509KeyUse => &[
            "digital signature",
            "content commitment",
            "key encipherment",
            "data encipherment",
            "key agreement",
            "certificate signing",
            "CRL signing",
            "encipher only",
            "decipher only",
        ],
    };
    names
        .get(usize::try_from(bit).ok()?)
        .copied()
        .filter(|name| !name.is_empty())
}

/// What Fulcio's extensions are numbered under.
const FULCIO: &str = "1.3.6.1.4.1.57264.1.";

/// The name of what an identifier stands for, and the identifier.
pub(super) fn object_identifier(content: &[u8]) -> String {
    if content.is_empty() {
        return "an identifier that cannot be read".into();
    }
    let text = dotted(content);
    let fulcio = text.strip_prefix(FULCIO).and_then(|number| {
        EXTENSIONS_OF_FULCIO
            .iter()
            .find(|known| known.number.to_string() == number)
    });
    if let Some(known) = fulcio {
        let deprecated = if known.is_raw { ", deprecated" } else { "" };
        return format!("{} (Fulcio, {text}{deprecated})", known.name);
    }
    match OBJECT_IDENTIFIERS.iter().find(|(known, _)| *known == text) {
        Some((_, name)) => format!("{name} ({text})"),
        None => text,
    }
}

const OBJECT_IDENTIFIERS: [(&str, &str); 67] = [
    // Extensions (RFC 5280 §4.2)
    ("2.5.29.14", "subject key identifier"),
    ("2.5.29.15", "key usage"),
    ("2.5.29.16", "private key usage period"),
    ("2.5.29.17", "subject alternative names"),
    ("2.5.29.18", "issuer alternative names"),
    ("2.5.29.19", "basic constraints"),
    ("2.5.29.30", "name constraints"),
    ("2.5.29.31", "CRL distribution points"),
    ("2.5.29.32", "certificate policies"),
    ("2.5.29.33", "policy mappings"),
    ("2.5.29.35", "authority key identifier"),
    ("2.5.29.36", "policy constraints"),
    ("2.5.29.37", "extended key usage"),
    ("2.5.29.46", "freshest CRL"),
    ("2.5.29.54", "inhibit any policy"),
    ("1.3.6.1.5.5.7.1.1", "authority information access"),
    ("1.3.6.1.5.5.7.1.11", "subject information access"),
    ("1.3.6.1.5.5.7.1.24", "TLS features"),
    ("1.3.6.1.4.1.11129.2.4.2", "signed certificate timestamps"),
    ("1.3.6.1.4.1.11129.2.4.3", "precertificate poison"),
    ("2.16.840.1.113730.1.1", "Netscape certificate type"),
    ("2.16.840.1.113730.1.13", "Netscape comment"),
    // Purposes (RFC 5280 §4.2.1.12)
    ("2.5.29.37.0", "any purpose"),
    ("1.3.6.1.5.5.7.3.1", "TLS server"),
    ("1.3.6.1.5.5.7.3.2", "TLS client"),
    ("1.3.6.1.5.5.7.3.3", "code signing"),
    ("1.3.6.1.5.5.7.3.4", "email protection"),
    ("1.3.6.1.5.5.7.3.8", "time stamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSP signing"),
    ("2.5.29.32.0", "any policy"),
    // Signature algorithms (RFC 3279, 4055, 5758, 8410)
    ("1.2.840.113549.1.1.4", "MD5 with RSA"),
    ("1.2.840.113549.1.1.5", "SHA-1 with RSA"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.113549.1.1.11", "SHA-256 with RSA"),
    ("1.2.840.113549.1.1.12", "SHA-384 with RSA"),
    ("1.2.840.113549.1.1.13", "SHA-512 with RSA"),
    ("1.2.840.10040.4.3", "DSA with SHA-1"),
    ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    // Keys (RFC 8017, 5480, 3279) and post-quantum ones (FIPS 204)
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.10045.2.1", "elliptic curve"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.3.132.0.33", "P-224"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.10", "secp256k1"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    // Structures (RFC 5652, 3161)
    ("1.2.840.113549.1.7.1", "CMS data"),
    ("1.2.840.113549.1.7.2", "CMS signed data (PKCS #7)"),
    ("1.2.840.113549.1.7.3", "CMS enveloped data"),
    ("1.2.840.113549.1.7.6", "CMS encrypted data"),
    ("1.2.840.113549.1.9.16.1.4", "time stamp"),
    ("1.3.6.1.4.1.57264.1", "Fulcio"),
    ("1.3.6.1.4.1.57264.2", "Sigstore timestamp authority"),
    ("1.3.6.1.4.1.57264.3", "Rekor"),
    ("1.3.6.1.4.1.311.21.1", "Microsoft CA version"),
    ("1.3.6.1.4.1.311.20.2", "Microsoft certificate template"),
];

/// What attributes of names are abbreviated to (RFC 4519 §2, RFC 2985).
pub(super) fn attribute(content: &[u8]) -> String {
    let text = dotted(content);
    let name = match text.as_str() {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "street",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.17" => "postalCode",
        "2.5.4.42" => "GN",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => return text,
    };
    name.into()
}

/// What a media type of manifests is called.
pub(super) fn manifest(media_type: &str) -> &'static str {
    match media_type {
        SCHEMA_1 => "Docker manifest, schema 1",
        SIGNED_SCHEMA_1 => "Docker manifest, schema 1, signed",
        SCHEMA_2 => "Docker manifest, schema 2",
        DOCKER_LIST => "Docker manifest list",
        OCI_MANIFEST => "OCI manifest",
        OCI_INDEX => "OCI index (a list of manifests)",
        "" => "Manifest of a type that cannot be told",
        _ => "Manifest of another type",
    }
}
