//! Files that were opened or dropped.

use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

use crate::text;

/// Larger files are not read: the engine reads no policy over 64 MiB (`pullgate_core::json::TEXT_LIMIT`), and a browser's tab would rather give up.
pub(crate) const READ_AT_MOST: f64 = 128.0 * 1024.0 * 1024.0;

/// So many files of a folder are read.
pub(crate) const FILES_AT_MOST: usize = 5_000;
/// So deep do the folders lie in each other.
const DEPTH: usize = 12;

/// A file with its bytes, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenedFile {
    /// The path from what was dropped, such as `image/blobs/sha256/…`; the name alone for a single file.
    pub(crate) name: Rc<str>,
    pub(crate) content: Result<Rc<Vec<u8>>, Rc<str>>,
}

/// Reads the files of a list, in its order.
pub(crate) async fn read(list: FileList) -> Vec<OpenedFile> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    let mut opened = Vec::new();
    for file in files {
        let path = Reflect::get(&file, &"webkitRelativePath".into())
            .ok()
            .and_then(|path| path.as_string())
            .unwrap_or_default();
        opened.push(OpenedFile {
            name: if path.is_empty() { file.name() } else { path }.into(),
            content: read_file(&file).await,
        });
    }
    opened
}

/// Reads what was dropped: files, and the files that lie in folders. `goes_on` is told how many have been read, and may end it: then there
/// are none.
pub(crate) async fn read_dropped(dropped: Dropped, goes_on: impl Fn(usize) -> bool) -> Vec<OpenedFile> {
    let Dropped { entries, files } = dropped;
    if entries.is_empty() {
        return match files {
            Some(files) => read(files).await,
            None => Vec::new(),
        };
    }
    let mut opened = Vec::new();
    let mut waiting: Vec<(web_sys::FileSystemEntry, String, usize)> = Vec::new();
    waiting.extend(entries.into_iter().rev().map(|entry| {
        let name = entry.name();
        (entry, name, 0)
    }));
    while let Some((entry, path, depth)) = waiting.pop() {
        if opened.len() >= FILES_AT_MOST {
            opened.push(OpenedFile {
                name: path.into(),
                content: Err(text::files::too_many(FILES_AT_MOST).into()),
            });
            break;
        }
        if entry.is_file() {
            opened.push(read_file_entry(entry.unchecked_into(), path).await);
            if !goes_on(opened.len()) {
                return Vec::new();
            }
        } else if depth < DEPTH {
            let within = read_folder(entry.unchecked_into()).await;
            waiting.extend(within.into_iter().rev().map(|entry| {
                let path = format!("{path}/{}", entry.name());
                (entry, path, depth + 1)
            }));
        }
    }
    opened
}

/// What a drop brings, held on to: the list of items is empty once the event is over.
pub(crate) struct Dropped {
    entries: Vec<web_sys::FileSystemEntry>,
    files: Option<FileList>,
}

impl Dropped {
    pub(crate) fn of(data: &DataTransfer) -> Self {
        let items = data.items();
        let entries = (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok()?);
        Self {
            entries: entries.collect(),
            files: data.files(),
        }
    }
}

async fn read_file(file: &File) -> Result<Rc<Vec<u8>>, Rc<str>> {
    if file.size() > READ_AT_MOST {
        return Err(text::files::TOO_LARGE.into());
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| text::files::NOT_READ)?;
    Ok(Rc::new(Uint8Array::new(&buffer).to_vec()))
}

async fn read_folder(folder: web_sys::FileSystemDirectoryEntry) -> Vec<web_sys::FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    // A reader gives the entries in portions, the last of them empty.
    loop {
        let portion = callbacks(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await;
        let portion = js_sys::Array::from(&portion.unwrap_or_default());
        if portion.length() == 0 {
            return entries;
        }
        entries.extend(
            portion
                .iter()
                .map(|entry| entry.unchecked_into::<web_sys::FileSystemEntry>()),
        );
    }
}

async fn read_file_entry(entry: web_sys::FileSystemFileEntry, path: String) -> OpenedFile {
    let file = callbacks(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        Ok(())
    });
    let content = match file.await {
        Ok(file) => read_file(&file.unchecked_into()).await,
        Err(_) => Err(text::files::NOT_READ.into()),
    };
    OpenedFile {
        name: path.into(),
        content,
    }
}

/// Waits for a function that takes one callback for success and one for failure.
async fn callbacks(
    start: impl FnOnce(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>,
) -> Result<JsValue, JsValue> {
    let mut start = Some(start);
    JsFuture::from(js_sys::Promise::new(&mut |done, failed| {
        if let Some(Err(error)) = start.take().map(|start| start(&done, &failed)) {
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    }))
    .await
}
