//! Words for signed names.

use alloc::format;

use super::Said;
use crate::lint::identity::IdentityFinding;

pub(super) fn words(found: &IdentityFinding) -> Said {
    match found {
        IdentityFinding::CosignSignsNoTag { rule, name } => {
            let asks = match name {
                Some(name) => format!("asks for the name {name}"),
                None => "asks for a name with its tag or digest".into(),
            };
            let sign = match name {
                Some(name) => format!("sign with `cosign sign --sign-container-identity {name} …`"),
                None => "sign with `cosign sign --sign-container-identity NAME:TAG …`".into(),
            };
            Said::new(format!("{rule} {asks}, and `cosign sign` signs the name of the repository alone"))
                .help(format!("{sign}, or with Skopeo or Podman, which sign the tag; or write matchRepository, which takes signatures of any tag"))
        }
        IdentityFinding::NoName { transport, rule } => Said::new(format!(
            "images of {} have no name that {rule} could compare: nothing can fulfil this requirement",
            transport.name()
        ))
        .help("say which name must be signed: exactRepository or exactReference"),
        IdentityFinding::NoSignatures { transport } => Said::new(format!(
            "images of {} never come with signatures: nothing can fulfil this requirement",
            transport.name()
        ))
        .help("check signatures where images come from a registry (docker), and write insecureAcceptAnything or reject here"),
        IdentityFinding::PrefixElsewhere { scope, prefix } => Said::new(format!(
            "no image under {scope} has a name that begins with {prefix}: the names are compared as they are"
        ))
        .help("prefix is what the name of the image begins with (the mirror), whole components of it; signedPrefix is what stands in the signature instead"),
        IdentityFinding::Repository { rule, named: None } => Said::new(format!(
            "{rule} takes a signature of any image of the repository for this tag: an older image passes under a newer tag"
        ))
        .help("matchRepoDigestOrExact compares the tag, too; it needs signatures that name it (`cosign sign --sign-container-identity`, Skopeo and Podman do)"),
        IdentityFinding::Repository { rule, named: Some(named) } => Said::new(format!(
            "{rule} takes any image that was signed as one of {named}, whatever the image is called here and whatever its tag"
        ))
        .help("for a mirror, remapIdentity compares the rest of the name, too"),
        IdentityFinding::TagIgnored { name } => Said::new(format!("exactRepository does not look at the tag or digest of {name}"))
            .help("write the repository alone; to demand the tag, write exactReference"),
        IdentityFinding::TagAndDigest { name } => Said::new(format!("no tool signs a name with both a tag and a digest, as {name}"))
            .help("write the one that is signed"),
    }
}
