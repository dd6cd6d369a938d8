//! `xtask/descents.tsv`: pairs of real reports that readers labelled. It holds hashes and labels and no words of the
//! reports.

use super::minhash;
use crate::judged::{SETS, hash};
use crate::train::corpus;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use stemma_engine::lineage::{self, furniture::Furniture};
use stemma_model::{Basis, Report, ReportClaims};

/// What readers say of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// One text.
    Same,
    /// One has passages of the other.
    Partial,
    /// Only quotations or a statement in common.
    Quote,
    /// Written apart, with or without furniture in common.
    Apart,
}

impl Relation {
    fn of(word: &str) -> Option<Relation> {
        Some(match word {
            "same-copy" => Relation::Same,
            "partial" => Relation::Partial,
            "quote-only" => Relation::Quote,
            "independent" | "boilerplate-only" => Relation::Apart,
            _ => return None,
        })
    }

    fn is_copy(self) -> bool {
        matches!(self, Relation::Same | Relation::Partial)
    }
}

/// A row of the file.
#[derive(Debug)]
struct Gold {
    id: String,
    scored: bool,
    set: String,
    /// Hashes of the ids of both reports.
    reports: [u64; 2],
    relation: Relation,
    /// Which of them is the source; none where nothing shows it.
    source: Option<usize>,
}

/// A pair as it was found.
pub struct Outcome {
    gold: Gold,
    /// Whether there is a copy.
    found: bool,
    /// Which is said to be the source.
    source: Option<usize>,
    /// MinHash's similarity.
    alike: f64,
    /// What was found, in words.
    told: String,
}

/// Pairs found, wrong, missed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }

    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    fn add(&mut self, found: bool, truth: bool) {
        match (found, truth) {
            (true, true) => self.right += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            _ => {}
        }
    }
}

/// Every labelled pair, each traced as a story of two; furniture is told from the whole of the sets.
pub fn outcomes(root: &Path) -> Result<Vec<Outcome>, String> {
    let gold = read(&root.join("xtask/descents.tsv"))?;
    let mut reports: HashMap<u64, ReportClaims> = HashMap::new();
    let mut stories: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (set, key) in [("gunviolence", "incident"), ("clusters", "event")] {
        let Some((_, file)) = SETS.iter().find(|s| s.0 == set) else { continue };
        let rows = corpus::rows(&root.join("../shared/data").join(file))?;
        let read = corpus::each(&rows, &|report: Report| ReportClaims { report, ..ReportClaims::default() })?;
        for (row, report) in rows.iter().zip(read) {
            let name = hash(&report.report.id);
            stories.entry(format!("{set} {}", row.get(key).unwrap_or(&Value::Null))).or_default().push(name);
            reports.insert(name, report);
        }
    }
    let furniture = Furniture::of(stories.values().map(|s| s.iter().filter_map(|r| reports.get(r)).collect()));
    let mut out = Vec::new();
    for gold in gold {
        let pair: Option<Vec<&ReportClaims>> = gold.reports.iter().map(|r| reports.get(r)).collect();
        let Some(pair) = pair else { return Err(format!("xtask/descents.tsv: {} of {} is not there", gold.id, gold.set)) };
        let lineage = lineage::trace(&pair, &furniture).descents;
        let copy = lineage.iter().find(|d| d.basis == Basis::Copy);
        let source = copy.filter(|d| d.directed).and_then(|d| pair.iter().position(|r| r.report.id == d.from));
        let texts: Vec<String> = pair.iter().map(|r| r.report.text.clone()).collect();
        let alike = minhash::pairs(&texts).first().map_or(0.0, |p| p.2);
        let told = lineage.iter().map(|d| format!("{:?} {:?} from {}", d.basis, d.share, d.from)).collect::<Vec<_>>().join("; ");
        out.push(Outcome { gold, found: copy.is_some(), source, alike, told });
    }
    Ok(out)
}

/// MinHash's threshold that is best over all labelled pairs.
fn best(outcomes: &[Outcome]) -> f64 {
    let f1 = |least: f64| {
        let mut count = Count::default();
        outcomes.iter().for_each(|o| count.add(o.alike >= least, o.gold.relation.is_copy()));
        count.f1()
    };
    (1..=60).map(|i| f64::from(i) / 100.0).max_by(|a, b| f1(*a).total_cmp(&f1(*b))).unwrap_or(0.0)
}

