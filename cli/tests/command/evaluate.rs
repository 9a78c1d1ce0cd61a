//! `pullgate evaluate` as it is run: over folders that skopeo and cosign wrote (fixtures/signed), and over folders with something wrong.

use crate::run::{Folder, pullgate, signed};

const IMAGE: &str = "docker://registry.example/acme/app:v1";
const NOW: &str = "2026-11-22T14:00:00Z";

/// The case of fixtures/signed whose key is cosign's own kind; the policy trusts `acme.pub`.
fn cosign(policy: &str) -> Vec<String> {
    let case = signed("cosign-p256-repository");
    vec![
        "--policy".into(),
        case.join(policy).display().to_string(),
        "--dir".into(),
        case.display().to_string(),
        "--file".into(),
        format!("/etc/pki/containers/acme.pub={}", case.join("acme.pub").display()),
        "--now".into(),
        NOW.into(),
    ]
}

#[test]
fn an_allowed_image_ends_with_0_and_says_so() {
    let run = pullgate(["evaluate", "--image", IMAGE])
        .and(cosign("policy.json"))
        .run();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.starts_with("ALLOWED"), "{run:?}");
    assert_eq!(run.err, "");
}

#[test]
fn a_refused_image_ends_with_1_and_says_why() {
    let run = pullgate(["evaluate", "--image", IMAGE])
        .and(cosign("policy-default-identity.json"))
        .run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.starts_with("REFUSED"), "{run:?}");
    assert!(
        run.out
            .contains("Signature for identity \"registry.example/acme/app\" is not accepted"),
        "{run:?}"
    );
}

#[test]
fn a_gpg_signature_is_verified_with_the_key_that_is_mapped() {
    let case = signed("gpg-skopeo-rsa");
    let evaluate = |key: &str| {
        pullgate(["evaluate", "--image", IMAGE, "--now", NOW])
            .and([
                "--policy",
                &case.join("policy.json").display().to_string(),
                "--dir",
                &case.display().to_string(),
            ])
            .and([
                "--file",
                &format!("/etc/pki/containers/acme.gpg={}", case.join(key).display()),
            ])
            .run()
    };
    assert_eq!(evaluate("acme.gpg").status, 0, "{:?}", evaluate("acme.gpg"));
    assert_eq!(evaluate("other.gpg").status, 1, "signed by someone else");
}

#[test]
fn every_recorded_request_that_takes_its_image_from_one_folder_ends_as_the_reference_decided() {
    let mut asked = 0;
    for case in signed("")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        let json = |name: &str| -> serde_json::Value {
            serde_json::from_slice(&std::fs::read(case.join(name)).unwrap()).unwrap()
        };
        let (requests, answers) = (
            json("case.json")["requests"].clone(),
            json("expected.json")["answers"].clone(),
        );
        for (request, answer) in requests.as_array().unwrap().iter().zip(answers.as_array().unwrap()) {
            let folder = Folder::new();
            let Some(manifest) = request["manifest"].as_str() else {
                continue;
            };
            folder.copy(&case.join(manifest), "manifest.json");
            for (index, signature) in request["signatures"].as_array().into_iter().flatten().enumerate() {
                folder.copy(
                    &case.join(signature.as_str().unwrap()),
                    &format!("signature-{}", index + 1),
                );
            }
            let policy = case.join(request["policy"].as_str().unwrap()).display().to_string();
            let mut command = pullgate([
                "evaluate",
                "--format",
                "json",
                "--policy",
                &policy,
                "--dir",
                &folder.text(),
            ])
            .and([
                "--image",
                request["image"].as_str().unwrap(),
                "--now",
                request["now"].as_str().unwrap(),
            ]);
            for (path, file) in request["files"].as_object().into_iter().flatten() {
                command = command.and([
                    "--file",
                    &format!("{path}={}", case.join(file.as_str().unwrap()).display()),
                ]);
            }
            if request["requireSigned"] == true {
                command = command.and(["--require-signed"]);
            }
            let run = command.run();
            let ours: serde_json::Value = serde_json::from_str(&run.out).unwrap();
            // What the engine does not judge yet it refuses.
            let allowed = answer["allowed"] == true && ours["errorClass"] != "unsupported";
            let wanted = match (&answer["policyError"], &answer["imageError"]) {
                (serde_json::Value::String(_), _) => 3,
                (_, serde_json::Value::String(_)) => 2,
                _ => i32::from(!allowed),
            };
            assert_eq!(run.status, wanted, "{} {}: {run:?}", case.display(), request["id"]);
            assert_eq!(ours["allowed"] == true, run.status == 0, "the status is the answer's");
            asked += 1;
        }
    }
    assert!(asked >= 100, "only {asked} requests");
}

