//! What the scoreboard measures: `xtask/scoreboard.toml`.

use serde::Deserialize;
use std::path::Path;

/// The plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// In the order of the board.
    pub run: Vec<Run>,
}

/// One scorer on one set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What is measured.
    pub task: String,
    /// On what.
    pub set: String,
    /// `dev`, `fitted` or `unseen`.
    #[serde(rename = "use")]
    pub using: String,
    /// Verbs whose output the scorer reads.
    pub outputs: Vec<String>,
    /// What the program is given, under the data folder.
    pub reports: Vec<String>,
    /// A script to run first.
    #[serde(default)]
    pub prepare: Vec<String>,
    /// A script whose standard output becomes `{converted}`.
    #[serde(default)]
    pub convert: Vec<String>,
    /// The scorer and its arguments.
    pub score: Vec<String>,
    /// What the peer's figures are of, where the scorer does not say.
    pub peer: Option<String>,
    /// What to read from the scorer's JSON.
    pub figures: Vec<Figure>,
    /// Why there is nothing to run yet.
    pub missing: Option<String>,
}

/// A figure: its name, where it stands (JSON pointer), and that of a peer, or the peer's value.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// Without a peer.
    Alone(String, String),
    /// The peer's figure is in the same JSON.
    Beside(String, String, String),
    /// The peer's figure is known.
    Known(String, String, f64),
}

impl Plan {
    /// Reads the plan.
    pub fn read(path: &Path) -> Result<Plan, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
    }
}

impl Run {
    /// A name for a folder.
    pub fn slug(&self) -> String {
        format!("{} {}", self.task, self.set).replace(|c: char| !c.is_alphanumeric(), "-")
    }
}

impl Figure {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Figure::Alone(name, _) | Figure::Beside(name, _, _) | Figure::Known(name, _, _) => name,
        }
    }

    /// Its value and the peer's in a scorer's JSON.
    pub fn read(&self, json: &serde_json::Value) -> (Option<f64>, Option<f64>) {
        let at = |pointer: &str| json.pointer(pointer).and_then(serde_json::Value::as_f64);
        match self {
            Figure::Alone(_, own) => (at(own), None),
            Figure::Beside(_, own, peer) => (at(own), at(peer)),
            Figure::Known(_, own, peer) => (at(own), Some(*peer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_is_well_formed() {
        let plan = Plan::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scoreboard.toml"))).unwrap();
        for run in &plan.run {
            assert!(["dev", "fitted", "unseen"].contains(&run.using.as_str()), "{}", run.set);
            assert_eq!(run.missing.is_none(), !run.score.is_empty() && !run.figures.is_empty(), "{}", run.set);
        }
    }

    #[test]
    fn figures_are_read_with_their_peers() {
        let json = serde_json::json!({"system": {"f": 0.5}, "baseline": {"f": 0.25}});
        assert_eq!(Figure::Beside("F".into(), "/system/f".into(), "/baseline/f".into()).read(&json), (Some(0.5), Some(0.25)));
        assert_eq!(Figure::Known("F".into(), "/none".into(), 0.1).read(&json), (None, Some(0.1)));
    }
}
