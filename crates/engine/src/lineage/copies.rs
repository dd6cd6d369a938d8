//! Which reports carry passages of which others. Candidates come from an index over short word sequences, passages from
//! local alignment; what is furniture or quotation does not count as copied.

use super::passages::{Passage, SHORTEST, Seeds, align};
use super::ties::Ties;
use super::{Text, tree};
use std::cmp::Reverse;
use std::collections::HashMap;
use stemma_model::{Basis, Descent, ReportClaims, Span};

/// Words in the sequences of the index.
const GRAM: usize = 4;
/// Sequences that a candidate shares: fewer make no passage that counts.
const SHARED: u32 = 3;
/// Reports that a report is aligned with: those with most sequences in common.
const CANDIDATES: usize = 16;
/// Reports that a sequence is kept for. In a story of many copies each new one still meets the first of them.
const POSTINGS: usize = 32;
/// Least share of the shorter side's words that a copy shares in passages of the writer's own words. Found, as the two
/// numbers below, on the half of the labelled pairs that may be read (`xtask/descents.tsv`): F1 is
/// flat from 0.12 to 0.18 and from 25 to 35 words.
const SHARE: f64 = 0.15;
/// Least number of such words.
const OWN_WORDS: usize = 30;
/// Least number of own words of a passage that counts. An address, a description or a list of names has fewer.
const PASSAGE: usize = 12;
/// Of short reports a larger share with fewer words will do.
const SHORT: (f64, usize) = (0.30, 20);

/// The copies among reports.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// Those that make the tree.
    pub descents: Vec<Descent>,
    /// Every two reports that share a text, whether or not the tree has the edge.
    pub pairs: Vec<(usize, usize)>,
}

/// Two texts that share passages.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The one.
    pub child: usize,
    /// The other.
    pub source: usize,
    /// Child here, source there.
    pub passages: Vec<Passage>,
    /// Equal words that are no furniture.
    pub same: usize,
    /// Words of both that are no furniture.
    pub words: usize,
}

/// The copies among reports; `texts` are theirs, one each. Reports with one text stand for each other: which other texts
/// theirs shares passages with does not depend on how many print it, nor on the order of the reports.
pub fn find(reports: &[&ReportClaims], texts: &[Text<'_>], ties: &Ties) -> Copies {
    let order = ties.in_order();
    let prints = prints(texts, &order);
    let first: Vec<&Text<'_>> = prints.iter().map(|p| &texts[p[0]]).collect();
    let pairs = pairs(&first);
    let chosen = tree::choose(&pairs, &first, &|a, b| ties.first(prints[a][0], prints[b][0]));
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(rank, &report)| place[report] = rank);
    let later = |a: usize, b: usize| if place[a] > place[b] { (a, b) } else { (b, a) };
    let mut descents = Vec::new();
    for pair in chosen.into_iter().map(|p| &pairs[p]) {
        let (down, up) = (prints[pair.child][0], prints[pair.source][0]);
        let turned = later(down, up) != (down, up);
        let passages: Vec<Passage> = pair.passages.iter().map(|p| if turned { p.turned() } else { p.clone() }).collect();
        descents.push(descent(reports, texts, later(down, up), passages, ties));
    }
    let mut shared: Vec<(usize, usize)> = pairs.iter().flat_map(|p| across(&prints[p.child], &prints[p.source])).collect();
    for print in &prints {
        let whole = 0..texts[print[0]].words.len();
        for (at, &copy) in print.iter().enumerate().skip(1) {
            let passage = Passage { here: whole.clone(), there: whole.clone(), runs: vec![(0, 0, whole.len())] };
            descents.push(descent(reports, texts, (copy, print[0]), vec![passage], ties));
            shared.extend(print[..at].iter().map(|&other| (copy, other)));
        }
    }
    Copies { descents, pairs: shared }
}

fn across<'a>(a: &'a [usize], b: &'a [usize]) -> impl Iterator<Item = (usize, usize)> + 'a {
    a.iter().flat_map(move |&x| b.iter().map(move |&y| (x, y)))
}

