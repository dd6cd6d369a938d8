//! Names of places.
//!
//! [`find`] lists every place that a document names: what the parser calls one and its context does not refute, names of the
//! lexicon, and names that the words around them prove ("BISHKEK (AFP) -", "Forsyth County", "in Atalissa"). [`Places`] says
//! which place each of them means, where a gazetteer knows it.

mod cues;
pub mod gazetteer;
mod names;
pub mod resolve;

use super::Printed;
use super::analysis::Analysis;
use cues::{Candidate, Cues};
use gazetteer::Gazetteer;
use resolve::{Published, Resolved};
use serde::Serialize;
use std::collections::HashMap;
use std::ops::Range;
use stemma_model::{Field, PlaceValue};
use stemma_nlp::Doc;

/// A place named in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The tokens of its name.
    pub tokens: Range<usize>,
    /// Its name as printed, without what only describes it ("Bishkek" of "the capital Bishkek"); the country's name for an
    /// adjective.
    pub name: String,
    /// Whether it stands for a government ("Moscow said").
    pub government: bool,
    /// Whether it is a street address, not a toponym.
    pub address: bool,
    /// Whether it is an adjective ("Russian troops"): it names a country, but says nothing of where something happened.
    pub adjective: bool,
}

impl PlaceMention {
    /// Whether it can say where an event took place.
    pub fn can_place_event(&self) -> bool {
        !self.government && !self.adjective
    }
}

/// All places named in a document, in order, not overlapping.
pub fn find(doc: &Doc) -> Vec<PlaceMention> {
    if doc.is_empty() {
        return Vec::new();
    }
    let cues = Cues::new(doc);
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while at < doc.len() {
        match cues.at(at) {
            Some(c) if c.tokens.end > at => {
                at = c.tokens.end;
                found.push(c);
            }
            _ => at += 1,
        }
    }
    let repeated = repeats(doc, &cues, &found);
    found.extend(repeated);
    found.sort_by_key(|c| c.tokens.start);
    found.into_iter().map(|c| mention(doc, c)).collect()
}

