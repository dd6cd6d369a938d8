//! How likely two reports tell one story.

use super::sketch::{Sketch, Term, VIEWS, View};

/// How many figures a comparison gives.
pub const FIGURES: usize = 10;

/// Terms less rare than this add nothing to what is shared.
const RARE: f32 = 4.0;

/// What two reports share, as figures that [`likelihood`] weighs.
pub fn compare(a: &Sketch, b: &Sketch) -> [f32; FIGURES] {
    let days = a.day.zip(b.day).map(|(x, y)| x.abs_diff(y) as f32);
    let s = Shared::new(a, b);
    [
        s.cosine(View::Words, a, b),
        s.cosine(View::Names, a, b),
        s.cosine(View::Opening, a, b),
        s.cosine(View::Numbers, a, b),
        (ratio(s.across[0], a, View::Opening, b, View::Words) + ratio(s.across[1], a, View::Words, b, View::Opening)) / 2.0,
        days.map_or(0.0, |d| (1.0 + d).ln()),
        if days.is_none() { 1.0 } else { 0.0 },
        s.cosine(View::Phrases, a, b),
        (1.0 + s.rare[View::Phrases as usize]).ln(),
        (1.0 + s.rare[View::Names as usize]).ln(),
    ]
}

/// Weights of the figures of [`compare`], the constant first: logistic regression over the candidate pairs of three sets
/// of reports grouped by hand (shootings, news of the world, paired topics), each set weighing the same.
const WEIGHTS: [f32; FIGURES + 1] = [-3.66, -5.24, 3.29, -3.24, 0.72, 21.41, -0.88, -2.11, -8.82, 1.20, 0.50];

/// From 0 to 1; `prior` speaks for any two reports of the pool, as a logarithm of odds.
pub fn likelihood(prior: f32, a: &Sketch, b: &Sketch) -> f32 {
    let figures = compare(a, b);
    let sum = prior + WEIGHTS[0] + figures.iter().zip(&WEIGHTS[1..]).map(|(f, w)| f * w).sum::<f32>();
    1.0 / (1.0 + (-sum).exp())
}

/// What it says for a pair that only few reports were handed over together: who reads five reports side by side mostly
/// reads them about one thing. Nothing from [`MANY`] reports on.
pub fn prior(reports: usize) -> f32 {
    0.8 * (MANY / reports.max(1) as f32).ln().max(0.0)
}

/// So many reports are no longer picked by hand.
const MANY: f32 = 60.0;

/// Sums over the terms that two reports share.
#[derive(Default)]
struct Shared {
    /// Products of weights, by view.
    products: [f32; VIEWS],
    /// Products of the first's opening with the second's words, and the other way round.
    across: [f32; 2],
    /// How much rare matter, by view, whatever the length of the reports.
    rare: [f32; VIEWS],
}

impl Shared {
    fn new(a: &Sketch, b: &Sketch) -> Shared {
        let mut sums = Shared::default();
        shared(a, b, |x, y| {
            let product = x.weight * y.weight;
            for view in (0..VIEWS).filter(|v| x.views & y.views & (1 << v) != 0) {
                sums.products[view] += product;
                sums.rare[view] += (x.rarity() - RARE).max(0.0);
            }
            for (sum, (p, q)) in sums.across.iter_mut().zip([(x, y), (y, x)]) {
                if p.is(View::Opening) && q.is(View::Words) {
                    *sum += product;
                }
            }
        });
        sums
    }

    fn cosine(&self, view: View, a: &Sketch, b: &Sketch) -> f32 {
        ratio(self.products[view as usize], a, view, b, view)
    }
}

fn ratio(product: f32, a: &Sketch, x: View, b: &Sketch, y: View) -> f32 {
    let length = a.lengths[x as usize] * b.lengths[y as usize];
    if length > 0.0 { product / length } else { 0.0 }
}

/// Calls `both` with each term that two reports share.
pub fn shared(a: &Sketch, b: &Sketch, mut both: impl FnMut(&Term, &Term)) {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.terms.get(i), b.terms.get(j)) {
        match x.hash.cmp(&y.hash) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both(x, y);
                i += 1;
                j += 1;
            }
        }
    }
}
