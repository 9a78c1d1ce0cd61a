//! Runs the built command, over folders that go away afterwards.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The command with its first arguments, away from the environment's colours.
pub(crate) fn pullgate<const N: usize>(arguments: [&str; N]) -> Pullgate {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullgate"));
    command
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CI");
    Pullgate {
        command,
        input: Vec::new(),
    }
}

pub(crate) struct Pullgate {
    command: Command,
    input: Vec<u8>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Pullgate {
    pub(crate) fn and(mut self, arguments: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this working directory.
    pub(crate) fn within(mut self, folder: &str) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn input(mut self, text: impl AsRef<[u8]>) -> Self {
        self.input = text.as_ref().to_vec();
        self
    }

    /// Its process, with all three streams piped.
    pub(crate) fn start(mut self) -> std::process::Child {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn run(mut self) -> Run {
        let input = std::mem::take(&mut self.input);
        let mut child = self.start();
        let mut stdin = child.stdin.take().unwrap();
        // Whoever needs no input may not read it.
        let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A file or folder of fixtures/signed.
pub(crate) fn signed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/signed")
        .join(name)
}

/// A folder that goes away with the value.
pub(crate) struct Folder {
    path: PathBuf,
}

static NUMBER: AtomicUsize = AtomicUsize::new(0);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self { path }
    }

    pub(crate) fn text(&self) -> String {
        self.path.display().to_string()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn copy(&self, from: &Path, name: &str) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(from, path).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.path);
    }
}