#[test]
fn log_prints_the_reference_s_lines_and_nothing_else_on_standard_output() {
    let run = pullgate(["evaluate", "--format", "log", "--image", IMAGE])
        .and(cosign("policy-default-identity.json"))
        .run();
    assert_eq!(run.status, 1);
    assert_eq!(
        run.out,
        "level=debug msg=\"IsRunningImageAllowed for image docker:registry.example/acme/app:v1\"\n\
         level=debug msg=\" Using transport \\\"docker\\\" specific policy section \\\"registry.example/acme\\\"\"\n\
         level=debug msg=\"Requirement 0: denied, done\"\n"
    );
    assert_eq!(
        run.err,
        "error: refused: Signature for identity \"registry.example/acme/app\" is not accepted\n"
    );
}

#[test]
fn a_policy_that_does_not_parse_ends_with_3_whatever_the_image_is_called() {
    let folder = Folder::new();
    folder.write("policy.json", "{\"default\": [{\"type\": \"rejct\"}]}");
    let policy = folder.path("policy.json");
    for image in [IMAGE, "docker://UPPER", "nonsense"] {
        let run = pullgate(["evaluate", "--policy", &policy, "--image", image]).run();
        assert_eq!(run.status, 3, "{image}: {run:?}");
        assert!(
            run.out.contains("Unknown policy requirement type \"rejct\"") && run.out.contains("policy.json:1:"),
            "{run:?}"
        );
    }
}

#[test]
fn an_image_name_that_does_not_parse_ends_with_2() {
    let folder = Folder::new();
    folder.write("policy.json", ACCEPT);
    for image in ["docker://UPPER", "nonsense", ""] {
        let run = pullgate(["evaluate", "--policy", &folder.path("policy.json"), "--image", image]).run();
        assert_eq!(run.status, 2, "{image:?}: {run:?}");
    }
}

const ACCEPT: &str = "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}";

#[test]
fn usage_and_unreadable_arguments_end_with_2_and_name_what_is_wrong() {
    let folder = Folder::new();
    folder.write("policy.json", ACCEPT);
    folder.write("empty/other", "");
    folder.write("image/manifest.json", "{}");
    let (policy, image) = (folder.path("policy.json"), folder.path("image"));
    let no_policy = folder.path("none.json");
    let cases: &[(&str, &[&str], &str)] = &[
        ("no arguments", &[], "--policy"),
        ("no image", &["--policy", &policy], "--image"),
        ("no policy", &["--image", IMAGE], "--policy"),
        (
            "an option that there is not",
            &["--policy", &policy, "--image", IMAGE, "--requiresigned"],
            "--require-signed",
        ),
        (
            "a policy that is not there",
            &["--policy", &no_policy, "--image", IMAGE],
            "none.json",
        ),
        (
            "a policy that is a folder",
            &["--policy", &image, "--image", IMAGE],
            "cannot read the policy",
        ),
        (
            "a folder that is not there",
            &["--policy", &policy, "--image", IMAGE, "--dir", &no_policy],
            "skopeo copy",
        ),
        (
            "a folder without an image",
            &["--policy", &policy, "--image", IMAGE, "--dir", &folder.path("empty")],
            "manifest.json",
        ),
        (
            "a mapping without a file",
            &["--policy", &policy, "--image", IMAGE, "--file", "/k"],
            "POLICYPATH=LOCAL",
        ),
        (
            "a mapped file that is not there",
            &[
                "--policy",
                &policy,
                "--image",
                IMAGE,
                "--file",
                &format!("/k={no_policy}"),
            ],
            "none.json",
        ),
        (
            "a path that is mapped twice",
            &[
                "--policy",
                &policy,
                "--image",
                IMAGE,
                "--file",
                &format!("/k={policy}"),
                "--file",
                &format!("/k={policy}"),
            ],
            "twice",
        ),
        (
            "a time that is none",
            &["--policy", &policy, "--image", IMAGE, "--now", "today"],
            "2026-06-01T12:00:00Z",
        ),
        (
            "a question and many",
            &["--policy", &policy, "--image", IMAGE, "--jsonl"],
            "--jsonl",
        ),
    ];
    for (what, arguments, named) in cases {
        let run = pullgate(["evaluate"]).and(*arguments).run();
        assert_eq!(run.status, 2, "{what}: {run:?}");
        assert!(run.err.contains(named), "{what}: {run:?}");
        assert_eq!(run.out, "", "{what}");
    }
    let fine = pullgate(["evaluate", "--policy", &policy, "--image", IMAGE, "--dir", &image]).run();
    assert_eq!(fine.status, 0, "the same with nothing wrong: {fine:?}");
}

