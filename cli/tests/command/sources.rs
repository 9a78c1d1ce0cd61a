//! `pullgate evaluate` with registries.d, a lookaside store and attachments: the image of fixtures/signed/cosign-with-gpg, whose signatures are laid out anew.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::run::{Folder, Pullgate, pullgate, signed};

const IMAGE: &str = "docker://registry.example/acme/app:v1";
const DIGEST: &str = "64c5c3ca59b7a29a62e21e89894411c9de4e644151d83b6b9b23cdb97fcdb733";

/// A folder with the image (`image/manifest.json`), a policy that asks for one kind of signature, and registries.d.
fn asked(rule: &Value) -> (Folder, Pullgate) {
    let folder = Folder::new();
    let case = signed("cosign-with-gpg");
    folder.copy(&case.join("manifest.json"), "image/manifest.json");
    folder.write("policy.json", &json!({ "default": [rule] }).to_string());
    folder.write(
        "rd/default.yaml",
        "default-docker:\n  lookaside: https://store.example/sigs\n",
    );
    let command = asked_again(&folder);
    (folder, command)
}

fn asked_again(folder: &Folder) -> Pullgate {
    let key = |name: &str| format!("/{name}={}", signed("cosign-with-gpg").join(name).display());
    pullgate(["evaluate", "--image", IMAGE, "--now", "2026-11-22T14:00:00Z"])
        .and(["--policy", &folder.path("policy.json"), "--dir", &folder.path("image")])
        .and(["--file", &key("acme.gpg"), "--file", &key("acme.pub")])
}

fn gpg() -> Value {
    json!({ "type": "signedBy", "keyType": "GPGKeys", "keyPath": "/acme.gpg" })
}

fn key() -> Value {
    json!({ "type": "sigstoreSigned", "keyPath": "/acme.pub" })
}

/// The attachment that `signature-1` was made of.
fn cosign() -> Value {
    let file = fs::read(signed("cosign-with-gpg").join("signature-1")).unwrap();
    serde_json::from_slice(file.splitn(2, |&byte| byte == b'\n').nth(1).unwrap()).unwrap()
}

#[test]
fn a_signature_of_a_copied_store_is_found_where_registries_d_asks() {
    let (folder, command) = asked(&gpg());
    let store = format!("sigs/acme/app@sha256={DIGEST}/signature-1");
    folder.copy(&signed("cosign-with-gpg").join("signature-2"), &store);
    let run = command
        .and([
            "--registries-d",
            &folder.path("rd"),
            "--lookaside",
            &folder.path("sigs"),
        ])
        .and(["--format", "log"])
        .run();
    assert_eq!(run.status, 0, "{run:?}");
    let url = format!("https://store.example/sigs/acme/app@sha256={DIGEST}/signature-");
    let lines: Vec<&str> = run.out.lines().collect();
    let logged = |message: String| {
        lines
            .iter()
            .position(|line| line.ends_with(&format!("msg={message:?}")))
    };
    let lookup = logged("  Using \"lookaside\" https://store.example/sigs".into());
    let judging = logged(format!("IsRunningImageAllowed for image {}", IMAGE.replace("//", "")));
    let fetching = logged(format!("GET {url}1"));
    assert!(lookup.is_some() && lookup < judging && judging < fetching, "{run:?}");
    assert!(
        run.err.contains(&format!("a node would ask {url}1")),
        "the folder stands for another place: {run:?}"
    );
}

#[test]
fn the_text_says_where_a_node_would_look() {
    let (folder, command) = asked(&gpg());
    let run = command.and(["--registries-d", &folder.path("rd")]).run();
    let store =
        format!("https://store.example/sigs/acme/app@sha256={DIGEST}/signature-1 (registries.d: default-docker)");
    assert!(
        run.out.contains(&format!("a node asks for simple signatures: {store}")),
        "{run:?}"
    );
    assert!(run.out.contains("and for Sigstore attachments: "), "{run:?}");
}

