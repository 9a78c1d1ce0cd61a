//! What Fulcio writes into certificates about a signer that is a workflow.

use alloc::string::String;
use alloc::vec::Vec;

use super::Certificate;
use crate::asn1::{self, Fields};

/// What Fulcio's extensions are numbered under: 1.3.6.1.4.1.57264.1.
pub const FULCIO: &[u8] = b"\x2B\x06\x01\x04\x01\x83\xBF\x30\x01";

/// An extension that Fulcio puts into certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FulcioExtension {
    /// The last number of its identifier.
    pub number: u8,
    /// What it is called in Fulcio's list.
    pub name: &'static str,
    /// Whether its content is text as it stands, not in DER.
    pub is_raw: bool,
}

/// Source: <https://github.com/sigstore/fulcio/blob/v1.8.8/docs/oid-info.md>. The first six are deprecated in favour of the others.
pub const EXTENSIONS_OF_FULCIO: [FulcioExtension; 24] = {
    const fn raw(number: u8, name: &'static str) -> FulcioExtension {
        FulcioExtension {
            number,
            name,
            is_raw: true,
        }
    }
    const fn text(number: u8, name: &'static str) -> FulcioExtension {
        FulcioExtension {
            number,
            name,
            is_raw: false,
        }
    }
    [
        raw(1, "Issuer"),
        raw(2, "GitHub Workflow Trigger"),
        raw(3, "GitHub Workflow SHA"),
        raw(4, "GitHub Workflow Name"),
        raw(5, "GitHub Workflow Repository"),
        raw(6, "GitHub Workflow Ref"),
        text(7, "OtherName SAN"),
        text(8, "Issuer (V2)"),
        text(9, "Build Signer URI"),
        text(10, "Build Signer Digest"),
        text(11, "Runner Environment"),
        text(12, "Source Repository URI"),
        text(13, "Source Repository Digest"),
        text(14, "Source Repository Ref"),
        text(15, "Source Repository Identifier"),
        text(16, "Source Repository Owner URI"),
        text(17, "Source Repository Owner Identifier"),
        text(18, "Build Config URI"),
        text(19, "Build Config Digest"),
        text(20, "Build Trigger"),
        text(21, "Run Invocation URI"),
        text(22, "Source Repository Visibility At Signing"),
        text(23, "Deployment Environment"),
        text(24, "Token Subject"),
    ]
};

/// Fulcio's extensions of a certificate that are texts, by their names, in the order of their numbers; deprecated ones only without their successor.
#[must_use]
pub fn extensions(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let text = |extension: &FulcioExtension| {
        let value = certificate.extensions.value(&[FULCIO, &[extension.number]].concat())?;
        if extension.is_raw {
            asn1::utf8(value)
        } else {
            Fields::new(value).string().ok()
        }
    };
    let found: Vec<(&FulcioExtension, String)> = EXTENSIONS_OF_FULCIO
        .iter()
        .filter_map(|extension| Some((extension, text(extension)?)))
        .collect();
    let has_others = found.iter().any(|(extension, _)| !extension.is_raw);
    found
        .into_iter()
        .filter(|(extension, _)| !(extension.is_raw && has_others))
        .map(|(extension, text)| (extension.name, text))
        .collect()
}
