//! Running other programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Cargo, as the one that runs this.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Runs a program with its output shown; an error unless it succeeds.
pub fn shown<S: AsRef<OsStr>>(folder: &Path, program: &str, arguments: &[S]) -> Result<(), String> {
    let status =
        Command::new(program).args(arguments).current_dir(folder).status().map_err(|e| format!("{program} could not be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
}

/// Runs a program and returns what it wrote to standard output; an error with its standard error unless it succeeds.
pub fn output<S: AsRef<OsStr>>(folder: &Path, program: &str, arguments: &[S]) -> Result<String, String> {
    let done =
        Command::new(program).args(arguments).current_dir(folder).output().map_err(|e| format!("{program} could not be started: {e}"))?;
    if !done.status.success() {
        return Err(format!("{program} ended with {}: {}", done.status, String::from_utf8_lossy(&done.stderr).trim()));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("{program} wrote something that is not UTF-8"))
}

/// The target folder that Cargo uses.
pub fn target(root: &Path) -> Result<std::path::PathBuf, String> {
    let json = output(root, &cargo(), &["metadata", "--no-deps", "--format-version", "1", "--offline"])?;
    let value: serde_json::Value = serde_json::from_str(&json).map_err(|e| format!("cargo metadata: {e}"))?;
    value["target_directory"].as_str().map(Into::into).ok_or_else(|| "cargo metadata names no target folder".into())
}
