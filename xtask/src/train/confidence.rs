//! `lexicon/confidence.toml`: how likely a claim is right, by what it and its parse look like.

use super::logistic::{self, Example};
use crate::judged::{self, Judged};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Penalty on squared weights; 1, 3, 10 and 30 were tried by cross-validation.
const RIDGE: f64 = 3.0;
const FOLDS: u64 = 5;
const ROUNDS: usize = 50;
/// A feature that fewer claims have is left out.
const SEEN: usize = 5;

/// Fits, scores by cross-validation over reports, writes the file.
pub fn train(root: &Path) -> Result<(), String> {
    let all = judged::all(root, judged::READ)?;
    let claims: Vec<&Judged> = all.iter().filter(|j| j.claim.is_some()).collect();
    let names = names(&claims);
    let examples: Vec<Example> = claims.iter().map(|j| example(j, &names)).collect();
    let prior: Vec<(f64, f64)> = std::iter::once((0.0, 0.0)).chain(names.keys().map(|_| (0.0, RIDGE))).collect();
    let fold = |j: &Judged| j.gold.report % FOLDS;
    let mut rated = Vec::new();
    for f in 0..FOLDS {
        let others: Vec<&Example> = claims.iter().zip(&examples).filter(|(j, _)| fold(j) != f).map(|(_, e)| e).collect();
        let weights = logistic::fit(&others, &prior, ROUNDS);
        rated.extend(
            claims.iter().zip(&examples).filter(|(j, _)| fold(j) == f).map(|(_, e)| (logistic::probability(&weights, &e.features), e.yes)),
        );
    }
    let reliability = judged::reliability(&rated);
    print!("{reliability}");
    let weights = logistic::fit(&examples.iter().collect::<Vec<_>>(), &prior, ROUNDS);
    let right = examples.iter().filter(|e| e.yes).count();
    let mut out = String::from(
        "# How likely a claim is right in type, actor, target, figure, source and modality: log odds, a sum over the features\n\
         # that crates/engine/src/claims/confidence.rs names. Made by `cargo xtask train confidence`; do not edit by hand.\n",
    );
    let _ = writeln!(
        out,
        "# Trained on {} claims of six sets (xtask/judged.tsv), of which {right} are right; they were drawn at random, one a\n\
         # report, and annotated by readers (one a claim) who did not see the program's answer. Logistic regression, ridge {RIDGE}.\n\
         # By {FOLDS}-fold cross-validation over reports:",
        examples.len()
    );
    reliability.lines().for_each(|l| {
        let _ = writeln!(out, "# {l}");
    });
    let _ = writeln!(out, "\nbias = {:.3}", weights[0]);
    let mut group = "";
    for ((name, value), weight) in names.keys().zip(&weights[1..]) {
        if *name != group {
            group = name;
            let _ = writeln!(out, "\n[weights.\"{group}\"]");
        }
        let _ = writeln!(out, "{value:?} = {weight:.3}");
    }
    let path = root.join("lexicon/confidence.toml");
    std::fs::write(&path, out).map_err(|e| format!("{}: {e}", path.display()))
}

/// The features that enough claims have, in order.
fn names(claims: &[&Judged]) -> BTreeMap<(&'static str, String), usize> {
    let mut seen: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    claims.iter().flat_map(|j| &j.features).for_each(|f| *seen.entry(f.clone()).or_default() += 1);
    seen.into_iter().filter(|(_, n)| *n >= SEEN).enumerate().map(|(i, (name, _))| (name, i + 1)).collect()
}

fn example(judged: &Judged, names: &BTreeMap<(&'static str, String), usize>) -> Example {
    let mut features = vec![0.0; names.len() + 1];
    features[0] = 1.0;
    for at in judged.features.iter().filter_map(|f| names.get(f)) {
        features[*at] = 1.0;
    }
    Example { features, yes: judged.right().is_some_and(|r| r.is_right()), weight: 1.0 }
}
