//! `lexicon/harm-weights.toml`: what speaks for a pair of numbers, killed and injured, being those of a story.

use super::choice::{self, Question};
use super::corpus;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::Engine;
use stemma_model::ReportClaims;

/// Incidents that stay unseen: the first in the order by which `score/harm_run.py` takes its sample.
const UNSEEN: usize = 300;
/// Penalty on squared weights; 3, 10 and 30 were tried by cross-validation.
const RIDGE: f64 = 10.0;
const STEPS: usize = 150;
const FOLDS: usize = 5;
/// Weights smaller than this are left out.
const LEAST: f64 = 0.01;

/// One incident: its gold, the answers, the question.
struct Incident {
    gold: (i64, i64),
    multi: bool,
    answers: Vec<(i64, i64)>,
    question: Question,
}

/// Fits, scores by cross-validation and on the unseen incidents, writes the file.
pub fn train(root: &Path) -> Result<(), String> {
    let data = root.join("../shared/data/gunviolence");
    let mut gold = corpus::rows(&data.join("incidents.jsonl"))?;
    let id = |g: &Value| g["incident"].as_str().unwrap_or_default().to_owned();
    gold.sort_by_key(|g| Sha256::digest(id(g).as_bytes()).to_vec());
    let reports = corpus::rows(&data.join("reports.jsonl.gz"))?;
    let engine = Engine::default();
    let claims = corpus::claims(&reports, &engine, &corpus::model()?)?;
    let mut by: HashMap<String, Vec<ReportClaims>> = HashMap::new();
    for (row, claims) in reports.iter().zip(claims) {
        by.entry(id(row)).or_default().push(claims);
    }
    let mut names: HashMap<String, u32> = HashMap::new();
    let mut incidents = Vec::new();
    for g in &gold {
        let own = by.remove(&id(g)).unwrap_or_default();
        incidents.push(incident(g, &own, &engine, &mut names));
    }
    let (unseen, seen) = incidents.split_at(UNSEEN.min(incidents.len()));
    let mut answers: Vec<Option<(i64, i64)>> = vec![None; seen.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Question> = seen.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, i)| &i.question).collect();
        let weights = choice::fit(&others, names.len(), RIDGE, STEPS);
        for (n, i) in seen.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            answers[n] = choice::best(&weights, &i.question).map(|k| i.answers[k]);
        }
    }
    let weights = choice::fit(&seen.iter().map(|i| &i.question).collect::<Vec<_>>(), names.len(), RIDGE, STEPS);
    let all: Vec<_> = seen.iter().zip(answers).collect();
    let several = all.iter().filter(|(i, _)| i.multi).map(|(i, a)| (*i, *a)).collect::<Vec<_>>();
    let fresh: Vec<_> = unseen.iter().map(|i| (i, choice::best(&weights, &i.question).map(|k| i.answers[k]))).collect();
    let mut card = String::from(
        "# Made by `cargo xtask train harm`; do not edit. What speaks for a number of killed (k), of injured (i), or of both\n# together (t): for each signal of reconcile/victims, by how far the answer is from its number, or by the answer itself.\n",
    );
    let _ = writeln!(
        card,
        "# Conditional logistic regression, ridge {RIDGE}, {STEPS} steps. Only numbers and names of features; no text of the reports."
    );
    let _ = writeln!(card, "# Fitted on {} incidents of gunviolence (cltl/LongTailQATask; no licence file there).", seen.len());
    card.push_str("# Signals and word lists were chosen with some hundred of these incidents read; none of those left out was.\n");
    for (name, list) in [
        (format!("{FOLDS}-fold cross-validation"), &all),
        ("the same, incidents with two or more reports".to_owned(), &several),
        (format!("the {UNSEEN} incidents left out"), &fresh),
    ] {
        let line = figures(list);
        println!("{name}: {line}");
        let _ = writeln!(card, "# {name}: {line}");
    }
    let path = root.join("lexicon/harm-weights.toml");
    std::fs::write(&path, card + &rows(&names, &weights)).map_err(|e| format!("{}: {e}", path.display()))
}

fn incident(gold: &Value, reports: &[ReportClaims], engine: &Engine, names: &mut HashMap<String, u32>) -> Incident {
    let number = |k: &str| gold[k].as_i64().unwrap_or_default();
    let mut once: BTreeSet<&str> = BTreeSet::new();
    let reports: Vec<ReportClaims> = reports.iter().filter(|r| once.insert(&r.report.id)).cloned().collect();
    // As the scorer does: of several stories the one with most reports.
    let stories = engine.record(&reports);
    let story = stories.iter().reduce(|a, b| if b.reports.len() > a.reports.len() { b } else { a });
    let ids: Vec<&str> = story.map(|s| s.reports.iter().map(|r| r.id.as_str()).collect()).unwrap_or_default();
    let members: Vec<&ReportClaims> = ids.iter().filter_map(|id| reports.iter().find(|r| r.report.id == *id)).collect();
    let choices = engine.choices(&members);
    let mut options = Vec::new();
    for c in &choices {
        let mut option = Vec::new();
        for (name, value) in &c.features {
            let next = names.len() as u32;
            option.push((*names.entry(name.clone()).or_insert(next), *value));
        }
        options.push(option);
    }
    let gold_pair = (number("killed"), number("injured"));
    let answers: Vec<(i64, i64)> = choices.iter().map(|c| (c.killed, c.injured)).collect();
    let right = answers.iter().position(|a| *a == gold_pair);
    Incident { gold: gold_pair, multi: gold["multi"].as_bool().unwrap_or_default(), answers, question: Question { options, right } }
}

/// Shares of incidents whose numbers are exactly the gold ones.
fn figures(list: &[(&Incident, Option<(i64, i64)>)]) -> String {
    let share = |f: &dyn Fn(&Incident, (i64, i64)) -> bool| {
        let held = list.iter().filter(|(i, a)| f(i, a.unwrap_or_default())).count();
        held as f64 / list.len().max(1) as f64
    };
    format!(
        "{} incidents, killed exact {:.3}, injured {:.3}, both {:.3}",
        list.len(),
        share(&|i, a| i.gold.0 == a.0),
        share(&|i, a| i.gold.1 == a.1),
        share(&|i, a| i.gold == a)
    )
}

/// The weights, a signal a line.
fn rows(names: &HashMap<String, u32>, weights: &[f64]) -> String {
    let mut rows: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for (name, at) in names {
        let weight = weights[*at as usize];
        if let Some((row, value)) = name.rsplit_once('.').filter(|_| weight.abs() >= LEAST) {
            rows.entry(row).or_default().insert(value, weight);
        }
    }
    let mut out = String::new();
    for (row, values) in rows {
        let list: Vec<String> = values.iter().map(|(v, w)| format!("\"{v}\" = {w:.2}")).collect();
        let _ = writeln!(out, "\"{row}\" = {{ {} }}", list.join(", "));
    }
    out
}