#[test]
fn a_store_that_is_the_folder_needs_no_note() {
    let (folder, command) = asked(&gpg());
    let sigs = folder.path("sigs");
    folder.copy(
        &signed("cosign-with-gpg").join("signature-2"),
        &format!("sigs/acme/app@sha256={DIGEST}/signature-1"),
    );
    folder.write(
        "rd/default.yaml",
        &format!("default-docker:\n  sigstore: file://{sigs}\n"),
    );
    let run = command
        .and(["--registries-d", &folder.path("rd"), "--lookaside", &sigs])
        .run();
    assert!(run.status == 0 && !run.err.contains("a node would ask"), "{run:?}");
}

#[test]
fn attachments_are_read_from_a_manifest_with_its_blobs_if_registries_d_says_so() {
    let (folder, command) = asked(&key());
    let attachment = cosign();
    let payload = STANDARD.decode(attachment["payload"].as_str().unwrap()).unwrap();
    folder.write("payload.json", std::str::from_utf8(&payload).unwrap());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json" },
        "layers": [{
            "mediaType": attachment["mimeType"],
            "digest": "sha256:b7796f633b4f3a6fbb3c42dc235422e2043e9c2bb0d5feba43b830914d74254c",
            "annotations": attachment["annotations"],
        }],
    });
    folder.write("attached.json", &manifest.to_string());
    let command = command.and([
        "--attachments",
        &folder.path("payload.json"),
        &folder.path("attached.json"),
        "--registries-d",
        &folder.path("rd"),
    ]);
    let run = command.run();
    assert_eq!(run.status, 1, "use-sigstore-attachments is off: {run:?}");

    folder.write("rd/default.yaml", "default-docker:\n  use-sigstore-attachments: yes\n");
    let run = asked_again(&folder)
        .and([
            "--attachments",
            &folder.path("payload.json"),
            &folder.path("attached.json"),
        ])
        .and(["--registries-d", &folder.path("rd")])
        .run();
    assert_eq!(run.status, 0, "{run:?}");
}

/// What cosign saved and downloaded (fixtures/record/cosign_files.sh), under a policy that asks for its key or for its keyless signer.
fn of_cosign(rule: &Value, files: &[(&str, &str)]) -> (Folder, Pullgate) {
    let folder = Folder::new();
    folder.write("policy.json", &json!({ "default": [rule] }).to_string());
    let mut command = pullgate(["evaluate", "--image", IMAGE, "--now", "2026-11-26T12:00:00Z"])
        .and(["--policy", &folder.path("policy.json")]);
    for (path, file) in files {
        command = command.and(["--file", &format!("{path}={}", cosign_file(file))]);
    }
    (folder, command)
}

fn cosign_file(name: &str) -> String {
    signed("../cosign-files").join(name).display().to_string()
}

fn keyless() -> Value {
    json!({
        "type": "sigstoreSigned",
        "fulcio": { "caPath": "/fulcio.pem", "oidcIssuer": "http://127.0.0.1:41703", "subjectEmail": "dev@acme.example" },
        "rekorPublicKeyPath": "/rekor.pub",
        "signedIdentity": { "type": "matchRepository" },
    })
}

fn by_key() -> Value {
    json!({ "type": "sigstoreSigned", "keyPath": "/cosign.pub", "signedIdentity": { "type": "matchRepository" } })
}

const KEYLESS_FILES: [(&str, &str); 2] = [("/fulcio.pem", "fulcio.pem"), ("/rekor.pub", "rekor.pub")];

#[test]
fn what_cosign_downloads_is_an_attachment() {
    for (rule, files) in [
        (by_key(), &[("/cosign.pub", "cosign.pub")][..]),
        (keyless(), &KEYLESS_FILES),
    ] {
        let (_folder, command) = of_cosign(&rule, files);
        let run = command
            .and([
                "--dir",
                &cosign_file("image"),
                "--attachments",
                &cosign_file("downloaded.jsonl"),
            ])
            .run();
        assert_eq!(run.status, 0, "{rule}: {run:?}");
    }
}

