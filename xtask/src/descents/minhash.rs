//! The peer: MinHash (Broder 1997) over three-word shingles, pairs above a threshold, of each loop the weakest pair left out.

use super::chance::Chance;
use crate::judged::hash;

/// Values in a signature: the standard error of a similarity is at most 0.03.
const HASHES: usize = 256;

/// The estimated Jaccard similarity of each pair of texts, of which the first is the later in the list.
pub fn pairs(texts: &[String]) -> Vec<(usize, usize, f64)> {
    let signatures: Vec<Vec<u64>> = texts.iter().map(|t| signature(t)).collect();
    let mut out = Vec::new();
    for i in 0..texts.len() {
        for j in 0..i {
            let same = signatures[i].iter().zip(&signatures[j]).filter(|(x, y)| x == y).count();
            out.push((i, j, same as f64 / HASHES as f64));
        }
    }
    out
}

/// Of each hash function the least value over the shingles.
fn signature(text: &str) -> Vec<u64> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let shingles: Vec<u64> = words.windows(words.len().clamp(1, 3)).map(|w| hash(&w.join(" "))).collect();
    let least = |seed: usize| shingles.iter().map(|s| Chance::new(s ^ (seed as u64).wrapping_mul(0xA24B_AED4_963E_E407)).next()).min();
    (0..HASHES).map(|seed| least(seed).unwrap_or_default()).collect()
}

/// The pairs of at least this similarity that hang the texts together: a plain list of them would join a copy's copy to
/// the first text too.
pub fn forest(texts: usize, pairs: &[(usize, usize, f64)], least: f64) -> Vec<(usize, usize)> {
    let mut sorted: Vec<_> = pairs.iter().filter(|p| p.2 >= least).collect();
    sorted.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut group: Vec<usize> = (0..texts).collect();
    let mut out = Vec::new();
    for &&(i, j, _) in &sorted {
        let (from, to) = (group[i], group[j]);
        if from != to {
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            out.push((i, j));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_near_the_truth() {
        let words: Vec<String> = (0..400).map(|i| format!("w{i}")).collect();
        let text = |r: std::ops::Range<usize>| words[r].join(" ");
        // 298 shingles each, 198 in common: 198 of 398.
        let alike = pairs(&[text(0..300), text(100..400)])[0].2;
        assert!((alike - 0.497).abs() < 0.1, "{alike}");
    }
}
