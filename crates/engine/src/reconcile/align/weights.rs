//! The fitted weights of a pair of claims.

use super::pair::{COUNT, NAMES};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Weights of [`super::pair::features`], fitted by `cargo xtask train align` and kept in `lexicon/align.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// One a feature.
    pub values: [f32; COUNT],
    /// Log odds from which two claims are taken for tellings of one happening.
    pub link: f64,
}

impl Weights {
    /// The log odds that a pair with these features speaks of one happening.
    pub fn score(&self, features: &[f32; COUNT]) -> f64 {
        self.values.iter().zip(features).map(|(w, x)| f64::from(w * x)).sum()
    }
}

impl Default for Weights {
    /// The weights that the program carries.
    fn default() -> Weights {
        match parse(include_str!("../../../../../lexicon/align.toml")) {
            Ok(weights) => weights,
            // The file is part of the program and read by its tests; a fault in it is a fault of the build.
            Err(error) => unreachable!("lexicon/align.toml: {error}"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    link: f64,
    weights: BTreeMap<String, f32>,
}

fn parse(text: &str) -> Result<Weights, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if let Some(unknown) = file.weights.keys().find(|k| !NAMES.contains(&k.as_str())) {
        return Err(format!("{unknown:?} is no feature of a pair"));
    }
    let mut values = [0.0; COUNT];
    for (value, name) in values.iter_mut().zip(NAMES) {
        *value = file.weights.get(name).copied().unwrap_or_default();
    }
    Ok(Weights { values, link: file.link })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_weights_are_whole_and_know_what_speaks_for_one_happening() {
        let weights = Weights::default();
        let of = |name: &str| weights.values[NAMES.iter().position(|n| *n == name).unwrap_or(0)];
        assert!(of("same-trigger") > 0.0 && of("day-apart") < 0.0 && of("target-same") > of("target-other"));
        assert!(of("statements-same-trigger") + of("statements-rare-trigger") > 0.0 && of("statements") < 0.0);
    }

    #[test]
    fn a_weight_of_no_feature_is_an_error_and_a_missing_one_is_zero() {
        assert_eq!(parse("link = 0.0\n[weights]\nbias = 1.0\n").map(|w| w.values.iter().sum::<f32>()), Ok(1.0));
        assert!(parse("link = 0.0\n[weights]\ncolour = 1.0\n").is_err_and(|e| e.contains("colour")));
    }
}
