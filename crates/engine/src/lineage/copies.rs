//! Passages that two reports share, found by winnowing: of each eight neighbouring six-word sequences one is kept as a
//! fingerprint, so that any shared run of thirteen words is found, whatever was cut or moved around it.

use super::words::Words;
use super::{first, in_order};
use std::cmp::Ordering;
use std::collections::HashMap;
use stemma_model::{Basis, Descent, ReportClaims, Span};

/// Words in a fingerprint.
const K: usize = 6;
/// Fingerprints of which one is kept.
const WINDOW: usize = 8;
/// Least share of the shorter side's words for a copy. Reports written apart share less; abridged copies, more. From a
/// trial on cut, edited and embedded copies.
const SHARE: f64 = 0.15;
/// Least number of shared words outside quotation marks: the same quotation alone is no copy.
const OWN_WORDS: usize = 20;
/// A second source counts when it accounts for this share of the words beyond what nearer ones do.
const FURTHER: f64 = 0.10;
/// Matches closer than this on both sides are one passage: a word was changed between them.
const GAP: usize = 4;
/// Shortest run that is a passage by itself.
const SHORTEST: usize = 8;
/// A fingerprint in more reports than this is an agency's standing phrase.
const POSTINGS: usize = 64;

/// A run of words that two reports share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Words of the descendant.
    pub child: std::ops::Range<usize>,
    /// Words of the source.
    pub source: std::ops::Range<usize>,
    /// How many of the child's words are the source's too.
    pub same: usize,
}

/// The copies among reports; `words` are theirs, one each.
pub fn find(reports: &[&ReportClaims], words: &[Words]) -> Vec<Descent> {
    let order = in_order(reports);
    let prints: Vec<Vec<(u64, u32)>> = words.iter().map(winnow).collect();
    let mut index: HashMap<u64, Vec<(usize, u32)>> = HashMap::new();
    let mut descents = Vec::new();
    for &child in &order {
        let mut seeds: HashMap<usize, Vec<(u32, u32)>> = HashMap::new();
        for &(print, at) in &prints[child] {
            for &(source, there) in index.get(&print).map(Vec::as_slice).unwrap_or_default() {
                seeds.entry(source).or_default().push((at, there));
            }
        }
        let mut found: Vec<(usize, Vec<Passage>)> = seeds
            .into_iter()
            .map(|(source, seeds)| (source, passages(&words[child], &words[source], seeds)))
            .filter(|(source, p)| is_copy(&words[child], &words[*source], p))
            .collect();
        // The source that accounts for most, then the earliest.
        let rank = |s: usize| order.iter().position(|&o| o == s);
        found.sort_by_key(|(s, p)| (std::cmp::Reverse(p.iter().map(|p| p.same).sum::<usize>()), rank(*s)));
        let mut covered = vec![false; words[child].len()];
        for (source, passages) in found {
            let fresh = passages.iter().flat_map(|p| p.child.clone()).filter(|&w| !covered[w]).count();
            if covered.iter().any(|c| *c) && (fresh as f64) < FURTHER * words[child].len() as f64 {
                continue;
            }
            passages.iter().flat_map(|p| p.child.clone()).for_each(|w| covered[w] = true);
            descents.push(descent(reports, words, child, source, &passages));
        }
        for &(print, at) in &prints[child] {
            let list = index.entry(print).or_default();
            if list.len() < POSTINGS && list.last().is_none_or(|(s, _)| *s != child) {
                list.push((child, at));
            }
        }
    }
    descents
}

