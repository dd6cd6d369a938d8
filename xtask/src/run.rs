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

/// The Python of a virtual environment in a folder that has some packages, each with its version; made on first use with the
/// machine's own Python and pip, which may know of a mirror.
pub fn python(root: &Path, folder: &Path, packages: &[&str]) -> Result<String, String> {
    let venv = folder.join("venv");
    let python = venv.join("bin/python").display().to_string();
    let pinned = venv.join(packages.join(","));
    if !pinned.exists() {
        let needs = |e: String| {
            format!("{} could not be installed: {e}\n  it takes python3 with venv, and PyPI or a mirror that pip knows", packages.join(" "))
        };
        shown(root, "python3", &["-m", "venv", &venv.display().to_string()]).map_err(needs)?;
        shown(root, &python, &["-m", "pip", "install", "--quiet", "--upgrade", "pip"]).map_err(needs)?;
        let install = ["-m", "pip", "install", "--quiet"].iter().chain(packages).copied().collect::<Vec<_>>();
        shown(root, &python, &install).map_err(needs)?;
        std::fs::File::create(&pinned).map_err(|e| format!("{}: {e}", pinned.display()))?;
    }
    Ok(python)
}

/// The target folder that Cargo uses.
pub fn target(root: &Path) -> Result<std::path::PathBuf, String> {
    let json = output(root, &cargo(), &["metadata", "--no-deps", "--format-version", "1", "--offline"])?;
    let value: serde_json::Value = serde_json::from_str(&json).map_err(|e| format!("cargo metadata: {e}"))?;
    value["target_directory"].as_str().map(Into::into).ok_or_else(|| "cargo metadata names no target folder".into())
}
