//! An OCI layout, for callers that have one: which files to read, and what of a request they are.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::crypto::rustcrypto::RustCrypto;
use crate::image::oci_layout::{self, LayoutError};
use crate::reference::Named;
use crate::render::outline::layout_error;

pub use crate::image::oci_layout::Reader;

/// A layout, and the image in it that is meant.
#[derive(Clone, Debug)]
pub struct Layout(oci_layout::Layout);

impl Layout {
    /// Opens a layout for an image name such as `docker://registry.example/acme/app:v1`, which tells which image is meant if there are several.
    ///
    /// # Errors
    /// The words for what is wrong.
    pub fn open(image: &str, read: Reader<'_>) -> Result<Self, String> {
        let rest = image.split_once("://").map_or(image, |(_, rest)| rest);
        let named = Named::parse_normalized(rest).map(Named::with_default_tag).ok();
        let full = named.as_ref().map(ToString::to_string).unwrap_or_default();
        let tag = named.as_ref().and_then(Named::tag).unwrap_or_default();
        oci_layout::Layout::open(read, &[rest, &full, tag])
            .map(Self)
            .map_err(|error| layout_error(&error))
    }

    /// The manifest of the image, or the list that it is chosen from.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn manifest(&self, read: Reader<'_>) -> Result<Vec<u8>, String> {
        blob(self.0.digest(), read)
    }

    /// The manifest of this digest, of an image of the list.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn image(&self, digest: &str, read: Reader<'_>) -> Result<Vec<u8>, String> {
        blob(digest, read)
    }

    /// The attachments of an image of the list, or, without a digest, of what is meant: for the `attachments` of a request.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn attachments(&self, digest: Option<&str>, read: Reader<'_>) -> Result<Vec<Vec<u8>>, String> {
        let digest = digest.unwrap_or(self.0.digest());
        words(self.0.attachments(digest, read, &RustCrypto))
    }
}

fn blob(digest: &str, read: Reader<'_>) -> Result<Vec<u8>, String> {
    words(oci_layout::blob(digest, read, &RustCrypto))
}

fn words<T>(result: Result<T, LayoutError>) -> Result<T, String> {
    result.map_err(|error| layout_error(&error))
}
