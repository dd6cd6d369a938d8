//! How likely two reports tell one story.

use super::profile::{Pool, cosine};

/// How many figures a comparison gives.
pub const FIGURES: usize = 10;

/// Terms less rare than this add nothing to [`shared`].
const RARE: f32 = 4.0;

/// What two reports share, as figures that [`likelihood`] weighs.
pub fn compare(pool: &Pool, a: u32, b: u32) -> [f32; FIGURES] {
    let (p, q) = (&pool.profiles[a as usize], &pool.profiles[b as usize]);
    let days = p.day.zip(q.day).map(|(x, y)| (x - y).abs() as f32);
    [
        cosine(&p.words, &q.words),
        cosine(&p.names, &q.names),
        cosine(&p.opening, &q.opening),
        cosine(&p.numbers, &q.numbers),
        (cosine(&p.opening, &q.words) + cosine(&p.words, &q.opening)) / 2.0,
        days.map_or(0.0, |d| (1.0 + d).ln()),
        if days.is_none() { 1.0 } else { 0.0 },
        cosine(&p.phrases, &q.phrases),
        shared(pool, &p.phrases, &q.phrases),
        shared(pool, &p.names, &q.names),
    ]
}

/// Weights of the figures of [`compare`], the constant first: logistic regression over the candidate pairs of three sets
/// of reports grouped by hand (shootings, news of the world, paired topics), each set weighing the same.
const WEIGHTS: [f32; FIGURES + 1] = [-3.66, -5.24, 3.29, -3.24, 0.72, 21.41, -0.88, -2.11, -8.82, 1.20, 0.50];

/// From 0 to 1.
pub fn likelihood(pool: &Pool, a: u32, b: u32) -> f32 {
    let figures = compare(pool, a, b);
    let sum = prior(pool.profiles.len()) + WEIGHTS[0] + figures.iter().zip(&WEIGHTS[1..]).map(|(f, w)| f * w).sum::<f32>();
    1.0 / (1.0 + (-sum).exp())
}

/// What it says for a pair that only few reports were handed over together: who reads five reports side by side mostly
/// reads them about one thing. Nothing from [`MANY`] reports on.
fn prior(reports: usize) -> f32 {
    0.8 * (MANY / reports.max(1) as f32).ln().max(0.0)
}

/// So many reports are no longer picked by hand.
const MANY: f32 = 60.0;

/// How much rare matter two vectors share, whatever their length: the logarithm of the rarity of the shared terms.
fn shared(pool: &Pool, a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut j, mut sum) = (0, 0.0);
    for &(t, _) in a {
        while j < b.len() && b[j].0 < t {
            j += 1;
        }
        if j < b.len() && b[j].0 == t {
            sum += (pool.rarity[t as usize] - RARE).max(0.0);
        }
    }
    (1.0 + sum).ln()
}
