//! `pullgate evaluate --jsonl`: one request a line, one answer a line.

use std::io::{BufRead as _, BufReader, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::run::{Folder, pullgate, signed};

const REQUEST: &str =
    r#"{"id":"ID","policy":"{\"default\":[{\"type\":\"TYPE\"}]}","image":"docker://registry.example/acme/app:v1"}"#;

fn request(id: &str, kind: &str) -> String {
    REQUEST.replace("ID", id).replace("TYPE", kind)
}

fn answers(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_come_in_the_order_of_the_requests_and_a_refusal_is_no_failure() {
    let requests: Vec<String> = (0..100)
        .map(|index| {
            request(
                &index.to_string(),
                if index % 3 == 0 {
                    "insecureAcceptAnything"
                } else {
                    "reject"
                },
            )
        })
        .collect();
    let run = pullgate(["evaluate", "--jsonl"]).input(requests.join("\n")).run();
    assert_eq!(run.status, 0, "{run:?}");
    let answers = answers(&run.out);
    assert_eq!(answers.len(), 100);
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], index.to_string());
        assert_eq!(answer["allowed"], index % 3 == 0, "{answer}");
    }
}

#[test]
fn a_line_that_is_no_request_is_answered_and_the_rest_go_on() {
    let broken = [
        "",
        "{",
        "[]",
        "null",
        "\u{0}",
        r#"{"id":"x","policy":"{}","requiresigned":true}"#,
        r#"{"id":"x","policy":"{}","policy":"{}"}"#,
        r#"{"id":"x"}"#,
        r#"{"id":"x","policy":"{}"} {}"#,
    ];
    for line in broken {
        let input = format!(
            "{}\n{line}\n{}\n",
            request("before", "reject"),
            request("after", "reject")
        );
        let run = pullgate(["evaluate", "--jsonl", "-"]).input(input).run();
        assert_eq!(run.status, 2, "{line:?}: {run:?}");
        let answers = answers(&run.out);
        assert_eq!(answers.len(), 3, "{line:?}: {run:?}");
        assert_eq!(
            (&answers[0]["id"], &answers[2]["id"]),
            (&"before".into(), &"after".into()),
            "{line:?}"
        );
        assert!(
            answers[1]["requestError"].is_string() && answers[1].get("allowed").is_none(),
            "{line:?}: {}",
            answers[1]
        );
        assert_eq!(
            (&answers[0]["requestError"], &answers[0]["allowed"]),
            (&serde_json::Value::Null, &false.into())
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_answered_too() {
    let mut input = b"\xff\xfe{\n".to_vec();
    input.extend(request("after", "reject").as_bytes());
    let run = pullgate(["evaluate", "--jsonl"]).input(input).run();
    assert_eq!(run.status, 2);
    assert!(answers(&run.out)[0]["requestError"].is_string());
    assert_eq!(answers(&run.out)[1]["id"], "after");
}

#[test]
fn no_input_is_no_answer() {
    let run = pullgate(["evaluate", "--jsonl"]).run();
    assert_eq!((run.status, run.out.as_str()), (0, ""));
}

#[test]
fn requests_come_from_a_file_where_one_is_named() {
    let folder = Folder::new();
    folder.write("requests.jsonl", &request("one", "reject"));
    let run = pullgate(["evaluate", "--jsonl", &folder.path("requests.jsonl")]).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(answers(&run.out)[0]["id"], "one");
    let missing = pullgate(["evaluate", "--jsonl", &folder.path("none.jsonl")]).run();
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("none.jsonl"), "{missing:?}");
}

#[test]
fn a_request_sees_no_file_of_this_machine() {
    let case = signed("cosign-p256-repository");
    let base64 = |name: &str| STANDARD.encode(std::fs::read(case.join(name)).unwrap());
    let key = case.join("acme.pub").display().to_string();
    let policy = serde_json::json!({ "default": [
        { "type": "sigstoreSigned", "keyPath": key, "signedIdentity": { "type": "matchRepository" } }
    ] });
    let mut request = serde_json::json!({
        "policy": policy.to_string(),
        "image": "docker://registry.example/acme/app:v1",
        "manifest": base64("manifest.json"),
        "signatures": [base64("signature-1")],
    });
    let unread = pullgate(["evaluate", "--jsonl"]).input(request.to_string()).run();
    assert_eq!(
        answers(&unread.out)[0]["error"],
        format!("open {key}: no such file or directory"),
        "the key is there"
    );
    request["files"][key] = base64("acme.pub").into();
    let given = pullgate(["evaluate", "--jsonl"]).input(request.to_string()).run();
    assert_eq!(answers(&given.out)[0]["allowed"], true, "{given:?}");
}

#[test]
fn an_answer_comes_before_the_next_request_is_asked() {
    let mut child = pullgate(["evaluate", "--jsonl"]).start();
    let mut requests = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in ["one", "two"] {
        writeln!(requests, "{}", request(id, "reject")).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id);
    }
    drop(requests);
    assert!(child.wait().unwrap().success());
}

#[test]
fn whoever_stops_reading_ends_it_without_a_word() {
    let mut child = pullgate(["evaluate", "--jsonl"]).start();
    let mut requests = child.stdin.take().unwrap();
    drop(child.stdout.take());
    // A process that another test is just starting may hold our end of the pipe for a moment: then the first answers are still taken.
    let line = request("one", "reject");
    let sent = (0..100_000)
        .take_while(|_| writeln!(requests, "{line}").is_ok())
        .count();
    assert!(sent < 100_000, "it read on");
    drop(requests);
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
        (Some(2), "")
    );
}
