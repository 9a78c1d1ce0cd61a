//! Words for scopes.

use alloc::format;

use super::Said;
use crate::lint::scopes::{ScopeFinding, Unreachable};
use crate::reference::Transport;

pub(super) fn words(found: &ScopeFinding) -> Said {
    match found {
        ScopeFinding::AcceptsAnything { transport, strict } => {
            let whose = match transport {
                Some(transport) => format!("every {transport} image that no other scope covers"),
                None => "every image that no scope covers".into(),
            };
            let beside = match strict {
                0 => "; no scope asks for a signature either: this policy verifies nothing".into(),
                1 => "; one scope asks for signatures".into(),
                more => format!("; {more} scopes ask for signatures"),
            };
            Said::new(format!("{whose} is accepted unchecked{beside}"))
                .help("to let in only what is named, write [{\"type\": \"reject\"}] here and a scope for each registry that you trust")
        }
        ScopeFinding::DefaultRejectsLocal { missing } => Said::new(format!(
            "the default refuses images that come from no registry, too: there is no scope for {}",
            missing.join(", ")
        ))
        .help("Skopeo, `podman load` and `podman pull` ask the policy about archives, folders and stores as well (Podman and Buildah read their own store whatever it says). For what you use, add \"TRANSPORT\": {\"\": [{\"type\": \"insecureAcceptAnything\"}]} to \"transports\". CRI-O only pulls from registries, and needs none"),
        ScopeFinding::HostCase { scope, lower } => Said::new(format!(
            "the scope {scope} has upper-case letters in its host: an image named with {lower} falls under another scope"
        ))
        .help(format!("write {lower}: hosts are compared letter by letter, and image names have them in lower case")),
        ScopeFinding::OfficialImage { scope, image } => Said::new(format!(
            "the scope {scope} covers what the account of this name publishes, not the image {image}"
        ))
        .help(format!("write {image}, which is what `docker pull` of the short name means")),
        ScopeFinding::OneImage { scope, repository } => Said::new(format!(
            "the scope {scope} covers this one name: with another tag, or by digest, the image falls under a wider scope"
        ))
        .help(format!("to cover all images of the repository, write {repository}")),
        ScopeFinding::OpensBeneath {
            scope,
            around,
            around_span,
            rejects,
        } => {
            let around_name = if around.is_empty() { "the transport's default" } else { around };
            let strict = if *rejects { "refuses everything" } else { "asks for signatures" };
            Said::new(format!("the scope {scope} checks nothing, and lies beneath {around_name}, which {strict}"))
                .beside(*around_span, strict)
                .help("the most specific scope decides alone, nothing is inherited: remove this one, or ask for signatures here, too")
        }
        ScopeFinding::Unreachable {
            transport,
            scope,
            meant,
            why,
        } => unreachable(transport.name(), scope, meant.as_deref(), *why, *transport == Transport::ContainersStorage),
        ScopeFinding::UnknownTransport { name, meant } => {
            let said = Said::new(format!("there is no transport `{name}`: nothing below it is ever asked for"));
            match meant {
                Some(meant) => said.help(format!("write `{meant}`")),
                None => said.help("the transports are atomic, containers-storage, dir, docker, docker-archive, docker-daemon, oci, oci-archive, sif and tarball; an image in a registry is docker"),
            }
        }
    }
}

pub(super) fn unreachable(
    transport: &str,
    scope: &str,
    meant: Option<&str>,
    why: Unreachable,
    is_stored: bool,
) -> Said {
    let because = match why {
        Unreachable::Case => "behind the host, names have no upper-case letters",
        Unreachable::NoHost => "image names are compared in their full form, host and `library/` included",
        Unreachable::Scheme => "a scope is a name, without a scheme",
        Unreachable::Slash => "a scope ends with a name, not with a slash",
        Unreachable::Tag => "a tag can only end a name, and none has both a tag and a digest",
        Unreachable::Wildcard => {
            "`*.` stands for the first labels of a host and nothing else: not for ports, paths or parts of a label"
        }
        Unreachable::NoName if is_stored => {
            "of a store, scopes are [driver@root], [driver@root]name with the image's full name, and [root]"
        }
        Unreachable::NoName => "it is no part of any image name",
    };
    let said = Said::new(format!(
        "no {transport} image is ever covered by the scope {scope}: {because}"
    ));
    match meant {
        Some(meant) => said.help(format!("write {meant}")),
        None => said.help("until it is corrected, the images that were meant fall under a wider scope, or the default"),
    }
}
