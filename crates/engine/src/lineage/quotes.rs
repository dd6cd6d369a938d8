//! Quotations that two reports share and no report before them has.

use super::ties::Ties;
use super::words::Words;
use std::collections::{BTreeMap, HashMap};
use stemma_model::{Basis, Descent, ReportClaims, Span};

/// Shortest run of quoted words that is a quotation of its own; shorter ones are names and set phrases.
const SHORTEST: usize = 5;

/// Where a quotation was first seen: report and word.
type Seen = (usize, usize);

/// One descent for each pair of reports that share quotations of at least five words, from the first report that has
/// them, as far as they are not part of copied passages.
pub fn find(reports: &[&ReportClaims], words: &[Words], copies: &[Descent], ties: &Ties) -> Vec<Descent> {
    let mut earliest: HashMap<u64, Seen> = HashMap::new();
    let mut descents = Vec::new();
    let mut passages: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for span in copies.iter().flat_map(|d| &d.evidence) {
        passages.entry(&span.report).or_default().push((span.start, span.end));
    }
    for child in ties.in_order() {
        // By source: the word ranges of child and source.
        let mut shared: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
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
        for (source, mut runs) in shared {
            // What stands in a passage that was copied came with it.
            runs.retain(|(r, _)| !copied(&passages, &reports[child].report.id, &words[child].span(r.clone())));
            if source != child && !runs.is_empty() {
                descents.push(descent(reports, words, ties, (child, source), &runs));
            }
        }
        for (gram, at) in new {
            earliest.entry(gram).or_insert((child, at));
        }
    }
    descents
}

/// Whether the words of a report lie in a passage that it shares with another.
fn copied(passages: &HashMap<&str, Vec<(usize, usize)>>, report: &str, words: &stemma_model::Range) -> bool {
    passages.get(report).is_some_and(|p| p.iter().any(|&(start, end)| start < words.end && words.start < end))
}

type Run = (std::ops::Range<usize>, usize);

fn descent(reports: &[&ReportClaims], words: &[Words], ties: &Ties, (child, source): (usize, usize), runs: &[Run]) -> Descent {
    let (swap, directed) = ties.direction(child, source);
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
        directed,
    }
}
