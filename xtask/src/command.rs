//! Running other programs, from the repository's top folder, with failures that say what was run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    // Cargo says at run time which checkout this is: checkouts that share a target folder share the program.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest)
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A path of the repository as people write it: from the top folder.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Where Cargo puts what it builds.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let text = cargo(["metadata", "--format-version", "1", "--no-deps", "--offline"]).output()?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("`cargo metadata` printed no JSON")?;
    Ok(metadata["target_directory"]
        .as_str()
        .context("`cargo metadata` names no target folder")?
        .into())
}

/// A folder for what xtask itself makes, in this checkout whatever Cargo's target folder is.
pub(crate) fn work_folder(name: &str) -> Result<PathBuf> {
    let folder = root().join("target").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", shown(&folder)))?;
    Ok(folder)
}

/// A program to run.
pub(crate) struct Program {
    command: Command,
}

/// `program` with `arguments`, in the top folder, without standard input.
pub(crate) fn program(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Program {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    Program { command }
}

/// Cargo with `arguments`.
pub(crate) fn cargo(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Program {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

impl Program {
    /// Runs it elsewhere than in the top folder.
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes a variable from its environment.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Adds arguments.
    pub(crate) fn and(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Lets it find programs in `folder` before all others.
    pub(crate) fn finding(self, folder: &Path) -> Result<Self> {
        let before = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&before)))?;
        Ok(self.with("PATH", path))
    }

    /// The command, for whoever needs more of it.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs it to its end, its output on ours; anything but success is an error.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = self
            .command
            .status()
            .with_context(|| format!("cannot run `{}`", line(&self.command)))?;
        if !status.success() {
            bail!("`{}` failed ({status})", line(&self.command));
        }
        Ok(())
    }

    /// Runs it after a line that says what for, and says how long it took.
    pub(crate) fn step(self, what: &str) -> Result<()> {
        println!("- {what}: {}", line(&self.command));
        let start = Instant::now();
        self.run()?;
        println!("  {}", seconds(start));
        Ok(())
    }

    /// What it prints; anything but success is an error with what it had to say.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self
            .command
            .output()
            .with_context(|| format!("cannot run `{}`", line(&self.command)))?;
        if !output.status.success() {
            bail!(
                "`{}` failed ({}): {}",
                line(&self.command),
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The time since `start`, for people.
pub(crate) fn seconds(start: Instant) -> String {
    format!("{:.1} s", start.elapsed().as_secs_f64())
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
