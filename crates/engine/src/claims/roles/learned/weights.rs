//! The weights: read from the file that training writes, looked up by the hash of a feature's parts.

use super::{Candidate, Sink, View};
use crate::lexicon::Role;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// What a candidate can be, in the order of the weights' columns; "none" is the first.
pub const LABELS: [Option<Role>; 5] = [None, Some(Role::Actor), Some(Role::Target), Some(Role::Place), Some(Role::Instrument)];

const N: usize = LABELS.len();

/// Weights of features, and how sure each role must be.
#[derive(Debug, Default)]
pub struct Weights {
    rows: HashMap<u64, [f32; N], BuildHasherDefault<Ready>>,
    /// How likely a role must be that the frame gave.
    keep: [f32; N],
    /// How likely one must be that it did not give.
    add: [f32; N],
}

impl Weights {
    /// The weights in `lexicon/`.
    pub fn builtin() -> &'static Weights {
        static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(include_str!("../../../../../../lexicon/role-weights.tsv")));
        &WEIGHTS
    }

    /// Reads the form that training writes: a line a feature, its parts joined by `|`, then a weight for each label.
    /// Lines that do not fit are left out.
    pub fn parse(text: &str) -> Weights {
        let mut out = Weights::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let Some(feature) = fields.next() else { continue };
            let mut row = [0f32; N];
            for (cell, field) in row.iter_mut().zip(fields) {
                *cell = field.parse().unwrap_or(0.0);
            }
            if feature == "keep" {
                out.keep = row;
            } else if feature == "add" {
                out.add = row;
            } else {
                let mut parts = feature.split('|');
                let template = parts.next().unwrap_or_default();
                out.rows.insert(parts.fold(hash(SEED, template), hash), row);
            }
        }
        out
    }

    /// Whether there are none, so that frames alone decide.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The probability of each label.
    pub fn judge(&self, view: &View<'_>, candidate: &Candidate) -> [f32; N] {
        let mut sum = Sum { weights: self, score: [0.0; N] };
        view.features(candidate, &mut sum);
        softmax(sum.score)
    }

    /// The role of a candidate to which the frame gave `frame`.
    pub fn choose(&self, p: &[f32; N], frame: Option<Role>) -> Option<Role> {
        choose(p, frame, &self.keep, &self.add)
    }
}

/// The role that is furthest above what it must reach. What the frame calls a topic stays one unless a role is sure.
pub fn choose(p: &[f32; N], frame: Option<Role>, keep: &[f32; N], add: &[f32; N]) -> Option<Role> {
    let least = |k: usize| if LABELS[k] == frame { keep[k] } else { add[k] };
    let best = (1..N).max_by(|&a, &b| (p[a] - least(a)).total_cmp(&(p[b] - least(b))))?;
    if p[best] >= least(best) { LABELS[best] } else { frame.filter(|&f| f == Role::Topic) }
}

/// Scores to probabilities.
pub fn softmax(score: [f32; N]) -> [f32; N] {
    let top = score.iter().copied().fold(f32::MIN, f32::max);
    let e = score.map(|s| (s - top).exp());
    let all: f32 = e.iter().sum();
    e.map(|x| x / all)
}

struct Sum<'a> {
    weights: &'a Weights,
    score: [f32; N],
}

impl Sink for Sum<'_> {
    fn put(&mut self, template: &'static str, parts: &[&str]) {
        let key = parts.iter().fold(hash(SEED, template), |h, p| hash(h, p));
        if let Some(row) = self.weights.rows.get(&key) {
            for (s, w) in self.score.iter_mut().zip(row) {
                *s += w;
            }
        }
    }
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// One more part: eight bytes at a time.
fn hash(h: u64, part: &str) -> u64 {
    let mut h = h.rotate_left(7) ^ (part.len() as u64 + 1);
    for chunk in part.as_bytes().chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        h = (h ^ u64::from_le_bytes(word)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
        h ^= h >> 32;
    }
    h
}

/// Takes a hash as it is.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }

    fn write_u64(&mut self, i: u64) {
        self.0 = i;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_weights_are_read() {
        let weights = Weights::builtin();
        assert!(weights.rows.len() > 1000, "{}", weights.rows.len());
        assert!(weights.add.iter().skip(1).all(|t| (0.1..=1.0).contains(t)), "{:?}", weights.add);
    }

    #[test]
    fn a_frame_is_believed_sooner_than_the_classifier_alone() {
        let (keep, add) = ([0.0, 0.2, 0.2, 0.2, 0.2], [0.0, 0.4, 0.4, 0.4, 0.4]);
        let p = [0.6, 0.3, 0.05, 0.05, 0.0];
        assert_eq!(choose(&p, Some(Role::Actor), &keep, &add), Some(Role::Actor));
        assert_eq!(choose(&p, None, &keep, &add), None);
        assert_eq!(choose(&p, Some(Role::Topic), &keep, &add), Some(Role::Topic));
        assert_eq!(choose(&[0.1, 0.1, 0.8, 0.0, 0.0], Some(Role::Actor), &keep, &add), Some(Role::Target));
    }

    #[test]
    fn lines_that_do_not_fit_are_left_out() {
        let weights = Weights::parse("# x\n\nkeep\t0\t.1\nframe|actor\t0\t1\tnonsense\n");
        assert_eq!(weights.keep[1], 0.1);
        assert!(weights.rows.values().any(|r| *r == [0.0, 1.0, 0.0, 0.0, 0.0]));
    }
}
