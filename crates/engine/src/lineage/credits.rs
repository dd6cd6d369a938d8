//! A report names the agency, or another report's outlet, whose words it carries.

use std::collections::BTreeMap;
use stemma_model::{Basis, Descent, Field, ReportClaims, SourceKind, Span};

/// The descents that reports state themselves: from `wire:NAME`, and from a report of the story whose outlet is cited.
pub fn find(reports: &[&ReportClaims]) -> Vec<Descent> {
    let mut descents = Vec::new();
    for report in reports {
        descents.extend(wires(report));
        descents.extend(outlets(report, reports));
    }
    descents
}

/// A descent for each wire, in order of first mention, with every credit that stands in the text. An agency's own report
/// does not descend from it.
fn wires(report: &ReportClaims) -> impl Iterator<Item = Descent> {
    let outlet = report.report.outlet.as_deref().unwrap_or_default();
    report.report.wire.iter().filter(move |w| !is_name_of(w, outlet)).map(|wire| {
        let spans = report.report.credits.iter().filter(|c| c.wire == *wire).filter_map(|c| c.span);
        let evidence = spans.map(|s| Span { report: report.report.id.clone(), start: s.start, end: s.end }).collect();
        credit(report, format!("wire:{wire}"), evidence)
    })
}

/// A descent for each other outlet that the report cites as a source, when the story has just one report of it.
fn outlets(report: &ReportClaims, reports: &[&ReportClaims]) -> Vec<Descent> {
    let mut cited: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for claim in &report.claims {
        for voice in claim.attribution.iter().filter(|a| a.kind == SourceKind::Media && claim.evidence.field == Field::Text) {
            let named = |r: &&&ReportClaims| r.report.outlet.as_deref().is_some_and(|o| is_name_of(&voice.source, o));
            let mut of_outlet = reports.iter().filter(named);
            if let (Some(one), None) = (of_outlet.next(), of_outlet.next())
                && one.report.id != report.report.id
                && one.report.outlet != report.report.outlet
            {
                let span = Span { report: report.report.id.clone(), start: voice.start, end: voice.end };
                let spans = cited.entry(&one.report.id).or_default();
                if !spans.contains(&span) {
                    spans.push(span);
                }
            }
        }
    }
    cited.into_iter().map(|(id, evidence)| credit(report, id.to_owned(), evidence)).collect()
}

fn credit(report: &ReportClaims, from: String, evidence: Vec<Span>) -> Descent {
    Descent { report: report.report.id.clone(), from, basis: Basis::Credit, share: None, evidence, directed: true }
}

/// Whether a name, as cited, is that of an outlet: the same words but for case, article and what stands in brackets, or
/// the initials of its words ("CPA" of "Continental Press Agency").
pub fn is_name_of(name: &str, outlet: &str) -> bool {
    let words = |s: &str| -> Vec<String> {
        let plain = s.split(['(', '[']).next().unwrap_or_default();
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
        words.enumerate().filter(|(i, w)| *i > 0 || w != "the").map(|(_, w)| w).collect()
    };
    let (name_words, outlet_words) = (words(name), words(outlet));
    if name_words.is_empty() || outlet_words.is_empty() {
        return false;
    }
    let initials: String = outlet_words.iter().filter_map(|w| w.chars().next()).collect();
    name_words == outlet_words || outlet_words.len() > 1 && name_words.len() == 1 && name_words[0] == initials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_goes_by_its_name_or_initials() {
        assert!(is_name_of("CPA", "Continental Press Agency (invented)"));
        assert!(is_name_of("Maren Ledger", "The Maren Ledger"));
        assert!(!is_name_of("Maren", "The Maren Ledger"));
        assert!(!is_name_of("", ""));
        assert!(!is_name_of("T", "Today"));
    }
}
