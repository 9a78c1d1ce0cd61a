use super::*;
use crate::answer::Edit;
use crate::files::OpenedFile;
use crate::recognise::SignatureKind;

const SIGNED: &str = "../fixtures/signed";

fn opened() -> Rc<State> {
    let scene = crate::scenes::carried().remove(0);
    let mut state = State::new(scene.states[0].inputs().unwrap(), Some((scene, 0)));
    state.named_files = Rc::new(vec!["/etc/pki/containers/acme.pub".into()]);
    Rc::new(state)
}

fn fixture(path: &str) -> OpenedFile {
    let bytes = std::fs::read(format!("{SIGNED}/{path}")).unwrap();
    OpenedFile {
        name: path.rsplit('/').next().unwrap().into(),
        content: Ok(Rc::new(bytes)),
    }
}

fn drop_files(paths: &[&str]) -> Rc<State> {
    opened().reduce(Action::OpenFiles(
        Target::Anywhere,
        paths.iter().map(|path| fixture(path)).collect(),
    ))
}

fn words(state: &State) -> String {
    state
        .notices
        .iter()
        .map(|notice| notice.words.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn an_edit_asks_again() {
    let before = opened();
    let after = Rc::clone(&before).reduce(Action::EditImage("docker://registry.example/acme/app:v2".into()));
    assert_eq!(after.revision, before.revision + 1);
    assert!(after.is_edited);
    assert_ne!(after.question, before.question);
}

#[test]
fn a_scene_takes_the_place_of_everything_and_can_be_undone() {
    let scene = crate::scenes::carried().remove(1);
    let inputs = scene.states[0].inputs().unwrap();
    let before = opened().reduce(Action::EditPolicy("{}".into()));
    let state = Rc::clone(&before).reduce(Action::Load {
        inputs: Box::new(inputs.clone()),
        scene: Some((scene, 0)),
        words: None,
    });
    assert_eq!((&*state.inputs, state.is_edited), (&inputs, false));
    assert_eq!(state.reduce(Action::Undo).inputs, before.inputs);
}

#[test]
fn what_was_made_for_another_text_changes_nothing() {
    let before = opened();
    let span = crate::answer::Span {
        file: "policy.json".into(),
        start: 0,
        end: 1,
        line: 1,
        column: 1,
    };
    let edits = vec![Edit {
        span,
        insert: "x".into(),
    }];
    let fix = |of| Action::ChangeTexts {
        edits: edits.clone(),
        words: "Fixed".into(),
        of,
    };
    let typed = Rc::clone(&before).reduce(Action::EditPolicy("{ }".into()));
    let stale = Rc::clone(&typed).reduce(fix(before.revision));
    assert_eq!(stale.inputs, typed.inputs);
    assert!(words(&stale).contains("changed meanwhile"));
    let fixed = Rc::clone(&typed).reduce(fix(typed.revision));
    assert_eq!(fixed.inputs.policy.text.as_deref(), Some("x }"));
    let amend = Action::Amend {
        fields: serde_json::from_str(r#"{"image": "docker://a.example/b"}"#).unwrap(),
        words: "Applied".into(),
        of: Some(before.revision),
    };
    assert_eq!(typed.reduce(amend).inputs.image, before.inputs.image);
}

#[test]
fn what_is_typed_into_one_field_is_one_step() {
    let before = opened();
    let typed = Rc::clone(&before)
        .reduce(Action::EditPolicy("{".into()))
        .reduce(Action::EditPolicy("{}".into()))
        .reduce(Action::EditImage("docker://a.example/b".into()));
    let undone = typed.reduce(Action::Undo);
    assert_eq!(undone.inputs.policy.text.as_deref(), Some("{}"));
    let undone = undone.reduce(Action::Undo);
    assert_eq!(undone.inputs, before.inputs);
    assert!(!undone.can_undo());
}

#[test]
fn a_private_key_is_refused_wherever_it_comes_in() {
    let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n";
    let base64 = "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCg==";
    let file = OpenedFile {
        name: "acme.pub".into(),
        content: Ok(Rc::new(key.into())),
    };
    for action in [
        Action::AddSignature(key.into()),
        Action::AddSignature(base64.into()),
        Action::AddFile {
            path: "/a".into(),
            text: key.into(),
        },
        Action::EditFile {
            index: 0,
            text: key.into(),
        },
        Action::EditFilePath {
            index: 0,
            path: key.into(),
        },
        Action::EditImage(key.into()),
        Action::EditManifest(key.into()),
        Action::EditPolicy(format!("{{\"default\": \"{base64}\"}}").into()),
        Action::EditSignature {
            index: 0,
            text: key.into(),
        },
        Action::SetTime(Time::Fixed(key.into())),
        Action::OpenFiles(Target::Anywhere, vec![file.clone()]),
        Action::OpenFiles(Target::Policy, vec![file]),
    ] {
        let before = opened();
        let named = format!("{action:?}");
        let after = Rc::clone(&before).reduce(action);
        assert_eq!(after.inputs, before.inputs, "{named}");
        assert!(words(&after).contains("holds a private key"), "{named}");
    }
}

#[test]
fn dropped_files_go_where_they_belong() {
    let state = drop_files(&[
        "gpg-skopeo-rsa/acme.gpg",
        "gpg-skopeo-rsa/policy.json",
        "gpg-skopeo-rsa/signature-1",
    ]);
    assert!(state.inputs.policy.text.as_deref().unwrap().contains("signedBy"));
    let paths: Vec<&str> = state.inputs.files.iter().map(|file| &*file.path).collect();
    assert_eq!(
        paths,
        ["/etc/pki/containers/acme.pub", "/etc/pki/containers/acme.gpg"],
        "where the new policy names it"
    );
    let kinds: Vec<SignatureKind> = state.inputs.signatures.iter().map(|signature| signature.kind).collect();
    assert_eq!(kinds, [SignatureKind::Sigstore, SignatureKind::OpenPgp]);
    assert!(words(&state).contains("signature-1 (OpenPGP message) is signature 2."));
}

#[test]
fn a_key_goes_to_the_only_path_that_the_policy_names() {
    let state = drop_files(&["cosign-p256-repository/other.pub"]);
    let file = state.inputs.files.first().unwrap();
    assert_eq!(
        (state.inputs.files.len(), &*file.path),
        (1, "/etc/pki/containers/acme.pub")
    );
    assert_eq!(
        Ok(&file.content.bytes),
        fixture("cosign-p256-repository/other.pub").content.as_ref()
    );
}

#[test]
fn a_dropped_image_takes_the_place_of_the_signatures() {
    let state = drop_files(&[
        "cosign-ed25519/signature-2",
        "cosign-ed25519/signature-1",
        "cosign-ed25519/manifest.json",
    ]);
    let wanted = [
        fixture("cosign-ed25519/signature-1"),
        fixture("cosign-ed25519/signature-2"),
    ];
    let wanted: Vec<_> = wanted.into_iter().map(|file| file.content.unwrap()).collect();
    let found: Vec<_> = state
        .inputs
        .signatures
        .iter()
        .map(|signature| Rc::clone(&signature.bytes))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_key_that_the_policy_does_not_name_keeps_its_name() {
    let mut state = (*opened()).clone();
    state.named_files = Rc::new(vec!["/a.pub".into(), "/b.pub".into()]);
    let state = Rc::new(state).reduce(Action::OpenFiles(
        Target::Anywhere,
        vec![fixture("cosign-p256-tag/acme.pub")],
    ));
    assert_eq!(state.inputs.files.last().map(|file| &*file.path), Some("/acme.pub"));
    assert!(words(&state).contains("which the policy does not name"));
}

#[test]
fn what_is_not_known_is_not_taken() {
    let before = opened();
    let file = OpenedFile {
        name: "notes.txt".into(),
        content: Ok(Rc::new(b"garbage".to_vec())),
    };
    let after = Rc::clone(&before).reduce(Action::OpenFiles(Target::Anywhere, vec![file.clone()]));
    assert_eq!(after.inputs, before.inputs);
    assert!(words(&after).contains("notes.txt was not taken"));
    let after = before.reduce(Action::OpenFiles(Target::Signatures, vec![file]));
    assert_eq!(
        after
            .inputs
            .signatures
            .last()
            .map(|signature| signature.bytes.as_slice()),
        Some(&b"garbage"[..])
    );
}

#[test]
fn an_empty_manifest_typed_is_none_and_dropped_is_one() {
    let typed = opened().reduce(Action::EditManifest(String::new()));
    assert_eq!(typed.inputs.manifest, None);
    let file = OpenedFile {
        name: "manifest.json".into(),
        content: Ok(Rc::default()),
    };
    let dropped = opened().reduce(Action::OpenFiles(Target::Manifest, vec![file]));
    assert_eq!(
        dropped.inputs.manifest.as_ref().map(|manifest| manifest.bytes.len()),
        Some(0)
    );
}

#[test]
fn the_selection_stays_while_the_tree_keeps_its_shape() {
    let answer = |text: &str| Action::Answered {
        answered: Rc::new(Answered {
            revision: 1,
            answer: serde_json::from_str(text).unwrap(),
            json: text.into(),
            gathered: Vec::new(),
            microseconds: 1,
        }),
        named_files: None,
    };
    let tree = |scope: &str| {
        let node = |kind: &str, outcome: &str| {
            format!(
                r#"{{"kind":"{kind}","outcome":"{outcome}","reach":"effective","title":"","note":"","facts":[],"span":null,"children":[]}}"#
            )
        };
        format!(
            r#"{{"allowed":false,"log":[],"diagnostics":[],"trace":[{},{}]}}"#,
            node("image", "pass"),
            node("scope", scope)
        )
    };
    let state = opened().reduce(answer(&tree("pass")));
    assert_eq!(state.selected, Some(vec![1]));
    let state = state.reduce(Action::Select(vec![0])).reduce(answer(&tree("pass")));
    assert_eq!(state.selected, Some(vec![0]));
    let state = state.reduce(Action::Select(vec![1])).reduce(answer(&tree("fail")));
    assert_eq!(state.selected, Some(vec![1]));
    let state = state.reduce(answer(r#"{"allowed":false,"log":[],"diagnostics":[]}"#));
    assert_eq!(state.selected, None);
}

const ACCEPT: &str = r#"{"default":[{"type":"insecureAcceptAnything"}]}"#;
const REJECT: &str = r#"{"default":[{"type":"reject"}]}"#;

fn named(name: &str, content: &str) -> OpenedFile {
    OpenedFile {
        name: name.into(),
        content: Ok(Rc::new(content.into())),
    }
}

fn of_payments() -> Whose {
    Whose::Namespace("payments.json".into())
}

#[test]
fn a_folder_of_policies_is_that_of_the_namespaces() {
    let dropped = opened().reduce(Action::OpenFiles(
        Target::Anywhere,
        vec![
            named("crio/policies/payments.json", REJECT),
            named("crio/policies/web.json", "{ broken"),
            named("crio/policies/Old_one.json", REJECT),
            named("crio/policy.json", ACCEPT),
        ],
    ));
    let inputs = &dropped.inputs;
    assert_eq!(inputs.policy.text.as_deref(), Some(ACCEPT));
    let names: Vec<&str> = inputs.policies.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["web.json", "Old_one.json", "payments.json"]);
    let said = words(&dropped);
    for part in [
        "payments.json is the policy of the namespace payments",
        "web.json is the policy of the namespace web",
        "Old_one.json lies among the policies of namespaces, and is of none",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(inputs.in_force(), Whose::Node);
    let typed = dropped.reduce(Action::SetNamespace("payments".into()));
    assert_eq!(typed.shown_policy(), of_payments());
    let request = typed.question.clone().unwrap();
    assert_eq!(request.namespace.as_deref(), Some("payments"));
    assert_eq!(request.policy_dir.as_ref().unwrap()["payments.json"], REJECT);
}

#[test]
fn a_policy_beside_the_node_s_is_that_of_a_namespace_and_alone_it_is_the_policy() {
    let open = |files: Vec<OpenedFile>| opened().reduce(Action::OpenFiles(Target::Anywhere, files));
    let beside = open(vec![named("a/payments.json", REJECT), named("a/policy.json", ACCEPT)]);
    assert_eq!(beside.inputs.whose_policies(), [Whose::Node, of_payments()]);
    let alone = open(vec![named("payments.json", REJECT)]);
    assert_eq!(alone.inputs.policies, []);
    assert_eq!(alone.inputs.policy.text.as_deref(), Some(REJECT));
    // Other states of one policy are no namespaces.
    let versions = open(vec![named("a/policy-old.json", REJECT), named("a/policy.json", ACCEPT)]);
    assert_eq!(versions.inputs.policies, []);
    let asked_for = opened().reduce(Action::OpenFiles(
        Target::Policies,
        vec![named("payments.json", REJECT)],
    ));
    assert_eq!(asked_for.inputs.whose_policies(), [Whose::Node, of_payments()]);
}

fn with_policies() -> Rc<State> {
    opened()
        .reduce(Action::OpenFiles(
            Target::Anywhere,
            vec![named("policies/payments.json", REJECT), named("policy.json", ACCEPT)],
        ))
        .reduce(Action::SetNamespace("payments".into()))
}

#[test]
fn what_is_typed_goes_into_the_policy_that_is_shown() {
    let state = with_policies();
    let own = Rc::clone(&state).reduce(Action::EditPolicy("{}".into()));
    assert_eq!(own.inputs.policy_in_force().text.as_deref(), Some("{}"));
    assert_eq!(own.inputs.policy.text.as_deref(), Some(ACCEPT));
    let node = own
        .reduce(Action::ShowPolicy(Whose::Node))
        .reduce(Action::EditPolicy("{ }".into()));
    assert!(!node.shows_policy_in_force());
    assert_eq!(node.inputs.policy.text.as_deref(), Some("{ }"));
    assert_eq!(node.inputs.policy_in_force().text.as_deref(), Some("{}"));
    // A place in the decision is in the policy that decides.
    let jumped = Rc::clone(&node).reduce(Action::JumpTo(1));
    assert!(jumped.shows_policy_in_force());
    // Each text is a step of its own.
    let undone = node.reduce(Action::Undo);
    assert_eq!(undone.inputs.policy.text.as_deref(), Some(ACCEPT));
    assert_eq!(undone.inputs.policy_in_force().text.as_deref(), Some("{}"));
    let undone = undone.reduce(Action::Undo);
    assert_eq!(undone.inputs, state.inputs);
}

#[test]
fn a_fix_changes_the_file_that_it_names_and_no_other() {
    let state = with_policies();
    let fix = |file: &str| Action::ChangeTexts {
        edits: vec![Edit {
            span: crate::answer::Span {
                file: file.into(),
                start: 0,
                end: 1,
                line: 1,
                column: 1,
            },
            insert: " {".into(),
        }],
        words: "Fixed".into(),
        of: state.revision,
    };
    let fixed = Rc::clone(&state).reduce(fix("policies/payments.json"));
    assert_eq!(
        fixed.inputs.policy_in_force().text.as_deref(),
        Some(&*format!(" {REJECT}"))
    );
    assert_eq!(fixed.inputs.policy, state.inputs.policy);
    let other = Rc::clone(&state).reduce(fix("policy.json"));
    assert_eq!(other.inputs, state.inputs);
}

#[test]
fn a_policy_is_added_as_the_one_that_it_replaces_and_taken_away_again() {
    let state = opened().reduce(Action::SetNamespace("payments".into()));
    let added = state.reduce(Action::AddPolicy);
    assert_eq!(added.inputs.in_force(), of_payments());
    assert_eq!(added.inputs.policy_in_force(), &added.inputs.policy);
    let more = added.reduce(Action::AddPolicy);
    let second = Whose::Namespace("namespace-1.json".into());
    assert_eq!(more.inputs.whose_policies(), [Whose::Node, of_payments(), second]);
    let shown = more.reduce(Action::ShowPolicy(Whose::Namespace("namespace-1.json".into())));
    let removed = shown.reduce(Action::RemovePolicy(1)).reduce(Action::RemovePolicy(0));
    assert_eq!(
        (removed.inputs.in_force(), removed.shown_policy()),
        (Whose::Node, Whose::Node)
    );
}

#[test]
fn a_pasted_error_says_in_which_namespace_the_pod_is() {
    let event = "prod   2m   Warning   Failed   pod/app   Failed to pull image \"registry.example/acme/app:v1\": SignatureValidationFailed: Source image rejected: A signature was required, but no signature exists";
    let pasted = opened().reduce(Action::Paste(event.into()));
    assert_eq!(&*pasted.inputs.namespace, "prod", "{}", words(&pasted));
    assert!(
        words(&pasted).contains("/etc/crio/policies/prod.json"),
        "{}",
        words(&pasted)
    );
}

#[test]
fn a_private_key_is_refused_in_policies_of_namespaces_and_their_names() {
    let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n";
    let before = with_policies();
    for action in [
        Action::EditPolicy(key.into()),
        Action::EditPolicyName {
            index: 0,
            name: key.into(),
        },
        Action::SetNamespace(key.into()),
        Action::OpenFiles(Target::Policies, vec![named("web.json", key)]),
    ] {
        let after = Rc::clone(&before).reduce(action);
        assert_eq!(after.inputs, before.inputs);
        assert!(words(&after).contains("private key"));
    }
}
