//! `pullgate test` as it is run, over fixtures/suites/acme, whose images are really signed, and over copies of it in which something is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::run::{Folder, Run, pullgate, signed};

fn acme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/suites/acme")
}

/// A copy of the suite, with its text changed.
fn changed(change: impl Fn(String) -> String) -> Folder {
    let folder = Folder::new();
    for file in [
        "policy.json",
        "keys/acme.pub",
        "keys/acme.gpg",
        "images/app-v1/manifest.json",
        "images/app-v1/signature-1",
        "images/tools/manifest.json",
        "images/tools/signature-1",
    ] {
        folder.copy(&acme().join(file), file);
    }
    let suite = fs::read_to_string(acme().join("suite.yaml")).unwrap();
    folder.write("suite.yaml", &change(suite));
    folder
}

/// The policy of the suite, but trusting another file for `registry.example/acme`, and whatever no scope covers.
fn looser(folder: &Folder) -> String {
    let policy = fs::read_to_string(acme().join("policy.json")).unwrap();
    let policy = policy
        .replace("acme.pub", "acme.gpg")
        .replace("\"reject\"", "\"insecureAcceptAnything\"");
    folder.write("looser.json", &policy);
    folder.path("looser.json")
}

/// What was printed, with the folder's own path taken out.
fn said(run: &Run, folder: &Folder) -> String {
    run.out.replace(&format!("{}/", folder.text()), "")
}

#[test]
fn a_suite_that_passes_says_so_and_which_scopes_nothing_reaches() {
    let folder = changed(|suite| suite);
    for suite in [folder.path("suite.yaml"), folder.text()] {
        let run = pullgate(["test", &suite]).run();
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert_eq!(
            said(&run, &folder),
            "\
passed  a release is pulled
passed  its signature is for no other tag
passed  what nobody signed is refused
passed  tools are signed with GnuPG, under their old name
passed  images from elsewhere are refused
note    no test is decided by this scope of the policy:
        mirror.example  policy.json:16:7
5 passed, 0 failed, 0 broken
"
        );
    }
    let hidden = pullgate(["test", &folder.text(), "--hide-passed"]).run();
    assert!(hidden.out.starts_with("note ") && hidden.out.ends_with("\n5 passed, 0 failed, 0 broken\n"));
}

#[test]
fn what_another_policy_changes_is_said_with_the_place_the_reason_and_a_remedy() {
    let folder = changed(|suite| suite);
    let run = pullgate(["test", &folder.text(), "--policy", &looser(&folder)]).run();
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{run:?}");
    assert_eq!(
        said(&run, &folder),
        "\
FAILED  a release is pulled
        suite.yaml:9:11
        image     docker://registry.example/acme/app:v1
        expected  allow
        found     refuse: signature 1: parsing public key 1: PEM decoding failed
        error     parsing public key 1: PEM decoding failed
        why       what the policy names as key or certificate cannot be used:
                  /etc/pki/containers/acme.gpg: a file of OpenPGP keys, parsing
                  public key 1: PEM decoding failed; there has to be PEM with
                  public keys or certificates, as the field asks for
        remedy    put the file /etc/pki/containers/acme.pub at
                  /etc/pki/containers/acme.gpg
FAILED  its signature is for no other tag
        suite.yaml:16:11
        image     docker://registry.example/acme/app:v2
        expected  cause otherTag
        found     cause keyUnusable
        error     parsing public key 1: PEM decoding failed
        why       what the policy names as key or certificate cannot be used:
                  /etc/pki/containers/acme.gpg: a file of OpenPGP keys, parsing
                  public key 1: PEM decoding failed; there has to be PEM with
                  public keys or certificates, as the field asks for
passed  what nobody signed is refused
passed  tools are signed with GnuPG, under their old name
FAILED  images from elsewhere are refused
        suite.yaml:33:11
        image     docker://docker.io/library/alpine
        expected  refuse
        found     allow, unchecked: no signature was looked at: the policy lets
                  every image in this scope through
note    no test is decided by this scope of the policy:
        mirror.example  looser.json:16:7
2 passed, 3 failed, 0 broken
"
    );
    assert!(
        run.out
            .lines()
            .all(|line| line.chars().count() <= 80 || line.contains(&folder.text()))
    );
}

