//! `--namespace` and `--policy-dir`: the policies of CRI-O for each namespace.

use serde_json::Value;

use crate::run::{Folder, Pullgate, Run, pullgate};

const IMAGE: &str = "docker://registry.example/acme/app:v1";
const ACCEPT: &str = r#"{"default":[{"type":"insecureAcceptAnything"}]}"#;
const REJECT: &str = r#"{"default":[{"type":"reject"}]}"#;

/// A node that accepts anything, and a namespace that accepts nothing.
fn node() -> Folder {
    let folder = Folder::new();
    folder.write("policy.json", ACCEPT);
    folder.write("policies/payments.json", REJECT);
    folder
}

fn ask(folder: &Folder, command: &str, namespace: &str) -> Pullgate {
    pullgate([command, "--image", IMAGE, "--now", "2026-06-01T12:00:00Z"])
        .and([
            "--policy",
            &folder.path("policy.json"),
            "--policy-dir",
            &folder.path("policies"),
        ])
        .and((!namespace.is_empty()).then(|| format!("--namespace={namespace}")))
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn the_policy_of_the_namespace_decides_and_is_named_as_the_file_that_it_is() {
    let folder = node();
    let run = ask(&folder, "evaluate", "payments").run();
    assert_eq!(run.status, 1, "{run:?}");
    for text in [
        "REFUSED",
        "information[PG0004]: namespace payments: policies/payments.json replaces",
        "policy in force: namespace payments: policies/payments.json replaces policy.json whole (CRI-O)",
        "policies/payments.json:1:13",
    ] {
        assert!(run.out.contains(text), "{text}: {run:?}");
    }
}

#[test]
fn where_the_namespace_has_none_the_policy_of_the_node_decides() {
    let folder = node();
    for (namespace, reason) in [("web", "noNamespaceFile"), ("", "noNamespace")] {
        let run = ask(&folder, "evaluate", namespace).and(["--format", "json"]).run();
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(json(&run)["policyInForce"]["reason"], reason, "{run:?}");
        // Perhaps another one was meant.
        let is_told = run.err.contains("has no web.json; it has policies of payments");
        assert_eq!(is_told, namespace == "web", "{run:?}");
    }
}

#[test]
fn an_error_in_the_namespace_s_policy_is_shown_in_its_file() {
    let folder = node();
    folder.write("policies/payments.json", "{\"default\": [{\"type\": \"rejekt\"}]}\n");
    let run = ask(&folder, "evaluate", "payments").run();
    assert_eq!(run.status, 3, "{run:?}");
    assert!(
        run.out
            .contains(&format!("{}:1:", folder.path("policies/payments.json"))),
        "{run:?}"
    );
}

#[test]
fn a_folder_or_file_that_cannot_be_read_is_no_missing_one() {
    let folder = node();
    std::fs::create_dir(folder.path("policies/web.json")).unwrap();
    let run = ask(&folder, "evaluate", "web").run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("is no regular file") && run.err.contains("tip:"),
        "{run:?}"
    );
    for other in ["elsewhere", "policy.json"] {
        let run = pullgate(["evaluate", "--image", IMAGE, "--namespace", "payments"])
            .and([
                "--policy",
                &folder.path("policy.json"),
                "--policy-dir",
                &folder.path(other),
            ])
            .run();
        assert_eq!(run.status, 2, "{run:?}");
        assert!(
            run.err.contains("the folder of policies") && run.err.contains("tip:"),
            "{run:?}"
        );
    }
    folder.write("policies/latin.json", "");
    std::fs::write(folder.path("policies/latin.json"), b"\xff").unwrap();
    let run = ask(&folder, "evaluate", "latin").run();
    assert!(run.status == 2 && run.err.contains("is not UTF-8"), "{run:?}");
}

#[test]
fn no_namespace_leads_out_of_the_folder() {
    let folder = node();
    for namespace in ["../policy", "a/b", ".", "A", "a_b"] {
        let run = ask(&folder, "evaluate", namespace).run();
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("write a namespace as Kubernetes does"), "{run:?}");
    }
}

#[test]
fn what_the_node_s_policy_and_that_of_another_namespace_would_say_is_explained() {
    let folder = node();
    folder.write("policies/web.json", ACCEPT);
    let run = ask(&folder, "explain", "payments")
        .and(["--what-if", "namespace=web", "--what-if", "namespace="])
        .run();
    assert_eq!(run.status, 1, "{run:?}");
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [
        "Under which policy namespace payments: policies/payments.json replaces policy.json whole (CRI-O)",
        "the node's policy.json would allow this image: the policy of the namespace alone refuses it",
        "in the namespace web",
        "without a namespace",
        "at policies/payments.json:1:13",
    ] {
        assert!(told.contains(text), "{text}: {run:?}");
    }
    for line in run.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let run = ask(&folder, "explain", "payments")
        .and(["--what-if", "namespace=web", "--format", "json"])
        .run();
    assert_eq!(json(&run)["whatIf"][0]["allowed"], true, "{run:?}");
}

#[test]
fn lines_of_requests_have_the_fields() {
    let line = serde_json::json!({
        "policy": ACCEPT, "image": IMAGE, "namespace": "payments", "policyDir": {"payments.json": REJECT}
    });
    let run = pullgate(["evaluate", "--jsonl"]).input(line.to_string()).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(json(&run)["allowed"], false, "{run:?}");
    assert_eq!(json(&run)["policyInForce"]["file"], "policies/payments.json", "{run:?}");
}
