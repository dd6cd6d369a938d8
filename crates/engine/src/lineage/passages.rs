//! The passages that two texts share, by local alignment: runs of equal words, chained over words that were changed, left
//! out or put in between.

use super::words::Words;
use std::collections::HashMap;
use std::ops::Range;

/// Words in the seeds of a run. Three are found between the changes of a reworded text; chains tell them from chance.
const SEED: usize = 3;
/// A seed that stands more often than this in one text says nothing about where the other's comes from.
const REPEATS: usize = 6;
/// Most words that were changed in one place within a passage.
const GAP: usize = 9;
/// What a changed word takes from a chain, in equal words. A chance run of three bridges no more than four others.
const CHANGED: f64 = 0.7;
/// Least equal words of a passage.
pub const SHORTEST: usize = 8;
/// Runs before a run that are looked at for its chain.
const BACK: usize = 48;

/// Words of two texts that stand in for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Words of the one.
    pub here: Range<usize>,
    /// Words of the other.
    pub there: Range<usize>,
    /// The runs of equal words, in order: start here, start there, length.
    pub runs: Vec<(usize, usize, usize)>,
}

impl Passage {
    /// How many words are equal.
    pub fn same(&self) -> usize {
        self.runs.iter().map(|r| r.2).sum()
    }

    /// The words here that are equal to words there.
    pub fn words(&self) -> impl Iterator<Item = usize> + '_ {
        self.runs.iter().flat_map(|r| r.0..r.0 + r.2)
    }

    /// The words there that are equal to words here.
    pub fn words_there(&self) -> impl Iterator<Item = usize> + '_ {
        self.runs.iter().flat_map(|r| r.1..r.1 + r.2)
    }

    /// Seen from the other text.
    pub fn turned(&self) -> Passage {
        let runs = self.runs.iter().map(|&(i, j, n)| (j, i, n)).collect();
        Passage { here: self.there.clone(), there: self.here.clone(), runs }
    }
}

/// The seeds of a text, for many alignments with it.
#[derive(Debug, Default)]
pub struct Seeds(HashMap<u64, Vec<u32>>);

impl Seeds {
    /// Where each seed of a text stands.
    pub fn new(words: &Words) -> Seeds {
        let mut seeds: HashMap<u64, Vec<u32>> = HashMap::with_capacity(words.len());
        for (at, gram) in words.grams(SEED).enumerate() {
            let list = seeds.entry(gram).or_default();
            if list.len() <= REPEATS {
                list.push(at as u32);
            }
        }
        Seeds(seeds)
    }
}

/// The passages of `here` that stand in `there`, in the order of `here`; no word of either is in two.
pub fn align(here: &Words, there: &Words, seeds: &Seeds) -> Vec<Passage> {
    let runs = runs(here, there, seeds);
    let mut free_here = vec![true; here.len()];
    let mut free_there = vec![true; there.len()];
    let mut passages: Vec<Passage> = Vec::new();
    for chain in chains(&runs) {
        let mut kept: Vec<(usize, usize, usize)> = Vec::new();
        for &r in &chain {
            let (i, j, n) = runs[r];
            // The part of the run whose words no better passage has.
            let open = |k: &usize| free_here[i + k] && free_there[j + k];
            let Some(from) = (0..n).find(open) else { continue };
            let length = (from..n).take_while(open).count();
            let (mut i, mut j, mut length) = (i + from, j + from, length);
            if let Some(&(a, b, m)) = kept.last() {
                let over = (a + m).saturating_sub(i).max((b + m).saturating_sub(j));
                if over >= length {
                    continue;
                }
                (i, j, length) = (i + over, j + over, length - over);
            }
            kept.push((i, j, length));
        }
        let same: usize = kept.iter().map(|r| r.2).sum();
        let (Some(&first), Some(&last)) = (kept.first(), kept.last()) else { continue };
        if same < SHORTEST {
            continue;
        }
        let passage = Passage { here: first.0..last.0 + last.2, there: first.1..last.1 + last.2, runs: kept };
        // What lies between the runs belongs to the passage too.
        free_here[passage.here.clone()].fill(false);
        free_there[passage.there.clone()].fill(false);
        passages.push(passage);
    }
    passages.sort_by_key(|p| p.here.start);
    passages
}

