//! Which of the pairs that share passages are edges. Each report gets the sources that account for most of its words with
//! fewest reports; what then still hangs apart is joined where most words are shared.

use super::Text;
use super::copies::Pair;
use super::groups::Groups;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashSet};

/// A further source has this share of the report's words beyond what its other sources have, where it shares no words
/// with those: two texts woven together.
const APART: f64 = 0.10;
/// The same where it does share words with them: then these may have come through the other, or all from a text that is
/// not there.
const AKIN: f64 = 0.50;
/// Least number of words that only the further source has.
const FRESH: usize = 15;

/// Indices of the pairs that are edges, in their order. `first` tells which of two reports came first, where it is known.
pub fn choose(pairs: &[Pair], texts: &[&Text<'_>], first: &dyn Fn(usize, usize) -> Option<Ordering>) -> Vec<usize> {
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); texts.len()];
    let mut akin: HashSet<(usize, usize)> = HashSet::new();
    for (p, pair) in pairs.iter().enumerate() {
        of[pair.child].push(p);
        of[pair.source].push(p);
        akin.extend([(pair.child, pair.source), (pair.source, pair.child)]);
    }
    let mut edges: BTreeSet<usize> = BTreeSet::new();
    for report in 0..texts.len() {
        let order = |p: usize| first(other(&pairs[p], report), report);
        let possible = of[report].iter().filter(|&&p| order(p) != Some(Ordering::Greater));
        let candidates: Vec<(usize, bool)> = possible.map(|&p| (p, order(p).is_some())).collect();
        let plain: Vec<bool> = texts[report].furniture.iter().map(|f| !f).collect();
        edges.extend(sources(pairs, report, &candidates, &plain, &akin));
    }
    let mut groups = Groups::new(texts.len());
    for &p in &edges {
        groups.join(pairs[p].child, pairs[p].source);
    }
    let mut ranked: Vec<usize> = (0..pairs.len()).collect();
    ranked.sort_by_key(|&p| rank(pairs, p));
    for p in ranked {
        if groups.join(pairs[p].child, pairs[p].source) {
            edges.insert(p);
        }
    }
    edges.into_iter().collect()
}

/// Most words in common, then least besides, then the longer texts.
fn rank(pairs: &[Pair], p: usize) -> (Reverse<usize>, usize, usize) {
    (Reverse(pairs[p].same), pairs[p].words, p)
}

/// The sources of a report: with each candidate as the first, those that add enough of its words are put to it; of these
/// sets the one that accounts for most words is taken.
fn sources(pairs: &[Pair], report: usize, candidates: &[(usize, bool)], plain: &[bool], akin: &HashSet<(usize, usize)>) -> Vec<usize> {
    let mut ranked = candidates.to_vec();
    ranked.sort_by_key(|&(p, _)| rank(pairs, p));
    let own: Vec<(usize, Vec<usize>)> = ranked.iter().map(|&(p, _)| (p, equal(&pairs[p], report, plain))).collect();
    let mut best: (isize, Vec<usize>) = (-1, Vec::new());
    for ((start, list), (_, known)) in own.iter().zip(&ranked) {
        let mut covered = vec![false; plain.len()];
        list.iter().for_each(|&w| covered[w] = true);
        // One that is known to come before is rather the source than one that may.
        let (mut chosen, mut score) = (vec![*start], list.len() as isize + if *known { FRESH as isize } else { 0 });
        loop {
            let mut next: Option<(usize, usize, &Vec<usize>)> = None;
            for (p, list) in own.iter().filter(|o| !chosen.contains(&o.0)) {
                let related = chosen.iter().any(|&c| akin.contains(&(other(&pairs[c], report), other(&pairs[*p], report))));
                let fresh = list.iter().filter(|&&w| !covered[w]).count();
                let least = (if related { AKIN } else { APART }) * plain.len() as f64;
                if fresh >= FRESH && fresh as f64 >= least && next.is_none_or(|n| fresh > n.1) {
                    next = Some((*p, fresh, list));
                }
            }
            let Some((p, fresh, list)) = next else { break };
            list.iter().for_each(|&w| covered[w] = true);
            chosen.push(p);
            // A second source has to be worth its while.
            score += fresh as isize - FRESH as isize;
        }
        if score > best.0 {
            best = (score, chosen);
        }
    }
    best.1
}

fn other(pair: &Pair, report: usize) -> usize {
    if pair.child == report { pair.source } else { pair.child }
}

/// The words of a report that are equal to words of the other one of the pair, furniture left out.
fn equal(pair: &Pair, report: usize, plain: &[bool]) -> Vec<usize> {
    let mine = |p: &super::passages::Passage| if pair.child == report { p.words().collect() } else { p.words_there().collect::<Vec<_>>() };
    pair.passages.iter().flat_map(mine).filter(|&w| plain[w]).collect()
}
