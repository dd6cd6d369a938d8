//! Stories as reports keep coming (`cargo xtask growth`): how much the order of arrival matters, and what a report costs
//! while the pool grows.

mod made;
mod order;
mod scale;

use crate::train::{corpus, places};
use std::collections::HashMap;
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::stories::index::WINDOW;
use stemma_engine::stories::pool::Pool;
use stemma_engine::stories::sketch::Sketch;

/// The sets with groups of reports, and the field that names the group.
const SETS: [(&str, &str); 3] =
    [("gunviolence/reports.jsonl.gz", "incident"), ("clusters/reports.jsonl.gz", "event"), ("ecbplus/dev.jsonl.gz", "subtopic")];

/// Reports of a set with their groups.
struct Grouped {
    set: &'static str,
    sketches: Vec<Sketch>,
    /// By id of the report.
    groups: HashMap<String, String>,
}

/// Prints how stories depend on the order in which reports come.
pub fn order(root: &Path) -> Result<(), String> {
    load(root)?.iter().for_each(order::print);
    Ok(())
}

/// Prints what a report costs in pools of up to so many made reports.
pub fn scale(root: &Path, most: &str) -> Result<(), String> {
    let most = most.parse().map_err(|_| format!("{most}: give a number of reports"))?;
    let sets = load(root)?;
    let kinds = made::kinds(sets.iter().filter(|s| s.set != "ecbplus/dev.jsonl.gz"));
    scale::curve(&kinds, most, WINDOW);
    if most >= 100_000 {
        [7, 30, 90, 400, 40_000].into_iter().for_each(|window| scale::curve(&kinds, 100_000, window));
    }
    Ok(())
}

fn load(root: &Path) -> Result<Vec<Grouped>, String> {
    let (engine, model) = (Engine { gazetteer: places::gazetteer()?, ..Engine::default() }, corpus::model()?);
    let read = |(set, key): (&'static str, &str)| -> Result<Grouped, String> {
        let rows = corpus::rows(&root.join("../shared/data").join(set))?;
        let sketches = corpus::each(&rows, &|report| Sketch::new(&engine.claims(report, &|texts| model.analyse_batch(texts))))?;
        let groups = rows.iter().filter_map(|r| Some((r["id"].as_str()?.to_owned(), r[key].to_string()))).collect();
        Ok(Grouped { set, sketches, groups })
    };
    SETS.into_iter().map(read).collect()
}

/// The story of each report of a pool, by the report's id.
fn stories(pool: &Pool) -> HashMap<String, String> {
    let of = |(shelf, _): (&stemma_engine::stories::pool::Shelf, Vec<&str>)| {
        let id = shelf.id.clone();
        shelf.members.iter().map(move |&at| (pool.sketches[at as usize].report.clone(), id.clone())).collect::<Vec<_>>()
    };
    pool.stories().flat_map(of).collect()
}

/// Of two groupings, by the pairs that are together.
struct Agreement {
    /// The share of the second's pairs that are together in the first.
    precision: f64,
    /// The share of the first's pairs that are together in the second.
    recall: f64,
    /// Both as one figure (F1).
    f1: f64,
}

fn agreement(a: &HashMap<String, String>, b: &HashMap<String, String>) -> Agreement {
    let pairs = |sizes: HashMap<(&str, &str), u64>| sizes.into_values().map(|n| n * (n - 1) / 2).sum::<u64>();
    let mut counts = [HashMap::new(), HashMap::new(), HashMap::new()];
    for (report, x) in a {
        let Some(y) = b.get(report) else { continue };
        *counts[0].entry((x.as_str(), y.as_str())).or_default() += 1;
        *counts[1].entry((x.as_str(), "")).or_default() += 1;
        *counts[2].entry((y.as_str(), "")).or_default() += 1;
    }
    let [both, x, y] = counts.map(pairs);
    let share = |of: f64| both as f64 / of.max(1.0);
    Agreement { precision: share(y as f64), recall: share(x as f64), f1: share((x + y) as f64 / 2.0) }
}

/// A number out of a state, which it moves on (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
