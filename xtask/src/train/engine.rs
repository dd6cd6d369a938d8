//! Training that needs the engine's own features: its examples are run, since nothing here may depend on the engine.

use crate::run;
use std::path::Path;

/// Reports in mixed case whose words are counted for `casing`; `roles` is only scored.
const REPORTS: [&str; 7] =
    ["gunviolence/reports", "clusters/reports", "attribution/train", "ecbplus/train", "places/lgl", "places/geowebnews", "times/timebank"];

/// Makes one learned file again.
pub fn train(root: &Path, what: &str) -> Result<(), String> {
    let data = |name: &str| format!("../shared/data/{name}.jsonl.gz");
    let model = || std::env::var("STEMMA_MODEL").map_err(|_| "set STEMMA_MODEL to the language model's folder".to_owned());
    let (example, arguments) = match what {
        "casing" => {
            let fixed = ["lexicon/casing.tsv".to_owned(), "--held".to_owned(), data("roles/events")];
            ("train_casing", fixed.into_iter().chain(REPORTS.iter().map(|r| data(r))).collect::<Vec<_>>())
        }
        "roles" => ("train_roles", vec![model()?, data("roles/events"), "lexicon/role-weights.tsv".to_owned()]),
        _ => return Err(format!("the engine has no example that trains {what:?}")),
    };
    let mut all: Vec<String> =
        ["run", "--release", "-q", "-p", "stemma-engine", "--example", example, "--"].iter().map(|s| (*s).to_owned()).collect();
    all.extend(arguments);
    run::shown(root, &run::cargo(), &all)
}
