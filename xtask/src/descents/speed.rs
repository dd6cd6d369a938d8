//! How long the lineage of one story takes as it grows.

use super::chance::Chance;
use super::change::{Change, Synonyms, change};
use super::prose;
use crate::train::corpus;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use stemma_engine::lineage::{self, furniture::Furniture};
use stemma_model::{Report, ReportClaims};

/// Seconds and edges for stories of 10, 100 and 1,000 edited copies of ten texts.
pub fn table(root: &Path) -> Result<String, String> {
    let words = std::fs::read_to_string(root.join("xtask/paraphrase.tsv")).map_err(|e| format!("xtask/paraphrase.tsv: {e}"))?;
    let words = Synonyms::new(&words);
    let rows = corpus::rows(&root.join("../shared/data/clusters/reports.jsonl.gz"))?;
    let texts = corpus::each(&rows[..rows.len().min(40)], &|r| prose::of(&r))?;
    let texts: Vec<_> = texts.into_iter().filter(|t| prose::words(t) >= 300).take(10).collect();
    let mut chance = Chance::new(7);
    let mut out = String::from("one story of edited copies of ten texts\n");
    for n in [10usize, 100, 1000] {
        let reports: Vec<ReportClaims> = (0..n)
            .map(|i| {
                let source = &texts[i % texts.len()];
                let how = [Change::Trim, Change::Retop, Change::Reorder, Change::Light][chance.below(4)];
                let text = prose::text(&change(how, source, source, source, &words, &mut chance));
                let outlet = Some(format!("Outlet {i}"));
                let report = Report {
                    id: format!("r{i}"),
                    outlet,
                    published: Some(format!("2031-04-{:02}", 1 + i % 28)),
                    text,
                    ..Report::default()
                };
                ReportClaims { report, ..ReportClaims::default() }
            })
            .collect();
        let members: Vec<&ReportClaims> = reports.iter().collect();
        let began = Instant::now();
        let found = lineage::trace(&members, &Furniture::default()).descents;
        let took = began.elapsed().as_secs_f64();
        let _ = writeln!(out, "  {n:>5} reports: {took:.3} s, {:.2} ms a report, {} edges", took * 1000.0 / n as f64, found.len());
    }
    Ok(out)
}
