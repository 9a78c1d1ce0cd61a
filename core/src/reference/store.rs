//! The store of `containers-storage:` names: `[DRIVER@ROOT+RUNROOT:OPTIONS]`. Source: reference.md §5.3, containers-transports(5).

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::named::lowercase;
use super::path;
use crate::files::{FileError, FileOperation};

/// Where root's images are on a node without a storage.conf that says otherwise (containers-storage.conf(5)).
const DEFAULT_ROOT: &str = "/var/lib/containers/storage";
/// Where what belongs to running containers is on such a node.
const DEFAULT_RUN_ROOT: &str = "/run/containers/storage";

/// A store. What the name leaves open is what a node has unless it was configured otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Its driver.
    pub driver: Driver,
    /// The folder of the images.
    pub root: String,
    /// The folder of what belongs to running containers.
    pub run_root: String,
    /// The driver's options, as written.
    pub options: Vec<String>,
    /// Whether the name says driver, root and run root.
    pub is_spelled_out: bool,
}

/// How a store keeps images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// `btrfs`
    Btrfs,
    /// `overlay`, also called `overlay2`
    Overlay,
    /// `vfs`
    Vfs,
    /// `zfs`
    Zfs,
}

/// Why a store cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A folder that cannot be made.
    Folder(FileError),
    /// A driver and options, and no folder.
    Incomplete,
    /// It has another form.
    Invalid,
    /// A folder that is not absolute.
    NotAbsolute,
    /// An option that the driver does not take.
    Option(StoreOptionError),
    /// There is no such driver.
    UnknownDriver {
        /// The driver.
        driver: String,
        /// The folder of the images.
        root: String,
    },
}

/// Why an option of a driver cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreOptionError {
    /// `vfs` mounts nothing.
    MountOptions,
    /// It has no `=`.
    NoValue(String),
    /// Neither yes nor no.
    NotABoolean(String),
    /// An option that pullgate does not judge.
    NotJudged(String),
    /// Neither `none` nor `filesystem`.
    SyncMode {
        /// The driver.
        driver: Driver,
        /// The value.
        value: String,
    },
    /// An option for a driver that there is not.
    UnknownDriver {
        /// The driver.
        driver: String,
        /// The whole option.
        option: String,
    },
    /// The driver has no such option.
    UnknownKey {
        /// The key.
        key: String,
        /// The whole option.
        option: String,
    },
}

/// The text between the brackets, if there are any, and what follows.
pub(super) fn split(text: &str) -> Result<(Option<&str>, &str), StoreError> {
    match text.strip_prefix('[') {
        None => Ok((None, text)),
        Some(rest) => {
            let (store, name) = rest.split_once(']').ok_or(StoreError::Invalid)?;
            Ok((Some(store), name))
        }
    }
}

impl Store {
    /// Reads what stands between the brackets.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, StoreError> {
        let text = match text {
            None => return Ok(Self::default()),
            Some("") => return Err(StoreError::Invalid),
            Some(text) => text,
        };
        let (driver, rest) = match text.split_once('@') {
            None => ("", text),
            Some(("", _) | (_, "")) => return Err(StoreError::Invalid),
            Some(parts) => parts,
        };
        let (folders, options) = match rest.split_once(':') {
            None => (rest, Vec::new()),
            Some((folders, options)) => (folders, options.split(',').map(String::from).collect()),
        };
        let (root, run_root) = folders.split_once('+').unwrap_or((folders, ""));
        if [root, run_root]
            .into_iter()
            .any(|folder| !folder.is_empty() && !folder.starts_with('/'))
        {
            return Err(StoreError::NotAbsolute);
        }
        if root.is_empty() && run_root.is_empty() {
            if driver.is_empty() && options.is_empty() {
                return Ok(Self::default());
            }
            return Err(StoreError::Incomplete);
        }
        let or_default = |folder: &str, default: &str| match folder {
            "" => default.to_string(),
            _ => path::clean(folder),
        };
        let (run_root_made, root_made) = (or_default(run_root, DEFAULT_RUN_ROOT), or_default(root, DEFAULT_ROOT));
        for folder in [&run_root_made, &root_made] {
            check_folder(folder).map_err(StoreError::Folder)?;
        }
        let store = Self {
            driver: Driver::parse(driver).ok_or_else(|| StoreError::UnknownDriver {
                driver: driver.into(),
                root: root_made.clone(),
            })?,
            is_spelled_out: ![driver, root, run_root].contains(&""),
            root: root_made,
            run_root: run_root_made,
            options,
        };
        for option in &store.options {
            check_option(store.driver, option).map_err(StoreError::Option)?;
        }
        Ok(store)
    }

    /// `driver@root`, as policies name it.
    pub(super) fn driver_and_root(&self) -> String {
        format!("{}@{}", self.driver.name(), self.root)
    }

    /// `driver@root+runroot:options`.
    #[must_use]
    pub fn whole(&self) -> String {
        let mut text = format!("{}+{}", self.driver_and_root(), self.run_root);
        if !self.options.is_empty() {
            text.push(':');
            text.push_str(&self.options.join(","));
        }
        text
    }
}

