//! The board: rows of figures, as JSON for the next run and as a table for people.

use super::plan::Run;
use crate::run;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// All rows, in the order of the plan.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Board {
    /// One a figure.
    pub rows: Vec<Row>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What is measured.
    pub task: String,
    /// On what.
    pub set: String,
    /// `dev`, `fitted` or `unseen`.
    #[serde(rename = "use")]
    pub using: String,
    /// Which figure.
    pub figure: String,
    /// As committed before.
    pub before: Option<f64>,
    /// Now; null where nothing could be measured.
    pub now: Option<f64>,
    /// A peer's.
    pub peer: Option<f64>,
    /// Who the peer is, or why there is no figure.
    pub note: Option<String>,
    /// The day it was measured, as given.
    pub date: String,
    /// The commit it was measured at.
    pub commit: String,
}

impl Board {
    /// The board as it was committed last; empty when there was none.
    pub fn committed(root: &Path) -> Board {
        let json = run::output(root, "git", &["show", "HEAD:scoreboard.json"]).unwrap_or_default();
        serde_json::from_str(&json).unwrap_or_default()
    }

    /// The rows of a run.
    pub fn rows_of(&self, task: &str, set: &str) -> Vec<Row> {
        self.rows.iter().filter(|r| r.task == task && r.set == set).cloned().collect()
    }

    /// A figure.
    pub fn value(&self, task: &str, set: &str, figure: &str) -> Option<f64> {
        self.rows.iter().find(|r| r.task == task && r.set == set && r.figure == figure).and_then(|r| r.now)
    }

    /// Writes `scoreboard.json` and `scoreboard.md`.
    pub fn write(&self, root: &Path) -> Result<(), String> {
        let json = serde_json::to_string_pretty(self).map_err(|e| e.to_string())? + "\n";
        for (file, text) in [("scoreboard.json", json), ("scoreboard.md", self.markdown())] {
            std::fs::write(root.join(file), text).map_err(|e| format!("{file}: {e}"))?;
        }
        print!("{}", self.markdown());
        Ok(())
    }

    fn markdown(&self) -> String {
        let mut out = String::from(
            "# Scoreboard\n\nMade by `cargo xtask scoreboard`; what is run stands in `xtask/scoreboard.toml`. *dev*: we look at its mistakes; \
             *fitted*: weights were fitted on it; *unseen*: only figures are read. An empty field was not measured.\n\n\
             | task | set | use | figure | before | now | peer | note | measured |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        let number = |x: Option<f64>| x.map(|v| format!("{v:.3}")).unwrap_or_default();
        for r in &self.rows {
            let note = r.note.as_deref().unwrap_or_default().replace('|', "/");
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {note} | {} {} |",
                r.task,
                r.set,
                r.using,
                r.figure,
                number(r.before),
                number(r.now),
                number(r.peer),
                r.date,
                r.commit
            );
        }
        out
    }
}

/// The rows of a run that was scored, or of one that could not be: then each says why and has no figure.
pub fn rows(run: &Run, scored: Result<Value, String>, before: &Board, date: &str, commit: &str) -> Vec<Row> {
    let row = |figure: &str, now: Option<f64>, peer: Option<f64>, note: Option<String>| Row {
        task: run.task.clone(),
        set: run.set.clone(),
        using: run.using.clone(),
        figure: figure.to_owned(),
        before: before.value(&run.task, &run.set, figure),
        now,
        peer,
        note,
        date: date.to_owned(),
        commit: commit.to_owned(),
    };
    match scored {
        Ok(json) => run
            .figures
            .iter()
            .map(|f| {
                let (now, peer) = f.read(&json);
                row(f.name(), now, peer, peer.map(|_| format!("peer: {}", run.peer.as_deref().unwrap_or("the scorer's baseline"))))
            })
            .collect(),
        Err(why) if run.figures.is_empty() => vec![row("", None, None, Some(why))],
        Err(why) => run.figures.iter().map(|f| row(f.name(), None, None, Some(why.clone()))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Run {
        toml::from_str("task = 'a'\nset = 'b'\nuse = 'dev'\noutputs = []\nreports = []\nscore = ['x']\nfigures = [['F', '/f', 0.5]]")
            .unwrap()
    }

    #[test]
    fn a_row_has_what_was_before() {
        let first = rows(&plan(), Ok(serde_json::json!({"f": 0.75})), &Board::default(), "2031-01-01", "abc");
        let then = rows(&plan(), Ok(serde_json::json!({"f": 1.0})), &Board { rows: first }, "2031-01-02", "abd");
        assert_eq!((then[0].before, then[0].now, then[0].peer), (Some(0.75), Some(1.0), Some(0.5)));
        assert!(Board { rows: then }.markdown().contains("| a | b | dev | F | 0.750 | 1.000 | 0.500 |"));
    }

    #[test]
    fn what_could_not_be_measured_has_no_figure_and_says_why() {
        let rows = rows(&plan(), Err("no such verb".into()), &Board::default(), "2031-01-01", "abc");
        assert_eq!((rows[0].now, rows[0].note.as_deref()), (None, Some("no such verb")));
    }
}
