//! Which place a name means: candidates from the gazetteer, weighed by what the report says around them.
//!
//! 1. [`groups`]: mentions that must mean one place (one sense a report), with the places that their name may mean
//! 2. [`features`]: what speaks for each of these places, or for none of them
//! 3. [`weights`]: how much, learned (`cargo xtask train places`)
//!
//! Twice over: the first round weighs each name by itself and by the container next to it ("Springfield, Ill."); the second
//! also by where the other names of the report probably lie. A name whose places all look wrong stays unresolved.

mod features;
mod groups;
mod senses;
pub mod weights;

use super::PlaceMention;
use super::gazetteer::{Gazetteer, Kind, Place};
use features::Scene;
use groups::Group;
use stemma_nlp::Doc;
use weights::Weights;

pub use features::NAMES as FEATURES;

/// A place that a mention was found to mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// Its name in the gazetteer.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u64>,
    /// What it is.
    pub kind: Kind,
}

/// What is known of where a report was published.
#[derive(Clone, Copy, Debug, Default)]
pub struct Published<'a> {
    /// The address.
    pub url: Option<&'a str>,
    /// The outlet.
    pub outlet: Option<&'a str>,
}

/// What each mention means, by field and mention. Fields in reading order: the title, the text.
pub fn resolve(fields: &[(&Doc, &[PlaceMention])], published: Published<'_>, gazetteer: &Gazetteer) -> Vec<Vec<Option<Resolved>>> {
    let mut out: Vec<Vec<Option<Resolved>>> = fields.iter().map(|(_, mentions)| vec![None; mentions.len()]).collect();
    let groups = groups::groups(fields, gazetteer);
    let scene = Scene::new(&groups, published, gazetteer);
    let weights = weights::weights();
    let mut odds: Vec<Vec<f64>> = Vec::new();
    for round in weights {
        odds = scene.odds(round, &odds);
    }
    for (group, odds) in groups.iter().zip(&odds) {
        let Some(place) = best(odds).and_then(|i| group.options.get(i)).map(|o| o.place) else { continue };
        let found = Resolved {
            name: gazetteer.name(&place),
            lat: place.lat,
            lon: place.lon,
            country: place.country_code().map(str::to_owned),
            geonames: place.geonames().map(u64::from),
            kind: place.kind,
        };
        for &(field, mention) in &group.mentions {
            out[field][mention] = Some(found.clone());
        }
    }
    out
}

/// The most probable option, unless none of them is more so; the first of equals.
fn best(odds: &[f64]) -> Option<usize> {
    let (none, options) = odds.split_last()?;
    let top = options.iter().enumerate().fold(None, |top: Option<(usize, f64)>, (i, &p)| match top {
        Some((_, most)) if most >= p => top,
        _ => Some((i, p)),
    })?;
    (top.1 > *none).then_some(top.0)
}

/// A name with its options, for training: see [`study`].
#[derive(Clone, Debug)]
pub struct Study {
    /// Field and number of each of its mentions.
    pub mentions: Vec<(usize, usize)>,
    /// The places that it may mean.
    pub places: Vec<Place>,
    /// What speaks for each of them, by [`FEATURES`]; last, for none of them.
    pub features: Vec<Vec<f32>>,
}

/// What the round after `rounds` would weigh.
pub fn study(fields: &[(&Doc, &[PlaceMention])], published: Published<'_>, gazetteer: &Gazetteer, rounds: &[Weights]) -> Vec<Study> {
    let groups = groups::groups(fields, gazetteer);
    let scene = Scene::new(&groups, published, gazetteer);
    let mut odds: Vec<Vec<f64>> = Vec::new();
    for round in rounds {
        odds = scene.odds(round, &odds);
    }
    let study = |(i, group): (usize, &Group)| Study {
        mentions: group.mentions.clone(),
        places: group.options.iter().map(|o| o.place).collect(),
        features: scene.features(i, &odds).iter().map(|f| f.to_vec()).collect(),
    };
    groups.iter().enumerate().map(study).collect()
}

#[cfg(test)]
mod tests;
