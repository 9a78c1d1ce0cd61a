//! Texts with several certificates, and how much of one is read.

use alloc::vec::Vec;

use super::{Certificate, CertificateError};
use crate::crypto::CryptoProvider;
use crate::trust::pem;

/// The most certificates in one text. Systems trust some 150 authorities; chains have three or four certificates.
pub const CERTIFICATE_LIMIT: usize = 1_000;
/// The most bytes that the certificates of one text may have, decoded: a thousand of twice the usual size.
pub const DER_LIMIT: usize = 4 << 20;
/// The most PEM blocks in one text, certificates or not.
pub const BLOCK_LIMIT: usize = 10_000;

/// Why a text is no list of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateListError {
    /// A block that holds none.
    Certificate(CertificateError),
    /// There is more than is read.
    Limit(ListLimit),
    /// Something that is no PEM block.
    Pem,
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListLimit {
    /// More PEM blocks than [`BLOCK_LIMIT`].
    Blocks,
    /// More certificates than [`CERTIFICATE_LIMIT`].
    Certificates,
    /// More bytes than [`DER_LIMIT`].
    Der,
}

/// Every certificate of a text, whatever the labels of its PEM blocks: blanks around it are dropped, what stands before or between blocks is passed
/// over, anything after the last one is an error.
///
/// # Errors
/// What the reference finds first, or a limit of ours.
pub fn read(text: &[u8], crypto: &dyn CryptoProvider) -> Result<Vec<Certificate>, CertificateListError> {
    let mut counter = Counter::default();
    let mut certificates = Vec::new();
    let mut rest = trim(text);
    while !rest.is_empty() {
        let (block, after) = pem::decode(rest).ok_or(CertificateListError::Pem)?;
        counter.certificate(&block).map_err(CertificateListError::Limit)?;
        certificates.push(Certificate::from_der(&block.bytes, crypto).map_err(CertificateListError::Certificate)?);
        rest = after;
    }
    Ok(certificates)
}

/// Every block `CERTIFICATE` without headers that can be read; all else is passed over (reference.md §4.2).
///
/// # Errors
/// A limit of ours.
pub fn read_leniently(text: &[u8], crypto: &dyn CryptoProvider) -> Result<Vec<Certificate>, ListLimit> {
    let mut counter = Counter::default();
    let mut certificates = Vec::new();
    let mut rest = text;
    while let Some((block, after)) = pem::decode(rest) {
        rest = after;
        counter.block()?;
        if block.label == b"CERTIFICATE" && !block.has_headers {
            counter.certificate(&block)?;
            certificates.extend(Certificate::from_der(&block.bytes, crypto));
        }
    }
    Ok(certificates)
}

/// What was read of one text.
#[derive(Default)]
struct Counter {
    blocks: usize,
    certificates: usize,
    der: usize,
}

impl Counter {
    fn block(&mut self) -> Result<(), ListLimit> {
        self.blocks += 1;
        within(self.blocks, BLOCK_LIMIT, ListLimit::Blocks)
    }

    fn certificate(&mut self, block: &pem::Block<'_>) -> Result<(), ListLimit> {
        self.certificates += 1;
        self.der += block.bytes.len();
        within(self.certificates, CERTIFICATE_LIMIT, ListLimit::Certificates)?;
        within(self.der, DER_LIMIT, ListLimit::Der)
    }
}

fn within(count: usize, most: usize, limit: ListLimit) -> Result<(), ListLimit> {
    if count <= most { Ok(()) } else { Err(limit) }
}

/// Without the blanks around it; of a text that is not Unicode, only those of ASCII.
fn trim(text: &[u8]) -> &[u8] {
    match core::str::from_utf8(text) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => text.trim_ascii(),
    }
}
