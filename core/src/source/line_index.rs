//! Lines and columns of byte offsets in constant time, whatever the text: one line of 64 MB is as quick as many.

use alloc::vec::Vec;

use super::Position;

/// Scalar values are counted up to each multiple of this.
const BLOCK: usize = 1024;

/// Where lines start, and how many scalar values lie before each block.
#[derive(Clone, Debug, Default)]
pub(super) struct LineIndex {
    line_starts: Vec<u32>,
    scalars_before_block: Vec<usize>,
}

impl LineIndex {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut index = Self {
            line_starts: Vec::from([0]),
            scalars_before_block: Vec::new(),
        };
        let newlines = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
        index
            .line_starts
            .extend(newlines.map(|(offset, _)| saturating(offset + 1)));
        let mut scalars = 0;
        for block in bytes.chunks(BLOCK) {
            index.scalars_before_block.push(scalars);
            scalars += count_scalars(block);
        }
        index
    }

    pub(super) fn position(&self, bytes: &[u8], offset: usize) -> Position {
        let offset = offset.min(bytes.len());
        let line = self.line_starts.partition_point(|&start| start <= saturating(offset));
        let start = line
            .checked_sub(1)
            .and_then(|line| self.line_starts.get(line))
            .copied()
            .unwrap_or_default();
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let columns = self.scalars_before(bytes, offset) - self.scalars_before(bytes, start);
        Position {
            line: saturating(line),
            column: saturating(columns + 1),
        }
    }

    fn scalars_before(&self, bytes: &[u8], offset: usize) -> usize {
        let block = offset / BLOCK;
        // An offset at the very end may lie one block past the last.
        let Some(before) = self.scalars_before_block.get(block) else {
            return self.scalars_before_block.last().copied().unwrap_or_default()
                + bytes
                    .get((block.saturating_sub(1)) * BLOCK..offset)
                    .map_or(0, count_scalars);
        };
        before + bytes.get(block * BLOCK..offset).map_or(0, count_scalars)
    }
}

/// A continuation byte 10xxxxxx belongs to the scalar value before it.
fn count_scalars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn saturating(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start_across_blocks_and_lines() {
        let mut bytes = vec![];
        for line in 0..200_usize {
            bytes.extend("é".repeat(line % 37).bytes());
            bytes.push(b'\n');
        }
        let index = LineIndex::new(&bytes);
        for offset in 0..=bytes.len() {
            let before = &bytes[..offset];
            let start = before
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |newline| newline + 1);
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            let column = 1 + count_scalars(&before[start..]);
            let expected = Position {
                line: saturating(line),
                column: saturating(column),
            };
            assert_eq!(index.position(&bytes, offset), expected, "offset {offset}");
        }
    }
}
