//! The comparison of two policies.

use super::common::counted;
use crate::components::grouped;

pub(crate) const TITLE: &str = "Compare";
pub(crate) const LABEL: &str = "Compare two policies";
pub(crate) const ABOUT: &str = "Each image under the policy on the left and under the one below, with the manifest, signatures and keys that are given. Verdicts of a list of images, not yet the comparison of everything that two policies say: what no image of the list shows is not seen. Write `allow` or `refuse` behind an image to see where a policy does not keep to it.";
pub(crate) const LEAVE: &str = "Leave";
pub(crate) const OTHER_POLICY: &str = "The other policy";
pub(crate) const BEGIN_AGAIN: &str = "Begin with the policy as it is";
pub(crate) const IMAGES: &str = "Images, one a line; empty for one of each scope";
pub(crate) const UNDER_WAY: &str = "Comparing…";
pub(crate) const TABLE: &str = "Verdicts";
pub(crate) const COLUMN_IMAGE: &str = "Image";
pub(crate) const COLUMN_BEFORE: &str = "Now";
pub(crate) const COLUMN_AFTER: &str = "With the other policy";
pub(crate) const ALLOWED: &str = "allowed";
/// Let through without any check.
pub(crate) const OPEN: &str = "unchecked";
pub(crate) const REFUSED: &str = "refused";
pub(crate) const EXPECTED: &str = "as expected";
pub(crate) const NOT_EXPECTED: &str = "not as expected";

pub(crate) fn other_is_wrong(error: &str) -> String {
    format!("The other policy cannot be used: {error}. It refuses every image.")
}

/// How many verdicts change, which stands out; [`of_images`] goes on with the sentence.
pub(crate) fn changes(count: usize) -> String {
    match count {
        0 => "No verdict changes".into(),
        1 => "1 verdict changes".into(),
        count => format!("{} verdicts change", grouped(count)),
    }
}

/// Of how many images, and how many of them pass that did not.
pub(crate) fn of_images(count: usize, opened: usize) -> String {
    let opened = match opened {
        0 => String::new(),
        opened => format!("; {} pass that did not", grouped(opened)),
    };
    format!("of {}{opened}.", counted(count, "image", "images"))
}

/// How many of the images that say what should become of them are judged so, under each policy.
pub(crate) fn as_expected(before: usize, after: usize, of: usize) -> String {
    format!(
        "As expected: {} of {} now, {} with the other policy.",
        grouped(before),
        grouped(of),
        grouped(after)
    )
}

pub(crate) fn only_the_first(count: usize) -> String {
    format!("Only the first {} were asked about.", grouped(count))
}

/// By which scope of the policy an image is judged.
pub(crate) fn by_scope(scope: &str) -> String {
    format!("by `{scope}`")
}
