//! What decides of a pair of claims: boosted trees over [`super::pair::features`].

use super::pair::{COUNT, NAMES};
use crate::trees::Trees;

/// Trees over some of the numbers of [`super::pair::features`], made by `cargo xtask train align` and kept in
/// `lexicon/align-trees.txt`, whose card says what they were fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    trees: Trees,
    /// The place among [`NAMES`] of each number that the trees ask for.
    places: Vec<usize>,
}

impl Default for Weights {
    /// The trees that the program carries.
    fn default() -> Weights {
        let none = || Weights { trees: Trees::default(), places: Vec::new() };
        // The file is part of the program and read by its tests; a fault in it is a fault of the build.
        Weights::read(include_str!("../../../../../lexicon/align-trees.txt")).unwrap_or_else(none)
    }
}

impl Weights {
    /// Reads a file of trees; none where it is none, or asks for a number that is not there.
    pub fn read(text: &str) -> Option<Weights> {
        let trees = Trees::read(text)?;
        let place = |name: &String| NAMES.iter().position(|n| n == name);
        let places = trees.features().iter().map(place).collect::<Option<_>>()?;
        Some(Weights { trees, places })
    }

    /// The log odds that a pair with these features is told of one happening.
    pub fn score(&self, features: &[f32; COUNT]) -> f64 {
        let row: Vec<f32> = self.places.iter().map(|&p| features[p]).collect();
        f64::from(self.trees.score(&row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_trees_are_whole_and_hold_more_in_common_to_be_likelier() {
        let weights = Weights::default();
        assert!(!weights.trees.is_empty());
        let pair = |names: &[&str]| {
            let mut row = [0.0; COUNT];
            names.iter().for_each(|name| row[NAMES.iter().position(|n| n == name).unwrap_or(0)] = 1.0);
            weights.score(&row)
        };
        let much = [
            "bias",
            "same-trigger",
            "same-type",
            "target-same",
            "actor-same",
            "words",
            "words-squared",
            "words-same-trigger",
            "likest-both",
        ];
        assert!(pair(&much) > 0.0 && pair(&["bias", "same-type", "target-conflict"]) < 0.0);
    }

    #[test]
    fn trees_over_a_number_that_is_not_there_are_none() {
        assert_eq!(Weights::read("feature colour\ntree 0<1 =1 =2"), None);
    }
}
