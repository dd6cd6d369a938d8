//! `cargo xtask fusing`: killed and injured of the reconciled record, beside what its reports give one at a time, on the
//! incidents of `gunviolence` with two or more reports.
//!
//! Every way reads the same claims with the same weights, none of which were fitted on the incident: on the incidents that
//! `train harm` leaves out the weights of `lexicon/`, on the others those of a cross-validation. A figure that is null
//! counts as nought, as in `score/harm.py`.

mod ways;

use crate::train::harm::{FOLDS, Study, UNSEEN, set};
use serde_json::{Value, json};
use std::path::Path;
use stemma_engine::Engine;
use ways::{NAMES, Numbers, answers};

/// One incident: its number in the set, gold, what each way gives.
struct Scored {
    at: usize,
    gold: Numbers,
    given: [Numbers; NAMES.len()],
}

/// Scores all ways; with `cross` also on the incidents that the weights were fitted on, by cross-validation. With `rows` each
/// incident is a line of JSON, for looking at what is wrong.
pub fn run(root: &Path, cross: bool, rows: bool) -> Result<(), String> {
    let mut engine = Engine::default();
    let several = |g: &Value| g["multi"].as_bool() == Some(true);
    // The weights are fitted on all incidents.
    let all = set(root, &engine, &|n, g| cross || n < UNSEEN && several(g))?;
    let several: Vec<usize> = (0..all.gold.len()).filter(|&n| several(&all.gold[n])).collect();
    let score = |engine: &Engine, on: &dyn Fn(usize) -> bool| -> Vec<Scored> {
        let one = |at: usize| Scored { at, gold: gold(&all.gold[at]), given: answers(engine, &all.reports[at]) };
        several.iter().copied().filter(|&n| on(n)).map(one).collect()
    };
    let unseen = score(&engine, &|n| n < UNSEEN);
    let mut seen = Vec::new();
    if cross {
        let study = Study::new(&all, &engine);
        for fold in 0..FOLDS {
            let weights = study.fit(&|n| n >= UNSEEN && (n - UNSEEN) % FOLDS != fold);
            engine.victims = study.weights(&weights);
            seen.extend(score(&engine, &|n| n >= UNSEEN && (n - UNSEEN) % FOLDS == fold));
        }
    }
    print("left out when weights are fitted", &unseen);
    if cross {
        print(&format!("{FOLDS}-fold cross-validation on the others"), &seen);
        print("both", &unseen.iter().chain(&seen).collect::<Vec<_>>());
    }
    for s in unseen.iter().chain(&seen).filter(|_| rows) {
        let given: serde_json::Map<String, Value> =
            NAMES.iter().zip(&s.given).map(|(n, g)| ((*n).to_owned(), json!([g.killed, g.injured]))).collect();
        println!("{}", json!({"incident": all.gold[s.at]["incident"], "gold": [s.gold.killed, s.gold.injured], "given": given}));
    }
    Ok(())
}

fn gold(row: &Value) -> Numbers {
    let number = |k: &str| row[k].as_i64().unwrap_or_default();
    Numbers { killed: number("killed"), injured: number("injured") }
}

fn print<S: std::borrow::Borrow<Scored>>(name: &str, list: &[S]) {
    println!("{name}: {} incidents with two or more reports", list.len());
    println!("  {:<24} {:>8} {:>8} {:>8}", "exact", "killed", "injured", "both");
    for (way, name) in NAMES.iter().enumerate() {
        let share = |f: &dyn Fn(&Numbers, &Numbers) -> bool| {
            let held = list.iter().filter(|s| f(&s.borrow().gold, &s.borrow().given[way])).count();
            held as f64 / list.len().max(1) as f64
        };
        let (killed, injured, both) = (share(&|a, b| a.killed == b.killed), share(&|a, b| a.injured == b.injured), share(&|a, b| a == b));
        println!("  {name:<24} {killed:>8.3} {injured:>8.3} {both:>8.3}");
    }
}
