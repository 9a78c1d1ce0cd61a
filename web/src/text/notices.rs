//! What the page did with what came in, or why it did not take it.

use pullgate_core::exchange::policy_in_force::NODE;

use super::common::counted;
use crate::components::grouped;

pub(crate) const LABEL: &str = "Notices";
pub(crate) const DISMISS: &str = "Dismiss";

pub(crate) const UNDONE: &str = "Undone.";
pub(crate) const LINK_SHOWN: &str = "The link that was followed is shown.";
pub(crate) const LAID_OUT: &str = "The policy is laid out; order, strings and numbers are as they were.";
pub(crate) const LAID_OUT_ALREADY: &str = "The policy is laid out already.";

pub(crate) fn not_laid_out(why: &str) -> String {
    format!("The policy is not laid out, because it is not JSON: {why}.")
}

pub(crate) fn image_not_taken(why: &str) -> String {
    format!("The image is not taken: {why}.")
}

pub(crate) fn private_key_not_taken(place: &str, form: &str) -> String {
    format!(
        "That holds a private key ({form}), so it was not taken into {place}, and nothing of it is kept. A policy only needs public keys. \
         If it was not meant to leave its place, see where else it may have been pasted."
    )
}

// Where a private key was not taken into.
pub(crate) const PLACE_COMPARISON: &str = "the comparison";
pub(crate) const PLACE_IMAGE: &str = "the image";
pub(crate) const PLACE_KEYS: &str = "the keys";
pub(crate) const PLACE_MANIFEST: &str = "the manifest";
pub(crate) const PLACE_NAMESPACE: &str = "the namespace";
pub(crate) const PLACE_PAGE: &str = "the page";
pub(crate) const PLACE_PLATFORM: &str = "the platform";
pub(crate) const PLACE_POLICY: &str = "the policy";
pub(crate) const PLACE_REGISTRIES: &str = "registries.d";
pub(crate) const PLACE_SUITE: &str = "the tests";
pub(crate) const PLACE_SIGNATURES: &str = "the signatures";
pub(crate) const PLACE_TIME: &str = "the time";

/// In the place of a file's name.
pub(crate) const PASTED: &str = "pasted text";

pub(crate) fn image_pasted(image: &str) -> String {
    format!("{image} is the image.")
}

// What a pasted error or log became.

pub(crate) fn report_is(title: &str) -> String {
    format!("{title}:")
}

pub(crate) fn report_image(image: &str) -> String {
    format!("{image} is asked about now.")
}

pub(crate) fn report_namespace(namespace: &str) -> String {
    format!("The pod is in the namespace {namespace}, whose policy is given and decides.")
}

pub(crate) fn report_namespace_without_policy(namespace: &str) -> String {
    format!(
        "The pod is in the namespace {namespace}: if the node has /etc/crio/policies/{namespace}.json, that decides in the place of policy.json."
    )
}

pub(crate) fn report_time(time: &str) -> String {
    format!("The time of the question is that of the log, {time}.")
}

pub(crate) fn report_lacks(what: &[&str]) -> String {
    format!("Give next, as it is on the node: {}.", what.join(", "))
}

pub(crate) const LACKS_POLICY: &str = "policy.json";
pub(crate) const LACKS_REGISTRIES: &str = "the files of registries.d";
pub(crate) const LACKS_MANIFEST: &str = "the image's manifest";
pub(crate) const LACKS_MANIFEST_LIST: &str = "the list that it is chosen from";
pub(crate) const LACKS_SIGNATURES: &str = "its signatures";
pub(crate) const LACKS_KEYS: &str = "the keys that the policy names";

// What became of opened files.

pub(crate) fn not_opened(name: &str, why: &str) -> String {
    format!("{name} was not opened: {why}.")
}

pub(crate) fn file_with_private_key(name: &str, form: &str) -> String {
    format!(
        "{name} holds a private key ({form}): it was not taken, and nothing of it is kept. A policy only needs public keys."
    )
}

/// A whole image: what it is in, of which kind; which image of a list, where it is one; what belongs to it.
pub(crate) fn image_taken(top: &str, kind: &str, platform: Option<&str>, belongings: &str) -> String {
    match platform {
        None => format!("{top} is {kind}: its image, with {belongings}, is asked about."),
        Some(platform) => format!("{top} is {kind}: its image for {platform}, with {belongings}, is asked about."),
    }
}

