//! Words for requirements.

use alloc::format;

use super::Said;
use crate::lint::requirements::RequirementFinding;

pub(super) fn words(found: &RequirementFinding) -> Said {
    match found {
        RequirementFinding::Duplicate { first } => Said::new("this requirement stands here twice")
            .beside(*first, "the same")
            .help("remove it: what must hold once holds twice"),
        RequirementFinding::NoKeys { field } => {
            Said::new(format!("`{field}` has no keys: nothing can fulfil this requirement"))
                .help("name at least one key; to refuse everything on purpose, write {\"type\": \"reject\"}")
        }
        RequirementFinding::KeyTypeNotImplemented(key_type) => Said::new(format!(
            "keys of the type `{}` are not implemented: nothing can fulfil this requirement",
            key_type.name()
        ))
        .help("write GPGKeys, for a file of OpenPGP keys of which any may sign"),
        RequirementFinding::NotAnEmail { text, is_url: true } => Said::new(format!(
            "`{text}` is no email address: this requirement can never be satisfied"
        ))
        .help("certificates of workflows (GitHub Actions, GitLab CI) name a URL, and no email address; containers/image compares email addresses alone, and this policy language cannot accept such a signature")
        .help("sign with a key (`cosign sign --key`), and name its public half in keyPath or keyData"),
        RequirementFinding::NotAnEmail { text, is_url: false } => Said::new(format!(
            "`{text}` does not look like an email address, and the certificate must have it as one"
        ))
        .help("write the address exactly as the signer's certificate has it, upper and lower case, too"),
        RequirementFinding::NotAHostname(text) => Said::new(format!(
            "`{text}` is no host name, and the certificate must have it as one"
        ))
        .help("write the name alone, such as build.example.com"),
        RequirementFinding::Rotation { others, type_name } => {
            let which = match others.len() {
                1 => "both of these requirements".into(),
                more => format!("all {} of these requirements", more + 1),
            };
            let mut said = Said::new(format!("{which} must hold: an image needs a signature by each of their keys"));
            for other in others.iter().take(8) {
                said = said.beside(*other, "and this one");
            }
            let list = if *type_name == "signedBy" {
                "keyPaths, or keyData with all keys in one keyring"
            } else {
                "keyPaths or keyDatas, since containers/image 5.33"
            };
            said.help(format!("if one signature by any of the keys is to do, as while keys are changed, list the keys in one requirement: {list}"))
        }
        RequirementFinding::SignedBaseLayer => {
            Said::new("signedBaseLayer is not implemented: nothing can fulfil this requirement")
                .help("remove it, or write {\"type\": \"reject\"}, which says the same openly")
        }
        RequirementFinding::WithoutEffect { rejects: true } => {
            Said::new("this requirement refuses every image: the others beside it do not matter")
                .help("all requirements of a list must hold; remove this one, or the others")
        }
        RequirementFinding::WithoutEffect { rejects: false } => {
            Said::new("this requirement checks nothing, and does not open the list either: the others must hold all the same")
                .help("remove it: all requirements of a list must hold, so there is no alternative among them")
        }
    }
}