#[test]
fn a_policy_can_come_from_standard_input_and_only_one_thing_can() {
    let folder = changed(|suite| suite);
    let policy = fs::read_to_string(looser(&folder)).unwrap();
    let run = pullgate(["test", &folder.text(), "--policy", "-"]).input(policy).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains("mirror.example  standard input:16:7"), "{run:?}");
    let run = pullgate(["test", "-", "--policy", "-"]).input("{}").run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("standard input can be read once only"), "{run:?}");
}

#[test]
fn what_else_is_expected_is_told_from_the_verdict() {
    let folder = changed(|suite| {
        suite
            .replace("scope: default", "scope: mirror.example")
            .replace("A signature was required, but no", "Nobody signed it and no")
    });
    let run = pullgate(["test", "--hide-passed", &folder.text()]).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        said(&run, &folder).starts_with(
            "\
FAILED  what nobody signed is refused
        suite.yaml:22:11
        image     docker://registry.example/acme/app:v1
        expected  an error with \"Nobody signed it and no signature exists\"
        found     A signature was required, but no signature exists
FAILED  images from elsewhere are refused
        suite.yaml:33:11
        image     docker://docker.io/library/alpine
        expected  scope mirror.example
        found     scope default
        error     Running image docker://alpine:latest is rejected by policy.
note "
        ),
        "{run:?}"
    );
}

#[test]
fn a_missing_file_breaks_the_tests_that_need_it_and_no_others() {
    let folder = changed(|suite| {
        suite
            .replace("dir: images/tools", "dir: images/tolls")
            .replace("manifest: images/app-v1", "manifest: images/app-v2")
    });
    let run = pullgate(["test", "--hide-passed", &folder.text()]).run();
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{run:?}");
    assert!(
        said(&run, &folder).starts_with(
            "\
BROKEN  what nobody signed is refused
        suite.yaml:22:11
        image     docker://registry.example/acme/app:v1
        problem   \"images/app-v2/manifest.json\", which the suite names, is not
                  there
BROKEN  tools are signed with GnuPG, under their old name
        suite.yaml:28:11
        image     docker://registry.example/tools/app:v1
        problem   \"images/tolls\", which the suite names, is not there
note "
        ),
        "{run:?}"
    );
    assert!(run.out.ends_with("\n3 passed, 0 failed, 2 broken\n"), "{run:?}");
}

/// This machine's own file of the name would make the suite fall out differently here.
#[test]
fn a_key_that_the_suite_does_not_bring_is_not_read_from_this_machine() {
    let folder = changed(|suite| suite);
    let key = folder.path("keys/acme.pub");
    let policy = fs::read_to_string(acme().join("policy.json")).unwrap();
    folder.write("policy.json", &policy.replace("/etc/pki/containers/acme.pub", &key));
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.starts_with("BROKEN  a release is pulled\n"), "{run:?}");
    assert!(run.out.contains("`files` of the suite gives the files"), "{run:?}");
}

#[test]
fn a_suite_with_errors_is_not_run_and_each_error_has_its_place() {
    let folder = changed(|suite| {
        suite
            .replace("requireSigned: true", "requiredSigned: true")
            .replace("expect: allow\n    requ", "expect: alow\n    requ")
    });
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!((run.status, run.err.as_str()), (2, ""), "{run:?}");
    assert_eq!(
        said(&run, &folder),
        "\
error: `expect` is \"alow\"
  --> suite.yaml:12:13
   |
12 |     expect: alow
   |             ^^^^
   |
   = help: write `expect: allow` or `expect: refuse`

error: there is no field \"requiredSigned\"
  --> suite.yaml:13:5
   |
13 |     requiredSigned: true
   |     ^^^^^^^^^^^^^^
   |
   = help: did you mean `requireSigned`?

"
    );
    let json = pullgate(["test", &folder.text(), "--format", "json"]).run();
    let tested: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json.status, 2, "{json:?}");
    assert_eq!(tested["suiteErrors"][0]["span"]["line"], 12);
    assert_eq!(tested["tests"], json!([]));
}

