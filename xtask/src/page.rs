//! The playground: built by Trunk into `dist/`, or served from this machine and rebuilt at each edit.

mod codes;
mod editor;
mod examples;
mod gallery;
mod names;
mod security_policy;
mod service_worker;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::command::{Program, cargo, program, root};
use crate::tools::{self, TRUNK, WASM_BINDGEN};

/// The first port that is tried.
const PORT: u16 = 8080;

/// Builds the page into `dist/`.
pub(crate) fn build() -> Result<()> {
    trunk(["build"])?.step("the page, into dist/ (a minute or two at first)")?;
    let page = root().join("dist/index.html");
    let html = std::fs::read_to_string(&page).context("Trunk built no dist/index.html")?;
    security_policy::assert_sealed(&html).context("dist/index.html")?;
    println!("the page: dist/ (fit for any static host under any path)");
    Ok(())
}

/// Builds the page, serves it, prints its address, and stays until it is stopped.
pub(crate) fn play(port: Option<u16>) -> Result<()> {
    let wanted = port.unwrap_or(PORT);
    let port = (wanted..=u16::MAX)
        .find(|&port| is_free(port))
        .context("no port is free")?;
    if port != wanted {
        println!("- port {wanted} is taken: {port} instead");
    }
    let serve = trunk(["serve", "--port", &port.to_string()])?;
    println!("- building the page and serving it with Trunk (a minute or two at first, seconds afterwards)");
    let announce = std::env::current_exe().context("cannot find this program")?;
    program(
        announce,
        ["announce", &port.to_string(), &std::process::id().to_string()],
    )
    .into_command()
    .spawn()
    .context("cannot run this program again")?;
    become_it(serve.into_command())
}

/// Turns this process into another program, so that stopping the one stops the other: nothing is left behind that holds the port.
#[cfg(unix)]
fn become_it(mut command: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("cannot run Trunk")
}

#[cfg(not(unix))]
fn become_it(mut command: std::process::Command) -> Result<()> {
    let status = command.status().context("cannot run Trunk")?;
    anyhow::ensure!(status.success(), "Trunk stopped ({status})");
    Ok(())
}

/// Prints the address once the page can be had; ends without a word if the server, which started it, has ended.
pub(crate) fn announce(port: u16, server: u32) -> Result<()> {
    while !answers(port) {
        if has_left(server) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!(
        "\n  pullgate is at http://localhost:{port}/\n  An edit rebuilds it: reload the page, and take the new version that it offers. Ctrl-C stops it.\n"
    );
    Ok(())
}

#[cfg(unix)]
fn has_left(parent: u32) -> bool {
    std::os::unix::process::parent_id() != parent
}

#[cfg(not(unix))]
fn has_left(_: u32) -> bool {
    false
}

/// The hook that Trunk calls before it moves what it built into `dist/`.
pub(crate) fn seal_staged() -> Result<()> {
    let folder =
        std::env::var_os("TRUNK_STAGING_DIR").context("TRUNK_STAGING_DIR is not set: Trunk calls this (Trunk.toml)")?;
    codes::write(Path::new(&folder))?;
    gallery::write(Path::new(&folder))?;
    let page = Path::new(&folder).join("index.html");
    let html = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let html = names::strip(Path::new(&folder), &html)?;
    let html = editor::write(Path::new(&folder), &html)?;
    let sealed = security_policy::seal(&html).context("web/index.html")?;
    std::fs::write(&page, sealed).with_context(|| format!("cannot write {}", page.display()))?;
    service_worker::seal(Path::new(&folder))
}

/// Trunk with everything that it needs in place.
fn trunk<const N: usize>(arguments: [&str; N]) -> Result<Program> {
    tools::targets()?;
    let trunk = TRUNK.ready()?;
    let bindgen = WASM_BINDGEN.ready()?;
    editor::ready()?;
    // Trunk works offline, and so does the Cargo that it calls.
    cargo(["fetch", "--locked", "--quiet"])
        .run()
        .context("cannot fetch the libraries that Cargo.lock names")?;
    let folder = bindgen.parent().unwrap_or(Path::new(""));
    // Trunk takes NO_COLOR for a flag that must be `true` or `false`, and stops at `1`.
    program(trunk, arguments).without("NO_COLOR").finding(folder)
}

fn is_free(port: u16) -> bool {
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
    let v6_is_taken = v6.is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
    !v6_is_taken && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether the page can be had: Trunk answers only once it has been built.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let asked = stream.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    let mut answer = String::new();
    asked.and_then(|()| stream.take(64).read_to_string(&mut answer)).is_ok() && answer.starts_with("HTTP/1.0 200")
}