#[test]
fn a_key_file_that_the_policy_asks_for_and_that_cannot_be_read_is_a_refusal_with_a_way_out() {
    let mut arguments = cosign("policy.json");
    let mapping = arguments.iter().position(|argument| argument == "--file").unwrap();
    arguments.drain(mapping..mapping + 2);
    let run = pullgate(["evaluate", "--image", IMAGE]).and(arguments).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.out
            .contains("open /etc/pki/containers/acme.pub: no such file or directory"),
        "{run:?}"
    );
    assert!(run.err.contains("--file /etc/pki/containers/acme.pub=LOCAL"), "{run:?}");
}

#[test]
fn a_mapping_that_nothing_asked_for_is_said() {
    let run = pullgate([
        "evaluate",
        "--image",
        IMAGE,
        "--file",
        &format!("/etc/pki/Acme.pub={}", signed("README.md").display()),
    ])
    .and(cosign("policy.json"))
    .run();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        run.err,
        "note: nothing asked for the file that --file maps: /etc/pki/Acme.pub\n"
    );
}

#[test]
fn without_an_image_folder_there_are_no_signatures() {
    let mut arguments = cosign("policy.json");
    let folder = arguments.iter().position(|argument| argument == "--dir").unwrap();
    arguments.drain(folder..folder + 2);
    let run = pullgate(["evaluate", "--image", IMAGE]).and(arguments).run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.out.contains("A signature was required, but no signature exists"),
        "{run:?}"
    );
}

#[test]
fn a_policy_that_accepts_anything_is_not_enough_where_signatures_are_required() {
    let folder = Folder::new();
    folder.write("policy.json", ACCEPT);
    let policy = folder.path("policy.json");
    assert_eq!(
        pullgate(["evaluate", "--policy", &policy, "--image", IMAGE])
            .run()
            .status,
        0
    );
    assert_eq!(
        pullgate(["evaluate", "--policy", &policy, "--image", IMAGE, "--require-signed"])
            .run()
            .status,
        1
    );
}

#[test]
fn signatures_end_at_the_first_that_is_missing_and_a_version_must_be_known() {
    let case = signed("cosign-p256-repository");
    let folder = Folder::new();
    folder.copy(&case.join("manifest.json"), "image/manifest.json");
    folder.copy(&case.join("signature-1"), "image/signature-2");
    let evaluate = || {
        let mut arguments = cosign("policy.json");
        let place = arguments.iter().position(|argument| argument == "--dir").unwrap() + 1;
        arguments[place] = folder.path("image");
        pullgate(["evaluate", "--image", IMAGE]).and(arguments).run()
    };
    assert_eq!(
        evaluate().status,
        1,
        "signature-2 without a signature-1 is not looked at"
    );
    folder.copy(&case.join("signature-1"), "image/signature-1");
    assert_eq!(evaluate().status, 0, "{:?}", evaluate());
    for (version, status) in [("1.1\n", 0), ("1.2\n", 0), ("1.3\n", 2), ("1.1", 2)] {
        folder.write("image/version", &format!("Directory Transport Version: {version}"));
        assert_eq!(evaluate().status, status, "version {version:?}: {:?}", evaluate());
    }
}

