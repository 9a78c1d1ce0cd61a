//! Takes the names of functions out of the page's WebAssembly: a seventh of what is downloaded, and nobody reads them there. Trunk has no switch for it.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};

/// `\0asm` and version 1 (WebAssembly core specification §5.5.16).
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Strips each module in the folder of a built page, and puts the new hash in the place of the old one in its HTML.
pub(super) fn strip(site: &Path, html: &str) -> Result<String> {
    let mut html = html.to_owned();
    for entry in std::fs::read_dir(site).with_context(|| format!("cannot read {}", site.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let before = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let after = without_names(&before).with_context(|| format!("{} is no WebAssembly", path.display()))?;
        let (old, new) = (integrity(&before), integrity(&after));
        ensure!(
            html.contains(&old),
            "the page does not name the hash of {}",
            path.display()
        );
        html = html.replace(&old, &new);
        std::fs::write(&path, after).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(html)
}

/// A module without its custom section `name`; everything else stays byte for byte.
fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut rest = module.strip_prefix(HEADER).context("another header")?;
    let mut out = HEADER.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (size, content) = number(after)?;
        let body = content.get(..size).context("a section ends too soon")?;
        let end = rest.len() - content.len() + size;
        let is_names = kind == 0 && {
            let (length, text) = number(body)?;
            text.get(..length) == Some(b"name")
        };
        if !is_names {
            out.extend_from_slice(rest.get(..end).context("a section ends too soon")?);
        }
        rest = rest.get(end..).context("a section ends too soon")?;
    }
    Ok(out)
}

/// A number in LEB128 (§5.2.2), and what stands behind it.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok((value, &bytes[index + 1..]));
        }
    }
    anyhow::bail!("a number does not end")
}

/// As the attribute `integrity` has it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_go() {
        let types: &[u8] = &[1, 1, 0];
        let names: &[u8] = &[0, 7, 4, b'n', b'a', b'm', b'e', 1, 2];
        let other: &[u8] = &[0, 3, 2, b'x', b'y'];
        let module = [HEADER, types, names, other].concat();
        assert_eq!(without_names(&module).unwrap(), [HEADER, types, other].concat());
        assert!(without_names(b"\0asm").is_err());
        assert!(without_names(&module[..module.len() - 1]).is_err());
    }
}
