//! Everything that must hold before a change lands, the quick steps first.

use crate::{check, run};
use std::path::Path;
use std::time::Instant;

/// Pinned, so that the same commit passes next year; installed into the target folder on first use.
const DENY_VERSION: &str = "0.20.2";

/// Runs every step; stops at the first that fails.
pub fn run(root: &Path) -> Result<(), String> {
    let cargo = run::cargo();
    let begun = Instant::now();
    let step = |name: &str, done: &dyn Fn() -> Result<(), String>| -> Result<(), String> {
        let from = Instant::now();
        println!("== {name}");
        done().map_err(|e| format!("ci: {name}: {e}"))?;
        println!("== {name}: done in {} s", from.elapsed().as_secs());
        Ok(())
    };
    step("repository checks", &|| check::run(root))?;
    step("format", &|| run::shown(root, &cargo, &["fmt", "--all", "--check"]))?;
    step("clippy", &|| run::shown(root, &cargo, &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    step("licences, bans, sources", &|| deny(root, &cargo))?;
    step("doc tests", &|| run::shown(root, &cargo, &["test", "--workspace", "--doc", "--locked"]))?;
    step("language model, for the tests", &|| run::shown(root, &cargo, &["run", "--locked", "-q", "--", "model", "install"]))?;
    if run::output(root, "Rscript", &["--version"]).is_err() {
        println!("== R is not on this machine: that it reads the exports back is not tested (Python is asked all the same)");
    }
    step("tests", &|| run::shown(root, &cargo, &["test", "--workspace", "--all-targets", "--locked"]))?;
    println!("ci: all steps passed in {} s", begun.elapsed().as_secs());
    Ok(())
}

/// `cargo deny`, built from its sources when the target folder does not have it yet.
fn deny(root: &Path, cargo: &str) -> Result<(), String> {
    let tools = run::target(root)?.join("tools");
    let program = tools.join("bin/cargo-deny");
    let wanted = format!("cargo-deny {DENY_VERSION}");
    let there = run::output(root, &program.to_string_lossy(), &["--version"]).is_ok_and(|v| v.trim() == wanted);
    if !there {
        println!("installing {wanted} (a few minutes, once)");
        let folder = tools.to_string_lossy().into_owned();
        run::shown(root, cargo, &["install", "cargo-deny", "--version", DENY_VERSION, "--locked", "--quiet", "--root", &folder])?;
    }
    run::shown(root, &program.to_string_lossy(), &["--all-features", "check", "licenses", "bans", "sources"])
}