pub(crate) const WITH_ATTACHMENTS: &str = "what cosign attached to it";

pub(crate) fn with_signatures(count: usize) -> String {
    match count {
        0 => "no signature".into(),
        1 => "1 signature".into(),
        count => format!("{} signatures", grouped(count)),
    }
}

pub(crate) fn no_image_taken(top: &str, kind: &str, why: &str) -> String {
    format!("{top} is {kind}, but no image of it was taken: {why}.")
}

pub(crate) fn attachments_taken(name: &str) -> String {
    format!("{name} has what cosign attached to the image; it takes the place of signature files.")
}

/// A file that was opened for this path.
pub(crate) fn key_taken(name: &str, kind: &str, path: &str) -> String {
    format!("{name} ({kind}) is the file {path}.")
}

pub(crate) fn key_taken_as_named(name: &str, kind: &str, path: &str) -> String {
    format!("{name} ({kind}) is the file {path}, as the policy names it.")
}

pub(crate) fn key_taken_as_missing(name: &str, kind: &str, path: &str) -> String {
    format!("{name} ({kind}) is the file {path}, the only one that the policy names and that was missing.")
}

pub(crate) fn key_taken_as_only(name: &str, kind: &str, path: &str) -> String {
    format!("{name} ({kind}) is the file {path}, the only one that the policy names.")
}

pub(crate) fn key_taken_unnamed(name: &str, kind: &str, path: &str) -> String {
    format!(
        "{name} ({kind}) is the file {path}, which the policy does not name: give it the path that the policy means."
    )
}

pub(crate) fn manifest_taken(name: &str) -> String {
    format!("{name} is the manifest.")
}

pub(crate) fn manifest_list_taken(name: &str) -> String {
    format!("{name} is a list of images: say for which platform, and give that image's manifest.")
}

/// Of which name it is from now on.
pub(crate) fn policy_taken(name: &str, whose: &str) -> String {
    if whose == NODE {
        format!("{name} is the policy.")
    } else {
        format!("{name} is the policy {whose}.")
    }
}

/// Of which namespace it is; none for a name that CRI-O never looks for.
pub(crate) fn namespace_policy_taken(name: &str, namespace: Option<&str>) -> String {
    match namespace {
        Some(namespace) => format!("{name} is the policy of the namespace {namespace}."),
        None => {
            format!("{name} lies among the policies of namespaces, and is of none: CRI-O looks for NAMESPACE.json.")
        }
    }
}

pub(crate) fn registries_taken(name: &str) -> String {
    format!("{name} is a file of registries.d.")
}

pub(crate) fn request_taken(name: &str) -> String {
    format!("{name} is a question for pullgate: it takes the place of everything.")
}

pub(crate) fn request_is_wrong(name: &str, why: &str) -> String {
    format!("{name} is no question that can be asked: {why}.")
}

/// What was done to it is in sentences of their own.
pub(crate) fn signature_taken(name: &str, kind: &str, number: usize, steps: &[&str]) -> String {
    let steps: String = steps.iter().map(|step| format!(" {step}")).collect();
    format!("{name} ({kind}) is signature {number}.{steps}")
}

pub(crate) fn lookaside_taken(count: usize) -> String {
    format!(
        "The signatures are those of a lookaside store, of which {} came: those of the image's repository and digest count.",
        counted(count, "signature file", "signature files")
    )
}

pub(crate) fn unknown(name: &str) -> String {
    format!(
        "{name} was not taken: it is no policy, manifest, signature or key that is known. Open it where it belongs to have it taken as it is."
    )
}

/// A file that is known, and no part of a question.
pub(crate) fn of_no_use(name: &str, title: &str) -> String {
    format!(
        "{name} was not taken: it is “{title}”, of which no question is made. Open it where it belongs to have it taken as it is."
    )
}

pub(crate) fn begun_anew() -> String {
    "Everything is empty now.".into()
}

pub(crate) const OUT_OF_DATE: &str = "That was made for a text that has changed meanwhile, so nothing was changed.";
