//! `lexicon/place-weights.tsv`: how much each feature counts, round by round.

use super::features::NAMES;
use std::sync::LazyLock;

/// The weights of one round, in the order of [`NAMES`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights(pub Vec<f64>);

impl Weights {
    /// The weighted sum.
    pub(super) fn score(&self, values: &[f32]) -> f64 {
        self.0.iter().zip(values).map(|(w, v)| w * f64::from(*v)).sum()
    }
}

/// The weights of each round.
pub(super) fn weights() -> &'static [Weights] {
    static WEIGHTS: LazyLock<Vec<Weights>> = LazyLock::new(|| read(include_str!("../../../../../../lexicon/place-weights.tsv")));
    &WEIGHTS
}

/// Reads a feature and its weight in each round a line; features that are not there weigh nothing.
fn read(text: &str) -> Vec<Weights> {
    let mut rounds: Vec<Weights> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let Some(at) = columns.next().and_then(|name| NAMES.iter().position(|n| *n == name)) else { continue };
        for (round, weight) in columns.enumerate() {
            if rounds.len() <= round {
                rounds.push(Weights(vec![0.0; NAMES.len()]));
            }
            rounds[round].0[at] = weight.parse().unwrap_or(0.0);
        }
    }
    rounds
}
