//! Fits `lexicon/align-trees.txt`: which two claims of a story tell of one happening.
//!
//! Gold: what readers listed as one slot in 24 groups of reports (`slots`), where two claims of one slot are a pair to join, and
//! the event chains of ECB+ train, where a claim whose trigger overlaps an annotated mention is that mention. Measured by
//! cross-validation over the groups: of the slots that two reports tell, how many stand in one happening with claims of two
//! of their reports; of the happenings that two reports tell of any slot, how many tell of one slot and nothing else.

use super::boost::{self, Settings, Table};
use super::corpus;
use super::slots::{self, Group, Marks};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::reconcile::align::pair::{COUNT, NAMES};
use stemma_engine::reconcile::align::weights::Weights;
use stemma_engine::reconcile::align::{self, LINK, pair};
use stemma_engine::reconcile::{entities, in_order, items};
use stemma_engine::stories::ties::Ties;
use stemma_model::{Field, ReportClaims};

/// As first tried on the groups, with another implementation of boosting; there 200 trees of 8 leaves did no better.
const SETTINGS: Settings = Settings { rounds: 120, rate: 0.06, leaves: 15, least: 40, least_curve: 1.0, columns: 1.0, ridge: 5.0 };
/// What all pairs of ECB+ weigh beside all pairs of the groups: 0, .1 and .25 differ by .01 on the groups.
const CHAINS: f64 = 0.25;
/// What a pair weighs of which a reader listed one claim, and of which none: who lists a slot may pass over a telling of it.
const ONE_LISTED: f64 = 0.5;
const NONE_LISTED: f64 = 0.3;
const FOLDS: usize = 4;

/// A pair of claims with what readers say of it.
struct Example {
    row: [f32; COUNT],
    yes: bool,
    weight: f64,
}

/// A group as the engine sees it.
struct Story<'a> {
    claims: Vec<ReportClaims>,
    group: &'a Group,
}

/// Reads the sets, measures, fits on all of them, writes the trees.
pub fn train(root: &Path) -> Result<(), String> {
    let engine = Engine::default();
    let model = corpus::model()?;
    let groups = slots::read(root)?;
    let mut stories = Vec::new();
    for group in &groups {
        stories.push(Story { claims: corpus::claims(&group.rows, &engine, &model)?, group });
    }
    let rows = corpus::rows(&root.join("../shared/data/ecbplus/train.jsonl.gz"))?;
    let claims = corpus::claims(&rows, &engine, &model)?;
    // A report of the groups is not learned from twice.
    let grouped: BTreeSet<&str> = groups.iter().flat_map(|g| &g.rows).filter_map(|r| r["id"].as_str()).collect();
    let mut chains = chains(&rows, &claims, &grouped, &engine);
    let listed: Vec<Vec<Example>> = stories.iter().map(|s| listed(s, &engine)).collect();
    let weight = |all: &[Example]| all.iter().map(|e| e.weight).sum::<f64>();
    let share = CHAINS * listed.iter().map(|l| weight(l)).sum::<f64>() / weight(&chains).max(1.0);
    chains.iter_mut().for_each(|e| e.weight *= share);
    println!("{} groups, {} pairs; {} pairs of chains", groups.len(), listed.iter().map(Vec::len).sum::<usize>(), chains.len());
    let mut figures = Vec::new();
    let mut fitted = Vec::new();
    for fold in 0..FOLDS {
        let seen = listed.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).flat_map(|(_, l)| l);
        fitted.push(read(&fit(&seen.chain(&chains).collect::<Vec<_>>()))?);
    }
    for link in [-0.5, 0.0, LINK, 1.0] {
        let mut sums = [0usize; 4];
        for (i, story) in stories.iter().enumerate() {
            let own = measure(story, &engine, &fitted[i % FOLDS], link);
            sums.iter_mut().zip(own).for_each(|(a, b)| *a += b);
        }
        let [right, wanted, whole, found] = sums;
        let line = format!(
            "slots found {:.3} ({right} of {wanted}), happenings of one slot {:.3} ({whole} of {found}) with link {link}",
            right as f64 / wanted.max(1) as f64,
            whole as f64 / found.max(1) as f64
        );
        println!("{line}");
        if link == LINK {
            figures.push(line);
        }
    }
    let trees = fit(&listed.iter().flatten().chain(&chains).collect::<Vec<_>>());
    let card = format!(
        "# Made by `cargo xtask train align`; do not edit. Log odds that two claims of a story tell of one happening: boosted trees\n\
         # over the numbers that crates/engine/src/reconcile/align/pair.rs names. Fitted on {} groups of reports in which readers\n\
         # listed the slots (xtask/slots.jsonl, {} pairs) and on the event chains of ECB+ train ({} pairs; annotation CC BY 3.0), no\n\
         # words kept. By {FOLDS}-fold cross-validation over the groups: {}.\n",
        groups.len(),
        listed.iter().map(Vec::len).sum::<usize>(),
        chains.len(),
        figures.join("; ")
    );
    let path = root.join("lexicon/align-trees.txt");
    std::fs::write(&path, card + &trees).map_err(|e| format!("{}: {e}", path.display()))
}

