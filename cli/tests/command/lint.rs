//! `pullgate lint` as it is run.

use crate::run::{Folder, pullgate};

/// A dead scope, a rotation, and the same requirement twice.
const POLICY: &str = r#"{
  "default": [{"type": "reject"}],
  "transports": {
    "docker": {
      "busybox": [{"type": "reject"}],
      "registry.example/acme": [
        {"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/etc/pki/a.gpg"},
        {"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/etc/pki/a.gpg"}
      ]
    }
  }
}
"#;
const COMMENTED: &str = "{\n  // nothing is trusted\n  \"default\": [{\"type\": \"reject\"}], # at all\n}\n";

#[test]
fn a_finding_is_shown_with_its_place_and_a_change() {
    let folder = Folder::new();
    folder.write("policy.json", POLICY);
    let run = pullgate(["lint", "--no-files", &folder.path("policy.json")]).run();
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{run:?}");
    let lines: Vec<&str> = run.out.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("error[PG0602]: "))
        .unwrap();
    assert_eq!(
        lines[at + 2].trim_start(),
        format!("--> {}:5:7", folder.path("policy.json"))
    );
    let caret = lines[at + 5].find("^^^^^^^^^").unwrap();
    assert_eq!(lines[at + 4].find("\"busybox\""), Some(caret), "{}", run.out);
    assert!(
        run.out
            .contains("\"docker.io/library/busybox\": [{\"type\": \"reject\"}]"),
        "{}",
        run.out
    );
    assert!(run.out.ends_with("\n1 error, 1 warning, 1 to know\n"), "{}", run.out);
}

