//! Why files, archives and images were not opened: what follows “was not opened”.

use crate::components::grouped;

pub(crate) const TOO_LARGE: &str = "it is larger than 128 MiB, and the engine would refuse it";
pub(crate) const NOT_READ: &str = "the browser could not read it";

pub(crate) fn too_many(count: usize) -> String {
    format!("only {} files are read at once", grouped(count))
}

pub(crate) fn no_tar(why: &str) -> String {
    format!("it is no tar archive that can be read: {why}")
}

pub(crate) fn no_zip(why: &str) -> String {
    format!("it is no ZIP archive that can be read: {why}")
}

// Kinds of whole images.
pub(crate) const DIR: &str = "an image as `dir:` writes it";
pub(crate) const OCI_LAYOUT: &str = "an OCI layout";

pub(crate) const EMPTY_LIST: &str = "the list names no image";

pub(crate) fn no_platform(text: &str) -> String {
    format!("{text} is not a platform such as linux/arm64")
}
