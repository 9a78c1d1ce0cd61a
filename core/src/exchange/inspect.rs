//! What a file is, whatever it is: recognised by content, its parts by name and with their places. The other door beside requests.

use alloc::string::String;
use alloc::vec::Vec;

use crate::crypto::rustcrypto::RustCrypto;
use crate::render::inspect as render;

pub use crate::render::inspect::archive::Member;
pub use crate::render::inspect::text::text;
pub use crate::render::inspect::{Inspected, InspectedFact, InspectedNode};

/// Says what bytes are. `name` is how places in them are named; nothing is read from it.
#[must_use]
pub fn inspect(bytes: &[u8], name: &str) -> Inspected {
    render::inspected(&crate::inspect::inspect(bytes, name, &RustCrypto))
}

/// What shows that bytes hold a private key, as they stand or in base64: its form, in words; `None` if nothing does.
#[must_use]
pub fn private_key(bytes: &[u8]) -> Option<&'static str> {
    crate::inspect::private_key::found_in(bytes).map(render::private_key)
}

/// The bytes that the places of a part count in, which are decoded where its `source` is not the file itself; `None` where there is no such source.
#[must_use]
pub fn source_bytes(bytes: &[u8], name: &str, source: &str) -> Option<Vec<u8>> {
    crate::inspect::source_bytes(bytes, name, source, &RustCrypto)
}

/// Says what an archive holds that the caller has unpacked: its members, each inspected under the name `ARCHIVE!PATH`. `compressed` by gzip;
/// `is_whole` where none were left out.
#[must_use]
pub fn archive(name: &str, compressed: bool, members: Vec<(String, Member)>, is_whole: bool) -> Inspected {
    render::archive::archive(name, compressed, members, is_whole)
}

/// Says what is in a file that was compressed, and is no archive.
#[must_use]
pub fn decompressed(name: &str, content: Inspected) -> Inspected {
    render::archive::decompressed(name, content)
}
