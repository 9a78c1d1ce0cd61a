//! The `pullgate` command: arguments, files, exit codes; nothing else.

fn main() {}
