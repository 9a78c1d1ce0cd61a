//! The sizes of the WebAssembly files, for docs/performance.md.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::command::{program, root, shown, work_folder};

/// Node compresses, so that no library is needed for it.
const MEASURE: &str =
    "const { readFileSync } = require('node:fs'), { gzipSync, brotliCompressSync } = require('node:zlib');
const bytes = readFileSync(process.argv[1]);
console.log([bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length].join(' | '));";

/// Prints a table of what has been built.
pub(crate) fn print() -> Result<()> {
    println!("| file | raw | gzip -9 | brotli -11 |\n|---|---|---|---|");
    for file in files()? {
        let path = file.as_os_str();
        let sizes = program("node", ["-e".as_ref(), MEASURE.as_ref(), path]).output()?;
        println!("| {} | {} |", shown(&file), sizes.trim());
    }
    Ok(())
}

fn files() -> Result<Vec<PathBuf>> {
    let mut files = vec![];
    for folder in [work_folder("npm")?.join("package"), root().join("dist")] {
        let Ok(entries) = folder.read_dir() else { continue };
        for entry in entries {
            let path = entry.with_context(|| shown(&folder))?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "wasm" || extension == "js" || extension == "css")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "nothing is built: `cargo xtask build` first");
    Ok(files)
}