#[test]
#[cfg(unix)]
fn a_link_to_nothing_counts_as_a_missing_signature_and_a_folder_does_not() {
    let folder = Folder::new();
    folder.write("policy.json", ACCEPT);
    folder.write("image/manifest.json", "{}");
    let evaluate = || {
        pullgate([
            "evaluate",
            "--image",
            IMAGE,
            "--policy",
            &folder.path("policy.json"),
            "--dir",
            &folder.path("image"),
        ])
        .run()
    };
    std::os::unix::fs::symlink("nowhere", folder.path("image/signature-1")).unwrap();
    assert_eq!(evaluate().status, 0);
    std::fs::remove_file(folder.path("image/signature-1")).unwrap();
    std::fs::create_dir(folder.path("image/signature-1")).unwrap();
    assert_eq!(evaluate().status, 2, "{:?}", evaluate());
}

#[test]
fn an_armoured_signature_is_refused_as_a_node_refuses_it_and_the_way_out_is_said() {
    let case = signed("cosign-p256-repository");
    let folder = Folder::new();
    folder.copy(&case.join("manifest.json"), "image/manifest.json");
    folder.write(
        "image/signature-1",
        "-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----\n",
    );
    folder.write(
        "policy.json",
        "{\"default\": [{\"type\": \"signedBy\", \"keyType\": \"GPGKeys\", \"keyPath\": \"/k\"}]}",
    );
    let run = pullgate([
        "evaluate",
        "--image",
        IMAGE,
        "--policy",
        &folder.path("policy.json"),
        "--dir",
        &folder.path("image"),
    ])
    .run();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.err.contains("signature-1 is ASCII-armoured") && run.err.contains("gpg --dearmor"),
        "{run:?}"
    );
}

#[test]
fn a_policy_is_read_from_standard_input_where_asked() {
    let run = pullgate(["evaluate", "--policy", "-", "--image", IMAGE])
        .input(ACCEPT)
        .run();
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn a_policy_larger_than_the_engine_reads_is_refused_by_name() {
    let run = pullgate(["evaluate", "--policy", "-", "--image", IMAGE])
        .input(" ".repeat(100_000_000))
        .run();
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.out.contains("PG0003"), "{run:?}");
}

#[test]
fn text_that_would_steer_a_terminal_is_shown_instead() {
    let run = pullgate(["evaluate", "--policy", "-", "--image", "docker://\u{1b}[2Jx"])
        .input(ACCEPT)
        .run();
    assert_eq!(run.status, 2);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "{run:?}");
}

#[test]
fn colours_are_for_terminals() {
    let run = pullgate(["evaluate", "--policy", "-", "--image", IMAGE])
        .input(ACCEPT)
        .run();
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    let forced = || {
        pullgate(["evaluate", "--policy", "-", "--image", IMAGE])
            .input(ACCEPT)
            .with("CLICOLOR_FORCE", "1")
    };
    assert!(forced().run().out.contains("\u{1b}["), "{:?}", forced().run());
    assert!(
        !forced().with("NO_COLOR", "1").run().out.contains('\u{1b}'),
        "{:?}",
        forced().with("NO_COLOR", "1").run()
    );
}

#[test]
fn a_policy_that_does_not_parse_is_shown_where_it_is_wrong_with_the_word_that_was_meant() {
    let folder = Folder::new();
    folder.write("policy.json", "{\n  \"default\": [{\"type\": \"rejetc\"}]\n}\n");
    let run = pullgate(["evaluate", "--image", IMAGE, "--policy", &folder.path("policy.json")]).run();
    assert_eq!(run.status, 3, "{run:?}");
    assert!(run.out.starts_with("REFUSED  the policy cannot be used"), "{run:?}");
    assert!(
        run.out.contains(&format!("--> {}:2:24", folder.path("policy.json"))),
        "{run:?}"
    );
    assert!(run.out.contains("help: write `reject`"), "{run:?}");
}
