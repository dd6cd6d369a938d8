//! Names, pronouns and descriptions against what readers took to be one thing (`cargo xtask chains`): links that are right,
//! wrong merges and missed links, each apart, since a wrong merge puts one man's deeds on another.

mod gold;
mod score;

use crate::judged::{self, SETS, hash};
use crate::train::corpus;
use gold::Gold;
use score::{Count, Cubed, Told};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::claims::{analysis::Analysis, names};

/// How a mention is put.
pub const FORMS: [&str; 3] = ["name", "pronoun", "description"];

/// Prints the figures; with `errors` also what is wrong in the reports that may be read.
pub fn run(root: &Path, errors: bool) -> Result<(), String> {
    let gold = gold::read(&root.join("xtask/chains.tsv"))?;
    let model = corpus::model()?;
    let mut told: Vec<(u64, bool, Told)> = Vec::new();
    for (set, file) in SETS {
        let own: Vec<&Gold> = gold.iter().filter(|g| g.set == set).collect();
        let rows = judged::reports(root, file, own.iter().map(|g| g.report))?;
        let scored = corpus::each(&rows, &|report| {
            let report_hash = hash(&report.id);
            let analysis = Analysis::new(report, &|texts| model.analyse_batch(texts));
            let names = names::resolve(&analysis.text, analysis.title.as_ref());
            let own: Vec<&Gold> = own.iter().copied().filter(|g| g.report == report_hash).collect();
            (report_hash, own.iter().all(|g| g.whole), score::score(&own, &analysis, &names))
        })?;
        told.extend(scored);
    }
    let of = |name: &str, holds: &dyn Fn(u64, bool) -> bool| {
        let part: Vec<&Told> = told.iter().filter(|(r, whole, _)| holds(*r, *whole)).map(|(_, _, t)| t).collect();
        print!("{}", table(name, &part));
    };
    of("all mentions, reports that are only scored", &|r, whole| whole && !may_be_read(r));
    of("all mentions, reports that may be read", &|r, whole| whole && may_be_read(r));
    of("all mentions", &|_, whole| whole);
    of("pronouns of nine more reports, that may be read", &|_, whole| !whole);
    for (report, whole, told) in told.iter().filter(|_| errors) {
        if may_be_read(*report) || !whole {
            println!("== {report:016x}");
            told.errors.iter().for_each(|e| println!("  {e}"));
        }
    }
    Ok(())
}

/// Half of the reports, by the hash of their ids, are never read for what is wrong in them.
fn may_be_read(report: u64) -> bool {
    (report >> 7) & 1 == 0
}

fn table(name: &str, part: &[&Told]) -> String {
    let mut out = format!("{name}: {} reports, {} mentions\n", part.len(), part.iter().map(|t| t.mentions).sum::<usize>());
    let _ = writeln!(out, "  {:<12} {:>6} {:>6} {:>7}  precision  recall", "links", "right", "wrong", "missed");
    for (k, form) in FORMS.iter().enumerate() {
        let c = part.iter().fold(Count::default(), |a, t| a + t.links[k]);
        if c != Count::default() {
            let (p, r) = (share(c.right, c.right + c.wrong), share(c.right, c.right + c.missed));
            let _ = writeln!(out, "  {form:<12} {:>6} {:>6} {:>7}  {p:>9.3}  {r:>6.3}", c.right, c.wrong, c.missed);
        }
    }
    let cubed = part.iter().fold(Cubed::default(), |a, t| a + t.cubed);
    if cubed.of > 0 {
        let (p, r) = (cubed.precision / cubed.of as f64, cubed.recall / cubed.of as f64);
        let _ = writeln!(out, "  B-cubed precision {p:.3} recall {r:.3} F1 {:.3}", 2.0 * p * r / (p + r));
    }
    let lost: usize = part.iter().map(|t| t.lost).sum();
    if lost > 0 {
        let _ = writeln!(out, "  {lost} mentions stand where no token of theirs begins");
    }
    out
}

fn share(some: usize, of: usize) -> f64 {
    some as f64 / of.max(1) as f64
}
