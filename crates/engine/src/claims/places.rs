//! Names of places.

use super::Printed;
use serde::Serialize;
use std::ops::Range;
use stemma_nlp::Doc;

/// A place named in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The tokens of its name.
    pub tokens: Range<usize>,
    /// Its name as printed, without what only describes it ("Bishkek" of "the capital Bishkek").
    pub name: String,
    /// Whether it stands for a government ("Moscow said").
    pub government: bool,
    /// Whether it is a street address or a building, not a toponym.
    pub address: bool,
}

/// All places named in a document, in order, not overlapping.
pub fn find(doc: &Doc) -> Vec<PlaceMention> {
    doc.entities()
        .iter()
        .filter(|m| matches!(doc.entity_label(m), "GPE" | "LOC" | "FAC"))
        .filter_map(|m| {
            let mut tokens = m.start..m.end.min(doc.len());
            while !tokens.is_empty() && matches!(doc.token(tokens.start).pos(), "DET" | "SPACE" | "PUNCT" | "ADP") {
                tokens.start += 1;
            }
            while !tokens.is_empty() && matches!(doc.token(tokens.end - 1).lower(), "'s" | "'" | "," | ".") {
                tokens.end -= 1;
            }
            let name = doc.slice(tokens.clone()).to_string();
            (!tokens.is_empty()).then_some(PlaceMention { tokens, name, government: false, address: false })
        })
        .collect()
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
