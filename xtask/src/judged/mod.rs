//! Claims against what readers found in the same places without seeing them (`cargo xtask judged`): how many are right in
//! type, actor, target, figure, source and modality, and whether their confidence says so.

mod gold;
mod right;

pub use gold::{Gold, hash};
pub use right::{Right, right};

use crate::train::corpus;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::claims::{analysis::Analysis, confidence};
use stemma_model::{Claim, Field, Report};
use stemma_nlp::Pipeline;

/// Where the reports of a set are, under the data folder.
pub const SETS: [(&str, &str); 6] = [
    ("attribution", "attribution/train.jsonl.gz"),
    ("clusters", "clusters/reports.jsonl.gz"),
    ("ecbplus", "ecbplus/train.jsonl.gz"),
    ("gunviolence", "gunviolence/reports.jsonl.gz"),
    ("muc4", "muc4/dev.jsonl.gz"),
    ("places", "places/lgl.jsonl.gz"),
];

/// Bands of confidence in the reliability table.
const BANDS: usize = 10;

/// A place that was annotated, with the claim that the engine finds there now.
pub struct Judged {
    /// What a reader found there.
    pub gold: Gold,
    /// The claim; none when the engine finds none of the trigger any more.
    pub claim: Option<Claim>,
    /// The features that its confidence is made of, each as group and value.
    pub features: Vec<(&'static str, String)>,
}

impl Judged {
    /// What holds of the claim.
    pub fn right(&self) -> Option<Right> {
        self.claim.as_ref().map(|c| right(&self.gold, c))
    }
}

/// The rows whose mistakes we look at, and that the confidence is fitted on.
pub const READ: &str = "xtask/judged.tsv";

/// The rows that only figures are read of, never a row.
pub const UNSEEN: &str = "xtask/judged-unseen.tsv";

/// Prints the figures of both files.
pub fn run(root: &Path) -> Result<(), String> {
    for (file, use_) in [(READ, "read"), (UNSEEN, "unseen")] {
        println!("{use_}: {}", table(&all(root, file)?));
    }
    Ok(())
}

/// For the scoreboard: the use of each file, and how many of its claims are right, of how many.
pub fn held(root: &Path) -> Result<Vec<(&'static str, usize, usize)>, String> {
    let share = |(file, use_)| -> Result<(&'static str, usize, usize), String> {
        let all = all(root, file)?;
        let rights: Vec<bool> = events(&all).map(|(_, r)| r.is_right()).collect();
        Ok((use_, rights.iter().filter(|r| **r).count(), rights.len()))
    };
    [(READ, "dev"), (UNSEEN, "unseen")].into_iter().map(share).collect()
}

/// The claims of events with what holds of them.
fn events(all: &[Judged]) -> impl Iterator<Item = (&Judged, Right)> {
    all.iter().filter(|j| j.gold.trigger.is_some()).filter_map(|j| Some((j, j.right()?)))
}

/// The rows of a file with the engine's claims of today.
pub fn all(root: &Path, file: &str) -> Result<Vec<Judged>, String> {
    let gold = gold::read(&root.join(file))?;
    let (engine, model) = (Engine::default(), corpus::model()?);
    let mut out = Vec::new();
    for (set, file) in SETS {
        let own: Vec<&Gold> = gold.iter().filter(|g| g.set == set).collect();
        let rows = reports(root, file, own.iter().map(|g| g.report))?;
        let mut claims: BTreeMap<(u64, bool, u64), Vec<Rated>> = BTreeMap::new();
        for rated in corpus::each(&rows, &|report| rated(report, &engine, &model))?.into_iter().flatten() {
            let c = &rated.0;
            claims.entry((hash(&c.report), c.evidence.field == Field::Title, hash(&c.evidence.text))).or_default().push(rated);
        }
        for g in own {
            let here = claims.get(&(g.report, g.title, g.sentence)).map_or(&[][..], Vec::as_slice);
            let (claim, features) = of(g, here).cloned().unzip();
            out.push(Judged { gold: g.clone(), claim, features: features.unwrap_or_default() });
        }
    }
    Ok(out)
}

/// The reports of a set whose ids have these hashes.
pub fn reports(root: &Path, file: &str, wanted: impl Iterator<Item = u64>) -> Result<Vec<Value>, String> {
    let wanted: HashSet<u64> = wanted.collect();
    let mut rows = corpus::rows(&root.join("../shared/data").join(file))?;
    rows.retain(|row| wanted.contains(&hash(row["id"].as_str().unwrap_or_default())));
    Ok(rows)
}

/// A claim with its features.
type Rated = (Claim, Vec<(&'static str, String)>);

/// The claims of a report. It is analysed twice, since the engine keeps no analysis.
fn rated(report: Report, engine: &Engine, model: &Pipeline) -> Vec<Rated> {
    let analyse = |texts: &[&str]| model.analyse_batch(texts);
    let analysis = Analysis::new(report.clone(), &analyse);
    let claims = engine.claims(report, &analyse).claims;
    let mut out = Vec::new();
    for (field, doc) in [(Field::Title, analysis.title.as_ref()), (Field::Text, Some(&analysis.text))] {
        let own: Vec<Claim> = claims.iter().filter(|c| c.evidence.field == field).cloned().collect();
        let beside = confidence::beside(&own);
        for (claim, beside) in own.into_iter().zip(beside) {
            let mut features = Vec::new();
            if let Some(doc) = doc {
                confidence::features(&claim, doc, &engine.lexicon, beside, &mut |group, value| features.push((group, value.to_owned())));
            }
            out.push((claim, features));
        }
    }
    out
}

/// Of a sentence's claims the one with the trigger that was annotated: of the same type if there is one, and the whole
/// before its part.
fn of<'a>(gold: &Gold, here: &'a [Rated]) -> Option<&'a Rated> {
    let there = |(c, _): &&Rated| match (&gold.trigger, &c.trigger) {
        (None, _) => c.kind == "statement",
        (Some(at), Some(t)) if c.kind != "statement" => {
            let base = c.evidence.start as i64;
            t.start as i64 - base < at.end && at.start < t.end as i64 - base
        }
        _ => false,
    };
    let part = |c: &Claim| c.figure.as_ref().is_some_and(|f| f.subset_of.is_some());
    here.iter().filter(there).min_by_key(|(c, _)| (c.kind != gold.kind, part(c)))
}

/// The figures as people read them.
fn table(all: &[Judged]) -> String {
    let mut out = String::new();
    let events: Vec<(&Judged, Right)> = events(all).collect();
    let lost = all.iter().filter(|j| j.gold.trigger.is_some() && j.claim.is_none() && j.gold.event != gold::Event::No).count();
    let _ = writeln!(out, "{} claims; of {lost} that were events no claim is left", events.len());
    for (k, name) in right::FIELDS.iter().enumerate() {
        let told: Vec<bool> = events.iter().filter_map(|(_, r)| r.fields[k]).collect();
        let _ = writeln!(out, "  {name:<10} {:.3} of {}", share(told.iter().filter(|b| **b).count(), told.len()), told.len());
    }
    let whole = events.iter().filter(|(_, r)| r.is_right()).count();
    let _ = writeln!(out, "  {:<10} {:.3} of {}", "all six", share(whole, events.len()), events.len());
    let rated: Vec<(f64, bool)> = events.iter().filter_map(|(j, r)| Some((j.claim.as_ref()?.confidence, r.is_right()))).collect();
    out + &reliability(&rated)
}

/// Confidence against the share that is right, by bands of equal number, with the expected calibration error (Naeini et
/// al. 2015) over them and the Brier score.
pub fn reliability(rated: &[(f64, bool)]) -> String {
    let mut sorted = rated.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut out, mut error) = (String::from("  confidence  right  claims\n"), 0.0);
    for band in sorted.chunks(sorted.len().div_ceil(BANDS).max(1)) {
        let mean = band.iter().map(|(c, _)| c).sum::<f64>() / band.len() as f64;
        let held = share(band.iter().filter(|(_, r)| *r).count(), band.len());
        error += (mean - held).abs() * band.len() as f64 / sorted.len() as f64;
        let _ = writeln!(out, "  {mean:<10.2}  {held:.2}   {}", band.len());
    }
    let brier = sorted.iter().map(|(c, r)| (c - f64::from(u8::from(*r))).powi(2)).sum::<f64>() / sorted.len().max(1) as f64;
    let _ = writeln!(out, "  expected calibration error {error:.3}, Brier score {brier:.3}");
    out
}

fn share(some: usize, of: usize) -> f64 {
    some as f64 / of.max(1) as f64
}
