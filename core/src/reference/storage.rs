//! Images in the store of Podman and CRI-O: `containers-storage:[STORE]NAME@ID`. Source: reference.md §5.3, §1.10.
//!
//! The reference opens the store while it reads the name. The engine opens none: it says what it took for the store, and refuses what only
//! a look into the store could tell.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Named, NamedError, digest, store};
pub use store::{Driver, Store, StoreError, StoreOptionError};

/// The reference takes nothing shorter for the beginning of an image ID.
const SHORT_ID_LEAST: usize = 3;

/// An image in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredImage {
    /// Where it lies.
    pub store: Store,
    /// How it is called.
    pub name: StoredName,
}

/// How an image in a store is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredName {
    /// By its ID alone, 64 hexadecimal digits.
    Id(String),
    /// By a name with a tag, a digest or both, perhaps together with its ID.
    Named(Named, Option<String>),
}

/// Why a text is not the name of an image in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageNameError {
    /// Nothing follows the store.
    Empty,
    /// It ends in `@`.
    EmptyIdOrDigest(String),
    /// It is no name.
    Name {
        /// The text that should be a name.
        text: String,
        /// Why it is none.
        error: NamedError,
    },
    /// Nothing follows a second store.
    NoName,
    /// What follows `@` is neither a digest nor a whole image ID.
    NotAnId(String),
    /// It may be a name, or the beginning of an image ID: the reference would ask the store.
    PerhapsShortId(String),
    /// The store cannot be used.
    Store(StoreError),
    /// `[` without `]`.
    Unterminated(String),
}

impl StoredImage {
    pub(super) fn parse(rest: &str) -> Result<Self, StorageNameError> {
        let (store, name) = store::split(rest).map_err(StorageNameError::Store)?;
        let store = Store::parse(store).map_err(StorageNameError::Store)?;
        let name = StoredName::parse(name)?;
        Ok(Self { store, name })
    }

    pub(super) fn string_within_transport(&self) -> String {
        format!("[{}]{}", self.store.whole(), self.name.text())
    }

    pub(super) fn policy_identity(&self) -> String {
        format!("[{}]{}", self.store.driver_and_root(), self.name.text())
    }

    /// The name without its ID, without its digest, and its parents; then the store, and its folder. There are no wildcards.
    pub(super) fn policy_namespaces(&self) -> Vec<String> {
        let store = format!("[{}]", self.store.driver_and_root());
        let mut namespaces = Vec::new();
        if let StoredName::Named(named, id) = &self.name {
            if id.is_some() {
                namespaces.push(format!("{store}{named}"));
            }
            if let (Some(tag), Some(_)) = (named.tag(), named.digest()) {
                namespaces.push(format!("{store}{}:{tag}", named.name()));
            }
            namespaces.extend(named.names().iter().map(|name| format!("{store}{name}")));
        }
        namespaces.extend(vec![store, format!("[{}]", self.store.root)]);
        namespaces
    }
}

impl StoredName {
    fn parse(text: &str) -> Result<Self, StorageNameError> {
        if text.is_empty() {
            return Err(StorageNameError::Empty);
        }
        // A second store is passed over.
        let text = match text.strip_prefix('[') {
            None => text,
            Some(rest) => {
                let unterminated = || StorageNameError::Unterminated(text.into());
                rest.split_once(']').ok_or_else(unterminated)?.1
            }
        };
        let (text, id) = split_id(text)?;
        match (text, id) {
            ("", Some(id)) => Ok(Self::Id(id.into())),
            ("", None) => Err(StorageNameError::NoName),
            (text, id) => {
                if id.is_none() && is_perhaps_short_id(text) {
                    return Err(StorageNameError::PerhapsShortId(text.into()));
                }
                let named = Named::parse_normalized(text).map_err(|error| StorageNameError::Name {
                    text: text.into(),
                    error,
                })?;
                Ok(Self::Named(named.with_default_tag(), id.map(Into::into)))
            }
        }
    }

    /// The name that signatures are compared with.
    pub(super) fn named(&self) -> Option<&Named> {
        match self {
            Self::Id(_) => None,
            Self::Named(named, _) => Some(named),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Id(id) => format!("@{id}"),
            Self::Named(named, None) => format!("{named}"),
            Self::Named(named, Some(id)) => format!("{named}@{id}"),
        }
    }
}

/// Takes an image ID off the end. A digest stays: it belongs to the name.
fn split_id(text: &str) -> Result<(&str, Option<&str>), StorageNameError> {
    let Some((name, last)) = text.rsplit_once('@') else {
        return Ok((text, None));
    };
    if last.is_empty() {
        return Err(StorageNameError::EmptyIdOrDigest(text.into()));
    }
    if digest::validate(last).is_ok() {
        return Ok((text, None));
    }
    // A part of an ID would do if an image in the store had such an ID.
    if digest::validate_image_id(last).is_err() {
        return Err(StorageNameError::NotAnId(last.into()));
    }
    Ok((name, Some(last)))
}

/// 64 digits would be a whole ID; as they are no name either, the reference refuses them unless the store has that image.
fn is_perhaps_short_id(text: &str) -> bool {
    (SHORT_ID_LEAST..64).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
