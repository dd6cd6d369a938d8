//! The slots of an event that are no figures: who, to whom, where, when, with what, and whether it happened.

mod fillers;
mod occurrence;
mod times;

pub use times::{is_month, weekday};

use super::items::Item;
use super::origins::Voices;
use super::types::Words;
use std::collections::BTreeSet;
use stemma_model::Finding;

/// The findings of one event but for its figures.
pub fn compare(kind: &str, members: &[usize], items: &[Item<'_>], voices: &Voices<'_>, words: &Words) -> Vec<Finding> {
    let own: Vec<&Item<'_>> = members.iter().map(|&i| &items[i]).collect();
    let mut out = vec![occurrence::compare(kind, &own, voices, words)];
    if kind != "statement" {
        for slot in ["actor", "target", "place", "instrument"] {
            out.extend(fillers::compare(slot, &own, voices, words));
        }
        out.extend(times::compare(&own, voices, words));
    }
    out
}

/// The reports of some claims.
fn reports(own: &[&Item<'_>]) -> BTreeSet<usize> {
    own.iter().map(|i| i.report).collect()
}