/// The reports that print the same words, in the order of taking; a text too short to be a copy stands by itself.
fn prints(texts: &[Text<'_>], order: &[usize]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut of: HashMap<&[u64], usize> = HashMap::new();
    for &report in order {
        let words = texts[report].words.hashes.as_slice();
        let at = if words.len() < SHORTEST { out.len() } else { *of.entry(words).or_insert(out.len()) };
        if at == out.len() {
            out.push(Vec::new());
        }
        out[at].push(report);
    }
    out
}

/// All pairs of candidates that share enough to be copies. The shorter text of a pair, or the one that
/// comes first by its words, is the child: the same for any order of the reports.
fn pairs(texts: &[&Text<'_>]) -> Vec<Pair> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&t| (Reverse(texts[t].words.len()), &texts[t].words.hashes));
    let mut index: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut seeds: HashMap<usize, Seeds> = HashMap::new();
    let mut out = Vec::new();
    for (rank, &child) in order.iter().enumerate() {
        let mut grams: Vec<u64> = texts[child].words.grams(GRAM).collect();
        grams.sort_unstable();
        grams.dedup();
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for gram in &grams {
            for &source in index.get(gram).map(Vec::as_slice).unwrap_or_default() {
                *shared.entry(source).or_default() += 1;
            }
        }
        let mut likely: Vec<(u32, u32)> = shared.into_iter().filter(|s| s.1 >= SHARED).collect();
        likely.sort_unstable_by_key(|&(source, n)| (Reverse(n), source));
        likely.truncate(CANDIDATES);
        likely.sort_unstable();
        for (source, _) in likely {
            let source = order[source as usize];
            let there = seeds.entry(source).or_insert_with(|| Seeds::new(texts[source].words));
            let passages = align(texts[child].words, texts[source].words, there);
            out.extend(pair(texts, child, source, passages));
        }
        for gram in grams {
            let list = index.entry(gram).or_default();
            if list.len() < POSTINGS {
                list.push(rank as u32);
            }
        }
    }
    out
}

/// The pair, where what it shares makes a copy.
fn pair(texts: &[&Text<'_>], child: usize, source: usize, mut passages: Vec<Passage>) -> Option<Pair> {
    let (here, there) = (texts[child], texts[source]);
    let plain = |w: usize| !here.furniture[w];
    passages.retain(|p| p.words().filter(|&w| plain(w)).count() * 2 >= p.same());
    let same = passages.iter().flat_map(Passage::words).filter(|&w| plain(w)).count();
    // Words that were changed within a passage were taken over too.
    let own = |p: &Passage| {
        let there = p.there.clone().filter(|&w| there.own[w]).count();
        p.here.clone().filter(|&w| here.own[w]).count().min(there)
    };
    let own: usize = passages.iter().map(own).filter(|&n| n >= PASSAGE).sum();
    let (a, b) = (here.plain(), there.plain());
    let shorter = a.min(b).max(1);
    let share = own as f64 / shorter as f64;
    let copy = own >= OWN_WORDS && share >= SHARE
        || own >= SHORT.1 && share >= SHORT.0
        // A very short report has no twenty words to give: then nearly all of it has to be shared.
        || same * 5 >= shorter * 4;
    (copy && !passages.is_empty()).then_some(Pair { child, source, passages, same, words: a + b })
}

/// The descent between two reports, the later in the order of taking first, and their passages.
fn descent(
    reports: &[&ReportClaims],
    texts: &[Text<'_>],
    (child, source): (usize, usize),
    mut passages: Vec<Passage>,
    ties: &Ties,
) -> Descent {
    // What came later by a credit or clock is the child, whatever the order of taking.
    let (swap, directed) = ties.direction(child, source);
    let (down, up) = if swap { (source, child) } else { (child, source) };
    let span = |report: usize, range: std::ops::Range<usize>| {
        let r = texts[report].words.span(range);
        Span { report: reports[report].report.id.clone(), start: r.start, end: r.end }
    };
    if swap {
        passages.iter_mut().for_each(|p| *p = p.turned());
    }
    passages.sort_by_key(|p| p.here.start);
    let evidence = passages.iter().flat_map(|p| [span(down, p.here.clone()), span(up, p.there.clone())]).collect();
    let same: usize = passages.iter().map(Passage::same).sum();
    let share = (same as f64 / texts[down].words.len().max(1) as f64).min(1.0);
    Descent {
        report: reports[down].report.id.clone(),
        from: reports[up].report.id.clone(),
        basis: Basis::Copy,
        share: Some((share * 1000.0).round() / 1000.0),
        evidence,
        directed,
    }
}