fn descent(reports: &[&ReportClaims], words: &[Words], child: usize, source: usize, passages: &[Passage]) -> Descent {
    let order = first(reports[source], reports[child]);
    // What came later by a credit or clock is the child, whatever the order of taking.
    let swap = order == Some(Ordering::Greater);
    let same: usize = passages.iter().map(|p| p.same).sum();
    let (down, up) = if swap { (source, child) } else { (child, source) };
    let span = |report: usize, range: std::ops::Range<usize>| {
        let r = words[report].span(range);
        Span { report: reports[report].report.id.clone(), start: r.start, end: r.end }
    };
    let evidence = passages
        .iter()
        .flat_map(|p| {
            let (c, s) = (span(child, p.child.clone()), span(source, p.source.clone()));
            if swap { [s, c] } else { [c, s] }
        })
        .collect();
    let share = (same as f64 / words[down].len().max(1) as f64).min(1.0);
    Descent {
        report: reports[down].report.id.clone(),
        from: reports[up].report.id.clone(),
        basis: Basis::Copy,
        share: Some((share * 1000.0).round() / 1000.0),
        evidence,
        directed: order.is_some(),
    }
}

fn is_copy(child: &Words, source: &Words, passages: &[Passage]) -> bool {
    let same: usize = passages.iter().map(|p| p.same).sum();
    let own = passages.iter().flat_map(|p| p.child.clone()).filter(|&w| !child.quoted[w]).count();
    let shorter = child.len().min(source.len()).max(1);
    // A very short report has no twenty words to give: then nearly all of it has to be shared.
    let enough = own >= OWN_WORDS || same * 5 >= shorter * 4;
    enough && same as f64 >= SHARE * shorter as f64
}

/// The fingerprints of a text with their word positions: of each window the least hash, the rightmost of equals.
fn winnow(words: &Words) -> Vec<(u64, u32)> {
    let grams: Vec<u64> = words.grams(K).collect();
    let mut kept: Vec<(u64, u32)> = Vec::new();
    let windows = grams.len().saturating_sub(WINDOW - 1).max(usize::from(!grams.is_empty()));
    for from in 0..windows {
        let window = &grams[from..(from + WINDOW).min(grams.len())];
        let least = window.iter().enumerate().min_by_key(|(i, h)| (**h, std::cmp::Reverse(*i)));
        if let Some((i, &hash)) = least
            && kept.last().is_none_or(|&(_, at)| at != (from + i) as u32)
        {
            kept.push((hash, (from + i) as u32));
        }
    }
    kept
}

/// Grows each pair of equal fingerprints to the longest run of equal words, then joins runs with little between them.
fn passages(child: &Words, source: &Words, mut seeds: Vec<(u32, u32)>) -> Vec<Passage> {
    seeds.sort_unstable();
    let (a, b) = (&child.hashes, &source.hashes);
    let mut runs: Vec<Passage> = Vec::new();
    for (i, j) in seeds {
        let (mut i, mut j) = (i as usize, j as usize);
        if runs.iter().rev().take(8).any(|r| r.child.contains(&i) && r.source.contains(&j)) || a.get(i) != b.get(j) {
            continue;
        }
        while i > 0 && j > 0 && a[i - 1] == b[j - 1] {
            i -= 1;
            j -= 1;
        }
        let length = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
        runs.push(Passage { child: i..i + length, source: j..j + length, same: length });
    }
    runs.sort_by_key(|r| (r.child.start, r.source.start));
    let mut merged: Vec<Passage> = Vec::new();
    for mut run in runs {
        if let Some(last) = merged.last_mut() {
            // Words that two runs claim belong to the first.
            let overlap = last.child.end.saturating_sub(run.child.start);
            if overlap >= run.child.len() {
                continue;
            }
            run.child.start += overlap;
            run.source.start += overlap;
            run.same -= overlap;
            let near = |gap: Option<usize>| gap.is_some_and(|g| g <= GAP);
            if near(run.child.start.checked_sub(last.child.end)) && near(run.source.start.checked_sub(last.source.end)) {
                last.child.end = run.child.end;
                last.source.end = run.source.end;
                last.same += run.same;
                continue;
            }
        }
        merged.push(run);
    }
    merged.retain(|p| p.same >= SHORTEST);
    merged
}
