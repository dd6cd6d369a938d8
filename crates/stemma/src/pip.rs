//! Fetching a package with the machine's own pip, so that mirrors and proxies are as pip is set up.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why there is no wheel.
#[derive(Debug)]
pub enum PipError {
    /// No pip runs.
    Missing,
    /// `pip` ran and failed; its last words.
    Failed(String),
    /// The folder could not be read.
    Io(PathBuf, std::io::Error),
}

/// The names that pip goes by, the interpreter's own first: it is there without scripts on the path.
const PIPS: [&[&str]; 4] = [&["python3", "-m", "pip"], &["pip3"], &["pip"], &["python", "-m", "pip"]];

/// Puts the wheel of a package into `folder`, without what it depends on: its files are read, its code is never run.
pub fn download(package: &str, version: &str, folder: &Path) -> Result<PathBuf, PipError> {
    for pip in PIPS {
        let run = Command::new(pip[0])
            .args(&pip[1..])
            .args(["download", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"])
            .args(["--disable-pip-version-check", "--progress-bar", "off", "--dest"])
            .arg(folder)
            .arg(format!("{package}=={version}"))
            .stdin(Stdio::null())
            .output();
        let Ok(out) = run else { continue };
        let said = String::from_utf8_lossy(&out.stderr);
        if out.status.success() {
            let entries = std::fs::read_dir(folder).map_err(|e| PipError::Io(folder.into(), e))?;
            let wheel = entries.flatten().map(|e| e.path()).find(|p| p.extension().is_some_and(|e| e == "whl"));
            return wheel.ok_or_else(|| PipError::Failed("it left no wheel".into()));
        }
        if said.contains("No module named pip") {
            continue;
        }
        let mut last: Vec<&str> = said.lines().filter(|l| !l.trim().is_empty()).rev().take(3).collect();
        last.reverse();
        return Err(PipError::Failed(if last.is_empty() { out.status.to_string() } else { last.join("\n") }));
    }
    Err(PipError::Missing)
}

/// The SHA-256 of a file, in hexadecimal digits.
pub fn hash(path: &Path) -> std::io::Result<String> {
    Ok(Sha256::digest(std::fs::read(path)?).iter().map(|b| format!("{b:02x}")).collect())
}
