//! `cargo xtask …`: set-up, build, test, serve, regenerate.

fn main() {}
