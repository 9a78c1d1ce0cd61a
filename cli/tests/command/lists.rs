//! Lists of images, in the folders that `skopeo copy --all` writes: the same signed image as alone, as one of a list.

use serde_json::{Value, json};

use crate::run::{Folder, Run, pullgate, signed};

const IMAGE: &str = "docker://registry.example/acme/app:v1";
const NOW: &str = "2026-11-22T14:00:00Z";
const OTHER: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// A folder with a list of two images, of which one is there, with its signature.
struct Image {
    folder: Folder,
    digest: String,
}

impl Image {
    fn new() -> Self {
        let case = signed("cosign-p256-repository");
        let alone = evaluate(&case.display().to_string(), IMAGE, &["--format", "json"]);
        let answer: Value = serde_json::from_str(&alone.out).unwrap();
        assert_eq!(answer["manifest"]["of"], "manifest");
        let digest = answer["manifest"]["digest"].as_str().unwrap().to_owned();
        let list = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [
                {"digest": OTHER, "size": 1, "platform": {"os": "linux", "architecture": "amd64"}},
                {"digest": digest, "size": 1, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
            ],
        });
        let folder = Folder::new();
        let digits = &digest["sha256:".len()..];
        folder.write("manifest.json", &list.to_string());
        folder.copy(&case.join("manifest.json"), &format!("{digits}.manifest.json"));
        folder.copy(&case.join("signature-1"), &format!("{digits}.signature-1"));
        Self { folder, digest }
    }

    fn evaluate(&self, image: &str, more: &[&str]) -> Run {
        evaluate(&self.folder.text(), image, more)
    }
}

fn evaluate(folder: &str, image: &str, more: &[&str]) -> Run {
    let case = signed("cosign-p256-repository");
    pullgate(["evaluate", "--image", image, "--now", NOW, "--dir", folder])
        .and(["--policy".into(), case.join("policy.json").display().to_string()])
        .and([
            "--file".into(),
            format!("/etc/pki/containers/acme.pub={}", case.join("acme.pub").display()),
        ])
        .and(more)
        .run()
}

#[test]
fn the_image_of_a_list_must_be_named_and_the_choices_are_said() {
    let run = Image::new().evaluate(IMAGE, &[]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("is a list"), "{run:?}");
    for choice in ["--platform linux/amd64", "--platform linux/arm64/v8"] {
        assert!(run.err.contains(choice), "{run:?}");
    }
}

#[test]
fn an_image_is_chosen_by_its_platform_or_its_digest() {
    let image = Image::new();
    for choice in [
        ["--platform", "linux/arm64/v8"],
        ["--platform", "linux/arm64"],
        ["--instance", &image.digest],
    ] {
        let run = image.evaluate(IMAGE, &choice);
        assert_eq!(run.status, 0, "{choice:?}: {run:?}");
    }
    let run = image.evaluate(IMAGE, &["--platform", "linux/arm64", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["manifest"]["of"], "instance");
    assert_eq!(answer["manifest"]["platform"], "linux/arm64/v8");
    assert_eq!(answer["manifest"]["list"]["instance"], Value::from(&*image.digest));
}

#[test]
fn what_cannot_be_chosen_ends_with_2() {
    let image = Image::new();
    let alone = signed("cosign-p256-repository").display().to_string();
    for (run, said) in [
        (
            image.evaluate(IMAGE, &["--platform", "linux/s390x"]),
            "no image found in image index",
        ),
        (image.evaluate(IMAGE, &["--platform", "linux/amd64"]), "manifest.json"),
        (
            image.evaluate(IMAGE, &["--instance", "sha256:1"]),
            "unable to find instance",
        ),
        (image.evaluate(IMAGE, &["--platform", "linux"]), "linux/arm64/v8"),
        (
            image.evaluate(IMAGE, &["--platform", "linux/amd64", "--instance", OTHER]),
            "cannot be used with",
        ),
        (evaluate(&alone, IMAGE, &["--platform", "linux/amd64"]), "not a list"),
    ] {
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains(said), "{said}: {run:?}");
    }
}

#[test]
fn a_digest_in_the_name_is_the_lists() {
    let image = Image::new();
    let choice = ["--platform", "linux/arm64", "--format", "json"];
    let digest_of_the_list = {
        let run = image.evaluate(IMAGE, &choice);
        let answer: Value = serde_json::from_str(&run.out).unwrap();
        answer["manifest"]["list"]["digest"].as_str().unwrap().to_owned()
    };
    let named = |digest: &str| image.evaluate(&format!("docker://registry.example/acme/app@{digest}"), &choice);
    assert_eq!(named(&digest_of_the_list).status, 0, "{:?}", named(&digest_of_the_list));
    let run = named(&image.digest);
    assert_eq!(
        run.status, 1,
        "the digest of the image is not that of the list: {run:?}"
    );
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    let expected = format!("Manifest does not match provided manifest digest {}", image.digest);
    assert_eq!(answer["error"], Value::from(expected));
}

#[test]
fn the_bytes_of_the_image_are_held_against_the_list() {
    let image = Image::new();
    let digits = &image.digest["sha256:".len()..];
    image.folder.write(&format!("{digits}.manifest.json"), "{}");
    let run = image.evaluate(IMAGE, &["--platform", "linux/arm64"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.out.contains("Manifest does not match provided manifest digest"),
        "{run:?}"
    );
}
