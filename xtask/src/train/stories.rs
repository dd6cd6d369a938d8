//! `lexicon/story-trees.txt`: how likely two reports tell one story.
//!
//! Gold: reports grouped by incident (shootings), by event (news of the world) and by subtopic (ECB+, whose topics hold
//! two stories each that read alike). Boosted trees over the figures of two reports, each set weighing the same. Measured
//! on whole groupings by five-fold cross-validation over towns, events and topics, and with each set left out.

use super::boost::{self, Settings, Table};
use super::{corpus, places};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::stories::decide::Decider;
use stemma_engine::stories::figures::{COUNT, FIGURES, compare};
use stemma_engine::stories::index::{Index, WINDOW};
use stemma_engine::stories::link::{JOIN, LINK, Link, join};
use stemma_engine::stories::rarity::Rarity;
use stemma_engine::stories::sketch::Sketch;

/// The sets: name, files, the field of the gold group, that of the fold, and where it comes from.
const SETS: [(&str, &[&str], &str, &str, &str); 3] = [
    (
        "gunviolence",
        &["gunviolence/reports.jsonl.gz"],
        "incident",
        "incident",
        "cltl/LongTailQATask, no licence file; its sister corpus CC BY 4.0",
    ),
    ("clusters", &["clusters/reports.jsonl.gz"], "event", "event", "fhamborg/Giveme5W1H, Apache-2.0 for the repository"),
    ("ECB+", &["ecbplus/train.jsonl.gz", "ecbplus/dev.jsonl.gz"], "subtopic", "topic", "annotation CC BY 3.0"),
];
const FOLDS: usize = 5;
/// Of 8, 15 and 31 leaves, and of rates of .05 and .1 with as many trees as they need, none was clearly better by
/// cross-validation: the smallest.
const SETTINGS: Settings = Settings { rounds: 200, rate: 0.1, leaves: 8, least: 60, least_curve: 3.0, columns: 0.5, ridge: 5.0 };
/// A pool of fewer reports is learned from with all its pairs, not only with those that the index names.
const SMALL: usize = 1000;
/// One of so many pairs of two stories that share little is learned from, and counts for all.
const THIN: u64 = 8;
/// Reports are handed over in small numbers too, where no word is known to be common here: one of so many reports is put
/// into a small pool with those nearest to it, up to so many, and pairs of such pools count so much.
const SEEDS: [usize; 2] = [8, 2];
const FEW: usize = 14;
const LIGHT: f64 = 0.5;
/// What a set's pairs of one story weigh together.
const SHARE: f64 = 2000.0;
/// Likelihoods that are tried as the least of a link and of a join.
const LEAST: [f32; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

/// A set of reports in one pool.
struct Pool {
    set: usize,
    gold: Vec<String>,
    fold: Vec<usize>,
    sketches: Vec<Sketch>,
    /// The pairs that the index names.
    near: Vec<(u32, u32)>,
    learned: Vec<Pair>,
}

/// A pair to learn from.
struct Pair {
    a: u32,
    b: u32,
    figures: [f32; COUNT],
    yes: bool,
    weight: f64,
}

/// Reads the sets, measures, fits on all, writes the trees.
pub fn train(root: &Path) -> Result<(), String> {
    let model = corpus::model()?;
    let engine = Engine { gazetteer: places::gazetteer()?, ..Engine::default() };
    let data = root.join("../shared/data");
    let towns = towns(&data)?;
    let mut pools = Vec::new();
    for (set, (_, files, group, fold, _)) in SETS.iter().enumerate() {
        for file in *files {
            let rows = corpus::rows(&data.join(file))?;
            let sketches = corpus::each(&rows, &|report| Sketch::new(&engine.claims(report, &|texts| model.analyse_batch(texts))))?;
            let text = |row: &Value, field: &str| row[field].as_str().map_or_else(|| row[field].to_string(), str::to_owned);
            let gold: HashMap<String, String> = rows.iter().map(|r| (text(r, "id"), text(r, group))).collect();
            let by: HashMap<String, String> = rows.iter().map(|r| (text(r, "id"), text(r, fold))).collect();
            let fold = |id: &str| {
                let key = by.get(id).map(|key| towns.get(key).unwrap_or(key).as_str()).unwrap_or_default();
                usize::from(Sha256::digest(key.as_bytes())[0]) % FOLDS
            };
            pools.push(Pool::new(set, sketches, &gold, fold));
        }
    }
    let mut card =
        String::from("# Made by `cargo xtask train stories`; do not edit. How likely two reports tell one story: boosted trees over\n");
    card.push_str("# the figures of crates/engine/src/stories/figures.rs. Numbers only, no words of the texts.\n");
    for (set, (name, _, group, _, licence)) in SETS.iter().enumerate() {
        let of = || pools.iter().filter(|p| p.set == set);
        let (pairs, yes) = of().flat_map(|p| &p.learned).fold((0, 0), |(n, y), p| (n + 1, y + usize::from(p.yes)));
        let reports: usize = of().map(|p| p.gold.len()).sum();
        let _ = writeln!(card, "# {name} ({licence}): {reports} reports, {pairs} pairs, {yes} of one {group}.");
    }
    let _ = writeln!(card, "# {SETTINGS:?}");
    print!("{card}");
    let folds: Vec<Decider> = (0..FOLDS).map(|f| fit(&pools, |p, pair| p.folds(pair).iter().all(|&x| x != f)).0).collect();
    measure(&mut card, "by cross-validation", &pools, &|p: &Pool, a, b| &folds[p.folds(&(a, b))[0]]);
    for (set, (name, ..)) in SETS.iter().enumerate() {
        let (decider, _) = fit(&pools, |p, _| p.set != set);
        let held: Vec<&Pool> = pools.iter().filter(|p| p.set == set).collect();
        held.iter().for_each(|p| measure(&mut card, &format!("{name} left out"), std::slice::from_ref(*p), &|_, _, _| &decider));
    }
    let (_, trees) = fit(&pools, |_, _| true);
    let path = root.join("lexicon/story-trees.txt");
    std::fs::write(&path, card + &trees).map_err(|e| format!("{}: {e}", path.display()))
}

/// The town of each incident: two shootings in one town are in one fold.
fn towns(data: &Path) -> Result<HashMap<String, String>, String> {
    let rows = corpus::rows(&data.join("gunviolence/incidents.jsonl"))?;
    Ok(rows
        .iter()
        .map(|r| (r["incident"].as_str().map_or_else(|| r["incident"].to_string(), str::to_owned), format!("{} {}", r["state"], r["city"])))
        .collect())
}

impl Pool {
    fn new(set: usize, mut sketches: Vec<Sketch>, gold: &HashMap<String, String>, fold: impl Fn(&str) -> usize) -> Pool {
        let mut rarity = Rarity::default();
        sketches.sort_by(|a, b| a.order().cmp(&b.order()));
        sketches.iter().for_each(|s| rarity.count(s));
        sketches.iter_mut().for_each(|s| s.weigh(&rarity));
        let mut index = Index::default();
        let mut near = Vec::new();
        for (at, sketch) in sketches.iter().enumerate() {
            near.extend(index.near(sketch, &rarity, WINDOW).into_iter().map(|other| (other, at as u32)));
            index.add(at as u32, sketch, &rarity, 2);
        }
        let gold = sketches.iter().map(|s| gold.get(&s.report).cloned().unwrap_or_default()).collect();
        let fold = sketches.iter().map(|s| fold(&s.report)).collect();
        let mut pool = Pool { set, gold, fold, sketches, near, learned: Vec::new() };
        let count = pool.sketches.len() as u32;
        let all: Vec<(u32, u32)> = match pool.sketches.len() < SMALL {
            true => (0..count).flat_map(|b| (0..b).map(move |a| (a, b))).collect(),
            false => pool.near.clone(),
        };
        pool.learned = all.into_iter().filter_map(|(a, b)| pool.pair(a, b)).collect();
        let every = if pool.sketches.len() < SMALL { SEEDS[1] } else { SEEDS[0] };
        let few: Vec<Pair> = (0..count).step_by(every).flat_map(|at| pool.few(at)).collect();
        pool.learned.extend(few);
        pool
    }

    /// The pairs of a small pool: a report and some of those nearest to it, weighed by themselves.
    fn few(&self, at: u32) -> Vec<Pair> {
        let take = 1 + at as usize * 7 % FEW;
        let near = self.near.iter().filter(|(_, b)| *b == at).map(|(a, _)| *a).take(take);
        let members: Vec<u32> = near.chain([at]).collect();
        let mut sketches: Vec<Sketch> = members.iter().map(|&i| self.sketches[i as usize].clone()).collect();
        let mut rarity = Rarity::default();
        sketches.iter().for_each(|s| rarity.count(s));
        sketches.iter_mut().for_each(|s| s.weigh(&rarity));
        let pairs = (0..members.len()).flat_map(|y| (0..y).map(move |x| (x, y)));
        let pair = |(x, y): (usize, usize)| {
            let (a, b) = (members[x], members[y]);
            let yes = self.gold[a as usize] == self.gold[b as usize];
            Pair { a, b, figures: compare(&sketches[x], &sketches[y]), yes, weight: LIGHT }
        };
        pairs.map(pair).collect()
    }

    fn pair(&self, a: u32, b: u32) -> Option<Pair> {
        let (x, y) = (&self.sketches[a as usize], &self.sketches[b as usize]);
        let figures = compare(x, y);
        let yes = self.gold[a as usize] == self.gold[b as usize];
        let figure = |name: &str| FIGURES.iter().position(|f| f.0 == name).map_or(0.0, |i| figures[i]);
        let hard = yes || figure("opening-in-words") > 0.08 || figure("phrases") > 0.05 || figure("title") > 0.15;
        let taken = || u64::from(Sha256::digest(format!("{} {}", x.report, y.report))[0]) % THIN == 0;
        (hard || taken()).then_some(Pair { a, b, figures, yes, weight: if hard { 1.0 } else { THIN as f64 } })
    }

    /// The folds of two reports, the lower first.
    fn folds(&self, pair: &(u32, u32)) -> [usize; 2] {
        let (x, y) = (self.fold[pair.0 as usize], self.fold[pair.1 as usize]);
        [x.min(y), x.max(y)]
    }

    /// The groups of its reports when links and joins need so much.
    fn group(&self, likely: &impl Fn(u32, u32) -> f32, least: (f32, f32)) -> Vec<Vec<u32>> {
        let links = self.near.iter().map(|&(a, b)| Link { likelihood: likely(a, b), a, b });
        let links = links.filter(|l| l.likelihood >= least.0).collect();
        join(&self.sketches, likely, (0..self.sketches.len() as u32).map(|i| vec![i]).collect(), links, least.1)
    }
}

/// Trees fitted on the pairs that `take` takes.
fn fit(pools: &[Pool], take: impl Fn(&Pool, &(u32, u32)) -> bool) -> (Decider, String) {
    let mut rows: Vec<(&Pair, usize)> = Vec::new();
    for pool in pools {
        rows.extend(pool.learned.iter().filter(|p| take(pool, &(p.a, p.b))).map(|p| (p, pool.set)));
    }
    let mut positive = [0.0f64; SETS.len()];
    rows.iter().filter(|(p, _)| p.yes).for_each(|(p, set)| positive[*set] += p.weight);
    let weights: Vec<f64> = rows.iter().map(|(p, set)| p.weight * SHARE / positive[*set].max(1.0)).collect();
    let yes: Vec<bool> = rows.iter().map(|(p, _)| p.yes).collect();
    let table = Table { columns: (0..COUNT).map(|f| rows.iter().map(|(p, _)| p.figures[f]).collect()).collect(), rows: rows.len() };
    let plain = boost::logistic(&yes);
    let loss = |scores: &[f64]| plain(scores).into_iter().zip(&weights).map(|((g, h), w)| (g * w, h * w)).collect();
    let text = boost::write(&boost::fit(&table, SETTINGS, &loss), &FIGURES.map(|f| f.0.to_owned()));
    (Decider::read(&text).unwrap_or_default(), text)
}

/// How well whole groupings agree with gold, by the scorer's figures: on the card with the engine's thresholds.
fn measure<'d>(card: &mut String, how: &str, pools: &[Pool], decider: &dyn Fn(&Pool, u32, u32) -> &'d Decider) {
    for pool in pools {
        let odds =
            |a: u32, b: u32| decider(pool, a.min(b), a.max(b)).odds(&compare(&pool.sketches[a as usize], &pool.sketches[b as usize]));
        let likely = |a: u32, b: u32| 1.0 / (1.0 + (-odds(a, b)).exp());
        let name = format!("{} ({} reports)", SETS[pool.set].0, pool.gold.len());
        for least in LEAST {
            println!("{how}, {name}: {} with {least}", agreement(&pool.gold, &pool.group(&likely, (least, least))));
        }
        let line = format!("# {how}, {name}: {}", agreement(&pool.gold, &pool.group(&likely, (LINK, JOIN))));
        println!("{line}");
        card.push_str(&line);
        card.push('\n');
    }
}

fn agreement(gold: &[String], groups: &[Vec<u32>]) -> String {
    let pairs = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    gold.iter().for_each(|g| *sizes.entry(g).or_default() += 1);
    let (mut both, mut own, mut p, mut r) = (0.0, 0.0, 0.0, 0.0);
    for group in groups {
        let mut cells: BTreeMap<&str, usize> = BTreeMap::new();
        group.iter().for_each(|&i| *cells.entry(&gold[i as usize]).or_default() += 1);
        own += pairs(group.len());
        for (g, n) in cells {
            both += pairs(n);
            p += (n * n) as f64 / group.len() as f64;
            r += (n * n) as f64 / sizes[g] as f64;
        }
    }
    let of_gold: f64 = sizes.values().map(|&n| pairs(n)).sum();
    let f = |p: f64, r: f64| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    let (x, y) = (both / own.max(1.0), both / of_gold.max(1.0));
    let (p, r) = (p / gold.len().max(1) as f64, r / gold.len().max(1) as f64);
    format!("pair P {x:.3} R {y:.3} F1 {:.3}, B-cubed P {p:.3} R {r:.3} F1 {:.3}", f(x, y), f(p, r))
}
