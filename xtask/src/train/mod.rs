//! Training: weights fitted on the annotated sets in `../shared/data`, written into `lexicon/` with a card on top.
//! Deterministic: the same sets and the same program give the same weights.

mod align;
mod boost;
mod casing;
mod choice;
mod confidence;
pub mod corpus;
mod cues;
pub mod harm;
mod logistic;
pub mod places;
mod roles;
mod slots;
mod stories;
mod words;

use std::path::Path;

/// Fits `what` anew.
pub fn run(root: &Path, what: &str) -> Result<(), String> {
    match what {
        "align" => align::train(root),
        "confidence" => confidence::train(root),
        "cues" => cues::train(root),
        "harm" => harm::train(root),
        "casing" => casing::train(root),
        "places" => places::train(root),
        "roles" => roles::train(root),
        "stories" => stories::train(root),
        "words" => words::train(root),
        _ => Err(format!("nothing called {what:?} can be trained; see cargo xtask")),
    }
}