#[test]
fn what_cosign_saves_is_an_image_with_its_attachments() {
    for (rule, files) in [
        (by_key(), &[("/cosign.pub", "cosign.pub")][..]),
        (keyless(), &KEYLESS_FILES),
    ] {
        let (_folder, command) = of_cosign(&rule, files);
        let run = command.and(["--oci-layout", &cosign_file("saved")]).run();
        assert_eq!(run.status, 0, "{rule}: {run:?}");
    }
}

#[test]
fn a_layout_may_be_an_archive() {
    let (folder, command) = of_cosign(&by_key(), &[("/cosign.pub", "cosign.pub")]);
    archive(Path::new(&cosign_file("saved")), &folder.path("saved.tar"), false);
    let run = command.and(["--oci-layout", &folder.path("saved.tar")]).run();
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn a_store_may_be_a_compressed_archive() {
    let (folder, command) = asked_with_packed_store();
    let run = command.and(["--lookaside", &folder.path("sigs.tar.gz")]).run();
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn a_damaged_archive_is_an_argument_that_cannot_be_read() {
    let (folder, command) = asked_with_packed_store();
    let whole = fs::read(folder.path("sigs.tar.gz")).unwrap();
    fs::write(folder.path("sigs.tar.gz"), &whole[..whole.len() / 2]).unwrap();
    let run = command.and(["--lookaside", &folder.path("sigs.tar.gz")]).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("cannot read the store"), "{run:?}");
    assert!(run.err.contains("name a folder, or a tar archive of one"), "{run:?}");
}

/// As [`asked`], with the store in `sigs.tar.gz`.
fn asked_with_packed_store() -> (Folder, Pullgate) {
    let (folder, command) = asked(&gpg());
    let store = format!("sigs/acme/app@sha256={DIGEST}/signature-1");
    folder.copy(&signed("cosign-with-gpg").join("signature-2"), &store);
    archive(Path::new(&folder.path("sigs")), &folder.path("sigs.tar.gz"), true);
    (folder, command)
}

/// Packs the content of a folder.
fn archive(folder: &Path, to: &str, is_compressed: bool) {
    let file = fs::File::create(to).unwrap();
    let write: Box<dyn std::io::Write> = if is_compressed {
        Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::fast()))
    } else {
        Box::new(file)
    };
    tar::Builder::new(write).append_dir_all(".", folder).unwrap();
}

#[test]
fn what_cosign_3_downloads_is_said_to_be_of_no_use() {
    let (_folder, command) = of_cosign(&by_key(), &[("/cosign.pub", "cosign.pub")]);
    let run = command
        .and([
            "--dir",
            &cosign_file("image"),
            "--attachments",
            &cosign_file("downloaded-by-cosign-3.jsonl"),
        ])
        .run();
    assert_eq!(run.status, 1, "{run:?}");
    let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("the attachments are Sigstore bundles, which cosign 3 writes and no node looks into"),
        "{run:?}"
    );
    assert!(run.out.contains("--new-bundle-format=false"), "{run:?}");
}

#[test]
fn registries_d_that_does_not_parse_refuses_and_points_at_the_place() {
    let (folder, command) = asked(&json!({ "type": "insecureAcceptAnything" }));
    folder.write("rd/b.yaml", "docker:\n  a.example: 1\n");
    let run = command
        .and(["--registries-d", &folder.path("rd"), "--format", "json"])
        .run();
    assert_eq!(run.status, 1, "{run:?}");
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        answer["error"],
        "parsing /etc/containers/registries.d/b.yaml: yaml: unmarshal errors:\n  line 2: cannot unmarshal !!int `1` into docker.registryNamespace"
    );
    let span = &answer["diagnostics"][0]["labels"][0]["span"];
    assert_eq!(
        (&span["file"], &span["line"], &span["column"]),
        (&"registries.d/b.yaml".into(), &2.into(), &14.into())
    );
}