impl Default for Store {
    fn default() -> Self {
        Self {
            driver: Driver::Overlay,
            root: DEFAULT_ROOT.into(),
            run_root: DEFAULT_RUN_ROOT.into(),
            options: Vec::new(),
            is_spelled_out: false,
        }
    }
}

impl Driver {
    /// Without one, a store that is new or has no images of another driver is opened with `overlay`.
    fn parse(name: &str) -> Option<Self> {
        match name {
            "" | "overlay" | "overlay2" => Some(Self::Overlay),
            "btrfs" => Some(Self::Btrfs),
            "vfs" => Some(Self::Vfs),
            "zfs" => Some(Self::Zfs),
            _ => None,
        }
    }

    /// Its name, in image names and in policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Btrfs => "btrfs",
            Self::Overlay => "overlay",
            Self::Vfs => "vfs",
            Self::Zfs => "zfs",
        }
    }
}

/// What the path alone keeps from being made: Go makes the parents first.
fn check_folder(folder: &str) -> Result<(), FileError> {
    let mut made = String::new();
    for name in folder.split('/').filter(|name| !name.is_empty()) {
        made.push('/');
        made.push_str(name);
        let checked = path::check_form(&made).and_then(|()| path::check_component(name));
        checked.map_err(|kind| FileError {
            operation: FileOperation::MakeDirectory,
            path: made.clone(),
            kind,
        })?;
    }
    Ok(())
}

/// Whether a driver takes an option. What the option asks of the node is taken to be there.
fn check_option(driver: Driver, option: &str) -> Result<(), StoreOptionError> {
    if matches!(driver, Driver::Btrfs | Driver::Zfs) {
        return Err(StoreOptionError::NotJudged(option.into()));
    }
    let (key, value) = option
        .split_once('=')
        .ok_or_else(|| StoreOptionError::NoValue(option.into()))?;
    let (key, value) = (lowercase(key.trim()), value.trim());
    let (of_driver, key) = key.split_once('.').unwrap_or(("", &key));
    match of_driver {
        "" => {}
        "overlay" | "overlay2" if driver == Driver::Overlay => {}
        "vfs" if driver == Driver::Vfs => {}
        "btrfs" | "overlay" | "overlay2" | "vfs" | "zfs" => return Ok(()),
        _ => {
            return Err(StoreOptionError::UnknownDriver {
                driver: of_driver.into(),
                option: option.into(),
            });
        }
    }
    match (driver, key) {
        (Driver::Vfs, "imagestore") => Ok(()),
        (Driver::Vfs, "mountopt") => Err(StoreOptionError::MountOptions),
        // The reference's own spelling (`drivers/vfs/driver.go`): `vfs.sync` is no option of it.
        (Driver::Vfs, "vfs.sync" | ".sync") | (Driver::Overlay, "sync") => check_sync_mode(driver, value),
        (Driver::Vfs | Driver::Overlay, "ignore_chown_errors") | (Driver::Overlay, "skip_mount_home") => {
            check_boolean(value)
        }
        (Driver::Overlay, "mount_program" | "mountopt" | "override_kernel_check") => Ok(()),
        (Driver::Overlay, "imagestore" | "additionalimagestore") if value.is_empty() || value.starts_with('/') => {
            Ok(())
        }
        (
            Driver::Overlay,
            "additionalimagestore"
            | "additionallayerstore"
            | "force_mask"
            | "imagestore"
            | "inodes"
            | "size"
            | "use_composefs",
        ) => Err(StoreOptionError::NotJudged(option.into())),
        _ => Err(StoreOptionError::UnknownKey {
            key: key.into(),
            option: option.into(),
        }),
    }
}

fn check_sync_mode(driver: Driver, value: &str) -> Result<(), StoreOptionError> {
    match lowercase(value).as_str() {
        "" | "filesystem" | "none" => Ok(()),
        _ => Err(StoreOptionError::SyncMode {
            driver,
            value: value.into(),
        }),
    }
}

/// Go's `strconv.ParseBool`.
fn check_boolean(value: &str) -> Result<(), StoreOptionError> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(()),
        _ => Err(StoreOptionError::NotABoolean(value.into())),
    }
}