/// Other mentions of names that were proven once.
fn repeats(doc: &Doc, cues: &Cues<'_>, found: &[Candidate]) -> Vec<Candidate> {
    let mut sure: HashMap<&str, Vec<&str>> = HashMap::new();
    for c in found.iter().filter(|c| c.sure) {
        let list = sure.entry(doc.token(c.tokens.start).text()).or_default();
        let name = doc.slice(c.tokens.clone());
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let mut taken = found.iter().map(|c| c.tokens.clone()).peekable();
    let mut more = Vec::new();
    let mut at = 0;
    while at < doc.len() {
        while taken.peek().is_some_and(|r| r.end <= at) {
            taken.next();
        }
        if let Some(r) = taken.peek().filter(|r| r.contains(&at)) {
            at = r.end;
            continue;
        }
        let token = doc.token(at);
        let free = taken.peek().map_or(doc.len(), |r| r.start);
        let hit = cues.capital(at).then(|| sure.get(token.text())).flatten().and_then(|list| {
            let ends = list.iter().filter_map(|name| (at + 1..=(at + 6).min(free)).find(|&end| doc.slice(at..end) == *name));
            ends.max()
        });
        match hit.filter(|&end| cues.repeats(at, end - at)) {
            Some(end) => {
                more.push(Candidate { tokens: at..end, adjective: None, sure: false });
                at = end;
            }
            None => at += 1,
        }
    }
    more
}

fn mention(doc: &Doc, c: Candidate) -> PlaceMention {
    let mut tokens = c.tokens;
    let digits = |i: usize| doc.token(i).text().starts_with(|d: char| d.is_ascii_digit());
    let number_before = tokens.start > 0 && digits(tokens.start - 1);
    while tokens.len() > 1 && digits(tokens.start) {
        tokens.start += 1;
    }
    let last = doc.token(tokens.end - 1);
    let block = tokens.start > 1 && doc.token(tokens.start - 1).lower() == "of" && doc.token(tokens.start - 2).lower() == "block";
    let address = super::words().is_street(last.lower()) && (number_before || block);
    let head = doc.token(tokens.end - 1);
    let speaks = matches!(head.dep(), "nsubj") && names::names().governments.contains(head.head().lemma());
    let government = c.adjective.is_none() && speaks;
    let adjective = c.adjective.is_some();
    let name = c.adjective.unwrap_or_else(|| doc.slice(tokens.clone()).to_string());
    PlaceMention { tokens, name, government, address, adjective }
}

/// The places that a report names, and what they mean.
#[derive(Clone, Debug, Default)]
pub struct Places {
    title: Vec<Placed>,
    text: Vec<Placed>,
}

/// A mention with its offsets and what it means.
#[derive(Clone, Debug)]
struct Placed {
    mention: PlaceMention,
    start: usize,
    end: usize,
    found: Option<Resolved>,
}

impl Places {
    /// Finds and resolves the places of a report's title and text.
    pub fn new(analysis: &Analysis, gazetteer: &Gazetteer) -> Places {
        let docs: Vec<&Doc> = analysis.title.iter().chain([&analysis.text]).collect();
        let mentions: Vec<Vec<PlaceMention>> = docs.iter().map(|d| find(d)).collect();
        let fields: Vec<(&Doc, &[PlaceMention])> = docs.iter().zip(&mentions).map(|(d, m)| (*d, m.as_slice())).collect();
        let published = Published { url: analysis.report.url.as_deref(), outlet: analysis.report.outlet.as_deref() };
        let found = resolve::resolve(&fields, published, gazetteer);
        let mut placed = docs.into_iter().zip(mentions).zip(found).map(|((doc, mentions), found)| {
            let one = |(mention, found): (PlaceMention, Option<Resolved>)| {
                let (start, end) = doc.offsets(mention.tokens.clone());
                Placed { mention, start, end, found }
            };
            mentions.into_iter().zip(found).map(one).collect::<Vec<_>>()
        });
        let title = analysis.title.as_ref().and_then(|_| placed.next()).unwrap_or_default();
        Places { title, text: placed.next().unwrap_or_default() }
    }

    /// Fills what a gazetteer knows of the place that stands within `at`, scalar offsets in a field, else of the place of that
    /// name elsewhere in the report.
    pub fn fill(&self, place: &mut PlaceValue, field: Field, at: Range<usize>) {
        let list = if field == Field::Title { &self.title } else { &self.text };
        let inside = list.iter().find(|p| p.start < at.end && at.start < p.end && !p.mention.adjective);
        let named = || self.text.iter().chain(&self.title).find(|p| place.name.as_ref() == Some(&p.mention.name));
        let Some(found) = inside.or_else(named).and_then(|p| p.found.as_ref()) else { return };
        if !found.name.is_empty() {
            place.name = Some(found.name.clone());
        }
        place.country.clone_from(&found.country);
        (place.lat, place.lon, place.geonames, place.resolved) = (Some(found.lat), Some(found.lon), found.geonames, true);
        place.kind = Some(found.kind.name().to_owned());
    }
}

/// A row of `stemma places`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceRow {
    /// The report's id.
    pub report: String,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
    /// Its name in the gazetteer.
    pub name: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u64>,
}

/// The rows of `stemma places` for a report's text; what the gazetteer does not know has its words only.
pub fn rows(analysis: &Analysis, gazetteer: &Gazetteer) -> Vec<PlaceRow> {
    let printed = Printed::new(&analysis.report.text);
    let row = |p: Placed| {
        let text = printed.slice(p.start, p.end);
        let (name, lat, lon, country, geonames) = match p.found {
            Some(f) => (Some(f.name), Some(f.lat), Some(f.lon), f.country, f.geonames),
            None => Default::default(),
        };
        PlaceRow { report: analysis.report.id.clone(), start: p.start, end: p.end, text, name, lat, lon, country, geonames }
    };
    Places::new(analysis, gazetteer).text.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::sketch::sketch;

    fn names(spec: &str) -> Vec<String> {
        find(&sketch(spec)).into_iter().map(|m| m.name).collect()
    }

    #[test]
    fn words_around_a_name_prove_it() {
        assert_eq!(names("shots rang|VBD out|RP near|IN Kelbrook"), ["Kelbrook"]);
        assert_eq!(names("left|VBD Kelbrook , Ohio"), ["Kelbrook", "Ohio"]);
        assert_eq!(names("the|DT Kelbrook Police Department said|VBD"), ["Kelbrook"]);
        assert_eq!(names("KELBROOK ( AP ) - Fires spread|VBD through the|DT old|JJ harbour quarter"), ["KELBROOK"]);
    }

    #[test]
    fn a_name_also_used_for_a_person_needs_proof() {
        assert_eq!(names("coach Ripley||GPE said|VBD"), [""; 0]);
        assert_eq!(names("Ann||PERSON Kelbrook||PERSON met|VBD Kelbrook||GPE"), [""; 0]);
    }

    #[test]
    fn a_known_name_needs_no_parser() {
        let found = find(&sketch("troops entered|VBD France"));
        assert_eq!((found.len(), found[0].can_place_event()), (1, true));
    }
}