#[test]
fn several_suites_are_run_each_and_counted_together() {
    let (good, bad) = (changed(|suite| suite), changed(|_| "tests:\n".into()));
    let other = changed(|suite| suite.replace("expect: refuse\n    scope", "expect: allow\n    scope"));
    let run = pullgate(["test", "--hide-passed"])
        .and([
            &good.path("suite.yaml"),
            &bad.text(),
            &good.path("nowhere.yaml"),
            &other.text(),
        ])
        .run();
    assert_eq!(run.status, 2, "{run:?}");
    let heading = |folder: &Folder| format!("{}\n", folder.path("suite.yaml"));
    assert!(run.out.starts_with(&format!("{}note ", heading(&good))), "{run:?}");
    assert!(run.out.contains("\n\nerror: tests takes a list of tests\n"), "{run:?}");
    assert!(
        run.out
            .contains(&format!("\n\n{}FAILED  images from elsewhere", heading(&other))),
        "{run:?}"
    );
    assert!(
        run.out
            .ends_with("\n\nin all: 9 passed, 1 failed, 0 broken; 2 suites could not be run\n"),
        "{run:?}"
    );
    assert!(
        run.err.contains("cannot read the suite") && run.err.contains("nowhere.yaml"),
        "{run:?}"
    );
    let good = pullgate(["test", &good.text(), &good.text()]).run();
    assert_eq!(good.status, 0, "{good:?}");
    assert!(
        good.out.ends_with("\n\nin all: 10 passed, 0 failed, 0 broken\n"),
        "{good:?}"
    );
}

#[test]
fn without_a_suite_it_is_the_one_in_the_working_directory() {
    let folder = changed(|suite| suite);
    let run = pullgate(["test"]).within(&folder.text()).run();
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.contains("mirror.example  policy.json:16:7"), "{run:?}");
    let suite = fs::read_to_string(folder.path("suite.yaml")).unwrap();
    let piped = pullgate(["test", "-"]).within(&folder.text()).input(suite).run();
    assert_eq!(piped.out, run.out);
    let empty = Folder::new();
    let run = pullgate(["test"]).within(&empty.text()).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("cannot read the suite suite.yaml") && run.err.contains("tip: "),
        "{run:?}"
    );
}

#[test]
fn every_suite_is_an_object_of_json_with_its_path() {
    let folder = changed(|suite| suite);
    let suite = folder.path("suite.yaml");
    let run = pullgate(["test", "--format", "json", &suite, &suite]).run();
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    let answers: Vec<Value> = serde_json::Deserializer::from_str(&run.out)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(answers.len(), 2);
    let answer = &answers[0];
    assert_eq!((&answer["suite"], &answer["passed"]), (&json!(suite), &json!(5)));
    assert_eq!(answer["tests"][1]["verdict"], "refused");
    assert_eq!(answer["untested"][0]["scope"], "mirror.example");
    assert_eq!(
        answer["needed"][0],
        json!({"path": "images/app-v1", "kind": "dir", "isThere": true})
    );
}

#[test]
fn the_time_is_asked_of_tests_that_say_none() {
    let suite = |now: &str| {
        format!(
            "policy: policy.json\n{now}files: {{/roots.pem: root.pem}}\ntests:\n  - {{image: 'docker://registry.example/acme/app:v1', dir: image, expect: allow}}\n"
        )
    };
    let folder = Folder::new();
    let case = signed("cosign-pki");
    let policy = fs::read_to_string(case.join("policy.json")).unwrap();
    folder.write(
        "policy.json",
        &policy.replace("/etc/pki/containers/roots.pem", "/roots.pem"),
    );
    folder.copy(&case.join("root.pem"), "root.pem");
    folder.copy(&case.join("manifest.json"), "image/manifest.json");
    folder.copy(&case.join("signature-1"), "image/signature-1");
    folder.write("suite.yaml", &suite(""));
    folder.write("then.yaml", &suite("now: 2026-11-22T14:00:00Z\n"));
    for (name, now, status) in [
        ("suite.yaml", "2026-11-22T14:00:00Z", 0),
        ("suite.yaml", "2027-01-01T00:00:00Z", 1),
        ("then.yaml", "2027-01-01T00:00:00Z", 0),
    ] {
        let run = pullgate(["test", &folder.path(name), "--now", now]).run();
        assert_eq!(run.status, status, "{name} {now}: {run:?}");
    }
}

#[test]
fn colours_are_for_terminals() {
    let folder = changed(|suite| suite);
    let test = || pullgate(["test", &folder.text(), "--policy", &looser(&folder)]);
    let run = test().run();
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    let coloured = test().with("CLICOLOR_FORCE", "1").run();
    assert!(coloured.out.contains("\u{1b}[1m\u{1b}[31mFAILED"), "{coloured:?}");
    let plain = test().with("CLICOLOR_FORCE", "1").with("NO_COLOR", "1").run();
    assert_eq!(plain.out, run.out, "NO_COLOR wins");
}