#[test]
fn a_folder_that_is_not_there_is_named_with_what_to_do() {
    for argument in ["--registries-d", "--lookaside"] {
        let (folder, command) = asked(&gpg());
        let run = command.and([argument, &folder.path("nowhere")]).run();
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("nowhere") && run.err.contains("tip:"), "{run:?}");
    }
}

/// The image and its attachment as `cosign save` lays them out, and beside them an image that is not asked for.
fn saved(folder: &Folder, second: bool) {
    let put = |content: &str, digest: &str| {
        folder.write(
            &format!("saved/blobs/sha256/{}", digest.trim_start_matches("sha256:")),
            content,
        );
    };
    let attachment = cosign();
    let payload = STANDARD.decode(attachment["payload"].as_str().unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    let payload_digest = "sha256:b7796f633b4f3a6fbb3c42dc235422e2043e9c2bb0d5feba43b830914d74254c";
    let manifest = fs::read_to_string(signed("cosign-with-gpg").join("manifest.json")).unwrap();
    put(&manifest, &format!("sha256:{DIGEST}"));
    put(&payload, payload_digest);
    let signature = attachment["annotations"]["dev.cosignproject.cosign/signature"]
        .as_str()
        .unwrap();
    let signatures = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json"}},"layers":[{{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"{payload_digest}","annotations":{{"dev.cosignproject.cosign/signature":"{signature}"}}}}]}}"#
    );
    let signatures_digest = digest_of(&signatures);
    put(&signatures, &signatures_digest);
    let name = "registry.example/acme/app:v1";
    let entry = |digest: &str, kind: &str, name: &str| {
        json!({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": digest,
            "annotations": { "kind": format!("dev.cosignproject.cosign/{kind}"), "org.opencontainers.image.ref.name": name },
        })
    };
    let mut entries = vec![
        entry(&format!("sha256:{DIGEST}"), "image", name),
        entry(&signatures_digest, "sigs", name),
    ];
    if second {
        entries.insert(0, entry(payload_digest, "image", "registry.example/acme/other:v1"));
    }
    folder.write("saved/oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
    folder.write(
        "saved/index.json",
        &json!({ "schemaVersion": 2, "manifests": entries }).to_string(),
    );
}

fn digest_of(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digits: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

/// As `asked`, without the folder of the image.
fn asked_of_layout(folder: &Folder) -> Pullgate {
    let key = |name: &str| format!("/{name}={}", signed("cosign-with-gpg").join(name).display());
    pullgate(["evaluate", "--image", IMAGE, "--now", "2026-11-22T14:00:00Z"])
        .and([
            "--policy",
            &folder.path("policy.json"),
            "--oci-layout",
            &folder.path("saved"),
        ])
        .and(["--file", &key("acme.pub")])
}

#[test]
fn an_image_that_cosign_saved_brings_its_signatures() {
    for second in [false, true] {
        let (folder, _) = asked(&key());
        saved(&folder, second);
        let run = asked_of_layout(&folder).run();
        assert_eq!(run.status, 0, "{second}: {run:?}");
    }
}

#[test]
fn a_layout_is_held_to_its_digests() {
    let (folder, _) = asked(&key());
    saved(&folder, false);
    folder.write(&format!("saved/blobs/sha256/{DIGEST}"), "{}");
    let run = asked_of_layout(&folder).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("has other bytes") && run.err.contains("tip:"),
        "{run:?}"
    );
}

#[test]
fn a_layout_of_several_images_is_asked_by_name() {
    let (folder, _) = asked(&key());
    saved(&folder, true);
    let index = fs::read_to_string(folder.path("saved/index.json")).unwrap();
    folder.write("saved/index.json", &index.replace("acme/app:v1", "acme/another:v1"));
    let run = asked_of_layout(&folder).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("registry.example/acme/another:v1"), "{run:?}");
}

#[test]
fn a_folder_that_is_no_layout_is_named_with_what_to_do() {
    let (folder, _) = asked(&key());
    let run = asked_of_layout(&folder).run();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("no index.json") && run.err.contains("cosign save"),
        "{run:?}"
    );
}
