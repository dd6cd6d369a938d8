//! What one side says and the other does not, and where they differ.

use super::quotes::{Quotes, add};
use super::versions::{Versions, versions};
use super::{Point, Quote, Source, layout, points};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Event, Field, Record, ReportClaims, Status};

/// The difference of two sides.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Diff {
    /// The reports of the first side.
    pub a: Vec<Source>,
    /// The reports of the second side.
    pub b: Vec<Source>,
    /// Where both speak of a thing and their values differ.
    pub differs: Vec<Point>,
    /// What only the first side says, in text order.
    pub only_a: Vec<Quote>,
    /// What only the second side says, in text order.
    pub only_b: Vec<Quote>,
    /// What both sides say alike.
    pub agreed: Vec<Point>,
    /// Which sentences changed, where the sides are two versions of one page; else null.
    pub versions: Option<Versions>,
}

/// Compares two sides by the findings of their record. `of_a` are the ids of the first side's reports.
pub fn diff(record: &Record, reports: &[ReportClaims], paths: &BTreeMap<String, String>, of_a: &BTreeSet<String>) -> Diff {
    let by_id: BTreeMap<&str, &ReportClaims> = reports.iter().map(|r| (r.report.id.as_str(), r)).collect();
    let brief = layout(record, reports, paths);
    let mut out = Diff::default();
    for (story, laid) in record.stories.iter().zip(brief.stories) {
        let quotes = Quotes::new(&by_id, &laid.sources, story.entities.iter());
        for event in &story.events {
            let claims: Vec<&Claim> = event.claims.iter().filter_map(|id| quotes.claims.get(id.as_str()).copied()).collect();
            let sides: BTreeSet<bool> = claims.iter().map(|c| of_a.contains(&c.report)).collect();
            if sides.len() == 2 {
                both(event, &quotes, of_a, &mut out);
            } else {
                let side = if sides.contains(&true) { &mut out.only_a } else { &mut out.only_b };
                for claim in claims {
                    add(side, quotes.quote(claim, "occurrence"));
                }
            }
        }
        let (a, b): (Vec<Source>, Vec<Source>) = laid.sources.into_iter().partition(|s| of_a.contains(&s.id));
        out.a.extend(a);
        out.b.extend(b);
    }
    if let ([a], [b]) = (out.a.as_slice(), out.b.as_slice()) {
        out.versions = by_id.get(a.id.as_str()).zip(by_id.get(b.id.as_str())).and_then(|(a, b)| versions(a, b));
    }
    for side in [&mut out.only_a, &mut out.only_b] {
        side.sort_by_key(|q| (q.source.len(), q.source.clone(), q.field == Field::Text, q.start));
    }
    out
}

/// An event that both sides speak of: the findings with values of both, by whether they agree.
fn both(event: &Event, quotes: &Quotes, of_a: &BTreeSet<String>, out: &mut Diff) {
    for finding in &event.findings {
        let sides: BTreeSet<bool> = finding.values.iter().flat_map(|v| &v.reports).map(|r| of_a.contains(r)).collect();
        if sides.len() < 2 {
            continue;
        }
        let point = points::point(event, finding, quotes);
        match finding.status {
            Status::Agreed | Status::Single => out.agreed.push(point),
            _ => out.differs.push(point),
        }
    }
}
