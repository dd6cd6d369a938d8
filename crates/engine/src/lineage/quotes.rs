//! Quotations that two reports share and no report before them has.

use super::first;
use super::in_order;
use super::words::Words;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use stemma_model::{Basis, Descent, ReportClaims, Span};

/// Shortest run of quoted words that is a quotation of its own; shorter ones are names and set phrases.
const SHORTEST: usize = 5;

/// Where a quotation was first seen: report and word.
type Seen = (usize, usize);

/// One descent for each pair of reports that share quotations of at least five words, from the first report that has
/// them, unless a copy already joins the pair.
pub fn find(reports: &[&ReportClaims], words: &[Words], copies: &[Descent]) -> Vec<Descent> {
    let mut earliest: HashMap<u64, Seen> = HashMap::new();
    let mut descents = Vec::new();
    for child in in_order(reports) {
        // By source: the word ranges of child and source.
        let mut shared: BTreeMap<usize, Vec<(std::ops::Range<usize>, usize)>> = BTreeMap::new();
        let mut new = Vec::new();
        let grams: Vec<u64> = words[child].grams(SHORTEST).collect();
        for quotation in &words[child].quotations {
            let mut at = quotation.start;
            while at + SHORTEST <= quotation.end {
                let Some(&(source, there)) = grams.get(at).and_then(|g| earliest.get(g)) else {
                    new.extend(grams.get(at).map(|g| (*g, at)));
                    at += 1;
                    continue;
                };
                let same = |k: &usize| words[source].quoted.get(there + k) == Some(&true);
                let equal = |k: &usize| words[child].hashes.get(at + k) == words[source].hashes.get(there + k);
                let length = (0..quotation.end - at).take_while(|k| same(k) && equal(k)).count().max(SHORTEST);
                shared.entry(source).or_default().push((at..at + length, there));
                at += length;
            }
        }
        for (source, runs) in shared {
            let (a, b) = (&reports[source].report.id, &reports[child].report.id);
            let copied = copies.iter().any(|d| d.report == *a && d.from == *b || d.report == *b && d.from == *a);
            if source != child && !copied {
                descents.push(descent(reports, words, child, source, &runs));
            }
        }
        for (gram, at) in new {
            earliest.entry(gram).or_insert((child, at));
        }
    }
    descents
}

fn descent(reports: &[&ReportClaims], words: &[Words], child: usize, source: usize, runs: &[(std::ops::Range<usize>, usize)]) -> Descent {
    let order = first(reports[source], reports[child]);
    let swap = order == Some(Ordering::Greater);
    let (down, up) = if swap { (source, child) } else { (child, source) };
    let span = |report: usize, range: std::ops::Range<usize>| {
        let r = words[report].span(range);
        Span { report: reports[report].report.id.clone(), start: r.start, end: r.end }
    };
    let evidence = runs
        .iter()
        .flat_map(|(here, there)| {
            let (c, s) = (span(child, here.clone()), span(source, *there..there + here.len()));
            if swap { [s, c] } else { [c, s] }
        })
        .collect();
    let quoted: usize = runs.iter().map(|(r, _)| r.len()).sum();
    let share = (quoted as f64 / words[down].len().max(1) as f64).min(1.0);
    Descent {
        report: reports[down].report.id.clone(),
        from: reports[up].report.id.clone(),
        basis: Basis::Quote,
        share: Some((share * 1000.0).round() / 1000.0),
        evidence,
        directed: order.is_some(),
    }
}
