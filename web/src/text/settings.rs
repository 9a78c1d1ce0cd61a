//! What else the answer depends on.

pub(crate) const TIME: &str = "The time of the question";
pub(crate) const TIME_NOW: &str = "Now, by this computer's clock";
pub(crate) const TIME_OTHER: &str = "Another time";
pub(crate) const TIME_FIELD: &str = "Time";
pub(crate) const TIME_IS_WRONG: &str = "Not a time such as 2026-06-01T12:00:00Z. Nothing is evaluated until it is one.";
pub(crate) const TIME_ABOUT: &str = "Keys and certificates end; a key of GnuPG that has expired verifies nothing.";

pub(crate) const CALLER: &str = "What the caller demands";
pub(crate) const REQUIRE_SIGNED: &str = "A verified signature (`requireSigned`)";
pub(crate) const REQUIRE_SIGNED_ABOUT: &str =
    "Then an image is refused as well where the policy would let it through without a signature.";

pub(crate) const NODES: &str = "The nodes";
pub(crate) const LIBRARY: &str = "Release of containers/image";
pub(crate) const LIBRARY_PLACEHOLDER: &str = "any, or such as 5.29";
pub(crate) const LIBRARY_IS_WRONG: &str = "Not a release such as 5.29.";
pub(crate) const LIBRARY_ABOUT: &str = "What this release does not know yet becomes a finding in the policy. It changes no verdict: that is always of the newest.";

pub(crate) const PAGE: &str = "This page";
pub(crate) const KEEP: &str = "Keep what is here until the tab is closed";
pub(crate) const KEEP_ABOUT: &str =
    "A reload then loses nothing. It stays in this browser, for this tab only; a private key is never kept.";