/// The longest runs of at least [`SEED`] equal words, by their start here, then there.
fn runs(here: &Words, there: &Words, seeds: &Seeds) -> Vec<(usize, usize, usize)> {
    let (a, b) = (&here.hashes, &there.hashes);
    let mut out = Vec::new();
    for (i, gram) in here.grams(SEED).enumerate() {
        let Some(list) = seeds.0.get(&gram).filter(|l| l.len() <= REPEATS) else { continue };
        for &j in list {
            let j = j as usize;
            if i > 0 && j > 0 && a[i - 1] == b[j - 1] && here_began(here, seeds, i, j) {
                continue;
            }
            let n = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
            if n >= SEED {
                out.push((i, j, n));
            }
        }
    }
    out
}

/// Whether the run through (i, j) was already found from a word before.
fn here_began(here: &Words, seeds: &Seeds, i: usize, j: usize) -> bool {
    let before = here.hashes.get(i - 1..i - 1 + SEED).map(super::words::gram);
    before.and_then(|g| seeds.0.get(&g)).is_some_and(|l| l.len() <= REPEATS && l.contains(&(j as u32 - 1)))
}

/// Chains of runs, the best first; a run may be in several. A run goes on from the one before it that makes the best score,
/// as in Smith and Waterman's alignment with runs for letters.
fn chains(runs: &[(usize, usize, usize)]) -> Vec<Vec<usize>> {
    let mut score = vec![0.0f64; runs.len()];
    let mut before = vec![None; runs.len()];
    for r in 0..runs.len() {
        let (i, j, n) = runs[r];
        let mut best = 0.0;
        for p in (r.saturating_sub(BACK)..r).rev() {
            let (a, b, m) = runs[p];
            // Runs may overlap by what two changes left ambiguous.
            let over = (a + m).saturating_sub(i).max((b + m).saturating_sub(j));
            let gap = i.saturating_sub(a + m).max(j.saturating_sub(b + m));
            if a >= i || b >= j || over >= n || gap > GAP {
                continue;
            }
            let kept = score[p] - CHANGED * gap as f64 - over as f64;
            if kept > best {
                best = kept;
                before[r] = Some(p);
            }
        }
        score[r] = n as f64 + best;
    }
    let mut ends: Vec<usize> = (0..runs.len()).collect();
    ends.sort_by(|&x, &y| score[y].total_cmp(&score[x]).then(x.cmp(&y)));
    let mut used = vec![false; runs.len()];
    let mut out = Vec::new();
    for end in ends {
        if used[end] || score[end] < SHORTEST as f64 * 0.5 {
            continue;
        }
        let mut chain = Vec::new();
        let mut at = Some(end);
        while let Some(r) = at.filter(|r| !used[*r]) {
            used[r] = true;
            chain.push(r);
            at = before[r];
        }
        chain.reverse();
        out.push(chain);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(a: &str, b: &str) -> Vec<(usize, usize)> {
        let (a, b) = (Words::new(a), Words::new(b));
        align(&a, &b, &Seeds::new(&b)).iter().map(|p| (p.here.len(), p.same())).collect()
    }

    #[test]
    fn a_passage_goes_on_over_changed_words() {
        let b = "rain fell on the hill town all night and the river rose above the bridge before the army came with boats and tents";
        let a =
            "rain fell on the small town all night and the river climbed above the old bridge before the army came in with boats and tents";
        assert_eq!(aligned(a, b), [(25, 19)]);
        assert_eq!(aligned("snow lay on the small roofs", b), []);
    }

    #[test]
    fn moved_passages_are_found_each() {
        let (x, y) = ("one wet dog ran over the long green bridge", "nine old men sat under a tall pine tree");
        assert_eq!(aligned(&format!("{y}. {x}."), &format!("{x}. {y}.")), [(9, 9), (9, 9)]);
    }

    #[test]
    fn repeated_words_do_no_harm() {
        let many = "word ".repeat(400);
        assert!(aligned(&many, &many).len() <= 1);
        assert_eq!(aligned("", ""), []);
    }
}
