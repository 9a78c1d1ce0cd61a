//! The head of the page.

pub(crate) const QUESTION: &str = "Would this image be pulled?";
pub(crate) const IMAGE_EXAMPLE: &str = "docker://registry.example/name:tag";
pub(crate) const MENU: &str = "Page";
pub(crate) const OPEN: &str = "Open…";
pub(crate) const NEW: &str = "New";
pub(crate) const NEW_HINT: &str = "Begin with nothing";
pub(crate) const HELP_HINT: &str = "Help (?)";
pub(crate) const HELP_SIGN: &str = "?";
pub(crate) const COLOURS: &str = "Colours";
pub(crate) const COLOURS_SYSTEM: &str = "System";
pub(crate) const COLOURS_LIGHT: &str = "Light";
pub(crate) const COLOURS_DARK: &str = "Dark";
