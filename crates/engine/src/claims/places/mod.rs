//! Names of places.
//!
//! [`find`] lists every place that a document names: what the parser calls one and its context does not refute, names of the
//! lexicon, and names that the words around them prove ("BISHKEK (AFP) -", "Forsyth County", "in Atalissa").

mod cues;
mod names;

use super::Printed;
use cues::{Candidate, Cues};
use serde::Serialize;
use std::collections::HashMap;
use std::ops::Range;
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
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u64>,
}

/// The rows of `stemma places` for a document, not resolved. `text` is the report's own text.
pub fn rows(report: &str, doc: &Doc, text: &str) -> Vec<PlaceRow> {
    let printed = Printed::new(text);
    find(doc)
        .into_iter()
        .map(|m| {
            let (start, end) = doc.offsets(m.tokens);
            let text = printed.slice(start, end);
            PlaceRow { report: report.into(), start, end, text, lat: None, lon: None, country: None, geonames: None }
        })
        .collect()
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