#[test]
fn no_line_of_words_is_wider_than_80_columns_and_nothing_is_coloured_in_a_pipe() {
    let folder = Folder::new();
    let long = format!("registry.example/{}", "acme/".repeat(30));
    folder.write(
        "policy.json",
        &format!(r#"{{"default": [{{"type": "reject"}}], "transports": {{"docker": {{"{long}": [{{"type": "sigstoreSigned", "keyData": ""}}], "busybox": [{{"type": "signedBaseLayer", "baseLayerIdentity": {{"type": "matchExact"}}}}]}}}}}}"#),
    );
    let lint = || pullgate(["lint", "--no-files", &folder.path("policy.json")]);
    let run = lint().run();
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    for line in run
        .out
        .lines()
        .filter(|line| !line.contains("acme/acme") && !line.contains("policy.json:"))
    {
        // Of the policy's own lines, annotate-snippets shows a few letters more rather than to cut a word at their end.
        let width = if line.contains(" | ") { 90 } else { 80 };
        assert!(line.chars().count() <= width, "{line}");
    }
    let coloured = lint().with("CLICOLOR_FORCE", "1").run();
    assert!(coloured.out.contains("\u{1b}["), "{coloured:?}");
    let plain = lint().with("CLICOLOR_FORCE", "1").with("NO_COLOR", "1").run();
    assert_eq!(plain.out, run.out, "NO_COLOR wins");
}

#[test]
fn the_exit_status_depends_on_what_is_asked_for() {
    let folder = Folder::new();
    folder.write("open.json", r#"{"default": [{"type": "insecureAcceptAnything"}]}"#);
    folder.write("reject.json", r#"{"default": [{"type": "reject"}]}"#);
    folder.write("broken.json", r#"{"default": []}"#);
    for (file, fail_on, status) in [
        ("open.json", "error", 0),
        ("open.json", "warning", 1),
        ("open.json", "information", 1),
        ("reject.json", "warning", 0),
        ("reject.json", "information", 1),
        ("reject.json", "never", 0),
        ("broken.json", "never", 3),
    ] {
        let run = pullgate(["lint", &folder.path(file), "--fail-on", fail_on]).run();
        assert_eq!(run.status, status, "{file} {fail_on}: {run:?}");
    }
    for misuse in [
        &["lint", "/nowhere.json"][..],
        &["lint"],
        &["lint", "-", "--fix"],
        &["lint", "-", "--library", "6"],
    ] {
        let run = pullgate([]).and(misuse).input("{}").run();
        assert_eq!(run.status, 2, "{misuse:?}: {run:?}");
    }
}

#[test]
fn what_was_not_looked_at_is_not_taken_to_be_good() {
    let policy = |scopes: usize| {
        let scope =
            |number| format!(r#""registry.example/team{number}": [{{"type": "reject"}}, {{"type": "reject"}}]"#);
        let scopes: Vec<String> = (0..scopes).map(scope).collect();
        format!(
            r#"{{"default": [{{"type": "reject"}}], "transports": {{"docker": {{{}}}}}}}"#,
            scopes.join(",")
        )
    };
    let lint = |scopes: usize| {
        pullgate(["lint", "-", "--fail-on", "error"])
            .input(policy(scopes))
            .run()
    };
    let few = lint(100);
    assert_eq!((few.status, few.err.as_str()), (0, ""), "{few:?}");
    let many = lint(600);
    assert_eq!(many.status, 1, "{many:?}");
    assert!(many.err.contains("there may be more"), "{many:?}");
}

#[test]
fn fix_makes_what_is_safe_and_says_so_and_leaves_the_rest() {
    let folder = Folder::new();
    folder.write("policy.json", POLICY);
    folder.write("commented.json", COMMENTED);
    let run = pullgate(["lint", "--fix", "--no-files", &folder.path("policy.json")]).run();
    assert_eq!(run.status, 1, "the dead scope is still there: {run:?}");
    assert!(run.err.contains("line 8, PG0703"), "{run:?}");
    let once = "        {\"type\": \"signedBy\", \"keyType\": \"GPGKeys\", \"keyPath\": \"/etc/pki/a.gpg\"}";
    let expected = POLICY.replace(&format!("{once},\n{once}"), once);
    assert_eq!(std::fs::read_to_string(folder.path("policy.json")).unwrap(), expected);

    let run = pullgate(["lint", "--fix", &folder.path("commented.json")]).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains("line 2, PG0001"), "{run:?}");
    let left = std::fs::read_to_string(folder.path("commented.json")).unwrap();
    assert_eq!(left, "{\n  \"default\": [{\"type\": \"reject\"}]\n}\n");
    let again = pullgate(["lint", "--fix", &folder.path("commented.json")]).run();
    assert_eq!(again.err, "", "there is nothing left to do");
}

#[test]
fn keys_and_registries_d_are_looked_at_where_they_are_given() {
    let folder = Folder::new();
    folder.write("policy.json", POLICY);
    folder.write("a.gpg", "this is no key");
    folder.write(
        "registries.d/acme.yaml",
        "docker:\n  registry.example:\n    use-sigstore-attachments: true\n",
    );
    let local = format!("/etc/pki/a.gpg={}", folder.path("a.gpg"));
    let run = pullgate([
        "lint",
        &folder.path("policy.json"),
        "--file",
        &local,
        "--format",
        "json",
    ])
    .and([
        "--registries-d",
        &folder.path("registries.d"),
        "--now",
        "2026-06-01T12:00:00Z",
    ])
    .run();
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let codes: Vec<&str> = answer["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(
        codes,
        ["PG0608", "PG0602", "PG0902", "PG0807", "PG0703", "PG0902", "PG0807"],
        "{run:?}"
    );
    let missing = pullgate(["lint", &folder.path("policy.json")]).run();
    assert!(missing.out.contains("PG0806"), "{missing:?}");
}

#[test]
fn a_private_key_is_never_shown() {
    // Base64 of `-----BEGIN PRIVATE KEY-----` and a word; the same as it is.
    const ENCODED: &str = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCnNlY3JldCB3b3JkCi0tLS0tRU5EIFBSSVZBVEUgS0VZLS0tLS0K";
    const PLAIN: &str = "-----BEGIN PRIVATE KEY-----\\nsecretword\\n-----END PRIVATE KEY-----\\n";
    for key in [ENCODED, PLAIN] {
        let policy = format!(
            "{{\"default\": [{{\"type\": \"sigstoreSigned\", \"keyData\": \"{key}\", \"signedIdentity\": {{\"type\": \"matchExact\"}}}}]}}"
        );
        for format in ["text", "json"] {
            let run = pullgate(["lint", "-", "--format", format]).input(&policy).run();
            assert!(run.out.contains("private key"), "{run:?}");
            for part in ["secretword", "c2VjcmV0IHdvcmQ", "nNlY3JldCB3b3JkC"] {
                assert!(!run.out.contains(part), "{format}: {run:?}");
            }
        }
    }
}

#[test]
fn an_older_library_is_told_what_it_does_not_know() {
    let policy = r#"{"default": [{"type": "sigstoreSigned", "keyDatas": ["AAAA"]}]}"#;
    let lint = |library: &str| {
        pullgate(["lint", "-", "--format", "json", "--library", library])
            .input(policy)
            .run()
    };
    for (library, count) in [("5.21", 2), ("v5.32.2", 1), ("5.33", 0)] {
        let run = lint(library);
        assert_eq!(run.out.matches("\"PG0903\"").count(), count, "{library}: {run:?}");
    }
}
