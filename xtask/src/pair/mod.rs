//! The first two real reports and their twin: what the record must show of both (`cargo xtask pair`).
//!
//! The reports are not part of the repository; they are read from the shared folder beside it, and the twin is written
//! under Cargo's target folder.

mod expect;
mod joined;
mod twin;

use crate::run;
use expect::{Expect, Output};
pub use joined::Joined;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `xtask/koi-tash.toml`.
#[derive(Debug, Deserialize)]
pub struct Spec {
    reports: Vec<String>,
    published: String,
    words: Vec<(String, String)>,
    #[serde(default)]
    swap: Vec<Vec<usize>>,
    expect: Vec<Expect>,
}

/// Prints what holds and what does not, for the pair and for its twin. Fails only when nothing could be run: how much
/// holds is a figure, kept in the scoreboard.
pub fn run(root: &Path) -> Result<(), String> {
    for (name, held, of, missed) in outcomes(root, &Spec::read(root)?)? {
        println!("{name}: {held} of {of} hold");
        missed.iter().for_each(|m| println!("  not: {m}"));
    }
    Ok(())
}

/// Prints how many of the pairs of claims that a reader holds to belong together one finding holds, and how many pairs of
/// the record's findings are wrong; with `errors` also which.
pub fn joined(root: &Path, errors: bool) -> Result<(), String> {
    let joined = measured(root)?;
    let (mut found, mut told, mut of) = (0, 0, 0);
    for (relation, in_finding, in_event, all) in &joined.found {
        println!("{relation}: {in_finding} of {all} in one finding, {in_event} in one event");
        (found, told, of) = (found + in_finding, told + in_event, of + all);
    }
    println!("all: {found} of {of} in one finding, {told} in one event");
    println!("made: {} pairs of claims, {} wrong", joined.made, joined.wrong);
    if errors {
        joined.errors.iter().for_each(|e| println!("  {e}"));
    }
    Ok(())
}

/// What `cargo xtask pairs` prints.
pub fn measured(root: &Path) -> Result<Joined, String> {
    let spec = Spec::read(root)?;
    let reports: Vec<PathBuf> = spec.reports.iter().map(|r| root.join(r)).collect();
    let output = Output::of(&run::target(root)?.join("release/stemma"), &reports, Some(&spec.published))?;
    joined::measure(root, &reports, &output)
}

/// For the pair and the twin: how many expectations hold, of how many.
pub fn held(root: &Path) -> Result<Vec<(&'static str, usize, usize)>, String> {
    Ok(outcomes(root, &Spec::read(root)?)?.into_iter().map(|(name, held, of, _)| (name, held, of)).collect())
}

impl Spec {
    fn read(root: &Path) -> Result<Spec, String> {
        let path = root.join("xtask/koi-tash.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
    }
}

/// The name of a pair, how many expectations hold, of how many, and those that do not.
type Outcome = (&'static str, usize, usize, Vec<String>);

/// For the pair and the twin: what holds.
fn outcomes(root: &Path, spec: &Spec) -> Result<Vec<Outcome>, String> {
    let binary = run::target(root)?.join("release/stemma");
    let own: Vec<PathBuf> = spec.reports.iter().map(|r| root.join(r)).collect();
    let folder = run::target(root)?.join("twin");
    let made = twin::write(&own, &folder, &spec.words, &spec.swap)?;
    let mut out = Vec::new();
    for (name, paths, is_twin) in [("pair", own, false), ("twin", made, true)] {
        let plain = Output::of(&binary, &paths, None)?;
        let dated = Output::of(&binary, &paths, Some(&spec.published))?;
        let mut missed = Vec::new();
        for e in &spec.expect {
            let wanted = if is_twin { e.twin(&|s| twin::replace(s, &spec.words)) } else { e.clone() };
            let output = if wanted.needs_date() { &dated } else { &plain };
            if let Err(why) = wanted.holds(output) {
                missed.push(format!("{} ({why})", wanted.what));
            }
        }
        out.push((name, spec.expect.len() - missed.len(), spec.expect.len(), missed));
    }
    Ok(out)
}

/// Runs the program and parses the JSON of its standard output.
fn stemma(binary: &Path, arguments: &[&str], paths: &[PathBuf]) -> Result<String, String> {
    let done = Command::new(binary)
        .args(arguments)
        .args(paths)
        .output()
        .map_err(|e| format!("{}: {e}; build it with `cargo build --release`", binary.display()))?;
    if !done.status.success() {
        return Err(format!("stemma {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)));
    }
    String::from_utf8(done.stdout).map_err(|e| e.to_string())
}
