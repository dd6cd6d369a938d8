//! The crates see each other only in the direction that ARCHITECTURE.md states.

use super::Tree;
use crate::run;
use serde_json::Value;

/// What each crate may depend on, of our own. `read` and `engine` never see each other; nobody depends on the program.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("stemma-model", &[]),
    ("stemma-nlp", &["stemma-model"]),
    ("stemma-read", &["stemma-model"]),
    ("stemma-engine", &["stemma-model", "stemma-nlp"]),
    ("stemma-store", &["stemma-model"]),
    ("stemma", &["stemma-model", "stemma-nlp", "stemma-read", "stemma-engine", "stemma-store"]),
    ("xtask", &["stemma-model", "stemma-nlp", "stemma-read", "stemma-engine"]),
];

/// Every edge between our crates, of any kind, is an allowed one.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let json = run::output(tree.root(), &run::cargo(), &["metadata", "--no-deps", "--format-version", "1", "--offline"])?;
    let metadata: Value = serde_json::from_str(&json).map_err(|e| format!("cargo metadata: {e}"))?;
    Ok(faults(&metadata))
}

fn faults(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours: Vec<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ALLOWED.iter().find(|(n, _)| *n == name) else {
            faults.push(format!("{name} is not a crate that ARCHITECTURE.md and this check know"));
            continue;
        };
        for dependency in package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let on = dependency["name"].as_str().unwrap_or_default();
            if ours.contains(&on) && !allowed.contains(&on) {
                faults.push(format!("{name} must not depend on {on}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(name: &str, on: &str) -> Value {
        serde_json::json!({"packages": [
            {"name": name, "dependencies": [{"name": on}, {"name": "serde"}]},
            {"name": on, "dependencies": []},
        ]})
    }

    #[test]
    fn an_allowed_edge_passes_and_a_wrong_one_is_named() {
        assert!(faults(&metadata("stemma-engine", "stemma-nlp")).is_empty());
        assert_eq!(faults(&metadata("stemma-read", "stemma-engine")), ["stemma-read must not depend on stemma-engine"]);
        assert_eq!(faults(&metadata("stemma-nlp", "stemma-model")), [""; 0]);
    }

    #[test]
    fn an_unknown_crate_is_named() {
        assert_eq!(faults(&metadata("stemma-common", "stemma-model")).len(), 1);
    }
}
