//! The files of registries.d.

pub(crate) const ABOUT: &str = "What lies in `/etc/containers/registries.d`: whether a node asks for Sigstore attachments at all, and where other signatures are kept. Without any file here, nothing is said of it.";
pub(crate) const ADD: &str = "Add a file";
pub(crate) const NAME: &str = "Name of the file";
