//! Compressed data packets (RFC 4880 §5.6), as far as GnuPG reads them and never more than a limit.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bzip2::{Decompress, Status};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress as decompress_deflate};

use super::packet::{Length, Reader};

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
        Compression::Zip => read_bare_deflate(input, limit),
        Compression::Zlib => {
            let mut inflater = Inflater::new(TINFL_FLAG_PARSE_ZLIB_HEADER, limit);
            let (consumed, complete) = inflater.feed(input)?;
            Ok(inflater.finish(consumed, complete))
        }
        Compression::Bzip2 => read_bzip2(input, limit),
    }
}

/// Room for what comes out, at first.
const CHUNK: usize = 16 * 1024;

/// The most bytes that GnuPG puts behind bare deflated data that is cut off (`do_uncompress`).
const BYTES_BEHIND: usize = 4;

/// Where bare data is cut off, GnuPG puts a byte behind it each time that it asks for more, which mostly damages it. It asks again for what a packet's
/// body lacks, and for a header as long as something came out.
fn read_bare_deflate(input: &[u8], limit: usize) -> Result<Decompressed, CompressionError> {
    let mut inflater = Inflater::new(0, limit);
    let (consumed, mut complete) = inflater.feed(input)?;
    for count in 1..=BYTES_BEHIND {
        let before = if count == 1 { 0 } else { inflater.written };
        if complete {
            break;
        }
        complete = inflater.feed(&[0xff])?.1;
        if inflater.written == before && !ends_within_body(inflater.output()) {
            break;
        }
    }
    Ok(inflater.finish(consumed, complete))
}

/// Whether packets end within the body of one.
fn ends_within_body(packets: &[u8]) -> bool {
    let mut reader = Reader::new(packets);
    while let Ok(Some(header)) = reader.header() {
        match header.length {
            Length::Fixed(length) if reader.take(length).len() == length => {}
            Length::Fixed(_) | Length::Indeterminate | Length::Partial(_) => return true,
        }
    }
    false
}

/// Deflated data that comes in pieces.
struct Inflater {
    decompressor: Box<DecompressorOxide>,
    flags: u32,
    limit: usize,
    /// What came out, and room for more.
    bytes: Vec<u8>,
    written: usize,
}

impl Inflater {
    fn new(frame: u32, limit: usize) -> Self {
        Self {
            decompressor: Box::default(),
            flags: frame | TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
            limit,
            bytes: alloc::vec![0; CHUNK],
            written: 0,
        }
    }

    /// How many bytes were used up, and whether that is all.
    fn feed(&mut self, input: &[u8]) -> Result<(usize, bool), CompressionError> {
        let mut rest = input;
        loop {
            let (status, read, wrote) =
                decompress_deflate(&mut self.decompressor, rest, &mut self.bytes, self.written, self.flags);
            rest = rest.get(read..).unwrap_or_default();
            self.written += wrote;
            if self.written > self.limit {
                return Err(CompressionError::TooLarge);
            }
            match status {
                TINFLStatus::HasMoreOutput => self.bytes.resize(self.bytes.len() * 2, 0),
                TINFLStatus::Done | TINFLStatus::NeedsMoreInput => {
                    return Ok((input.len() - rest.len(), status == TINFLStatus::Done));
                }
                _ => return Err(CompressionError::Damaged),
            }
        }
    }

    fn output(&self) -> &[u8] {
        self.bytes.get(..self.written).unwrap_or_default()
    }

    fn finish(mut self, consumed: usize, complete: bool) -> Decompressed {
        self.bytes.truncate(self.written);
        Decompressed {
            bytes: self.bytes,
            consumed,
            complete,
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
