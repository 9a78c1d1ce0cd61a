//! The example that is shown.

pub(crate) const LABEL: &str = "Example";
pub(crate) const EDITED: &str = "edited";
pub(crate) const BROKEN: &str = "Broken";
pub(crate) const FIXED: &str = "Fixed";
pub(crate) const AS_IT_WAS: &str = "As it was";
pub(crate) const MORE: &str = "More examples";
