//! `pullgate inspect`: files, archives, forms of answers, exit statuses.

use std::io::Write as _;

use crate::run::{Folder, Run, pullgate, signed};

fn inspect(files: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> Run {
    pullgate(["inspect"]).and(files).run()
}

#[test]
fn a_file_is_recognised_by_its_content() {
    let run = inspect([signed("gpg-skopeo-rsa/acme.gpg")]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.contains("OpenPGP public keys"), "{run:?}");
    assert!(
        run.out
            .contains("fingerprint  148A1DE9B331417670D6E59C1AA0C0465F437AD1"),
        "{run:?}"
    );
    assert!(!run.out.contains('\u{1b}'), "no colours where there is no terminal");
}

#[test]
fn standard_input_is_read() {
    let signature = std::fs::read(signed("cosign-p256-tag/signature-1")).unwrap();
    let run = pullgate(["inspect", "-"]).input(signature).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.starts_with("stdin: Signature file: sigstore-json"), "{run:?}");
    assert!(run.out.contains("[!payload 0.."), "{run:?}");
}

#[test]
fn the_status_says_what_was_not_recognised_or_read() {
    let known = signed("cosign-p256-tag/acme.pub");
    let unknown = signed("README.md");
    let missing = signed("not-there");
    assert_eq!(inspect([&known]).status, 0);
    assert_eq!(inspect([&known, &unknown]).status, 1);
    let run = inspect([&missing, &unknown, &known]);
    assert_eq!(run.status, 2);
    assert!(run.err.starts_with("error: cannot read the file"), "{run:?}");
    assert!(
        run.out.contains("Public key") && run.out.contains("Not recognised: text"),
        "{run:?}"
    );
    assert_eq!(inspect([signed("")]).status, 2, "a folder");
    assert_eq!(pullgate(["inspect"]).run().status, 2, "no file");
}

#[test]
fn each_file_is_one_object_for_programs() {
    let files = [signed("cosign-p256-tag/acme.pub"), signed("README.md")];
    let run = pullgate(["inspect", "--format", "json"]).and(&files).run();
    assert_eq!(run.status, 1, "{run:?}");
    let objects: Vec<serde_json::Value> = serde_json::Deserializer::from_str(&run.out)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap();
    let [key, text] = objects.as_slice() else {
        panic!("{run:?}")
    };
    assert_eq!(
        (&key["recognised"], &key["root"]["kind"]),
        (&true.into(), &"publicKey".into())
    );
    assert_eq!(
        (&text["recognised"], &text["root"]["kind"]),
        (&false.into(), &"unknown".into())
    );
    assert_eq!(key["secret"], false);
}

fn file(folder: &Folder, name: &str, content: &[u8]) -> String {
    let path = folder.path(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// An archive of files with these names and contents.
fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_members_of_an_archive_are_inspected() {
    let signature = std::fs::read(signed("gpg-skopeo-rsa/signature-1")).unwrap();
    let large = vec![b'x'; 5 << 20];
    let plain = archive(&[
        ("./acme/app@sha256=1/signature-1", &signature),
        ("notes.txt", b"words"),
        ("layer.tar", &large),
    ]);
    let folder = Folder::new();
    for (name, content, title) in [
        ("store.tar", plain.clone(), "tar archive: 3 files"),
        ("store.tgz", gzip(&plain), "tar archive, compressed by gzip: 3 files"),
    ] {
        let path = file(&folder, name, &content);
        let run = inspect([&path]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.out.contains(title), "{run:?}");
        assert!(run.out.contains("acme/app@sha256=1/signature-1"), "{run:?}");
        assert!(
            run.out.contains("image name       registry.example/acme/app:v1"),
            "{run:?}"
        );
        assert!(run.out.contains("layer.tar: too long to be looked into"), "{run:?}");
        let json = pullgate(["inspect", "--format", "json"]).and([&path]).run();
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        let member = &json["root"]["children"][0];
        assert_eq!(member["kind"], "archive.member");
        assert!(
            member["source"]
                .as_str()
                .unwrap()
                .ends_with("!acme/app@sha256=1/signature-1"),
            "{member}"
        );
    }
}

#[test]
fn an_archive_that_breaks_off_says_so() {
    let whole = archive(&[("a.txt", b"words"), ("b.txt", &[b'x'; 2_000])]);
    let folder = Folder::new();
    let run = inspect([file(&folder, "cut.tar", &whole[..1_500])]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.contains("it has more, or breaks off"), "{run:?}");
    let run = inspect([file(&folder, "cut.tgz", &gzip(&whole)[..40])]);
    assert!(run.status <= 1, "{run:?}");
}

#[test]
fn what_gzip_holds_that_is_no_archive_is_inspected() {
    let key = std::fs::read(signed("cosign-p256-tag/acme.pub")).unwrap();
    let run = pullgate(["inspect", "-"]).input(gzip(&key)).run();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.out.contains("Compressed by gzip") && run.out.contains("ECDSA P-256"),
        "{run:?}"
    );
    let run = pullgate(["inspect", "-"]).input(b"\x1f\x8b is no gzip").run();
    assert_eq!(run.status, 1, "{run:?}");
}

#[test]
fn nothing_of_a_private_key_is_shown_even_in_an_archive() {
    let secret = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    let key = format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n");
    for input in [
        key.clone().into_bytes(),
        secret.into(),
        archive(&[("k", key.as_bytes())]),
    ] {
        for format in ["text", "json"] {
            let run = pullgate(["inspect", "-", "--format", format]).input(&input).run();
            assert_eq!(run.status, 0, "{run:?}");
            assert!(
                run.out.contains("PRIVATE KEY") || run.out.contains("privateKey"),
                "{run:?}"
            );
            for length in 12..secret.len() {
                assert!(!run.out.contains(&secret[length - 12..length]), "{run:?}");
            }
        }
    }
}

#[test]
fn colours_are_for_terminals_and_control_characters_for_nobody() {
    let input = br#"{"critical":{"type":"a\u001b[31m"},"optional":{}}"#;
    let forced = || pullgate(["inspect", "-"]).with("CLICOLOR_FORCE", "1").input(input);
    let run = forced().run();
    assert!(run.out.contains("a\\u{1b}[31m"), "{run:?}");
    assert!(run.out.contains("\u{1b}[1mstdin: Signed content"), "{run:?}");
    let run = forced().with("NO_COLOR", "1").run();
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
}

#[test]
fn help_has_examples() {
    let run = pullgate(["inspect", "--help"]).run();
    assert_eq!(run.status, 0);
    assert!(run.out.contains("pullgate inspect image/signature-1"), "{run:?}");
}
