//! A report names the agency, or another outlet, whose words it carries.

use super::outlets;
use super::ties::Ties;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Attribution, Basis, Descent, EntityKind, Field, ReportClaims, SourceKind, Span};

/// The descents that reports state themselves: from `wire:NAME`, from a report of the story whose outlet is named as a
/// source, and from `outlet:NAME` where the story has no report of that outlet or several.
pub fn find(reports: &[&ReportClaims], ties: &Ties) -> Vec<Descent> {
    let mut descents = Vec::new();
    for (i, report) in reports.iter().enumerate() {
        descents.extend(wires(report));
        descents.extend(named(reports, i, ties));
    }
    descents
}

/// A descent for each wire, in order of first mention, with every credit that stands in the text. An agency's own report
/// does not descend from it.
fn wires(report: &ReportClaims) -> impl Iterator<Item = Descent> {
    let outlet = report.report.outlet.as_deref().unwrap_or_default();
    report.report.wire.iter().filter(move |w| !outlets::is_name_of(w, outlet)).map(|wire| {
        let spans = report.report.credits.iter().filter(|c| c.wire == *wire).filter_map(|c| c.span);
        let evidence = spans.map(|s| Span { report: report.report.id.clone(), start: s.start, end: s.end }).collect();
        credit(report, format!("wire:{wire}"), evidence)
    })
}

/// A descent for each other outlet that the report names as a source: beside a cue in its text, or as the voice of a claim.
fn named(reports: &[&ReportClaims], at: usize, ties: &Ties) -> Vec<Descent> {
    let report = reports[at];
    let own = outlets::of(report).unwrap_or_default();
    let span = |start: usize, end: usize| Span { report: report.report.id.clone(), start, end };
    let mut cited: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for (other, ranges) in ties.named(at) {
        let spans = ranges.iter().map(|r| span(r.start, r.end)).collect();
        cited.insert(reports[other].report.id.clone(), spans);
    }
    // A reporter speaks for an outlet that may not be named with him.
    let people: BTreeSet<&str> = report.entities.iter().filter(|e| e.kind == EntityKind::Person).map(|e| e.id.as_str()).collect();
    let is_person = |voice: &Attribution| voice.entity.as_deref().is_some_and(|e| people.contains(e));
    let from = |source: &str| -> Option<String> {
        if outlets::is_name_of(source, own) || report.report.wire.iter().any(|w| outlets::is_name_of(source, w)) {
            return None;
        }
        let of_outlet: Vec<&&ReportClaims> =
            reports.iter().filter(|r| outlets::of(r).is_some_and(|o| outlets::is_name_of(source, o))).collect();
        match of_outlet.as_slice() {
            [one] if outlets::of(one) != outlets::of(report) => Some(one.report.id.clone()),
            [] if outlets::is_proper(source) => Some(format!("outlet:{source}")),
            _ => None,
        }
    };
    // A source is sought once among the reports, however often it is cited.
    let mut sought: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for claim in report.claims.iter().filter(|c| c.evidence.field == Field::Text) {
        for voice in claim.attribution.iter().filter(|a| a.kind == SourceKind::Media && !is_person(a)) {
            let Some(from) = sought.entry(&voice.source).or_insert_with(|| from(&voice.source)).clone() else { continue };
            let spans = cited.entry(from).or_default();
            let here = span(voice.start, voice.end);
            if !spans.iter().any(|s| s.start < here.end && here.start < s.end) {
                spans.push(here);
            }
        }
    }
    cited.into_iter().map(|(from, evidence)| credit(report, from, evidence)).collect()
}

fn credit(report: &ReportClaims, from: String, evidence: Vec<Span>) -> Descent {
    Descent { report: report.report.id.clone(), from, basis: Basis::Credit, share: None, evidence, directed: true }
}
