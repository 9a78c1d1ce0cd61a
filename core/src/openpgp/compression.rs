//! Compressed data packets (RFC 4880 §5.6), as far as GnuPG reads them and never more than a limit.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bzip2::{Decompress, Status};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress as decompress_deflate};

/// How data is compressed (RFC 4880 §9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// BZip2
    Bzip2,
    /// Not at all.
    None,
    /// Deflate, bare.
    Zip,
    /// Deflate in a ZLIB frame.
    Zlib,
}

impl Compression {
    /// The algorithm with a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::None),
            1 => Some(Self::Zip),
            2 => Some(Self::Zlib),
            3 => Some(Self::Bzip2),
            _ => None,
        }
    }
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Decompressed {
    /// The data.
    pub bytes: Vec<u8>,
    /// How many bytes of the input were used up.
    pub consumed: usize,
    /// Whether its end was reached.
    pub complete: bool,
}

/// Why nothing came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompressionError {
    /// The compressed data is damaged: GnuPG stops at once, whatever it had read before (`log_fatal`).
    Damaged,
    /// There would be more than `limit` bytes.
    TooLarge,
}

/// Decompresses what `input` starts with. Where deflated data is cut off, what could be read counts, as it
/// does for GnuPG.
///
/// # Errors
/// The data is damaged, or too large.
pub fn decompress(compression: Compression, input: &[u8], limit: usize) -> Result<Decompressed, CompressionError> {
    match compression {
        Compression::None if input.len() > limit => Err(CompressionError::TooLarge),
        Compression::None => Ok(Decompressed {
            bytes: input.to_vec(),
            consumed: input.len(),
            complete: true,
        }),
        Compression::Zip => {
            // Where bare data is cut off, GnuPG puts so many bytes behind it (`do_uncompress`), which mostly damages it.
            let extended = [input, &[0xff; 4]].concat();
            let mut decompressed = read_deflate(0, &extended, limit)?;
            decompressed.consumed = decompressed.consumed.min(input.len());
            Ok(decompressed)
        }
        Compression::Zlib => read_deflate(TINFL_FLAG_PARSE_ZLIB_HEADER, input, limit),
        Compression::Bzip2 => read_bzip2(input, limit),
    }
}

const CHUNK: usize = 16 * 1024;

fn read_deflate(frame: u32, input: &[u8], limit: usize) -> Result<Decompressed, CompressionError> {
    let flags = frame | TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut decompressor = Box::<DecompressorOxide>::default();
    let mut bytes = alloc::vec![0; CHUNK];
    let (mut rest, mut written) = (input, 0);
    loop {
        let (status, read, wrote) = decompress_deflate(&mut decompressor, rest, &mut bytes, written, flags);
        rest = rest.get(read..).unwrap_or_default();
        written += wrote;
        if written > limit {
            return Err(CompressionError::TooLarge);
        }
        match status {
            TINFLStatus::HasMoreOutput => bytes.resize(bytes.len() * 2, 0),
            TINFLStatus::Done | TINFLStatus::NeedsMoreInput => {
                bytes.truncate(written);
                return Ok(Decompressed {
                    bytes,
                    consumed: input.len() - rest.len(),
                    complete: status == TINFLStatus::Done,
                });
            }
            _ => return Err(CompressionError::Damaged),
        }
    }
}

fn read_bzip2(input: &[u8], limit: usize) -> Result<Decompressed, CompressionError> {
    let mut decoder = Decompress::new(false);
    let mut bytes = Vec::new();
    let mut rest = input;
    loop {
        bytes.reserve(CHUNK);
        let (read_before, written_before) = (decoder.total_in(), bytes.len());
        let status = decoder
            .decompress_vec(rest, &mut bytes)
            .map_err(|_| CompressionError::Damaged)?;
        let read = usize::try_from(decoder.total_in() - read_before).unwrap_or(usize::MAX);
        rest = rest.get(read..).unwrap_or_default();
        if bytes.len() > limit {
            return Err(CompressionError::TooLarge);
        }
        if status == Status::StreamEnd {
            let consumed = input.len() - rest.len();
            return Ok(Decompressed {
                bytes,
                consumed,
                complete: true,
            });
        }
        if read == 0 && bytes.is_empty() {
            return Ok(Decompressed {
                bytes,
                consumed: input.len(),
                complete: false,
            });
        }
        if read == 0 && bytes.len() == written_before {
            // Cut off: what GnuPG still reads depends on how the packets lie in its buffers.
            return Err(CompressionError::Damaged);
        }
    }
}
