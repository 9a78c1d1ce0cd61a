//! Files that were opened or dropped.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

/// Larger files are not read: the engine reads no policy over 64 MiB (`pullgate_core::json::TEXT_LIMIT`), and a browser's tab would rather give up.
pub(crate) const READ_AT_MOST: f64 = 128.0 * 1024.0 * 1024.0;

/// A file with its bytes, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenedFile {
    pub(crate) name: Rc<str>,
    pub(crate) content: Result<Rc<Vec<u8>>, Rc<str>>,
}

/// Reads the files of a list, in its order.
pub(crate) async fn read(list: FileList) -> Vec<OpenedFile> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    let mut opened = Vec::new();
    for file in files {
        opened.push(OpenedFile {
            name: file.name().into(),
            content: read_file(&file).await,
        });
    }
    opened
}

/// Reads what was dropped: files, and the files that lie in folders.
pub(crate) async fn read_dropped(dropped: DataTransfer) -> Vec<OpenedFile> {
    // The list of items is empty after the event: what it holds is asked for now.
    let entries = entries(&dropped);
    let files = dropped.files();
    match (entries.is_empty(), files) {
        (true, Some(files)) => read(files).await,
        _ => {
            let mut opened = Vec::new();
            for entry in entries {
                opened.extend(read_entry(entry).await);
            }
            opened
        }
    }
}

async fn read_file(file: &File) -> Result<Rc<Vec<u8>>, Rc<str>> {
    if file.size() > READ_AT_MOST {
        return Err("it is larger than 128 MiB, and the engine would refuse it".into());
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| "the browser could not read it")?;
    Ok(Rc::new(Uint8Array::new(&buffer).to_vec()))
}

fn entries(dropped: &DataTransfer) -> Vec<web_sys::FileSystemEntry> {
    let items = dropped.items();
    (0..items.length())
        .filter_map(|index| items.get(index)?.webkit_get_as_entry().ok()?)
        .collect()
}

/// A file, or the files of a folder; folders in it are left out, since the `dir:` transport writes none.
async fn read_entry(entry: web_sys::FileSystemEntry) -> Vec<OpenedFile> {
    if entry.is_file() {
        return vec![read_file_entry(entry.unchecked_into()).await];
    }
    let reader = entry
        .unchecked_into::<web_sys::FileSystemDirectoryEntry>()
        .create_reader();
    let mut opened = Vec::new();
    // A reader gives the entries in portions, the last of them empty.
    loop {
        let portion = callbacks(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await;
        let portion = js_sys::Array::from(&portion.unwrap_or_default());
        if portion.length() == 0 {
            return opened;
        }
        for entry in portion
            .iter()
            .map(|entry| entry.unchecked_into::<web_sys::FileSystemEntry>())
        {
            if entry.is_file() {
                opened.push(read_file_entry(entry.unchecked_into()).await);
            }
        }
    }
}

async fn read_file_entry(entry: web_sys::FileSystemFileEntry) -> OpenedFile {
    let file = callbacks(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        Ok(())
    });
    let content = match file.await {
        Ok(file) => read_file(&file.unchecked_into()).await,
        Err(_) => Err("the browser could not read it".into()),
    };
    OpenedFile {
        name: entry.name().into(),
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
