//! What the reference, and the store that it opens, say of `containers-storage:` names.

use alloc::format;
use alloc::string::String;

use super::super::files::file_error;
use super::super::go::quote;
use super::super::{ErrorClass, Refusal};
use super::{invalid, named_error};
use crate::reference::storage::{StorageNameError, StoreError, StoreOptionError};

/// What every refusal of a form ends in.
const INVALID: &str = "invalid reference";

pub(super) fn storage_name_error(error: &StorageNameError) -> Refusal {
    invalid(match error {
        StorageNameError::Empty => format!("\"\" is an empty reference: {INVALID}"),
        StorageNameError::EmptyIdOrDigest(text) => {
            format!("empty trailing digest or ID in {}: {INVALID}", quote(text))
        }
        StorageNameError::Name { text, error } => {
            format!("parsing named reference {}: {}", quote(text), named_error(error))
        }
        StorageNameError::NoName => INVALID.into(),
        StorageNameError::NotAnId(text) => {
            format!("{} does not look like an image ID or digest: {INVALID}", quote(text))
        }
        StorageNameError::PerhapsShortId(text) => {
            return unsupported(format!(
                "{text} may be a name or the beginning of an image ID: containers/image asks the store, and pullgate has none"
            ));
        }
        StorageNameError::Store(StoreError::Folder(error)) => file_error(error),
        StorageNameError::Store(StoreError::Incomplete) => {
            "no storage runroot or graphroot specified: missing necessary StoreOptions".into()
        }
        StorageNameError::Store(StoreError::Invalid) => INVALID.into(),
        StorageNameError::Store(StoreError::NotAbsolute) => "path name is not absolute".into(),
        StorageNameError::Store(StoreError::Option(error)) => return store_option_error(error),
        StorageNameError::Store(StoreError::UnknownDriver { driver, root }) => {
            format!("failed to GetDriver graph {driver} {root}: driver not supported")
        }
        StorageNameError::Unterminated(text) => format!("store specifier in {} did not end: {INVALID}", quote(text)),
    })
}

fn store_option_error(error: &StoreOptionError) -> Refusal {
    invalid(match error {
        StoreOptionError::MountOptions => "vfs driver does not support mount options".into(),
        StoreOptionError::NoValue(option) => format!("unable to parse key/value option: {option}"),
        StoreOptionError::NotABoolean(value) => {
            format!("strconv.ParseBool: parsing {}: invalid syntax", quote(value))
        }
        StoreOptionError::NotJudged(option) => {
            return unsupported(format!(
                "pullgate does not judge the option {} of a store",
                quote(option)
            ));
        }
        StoreOptionError::SyncMode { driver, value } => format!(
            "invalid sync mode for {} driver: invalid sync mode: {}",
            driver.name(),
            quote(value)
        ),
        StoreOptionError::UnknownDriver { driver, option } => {
            format!("unknown driver {} in option {}", quote(driver), quote(option))
        }
        StoreOptionError::UnknownKey { key, option } => format!("unknown option {} ({})", quote(key), quote(option)),
    })
}

fn unsupported(text: String) -> Refusal {
    Refusal::new(ErrorClass::Unsupported, text)
}
