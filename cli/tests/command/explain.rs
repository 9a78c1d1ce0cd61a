//! `pullgate explain` as it is run, over folders that skopeo and cosign wrote (fixtures/signed).

use crate::run::{Pullgate, Run, pullgate, signed};

const NOW: &str = "2026-11-22T14:00:00Z";

/// A question about one of the signed images, whose policy asks for the file `path`.
fn explain(name: &str, policy: &str, tag: &str, path: &str, file: &str) -> Pullgate {
    let case = signed(name);
    pullgate(["explain", "--now", NOW, "--image"])
        .and([format!("docker://registry.example/acme/app{tag}")])
        .and(["--policy", &case.join(policy).display().to_string()])
        .and(["--dir", &case.display().to_string()])
        .and([
            "--file",
            &format!("/etc/pki/containers/{path}={}", case.join(file).display()),
        ])
}

fn other_tag() -> Pullgate {
    explain("cosign-p256-tag", "policy.json", ":v2", "acme.pub", "acme.pub")
}

/// The part of the output under a heading.
fn section<'a>(run: &'a Run, heading: &str) -> &'a str {
    let (_, rest) = run.out.split_once(&format!("\n{heading}\n")).unwrap_or_default();
    rest.split_once("\n\n").map_or(rest, |(section, _)| section)
}

#[test]
fn a_refusal_has_its_cause_and_what_would_make_it_pass() {
    let run = other_tag().run();
    assert_eq!(run.status, 1, "{run:?}");
    let why = section(&run, "Why");
    assert!(why.starts_with("  otherTag"), "{run:?}");
    assert!(why.contains("at policy.json:10:9"), "{run:?}");
    let remedies = section(&run, "What would make it pass");
    assert!(
        remedies.starts_with("  ok name the image docker://registry.example/acme/app:v1\n"),
        "{run:?}"
    );
    assert!(
        remedies.contains("opens: any image of registry.example/acme/app"),
        "{run:?}"
    );
    assert!(remedies.contains("$ cosign sign --key KEY"), "{run:?}");
}

#[test]
fn a_wildcard_of_the_host_is_named_where_the_image_is_of_the_host_itself() {
    let policy = r#"{"default": [{"type": "reject"}], "transports": {"docker": {"*.registry.example": [{"type": "insecureAcceptAnything"}]}}}"#;
    let run = pullgate([
        "explain",
        "--image",
        "docker://registry.example/app:v1",
        "--policy",
        "-",
    ])
    .input(policy)
    .run();
    let why = section(&run, "Why").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        why.contains("`*.registry.example` covers the hosts below registry.example, and not registry.example itself"),
        "{run:?}"
    );
}

#[test]
fn lines_fit_80_columns_unless_they_have_no_blank_or_are_a_command() {
    let run = other_tag().and(["--what-if", "digest"]).run();
    for line in run.out.lines() {
        let words = line.split_whitespace().count();
        assert!(
            line.chars().count() <= 80 || words == 1 || line.trim_start().starts_with("$ "),
            "{line}"
        );
    }
}

#[test]
fn what_is_piped_has_no_colours() {
    let run = other_tag().run();
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    let coloured = other_tag().with("CLICOLOR_FORCE", "1").run();
    assert!(coloured.out.contains('\u{1b}'), "{coloured:?}");
}

#[test]
fn one_thing_changed_is_asked_again() {
    let run = other_tag()
        .and(["--what-if", "tag=v1", "--what-if", "tag=v3", "--what-if", "digest"])
        .and([
            "--scope",
            "registry.example/nowhere",
            "--what-if",
            "image=docker://elsewhere.example/app",
        ])
        .run();
    let changes: Vec<&str> = section(&run, "What if")
        .lines()
        .filter(|line| line.starts_with("  ok") || line.starts_with("  NO"))
        .collect();
    assert_eq!(changes.len(), 5, "{run:?}");
    for (line, beginning) in changes.iter().zip([
        "  ok with the tag v1: allowed",
        "  NO with the tag v3: refused",
        "  ok named by its digest: allowed",
        "  NO as docker://elsewhere.example/app: refused",
        "  NO under the scope registry.example/nowhere: refused: the policy has no such",
    ]) {
        assert!(line.starts_with(beginning), "{line} is not {beginning}");
    }
}

#[test]
fn a_key_that_is_given_is_tried() {
    let case = signed("cosign-p256-repository");
    let asked = |key: &str| {
        explain("cosign-p256-repository", "policy.json", ":v1", "acme.pub", "other.pub")
            .and(["--key", &case.join(key).display().to_string()])
            .run()
    };
    let run = asked("acme.pub");
    assert_eq!(run.status, 1, "the policy still names the other one: {run:?}");
    assert!(section(&run, "Why").contains("which is at hand"), "{run:?}");
    assert!(section(&run, "What if").starts_with("  ok with the key"), "{run:?}");
    let run = asked("other.pub");
    assert!(section(&run, "What if").starts_with("  NO with the key"), "{run:?}");
}

#[test]
fn an_image_that_is_allowed_has_an_end() {
    let run = explain("cosign-pki", "policy.json", ":v1", "roots.pem", "root.pem").run();
    assert_eq!(run.status, 0, "{run:?}");
    let turns = section(&run, "When it changes");
    assert!(turns.starts_with("  NO 2026-12-22T13:30:25Z: refused"), "{run:?}");
    let before = explain("cosign-pki", "policy.json", ":v1", "roots.pem", "root.pem")
        .and(["--at", "2026-12-01"])
        .run();
    assert_eq!(section(&before, "When it changes"), "", "{before:?}");
}

#[test]
fn json_has_what_ifs_beside_the_answer() {
    let run = other_tag().and(["--format", "json", "--what-if", "tag=v1"]).run();
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["allowed"], false);
    assert_eq!(answer["explanation"]["causes"][0]["kind"], "otherTag");
    assert_eq!(
        answer["explanation"]["remedies"][0]["amended"]["image"],
        "docker://registry.example/acme/app:v1"
    );
    assert_eq!(answer["whatIf"][0]["allowed"], true);
    assert_eq!(answer["timeline"], serde_json::json!([]));
}

#[test]
fn what_is_missing_or_unknown_is_said_with_the_remedy() {
    let run = pullgate(["explain", "--image", "docker://a.example/b"]).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("--policy is missing"), "{run:?}");
    let run = other_tag().and(["--what-if", "colour=red"]).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("write tag=v2, digest"), "{run:?}");
}

#[test]
fn a_code_has_a_page() {
    let run = pullgate(["explain", "pg0602"]).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.starts_with("# PG0602: "), "{run:?}");
    let unknown = pullgate(["explain", "PG9999"]).run();
    assert_eq!(unknown.status, 2, "{unknown:?}");
    assert!(unknown.err.contains("there is no code PG9999"), "{unknown:?}");
}