#[test]
fn a_name_cannot_make_a_line_of_its_own() {
    let folder = changed(|suite| suite.replace("name: a release is pulled", r#"name: "a\n5 passed\e[2J""#));
    let run = pullgate(["test", &folder.text()]).run();
    assert!(run.out.starts_with("passed  a\\u{a}5 passed\\u{1b}[2J\n"), "{run:?}");
}

#[test]
fn layouts_stores_and_policies_of_namespaces_are_read_as_far_as_they_count() {
    let folder = Folder::new();
    let case = signed("cosign-with-gpg");
    let digest = "64c5c3ca59b7a29a62e21e89894411c9de4e644151d83b6b9b23cdb97fcdb733";
    folder.copy(&case.join("acme.gpg"), "acme.gpg");
    folder.copy(&case.join("manifest.json"), "manifest.json");
    folder.copy(&case.join("manifest.json"), &format!("layout/blobs/sha256/{digest}"));
    folder.copy(
        &case.join("signature-2"),
        &format!("store/acme/app@sha256={digest}/signature-1"),
    );
    folder.write("store/acme/README", "no signature");
    folder.write(
        "rd/default.yaml",
        "default-docker:\n  lookaside: https://store.example/sigs\n",
    );
    folder.write("rd/notes.txt", "docker: [");
    folder.write("layout/oci-layout", r#"{"imageLayoutVersion": "1.0.0"}"#);
    let size = fs::metadata(folder.path("manifest.json")).unwrap().len();
    let index = json!({"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": format!("sha256:{digest}"), "size": size}]});
    folder.write("layout/index.json", &index.to_string());
    folder.write(
        "policy.json",
        r#"{"default": [{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/acme.gpg"}]}"#,
    );
    folder.write("namespaces/payments.json", r#"{"default": [{"type": "reject"}]}"#);
    folder.write("namespaces/README", "for people");
    folder.write(
        "suite.yaml",
        "policy: policy.json
policyDir: namespaces/
files: {/acme.gpg: acme.gpg}
now: 2026-11-22T14:00:00Z
tests:
  - {name: a, image: 'docker://registry.example/acme/app:v1', ociLayout: layout, expect: refuse, cause: noSignature}
  - {name: b, image: 'docker://registry.example/acme/app:v1', manifest: manifest.json, registriesD: rd, lookaside: store, expect: allow}
  - {name: c, image: 'docker://registry.example/acme/app:v1', manifest: manifest.json, lookaside: store, namespace: payments, expect: refuse, scope: default}
",
    );
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.ends_with("\n3 passed, 0 failed, 0 broken\n"), "{run:?}");

    // With the layout's blob larger than what the reference reads, it is a layer, and the manifest is missing.
    let blob = folder.path(&format!("layout/blobs/sha256/{digest}"));
    fs::File::options()
        .write(true)
        .open(blob)
        .unwrap()
        .set_len((4 << 20) + 1)
        .unwrap();
    let run = pullgate(["test", &folder.text()]).run();
    assert!(run.out.starts_with("BROKEN  a\n"), "{run:?}");
}

#[test]
fn what_is_there_and_cannot_be_read_is_a_problem_and_not_a_test_passed() {
    let folder = changed(|suite| suite.replace("keys/acme.pub", "keys"));
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    assert!(
        run.err.contains("cannot read the suite's file") && run.err.contains("/keys: "),
        "{run:?}"
    );
    let folder = changed(|suite| suite.replace("dir: images/tools", "dir: images/tools/manifest.json"));
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("manifest.json is not a folder"), "{run:?}");
    // The policy of a namespace that is no file: a node refuses all of its pulls, and must not be taken to fall back to its own policy.
    let folder = changed(|suite| suite.replace("policy: policy.json", "policy: policy.json\npolicyDir: namespaces"));
    folder.write("namespaces/payments.json/inner", "");
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!(run.status, 2, "{run:?}");
    fs::remove_dir_all(folder.path("namespaces/payments.json")).unwrap();
    let run = pullgate(["test", &folder.text()]).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.err.contains("namespaces has nothing that is read for the suite"),
        "{run:?}"
    );
}