/// F1 of Stemma and of MinHash on the half that is only scored (true) or that may be read (false).
pub fn f1(outcomes: &[Outcome], scored: bool) -> (f64, f64) {
    let least = best(outcomes);
    let (mut own, mut peer) = (Count::default(), Count::default());
    for o in outcomes.iter().filter(|o| o.gold.scored == scored) {
        own.add(o.found, o.gold.relation.is_copy());
        peer.add(o.alike >= least, o.gold.relation.is_copy());
    }
    (own.f1(), peer.f1())
}

/// The figures, and with `errors` the pairs of the half that may be read where Stemma is wrong.
pub fn table(outcomes: &[Outcome], errors: bool) -> String {
    let least = best(outcomes);
    let mut out = format!("labelled pairs; MinHash: best threshold {least:.2}\n");
    let _ = writeln!(
        out,
        "  {:<18} {:>5} {:>6}   {:>5} {:>5} {:>5}  {:>9}   {:>5} {:>5} {:>5}",
        "", "pairs", "copies", "P", "R", "F1", "direction", "P", "R", "F1"
    );
    let mut line = |name: &str, holds: &dyn Fn(&Outcome) -> bool| {
        let (mut own, mut peer, mut direction) = (Count::default(), Count::default(), (0, 0, 0));
        for o in outcomes.iter().filter(|o| holds(o)) {
            own.add(o.found, o.gold.relation.is_copy());
            peer.add(o.alike >= least, o.gold.relation.is_copy());
            if o.found && o.gold.relation.is_copy() {
                direction.2 += usize::from(o.gold.source.is_some());
                match (o.source, o.gold.source) {
                    (Some(a), Some(b)) if a == b => direction.0 += 1,
                    (Some(_), _) => direction.1 += 1,
                    _ => {}
                }
            }
        }
        let n = outcomes.iter().filter(|o| holds(o)).count();
        let direction = format!("{}-{}/{}", direction.0, direction.1, direction.2);
        let _ = writeln!(
            out,
            "  {name:<18} {n:>5} {:>6}   {:.3} {:.3} {:.3}  {direction:>9}   {:.3} {:.3} {:.3}",
            own.right + own.missed,
            own.precision(),
            own.recall(),
            own.f1(),
            peer.precision(),
            peer.recall(),
            peer.f1()
        );
    };
    line("only scored", &|o| o.gold.scored);
    line("may be read", &|o| !o.gold.scored);
    line("all", &|_| true);
    line("gunviolence", &|o| o.gold.set == "gunviolence");
    for (name, relation) in
        [("same-copy", Relation::Same), ("partial", Relation::Partial), ("quote-only", Relation::Quote), ("apart", Relation::Apart)]
    {
        line(name, &|o| o.gold.relation == relation);
    }
    for o in outcomes.iter().filter(|o| errors && !o.gold.scored) {
        let wrong = o.found != o.gold.relation.is_copy();
        if wrong || o.found && o.source.is_some() && o.source != o.gold.source {
            let _ = writeln!(out, "{} {} is {:?} {:?}; found {}", o.gold.set, o.gold.id, o.gold.relation, o.gold.source, o.told);
        }
    }
    out
}

fn read(path: &Path) -> Result<Vec<Gold>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    // A pair that the readers differ on and nobody settled is left out.
    let settled = |l: &str| l.split('\t').nth(5) != Some("-");
    let rows = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty() && settled(l));
    rows.map(|(i, line)| row(line).ok_or_else(|| format!("{}:{}: not a row of this file", path.display(), i + 1))).collect()
}

fn row(line: &str) -> Option<Gold> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, half, set, a, b, relation, source, ..] = fields[..] else { return None };
    let hex = |s: &str| u64::from_str_radix(s, 16).ok();
    Some(Gold {
        id: id.to_owned(),
        scored: half == "scored",
        set: set.to_owned(),
        reports: [hex(a)?, hex(b)?],
        relation: Relation::of(relation)?,
        source: ["a", "b"].iter().position(|s| *s == source),
    })
}
