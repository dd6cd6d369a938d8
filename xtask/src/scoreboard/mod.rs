//! The scoreboard: every scorer on its set with the release binary, beside the figures that were committed before.
//!
//! `cargo xtask scoreboard --date YYYY-MM-DD [--only WORD]` builds the program, makes outputs under `target/scoreboard`,
//! and writes `scoreboard.json` and `scoreboard.md`. The date is given, so that the same commit gives the same files.

mod board;
mod plan;

use crate::run;
use board::{Board, Row};
use plan::{Plan, Run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Runs what the plan names and writes the board; with `only`, runs whose task or set has that word, and keeps the
/// committed rows of the others.
pub fn run(root: &Path, date: &str, only: Option<&str>) -> Result<(), String> {
    let plan = Plan::read(&root.join("xtask/scoreboard.toml"))?;
    let shared = root.join("../shared");
    if !shared.is_dir() {
        return Err(format!("{} is not there: the scoreboard needs its data and scorers", shared.display()));
    }
    run::shown(root, &run::cargo(), &["build", "--release", "--locked", "--package", "stemma"])?;
    let target = run::target(root)?;
    let places = Places { stemma: target.join("release/stemma"), shared, out: target.join("scoreboard") };
    let commit = run::output(root, "git", &["describe", "--always", "--dirty"])?.trim().to_owned();
    let before = Board::committed(root);
    let mut made = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for run in &plan.run {
        let wanted = only.is_none_or(|w| run.task.contains(w) || run.set.contains(w));
        if !wanted {
            rows.extend(before.rows_of(&run.task, &run.set));
            continue;
        }
        println!("== {}: {}", run.task, run.set);
        let scored = match &run.missing {
            Some(why) => Err(why.clone()),
            None => places.score(run, &mut made),
        };
        rows.extend(board::rows(run, scored, &before, date, &commit));
    }
    rows.extend(pair(root, only, &before, date, &commit));
    rows.extend(judged(root, only, &before, date, &commit));
    rows.extend(descents(root, only, &before, date, &commit));
    Board { rows }.write(root)
}

/// The two rows of `cargo xtask pair`.
fn pair(root: &Path, only: Option<&str>, before: &Board, date: &str, commit: &str) -> Vec<Row> {
    let task = "the first two real reports";
    if only.is_some_and(|w| !task.contains(w)) {
        return ["pair", "twin"].iter().flat_map(|s| before.rows_of(task, s)).collect();
    }
    println!("== {task}");
    let row = |set: &str, value: Option<f64>, note: Option<String>| Row {
        task: task.into(),
        set: set.into(),
        using: "dev".into(),
        figure: "expectations that hold".into(),
        before: before.value(task, set, "expectations that hold"),
        now: value,
        peer: None,
        note,
        date: date.into(),
        commit: commit.into(),
    };
    match crate::pair::held(root) {
        Ok(held) => held.into_iter().map(|(s, n, of)| row(s, Some(n as f64 / of.max(1) as f64), Some(format!("{n} of {of}")))).collect(),
        Err(why) => vec![row("pair", None, Some(why.clone())), row("twin", None, Some(why))],
    }
}

/// The two rows of `cargo xtask judged`.
fn judged(root: &Path, only: Option<&str>, before: &Board, date: &str, commit: &str) -> Vec<Row> {
    let (task, figure) = ("claims against readers", "right in type, actor, target, figure, source, modality");
    let set = |using: &str| format!("six sets, {using}");
    if only.is_some_and(|w| !task.contains(w)) {
        return ["dev", "unseen"].iter().flat_map(|u| before.rows_of(task, &set(u))).collect();
    }
    println!("== {task}");
    let row = |using: &str, now: Option<f64>, note: String| Row {
        task: task.into(),
        set: set(using),
        using: using.into(),
        figure: figure.into(),
        before: before.value(task, &set(using), figure),
        now,
        peer: None,
        note: Some(note),
        date: date.into(),
        commit: commit.into(),
    };
    match crate::judged::held(root) {
        Ok(held) => held.into_iter().map(|(using, n, of)| row(using, Some(n as f64 / of.max(1) as f64), format!("{n} of {of}"))).collect(),
        Err(why) => ["dev", "unseen"].iter().map(|using| row(using, None, why.clone())).collect(),
    }
}

/// The rows of `cargo xtask descents`, each beside MinHash.
fn descents(root: &Path, only: Option<&str>, before: &Board, date: &str, commit: &str) -> Vec<Row> {
    let task = "which report descends from which";
    let known = crate::descents::FIGURES;
    if only.is_some_and(|w| !task.contains(w)) {
        let mut sets: Vec<&str> = known.iter().map(|f| f.0).collect();
        sets.dedup();
        return sets.iter().flat_map(|s| before.rows_of(task, s)).collect();
    }
    println!("== {task}");
    let row = |(set, using, figure): (&str, &str, &str), now: Option<(f64, f64)>, note: &str| Row {
        task: task.into(),
        set: set.into(),
        using: using.into(),
        figure: figure.into(),
        before: before.value(task, set, figure),
        now: now.map(|n| n.0),
        peer: now.map(|n| n.1),
        note: Some(note.to_owned()),
        date: date.into(),
        commit: commit.into(),
    };
    match crate::descents::held(root) {
        Ok(held) => known.iter().zip(held).map(|(f, h)| row(*f, Some(h), "peer: MinHash with its best threshold")).collect(),
        Err(why) => known.iter().map(|f| row(*f, None, &why)).collect(),
    }
}

/// Where things are.
struct Places {
    stemma: PathBuf,
    shared: PathBuf,
    out: PathBuf,
}

impl Places {
    /// The scorer's JSON for a run. Outputs that an earlier run made are used again.
    fn score(&self, run: &Run, made: &mut BTreeMap<String, PathBuf>) -> Result<Value, String> {
        std::fs::create_dir_all(&self.out).map_err(|e| format!("{}: {e}", self.out.display()))?;
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        let text = |p: &Path| p.to_string_lossy().into_owned();
        names.insert("data", text(&self.shared.join("data")));
        names.insert("stemma", text(&self.stemma));
        let own = self.out.join(run.slug());
        std::fs::create_dir_all(&own).map_err(|e| format!("{}: {e}", own.display()))?;
        names.insert("out", text(&own));
        for verb in &run.outputs {
            let file = self.make(verb, run, made)?;
            names.insert(verb, text(&file));
        }
        if !run.prepare.is_empty() {
            self.scorer(&run.prepare, &names, &[])?;
        }
        if !run.convert.is_empty() {
            let file = own.join("converted.jsonl");
            let converted = self.scorer(&run.convert, &names, &[])?;
            std::fs::write(&file, converted).map_err(|e| format!("{}: {e}", file.display()))?;
            names.insert("converted", text(&file));
        }
        let json = self.scorer(&run.score, &names, &["--json"])?;
        serde_json::from_str(&json).map_err(|e| format!("{} gave no JSON: {e}", run.score[0]))
    }

    /// The program's output for a verb and the run's reports.
    fn make(&self, verb: &str, run: &Run, made: &mut BTreeMap<String, PathBuf>) -> Result<PathBuf, String> {
        let key = format!("{verb} {}", run.reports.join(" "));
        if let Some(file) = made.get(&key) {
            return Ok(file.clone());
        }
        let file = self.out.join(format!("{}.out", key.replace(|c: char| !c.is_alphanumeric(), "-")));
        let into = std::fs::File::create(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let reports = run.reports.iter().map(|r| self.shared.join("data").join(r));
        let done = std::process::Command::new(&self.stemma)
            .arg(verb)
            .args(reports)
            .args(["--format", if verb == "record" { "json" } else { "jsonl" }])
            .stdout(into)
            .stderr(std::process::Stdio::piped())
            .output()
            .map_err(|e| format!("the program could not be started: {e}"))?;
        // 1 says that some inputs were skipped; the rest counts.
        if !matches!(done.status.code(), Some(0 | 1)) {
            let error = String::from_utf8_lossy(&done.stderr);
            return Err(format!("stemma {verb}: {}", error.lines().next().unwrap_or("failed").trim()));
        }
        made.insert(key, file.clone());
        Ok(file)
    }

    /// Runs a scorer with names filled in and returns what it prints.
    fn scorer(&self, command: &[String], names: &BTreeMap<&str, String>, more: &[&str]) -> Result<String, String> {
        let filled = command.iter().map(|word| names.iter().fold(word.clone(), |w, (n, v)| w.replace(&format!("{{{n}}}"), v)));
        let mut words: Vec<String> = filled.chain(more.iter().map(|m| (*m).to_owned())).collect();
        words[0] = self.shared.join("score").join(&words[0]).to_string_lossy().into_owned();
        run::output(&self.out, "python3", &words).map_err(|e| e.lines().last().unwrap_or_default().to_owned())
    }
}
