//! `pullgate fmt` as it is run.

use crate::run::{Folder, pullgate};

const UGLY: &str = "{\"default\":[ {\"type\":\"reject\"}],\n  \"transports\":{}}";
const TIDY: &str = "{\n  \"default\": [{\"type\": \"reject\"}],\n  \"transports\": {}\n}\n";

#[test]
fn a_file_is_changed_in_place_and_then_stays() {
    let folder = Folder::new();
    folder.write("policy.json", UGLY);
    for _ in 0..2 {
        let run = pullgate(["fmt", &folder.path("policy.json")]).run();
        assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "", ""));
        assert_eq!(std::fs::read_to_string(folder.path("policy.json")).unwrap(), TIDY);
    }
}

#[test]
fn standard_input_goes_to_standard_output() {
    for arguments in [&["fmt"][..], &["fmt", "-"]] {
        let run = pullgate([]).and(arguments).input(UGLY).run();
        assert_eq!((run.status, run.out.as_str()), (0, TIDY), "{run:?}");
    }
}

#[test]
fn check_names_the_files_and_changes_nothing() {
    let folder = Folder::new();
    folder.write("ugly.json", UGLY);
    folder.write("tidy.json", TIDY);
    let run = pullgate(["fmt", "--check", &folder.path("tidy.json"), &folder.path("ugly.json")]).run();
    assert_eq!((run.status, run.out), (1, format!("{}\n", folder.path("ugly.json"))));
    assert_eq!(std::fs::read_to_string(folder.path("ugly.json")).unwrap(), UGLY);
    assert_eq!(pullgate(["fmt", "--check", &folder.path("tidy.json")]).run().status, 0);
}

#[test]
fn comments_are_reported_and_not_dropped() {
    let folder = Folder::new();
    let text = "{\n  // why\n  \"default\": [{\"type\": \"reject\"}]\n}\n";
    folder.write("policy.json", text);
    let run = pullgate(["fmt", &folder.path("policy.json")]).run();
    assert_eq!(run.status, 3, "{run:?}");
    assert!(
        run.err.contains(&format!("{}:2:3", folder.path("policy.json"))),
        "{run:?}"
    );
    assert!(run.err.contains("JSON has no comments: remove it"), "{run:?}");
    assert_eq!(std::fs::read_to_string(folder.path("policy.json")).unwrap(), text);
    assert_eq!(pullgate(["fmt", "/nowhere.json"]).run().status, 2);
}
