//! How likely two reports tell one story.

use super::figures::{COUNT, FIGURES, compare};
use super::sketch::Sketch;
use crate::trees::Trees;
use std::sync::LazyLock;

/// What decides: trees over the figures of [`compare`], made by `cargo xtask train stories`.
static TREES: LazyLock<Decider> = LazyLock::new(|| Decider::read(include_str!("../../../../lexicon/story-trees.txt")).unwrap_or_default());

/// Trees, and the figure that each of their features is.
#[derive(Clone, Debug, Default)]
pub struct Decider {
    trees: Trees,
    figures: Vec<usize>,
}

impl Decider {
    /// Reads the trees; none where the file is none or asks for a figure that is not there.
    pub fn read(text: &str) -> Option<Decider> {
        let trees = Trees::read(text)?;
        let place = |name: &String| FIGURES.iter().position(|f| f.0 == name);
        let figures = trees.features().iter().map(place).collect::<Option<_>>()?;
        Some(Decider { trees, figures })
    }

    /// The logarithm of the odds that reports with these figures tell one story.
    pub fn odds(&self, figures: &[f32; COUNT]) -> f32 {
        let mut row = [f32::NAN; COUNT];
        row.iter_mut().zip(&self.figures).for_each(|(place, &figure)| *place = figures[figure]);
        self.trees.score(&row)
    }
}

/// How likely two weighed reports tell one story, from 0 to 1.
pub fn likelihood(a: &Sketch, b: &Sketch) -> f32 {
    1.0 / (1.0 + (-TREES.odds(&compare(a, b))).exp())
}