fn read(text: &str) -> Result<Weights, String> {
    Weights::read(text).ok_or_else(|| "the trees that were fitted cannot be read".to_owned())
}

fn fit(examples: &[&Example]) -> String {
    let columns = (0..COUNT).map(|f| examples.iter().map(|e| e.row[f]).collect()).collect();
    let table = Table { columns, rows: examples.len() };
    let yes: Vec<bool> = examples.iter().map(|e| e.yes).collect();
    let plain = boost::logistic(&yes);
    let loss =
        |scores: &[f64]| plain(scores).into_iter().zip(examples).map(|((g, h), e)| (g * e.weight, h * e.weight)).collect::<boost::Slopes>();
    boost::write(&boost::fit(&table, SETTINGS, &loss), &NAMES.map(str::to_owned))
}

/// The items of a group's reports, what its readers say of them, and the pairs that the engine would compare.
fn with_pairs<R>(
    story: &Story<'_>,
    engine: &Engine,
    then: impl FnOnce(&[items::Item<'_>], &Marks, &[(usize, usize)], &[[f32; COUNT]], pair::Context<'_>) -> R,
) -> R {
    let reports = in_order(&story.claims.iter().collect::<Vec<_>>());
    let joined = entities::join(&reports, &Ties::default());
    let (items, vocabulary) = items::items(&reports, &joined, &engine.lexicon);
    let place = |item: &items::Item<'_>| story.claims.iter().position(|c| c.report.id == item.claim.report).unwrap_or(usize::MAX);
    let marks = story.group.marks(&items, &place);
    let pairs = align::candidates(&items, engine.rules());
    let context = pair::Context { vocabulary: &vocabulary, rules: engine.rules() };
    let rows = pair::rows(&items, &pairs, context);
    then(&items, &marks, &pairs, &rows, context)
}

/// The pairs of a group that can be learned from. Large groups have many pairs, so each weighs by its root.
fn listed(story: &Story<'_>, engine: &Engine) -> Vec<Example> {
    with_pairs(story, engine, |items, marks, pairs, rows, _| {
        let mut out = Vec::new();
        for (&(i, j), row) in pairs.iter().zip(rows) {
            let (a, b) = (&marks.slots[i], &marks.slots[j]);
            let yes = !a.is_disjoint(b);
            let same_figure = !marks.figures[i].is_disjoint(&marks.figures[j]);
            let same_report = items[i].report == items[j].report;
            if align::fixed(&items[i], &items[j], engine.rules()).is_some() || !yes && same_figure {
                continue;
            }
            let weight = match (a.is_empty(), b.is_empty()) {
                (false, false) => 1.0,
                // Readers list what two reports tell: of two claims of one report that are in no slot nothing is known.
                (true, true) if same_report => continue,
                (true, true) => NONE_LISTED,
                _ => ONE_LISTED,
            };
            out.push(Example { row: *row, yes, weight });
        }
        let root = out.iter().map(|e| e.weight).sum::<f64>().sqrt().max(1.0);
        // 20 leaves the weights near 1, for which the least curve of a leaf is meant.
        out.iter_mut().for_each(|e| e.weight *= 20.0 / root);
        out
    })
}

/// Slots found and wanted, happenings of one slot and all that tell of any: with the trees and threshold given.
fn measure(story: &Story<'_>, engine: &Engine, weights: &Weights, link: f64) -> [usize; 4] {
    with_pairs(story, engine, |items, marks, pairs, rows, context| {
        let scores = align::scores(items, pairs, rows, weights, link, context);
        let mut sums = [0, marks.wanted.len(), 0, 0];
        let mut found = BTreeSet::new();
        for group in align::join(items.len(), &scores) {
            let told: Vec<usize> = group.items.iter().copied().filter(|&i| items[i].claim.evidence.field == Field::Text).collect();
            let mut by: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            told.iter().for_each(|&i| marks.sentences[i].iter().for_each(|&s| _ = by.entry(s).or_default().insert(items[i].report)));
            let reports: BTreeSet<usize> = told.iter().map(|&i| items[i].report).collect();
            found.extend(by.iter().filter(|(_, r)| r.len() > 1).map(|(s, _)| *s));
            if reports.len() > 1 && !by.is_empty() {
                sums[3] += 1;
                sums[2] += usize::from(by.keys().any(|s| told.iter().all(|&i| marks.sentences[i].contains(s))));
            }
        }
        sums[0] = marks.wanted.iter().filter(|s| found.contains(s)).count();
        sums
    })
}

/// The pairs of annotated mentions of ECB+ train, by subtopic: one story each.
fn chains(rows: &[Value], claims: &[ReportClaims], grouped: &BTreeSet<&str>, engine: &Engine) -> Vec<Example> {
    let mut stories: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate().filter(|(_, r)| !r["id"].as_str().is_some_and(|id| grouped.contains(id))) {
        stories.entry(row["subtopic"].as_str().unwrap_or_default()).or_default().push(i);
    }
    stories.values().flat_map(|members| chained(members, rows, claims, engine)).collect()
}

/// The pairs of annotated mentions of some reports taken for one story.
fn chained(members: &[usize], rows: &[Value], claims: &[ReportClaims], engine: &Engine) -> Vec<Example> {
    let reports: Vec<&ReportClaims> = members.iter().map(|&i| &claims[i]).collect();
    let joined = entities::join(&reports, &Ties::default());
    let (items, vocabulary) = items::items(&reports, &joined, &engine.lexicon);
    let mut chain: BTreeMap<usize, &str> = BTreeMap::new();
    for (k, &row) in members.iter().enumerate() {
        for mention in rows[row]["mentions"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let at = |field: &str| mention[field].as_u64().unwrap_or(0) as usize;
            // The first claim that the mention's words trigger, of those that have no mention yet.
            let found = items.iter().enumerate().find(|(i, item)| {
                item.report == k
                    && !chain.contains_key(i)
                    && item.claim.evidence.field == Field::Text
                    && item.claim.trigger.as_ref().is_some_and(|t| t.start < at("end") && at("start") < t.end)
            });
            if let (Some((i, _)), Some(id)) = (found, mention["chain"].as_str()) {
                chain.insert(i, id);
            }
        }
    }
    let pairs = align::candidates(&items, engine.rules());
    let rows = pair::rows(&items, &pairs, pair::Context { vocabulary: &vocabulary, rules: engine.rules() });
    let example =
        |(&(i, j), row): (&(usize, usize), &[f32; COUNT])| Some(Example { row: *row, yes: chain.get(&i)? == chain.get(&j)?, weight: 1.0 });
    pairs.iter().zip(&rows).filter_map(example).collect()
}
