//! Words for the policy and registries.d together.

use alloc::format;
use alloc::string::String;

use super::{Said, scopes};
use crate::lint::sources::SourceFinding;
use crate::registries_d::{BUILT_IN_STORE, FOLDER};

pub(super) fn words(found: &SourceFinding) -> Said {
    match found {
        SourceFinding::AttachmentsOff { scope, said } => {
            let whose = whose(scope.as_deref());
            let message = format!(
                "Sigstore signatures are asked for, and no node looks for those of {whose}: registries.d does not switch attachments on"
            );
            let help = format!(
                "write into a file {FOLDER}/NAME.yaml:\n{}    use-sigstore-attachments: true",
                section(scope.as_deref())
            );
            let shown = Said::new(message).help(help);
            match said {
                Some(span) => shown.beside(*span, "switched off here"),
                None => shown,
            }
        }
        SourceFinding::NoLookaside { scope } => {
            let whose = whose(scope.as_deref());
            Said::new(format!("GPG signatures are asked for, and registries.d names no store for those of {whose}: nodes look in {BUILT_IN_STORE} alone"))
                .help(format!(
                    "write into a file {FOLDER}/NAME.yaml:\n{}    lookaside: https://STORE",
                    section(scope.as_deref())
                ))
                .help("not needed where the registry itself serves signatures, as OpenShift's does")
        }
        SourceFinding::NamespaceUnreachable { namespace, meant, why } => {
            scopes::unreachable("docker", namespace, meant.as_deref(), *why, false)
        }
    }
}

fn whose(scope: Option<&str>) -> String {
    match scope {
        Some(scope) => format!("images under {scope}"),
        None => "images that no other scope covers".into(),
    }
}

fn section(scope: Option<&str>) -> String {
    match scope {
        Some(scope) if scope.starts_with('*') => format!("docker:\n  \"{scope}\":\n"),
        Some(scope) => format!("docker:\n  {scope}:\n"),
        None => "default-docker:\n".into(),
    }
}
