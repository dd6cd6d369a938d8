//! Multinomial logistic regression over sets of features.

use super::Row;
use stemma_engine::claims::roles::learned::{LABELS, softmax};

const N: usize = LABELS.len();

/// A feature seen less often than this teaches nothing that holds elsewhere.
const SEEN: u32 = 3;
/// Penalty on half the squares; 0.3 to 40 were tried by cross-validation.
const PENALTY: f32 = 15.0;
const STEPS: i32 = 100;

/// The weights of all features: full-batch gradient steps with momentum, each weight at its own rate (Adam).
pub fn learn(rows: &[&Row], features: usize) -> Vec<[f32; N]> {
    let mut count = vec![0u32; features];
    rows.iter().flat_map(|r| &r.features).for_each(|&f| count[f as usize] += 1);
    let seen: Vec<Vec<usize>> =
        rows.iter().map(|r| r.features.iter().map(|&f| f as usize).filter(|&f| count[f] >= SEEN).collect()).collect();
    let zero = || vec![[0f32; N]; features];
    let (mut w, mut mean, mut square) = (zero(), zero(), zero());
    for step in 1..=STEPS {
        let mut slope: Vec<[f32; N]> = w.iter().map(|w| w.map(|x| PENALTY * x)).collect();
        for (row, ids) in rows.iter().zip(&seen) {
            let p = judge(&w, ids.iter().copied());
            for k in 0..N {
                let d = p[k] - f32::from(u8::from(row.label == k));
                ids.iter().for_each(|&f| slope[f][k] += d);
            }
        }
        let rate = 0.08 * (step as f32 / 5.0).min(1.0) * (1.0 - 0.9 * step as f32 / STEPS as f32);
        let (fade, spread) = (1.0 - 0.9f32.powi(step), 1.0 - 0.99f32.powi(step));
        for f in 0..features {
            if count[f] < SEEN {
                continue;
            }
            for k in 0..N {
                let g = slope[f][k];
                mean[f][k] = 0.9 * mean[f][k] + 0.1 * g;
                square[f][k] = 0.99 * square[f][k] + 0.01 * g * g;
                w[f][k] -= rate * (mean[f][k] / fade) / ((square[f][k] / spread).sqrt() + 1e-8);
            }
        }
    }
    w
}

/// The probability of each label.
pub fn judge(w: &[[f32; N]], features: impl Iterator<Item = usize>) -> [f32; N] {
    let mut score = [0f32; N];
    for f in features {
        for (s, x) in score.iter_mut().zip(&w[f]) {
            *s += x;
        }
    }
    softmax(score)
}
