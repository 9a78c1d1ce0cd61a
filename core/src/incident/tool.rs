//! Who wrote a text.

use super::name;
use super::record::{Form, Record};
use super::said::{Said, SaidKind};

/// Who wrote a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// bootc.
    Bootc,
    /// buildah.
    Buildah,
    /// containerd, which asks no policy.
    Containerd,
    /// cosign, which asks no policy.
    Cosign,
    /// CRI-O's answer to whoever called it.
    CrioError,
    /// CRI-O's log.
    CrioLog,
    /// The kubelet's log.
    Kubelet,
    /// What Kubernetes says of a pod.
    KubernetesEvent,
    /// The reference itself: nothing says who called it.
    Library,
    /// podman.
    Podman,
    /// rpm-ostree.
    RpmOstree,
    /// skopeo.
    Skopeo,
}

/// Says who wrote it: by the line that says why, then by the lines around it.
pub(super) fn tool(said: &Said, record: Option<&Record>, records: &[Record]) -> Tool {
    if said.kind == SaidKind::Cosign {
        return Tool::Cosign;
    }
    let (form, message) = record.map_or((Form::Plain, ""), |record| (record.form, record.message.as_str()));
    let unit = record.and_then(|record| record.unit.as_deref());
    if message.contains("failed to pull and unpack image") {
        return Tool::Containerd;
    }
    if record.is_some_and(|record| record.is_crio) {
        return Tool::CrioLog;
    }
    if unit == Some("kubelet") || form == Form::Klog {
        return Tool::Kubelet;
    }
    let is_event =
        form == Form::Event || message.contains("Failed to pull image \"") || said.kind == SaidKind::FailedSilently;
    if is_event && form != Form::Logrus && form != Form::Terminal
        || said.kind == SaidKind::RefusedSilently && form == Form::Plain
    {
        return Tool::KubernetesEvent;
    }
    if message.contains("OpenImage") || said.kind == SaidKind::DefaultTooOpen || message.contains("method Initialize") {
        return of_image_mode(message, records);
    }
    if message.contains("rpc error: ") || message.contains("SignatureValidationFailed") {
        return Tool::CrioError;
    }
    let called = records
        .iter()
        .rev()
        .find_map(|record| Some(name::command(&record.message)?.0));
    match called {
        Some("podman" | "docker") => return Tool::Podman,
        Some("skopeo") => return Tool::Skopeo,
        Some("buildah") => return Tool::Buildah,
        Some("crictl") => return Tool::CrioError,
        Some("bootc") => return Tool::Bootc,
        Some("rpm-ostree") => return Tool::RpmOstree,
        _ => {}
    }
    if records.iter().any(|record| record.is_crio) {
        return Tool::CrioLog;
    }
    if message.contains("build container") {
        return Tool::Buildah;
    }
    let is_fatal = record.is_some_and(|record| record.level == Some("fatal"));
    if is_fatal || message.contains("loading trust policy") {
        return Tool::Skopeo;
    }
    let is_podman = records
        .iter()
        .any(|record| record.message.starts_with("Trying to pull "))
        || message.starts_with("Error: ");
    if is_podman {
        return Tool::Podman;
    }
    Tool::Library
}

/// Both ask through skopeo.
fn of_image_mode(message: &str, records: &[Record]) -> Tool {
    const BOOTC: &[&str] = &["Upgrading: ", "Switching: ", "Pulling: ", "Installing to "];
    let names = |name: &str| records.iter().any(|record| record.message.contains(name));
    if BOOTC.iter().any(|step| message.contains(step)) || names("bootc ") && !names("rpm-ostree ") {
        Tool::Bootc
    } else {
        Tool::RpmOstree
    }
}
